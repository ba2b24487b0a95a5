/* Indexes: one of each kind, tags, alerts, actions, everything, and the page for what is not there. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/actions.h"

/* ---- columns and filters ---- */

/* What a card may hold that an index shows as a column. */
static const struct column {
	const char *key;     /* of the card */
	const char *word;
	const char *name;    /* inside its object: what a filter shows; NULL: no filter */
	const char *value;   /* inside its object: what a filter compares */
	const char *filter;  /* its name; NULL: the key */
} columns[] = {
	{ "date", "date", NULL, NULL, NULL },
	{ "severity", "severity", "id", "id", NULL },
	{ "service", "service", NULL, NULL, NULL },
	{ "services", "service", "name", "id", "service" },
	{ "status", "status", "text", "id", NULL },
	{ "duration", "duration", NULL, NULL, NULL },
	{ "owner", "owner", "name", "name", NULL },
	{ "reviewed", "reviewed", NULL, NULL, NULL },
	{ "tags", "tags", "name", "slug", NULL },
};

static bool
has_value(const json_t *card, const char *key)
{
	const json_t *value = json_object_get(card, key);

	return json_is_object(value) || json_array_size(value);
}

static bool
is_column_used(const json_t *rows, const char *key)
{
	const json_t *row;
	size_t i;

	json_array_foreach(rows, i, row) {
		if (has_value(row, key))
			return true;
	}
	return false;
}

static json_t *
columns_object(const json_t *rows, bool runbooks)
{
	json_t *object = json_object();

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		json_put(object, columns[i].key, json_boolean(is_column_used(rows, columns[i].key)));
	if (runbooks) {
		/* A runbook's day is that of its review, and no review is worth a word. */
		json_put(object, "date", json_false());
		json_put(object, "reviewed", json_true());
	}
	return object;
}

static void
collect_option(json_t *options, const json_t *value, const struct column *column)
{
	const char *text = json_string_value(json_object_get(value, column->name));
	const char *id = json_string_value(json_object_get(value, column->value));

	if (text && id)
		json_object_set_new(options, id, json_string(text));
}

static int
compare_options(const void *a, const void *b)
{
	return g_utf8_collate(*(const char *const *)a, *(const char *const *)b);
}

/* { id: text } → [{ "value", "text" }], by id. */
static json_t *
options_list(json_t *options)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	json_t *list = json_array(), *text;
	const char *id;

	json_object_foreach(options, id, text)
		g_ptr_array_add(ids, (void *)id);
	g_ptr_array_sort(ids, compare_options);
	for (guint i = 0; i < ids->len; i++) {
		json_t *option = json_object();

		json_put_text(option, "value", ids->pdata[i]);
		json_object_set(option, "text", json_object_get(options, ids->pdata[i]));
		json_array_append_new(list, option);
	}
	return list;
}

static json_t *
filter_options(const json_t *rows, const struct column *column)
{
	json_t *options = json_object(), *list;
	const json_t *row;
	size_t i, k;

	json_array_foreach(rows, i, row) {
		const json_t *value = json_object_get(row, column->key), *item;

		if (json_is_object(value))
			collect_option(options, value, column);
		json_array_foreach(value, k, item)
			collect_option(options, item, column);
	}
	list = options_list(options);
	json_decref(options);
	return list;
}

/* A filter for each column in which rows differ. */
static json_t *
filters_list(const struct view *view, const json_t *rows, const struct column *table, size_t count)
{
	json_t *filters = json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *options = table[i].name ? filter_options(rows, &table[i]) : NULL, *filter;

		if (json_array_size(options) < 2) {
			json_decref(options);
			continue;
		}
		filter = json_object();
		json_put_text(filter, "id", table[i].filter ? table[i].filter : table[i].key);
		json_put_text(filter, "title", view_word(view, table[i].word));
		json_put(filter, "options", options);
		json_array_append_new(filters, filter);
	}
	return filters;
}

/* ---- kinds ---- */

static void
make_kind(struct page *page, const void *subject)
{
	const struct kind *kind = subject;
	const struct handbook *handbook = page->handbook;
	const struct document *intro = g_hash_table_lookup(handbook->intros, kind);
	json_t *rows = shared_list(handbook, relation_get(&handbook->by.documents, kind), 0);

	json_put(page->view, "kind", shared(handbook, kind));
	json_put(page->view, "intro", intro ? page_body(page, intro) : json_null());
	json_put(page->view, "columns", columns_object(rows, kind->role == ROLE_RUNBOOK));
	json_put(page->view, "filters", filters_list(handbook->view, rows, columns, G_N_ELEMENTS(columns)));
	json_put_text(page->view, "count", view_count(page->pool, handbook->view, "index.count", (long)json_array_size(rows)));
	json_put(page->view, "any", json_boolean(json_array_size(rows)));
	json_put(page->view, "rows", rows);
}

static void
add_kind_jobs(struct handbook *handbook)
{
	const struct kinds *kinds = handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];
		const struct document *intro = g_hash_table_lookup(handbook->intros, kind);

		if (!intro && !relation_count(&handbook->by.documents, kind))
			continue;
		add_job(handbook, (struct page_job){
		    .path = json_string_value(json_object_get(g_hash_table_lookup(handbook->objects, kind), "path")),
		    .layout = "handbook/list",
		    .title = intro ? intro->title.s : kind->plural,
		    .description = intro ? intro->description.s : NULL,
		    .section = kind,
		    .make = make_kind,
		    .subject = kind,
		    .owner = intro ? span_file(intro->source) : SPAN_NONE,
		});
	}
}

/* ---- lists by kind: tags, everything ---- */

/* [{ "kind", "items" }] of documents, in the order of kinds. */
static json_t *
groups_by_kind(const struct handbook *handbook, const GPtrArray *documents)
{
	json_t *groups = json_array();

	for (size_t i = 0; i < handbook->site->kinds->count; i++) {
		const struct kind *kind = handbook->site->kinds->items[i];
		json_t *items = json_array(), *group;

		for (guint k = 0; documents && k < documents->len; k++)
			if (((const struct document *)documents->pdata[k])->kind == kind)
				json_array_append_new(items, shared(handbook, documents->pdata[k]));
		if (!json_array_size(items)) {
			json_decref(items);
			continue;
		}
		group = json_object();
		json_put(group, "kind", shared(handbook, kind));
		json_put(group, "items", items);
		json_array_append_new(groups, group);
	}
	return groups;
}

static void
make_tag(struct page *page, const void *subject)
{
	const struct tag_page *tag = subject;

	add_breadcrumb(page, view_word(page->handbook->view, "tags"), "tags/index.html");
	json_put(page->view, "tag", shared(page->handbook, tag));
	json_put(page->view, "groups", groups_by_kind(page->handbook, tag->documents));
	json_put_text(page->view, "count", view_count(page->pool, page->handbook->view, "index.count", (long)tag->documents->len));
}

static void
make_tags(struct page *page, const void *subject)
{
	(void)subject;
	json_put(page->view, "tags", shared_list(page->handbook, page->handbook->tag_list, 0));
}

static void
add_tag_jobs(struct handbook *handbook)
{
	if (!handbook->tag_list->len)
		return;
	add_job(handbook, (struct page_job){
	    .path = "tags/index.html",
	    .layout = "handbook/tags",
	    .title = view_word(handbook->view, "tags"),
	    .section = SECTION_TAGS,
	    .make = make_tags,
	});
	for (guint i = 0; i < handbook->tag_list->len; i++) {
		const struct tag_page *tag = handbook->tag_list->pdata[i];

		add_job(handbook, (struct page_job){
		    .path = tag->path,
		    .layout = "handbook/tag",
		    .title = tag->name,
		    .section = SECTION_TAGS,
		    .make = make_tag,
		    .subject = tag,
		});
	}
}

static void
append_kind(json_t *groups, const struct handbook *handbook, const struct kind *kind)
{
	const GPtrArray *documents = relation_get(&handbook->by.documents, kind);
	json_t *group;

	if (!documents)
		return;
	group = json_object();
	json_put(group, "kind", shared(handbook, kind));
	json_put(group, "items", shared_list(handbook, documents, 0));
	json_array_append_new(groups, group);
}

/* All things of one register list. */
static json_t *
register_objects(const struct handbook *handbook, struct list list, size_t size)
{
	json_t *objects = json_array();

	for (size_t i = 0; i < list.count; i++)
		json_array_append_new(objects, shared(handbook, (const char *)list.items + i * size));
	return objects;
}

static void
make_everything(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct registers *registers = handbook->site->registers;
	json_t *groups = json_array();

	(void)subject;
	for (size_t i = 0; i < handbook->site->kinds->count; i++)
		append_kind(groups, handbook, handbook->site->kinds->items[i]);
	json_put(page->view, "groups", groups);
	json_put(page->view, "services", register_objects(handbook, registers->services, sizeof(struct service)));
	json_put(page->view, "teams", register_objects(handbook, registers->teams, sizeof(struct team)));
	json_put(page->view, "people", register_objects(handbook, registers->people, sizeof(struct person)));
	json_put(page->view, "severities", register_objects(handbook, registers->severities, sizeof(struct severity)));
	json_put(page->view, "tags", shared_list(handbook, handbook->tag_list, 0));
}

/* ---- alerts ---- */

static void
append_alerts(json_t *rows, const struct handbook *handbook, const struct document *document)
{
	const struct texts alerts = document_texts(document, "alerts");

	for (size_t i = 0; i < alerts.count; i++) {
		json_t *row;

		if (!alerts.items[i].s)
			continue;
		row = json_object();
		json_put_text(row, "alert", alerts.items[i].s);
		json_put(row, "document", shared(handbook, document));
		json_array_append_new(rows, row);
	}
}

static void
append_alert_of_file(json_t *rows, const struct handbook *handbook, const struct document *document)
{
	json_t *row = json_object();

	json_put_text(row, "alert", document->id);
	json_put(row, "document", shared(handbook, document));
	json_array_append_new(rows, row);
}

static int
compare_alerts(const void *a, const void *b)
{
	const json_t *x = *(const json_t *const *)a, *y = *(const json_t *const *)b;

	return strcmp(json_string_value(json_object_get(x, "alert")), json_string_value(json_object_get(y, "alert")));
}

/* A new array of the same rows, sorted. */
static json_t *
sorted_alerts(json_t *rows)
{
	g_autoptr(GPtrArray) order = g_ptr_array_new();
	json_t *sorted = json_array(), *row;
	size_t i;

	json_array_foreach(rows, i, row)
		g_ptr_array_add(order, row);
	g_ptr_array_sort(order, compare_alerts);
	for (i = 0; i < order->len; i++)
		json_array_append(sorted, order->pdata[i]);
	json_decref(rows);
	return sorted;
}

static void
make_alerts(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	json_t *rows = json_array();

	(void)subject;
	for (size_t i = 0; i < handbook->site->document_count; i++) {
		const struct document *document = handbook->site->documents[i];

		if (document->kind->role != ROLE_RUNBOOK || !document_is_built(handbook->site, document))
			continue;
		if (document->kind->title_from_file && !document_texts(document, "alerts").count)
			append_alert_of_file(rows, handbook, document);
		append_alerts(rows, handbook, document);
	}
	json_put(page->view, "any", json_boolean(json_array_size(rows)));
	json_put_text(page->view, "count", view_count(page->pool, handbook->view, "index.count", (long)json_array_size(rows)));
	json_put(page->view, "rows", sorted_alerts(rows));
}

/* ---- actions ---- */

static const struct action **
all_actions(struct pool *pool, const struct site *site, size_t *count)
{
	const struct action **actions = pool_array(pool, const struct action *, site->action_count + 1);

	*count = 0;
	for (size_t i = 0; i < site->action_count; i++)
		if (document_is_built(site, site->actions[i].document))
			actions[(*count)++] = &site->actions[i];
	return actions;
}

/* Open ones first, by date; those without one behind them; then the done ones. */
static int
compare_actions(const void *a, const void *b)
{
	const struct action *x = *(const struct action *const *)a, *y = *(const struct action *const *)b;
	const int64_t due_x = x->due == TIME_NONE ? INT64_MAX : x->due, due_y = y->due == TIME_NONE ? INT64_MAX : y->due;

	if (x->done != y->done)
		return x->done ? 1 : -1;
	if (due_x != due_y)
		return (due_x < due_y ? -1 : 1) * (x->done ? -1 : 1);
	return x < y ? -1 : x > y;
}

static void
put_action_counts(struct page *page, const struct action *const *actions, size_t count)
{
	const struct site *site = page->handbook->site;
	int open = 0, overdue = 0, days;

	for (size_t i = 0; i < count; i++) {
		open += !actions[i]->done;
		overdue += !actions[i]->done && action_is_overdue(actions[i], site->config, site->now, &days);
	}
	json_put_text(page->view, "summary", words_fill(page->pool, view_word(page->handbook->view, "actions_summary"),
	    "open", pool_printf(page->pool, "%d", open), "overdue", pool_printf(page->pool, "%d", overdue),
	    "done", pool_printf(page->pool, "%zu", count - (size_t)open), NULL));
}

static const struct column action_columns[] = {
	{ "state", "state", "text", "id", NULL },
	{ "owner", "owner", "name", "name", NULL },
	{ "services", "service", "name", "id", "service" },
};

static void
make_actions(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	size_t count;
	const struct action **actions = all_actions(page->pool, handbook->site, &count);
	json_t *rows = json_array();

	(void)subject;
	if (count)
		qsort(actions, count, sizeof(*actions), compare_actions);
	for (size_t i = 0; i < count; i++)
		json_array_append_new(rows, action_object(page->pool, handbook, actions[i]));
	put_action_counts(page, actions, count);
	json_put(page->view, "filters", filters_list(handbook->view, rows, action_columns, G_N_ELEMENTS(action_columns)));
	json_put(page->view, "any", json_boolean(count));
	json_put(page->view, "rows", rows);
}

/* ---- the list of pages ---- */

void
add_index_jobs(struct handbook *handbook)
{
	const struct view *view = handbook->view;
	const struct page_job jobs[] = {
		{ .path = "alerts.html", .layout = "handbook/alerts", .title = view_word(view, "alerts"), .section = SECTION_ALERTS, .make = make_alerts },
		{ .path = "actions.html", .layout = "handbook/actions", .title = view_word(view, "actions"), .section = SECTION_ACTIONS, .make = make_actions },
		{ .path = "search.html", .layout = "handbook/everything", .title = view_word(view, "everything"), .section = SECTION_EVERYTHING, .make = make_everything },
		{ .path = "404.html", .layout = "handbook/missing", .title = view_word(view, "not_found"), .anywhere = true },
	};

	add_kind_jobs(handbook);
	add_tag_jobs(handbook);
	for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
		add_job(handbook, jobs[i]);
}
