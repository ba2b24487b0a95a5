#include "report/format.h"

#define BOLD "\033[1m"
#define FAINT "\033[2m"
#define PLAIN "\033[0m"

static const char *const level_colors[] = {
	[LEVEL_OFF] = "",
	[LEVEL_ADVICE] = "\033[1;36m",
	[LEVEL_WARNING] = "\033[1;33m",
	[LEVEL_ERROR] = "\033[1;31m",
};

static const char *
paint(const struct report *report, const char *code)
{
	return report->options->color ? code : "";
}

/* "path:line:column: ", as much of it as is known. */
static void
append_place(struct report *report, const char *path, const struct place *place)
{
	if (!path)
		return;
	g_string_append_printf(report->out, "%s%s:", paint(report, BOLD), path);
	if (place->line)
		g_string_append_printf(report->out, "%zu:%zu:", place->line, place->column);
	g_string_append_printf(report->out, "%s ", paint(report, PLAIN));
}

static void
append_excerpt(struct report *report, const struct shown *shown)
{
	const struct span *span = &shown->finding->span;
	const struct span at = { span->source, span->start, span->start };
	const struct excerpt_style style = {
		.width = report->options->width,
		.mark = paint(report, level_colors[shown->finding->level]),
		.plain = paint(report, PLAIN),
	};

	if (!report->options->source || !span->source || secrets_touch(report->secrets, &at))
		return;
	g_string_append(report->out, excerpt_draw(report->pool, span, shown->extent.start.line, &style));
}

static void
append_note(struct report *report, const struct note *note)
{
	struct counter counter = { 0 };
	struct extent extent = extent_of(&counter, &note->span);

	append_place(report, format_span_path(report, &note->span), &extent.start);
	g_string_append_printf(report->out, "%snote:%s %s\n", paint(report, BOLD), paint(report, PLAIN), note->message);
}

static void
append_finding(struct report *report, const struct shown *shown)
{
	const struct finding *finding = shown->finding;

	append_place(report, shown->path, &shown->extent.start);
	g_string_append_printf(report->out, "%s%s:%s %s %s[%s]%s\n",
	    paint(report, level_colors[finding->level]), level_name(finding->level), paint(report, PLAIN), finding->message,
	    paint(report, FAINT), rule_texts[finding->rule].id, paint(report, PLAIN));
	append_excerpt(report, shown);
	if (finding->help)
		g_string_append_printf(report->out, "  help: %s\n", finding->help);
	for (size_t i = 0; i < finding->note_count; i++)
		append_note(report, &finding->notes[i]);
}

void
format_text(struct report *report)
{
	for (size_t i = 0; i < report->count; i++)
		append_finding(report, &report->shown[i]);
}
