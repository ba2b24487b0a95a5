#include "render/data_json.h"

#include "base/pool.h"
#include "render/data.h"

static void write_value(const struct data *data, unsigned depth, GString *out);

static void
write_line(unsigned depth, GString *out)
{
	g_string_append_c(out, '\n');
	for (unsigned i = 0; i < depth; i++)
		g_string_append(out, "  ");
}

static void
write_character(unsigned char c, GString *out)
{
	static const char letters[32] = { ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't' };

	if (c >= 0x20)
		g_string_append_printf(out, "\\%c", c);
	else if (letters[c])
		g_string_append_printf(out, "\\%c", letters[c]);
	else
		g_string_append_printf(out, "\\u%04X", c);
}

static void
write_text(const char *text, size_t length, GString *out)
{
	const char *end = text + length;

	g_string_append_c(out, '"');
	while (text < end) {
		const char *start = text;

		while (text < end && (unsigned char)*text >= 0x20 && *text != '"' && *text != '\\')
			text++;
		g_string_append_len(out, start, text - start);
		if (text < end)
			write_character((unsigned char)*text++, out);
	}
	g_string_append_c(out, '"');
}

static void
write_list(const struct data *list, unsigned depth, GString *out)
{
	g_string_append_c(out, '[');
	for (uint32_t i = 0; i < list->count; i++) {
		if (i)
			g_string_append_c(out, ',');
		write_line(depth + 1, out);
		write_value(list->of.list.items[i], depth + 1, out);
	}
	if (list->count)
		write_line(depth, out);
	g_string_append_c(out, ']');
}

static void
write_object(const struct data *object, unsigned depth, GString *out)
{
	g_string_append_c(out, '{');
	for (uint32_t i = 0; i < object->count; i++) {
		const struct data_entry *entry = &object->of.object.entries[i];

		if (i)
			g_string_append_c(out, ',');
		write_line(depth + 1, out);
		write_text(entry->key, entry->length, out);
		g_string_append(out, ": ");
		write_value(entry->value, depth + 1, out);
	}
	if (object->count)
		write_line(depth, out);
	g_string_append_c(out, '}');
}

static void
write_value(const struct data *data, unsigned depth, GString *out)
{
	if (!data) {
		g_string_append(out, "null");
		return;
	}
	switch (data->kind) {
	case DATA_FALSE:
	case DATA_TRUE:
		g_string_append(out, data->kind == DATA_TRUE ? "true" : "false");
		break;
	case DATA_INTEGER:
	case DATA_REAL:
		data_append_number(out, data);
		break;
	case DATA_TEXT:
		write_text(data->of.text.bytes, data->of.text.length, out);
		break;
	case DATA_LIST:
		write_list(data, depth, out);
		break;
	case DATA_OBJECT:
		write_object(data, depth, out);
		break;
	}
}

void
data_write_json(const struct data *data, GString *out)
{
	write_value(data, 0, out);
}

/* ---- back ---- */

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
