#include "report/report.h"

#include "base/findings.h"
#include "base/pool.h"
#include "report/excerpt.h"
#include "report/format.h"

#include <string.h>

#define SUMMARY_ROWS 1000 /* the code host takes 1 MiB of summary a step */

static const struct {
	const char *name;
	void (*render)(struct report *report);
} formats[FORMAT_COUNT] = {
	[FORMAT_TEXT] = { "text", format_text },
	[FORMAT_JSON] = { "json", format_json },
	[FORMAT_SARIF] = { "sarif", format_sarif },
	[FORMAT_GITHUB] = { "github", format_github },
	[FORMAT_GITLAB] = { "gitlab", format_gitlab },
	[FORMAT_JUNIT] = { "junit", format_junit },
};

enum format
report_format_find(const char *name)
{
	enum format format = 0;

	while (format < FORMAT_COUNT && strcmp(formats[format].name, name) != 0)
		format++;
	return format;
}

const char *
report_format_name(enum format format)
{
	return formats[format].name;
}

static const struct shown *
make_ready(struct report *report)
{
	const struct finding *const *list = findings_list(report->findings, &report->count);
	struct shown *shown = pool_array(report->pool, struct shown, report->count);
	struct counter counter = { 0 };

	for (size_t i = 0; i < report->count; i++) {
		const char *path = list[i]->span.source ? list[i]->span.source->path : list[i]->file;

		shown[i] = (struct shown){
			.finding = list[i],
			.path = path ? format_path(report, path) : NULL,
			.extent = extent_of(&counter, &list[i]->span),
		};
	}
	return shown;
}

static struct report
begin(struct pool *pool, const struct findings *findings, const struct report_options *options, GString *out)
{
	struct report report = {
		.pool = pool,
		.findings = findings,
		.options = options,
		.secrets = options->secrets ? options->secrets : secrets_find(pool, findings),
		.out = out,
	};

	report.shown = make_ready(&report);
	return report;
}

const char *
report_render(struct pool *pool, enum format format, const struct findings *findings, const struct report_options *options)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct report report = begin(pool, findings, options, out);

	formats[format].render(&report);
	return pool_strndup(pool, out->str, out->len);
}

const char *
report_summary(struct pool *pool, const struct findings *findings, size_t documents)
{
	return format_summary(pool, findings, documents);
}

/* The step's summary */

/* Text into a cell of a Markdown table: what could be markup, a mention or a cell's end is
 * escaped. */
static void
append_cell(GString *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_{}[]<>()#|~&@$!", *text))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
}

static void
append_row(GString *out, const struct shown *shown)
{
	const struct finding *finding = shown->finding;

	g_string_append_printf(out, "| %s | ", level_name(finding->level));
	append_cell(out, shown->path ? shown->path : "");
	if (shown->extent.start.line)
		g_string_append_printf(out, ":%zu", shown->extent.start.line);
	g_string_append(out, " | ");
	append_cell(out, finding->message);
	if (finding->help) {
		g_string_append(out, ": ");
		append_cell(out, finding->help);
	}
	g_string_append_printf(out, " | %s |\n", rule_texts[finding->rule].id);
}

const char *
report_step_summary(struct pool *pool, const struct findings *findings, const struct report_options *options)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct report report = begin(pool, findings, options, out);
	size_t rows = MIN(report.count, SUMMARY_ROWS);

	g_string_append_printf(out, "### sitrep: %s\n", format_summary(pool, findings, options->documents));
	if (rows)
		g_string_append(out, "\n| Level | Place | What is wrong | Rule |\n|---|---|---|---|\n");
	for (size_t i = 0; i < rows; i++)
		append_row(out, &report.shown[i]);
	if (rows < report.count)
		g_string_append_printf(out, "\n%zu more are not listed here.\n", report.count - rows);
	return pool_strndup(pool, out->str, out->len);
}
