#include "base/source.h"

#include "base/pool.h"

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)

/* A source of a literal, NULs in it included. */
#define SOURCE(pool, literal) source_new((pool), "a.md", (literal), sizeof(literal) - 1)

static void
expect_place(const struct source *source, size_t offset, size_t line, size_t column)
{
	struct place place = source_place(source, offset);

	if (place.line != line || place.column != column)
		g_error("byte %zu is at %zu:%zu, not at %zu:%zu", offset, place.line, place.column, line, column);
}

static void
expect_span(struct span span, const struct source *source, size_t start, size_t end)
{
	g_assert_true(span.source == source);
	g_assert_cmpuint(span.start, ==, start);
	g_assert_cmpuint(span.end, ==, end);
}

static void
test_new(void)
{
	struct pool *pool = pool_new();
	char path[] = "a.md";
	const char *bytes = "text";
	const struct source *source = source_new(pool, path, bytes, 4);

	path[0] = 'X';
	g_assert_cmpstr(source->path, ==, "a.md");
	g_assert_true(source->bytes == bytes);
	g_assert_cmpuint(source->size, ==, 4);
	pool_free(pool);
}

static void
test_place_of_lines(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "ab\n\nc");

	expect_place(source, 0, 1, 1);
	expect_place(source, 1, 1, 2);
	expect_place(source, 2, 1, 3); /* the LF itself */
	expect_place(source, 3, 2, 1);
	expect_place(source, 4, 3, 1);
	expect_place(source, 5, 3, 2); /* behind the last byte */
	expect_place(source, 999, 3, 2);
	expect_place(SOURCE(pool, "a\n"), 2, 2, 1);
	expect_place(SOURCE(pool, ""), 0, 1, 1);
	expect_place(SOURCE(pool, ""), 7, 1, 1);
	pool_free(pool);
}

static void
test_place_of_carriage_returns(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "a\r\nb\rc\r\r\nd\n\re\r");

	/*                                           0 1 2 3 4 5 6 7 8 9 10 11 12 13 */
	expect_place(source, 1, 1, 2);  /* CR of a CRLF */
	expect_place(source, 2, 1, 3);  /* its LF: the line has not ended */
	expect_place(source, 3, 2, 1);  /* b */
	expect_place(source, 4, 2, 2);  /* a lone CR */
	expect_place(source, 5, 3, 1);  /* c */
	expect_place(source, 7, 4, 1);  /* behind the lone CR: an empty line, its CRLF */
	expect_place(source, 9, 5, 1);  /* d */
	expect_place(source, 11, 6, 1); /* LF CR are two ends of line */
	expect_place(source, 12, 7, 1); /* e */
	expect_place(source, 14, 8, 1); /* behind the CR that ends the file */
	pool_free(pool);
}

static void
test_place_counts_characters(void)
{
	struct pool *pool = pool_new();
	/* é: 2 bytes, €: 3, 😀: 4, e with a combining accent: 1 + 2, two characters */
	const struct source *source = SOURCE(pool, "é€😀e\xCC\x81x\né");

	expect_place(source, 0, 1, 1);
	expect_place(source, 1, 1, 1); /* inside of é */
	expect_place(source, 2, 1, 2);
	expect_place(source, 4, 1, 2);
	expect_place(source, 5, 1, 3);
	expect_place(source, 8, 1, 3);
	expect_place(source, 9, 1, 4);
	expect_place(source, 10, 1, 5);
	expect_place(source, 12, 1, 6);
	expect_place(source, 14, 2, 1);
	expect_place(source, 16, 2, 2);
	pool_free(pool);
}

static void
test_place_in_malformed_bytes(void)
{
	struct pool *pool = pool_new();
	/* Latin-1 é; a lone continuation byte; a sequence cut off by the end of line, by the end */
	const struct source *source = SOURCE(pool, "\xE9x\x80y\xE2\x82\nz\xF0\x9F");

	expect_place(source, 1, 1, 2);
	expect_place(source, 2, 1, 3);
	expect_place(source, 3, 1, 4);
	expect_place(source, 4, 1, 5);
	expect_place(source, 5, 1, 6);
	expect_place(source, 6, 1, 7);
	expect_place(source, 7, 2, 1);
	expect_place(source, 9, 2, 3);
	expect_place(source, 10, 2, 4);
	/* an overlong form is no character, so each byte counts */
	expect_place(SOURCE(pool, "\xC0\xAFx"), 2, 1, 3);
	/* NUL is a byte like others */
	expect_place(SOURCE(pool, "a\0b\nc"), 2, 1, 3);
	expect_place(SOURCE(pool, "a\0b\nc"), 4, 2, 1);
	pool_free(pool);
}

static void
test_byte_order_mark(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "\xEF\xBB\xBF" "ab\n\xEF\xBB\xBF" "c");

	expect_place(source, 0, 1, 1);
	expect_place(source, 2, 1, 1);
	expect_place(source, 3, 1, 1);
	expect_place(source, 4, 1, 2);
	expect_place(source, 6, 2, 1);
	expect_place(source, 9, 2, 2); /* elsewhere it is a character */
	g_assert_cmpuint(source_line_start(source, 1), ==, 3);
	g_assert_cmpuint(source_offset(source, 1, 2), ==, 4);
	expect_span(source_line(source, 0), source, 3, 5);
	expect_span(span_file(source), source, 0, 4);
	expect_place(SOURCE(pool, "\xEF\xBB\xBF"), 3, 1, 1);
	g_assert_cmpuint(source_line_start(SOURCE(pool, "\xEF\xBB"), 1), ==, 0); /* no whole one */
	pool_free(pool);
}

static void
test_place_of_nothing(void)
{
	expect_place(NULL, 5, 0, 0);
	expect_span(source_line(NULL, 5), NULL, 0, 0);
	expect_span(span_of(NULL, 1, 2), NULL, 0, 0);
	expect_span(span_file(NULL), NULL, 0, 0);
}

static void
test_line_start(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "a\r\nb\rc\n\nd");

	g_assert_cmpuint(source_line_start(source, 0), ==, 0);
	g_assert_cmpuint(source_line_start(source, 1), ==, 0);
	g_assert_cmpuint(source_line_start(source, 2), ==, 3);
	g_assert_cmpuint(source_line_start(source, 3), ==, 5);
	g_assert_cmpuint(source_line_start(source, 4), ==, 7);
	g_assert_cmpuint(source_line_start(source, 5), ==, 8);
	g_assert_cmpuint(source_line_start(source, 6), ==, 9);
	g_assert_cmpuint(source_line_start(source, SIZE_MAX), ==, 9);
	g_assert_cmpuint(source_line_start(SOURCE(pool, ""), 1), ==, 0);
	pool_free(pool);
}

static void
test_offset(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "aé€b\r\nx");

	g_assert_cmpuint(source_offset(source, 1, 0), ==, 0);
	g_assert_cmpuint(source_offset(source, 1, 1), ==, 0);
	g_assert_cmpuint(source_offset(source, 1, 2), ==, 1);
	g_assert_cmpuint(source_offset(source, 1, 3), ==, 3);
	g_assert_cmpuint(source_offset(source, 1, 4), ==, 6);
	g_assert_cmpuint(source_offset(source, 1, 5), ==, 7);
	g_assert_cmpuint(source_offset(source, 1, 99), ==, 7); /* the line's end, before the CR */
	g_assert_cmpuint(source_offset(source, 2, 1), ==, 9);
	g_assert_cmpuint(source_offset(source, 2, 2), ==, 10);
	g_assert_cmpuint(source_offset(source, 3, 1), ==, 10);
	pool_free(pool);
}

/* source_offset undoes source_place wherever a character begins, CR and LF of a CRLF
 * excepted. */
static void
test_place_and_offset_agree(void)
{
	static const size_t starts[] = { 0, 1, 3, 4, 5, 8, 9, 11, 15, 16 };
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "aéb\n€\r\r\n😀\x80");

	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++) {
		struct place place = source_place(source, starts[i]);

		g_assert_cmpuint(source_offset(source, place.line, place.column), ==, starts[i]);
	}
	pool_free(pool);
}

static void
test_line(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "ab\r\n\rc\n");

	expect_span(source_line(source, 0), source, 0, 2);
	expect_span(source_line(source, 2), source, 0, 2); /* CR */
	expect_span(source_line(source, 3), source, 0, 2); /* LF */
	expect_span(source_line(source, 4), source, 4, 4); /* an empty line */
	expect_span(source_line(source, 5), source, 5, 6);
	expect_span(source_line(source, 6), source, 5, 6);
	expect_span(source_line(source, 7), source, 7, 7); /* behind the last end of line */
	expect_span(source_line(source, 99), source, 7, 7);
	pool_free(pool);
}

static void
test_span_of(void)
{
	struct pool *pool = pool_new();
	const struct source *source = SOURCE(pool, "abcdef");

	expect_span(span_of(source, 1, 3), source, 1, 3);
	expect_span(span_of(source, 1, 99), source, 1, 6);
	expect_span(span_of(source, 99, 100), source, 6, 6);
	expect_span(span_of(source, 4, 2), source, 4, 4);
	expect_span(span_of(source, SIZE_MAX, 0), source, 6, 6);
	pool_free(pool);
}

static void
test_span_file(void)
{
	struct pool *pool = pool_new();
	const struct source *letter = SOURCE(pool, "€x"), *end = SOURCE(pool, "\nx"), *nothing = SOURCE(pool, "");

	expect_span(span_file(letter), letter, 0, 3);
	expect_span(span_file(end), end, 0, 0);
	expect_span(span_file(nothing), nothing, 0, 0);
	pool_free(pool);
}

static int
compare(struct span a, struct span b)
{
	int there = span_compare(&a, &b), back = span_compare(&b, &a);

	g_assert_cmpint(CLAMP(there, -1, 1), ==, -CLAMP(back, -1, 1));
	return there;
}

static void
test_compare(void)
{
	struct pool *pool = pool_new();
	const struct source *a = source_new(pool, "a.md", "0123456789", 10);
	const struct source *again = source_new(pool, "a.md", "0123456789", 10);
	const struct source *b = source_new(pool, "b.md", "0123456789", 10);

	g_assert_cmpint(compare(span_of(a, 1, 2), span_of(a, 1, 2)), ==, 0);
	g_assert_cmpint(compare(span_of(a, 1, 2), span_of(again, 1, 2)), ==, 0);
	g_assert_cmpint(compare(span_of(a, 9, 9), span_of(b, 0, 1)), <, 0);
	g_assert_cmpint(compare(span_of(a, 1, 9), span_of(a, 2, 3)), <, 0);
	g_assert_cmpint(compare(span_of(a, 1, 2), span_of(a, 1, 3)), <, 0);
	g_assert_cmpint(compare(SPAN_NONE, span_of(a, 0, 0)), <, 0);
	g_assert_cmpint(compare(SPAN_NONE, SPAN_NONE), ==, 0);
	pool_free(pool);
}

/* A megabyte of lone CRs, the case in which a search for LF would run to the end each time. */
static void
test_place_is_fast(void)
{
	struct pool *pool = pool_new();
	char *bytes = pool_alloc(pool, MIB + 1);

	memset(bytes, '\r', MIB);

	const struct source *source = source_new(pool, "a.md", bytes, MIB);

	for (size_t i = 0; i < 100; i++)
		expect_place(source, MIB - i, MIB - i + 1, 1);
	g_assert_cmpuint(source_line_start(source, MIB), ==, MIB - 1);
	pool_free(pool);
}

/* Reading; each test has a folder of its own */

struct folder {
	struct pool *pool;
	char *path;
};

static void
set_up(struct folder *folder, const void *data)
{
	(void)data;
	folder->pool = pool_new();
	folder->path = g_dir_make_tmp("source-XXXXXX", NULL);
	g_assert_nonnull(folder->path);
}

static void
tear_down(struct folder *folder, const void *data)
{
	(void)data;
	g_assert_cmpint(g_rmdir(folder->path), ==, 0);
	g_free(folder->path);
	pool_free(folder->pool);
}

static char *
in_folder(const struct folder *folder, const char *name)
{
	return pool_printf(folder->pool, "%s/%s", folder->path, name);
}

static void
expect_problem(const struct folder *folder, const char *name, size_t limit, const char *expected)
{
	const char *problem = NULL;

	g_assert_null(source_read(folder->pool, folder->path, name, limit, &problem));
	g_assert_cmpstr(problem, ==, expected);
}

static void
expect_bytes(const struct folder *folder, const char *name, size_t limit, const char *bytes, size_t size)
{
	const char *problem = NULL;
	const struct source *source = source_read(folder->pool, folder->path, name, limit, &problem);

	g_assert_cmpstr(problem, ==, NULL);
	g_assert_nonnull(source);
	g_assert_cmpstr(source->path, ==, name);
	g_assert_cmpmem(source->bytes, source->size, bytes, size);
	g_assert_cmpint(source->bytes[source->size], ==, '\0');
}

static void
test_read(struct folder *folder, const void *data)
{
	const char *folder_inside = in_folder(folder, "b"), *file = in_folder(folder, "b/a.md");

	(void)data;
	g_assert_cmpint(g_mkdir(folder_inside, 0700), ==, 0);
	g_assert_true(g_file_set_contents(file, "one\0two\r\n", 9, NULL));
	expect_bytes(folder, "b/a.md", 9, "one\0two\r\n", 9); /* just the limit */
	expect_bytes(folder, "b/a.md", SIZE_MAX, "one\0two\r\n", 9);
	g_assert_true(g_file_set_contents(file, "", 0, NULL));
	expect_bytes(folder, "b/a.md", 0, "", 0);
	g_unlink(file);
	g_rmdir(folder_inside);
}

static void
test_read_limit(struct folder *folder, const void *data)
{
	const char *file = in_folder(folder, "a.md");
	g_autofree char *bytes = g_malloc0(MIB + 1);

	(void)data;
	g_assert_true(g_file_set_contents(file, bytes, (gssize)(MIB + 1), NULL));
	expect_problem(folder, "a.md", MIB, "is larger than 1 MiB");
	expect_problem(folder, "a.md", 1536, "is larger than 1536 bytes");
	expect_problem(folder, "a.md", 3072, "is larger than 3 KiB");
	expect_problem(folder, "a.md", 0, "is not empty");
	expect_bytes(folder, "a.md", MIB + 1, bytes, MIB + 1);
	g_unlink(file);
}

static void
test_read_missing(struct folder *folder, const void *data)
{
	const char *file = in_folder(folder, "a.md");

	(void)data;
	expect_problem(folder, "a.md", MIB, "No such file or directory");
	g_assert_true(g_file_set_contents(file, "x", 1, NULL));
	expect_problem(folder, "a.md/b.md", MIB, "Not a directory");
	g_unlink(file);
}

static void
test_read_forbidden(struct folder *folder, const void *data)
{
	const char *file = in_folder(folder, "a.md");

	(void)data;
	g_assert_true(g_file_set_contents(file, "x", 1, NULL));
	g_assert_cmpint(g_chmod(file, 0), ==, 0);
	if (access(file, R_OK) == 0) /* root reads everything */
		g_test_skip("the tests run with the right to read every file");
	else
		expect_problem(folder, "a.md", MIB, "Permission denied");
	g_unlink(file);
}

static void
test_read_what_is_no_file(struct folder *folder, const void *data)
{
	const char *pipe = in_folder(folder, "fifo"), *inside = in_folder(folder, "folder");

	(void)data;
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	g_assert_cmpint(g_mkdir(inside, 0700), ==, 0);
	expect_problem(folder, "fifo", MIB, "is not a regular file"); /* nobody writes: must not wait */
	expect_problem(folder, "folder", MIB, "is not a regular file");
	g_unlink(pipe);
	g_rmdir(inside);
}

static void
test_read_socket(struct folder *folder, const void *data)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)data;
	g_assert_cmpint(listener, >=, 0);
	g_assert_cmpuint(g_strlcpy(address.sun_path, in_folder(folder, "socket"), sizeof address.sun_path), <, sizeof address.sun_path);
	g_assert_cmpint(bind(listener, (struct sockaddr *)&address, sizeof address), ==, 0);
	expect_problem(folder, "socket", MIB, "is not a regular file");
	close(listener);
	g_unlink(address.sun_path);
}

static void
test_read_device(void)
{
	struct pool *pool = pool_new();
	const char *problem = NULL;

	g_assert_null(source_read(pool, "/dev", "zero", MIB, &problem));
	g_assert_cmpstr(problem, ==, "is not a regular file");
	pool_free(pool);
}

/* Files of /proc say that they are empty, as a file does that grows after fstat. */
static void
test_read_what_grows(void)
{
	struct pool *pool = pool_new();
	const char *problem = NULL;
	const struct source *source;

	if (!g_file_test("/proc/self/status", G_FILE_TEST_IS_REGULAR)) {
		g_test_skip("no /proc here");
		pool_free(pool);
		return;
	}
	source = source_read(pool, "/proc/self", "status", MIB, &problem);
	g_assert_nonnull(source);
	g_assert_cmpuint(source->size, >, 100);
	g_assert_cmpuint(strlen(source->bytes), ==, source->size);
	g_assert_true(g_str_has_prefix(source->bytes, "Name:\t"));
	g_assert_true(g_str_has_suffix(source->bytes, "\n"));
	g_assert_null(source_read(pool, "/proc/self", "status", 100, &problem));
	g_assert_cmpstr(problem, ==, "is larger than 100 bytes");
	pool_free(pool);
}

/* Files of /sys say 4096 bytes and hold fewer, as a file does that shrinks after fstat. */
static void
test_read_what_shrinks(void)
{
	static const char *const path = "/sys/devices/system/cpu/online";
	struct stat status;

	if (stat(path, &status) != 0 || status.st_size < 100) {
		g_test_skip("no /sys here");
		return;
	}

	struct pool *pool = pool_new();
	const char *problem = NULL;
	const struct source *source = source_read(pool, "/", path + 1, MIB, &problem);

	g_assert_nonnull(source);
	g_assert_cmpuint(source->size, >, 1);
	g_assert_cmpuint(source->size, <, (size_t)status.st_size);
	g_assert_cmpuint(strlen(source->bytes), ==, source->size);
	g_assert_true(g_str_has_suffix(source->bytes, "\n"));
	pool_free(pool);
}

/* No file stays open, whether reading succeeds or not. */
static void
test_read_closes(struct folder *folder, const void *data)
{
	const char *file = in_folder(folder, "a.md");
	const char *problem;

	(void)data;
	g_assert_true(g_file_set_contents(file, "abc", 3, NULL));

	int before = dup(0);

	close(before);
	for (size_t limit = 0; limit < 6; limit++)
		source_read(folder->pool, folder->path, "a.md", limit, &problem);
	source_read(folder->pool, folder->path, ".", MIB, &problem);

	int after = dup(0);

	close(after);
	g_assert_cmpint(after, ==, before);
	g_unlink(file);
}

#define ADD(path, test) g_test_add((path), struct folder, NULL, set_up, (test), tear_down)

static void
add_reading(void)
{
	static const struct {
		const char *path;
		void (*test)(struct folder *folder, const void *data);
	} tests[] = {
		{ "/source/read", test_read },
		{ "/source/read/limit", test_read_limit },
		{ "/source/read/missing", test_read_missing },
		{ "/source/read/forbidden", test_read_forbidden },
		{ "/source/read/no-file", test_read_what_is_no_file },
		{ "/source/read/socket", test_read_socket },
		{ "/source/read/closes", test_read_closes },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		ADD(tests[i].path, tests[i].test);
	g_test_add_func("/source/read/device", test_read_device);
	g_test_add_func("/source/read/grows", test_read_what_grows);
	g_test_add_func("/source/read/shrinks", test_read_what_shrinks);
}

static void
test_span_place(void)
{
	struct pool *pool = pool_new();
	const struct source *source = source_new(pool, "content/a.md", "one\n\u00fctwo\n", 9);

	g_assert_cmpstr(span_place(pool, span_of(source, 0, 3)), ==, "content/a.md:1:1");
	g_assert_cmpstr(span_place(pool, span_of(source, 7, 8)), ==, "content/a.md:2:3");
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/source/new", test_new);
	g_test_add_func("/source/place/lines", test_place_of_lines);
	g_test_add_func("/source/place/carriage-returns", test_place_of_carriage_returns);
	g_test_add_func("/source/place/characters", test_place_counts_characters);
	g_test_add_func("/source/place/malformed", test_place_in_malformed_bytes);
	g_test_add_func("/source/place/byte-order-mark", test_byte_order_mark);
	g_test_add_func("/source/place/nothing", test_place_of_nothing);
	g_test_add_func("/source/place/fast", test_place_is_fast);
	g_test_add_func("/source/line-start", test_line_start);
	g_test_add_func("/source/offset", test_offset);
	g_test_add_func("/source/offset/agrees", test_place_and_offset_agree);
	g_test_add_func("/source/line", test_line);
	g_test_add_func("/source/span", test_span_of);
	g_test_add_func("/source/span/file", test_span_file);
	g_test_add_func("/source/span/place", test_span_place);
	g_test_add_func("/source/span/compare", test_compare);
	add_reading();
	return g_test_run();
}
