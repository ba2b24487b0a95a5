/* The overview: what needs attention now, and the way to everything else. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

/* What one list of the overview shows; the rest is behind a link. */
#define FIRE_LIMIT 8
#define RUNBOOK_LIMIT 6
#define SERVICE_LIMIT 40
#define RECENT_LIMIT 6

static json_t *
more_object(const struct page *page, size_t shown, size_t count, const char *path)
{
	json_t *more;

	if (shown >= count)
		return json_null();
	more = json_object();
	json_put_text(more, "text", words_fill(page->pool, view_word(page->handbook->view, "front.more"),
	    "n", pool_printf(page->pool, "%zu", count), NULL));
	json_put_text(more, "path", path);
	return more;
}

static json_t *
list_object(const struct page *page, json_t *items, size_t count, const char *path)
{
	json_t *list;

	if (!count) {
		json_decref(items);
		return json_null();
	}
	list = json_object();
	json_put(list, "more", more_object(page, json_array_size(items), count, path));
	json_put(list, "count", json_integer((json_int_t)count));
	json_put(list, "items", items);
	return list;
}

static const char *
kind_path(const struct handbook *handbook, enum kind_role role)
{
	const struct kinds *kinds = handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++)
		if (kinds->items[i]->role == role)
			return json_string_value(json_object_get(g_hash_table_lookup(handbook->objects, kinds->items[i]), "path"));
	return "search.html";
}

static json_t *
open_incidents(const struct page *page, bool maintenance)
{
	const struct handbook *handbook = page->handbook;
	const struct site *site = handbook->site;
	json_t *items = json_array();
	size_t count = 0;

	for (size_t i = 0; i < site->incident_count; i++) {
		const struct incident *incident = site->incidents[i];
		json_t *item;

		if (incident->maintenance != maintenance || !document_is_built(site, incident->document) || !incident_is_open(incident, site->now))
			continue;
		if (count++ >= FIRE_LIMIT)
			continue;
		item = json_object();
		json_put(item, "document", shared(handbook, incident->document));
		json_put(item, "status", view_status(handbook->view, incident_status(incident, site->now)));
		json_put(item, "impact", view_impact(handbook->view, incident->impact));
		json_put(item, "started", view_time(page->pool, handbook->view, incident->started));
		json_put(item, "ends", view_time(page->pool, handbook->view, incident->ends));
		json_array_append_new(items, item);
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

static json_t *
overdue_actions(const struct page *page)
{
	const struct site *site = page->handbook->site;
	g_autoptr(GPtrArray) overdue = g_ptr_array_new();
	json_t *items = json_array();
	int days;

	for (size_t i = 0; i < site->action_count; i++) {
		const struct action *action = &site->actions[i];

		if (!action->done && document_is_built(site, action->document) && action_is_overdue(action, site->config, site->now, &days))
			g_ptr_array_add(overdue, (void *)action);
	}
	g_ptr_array_sort(overdue, compare_due);
	for (guint i = 0; i < overdue->len && i < FIRE_LIMIT; i++)
		json_array_append_new(items, action_object(page->pool, page->handbook, overdue->pdata[i]));
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

static json_t *
overdue_reviews(const struct page *page)
{
	const struct site *site = page->handbook->site;
	g_autoptr(GPtrArray) overdue = g_ptr_array_new();
	json_t *items;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role == ROLE_RUNBOOK && document_is_built(site, document) &&
		    (is_review_overdue(site, document) || is_review_missing(site, document)))
			g_ptr_array_add(overdue, (void *)document);
	}
	g_ptr_array_sort(overdue, compare_reviews);
	items = shared_list(page->handbook, overdue, FIRE_LIMIT);
	return list_object(page, items, overdue->len, kind_path(page->handbook, ROLE_RUNBOOK));
}

static void
put_fire(struct page *page)
{
	static const char *const lists[] = { "incidents", "maintenance", "actions", "reviews" };
	json_t *fire = json_object();
	bool quiet = true;

	json_put(fire, "incidents", open_incidents(page, false));
	json_put(fire, "maintenance", open_incidents(page, true));
	json_put(fire, "actions", overdue_actions(page));
	json_put(fire, "reviews", overdue_reviews(page));
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++)
		quiet = quiet && json_is_null(json_object_get(fire, lists[i]));
	json_put(fire, "quiet", json_boolean(quiet));
	json_put(page->view, "fire", fire);
}

/* ---- the sections ---- */

static json_t *
runbooks_of_service(const struct page *page, const struct service *service)
{
	const GPtrArray *documents = relation_get(&page->handbook->by.of_service, service);
	json_t *items = json_array(), *group;
	size_t count = 0;

	for (guint i = 0; documents && i < documents->len; i++) {
		const struct document *document = documents->pdata[i];

		if (document->kind->role == ROLE_RUNBOOK && count++ < RUNBOOK_LIMIT)
			json_array_append_new(items, shared(page->handbook, document));
	}
	group = list_object(page, items, count, json_string_value(json_object_get(g_hash_table_lookup(page->handbook->objects, service), "path")));
	if (json_is_object(group))
		json_put(group, "service", shared(page->handbook, service));
	return group;
}

static json_t *
runbooks_without_service(const struct page *page)
{
	const struct site *site = page->handbook->site;
	json_t *items = json_array(), *group;
	size_t count = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role == ROLE_RUNBOOK && document_is_built(site, document) && !service_of(site, document) && count++ < RUNBOOK_LIMIT)
			json_array_append_new(items, shared(page->handbook, document));
	}
	group = list_object(page, items, count, kind_path(page->handbook, ROLE_RUNBOOK));
	if (json_is_object(group))
		json_put(group, "service", NULL);
	return group;
}

static json_t *
runbooks_by_service(const struct page *page)
{
	const struct list services = page->handbook->site->registers->services;
	json_t *groups = json_array(), *rest = runbooks_without_service(page);

	for (size_t i = 0; i < services.count && json_array_size(groups) < SERVICE_LIMIT; i++) {
		json_t *group = runbooks_of_service(page, &REGISTER_ITEMS(services, struct service)[i]);

		if (json_is_object(group))
			json_array_append_new(groups, group);
	}
	if (json_is_object(rest))
		json_array_append(groups, rest);
	json_decref(rest);
	return groups;
}

/* The newest of what has happened, whatever its kind. */
static json_t *
recent_documents(const struct page *page, enum kind_role role)
{
	const struct handbook *handbook = page->handbook;
	const struct kinds *kinds = handbook->site->kinds;
	json_t *list = json_array();

	for (size_t i = 0; i < kinds->count; i++) {
		const GPtrArray *documents = kinds->items[i]->role == role ? relation_get(&handbook->by.documents, kinds->items[i]) : NULL;

		for (guint k = 0; documents && k < documents->len && k < RECENT_LIMIT; k++)
			json_array_append_new(list, shared(handbook, documents->pdata[k]));
	}
	return list;
}

static void
make_front(struct page *page, const void *subject)
{
	(void)subject;
	put_fire(page);
	json_put(page->view, "runbooks", runbooks_by_service(page));
	json_put(page->view, "incidents", recent_documents(page, ROLE_INCIDENT));
	json_put(page->view, "postmortems", recent_documents(page, ROLE_POSTMORTEM));
	json_put(page->view, "has_recent", json_boolean(page->handbook->site->incident_count || page->handbook->site->postmortem_count));
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
