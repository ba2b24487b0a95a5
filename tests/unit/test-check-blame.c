/* Sentences that make a person the cause; the words of an excuse. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "check/blame.h"
#include "check/excuses.h"

static const struct person people[] = {
	{ .id = { .s = "dana" }, .name = { .s = "Dana Reyes" } },
	{ .id = { .s = "lee" }, .name = { .s = "Lee" } },
	{ .id = { .s = "mark" }, .name = { .s = "Mark O'Neil (he)" } },
};

static const struct registers registers = { .people = { (void *)people, G_N_ELEMENTS(people) } };

static bool
blame_find(const struct blame *blame, const char *text, size_t length, size_t from, struct match *match)
{
	blame_begin(blame, text, length);
	return blame_next(blame, from, match);
}

static bool
person_name_find(const struct blame *blame, const char *text, size_t length, size_t from, struct match *match)
{
	person_names_begin(blame, text, length);
	return person_names_next(blame, from, match);
}

static void
test_found(void)
{
	static const struct {
		const char *text, *words;
	} table[] = {
		{ "It was human error.", "human error" },
		{ "Put down to Operator Error", "Operator Error" },
		{ "Dana forgot the index.", "Dana forgot" },
		{ "Then Dana Reyes failed to page anybody.", "Dana Reyes failed to" },
		{ "@dana accidentally deleted it", "@dana accidentally deleted" },
		{ "Lee had mistakenly restarted the primary", "Lee had mistakenly restarted" },
		{ "Dana should have known", "Dana should have" },
		{ "an outage caused by Dana", "caused by Dana" },
		{ "This was Dana's mistake.", "Dana's mistake" },
		{ "Mark O'Neil (he) broke it", "Mark O'Neil (he) broke" },
		{ "Caused by Dana", "Caused by Dana" },
		{ "The engineer forgot the index", "engineer forgot" },
		{ "Someone accidentally dropped the table", "Someone accidentally dropped" },
		{ "the on-call engineer ran the wrong script", "engineer ran the wrong" },
	};
	struct pool *pool = pool_new();
	const struct blame *blame = blame_new(pool, &registers);

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		const char *text = table[i].text;
		struct match match;

		g_test_message("%s", text);
		g_assert_true(blame_find(blame, text, strlen(text), 0, &match));
		g_assert_cmpmem(text + match.start, match.end - match.start, table[i].words, strlen(table[i].words));
	}
	pool_free(pool);
}

static void
test_innocent(void)
{
	static const char *const table[] = {
		"", "Dana acknowledged the page.", "Dana Reyes restarted the primary.", "The check missed the change.",
		"The deploy script deleted the wrong folder.", "dana-proxy failed to start", "@lee and Dana found the cause",
		"Danas failed to", "A human erroneously", "The remark forgot",
		"The on-call engineer did not have access", "An engineer missed the page", "the operator pattern overlooked",
	};
	struct pool *pool = pool_new();
	const struct blame *blame = blame_new(pool, &registers);
	struct match match;

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		g_test_message("%s", table[i]);
		g_assert_false(blame_find(blame, table[i], strlen(table[i]), 0, &match));
	}
	pool_free(pool);
}

static void
test_names(void)
{
	const char *text = "a change by Dana Reyes and @lee";
	struct pool *pool = pool_new();
	const struct blame *blame = blame_new(pool, &registers);
	struct match match;

	g_assert_true(person_name_find(blame, text, strlen(text), 0, &match));
	g_assert_cmpuint(match.start, ==, 12);
	g_assert_cmpuint(match.end, ==, 22);
	g_assert_true(person_name_find(blame, text, strlen(text), match.end, &match));
	g_assert_cmpuint(match.start, ==, 27);
	g_assert_false(person_name_find(blame, "the fleet, dana-1", 17, 0, &match));
	pool_free(pool);
}

static void
test_nobody(void)
{
	const struct registers none = { 0 };
	struct pool *pool = pool_new();
	const struct blame *blame = blame_new(pool, &none);
	struct match match;

	g_assert_false(blame_find(blame, "Dana forgot", 11, 0, &match));
	g_assert_true(blame_find(blame, "user error", 10, 0, &match));
	g_assert_false(person_name_find(blame, "Dana", 4, 0, &match));
	pool_free(pool);
}

/* More names than one pattern can hold. */
static void
test_many(void)
{
	enum { COUNT = 5000 };
	struct pool *pool = pool_new();
	struct person *many = pool_array(pool, struct person, COUNT);
	const struct registers crowd = { .people = { many, COUNT } };
	const struct blame *blame;
	struct match match;

	for (size_t i = 0; i < COUNT; i++) {
		many[i].id.s = pool_printf(pool, "p%zu", i);
		many[i].name.s = pool_printf(pool, "Person%zu Number", i);
	}
	blame = blame_new(pool, &crowd);
	g_assert_true(blame_find(blame, "Person4999 forgot", 17, 0, &match));
	g_assert_true(blame_find(blame, "@p0 forgot", 10, 0, &match));
	g_assert_false(blame_find(blame, "@p5000 forgot", 13, 0, &match));
	pool_free(pool);
}

static void
test_excuses(void)
{
	static const struct {
		const char *comment, *rule, *until, *reason;
	} table[] = {
		{ " sitrep: allow runbook/too-long because it is a list ", "runbook/too-long", "", "it is a list" },
		{ "sitrep: allow a/b until 2026-12-01 because of the vendor", "a/b", "2026-12-01", "of the vendor" },
		{ " sitrep:\n allow a/b\n because\n two\n lines\n", "a/b", "", "two\n lines" },
		{ " Sitrep: Allow a/b", "a/b", "", "" },
		{ "sitrep: allow a/b because", "a/b", "", "" },
		{ "sitrep: allow a/b because … ", "a/b", "", "" },
		{ "sitrep: allow a/b just so", "a/b", "", "" },
		{ "sitrep: allow", "", "", "" },
	};
	struct excuse_words words;

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++) {
		const char *comment = table[i].comment;

		g_test_message("%s", comment);
		g_assert_true(excuse_read(comment, strlen(comment), &words));
		g_assert_cmpmem(comment + words.rule_start, words.rule_end - words.rule_start, table[i].rule, strlen(table[i].rule));
		g_assert_cmpmem(comment + words.until_start, words.until_end - words.until_start, table[i].until, strlen(table[i].until));
		g_assert_cmpmem(comment + words.reason_start, words.reason_end - words.reason_start, table[i].reason, strlen(table[i].reason));
	}
	g_assert_false(excuse_read("", 0, &words));
	g_assert_false(excuse_read("sitrep:allow a/b", 16, &words));
	g_assert_false(excuse_read(" a comment ", 11, &words));
	g_assert_false(excuse_read("sitrep: forbid a/b", 18, &words));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/blame/found", test_found);
	g_test_add_func("/blame/innocent", test_innocent);
	g_test_add_func("/blame/names", test_names);
	g_test_add_func("/blame/nobody", test_nobody);
	g_test_add_func("/blame/many", test_many);
	g_test_add_func("/excuses/words", test_excuses);
	return g_test_run();
}
