/* search: entries → index files; read back here as the browser does. */
#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "read/markdown.h"
#include "render/data.h"
#include "render/search.h"

struct fixture {
	struct pool *pool;
	struct findings *findings;
	const struct search_file *files;
	size_t count;
};

static void
set_up(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
}

static void
tear_down(struct fixture *f, gconstpointer unused)
{
	(void)unused;
	pool_free(f->pool);
}

/* ---- reading ---- */

/* The JSON between the call's parentheses; of a piece, behind its name. */
static json_t *
read_call(const struct search_file *file)
{
	const char *start = memchr(file->bytes, '{', file->size);
	const char *end = g_strrstr_len(file->bytes, (gssize)file->size, ");");
	json_error_t error;
	json_t *json = json_loadb(start, (size_t)(end - start), 0, &error);

	if (!json)
		g_error("%s: %s", file->name, error.text);
	return json;
}

static int
digit_of(char letter)
{
	return letter - '!' - (letter > '"') - (letter > '\\');
}

/* "3+ 7 12+": numbers with "+" for each mark above 0. */
static char *
read_postings(const char *text, unsigned marks)
{
	GString *out = g_string_new(NULL);
	long number = -1, high = 0;

	for (; *text; text++) {
		const int digit = digit_of(*text);
		long posting;

		if (digit >= 62) {
			high = high * 30 + digit - 62;
			continue;
		}
		posting = high * 62 + digit;
		high = 0;
		number += posting / marks + 1;
		g_string_append_printf(out, "%s%ld", out->len ? " " : "", number);
		for (long i = 0; i < posting % marks; i++)
			g_string_append_c(out, '+');
	}
	return g_string_free(out, false);
}

/* The postings of a term, "absent" where there is none. */
static char *
find_term(const json_t *both, const char *wanted, unsigned marks)
{
	g_auto(GStrv) terms = g_strsplit(json_string_value(json_object_get(both, "terms")), " ", -1);
	g_auto(GStrv) postings = g_strsplit(json_string_value(json_object_get(both, "postings")), " ", -1);
	g_autoptr(GString) term = g_string_new(NULL);

	g_assert_cmpuint(g_strv_length(terms), ==, MAX(g_strv_length(postings), 1));
	for (size_t i = 0; terms[i] && *terms[i]; i++) {
		g_autofree char *before = g_strdup(term->str);
		const int same = g_ascii_isdigit(*terms[i]) ? *terms[i] - '0' : *terms[i] - 'a' + 10;

		g_string_truncate(term, (gsize)same);
		g_string_append(term, terms[i] + 1);
		g_assert_cmpstr(before, <, term->str);
		if (strcmp(term->str, wanted) == 0)
			return read_postings(postings[i], marks);
	}
	return g_strdup("absent");
}

static void
expect_text(const struct fixture *f, const char *term, const char *expected)
{
	for (size_t i = 0; i + 1 < f->count; i++) {
		json_t *json = read_call(&f->files[i]);
		g_autofree char *found = find_term(json, term, 2);

		json_decref(json);
		if (strcmp(found, "absent") == 0)
			continue;
		g_assert_cmpstr(found, ==, expected);
		return;
	}
	g_assert_cmpstr("absent", ==, expected);
}

static void
expect_index(const struct fixture *f, const char *key, const char *term, unsigned marks, const char *expected)
{
	json_t *json = read_call(&f->files[f->count - 1]);
	g_autofree char *found = find_term(json_object_get(json, key), term, marks);

	json_decref(json);
	g_assert_cmpstr(found, ==, expected);
}

static void
expect_lines(const struct fixture *f, const char *key, const char *expected)
{
	json_t *json = read_call(&f->files[f->count - 1]);

	g_assert_cmpstr(json_string_value(json_object_get(json, key)), ==, expected);
	json_decref(json);
}

/* ---- making ---- */

static const struct markdown *
body(struct fixture *f, const char *text)
{
	struct markdown *markdown = pool_new0(f->pool, struct markdown);

	*markdown = markdown_parse(f->pool, f->findings, source_new(f->pool, "a.md", text, strlen(text)), 0);
	return markdown;
}

static void
make(struct fixture *f, const struct search_entry *entries, size_t count, unsigned jobs)
{
	const struct search_group group = { .name = "Runbooks", .count = count };
	const struct search_input input = {
		.jobs = jobs,
		.words = data_object(f->pool),
		.groups = &group,
		.group_count = 1,
		.entries = entries,
		.entry_count = count,
	};

	f->files = search_files(f->pool, &input, &f->count);
}

static void
test_tiers(struct fixture *f, gconstpointer unused)
{
	static const char *const names[] = { "db-pool", "PoolWaiting" }, *const labels[] = { "database" };
	static const struct search_heading headings[] = { { "Diagnosis", "diagnosis" }, { "Diagnosis", "diagnosis-1" }, { "Who waits?", "who-waits" } };
	const struct search_entry entries[] = {
		{ .title = "Pool\tis full", .path = "a.html", .description = "Clients\nwait", .names = names, .name_count = 2, .labels = labels, .label_count = 1, .headings = headings, .heading_count = 3 },
		{ .title = "Database slow", .path = "b.html", .headings = headings, .heading_count = 1 },
	};

	(void)unused;
	make(f, entries, 2, 1);
	g_assert_cmpuint(f->count, ==, 1);
	g_assert_cmpstr(f->files[0].name, ==, "index.js");
	expect_lines(f, "titles", "Pool is full\nDatabase slow");
	expect_lines(f, "paths", "a.html\nb.html");
	expect_lines(f, "names", "db-pool\tPoolWaiting\n");
	expect_lines(f, "descriptions", "Clients wait\n");
	expect_lines(f, "headings", "0 1 2\n0");
	/* An anchor stands there where it is not what the words give. */
	expect_lines(f, "sections", "Diagnosis\nDiagnosis\tdiagnosis-1\nWho waits?");
	/* A title is 0, a name 1, a label 2, and the smallest counts. */
	expect_index(f, "entry_terms", "pool", 3, "0");
	expect_index(f, "entry_terms", "poolwaiting", 3, "0+");
	expect_index(f, "entry_terms", "database", 3, "0++ 1");
	expect_index(f, "section_terms", "diagnosis", 1, "0 1");
	expect_index(f, "section_terms", "waits", 1, "2");
}

static void
test_texts(struct fixture *f, gconstpointer unused)
{
	const struct search_entry entries[] = {
		{ .title = "A", .path = "a.html", .body = body(f, "# Heading\n\nqueue queue\n\n- queue\n\n```sh\nkubectl get\n```\n") },
		{ .title = "B", .path = "b.html" },
		{ .title = "C", .path = "c.html", .body = body(f, "| queue | b |\n|---|---|\n| kubectl | 500 |\n") },
	};

	(void)unused;
	make(f, entries, 3, 1);
	expect_text(f, "queue", "0+ 2");
	expect_text(f, "kubectl", "0 2");
	expect_text(f, "500", "2");
	expect_text(f, "heading", "absent");
}

/* 1,000 entries: a term in each is everywhere, one in every seventh has all its postings, whatever the number of threads. */
static void
test_many(struct fixture *f, gconstpointer unused)
{
	g_autofree struct search_entry *entries = g_new0(struct search_entry, 1000);
	g_autoptr(GString) sevenths = g_string_new(NULL);
	const struct search_file *files;
	size_t count;

	(void)unused;
	for (size_t i = 0; i < 1000; i++) {
		entries[i].title = entries[i].path = "x";
		entries[i].body = body(f, pool_printf(f->pool, "common %s own%zu", i % 7 == 0 ? "seventh" : "", i));
		if (i % 7 == 0)
			g_string_append_printf(sevenths, "%s%zu", i ? " " : "", i);
	}
	make(f, entries, 1000, 1);
	expect_text(f, "common", "");
	expect_text(f, "seventh", sevenths->str);
	expect_text(f, "own999", "999");
	files = f->files;
	count = f->count;
	make(f, entries, 1000, 3);
	g_assert_cmpuint(f->count, ==, count);
	for (size_t i = 0; i < count; i++) {
		g_assert_cmpstr(files[i].name, ==, f->files[i].name);
		g_assert_cmpmem(files[i].bytes, files[i].size, f->files[i].bytes, f->files[i].size);
	}
}

/* What passes 61 takes two letters, what passes 1,859 three; neither is a quotation mark or backslash. */
static void
test_numbers(struct fixture *f, gconstpointer unused)
{
	g_autofree struct search_entry *entries = g_new0(struct search_entry, 4000);
	static const size_t places[] = { 0, 1, 31, 93, 95, 1100, 3999 };

	(void)unused;
	for (size_t i = 0; i < 4000; i++)
		entries[i].title = entries[i].path = "x";
	for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
		entries[places[i]].body = body(f, i % 2 ? "rare rare rare" : "rare");
	make(f, entries, 4000, 0);
	expect_text(f, "rare", "0 1+ 31 93+ 95 1100+ 3999");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/search/tiers", struct fixture, NULL, set_up, test_tiers, tear_down);
	g_test_add("/search/texts", struct fixture, NULL, set_up, test_texts, tear_down);
	g_test_add("/search/many", struct fixture, NULL, set_up, test_many, tear_down);
	g_test_add("/search/numbers", struct fixture, NULL, set_up, test_numbers, tear_down);
	return g_test_run();
}
