#include "emit/known.h"

#include <fcntl.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/footprint.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/threads.h"
#include "read/cache_folder.h"

#define SLOTS 4 /* output folders of a site that are known at once */
#define SECOND INT64_C(1000000000)
#define CHUNK 128 /* files that a thread looks at at once */

static const char magic[8] = "sitrepP2";

struct header {
	char magic[8];
	uint64_t build, folder, count;
	uint64_t check; /* of the rows */
};

struct row {
	uint64_t path, digest, content; /* a path's hash; rows are sorted by it */
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds since 1970 */
};

struct known {
	const char *folder, *file;
	uint64_t build, key;
	const struct row *rows;
	size_t count;
};

static int64_t
nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

static struct row
row_of(const struct output *output, const struct stat *status)
{
	return (struct row){
		.path = hash_bytes(output->path, strlen(output->path)),
		.digest = output->digest,
		.content = output->content,
		.device = status->st_dev,
		.inode = status->st_ino,
		.size = (uint64_t)status->st_size,
		.modified = nanoseconds(status->st_mtim),
		.changed = nanoseconds(status->st_ctim),
	};
}

static bool
is_whole(const struct known *known, const struct header *header, size_t size)
{
	if (size < sizeof(*header) || memcmp(header->magic, magic, sizeof(magic)) != 0)
		return false;
	if (header->build != known->build || header->folder != known->key)
		return false;
	if (header->count != (size - sizeof(*header)) / sizeof(struct row) || (size - sizeof(*header)) % sizeof(struct row))
		return false;
	return header->check == hash_bytes(header + 1, header->count * sizeof(struct row));
}

static void
release_bytes(void *bytes)
{
	g_free(bytes);
}

struct known *
known_open(struct pool *pool, const char *site, const char *folder)
{
	const char *cache = cache_folder(pool, site);
	struct known *known = pool_new0(pool, struct known);
	char *bytes;
	gsize size;

	if (!cache || !cache_build(&known->build))
		return NULL;
	known->folder = file_real_path(pool, folder);
	known->key = hash_bytes(known->folder, strlen(known->folder));
	known->file = pool_printf(pool, "%s/pages-%u", cache, (unsigned)(known->key % SLOTS));
	if (!g_file_get_contents(known->file, &bytes, &size, NULL))
		return known;
	pool_adopt(pool, bytes, release_bytes);
	if (is_whole(known, (const void *)bytes, size)) {
		known->rows = (const void *)(bytes + sizeof(struct header));
		known->count = ((const struct header *)(const void *)bytes)->count;
	}
	return known;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->path > y->path) - (x->path < y->path);
}

bool
known_has(const struct known *known, struct output *output, const struct stat *status)
{
	struct row now = row_of(output, status);
	const struct row *row = known && known->count ? bsearch(&now, known->rows, known->count, sizeof(now), compare_rows) : NULL;

	if (!row)
		return false;
	now.content = row->content;
	if (!now.digest || memcmp(row, &now, sizeof(now)) != 0)
		return false;
	output->size = row->size;
	output->content = row->content;
	return true;
}

/* Until whatever is changed from now on has another time than what was written. */
static void
let_clock_tick(void)
{
	const int64_t start = footprint_now();

	for (int i = 0; i < 20 && footprint_now() == start; i++)
		g_usleep(1000);
}

struct looking {
	int folder;
	const struct output *outputs;
	struct row *rows; /* one for each output; path 0: nothing can be kept of it */
};

static void
look_at(void *data, size_t chunk, size_t first, size_t end)
{
	const struct looking *looking = data;

	(void)chunk;
	for (size_t i = first; i < end; i++) {
		const struct output *output = &looking->outputs[i];
		struct stat status;

		if (!output->digest || fstatat(looking->folder, output->path, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
			continue;
		if (status.st_mtim.tv_nsec || status.st_ctim.tv_nsec)
			looking->rows[i] = row_of(output, &status);
	}
}

static size_t
take_rows(const struct known *known, const struct output *outputs, size_t count, struct row *rows)
{
	const struct looking looking = { open(known->folder, O_PATH | O_DIRECTORY | O_CLOEXEC), outputs, rows };
	size_t taken = 0;

	if (looking.folder < 0)
		return 0;
	threads_each(0, count, CHUNK, look_at, (void *)&looking);
	close(looking.folder);
	for (size_t i = 0; i < count; i++)
		if (rows[i].path)
			rows[taken++] = rows[i];
	qsort(rows, taken, sizeof(*rows), compare_rows);
	return taken;
}

static void
write_rows(const struct known *known, const struct row *rows, size_t count)
{
	struct header header = { .build = known->build, .folder = known->key, .count = count };

	memcpy(header.magic, magic, sizeof(magic));
	header.check = hash_bytes(rows, count * sizeof(*rows));
	cache_replace(known->file, &header, sizeof(header), rows, count * sizeof(*rows));
}

void
known_keep(const struct known *known, const struct output *outputs, size_t count)
{
	g_autofree struct row *rows = NULL;

	if (!known)
		return;
	rows = g_new0(struct row, count + 1);
	let_clock_tick();
	write_rows(known, rows, take_rows(known, outputs, count, rows));
}
