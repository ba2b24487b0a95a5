/* The names behind ids: of what an author names, never of what an update may change. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "render/plain.h"

/* ---- names ---- */

/* Of the address: a title is changed sooner. */
static const char *
page_name(struct pool *pool, const struct status *status)
{
	return pool_printf(pool, "page/%s", status->url ? status->url : status->title);
}

static const char *
component_name(struct pool *pool, const struct service *service)
{
	return pool_printf(pool, "component/%s", service->id.s);
}

static const char *
group_name(struct pool *pool, const char *group)
{
	return pool_printf(pool, "group/%s", group);
}

static const char *
incident_name(struct pool *pool, const struct incident *incident)
{
	return pool_printf(pool, "%s/%s", incident->maintenance ? "maintenance" : "incident", incident->document->id);
}

static const char *
update_name(struct pool *pool, const struct incident *incident, const struct update *update)
{
	return pool_printf(pool, "%s#%s", incident_name(pool, incident), update ? update->anchor : "announcement");
}

/* ---- ids ---- */

static void
add_name(GPtrArray *names, const char *name)
{
	g_ptr_array_add(names, (char *)name);
}

static void
add_incident_names(struct pool *pool, const struct status *status, const struct incident *incident, GPtrArray *names)
{
	add_name(names, incident_name(pool, incident));
	if (incident->maintenance)
		add_name(names, update_name(pool, incident, NULL));
	for (size_t i = 0; i < incident->update_count; i++)
		if (status_publishes_update(status->site, &incident->updates[i]))
			add_name(names, update_name(pool, incident, &incident->updates[i]));
}

/* Components of one group stand together. */
static void
add_component_names(struct pool *pool, const struct status *status, GPtrArray *names)
{
	const char *last = NULL;

	for (size_t i = 0; i < status->component_count; i++) {
		const char *group = component_group(status->components[i]);

		add_name(names, component_name(pool, status->components[i]));
		if (group && (!last || strcmp(last, group) != 0))
			add_name(names, group_name(pool, group));
		last = group;
	}
}

void
name_all(struct status *status)
{
	struct pool *pool = status->pool;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	add_name(names, page_name(pool, status));
	add_component_names(pool, status, names);
	for (size_t i = 0; i < status->published_count; i++)
		add_incident_names(pool, status, status->published[i], names);
	status->ids = ids_new(pool, (const char *const *)names->pdata, names->len, IDS_ALL);
}

const char *
page_id(struct pool *pool, const struct status *status)
{
	return ids_find(status->ids, page_name(pool, status));
}

const char *
component_id(struct pool *pool, const struct status *status, const struct service *service)
{
	return ids_find(status->ids, component_name(pool, service));
}

const char *
group_id(struct pool *pool, const struct status *status, const char *group)
{
	return ids_find(status->ids, group_name(pool, group));
}

const char *
incident_id(struct pool *pool, const struct status *status, const struct incident *incident)
{
	return ids_find(status->ids, incident_name(pool, incident));
}

const char *
update_id(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update)
{
	return ids_find(status->ids, update_name(pool, incident, update));
}

/* ---- texts ---- */

/* Relative addresses mean nothing where a text is shown. */
static const char *
address_outside(struct pool *pool, const struct plain *plain, const struct document *document, uint32_t row)
{
	const struct status *status = plain->data;
	const struct data *link = status_link(pool, &status->body, document, row, status->url ? status->url : "");
	const char *href = data_string(data_get(link, "href"));

	return href && (status->url || data_get(link, "external") == data_flag(true)) ? href : NULL;
}

const char *
update_text(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update)
{
	const struct plain plain = { .words = status->view->words, .address = address_outside, .data = status };

	if (!update)
		return plain_text(pool, &plain, incident->document, &incident->announcement, 0, status_lead_end(incident));
	return plain_text(pool, &plain, incident->document, update, update->first_row, update->end_row);
}
