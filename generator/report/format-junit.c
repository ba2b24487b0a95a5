#include "report/format.h"

#include <string.h>

static bool
is_failure(const struct report *report, const struct finding *finding)
{
	return finding->level == LEVEL_ERROR || (report->options->strict && finding->level == LEVEL_WARNING);
}

/* g_markup_escape_text, but without the characters that XML 1.0 can't hold at all. */
static void
append_escaped(GString *out, const char *text)
{
	g_autoptr(GString) clean = g_string_new(NULL);

	for (; *text; text = g_utf8_next_char(text)) {
		gunichar c = g_utf8_get_char(text);

		g_string_append_unichar(clean, (c < 0x20 && c != '\t') || c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
	}

	g_autofree char *escaped = g_markup_escape_text(clean->str, (gssize)clean->len);

	g_string_append(out, escaped);
}

static void
append_attribute(GString *out, const char *name, const char *value)
{
	g_string_append_printf(out, " %s=\"", name);
	append_escaped(out, value);
	g_string_append_c(out, '"');
}

static void
append_counts(GString *out, size_t tests, size_t failures)
{
	g_string_append_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"%zu\"", tests, failures, tests - failures);
}

/* "12:1: section "Escalation" is missing": cases of one suite need names that differ. */
static char *
case_name(const struct shown *shown)
{
	const struct place *place = &shown->extent.start;

	if (!place->line)
		return g_strdup(shown->finding->message);
	return g_strdup_printf("%zu:%zu: %s", place->line, place->column, shown->finding->message);
}

static void
append_body(GString *out, const struct finding *finding)
{
	append_escaped(out, finding->message);
	if (finding->help) {
		g_string_append(out, "\nhelp: ");
		append_escaped(out, finding->help);
	}
}

static void
append_case(struct report *report, const struct shown *shown)
{
	const struct finding *finding = shown->finding;
	g_autofree char *name = case_name(shown);
	GString *out = report->out;

	g_string_append(out, "    <testcase");
	append_attribute(out, "name", name);
	append_attribute(out, "classname", rule_texts[finding->rule].id);
	if (shown->path)
		append_attribute(out, "file", shown->path);
	if (shown->extent.start.line)
		g_string_append_printf(out, " line=\"%zu\"", shown->extent.start.line);
	g_string_append(out, ">\n      ");
	if (is_failure(report, finding)) {
		g_string_append(out, "<failure");
		append_attribute(out, "message", finding->message);
		append_attribute(out, "type", level_name(finding->level));
		g_string_append_c(out, '>');
		append_body(out, finding);
		g_string_append(out, "</failure>\n");
	} else {
		g_autofree char *message = g_strdup_printf("%s: %s", level_name(finding->level), finding->message);

		g_string_append(out, "<skipped");
		append_attribute(out, "message", message);
		g_string_append(out, "/>\n");
	}
	g_string_append(out, "    </testcase>\n");
}

/* The findings from..end share one path; end is returned. */
static size_t
suite_end(const struct report *report, size_t from)
{
	size_t end = from + 1;

	while (end < report->count && g_strcmp0(report->shown[end].path, report->shown[from].path) == 0)
		end++;
	return end;
}

static size_t
count_failures(const struct report *report, size_t from, size_t end)
{
	size_t failures = 0;

	for (; from < end; from++)
		failures += is_failure(report, report->shown[from].finding);
	return failures;
}

static void
append_suite(struct report *report, size_t from, size_t end)
{
	const char *path = report->shown[from].path;

	g_string_append(report->out, "  <testsuite");
	append_attribute(report->out, "name", path ? path : "site");
	append_counts(report->out, end - from, count_failures(report, from, end));
	g_string_append(report->out, ">\n");
	for (; from < end; from++)
		append_case(report, &report->shown[from]);
	g_string_append(report->out, "  </testsuite>\n");
}

/* A report without a case is taken for one that was never made. */
static void
append_passed(GString *out)
{
	g_string_append(out,
	    "  <testsuite name=\"site\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n"
	    "    <testcase name=\"no findings\" classname=\"sitrep\"/>\n"
	    "  </testsuite>\n");
}

void
format_junit(struct report *report)
{
	g_string_append(report->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"sitrep\"");
	if (report->count)
		append_counts(report->out, report->count, count_failures(report, 0, report->count));
	else
		g_string_append(report->out, " tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"");
	g_string_append(report->out, ">\n");
	for (size_t from = 0, end; from < report->count; from = end) {
		end = suite_end(report, from);
		append_suite(report, from, end);
	}
	if (report->count == 0)
		append_passed(report->out);
	g_string_append(report->out, "</testsuites>\n");
}
