#include "model/document_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

#define CONTENT "content/"

/* What document_make works with. */
struct maker {
	struct pool *pool;
	struct findings *findings;
	const struct config *config;
	struct schema_context schema;
	struct document *document;
	GHashTable *keys; /* of the front matter: name → its node */
};

/* What can't be read gives rise to one complaint, and not to one for each field that it might have held. */
static bool
is_front_lost(const struct document *document, const struct record *record)
{
	static const enum rule rules[] = {
		RULE_FRONT_SYNTAX,
		RULE_DOCUMENT_ENCODING,
		RULE_DOCUMENT_TOO_EXPENSIVE,
	};

	if (record_complains_of(record, RULE_FRONT_UNCLOSED))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (document->frontmatter.present && !document->yaml.count && record_complains_of(record, rules[i]))
			return true;
	return false;
}

/* ---- names and addresses ---- */

static const char *
below_content(const char *path)
{
	return g_str_has_prefix(path, CONTENT) ? path + strlen(CONTENT) : path;
}

static const char *
file_id(struct pool *pool, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (g_str_has_suffix(name, ".md"))
		length -= strlen(".md");
	return pool_strndup(pool, name, length);
}

/* The path below the kind's folder, without .md. */
static const char *
below_folder(struct pool *pool, const struct kind *kind, const char *path)
{
	const char *rest = below_content(path);
	size_t folder = strlen(kind->folder);

	if (folder && g_str_has_prefix(rest, kind->folder) && rest[folder] == '/')
		rest += folder + 1;
	return pool_strndup(pool, rest, strlen(rest) - (g_str_has_suffix(rest, ".md") ? 3 : 0));
}

static const char *
output_path(struct pool *pool, const struct kind *kind, const char *path)
{
	const char *rest = below_folder(pool, kind, path);

	if (!kind->output || !kind->output[0])
		return pool_printf(pool, "%s.html", rest);
	return pool_printf(pool, "%s/%s.html", kind->output, rest);
}

/* ---- front matter ---- */

static void *
value_place(struct value *value, enum field_type type)
{
	switch (type) {
	case FIELD_TEXTS:
		return &value->texts;
	case FIELD_NUMBER:
		return &value->number;
	case FIELD_FLAG:
		return &value->flag;
	case FIELD_TIME:
	case FIELD_DATE:
		return &value->moment;
	case FIELD_DURATION:
		return &value->length;
	default:
		return &value->text;
	}
}

static struct value
value_new(const struct kind_field *field, struct span key)
{
	return (struct value){
		.field = field,
		.key = key,
		.moment = { .stamp = { .at = TIME_NONE } },
		.length = { .seconds = DURATION_NONE },
	};
}

/* "a runbook", "an incident": in messages. */
static const char *
kind_with_article(struct pool *pool, const struct kind *kind)
{
	return pool_printf(pool, "%s %s", strchr("aeiou", kind->id[0]) ? "an" : "a", kind->id);
}

static void
complain_of_unknown_key(const struct maker *maker, struct span key, const char *name)
{
	const struct kind *kind = maker->document->kind;
	g_autofree const char **names = g_new0(const char *, kind->field_count + 1);

	for (size_t i = 0; i < kind->field_count; i++)
		names[i] = kind->fields[i].name;
	schema_unknown_key(&maker->schema, key, name, kind_with_article(maker->pool, kind), names);
}

/* Whether the value was read. */
static bool
read_field(const struct maker *maker, const struct kind_field *kind_field, const struct yaml_node *key, const struct yaml_node *node, struct value *value)
{
	const struct document *document = maker->document;
	const struct field field = {
		.name = kind_field->name,
		.type = kind_field->type,
		.choices = kind_field->choices,
		.refers = (int)kind_field->refers,
	};

	*value = value_new(kind_field, yaml_span(&document->yaml, key));
	if (node->kind == YAML_EMPTY && !node->commented)
		return false;
	return schema_read_value(&maker->schema, &document->yaml, node, &field, value_place(value, field.type));
}

static void
read_pair(struct maker *maker, const struct yaml_node *key, const struct yaml_node *node, GArray *values)
{
	const struct document *document = maker->document;
	const char *name = yaml_text(&document->yaml, key);
	const struct kind_field *field = name ? kind_field_find(document->kind, name) : NULL;
	struct value value;

	if (!field) {
		complain_of_unknown_key(maker, yaml_span(&document->yaml, key), name ? name : "?");
		return;
	}
	g_hash_table_insert(maker->keys, (char *)field->name, (void *)key);
	if (read_field(maker, field, key, node, &value))
		g_array_append_val(values, value);
}

/* "title:Database" is a word with a colon in it. */
static void
refuse_root(const struct maker *maker, const struct yaml_node *root)
{
	struct document *document = maker->document;
	const char *text = yaml_text(&document->yaml, root);
	const char *colon = text ? strchr(text, ':') : NULL;
	struct finding *finding = finding_add(maker->findings, RULE_FRONT_BAD_VALUE, yaml_span(&document->yaml, root),
	    "front matter must be a mapping (\"key: value\"), not %s", yaml_kind_name(root));

	if (colon && colon[1] && !g_ascii_isspace(colon[1]))
		finding_help(finding, "a space is missing after \":\"");
	document->front_lost = true;
}

static void
read_fields(struct maker *maker)
{
	struct document *document = maker->document;
	const struct yaml *yaml = &document->yaml;
	const struct yaml_node *root = yaml_root(yaml);
	g_autoptr(GArray) values = g_array_new(false, true, sizeof(struct value));

	if (!root || root->kind == YAML_EMPTY)
		return;
	if (root->kind != YAML_MAPPING) {
		refuse_root(maker, root);
		return;
	}
	for (const struct yaml_node *key = yaml_first(yaml, root); key;) {
		const struct yaml_node *node = yaml_next(yaml, key);

		if (!node)
			break;
		read_pair(maker, key, node, values);
		key = yaml_next(yaml, node);
	}
	document->values = pool_memdup(maker->pool, values->data, values->len * sizeof(struct value));
	document->value_count = values->len;
}

/* Where a field that isn't there is missed. */
static struct span
missing_field_span(const struct maker *maker, const char *name)
{
	const struct document *document = maker->document;
	const struct yaml_node *key = g_hash_table_lookup(maker->keys, name);

	return key ? yaml_span(&document->yaml, key) : source_line(document->source, 0);
}

static bool
is_comment_value(const struct maker *maker, const char *name)
{
	const struct yaml_node *key = g_hash_table_lookup(maker->keys, name);
	const struct yaml_node *node = key ? yaml_next(&maker->document->yaml, key) : NULL;

	return node && node->commented;
}

/* A value that is there and wrong was complained of already. */
static bool
is_field_given(const struct maker *maker, const char *name)
{
	const struct yaml_node *key = g_hash_table_lookup(maker->keys, name);
	const struct yaml_node *node = key ? yaml_next(&maker->document->yaml, key) : NULL;

	if (!node || (node->kind == YAML_SCALAR && node->length == 0))
		return false;
	return node->kind != YAML_EMPTY || is_comment_value(maker, name);
}

static void
miss_field(const struct maker *maker, const char *name)
{
	const bool empty = g_hash_table_contains(maker->keys, name);

	finding_add(maker->findings, RULE_FRONT_MISSING_FIELD, missing_field_span(maker, name),
	    "\"%s\" is %s: %s must have it", name, empty ? "empty" : "missing",
	    kind_with_article(maker->pool, maker->document->kind));
}

static void
miss_fields(const struct maker *maker)
{
	const struct kind *kind = maker->document->kind;

	for (size_t i = 0; i < kind->field_count; i++) {
		const struct kind_field *field = &kind->fields[i];

		if (!field->required || is_field_given(maker, field->name))
			continue;
		if (strcmp(field->name, "title") != 0)
			miss_field(maker, field->name);
	}
}

static void
take_common_fields(struct maker *maker)
{
	struct document *document = maker->document;
	const struct value *draft = document_value(document, "draft");
	const struct value *every = document_value(document, "review_every");
	const struct value *order = document_value(document, "order");

	document->description = document_text(document, "description");
	document->owner = document_text(document, "owner");
	document->tags = document_texts(document, "tags");
	document->aliases = document_texts(document, "aliases");
	document->reviewed = document_moment(document, "reviewed");
	document->draft = draft && draft->flag.on;
	document->review_every = every ? every->length.seconds : maker->config->review_every.seconds;
	document->order = order ? order->number.n : 0;
}

/* ---- title ---- */

static bool
is_top_heading(const struct block_row *block)
{
	return block->kind == BLOCK_HEADING && block->parent == ROW_NONE;
}

static const struct kind_section *
match_heading(const struct maker *maker, const struct block_row *block, const char **normal)
{
	const struct markdown *body = &maker->document->body;
	const char *text = kind_normal_heading(maker->pool, markdown_text(body, block->text));

	if (normal)
		*normal = text;
	return kind_section_match(maker->document->kind, text);
}

/* The first level-1 heading; where there are several and it begins a section, they all are sections. */
static uint32_t
find_title_heading(const struct maker *maker)
{
	const struct markdown *body = &maker->document->body;
	uint32_t first = ROW_NONE;

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];

		if (!is_top_heading(block) || block->level != 1)
			continue;
		if (first == ROW_NONE)
			first = row;
		else
			return match_heading(maker, &body->blocks[first], NULL) ? ROW_NONE : first;
	}
	return first;
}

static struct text
heading_text(const struct maker *maker, uint32_t row)
{
	const struct markdown *body = &maker->document->body;
	const struct block_row *block = &body->blocks[row];

	return (struct text){
		.s = text_squeeze(maker->pool, markdown_text(body, block->text), block->text.length),
		.span = markdown_text_span(body, block, 0, block->text.length),
	};
}

static void
find_title(const struct maker *maker)
{
	struct document *document = maker->document;
	const uint32_t row = find_title_heading(maker);
	const struct text nothing = { 0 };
	const struct text heading = row == ROW_NONE ? nothing : heading_text(maker, row);
	const bool has_heading = heading.s && heading.s[0];

	document->title_row = ROW_NONE;
	document->title = document_text(document, "title");
	if (document->title.s && !*text_squeeze(maker->pool, document->title.s, strlen(document->title.s)))
		document->title.s = NULL;
	if (document->title.s && has_heading && text_equal_nocase(document->title.s, heading.s)) {
		document->title_row = row;
	} else if (!document->title.s && has_heading) {
		document->title = heading;
		document->title_row = row;
	}
	document->title_is_heading = document->title_row != ROW_NONE;
	if (document->title.s)
		return;
	document->title.s = document->id;
	if (!document->kind->title_from_file && !document->front_lost && !is_field_given(maker, "title"))
		miss_field(maker, "title");
}

/* ---- sections ---- */

/* A heading, or a bold paragraph that counts as one. */
struct mark {
	uint32_t row;
	uint8_t level;
	bool bold;
	const struct kind_section *kind; /* that it would begin */
	const char *normal;
	bool counts, nested;
	uint32_t end_row;
};

/* A bold paragraph heads what follows it at the top or as the first of a list item. */
static bool
is_bold_heading(const struct markdown *body, uint32_t row)
{
	const struct block_row *block = &body->blocks[row];
	uint32_t parent = block->parent;

	if (block->kind != BLOCK_PARAGRAPH || !(block->flags & BLOCK_BOLD))
		return false;
	if (parent != ROW_NONE && (body->blocks[parent].kind != BLOCK_ITEM || row != parent + 1))
		return false;
	for (; parent != ROW_NONE; parent = body->blocks[parent].parent)
		if (body->blocks[parent].kind != BLOCK_ITEM && body->blocks[parent].kind != BLOCK_LIST)
			return false;
	return true;
}

static GArray *
find_marks(const struct maker *maker)
{
	const struct document *document = maker->document;
	const struct markdown *body = &document->body;
	GArray *marks = g_array_new(false, true, sizeof(struct mark));
	uint8_t level = 1;

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];
		struct mark mark = { .row = row };

		if (is_top_heading(block))
			mark.level = level = block->level;
		else if (is_bold_heading(body, row))
			mark.bold = true, mark.level = level + 1;
		else
			continue;
		mark.kind = match_heading(maker, block, &mark.normal);
		if (row == document->title_row)
			mark.kind = NULL;
		g_array_append_val(marks, mark);
	}
	return marks;
}

/* Where one section alone has a heading of the highest level, and others stand one below it, they are meant as its neighbours. */
static void
level_first(GArray *marks)
{
	struct mark *first = NULL;
	bool below = false;

	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = &g_array_index(marks, struct mark, i);

		if (!mark->kind || mark->bold)
			continue;
		below |= first && mark->kind != first->kind && mark->level == first->level + 1;
		if (mark->level > 1)
			continue;
		if (first)
			return;
		first = mark;
	}
	if (first && below)
		first->level++;
}

static bool
ends_section(const struct mark *mark, const struct mark *next)
{
	if (!next->bold)
		return mark->bold || next->level <= mark->level;
	return mark->bold && next->kind;
}

static void
find_ends(GArray *marks, uint32_t block_count)
{
	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = &g_array_index(marks, struct mark, i);
		guint next = i + 1;

		if (!mark->kind)
			continue;
		while (next < marks->len && !ends_section(mark, &g_array_index(marks, struct mark, next)))
			next++;
		mark->end_row = next < marks->len ? g_array_index(marks, struct mark, next).row : block_count;
	}
}

/* Headings that match and are not inside another that does. */
static void
choose_outer(GArray *marks)
{
	uint32_t covered = 0;

	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = &g_array_index(marks, struct mark, i);

		if (!mark->kind || mark->row < covered)
			continue;
		mark->counts = true;
		covered = mark->end_row;
	}
}

/* Below headings that are no section, the shallowest of a kind counts: the others are details. */
static void
drop_deeper(GArray *marks, const struct kind *kind)
{
	g_autofree uint8_t *shallowest = g_new(uint8_t, kind->section_count + 1);

	memset(shallowest, UINT8_MAX, kind->section_count + 1);
	for (guint i = 0; i < marks->len; i++) {
		const struct mark *mark = &g_array_index(marks, struct mark, i);
		uint8_t *least;

		if (!mark->counts)
			continue;
		least = &shallowest[mark->kind - kind->sections];
		*least = MIN(*least, mark->level);
	}
	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = &g_array_index(marks, struct mark, i);

		if (mark->counts && mark->level > shallowest[mark->kind - kind->sections])
			mark->counts = false;
	}
}

static bool
is_canonical(const struct mark *mark)
{
	return mark->kind->headings && mark->kind->headings[0] && strcmp(mark->kind->headings[0], mark->normal) == 0;
}

/* Inside a section only a section's own name counts, and only where the document has it nowhere else. */
static void
choose_nested(GArray *marks, const struct kind *kind)
{
	g_autofree bool *there = g_new0(bool, kind->section_count + 1);

	for (guint i = 0; i < marks->len; i++) {
		const struct mark *mark = &g_array_index(marks, struct mark, i);

		if (mark->counts)
			there[mark->kind - kind->sections] = true;
	}
	for (guint i = 0; i < marks->len; i++) {
		struct mark *mark = &g_array_index(marks, struct mark, i);

		if (mark->counts || !mark->kind || there[mark->kind - kind->sections] || !is_canonical(mark))
			continue;
		mark->counts = mark->nested = true;
		there[mark->kind - kind->sections] = true;
	}
}

static struct section
section_of_mark(const struct maker *maker, const struct mark *mark, GHashTable *seen)
{
	const struct markdown *body = &maker->document->body;
	const struct block_row *block = &body->blocks[mark->row];
	char *heading = g_strdup_printf("%s/%s", mark->kind->id, mark->normal);
	const bool repeated = !g_hash_table_add(seen, heading);

	return (struct section){
		.kind = mark->kind,
		.heading = mark->row,
		.first_row = block->end_row,
		.end_row = mark->end_row,
		.span = markdown_block_span(body, block),
		.time_box = heading_time_box(markdown_text(body, block->text)),
		.nested = mark->nested,
		.duplicate = !g_hash_table_add(seen, g_strdup(mark->kind->id)),
		.repeated = repeated,
		.empty = section_is_empty(body, mark->kind, block->end_row, mark->end_row),
	};
}

static void
find_sections(struct maker *maker)
{
	struct document *document = maker->document;
	g_autoptr(GArray) marks = find_marks(maker);
	g_autoptr(GArray) sections = g_array_new(false, true, sizeof(struct section));
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	level_first(marks);
	find_ends(marks, document->body.block_count);
	choose_outer(marks);
	drop_deeper(marks, document->kind);
	choose_nested(marks, document->kind);
	for (guint i = 0; i < marks->len; i++) {
		const struct mark *mark = &g_array_index(marks, struct mark, i);

		if (mark->counts) {
			const struct section section = section_of_mark(maker, mark, seen);

			g_array_append_val(sections, section);
		}
	}
	document->sections = pool_memdup(maker->pool, sections->data, sections->len * sizeof(struct section));
	document->section_count = sections->len;
}

/* ---- the whole ---- */

static struct document *
document_of_record(struct pool *pool, const struct kinds *kinds, const struct source *source, const struct record *record)
{
	struct document *document = pool_new0(pool, struct document);

	document->source = source;
	document->record = record;
	document->path = source->path;
	document->id = file_id(pool, source->path);
	document->frontmatter = record_frontmatter(record);
	document->yaml = record_yaml(record, source);
	document->front_lost = is_front_lost(document, record);
	document->body = record_markdown(record, source);
	document->kind = kind_of_path(kinds, below_content(source->path));
	document->output = output_path(pool, document->kind, source->path);
	document->links = pool_array(pool, struct link, document->body.inline_count);
	return document;
}

/* An alert's runbook is named after it; the index of a folder is after nothing. */
static void
find_alerts(struct pool *pool, struct document *document)
{
	static const char *const none[] = { "index", "README", NULL };
	struct text *name;

	if (document->kind->role != ROLE_RUNBOOK)
		return;
	document->alerts = document_texts(document, "alerts");
	if (document->alerts.given || !document->kind->title_from_file || g_strv_contains(none, document->id))
		return;
	name = pool_new0(pool, struct text);
	*name = (struct text){ document->id, span_file(document->source) };
	document->alerts = (struct texts){ .items = name, .count = 1, .span = name->span };
}

struct document *
document_make(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct kinds *kinds, const struct source *source, const struct record *record)
{
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	struct maker maker = {
		.pool = pool,
		.findings = findings,
		.config = config,
		.schema = { .pool = pool, .findings = findings, .references = references, .zone = config->zone },
		.document = document_of_record(pool, kinds, source, record),
		.keys = keys,
	};

	record_complain(record, source, findings);
	read_fields(&maker);
	take_common_fields(&maker);
	find_title(&maker);
	if (!maker.document->front_lost)
		miss_fields(&maker);
	find_sections(&maker);
	find_alerts(pool, maker.document);
	return maker.document;
}

/* ---- lookups ---- */

const struct value *
document_value(const struct document *document, const char *name)
{
	for (size_t i = 0; i < document->value_count; i++)
		if (strcmp(document->values[i].field->name, name) == 0)
			return &document->values[i];
	return NULL;
}

struct text
document_text(const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	return value ? value->text : (struct text){ 0 };
}

struct texts
document_texts(const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	return value ? value->texts : (struct texts){ 0 };
}

struct moment
document_moment(const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	return value ? value->moment : (struct moment){ .stamp = { .at = TIME_NONE } };
}

const struct section *
document_section(const struct document *document, const char *id)
{
	const struct section *nested = NULL;

	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i];

		if (strcmp(section->kind->id, id) != 0)
			continue;
		if (!section->nested)
			return section;
		if (!nested)
			nested = section;
	}
	return nested;
}

const struct block_row *
document_heading(const struct document *document, const char *anchor)
{
	const struct markdown *body = &document->body;

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_HEADING && strcmp(markdown_text(body, block->info), anchor) == 0)
			return block;
	}
	return NULL;
}

static struct span
trimmed_line(const struct source *source, size_t offset)
{
	struct span line = source_line(source, offset);

	while (line.start < line.end && g_ascii_isspace(source->bytes[line.start]))
		line.start++;
	while (line.end > line.start && g_ascii_isspace(source->bytes[line.end - 1]))
		line.end--;
	return line;
}

struct span
document_end_span(const struct document *document, uint32_t row)
{
	const struct source *source = document->source;
	const struct markdown *body = &document->body;
	size_t end = source->size;

	if (row < body->block_count)
		end = source_line(source, body->blocks[row].start).start;
	while (end > 0 && g_ascii_isspace(source->bytes[end - 1]))
		end--;
	return end ? trimmed_line(source, end - 1) : source_line(source, 0);
}

struct span
document_missing_span(const struct document *document, const struct kind_section *missing)
{
	uint32_t before = 0, after = document->body.block_count;

	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i];

		if (section->nested || section->kind->anywhere)
			continue;
		if (section->kind < missing)
			before = MAX(before, section->end_row);
		else
			after = MIN(after, section->heading);
	}
	return document_end_span(document, before ? before : after);
}

int64_t
document_file_day(const struct document *document, const struct zone *zone)
{
	const size_t length = strlen("2026-03-21");
	struct stamp stamp;

	if (strlen(document->id) < length || g_ascii_isdigit(document->id[length]))
		return TIME_NONE;
	if (!stamp_read(document->id, length, zone, &stamp, NULL) || !stamp.day_only)
		return TIME_NONE;
	return stamp.at;
}
