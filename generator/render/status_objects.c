/* Incidents, updates and states as the status page's templates see them. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* ---- shortly ---- */

static const char *
word_of_page(struct pool *pool, const struct status *status, const char *word)
{
	return view_word(status->view, pool_printf(pool, "status_page.%s", word));
}

struct data *
status_phrase(struct pool *pool, const struct status *status, const char *word, struct data *time)
{
	const char *form = word_of_page(pool, status, word);
	const char *hole = strstr(form, "{time}");
	struct data *phrase;

	if (!data_is(time, DATA_OBJECT)) {
		return NULL;
	}
	phrase = data_object(pool);
	data_put(phrase, "before", data_text_copy(pool, form, hole ? (size_t)(hole - form) : strlen(form)));
	data_put(phrase, "time", time);
	data_put_text(phrase, "after", hole ? hole + strlen("{time}") : "");
	return phrase;
}

struct data *
status_time_on_day(struct pool *pool, const struct status *status, int64_t at, int64_t day)
{
	const struct zone *zone = status->site->config->zone;
	struct data *time = view_time(pool, status->view, at);

	if (!data_is(time, DATA_OBJECT) || time_day_start(zone, at) != time_day_start(zone, day))
		return time;
	data_put_flag(time, "short", true);
	data_put_text(time, "text", words_fill(pool, word_of_page(pool, status, "clock_form"),
	    "clock", data_string(data_get(time, "clock")),
	    "zone", data_string(data_get(time, "zone")), NULL));
	return time;
}

const char *
status_length(struct pool *pool, const struct status *status, int64_t seconds)
{
	return view_length(pool, status->view, seconds);
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

static struct data *
with_shape(struct data *choice, const char *shape)
{
	if (data_is(choice, DATA_OBJECT))
		data_put_text(choice, "shape", shape);
	return choice;
}

struct data *
status_state_object(struct pool *pool, const struct status *status, enum state state)
{
	return with_shape(view_state(pool, status->view, state), shape_of_state(state));
}

/* When it was asked, or last answered. */
static struct data *
heard_at(struct pool *pool, const struct status *status, const struct upstream_state *upstream)
{
	struct data *time = status_time_on_day(pool, status, upstream->at, status->site->now);

	return status_phrase(pool, status, upstream->fresh ? "upstream_as_of" : "upstream_last", time);
}

struct data *
status_upstream(struct pool *pool, const struct status *status, size_t component)
{
	const struct upstream_state *upstream = &status->upstreams[component];
	const bool theirs = upstream->state != STATE_UNKNOWN && upstream->state == status->states[component];
	struct data *object;

	if (!upstream->address)
		return NULL;
	object = data_object(pool);
	data_put(object, "as_of", heard_at(pool, status, upstream));
	data_put_flag(object, "said", upstream->at != TIME_NONE);
	if (!upstream_is_public(pool, status->site->config, upstream->address))
		return object;
	data_put_flag(object, "said", true);
	data_put_text(object, "href", pool_printf(pool, "%s/", upstream->address));
	data_put_text(object, "text", words_fill(pool, word_of_page(pool, status, theirs ? "upstream_known" : "upstream_see"),
	    "host", upstream_host(pool, upstream->address), NULL));
	return object;
}

/* ---- updates ---- */

/* "incidents.2026-03-21-slow-payments.update-2.": what is no letter or digit of ASCII is one in hexadecimals. */
static const char *
footnote_prefix(struct status_page *page, const struct incident *incident, const struct update *update)
{
	const char *path = status_path(page->pool, incident);
	g_autoptr(GString) prefix = g_string_new(NULL);

	for (const char *p = path; *p && strcmp(p, ".html") != 0; p++)
		if (g_ascii_isalnum(*p) || *p == '-' || *p == '_')
			g_string_append_c(prefix, *p);
		else if (*p == '/')
			g_string_append_c(prefix, '.');
		else
			g_string_append_printf(prefix, ".%02x.", (unsigned char)*p);
	return pool_printf(page->pool, "%s.%s.", prefix->str, update ? update->anchor : "lead");
}

static bool
write_row(struct status_page *page, const struct document *document, const struct update *update, uint32_t row, GString *out)
{
	const struct body *body = &page->status->body;

	if (update)
		return body_render_update(page->pool, body, document, update, row, page->root, out, page->failure);
	return body_render(page->pool, body, document, row, document->body.blocks[row].end_row, page->root, out, page->failure);
}

/* Rows first..end of an update, or of what stands before all of them, with the footnotes that they
 * refer to: those of what is not said yet are not. */
static const struct data *
rows_html(struct status_page *page, const struct incident *incident, const struct update *update, uint32_t first, uint32_t end)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct document *document = incident->document;

	for (uint32_t row = first; row < end && !page->failed; row = document->body.blocks[row].end_row)
		if (document->body.blocks[row].kind != BLOCK_FOOTNOTE && !write_row(page, document, update, row, out))
			page->failed = true;
	if (!page->failed && !body_add_footnotes(page->pool, &page->status->body, document, page->root, footnote_prefix(page, incident, update), out, page->failure))
		page->failed = true;
	return out->len ? data_text_copy(page->pool, out->str, out->len) : NULL;
}

static struct data *
affect_object(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update, const struct affect *affect)
{
	const enum state state = affect->state_known ? affect->state : incident_state(incident, affect->service, update->at);
	struct data *object = data_object(pool);

	data_put_text(object, "name", affect->service->component.name.s);
	data_put(object, "state", status_state_object(pool, status, state));
	return object;
}

/* A name that is no component's is nothing that may be shown. */
struct data *
status_affects(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update)
{
	struct data *affects = data_list(pool);

	for (size_t i = 0; i < update->affect_count; i++)
		if (update->affects[i].service)
			data_append(affects, affect_object(pool, status, incident, update, &update->affects[i]));
	return affects;
}

struct data *
update_object(struct status_page *page, const struct incident *incident, const struct update *update)
{
	const struct status *status = page->status;
	struct data *object = data_object(page->pool);

	data_put_text(object, "id", update->anchor);
	data_put(object, "status", with_shape(view_status(page->pool, status->view, update->status), shape_of_status(update->status)));
	data_put(object, "at", view_time(page->pool, status->view, update->at));
	data_put(object, "affects", status_affects(page->pool, status, incident, update));
	data_put(object, "body", rows_html(page, incident, update, update->first_row, update->end_row));
	data_put_flags(object);
	return object;
}

/* Newest first. */
struct data *
incident_updates(struct status_page *page, const struct incident *incident)
{
	struct data *updates = data_list(page->pool);

	for (size_t i = incident->update_count; i-- > 0;)
		if (status_publishes_update(page->status->site, &incident->updates[i]))
			data_append(updates, update_object(page, incident, &incident->updates[i]));
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

static enum state
worst_now(const struct status *status, const struct incident *incident)
{
	enum state worst = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->component_count; i++)
		worst = MAX(worst, incident_state(incident, incident->components[i], status->now));
	return worst;
}

/* The worst that was said of a component until now. */
static enum state
worst_ever(const struct status *status, const struct incident *incident, const struct service *service)
{
	enum state worst = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= status->now; i++)
		if (incident->changes[i].service == service)
			worst = MAX(worst, incident->changes[i].state);
	return worst;
}

/* Over: how it went.  Open: what it does now. */
static const char *
shape_of_incident(const struct status *status, const struct incident *incident, bool open)
{
	const enum state worst = worst_now(status, incident);
	const enum update_status said = incident_status(incident, status->now);

	if (!open || worst == STATE_OPERATIONAL)
		return shape_of_status(said);
	return shape_of_state(worst);
}

static struct data *
components_of(struct pool *pool, const struct status *status, const struct incident *incident, bool open)
{
	struct data *components = data_list(pool);

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct service *service = incident->components[i];
		const enum state state = open ? incident_state(incident, service, status->now) : worst_ever(status, incident, service);
		const char *path = component_path(status, service);
		struct data *object;

		if (incident->named_since[i] > status->site->now)
			continue;
		object = data_object(pool);

		data_put_text(object, "name", service->component.name.s);
		data_put_text(object, "path", path ? text_escape_path(pool, path) : NULL);
		/* a window that has not begun, or never did, does nothing to anything */
		data_put(object, "state", incident->maintenance && state == STATE_OPERATIONAL ? NULL : status_state_object(pool, status, state));
		data_append(components, object);
	}
	return components;
}

const struct data *
component_names(struct pool *pool, const struct status *status, const struct incident *incident)
{
	const char **names = pool_array(pool, const char *, incident->component_count + 1);

	size_t count = 0;

	for (size_t i = 0; i < incident->component_count; i++)
		if (incident->named_since[i] <= status->site->now)
			names[count++] = incident->components[i]->component.name.s;
	return count ? data_text(pool, view_list(pool, status->view, names, count)) : NULL;
}

static struct data *
next_update(struct pool *pool, const struct status *status, const struct incident *incident)
{
	const int64_t now = status->now, due = incident_next_update(incident, now);

	if (due == TIME_NONE)
		return NULL;
	return status_phrase(pool, status, due < now ? "next_update_late" : "next_update", status_time_on_day(pool, status, due, now));
}

/* "Resolved after 53 minutes", or its state in a word. */
static const char *
outcome_of(struct pool *pool, const struct status *status, const struct incident *incident, int64_t end)
{
	const enum update_status said = incident_status(incident, status->now);

	if (!incident->maintenance && end != TIME_NONE && end >= incident->started)
		return words_fill(pool, view_word(status->view, "resolved_after"),
		    "time", status_length(pool, status, end - incident->started), NULL);
	return view_word(status->view, pool_printf(pool, "statuses.%s", update_status_id(said)));
}

static struct data *
length_of(struct pool *pool, const struct status *status, const struct incident *incident, int64_t end)
{
	struct data *length;

	if (end == TIME_NONE || end < incident->started)
		return NULL;
	length = view_duration(pool, status->view, end - incident->started);
	data_put_text(length, "text", status_length(pool, status, end - incident->started));
	return length;
}

static void
put_times(struct pool *pool, const struct status *status, const struct incident *incident, struct data *object)
{
	const bool cancelled = incident_status(incident, status->now) == STATUS_CANCELLED;
	const int64_t end = cancelled ? TIME_NONE : incident_ended(incident, status->now), start = incident->started;

	data_put(object, "started", view_time(pool, status->view, start));
	data_put(object, "date", view_date(pool, status->view, start));
	data_put(object, "ended", view_time(pool, status->view, end));
	data_put(object, "duration", length_of(pool, status, incident, end));
	data_put(object, "scheduled", incident->maintenance ? status_phrase(pool, status, "scheduled_for", view_time(pool, status->view, start)) : NULL);
	data_put(object, "until", status_phrase(pool, status, "until", status_time_on_day(pool, status, incident->ends, start)));
	data_put_text(object, "outcome", outcome_of(pool, status, incident, end));
}

struct data *
incident_object(struct status_page *page, const struct incident *incident, enum detail detail)
{
	const struct status *status = page->status;
	const int64_t now = status->now;
	const bool open = incident_is_open(incident, now);
	struct data *object = data_object(page->pool);

	data_put_text(object, "path", text_escape_path(page->pool, status_path(page->pool, incident)));
	data_put_text(object, "title", incident->document->title.s);
	data_put_text(object, "postmortem", status_postmortem(status->site, incident) ? text_escape_path(page->pool, status_postmortem_path(page->pool, incident)) : NULL);
	data_put_flag(object, "maintenance", incident->maintenance);
	data_put_flag(object, "open", open);
	data_put_text(object, "shape", shape_of_incident(status, incident, open));
	data_put(object, "status", view_status(page->pool, status->view, incident_status(incident, now)));
	data_put(object, "impact", incident->maintenance ? NULL : view_impact(page->pool, status->view, incident_impact(incident, now)));
	put_times(page->pool, status, incident, object);
	data_put(object, "next_update", next_update(page->pool, status, incident));
	data_put(object, "components", components_of(page->pool, status, incident, open));
	data_put(object, "component_names", component_names(page->pool, status, incident));
	data_put(object, "lead", detail == DETAIL_FULL ? rows_html(page, incident, NULL, 0, status_lead_end(incident)) : NULL);
	data_put(object, "updates", detail == DETAIL_FULL ? incident_updates(page, incident) : data_list(page->pool));
	data_put_flags(object);
	return object;
}
