#include "render/data_json.h"

#include "base/pool.h"
#include "render/data.h"

static json_t *
array_of(const struct data *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < data_count(list); i++)
		json_array_append_new(array, data_to_json(data_item(list, i)));
	return array;
}

static json_t *
object_of(const struct data *data)
{
	json_t *object = json_object();

	for (uint32_t i = 0; i < data->count; i++) {
		const struct data_entry *entry = &data->of.object.entries[i];

		json_object_setn_new(object, entry->key, entry->length, data_to_json(entry->value));
	}
	return object;
}

json_t *
data_to_json(const struct data *data)
{
	if (!data)
		return json_null();
	switch (data->kind) {
	case DATA_FALSE:
		return json_false();
	case DATA_TRUE:
		return json_true();
	case DATA_INTEGER:
		return json_integer(data->of.integer);
	case DATA_REAL:
		return json_real(data->of.real);
	case DATA_TEXT:
		return json_stringn(data->of.text.bytes, data->of.text.length);
	case DATA_LIST:
		return array_of(data);
	case DATA_OBJECT:
		return object_of(data);
	}
	return NULL;
}

static const struct data *
list_of_json(struct pool *pool, const json_t *array)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < json_array_size(array); i++)
		data_append(list, data_of_json(pool, json_array_get(array, i)));
	return list;
}

static const struct data *
object_of_json(struct pool *pool, const json_t *json)
{
	struct data *object = data_object(pool);
	json_t *iterated = (json_t *)json, *value;
	const char *key;

	json_object_foreach(iterated, key, value)
		data_put(object, pool_strdup(pool, key), data_of_json(pool, value));
	return object;
}

const struct data *
data_of_json(struct pool *pool, const json_t *json)
{
	switch (json ? json_typeof(json) : JSON_NULL) {
	case JSON_NULL:
		return NULL;
	case JSON_FALSE:
	case JSON_TRUE:
		return data_flag(json_is_true(json));
	case JSON_INTEGER:
		return data_integer(pool, json_integer_value(json));
	case JSON_REAL:
		return data_real(pool, json_real_value(json));
	case JSON_STRING:
		return data_text_copy(pool, json_string_value(json), json_string_length(json));
	case JSON_ARRAY:
		return list_of_json(pool, json);
	case JSON_OBJECT:
		return object_of_json(pool, json);
	}
	return NULL;
}
