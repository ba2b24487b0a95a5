/* report: each format against what its readers expect, and what is never shown. */
#include "report/report.h"

#include "base/findings.h"
#include "base/pool.h"
#include "report/excerpt.h"

#include <glib.h>
#include <jansson.h>
#include <string.h>

struct fixture {
	struct pool *pool;
	struct findings *findings;
};

static void
set_up(struct fixture *f, const void *data)
{
	(void)data;
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
}

static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	pool_free(f->pool);
}

static struct source *
source(struct fixture *f, const char *path, const char *text)
{
	return source_new(f->pool, path, text, strlen(text));
}

/* The span of the first occurrence of words. */
static struct span
span(const struct source *in, const char *words)
{
	const char *at = strstr(in->bytes, words);

	g_assert_nonnull(at);
	return span_of(in, (size_t)(at - in->bytes), (size_t)(at - in->bytes) + strlen(words));
}

static const char *
render(struct fixture *f, enum format format, const struct report_options *options)
{
	findings_settle(f->findings, &(struct settlement){ 0 });
	return report_render(f->pool, format, f->findings, options);
}

static json_t *
render_json(struct fixture *f, enum format format, const struct report_options *options)
{
	json_error_t error;
	json_t *root = json_loads(render(f, format, options), JSON_REJECT_DUPLICATES, &error);

	if (!root)
		g_error("line %d: %s", error.line, error.text);
	return root;
}

/* Four findings: an error with help and a note, a warning, advice, and a file without bytes. */
static void
add_some(struct fixture *f)
{
	struct source *a = source(f, "content/a.md", "---\ntitle: Ä b\n---\n\n## Resolution\n");
	struct source *b = source(f, "content/b.md", "one two\n");

	finding_note(finding_help(finding_add(f->findings, RULE_SECTION_MISSING, span(a, "## Resolution"),
	    "section \"Escalation\" is missing"), "say whom to page"), span(b, "two"), "50%%, here");
	finding_add(f->findings, RULE_FRONT_UNKNOWN_KEY, span(a, "b\n"), "a <b> & c");
	finding_add(f->findings, RULE_LINK_ORPHAN, span(b, "one"), "nothing leads here");
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, "content/x:y,z.md", "is a folder");
}

static void
test_format_names(void)
{
	g_assert_cmpint(report_format_find("text"), ==, FORMAT_TEXT);
	g_assert_cmpint(report_format_find("junit"), ==, FORMAT_JUNIT);
	g_assert_cmpint(report_format_find("xml"), ==, FORMAT_COUNT);
	for (enum format format = 0; format < FORMAT_COUNT; format++)
		g_assert_cmpint(report_format_find(report_format_name(format)), ==, format);
}

/* Text */

static void
test_text(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ 0 }), ==,
	    "content/a.md:2:10: warning: a <b> & c [front/unknown-key]\n"
	    "content/a.md:5:1: error: section \"Escalation\" is missing [section/missing]\n"
	    "  help: say whom to page\n"
	    "content/b.md:1:5: note: 50%, here\n"
	    "content/b.md:1:1: advice: nothing leads here [link/orphan]\n"
	    "content/x:y,z.md: error: is a folder [document/unreadable]\n");
}

static void
test_text_nothing(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .source = true }), ==, "");
}

static void
test_text_prefix(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span_file(source(f, "a\n\x1b[1m.md", "x")), "m");
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .prefix = "docs/" }), ==,
	    "docs/a\xef\xbf\xbd\xef\xbf\xbd[1m.md:1:1: error: m [link/broken]\n");
}

/* What stands beside the site is named as the repository does; above the repository there are no names. */
static void
test_text_outside(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_ALERT_NO_RUNBOOK, span_file(source(f, "../rules/a.yaml", "x")), "m");
	finding_add(f->findings, RULE_ALERT_NO_RUNBOOK, span_file(source(f, "../../../b.yaml", "x")), "m");
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .prefix = "docs/ops/" }), ==,
	    "../b.yaml:1:1: error: m [alert/no-runbook]\n"
	    "docs/rules/a.yaml:1:1: error: m [alert/no-runbook]\n");
}

static void
test_text_without_place(struct fixture *f, const void *data)
{
	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, SPAN_NONE, "m");
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .source = true }), ==, "error: m [link/broken]\n");
}

static void
test_text_color(struct fixture *f, const void *data)
{
	struct source *a = source(f, "a.md", "one two\n");

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span(a, "two"), "m");
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .source = true, .color = true }), ==,
	    "\033[1ma.md:1:5:\033[0m \033[1;31merror:\033[0m m \033[2m[link/broken]\033[0m\n"
	    "    1 | one two\n"
	    "      |     \033[1;31m^~~\033[0m\n");
}

/* The two lines under the finding. */
static char *
excerpt(struct fixture *f, const char *text, const char *words, size_t width)
{
	struct source *a = source(f, "a.md", text);
	struct span at = span(a, words);
	const struct excerpt_style style = { .width = width, .mark = "", .plain = "" };

	return pool_strdup(f->pool, excerpt_draw(f->pool, &at, source_place(a, at.start).line, &style));
}

static void
test_excerpt(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpstr(excerpt(f, "x\nkey: value  \r\ny\n", "value", 0), ==,
	    "    2 | key: value\n"
	    "      |      ^~~~~\n");
	/* No bytes: a lone caret. */
	g_assert_cmpstr(excerpt(f, "abc", "", 0), ==,
	    "    1 | abc\n"
	    "      | ^\n");
	/* More than a line: to the end of the first. */
	g_assert_cmpstr(excerpt(f, "abc\ndef\n", "bc\nde", 0), ==,
	    "    1 | abc\n"
	    "      |  ^~\n");
	/* Tabs stop at every eighth column; two columns a wide character; none a combining one. */
	g_assert_cmpstr(excerpt(f, "\ta\tb c", "b", 0), ==,
	    "    1 |         a       b c\n"
	    "      |                 ^\n");
	g_assert_cmpstr(excerpt(f, "日本 e\xcc\x81 x日", "x日", 0), ==,
	    "    1 | 日本 e\xcc\x81 x日\n"
	    "      |        ^~~\n");
	g_assert_cmpstr(excerpt(f, "a\x1b[31m\xff b", "b", 0), ==,
	    "    1 | a\xef\xbf\xbd[31m\xef\xbf\xbd b\n"
	    "      |         ^\n");
}

/* 28 columns: 20 for the text behind the gutter of 8. */
static void
test_excerpt_cuts_long_lines(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpstr(excerpt(f, "abcdefghijklmnopqrst", "t", 28), ==,
	    "    1 | abcdefghijklmnopqrst\n"
	    "      |                    ^\n");
	g_assert_cmpstr(excerpt(f, "abcdefghijklmnopqrstu", "b", 28), ==,
	    "    1 | abcdefghijklmnopqrs…\n"
	    "      |  ^\n");
	/* Seven characters (two thirds of 20 columns, counted double) before the place. */
	g_assert_cmpstr(excerpt(f, "abcdefghijklmnopqrstuvwxyzabcdefghi", "uv", 28), ==,
	    "    1 | …nopqrstuvwxyzabcde…\n"
	    "      |         ^~\n");
	g_assert_cmpstr(excerpt(f, "abcdefghijklmnopqrstuvwxyz", "z", 28), ==,
	    "    1 | …stuvwxyz\n"
	    "      |         ^\n");
}

static void
test_excerpt_of_a_huge_line(struct fixture *f, const void *data)
{
	g_autofree char *text = g_strnfill(4 << 20, 'a');
	char *drawn;

	(void)data;
	text[3 << 20] = 'Z';
	drawn = excerpt(f, text, "Z", 0);
	g_assert_cmpuint(strlen(drawn), <, 300);
	g_assert_nonnull(strstr(drawn, "aZa"));
}

/* No finding quotes a line that holds a secret. */
static void
test_secret_is_not_shown(struct fixture *f, const void *data)
{
	struct source *a = source(f, "a.md", "x\ntoken=hunter2 “q”\nplain\n");

	(void)data;
	finding_add(f->findings, RULE_CODE_SECRET, span(a, "hunter2"), "a token");
	finding_add(f->findings, RULE_CODE_TYPOGRAPHY, span(a, "“q”"), "quotes");
	finding_add(f->findings, RULE_LINK_BROKEN, span(a, "plain"), "link");
	g_assert_cmpstr(render(f, FORMAT_TEXT, &(struct report_options){ .source = true }), ==,
	    "a.md:2:7: error: a token [code/secret]\n"
	    "a.md:2:15: error: quotes [code/typography]\n"
	    "a.md:3:1: error: link [link/broken]\n"
	    "    3 | plain\n"
	    "      | ^~~~~\n");
}

static bool
is_no_secret(const struct finding *finding, void *data)
{
	(void)data;
	return finding->rule != RULE_CODE_SECRET;
}

static void
test_secret_filtered_away_is_not_shown(struct fixture *f, const void *data)
{
	struct source *a = source(f, "a.md", "token=hunter2 “q”\n");
	struct report_options options = { .source = true };

	(void)data;
	finding_add(f->findings, RULE_CODE_SECRET, span(a, "hunter2"), "a token");
	finding_add(f->findings, RULE_CODE_TYPOGRAPHY, span(a, "“q”"), "quotes");
	findings_settle(f->findings, &(struct settlement){ 0 });
	options.secrets = secrets_find(f->pool, f->findings);
	findings_filter(f->findings, is_no_secret, NULL);
	g_assert_cmpstr(report_render(f->pool, FORMAT_TEXT, f->findings, &options), ==, "a.md:1:15: error: quotes [code/typography]\n");
}

/* Places counted in passing are those that source_place counts from the start. */
static void
test_places(struct fixture *f, const void *data)
{
	const char *text = "\xEF\xBB\xBFä\r\nb\rc\n\nécole €\r\n\r\nend";
	struct source *a = source(f, "a.md", text);
	struct counter counter = { 0 };

	(void)data;
	for (size_t start = 0; start <= strlen(text); start++) {
		struct place expected = source_place(a, start);
		struct span at = span_of(a, start, start);
		struct extent extent = extent_of(&counter, &at);

		g_assert_cmpuint(extent.start.line, ==, expected.line);
		g_assert_cmpuint(extent.start.column, ==, expected.column);
	}

	/* Back to the start; the end of line at the end does not count. */
	struct span first = span_of(a, 3, 7);
	struct extent extent = extent_of(&counter, &first);

	g_assert_cmpuint(extent.start.line, ==, 1);
	g_assert_cmpuint(extent.start.column, ==, 1);
	g_assert_cmpuint(extent.end.line, ==, 1);
	g_assert_cmpuint(extent.end.column, ==, 2);
}

/* The same in a file that has many marks, backwards, too; marks fall everywhere in such a text. */
static void
test_many_places(struct fixture *f, const void *data)
{
	g_autoptr(GString) text = g_string_new("\xEF\xBB\xBF");
	struct counter forwards = { 0 }, backwards = { 0 };
	struct source *a;

	(void)data;
	for (unsigned i = 0; i < 150; i++)
		g_string_append(text, "ä\r\nb\rc\n\né\xEF\xBB\xBF\xEF\xBB\xBF€\xF0\x9F\x98\x80\x80\x80\x80\x80\xE2\x82 a long line, ");
	a = source_new(f->pool, "a.md", text->str, text->len);
	for (size_t i = 0; i <= text->len; i++) {
		size_t start = text->len - i;
		struct span ahead = span_of(a, i, i), back = span_of(a, start, start);
		struct place there = source_place(a, i), here = source_place(a, start);
		struct extent first = extent_of(&forwards, &ahead), second = extent_of(&backwards, &back);

		g_assert_cmpuint(first.start.line, ==, there.line);
		g_assert_cmpuint(first.start.column, ==, there.column);
		g_assert_cmpuint(second.start.line, ==, here.line);
		g_assert_cmpuint(second.start.column, ==, here.column);
	}
}

/* JSON */

static void
test_json(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);

	json_t *root = render_json(f, FORMAT_JSON, &(struct report_options){ .documents = 2 });
	g_autofree char *text = json_dumps(root, JSON_COMPACT);

	g_assert_cmpstr(text, ==,
	    "{\"findings\":["
	    "{\"file\":\"content/a.md\",\"line\":2,\"column\":10,\"end_line\":2,\"end_column\":11,\"severity\":\"warning\","
	    "\"rule\":\"front/unknown-key\",\"message\":\"a <b> & c\",\"help\":null},"
	    "{\"file\":\"content/a.md\",\"line\":5,\"column\":1,\"end_line\":5,\"end_column\":14,\"severity\":\"error\","
	    "\"rule\":\"section/missing\",\"message\":\"section \\\"Escalation\\\" is missing\",\"help\":\"say whom to page\"},"
	    "{\"file\":\"content/b.md\",\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":4,\"severity\":\"advice\","
	    "\"rule\":\"link/orphan\",\"message\":\"nothing leads here\",\"help\":null},"
	    "{\"file\":\"content/x:y,z.md\",\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null,\"severity\":\"error\","
	    "\"rule\":\"document/unreadable\",\"message\":\"is a folder\",\"help\":null}],"
	    "\"summary\":{\"errors\":2,\"warnings\":1,\"documents\":2}}");
	json_decref(root);
}

static void
test_json_nothing(struct fixture *f, const void *data)
{
	(void)data;

	json_t *root = render_json(f, FORMAT_JSON, &(struct report_options){ 0 });
	g_autofree char *text = json_dumps(root, JSON_COMPACT);

	g_assert_cmpstr(text, ==, "{\"findings\":[],\"summary\":{\"errors\":0,\"warnings\":0,\"documents\":0}}");
	json_decref(root);
}

/* GitHub */

static void
test_github(struct fixture *f, const void *data)
{
	const char *changed[] = { "content/b.md" };

	(void)data;
	add_some(f);
	g_assert_cmpstr(render(f, FORMAT_GITHUB, &(struct report_options){ .documents = 2, .changed = changed, .changed_count = 1, .has_summary = true }), ==,
	    "::error file=content/a.md,line=5,col=1,endLine=5,endColumn=14,title=section/missing::section \"Escalation\" is missing"
	    "%0Ahelp: say whom to page%0Acontent/b.md:1:5: 50%25, here\n"
	    "::error file=content/x%3Ay%2Cz.md,title=document/unreadable::is a folder\n"
	    "::notice file=content/b.md,line=1,col=1,endLine=1,endColumn=4,title=link/orphan::nothing leads here\n"
	    "::warning file=content/a.md,line=2,col=10,endLine=2,endColumn=11,title=front/unknown-key::a <b> & c\n"
	    "2 errors, 1 warning, 1 piece of advice in 2 documents; the summary of this step lists them all\n");
}

static void
test_github_lines(struct fixture *f, const void *data)
{
	struct source *a = source(f, "a.md", "one\ntwo\n");

	(void)data;
	finding_add(f->findings, RULE_LINK_BROKEN, span(a, "ne\ntw"), "m");
	g_assert_cmpstr(render(f, FORMAT_GITHUB, &(struct report_options){ .prefix = "docs/", .documents = 1 }), ==,
	    "::error file=docs/a.md,line=1,endLine=2,title=link/broken::m\n"
	    "1 error in 1 document\n");
}

static void
test_step_summary(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);
	findings_settle(f->findings, &(struct settlement){ 0 });
	g_assert_cmpstr(report_step_summary(f->pool, f->findings, &(struct report_options){ .documents = 2 }), ==,
	    "### sitrep: 2 errors, 1 warning, 1 piece of advice in 2 documents\n\n"
	    "| Level | Place | What is wrong | Rule |\n|---|---|---|---|\n"
	    "| warning | content/a.md:2 | a \\<b\\> \\& c | front/unknown-key |\n"
	    "| error | content/a.md:5 | section \"Escalation\" is missing: say whom to page | section/missing |\n"
	    "| advice | content/b.md:1 | nothing leads here | link/orphan |\n"
	    "| error | content/x:y,z.md | is a folder | document/unreadable |\n");
}

static void
test_summary(struct fixture *f, const void *data)
{
	(void)data;
	findings_settle(f->findings, &(struct settlement){ 0 });
	g_assert_cmpstr(report_summary(f->pool, f->findings, 42), ==, "no findings in 42 documents");

	struct findings *two = findings_new(f->pool);

	finding_add(two, RULE_LINK_DRAFT, SPAN_NONE, "a");
	finding_add(two, RULE_LINK_DRAFT, SPAN_NONE, "b");
	findings_settle(two, &(struct settlement){ 0 });
	g_assert_cmpstr(report_summary(f->pool, two, 1), ==, "2 warnings in 1 document");
}

/* SARIF, Code Quality, JUnit */

static const char *
text_at(json_t *value, const char *path)
{
	g_auto(GStrv) keys = g_strsplit(path, ".", -1);

	for (size_t i = 0; keys[i]; i++)
		value = json_is_array(value) ? json_array_get(value, (size_t)g_ascii_strtoull(keys[i], NULL, 10)) : json_object_get(value, keys[i]);
	return json_string_value(value);
}

static json_int_t
number_at(json_t *value, const char *path)
{
	g_auto(GStrv) keys = g_strsplit(path, ".", -1);

	for (size_t i = 0; keys[i]; i++)
		value = json_is_array(value) ? json_array_get(value, (size_t)g_ascii_strtoull(keys[i], NULL, 10)) : json_object_get(value, keys[i]);
	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static void
test_sarif(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);

	json_t *root = render_json(f, FORMAT_SARIF, &(struct report_options){ .version = "1.2.3" });
	json_t *run = json_array_get(json_object_get(root, "runs"), 0);
	json_t *results = json_object_get(run, "results");

	g_assert_cmpstr(text_at(root, "version"), ==, "2.1.0");
	g_assert_cmpstr(text_at(run, "tool.driver.name"), ==, "sitrep");
	g_assert_cmpstr(text_at(run, "tool.driver.version"), ==, "1.2.3");
	g_assert_cmpstr(text_at(run, "columnKind"), ==, "unicodeCodePoints");
	g_assert_cmpuint(json_array_size(results), ==, 4);

	/* The second: an error with help, a note and a place. */
	json_t *result = json_array_get(results, 1);
	g_autofree char *rule = g_strdup_printf("tool.driver.rules.%d.id", (int)number_at(result, "ruleIndex"));

	g_assert_cmpstr(text_at(result, "ruleId"), ==, "section/missing");
	g_assert_cmpstr(text_at(run, rule), ==, "section/missing");
	g_assert_cmpstr(text_at(result, "level"), ==, "error");
	g_assert_cmpstr(text_at(result, "message.text"), ==, "section \"Escalation\" is missing\nHelp: say whom to page");
	g_assert_cmpstr(text_at(result, "locations.0.physicalLocation.artifactLocation.uri"), ==, "content/a.md");
	g_assert_cmpint(number_at(result, "locations.0.physicalLocation.region.startLine"), ==, 5);
	g_assert_cmpint(number_at(result, "locations.0.physicalLocation.region.endColumn"), ==, 14);
	g_assert_cmpstr(text_at(result, "relatedLocations.0.message.text"), ==, "50%, here");
	g_assert_cmpint(number_at(result, "relatedLocations.0.physicalLocation.region.startColumn"), ==, 5);
	g_assert_cmpstr(text_at(json_array_get(results, 2), "level"), ==, "note");

	/* The last: a file without bytes. */
	result = json_array_get(results, 3);
	g_assert_cmpstr(text_at(result, "locations.0.physicalLocation.artifactLocation.uri"), ==, "content/x%3Ay%2Cz.md");
	g_assert_cmpint(number_at(result, "locations.0.physicalLocation.region.startLine"), ==, -1);
	json_decref(root);
}

static void
test_gitlab(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);
	/* The same words on the same text in another line: another fingerprint. */
	struct source *z = source(f, "z.md", "same\nsame\n");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(z, 0, 4), "m");
	finding_add(f->findings, RULE_LINK_BROKEN, span_of(z, 5, 9), "m");

	json_t *root = render_json(f, FORMAT_GITLAB, &(struct report_options){ 0 });
	g_autoptr(GHashTable) prints = g_hash_table_new(g_str_hash, g_str_equal);

	g_assert_cmpuint(json_array_size(root), ==, 6);
	for (size_t i = 0; i < 6; i++) {
		const char *print = text_at(json_array_get(root, i), "fingerprint");

		g_assert_cmpuint(strlen(print), ==, 40);
		g_assert_true(g_hash_table_add(prints, (void *)print));
	}
	g_assert_cmpstr(text_at(root, "1.description"), ==, "section \"Escalation\" is missing (say whom to page)");
	g_assert_cmpstr(text_at(root, "1.check_name"), ==, "section/missing");
	g_assert_cmpstr(text_at(root, "1.severity"), ==, "major");
	g_assert_cmpstr(text_at(root, "1.location.path"), ==, "content/a.md");
	g_assert_cmpint(number_at(root, "1.location.lines.begin"), ==, 5);
	g_assert_cmpstr(text_at(root, "0.severity"), ==, "minor");
	g_assert_cmpstr(text_at(root, "2.severity"), ==, "info");
	g_assert_cmpint(number_at(root, "5.location.lines.begin"), ==, 2);
	json_decref(root);
}

static void
test_fingerprint_outlives_moves(struct fixture *f, const void *data)
{
	struct findings *later = findings_new(f->pool);
	struct source *a = source(f, "a.md", "words\nkey: 1\n"), *b = source(f, "a.md", "more\nwords\n  key:  1\n");

	(void)data;
	finding_add(f->findings, RULE_RUNBOOK_TOO_LONG, span(a, "key"), "645 words, 600 are allowed");
	finding_add(later, RULE_RUNBOOK_TOO_LONG, span(b, "key"), "1200 words, 600 are allowed");
	findings_settle(later, &(struct settlement){ 0 });

	json_t *before = render_json(f, FORMAT_GITLAB, &(struct report_options){ 0 });
	json_t *after = json_loads(report_render(f->pool, FORMAT_GITLAB, later, &(struct report_options){ 0 }), 0, NULL);

	g_assert_cmpstr(text_at(before, "0.fingerprint"), ==, text_at(after, "0.fingerprint"));
	json_decref(before);
	json_decref(after);
}

static void
test_junit(struct fixture *f, const void *data)
{
	(void)data;
	add_some(f);
	g_assert_cmpstr(render(f, FORMAT_JUNIT, &(struct report_options){ 0 }), ==,
	    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	    "<testsuites name=\"sitrep\" tests=\"4\" failures=\"2\" errors=\"0\" skipped=\"2\">\n"
	    "  <testsuite name=\"content/a.md\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\">\n"
	    "    <testcase name=\"2:10: a &lt;b&gt; &amp; c\" classname=\"front/unknown-key\" file=\"content/a.md\" line=\"2\">\n"
	    "      <skipped message=\"warning: a &lt;b&gt; &amp; c\"/>\n"
	    "    </testcase>\n"
	    "    <testcase name=\"5:1: section &quot;Escalation&quot; is missing\" classname=\"section/missing\" file=\"content/a.md\" line=\"5\">\n"
	    "      <failure message=\"section &quot;Escalation&quot; is missing\" type=\"error\">section &quot;Escalation&quot; is missing\n"
	    "help: say whom to page</failure>\n"
	    "    </testcase>\n"
	    "  </testsuite>\n"
	    "  <testsuite name=\"content/b.md\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\">\n"
	    "    <testcase name=\"1:1: nothing leads here\" classname=\"link/orphan\" file=\"content/b.md\" line=\"1\">\n"
	    "      <skipped message=\"advice: nothing leads here\"/>\n"
	    "    </testcase>\n"
	    "  </testsuite>\n"
	    "  <testsuite name=\"content/x:y,z.md\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\">\n"
	    "    <testcase name=\"is a folder\" classname=\"document/unreadable\" file=\"content/x:y,z.md\">\n"
	    "      <failure message=\"is a folder\" type=\"error\">is a folder</failure>\n"
	    "    </testcase>\n"
	    "  </testsuite>\n"
	    "</testsuites>\n");
}

static void
test_junit_strict_and_empty(struct fixture *f, const void *data)
{
	struct findings *none = findings_new(f->pool);

	(void)data;
	finding_add(f->findings, RULE_LINK_DRAFT, SPAN_NONE, "m");
	g_assert_nonnull(strstr(render(f, FORMAT_JUNIT, &(struct report_options){ .strict = true }), "<failure message=\"m\" type=\"warning\">m</failure>"));
	findings_settle(none, &(struct settlement){ 0 });
	g_assert_nonnull(strstr(report_render(f->pool, FORMAT_JUNIT, none, &(struct report_options){ 0 }),
	    "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n    <testcase"));
}

/* Every format of twenty thousand findings in one file: linear, or the test never ends. */
static void
test_many(struct fixture *f, const void *data)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct source *a;

	(void)data;
	for (int i = 0; i < 20000; i++)
		g_string_append(text, "twenty characters, ok\n");
	a = source(f, "a.md", text->str);
	for (size_t i = 0; i < 20000; i++)
		finding_add(f->findings, RULE_LINK_BROKEN, span_of(a, i * 22, i * 22 + 6), "m");
	findings_settle(f->findings, &(struct settlement){ 0 });
	for (enum format format = 0; format < FORMAT_COUNT; format++)
		g_assert_cmpuint(strlen(report_render(f->pool, format, f->findings, &(struct report_options){ .source = true })), >, 20000);
}

#define CASE(name, function) g_test_add("/report/" name, struct fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/report/format-names", test_format_names);
	CASE("text", test_text);
	CASE("text-nothing", test_text_nothing);
	CASE("text-prefix", test_text_prefix);
	CASE("text-outside", test_text_outside);
	CASE("text-without-place", test_text_without_place);
	CASE("text-color", test_text_color);
	CASE("excerpt", test_excerpt);
	CASE("excerpt-cut", test_excerpt_cuts_long_lines);
	CASE("excerpt-huge", test_excerpt_of_a_huge_line);
	CASE("secret", test_secret_is_not_shown);
	CASE("secret-filtered", test_secret_filtered_away_is_not_shown);
	CASE("places", test_places);
	CASE("many-places", test_many_places);
	CASE("json", test_json);
	CASE("json-nothing", test_json_nothing);
	CASE("github", test_github);
	CASE("github-lines", test_github_lines);
	CASE("step-summary", test_step_summary);
	CASE("summary", test_summary);
	CASE("sarif", test_sarif);
	CASE("gitlab", test_gitlab);
	CASE("fingerprint", test_fingerprint_outlives_moves);
	CASE("junit", test_junit);
	CASE("junit-strict", test_junit_strict_and_empty);
	CASE("many", test_many);
	return g_test_run();
}
