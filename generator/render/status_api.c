/* The files of the read API: which facts each of them holds. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/rollup.h"
#include "render/data_json.h"

/* As many as the API gives where it gives all there were. */
#define NEWEST_LIMIT 50

/* ---- shortly ---- */

struct endpoint {
	const char *path;
	bool components, status;
	bool (*incident)(const struct status *status, const struct incident *incident);    /* NULL: has none */
	bool (*maintenance)(const struct status *status, const struct incident *incident); /* NULL: has none */
	size_t limit; /* 0: none */
};

/* While one is written. */
struct writer {
	struct pool *pool;
	const struct status *status;
	const char *root; /* absolute where the site has an address, else the way there from the file */
	struct api_page page;
};

static struct data *
component_list(const struct writer *writer)
{
	const struct catalogue *catalogue = writer->status->catalogue;
	const struct api_component *group = catalogue->groups;
	struct data *list = data_list(writer->pool);

	for (size_t i = 0; i < writer->status->component_count; i++) {
		const struct api_component *leaf = &catalogue->leaves[i];

		if (leaf->group_id && leaf->position == 1)
			data_append(list, api_component(writer->pool, &writer->page, group++));
		data_append(list, api_component(writer->pool, &writer->page, leaf));
	}
	return list;
}

static struct data *
overall_status(const struct writer *writer)
{
	const struct status *status = writer->status;
	const struct rollup *rollup = rollup_of(status->states, status->component_count);

	return api_status(writer->pool, indicator_id(rollup->indicator),
	    view_word(status->view, pool_printf(writer->pool, "status_page.overall.%s", rollup->id)));
}

/* ---- updates ---- */

/* Whether a change was made before an update, or with it: by the clock, or by what was said until then. */
static bool
is_until(const struct change *change, const struct update *update)
{
	if (change->at != update->at)
		return change->at < update->at;
	return !change->update || change->update <= update;
}

/* The states of an incident's components while its updates are gone through, oldest first. */
struct course {
	const struct incident *incident;
	enum state *before, *after; /* one for each of its components */
	size_t next;                /* of its changes */
};

static size_t
place_in(const struct incident *incident, const struct service *service)
{
	size_t i = 0;

	while (i < incident->component_count && incident->components[i] != service)
		i++;
	return i;
}

static void
go_on(struct course *course, const struct update *update)
{
	const struct incident *incident = course->incident;

	for (size_t i = 0; i < incident->component_count; i++)
		course->before[i] = course->after[i];
	for (; course->next < incident->change_count && is_until(&incident->changes[course->next], update); course->next++) {
		const struct change *change = &incident->changes[course->next];
		const size_t place = place_in(incident, change->service);

		course->after[place] = change->state;
		/* what the clock changed since the last update, none has said */
		if (change->at < update->at)
			course->before[place] = change->state;
	}
}

static const char *
full_name(struct pool *pool, const struct service *service)
{
	const char *group = component_group(service);

	return group ? pool_printf(pool, "%s - %s", group, service->component.name.s) : service->component.name.s;
}

/* What an update names, and what it changed. */
static void
put_affected(const struct writer *writer, const struct course *course, const struct update *update, struct api_update *shown)
{
	const struct incident *incident = course->incident;
	struct api_affected *list = pool_array(writer->pool, struct api_affected, incident->component_count + 1);

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct service *service = incident->components[i];

		if (!update_names(update, service) && course->before[i] == course->after[i])
			continue;
		list[shown->affected_count++] = (struct api_affected){
			.id = component_id(writer->pool, writer->status, service),
			.name = full_name(writer->pool, service),
			.before = course->before[i],
			.after = course->after[i],
		};
	}
	shown->affected = list;
}

static struct api_update
update_of(const struct writer *writer, struct course *course, const struct update *update)
{
	struct api_update shown = {
		.id = update_id(writer->pool, writer->status, course->incident, update),
		.status = update->status,
		.body = update_text(writer->pool, writer->status, course->incident, update),
		.at = update->at,
	};

	go_on(course, update);
	put_affected(writer, course, update, &shown);
	return shown;
}

static bool
has_announcement(const struct writer *writer, const struct incident *incident)
{
	return *update_text(writer->pool, writer->status, incident, NULL) != '\0';
}

/* The announcement of a window is its first update. */
static struct api_update
announcement_of(const struct writer *writer, const struct incident *incident, int64_t at)
{
	return (struct api_update){
		.id = update_id(writer->pool, writer->status, incident, NULL),
		.status = STATUS_SCHEDULED,
		.body = update_text(writer->pool, writer->status, incident, NULL),
		.at = at,
	};
}

/* Newest first: gone through from the oldest, and turned round. */
static void
put_updates(const struct writer *writer, const struct incident *incident, struct api_incident *shown)
{
	struct pool *pool = writer->pool;
	struct api_update *updates = pool_array(pool, struct api_update, incident->update_count + 1);
	struct course course = { .incident = incident };
	size_t count = 0;

	course.before = pool_array(pool, enum state, incident->component_count + 1);
	course.after = pool_array(pool, enum state, incident->component_count + 1);
	if (incident->maintenance && has_announcement(writer, incident))
		updates[count++] = announcement_of(writer, incident, shown->created);
	for (size_t i = 0; i < incident->update_count; i++)
		if (status_publishes_update(writer->status->site, &incident->updates[i]))
			updates[count++] = update_of(writer, &course, &incident->updates[i]);
	for (size_t i = 0; i < count / 2; i++) {
		const struct api_update other = updates[i];

		updates[i] = updates[count - 1 - i];
		updates[count - 1 - i] = other;
	}
	shown->updates = updates;
	shown->update_count = count;
}

/* ---- incidents ---- */

/* When it was first told of; a window, at its start at the latest. */
static int64_t
created_at(const struct status *status, const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count && !incident->maintenance; i++)
		if (status_publishes_update(status->site, &incident->updates[i]))
			return incident->updates[i].at;
	return incident_announced(status, incident);
}

/* A window begins and ends by the clock, too. */
static int64_t
updated_at(const struct status *status, const struct incident *incident)
{
	const int64_t said = incident_changed(status, incident), ended = incident_ended(incident, status->now);

	if (!incident->maintenance || incident->started > status->site->now || incident_status(incident, status->site->now) == STATUS_CANCELLED)
		return said;
	return MAX(MAX(said, incident->started), ended);
}

/* Since when it is watched, unless work on it began again. */
static int64_t
monitoring_at(const struct status *status, const struct incident *incident)
{
	int64_t since = TIME_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (!status_publishes_update(status->site, update))
			continue;
		if (update->status == STATUS_MONITORING || update->status == STATUS_VERIFYING)
			since = since == TIME_NONE ? update->at : since;
		else if (update->status != STATUS_RESOLVED && update->status != STATUS_POSTMORTEM && update->status != STATUS_COMPLETED)
			since = TIME_NONE;
	}
	return since;
}

/* Those that are named until now, each as a whole. */
static struct data *
components_of(const struct writer *writer, const struct incident *incident)
{
	struct data *list = data_list(writer->pool);

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct api_component *leaf = catalogue_find(writer->status, incident->components[i]);

		if (leaf && incident->named_since[i] <= writer->status->site->now)
			data_append(list, api_component(writer->pool, &writer->page, leaf));
	}
	return list;
}

/* A window without an end (a finding, but its level can be set) is one that ends as it starts. */
static int64_t
scheduled_until(const struct incident *incident)
{
	return incident->ends != TIME_NONE ? incident->ends : incident->started;
}

static struct data *
incident_data(const struct writer *writer, const struct incident *incident)
{
	const struct status *status = writer->status;
	const int64_t now = status->site->now;
	struct api_incident shown = {
		.id = incident_id(writer->pool, status, incident),
		.name = incident->document->title.s,
		.shortlink = pool_printf(writer->pool, "%s%s", writer->root, text_escape_path(writer->pool, status_path(writer->pool, incident))),
		.maintenance = incident->maintenance,
		.status = incident_status(incident, now),
		.impact = incident_impact(incident, now),
		.created = created_at(status, incident),
		.updated = updated_at(status, incident),
		.started = incident->started,
		.monitoring = monitoring_at(status, incident),
		.resolved = incident_ended(incident, status->now),
		.scheduled_for = incident->started,
		.scheduled_until = scheduled_until(incident),
		.components = components_of(writer, incident),
	};

	put_updates(writer, incident, &shown);
	return api_incident(writer->pool, &writer->page, &shown);
}

static struct data *
incident_list(const struct writer *writer, bool maintenance, const struct endpoint *endpoint)
{
	const struct status *status = writer->status;
	bool (*const is_wanted)(const struct status *, const struct incident *) = maintenance ? endpoint->maintenance : endpoint->incident;
	struct data *list = data_list(writer->pool);

	for (size_t i = 0; i < status->published_count && (!endpoint->limit || data_count(list) < endpoint->limit); i++)
		if (status->published[i]->maintenance == maintenance && is_wanted(status, status->published[i]))
			data_append(list, incident_data(writer, status->published[i]));
	return list;
}

/* ---- the files ---- */

static bool
is_any(const struct status *status, const struct incident *incident)
{
	(void)status;
	(void)incident;
	return true;
}

static bool
is_open(const struct status *status, const struct incident *incident)
{
	return incident_is_open(incident, status->site->now);
}

static bool
is_scheduled(const struct status *status, const struct incident *incident)
{
	return incident_status(incident, status->site->now) == STATUS_SCHEDULED;
}

static bool
is_ahead(const struct status *status, const struct incident *incident)
{
	return is_open(status, incident) || is_scheduled(status, incident);
}

static const struct endpoint endpoints[] = {
	{ "api/v2/summary.json", .components = true, .status = true, .incident = is_open, .maintenance = is_ahead },
	{ "api/v2/status.json", .status = true },
	{ "api/v2/components.json", .components = true },
	{ "api/v2/incidents.json", .incident = is_any, .limit = NEWEST_LIMIT },
	{ "api/v2/incidents/unresolved.json", .incident = is_open },
	{ "api/v2/scheduled-maintenances.json", .maintenance = is_any, .limit = NEWEST_LIMIT },
	{ "api/v2/scheduled-maintenances/upcoming.json", .maintenance = is_scheduled },
	{ "api/v2/scheduled-maintenances/active.json", .maintenance = is_open },
};

static struct api_page
page_of(struct pool *pool, const struct status *status, const char *root)
{
	return (struct api_page){
		.id = page_id(pool, status),
		.name = status->title,
		.url = root,
		.zone = zone_name(status->site->config->zone),
		.updated = status->site->now,
	};
}

static struct data *
file_data(const struct writer *writer, const struct endpoint *endpoint)
{
	struct data *data = data_object(writer->pool);

	data_put(data, "page", api_page(writer->pool, &writer->page));
	if (endpoint->components)
		data_put(data, "components", component_list(writer));
	if (endpoint->incident)
		data_put(data, "incidents", incident_list(writer, false, endpoint));
	if (endpoint->maintenance)
		data_put(data, "scheduled_maintenances", incident_list(writer, true, endpoint));
	if (endpoint->status)
		data_put(data, "status", overall_status(writer));
	return data;
}

static void
write_file(struct status_page *page, const void *subject, GString *out)
{
	const char *root = page->status->url ? page->status->url : page->root;
	const struct writer writer = {
		.pool = page->pool,
		.status = page->status,
		.root = root,
		.page = page_of(page->pool, page->status, root),
	};

	data_write_json(file_data(&writer, subject), out);
	g_string_append_c(out, '\n');
}

void
add_api_files(struct status *status)
{
	for (size_t i = 0; i < G_N_ELEMENTS(endpoints); i++)
		add_status_job(status, (struct status_job){
			.path = endpoints[i].path,
			.write = write_file,
			.subject = &endpoints[i],
		});
}
