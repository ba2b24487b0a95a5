#include "render/maturity.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/data_json.h"

/* ---- words ---- */

const char *
maturity_item_text(struct pool *pool, const struct view *view, const struct maturity_item *item)
{
	return view_word(view, pool_printf(pool, "maturity.items.%s.text", item->id));
}

const char *
maturity_evidence(struct pool *pool, const struct view *view, const struct maturity_item *item, const struct maturity_result *result)
{
	if (!result->known)
		return NULL;
	return words_fill(pool, view_word(view, pool_printf(pool, "maturity.items.%s.evidence", item->id)),
	    "have", pool_printf(pool, "%zu", result->have),
	    "want", pool_printf(pool, "%zu", result->want), NULL);
}

const char *
maturity_group_text(struct pool *pool, const struct view *view, const struct maturity_group *group)
{
	return view_word(view, pool_printf(pool, "maturity.groups.%s", group->id));
}

const char *
maturity_state(const struct maturity_result *result)
{
	if (!result->known)
		return "unsure";
	return result->done ? "done" : "open";
}

/* "content/guides/four-weeks.md#week-1"; NULL: there is no such guide. */
static const char *
guide_path(struct pool *pool, const struct site *site, const struct maturity_group *group)
{
	const struct block_row *heading;
	const struct document *guide = maturity_guide(site, group, &heading);

	if (!guide)
		return NULL;
	return heading ? pool_printf(pool, "%s#%s", guide->path, group->anchor) : guide->path;
}

/* ---- JSON ---- */

static struct data *
paths_data(struct pool *pool, const struct maturity_result *result)
{
	struct data *paths = data_list(pool);

	for (size_t i = 0; i < result->example_count; i++)
		data_append(paths, data_text(pool, result->examples[i]->path));
	return paths;
}

static struct data *
item_data(struct pool *pool, const struct view *view, const struct maturity_item *item)
{
	const struct maturity_result result = maturity_test(item, view->site);
	struct data *object = data_object(pool);

	data_put_text(object, "id", item->id);
	data_put_text(object, "group", item->group->id);
	data_put_text(object, "text", maturity_item_text(pool, view, item));
	data_put(object, "done", result.known ? data_flag(result.done) : NULL);
	data_put(object, "have", result.known ? data_integer(pool, (int64_t)result.have) : NULL);
	data_put(object, "want", result.known ? data_integer(pool, (int64_t)result.want) : NULL);
	data_put_text(object, "evidence", maturity_evidence(pool, view, item, &result));
	data_put_text(object, "guide", guide_path(pool, view->site, item->group));
	data_put(object, "documents", paths_data(pool, &result));
	return object;
}

const char *
maturity_json(struct pool *pool, const struct view *view)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct data *all = data_object(pool), *list = data_list(pool);
	size_t count;
	const struct maturity_item *items = maturity_items(&count);

	for (size_t i = 0; i < count; i++)
		data_append(list, item_data(pool, view, &items[i]));
	data_put_text(all, "at", time_format_iso(pool, view->site->now));
	data_put(all, "items", list);
	data_write_json(all, text);
	g_string_append_c(text, '\n');
	return pool_strndup(pool, text->str, text->len);
}

/* ---- text ---- */

static void
append_group(struct pool *pool, const struct view *view, GString *text, const struct maturity_group *group)
{
	const char *guide = guide_path(pool, view->site, group);

	g_string_append_printf(text, "%s%s\n", text->len ? "\n" : "", maturity_group_text(pool, view, group));
	if (guide)
		g_string_append_printf(text, "%s\n", guide);
}

static char
mark_of(const struct maturity_result *result)
{
	if (!result->known)
		return '?';
	return result->done ? 'x' : ' ';
}

static void
append_item(struct pool *pool, const struct view *view, GString *text, const struct maturity_item *item)
{
	const struct maturity_result result = maturity_test(item, view->site);
	const char *evidence = maturity_evidence(pool, view, item, &result);

	g_string_append_printf(text, "  [%c] %s\n", mark_of(&result), maturity_item_text(pool, view, item));
	g_string_append_printf(text, "      %s\n", evidence ? evidence : view_word(view, "maturity.unknown"));
}

const char *
maturity_text(struct pool *pool, const struct view *view)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t count;
	const struct maturity_item *items = maturity_items(&count);

	for (size_t i = 0; i < count; i++) {
		if (i == 0 || items[i].group != items[i - 1].group)
			append_group(pool, view, text, items[i].group);
		append_item(pool, view, text, &items[i]);
	}
	return pool_strndup(pool, text->str, text->len);
}
