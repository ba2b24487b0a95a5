#include "model/kind.h"

#include "base/embedded.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

static const char builtin_name[] = "model/kinds.yaml";

/* A kind while it is put together. */
struct draft {
	struct kind kind;
	GArray *fields;   /* struct kind_field */
	GArray *sections; /* struct kind_section */
	struct span folder; /* in site.yaml; SPAN_NONE: built in */
};

struct maker {
	struct schema_context context;
	struct pool *pool;
	const struct yaml *yaml;
	bool builtin;
	GPtrArray *drafts;
	GArray *common; /* struct kind_field */
};

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

static const struct {
	const char *id;
	enum kind_role role;
} roles[] = {
	{ "runbook", ROLE_RUNBOOK },
	{ "alert", ROLE_RUNBOOK },
	{ "procedure", ROLE_RUNBOOK },
	{ "postmortem", ROLE_POSTMORTEM },
	{ "incident", ROLE_INCIDENT },
	{ "maintenance", ROLE_MAINTENANCE },
	{ "gameday", ROLE_GAMEDAY },
	{ "handoff", ROLE_HANDOFF },
};

/* What a kind, a field and a section say of themselves */

struct raw_kind {
	struct text title, plural, folder, output, like;
	struct number max_words;
	struct flag title_from_file;
	const struct yaml_node *fields, *sections;
};

#define KIND(member, what) { .name = #member, .type = what, .offset = offsetof(struct raw_kind, member) }
static const struct field kind_fields[] = {
	KIND(title, FIELD_TEXT),
	KIND(plural, FIELD_TEXT),
	KIND(folder, FIELD_TEXT),
	KIND(output, FIELD_TEXT),
	KIND(like, FIELD_TEXT),
	KIND(max_words, FIELD_NUMBER),
	KIND(title_from_file, FIELD_FLAG),
	KIND(fields, FIELD_NODE),
	KIND(sections, FIELD_NODE),
	{ 0 },
};
#undef KIND
static const struct schema kind_schema = { "a kind", kind_fields, sizeof(struct raw_kind), SCHEMA_NO_SPAN, false };

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

/* Helpers */

static struct span
span_of_node(const struct maker *maker, const struct yaml_node *node)
{
	return yaml_span(maker->yaml, node);
}

static struct finding *
bad_value(const struct maker *maker, struct span span, const char *message, const char *what)
{
	return finding_add(maker->context.findings, RULE_FRONT_BAD_VALUE, span, message, what);
}

/* Ids stand in addresses, on command lines and in JSON. */
static bool
is_id(const char *id)
{
	return *id != '\0' && g_ascii_isalpha(*id) &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == strlen(id);
}

/* Whether a key may name a kind, field or section. */
static bool
check_id(const struct maker *maker, const struct yaml_node *key)
{
	const char *id = yaml_text(maker->yaml, key);

	if (is_id(id))
		return true;
	finding_help(bad_value(maker, span_of_node(maker, key), "\"%s\" can't be an id", id),
	    "use letters, digits, \"_\" and \"-\", beginning with a letter");
	return false;
}

/* "action_items" → "Action items". */
static const char *
title_of_id(struct pool *pool, const char *id)
{
	char *title = pool_strdup(pool, id);

	g_strdelimit(title, "_-", ' ');
	*title = g_ascii_toupper(*title);
	return title;
}

/* Whether a node that should be a mapping is one; nothing at all is none either, without a finding. */
static bool
is_mapping(const struct maker *maker, const struct yaml_node *node, const char *what)
{
	if (node && node->kind != YAML_MAPPING && node->kind != YAML_EMPTY)
		bad_value(maker, source_line(maker->yaml->source, node->start), "%s must be a mapping", what);
	return node && node->kind == YAML_MAPPING;
}

/* A key that takes away what is not there. */
static void
nothing_to_take(const struct maker *maker, const struct yaml_node *key, const char *what)
{
	const char *id = yaml_text(maker->yaml, key);
	struct finding *finding = finding_add(maker->context.findings, RULE_FRONT_UNKNOWN_KEY, span_of_node(maker, key),
	    "there is no %s \"%s\" to take away", what, id);

	finding_help(finding, "to add one, write \"%s: {}\"", id);
}

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

	struct finding *finding = bad_value(maker, name.span, "there is no field type \"%s\"", name.s);

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
		return schema_read(&maker->context, maker->yaml, node, span_of_node(maker, key), &field_schema, raw);
	*raw = (struct raw_field){ .type = { yaml_text(maker->yaml, node), span_of_node(maker, node) } };
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
	if (!check_id(maker, key) || !read_raw_field(maker, key, node, &raw))
		return;
	if (raw.type.s)
		take_type(maker, raw.type, &field);
	if (raw.required.given)
		field.required = raw.required.on;
	if (raw.values.given)
		field.choices = strings_of(maker->pool, raw.values);
	if (field.type == FIELD_CHOICE && (!field.choices || !field.choices[0])) {
		finding_help(bad_value(maker, span_of_node(maker, key), "\"%s\" is a choice without values", name),
		    "add values: [one, two]");
		field.type = FIELD_TEXT;
	}
	if (at == fields->len)
		g_array_append_val(fields, field);
	else
		g_array_index(fields, struct kind_field, at) = field;
}

static void
remove_field(const struct maker *maker, GArray *fields, const struct yaml_node *key)
{
	guint at = find_field(fields, yaml_text(maker->yaml, key));

	if (at == fields->len)
		nothing_to_take(maker, key, "field");
	else if (strcmp(yaml_text(maker->yaml, key), "title") == 0)
		bad_value(maker, span_of_node(maker, key), "%s can't be taken away", "\"title\"");
	else
		g_array_remove_index(fields, at);
}

static void
apply_fields(const struct maker *maker, GArray *fields, const struct yaml_node *mapping, bool common)
{
	if (!is_mapping(maker, mapping, "\"fields\""))
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
	id = kind_normal_heading(maker->pool, title_of_id(maker->pool, id));
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
		return schema_read(&maker->context, maker->yaml, node, span_of_node(maker, key), &section_schema, raw);
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
		section->title = title_of_id(maker->pool, section->id);
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
	if (!check_id(maker, key) || !read_raw_section(maker, key, node, &raw))
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

static void
apply_sections(const struct maker *maker, GArray *sections, const struct yaml_node *mapping)
{
	if (!is_mapping(maker, mapping, "\"sections\""))
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
			nothing_to_take(maker, key, "section");
	}
}

/* Kinds */

static guint
find_draft(const struct maker *maker, const char *id)
{
	for (guint i = 0; i < maker->drafts->len; i++)
		if (strcmp(((const struct draft *)maker->drafts->pdata[i])->kind.id, id) == 0)
			return i;
	return maker->drafts->len;
}

static enum kind_role
role_of(const char *id)
{
	for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
		if (strcmp(roles[i].id, id) == 0)
			return roles[i].role;
	return ROLE_PAGE;
}

static void
free_draft(void *data)
{
	struct draft *draft = data;

	g_array_free(draft->fields, TRUE);
	g_array_free(draft->sections, TRUE);
}

static GArray *
copy_array(const GArray *array, size_t size)
{
	GArray *copy = g_array_new(FALSE, FALSE, (guint)size);

	if (array)
		g_array_append_vals(copy, array->data, array->len);
	return copy;
}

/* The kind that a new one says it is like, or NULL. */
static const struct draft *
find_like(const struct maker *maker, struct text like)
{
	g_autofree const char **names = g_new0(const char *, maker->drafts->len + 1);
	guint at = like.s ? find_draft(maker, like.s) : maker->drafts->len;
	const char *near;

	if (at < maker->drafts->len)
		return maker->drafts->pdata[at];
	if (!like.s)
		return NULL;
	for (guint i = 0; i < maker->drafts->len; i++)
		names[i] = ((const struct draft *)maker->drafts->pdata[i])->kind.id;

	struct finding *finding = bad_value(maker, like.span, "there is no kind \"%s\"", like.s);

	near = text_nearest(like.s, names, maker->drafts->len);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	return NULL;
}

static struct draft *
new_draft(const struct maker *maker, const struct yaml_node *key, struct text like)
{
	const struct draft *model = find_like(maker, like);
	struct draft *draft = pool_new0(maker->pool, struct draft);
	const char *id = yaml_text(maker->yaml, key);

	draft->kind = model ? model->kind : (struct kind){ .role = role_of(id) };
	draft->kind.id = id;
	draft->kind.title = title_of_id(maker->pool, id);
	draft->kind.plural = pool_printf(maker->pool, "%ss", draft->kind.title);
	draft->kind.folder = draft->kind.output = id;
	draft->fields = copy_array(model ? model->fields : maker->common, sizeof(struct kind_field));
	draft->sections = copy_array(model ? model->sections : NULL, sizeof(struct kind_section));
	pool_adopt(maker->pool, draft, free_draft);
	/* All the rest of content/ is the last kind's. */
	g_ptr_array_insert(maker->drafts, maker->builtin ? -1 : (gint)maker->drafts->len - 1, draft);
	return draft;
}

/* A folder as it is compared with paths: no "content/" before it, no "/" at the ends. */
static const char *
clean_folder(const struct maker *maker, struct text folder, const char *prefix)
{
	g_autofree char *trimmed = g_strdup(folder.s + (g_str_has_prefix(folder.s, prefix) ? strlen(prefix) : 0));
	char *start = trimmed + strspn(trimmed, "/");
	const char *normal;

	while (*start && start[strlen(start) - 1] == '/')
		start[strlen(start) - 1] = '\0';
	if (*start == '\0')
		return "";
	normal = path_normal(maker->pool, start);
	if (!normal || *normal == '\0')
		bad_value(maker, folder.span, "\"%s\" is no folder of the site", folder.s);
	return normal && *normal ? normal : NULL;
}

static void
take_folders(const struct maker *maker, const struct raw_kind *raw, struct draft *draft, bool fresh)
{
	const char *folder = raw->folder.s ? clean_folder(maker, raw->folder, "content/") : NULL;
	const char *output = raw->output.s ? clean_folder(maker, raw->output, "") : NULL;

	if (folder)
		draft->kind.folder = folder;
	if (folder && !maker->builtin)
		draft->folder = raw->folder.span;
	if (folder && fresh && *folder)
		draft->kind.output = folder;
	if (output && *output)
		draft->kind.output = output;
}

static void
take_words(const struct maker *maker, const struct raw_kind *raw, const struct yaml_node *node, struct kind *kind)
{
	const struct yaml_node *max_words = yaml_get(maker->yaml, node, "max_words");

	if (max_words && max_words->kind == YAML_EMPTY)
		kind->max_words = 0;
	else if (raw->max_words.given && raw->max_words.n >= 1 && raw->max_words.n <= 1e9)
		kind->max_words = (size_t)raw->max_words.n;
	else if (raw->max_words.given)
		bad_value(maker, raw->max_words.span, "%s must be a number of words, 1 or more", "\"max_words\"");
}

static void
apply_kind(const struct maker *maker, const struct yaml_node *key, const struct yaml_node *node)
{
	guint at = find_draft(maker, yaml_text(maker->yaml, key));
	bool fresh = at == maker->drafts->len;
	struct raw_kind raw;

	if (!check_id(maker, key) ||
	    !schema_read(&maker->context, maker->yaml, node, span_of_node(maker, key), &kind_schema, &raw))
		return;

	struct draft *draft = fresh ? new_draft(maker, key, raw.like) : maker->drafts->pdata[at];

	if (!fresh && raw.like.s)
		finding_help(bad_value(maker, raw.like.span, "\"%s\" is a kind already, and can't become like another",
				 draft->kind.id),
		    "take \"like\" out, or give the kind another name");
	if (!maker->builtin)
		draft->kind.span = span_of_node(maker, key);
	if (raw.title.s)
		draft->kind.title = raw.title.s;
	if (raw.title.s && !raw.plural.s && fresh)
		draft->kind.plural = pool_printf(maker->pool, "%ss", raw.title.s);
	if (raw.plural.s)
		draft->kind.plural = raw.plural.s;
	if (raw.title_from_file.given)
		draft->kind.title_from_file = raw.title_from_file.on;
	take_folders(maker, &raw, draft, fresh);
	take_words(maker, &raw, node, &draft->kind);
	apply_fields(maker, draft->fields, raw.fields, false);
	apply_sections(maker, draft->sections, raw.sections);
}

static void
remove_kind(const struct maker *maker, const struct yaml_node *key)
{
	const char *id = yaml_text(maker->yaml, key);
	guint at = find_draft(maker, id);

	if (at == maker->drafts->len)
		nothing_to_take(maker, key, "kind");
	else if (at == maker->drafts->len - 1)
		bad_value(
		    maker, span_of_node(maker, key), "\"%s\" can't be taken away: it has what no other kind takes", id);
	else
		g_ptr_array_remove_index(maker->drafts, at);
}

static void
apply_kinds(const struct maker *maker, const struct yaml_node *mapping)
{
	if (!is_mapping(maker, mapping, "\"kinds\""))
		return;
	for (const struct yaml_node *key = yaml_first(maker->yaml, mapping); key;
	     key = yaml_next_key(maker->yaml, key)) {
		const struct yaml_node *node = yaml_next(maker->yaml, key);

		if (node->kind == YAML_EMPTY)
			remove_kind(maker, key);
		else
			apply_kind(maker, key, node);
	}
}

/* Whether site.yaml gives kind a folder that is another's only by being built in. */
static bool
takes_over(const struct draft *kind, const struct draft *other)
{
	return kind->folder.source && !other->folder.source;
}

static void
refuse_shared_folder(const struct maker *maker, const struct draft *first, const struct draft *second)
{
	finding_add(maker->context.findings, RULE_SITE_DUPLICATE_ID,
	    second->folder.source ? second->folder : second->kind.span,
	    "the folder \"%s\" is already that of the kind \"%s\"", second->kind.folder, first->kind.id);
}

/*
 * A folder has one kind.  One that site.yaml gives to a kind is taken from the
 * built-in kind that had it, which then has no documents: it goes, but for the
 * last, which stays for what no folder claims.
 */
static void
settle_folders(const struct maker *maker)
{
	for (guint i = 0; i < maker->drafts->len; i++)
		for (guint j = i + 1; j < maker->drafts->len; j++) {
			const struct draft *a = maker->drafts->pdata[i], *b = maker->drafts->pdata[j];

			if (g_ascii_strcasecmp(a->kind.folder, b->kind.folder) != 0)
				continue;
			if (!takes_over(a, b) && !takes_over(b, a))
				refuse_shared_folder(maker, a, b);
			else if (takes_over(b, a))
				g_ptr_array_remove_index(maker->drafts, i--);
			else if (j < maker->drafts->len - 1)
				g_ptr_array_remove_index(maker->drafts, j--);
			else
				continue;
			break;
		}
}

/* The index of headings */

struct kind_index {
	GHashTable *sections; /* normal heading → struct kind_section */
};

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

/* Of two sections that a heading could begin, the one whose own title it is, else the first. */
static const struct kind_index *
make_index(struct pool *pool, const struct kind *kind)
{
	struct kind_index *index = pool_new0(pool, struct kind_index);

	index->sections = pool_adopt(pool, g_hash_table_new(g_str_hash, g_str_equal), release_table);
	for (size_t i = 0; i < kind->section_count; i++)
		if (!g_hash_table_contains(index->sections, kind->sections[i].headings[0]))
			g_hash_table_insert(
			    index->sections, (void *)kind->sections[i].headings[0], (void *)&kind->sections[i]);
	for (size_t i = 0; i < kind->section_count; i++)
		for (const char *const *h = kind->sections[i].headings; *h; h++)
			if (!g_hash_table_contains(index->sections, *h))
				g_hash_table_insert(index->sections, (void *)*h, (void *)&kind->sections[i]);
	return index;
}

/* An array's elements, in the pool. */
static void *
keep(struct pool *pool, GArray *array)
{
	return pool_memdup(pool, array->len > 0 ? array->data : "", array->len * g_array_get_element_size(array));
}

static const struct kind *
finish_draft(struct pool *pool, struct draft *draft)
{
	struct kind *kind = &draft->kind;

	kind->field_count = draft->fields->len;
	kind->fields = keep(pool, draft->fields);
	kind->section_count = draft->sections->len;
	kind->sections = keep(pool, draft->sections);
	kind->index = make_index(pool, kind);
	return kind;
}

/* The data inside the binary is ours: that it is right is a matter of tests. */
static void
read_builtin(struct maker *maker)
{
	const struct embedded *file = embedded_find(builtin_name);

	if (!file)
		g_error("%s is not in the binary", builtin_name);

	struct source *source = source_new(maker->pool, builtin_name, file->bytes, file->size);
	struct yaml *yaml = pool_new0(maker->pool, struct yaml);

	*yaml = yaml_read(maker->pool, maker->context.findings, source, 0, source->size);
	maker->yaml = yaml;
	maker->builtin = true;
	apply_fields(maker, maker->common, yaml_get(yaml, yaml_root(yaml), "common"), true);
	apply_kinds(maker, yaml_get(yaml, yaml_root(yaml), "kinds"));
}

const struct kinds *
kinds_read(struct pool *pool, struct findings *findings, const struct config *config)
{
	struct kinds *kinds = pool_new0(pool, struct kinds);
	struct maker maker = {
		.context = { .pool = pool, .findings = findings, .zone = config->zone },
		.pool = pool,
		.drafts = g_ptr_array_new(),
		.common = g_array_new(FALSE, FALSE, sizeof(struct kind_field)),
	};

	read_builtin(&maker);
	maker.yaml = &config->yaml;
	maker.builtin = false;
	apply_kinds(&maker, config->kinds);
	settle_folders(&maker);

	const struct kind **items = pool_array(pool, const struct kind *, maker.drafts->len);

	for (guint i = 0; i < maker.drafts->len; i++)
		items[i] = finish_draft(pool, maker.drafts->pdata[i]);
	*kinds = (struct kinds){ items, maker.drafts->len };
	g_array_free(maker.common, TRUE);
	g_ptr_array_free(maker.drafts, TRUE);
	return kinds;
}

/* Finding */

static bool
is_inside(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return length == 0 || (strncmp(path, folder, length) == 0 && path[length] == '/');
}

const struct kind *
kind_of_path(const struct kinds *kinds, const char *path)
{
	const struct kind *best = NULL;

	for (size_t i = 0; i < kinds->count; i++)
		if (is_inside(path, kinds->items[i]->folder) && (!best || strlen(kinds->items[i]->folder) > strlen(best->folder)))
			best = kinds->items[i];
	return best ? best : kinds->items[kinds->count - 1];
}

const struct kind *
kind_find(const struct kinds *kinds, const char *id)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (strcmp(kinds->items[i]->id, id) == 0)
			return kinds->items[i];
	return NULL;
}

const struct kind_field *
kind_field_find(const struct kind *kind, const char *name)
{
	for (size_t i = 0; i < kind->field_count; i++)
		if (strcmp(kind->fields[i].name, name) == 0)
			return &kind->fields[i];
	return NULL;
}

const struct kind_section *
kind_section_find(const struct kind *kind, const char *id)
{
	for (size_t i = 0; i < kind->section_count; i++)
		if (strcmp(kind->sections[i].id, id) == 0)
			return &kind->sections[i];
	return NULL;
}

/* Headings */

/* The length of a ":shortcode:" at s, or 0. */
static size_t
shortcode_length(const char *s)
{
	size_t inner = strspn(s + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-");
	bool letter = false;

	for (size_t i = 1; i <= inner; i++)
		letter |= g_ascii_isalpha(s[i]) || s[i] == '+' || s[i] == '-';
	return letter && s[inner + 1] == ':' ? inner + 2 : 0;
}

static bool
is_decoration(gunichar c)
{
	return g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL
	    || (c >= 0x1F3FB && c <= 0x1F3FF)  /* skin tones */
	    || (c >= 0xE0020 && c <= 0xE007F)  /* tags of flags */
	    || c == 0xFE0E || c == 0xFE0F      /* variation selectors */
	    || c == 0x200B || c == 0x200D || c == 0x20E3;
}

/* A digit in a key cap is a symbol. */
static bool
is_keycap(const char *s)
{
	const char *next = s + 1;

	if (strncmp(next, "\xEF\xB8\x8F", 3) == 0)
		next += 3;
	return strchr("0123456789#*", *s) && strncmp(next, "\xE2\x83\xA3", 3) == 0;
}

static bool
is_hyphen(gunichar c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

static bool
joins_words(const GString *before, const char *after)
{
	return before->len > 0 && g_ascii_isalpha(before->str[before->len - 1]) && g_ascii_isalpha(*after);
}

/* One character of a heading, in the form that is compared. */
static void
add_character(GString *out, gunichar c, const char *after)
{
	if (is_decoration(c) || g_unichar_isspace(c) || (is_hyphen(c) && joins_words(out, after)))
		g_string_append_c(out, ' ');
	else if (c == '&')
		g_string_append(out, "and");
	else if (c == 0x2018 || c == 0x2019)
		g_string_append_c(out, '\'');
	else
		g_string_append_unichar(out, g_unichar_tolower(c));
}

static GString *
plain_heading(const char *heading)
{
	GString *out = g_string_sized_new(64);

	for (const char *s = heading; *s;) {
		bool begins = out->len == 0 || out->str[out->len - 1] == ' ';
		size_t shortcode = *s == ':' && begins ? shortcode_length(s) : 0;
		gunichar c = g_utf8_get_char_validated(s, -1);
		const char *after = (gint)c < 0 ? s + 1 : g_utf8_next_char(s);

		if (shortcode > 0)
			g_string_append_c(out, ' ');
		else if (!is_keycap(s))
			add_character(out, (gint)c < 0 ? 0xFFFD : c, after);
		s = shortcode > 0 ? s + shortcode : after;
	}
	return out;
}

static const char *
skip_digits(const char *s)
{
	while (g_ascii_isdigit(*s))
		s++;
	return s;
}

/* Past "1.", "2)", "1.2", "3 -" and the like at s, or s. */
static const char *
skip_number(const char *s)
{
	const char *end = skip_digits(s);
	bool dotted = false;

	while (end > s && *end == '.' && g_ascii_isdigit(end[1])) {
		end = skip_digits(end + 1);
		dotted = true;
	}
	/* "a)" */
	if (end == s && g_ascii_isalpha(*s) && (s[1] == ')' || s[1] == '.') && s[2] == ' ')
		return s + 2;
	if (end == s)
		return s;
	if (*end && strchr(".):", *end) && (end[1] == ' ' || end[1] == '\0'))
		return end + 1;
	if (strncmp(end, " - ", 3) == 0 || (dotted && *end == ' '))
		return end + 1;
	return s;
}

/* Past "step 6:", "option b -" at s, or s. */
static const char *
skip_step(const char *s)
{
	static const char *const words[] = { "step ", "option ", "part ", "phase " };
	const char *end;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		if (!g_str_has_prefix(s, words[i]))
			continue;
		s += strlen(words[i]);
		end = skip_digits(s);
		if (end == s && g_ascii_isalpha(*s) && s[1] && strchr(":.)", s[1]))
			end = s + 1;
		return end > s && !g_ascii_isalnum(*end) ? end : s - strlen(words[i]);
	}
	return s;
}

static const char *
skip_word(const char *s)
{
	return g_str_has_prefix(s, "runbook:") ? s + strlen("runbook:") : s;
}

static const char *
skip_marks(const char *s)
{
	static const char *const marks[] = { " ", "-", "–", "—", "•", "·", "|", ":", ".", ")", "#", "*", "_", "→", ">" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks);)
		if (g_str_has_prefix(s, marks[i]))
			s += strlen(marks[i]), i = 0;
		else
			i++;
	return s;
}

static const char *
skip_numbering(const char *s)
{
	static const char *(*const skips[])(const char *) = { skip_marks, skip_word, skip_step, skip_number };
	const char *start = s;

	for (size_t i = 0; i < G_N_ELEMENTS(skips);) {
		const char *next = skips[i](s);

		i = next > s ? 0 : i + 1;
		s = next;
	}
	return *s ? s : start;
}

/* Cuts a "(…)" off the end. */
static bool
cut_parentheses(char *s)
{
	size_t length = strlen(s), at = length;
	int depth = 0;

	if (length == 0 || s[length - 1] != ')')
		return false;
	do {
		at--;
		depth += (s[at] == ')') - (s[at] == '(');
	} while (at > 0 && depth > 0);
	if (depth > 0 || strspn(s, " ") >= at)
		return false;
	s[at] = '\0';
	return true;
}

static bool
cut_mark(char *s)
{
	static const char *const marks[] = { " ", ".", ":", ";", ",", "!", "?", "…", "–", "—", "-", "|", "*", "_", "#" };

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_suffix(s, marks[i]) && strlen(s) > strlen(marks[i])) {
			s[strlen(s) - strlen(marks[i])] = '\0';
			return true;
		}
	return false;
}

const char *
kind_normal_heading(struct pool *pool, const char *heading)
{
	GString *plain = plain_heading(heading);
	char *normal;

	while (cut_mark(plain->str) || cut_parentheses(plain->str))
		;
	normal = text_squeeze(pool, plain->str, strlen(plain->str));
	normal = text_squeeze(pool, skip_numbering(normal), strlen(skip_numbering(normal)));
	g_string_free(plain, TRUE);
	return *normal ? normal : text_lower(pool, text_squeeze(pool, heading, strlen(heading)));
}

/* "quick fix option 2" is a quick fix. */
static size_t
without_counter(const char *s, size_t length)
{
	static const char *const words[] = { " option", " step", " part", " phase" };
	size_t end = length;

	while (end > 0 && g_ascii_isdigit(s[end - 1]))
		end--;
	if (end == length || end == 0 || s[end - 1] != ' ')
		return length;
	end--;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (end > strlen(words[i]) && strncmp(s + end - strlen(words[i]), words[i], strlen(words[i])) == 0)
			return end - strlen(words[i]);
	return length;
}

const struct kind_section *
kind_section_match(const struct kind *kind, const char *normal_heading)
{
	const struct kind_section *found = g_hash_table_lookup(kind->index->sections, normal_heading);
	const char *colon = strstr(normal_heading, ": ");
	size_t length = colon ? (size_t)(colon - normal_heading) : strlen(normal_heading);
	g_autofree char *head = NULL;

	if (found || kind->section_count == 0)
		return found;
	length = without_counter(normal_heading, length);
	if (normal_heading[length] == '\0')
		return NULL;
	head = g_strndup(normal_heading, length);
	return g_hash_table_lookup(kind->index->sections, head);
}

/* Time boxes */

/* Past "<", "under", "up to" and the lower end of a range. */
static const char *
skip_bound(const char *s, const char *end)
{
	static const char *const bounds[] = {
		" ", "<", "=", "≤", "⩽", "~", "≈", "under", "less than", "up to", "at most", "within", "max.", "max:", "max",
		"about", "approx.", "ca.", "time box", "timebox", "time-box", "time limit", ":",
	};
	const char *digits;

	for (size_t i = 0; i < G_N_ELEMENTS(bounds);)
		if (g_ascii_strncasecmp(s, bounds[i], strlen(bounds[i])) == 0)
			s += strlen(bounds[i]), i = 0;
		else
			i++;
	digits = skip_digits(s);
	if (digits > s && digits < end && (*digits == '-' || g_str_has_prefix(digits, "–"))) {
		digits += *digits == '-' ? 1 : strlen("–");
		return g_ascii_isdigit(*digits) ? digits : s;
	}
	return s;
}

static int64_t
read_time_box(const char *s, const char *end)
{
	int64_t seconds;
	size_t used;

	s = skip_bound(s, end);
	while (end > s && (end[-1] == ' ' || end[-1] == '.'))
		end--;
	if (s >= end || !g_ascii_isdigit(*s) || !duration_read_prose(s, (size_t)(end - s), &seconds, &used))
		return DURATION_NONE;
	return used == (size_t)(end - s) && seconds > 0 ? seconds : DURATION_NONE;
}

int64_t
heading_time_box(const char *heading)
{
	for (const char *open = strchr(heading, '('); open; open = strchr(open + 1, '(')) {
		const char *close = strchr(open, ')');
		int64_t seconds = close ? read_time_box(open + 1, close) : DURATION_NONE;

		if (seconds != DURATION_NONE)
			return seconds;
	}
	return DURATION_NONE;
}
