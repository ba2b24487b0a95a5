/* findings: adding, levels, excuses, order; and that the catalogue is complete. */
#include "base/findings.h"

#include "base/pool.h"
#include "base/time.h"

#include <glib.h>
#include <string.h>

static const char text[] = "one\ntwo\nthree\nfour\n";

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct source *a, *b;
};

static void
set_up(struct fixture *f, const void *data)
{
	(void)data;
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
	f->a = source_new(f->pool, "content/a.md", text, strlen(text));
	f->b = source_new(f->pool, "content/b.md", text, strlen(text));
}

static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	pool_free(f->pool);
}

static void
settle(struct fixture *f)
{
	findings_settle(f->findings, &(struct settlement){ .now = 1000 });
}

/* The settled findings as "path start rule level message" lines. */
static char *
listing(const struct fixture *f)
{
	size_t count = 0;
	const struct finding *const *list = findings_list(f->findings, &count);
	g_autoptr(GString) lines = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		g_string_append_printf(lines, "%s %zu %s %s %s\n",
		    list[i]->span.source ? list[i]->span.source->path : list[i]->file ? list[i]->file : "-", list[i]->span.start,
		    rule_texts[list[i]->rule].id, level_name(list[i]->level), list[i]->message);
	return pool_strdup(f->pool, lines->str);
}

/* The catalogue */

static void
test_catalogue_is_complete(void)
{
	for (enum rule rule = 0; rule < RULE_COUNT; rule++) {
		const struct rule_text *row = &rule_texts[rule];

		g_test_message("%s", row->id);
		g_assert_true(g_regex_match_simple("^[a-z]+/[a-z]+(-[a-z]+)*$", row->id, 0, 0));
		g_assert_cmpint(rule_find(row->id), ==, rule);
		g_assert_cmpint(row->level, >, LEVEL_OFF);
		g_assert_cmpint(row->level, <=, LEVEL_ERROR);
		g_assert_cmpuint(strlen(row->summary), >, 10);
		g_assert_cmpuint(strlen(row->summary), <, 100);
		g_assert_null(strchr(row->summary, '\n'));
		g_assert_false(g_str_has_suffix(row->summary, "."));
		g_assert_cmpuint(strlen(row->explanation), >, 80);
		g_assert_true(g_str_has_suffix(row->explanation, "."));
		g_assert_cmpuint(strlen(row->bad), >, 0);
		g_assert_cmpuint(strlen(row->good), >, 0);
		g_assert_cmpstr(row->bad, !=, row->good);
		g_assert_true(g_utf8_validate(row->summary, -1, NULL));
		g_assert_true(g_utf8_validate(row->explanation, -1, NULL));
	}
}

static void
test_rule_find(void)
{
	g_assert_cmpint(rule_find("section/missing"), ==, RULE_SECTION_MISSING);
	g_assert_cmpint(rule_find("section/Missing"), ==, RULE_COUNT);
	g_assert_cmpint(rule_find("section"), ==, RULE_COUNT);
	g_assert_cmpint(rule_find(""), ==, RULE_COUNT);
}

static void
test_level_name(void)
{
	g_assert_cmpstr(level_name(LEVEL_OFF), ==, "off");
	g_assert_cmpstr(level_name(LEVEL_ADVICE), ==, "advice");
	g_assert_cmpstr(level_name(LEVEL_WARNING), ==, "warning");
	g_assert_cmpstr(level_name(LEVEL_ERROR), ==, "error");
}

/* Adding */

static void
test_add(struct fixture *f, const void *data)
{
	struct finding *finding = finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 7), "no %s, %d", "file", 7);

	(void)data;
	g_assert_true(finding_help(finding, "write %s", "it") == finding);
	g_assert_true(finding_note(finding, span_of(f->b, 0, 3), "first %s", "here") == finding);
	g_assert_cmpstr(finding->message, ==, "no file, 7");
	g_assert_cmpstr(finding->help, ==, "write it");
	g_assert_cmpuint(finding->note_count, ==, 1);
	g_assert_cmpstr(finding->notes[0].message, ==, "first here");
	g_assert_true(finding->notes[0].span.source == f->b);
	g_assert_cmpint(finding->level, ==, LEVEL_OFF);
	g_assert_null(finding->file);
}

static void
test_many_notes(struct fixture *f, const void *data)
{
	struct finding *finding = finding_add(f->findings, RULE_SITE_DUPLICATE_ID, span_of(f->a, 0, 1), "twice");

	(void)data;
	for (int i = 0; i < 100; i++)
		finding_note(finding, span_of(f->a, 0, 0), "note %d", i);
	g_assert_cmpuint(finding->note_count, ==, 100);
	for (int i = 0; i < 100; i++) {
		g_autofree char *expected = g_strdup_printf("note %d", i);

		g_assert_cmpstr(finding->notes[i].message, ==, expected);
	}
}

static void
test_messages_are_one_clean_line(struct fixture *f, const void *data)
{
	struct finding *finding = finding_add(f->findings, RULE_LINK_BROKEN, SPAN_NONE, "a\nb\t\x1b[31mc\x7f");

	(void)data;
	g_assert_cmpstr(finding->message, ==, "a b [31mc");
	/* A byte that is no UTF-8, a C1 control, a right-to-left override. */
	finding_help(finding, "x\xff|\xc2\x9b|\xe2\x80\xae|é");
	g_assert_cmpstr(finding->help, ==, "x\xef\xbf\xbd| | |é");
}

static void
test_file_without_bytes(struct fixture *f, const void *data)
{
	char path[] = "content/x.md";

	(void)data;
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, path, "is a folder");
	path[0] = '?';
	settle(f);
	g_assert_cmpstr(listing(f), ==, "content/x.md 0 document/unreadable error is a folder\n");
}

/* Order */

static void
test_order(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->b, 0, 3), "m1");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 8, 9), "m2");
	finding_add(f->findings, RULE_LINK_CASE, span_of(f->a, 4, 9), "m3");
	/* By the ids' letters, though the catalogue has section before link. */
	finding_add(f->findings, RULE_SECTION_EMPTY, span_of(f->a, 4, 9), "m4");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 9), "z");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 9), "a");
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, "content/a.md", "m5");
	finding_add(f->findings, RULE_LAYOUT_SYNTAX, SPAN_NONE, "m6");
	settle(f);
	g_assert_cmpstr(listing(f), ==,
	    "- 0 layout/syntax error m6\n"
	    "content/a.md 0 document/unreadable error m5\n"
	    "content/a.md 4 link/broken error a\n"
	    "content/a.md 4 link/broken error z\n"
	    "content/a.md 4 link/case error m3\n"
	    "content/a.md 4 section/empty error m4\n"
	    "content/a.md 8 link/broken error m2\n"
	    "content/b.md 0 link/broken error m1\n");
}

static void
test_same_finding_once(struct fixture *f, const void *data)
{
	struct source *again = source_new(f->pool, "content/a.md", text, strlen(text));

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 7), "no file");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(again, 4, 7), "no file");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 6), "no file");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 7), "no other file");
	finding_add(f->findings, RULE_LINK_CASE, span_of(f->a, 4, 7), "no file");
	settle(f);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ERROR), ==, 4);
}

/* Levels */

static void
test_default_levels(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 0, 1), "e");
	finding_add(f->findings, RULE_LINK_DRAFT, span_of(f->a, 1, 2), "w");
	finding_add(f->findings, RULE_LINK_ORPHAN, span_of(f->a, 2, 3), "i");
	finding_level(finding_add(f->findings, RULE_SECTION_MISSING, span_of(f->a, 3, 3), "of a draft"), LEVEL_WARNING);
	settle(f);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ERROR), ==, 1);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_WARNING), ==, 2);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ADVICE), ==, 1);
	g_assert_true(findings_has_rule(f->findings, RULE_LINK_DRAFT));
	g_assert_false(findings_has_rule(f->findings, RULE_LINK_CASE));
	g_assert_true(findings_has_at(f->findings, RULE_LINK_DRAFT, span_of(f->a, 1, 3)));
	g_assert_false(findings_has_at(f->findings, RULE_LINK_DRAFT, span_of(f->a, 2, 3)));
	g_assert_false(findings_has_at(f->findings, RULE_LINK_DRAFT, span_of(f->b, 1, 2)));
	g_assert_false(findings_has_at(f->findings, RULE_LINK_CASE, span_of(f->a, 1, 2)));
}

static void
test_settings(struct fixture *f, const void *data)
{
	const struct level_setting settings[] = {
		{ RULE_LINK_BROKEN, LEVEL_OFF, NULL },
		{ RULE_LINK_BROKEN, LEVEL_WARNING, "content/b.md" },
		{ RULE_SECTION_MISSING, LEVEL_ERROR, NULL },
		{ RULE_DOCUMENT_UNREADABLE, LEVEL_WARNING, "content/*.md" },
	};

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 0, 1), "off");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->b, 0, 1), "on again, lower");
	finding_add(f->findings, RULE_LINK_BROKEN, SPAN_NONE, "no path: no pattern matches");
	finding_level(finding_add(f->findings, RULE_SECTION_MISSING, span_of(f->a, 3, 3), "set back"), LEVEL_WARNING);
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, "content/c.md", "by its path");
	findings_settle(f->findings, &(struct settlement){ .now = 0, .settings = settings, .setting_count = G_N_ELEMENTS(settings) });
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 3 section/missing error set back\n"
	    "content/b.md 0 link/broken warning on again, lower\n"
	    "content/c.md 0 document/unreadable warning by its path\n");
}

static void
test_due(struct fixture *f, const void *data)
{
	const struct level_setting settings[] = {
		{ RULE_INCIDENT_SILENT, LEVEL_OFF, NULL },
		{ RULE_ACTION_OVERDUE, LEVEL_ADVICE, "content/b.md" },
		{ RULE_RUNBOOK_UNEXERCISED, LEVEL_WARNING, "content/b.md" },
	};

	(void)data;
	finding_add(f->findings, RULE_ACTION_OVERDUE, span_of(f->a, 0, 1), "raised");
	finding_add(f->findings, RULE_ACTION_OVERDUE, span_of(f->b, 0, 1), "advice by setting");
	finding_add(f->findings, RULE_RUNBOOK_UNEXERCISED, span_of(f->a, 1, 1), "advice stays");
	finding_add(f->findings, RULE_RUNBOOK_UNEXERCISED, span_of(f->b, 1, 1), "warning by setting");
	finding_add(f->findings, RULE_INCIDENT_SILENT, span_of(f->a, 2, 2), "off stays off");
	finding_add(f->findings, RULE_LINK_DRAFT, span_of(f->a, 3, 3), "not due");
	findings_settle(f->findings, &(struct settlement){ .due = true, .settings = settings, .setting_count = G_N_ELEMENTS(settings) });
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 0 action/overdue error raised\n"
	    "content/a.md 1 runbook/unexercised advice advice stays\n"
	    "content/a.md 3 link/draft warning not due\n"
	    "content/b.md 0 action/overdue advice advice by setting\n"
	    "content/b.md 1 runbook/unexercised error warning by setting\n");
}

/* Excuses */

static struct excuse
excuse_of(const struct source *source, const char *rule, size_t start, size_t end)
{
	return (struct excuse){
		.span = span_of(source, 0, 3),
		.rule_span = span_of(source, 1, 2),
		.rule = rule,
		.reason = "we know",
		.until = TIME_NONE,
		.covers_start = start,
		.covers_end = end,
	};
}

static void
test_excuse(struct fixture *f, const void *data)
{
	struct excuse excuse = excuse_of(f->a, "link/broken", 4, 8);

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 3, 9), "begins before");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 5), "excused");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 7, 12), "excused too");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 8, 9), "behind");
	finding_add(f->findings, RULE_LINK_CASE, span_of(f->a, 4, 5), "other rule");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->b, 4, 5), "other file");
	findings_excuse(f->findings, &excuse);
	settle(f);
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 3 link/broken error begins before\n"
	    "content/a.md 4 link/case error other rule\n"
	    "content/a.md 8 link/broken error behind\n"
	    "content/b.md 4 link/broken error other file\n");
}

static void
test_excuse_to_the_end_of_the_file(struct fixture *f, const void *data)
{
	size_t size = strlen(text);
	struct excuse excuse = excuse_of(f->a, "section/missing", 4, size);

	(void)data;
	finding_add(f->findings, RULE_SECTION_MISSING, span_of(f->a, size, size), "at the end");
	findings_excuse(f->findings, &excuse);
	settle(f);
	g_assert_cmpstr(listing(f), ==, "");
}

static void
test_excuse_of_what_is_off_is_used(struct fixture *f, const void *data)
{
	const struct level_setting off = { RULE_LINK_BROKEN, LEVEL_OFF, NULL };
	struct excuse excuse = excuse_of(f->a, "link/broken", 4, 8);

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 5), "off");
	findings_excuse(f->findings, &excuse);
	findings_settle(f->findings, &(struct settlement){ .settings = &off, .setting_count = 1 });
	g_assert_cmpstr(listing(f), ==, "");
}

static void
test_excuse_unused(struct fixture *f, const void *data)
{
	struct excuse excuse = excuse_of(f->a, "link/broken", 4, 8);
	struct excuse elsewhere = excuse_of(f->a, "link/external", 4, 8);

	(void)data;
	findings_excuse(f->findings, &excuse);
	/* Only 'sitrep links' could find it. */
	findings_excuse(f->findings, &elsewhere);
	settle(f);
	g_assert_cmpstr(listing(f), ==, "content/a.md 0 excuse/unused warning the excuse for link/broken excuses nothing\n");
}

static void
test_excuse_twice(struct fixture *f, const void *data)
{
	struct excuse document = excuse_of(f->a, "link/broken", 0, 20);
	struct excuse line = excuse_of(f->a, "link/broken", 4, 8);

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 5, 6), "excused twice");
	findings_excuse(f->findings, &document);
	findings_excuse(f->findings, &line);
	settle(f);
	g_assert_cmpstr(listing(f), ==, "");
}

static void
test_excuse_without_reason(struct fixture *f, const void *data)
{
	struct excuse none = excuse_of(f->a, "link/broken", 4, 8);
	struct excuse empty = excuse_of(f->b, "link/broken", 4, 8);

	(void)data;
	none.reason = NULL;
	empty.reason = "";
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 5), "stands");
	findings_excuse(f->findings, &none);
	findings_excuse(f->findings, &empty);
	settle(f);
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 0 excuse/no-reason warning the excuse for link/broken gives no reason, so it excuses nothing\n"
	    "content/a.md 4 link/broken error stands\n"
	    "content/b.md 0 excuse/no-reason warning the excuse for link/broken gives no reason, so it excuses nothing\n");
}

static void
test_excuse_until(struct fixture *f, const void *data)
{
	struct excuse past = excuse_of(f->a, "link/broken", 4, 8);
	struct excuse future = excuse_of(f->b, "link/broken", 4, 8);

	(void)data;
	past.until = 1000; /* settle's now: it holds while now < until */
	future.until = 1001;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 4, 5), "stands again");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->b, 4, 5), "still excused");
	findings_excuse(f->findings, &past);
	findings_excuse(f->findings, &future);
	settle(f);
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 0 excuse/unused warning the excuse for link/broken has expired\n"
	    "content/a.md 4 link/broken error stands again\n");
}

static void
test_excuse_for_no_rule(struct fixture *f, const void *data)
{
	struct excuse excuse = excuse_of(f->a, "link/brokn", 0, 8);
	size_t count = 0;

	(void)data;
	findings_excuse(f->findings, &excuse);
	settle(f);

	const struct finding *const *list = findings_list(f->findings, &count);

	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(list[0]->rule, ==, RULE_EXCUSE_UNUSED);
	g_assert_cmpuint(list[0]->span.start, ==, 1);
	g_assert_cmpstr(list[0]->message, ==, "there is no rule \"link/brokn\" to excuse");
	g_assert_cmpstr(list[0]->help, ==, "did you mean \"link/broken\"?");
}

static void
test_excuses_are_not_excused(struct fixture *f, const void *data)
{
	struct excuse idle = excuse_of(f->a, "link/broken", 0, 20);
	struct excuse both = excuse_of(f->a, "excuse/unused", 0, 20);

	(void)data;
	findings_excuse(f->findings, &idle);
	findings_excuse(f->findings, &both);
	settle(f);
	g_assert_cmpstr(listing(f), ==,
	    "content/a.md 0 excuse/unused warning the excuse for link/broken excuses nothing\n"
	    "content/a.md 1 excuse/unused warning excuse/unused can't be excused\n");
}

/* Filtering and size */

static bool
keep_path(const struct finding *finding, void *path)
{
	return strcmp(finding->span.source->path, path) == 0;
}

static void
test_filter(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(f->a, 0, 1), "a");
	finding_add(f->findings, RULE_LINK_DRAFT, span_of(f->b, 0, 1), "b");
	settle(f);
	findings_filter(f->findings, keep_path, (void *)"content/b.md");
	g_assert_cmpstr(listing(f), ==, "content/b.md 0 link/draft warning b\n");
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ERROR), ==, 0);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_WARNING), ==, 1);
	g_assert_false(findings_has_rule(f->findings, RULE_LINK_BROKEN));
}

static void
test_nothing(struct fixture *f, const void *data)
{
	size_t count = 1;

	(void)data;
	settle(f);
	findings_list(f->findings, &count);
	g_assert_cmpuint(count, ==, 0);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ERROR), ==, 0);
}

/* 200,000 findings and 1,000 excuses: settled in a moment, or the test never ends. */
static void
test_many(struct fixture *f, const void *data)
{
	struct source *source[1000];
	size_t count;

	(void)data;
	for (int i = 0; i < 1000; i++) {
		g_autofree char *path = g_strdup_printf("content/%03d.md", i);
		struct excuse excuse;

		source[i] = source_new(f->pool, path, text, strlen(text));
		excuse = excuse_of(source[i], "link/broken", 0, 4);
		findings_excuse(f->findings, &excuse);
	}
	for (int i = 0; i < 200000; i++)
		finding_add(f->findings, RULE_LINK_BROKEN, span_of(source[i * 7919 % 1000], (size_t)i / 1000 % 8, 9), "message %d", i);
	settle(f);

	const struct finding *const *list = findings_list(f->findings, &count);

	g_assert_cmpuint(count, ==, 100000);
	for (size_t i = 1; i < count; i++)
		g_assert_cmpint(span_compare(&list[i - 1]->span, &list[i]->span), <=, 0);
}

#define CASE(name, function) g_test_add("/findings/" name, struct fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/findings/catalogue", test_catalogue_is_complete);
	g_test_add_func("/findings/rule-find", test_rule_find);
	g_test_add_func("/findings/level-name", test_level_name);
	CASE("add", test_add);
	CASE("many-notes", test_many_notes);
	CASE("one-line", test_messages_are_one_clean_line);
	CASE("file", test_file_without_bytes);
	CASE("order", test_order);
	CASE("once", test_same_finding_once);
	CASE("default-levels", test_default_levels);
	CASE("settings", test_settings);
	CASE("due", test_due);
	CASE("excuse", test_excuse);
	CASE("excuse-to-end", test_excuse_to_the_end_of_the_file);
	CASE("excuse-off", test_excuse_of_what_is_off_is_used);
	CASE("excuse-unused", test_excuse_unused);
	CASE("excuse-twice", test_excuse_twice);
	CASE("excuse-no-reason", test_excuse_without_reason);
	CASE("excuse-until", test_excuse_until);
	CASE("excuse-no-rule", test_excuse_for_no_rule);
	CASE("excuse-excuse", test_excuses_are_not_excused);
	CASE("filter", test_filter);
	CASE("nothing", test_nothing);
	CASE("many", test_many);
	return g_test_run();
}
