/* The command line → what is to be written. */
#include "command/incident_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* ---- --affects ---- */

static int
unknown_component(const struct run *run, const char *name)
{
	const struct list *list = &run->stages.site->registers->services;
	const char **names = pool_array(run->pool, const char *, 2 * list->count + 1);
	const struct service *service = service_find(run->stages.site->registers, name);
	size_t count = 0;

	if (service)
		return stages_fail("--affects: the service \"%s\" has no component: the status page does not show it", name);
	for (size_t i = 0; i < list->count; i++) {
		const struct service *other = &REGISTER_ITEMS(*list, struct service)[i];

		if (!other->component.span.source)
			continue;
		names[count++] = other->id.s;
		names[count++] = other->component.name.s;
	}
	return stages_unknown("component", name, text_nearest(name, names, count), "services with a component: in content/ are those of the status page");
}

static int
unknown_state(const struct run *run, const char *word)
{
	const char *names[STATE_COUNT], *all = "";

	for (size_t i = 0; i < STATE_COUNT; i++) {
		names[i] = state_id((enum state)i);
		all = pool_printf(run->pool, "%s%s%s", all, i ? ", " : "", names[i]);
	}
	return stages_unknown("state", word, text_nearest(word, names, STATE_COUNT), pool_printf(run->pool, "states are %s", all));
}

/* One "ID=STATE"; of two for the same component the later one counts. */
static bool
ask_affect(const struct run *run, const char *text, struct amend_affect *affects, size_t *count)
{
	const char *sign = strrchr(text, '=');
	g_autofree char *name = g_strstrip(g_strndup(text, sign ? (size_t)(sign - text) : strlen(text)));
	g_autofree char *word = g_strstrip(g_strdup(sign ? sign + 1 : ""));
	struct amend_affect affect;
	size_t at = 0;

	affect.service = component_find(run->stages.site->registers, name);
	if (!affect.service)
		return unknown_component(run, name) == EXIT_DONE;
	if (!sign)
		return stages_fail("--affects %s: say in which state: %s=partial_outage", name, name) == EXIT_DONE;
	if (!state_find(word, &affect.state))
		return unknown_state(run, word) == EXIT_DONE;
	while (at < *count && affects[at].service != affect.service)
		at++;
	affects[at] = affect;
	*count = MAX(*count, at + 1);
	return true;
}

static bool
ask_affects(struct run *run)
{
	g_auto(GStrv) parts = g_strsplit(run->options->affects ? run->options->affects : "", ",", -1);
	struct amend_affect *affects = pool_array(run->pool, struct amend_affect, g_strv_length(parts) + 1);

	for (size_t i = 0; parts[i]; i++)
		if (*g_strstrip(parts[i]) && !ask_affect(run, parts[i], affects, &run->amendment.affect_count))
			return false;
	run->amendment.affects = affects;
	return true;
}

/* ---- --severity ---- */

static bool
ask_severity(struct run *run)
{
	const struct list *list = &run->stages.site->registers->severities;
	const char **names = pool_array(run->pool, const char *, list->count + 1);
	const char *id = run->options->severity, *all = "severities are";

	run->severity = id ? severity_find(run->stages.site->registers, id) : run->incident ? run->incident->severity : NULL;
	if (!id || run->severity) {
		if (id && run->incident && run->severity != run->incident->severity)
			run->amendment.severity = run->severity->id.s;
		return true;
	}
	for (size_t i = 0; i < list->count; i++) {
		names[i] = REGISTER_ITEMS(*list, struct severity)[i].id.s;
		all = pool_printf(run->pool, "%s%s %s", all, i ? "," : "", names[i]);
	}
	stages_unknown("severity", id, text_nearest(id, names, list->count), list->count ? all : "no register has any");
	return false;
}

/* ---- --status ---- */

/* What is meant where the command line does not say: no change, and for a window that has begun by the clock, that it has. */
static enum update_status
usual_status(const struct run *run)
{
	const struct update *last = amend_last(run->incident);
	const bool maintenance = run->incident && run->incident->maintenance;

	if (run->verb == VERB_RESOLVE)
		return maintenance ? STATUS_COMPLETED : STATUS_RESOLVED;
	if (maintenance && (!last || last->status == STATUS_SCHEDULED))
		return run->incident->started <= run->stages.site->now ? STATUS_IN_PROGRESS : STATUS_SCHEDULED;
	return last ? last->status : STATUS_INVESTIGATING;
}

static bool
unknown_status(const struct run *run, unsigned set)
{
	const char *words[STATUS_COUNT] = { NULL };

	for (unsigned status = 0; status < STATUS_COUNT; status++)
		words[status] = set & 1u << status ? update_status_id((enum update_status)status) : NULL;
	stages_unknown("status", run->options->status, text_nearest(run->options->status, words, STATUS_COUNT),
	    pool_printf(run->pool, "it is %s", update_statuses_words(run->pool, set)));
	return false;
}

/* A status that can't follow the last one: the rule incident/transition says so, too. */
static bool
refuse_status(const struct run *run, const struct update *last, unsigned set, bool maintenance)
{
	const unsigned next = update_statuses_after(last ? last->status : STATUS_NONE, maintenance) & set;
	g_autofree char *word = g_ascii_strdown(update_status_words(run->amendment.status), -1);

	if (!run->incident || !last)
		stages_fail("\"%s\" can't come first; it may be %s", word, update_statuses_words(run->pool, next));
	else if (!next && update_statuses_after(last->status, maintenance))
		stages_fail("%s is %s already", run->incident->document->id, update_status_id(last->status));
	else if (!next)
		stages_fail("%s is %s: nothing may follow; write a new document", run->incident->document->id, update_status_id(last->status));
	else
		stages_fail("%s is %s: \"%s\" can't follow; --status may be %s", run->incident->document->id, update_status_id(last->status), word,
		    update_statuses_words(run->pool, next));
	return false;
}

static bool
ask_status(struct run *run)
{
	const bool maintenance = run->incident && run->incident->maintenance;
	const struct update *last = amend_last(run->incident);
	const unsigned ends = 1u << STATUS_RESOLVED | 1u << STATUS_COMPLETED | 1u << STATUS_CANCELLED;
	const unsigned set = update_statuses_of(maintenance) & (run->verb == VERB_RESOLVE ? ends : ~0u);

	run->amendment.status = usual_status(run);
	if (run->options->status && (!update_status_find(run->options->status, &run->amendment.status) || !(set & 1u << run->amendment.status)))
		return unknown_status(run, set);
	if (!(update_statuses_after(last ? last->status : STATUS_NONE, maintenance) & 1u << run->amendment.status))
		return refuse_status(run, last, set, maintenance);
	return true;
}

/* ---- --at ---- */

static bool
ask_time(struct run *run)
{
	const struct zone *zone = run->stages.site->config->zone;
	const int64_t at = run->stages.site->now, minute = at - at % 60;
	const struct update *last = amend_last(run->incident);
	const char *problem;
	int64_t clock;

	if (!time_now(NULL, zone, &clock, &problem))
		return stages_fail("%s", problem) == EXIT_DONE;
	if (at > clock)
		return stages_fail("--at %s is in the future: it is %s", time_format(run->pool, zone, at), time_format(run->pool, zone, clock)) == EXIT_DONE;
	if (last && minute < last->at)
		return stages_fail("%s is before the last update, which is of %s", time_format(run->pool, zone, at),
		           time_format(run->pool, zone, last->at)) == EXIT_DONE;
	run->amendment.at = minute;
	return true;
}

bool
ask(struct run *run)
{
	if (run->incident && run->options->title)
		run->amendment.title = run->options->title;
	return ask_severity(run) && ask_affects(run) && ask_time(run) && ask_status(run);
}
