/* What has changed, in words or as JSON. */
#include "command/probe_parts.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "read/discover.h"

/* Whether it is not as it was; the first answer is a change when it is not up. */
static bool
is_changed(const struct probing *probing, size_t i)
{
	const struct probe_line *before = line_before(probing, i), *line = &probing->answers[i].line;

	if (!before)
		return line->outcome != OUTCOME_UP;
	return before->outcome != line->outcome || before->why != line->why || (line->why == WHY_STATUS && before->status != line->status);
}

/* ---- registers ---- */

static bool
is_of_service(const struct finding *finding, const struct service *service)
{
	return finding->level == LEVEL_ERROR && finding->span.source == service->span.source && finding->span.start >= service->span.start &&
	       finding->span.end <= service->span.end;
}

static bool
is_meant(const struct probing *probing, const struct service *service)
{
	return !probing->options->service || strcmp(probing->options->service, service->id.s) == 0;
}

static bool
is_of_some_service(const struct site *site, const struct finding *finding)
{
	for (size_t i = 0; i < site->registers->services.count; i++)
		if (is_of_service(finding, &REGISTER_ITEMS(site->registers->services, struct service)[i]))
			return true;
	return false;
}

/* Whether a finding is that all of a register is lost. */
static bool
is_of_lost_register(const struct site *site, const struct finding *finding)
{
	const char *path = finding->span.source ? finding->span.source->path : finding->file;

	if (!stages_is_of_lost_file(finding))
		return false;
	if (finding->level != LEVEL_ERROR || !path || is_of_some_service(site, finding))
		return false;
	return strcmp(path, "content") == 0 || (discover_is_register(path) && !register_is_rule_file(site->config, path));
}

static void
say_finding(struct pool *pool, const struct finding *finding)
{
	stages_fail("%s: %s", finding->span.source ? span_place(pool, finding->span) : finding->file, finding->message);
}

bool
say_wrong_entries(struct probing *probing)
{
	bool whole = true;
	const struct list services = probing->stages.site->registers->services;
	const struct finding *const *findings;
	size_t count;

	if (!stages_select(&probing->stages))
		return true;
	findings = findings_list(probing->stages.findings, &count);
	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		for (size_t k = 0; k < count && is_meant(probing, service); k++)
			if (is_of_service(findings[k], service))
				say_finding(probing->pool, findings[k]);
	}
	for (size_t k = 0; k < count; k++)
		if (is_of_lost_register(probing->stages.site, findings[k])) {
			say_finding(probing->pool, findings[k]);
			whole = false;
		}
	return whole;
}

/* ---- words ---- */

static void
append_change(const struct probing *probing, size_t i, GString *text)
{
	const struct probe_answer *answer = &probing->answers[i];
	const struct probe_line *before = line_before(probing, i);
	const bool again = before && before->outcome != OUTCOME_UP && answer->line.outcome == OUTCOME_UP;
	const bool still = before && before->outcome == answer->line.outcome;

	g_string_append_printf(text, "%s: %s is %s%s%s", probing->services[i]->id.s, answer->probe->id, still ? "still " : "",
	    probe_outcome_id(answer->line.outcome), again ? " again" : "");
	if (answer->message)
		g_string_append_printf(text, ": %s", answer->message);
	else if (answer->line.ms >= 0)
		g_string_append_printf(text, ", in %d ms", answer->line.ms);
	g_string_append_c(text, '\n');
}

static const char *
changes_text(const struct probing *probing)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < probing->count; i++)
		if (!probing->answers[i].refused && is_changed(probing, i))
			append_change(probing, i, text);
	return pool_strndup(probing->pool, text->str, text->len);
}

/* With --every it says when, and is said only where there is something new. */
static void
say_summary(struct probing *probing)
{
	size_t outcomes[OUTCOME_COUNT] = { 0 }, refused = 0;
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < probing->count; i++) {
		refused += probing->answers[i].refused;
		outcomes[probing->answers[i].line.outcome] += !probing->answers[i].refused;
	}
	g_string_append_printf(text, "%zu probe%s: %zu up", probing->count, probing->count == 1 ? "" : "s", outcomes[OUTCOME_UP]);
	if (outcomes[OUTCOME_DEGRADED])
		g_string_append_printf(text, ", %zu degraded", outcomes[OUTCOME_DEGRADED]);
	if (outcomes[OUTCOME_DOWN])
		g_string_append_printf(text, ", %zu down", outcomes[OUTCOME_DOWN]);
	if (refused)
		g_string_append_printf(text, ", %zu not asked", refused);
	if (probing->options->every)
		g_string_append_printf(text, ", at %s", time_format(probing->pool, probing->stages.site->config->zone, probing->stages.site->now));
	g_string_append_c(text, '\n');
	stages_say(&probing->stages, text->str);
}

/* ---- JSON ---- */

static json_t *
text_or_null(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *
answer_json(const struct probing *probing, size_t i)
{
	const struct probe_answer *answer = &probing->answers[i];
	const struct probe_line *line = &answer->line, *before = line_before(probing, i);
	json_t *object = json_object();

	json_object_set_new(object, "service", json_string(probing->services[i]->id.s));
	json_object_set_new(object, "probe", json_string(answer->probe->id));
	json_object_set_new(object, "state", text_or_null(answer->refused ? NULL : probe_outcome_id(line->outcome)));
	json_object_set_new(object, "why", text_or_null(answer->refused ? NULL : probe_why_id(line->why)));
	json_object_set_new(object, "message", text_or_null(answer->message));
	json_object_set_new(object, "ms", line->ms >= 0 ? json_integer(line->ms) : json_null());
	json_object_set_new(object, "status", line->status ? json_integer(line->status) : json_null());
	json_object_set_new(object, "certificate", text_or_null(line->certificate == TIME_NONE ? NULL : time_format_iso(probing->pool, line->certificate)));
	json_object_set_new(object, "tries", json_integer(line->tries));
	json_object_set_new(object, "before", text_or_null(before ? probe_outcome_id(before->outcome) : NULL));
	json_object_set_new(object, "changed", json_boolean(!answer->refused && is_changed(probing, i)));
	return object;
}

/* One line, so that many rounds are lines. */
static const char *
round_json(const struct probing *probing)
{
	json_t *round = json_object(), *probes = json_array();
	char *text;
	const char *copy;

	for (size_t i = 0; i < probing->count; i++)
		json_array_append_new(probes, answer_json(probing, i));
	json_object_set_new(round, "at", json_string(time_format_iso(probing->pool, probing->stages.site->now)));
	json_object_set_new(round, "location", text_or_null(*probing->location ? probing->location : NULL));
	json_object_set_new(round, "probes", probes);
	text = json_dumps(round, JSON_COMPACT);
	copy = pool_printf(probing->pool, "%s\n", text);
	g_free(text);
	json_decref(round);
	return copy;
}

static void
say_refused(const struct probing *probing)
{
	for (size_t i = 0; i < probing->count; i++)
		if (probing->answers[i].refused)
			stages_fail("%s: %s was not asked: %s", probing->services[i]->id.s, probing->answers[i].probe->id, probing->answers[i].message);
}

bool
say_answers(struct probing *probing)
{
	const char *format = probing->options->format, *changes = changes_text(probing);

	say_refused(probing);
	if (!probing->again || *changes)
		say_summary(probing);
	return stages_print(format && strcmp(format, "json") == 0 ? round_json(probing) : changes);
}
