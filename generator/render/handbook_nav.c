/* The navigation: groups of sections, the same on all pages, and a page's own branch. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define BRANCH_LIMIT 12 /* neighbours shown: a page must not grow with the site */

const char SECTION_FRONT[] = "front", SECTION_SERVICES[] = "services", SECTION_PEOPLE[] = "people",
	   SECTION_TEAMS[] = "teams", SECTION_ONCALL[] = "on_call", SECTION_SEVERITIES[] = "severities",
	   SECTION_ALERTS[] = "alerts", SECTION_ACTIONS[] = "actions", SECTION_TAGS[] = "tags",
	   SECTION_EVERYTHING[] = "everything";

/* One row of the navigation. */
struct nav_item {
	const void *section;
	json_t *object;
};

/* Documents that are shown side by side, with what they have in common. */
struct branch {
	const char *title; /* or NULL */
	const char *key;
	GPtrArray *documents;
};

/* ---- sections ---- */

static json_t *
nav_object(const char *title, const char *path, size_t count, bool current)
{
	json_t *object = json_object();

	json_put_text(object, "title", title);
	json_put_text(object, "path", path);
	json_put(object, "count", count ? json_integer((json_int_t)count) : NULL);
	json_put(object, "current", json_boolean(current));
	return object;
}

static void
add_item(json_t *items, const char *title, const char *path, size_t count, bool current)
{
	json_array_append_new(items, nav_object(title, path, count, current));
}

static void
add_group(const struct handbook *handbook, json_t *groups, const char *word, json_t *items)
{
	json_t *group;

	if (!json_array_size(items)) {
		json_decref(items);
		return;
	}
	group = json_object();
	json_put_text(group, "title", word ? view_word(handbook->view, word) : NULL);
	json_put(group, "items", items);
	json_array_append_new(groups, group);
}

static json_t *
kind_items(const struct handbook *handbook, const void *current)
{
	const struct kinds *kinds = handbook->site->kinds;
	json_t *items = json_array();

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];
		const json_t *object = g_hash_table_lookup(handbook->objects, kind);
		const size_t count = relation_count(&handbook->by.documents, kind);

		if (count || g_hash_table_contains(handbook->intros, kind))
			add_item(items, kind->plural, json_string_value(json_object_get(object, "path")), count, kind == current);
	}
	return items;
}

struct section_row {
	const char *section, *path;
	size_t count;
	bool always;
};

static json_t *
section_items(const struct handbook *handbook, const struct section_row *rows, size_t count, const void *current)
{
	json_t *items = json_array();

	for (size_t i = 0; i < count; i++)
		if (rows[i].always || rows[i].count)
			add_item(items, view_word(handbook->view, rows[i].section), rows[i].path, rows[i].count, rows[i].section == current);
	return items;
}

static size_t
open_action_count(const struct site *site)
{
	size_t count = 0;

	for (size_t i = 0; i < site->action_count; i++)
		count += !site->actions[i].done && document_is_built(site, site->actions[i].document);
	return count;
}

static json_t *
make_groups(const struct handbook *handbook, const void *current)
{
	const struct registers *registers = handbook->site->registers;
	const struct section_row rows[] = {
		{ SECTION_SERVICES, "services/index.html", registers->services.count, false },
		{ SECTION_ALERTS, "alerts.html", 0, true },
		{ SECTION_SEVERITIES, "severities.html", registers->severities.count, false },
		{ SECTION_ONCALL, "oncall/index.html", 0, handbook->site->schedules.count || handbook->site->escalations.count },
		{ SECTION_TEAMS, "teams/index.html", registers->teams.count, false },
		{ SECTION_PEOPLE, "people/index.html", registers->people.count, false },
	};
	const struct section_row work[] = {
		{ SECTION_ACTIONS, "actions.html", open_action_count(handbook->site), true },
		{ SECTION_TAGS, "tags/index.html", handbook->tag_list->len, false },
		{ SECTION_EVERYTHING, "search.html", 0, true },
	};
	json_t *groups = json_array(), *front = json_array();

	add_item(front, view_word(handbook->view, "home"), "index.html", 0, current == SECTION_FRONT);
	add_group(handbook, groups, NULL, front);
	add_group(handbook, groups, "sections.documents", kind_items(handbook, current));
	add_group(handbook, groups, "sections.register", section_items(handbook, rows, G_N_ELEMENTS(rows), current));
	add_group(handbook, groups, "sections.work", section_items(handbook, work, G_N_ELEMENTS(work), current));
	return groups;
}

static void
note_current(struct handbook *handbook, const void *section)
{
	g_hash_table_insert(handbook->nav_current, (void *)section, make_groups(handbook, section));
}

json_t *
nav_of(const struct handbook *handbook, const void *section)
{
	json_t *groups = section ? g_hash_table_lookup(handbook->nav_current, section) : NULL;

	return json_incref(groups ? groups : handbook->nav);
}

/* ---- branches ---- */

/* What the documents of a branch have in common, and its name. */
static const char *
branch_key(struct handbook *handbook, const struct document *document, const char **title)
{
	const struct service *service = service_of(handbook->site, document);
	const int64_t day = day_of(handbook->site, document);
	const char *slash = strrchr(document->output, '/');
	struct civil civil;

	*title = NULL;
	if (service) {
		*title = service->name.s ? service->name.s : service->id.s;
		return service->id.s;
	}
	if (document->kind->role == ROLE_PAGE || document->kind->role == ROLE_RUNBOOK || day == TIME_NONE)
		return pool_strndup(handbook->pool, document->output, slash ? (size_t)(slash - document->output) : 0);
	civil = time_to_civil(handbook->site->config->zone, day);
	*title = view_month(handbook->pool, handbook->view, civil.year, civil.month);
	return *title;
}

static struct branch *
branch_new(struct handbook *handbook, const char *key, const char *title)
{
	struct branch *branch = pool_new0(handbook->pool, struct branch);

	branch->key = key;
	branch->title = title;
	branch->documents = pool_adopt(handbook->pool, g_ptr_array_new(), (void (*)(void *))g_ptr_array_unref);
	return branch;
}

/* Documents of a kind fall into branches by key, and long branches into pieces. */
static void
make_branches(struct handbook *handbook, const struct kind *kind)
{
	const GPtrArray *documents = relation_get(&handbook->by.documents, kind);
	const bool few = documents && documents->len <= BRANCH_LIMIT;
	g_autoptr(GHashTable) open = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; documents && i < documents->len; i++) {
		const struct document *document = documents->pdata[i];
		const char *title = NULL, *key = few ? "" : branch_key(handbook, document, &title);
		struct branch *branch = g_hash_table_lookup(open, key);

		if (!branch || branch->documents->len == BRANCH_LIMIT) {
			branch = branch_new(handbook, key, title);
			g_hash_table_insert(open, (void *)key, branch);
		}
		g_ptr_array_add(branch->documents, (void *)document);
		g_hash_table_insert(handbook->branches, (void *)document, branch);
	}
}

static json_t *
branch_item(const struct handbook *handbook, const struct document *document, bool current)
{
	json_t *card = shared(handbook, document), *item = json_object();

	json_object_set(item, "title", json_object_get(card, "title"));
	json_object_set(item, "path", json_object_get(card, "path"));
	json_put(item, "current", json_boolean(current));
	json_decref(card);
	return item;
}

json_t *
branch_of(const struct handbook *handbook, const struct document *document)
{
	const struct branch *branch = g_hash_table_lookup(handbook->branches, document);
	json_t *object, *items;

	if (!branch)
		return json_null();
	object = json_object();
	items = json_array();
	for (guint i = 0; i < branch->documents->len; i++)
		json_array_append_new(items, branch_item(handbook, branch->documents->pdata[i], branch->documents->pdata[i] == document));
	json_put_text(object, "title", branch->title);
	json_put(object, "items", items);
	return object;
}

void
make_nav(struct handbook *handbook)
{
	const char *const sections[] = {
		SECTION_FRONT, SECTION_SERVICES, SECTION_PEOPLE, SECTION_TEAMS, SECTION_ONCALL,
		SECTION_SEVERITIES, SECTION_ALERTS, SECTION_ACTIONS, SECTION_TAGS, SECTION_EVERYTHING,
	};
	const struct kinds *kinds = handbook->site->kinds;

	handbook->branches = pool_adopt(handbook->pool, g_hash_table_new(g_direct_hash, g_direct_equal), (void (*)(void *))g_hash_table_unref);
	handbook->nav_current = pool_adopt(handbook->pool,
	    g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)json_decref), (void (*)(void *))g_hash_table_unref);
	handbook->nav = pool_adopt(handbook->pool, make_groups(handbook, NULL), (void (*)(void *))json_decref);
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		note_current(handbook, sections[i]);
	for (size_t i = 0; i < kinds->count; i++) {
		note_current(handbook, kinds->items[i]);
		make_branches(handbook, kinds->items[i]);
	}
}
