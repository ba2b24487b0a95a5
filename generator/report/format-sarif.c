#include "report/format.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

static const char *const levels[] = {
	[LEVEL_OFF] = "none",
	[LEVEL_ADVICE] = "note",
	[LEVEL_WARNING] = "warning",
	[LEVEL_ERROR] = "error",
};

static json_t *
text_object(const char *text)
{
	return json_pack("{s:s}", "text", text);
}

/* The rule's texts, for viewers that show them beside the finding. */
static json_t *
rule_object(enum rule rule)
{
	const struct rule_text *text = &rule_texts[rule];
	g_autofree char *help = g_strdup_printf("%s\n\nComplained of:\n\n%s\n\nNot complained of:\n\n%s\n", text->explanation, text->bad, text->good);

	return json_pack("{s:s, s:o, s:o, s:o, s:{s:s}}",
	    "id", text->id,
	    "shortDescription", text_object(text->summary),
	    "fullDescription", text_object(text->explanation),
	    "help", text_object(help),
	    "defaultConfiguration", "level", levels[text->level]);
}

/* Only the rules that occur; indices says where each stands. */
static json_t *
rule_list(const struct report *report, size_t *indices)
{
	json_t *list = json_array();

	for (enum rule rule = 0; rule < RULE_COUNT; rule++) {
		if (!findings_has_rule(report->findings, rule))
			continue;
		indices[rule] = json_array_size(list);
		json_array_append_new(list, rule_object(rule));
	}
	return list;
}

static json_t *
region(const struct extent *extent)
{
	return json_pack("{s:I, s:I, s:I, s:I}",
	    "startLine", (json_int_t)extent->start.line,
	    "startColumn", (json_int_t)extent->start.column,
	    "endLine", (json_int_t)extent->end.line,
	    "endColumn", (json_int_t)extent->end.column);
}

/* A path is relative to the root of the sources; "a:b.md" must not become a scheme. */
static json_t *
artifact(const char *path)
{
	g_autofree char *uri = g_uri_escape_string(path, "/", FALSE);

	return json_pack("{s:s, s:s}", "uri", uri, "uriBaseId", "%SRCROOT%");
}

static json_t *
physical_location(const char *path, const struct extent *extent)
{
	json_t *location = json_pack("{s:o}", "artifactLocation", artifact(path));

	if (extent->start.line)
		json_object_set_new(location, "region", region(extent));
	return location;
}

static json_t *
related_location(struct report *report, const struct note *note, size_t id)
{
	struct counter counter = { 0 };
	struct extent extent = extent_of(&counter, &note->span);
	json_t *location = json_pack("{s:I, s:o}", "id", (json_int_t)id, "message", text_object(note->message));

	if (note->span.source)
		json_object_set_new(location, "physicalLocation", physical_location(format_span_path(report, &note->span), &extent));
	return location;
}

static json_t *
related_locations(struct report *report, const struct finding *finding)
{
	json_t *list = json_array();

	for (size_t i = 0; i < finding->note_count; i++)
		json_array_append_new(list, related_location(report, &finding->notes[i], i + 1));
	return list;
}

static json_t *
message(const struct finding *finding)
{
	g_autofree char *text = finding->help ? g_strdup_printf("%s\nHelp: %s", finding->message, finding->help) : NULL;

	return text_object(text ? text : finding->message);
}

static json_t *
result_object(struct report *report, const struct shown *shown, size_t rule_index, const char *print)
{
	const struct finding *finding = shown->finding;
	json_t *result = json_pack("{s:s, s:I, s:s, s:o}",
	    "ruleId", rule_texts[finding->rule].id,
	    "ruleIndex", (json_int_t)rule_index,
	    "level", levels[finding->level],
	    "message", message(finding));

	if (shown->path)
		json_object_set_new(result, "locations",
		    json_pack("[{s:o}]", "physicalLocation", physical_location(shown->path, &shown->extent)));
	if (finding->note_count)
		json_object_set_new(result, "relatedLocations", related_locations(report, finding));
	json_object_set_new(result, "partialFingerprints", json_pack("{s:s}", "sitrep/v1", print));
	return result;
}

static json_t *
result_list(struct report *report, const size_t *indices)
{
	const char *const *prints = format_fingerprints(report);
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(list, result_object(report, &report->shown[i], indices[report->shown[i].finding->rule], prints[i]));
	return list;
}

static json_t *
driver(struct report *report, size_t *indices)
{
	json_t *driver_object = json_pack("{s:s}", "name", "sitrep");

	if (report->options->version)
		json_object_set_new(driver_object, "version", json_string(report->options->version));
	json_object_set_new(driver_object, "rules", rule_list(report, indices));
	return driver_object;
}

void
format_sarif(struct report *report)
{
	size_t indices[RULE_COUNT] = { 0 };
	json_t *tool = json_pack("{s:o}", "driver", driver(report, indices));
	json_t *run = json_pack("{s:o, s:s, s:o}", "tool", tool, "columnKind", "unicodeCodePoints", "results", result_list(report, indices));

	format_append_json(report, json_pack("{s:s, s:s, s:[o]}", "$schema", SCHEMA, "version", "2.1.0", "runs", run));
}
