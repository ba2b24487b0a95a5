#include "report/format.h"

#include <string.h>

/* Workflow commands know no advice. */
static const char *const commands[] = {
	[LEVEL_OFF] = "notice",
	[LEVEL_ADVICE] = "notice",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
};

/* The escapes of workflow commands; a property also escapes what would end it. */
static void
append_escaped(GString *out, const char *text, const char *also)
{
	for (; *text; text++)
		if (strchr("%\r\n", *text) || strchr(also, *text))
			g_string_append_printf(out, "%%%02X", (unsigned char)*text);
		else
			g_string_append_c(out, *text);
}

static void
append_data(GString *out, const char *text)
{
	append_escaped(out, text, "");
}

static void
append_property(GString *out, const char *text)
{
	append_escaped(out, text, ":,");
}

/* The code host takes columns only where the first and the last line are one. */
static void
append_place(GString *out, const struct shown *shown)
{
	const struct place *start = &shown->extent.start, *end = &shown->extent.end;

	if (!shown->path)
		return;
	g_string_append(out, "file=");
	append_property(out, shown->path);
	if (start->line && start->line == end->line)
		g_string_append_printf(out, ",line=%zu,col=%zu,endLine=%zu,endColumn=%zu", start->line, start->column, end->line, end->column);
	else if (start->line)
		g_string_append_printf(out, ",line=%zu,endLine=%zu", start->line, end->line);
	g_string_append_c(out, ',');
}

static void
append_note(struct report *report, const struct note *note)
{
	struct counter counter = { 0 };
	struct extent extent = extent_of(&counter, &note->span);
	const char *path = format_span_path(report, &note->span);

	append_data(report->out, "\n");
	if (path) {
		append_data(report->out, path);
		g_string_append_printf(report->out, ":%zu:%zu: ", extent.start.line, extent.start.column);
	}
	append_data(report->out, note->message);
}

static void
append_finding(struct report *report, const struct shown *shown)
{
	const struct finding *finding = shown->finding;
	GString *out = report->out;

	g_string_append_printf(out, "::%s ", commands[finding->level]);
	append_place(out, shown);
	g_string_append(out, "title=");
	append_property(out, rule_texts[finding->rule].id);
	g_string_append(out, "::");
	append_data(out, finding->message);
	if (finding->help) {
		append_data(out, "\nhelp: ");
		append_data(out, finding->help);
	}
	for (size_t i = 0; i < finding->note_count; i++)
		append_note(report, &finding->notes[i]);
	g_string_append_c(out, '\n');
}

/* Only the first ten of a step are shown, so what the reader must see comes first. */
enum turn {
	TURN_ERROR,
	TURN_CHANGED,
	TURN_OTHER,
	TURN_COUNT,
};

static enum turn
turn_of(const struct finding *finding, GHashTable *changed)
{
	const char *path = finding->span.source ? finding->span.source->path : finding->file;

	if (finding->level == LEVEL_ERROR)
		return TURN_ERROR;
	return path && g_hash_table_contains(changed, path) ? TURN_CHANGED : TURN_OTHER;
}

static void
append_count(struct report *report)
{
	g_string_append(report->out, format_summary(report->pool, report->findings, report->options->documents));
	if (report->options->has_summary && report->count)
		g_string_append(report->out, "; the summary of this step lists them all");
	g_string_append_c(report->out, '\n');
}

void
format_github(struct report *report)
{
	const struct report_options *options = report->options;
	g_autoptr(GHashTable) changed = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < options->changed_count; i++)
		g_hash_table_add(changed, (void *)options->changed[i]);
	for (enum turn turn = 0; turn < TURN_COUNT; turn++)
		for (size_t i = 0; i < report->count; i++)
			if (turn_of(report->shown[i].finding, changed) == turn)
				append_finding(report, &report->shown[i]);
	append_count(report);
}
