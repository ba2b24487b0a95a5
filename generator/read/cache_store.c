#include "read/cache_store.h"

#include "base/hash.h"
#include "base/pool.h"
#include "read/cache_folder.h"
#include "read/record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
	ALIGNMENT = 8,
	PACKS_MAX = 64, /* more are not looked at, and go with the next save */
	DEAD_ALLOWED = 16 << 20,
	LEFT_AFTER = 3600, /* seconds; no build writes that long */
	SMALL = 16384,     /* bytes of a pack that is not worth keeping apart */
	SITE_KEPT = 30 * 24 * 3600,
	VECTORS = 3 * 256,
};

static const char pack_magic[8] = "sitrepP2", seen_magic[8] = "sitrepS1";

/* Both kinds of file begin so; rows of one size are at rows_at. */
struct header {
	char magic[8];
	uint64_t build, id;   /* id: a pack's name; 0 for "seen" */
	uint64_t size;        /* of the file */
	uint64_t rows_at, row_count;
	uint64_t check;       /* of the rows */
	uint64_t header_check; /* of all before */
};

struct pack_row {
	uint64_t hash;    /* of the document's bytes */
	uint64_t check;   /* of that hash and of the record */
	uint64_t at;      /* where they begin; the record is behind them and a NUL, aligned */
	uint32_t source_size, record_size;
};

struct seen_row {
	uint64_t path;
	struct stamp stamp;
	uint64_t pack;
	uint32_t row, reserved;
};

struct file {
	const char *bytes;
	size_t size;
	const struct header *header;
};

struct pack {
	char name[32];
	struct file file;
	const struct pack_row *rows;
	size_t count;
	uint64_t id;
	bool absorbed; /* what is in use of it goes to the new pack */
};

static const uint32_t row_sizes[] = { sizeof(struct header), sizeof(struct pack_row), sizeof(struct seen_row) };

struct store {
	struct pool *pool;
	const char *folder;
	uint64_t build;
	struct pack packs[PACKS_MAX]; /* largest first */
	size_t pack_count;
	GPtrArray *strangers; /* names of files that no build of this kind made */
	const struct seen_row *seen;
	size_t seen_count;
};

/* Opening */

static void
release_file(void *data)
{
	const struct file *file = data;

	munmap((void *)file->bytes, file->size);
}

static bool
is_whole(const struct file *file, const char *magic, uint64_t build, size_t row_size)
{
	const struct header *header = file->header;

	if (memcmp(header->magic, magic, sizeof header->magic) != 0 || header->build != build || header->size != file->size)
		return false;
	if (header->header_check != hash_bytes(header, offsetof(struct header, header_check)))
		return false;
	if (header->rows_at % ALIGNMENT != 0 || header->rows_at > file->size || header->row_count > (file->size - header->rows_at) / row_size)
		return false;
	return header->check == hash_bytes(file->bytes + header->rows_at, header->row_count * row_size);
}

/* Maps a file.  Files here are never changed, only replaced, so the bytes stay. */
static bool
map_file(struct pool *pool, const char *folder, const char *name, struct file *file)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	void *bytes = MAP_FAILED;

	if (descriptor < 0)
		return false;
	if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size >= sizeof(struct header))
		bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, descriptor, 0);
	close(descriptor);
	if (bytes == MAP_FAILED)
		return false;
	*file = (struct file){ bytes, (size_t)status.st_size, bytes };
	pool_adopt(pool, pool_memdup(pool, file, sizeof *file), release_file);
	return true;
}

static void
open_pack(struct store *store, const char *name)
{
	struct pack *pack = &store->packs[store->pack_count];
	struct file file;

	if (store->pack_count == PACKS_MAX || strlen(name) >= sizeof pack->name || !map_file(store->pool, store->folder, name, &file) || !is_whole(&file, pack_magic, store->build, sizeof(struct pack_row))) {
		g_ptr_array_add(store->strangers, g_strdup(name));
		return;
	}
	*pack = (struct pack){
		.file = file,
		.rows = (const void *)(file.bytes + file.header->rows_at),
		.count = file.header->row_count,
		.id = file.header->id,
	};
	g_strlcpy(pack->name, name, sizeof pack->name);
	store->pack_count++;
}

static int
larger_first(const void *a, const void *b)
{
	const struct pack *x = a, *y = b;

	return (x->file.size < y->file.size) - (x->file.size > y->file.size);
}

/* What a build left that was killed while it wrote. */
static bool
is_left_over(const struct store *store, const char *name)
{
	g_autofree char *path = g_build_filename(store->folder, name, NULL);
	struct stat status;

	return g_str_has_prefix(name, "new-") && lstat(path, &status) == 0 && status.st_mtime < time(NULL) - LEFT_AFTER;
}

static void
open_packs(struct store *store)
{
	g_autoptr(GDir) folder = g_dir_open(store->folder, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		if (g_str_has_suffix(name, ".pack"))
			open_pack(store, name);
		else if (is_left_over(store, name))
			g_ptr_array_add(store->strangers, g_strdup(name));
	}
	if (store->pack_count)
		qsort(store->packs, store->pack_count, sizeof *store->packs, larger_first);
}

static void
open_seen(struct store *store)
{
	struct file file;

	if (!map_file(store->pool, store->folder, "seen", &file) || !is_whole(&file, seen_magic, store->build, sizeof(struct seen_row)))
		return;
	store->seen = (const void *)(file.bytes + file.header->rows_at);
	store->seen_count = file.header->row_count;
}

struct store *
store_open(struct pool *pool, const char *site)
{
	const char *folder = cache_folder(pool, site);
	struct store *store;
	uint64_t build;

	if (!folder || !cache_build(&build))
		return NULL;
	/* what a row looks like is a part of it, too */
	build += hash_bytes(row_sizes, sizeof row_sizes);
	store = pool_new0(pool, struct store);
	store->pool = pool;
	store->folder = folder;
	store->build = build;
	store->strangers = pool_adopt_pointers(pool, g_ptr_array_new_with_free_func(g_free));
	open_packs(store);
	open_seen(store);
	return store;
}

/* Finding */

static size_t
record_offset(size_t source_size)
{
	return (source_size + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* hash: of the document's bytes. */
static uint64_t
blob_check(uint64_t hash, const void *record, size_t size)
{
	const uint64_t both[] = { hash, hash_bytes(record, size) };

	return hash_bytes(both, sizeof both);
}

/* Whether a row's bytes are inside, undamaged, and hold a record. */
static bool
open_blob(const struct pack *pack, size_t row, struct blob *blob)
{
	const struct pack_row *entry = &pack->rows[row];
	size_t before = record_offset(entry->source_size), size = before + entry->record_size;
	const char *bytes = pack->file.bytes + entry->at;

	if (entry->at % ALIGNMENT != 0 || size > pack->file.size || entry->at > pack->file.size - size)
		return false;
	if (hash_bytes(bytes, entry->source_size) != entry->hash || bytes[entry->source_size] != '\0')
		return false;
	if (blob_check(entry->hash, bytes + before, entry->record_size) != entry->check)
		return false;
	if (!record_check(bytes + before, entry->record_size, entry->source_size))
		return false;
	*blob = (struct blob){ bytes, entry->source_size, (const struct record *)(bytes + before) };
	return true;
}

static const struct pack *
find_pack(const struct store *store, uint64_t id)
{
	for (size_t i = 0; i < store->pack_count; i++)
		if (store->packs[i].id == id)
			return &store->packs[i];
	return NULL;
}

static const struct seen_row *
find_seen(const struct store *store, uint64_t path)
{
	size_t low = 0, high = store->seen_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (store->seen[middle].path < path)
			low = middle + 1;
		else
			high = middle;
	}
	return low < store->seen_count && store->seen[low].path == path ? &store->seen[low] : NULL;
}

bool
store_find_seen(const struct store *store, struct item *item, struct blob *blob)
{
	const struct seen_row *seen = find_seen(store, item->path);
	const struct pack *pack = seen && memcmp(&seen->stamp, &item->stamp, sizeof item->stamp) == 0 ? find_pack(store, seen->pack) : NULL;

	if (!pack || seen->row >= pack->count || !open_blob(pack, seen->row, blob) || blob->source_size != item->stamp.size)
		return false;
	item->pack = pack;
	item->row = seen->row;
	item->hash = pack->rows[seen->row].hash;
	item->recalled = true;
	return true;
}

/* The first row of a hash, or of the next one. */
static size_t
find_row(const struct pack *pack, uint64_t hash)
{
	size_t low = 0, high = pack->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pack->rows[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
store_find(const struct store *store, struct item *item, const char *bytes, size_t size, struct blob *blob)
{
	for (size_t i = 0; i < store->pack_count; i++) {
		const struct pack *pack = &store->packs[i];

		for (size_t row = find_row(pack, item->hash); row < pack->count && pack->rows[row].hash == item->hash; row++) {
			if (!open_blob(pack, row, blob) || blob->source_size != size || memcmp(blob->source, bytes, size) != 0)
				continue;
			item->pack = pack;
			item->row = (uint32_t)row;
			return true;
		}
	}
	return false;
}

/* Saving */

struct writer {
	int file;
	uint64_t at;
	struct iovec vectors[VECTORS];
	int count;
	bool failed;
};

static void
flush(struct writer *writer)
{
	struct iovec *next = writer->vectors;

	while (writer->count > 0 && !writer->failed) {
		ssize_t done = writev(writer->file, next, writer->count);

		if (done < 0 && errno == EINTR)
			continue;
		writer->failed = done <= 0;
		for (; done > 0 && writer->count > 0 && (size_t)done >= next->iov_len; writer->count--)
			done -= (ssize_t)next++->iov_len;
		if (writer->count > 0 && done > 0) {
			next->iov_base = (char *)next->iov_base + done;
			next->iov_len -= (size_t)done;
		}
	}
	writer->count = 0;
}

/* The bytes must stay as they are until the next flush. */
static void
put(struct writer *writer, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	if (writer->count == VECTORS)
		flush(writer);
	writer->vectors[writer->count++] = (struct iovec){ (void *)bytes, size };
	writer->at += size;
}

static void
put_blob(struct writer *writer, const struct item *item)
{
	static const char zeros[ALIGNMENT];

	put(writer, item->source, item->source_size);
	put(writer, zeros, record_offset(item->source_size) - item->source_size);
	put(writer, item->record, record_size(item->record));
}

/* Ends a file: its rows, its header, its name. */
static bool
finish_file(const struct store *store, struct writer *writer, struct header header, const char *temporary, const char *name, const void *rows, size_t size)
{
	g_autofree char *path = g_build_filename(store->folder, name, NULL);

	header.build = store->build;
	header.rows_at = writer->at;
	header.check = hash_bytes(rows, size);
	put(writer, rows, size);
	header.size = writer->at;
	header.header_check = hash_bytes(&header, offsetof(struct header, header_check));
	flush(writer);
	writer->failed |= pwrite(writer->file, &header, sizeof header, 0) != sizeof header;
	writer->failed |= close(writer->file) != 0;
	if (!writer->failed && rename(temporary, path) == 0)
		return true;
	unlink(temporary);
	return false;
}

/* A file of another name, until it is whole. */
static char *
begin_file(const struct store *store, struct writer *writer)
{
	static const struct header empty;
	char *path = g_build_filename(store->folder, "new-XXXXXX", NULL);

	*writer = (struct writer){ .file = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600) };
	if (writer->file < 0) {
		g_free(path);
		return NULL;
	}
	put(writer, &empty, sizeof empty);
	return path;
}

static uint64_t
random_id(void)
{
	return (uint64_t)g_random_int() << 32 | g_random_int();
}

/* The items that go to the new pack, in the order of its rows. */
static int
compare_items(const void *a, const void *b)
{
	const struct item *x = *(struct item *const *)a, *y = *(struct item *const *)b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->source_size > y->source_size) - (x->source_size < y->source_size);
}

static bool
is_new(const struct item *item)
{
	return item->source && (!item->pack || item->pack->absorbed);
}

static size_t
blob_size(const struct item *item)
{
	return record_offset(item->source_size) + record_size(item->record);
}

static GArray *
write_blobs(struct writer *writer, struct item **items, size_t count, const struct pack *pack)
{
	GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(struct pack_row), (guint)count);

	for (size_t i = 0; i < count; i++) {
		struct item *item = items[i], *before = i ? items[i - 1] : NULL;
		size_t size = record_size(item->record);
		const struct pack_row row = { item->hash, blob_check(item->hash, item->record, size), writer->at, (uint32_t)item->source_size, (uint32_t)size };

		/* The same document under another path needs no place of its own. */
		if (!before || compare_items(&before, &item) != 0 || memcmp(before->source, item->source, item->source_size) != 0) {
			put_blob(writer, item);
			g_array_append_val(rows, row);
		}
		item->pack = pack;
		item->row = rows->len - 1;
	}
	return rows;
}

static bool
write_pack(struct store *store, struct item **items, size_t count)
{
	struct pack *pack = pool_new0(store->pool, struct pack);
	g_autofree struct writer *writer = g_new(struct writer, 1);
	g_autofree char *temporary = begin_file(store, writer);
	g_autoptr(GArray) rows = NULL;
	struct header header = { .id = pack->id = random_id() };

	if (!temporary)
		return false;
	memcpy(header.magic, pack_magic, sizeof header.magic);
	qsort(items, count, sizeof(*items), compare_items);
	rows = write_blobs(writer, items, count, pack);
	header.row_count = rows->len;
	g_snprintf(pack->name, sizeof pack->name, "%016" G_GINT64_MODIFIER "x.pack", pack->id);
	return finish_file(store, writer, header, temporary, pack->name, rows->data, rows->len * sizeof(struct pack_row));
}

static int
compare_seen(const void *a, const void *b)
{
	const struct seen_row *x = a, *y = b;

	return (x->path > y->path) - (x->path < y->path);
}

static void
write_seen(const struct store *store, const struct item *items, size_t count)
{
	g_autofree struct writer *writer = g_new(struct writer, 1);
	g_autofree char *temporary = begin_file(store, writer);
	g_autoptr(GArray) rows = g_array_sized_new(FALSE, FALSE, sizeof(struct seen_row), (guint)count);
	struct header header = { 0 };

	if (!temporary)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct seen_row row = { items[i].path, items[i].stamp, items[i].pack ? items[i].pack->id : 0, items[i].row, 0 };

		if (items[i].pack && items[i].stamp.inode)
			g_array_append_val(rows, row);
	}
	g_array_sort(rows, compare_seen);
	memcpy(header.magic, seen_magic, sizeof header.magic);
	header.row_count = rows->len;
	finish_file(store, writer, header, temporary, "seen", rows->data, rows->len * sizeof(struct seen_row));
}

static void
remove_file(const struct store *store, const char *name)
{
	g_autofree char *path = g_build_filename(store->folder, name, NULL);

	unlink(path);
}

/* Where something is written, packs not much larger than it go with it, so that they stay
 * few; and all of them go where most of what they hold is not in use. */
static void
choose_absorbed(struct store *store, const struct item *items, size_t count)
{
	size_t fresh = 0, live = 0, all = 0;

	for (size_t i = 0; i < count; i++)
		*(items[i].pack ? &live : &fresh) += items[i].source ? blob_size(&items[i]) : 0;
	for (size_t i = 0; i < store->pack_count; i++)
		all += store->packs[i].file.size;
	for (size_t i = store->pack_count; i-- > 0;) {
		struct pack *pack = &store->packs[i];

		pack->absorbed = all > 2 * live + DEAD_ALLOWED || (fresh > 0 && pack->file.size <= 2 * fresh + SMALL);
		fresh += pack->absorbed ? pack->file.size : 0;
	}
}

static bool
is_as_seen(const struct store *store, const struct item *items, size_t count)
{
	size_t recalled = 0;

	for (size_t i = 0; i < count; i++) {
		if (is_new(&items[i]) || (items[i].pack && items[i].stamp.inode && !items[i].recalled))
			return false;
		recalled += items[i].recalled;
	}
	return recalled == store->seen_count;
}

static bool
write_new(struct store *store, struct item *items, size_t count)
{
	g_autofree struct item **new = g_new(struct item *, count);
	size_t new_count = 0;

	for (size_t i = 0; i < count; i++)
		if (is_new(&items[i]))
			new[new_count++] = &items[i];
	return new_count == 0 || write_pack(store, new, new_count);
}

/* The cache of another site, with all that can be in it. */
static void
remove_folder(const char *folder)
{
	g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		unlink(path);
	}
	rmdir(folder);
}

/* When a site comes, those go that were not written for long: folders of tests and of
 * copies would pile up. */
static void
forget_sites(const struct store *store)
{
	g_autofree char *base = g_path_get_dirname(store->folder), *own = g_path_get_basename(store->folder);
	g_autoptr(GDir) names = g_dir_open(base, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = g_build_filename(base, name, NULL);
		struct stat status;

		if (strlen(name) != strlen(own) || strspn(name, "0123456789abcdef") != strlen(own) || strcmp(name, own) == 0)
			continue;
		if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_mtime < time(NULL) - SITE_KEPT)
			remove_folder(path);
	}
}

void
store_save(struct store *store, struct item *items, size_t count)
{
	if (store->pack_count == 0)
		forget_sites(store);
	choose_absorbed(store, items, count);
	if (!is_as_seen(store, items, count)) {
		if (!write_new(store, items, count))
			return;
		write_seen(store, items, count);
	}
	for (size_t i = 0; i < store->pack_count; i++)
		if (store->packs[i].absorbed)
			remove_file(store, store->packs[i].name);
	for (size_t i = 0; i < store->strangers->len; i++)
		remove_file(store, g_ptr_array_index(store->strangers, i));
}
