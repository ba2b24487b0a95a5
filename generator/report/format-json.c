#include "report/format.h"

static json_t *
text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *
number_or_null(size_t number)
{
	return number ? json_integer((json_int_t)number) : json_null();
}

static json_t *
finding_object(const struct shown *shown)
{
	const struct finding *finding = shown->finding;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:s, s:s, s:o}",
	    "file", text_or_null(shown->path),
	    "line", number_or_null(shown->extent.start.line),
	    "column", number_or_null(shown->extent.start.column),
	    "end_line", number_or_null(shown->extent.end.line),
	    "end_column", number_or_null(shown->extent.end.column),
	    "severity", level_name(finding->level),
	    "rule", rule_texts[finding->rule].id,
	    "message", finding->message,
	    "help", text_or_null(finding->help));
}

static json_t *
summary_object(const struct report *report)
{
	return json_pack("{s:I, s:I, s:I}",
	    "errors", (json_int_t)findings_count(report->findings, LEVEL_ERROR),
	    "warnings", (json_int_t)findings_count(report->findings, LEVEL_WARNING),
	    "documents", (json_int_t)report->options->documents);
}

void
format_json(struct report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(list, finding_object(&report->shown[i]));
	format_append_json(report, json_pack("{s:o, s:o}", "findings", list, "summary", summary_object(report)));
}
