/* What a probe asks of JSON. */
#include "net/probe.h"

#include <glib.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const json_t *
step_into(const json_t *value, const struct path_step *step)
{
	g_autofree char *name = step->name ? g_strndup(step->name, step->length) : NULL;
	const long size = (long)json_array_size(value);

	if (name)
		return json_object_get(value, name);
	return json_array_get(value, (size_t)(step->index < 0 ? step->index + size : step->index));
}

/* NULL: there is nothing. */
static const json_t *
value_at(const json_t *value, const char *path)
{
	const char *rest = path + 1;
	struct path_step step;
	bool wrong;

	while (value && probe_path_step(&rest, &step, &wrong))
		value = step_into(value, &step);
	return value;
}

/* Numbers are equal as numbers, so that 1 is 1.0. */
static bool
number_equals(double number, const char *text)
{
	char *end;
	const double wanted = g_ascii_strtod(text, &end);

	return end != text && !*end && wanted == number;
}

static bool
value_equals(const json_t *value, const char *text)
{
	switch (json_typeof(value)) {
	case JSON_STRING:
		return strcmp(json_string_value(value), text) == 0;
	case JSON_INTEGER:
	case JSON_REAL:
		return number_equals(json_number_value(value), text);
	case JSON_TRUE:
		return strcmp(text, "true") == 0;
	case JSON_FALSE:
		return strcmp(text, "false") == 0;
	case JSON_NULL:
		return strcmp(text, "null") == 0;
	default:
		return false;
	}
}

bool
probe_json_holds(const char *bytes, size_t size, const char *path, const char *equals)
{
	json_t *root = json_loadb(bytes, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	const json_t *value = root ? value_at(root, path) : NULL;
	const bool holds = value && (equals ? value_equals(value, equals) : !json_is_null(value) && !json_is_false(value));

	json_decref(root);
	return holds;
}
