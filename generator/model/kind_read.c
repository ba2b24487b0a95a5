/* A kind as YAML says it, and what every reader of its parts needs. */
#include "model/kind_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

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

/* What a kind says of itself */

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

/* Helpers */

struct span
kind_span_of_node(const struct maker *maker, const struct yaml_node *node)
{
	return yaml_span(maker->yaml, node);
}

struct finding *
kind_bad_value(const struct maker *maker, struct span span, const char *message, const char *what)
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
bool
kind_check_id(const struct maker *maker, const struct yaml_node *key)
{
	const char *id = yaml_text(maker->yaml, key);

	if (is_id(id))
		return true;
	finding_help(kind_bad_value(maker, kind_span_of_node(maker, key), "\"%s\" can't be an id", id),
	    "use letters, digits, \"_\" and \"-\", beginning with a letter");
	return false;
}

/* "action_items" → "Action items". */
const char *
kind_title_of_id(struct pool *pool, const char *id)
{
	char *title = pool_strdup(pool, id);

	g_strdelimit(title, "_-", ' ');
	*title = g_ascii_toupper(*title);
	return title;
}

/* Whether a node that should be a mapping is one; nothing at all is none either, without a finding. */
bool
kind_is_mapping(const struct maker *maker, const struct yaml_node *node, const char *what)
{
	if (node && node->kind != YAML_MAPPING && node->kind != YAML_EMPTY)
		kind_bad_value(maker, kind_span_of_node(maker, node), "%s must be a mapping", what);
	return node && node->kind == YAML_MAPPING;
}

/* A key that takes away what is not there. */
void
kind_nothing_to_take(const struct maker *maker, const struct yaml_node *key, const char *what, const char *near)
{
	const char *id = yaml_text(maker->yaml, key);
	struct finding *finding = finding_add(maker->context.findings, RULE_FRONT_UNKNOWN_KEY, kind_span_of_node(maker, key),
	    "there is no %s \"%s\" to take away", what, id);

	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "to add one, write \"%s: {}\"", id);
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

static const char *
nearest_kind(const struct maker *maker, const char *id)
{
	g_autofree const char **names = g_new0(const char *, maker->drafts->len + 1);

	for (guint i = 0; i < maker->drafts->len; i++)
		names[i] = ((const struct draft *)maker->drafts->pdata[i])->kind.id;
	return text_nearest(id, names, maker->drafts->len);
}

/* The kind that a new one says it is like, or NULL. */
static const struct draft *
find_like(const struct maker *maker, struct text like)
{
	guint at = like.s ? find_draft(maker, like.s) : maker->drafts->len;
	const char *near;

	if (at < maker->drafts->len)
		return maker->drafts->pdata[at];
	if (!like.s)
		return NULL;

	struct finding *finding = kind_bad_value(maker, like.span, "there is no kind \"%s\"", like.s);

	near = nearest_kind(maker, like.s);
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
	draft->kind.title = kind_title_of_id(maker->pool, id);
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
		kind_bad_value(maker, folder.span, "\"%s\" is no folder of the site", folder.s);
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
		kind_bad_value(maker, raw->max_words.span, "%s must be a number of words, 1 or more", "\"max_words\"");
}

static void
apply_kind(const struct maker *maker, const struct yaml_node *key, const struct yaml_node *node)
{
	guint at = find_draft(maker, yaml_text(maker->yaml, key));
	bool fresh = at == maker->drafts->len;
	struct raw_kind raw;

	if (!kind_check_id(maker, key) ||
	    !schema_read(&maker->context, maker->yaml, node, kind_span_of_node(maker, key), &kind_schema, &raw))
		return;

	struct draft *draft = fresh ? new_draft(maker, key, raw.like) : maker->drafts->pdata[at];

	if (!fresh && raw.like.s)
		finding_help(kind_bad_value(maker, raw.like.span, "\"%s\" is a kind already, and can't become like another",
				 draft->kind.id),
		    "take \"like\" out, or give the kind another name");
	if (!maker->builtin)
		draft->kind.span = kind_span_of_node(maker, key);
	draft->kind.own_title |= !maker->builtin && (fresh || raw.title.s);
	draft->kind.own_plural |= !maker->builtin && (fresh || raw.plural.s);
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
	kind_apply_fields(maker, draft->fields, raw.fields, false);
	kind_apply_sections(maker, draft->sections, raw.sections);
}

static void
remove_kind(const struct maker *maker, const struct yaml_node *key)
{
	const char *id = yaml_text(maker->yaml, key);
	guint at = find_draft(maker, id);

	if (at == maker->drafts->len)
		kind_nothing_to_take(maker, key, "kind", nearest_kind(maker, id));
	else if (at == maker->drafts->len - 1)
		kind_bad_value(
		    maker, kind_span_of_node(maker, key), "\"%s\" can't be taken away: it has what no other kind takes", id);
	else
		g_ptr_array_remove_index(maker->drafts, at);
}

void
kind_apply_kinds(const struct maker *maker, const struct yaml_node *mapping)
{
	if (!kind_is_mapping(maker, mapping, "\"kinds\""))
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
