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

static struct data *
component_object(struct pool *pool, const struct status *status, size_t i)
{
	const struct component *component = &status->components[i]->component;
	struct data *object = data_object(pool);

	data_put_text(object, "name", component->name.s);
	data_put_text(object, "description", component->description.s);
	data_put(object, "state", status_state_object(pool, status, status->states[i]));
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
group_object(struct pool *pool, const struct status *status, size_t first, size_t end)
{
	struct data *group = data_object(pool), *components = data_list(pool);

	for (size_t i = first; i < end; i++)
		data_append(components, component_object(pool, status, i));
	data_put_text(group, "title", group_title(status, first));
	data_put_flag(group, "is_named", component_group(status->components[first]));
	data_put_text(group, "id", pool_printf(pool, "group-%zu", first + 1));
	data_put(group, "state", status_state_object(pool, status, state_worst(status->states + first, end - first)));
	data_put(group, "components", components);
	return group;
}

static struct data *
groups_of(struct pool *pool, const struct status *status)
{
	struct data *groups = data_list(pool);

	for (size_t first = 0, end; first < status->component_count; first = end) {
		for (end = first + 1; end < status->component_count && is_same_group(status, first, end); end++)
			;
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
	return incident->started <= status->site->now && !incident_is_open(incident, status->site->now);
}

static bool
is_upcoming(const struct status *status, const struct incident *incident)
{
	return incident->maintenance && incident->started > status->site->now &&
	       incident_status(incident, status->site->now) == STATUS_SCHEDULED;
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
		if (status->published[i]->maintenance == maintenance && incident_is_open(status->published[i], status->site->now))
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
	const int64_t since = time_add_days(zone, time_day_start(zone, status->site->now), -RECENT_DAYS);
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < status->published_count && data_count(list) < RECENT_LIMIT; i++) {
		const struct incident *incident = status->published[i];

		if (is_over(status, incident) && MAX(incident->started, incident_ended(status, incident)) >= since)
			append_incident(page, list, incident, DETAIL_LINE);
	}
	return list;
}

static void
make_front(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	struct pool *pool = page->pool;

	(void)subject;
	data_put(page->view, "overall", overall_object(pool, status));
	data_put(page->view, "made", status_phrase(pool, status, "made", view_time(pool, status->view, status->site->now)));
	data_put(page->view, "active", open_incidents(page, false));
	data_put(page->view, "running", open_incidents(page, true));
	data_put(page->view, "upcoming", upcoming_windows(page));
	data_put(page->view, "groups", groups_of(pool, status));
	data_put(page->view, "past", recent_incidents(page));
	data_put_text(page->view, "quiet", view_count(pool, status->view, "status_page.quiet", RECENT_DAYS));
}

/* ---- an incident ---- */

static void
make_incident(struct status_page *page, const void *subject)
{
	data_put(page->view, "incident", incident_object(page, subject, DETAIL_FULL));
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
	for (size_t i = 0; i < status->published_count; i++)
		add_incident_page(status, status->published[i]);
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
