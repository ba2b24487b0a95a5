/* terms: text → the terms by which a search finds it. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "read/terms.h"

static void
take(void *data, const char *term, size_t length)
{
	GString *out = data;

	if (out->len)
		g_string_append_c(out, ' ');
	g_string_append_len(out, term, (gssize)length);
}

static void
expect_n(const char *text, size_t length, const char *expected)
{
	g_autoptr(GString) out = g_string_new(NULL);

	terms_each(text, length, take, out);
	g_assert_cmpstr(out->str, ==, expected);
}

static void
expect(const char *text, const char *expected)
{
	expect_n(text, strlen(text), expected);
}

static void
test_words(void)
{
	expect("", "");
	expect("... --- ___", "");
	expect("\xef\xb7\xba", "\xd8\xb5\xd9\x84\xd9\x89\xd8\xa7\xd9\x84\xd9\x84\xd9\x87\xd8\xb9\xd9\x84\xd9\x8a\xd9\x87\xd9\x88\xd8\xb3\xd9\x84\xd9\x85"); /* taken apart with blanks */
	expect("Disk nearly full!", "disk nearly full");
	expect("(a) \"quoted\", x=1", "a quoted x 1");
	expect("-leading and trailing-", "leading and trailing");
	expect("a--b", "a b");
}

static void
test_joined(void)
{
	expect("db-connection-pool", "db-connection-pool db connection pool");
	expect("pg_stat_activity", "pg_stat_activity pg stat activity");
	expect("up.time.", "up.time up time");
	/* A letter, and one or two digits, say nothing alone. */
	expect("x-ray 10.2.3.4 2026-03-21 tcp-443", "x-ray ray 10.2.3.4 2026-03-21 2026 tcp-443 tcp 443");
}

static void
test_camel(void)
{
	expect("HighErrorRate", "higherrorrate high error rate");
	expect("HTTPServerDown", "httpserverdown http server down");
	expect("KubePodCrashLooping5m", "kubepodcrashlooping5m kube pod crash looping5m");
	expect("API", "api");
	expect("dbPool_maxSize", "dbpool_maxsize db pool max size");
}

static void
test_folded(void)
{
	expect("Überlast Café ΣΊΣΥΦΟΣ", "uberlast cafe σισυφοσ");
	/* A capital that stands apart, and one with a mark behind it, are the same word. */
	expect("E\xcc\x81"
	       "cole \xc3\x89"
	       "cole",
	    "ecole ecole");
	expect("naïve-Plan", "naive-plan naive plan");
	expect("\xef\xac\x81le", "file");
}

static void
test_unspaced(void)
{
	expect("障害", "障害");
	expect("障害対応", "障害 害対 対応");
	expect("火", "火");
	expect("DB障害", "db 障害");
	expect("データ", "テー ータ");
}

static void
test_limits(void)
{
	/* Forty bytes are a term, forty-one none. */
	expect("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz");
	expect("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "");
	/* A sum of sixteen digits is none; fifteen may be a number that somebody looks for. */
	expect("deadbeefdeadbeef deadbeefdeadbee", "deadbeefdeadbee");
	/* Parts of what is too long are still found. */
	expect("kubernetes_persistent_volume_claim_pending_phase", "kubernetes persistent volume claim pending phase");
}

static void
test_broken(void)
{
	expect_n("a\0b", 3, "a b");
	expect("ab\xff"
	       "cd",
	    "ab cd");
	expect("ab\xc3", "ab");
	expect_n("caf\xc3\xa9", 4, "caf");
}

/* ---- each once ---- */

static void
expect_packed(const char *text, const char *expected)
{
	struct pool *pool = pool_new();
	struct terms *terms = terms_new(pool);
	g_autoptr(GString) out = g_string_new(NULL);
	const char *packed, *at;
	size_t size;

	terms_add(terms, text, strlen(text));
	terms_add(terms, "", 0);
	packed = terms_pack(terms, &size);
	for (at = packed; at < packed + size;) {
		struct packed_term term;

		at = terms_next(at, &term);
		g_string_append_printf(out, "%s%.*s%s", out->len ? " " : "", (int)term.length, term.term, term.often ? "!" : "");
	}
	g_assert_true(at == packed + size && *at == '\0');
	g_assert_true(terms_check(packed, size));
	if (expected)
		g_assert_cmpstr(out->str, ==, expected);
	pool_free(pool);
}

static void
test_packed(void)
{
	g_autoptr(GString) many = g_string_new(NULL);

	expect_packed("", "");
	expect_packed("disk full disk: the DISK", "disk! full the");
	expect_packed("db-pool pool  db-pool POOL", "db-pool db pool!");
	for (int i = 0; i < 5000; i++)
		g_string_append_printf(many, "word%d ", i);
	expect_packed(many->str, NULL);
}

/* What is no term in an index file is none in a record from elsewhere, either. */
static void
test_check(void)
{
	g_assert_true(terms_check("\001a\202bc", 5));
	g_assert_false(terms_check("\002a", 2));
	g_assert_false(terms_check("\001", 1));
	g_assert_false(terms_check("\200", 1));
	g_assert_false(terms_check("\0", 1));
	g_assert_false(terms_check("\002a\"", 3));
	g_assert_false(terms_check("\002\\a", 3));
	g_assert_false(terms_check("\002a ", 3));
	g_assert_false(terms_check("\002a\xc3", 3));
	g_assert_false(terms_check("\051aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 42));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/terms/words", test_words);
	g_test_add_func("/terms/joined", test_joined);
	g_test_add_func("/terms/camel", test_camel);
	g_test_add_func("/terms/folded", test_folded);
	g_test_add_func("/terms/unspaced", test_unspaced);
	g_test_add_func("/terms/limits", test_limits);
	g_test_add_func("/terms/broken", test_broken);
	g_test_add_func("/terms/packed", test_packed);
	g_test_add_func("/terms/check", test_check);
	return g_test_run();
}
