/* The page of maturity: what is in place, how that is known, and the part of a guide that says how to go about the rest. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "render/press.h"
#include "base/text.h"
#include "render/maturity.h"

/* Pages of registers, with the words that name them. */
static const struct {
	const char *word, *path;
} places[PLACE_COUNT] = {
	[PLACE_SEVERITIES] = { "severities", "severities.html" },
	[PLACE_PEOPLE] = { "people", "people/index.html" },
	[PLACE_TEAMS] = { "teams", "teams/index.html" },
	[PLACE_SERVICES] = { "services", "services/index.html" },
	[PLACE_ONCALL] = { "on_call", "oncall/index.html" },
	[PLACE_ALERTS] = { "alerts", "alerts.html" },
	[PLACE_METRICS] = { "metrics.title", "metrics.html" },
};

static const enum kind_role roles[PLACE_COUNT] = {
	[PLACE_RUNBOOKS] = ROLE_RUNBOOK,
	[PLACE_POSTMORTEMS] = ROLE_POSTMORTEM,
	[PLACE_GAMEDAYS] = ROLE_GAMEDAY,
	[PLACE_HANDOFFS] = ROLE_HANDOFF,
};

static struct data *
link_to(struct pool *pool, const char *name, const char *path)
{
	struct data *link = data_object(pool);

	data_put_text(link, "name", name);
	data_put_text(link, "path", path);
	return link;
}

static bool
has_page(const struct handbook *handbook, const char *path)
{
	size_t count;
	const struct press_job *jobs = press_jobs(handbook->press, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(jobs[i].path, path) == 0)
			return true;
	return false;
}

/* The index of the first kind of a role that has one. */
static struct data *
role_link(const struct page *page, enum kind_role role)
{
	const struct handbook *handbook = page->handbook;
	const struct kinds *kinds = handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];

		if (kind->role == role && relation_count(&handbook->by.documents, kind))
			return link_to(page->pool, view_kind_plural(page->pool, handbook->view, kind), data_string(data_get(shared(handbook, kind), "path")));
	}
	return NULL;
}

/* A register that is empty has no page. */
static struct data *
place_link(const struct page *page, enum maturity_place place)
{
	if (place == PLACE_NONE)
		return NULL;
	if (place >= PLACE_RUNBOOKS)
		return role_link(page, roles[place]);
	if (!has_page(page->handbook, places[place].path))
		return NULL;
	return link_to(page->pool, view_word(page->handbook->view, places[place].word), places[place].path);
}

static struct data *
examples_list(const struct page *page, const struct maturity_result *result)
{
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < result->example_count; i++)
		data_append(list, shared(page->handbook, result->examples[i]));
	return list;
}

static struct data *
item_object(const struct page *page, const struct maturity_item *item, const struct maturity_result *result)
{
	const struct view *view = page->handbook->view;
	struct data *object = data_object(page->pool), *state = data_object(page->pool);
	const char *id = maturity_state(result);

	data_put_text(state, "id", id);
	data_put_text(state, "text", view_word(view, pool_printf(page->pool, "maturity.states.%s", id)));
	data_put_text(object, "id", item->id);
	data_put_text(object, "text", maturity_item_text(page->pool, view, item));
	data_put(object, "state", state);
	data_put_text(object, "evidence", maturity_evidence(page->pool, view, item, result));
	data_put(object, "place", place_link(page, item->place));
	data_put(object, "examples", examples_list(page, result));
	data_put_flags(object);
	return object;
}

static struct data *
guide_link(const struct page *page, const struct maturity_group *group)
{
	const struct block_row *heading;
	const struct document *guide = maturity_guide(page->handbook->site, group, &heading);
	const char *path = guide ? text_escape_path(page->pool, guide->output) : NULL;

	if (!guide)
		return NULL;
	return link_to(page->pool, guide->title.s, heading ? pool_printf(page->pool, "%s#%s", path, group->anchor) : path);
}

/* What can be known and is in place, of what can be known. */
static const char *
summary_text(const struct page *page, size_t done, size_t all)
{
	return words_fill(page->pool, view_word(page->handbook->view, "maturity.summary"),
	    "done", pool_printf(page->pool, "%zu", done), "all", pool_printf(page->pool, "%zu", all), NULL);
}

/* The items from *next on that are of one group; *next is behind them. */
static struct data *
group_object(const struct page *page, const struct maturity_item *items, size_t count, size_t *next)
{
	const struct maturity_group *group = items[*next].group;
	struct data *object = data_object(page->pool), *rows = data_list(page->pool);
	size_t done = 0, known = 0;

	for (; *next < count && items[*next].group == group; (*next)++) {
		const struct maturity_result result = maturity_test(&items[*next], page->handbook->site);

		known += result.known;
		done += result.known && result.done;
		data_append(rows, item_object(page, &items[*next], &result));
	}
	data_put_text(object, "id", group->id);
	data_put_text(object, "title", maturity_group_text(page->pool, page->handbook->view, group));
	data_put_text(object, "summary", summary_text(page, done, known));
	data_put(object, "guide", guide_link(page, group));
	data_put(object, "rows", rows);
	return object;
}

static void
make_maturity(struct page *page, const void *subject)
{
	size_t count, next = 0;
	const struct maturity_item *items = maturity_items(&count);
	struct data *groups = data_list(page->pool);

	(void)subject;
	while (next < count)
		data_append(groups, group_object(page, items, count, &next));
	data_put(page->view, "groups", groups);
}

void
add_maturity_job(struct handbook *handbook)
{
	add_job(handbook, (struct page_job){
	    .path = "maturity.html",
	    .layout = "handbook/maturity",
	    .title = view_word(handbook->view, "maturity.title"),
	    .section = SECTION_MATURITY,
	    .make = make_maturity,
	});
}
