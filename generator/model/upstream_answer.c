/* What a status page answers. */
#include "model/upstream_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

enum {
	COMPONENT_LIMIT = 5000,
	TEXT_LIMIT = 500,
};

const char *
upstream_text(struct pool *pool, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	char *text;

	if (!json_is_string(value) || json_string_length(value) > TEXT_LIMIT)
		return NULL;
	text = g_strstrip(pool_strdup(pool, json_string_value(value)));
	return *text ? text : NULL;
}

static bool
take_component(struct pool *pool, const json_t *entry, struct upstream_component *component)
{
	*component = (struct upstream_component){
		.id = upstream_text(pool, entry, "id"),
		.name = upstream_text(pool, entry, "name"),
		.status = upstream_text(pool, entry, "status"),
		.group_id = upstream_text(pool, entry, "group_id"),
		.group = json_is_true(json_object_get(entry, "group")),
	};
	return component->name != NULL;
}

bool
upstream_take_answer(struct pool *pool, const json_t *answer, struct upstream_page *page)
{
	const json_t *list = json_object_get(answer, "components"), *status = json_object_get(answer, "status");
	const size_t count = MIN(json_array_size(list), COMPONENT_LIMIT);
	struct upstream_component *components = pool_array(pool, struct upstream_component, count + 1);

	page->component_count = 0;
	for (size_t i = 0; i < count; i++)
		page->component_count += take_component(pool, json_array_get(list, i), &components[page->component_count]);
	page->components = components;
	page->indicator = upstream_text(pool, status, "indicator");
	return json_is_array(list) || json_is_object(status);
}

bool
upstream_answer_read(struct pool *pool, const char *bytes, size_t size, struct upstream_page *page, const char **problem)
{
	json_error_t error;
	json_t *answer = json_loadb(bytes, size, 0, &error);
	bool good;

	if (!answer) {
		*problem = pool_printf(pool, "the answer is no JSON (line %d, column %d)", error.line, error.column);
		return false;
	}
	good = upstream_take_answer(pool, answer, page);
	if (!good)
		*problem = "the answer is not that of a status page: it has neither \"components\" nor \"status\"";
	json_decref(answer);
	return good;
}
