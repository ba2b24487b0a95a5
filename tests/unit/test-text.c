#include "base/text.h"

#include "base/pool.h"

#include <glib.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>

struct pair {
	const char *text, *expected;
};

static void
expect_all(char *(*function)(struct pool *pool, const char *text), const struct pair *pairs, size_t count)
{
	struct pool *pool = pool_new();

	for (size_t i = 0; i < count; i++)
		g_assert_cmpstr(function(pool, pairs[i].text), ==, pairs[i].expected);
	pool_free(pool);
}

#define EXPECT_ALL(function, pairs) expect_all((function), (pairs), G_N_ELEMENTS(pairs))

static void
test_anchor(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "Impact", "impact" },
		{ "What Went Well?", "what-went-well" },
		{ "a -- b", "a----b" },
		{ "a - b", "a---b" },
		{ "CI/CD: roll-back (v2.0)", "cicd-roll-back-v20" },
		{ "snake_case & Co.", "snake_case--co" },
		{ "1. First, 100%", "1-first-100" },
		{ " both ends ", "-both-ends-" },
		{ "two  blanks", "two--blanks" },
		{ "tab\there\nline", "tabhereline" },
		{ "it’s “quoted” – so", "its-quoted--so" },
		{ "-a-", "-a-" },
		{ "!?.", "" },
	};

	EXPECT_ALL(text_anchor, pairs);
}

static void
test_anchor_beyond_ascii(void)
{
	static const struct pair pairs[] = {
		{ "ÜBER Straße", "über-straße" },
		{ "ΣΊΣΥΦΟΣ", "σίσυφοσ" },             /* no final sigma: the host's rule sees one letter */
		{ "İZMİR", "i\xCC\x87zmi\xCC\x87r" }, /* i with a combining dot */
		{ "Привет 你好", "привет-你好" },
		{ "e\xCC\x81", "e\xCC\x81" }, /* a combining mark */
		{ "ǅ", "ǆ" },                 /* title case */
		{ "१२ ½ ²", "१२--" },         /* decimal digits stay, other numbers go */
		{ "Ⅷ Ⅻ", "ⅷ-ⅻ" },             /* Roman numerals have case */
		{ "a‿b", "a‿b" },             /* connector punctuation */
		{ "a‐b—c", "abc" },           /* dashes other than '-' */
		{ "a\xC2\xA0"
		  "b\xE3\x80\x80"
		  "c",
		    "abc" }, /* no-break and ideographic space */
		{ "a\xE2\x80\x8D"
		  "b",
		    "ab" }, /* zero width joiner */
	};

	EXPECT_ALL(text_anchor, pairs);
}

static void
test_anchor_of_emoji(void)
{
	static const struct pair pairs[] = {
		{ "🚀 Launch", "-launch" },
		{ "Done ✅", "done-" },
		{ "👩"
		  "\xE2\x80\x8D"
		  "🚒🏽x",
		    "x" },
		{ "❤\xEF\xB8\x8F x", "\xEF\xB8\x8F-x" },                      /* the variation selector is a mark */
		{ "1\xEF\xB8\x8F\xE2\x83\xA3", "1\xEF\xB8\x8F\xE2\x83\xA3" }, /* a keycap: digit and marks */
		{ "🅰 Ⓜ 🇬🇧", "🅰-ⓜ-" },                                         /* framed letters are letters, flags are not */
	};

	EXPECT_ALL(text_anchor, pairs);
}

static void
test_anchor_of_malformed(void)
{
	static const struct pair pairs[] = {
		{ "a\x80"
		  "b\xE2\x82",
		    "ab" },
		{ "\xC0\xAF\xED\xA0\x80\xFF", "" },
		{ "caf\xE9 x", "caf-x" },
	};

	EXPECT_ALL(text_anchor, pairs);
}

static void
test_slug(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "Payments API is down!", "payments-api-is-down" },
		{ "  -- a__b -- ", "a-b" },
		{ "v1.2.3", "v1-2-3" },
		{ "../../etc/passwd", "etc-passwd" },
		{ "Ärger in Łódź", "ärger-in-łódź" },
		{ "e\xCC\x81t\xC3\xA9", "e\xCC\x81t\xC3\xA9" },
		{ "🚀", "" },
		{ "数据库 故障", "数据库-故障" },
		{ "a\xFF"
		  "b",
		    "a-b" },
	};

	EXPECT_ALL(text_slug, pairs);
}

static void
test_lower(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "ABC xyz 09 []", "abc xyz 09 []" },
		{ "ÀÉÎ ŽŠ ẞ", "àéî žš ß" },
		{ "İ", "i\xCC\x87" },
		{ "ⅯⒶ", "ⅿⓐ" },
		{ "A\xFFZ\xE2\x82", "a\xFFz\xE2\x82" },
	};

	EXPECT_ALL(text_lower, pairs);
}

/* A Turkish locale must not make ı of I. */
static void
test_lower_ignores_the_locale(void)
{
	static const struct pair pairs[] = { { "TITLE", "title" } };

	if (!setlocale(LC_ALL, "tr_TR.UTF-8")) {
		g_test_skip("the Turkish locale is not installed");
		return;
	}
	EXPECT_ALL(text_lower, pairs);
	EXPECT_ALL(text_anchor, pairs);
	setlocale(LC_ALL, "C");
}

/* All as the library does it; ASCII takes a way of its own. */
static void
test_casefold(void)
{
	static const char *const texts[] = { "", "handbook/Runbooks/DB-Pool.html", "[\\]^_`{|}~@", "Straße/ÉTÉ.md", "ſ İ ß", "a longer one that ends in É", "Éa longer one" };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *expected = g_utf8_casefold(texts[i], -1), *got = text_casefold(texts[i]);

		g_assert_cmpstr(got, ==, expected);
	}
}

static void
test_is_ascii(void)
{
	char text[40];

	memset(text, '~', sizeof(text));
	for (size_t length = 0; length < sizeof(text); length++) {
		g_assert_true(text_is_ascii(text, length));
		text[length] = '\x80'; /* behind the end it is not looked at */
		g_assert_true(text_is_ascii(text, length));
		g_assert_false(text_is_ascii(text, length + 1));
		text[length] = '~';
	}
}

static void
test_squeeze(void)
{
	struct pool *pool = pool_new();

	g_assert_cmpstr(text_squeeze(pool, "", 0), ==, "");
	g_assert_cmpstr(text_squeeze(pool, " \t\r\n ", 5), ==, "");
	g_assert_cmpstr(text_squeeze(pool, "a", 1), ==, "a");
	g_assert_cmpstr(text_squeeze(pool, "  a \r\n\t b  c ", 13), ==, "a b c");
	g_assert_cmpstr(text_squeeze(pool, "a bXXX", 3), ==, "a b");
	g_assert_cmpstr(text_squeeze(pool, " a\xC2\xA0 ", 5), ==, "a\xC2\xA0"); /* a no-break space stays */
	pool_free(pool);
}

static void
test_escape_html(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "plain – text\n", "plain – text\n" },
		{ "<a href=\"x\">Tom & 'Jerry'</a>", "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;" },
		{ "&amp;", "&amp;amp;" },
		{ "<<", "&lt;&lt;" },
		{ "a\x01"
		  "b\x1B"
		  "c\td\r\n",
		    "a\xEF\xBF\xBD"
		    "b\xEF\xBF\xBD"
		    "c\td\r\n" },
	};

	EXPECT_ALL(text_escape_html, pairs);
}

static void
test_escape_csv(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "plain", "plain" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "two\nlines", "\"two\nlines\"" },
		{ "two\rlines", "\"two\rlines\"" },
		{ "\"", "\"\"\"\"" },
		{ "=1+1", "'=1+1" },
		{ "+44 20", "'+44 20" },
		{ "-5", "'-5" },
		{ "@alice", "'@alice" },
		{ "\t=1", "'\t=1" },
		{ "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
		{ "a=b", "a=b" },
	};

	EXPECT_ALL(text_escape_csv, pairs);
}

static void
test_escape_ical(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "a: \"b\"", "a: \"b\"" },
		{ "a,b;c\\d", "a\\,b\\;c\\\\d" },
		{ "one\ntwo\r\nthree\rfour\r\r\n", "one\\ntwo\\nthree\\nfour\\n\\n" },
		{ "tab\tstays, \x07"
		  "bell\x7F goes",
		    "tab\tstays\\, bell goes" },
	};

	EXPECT_ALL(text_escape_ical, pairs);
}

static void
test_escape_path(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "runbooks/a-b_c.~1.html", "runbooks/a-b_c.~1.html" },
		{ "a b/100%?#x", "a%20b/100%25%3F%23x" },
		{ "é", "%C3%A9" },
		{ "a:b", "a%3Ab" },
		{ "(x)'s,+&=@;!$*", "(x)'s,+&=@;!$*" },
		{ "<\">\\[]^`{|}", "%3C%22%3E%5C%5B%5D%5E%60%7B%7C%7D" },
		{ "\x01\x7F\xFF", "%01%7F%FF" },
	};

	EXPECT_ALL(text_escape_path, pairs);
}

static void
test_relative(void)
{
	static const struct {
		const char *from, *target, *expected;
	} rows[] = {
		{ "runbooks/a.html", "index.html", "../index.html" },
		{ "runbooks/a.html", "runbooks/b.html", "b.html" },
		{ "runbooks/a.html", "runbooks/a.html", "a.html" },
		{ "runbooks/a.html", "services/x/y.html", "../services/x/y.html" },
		{ "index.html", "runbooks/a.html", "runbooks/a.html" },
		{ "index.html", "index.html", "index.html" },
		{ "a/b/c.html", "a/d/e.html", "../d/e.html" },
		{ "a/b/c.html", "x.css", "../../x.css" },
		{ "ab/c.html", "a/c.html", "../a/c.html" }, /* names, not letters, are shared */
		{ "run/a.html", "runbooks/a.html", "../runbooks/a.html" },
		{ "a/b.html", "a/b.html/c", "b.html/c" },
		{ "a/b.html", "a/", "./" },
		{ "a/b/c.html", "a/", "../" },
		{ "index.html", "", "./" },
		{ "a/b.html", "", "../" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(path_relative(pool, rows[i].from, rows[i].target), ==, rows[i].expected);
	pool_free(pool);
}

static void
test_normal(void)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "a", "a" },
		{ "a/b/../c", "a/c" },
		{ "./a/./b/.", "a/b" },
		{ "a//b///", "a/b" },
		{ "/a/b", "a/b" },
		{ "/", "" },
		{ "a/..", "" },
		{ "a/../b", "b" },
		{ "a/b/../../c", "c" },
		{ "..", NULL },
		{ "../a", NULL },
		{ "a/../..", NULL },
		{ "/..", NULL },
		{ "a/../../a", NULL }, /* out and in again is out */
		{ "...", "..." },
		{ "..a/b..", "..a/b.." },
		{ ".hidden", ".hidden" },
	};

	EXPECT_ALL(path_normal, pairs);
}

static void
test_beside(void)
{
	static const struct {
		const char *base, *path, *expected;
	} rows[] = {
		{ "runbooks/a.md", "../x.md", "x.md" },
		{ "runbooks/a.md", "b.md", "runbooks/b.md" },
		{ "runbooks/a.md", "./b.md", "runbooks/b.md" },
		{ "a.md", "b/c.md", "b/c.md" },
		{ "a.md", "../b.md", NULL },
		{ "a/b/c.md", "../../d.md", "d.md" },
		{ "a/b/c.md", "../../../d.md", NULL },
		{ "a/b/c.md", "/d.md", "d.md" },
		{ "a/b/c.md", "/../d.md", NULL },
		{ "a/b/c.md", "", "a/b" },
		{ "a.md", "", "" },
		{ "a/../b/c.md", "d.md", "b/d.md" },
		{ "../a.md", "b.md", NULL },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(path_beside(pool, rows[i].base, rows[i].path), ==, rows[i].expected);
	pool_free(pool);
}

struct match {
	const char *pattern, *path;
	bool expected;
};

static void
expect_matches(const struct match *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (path_matches(rows[i].pattern, rows[i].path) != rows[i].expected)
			g_error("\"%s\" and \"%s\": not %d", rows[i].pattern, rows[i].path, rows[i].expected);
}

static void
test_matches(void)
{
	static const struct match rows[] = {
		{ "", "", true },
		{ "", "a", false },
		{ "a", "", false },
		{ "a.md", "a.md", true },
		{ "a.md", "b/a.md", false },
		{ "*", "", true },
		{ "*", "a.md", true },
		{ "*", "a/b", false },
		{ "*.md", "a.md", true },
		{ "*.md", ".md", true },
		{ "*.md", "a.mdx", false },
		{ "*.md", "a/b.md", false },
		{ "a*b*c", "aXbYbZc", true },
		{ "a*b*c", "aXbYbZ", false },
		{ "a?c", "abc", true },
		{ "a?c", "a€c", true },
		{ "a?c", "ac", false },
		{ "a?c", "a/c", false },
		{ "runbooks/*", "runbooks/a.md", true },
		{ "runbooks/*", "runbooks/a/b.md", false },
		{ "*/*", "a/b/c", false },
		{ "*/*/*", "a/b/c", true },
		{ "*a/b*c", "xaa/bc", true },
		{ "a\\*b", "a*b", true },
		{ "a\\*b", "axb", false },
		{ "a\\", "a\\", true },
		{ "É*", "Éa", true },
	};

	expect_matches(rows, G_N_ELEMENTS(rows));
}

static void
test_matches_across_folders(void)
{
	static const struct match rows[] = {
		{ "**", "", true },
		{ "**", "a/b/c", true },
		{ "content/**/*.md", "content/a.md", true },
		{ "content/**/*.md", "content/a/b/c.md", true },
		{ "content/**/*.md", "content/a/b/c.txt", false },
		{ "content/**/*.md", "other/a.md", false },
		{ "content/**/*.md", "contents/a.md", false },
		{ "runbooks/**", "runbooks/a/b", true },
		{ "runbooks/**", "runbooks", false },
		{ "**/a.md", "a.md", true },
		{ "**/a.md", "x/y/a.md", true },
		{ "**/a.md", "x/ba.md", false }, /* whole names only */
		{ "**/a*/b", "x/ab/y/ac/b", true },
		{ "a/**/b/**/c", "a/b/c", true },
		{ "a/**/b/**/c", "a/x/b/y/z/c", true },
		{ "a/**/b/**/c", "a/x/c", false },
		{ "a**b", "a/x/b", true }, /* not a whole name: crosses all the same */
		{ "**.md", "a/b.md", true },
		{ "***", "a/b", true },
		{ "**/*", "a", true },
	};

	expect_matches(rows, G_N_ELEMENTS(rows));
}

static void
test_matches_brackets(void)
{
	static const struct match rows[] = {
		{ "[abc]x", "bx", true },
		{ "[abc]x", "dx", false },
		{ "[a-c]", "b", true },
		{ "[a-c]", "d", false },
		{ "[a-c0-9]", "7", true },
		{ "[!a-c]", "d", true },
		{ "[!a-c]", "a", false },
		{ "[^a]", "a", false },
		{ "[!a]", "/", false },
		{ "[/]", "/", false },
		{ "[]]", "]", true },
		{ "[!]]", "]", false },
		{ "[a-]", "-", true },
		{ "[-a]", "-", true },
		{ "[à-ü]", "é", true },
		{ "[à-ü]", "e", false },
		{ "[", "[", true }, /* never closed: itself */
		{ "a[b", "a[b", true },
		{ "[]", "[]", true },
		{ "*[0-9].md", "2026-1.md", true },
	};

	expect_matches(rows, G_N_ELEMENTS(rows));
}

/* Patterns that take a matcher with recursion for ever. */
static void
test_matches_quickly(void)
{
	g_autofree char *path = g_strnfill(2000, 'a');
	g_autoptr(GString) stars = g_string_new(NULL), twins = g_string_new(NULL), folders = g_string_new(NULL), deep = g_string_new(NULL);

	for (size_t i = 0; i < 50; i++) {
		g_string_append(stars, "*a");
		g_string_append(twins, "**a*");
		g_string_append(folders, "**/a/");
	}
	for (size_t i = 0; i < 200; i++)
		g_string_append(deep, "a/");
	g_assert_true(path_matches(stars->str, path));
	g_assert_true(path_matches(twins->str, path));
	g_string_append_c(stars, 'b');
	g_string_append_c(twins, 'b');
	g_string_append_c(folders, 'b');
	g_assert_false(path_matches(stars->str, path));
	g_assert_false(path_matches(twins->str, path));
	g_assert_false(path_matches(folders->str, deep->str));
}

static void
test_nearest(void)
{
	static const char *const names[] = { "payments", "checkout", "search", "db", "Straße" };
	static const struct pair pairs[] = {
		{ "payment", "payments" },
		{ "paymnets", "payments" }, /* a transposition is one step */
		{ "PAYMENTS", "payments" },
		{ "chekout", "checkout" },
		{ "chkout", "checkout" }, /* two of eight */
		{ "searhc", "search" },
		{ "saerhc", "search" }, /* two of six */
		{ "seaXYZ", NULL },     /* three of six */
		{ "dc", NULL },         /* one of two is more than a third */
		{ "dbx", "db" },        /* one of three is just a third */
		{ "STRAßE", "Straße" },
		{ "strase", "Straße" }, /* one character, though two bytes */
		{ "", NULL },
		{ "kubernetes", NULL },
		{ "payments-service-which-does-not-exist", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pairs); i++)
		g_assert_cmpstr(text_nearest(pairs[i].text, names, G_N_ELEMENTS(names)), ==, pairs[i].expected);
	g_assert_null(text_nearest("a", NULL, 0));
}

static void
test_nearest_takes_the_best(void)
{
	static const char *const names[] = { "severities", NULL, "severitee", "severity", "severitx", "" };

	g_assert_cmpstr(text_nearest("severty", names, G_N_ELEMENTS(names)), ==, "severity");
	g_assert_cmpstr(text_nearest("severitz", names, G_N_ELEMENTS(names)), ==, "severity"); /* the first of two */
	g_assert_cmpstr(text_nearest("severitx", names, G_N_ELEMENTS(names)), ==, "severitx");
	g_assert_cmpstr(text_nearest("severities", names, 1), ==, "severities");
}

/* Distances at their limit: nine characters allow three steps, and no more. */
static void
test_nearest_distances(void)
{
	static const struct {
		const char *word, *name;
		bool near;
	} rows[] = {
		{ "abcdefghi", "XbXdXfghi", true },  /* three changed */
		{ "abcdefghi", "XbXdXfXhi", false }, /* four */
		{ "abcdefghi", "defghi", true },     /* three gone */
		{ "abcdefghi", "badcfeghi", true },  /* three pairs swapped */
		{ "abcdefghi", "badcfehgi", false }, /* four */
		{ "abcdefghi", "cabdefghi", true },  /* one moved over two: two steps */
		{ "abcdef", "abcdefghi", true },     /* three more */
		{ "abcde", "abcdefghi", false },
		{ "éèê", "éèx", true },
		{ "éèê", "éxx", false },
		{ "a\xFF"
		  "b",
		    "a\xFE"
		    "b",
		    true },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpint(text_nearest(rows[i].word, &rows[i].name, 1) != NULL, ==, rows[i].near);
		g_assert_cmpint(text_nearest(rows[i].name, &rows[i].word, 1) != NULL, ==, rows[i].near);
	}
}

static size_t
count_words(const char *text)
{
	return text_count_words(text, strlen(text));
}

static void
test_count_words(void)
{
	g_assert_cmpuint(count_words(""), ==, 0);
	g_assert_cmpuint(count_words(" \t\n"), ==, 0);
	g_assert_cmpuint(count_words("one"), ==, 1);
	g_assert_cmpuint(count_words(" Don't panic,\nroll-back  now! "), ==, 4);
	g_assert_cmpuint(count_words("a — b - c … *"), ==, 3);
	g_assert_cmpuint(count_words("v1.2.3 99.9% and/or x_y"), ==, 4);
	g_assert_cmpuint(count_words("a\xC2\xA0"
				     "b"),
	    ==, 2); /* a no-break space */
	g_assert_cmpuint(count_words("naïve cafe\xCC\x81 Ωmega"), ==, 3);
	g_assert_cmpuint(count_words("🚀 go 👩"
				     "\xE2\x80\x8D"
				     "🚒"),
	    ==, 1);
	g_assert_cmpuint(count_words("数据库故障。"), ==, 5);
	g_assert_cmpuint(count_words("サーバーが落ちた"), ==, 8);
	g_assert_cmpuint(count_words("API故障now"), ==, 4);
	g_assert_cmpuint(count_words("서버 장애"), ==, 2); /* Korean has blanks */
	g_assert_cmpuint(count_words("a\xFF"
				     "b \x80"),
	    ==, 1);
	g_assert_cmpuint(text_count_words("one two three", 7), ==, 2);
}

static void
expect_dirty(const char *bytes, size_t length, size_t expected)
{
	/* A block without a NUL behind it, so that a read too far is caught. */
	g_autofree char *block = g_malloc(length);
	size_t offset = SIZE_MAX;

	memcpy(block, bytes, length);
	g_assert_false(text_is_clean(block, length, &offset));
	g_assert_cmpuint(offset, ==, expected);
	g_assert_false(text_is_clean(block, length, NULL));
}

#define EXPECT_DIRTY(literal, expected) expect_dirty((literal), sizeof(literal) - 1, (expected))

static void
test_is_clean(void)
{
	static const char *const clean[] = { "", "a", "tab\tlf\ncr\r ~", "é € 😀", "\xEF\xBB\xBFmark", "\xC2\xA0 \xC3\x80", "\xEF\xBF\xBD" };
	size_t offset = 99;

	for (size_t i = 0; i < G_N_ELEMENTS(clean); i++)
		g_assert_true(text_is_clean(clean[i], strlen(clean[i]), &offset));
	g_assert_cmpuint(offset, ==, 99); /* untouched */
	g_assert_true(text_is_clean("ab\x01", 2, NULL));
}

static void
test_is_dirty(void)
{
	EXPECT_DIRTY("ab\0c", 2);
	EXPECT_DIRTY("\0", 0);
	EXPECT_DIRTY("a\x1B[0m", 1);
	EXPECT_DIRTY("a\x0B", 1);
	EXPECT_DIRTY("a\x0C", 1);
	EXPECT_DIRTY("ab\x7F", 2);
	EXPECT_DIRTY("a\xC2\x80", 1); /* C1 controls */
	EXPECT_DIRTY("a\xC2\x85", 1);
	EXPECT_DIRTY("a\xC2\x9F", 1);
	EXPECT_DIRTY("caf\xE9", 3); /* Latin-1 */
	EXPECT_DIRTY("caf\xE9 au lait", 3);
	EXPECT_DIRTY("a\x80", 1);      /* no beginning */
	EXPECT_DIRTY("ab\xE2\x82", 2); /* no end */
	EXPECT_DIRTY("ab\xC2", 2);
	EXPECT_DIRTY("a\xC0\xAF", 1);         /* overlong */
	EXPECT_DIRTY("a\xED\xA0\x80", 1);     /* a surrogate */
	EXPECT_DIRTY("a\xF4\x90\x80\x80", 1); /* above U+10FFFF */
	EXPECT_DIRTY("a\x01\xFF", 1);         /* the first of two */
	EXPECT_DIRTY("a\xFF\x01", 1);
	EXPECT_DIRTY("\xFF\xFEh\0i\0", 0); /* UTF-16 */
}

static void
test_find_nocase(void)
{
	const char *text = "See the Runbook, RUNBOOK";

	g_assert_true(text_find_nocase(text, 24, "runbook") == text + 8);
	g_assert_true(text_find_nocase(text, 24, "RUNbook") == text + 8);
	g_assert_true(text_find_nocase(text + 9, 15, "runbook") == text + 17);
	g_assert_true(text_find_nocase(text, 24, "") == text);
	g_assert_true(text_find_nocase("", 0, "") != NULL);
	g_assert_null(text_find_nocase(text, 14, "runbook")); /* cut off */
	g_assert_null(text_find_nocase(text, 24, "runbooks"));
	g_assert_null(text_find_nocase("", 0, "a"));
	g_assert_null(text_find_nocase("É", 2, "é")); /* of ASCII only */
	g_assert_true(text_find_nocase("a\0b", 3, "b") != NULL);
	/* either case of the first letter may be the first to come */
	g_assert_cmpstr(text_find_nocase("TTt tTo", 7, "to"), ==, "To");
	g_assert_cmpstr(text_find_nocase("ttT TtO", 7, "to"), ==, "tO");
	g_assert_cmpstr(text_find_nocase("a  within b", 11, " within "), ==, " within b");
}

static void
test_prefix_nocase(void)
{
	g_assert_cmpuint(text_prefix_nocase("Due: now", 8, "due"), ==, 3);
	g_assert_cmpuint(text_prefix_nocase("due", 3, "DUE"), ==, 3);
	g_assert_cmpuint(text_prefix_nocase("due", 2, "due"), ==, 0); /* cut off */
	g_assert_cmpuint(text_prefix_nocase("du", 2, "due"), ==, 0);
	g_assert_cmpuint(text_prefix_nocase("dew", 3, "due"), ==, 0);
	g_assert_cmpuint(text_prefix_nocase("[", 1, "{"), ==, 0);
	g_assert_cmpuint(text_prefix_nocase("due", 3, ""), ==, 0);
}

static void
test_equal_nocase(void)
{
	g_assert_true(text_equal_nocase("TBD", "tbd"));
	g_assert_true(text_equal_nocase("", ""));
	g_assert_false(text_equal_nocase("TBD", "tb"));
	g_assert_false(text_equal_nocase("a", "b"));
	g_assert_false(text_equal_nocase("[", "{")); /* which differ by the bit that makes case */
	g_assert_false(text_equal_nocase(NULL, "a"));
	g_assert_false(text_equal_nocase("a", NULL));
	g_assert_false(text_equal_nocase(NULL, NULL));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(void);
	} tests[] = {
		{ "/text/anchor", test_anchor },
		{ "/text/anchor/beyond-ascii", test_anchor_beyond_ascii },
		{ "/text/anchor/emoji", test_anchor_of_emoji },
		{ "/text/anchor/malformed", test_anchor_of_malformed },
		{ "/text/slug", test_slug },
		{ "/text/lower", test_lower },
		{ "/text/lower/locale", test_lower_ignores_the_locale },
		{ "/text/casefold", test_casefold },
		{ "/text/is-ascii", test_is_ascii },
		{ "/text/squeeze", test_squeeze },
		{ "/text/escape/html", test_escape_html },
		{ "/text/escape/csv", test_escape_csv },
		{ "/text/escape/ical", test_escape_ical },
		{ "/text/escape/path", test_escape_path },
		{ "/text/path/relative", test_relative },
		{ "/text/path/normal", test_normal },
		{ "/text/path/beside", test_beside },
		{ "/text/path/matches", test_matches },
		{ "/text/path/matches/folders", test_matches_across_folders },
		{ "/text/path/matches/brackets", test_matches_brackets },
		{ "/text/path/matches/quickly", test_matches_quickly },
		{ "/text/nearest", test_nearest },
		{ "/text/nearest/best", test_nearest_takes_the_best },
		{ "/text/nearest/distances", test_nearest_distances },
		{ "/text/words", test_count_words },
		{ "/text/clean", test_is_clean },
		{ "/text/dirty", test_is_dirty },
		{ "/text/find-nocase", test_find_nocase },
		{ "/text/prefix-nocase", test_prefix_nocase },
		{ "/text/equal-nocase", test_equal_nocase },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
