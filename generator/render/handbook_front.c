/* The overview: what needs attention now, and the way to everything else. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/review.h"

/* What one list of the overview shows; the rest is behind a link. */
#define FIRE_LIMIT 8
#define RUNBOOK_LIMIT 6
#define SERVICE_LIMIT 40
#define SCHEDULE_LIMIT 12
#define RECENT_LIMIT 6

static struct data *
more_object(const struct page *page, size_t shown, size_t count, const char *path)
{
	struct data *more;

	if (shown >= count)
		return NULL;
	more = data_object(page->pool);
	data_put_text(more, "text", words_fill(page->pool, view_word(page->handbook->view, "front.more"),
	    "n", pool_printf(page->pool, "%zu", count), NULL));
	data_put_text(more, "path", path);
	return more;
}

static struct data *
list_object(const struct page *page, struct data *items, size_t count, const char *path)
{
	struct data *list;

	if (!count) {
		return NULL;
	}
	list = data_object(page->pool);
	data_put(list, "more", more_object(page, data_count(items), count, path));
	data_put_integer(list, "count", count);
	data_put(list, "items", items);
	return list;
}

static const char *
kind_path(const struct handbook *handbook, enum kind_role role)
{
	const struct kinds *kinds = handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++)
		if (kinds->items[i]->role == role)
			return data_string(data_get(g_hash_table_lookup(handbook->objects, kinds->items[i]), "path"));
	return "search.html";
}

static struct data *
open_incidents(const struct page *page, bool maintenance)
{
	const struct handbook *handbook = page->handbook;
	const struct site *site = handbook->site;
	struct data *items = data_list(page->pool);
	size_t count = 0;

	for (size_t i = 0; i < site->incident_count; i++) {
		const struct incident *incident = site->incidents[i];
		struct data *item;

		if (incident->maintenance != maintenance || !document_is_built(site, incident->document) || !incident_is_open(incident, site->now))
			continue;
		if (count++ >= FIRE_LIMIT)
			continue;
		item = data_object(page->pool);
		data_put(item, "document", shared(handbook, incident->document));
		data_put(item, "status", view_status(page->pool, handbook->view, incident_status(incident, site->now)));
		data_put(item, "impact", view_impact(page->pool, handbook->view, incident->impact));
		data_put(item, "started", view_time(page->pool, handbook->view, incident->started));
		data_put(item, "ends", view_time(page->pool, handbook->view, incident->ends));
		data_append(items, item);
	}
	return list_object(page, items, count, kind_path(handbook, maintenance ? ROLE_MAINTENANCE : ROLE_INCIDENT));
}

static int
compare_due(const void *a, const void *b)
{
	const struct action *x = *(const struct action *const *)a, *y = *(const struct action *const *)b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return x < y ? -1 : x > y;
}

static struct data *
overdue_actions(const struct page *page)
{
	const struct site *site = page->handbook->site;
	g_autoptr(GPtrArray) overdue = g_ptr_array_new();
	struct data *items = data_list(page->pool);
	int days;

	for (size_t i = 0; i < site->action_count; i++) {
		const struct action *action = &site->actions[i];

		if (!action->done && document_is_built(site, action->document) && action_is_overdue(action, site->config, site->now, &days))
			g_ptr_array_add(overdue, (void *)action);
	}
	g_ptr_array_sort(overdue, compare_due);
	for (guint i = 0; i < overdue->len && i < FIRE_LIMIT; i++)
		data_append(items, action_object(page->pool, page->handbook, overdue->pdata[i]));
	return list_object(page, items, overdue->len, "actions.html");
}

static int
compare_reviews(const void *a, const void *b)
{
	const struct document *x = *(const struct document *const *)a, *y = *(const struct document *const *)b;

	if (x->reviewed.stamp.at != y->reviewed.stamp.at)
		return x->reviewed.stamp.at < y->reviewed.stamp.at ? -1 : 1;
	return strcmp(x->path, y->path);
}

static struct data *
overdue_reviews(const struct page *page)
{
	const struct site *site = page->handbook->site;
	g_autoptr(GPtrArray) overdue = g_ptr_array_new();
	struct data *items;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role == ROLE_RUNBOOK && document_is_built(site, document) &&
		    (review_is_overdue(site, document) || is_review_missing(site, document)))
			g_ptr_array_add(overdue, (void *)document);
	}
	g_ptr_array_sort(overdue, compare_reviews);
	items = shared_list(page->pool, page->handbook, overdue, FIRE_LIMIT);
	return list_object(page, items, overdue->len, kind_path(page->handbook, ROLE_RUNBOOK));
}

static void
put_fire(struct page *page)
{
	static const char *const lists[] = { "incidents", "maintenance", "actions", "reviews" };
	struct data *fire = data_object(page->pool);
	bool quiet = true;

	data_put(fire, "incidents", open_incidents(page, false));
	data_put(fire, "maintenance", open_incidents(page, true));
	data_put(fire, "actions", overdue_actions(page));
	data_put(fire, "reviews", overdue_reviews(page));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		quiet = quiet && !data_get(fire, lists[i]);
	data_put_flag(fire, "quiet", quiet);
	data_put(page->view, "fire", fire);
}

/* ---- the first steps ---- */

static bool
has_runbook(const struct site *site)
{
	for (size_t i = 0; i < site->document_count; i++)
		if (site->documents[i]->kind->role == ROLE_RUNBOOK && document_is_built(site, site->documents[i]))
			return true;
	return false;
}

static bool
has_component(const struct list services)
{
	for (size_t i = 0; i < services.count; i++)
		if (REGISTER_ITEMS(services, struct service)[i].component.span.source)
			return true;
	return false;
}

/* What to do first, while there is no runbook or nobody to follow it; a handbook that is in use does without advice. */
static struct data *
begin_object(const struct page *page)
{
	const struct site *site = page->handbook->site;
	const bool named = site->registers->people.count && site->registers->services.count, runbook = has_runbook(site);
	struct data *begin;

	if (named && runbook)
		return NULL;
	begin = data_object(page->pool);
	data_put_flag(begin, "people", !named);
	data_put_flag(begin, "runbook", !runbook);
	data_put_flag(begin, "oncall", !site->schedules.count);
	data_put_flag(begin, "customers", !has_component(site->registers->services));
	return begin;
}

/* ---- the sections ---- */

static struct data *
runbooks_of_service(const struct page *page, const struct service *service)
{
	const GPtrArray *documents = relation_get(&page->handbook->by.of_service, service);
	struct data *items = data_list(page->pool), *group;
	size_t count = 0;

	for (guint i = 0; documents && i < documents->len; i++) {
		const struct document *document = documents->pdata[i];

		if (document->kind->role == ROLE_RUNBOOK && count++ < RUNBOOK_LIMIT)
			data_append(items, shared(page->handbook, document));
	}
	group = list_object(page, items, count, data_string(data_get(g_hash_table_lookup(page->handbook->objects, service), "path")));
	if (data_is(group, DATA_OBJECT))
		data_put(group, "service", shared(page->handbook, service));
	return group;
}

static struct data *
runbooks_without_service(const struct page *page)
{
	const struct site *site = page->handbook->site;
	struct data *items = data_list(page->pool), *group;
	size_t count = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role == ROLE_RUNBOOK && document_is_built(site, document) && !service_of(site, document) && count++ < RUNBOOK_LIMIT)
			data_append(items, shared(page->handbook, document));
	}
	group = list_object(page, items, count, kind_path(page->handbook, ROLE_RUNBOOK));
	if (data_is(group, DATA_OBJECT))
		data_put(group, "service", NULL);
	return group;
}

static struct data *
runbooks_by_service(const struct page *page)
{
	const struct list services = page->handbook->site->registers->services;
	struct data *groups = data_list(page->pool), *rest = runbooks_without_service(page);

	for (size_t i = 0; i < services.count && data_count(groups) < SERVICE_LIMIT; i++) {
		struct data *group = runbooks_of_service(page, &REGISTER_ITEMS(services, struct service)[i]);

		if (data_is(group, DATA_OBJECT))
			data_append(groups, group);
	}
	if (data_is(rest, DATA_OBJECT))
		data_append(groups, rest);
	return groups;
}

/* The newest of what has happened, whatever its kind. */
static struct data *
recent_documents(const struct page *page, enum kind_role role)
{
	const struct handbook *handbook = page->handbook;
	const struct kinds *kinds = handbook->site->kinds;
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < kinds->count; i++) {
		const GPtrArray *documents = kinds->items[i]->role == role ? relation_get(&handbook->by.documents, kinds->items[i]) : NULL;

		for (guint k = 0; documents && k < documents->len && k < RECENT_LIMIT; k++)
			data_append(list, shared(handbook, documents->pdata[k]));
	}
	return list;
}

static void
make_front(struct page *page, const void *subject)
{
	g_autoptr(GPtrArray) schedules = first_schedules(page->handbook, SCHEDULE_LIMIT);

	(void)subject;
	data_put(page->view, "begin", begin_object(page));
	if (page->handbook->site->document_count)
		put_fire(page); /* of nothing it can't be said that it is well */
	data_put(page->view, "oncall_now", now_object(page->pool, page->handbook, schedules));
	data_put(page->view, "runbooks", runbooks_by_service(page));
	data_put(page->view, "incidents", recent_documents(page, ROLE_INCIDENT));
	data_put(page->view, "postmortems", recent_documents(page, ROLE_POSTMORTEM));
	data_put_flag(page->view, "has_recent", page->handbook->site->incident_count || page->handbook->site->postmortem_count);
}

void
add_front_job(struct handbook *handbook)
{
	const struct config *config = handbook->site->config;

	add_job(handbook, (struct page_job){
	    .path = "index.html",
	    .layout = "handbook/front",
	    .title = config->title.s && *config->title.s ? config->title.s : view_word(handbook->view, "handbook"),
	    .description = config->description.s,
	    .section = SECTION_FRONT,
	    .make = make_front,
	});
}
