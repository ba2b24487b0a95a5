/* Incidents, updates and states as the status page's templates see them. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* ---- shortly ---- */

/* A template can't ask whether a list is empty without going through it. */
void
put_list_flags(struct pool *pool, json_t *object)
{
	g_autoptr(GPtrArray) keys = g_ptr_array_new();
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
		if (json_is_array(value))
			g_ptr_array_add(keys, (void *)key);
	for (guint i = 0; i < keys->len; i++) {
		json_t *list = json_object_get(object, keys->pdata[i]);

		json_put(object, pool_printf(pool, "has_%s", (const char *)keys->pdata[i]), json_boolean(json_array_size(list)));
	}
}

static const char *
word_of_page(struct pool *pool, const struct status *status, const char *word)
{
	return view_word(status->view, pool_printf(pool, "status_page.%s", word));
}

json_t *
status_phrase(struct pool *pool, const struct status *status, const char *word, json_t *time)
{
	const char *form = word_of_page(pool, status, word);
	const char *hole = strstr(form, "{time}");
	json_t *phrase;

	if (!json_is_object(time)) {
		json_decref(time);
		return json_null();
	}
	phrase = json_object();
	json_put(phrase, "before", json_text_n(form, hole ? (size_t)(hole - form) : strlen(form)));
	json_put(phrase, "time", time);
	json_put_text(phrase, "after", hole ? hole + strlen("{time}") : "");
	return phrase;
}

/* A time of which the day is known already: its clock alone. */
static json_t *
time_on_day(struct pool *pool, const struct status *status, int64_t at, int64_t day)
{
	const struct zone *zone = status->site->config->zone;
	json_t *time = view_time(pool, status->view, at);

	if (!json_is_object(time) || time_day_start(zone, at) != time_day_start(zone, day))
		return time;
	json_put_text(time, "text", words_fill(pool, word_of_page(pool, status, "clock_form"),
	    "clock", json_string_value(json_object_get(time, "clock")),
	    "zone", json_string_value(json_object_get(time, "zone")), NULL));
	return time;
}

const char *
status_length(struct pool *pool, const struct status *status, int64_t seconds)
{
	const struct {
		const char *words;
		int64_t n;
	} units[] = {
		{ "units.days", seconds / 86400 },
		{ "units.hours", seconds / 3600 % 24 },
		{ "units.minutes", seconds / 60 % 60 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
		const char *first;

		if (units[i].n <= 0)
			continue;
		first = view_count(pool, status->view, units[i].words, (long)units[i].n);
		if (i + 1 == G_N_ELEMENTS(units) || units[i + 1].n <= 0)
			return first;
		return pool_printf(pool, "%s %s", first, view_count(pool, status->view, units[i + 1].words, (long)units[i + 1].n));
	}
	return word_of_page(pool, status, "moment");
}

/* ---- states ---- */

/* A shape stands for what words say beside it: those of the states, and "notice" for the rest. */
static const char *
shape_of_state(enum state state)
{
	return state_id(state);
}

static const char *
shape_of_status(enum update_status status)
{
	switch (status) {
	case STATUS_RESOLVED:
	case STATUS_POSTMORTEM:
	case STATUS_COMPLETED:
		return shape_of_state(STATE_OPERATIONAL);
	case STATUS_SCHEDULED:
	case STATUS_IN_PROGRESS:
	case STATUS_VERIFYING:
		return shape_of_state(STATE_MAINTENANCE);
	default:
		return "notice";
	}
}

static json_t *
with_shape(json_t *choice, const char *shape)
{
	if (json_is_object(choice))
		json_put_text(choice, "shape", shape);
	return choice;
}

json_t *
status_state_object(const struct status *status, enum state state)
{
	return with_shape(view_state(status->view, state), shape_of_state(state));
}

/* ---- updates ---- */

static bool
all_is_said(const struct status *status, const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (!status_publishes_update(status->site, &incident->updates[i]))
			return false;
	return true;
}

/* Footnotes are one list for the document, so while an update is not said yet, none is shown. */
static bool
is_shown(const struct status *status, const struct incident *incident, uint32_t row)
{
	return incident->document->body.blocks[row].kind != BLOCK_FOOTNOTE || all_is_said(status, incident);
}

static bool
write_row(struct status_page *page, const struct document *document, const struct update *update, uint32_t row, GString *out)
{
	const struct body *body = &page->status->body;

	if (update)
		return body_render_update(page->pool, body, document, update, row, page->root, out, page->failure);
	return body_render(page->pool, body, document, row, document->body.blocks[row].end_row, page->root, out, page->failure);
}

/* Rows first..end of an update, or of what stands before all of them. */
static json_t *
rows_html(struct status_page *page, const struct incident *incident, const struct update *update, uint32_t first, uint32_t end)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct document *document = incident->document;

	for (uint32_t row = first; row < end && !page->failed; row = document->body.blocks[row].end_row)
		if (is_shown(page->status, incident, row) && !write_row(page, document, update, row, out))
			page->failed = true;
	return out->len ? json_text_n(out->str, out->len) : json_null();
}

static json_t *
affect_object(const struct status *status, const struct incident *incident, const struct update *update, const struct affect *affect)
{
	const enum state state = affect->state_known ? affect->state : incident_state(incident, affect->service, update->at);
	json_t *object = json_object();

	json_put_text(object, "name", affect->service->component.name.s);
	json_put(object, "state", status_state_object(status, state));
	return object;
}

/* A name that is no component's is nothing that may be shown. */
static json_t *
affects_of(const struct status *status, const struct incident *incident, const struct update *update)
{
	json_t *affects = json_array();

	for (size_t i = 0; i < update->affect_count; i++)
		if (update->affects[i].service)
			json_array_append_new(affects, affect_object(status, incident, update, &update->affects[i]));
	return affects;
}

static json_t *
update_object(struct status_page *page, const struct incident *incident, const struct update *update)
{
	const struct status *status = page->status;
	json_t *object = json_object();

	json_put_text(object, "id", update->anchor);
	json_put(object, "status", with_shape(view_status(status->view, update->status), shape_of_status(update->status)));
	json_put(object, "at", view_time(page->pool, status->view, update->at));
	json_put(object, "affects", affects_of(status, incident, update));
	json_put(object, "body", rows_html(page, incident, update, update->first_row, update->end_row));
	put_list_flags(page->pool, object);
	return object;
}

/* Newest first. */
json_t *
incident_updates(struct status_page *page, const struct incident *incident)
{
	json_t *updates = json_array();

	for (size_t i = incident->update_count; i-- > 0;)
		if (status_publishes_update(page->status->site, &incident->updates[i]))
			json_array_append_new(updates, update_object(page, incident, &incident->updates[i]));
	return updates;
}

static const struct update *
newest_update(const struct status *status, const struct incident *incident)
{
	for (size_t i = incident->update_count; i-- > 0;)
		if (status_publishes_update(status->site, &incident->updates[i]))
			return &incident->updates[i];
	return NULL;
}

int64_t
incident_changed(const struct status *status, const struct incident *incident)
{
	const struct update *newest = newest_update(status, incident);

	return newest ? newest->at : incident->started;
}

int64_t
incident_announced(const struct status *status, const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (status_publishes_update(status->site, &incident->updates[i]))
			return MIN(incident->updates[i].at, incident->started);
	return incident->started;
}

/* ---- incidents ---- */

int64_t
incident_ended(const struct status *status, const struct incident *incident)
{
	const int64_t now = status->site->now;

	if (incident_is_open(incident, now))
		return TIME_NONE;
	if (incident->resolved != TIME_NONE)
		return incident->resolved <= now ? incident->resolved : TIME_NONE;
	return incident->maintenance && incident->ends != TIME_NONE && incident->ends <= now ? incident->ends : TIME_NONE;
}

static enum state
worst_now(const struct status *status, const struct incident *incident)
{
	enum state worst = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->component_count; i++)
		worst = MAX(worst, incident_state(incident, incident->components[i], status->site->now));
	return worst;
}

/* The worst that was said of a component until now. */
static enum state
worst_ever(const struct status *status, const struct incident *incident, const struct service *service)
{
	enum state worst = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= status->site->now; i++)
		if (incident->changes[i].service == service)
			worst = MAX(worst, incident->changes[i].state);
	return worst;
}

/* Over: how it went.  Open: what it does now. */
static const char *
shape_of_incident(const struct status *status, const struct incident *incident, bool open)
{
	const enum state worst = worst_now(status, incident);
	const enum update_status said = incident_status(incident, status->site->now);

	if (!open || worst == STATE_OPERATIONAL)
		return shape_of_status(said);
	return shape_of_state(worst);
}

static json_t *
components_of(const struct status *status, const struct incident *incident, bool open)
{
	json_t *components = json_array();

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct service *service = incident->components[i];
		const enum state state = open ? incident_state(incident, service, status->site->now) : worst_ever(status, incident, service);
		json_t *object;

		if (incident->named_since[i] > status->site->now)
			continue;
		object = json_object();

		json_put_text(object, "name", service->component.name.s);
		/* a window that has not begun, or never did, does nothing to anything */
		json_put(object, "state", incident->maintenance && state == STATE_OPERATIONAL ? json_null() : status_state_object(status, state));
		json_array_append_new(components, object);
	}
	return components;
}

static json_t *
component_names(struct pool *pool, const struct status *status, const struct incident *incident)
{
	const char **names = pool_array(pool, const char *, incident->component_count + 1);

	size_t count = 0;

	for (size_t i = 0; i < incident->component_count; i++)
		if (incident->named_since[i] <= status->site->now)
			names[count++] = incident->components[i]->component.name.s;
	return count ? json_text(view_list(pool, status->view, names, count)) : json_null();
}

/* What the author promised, else what the severity asks for. */
static json_t *
next_update(struct pool *pool, const struct status *status, const struct incident *incident)
{
	const struct update *newest = newest_update(status, incident);
	const int64_t now = status->site->now;
	int64_t due = TIME_NONE;

	if (incident->maintenance || !incident_is_open(incident, now))
		return json_null();
	if (newest && newest->promised != TIME_NONE)
		due = newest->promised;
	else if (incident->severity && incident->severity->update_every.seconds != DURATION_NONE)
		due = (newest ? newest->at : incident->started) + incident->severity->update_every.seconds;
	if (due == TIME_NONE)
		return json_null();
	return status_phrase(pool, status, due < now ? "next_update_late" : "next_update", time_on_day(pool, status, due, now));
}

/* "Resolved after 53 minutes", or its state in a word. */
static const char *
outcome_of(struct pool *pool, const struct status *status, const struct incident *incident, int64_t end)
{
	const enum update_status said = incident_status(incident, status->site->now);

	if (!incident->maintenance && end != TIME_NONE && end >= incident->started)
		return words_fill(pool, view_word(status->view, "resolved_after"),
		    "time", status_length(pool, status, end - incident->started), NULL);
	return view_word(status->view, pool_printf(pool, "statuses.%s", update_status_id(said)));
}

static json_t *
length_of(struct pool *pool, const struct status *status, const struct incident *incident, int64_t end)
{
	json_t *length;

	if (end == TIME_NONE || end < incident->started)
		return json_null();
	length = view_duration(pool, status->view, end - incident->started);
	json_put_text(length, "text", status_length(pool, status, end - incident->started));
	return length;
}

static void
put_times(struct pool *pool, const struct status *status, const struct incident *incident, json_t *object)
{
	const bool cancelled = incident_status(incident, status->site->now) == STATUS_CANCELLED;
	const int64_t end = cancelled ? TIME_NONE : incident_ended(status, incident), start = incident->started;

	json_put(object, "started", view_time(pool, status->view, start));
	json_put(object, "date", view_date(pool, status->view, start));
	json_put(object, "ended", view_time(pool, status->view, end));
	json_put(object, "duration", length_of(pool, status, incident, end));
	json_put(object, "scheduled", incident->maintenance ? status_phrase(pool, status, "scheduled_for", view_time(pool, status->view, start)) : json_null());
	json_put(object, "until", status_phrase(pool, status, "until", time_on_day(pool, status, incident->ends, start)));
	json_put_text(object, "outcome", outcome_of(pool, status, incident, end));
}

json_t *
incident_object(struct status_page *page, const struct incident *incident, enum detail detail)
{
	const struct status *status = page->status;
	const int64_t now = status->site->now;
	const bool open = incident_is_open(incident, now);
	json_t *object = json_object();

	json_put_text(object, "path", text_escape_path(page->pool, status_path(page->pool, incident)));
	json_put_text(object, "title", incident->document->title.s);
	json_put(object, "maintenance", json_boolean(incident->maintenance));
	json_put(object, "open", json_boolean(open));
	json_put_text(object, "shape", shape_of_incident(status, incident, open));
	json_put(object, "status", view_status(status->view, incident_status(incident, now)));
	json_put(object, "impact", incident->maintenance ? json_null() : view_impact(status->view, incident_impact(incident, now)));
	put_times(page->pool, status, incident, object);
	json_put(object, "next_update", next_update(page->pool, status, incident));
	json_put(object, "components", components_of(status, incident, open));
	json_put(object, "component_names", component_names(page->pool, status, incident));
	json_put(object, "lead", detail == DETAIL_FULL ? rows_html(page, incident, NULL, 0, status_lead_end(incident)) : json_null());
	json_put(object, "updates", detail == DETAIL_FULL ? incident_updates(page, incident) : json_array());
	put_list_flags(page->pool, object);
	return object;
}
