/* The navigation: groups of sections, the same on all pages, and a page's own branch. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/time.h"

#define BRANCH_LIMIT 12 /* neighbours shown: a page must not grow with the site */

const char SECTION_FRONT[] = "front", SECTION_SERVICES[] = "services", SECTION_PEOPLE[] = "people",
	   SECTION_TEAMS[] = "teams", SECTION_ONCALL[] = "on_call", SECTION_SEVERITIES[] = "severities",
	   SECTION_ALERTS[] = "alerts", SECTION_ACTIONS[] = "actions", SECTION_TAGS[] = "tags",
	   SECTION_EVERYTHING[] = "everything", SECTION_METRICS[] = "metrics.title",
	   SECTION_MATURITY[] = "maturity.title";

/* One row of the navigation. */
struct nav_item {
	const void *section;
	struct data *object;
};

/* Documents that are shown side by side, with what they have in common. */
struct branch {
	const char *title; /* or NULL */
	const char *key;
	GPtrArray *documents;
	uint64_t digest; /* of title, and of its documents' titles and paths */
};

/* ---- sections ---- */

static struct data *
nav_object(struct pool *pool, const char *title, const char *path, size_t count, bool current)
{
	struct data *object = data_object(pool);

	data_put_text(object, "title", title);
	data_put_text(object, "path", path);
	data_put(object, "count", count ? data_integer(pool, (int64_t)count) : NULL);
	data_put_flag(object, "current", current);
	return object;
}

static void
add_item(struct pool *pool, struct data *items, const char *title, const char *path, size_t count, bool current)
{
	data_append(items, nav_object(pool, title, path, count, current));
}

static void
add_group(struct pool *pool, const struct handbook *handbook, struct data *groups, const char *word, struct data *items)
{
	struct data *group;

	if (!data_count(items)) {
		return;
	}
	group = data_object(pool);
	data_put_text(group, "title", word ? view_word(handbook->view, word) : NULL);
	data_put(group, "items", items);
	data_append(groups, group);
}

static struct data *
kind_items(struct pool *pool, const struct handbook *handbook, const void *current)
{
	const struct kinds *kinds = handbook->site->kinds;
	struct data *items = data_list(pool);

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];
		const struct data *object = g_hash_table_lookup(handbook->objects, kind);
		const size_t count = relation_count(&handbook->by.documents, kind);

		if (count || g_hash_table_contains(handbook->intros, kind))
			add_item(pool, items, data_string(data_get(object, "plural")), data_string(data_get(object, "path")), count, kind == current);
	}
	return items;
}

struct section_row {
	const char *section, *path;
	size_t count;
	bool always;
};

static struct data *
section_items(struct pool *pool, const struct handbook *handbook, const struct section_row *rows, size_t count, const void *current)
{
	struct data *items = data_list(pool);

	for (size_t i = 0; i < count; i++)
		if (rows[i].always || rows[i].count)
			add_item(pool, items, view_word(handbook->view, rows[i].section), rows[i].path, rows[i].count, rows[i].section == current);
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

static struct data *
make_groups(struct pool *pool, const struct handbook *handbook, const void *current)
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
		{ SECTION_METRICS, "metrics.html", 0, true },
		{ SECTION_MATURITY, "maturity.html", 0, true },
		{ SECTION_TAGS, "tags/index.html", handbook->tag_list->len, false },
		{ SECTION_EVERYTHING, "search.html", 0, true },
	};
	struct data *groups = data_list(pool), *front = data_list(pool);

	add_item(pool, front, view_word(handbook->view, "home"), "index.html", 0, current == SECTION_FRONT);
	add_group(pool, handbook, groups, NULL, front);
	add_group(pool, handbook, groups, "sections.documents", kind_items(pool, handbook, current));
	add_group(pool, handbook, groups, "sections.register", section_items(pool, handbook, rows, G_N_ELEMENTS(rows), current));
	add_group(pool, handbook, groups, "sections.work", section_items(pool, handbook, work, G_N_ELEMENTS(work), current));
	return groups;
}

static void
note_current(struct handbook *handbook, const void *section)
{
	g_hash_table_insert(handbook->nav_current, (void *)section, make_groups(handbook->pool, handbook, section));
}

const struct data *
nav_of(const struct handbook *handbook, const void *section)
{
	const struct data *groups = section ? g_hash_table_lookup(handbook->nav_current, section) : NULL;

	return groups ? groups : handbook->nav;
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
	branch->documents = pool_adopt_pointers(handbook->pool, g_ptr_array_new());
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

static void
digest_branch(const struct handbook *handbook, struct branch *branch)
{
	uint64_t parts[1 + 2 * BRANCH_LIMIT] = { branch->title ? hash_bytes(branch->title, strlen(branch->title)) : 0 };
	size_t count = 1;

	for (guint i = 0; i < branch->documents->len; i++) {
		const struct data *card = shared(handbook, branch->documents->pdata[i]);

		parts[count++] = data_digest(data_get(card, "title"));
		parts[count++] = data_digest(data_get(card, "path"));
	}
	branch->digest = hash_bytes(parts, count * sizeof(*parts));
}

void
make_branch_digests(const struct handbook *handbook)
{
	GHashTableIter iter;
	void *branch;

	g_hash_table_iter_init(&iter, handbook->branches);
	while (g_hash_table_iter_next(&iter, NULL, &branch))
		if (!((struct branch *)branch)->digest)
			digest_branch(handbook, branch);
}

uint64_t
branch_digest(const struct handbook *handbook, const struct document *document)
{
	const struct branch *branch = g_hash_table_lookup(handbook->branches, document);

	return branch ? branch->digest : 0;
}

static struct data *
branch_item(struct pool *pool, const struct handbook *handbook, const struct document *document, bool current)
{
	const struct data *card = shared(handbook, document);
	struct data *item = data_object(pool);

	data_put(item, "title", data_get(card, "title"));
	data_put(item, "path", data_get(card, "path"));
	data_put_flag(item, "current", current);
	return item;
}

struct data *
branch_of(struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct branch *branch = g_hash_table_lookup(handbook->branches, document);
	struct data *object, *items;

	if (!branch)
		return NULL;
	object = data_object(pool);
	items = data_list(pool);
	for (guint i = 0; i < branch->documents->len; i++)
		data_append(items, branch_item(pool, handbook, branch->documents->pdata[i], branch->documents->pdata[i] == document));
	data_put_text(object, "title", branch->title);
	data_put(object, "items", items);
	return object;
}

void
make_nav(struct handbook *handbook)
{
	const char *const sections[] = {
		SECTION_FRONT, SECTION_SERVICES, SECTION_PEOPLE, SECTION_TEAMS, SECTION_ONCALL,
		SECTION_SEVERITIES, SECTION_ALERTS, SECTION_ACTIONS, SECTION_METRICS, SECTION_MATURITY, SECTION_TAGS, SECTION_EVERYTHING,
	};
	const struct kinds *kinds = handbook->site->kinds;

	handbook->branches = pool_adopt_table(handbook->pool, g_hash_table_new(g_direct_hash, g_direct_equal));
	handbook->nav_current = pool_adopt_table(handbook->pool, g_hash_table_new(g_direct_hash, g_direct_equal));
	handbook->nav = make_groups(handbook->pool, handbook, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++)
		note_current(handbook, sections[i]);
	for (size_t i = 0; i < kinds->count; i++) {
		note_current(handbook, kinds->items[i]);
		make_branches(handbook, kinds->items[i]);
	}
}
