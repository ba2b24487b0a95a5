#include "base/hash.h"
#include "base/pool.h"
#include "base/source.h"
#include "read/cache.h"
#include "read/cache_store.h"
#include "read/record.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { COUNT = 40, LIMIT = 1 << 20 };

/* A folder of documents, older than two seconds, and a cache that is empty. */
struct site {
	char *folder, *cache;
	char *paths[COUNT];
};

static char *
name_in(const char *folder, const char *name)
{
	return g_build_filename(folder, name, NULL);
}

/* Written behind a rename, as editors do; age: seconds since its last change, as far as that can be set. */
static void
write_document(const struct site *site, size_t number, const char *text, time_t age)
{
	g_autofree char *path = name_in(site->folder, site->paths[number]);
	struct timespec times[2] = { { .tv_sec = time(NULL) - age }, { .tv_sec = time(NULL) - age } };

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(utimensat(AT_FDCWD, path, times, 0), ==, 0);
}

static struct site
new_site(void)
{
	struct site site = { .folder = g_dir_make_tmp("sitrep-site-XXXXXX", NULL), .cache = g_dir_make_tmp("sitrep-cache-XXXXXX", NULL) };

	g_setenv("SITREP_CACHE", site.cache, TRUE);
	for (size_t i = 0; i < COUNT; i++) {
		g_autofree char *text = g_strdup_printf("---\ntitle: %zu\n---\n# Head %zu\n\nText `code` [a](b.md)\n", i, i);

		site.paths[i] = g_strdup_printf("%zu.md", i);
		write_document(&site, i, text, 100);
	}
	return site;
}

static void
remove_tree(const char *folder)
{
	g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *path = name_in(folder, name);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			remove_tree(path);
		else
			g_unlink(path);
	}
	g_rmdir(folder);
}

static void
free_site(struct site *site)
{
	remove_tree(site->folder);
	remove_tree(site->cache);
	g_free(site->folder);
	g_free(site->cache);
	for (size_t i = 0; i < COUNT; i++)
		g_free(site->paths[i]);
}

/* Only the last change of a file's inode can't be set: wait until it is old enough. */
static void
settle(void)
{
	g_usleep(2100 * 1000);
}

struct outcome {
	size_t made; /* by workers, this time */
};

static void
count_made(void *data, size_t done, size_t total)
{
	struct outcome *outcome = data;

	(void)done;
	outcome->made = total;
}

/* Reads all; every record must be what record_make gives for the bytes that are there. Gives how many were made anew. */
static size_t
read_site(const struct site *site)
{
	struct pool *pool = pool_new();
	struct outcome outcome = { 0 };
	struct workers_options options = { .jobs = 2, .progress = count_made, .progress_data = &outcome };
	struct reading readings[COUNT];

	cache_read(pool, site->folder, (const char *const *)site->paths, COUNT, LIMIT, &options, readings);
	for (size_t i = 0; i < COUNT; i++) {
		const char *problem;
		const struct source *source = source_read(pool, site->folder, site->paths[i], LIMIT, &problem);
		const struct record *record = record_make(pool, pool, source);

		g_assert_nonnull(readings[i].source);
		g_assert_cmpstr(readings[i].source->path, ==, site->paths[i]);
		g_assert_cmpmem(readings[i].source->bytes, readings[i].source->size + 1, source->bytes, source->size + 1);
		g_assert_cmpmem(readings[i].record, record_size(readings[i].record), record, record_size(record));
	}
	pool_free(pool);
	return outcome.made;
}

static char *
cache_folder(const struct site *site)
{
	g_autofree char *hash = g_strdup_printf("%016" G_GINT64_MODIFIER "x", hash_bytes(site->folder, strlen(site->folder)));

	return name_in(site->cache, hash);
}

/* Names of the files of a cache, to be freed with g_strfreev. */
static char **
cache_files(const struct site *site)
{
	g_autofree char *folder = cache_folder(site);
	g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
	GPtrArray *paths = g_ptr_array_new();
	const char *name;

	while (names && (name = g_dir_read_name(names)))
		g_ptr_array_add(paths, name_in(folder, name));
	g_ptr_array_add(paths, NULL);
	return (char **)g_ptr_array_free(paths, FALSE);
}

static guint
count_files(const struct site *site)
{
	g_auto(GStrv) files = cache_files(site);

	return g_strv_length(files);
}

/* The specification's sample values. */
static void
test_hash(void)
{
	g_assert_cmphex(hash_bytes("", 0), ==, 0xEF46DB3751D8E999);
	g_assert_cmphex(hash_bytes("a", 1), ==, 0xD24EC4F1A98C6E5B);
	g_assert_cmphex(hash_bytes("abc", 3), ==, 0x44BC2CF5AD770999);
	g_assert_cmphex(hash_bytes("Nobody inspects the spammish repetition", 39), ==, 0xFBCEA83C8A378BF1);
}

static void
test_warm(void)
{
	struct site site = new_site();

	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_cmpuint(read_site(&site), ==, 0); /* by the bytes */
	settle();
	g_assert_cmpuint(read_site(&site), ==, 0); /* and learns the times */
	g_assert_cmpuint(read_site(&site), ==, 0); /* by the times */
	g_assert_cmpuint(count_files(&site), ==, 2);
	free_site(&site);
}

/* Files whose times are known are not opened: a folder of unreadable ones is as good. */
static void
test_not_opened(void)
{
	struct site site = new_site();
	struct pool *pool = pool_new();
	struct reading readings[COUNT];

	settle();
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	cache_read(pool, site.folder, (const char *const *)site.paths, COUNT, LIMIT, NULL, readings);
	/* Overwritten in place, with times set back: only the time of the inode tells. */
	write_document(&site, 5, "# Other\n", 100);
	g_assert_cmpmem(readings[5].source->bytes, 10, "---\ntitle:", 10);
	g_assert_cmpuint(read_site(&site), ==, 1);
	pool_free(pool);
	free_site(&site);
}

static void
test_changed(void)
{
	struct site site = new_site();

	settle();
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	write_document(&site, 0, "# New\n", 0);
	g_assert_cmpuint(read_site(&site), ==, 1);
	g_assert_cmpuint(count_files(&site), ==, 3); /* a second pack, for the one */
	write_document(&site, 1, "# Newer\n", 0);
	g_assert_cmpuint(read_site(&site), ==, 1);
	g_assert_cmpuint(count_files(&site), <=, 4);
	for (size_t i = 0; i < 8; i++) {
		g_autofree char *text = g_strdup_printf("# Round %zu\n", i);

		write_document(&site, 2, text, 0);
		g_assert_cmpuint(read_site(&site), ==, 1);
	}
	g_assert_cmpuint(count_files(&site), <=, 6); /* they don't pile up */
	g_assert_cmpuint(read_site(&site), ==, 0);
	free_site(&site);
}

/* The same document twice, one that is gone, one that was renamed. */
static void
test_moved(void)
{
	struct site site = new_site();
	g_autofree char *from = name_in(site.folder, site.paths[3]), *to = name_in(site.folder, site.paths[4]);
	struct reading reading;
	struct pool *pool = pool_new();

	settle();
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_cmpint(g_rename(from, to), ==, 0);
	write_document(&site, 3, "# Three\n", 0);
	g_assert_cmpuint(read_site(&site), ==, 1);
	write_document(&site, 4, "# Three\n", 0);
	g_assert_cmpuint(read_site(&site), ==, 0);
	g_unlink(from);
	cache_read(pool, site.folder, (const char *[]){ site.paths[3] }, 1, LIMIT, NULL, &reading);
	g_assert_null(reading.source);
	g_assert_cmpstr(reading.problem, ==, "No such file or directory");
	pool_free(pool);
	free_site(&site);
}

static void
test_limit(void)
{
	struct site site = new_site();
	struct pool *pool = pool_new();
	struct reading reading;

	settle();
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	cache_read(pool, site.folder, (const char *[]){ site.paths[0] }, 1, 10, NULL, &reading);
	g_assert_null(reading.source);
	g_assert_cmpstr(reading.problem, ==, "is larger than 10 bytes");
	pool_free(pool);
	free_site(&site);
}

static void
damage(const char *path, size_t at, char with)
{
	int file = open(path, O_RDWR);

	g_assert_cmpint(file, >=, 0);
	g_assert_cmpint((int)pwrite(file, &with, 1, (off_t)at), ==, 1);
	close(file);
}

/* Any byte of any file: what is shown stays right. */
static void
test_damaged(void)
{
	struct site site = new_site();

	settle();
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	for (size_t step = 0; step < 60; step++) {
		g_auto(GStrv) files = cache_files(&site);
		const char *path = files[g_test_rand_int_range(0, (gint32)g_strv_length(files))];
		struct stat status;

		g_assert_cmpint(stat(path, &status), ==, 0);
		if (step % 7 == 6)
			g_assert_cmpint(truncate(path, status.st_size / 2), ==, 0);
		else
			damage(path, (size_t)g_test_rand_int_range(0, (gint32)status.st_size), (char)g_test_rand_int());
		read_site(&site);
	}
	read_site(&site);
	g_assert_cmpuint(read_site(&site), ==, 0);
	free_site(&site);
}

static void
test_garbage(void)
{
	struct site site = new_site();
	g_autofree char *folder = cache_folder(&site), *seen = name_in(folder, "seen"), *pack = name_in(folder, "x.pack"), *pipe = name_in(folder, "y.pack");

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(seen, "nonsense", -1, NULL));
	g_assert_true(g_file_set_contents(pack, "sitrepP2 and nothing behind it that would make sense, for many bytes", -1, NULL));
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_cmpuint(read_site(&site), ==, 0);
	g_assert_false(g_file_test(pack, G_FILE_TEST_EXISTS));
	g_assert_cmpuint(count_files(&site), ==, 2);
	free_site(&site);
}

/* Without one, or with one that others could write to, all is made each time. */
static void
test_none(void)
{
	struct site site = new_site();
	g_autofree char *folder = cache_folder(&site);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_cmpint(chmod(folder, 0777), ==, 0);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_setenv("SITREP_CACHE", "", TRUE);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_setenv("SITREP_CACHE", "/proc/no/such", TRUE);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_cmpuint(count_files(&site), ==, 0);
	free_site(&site);
}

/* Caches of sites that were not built for long. */
static void
test_old_sites(void)
{
	struct site site = new_site();
	g_autofree char *old = name_in(site.cache, "0123456789abcdef"), *young = name_in(site.cache, "fedcba9876543210"), *other = name_in(site.cache, "photographs-2024");
	g_autofree char *pack = name_in(old, "1.pack"), *photograph = name_in(other, "1.pack");
	struct timespec times[2] = { { .tv_sec = time(NULL) - 31 * 24 * 3600 }, { .tv_sec = time(NULL) - 31 * 24 * 3600 } };

	g_assert_cmpint(g_mkdir(old, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(young, 0700), ==, 0);
	g_assert_cmpint(g_mkdir(other, 0700), ==, 0);
	g_assert_true(g_file_set_contents(pack, "", 0, NULL));
	g_assert_true(g_file_set_contents(photograph, "", 0, NULL));
	g_assert_cmpint(utimensat(AT_FDCWD, old, times, 0), ==, 0);
	g_assert_cmpint(utimensat(AT_FDCWD, other, times, 0), ==, 0);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	g_assert_false(g_file_test(old, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(young, G_FILE_TEST_EXISTS));
	g_assert_true(g_file_test(photograph, G_FILE_TEST_EXISTS));
	free_site(&site);
}

/* What a worker was stopped over may have been bad luck, and is tried again. */
static void
test_refused(void)
{
	struct site site = new_site();
	struct pool *pool = pool_new();
	struct reading readings[COUNT];
	struct workers_options options = { .output = 16 };

	cache_read(pool, site.folder, (const char *const *)site.paths, COUNT, LIMIT, &options, readings);
	for (size_t i = 0; i < COUNT; i++)
		g_assert_true(record_complains_of(readings[i].record, RULE_DOCUMENT_TOO_EXPENSIVE));
	pool_free(pool);
	g_assert_cmpuint(read_site(&site), ==, COUNT);
	free_site(&site);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cache/hash", test_hash);
	g_test_add_func("/cache/warm", test_warm);
	g_test_add_func("/cache/not-opened", test_not_opened);
	g_test_add_func("/cache/changed", test_changed);
	g_test_add_func("/cache/moved", test_moved);
	g_test_add_func("/cache/limit", test_limit);
	g_test_add_func("/cache/damaged", test_damaged);
	g_test_add_func("/cache/garbage", test_garbage);
	g_test_add_func("/cache/none", test_none);
	g_test_add_func("/cache/old-sites", test_old_sites);
	g_test_add_func("/cache/refused", test_refused);
	return g_test_run();
}
