#include "report/format.h"

static const char *const severities[] = {
	[LEVEL_OFF] = "info",
	[LEVEL_ADVICE] = "info",
	[LEVEL_WARNING] = "minor",
	[LEVEL_ERROR] = "major",
};

/* Every entry must have a path and a line. */
static json_t *
location(const struct shown *shown)
{
	size_t line = shown->extent.start.line;

	return json_pack("{s:s, s:{s:I}}", "path", shown->path ? shown->path : "site.yaml",
	    "lines", "begin", (json_int_t)(line ? line : 1));
}

static json_t *
entry(const struct shown *shown, const char *print)
{
	const struct finding *finding = shown->finding;
	g_autofree char *text = finding->help ? g_strdup_printf("%s (%s)", finding->message, finding->help) : NULL;

	return json_pack("{s:s, s:s, s:s, s:s, s:o}",
	    "description", text ? text : finding->message,
	    "check_name", rule_texts[finding->rule].id,
	    "fingerprint", print,
	    "severity", severities[finding->level],
	    "location", location(shown));
}

void
format_gitlab(struct report *report)
{
	const char *const *prints = format_fingerprints(report);
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(list, entry(&report->shown[i], prints[i]));
	format_append_json(report, list);
}
