#include "model/wording.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "read/schema.h"

static const char *const names[WORDING_COUNT + 1] = {
	[WORDING_COMPONENTS] = "components",
	[WORDING_UPDATE_EVERY] = "update_every",
	[WORDING_NEXT_UPDATE] = "next_update",
	[WORDING_TITLE] = "title",
	[WORDING_SEVERITY] = "severity",
	[WORDING_STARTED] = "started",
	[WORDING_DURATION] = "duration",
};

const char *
wording_name(enum wording_name name)
{
	return names[name];
}

/* A "{name}" from a place on: its bytes, or NULL. */
static const char *
find_name(const char *text, size_t *length)
{
	for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
		const size_t word = strspn(open + 1, "abcdefghijklmnopqrstuvwxyz_");

		*length = word + 2;
		if (word && open[word + 1] == '}')
			return open;
	}
	return NULL;
}

static enum wording_name
read_name(const char *open, size_t length)
{
	enum wording_name name = 0;

	while (name < WORDING_COUNT && (strlen(names[name]) != length - 2 || strncmp(names[name], open + 1, length - 2) != 0))
		name++;
	return name;
}

/* ---- reading ---- */

static void
complain_of_name(struct pool *pool, struct findings *findings, struct text text, const char *open, size_t length)
{
	const char *word = pool_strndup(pool, open + 1, length - 2), *nearest = text_nearest(word, names, WORDING_COUNT);
	struct finding *finding = finding_add(findings, RULE_FRONT_BAD_VALUE, text.span, "a template knows nothing of {%s}", word);
	g_autofree char *all = g_strjoinv("}, {", (char **)names);

	if (nearest)
		finding_help(finding, "did you mean {%s}?", nearest);
	else
		finding_help(finding, "there are {%s}", all);
}

static bool
check_names(struct pool *pool, struct findings *findings, struct text text)
{
	bool fine = true;
	size_t length;

	for (const char *open = find_name(text.s, &length); open; open = find_name(open + length, &length)) {
		if (read_name(open, length) != WORDING_COUNT)
			continue;
		complain_of_name(pool, findings, text, open, length);
		fine = false;
	}
	return fine;
}

static void
read_template(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *key, struct wording *wording)
{
	const struct field field = { .name = yaml_text(yaml, key), .type = FIELD_TEXT };
	const char *known[STATUS_COUNT] = { NULL };
	enum update_status status;
	struct text text = { 0 };

	for (size_t i = STATUS_NONE + 1; i < STATUS_COUNT; i++)
		known[i - 1] = update_status_id((enum update_status)i);
	if (!update_status_find(field.name, &status))
		schema_unknown_key(context, yaml_span(yaml, key), field.name, "templates", known);
	else if (schema_read_value(context, yaml, yaml_next(yaml, key), &field, &text) && check_names(context->pool, context->findings, text))
		wording->of[status] = text;
}

const struct wording *
wording_read(struct pool *pool, struct findings *findings, const struct config *config)
{
	const struct schema_context context = { pool, findings, NULL, config->zone };
	struct wording *wording = pool_new0(pool, struct wording);
	const struct yaml_node *node = config->templates;

	if (!node || node->kind == YAML_EMPTY)
		return wording;
	if (node->kind != YAML_MAPPING) {
		finding_help(finding_add(findings, RULE_FRONT_BAD_VALUE, yaml_span(&config->yaml, node), "\"templates\" must be a mapping"),
		    "write \"investigating: We are looking into a problem with {components}.\" below it");
		return wording;
	}
	for (const struct yaml_node *key = yaml_first(&config->yaml, node); key; key = yaml_next_key(&config->yaml, key))
		read_template(&context, &config->yaml, key, wording);
	return wording;
}

/* ---- filling ---- */

const char *
wording_fill(struct pool *pool, const char *text, const char *const values[WORDING_COUNT], enum wording_name *missing)
{
	g_autoptr(GString) out = g_string_new(NULL);
	size_t length;

	for (const char *open = find_name(text, &length); open; open = find_name(text, &length)) {
		const enum wording_name name = read_name(open, length);

		*missing = name;
		if (name != WORDING_COUNT && !values[name])
			return NULL;
		g_string_append_len(out, text, open - text);
		if (name == WORDING_COUNT)
			g_string_append_len(out, open, (gssize)length);
		else
			g_string_append(out, values[name]);
		text = open + length;
	}
	g_string_append(out, text);
	return pool_strndup(pool, out->str, out->len);
}
