/* serve: which requests are answered, how events are framed, when saving is acted on, what is added to a page, how an
 * editor is told a place. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "serve/addition.h"
#include "serve/editor.h"
#include "serve/event.h"
#include "serve/guard.h"
#include "serve/settle.h"

/* ---- guard ---- */

static void
test_hosts(void)
{
	static const struct {
		const char *host;
		unsigned port;
		bool answered;
	} cases[] = {
		{ "127.0.0.1:8000", 8000, true },
		{ "localhost:8000", 8000, true },
		{ "LocalHost:8000", 8000, true },
		{ "localhost", 80, true },
		{ "localhost:80", 80, true },
		{ "localhost", 8000, false },
		{ "localhost:8001", 8000, false },
		{ "localhost:80000", 8000, false },
		{ "localhost:8000.example.com", 8000, false },
		{ "localhost.example.com:8000", 8000, false },
		{ "rebound.example.com:8000", 8000, false },
		{ "127.0.0.1.example.com:8000", 8000, false },
		{ "127.0.0.2:8000", 8000, false },
		{ "user@localhost:8000", 8000, false },
		{ "", 8000, false },
		{ NULL, 8000, false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_true(guard_host(cases[i].host, cases[i].port) == cases[i].answered);
}

static void
test_origins(void)
{
	g_assert_true(guard_origin("http://localhost:8000", 8000));
	g_assert_true(guard_origin("http://127.0.0.1:8000", 8000));
	g_assert_false(guard_origin("https://localhost:8000", 8000));
	g_assert_false(guard_origin("http://localhost:8001", 8000));
	g_assert_false(guard_origin("http://example.com", 8000));
	g_assert_false(guard_origin("http://localhost:8000.example.com", 8000));
	g_assert_false(guard_origin("null", 8000));
	g_assert_false(guard_origin("", 8000));
	g_assert_false(guard_origin(NULL, 8000));
}

static void
test_paths(void)
{
	static const struct {
		const char *path, *output;
	} cases[] = {
		{ "/", "index.html" },
		{ "/handbook/", "handbook/index.html" },
		{ "/handbook/a.html", "handbook/a.html" },
		{ "/handbook/a%20b.html", "handbook/a b.html" },
		{ "/handbook/%E6%97%A5.html", "handbook/日.html" },
		{ "/.well-known/security.txt", ".well-known/security.txt" },
		{ "/a..b/c", "a..b/c" },
		{ "/handbook/%252e%252e/x", "handbook/%2e%2e/x" }, /* read once: a name, not a way out */
		{ "/../etc/passwd", NULL },
		{ "/handbook/../../etc/passwd", NULL },
		{ "/handbook/../status/index.html", NULL },
		{ "/handbook/%2e%2e/x", NULL },
		{ "/handbook/%2E%2E%2Fx", NULL },
		{ "/handbook/..%5cx", NULL },
		{ "/handbook/.", NULL },
		{ "/handbook/./x", NULL },
		{ "//example.com/", NULL },
		{ "/%2fexample.com/", NULL },
		{ "/handbook//a", NULL },
		{ "/a%00b", NULL },
		{ "/a%0d%0ab", NULL },
		{ "/a%ffb", NULL },
		{ "/a%", NULL },
		{ "handbook/a.html", NULL },
		{ "", NULL },
		{ "*", NULL },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpstr(guard_path(pool, cases[i].path), ==, cases[i].output);
	pool_free(pool);
}

/* ---- event ---- */

static void
test_event(void)
{
	g_autoptr(GString) out = g_string_new(NULL);

	event_write(out, "page", "17");
	g_assert_cmpstr(out->str, ==, "event: page\ndata: 17\n\n");
	g_string_truncate(out, 0);
	event_write(out, "problem", "");
	g_assert_cmpstr(out->str, ==, "event: problem\ndata: \n\n");
	g_string_truncate(out, 0);
	/* No end of line begins a field of its own, nor ends the event. */
	event_write(out, "problem", "a\nevent: page\r\ndata: x\r\n\nb\rc\n");
	g_assert_cmpstr(out->str, ==, "event: problem\ndata: a\ndata: event: page\ndata: data: x\ndata: \ndata: b\ndata: c\ndata: \n\n");
	g_string_truncate(out, 0);
	event_write_nothing(out);
	g_assert_cmpstr(out->str, ==, ":\n\n");
}

/* ---- settle ---- */

static void
test_settle(void)
{
	struct settle settle = { .quiet = 20, .most = 100 };

	g_assert_cmpint(settle_left(&settle, 5), ==, -1);
	settle_note(&settle, 1000);
	g_assert_cmpint(settle_left(&settle, 1000), ==, 20);
	g_assert_cmpint(settle_left(&settle, 1015), ==, 5);
	settle_note(&settle, 1015);
	g_assert_cmpint(settle_left(&settle, 1020), ==, 15);
	g_assert_cmpint(settle_left(&settle, 1035), ==, 0);
	g_assert_cmpint(settle_left(&settle, 2000), ==, 0);
	settle_done(&settle);
	g_assert_cmpint(settle_left(&settle, 2000), ==, -1);
}

/* Saving that never ends is acted on all the same. */
static void
test_settle_storm(void)
{
	struct settle settle = { .quiet = 20, .most = 100 };

	for (int64_t now = 0; now <= 95; now += 5) {
		settle_note(&settle, now);
		g_assert_cmpint(settle_left(&settle, now), ==, MIN(20, 100 - now));
	}
	g_assert_cmpint(settle_left(&settle, 100), ==, 0);
	settle_done(&settle);
	settle_note(&settle, 105);
	g_assert_cmpint(settle_left(&settle, 105), ==, 20);
}

/* ---- addition ---- */

static void
check_allow(const char *policy, const char *directive, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);

	addition_allow(policy, directive, "http://127.0.0.1:1/x", out);
	g_assert_cmpstr(out->str, ==, expected);
}

static void
test_policy(void)
{
	check_allow("default-src 'none'; script-src 'sha256-a='; img-src 'self'", "script-src",
	    "default-src 'none'; script-src 'sha256-a=' http://127.0.0.1:1/x; img-src 'self'");
	check_allow("default-src 'none'; script-src 'none'", "script-src", "default-src 'none'; script-src http://127.0.0.1:1/x");
	check_allow("default-src 'none'", "connect-src", "default-src 'none'; connect-src http://127.0.0.1:1/x");
	check_allow("script-src-elem 'self';script-src 'self';", "script-src", "script-src-elem 'self'; script-src 'self' http://127.0.0.1:1/x");
	check_allow("script-src\t'NONE'", "script-src", "script-src http://127.0.0.1:1/x");
	/* What default-src allows is allowed still; where nothing is forbidden, nothing is. */
	check_allow("default-src 'self' data:", "script-src", "default-src 'self' data:; script-src 'self' data: http://127.0.0.1:1/x");
	check_allow("img-src 'self'", "script-src", "img-src 'self'");
	check_allow("", "script-src", "");
	/* Browsers heed the first of two. */
	check_allow("style-src a; style-src b", "style-src", "style-src a http://127.0.0.1:1/x; style-src b");
}

static const struct addition added = { "<script src=\"/live.js\"></script>\n", "http://h/live.js", "http://h/live.css", "http://h/" };

static void
check_page(const char *page, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);

	addition_write(&added, page, strlen(page), out);
	g_assert_cmpstr(out->str, ==, expected);
}

static void
test_page(void)
{
	check_page("<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n</head><body></head>",
	    "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src http://h/live.js; "
	    "style-src http://h/live.css; connect-src http://h/\">\n<script src=\"/live.js\"></script>\n</head><body></head>");
	check_page("<head></head>", "<head><script src=\"/live.js\"></script>\n</head>");
	check_page("<p>no head", "<p>no head");
	check_page("", "");
	/* What only looks like a policy stands behind the head, and one without an end is none. */
	check_page("<head></head><p>http-equiv=\"Content-Security-Policy\" content=\"x\"",
	    "<head><script src=\"/live.js\"></script>\n</head><p>http-equiv=\"Content-Security-Policy\" content=\"x\"");
	check_page("<meta http-equiv=\"Content-Security-Policy\" content=\"x</head>\"", "<meta http-equiv=\"Content-Security-Policy\" content=\"x<script src=\"/live.js\"></script>\n</head>\"");
}

/* ---- editor ---- */

static void
check_words(const char *editor, const char *expected)
{
	struct pool *pool = pool_new();
	char **words = editor_words(pool, editor, "/site/a b.md", 12, 3);
	g_autofree char *joined = words ? g_strjoinv("|", words) : NULL;

	g_assert_cmpstr(joined, ==, expected);
	pool_free(pool);
}

static void
test_editor_words(void)
{
	check_words("code --wait", "code|--wait|--goto|/site/a b.md:12:3");
	check_words("/usr/bin/gvim", "/usr/bin/gvim|+12|/site/a b.md");
	check_words("kate", "kate|--line|12|--column|3|/site/a b.md");
	check_words("other -x", "other|-x|/site/a b.md");
	check_words("sh -c 'other {file}@{line}@{column} {x}'", "sh|-c|other /site/a b.md@12@3 {x}");
	check_words("other 'open", NULL);
}

static void
test_editor_choice(void)
{
	g_assert_cmpstr(editor_choose("code", "vi"), ==, "code");
	g_assert_cmpstr(editor_choose("", "code -n"), ==, "code -n");
	g_assert_cmpstr(editor_choose(NULL, "gvim"), ==, "gvim");
	g_assert_cmpstr(editor_choose("vim", "code"), ==, NULL); /* VISUAL is what its owner wants */
	g_assert_cmpstr(editor_choose(NULL, "/usr/bin/nano -w"), ==, NULL);
	g_assert_cmpstr(editor_choose("emacs -nw", NULL), ==, NULL);
	g_assert_cmpstr(editor_choose("'", NULL), ==, NULL);
	g_assert_cmpstr(editor_choose(NULL, NULL), ==, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/serve/hosts", test_hosts);
	g_test_add_func("/serve/origins", test_origins);
	g_test_add_func("/serve/paths", test_paths);
	g_test_add_func("/serve/event", test_event);
	g_test_add_func("/serve/settle", test_settle);
	g_test_add_func("/serve/settle-storm", test_settle_storm);
	g_test_add_func("/serve/policy", test_policy);
	g_test_add_func("/serve/page", test_page);
	g_test_add_func("/serve/editor-words", test_editor_words);
	g_test_add_func("/serve/editor-choice", test_editor_choice);
	return g_test_run();
}
