/* The front page, one page an incident or window, and the page for what is not there. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/rollup.h"

/* What the front page calls recent. */
#define RECENT_DAYS 15
#define RECENT_LIMIT 10

/* ---- components ---- */

/* What a script finds a component's state by: "c1". */
static struct data *
state_of_component(struct pool *pool, const struct status *status, size_t i)
{
	struct data *state = status_state_object(pool, status, status->states[i]);

	data_put_text(state, "place", pool_printf(pool, "c%zu", i + 1));
	return state;
}

static struct data *
component_object(struct pool *pool, const struct status *status, size_t i)
{
	const struct component *component = &status->components[i]->component;
	const size_t first = status->calendar.day_count - STATUS_DAYS;
	struct data *object = data_object(pool);

	data_put_text(object, "name", component->name.s);
	data_put_text(object, "path", text_escape_path(pool, status->component_paths[i]));
	data_put_text(object, "description", component->description.s);
	data_put(object, "state", state_of_component(pool, status, i));
	data_put(object, "upstream", status_upstream(pool, status, i));
	data_put_text(object, "uptime", uptime_words(pool, status, uptime_figure(pool, status, i, first, STATUS_DAYS)));
	data_put(object, "bars", bars_object(pool, status, i, first, STATUS_DAYS, view_count(pool, status->view, "status_page.last_days", STATUS_DAYS)));
	return object;
}

static bool
is_same_group(const struct status *status, size_t a, size_t b)
{
	const char *one = component_group(status->components[a]), *other = component_group(status->components[b]);

	return one && other ? strcmp(one, other) == 0 : one == other;
}

static const char *
group_title(const struct status *status, size_t first)
{
	const char *group = component_group(status->components[first]);

	if (group)
		return group;
	/* components without a group need a name only where others have one */
	return first ? view_word(status->view, "status_page.other_components") : NULL;
}

static struct data *
state_of_group(struct pool *pool, const struct status *status, size_t first, size_t end)
{
	struct data *state = status_state_object(pool, status, state_worst(status->states + first, end - first));

	data_put_text(state, "place", pool_printf(pool, "g%zu", first + 1));
	return state;
}

static struct data *
group_object(struct pool *pool, const struct status *status, size_t first, size_t end)
{
	struct data *group = data_object(pool), *components = data_list(pool);

	for (size_t i = first; i < end; i++)
		data_append(components, component_object(pool, status, i));
	data_put_text(group, "title", group_title(status, first));
	data_put_flag(group, "is_named", component_group(status->components[first]));
	data_put_text(group, "id", pool_printf(pool, "group-%zu", first + 1));
	data_put(group, "state", state_of_group(pool, status, first, end));
	data_put(group, "components", components);
	return group;
}

static size_t
group_end(const struct status *status, size_t first)
{
	size_t end = first + 1;

	while (end < status->component_count && is_same_group(status, first, end))
		end++;
	return end;
}

static struct data *
groups_of(struct pool *pool, const struct status *status)
{
	struct data *groups = data_list(pool);

	for (size_t first = 0, end; first < status->component_count; first = end) {
		end = group_end(status, first);
		data_append(groups, group_object(pool, status, first, end));
	}
	return groups;
}

static struct data *
overall_object(struct pool *pool, const struct status *status)
{
	const struct rollup *rollup = rollup_of(status->states, status->component_count);
	struct data *overall = data_object(pool);

	data_put_text(overall, "id", rollup->id);
	data_put_text(overall, "text", view_word(status->view, pool_printf(pool, "status_page.overall.%s", rollup->id)));
	data_put_text(overall, "indicator", indicator_id(rollup->indicator));
	data_put_text(overall, "shape", state_id(state_worst(status->states, status->component_count)));
	return overall;
}

/* ---- the front page ---- */

static bool
is_over(const struct status *status, const struct incident *incident)
{
	return incident->started <= status->now && !incident_is_open(incident, status->now);
}

static bool
is_upcoming(const struct status *status, const struct incident *incident)
{
	return incident->maintenance && incident->started > status->now &&
	       incident_status(incident, status->now) == STATUS_SCHEDULED;
}

static void
append_incident(struct status_page *page, struct data *list, const struct incident *incident, enum detail detail)
{
	data_append(list, incident_object(page, incident, detail));
}

/* Those that go on: incidents and windows apart. */
static struct data *
open_incidents(struct status_page *page, bool maintenance)
{
	const struct status *status = page->status;
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < status->published_count; i++)
		if (status->published[i]->maintenance == maintenance && incident_is_open(status->published[i], status->now))
			append_incident(page, list, status->published[i], DETAIL_FULL);
	return list;
}

/* The next one first. */
static struct data *
upcoming_windows(struct status_page *page)
{
	const struct status *status = page->status;
	struct data *list = data_list(page->pool);

	for (size_t i = status->published_count; i-- > 0;)
		if (is_upcoming(status, status->published[i]))
			append_incident(page, list, status->published[i], DETAIL_FULL);
	return list;
}

/* What began long ago and ended lately is recent, too. */
static struct data *
recent_incidents(struct status_page *page)
{
	const struct status *status = page->status;
	const struct zone *zone = status->site->config->zone;
	const int64_t since = time_add_days(zone, time_day_start(zone, status->now), -RECENT_DAYS);
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < status->published_count && data_count(list) < RECENT_LIMIT; i++) {
		const struct incident *incident = status->published[i];

		if (is_over(status, incident) && MAX(incident->started, incident_ended(incident, status->now)) >= since)
			append_incident(page, list, incident, DETAIL_LINE);
	}
	return list;
}

/* ---- what the clock changes of it ---- */

/* The states of components and groups that differ from those before. */
static struct data *
changed_states(struct pool *pool, const struct status *before, const struct status *then)
{
	struct data *states = data_list(pool);

	for (size_t i = 0; i < then->component_count; i++)
		if (then->states[i] != before->states[i])
			data_append(states, state_of_component(pool, then, i));
	for (size_t first = 0, end; first < then->component_count; first = end) {
		end = group_end(then, first);
		if (group_title(then, first) && state_worst(then->states + first, end - first) != state_worst(before->states + first, end - first))
			data_append(states, state_of_group(pool, then, first, end));
	}
	return states;
}

static const struct status *
ahead_at(const struct status *status, size_t i)
{
	return i < status->ahead_count ? status->ahead[i] : NULL;
}

/* What depends on the clock; next: the page of the next change, or NULL. */
static void
put_front(struct status_page *page, struct data *view, const struct status *next)
{
	const struct status *status = page->status;
	struct data *at = status_time_on_day(page->pool, status, next ? next->now : TIME_NONE, status->site->now);

	data_put(view, "overall", overall_object(page->pool, status));
	data_put(view, "next_change", status_phrase(page->pool, status, "next_change", at));
	data_put(view, "running", open_incidents(page, true));
	data_put(view, "upcoming", upcoming_windows(page));
	data_put(view, "past", recent_incidents(page));
	data_put_flags(view);
}

static struct data *
front_ahead(struct status_page *page)
{
	const struct status *before = page->status;
	struct data *ahead = data_list(page->pool);

	for (size_t i = 0; i < page->status->ahead_count; i++) {
		const struct status *then = page->status->ahead[i];
		struct status_page later = *page;
		struct data *turn = data_object(page->pool);

		later.status = then;
		data_put_integer(turn, "at", then->now);
		data_put(turn, "states", changed_states(page->pool, before, then));
		put_front(&later, turn, ahead_at(page->status, i + 1));
		page->failed |= later.failed;
		data_append(ahead, turn);
		before = then;
	}
	return ahead;
}

static void
make_front(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	struct pool *pool = page->pool;

	(void)subject;
	data_put(page->view, "made", status_phrase(pool, status, "made", view_time(pool, status->view, status->site->now)));
	data_put(page->view, "active", open_incidents(page, false));
	data_put(page->view, "groups", groups_of(pool, status));
	data_put(page->view, "responses", response_table(pool, status));
	data_put_text(page->view, "quiet_note", view_count(pool, status->view, "status_page.quiet", RECENT_DAYS));
	data_put(page->view, "oldest", view_date(pool, status->view, status->calendar.days[status->calendar.day_count - STATUS_DAYS]));
	put_front(page, page->view, ahead_at(status, 0));
	data_put(page->view, "ahead", front_ahead(page));
}

/* ---- an incident ---- */

/* A window's head, each time that it begins or ends. */
static struct data *
window_ahead(struct status_page *page, const struct incident *window)
{
	struct data *ahead = data_list(page->pool);
	bool open = incident_is_open(window, page->status->now);

	for (size_t i = 0; window->maintenance && i < page->status->ahead_count; i++) {
		struct status_page later = *page;
		struct data *turn;

		later.status = page->status->ahead[i];
		if (incident_is_open(window, later.status->now) == open)
			continue;
		open = !open;
		turn = data_object(page->pool);
		data_put_integer(turn, "at", later.status->now);
		data_put(turn, "incident", incident_object(&later, window, DETAIL_LINE));
		data_append(ahead, turn);
	}
	return ahead;
}

static void
make_incident(struct status_page *page, const void *subject)
{
	data_put(page->view, "incident", incident_object(page, subject, DETAIL_FULL));
	data_put(page->view, "ahead", window_ahead(page, subject));
}

static void
add_incident_page(struct status *status, const struct incident *incident)
{
	add_status_job(status, (struct status_job){
		.path = status_path(status->pool, incident),
		.layout = "status/incident",
		.title = incident->document->title.s,
		.description = view_labelled(status->pool, status->view, status->title, incident->document->title.s),
		.make = make_incident,
		.subject = incident,
		.digest = incident_digest,
		.owner = span_file(incident->document->source),
	});
}

void
add_status_pages(struct status *status)
{
	const struct rollup *rollup = rollup_of(status->states, status->component_count);
	const char *description = status->site->config->status.description.s;

	add_status_job(status, (struct status_job){
		.path = "index.html",
		.layout = "status/front",
		.title = view_word(status->view, pool_printf(status->pool, "status_page.overall.%s", rollup->id)),
		.description = description,
		.make = make_front,
	});
	for (size_t i = 0; i < status->published_count; i++) {
		add_incident_page(status, status->published[i]);
		add_postmortem_page(status, status->published[i]);
	}
	/* shown at any address: only an absolute one leads home from there */
	add_status_job(status, (struct status_job){
		.path = "404.html",
		.layout = "status/missing",
		.title = view_word(status->view, "not_found"),
		.root = status->url ? status->url : "",
	});
	add_status_job(status, (struct status_job){
		.path = "history.atom",
		.layout = "status/history.atom",
		.title = status->title,
		.root = status->url ? status->url : "",
		.make = make_feed,
	});
}
