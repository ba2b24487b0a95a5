/* minify: what a style sheet keeps and what it loses. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "render/minify.h"

static void
check(const char *css, const char *expected)
{
	struct pool *pool = pool_new();
	size_t length, again;
	const char *once = minify_css(pool, css, strlen(css), &length);

	g_assert_cmpstr(once, ==, expected);
	g_assert_cmpuint(length, ==, strlen(expected));
	g_assert_cmpstr(minify_css(pool, once, length, &again), ==, expected);
	pool_free(pool);
}

static void
test_gaps(void)
{
	check("", "");
	check("/* all */", "");
	check("\n\n/* head */\n\na { b: c }\n", "a { b: c }");
	check("a {\n\tb: c;\n\n\t/* why */\n\td: e; /* f */\n}\n", "a {\nb: c;\nd: e;\n}");
	check("a\t /* x */  b { }", "a b { }");
	check("a /* x", "a");
}

/* Neither joined nor, as a blank would do, made to stand below one another. */
static void
test_apart(void)
{
	check("a/* x */b { margin: 1px/* y *//* z */2px }", "a/**/b { margin: 1px/**/2px }");
}

static void
test_kept(void)
{
	check("/*! licence */\na { }", "/*! licence */\na { }");
	check("a::before { content: \"/* no  comment */\" }", "a::before { content: \"/* no  comment */\" }");
	check("a { content: 'it\\'s /*' }  /* x */ b { }", "a { content: 'it\\'s /*' } b { }");
	check("a { background: URL(data:*/*,  x) /* y */ }", "a { background: URL(data:*/*,  x) }");
	check("a { b: url( \")/*\" ) }", "a { b: url( \")/*\" ) }");
	check("a { b: url(x\\)/*) }", "a { b: url(x\\)/*) }");
	/* A function of another name has comments; a string that is not closed ends with its line. */
	check("a { b: -url(1 /* x */) }", "a { b: -url(1 ) }");
	check("a { b: \"x\n} /* y */ c { }", "a { b: \"x\n} c { }");
	check(".a\\/* { }", ".a\\/* { }");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/minify/gaps", test_gaps);
	g_test_add_func("/minify/apart", test_apart);
	g_test_add_func("/minify/kept", test_kept);
	return g_test_run();
}
