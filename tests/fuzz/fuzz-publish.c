/*
 * fuzz-publish: any bytes as a storage's listing, as its error, and as the list of what was published.  A listing that is read
 * has whole objects; an error is explained in one line; a list is written so that it is read as the same, and no plan made of
 * it deletes what it does not name.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"
#include "model/config.h"
#include "net/manifest.h"
#include "net/publish_plan.h"
#include "net/s3.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
read_listing(struct pool *pool, const char *xml, size_t size, struct s3_listing *listing)
{
	const char *problem = NULL;
	bool good = s3_listing_read(pool, xml, size, listing, &problem);

	require(good == (problem == NULL));
	require(good || (listing->count == 0 && !listing->next));
	for (size_t i = 0; i < listing->count; i++)
		require(listing->objects[i].key && *listing->objects[i].key && listing->objects[i].etag);
	require(!listing->next || *listing->next);
}

static void
read_error(struct pool *pool, const char *xml, size_t size)
{
	static const int statuses[] = { 200, 301, 400, 403, 503 };
	struct s3_error error;

	s3_error_read(pool, xml, size, &error);
	s3_is_passing(&error);
	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++) {
		const struct s3_attempt attempt = { "what", "target", "bucket", "https://s3.example.com", "KEY", "SECRET", statuses[i], error.region };
		const char *help, *words = s3_explain(pool, &attempt, &error, &help);

		require(g_str_has_prefix(words, "what: ") && !strpbrk(words, "\n\r\033") && g_utf8_validate(words, -1, NULL));
		require(!help || (!strpbrk(help, "\n\r\033") && g_utf8_validate(help, -1, NULL)));
	}
}

static void
make_plan(struct pool *pool, struct manifest *manifest, const struct s3_listing *listing)
{
	const struct publish_target target = { .from = { "status", SPAN_NONE }, .prefix = "p/" };
	struct plan_file file = { .path = "index.html", .md5 = "1", .size = 1 };
	const struct plan_options options = { 0 };
	struct plan plan;

	plan_describe(&target, &file);
	plan = plan_make(pool, &target, &file, 1, listing->objects, listing->count, manifest, &options);
	for (const char *const *path = plan.deletes; *path; path++)
		require(manifest_find(manifest, *path) && strcmp(*path, "index.html") != 0 && strcmp(*path, MANIFEST_NAME) != 0);
	require(plan.send_count + plan.unchanged + g_strv_length((char **)plan.conflicts) == 1);
	plan_intend(&plan, "p/", listing->objects, listing->count, manifest);
}

static void
read_manifest(struct pool *pool, const char *json, size_t size, const struct s3_listing *listing)
{
	const char *problem, *once, *twice;
	struct manifest *manifest = manifest_read(pool, json, size, &problem), *again;

	if (!manifest)
		return;
	once = manifest_render(pool, manifest);
	again = manifest_read(pool, once, strlen(once), &problem);
	require(again != NULL);
	twice = manifest_render(pool, again);
	require(strcmp(once, twice) == 0);
	make_plan(pool, manifest, listing);
}

/* An XML and a JSON, with a NUL between them, so that a plan is made of both. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	g_autofree char *exact = g_malloc(size ? size : 1); /* without a NUL behind it */
	const char *nul;
	size_t first;
	struct s3_listing listing;

	if (size > 0)
		memcpy(exact, bytes, size);
	nul = size > 0 ? memchr(exact, 0, size) : NULL;
	first = nul ? (size_t)(nul - exact) : size;
	read_listing(pool, exact, first, &listing);
	read_error(pool, exact, first);
	if (nul)
		read_manifest(pool, nul + 1, size - first - 1, &listing);
	else
		read_manifest(pool, exact, size, &listing);
	pool_free(pool);
	return 0;
}
