/* rewrite: what is written, and what is left alone.  Saves in between are in tests/faults/incident.sh. */
#include "base/rewrite.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"

struct fixture {
	struct pool *pool;
	char *folder, *path;
	const struct source *was;
	const char *problem;
};

static void
put(const struct fixture *f, const char *text)
{
	g_assert_true(g_file_set_contents(f->path, text, -1, NULL));
}

static void
set_up(struct fixture *f, const void *data)
{
	(void)data;
	f->pool = pool_new();
	f->folder = g_dir_make_tmp("sitrep-rewrite-XXXXXX", NULL);
	f->path = g_build_filename(f->folder, "a.md", NULL);
	put(f, "echo old\r\n");
	f->was = source_new(f->pool, "a.md", "echo old\r\n", 10);
}

/* No temporary file is left over. */
static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	g_remove(f->path);
	g_assert_cmpint(g_rmdir(f->folder), ==, 0);
	g_free(f->path);
	g_free(f->folder);
	pool_free(f->pool);
}

static void
assert_text(const struct fixture *f, const char *expected)
{
	g_autofree char *text = NULL;

	g_assert_true(g_file_get_contents(f->path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, expected);
}

static bool
write_text(struct fixture *f, const char *text)
{
	return file_replace(f->folder, f->was, text, strlen(text), &f->problem);
}

static bool
write_it(struct fixture *f)
{
	return write_text(f, "echo new\r\n");
}

static void
test_written(struct fixture *f, const void *data)
{
	struct stat status;

	(void)data;
	g_assert_cmpint(g_chmod(f->path, 0640), ==, 0);
	g_assert_true(write_it(f));
	g_assert_null(f->problem);
	assert_text(f, "echo new\r\n");
	g_assert_cmpint(stat(f->path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0640);
}

static void
test_changed(struct fixture *f, const void *data)
{
	static const char *const texts[] = { "echo owl\r\n", "echo old\r", "", "echo old\r\nmore\n" };

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		put(f, texts[i]);
		g_assert_false(write_it(f));
		g_assert_cmpstr(f->problem, ==, "it has changed since it was read");
		assert_text(f, texts[i]);
	}
}

static void
test_gone(struct fixture *f, const void *data)
{
	(void)data;
	g_remove(f->path);
	g_assert_false(write_it(f));
	g_assert_cmpstr(f->problem, ==, "No such file or directory");
	g_assert_false(g_file_test(f->path, G_FILE_TEST_EXISTS));
}

static void
test_link(struct fixture *f, const void *data)
{
	g_autofree char *target = g_build_filename(f->folder, "target", NULL);

	(void)data;
	g_assert_cmpint(g_rename(f->path, target), ==, 0);
	g_assert_cmpint(symlink("target", f->path), ==, 0);
	g_assert_false(write_it(f));
	g_assert_cmpstr(f->problem, ==, "it is a link");
	assert_text(f, "echo old\r\n");
	g_remove(target);
}

/* Opening it must not wait for a writer. */
static void
test_fifo(struct fixture *f, const void *data)
{
	(void)data;
	g_remove(f->path);
	g_assert_cmpint(mkfifo(f->path, 0600), ==, 0);
	g_assert_false(write_it(f));
	g_assert_nonnull(f->problem);
}

/* Shorter and longer than before, and empty. */
static void
test_sizes(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_true(write_text(f, ""));
	assert_text(f, "");
	f->was = source_new(f->pool, "a.md", "", 0);
	g_assert_true(write_text(f, "a longer text\n"));
	assert_text(f, "a longer text\n");
}

/* A new file in a new folder, with the mode that others have; never over one that is there. */
static void
test_created(struct fixture *f, const void *data)
{
	g_autofree char *folder = g_build_filename(f->folder, "new", NULL), *path = g_build_filename(folder, "b.md", NULL);
	g_autofree char *text = NULL;
	const mode_t mask = umask(022);
	struct stat status;

	(void)data;
	g_assert_true(file_create(f->folder, "new/b.md", "first\n", 6, &f->problem));
	g_assert_false(file_create(f->folder, "new/b.md", "second\n", 7, &f->problem));
	umask(mask);
	g_assert_cmpstr(f->problem, ==, "is there already; choose another name");
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "first\n");
	g_assert_cmpint(stat(path, &status), ==, 0);
	g_assert_cmpint(status.st_mode & 07777, ==, 0644);
	g_remove(path);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(path, function) g_test_add("/rewrite/" path, struct fixture, NULL, set_up, function, tear_down)
	TEST("written", test_written);
	TEST("changed", test_changed);
	TEST("gone", test_gone);
	TEST("link", test_link);
	TEST("fifo", test_fifo);
	TEST("sizes", test_sizes);
	TEST("created", test_created);
	return g_test_run();
}
