#include "model/upstream_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "read/cache_folder.h"

#define VERSION 1
#define FILE_LIMIT ((size_t)64 << 20)
#define TIME_LIMIT (INT64_C(1) << 40)

struct upstreams {
	GHashTable *pages; /* address → struct upstream_page */
};

/* ---- the file ---- */

static int64_t
instant(const json_t *entry, const char *key)
{
	const json_t *value = json_object_get(entry, key);

	const int64_t at = json_is_integer(value) ? json_integer_value(value) : -1;

	return at >= 0 && at < TIME_LIMIT ? at : TIME_NONE;
}

static void
take_page(struct pool *pool, struct upstreams *upstreams, const char *address, const json_t *entry)
{
	struct upstream_page page = {
		.address = pool_strdup(pool, address),
		.answered = instant(entry, "answered"),
		.failed = instant(entry, "failed"),
		.problem = upstream_text(pool, entry, "problem"),
		.lasting = json_is_true(json_object_get(entry, "lasting")),
	};

	if (page.answered == TIME_NONE || !upstream_take_answer(pool, json_object_get(entry, "answer"), &page))
		page = (struct upstream_page){ .address = page.address, .answered = TIME_NONE, .failed = page.failed, .problem = page.problem, .lasting = page.lasting };
	if (page.failed == TIME_NONE || !page.problem) {
		page.failed = TIME_NONE;
		page.problem = NULL;
		page.lasting = false;
	}
	if (page.answered != TIME_NONE || page.failed != TIME_NONE)
		upstreams_set(upstreams, pool_memdup(pool, &page, sizeof page));
}

struct upstreams *
upstreams_read(struct pool *pool, const char *bytes, size_t size)
{
	struct upstreams *upstreams = pool_new0(pool, struct upstreams);
	json_t *root = bytes ? json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL) : NULL;
	const char *address;
	json_t *entry;

	upstreams->pages = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	if (json_integer_value(json_object_get(root, "version")) == VERSION)
		json_object_foreach(json_object_get(root, "pages"), address, entry)
			take_page(pool, upstreams, address, entry);
	json_decref(root);
	return upstreams;
}

bool
upstreams_are_named(const struct registers *registers)
{
	const struct service *services = registers->services.items;

	for (size_t i = 0; i < registers->services.count; i++)
		if (services[i].upstream.statuspage.s)
			return true;
	return false;
}

const char *
upstreams_file(struct pool *pool, const char *site)
{
	const char *folder = cache_folder(pool, site);

	return folder ? pool_printf(pool, "%s/upstreams.json", folder) : NULL;
}

struct upstreams *
upstreams_load(struct pool *pool, const char *site)
{
	const char *file = upstreams_file(pool, site);
	g_autofree char *bytes = NULL;
	gsize size = 0;

	if (file && (!g_file_get_contents(file, &bytes, &size, NULL) || size > FILE_LIMIT))
		g_clear_pointer(&bytes, g_free);
	return upstreams_read(pool, bytes, size);
}

static void
put_text(json_t *object, const char *key, const char *text)
{
	if (text)
		json_object_set_new(object, key, json_string(text));
}

static json_t *
render_component(const struct upstream_component *component)
{
	json_t *entry = json_pack("{s:s, s:b}", "name", component->name, "group", component->group);

	put_text(entry, "id", component->id);
	put_text(entry, "status", component->status);
	put_text(entry, "group_id", component->group_id);
	return entry;
}

static json_t *
render_answer(const struct upstream_page *page)
{
	json_t *answer = json_object(), *components = json_array(), *status = json_object();

	for (size_t i = 0; i < page->component_count; i++)
		json_array_append_new(components, render_component(&page->components[i]));
	put_text(status, "indicator", page->indicator);
	json_object_set_new(answer, "components", components);
	json_object_set_new(answer, "status", status);
	return answer;
}

static json_t *
render_page(const struct upstream_page *page)
{
	json_t *entry = json_object();

	if (page->answered != TIME_NONE) {
		json_object_set_new(entry, "answered", json_integer(page->answered));
		json_object_set_new(entry, "answer", render_answer(page));
	}
	if (page->failed != TIME_NONE) {
		json_object_set_new(entry, "failed", json_integer(page->failed));
		json_object_set_new(entry, "lasting", json_boolean(page->lasting));
		put_text(entry, "problem", page->problem);
	}
	return entry;
}

const char *
upstreams_render(struct pool *pool, const struct upstreams *upstreams)
{
	json_t *pages = json_object(), *root = json_pack("{s:i, s:o}", "version", VERSION, "pages", pages);
	GHashTableIter iter;
	void *page;
	const char *copy;
	char *text;

	g_hash_table_iter_init(&iter, upstreams->pages);
	while (g_hash_table_iter_next(&iter, NULL, &page))
		json_object_set_new(pages, ((const struct upstream_page *)page)->address, render_page(page));
	text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
	copy = pool_printf(pool, "%s\n", text);
	g_free(text);
	json_decref(root);
	return copy;
}

const struct upstream_page *
upstreams_find(const struct upstreams *upstreams, const char *address)
{
	return g_hash_table_lookup(upstreams->pages, address);
}

void
upstreams_set(struct upstreams *upstreams, const struct upstream_page *page)
{
	g_hash_table_replace(upstreams->pages, (void *)page->address, (void *)page);
}
