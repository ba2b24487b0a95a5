/* Indexes: one of each kind, tags, actions, everything, and the page for what is not there. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/actions.h"

/* ---- columns and filters ---- */

/* What a card may hold that an index shows as a column. */
static const struct column columns[] = {
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
has_value(const struct data *card, const char *key)
{
	const struct data *value = data_get(card, key);

	return data_is(value, DATA_OBJECT) || data_count(value);
}

static bool
is_column_used(const struct data *rows, const char *key)
{
	for (size_t i = 0; i < data_count(rows); i++)
		if (has_value(data_item(rows, i), key))
			return true;
	return false;
}

static struct data *
columns_object(struct pool *pool, const struct data *rows, bool runbooks)
{
	struct data *object = data_object(pool);

	for (size_t i = 0; i < G_N_ELEMENTS(columns); i++)
		data_put_flag(object, columns[i].key, is_column_used(rows, columns[i].key));
	if (runbooks) {
		/* A runbook's day is that of its review, and no review is worth a word. */
		data_put(object, "date", data_flag(false));
		data_put(object, "reviewed", data_flag(true));
	}
	return object;
}

static void
collect_option(struct data *options, const struct data *value, const struct column *column)
{
	const struct data *text = data_get(value, column->name);
	const char *id = data_string(data_get(value, column->value));

	if (data_is(text, DATA_TEXT) && id)
		data_put(options, id, text);
}

static int
compare_options(const void *a, const void *b)
{
	return g_utf8_collate(*(const char *const *)a, *(const char *const *)b);
}

/* { id: text } → [{ "value", "text" }], by id. */
static struct data *
options_list(struct pool *pool, const struct data *options)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	struct data *list = data_list(pool);

	for (uint32_t i = 0; i < options->count; i++)
		g_ptr_array_add(ids, (void *)options->of.object.entries[i].key);
	g_ptr_array_sort(ids, compare_options);
	for (guint i = 0; i < ids->len; i++) {
		struct data *option = data_object(pool);

		data_put_text(option, "value", ids->pdata[i]);
		data_put(option, "text", data_get(options, ids->pdata[i]));
		data_append(list, option);
	}
	return list;
}

static struct data *
filter_options(struct pool *pool, const struct data *rows, const struct column *column)
{
	struct data *options = data_object(pool);

	for (size_t i = 0; i < data_count(rows); i++) {
		const struct data *value = data_get(data_item(rows, i), column->key);

		if (data_is(value, DATA_OBJECT))
			collect_option(options, value, column);
		for (size_t k = 0; k < data_count(value); k++)
			collect_option(options, data_item(value, k), column);
	}
	return options_list(pool, options);
}

struct data *
filters_list(struct pool *pool, const struct view *view, const struct data *rows, const struct column *table, size_t count)
{
	struct data *filters = data_list(pool);

	for (size_t i = 0; i < count; i++) {
		struct data *options = table[i].name ? filter_options(pool, rows, &table[i]) : NULL, *filter;

		if (data_count(options) < 2)
			continue;
		filter = data_object(pool);
		data_put_text(filter, "id", table[i].filter ? table[i].filter : table[i].key);
		data_put_text(filter, "title", view_word(view, table[i].word));
		data_put(filter, "options", options);
		data_append(filters, filter);
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
	struct data *rows = shared_list(page->pool, handbook, relation_get(&handbook->by.documents, kind), 0);

	data_put(page->view, "kind", shared(handbook, kind));
	data_put(page->view, "intro", intro ? page_body(page, intro) : NULL);
	data_put(page->view, "columns", columns_object(page->pool, rows, kind->role == ROLE_RUNBOOK));
	data_put(page->view, "filters", filters_list(page->pool, handbook->view, rows, columns, G_N_ELEMENTS(columns)));
	data_put_text(page->view, "count", view_count(page->pool, handbook->view, "index.count", (long)data_count(rows)));
	data_put_flag(page->view, "any", data_count(rows));
	data_put(page->view, "rows", rows);
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
		    .path = data_string(data_get(g_hash_table_lookup(handbook->objects, kind), "path")),
		    .layout = "handbook/list",
		    .title = intro ? intro->title.s : data_string(data_get(shared(handbook, kind), "plural")),
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
static struct data *
groups_by_kind(struct pool *pool, const struct handbook *handbook, const GPtrArray *documents)
{
	struct data *groups = data_list(pool);

	for (size_t i = 0; i < handbook->site->kinds->count; i++) {
		const struct kind *kind = handbook->site->kinds->items[i];
		struct data *items = data_list(pool), *group;

		for (guint k = 0; documents && k < documents->len; k++)
			if (((const struct document *)documents->pdata[k])->kind == kind)
				data_append(items, shared(handbook, documents->pdata[k]));
		if (!data_count(items)) {
			continue;
		}
		group = data_object(pool);
		data_put(group, "kind", shared(handbook, kind));
		data_put(group, "items", items);
		data_append(groups, group);
	}
	return groups;
}

static void
make_tag(struct page *page, const void *subject)
{
	const struct tag_page *tag = subject;

	add_breadcrumb(page, view_word(page->handbook->view, "tags"), "tags/index.html");
	data_put(page->view, "tag", shared(page->handbook, tag));
	data_put(page->view, "groups", groups_by_kind(page->pool, page->handbook, tag->documents));
	data_put_text(page->view, "count", view_count(page->pool, page->handbook->view, "index.count", (long)tag->documents->len));
}

static void
make_tags(struct page *page, const void *subject)
{
	(void)subject;
	data_put(page->view, "tags", shared_list(page->pool, page->handbook, page->handbook->tag_list, 0));
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
		    .owner = tag->span,
		});
	}
}

static void
append_kind(struct pool *pool, struct data *groups, const struct handbook *handbook, const struct kind *kind)
{
	const GPtrArray *documents = relation_get(&handbook->by.documents, kind);
	struct data *group;

	if (!documents)
		return;
	group = data_object(pool);
	data_put(group, "kind", shared(handbook, kind));
	data_put(group, "items", shared_list(pool, handbook, documents, 0));
	data_append(groups, group);
}

/* All things of one register list. */
static struct data *
register_objects(struct pool *pool, const struct handbook *handbook, struct list list, size_t size)
{
	struct data *objects = data_list(pool);

	for (size_t i = 0; i < list.count; i++)
		data_append(objects, shared(handbook, (const char *)list.items + i * size));
	return objects;
}

static void
make_everything(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct registers *registers = handbook->site->registers;
	struct data *groups = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < handbook->site->kinds->count; i++)
		append_kind(page->pool, groups, handbook, handbook->site->kinds->items[i]);
	data_put(page->view, "groups", groups);
	data_put(page->view, "services", register_objects(page->pool, handbook, registers->services, sizeof(struct service)));
	data_put(page->view, "teams", register_objects(page->pool, handbook, registers->teams, sizeof(struct team)));
	data_put(page->view, "people", register_objects(page->pool, handbook, registers->people, sizeof(struct person)));
	data_put(page->view, "severities", register_objects(page->pool, handbook, registers->severities, sizeof(struct severity)));
	data_put(page->view, "tags", shared_list(page->pool, handbook, handbook->tag_list, 0));
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
	data_put_text(page->view, "summary", words_fill(page->pool, view_word(page->handbook->view, "actions_summary"),
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
	struct data *rows = data_list(page->pool);

	(void)subject;
	if (count)
		qsort(actions, count, sizeof(*actions), compare_actions);
	for (size_t i = 0; i < count; i++)
		data_append(rows, action_object(page->pool, handbook, actions[i]));
	put_action_counts(page, actions, count);
	data_put(page->view, "filters", filters_list(page->pool, handbook->view, rows, action_columns, G_N_ELEMENTS(action_columns)));
	data_put_flag(page->view, "any", count);
	data_put(page->view, "rows", rows);
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
		{ .path = "offline.html", .layout = "handbook/offline", .title = view_word(view, "keeping") },
	};

	add_kind_jobs(handbook);
	add_tag_jobs(handbook);
	for (size_t i = 0; i < G_N_ELEMENTS(jobs); i++)
		add_job(handbook, jobs[i]);
}
