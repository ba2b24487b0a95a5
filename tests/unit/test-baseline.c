/* baseline: old findings pass, new ones stand, mended ones are reported; malformed files are refused. */
#include "report/baseline.h"

#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"

#include <glib.h>
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

/* A finding at the first occurrence of words in text, a version of the document path. */
static void
complain(struct fixture *f, struct findings *findings, enum rule rule, const char *path, const char *text, const char *words, const char *message)
{
	const struct source *source = source_new(f->pool, path, text, strlen(text));
	size_t start = (size_t)(strstr(text, words) - text);

	finding_add(findings, rule, span_of(source, start, start + strlen(words)), "%s", message);
}

static void
settle(struct findings *findings)
{
	findings_settle(findings, &(struct settlement){ 0 });
}

static struct baseline *
read_text(struct fixture *f, const char *text, const char **problem)
{
	return baseline_read(f->pool, source_new(f->pool, "baseline.json", text, strlen(text)), problem);
}

/* What findings leave behind, read back. */
static struct baseline *
written(struct fixture *f, struct findings *findings)
{
	const char *problem = NULL;
	struct baseline *baseline;

	settle(findings);
	baseline = read_text(f, baseline_render(f->pool, findings), &problem);
	g_assert_cmpstr(problem, ==, NULL);
	g_assert_nonnull(baseline);
	return baseline;
}

static size_t
count_all(const struct findings *findings)
{
	size_t count;

	findings_list(findings, &count);
	return count;
}

/* Writing */

static void
test_file(struct fixture *f, const void *data)
{
	const char *text = "# Title\n\n  See  [x](y.md) and [z](y.md)\n";

	(void)data;
	complain(f, f->findings, RULE_LINK_BROKEN, "content/b.md", text, "[x]", "there is no file y.md");
	complain(f, f->findings, RULE_LINK_BROKEN, "content/b.md", text, "[z]", "there is no file y.md");
	complain(f, f->findings, RULE_RUNBOOK_TOO_LONG, "content/a.md", text, "# T", "645 words, where a runbook may have 600");
	complain(f, f->findings, RULE_ACTION_OVERDUE, "content/a.md", text, "# T", "due 12 days ago");
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, "content/c.md", "is a folder");
	settle(f->findings);
	g_assert_cmpstr(baseline_render(f->pool, f->findings), ==,
	    "{\n"
	    "  \"version\": 1,\n"
	    "  \"findings\": [\n"
	    "    {\n"
	    "      \"document\": \"content/a.md\",\n"
	    "      \"rule\": \"action/overdue\",\n"
	    "      \"message\": \"\",\n"
	    "      \"source\": \"# Title\",\n"
	    "      \"count\": 1\n"
	    "    },\n"
	    "    {\n"
	    "      \"document\": \"content/a.md\",\n"
	    "      \"rule\": \"runbook/too-long\",\n"
	    "      \"message\": \"# words, where a runbook may have #\",\n"
	    "      \"source\": \"# Title\",\n"
	    "      \"count\": 1\n"
	    "    },\n"
	    "    {\n"
	    "      \"document\": \"content/b.md\",\n"
	    "      \"rule\": \"link/broken\",\n"
	    "      \"message\": \"there is no file y.md\",\n"
	    "      \"source\": \"See [x](y.md) and [z](y.md)\",\n"
	    "      \"count\": 2\n"
	    "    },\n"
	    "    {\n"
	    "      \"document\": \"content/c.md\",\n"
	    "      \"rule\": \"document/unreadable\",\n"
	    "      \"message\": \"is a folder\",\n"
	    "      \"source\": \"\",\n"
	    "      \"count\": 1\n"
	    "    }\n"
	    "  ]\n"
	    "}\n");
}

static void
test_file_of_nothing(struct fixture *f, const void *data)
{
	(void)data;
	settle(f->findings);
	g_assert_cmpstr(baseline_render(f->pool, f->findings), ==, "{\n  \"version\": 1,\n  \"findings\": []\n}\n");
}

/* Neither the secret nor another finding of its line may carry it into the file. */
static void
test_file_holds_no_secret(struct fixture *f, const void *data)
{
	const char *text = "token=hunter2 “q”\n";
	const char *file;

	(void)data;
	complain(f, f->findings, RULE_CODE_SECRET, "a.md", text, "hunter2", "this looks like a token: \"hun…\"");
	complain(f, f->findings, RULE_CODE_TYPOGRAPHY, "a.md", text, "“q”", "a typographic quote");
	settle(f->findings);
	file = baseline_render(f->pool, f->findings);
	g_assert_null(strstr(file, "hunter2"));
	/* printf 'token=hunter2 “q”' | sha256sum */
	g_assert_nonnull(strstr(file, "\"source\": \"sha256:c31905\""));
}

/* Matching */

static void
test_old_findings_pass(struct fixture *f, const void *data)
{
	struct findings *later = findings_new(f->pool);
	struct baseline *baseline;
	size_t gone;

	(void)data;
	complain(f, f->findings, RULE_RUNBOOK_TOO_LONG, "a.md", "title: x\n", "title", "645 words, 600 are allowed");
	complain(f, f->findings, RULE_ACTION_OVERDUE, "a.md", "- [ ] do it\n", "do", "due 1 day ago");
	baseline = written(f, f->findings);

	/* Moved, indented, grown, and a week older. */
	complain(f, later, RULE_RUNBOOK_TOO_LONG, "a.md", "new: line\n  title:  x\n", "title", "1200 words, 600 are allowed");
	complain(f, later, RULE_ACTION_OVERDUE, "a.md", "\n\n- [ ] do it\n", "do", "due 8 days ago");
	settle(later);
	baseline_apply(baseline, later);
	g_assert_cmpuint(count_all(later), ==, 0);
	g_assert_cmpuint(findings_count(later, LEVEL_WARNING), ==, 0);
	baseline_gone(baseline, &gone);
	g_assert_cmpuint(gone, ==, 0);
	g_assert_cmpstr(baseline_gone_text(baseline), ==, "");
}

static void
test_new_findings_stand(struct fixture *f, const void *data)
{
	struct findings *later = findings_new(f->pool);
	struct baseline *baseline;

	(void)data;
	complain(f, f->findings, RULE_LINK_BROKEN, "a.md", "one\n", "one", "m");
	baseline = written(f, f->findings);
	complain(f, later, RULE_LINK_BROKEN, "a.md", "one\n", "one", "m");
	complain(f, later, RULE_LINK_BROKEN, "b.md", "one\n", "one", "m");
	complain(f, later, RULE_LINK_BROKEN, "a.md", "one\ntwo\n", "two", "m");
	complain(f, later, RULE_LINK_BROKEN, "a.md", "one\n", "one", "another message");
	complain(f, later, RULE_LINK_CASE, "a.md", "one\n", "one", "m");
	settle(later);
	baseline_apply(baseline, later);
	g_assert_cmpuint(count_all(later), ==, 4);
	g_assert_cmpuint(findings_count(later, LEVEL_ERROR), ==, 4);
}

/* Of three equal ones, two are known. */
static void
test_counts(struct fixture *f, const void *data)
{
	const char *text = "ab ab ab\n";
	struct findings *later = findings_new(f->pool);
	struct source *a = source_new(f->pool, "a.md", text, strlen(text));
	struct baseline *baseline;

	(void)data;
	for (size_t i = 0; i < 2; i++)
		finding_add(f->findings, RULE_LINK_BROKEN, span_of(a, i * 3, i * 3 + 2), "m");
	baseline = written(f, f->findings);
	for (size_t i = 0; i < 3; i++)
		finding_add(later, RULE_LINK_BROKEN, span_of(a, i * 3, i * 3 + 2), "m");
	settle(later);
	baseline_apply(baseline, later);
	g_assert_cmpuint(count_all(later), ==, 1);
	g_assert_cmpstr(baseline_gone_text(baseline), ==, "");
}

static void
test_gone(struct fixture *f, const void *data)
{
	const char *text = "ab ab ab\n";
	struct source *a = source_new(f->pool, "a.md", text, strlen(text));
	struct findings *later = findings_new(f->pool);
	struct baseline *baseline;
	const struct gone *gone;
	size_t count;

	(void)data;
	for (size_t i = 0; i < 3; i++)
		finding_add(f->findings, RULE_LINK_BROKEN, span_of(a, i * 3, i * 3 + 2), "m");
	finding_add_file(f->findings, RULE_DOCUMENT_UNREADABLE, "x.md", "is a folder");
	finding_add(f->findings, RULE_LAYOUT_SYNTAX, SPAN_NONE, "no place");
	baseline = written(f, f->findings);
	finding_add(later, RULE_LINK_BROKEN, span_of(a, 0, 2), "m");
	settle(later);
	baseline_apply(baseline, later);
	g_assert_cmpuint(count_all(later), ==, 0);
	gone = baseline_gone(baseline, &count);
	g_assert_cmpuint(count, ==, 3);
	g_assert_cmpstr(gone[1].identity.rule, ==, "link/broken");
	g_assert_cmpuint(gone[1].count, ==, 2);
	g_assert_cmpstr(baseline_gone_text(baseline), ==,
	    "site: no longer occurs: no place [layout/syntax]\n"
	    "a.md: no longer occurs (2 times): m [link/broken]\n"
	    "x.md: no longer occurs: is a folder [document/unreadable]\n");
}

/* A merge of two branches may leave an entry twice. */
static void
test_entry_twice(struct fixture *f, const void *data)
{
	const char *entry = "{\"document\": \"a.md\", \"rule\": \"link/broken\", \"message\": \"m\", \"source\": \"one\", \"count\": 1}";
	const char *problem = NULL;
	struct baseline *baseline;
	size_t count;

	(void)data;
	baseline = read_text(f, pool_printf(f->pool, "{\"version\": 1, \"findings\": [%s, %s]}", entry, entry), &problem);
	g_assert_nonnull(baseline);
	complain(f, f->findings, RULE_LINK_BROKEN, "a.md", "one\n", "one", "m");
	settle(f->findings);
	baseline_apply(baseline, f->findings);
	g_assert_cmpuint(count_all(f->findings), ==, 0);
	g_assert_cmpuint(baseline_gone(baseline, &count)->count, ==, 1);
	g_assert_cmpuint(count, ==, 1);
}

/* A rule that a later version no longer has is gone, not malformed. */
static void
test_unknown_rule(struct fixture *f, const void *data)
{
	const char *problem = NULL;
	struct baseline *baseline = read_text(f,
	    "{\"version\": 1, \"findings\": [{\"document\": \"a.md\", \"rule\": \"old/rule\", \"message\": \"m\", \"source\": \"\", \"count\": 1}]}", &problem);

	(void)data;
	g_assert_nonnull(baseline);
	settle(f->findings);
	baseline_apply(baseline, f->findings);
	g_assert_cmpstr(baseline_gone_text(baseline), ==, "a.md: no longer occurs: m [old/rule]\n");
}

/* Malformed files */

static void
test_malformed(struct fixture *f, const void *data)
{
#define START "{\"version\": 1, \"findings\": ["
#define FIELDS "\"document\": \"a.md\", \"rule\": \"link/broken\", \"message\": \"m\""
	static const struct {
		const char *text, *problem; /* NULL: any */
	} cases[] = {
		{ "", NULL },
		{ "{", NULL },
		{ "{\"version\": 1, \"version\": 1, \"findings\": []}", NULL },
		{ "[]", "it is no baseline of this version: \"version\" must be 1" },
		{ "{}", "it is no baseline of this version: \"version\" must be 1" },
		{ "{\"version\": 2, \"findings\": []}", "it is no baseline of this version: \"version\" must be 1" },
		{ "{\"version\": \"1\", \"findings\": []}", "it is no baseline of this version: \"version\" must be 1" },
		{ "{\"version\": 1}", "\"findings\" is no list" },
		{ "{\"version\": 1, \"findings\": {}}", "\"findings\" is no list" },
		{ START "7]}", "entry 1 of \"findings\" is no object" },
		{ START "{" FIELDS "}]}", "entry 1 of \"findings\" has no \"source\" of one line of text" },
		{ START "{" FIELDS ", \"source\": 7, \"count\": 1}]}", "entry 1 of \"findings\" has no \"source\" of one line of text" },
		{ START "{" FIELDS ", \"source\": \"a\\u001b[31m\", \"count\": 1}]}", "entry 1 of \"findings\" has no \"source\" of one line of text" },
		{ START "{" FIELDS ", \"source\": \"x\"}]}", "entry 1 of \"findings\" has no \"count\" of at least 1" },
		{ START "{" FIELDS ", \"source\": \"x\", \"count\": 1}, {" FIELDS ", \"source\": \"y\", \"count\": 0}]}",
		    "entry 2 of \"findings\" has no \"count\" of at least 1" },
		{ START "{" FIELDS ", \"source\": \"x\", \"count\": 99999999999}]}", "entry 1 of \"findings\" has no \"count\" of at least 1" },
	};
#undef START
#undef FIELDS

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *problem = NULL;

		g_test_message("%s", cases[i].text);
		g_assert_null(read_text(f, cases[i].text, &problem));
		g_assert_nonnull(problem);
		if (cases[i].problem)
			g_assert_cmpstr(problem, ==, cases[i].problem);
		else
			g_assert_true(g_str_has_prefix(problem, "line "));
	}
}

/* Whatever bytes stand in the line and in the file's name, the baseline can be read and knows the finding. */
static void
test_broken_bytes(struct fixture *f, const void *data)
{
	struct baseline *baseline;
	size_t count;

	(void)data;
	complain(f, f->findings, RULE_DOCUMENT_ENCODING, "a.md", "one \001 two\v\xff three", "two", "a control character, U+0001");
	complain(f, f->findings, RULE_SECTION_MISSING, "b\n\xff.md", "one\x7f", "one", "a section is missing");
	baseline = written(f, f->findings);
	baseline_apply(baseline, f->findings);
	g_assert_cmpuint(count_all(f->findings), ==, 0);
	baseline_gone(baseline, &count);
	g_assert_cmpuint(count, ==, 0);
}

#define CASE(name, function) g_test_add("/baseline/" name, struct fixture, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	CASE("file", test_file);
	CASE("file-of-nothing", test_file_of_nothing);
	CASE("file-without-secret", test_file_holds_no_secret);
	CASE("old", test_old_findings_pass);
	CASE("new", test_new_findings_stand);
	CASE("counts", test_counts);
	CASE("gone", test_gone);
	CASE("entry-twice", test_entry_twice);
	CASE("unknown-rule", test_unknown_rule);
	CASE("malformed", test_malformed);
	CASE("broken-bytes", test_broken_bytes);
	return g_test_run();
}
