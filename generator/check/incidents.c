#include "check/incidents.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "base/zones.h"
#include "check/places.h"

static const char *
show_time(const struct check *check, int64_t at)
{
	return time_format(check->pool, check->site->config->zone, at);
}

static const char *
show_duration(const struct check *check, int64_t seconds)
{
	return duration_format(check->pool, seconds);
}

static struct span
place_of_time(const struct update *update)
{
	return update->time_text.span.source ? update->time_text.span : update->span;
}

static struct span
place_of_status(const struct update *update)
{
	return update->status_text.span.source ? update->status_text.span : update->span;
}

/* When it began, where the front matter says so; TIME_NONE. */
static int64_t
stated_start(const struct incident *incident)
{
	return document_moment(incident->document, incident->maintenance ? "starts" : "started").stamp.at;
}

static struct span
place_of_start(const struct incident *incident)
{
	return place_field(incident->document, incident->maintenance ? "starts" : "started");
}

/* ---- Updates that can't be read ---- */

static unsigned
statuses_of(const struct incident *incident)
{
	return update_statuses_of(incident->maintenance);
}

static const char *
nearest_status(const char *text, unsigned set)
{
	const char *words[STATUS_COUNT] = { NULL };

	for (unsigned status = 0; status < STATUS_COUNT; status++)
		words[status] = set & 1u << status ? update_status_words((enum update_status)status) : NULL;
	return text_nearest(text, words, STATUS_COUNT);
}

static void
check_status(const struct check *check, const struct incident *incident, const struct update *update)
{
	unsigned set = statuses_of(incident);
	const char *what = incident->maintenance ? "maintenance" : "an incident", *near;
	struct finding *finding;

	if (update->status != STATUS_NONE && set & 1u << update->status)
		return;
	if (!update->status_text.s) {
		finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, update->span, "the update names no status");
		finding_help(finding, "of %s it is %s", what, update_statuses_words(check->pool, set));
		return;
	}
	near = nearest_status(update->status_text.s, set);
	finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, place_of_status(update),
	    "\"%s\" is no status of %s", update->status_text.s, what);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "the status is %s; other headings begin with ###", update_statuses_words(check->pool, set));
}

static void
check_update_time(const struct check *check, const struct incident *incident, const struct update *update)
{
	const char *example = show_time(check, incident->started != TIME_NONE ? incident->started : check->site->now);
	const char *zone = update->at == TIME_NONE && update->time_text.s ? zone_nearest_in(check->pool, update->time_text.s) : NULL;
	struct finding *finding;

	/* A heading that is no update at all has been complained of. */
	if (update->at != TIME_NONE || (update->status == STATUS_NONE && !update->time_text.s))
		return;
	if (!update->time_text.s) {
		finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, update->span, "the update has no time");
		finding_help(finding, "write it behind the status: \"%s — %s\"", update_status_words(update->status), example);
		return;
	}
	finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, place_of_time(update), "the update's time \"%s\" can't be read: %s",
	    update->time_text.s, update->time_problem ? update->time_problem : "it is no date and time");
	if (zone)
		finding_help(finding, "did you mean the zone \"%s\"?", zone);
	else
		finding_help(finding, "write it like %s", example);
}

static const char *
nearest_component(const struct check *check, const char *name)
{
	struct list services = check->site->registers->services;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		if (!service->component.span.source)
			continue;
		g_ptr_array_add(names, (char *)service->id.s);
		g_ptr_array_add(names, (char *)service->component.name.s);
	}
	return text_nearest(name, (const char *const *)names->pdata, names->len);
}

static void
check_component(const struct check *check, const struct affect *affect)
{
	const char *near = nearest_component(check, affect->name.s);
	const struct service *service = service_find(check->site->registers, affect->name.s);
	struct finding *finding = finding_add(check->findings, RULE_INCIDENT_UNKNOWN_COMPONENT, affect->name.span,
	    service ? "\"%s\" has no component" : "there is no component \"%s\"", affect->name.s);

	if (service)
		finding_help(finding, "give the service a component in its register, if customers should see it");
	else if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "name a service that has a component, by its id or by the component's name");
}

static void
check_state(const struct check *check, const struct affect *affect)
{
	const char *words[STATE_COUNT], *near;
	struct finding *finding;

	for (unsigned state = 0; state < STATE_COUNT; state++)
		words[state] = state_words((enum state)state);
	if (!affect->state_span.source) {
		finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, affect->name.span, "nothing says how \"%s\" is", affect->name.s);
		finding_help(finding, "write its state behind it: \"%s (%s)\"", affect->name.s, words[STATE_PARTIAL]);
		return;
	}
	finding = finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, affect->state_span, "\"%.*s\" is no state of a component",
	    (int)(affect->state_span.end - affect->state_span.start), affect->state_span.source->bytes + affect->state_span.start);
	near = text_nearest(pool_strndup(check->pool, affect->state_span.source->bytes + affect->state_span.start,
	                        affect->state_span.end - affect->state_span.start),
	    words, STATE_COUNT);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "it is operational, degraded performance, partial outage, major outage or under maintenance");
}

/* The one that names the same component earlier in the update, or NULL. */
static const struct affect *
named_before(const struct update *update, const struct affect *affect)
{
	for (const struct affect *before = update->affects; before < affect; before++)
		if (before->service == affect->service)
			return before;
	return NULL;
}

static void
check_twice(const struct check *check, const struct update *update, const struct affect *affect)
{
	const struct affect *before = affect->service ? named_before(update, affect) : NULL;

	if (!before || !before->state_known || !affect->state_known || before->state == affect->state)
		return;
	finding_note(finding_help(finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, affect->name.span, "\"%s\" is named twice, in two states", affect->name.s),
	                 "the later one counts: keep one of them"),
	    before->name.span, "it is named here, too");
}

static void
check_affects(const struct check *check, const struct incident *incident, const struct update *update)
{
	const struct markdown *body = &incident->document->body;

	if (update->has_affects && !update->affect_count)
		finding_help(finding_add(check->findings, RULE_INCIDENT_BAD_UPDATE, markdown_block_span(body, &body->blocks[update->affects_row]), "this names no component"),
		    "write it in one line, or as a list or table below: \"Affects: payments (partial outage), checkout (operational)\"");
	for (size_t i = 0; i < update->affect_count; i++) {
		const struct affect *affect = &update->affects[i];

		if (!affect->service)
			check_component(check, affect);
		if (!affect->state_known && (affect->service || affect->state_span.source))
			check_state(check, affect);
		check_twice(check, update, affect);
	}
}

/* Whether a row is part of one that says what the update affects and nothing else. */
static bool
is_within_affects(const struct markdown *body, const struct update *update, uint32_t row)
{
	for (size_t i = 0; i < update->affects_row_count; i++) {
		const struct affects_row *said = &update->affects_rows[i];

		if (!said->lines && row >= said->row && row < body->blocks[said->row].end_row)
			return true;
	}
	return false;
}

/* Whether an update says anything beside what it affects. */
static bool
has_words(const struct incident *incident, const struct update *update)
{
	const struct markdown *body = &incident->document->body;

	for (uint32_t row = update->first_row; row < update->end_row; row++)
		if (body->blocks[row].text.length && !is_within_affects(body, update, row))
			return true;
	return false;
}

static void
check_words(const struct check *check, const struct incident *incident, const struct update *update)
{
	struct finding *finding;

	if (has_words(incident, update))
		return;
	finding = finding_add(check->findings, RULE_SECTION_EMPTY, update->span, "this update says nothing%s",
	    update->has_affects ? " but what it affects" : "");
	finding_help(finding, "write what customers notice, what is being done, and when the next update comes");
	if (update->has_affects)
		finding_level(finding, LEVEL_WARNING);
}

static void
check_updates(const struct check *check, const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++) {
		check_words(check, incident, &incident->updates[i]);
		check_status(check, incident, &incident->updates[i]);
		check_update_time(check, incident, &incident->updates[i]);
		check_affects(check, incident, &incident->updates[i]);
	}
	check_affects(check, incident, &incident->announcement);
}

/* ---- One after the other ---- */

static void
complain_of_transition(const struct check *check, const struct incident *incident, const struct update *before,
    const struct update *update)
{
	unsigned set = update_statuses_after(before ? before->status : STATUS_NONE, incident->maintenance);
	struct finding *finding;

	if (!before)
		finding = finding_add(check->findings, RULE_INCIDENT_TRANSITION, place_of_status(update),
		    "\"%s\" can't come first", update->status_text.s);
	else
		finding = finding_note(finding_add(check->findings, RULE_INCIDENT_TRANSITION, place_of_status(update),
		                           "\"%s\" can't follow \"%s\"", update->status_text.s, before->status_text.s),
		    before->span, "the update before it in time");
	if (set)
		finding_help(finding, "%s may %s", update_statuses_words(check->pool, set), before ? "follow" : "come first");
	else
		finding_help(finding, "nothing may follow: write a new document");
}

static void
check_transitions(const struct check *check, const struct incident *incident)
{
	const struct update *before = NULL;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || !(statuses_of(incident) & 1u << update->status))
			continue;
		if (!(update_statuses_after(before ? before->status : STATUS_NONE, incident->maintenance) & 1u << update->status))
			complain_of_transition(check, incident, before, update);
		before = update;
	}
}

/* Neither "started" nor an update: then no page shows it. */
static void
check_start(const struct check *check, const struct incident *incident)
{
	if (incident->maintenance || incident->update_count || has_key(incident->document, "started"))
		return;
	finding_help(finding_add(check->findings, RULE_INCIDENT_TIME, place_title(incident->document), "nothing says when the incident began"),
	    "add \"started\", and an update: \"## Investigating — %s\"", show_time(check, check->site->now));
}

static void
check_after_start(const struct check *check, const struct incident *incident)
{
	int64_t start = stated_start(incident);

	/* Maintenance is announced before it begins. */
	for (size_t i = 0; i < incident->update_count && start != TIME_NONE && !incident->maintenance; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at >= start)
			continue;
		finding_note(finding_help(finding_add(check->findings, RULE_INCIDENT_TIME, place_of_time(update),
		                              update->status == STATUS_RESOLVED ? "the incident is resolved %s before it began" :
		                                                                  "the update is %s before the incident began",
		                              show_duration(check, start - update->at)),
		                 "correct the update's time, or \"started\""),
		    place_of_start(incident), "it began at %s", show_time(check, start));
	}
}

static int
compare_headings(const void *a, const void *b)
{
	const struct update *x = *(const struct update *const *)a, *y = *(const struct update *const *)b;

	return (x->heading > y->heading) - (x->heading < y->heading);
}

/* The updates with a time, as written. */
static GPtrArray *
as_written(const struct incident *incident)
{
	GPtrArray *updates = g_ptr_array_new();

	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].at != TIME_NONE)
			g_ptr_array_add(updates, (void *)&incident->updates[i]);
	if (updates->len)
		qsort(updates->pdata, updates->len, sizeof(*updates->pdata), compare_headings);
	return updates;
}

static void
check_order(const struct check *check, const struct incident *incident)
{
	g_autoptr(GPtrArray) updates = as_written(incident);

	for (guint i = 1; i < updates->len; i++) {
		const struct update *above = updates->pdata[i - 1], *update = updates->pdata[i];

		if (incident->newest_first ? update->at <= above->at : update->at >= above->at)
			continue;
		finding_note(finding_help(finding_add(check->findings, RULE_INCIDENT_TIME, place_of_time(update),
		                              "the update is out of order: the others are %s first", incident->newest_first ? "newest" : "oldest"),
		                 "correct its time, or move it to its place"),
		    place_of_time(above), "the update above is of %s", show_time(check, above->at));
	}
}

/* ---- Those who wait ---- */

static const struct update *
first_update(const struct incident *incident)
{
	return incident->update_count && incident->updates[0].at != TIME_NONE ? &incident->updates[0] : NULL;
}

static const struct update *
last_update(const struct incident *incident, int64_t now)
{
	const struct update *last = NULL;

	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].at != TIME_NONE && incident->updates[i].at <= now)
			last = &incident->updates[i];
	return last;
}

static void
check_acknowledgement(const struct check *check, const struct incident *incident)
{
	const struct update *first = first_update(incident);
	int64_t start = stated_start(incident), now = check->site->now, limit, at;
	bool is_there = first && first->at <= now;

	if (!incident->is_public || incident->maintenance || !incident->severity || start == TIME_NONE)
		return;
	limit = incident->severity->acknowledge_within.seconds;
	at = is_there ? first->at : now;
	if (limit == DURATION_NONE || at <= start + limit)
		return;
	finding_help(finding_add(check->findings, RULE_INCIDENT_LATE_ACKNOWLEDGEMENT,
	                 is_there ? place_of_time(first) : place_of_start(incident),
	                 is_there ? "the first public update came %s after the start; %s allows %s" :
	                            "no public update %s after the start; %s allows %s",
	                 show_duration(check, at - start), incident->severity->id.s, show_duration(check, limit)),
	    "a first update needs no cause: say what is affected, and when you will write again");
}

static void
check_silence(const struct check *check, const struct incident *incident)
{
	const struct update *last = last_update(incident, check->site->now);
	int64_t limit = incident->severity ? incident->severity->update_every.seconds : DURATION_NONE;

	if (incident->maintenance || limit == DURATION_NONE || !last || !incident_is_open(incident, check->site->now))
		return;
	if (check->site->now <= last->at + limit)
		return;
	finding_help(finding_add(check->findings, RULE_INCIDENT_SILENT, place_of_time(last), "no update for %s; %s has one every %s",
	                 show_duration(check, check->site->now - last->at), incident->severity->id.s, show_duration(check, limit)),
	    "say how it stands, even where nothing has changed");
}

static const struct severity *
next_worse(const struct check *check, const struct severity *severity)
{
	struct list list = check->site->registers->severities;

	for (size_t i = 0; i < list.count; i++)
		if (REGISTER_ITEMS(list, struct severity)[i].rank + 1 == severity->rank)
			return &REGISTER_ITEMS(list, struct severity)[i];
	return NULL;
}

static void
check_over_time(const struct check *check, const struct incident *incident)
{
	const struct severity *severity = incident->severity, *worse;
	int64_t limit = severity ? severity->resolve_within.seconds : DURATION_NONE, now = check->site->now;
	struct finding *finding;

	if (incident->maintenance || limit == DURATION_NONE || incident->started == TIME_NONE || !incident_is_open(incident, now))
		return;
	if (now <= incident->started + limit)
		return;
	finding = finding_add(check->findings, RULE_INCIDENT_OVER_TIME, place_field(incident->document, "severity"),
	    "the incident has been open for %s; %s is to be resolved within %s",
	    show_duration(check, now - incident->started), severity->id.s, show_duration(check, limit));
	worse = next_worse(check, severity);
	if (worse)
		finding_help(finding, "raise it to %s, and call whom that calls", worse->id.s);
	else
		finding_help(finding, "no severity is worse: call for all the help there is");
}

static void
check_promises(const struct check *check, const struct incident *incident)
{
	for (size_t i = 0; i + 1 < incident->update_count; i++) {
		const struct update *update = &incident->updates[i], *next = update + 1;

		if (update->promised == TIME_NONE || next->at == TIME_NONE || next->at <= update->promised)
			continue;
		finding_note(finding_help(finding_add(check->findings, RULE_INCIDENT_PROMISE_BROKEN, update->promise_span,
		                              "the next update came %s later than promised", show_duration(check, next->at - update->promised)),
		                 "promise what can be kept: a later time, kept, is better than a sooner one"),
		    place_of_time(next), "the next update");
	}
}

/* ---- Maintenance ---- */

static void
check_window(const struct check *check, const struct incident *incident)
{
	struct moment starts = document_moment(incident->document, "starts"), ends = document_moment(incident->document, "ends");

	if (!incident->maintenance)
		return;
	if (!has_key(incident->document, "ends"))
		finding_help(finding_add(check->findings, RULE_MAINTENANCE_TIME, place_of_start(incident), "the maintenance has no end"),
		    "add \"ends\": those who plan around it need to know");
	if (starts.stamp.at == TIME_NONE || ends.stamp.at == TIME_NONE || ends.stamp.at > starts.stamp.at)
		return;
	finding_note(finding_help(finding_add(check->findings, RULE_MAINTENANCE_TIME, ends.span,
	                              ends.stamp.at == starts.stamp.at ? "the maintenance ends when it starts" :
	                                                                 "the maintenance ends before it starts"),
	                 "correct one of the two"),
	    starts.span, "it starts at %s", show_time(check, starts.stamp.at));
}

/* What the updates say, where the page takes a window that is past for completed. */
static bool
is_said_to_be_over(const struct incident *incident, int64_t now)
{
	enum update_status status = STATUS_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at != TIME_NONE && update->at <= now && update_statuses_of(true) & 1u << update->status)
			status = update->status;
	}
	return status == STATUS_COMPLETED || status == STATUS_CANCELLED;
}

static void
check_forgotten(const struct check *check, const struct incident *incident)
{
	struct moment ends = document_moment(incident->document, "ends");
	int64_t now = check->site->now;

	if (!incident->maintenance || incident->document->draft || ends.stamp.at == TIME_NONE || now <= ends.stamp.at)
		return;
	if (is_said_to_be_over(incident, now))
		return;
	finding_help(finding_add(check->findings, RULE_MAINTENANCE_FORGOTTEN, ends.span,
	                 "the maintenance ended %s ago, and nothing says that it is completed",
	                 show_duration(check, now - ends.stamp.at)),
	    "add \"## Completed — %s\", or a later end", show_time(check, ends.stamp.at));
}

/* ---- All of them ---- */

static void (*const rules[])(const struct check *check, const struct incident *incident) = {
	check_updates,
	check_transitions,
	check_start,
	check_after_start,
	check_order,
	check_acknowledgement,
	check_silence,
	check_over_time,
	check_promises,
	check_window,
	check_forgotten,
};

void
check_incidents(const struct check *check)
{
	for (size_t i = 0; i < check->site->incident_count; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(rules); k++)
			rules[k](check, check->site->incidents[i]);
}
