#include "render/api.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/data.h"

#define POSITION_MAX 255 /* clients keep it in a byte */

/* ---- words ---- */

const char *
api_status_id(enum update_status status, bool maintenance)
{
	static const enum update_status of_incident[STATUS_COUNT] = {
		[STATUS_NONE] = STATUS_INVESTIGATING,
		[STATUS_INVESTIGATING] = STATUS_INVESTIGATING,
		[STATUS_IDENTIFIED] = STATUS_IDENTIFIED,
		[STATUS_MONITORING] = STATUS_MONITORING,
		[STATUS_RESOLVED] = STATUS_RESOLVED,
		[STATUS_POSTMORTEM] = STATUS_POSTMORTEM,
		[STATUS_SCHEDULED] = STATUS_INVESTIGATING,
		[STATUS_IN_PROGRESS] = STATUS_IDENTIFIED,
		[STATUS_VERIFYING] = STATUS_MONITORING,
		[STATUS_COMPLETED] = STATUS_RESOLVED,
		[STATUS_CANCELLED] = STATUS_RESOLVED,
	};
	static const enum update_status of_maintenance[STATUS_COUNT] = {
		[STATUS_NONE] = STATUS_SCHEDULED,
		[STATUS_INVESTIGATING] = STATUS_IN_PROGRESS,
		[STATUS_IDENTIFIED] = STATUS_IN_PROGRESS,
		[STATUS_MONITORING] = STATUS_VERIFYING,
		[STATUS_RESOLVED] = STATUS_COMPLETED,
		[STATUS_POSTMORTEM] = STATUS_COMPLETED,
		[STATUS_SCHEDULED] = STATUS_SCHEDULED,
		[STATUS_IN_PROGRESS] = STATUS_IN_PROGRESS,
		[STATUS_VERIFYING] = STATUS_VERIFYING,
		[STATUS_COMPLETED] = STATUS_COMPLETED,
		[STATUS_CANCELLED] = STATUS_COMPLETED,
	};

	return update_status_id(maintenance ? of_maintenance[status] : of_incident[status]);
}

static void
put_time(struct pool *pool, struct data *object, const char *key, int64_t at)
{
	data_put_text(object, key, at == TIME_NONE ? NULL : time_format_iso_milliseconds(pool, at));
}

/* ---- page and status ---- */

struct data *
api_page(struct pool *pool, const struct api_page *page)
{
	struct data *object = data_object(pool);

	data_put_text(object, "id", page->id);
	data_put_text(object, "name", page->name);
	data_put_text(object, "url", page->url);
	data_put_text(object, "time_zone", page->zone);
	put_time(pool, object, "updated_at", page->updated);
	return object;
}

struct data *
api_status(struct pool *pool, const char *indicator, const char *description)
{
	struct data *object = data_object(pool);

	data_put_text(object, "indicator", indicator);
	data_put_text(object, "description", description);
	return object;
}

/* ---- components ---- */

static struct data *
list_of_ids(struct pool *pool, const char *const *ids, size_t count)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < count; i++)
		data_append(list, data_text(pool, ids[i]));
	return list;
}

struct data *
api_component(struct pool *pool, const struct api_page *page, const struct api_component *component)
{
	struct data *object = data_object(pool);

	data_put_text(object, "id", component->id);
	data_put_text(object, "name", component->name);
	data_put_text(object, "status", state_id(component->state));
	put_time(pool, object, "created_at", component->created);
	put_time(pool, object, "updated_at", component->updated);
	data_put_integer(object, "position", (int64_t)MIN(component->position, POSITION_MAX));
	data_put_text(object, "description", component->description);
	data_put_flag(object, "showcase", component->showcase);
	data_put_text(object, "start_date", component->start_date);
	data_put_text(object, "group_id", component->group_id);
	data_put_text(object, "page_id", page->id);
	data_put_flag(object, "group", component->children != NULL);
	data_put_flag(object, "only_show_if_degraded", false);
	if (component->children)
		data_put(object, "components", list_of_ids(pool, component->children, component->child_count));
	return object;
}

/* ---- incidents ---- */

static struct data *
affected_object(struct pool *pool, const struct api_affected *affected)
{
	struct data *object = data_object(pool);

	data_put_text(object, "code", affected->id);
	data_put_text(object, "name", affected->name);
	data_put_text(object, "old_status", state_id(affected->before));
	data_put_text(object, "new_status", state_id(affected->after));
	return object;
}

static struct data *
affected_list(struct pool *pool, const struct api_update *update)
{
	struct data *list;

	if (!update->affected_count)
		return NULL;
	list = data_list(pool);
	for (size_t i = 0; i < update->affected_count; i++)
		data_append(list, affected_object(pool, &update->affected[i]));
	return list;
}

static struct data *
update_object(struct pool *pool, const struct api_incident *incident, const struct api_update *update)
{
	struct data *object = data_object(pool);

	data_put_text(object, "id", update->id);
	data_put_text(object, "status", api_status_id(update->status, incident->maintenance));
	data_put_text(object, "body", update->body);
	data_put_text(object, "incident_id", incident->id);
	put_time(pool, object, "created_at", update->at);
	put_time(pool, object, "updated_at", update->at);
	put_time(pool, object, "display_at", update->at);
	data_put(object, "affected_components", affected_list(pool, update));
	data_put_flag(object, "deliver_notifications", true);
	data_put_text(object, "custom_tweet", NULL);
	data_put_text(object, "tweet_id", NULL);
	return object;
}

static struct data *
update_list(struct pool *pool, const struct api_incident *incident)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < incident->update_count; i++)
		data_append(list, update_object(pool, incident, &incident->updates[i]));
	return list;
}

struct data *
api_incident(struct pool *pool, const struct api_page *page, const struct api_incident *incident)
{
	struct data *object = data_object(pool);

	data_put_text(object, "id", incident->id);
	data_put_text(object, "name", incident->name);
	data_put_text(object, "status", api_status_id(incident->status, incident->maintenance));
	put_time(pool, object, "created_at", incident->created);
	put_time(pool, object, "updated_at", incident->updated);
	put_time(pool, object, "monitoring_at", incident->monitoring);
	put_time(pool, object, "resolved_at", incident->resolved);
	data_put_text(object, "impact", impact_id(incident->impact));
	data_put_text(object, "shortlink", incident->shortlink);
	put_time(pool, object, "started_at", incident->started);
	data_put_text(object, "page_id", page->id);
	data_put(object, "incident_updates", update_list(pool, incident));
	data_put(object, "components", incident->components);
	data_put(object, "reminder_intervals", NULL);
	if (!incident->maintenance)
		return object;
	put_time(pool, object, "scheduled_for", incident->scheduled_for);
	put_time(pool, object, "scheduled_until", incident->scheduled_until);
	return object;
}
