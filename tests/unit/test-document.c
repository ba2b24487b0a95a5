/* document: fields, titles, sections, and where what is missing is missed. */
#include "model.h"

/* ---- Front matter ---- */

static void
test_fields(void)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, "content/runbooks/db/pool.md",
	    "---\n"
	    "title: Pool is full\n"
	    "service: payments-api\n"
	    "owner: \"@dana\"\n"
	    "alerts: [PoolFull, PoolSlow]\n"
	    "tags: database\n"
	    "reviewed: 2026-03-01\n"
	    "review_every: 90d\n"
	    "order: 3\n"
	    "draft: true\n"
	    "---\n"
	    "\n"
	    "## Symptoms\n");

	g_assert_cmpstr(document->id, ==, "pool");
	g_assert_cmpstr(document->kind->id, ==, "runbook");
	g_assert_cmpstr(document->output, ==, "runbooks/db/pool.html");
	g_assert_cmpstr(document->title.s, ==, "Pool is full");
	g_assert_cmpstr(bench_words(&bench, document->title.span), ==, "Pool is full");
	g_assert_false(document->title_is_heading);
	g_assert_cmpstr(document->owner.s, ==, "@dana");
	g_assert_cmpstr(document_text(document, "service").s, ==, "payments-api");
	g_assert_cmpuint(document_texts(document, "alerts").count, ==, 2);
	g_assert_cmpstr(document_texts(document, "alerts").items[1].s, ==, "PoolSlow");
	g_assert_cmpuint(document->tags.count, ==, 1);
	g_assert_cmpint(document->reviewed.stamp.at, ==, bench_at("2026-03-01"));
	g_assert_cmpint(document->review_every, ==, 90 * 86400);
	g_assert_cmpfloat(document->order, ==, 3);
	g_assert_true(document->draft);
	g_assert_cmpuint(document->value_count, ==, 9);
	g_assert_cmpstr(document->values[1].field->name, ==, "service");
	g_assert_cmpstr(bench_words(&bench, document->values[1].key), ==, "service");
	g_assert_null(document_value(document, "severity"));
	g_assert_null(document_text(document, "severity").s);
	g_assert_cmpint(document_moment(document, "started").stamp.at, ==, TIME_NONE);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_MISSING_FIELD, NULL), ==, 0);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_UNKNOWN_KEY, NULL), ==, 0);
	bench_free(&bench);
}

static void
test_defaults(void)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, "content/notes.md", "# Notes\n");

	g_assert_cmpstr(document->kind->id, ==, "page");
	g_assert_cmpstr(document->output, ==, "pages/notes.html");
	g_assert_cmpint(document->review_every, ==, 180 * 86400);
	g_assert_false(document->draft);
	g_assert_cmpuint(document->value_count, ==, 0);
	g_assert_cmpint(document->reviewed.stamp.at, ==, TIME_NONE);
	document = bench_document(&bench, "content/guides/on/call.md", "# Calls\n");
	g_assert_cmpstr(document->output, ==, "pages/guides/on/call.html");
	bench_free(&bench);
}

static void
test_unknown_key(void)
{
	struct bench bench = bench_new();
	struct span span;

	bench_document(&bench, "content/runbooks/a.md", "---\ntitle: A\nservise: x\nservice: y\n---\n");
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_UNKNOWN_KEY, &span), ==, 1);
	g_assert_cmpstr(bench_words(&bench, span), ==, "servise");
	bench_free(&bench);
}

static void
assert_missing(const char *text, size_t expected, const char *words)
{
	struct bench bench = bench_new();
	struct span span = SPAN_NONE;

	bench_document(&bench, "content/runbooks/a.md", text);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_MISSING_FIELD, &span), ==, expected);
	if (words)
		g_assert_cmpstr(bench_words(&bench, span), ==, words);
	bench_free(&bench);
}

static void
test_missing(void)
{
	assert_missing("---\ntitle: A\n---\n", 1, "---");
	assert_missing("# A heading\n\ntext\n", 1, "# A heading");
	assert_missing("only text\n", 2, "only text");
	assert_missing("", 2, "");
	assert_missing("---\ntitle: A\nservice:\n---\n", 1, "service");
	assert_missing("---\ntitle: A\nservice: \"\"\n---\n", 1, "service");
	assert_missing("---\ntitle:\nservice: x\n---\n# A\n", 0, NULL);
	assert_missing("---\ntitle:\nservice: x\n---\n", 1, "title");
}

/* What is there and wrong is complained of once, and not as missing. */
static void
test_wrong(void)
{
	struct bench bench = bench_new();
	struct span span;

	bench_document(&bench, "content/runbooks/a.md", "---\ntitle: A\nservice: [x, y]\nreviewed: 2026-02-30\n---\n");
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, &span), ==, 2);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_MISSING_FIELD, NULL), ==, 0);
	bench_free(&bench);
	bench = bench_new();
	bench_document(&bench, "content/runbooks/a.md", "---\ntitle: A\nservice: #x\n---\n");
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_COMMENT_VALUE, NULL), ==, 1);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_MISSING_FIELD, NULL), ==, 0);
	bench_free(&bench);
	bench = bench_new();
	bench_document(&bench, "content/a.md", "---\n- a\n- b\n---\n# A\n");
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, NULL), ==, 1);
	bench_free(&bench);
}

/* ---- Titles ---- */

static void
test_titles(void)
{
	struct bench bench = bench_new();
	const struct document *document;

	document = bench_document(&bench, "content/a.md", "# Run the *thing*\n\ntext\n");
	g_assert_cmpstr(document->title.s, ==, "Run the thing");
	g_assert_true(document->title_is_heading);
	g_assert_cmpuint(document->title_row, ==, 0);

	document = bench_document(&bench, "content/a.md", "---\ntitle: Same\n---\n# same\n");
	g_assert_cmpstr(document->title.s, ==, "Same");
	g_assert_true(document->title_is_heading);

	document = bench_document(&bench, "content/a.md", "---\ntitle: One\n---\n# Other\n");
	g_assert_cmpstr(document->title.s, ==, "One");
	g_assert_false(document->title_is_heading);
	g_assert_cmpuint(document->title_row, ==, ROW_NONE);

	document = bench_document(&bench, "content/alerts/DiskFull.md", "## Meaning\n\nFull.\n");
	g_assert_cmpstr(document->title.s, ==, "DiskFull");
	g_assert_null(document->title.span.source);
	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_MISSING_FIELD, NULL), ==, 0);
	bench_free(&bench);
}

/* ---- Sections ---- */

/* "symptoms diagnosis=empty resolution~nested symptoms+repeated" */
static const char *
sections_in_words(const struct bench *bench, const struct document *document)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i];

		g_string_append_printf(words, "%s%s%s%s%s", i ? " " : "", section->kind->id, section->nested ? "~nested" : "",
		    section->repeated ? "+repeated" : section->duplicate ? "+duplicate" : "", section->empty ? "=empty" : "");
	}
	return pool_strdup(bench->pool, words->str);
}

static void
assert_sections(const char *path, const char *text, const char *expected)
{
	struct bench bench = bench_new();

	g_test_message("%s", text);
	g_assert_cmpstr(sections_in_words(&bench, bench_document(&bench, path, text)), ==, expected);
	bench_free(&bench);
}

#define RUNBOOK "content/runbooks/a.md"
#define POSTMORTEM "content/postmortems/a.md"

static void
test_sections(void)
{
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Step 2: Diagnosis (< 2 min)\na\n## 3. Quick Fix:\na\n## ESCALATION\na\n",
	    "symptoms diagnosis resolution escalation");
	assert_sections(RUNBOOK, "# Symptoms\na\n# Diagnosis\na\n", "symptoms diagnosis");
	assert_sections(RUNBOOK, "# A\n### Symptoms\na\n### Diagnosis\na\n", "symptoms diagnosis");
	assert_sections(RUNBOOK, "# A\n## The runbook\n### Symptoms\na\n### Diagnosis\na\n", "symptoms diagnosis");
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Symptoms\nb\n", "symptoms symptoms+repeated");
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Impact\nb\n", "symptoms symptoms+duplicate");
	/* deeper headings belong to the section above: another name of a section is a detail there */
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Diagnosis\na\n### Impact\nb\n", "symptoms diagnosis");
	/* … and its own name counts where the document has it nowhere else */
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Diagnosis\na\n### Escalation\nb\n", "symptoms diagnosis escalation~nested");
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n### Escalation\nb\n## Escalation\nc\n", "symptoms escalation");
	assert_sections(RUNBOOK, "# A\n## Symptoms\na\n## Notes\n### Overview\nb\n", "symptoms");
	/* the first alone has the highest level */
	assert_sections(RUNBOOK, "---\ntitle: A\n---\n# Symptoms\na\n## Diagnosis (< 2 min)\na\n## ESCALATION\nb\n", "symptoms diagnosis escalation");
	assert_sections(RUNBOOK, "---\ntitle: A\n---\n# Symptoms\na\n# Diagnosis\na\n## Escalation\nb\n", "symptoms diagnosis escalation~nested");
	assert_sections(RUNBOOK, "---\ntitle: A\n---\n# Symptoms\na\n### Escalation\nb\n", "symptoms escalation~nested");
	assert_sections(RUNBOOK, "> ## Symptoms\n> a\n", "");
	assert_sections("content/a.md", "## Symptoms\na\n", "");
}

static void
test_bold_sections(void)
{
	assert_sections(POSTMORTEM, "# A\n\n**Impact**\n\n5 %\n\n**Timeline:**\n\n14:00 a\n\n**Important**\n\nb\n\n**Root cause**\n\nc\n",
	    "impact timeline root_cause");
	assert_sections(POSTMORTEM, "# A\n\n- **Impact**\n\n  5 %\n- **Root cause**\n\n  c\n", "impact root_cause");
	assert_sections(POSTMORTEM, "# A\n\n**Impact** is large\n", "");
	/* a bold heading ends at a real one of any level */
	assert_sections(POSTMORTEM, "# A\n\n**Impact**\n\n#### x\n\n5 %\n", "impact=empty");
}

static void
test_empty(void)
{
	static const char *const empty[] = {
		"", "TODO", "TBD.", "TBA", "to be decided", "To-Do", "FIXME", "N/A", "n/a", "-", "...", "…", "_TODO_", "**TBD**", "TODO: write this", "<!-- what to do -->",
		"- TODO\n- TBD", "### Deeper\n\n### Deepest", "| Time | Event |\n|---|---|", "| Time | Event |\n|---|---|\n| | |", "```\n```",
		"Whom to page next, after how many minutes or under which condition.",
		"<!-- a -->\n\n- Whom to page next, after how many minutes or under which condition",
	};
	static const char *const full[] = {
		"Call Dana.", "### Deeper\n\ntext", "![a graph](graph.png)", "```sh\nls\n```", "| a |\n|---|\n| b |", "TODO\n\nCall Dana.",
		"- call", "> quoted", "Todos are listed here", "Call after 5 minutes.\nTBD",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(empty); i++) {
		g_autofree char *text = g_strdup_printf("# A\n\n## Escalation\n\n%s\n", empty[i]);

		assert_sections(RUNBOOK, text, "escalation=empty");
	}
	for (size_t i = 0; i < G_N_ELEMENTS(full); i++) {
		g_autofree char *text = g_strdup_printf("# A\n\n## Escalation\n\n%s\n", full[i]);

		assert_sections(RUNBOOK, text, "escalation");
	}
}

static void
test_section_rows(void)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, RUNBOOK,
	    "# A\n\n## Symptoms (5 minutes)\n\none\n\n### Sub\n\ntwo\n\n## Diagnosis\n\nthree\n");
	const struct section *section = document_section(document, "symptoms");

	g_assert_nonnull(section);
	g_assert_cmpint(section->time_box, ==, 300);
	g_assert_cmpuint(section->heading, ==, 1);
	g_assert_cmpuint(section->first_row, ==, 2);
	g_assert_cmpuint(section->end_row, ==, 5);
	g_assert_cmpstr(bench_words(&bench, section->span), ==, "## Symptoms (5 minutes)");
	g_assert_null(document_section(document, "escalation"));
	g_assert_cmpstr(markdown_text(&document->body, document_heading(document, "sub")->text), ==, "Sub");
	g_assert_null(document_heading(document, "nothing"));
	bench_free(&bench);
}

/* ---- Places of what is missing ---- */

static void
test_missing_span(void)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, RUNBOOK,
	    "# A\n\n## Symptoms\n\n- one\n- last of symptoms\n\n## Escalation\n\nlast of all  \n\n\n");
	const struct kind_section *diagnosis = kind_section_find(document->kind, "diagnosis");
	const struct kind_section *symptoms = kind_section_find(document->kind, "symptoms");

	g_assert_cmpstr(bench_words(&bench, document_missing_span(document, diagnosis)), ==, "- last of symptoms");
	g_assert_cmpstr(bench_words(&bench, document_missing_span(document, symptoms)), ==, "# A");
	g_assert_cmpstr(bench_words(&bench, document_end_span(document, ROW_NONE)), ==, "last of all");
	g_assert_cmpstr(bench_words(&bench, document_end_span(document, 1)), ==, "# A");
	document = bench_document(&bench, RUNBOOK, "");
	g_assert_cmpuint(document_end_span(document, ROW_NONE).end, ==, 0);
	g_assert_true(document_end_span(document, ROW_NONE).source == document->source);
	bench_free(&bench);
}

static void
test_file_day(void)
{
	static const struct {
		const char *path, *day;
	} rows[] = {
		{ "content/postmortems/2026-03-21-pool.md", "2026-03-21" },
		{ "content/postmortems/2026-03-21.md", "2026-03-21" },
		{ "content/postmortems/2026-02-31-pool.md", NULL },
		{ "content/postmortems/2026-03-211.md", NULL },
		{ "content/2026-03-21/pool.md", NULL },
		{ "content/pool.md", NULL },
	};
	struct bench bench = bench_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct document *document = bench_document(&bench, rows[i].path, "# A\n");

		g_assert_cmpint(document_file_day(document, zone_utc()), ==, rows[i].day ? bench_at(rows[i].day) : TIME_NONE);
	}
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/document/fields", test_fields);
	g_test_add_func("/document/defaults", test_defaults);
	g_test_add_func("/document/unknown-key", test_unknown_key);
	g_test_add_func("/document/missing", test_missing);
	g_test_add_func("/document/wrong", test_wrong);
	g_test_add_func("/document/titles", test_titles);
	g_test_add_func("/document/sections", test_sections);
	g_test_add_func("/document/bold-sections", test_bold_sections);
	g_test_add_func("/document/empty", test_empty);
	g_test_add_func("/document/section-rows", test_section_rows);
	g_test_add_func("/document/missing-span", test_missing_span);
	g_test_add_func("/document/file-day", test_file_day);
	return g_test_run();
}
