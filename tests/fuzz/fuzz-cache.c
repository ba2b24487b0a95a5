/*
 * A pack of the cache whose bytes anybody chose, its checksums put right: what it gives must be a record that
 * can be read.  The input stands in place of a document and its record.
 */
#include "base/findings.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/source.h"
#include "read/cache_store.h"
#include "read/record.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads all that a record says. */
static void
read_through(struct pool *pool, const struct blob *blob)
{
	const struct source *source = source_new(pool, "content/a.md", blob->source, blob->source_size);
	struct markdown body = record_markdown(blob->record, source);
	struct yaml yaml = record_yaml(blob->record, source);
	const struct yaml_node *root = yaml_root(&yaml);

	markdown_gather(pool, &body, 0, body.block_count);
	record_complain(blob->record, source, findings_new(pool));
	for (const struct yaml_node *node = root ? yaml_first(&yaml, root) : NULL; node; node = yaml_next(&yaml, node))
		yaml_text(&yaml, node);
}

/* The store keeps what it is given; what it gives back was checked. */
static void
keep_and_find(struct pool *pool, const char *site, const uint8_t *data, size_t size)
{
	static const char text[] = "---\ntitle: A\n---\n# B\n\nc `d` [e](f.md)\n";
	struct store *store = store_open(pool, site);
	struct item item = { .hash = hash_bytes(text, sizeof text - 1), .source = text, .source_size = sizeof text - 1 };
	const struct record *record = record_make(pool, pool, source_new(pool, "a.md", text, sizeof text - 1));
	size_t whole = record_size(record);
	struct blob blob;

	if (!store)
		abort(); /* nothing would be tried */
	char *bytes = pool_memdup(pool, record, whole);

	/* Four bytes of the input change one of the record: place, value. */
	for (size_t i = 0; i + 4 <= size; i += 4) {
		size_t at = ((size_t)data[i] << 16 | (size_t)data[i + 1] << 8 | data[i + 2]) % whole;

		/* Its own size is what the store asks it for. */
		if (at < 16 || at >= 20)
			bytes[at] = (char)data[i + 3];
	}
	item.record = (const struct record *)bytes;
	store_save(store, &item, 1);
	store = store_open(pool, site);
	item = (struct item){ .hash = item.hash };
	if (store && store_find(store, &item, text, sizeof text - 1, &blob))
		read_through(pool, &blob);
}

/* The bytes as a whole file of the cache. */
static void
open_as_file(struct pool *pool, const char *site, const char *cache, const uint8_t *data, size_t size)
{
	g_autofree char *name = g_strdup_printf("%s/%016" G_GINT64_MODIFIER "x/1.pack", cache, hash_bytes(site, strlen(site)));
	struct item item = { .hash = 1 };
	struct blob blob;

	if (g_file_set_contents(name, (const char *)data, (gssize)size, NULL))
		store_find(store_open(pool, site), &item, "", 0, &blob);
}

static void
empty_folder(const char *folder)
{
	g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		g_unlink(path);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *site = "/site";
	g_autofree char *cache = g_strdup_printf("/dev/shm/sitrep-fuzz-%d", (int)getpid());
	g_autofree char *folder = g_strdup_printf("%s/%016" G_GINT64_MODIFIER "x", cache, hash_bytes(site, strlen(site)));
	struct pool *pool = pool_new();

	g_setenv("SITREP_CACHE", cache, TRUE);
	g_mkdir_with_parents(folder, 0700);
	if (size > 0 && data[0] & 1)
		open_as_file(pool, site, cache, data + 1, size - 1);
	else if (size > 0)
		keep_and_find(pool, site, data + 1, size - 1);
	pool_free(pool);
	empty_folder(folder);
	return 0;
}
