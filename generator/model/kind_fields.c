/* The fields and sections of a kind. */
#include "model/kind_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* Types */

static const struct field_type_name {
	const char *name;
	enum field_type type;
	enum refers refers;
} field_types[] = {
	{ "text", FIELD_TEXT, REFERS_NOTHING },
	{ "list", FIELD_TEXTS, REFERS_NOTHING },
	{ "flag", FIELD_FLAG, REFERS_NOTHING },
	{ "number", FIELD_NUMBER, REFERS_NOTHING },
	{ "date", FIELD_DATE, REFERS_NOTHING },
	{ "time", FIELD_TIME, REFERS_NOTHING },
	{ "duration", FIELD_DURATION, REFERS_NOTHING },
	{ "url", FIELD_URL, REFERS_NOTHING },
	{ "zone", FIELD_ZONE, REFERS_NOTHING },
	{ "choice", FIELD_CHOICE, REFERS_NOTHING },
	{ "person", FIELD_TEXT, REFERS_PERSON },
	{ "people", FIELD_TEXTS, REFERS_PERSON },
	{ "owner", FIELD_TEXT, REFERS_OWNER },
	{ "team", FIELD_TEXT, REFERS_TEAM },
	{ "teams", FIELD_TEXTS, REFERS_TEAM },
	{ "service", FIELD_TEXT, REFERS_SERVICE },
	{ "services", FIELD_TEXTS, REFERS_SERVICE },
	{ "component", FIELD_TEXT, REFERS_COMPONENT },
	{ "components", FIELD_TEXTS, REFERS_COMPONENT },
	{ "severity", FIELD_TEXT, REFERS_SEVERITY },
	{ "schedule", FIELD_TEXT, REFERS_SCHEDULE },
	{ "escalation", FIELD_TEXT, REFERS_ESCALATION },
	{ "role", FIELD_TEXT, REFERS_ROLE },
	{ "incident", FIELD_TEXT, REFERS_INCIDENT },
	{ "incidents", FIELD_TEXTS, REFERS_INCIDENT },
	{ "runbook", FIELD_TEXT, REFERS_RUNBOOK },
	{ "runbooks", FIELD_TEXTS, REFERS_RUNBOOK },
	{ "postmortem", FIELD_TEXT, REFERS_POSTMORTEM },
};

/* What a field and a section say of themselves */

struct raw_field {
	struct text type;
	struct flag required;
	struct texts values;
};

static const struct field field_fields[] = {
	{ .name = "type", .type = FIELD_TEXT, .offset = offsetof(struct raw_field, type) },
	{ .name = "required", .type = FIELD_FLAG, .offset = offsetof(struct raw_field, required) },
	{ .name = "values", .type = FIELD_TEXTS, .offset = offsetof(struct raw_field, values) },
	{ 0 },
};
static const struct schema field_schema = { "a field", field_fields, sizeof(struct raw_field), SCHEMA_NO_SPAN, false };

struct raw_section {
	struct texts headings;
	struct text title, prompt;
	struct flag required, inherit, anywhere;
};

static const struct field section_fields[] = {
	{ .name = "headings", .type = FIELD_TEXTS, .offset = offsetof(struct raw_section, headings) },
	{ .name = "title", .type = FIELD_TEXT, .offset = offsetof(struct raw_section, title) },
	{ .name = "prompt", .type = FIELD_TEXT, .offset = offsetof(struct raw_section, prompt) },
	{ .name = "required", .type = FIELD_FLAG, .offset = offsetof(struct raw_section, required) },
	{ .name = "inherit", .type = FIELD_FLAG, .offset = offsetof(struct raw_section, inherit) },
	{ .name = "anywhere", .type = FIELD_FLAG, .offset = offsetof(struct raw_section, anywhere) },
	{ 0 },
};
static const struct schema section_schema = { "a section", section_fields, sizeof(struct raw_section), SCHEMA_NO_SPAN, false };

/* Fields */

static guint
find_field(const GArray *fields, const char *name)
{
	for (guint i = 0; i < fields->len; i++)
		if (strcmp(g_array_index(fields, struct kind_field, i).name, name) == 0)
			return i;
	return fields->len;
}

static const struct field_type_name *
find_type(const struct maker *maker, struct text name)
{
	const char *names[G_N_ELEMENTS(field_types)];
	const char *near;

	for (size_t i = 0; i < G_N_ELEMENTS(field_types); i++) {
		names[i] = field_types[i].name;
		if (strcmp(names[i], name.s) == 0)
			return &field_types[i];
	}

	struct finding *finding = kind_bad_value(maker, name.span, "there is no field type \"%s\"", name.s);

	near = text_nearest(name.s, names, G_N_ELEMENTS(names));
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "one of text, list, flag, number, date, time, duration, url, choice, or what it "
				      "names: person, team, service, …");
	return NULL;
}

static const char *const *
strings_of(struct pool *pool, struct texts texts)
{
	const char **strings = pool_array(pool, const char *, texts.count + 1);

	for (size_t i = 0; i < texts.count; i++)
		strings[i] = texts.items[i].s;
	return strings;
}

/* "service: service" or "service: {type: service, required: true}". */
static bool
read_raw_field(
    const struct maker *maker, const struct yaml_node *key, const struct yaml_node *node, struct raw_field *raw)
{
	if (node->kind != YAML_SCALAR)
		return schema_read(&maker->context, maker->yaml, node, kind_span_of_node(maker, key), &field_schema, raw);
	*raw = (struct raw_field){ .type = { yaml_text(maker->yaml, node), kind_span_of_node(maker, node) } };
	return true;
}

static void
take_type(const struct maker *maker, struct text name, struct kind_field *field)
{
	const struct field_type_name *type = find_type(maker, name);

	if (!type)
		return;
	field->type = type->type;
	field->refers = type->refers;
	field->type_name = type->name;
}

static void
apply_field(
    const struct maker *maker, GArray *fields, const struct yaml_node *key, const struct yaml_node *node, bool common)
{
	const char *name = yaml_text(maker->yaml, key);
	guint at = find_field(fields, name);
	struct kind_field field = { .name = name, .type = FIELD_TEXT, .type_name = "text", .common = common };
	struct raw_field raw;

	if (at < fields->len)
		field = g_array_index(fields, struct kind_field, at);
	if (!kind_check_id(maker, key) || !read_raw_field(maker, key, node, &raw))
		return;
	if (raw.type.s)
		take_type(maker, raw.type, &field);
	if (raw.required.given)
		field.required = raw.required.on;
	if (raw.values.given)
		field.choices = strings_of(maker->pool, raw.values);
	if (field.type == FIELD_CHOICE && (!field.choices || !field.choices[0])) {
		finding_help(kind_bad_value(maker, kind_span_of_node(maker, key), "\"%s\" is a choice without values", name),
		    "add values: [one, two]");
		field.type = FIELD_TEXT;
	}
	if (at == fields->len)
		g_array_append_val(fields, field);
	else
		g_array_index(fields, struct kind_field, at) = field;
}

static const char *
nearest_field(const GArray *fields, const char *name)
{
	g_autofree const char **names = g_new(const char *, fields->len + 1);

	for (guint i = 0; i < fields->len; i++)
		names[i] = g_array_index(fields, struct kind_field, i).name;
	return text_nearest(name, names, fields->len);
}

static void
remove_field(const struct maker *maker, GArray *fields, const struct yaml_node *key)
{
	guint at = find_field(fields, yaml_text(maker->yaml, key));

	if (at == fields->len)
		kind_nothing_to_take(maker, key, "field", nearest_field(fields, yaml_text(maker->yaml, key)));
	else if (strcmp(yaml_text(maker->yaml, key), "title") == 0)
		kind_bad_value(maker, kind_span_of_node(maker, key), "%s can't be taken away", "\"title\"");
	else
		g_array_remove_index(fields, at);
}

void
kind_apply_fields(const struct maker *maker, GArray *fields, const struct yaml_node *mapping, bool common)
{
	if (!kind_is_mapping(maker, mapping, "\"fields\""))
		return;
	for (const struct yaml_node *key = yaml_first(maker->yaml, mapping); key;
	     key = yaml_next_key(maker->yaml, key)) {
		const struct yaml_node *node = yaml_next(maker->yaml, key);

		if (node->kind == YAML_EMPTY)
			remove_field(maker, fields, key);
		else
			apply_field(maker, fields, key, node, common);
	}
}

/* Sections */

static guint
find_section(const GArray *sections, const char *id)
{
	for (guint i = 0; i < sections->len; i++)
		if (strcmp(g_array_index(sections, struct kind_section, i).id, id) == 0)
			return i;
	return sections->len;
}

/* The title, then what else may head the section, then the words of its id. */
static const char *const *
normal_headings(const struct maker *maker, const char *title, struct texts texts, const char *id)
{
	const char **headings = pool_array(maker->pool, const char *, texts.count + 3);
	size_t count = 0;

	headings[count++] = kind_normal_heading(maker->pool, title);
	for (size_t i = 0; i < texts.count; i++) {
		const char *normal = kind_normal_heading(maker->pool, texts.items[i].s);

		if (!g_strv_contains(headings, normal))
			headings[count++] = normal;
	}
	id = kind_normal_heading(maker->pool, kind_title_of_id(maker->pool, id));
	if (!g_strv_contains(headings, id))
		headings[count++] = id;
	return headings;
}

/* "notes: [Notes, Remarks]" and "notes: Notes" are its headings alone. */
static bool
read_raw_section(
    const struct maker *maker, const struct yaml_node *key, const struct yaml_node *node, struct raw_section *raw)
{
	const struct field headings = { .name = "headings", .type = FIELD_TEXTS };

	if (node->kind == YAML_MAPPING)
		return schema_read(&maker->context, maker->yaml, node, kind_span_of_node(maker, key), &section_schema, raw);
	*raw = (struct raw_section){ 0 };
	return schema_read_value(&maker->context, maker->yaml, node, &headings, &raw->headings);
}

static void
take_headings(const struct maker *maker, const struct raw_section *raw, struct kind_section *section)
{
	const char *first = raw->headings.count > 0 ? raw->headings.items[0].s : NULL;

	if (raw->title.s || first)
		section->title = raw->title.s ? raw->title.s : first;
	if (!section->title)
		section->title = kind_title_of_id(maker->pool, section->id);
	if (!section->headings || raw->headings.given || raw->title.s)
		section->headings = normal_headings(maker, section->title, raw->headings, section->id);
}

static void
apply_section(const struct maker *maker, GArray *sections, const struct yaml_node *key, const struct yaml_node *node)
{
	const char *id = yaml_text(maker->yaml, key);
	guint at = find_section(sections, id);
	struct kind_section section = { .id = id };
	struct raw_section raw;

	if (at < sections->len)
		section = g_array_index(sections, struct kind_section, at);
	if (!kind_check_id(maker, key) || !read_raw_section(maker, key, node, &raw))
		return;
	take_headings(maker, &raw, &section);
	if (raw.required.given)
		section.required = raw.required.on;
	if (raw.inherit.given)
		section.inherit = raw.inherit.on;
	if (raw.anywhere.given)
		section.anywhere = raw.anywhere.on;
	if (raw.prompt.s)
		section.prompt = raw.prompt.s;
	if (at == sections->len)
		g_array_append_val(sections, section);
	else
		g_array_index(sections, struct kind_section, at) = section;
}

static const char *
nearest_section(const GArray *sections, const char *id)
{
	g_autofree const char **names = g_new(const char *, sections->len + 1);

	for (guint i = 0; i < sections->len; i++)
		names[i] = g_array_index(sections, struct kind_section, i).id;
	return text_nearest(id, names, sections->len);
}

void
kind_apply_sections(const struct maker *maker, GArray *sections, const struct yaml_node *mapping)
{
	if (!kind_is_mapping(maker, mapping, "\"sections\""))
		return;
	for (const struct yaml_node *key = yaml_first(maker->yaml, mapping); key;
	     key = yaml_next_key(maker->yaml, key)) {
		const struct yaml_node *node = yaml_next(maker->yaml, key);
		guint at = find_section(sections, yaml_text(maker->yaml, key));

		if (node->kind != YAML_EMPTY)
			apply_section(maker, sections, key, node);
		else if (at < sections->len)
			g_array_remove_index(sections, at);
		else
			kind_nothing_to_take(maker, key, "section", nearest_section(sections, yaml_text(maker->yaml, key)));
	}
}
