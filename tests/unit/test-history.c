/* history: what git prints, whole, in pieces and broken. */
#include "model/history.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static const char *const paths[] = { "content/a.md", "content/b.md", "content/new\nline.md" };

struct fixture {
	struct pool *pool;
	struct history *history;
};

static void
set_up(struct fixture *f, const void *data)
{
	(void)data;
	f->pool = pool_new();
	f->history = history_new(f->pool, paths, G_N_ELEMENTS(paths));
}

static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	pool_free(f->pool);
}

/* sizeof: with its NULs, without the last */
#define TAKE(f, text) history_take_log((f)->history, text, sizeof(text) - 1)

/* Newest first; what is not asked for is passed over. */
#define LOG                                                                                            \
	"\001300\0\nM\0content/a.md\0M\0content/other.md\0"                                             \
	"\001250\0"                                                                                    \
	"\001200\0\nM\0content/a.md\0A\0content/b.md\0"                                                 \
	"\001100\0\nA\0content/a.md\0T\0content/new\nline.md\0"

static void
assert_read(const struct fixture *f)
{
	g_assert_cmpint(history_of_file(f->history, "content/a.md"), ==, 300);
	g_assert_cmpint(history_of_file(f->history, "content/b.md"), ==, 200);
	g_assert_cmpint(history_of_file(f->history, "content/new\nline.md"), ==, 100);
	g_assert_cmpint(history_of_file(f->history, "content/other.md"), ==, TIME_NONE);
	g_assert_true(history_is_complete(f->history));
}

static void
test_log(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_false(history_is_complete(f->history));
	g_assert_cmpuint(TAKE(f, LOG), ==, sizeof(LOG) - 1);
	assert_read(f);
}

/* However the pipe cuts it. */
static void
test_log_in_pieces(struct fixture *f, const void *data)
{
	const char log[] = LOG;

	(void)data;
	for (size_t cut = 0; cut < sizeof(log); cut++) {
		g_autoptr(GString) text = g_string_new_len(log, (gssize)cut);

		f->history = history_new(f->pool, paths, G_N_ELEMENTS(paths));
		g_string_erase(text, 0, (gssize)history_take_log(f->history, text->str, text->len));
		g_string_append_len(text, log + cut, (gssize)(sizeof(log) - 1 - cut));
		g_assert_cmpuint(history_take_log(f->history, text->str, text->len), ==, text->len);
		assert_read(f);
	}
}

/* A file that was deleted and is there again, not committed: nothing older counts. */
static void
test_log_deleted(struct fixture *f, const void *data)
{
	(void)data;
	TAKE(f, "\001300\0\nD\0content/a.md\0" "\001200\0\nM\0content/a.md\0");
	g_assert_cmpint(history_of_file(f->history, "content/a.md"), ==, TIME_NONE);
}

/* Files may be named like anything; a commit may be older than 1970 in a broken clock's view. */
static void
test_log_odd(struct fixture *f, const void *data)
{
	static const char *const odd[] = { "\001999", "M" };

	(void)data;
	f->history = history_new(f->pool, odd, 2);
	TAKE(f, "\001-5\0\nM\0\001999\0" "\0017\0\nM\0M\0");
	g_assert_cmpint(history_of_file(f->history, "\001999"), ==, -5);
	g_assert_cmpint(history_of_file(f->history, "M"), ==, 7);
}

static void
test_log_broken(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpuint(TAKE(f, ""), ==, 0);
	g_assert_cmpuint(TAKE(f, "fatal: nothing"), ==, 0);
	g_assert_cmpuint(TAKE(f, "\0"), ==, 0);
	g_assert_cmpuint(TAKE(f, "\0\0\0"), ==, 2);
	/* A file before any commit has no time. */
	TAKE(f, "M\0content/b.md\0" "\0011\0\nM\0content/a.md");
	g_assert_cmpint(history_of_file(f->history, "content/b.md"), ==, TIME_NONE);
	g_assert_cmpint(history_of_file(f->history, "content/a.md"), ==, TIME_NONE);
}

static void
test_status(struct fixture *f, const void *data)
{
	static const char status[] = " M docs/content/a.md\0MM docs/content/b.md\0 M content/new\nline.md\0 M\0";

	(void)data;
	history_take_status(f->history, "docs/", status, sizeof(status) - 1);
	TAKE(f, LOG);
	g_assert_cmpint(history_of_file(f->history, "content/a.md"), ==, TIME_NONE);
	g_assert_cmpint(history_of_file(f->history, "content/b.md"), ==, TIME_NONE);
	/* Another file, outside of the site's folder. */
	g_assert_cmpint(history_of_file(f->history, "content/new\nline.md"), ==, 100);
}

#define ONE "1111111111111111111111111111111111111111"
#define TWO "2222222222222222222222222222222222222222222222222222222222222222" /* SHA-256 */
#define NONE "0000000000000000000000000000000000000000"

static const char register_text[] = "services:\n  api:\n    name: API\r\n  db: {name: DB}\n\n  web:\n    name: Web";

static struct span
lines_of(const struct source *source, const char *from, const char *to)
{
	const char *start = strstr(source->bytes, from), *end = strstr(source->bytes, to);

	return span_of(source, (size_t)(start - source->bytes), (size_t)(end - source->bytes) + strlen(to));
}

static void
test_blame(struct fixture *f, const void *data)
{
	const struct source *source = source_new(f->pool, "content/s.yaml", register_text, sizeof(register_text) - 1);

	(void)data;
	history_take_blame(f->history, source,
	    TWO " 3 3 2\nauthor A\nauthor-time 900\ncommitter-time 500\nsummary " ONE " 1 1 9\nprevious " ONE " content/s.yaml\nfilename content/s.yaml\n"
	    ONE " 1 1 2\nauthor B\ncommitter-time 400\nprevious " TWO " content/old.yaml\nfilename content/old.yaml\n"
	    NONE " 5 5 2\nauthor Not Committed Yet\ncommitter-time 999\nfilename content/s.yaml\n"
	    ONE " 4 7 1\nfilename content/s.yaml\n");
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "services", "services")), ==, 400);
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "api", "API")), ==, 500);
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "db", "DB}")), ==, 500);
	/* Its first line isn't committed: what is known is the other one. */
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "web", "Web")), ==, 400);
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "web", "web")), ==, TIME_NONE);
	/* A span that ends behind a line feed does not reach into the next line. */
	g_assert_cmpint(history_of_lines(f->history, lines_of(source, "services", "services:\n")), ==, 400);
	g_assert_cmpint(history_of_lines(f->history, SPAN_NONE), ==, TIME_NONE);
}

static void
test_blame_broken(struct fixture *f, const void *data)
{
	const struct source *source = source_new(f->pool, "content/s.yaml", register_text, sizeof(register_text) - 1);
	static const char *const texts[] = {
		"", "\n", "fatal: no such path\n", "1234 1 1 1\ncommitter-time 5\nfilename x\n", ONE " 1 0 1\ncommitter-time 5\nfilename x\n",
		ONE " 1 1\n", ONE, ONE " 1 1 1\ncommitter-time 5\n", ONE " 1 1 1\nfilename x\n",
		ONE " 1 99 18446744073709551615\ncommitter-time 5\nfilename x\n", ONE " 1 18446744073709551615 5\ncommitter-time 5\nfilename x\n",
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		history_take_blame(f->history, source, texts[i]);
		g_assert_cmpint(history_of_lines(f->history, span_of(source, 0, source->size)), ==, TIME_NONE);
	}
	/* More lines than the file has: it grew since. */
	history_take_blame(f->history, source, ONE " 1 7 18446744073709551615\ncommitter-time 5\nprevious " TWO " x\nfilename x\n");
	g_assert_cmpint(history_of_lines(f->history, span_of(source, 0, source->size)), ==, 5);
	/* A commit that made the file changed nothing. */
	history_take_blame(f->history, source, ONE " 1 1 9\ncommitter-time 5\nboundary\nfilename x\n");
	g_assert_cmpint(history_of_lines(f->history, span_of(source, 0, source->size)), ==, TIME_NONE);
}

static void
test_nothing(void)
{
	struct pool *pool = pool_new();
	struct history *history = history_open(pool, "/");

	g_assert_cmpint(history_state(NULL), ==, HISTORY_NONE);
	g_assert_cmpint(history_of_file(NULL, "content/a.md"), ==, TIME_NONE);
	g_assert_cmpint(history_of_lines(NULL, SPAN_NONE), ==, TIME_NONE);
	/* The root of the file system is in no repository. */
	g_assert_cmpint(history_state(history), ==, HISTORY_NONE);
	history_begin_files(history, paths, G_N_ELEMENTS(paths));
	history_end_files(history);
	history_read_lines(history, source_new(pool, "content/s.yaml", "", 0));
	g_assert_cmpint(history_of_file(history, "content/a.md"), ==, TIME_NONE);
	pool_free(pool);
}

/* A repository that git can't read is not the same as none. */
static void
test_failed(void)
{
	struct pool *pool = pool_new();
	g_autofree char *folder = g_dir_make_tmp("sitrep-XXXXXX", NULL);
	g_autofree char *below = g_build_filename(folder, "site", NULL);
	g_autofree char *mark = g_build_filename(folder, ".git", NULL);

	g_assert_nonnull(folder);
	g_assert_cmpint(g_mkdir(below, 0700), ==, 0);
	g_assert_cmpint(history_state(history_open(pool, below)), ==, HISTORY_NONE);
	g_assert_true(g_file_set_contents(mark, "no link\n", -1, NULL));
	g_assert_cmpint(history_state(history_open(pool, below)), ==, HISTORY_FAILED);
	pool_free(pool);
	g_assert_cmpint(g_unlink(mark), ==, 0);
	g_assert_cmpint(g_rmdir(below), ==, 0);
	g_assert_cmpint(g_rmdir(folder), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(path, function) g_test_add("/history/" path, struct fixture, NULL, set_up, function, tear_down)
	TEST("log", test_log);
	TEST("log-in-pieces", test_log_in_pieces);
	TEST("log-deleted", test_log_deleted);
	TEST("log-odd", test_log_odd);
	TEST("log-broken", test_log_broken);
	TEST("status", test_status);
	TEST("blame", test_blame);
	TEST("blame-broken", test_blame_broken);
	g_test_add_func("/history/nothing", test_nothing);
	g_test_add_func("/history/failed", test_failed);
	return g_test_run();
}
