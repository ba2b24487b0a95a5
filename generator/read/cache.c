#include "read/cache_store.h"

#include "base/findings.h"
#include "base/hash.h"
#include "base/pool.h"
#include "base/source.h"
#include "base/threads.h"
#include "read/cache.h"
#include "read/record.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
	SHARE = 256, /* documents that a thread takes at once */
	SETTLED = 2, /* seconds after which a file's times can be trusted: file systems count no finer */
};

/* What threads read, a share at a time. */
struct share {
	struct pool *pool;         /* of this share, */
	struct pool *const *pools; /* and of each */
	const struct store *store; /* NULL: no cache */
	const char *directory;
	int folder; /* the directory, open */
	const char *const *paths;
	size_t count, limit;
	struct reading *readings;
	struct item *items;
};

static int64_t
nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* How a file looks from outside; zeros where that says nothing. */
static struct stamp
stamp_of(int folder, const char *path)
{
	struct timespec now;
	struct stat status;
	struct stamp stamp = { 0 };
	int64_t changed;

	if (fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(status.st_mode))
		return stamp;
	clock_gettime(CLOCK_REALTIME, &now);
	changed = MAX(nanoseconds(status.st_mtim), nanoseconds(status.st_ctim));
	if (changed > nanoseconds(now) - SETTLED * (int64_t)1000000000)
		return stamp;
	return (struct stamp){
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = (uint64_t)status.st_size,
		.modified = nanoseconds(status.st_mtim),
		.changed = nanoseconds(status.st_ctim),
	};
}

/* The document as it was the last time, if it is still that. */
static bool
recall(const struct share *share, const char *path, struct item *item, struct reading *reading)
{
	struct blob blob;

	if (item->stamp.inode == 0 || !store_find_seen(share->store, item, &blob) || blob.source_size > share->limit)
		return false;
	reading->source = source_new(share->pool, path, blob.source, blob.source_size);
	reading->record = blob.record;
	return true;
}

static void
read_one(const struct share *share, size_t number)
{
	const char *path = share->paths[number];
	struct reading *reading = &share->readings[number];
	struct item *item = &share->items[number];
	struct blob blob;

	if (share->store) {
		item->path = hash_bytes(path, strlen(path));
		item->stamp = stamp_of(share->folder, path);
		if (recall(share, path, item, reading))
			return;
	}
	reading->source = source_read(share->pool, share->directory, path, share->limit, &reading->problem);
	if (!reading->source || !share->store)
		return;
	item->hash = hash_bytes(reading->source->bytes, reading->source->size);
	if (store_find(share->store, item, reading->source->bytes, reading->source->size, &blob))
		reading->record = blob.record;
}

static void
read_share(void *data, size_t number, size_t first, size_t end)
{
	const struct share *all = data;
	struct share share = *all;

	share.pool = all->pools[number];
	for (size_t i = first; i < end; i++)
		read_one(&share, i);
}

static void
read_all(struct pool *pool, struct share *all, unsigned jobs)
{
	const size_t count = threads_chunks(all->count, SHARE);
	g_autofree struct pool **pools = g_new(struct pool *, count);

	for (size_t i = 0; i < count; i++)
		pools[i] = pool_branch(pool);
	all->pools = pools;
	threads_each(jobs, all->count, SHARE, read_share, all);
}

/* What the cache did not have. */
static void
make_records(struct pool *pool, struct reading *readings, size_t count, const struct workers_options *options)
{
	g_autofree const struct source **sources = g_new(const struct source *, count);
	g_autofree const struct record **records = g_new(const struct record *, count);
	g_autofree size_t *numbers = g_new(size_t, count);
	size_t missing = 0;

	for (size_t i = 0; i < count; i++) {
		if (!readings[i].source || readings[i].record)
			continue;
		sources[missing] = readings[i].source;
		numbers[missing++] = i;
	}
	workers_make(pool, sources, missing, options, records);
	for (size_t i = 0; i < missing; i++)
		readings[numbers[i]].record = records[i];
}

/* Only what is known for certain is kept: a worker may have had too little time or memory by chance. */
static void
keep(struct store *store, const struct reading *readings, struct item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!readings[i].record || record_complains_of(readings[i].record, RULE_DOCUMENT_TOO_EXPENSIVE))
			continue;
		items[i].source = readings[i].source->bytes;
		items[i].source_size = readings[i].source->size;
		items[i].record = readings[i].record;
	}
	store_save(store, items, count);
}

void
cache_read(struct pool *pool, const char *directory, const char *const *paths, size_t count, size_t limit,
    const struct workers_options *options, struct reading *readings)
{
	g_autofree struct item *items = g_new0(struct item, count);
	struct store *store = store_open(pool, directory);
	struct share all = {
		.store = store,
		.directory = directory,
		.folder = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC),
		.paths = paths,
		.count = count,
		.limit = limit,
		.readings = readings,
		.items = items,
	};

	for (size_t i = 0; i < count; i++)
		readings[i] = (struct reading){ 0 };
	read_all(pool, &all, options ? options->jobs : 0);
	if (all.folder >= 0)
		close(all.folder);
	make_records(pool, readings, count, options);
	if (store)
		keep(store, readings, items, count);
}
