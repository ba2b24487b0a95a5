#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "check/pattern.h"

struct fixture {
	struct pool *pool;
};

static void
set_up(struct fixture *fixture, const void *data)
{
	(void)data;
	fixture->pool = pool_new();
}

static void
tear_down(struct fixture *fixture, const void *data)
{
	(void)data;
	pool_free(fixture->pool);
}

/* The first match of a scan of one pattern; (size_t)-1: none. */
static size_t
find(struct pool *pool, const struct pattern *pattern, const char *text)
{
	struct scan *scan = scan_new(pool, &pattern, 1, NULL, NULL);
	struct match match;
	size_t which;

	scan_begin(scan, text, strlen(text));
	return scan_next(scan, 0, &match, &which) ? match.start : (size_t)-1;
}

/* A pattern that matches anything shows whether it is tried at all. */
static void
test_needs(struct fixture *fixture, const void *data)
{
	const struct pattern *pattern = pattern_new(fixture->pool, "git|drop |kubectl", "[\\s\\S]");
	const size_t none = (size_t)-1;

	(void)data;
	g_assert_cmpuint(find(fixture->pool, pattern, "a git"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "GIT"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "gKubeCtl"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "drop it"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "a drop"), ==, none); /* cut off */
	g_assert_cmpuint(find(fixture->pool, pattern, "gi"), ==, none);
	g_assert_cmpuint(find(fixture->pool, pattern, "gop"), ==, none); /* bytes of two words */
	g_assert_cmpuint(find(fixture->pool, pattern, "drokub"), ==, none);
	g_assert_cmpuint(find(fixture->pool, pattern, ""), ==, none);
}

/* More words than there are classes to tell them apart by. */
static void
test_many_needs(struct fixture *fixture, const void *data)
{
	GString *needs = g_string_new("zzz");
	const struct pattern *pattern;

	(void)data;
	for (char a = 'a'; a <= 'e'; a++)
		for (char b = 'a'; b <= 'y'; b++)
			g_string_append_printf(needs, "|%c%c%c1", a, b, b);
	pattern = pattern_new(fixture->pool, needs->str, "[\\s\\S]");
	g_assert_cmpuint(find(fixture->pool, pattern, "  cxx1"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "  CXX1"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, pattern, "  cxx2"), ==, (size_t)-1);
	g_assert_cmpuint(find(fixture->pool, pattern, "  cxy1"), ==, (size_t)-1);
	g_string_free(needs, true);
}

/* Words are found in the case in which they are written, and those too short to be looked for as well. */
static void
test_words(struct fixture *fixture, const void *data)
{
	static const char *const names[] = { "Ann Arbour", "Ed", "a|b", "Zoë", "O" };
	static const char *const lines[] = { "by Ann Arbour", "by Ed", "by a|b", "by Zoë", "by O" };
	const struct pattern *const *all = patterns_of_words(fixture->pool, "by ", names, G_N_ELEMENTS(names), "$");
	const struct pattern *const *first = patterns_of_words(fixture->pool, "by ", names, 1, "$");
	const struct pattern *const *letters = patterns_of_words(fixture->pool, "by ", names + 3, 1, "$");

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
		g_assert_cmpuint(find(fixture->pool, all[0], lines[i]), ==, 0);
	g_assert_cmpuint(find(fixture->pool, all[0], "by Ann"), ==, (size_t)-1);
	g_assert_cmpuint(find(fixture->pool, first[0], "by Ann Arbour"), ==, 0);
	g_assert_cmpuint(find(fixture->pool, first[0], "by ann arbour"), ==, (size_t)-1);
	g_assert_cmpuint(find(fixture->pool, letters[0], "by Zoë"), ==, 0);
	g_assert_null(all[1]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/pattern/needs", struct fixture, NULL, set_up, test_needs, tear_down);
	g_test_add("/pattern/many-needs", struct fixture, NULL, set_up, test_many_needs, tear_down);
	g_test_add("/pattern/words", struct fixture, NULL, set_up, test_words, tear_down);
	return g_test_run();
}
