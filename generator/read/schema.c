#include "read/schema.h"

#include "base/pool.h"
#include "base/text.h"
#include "base/zones.h"

#include <glib.h>
#include <math.h>
#include <string.h>

enum {
	KEYS_SHOWN = 16, /* more than these are not listed in a help */
	SHOWN_MAX = 60,  /* bytes of a value that a message repeats */
};

/* References */

struct references {
	GArray *list; /* struct reference */
};

struct references *
references_new(struct pool *pool)
{
	struct references *references = pool_new0(pool, struct references);

	references->list = pool_adopt_array(pool, g_array_new(FALSE, FALSE, sizeof(struct reference)));
	return references;
}

void
references_add(struct references *references, int refers, struct text text)
{
	struct reference reference = { refers, text };

	if (refers != 0 && text.s)
		g_array_append_val(references->list, reference);
}

void
references_take(struct references *references, const struct references *others)
{
	if (others->list->len)
		g_array_append_vals(references->list, others->list->data, others->list->len);
}

const struct reference *
references_list(const struct references *references, size_t *count)
{
	*count = references->list->len;
	return (const struct reference *)(void *)references->list->data;
}

/* Complaints */

static struct finding *
bad_value(const struct schema_context *context, struct span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

static struct finding *
bad_value(const struct schema_context *context, struct span span, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	const char *message = pool_vprintf(context->pool, format, arguments);
	va_end(arguments);
	return finding_add(context->findings, RULE_FRONT_BAD_VALUE, span, "%s", message);
}

/* A value in a message: one line, and not too long. */
static const char *
show(const struct schema_context *context, const char *text)
{
	const char *line = text_squeeze(context->pool, text, strlen(text));
	const char *end = line;

	if (strlen(line) <= SHOWN_MAX)
		return line;
	while (g_utf8_next_char(end) - line <= SHOWN_MAX)
		end = g_utf8_next_char(end);
	return pool_printf(context->pool, "%.*s…", (int)(end - line), line);
}

static const char *
join(const struct schema_context *context, const char *const *names)
{
	g_autofree char *all = g_strjoinv(", ", (char **)names);

	return pool_strdup(context->pool, all);
}

/* From the start of a mapping to the end of its first line. */
static struct span
first_line(const struct yaml *yaml, const struct yaml_node *node)
{
	struct span span = yaml_span(yaml, node), line = source_line(yaml->source, span.start);

	span.end = CLAMP(line.end, span.start, span.end);
	return span;
}

static void
wrong_kind(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, const char *wanted)
{
	bad_value(
	    context, first_line(yaml, node), "\"%s\" must be %s, not %s", field->name, wanted, yaml_kind_name(node));
}

/* "channel: #ops". */
static void
complain_comment(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field)
{
	const char *bytes = yaml->source->bytes;
	struct span line = source_line(yaml->source, node->start);
	size_t start = node->start, end;

	while (start < line.end && bytes[start] != '#')
		start++;
	for (end = start; end < line.end && !g_ascii_isspace(bytes[end]);)
		end++;

	struct finding *finding = finding_add(context->findings, RULE_FRONT_COMMENT_VALUE,
	    span_of(yaml->source, start, end), "\"%s\" is empty, because \"#\" begins a comment", field->name);

	finding_help(finding, "put quotes around it: \"%.*s\"", (int)(end - start), bytes + start);
}

/* Values of one type: each reads a scalar's text, true when it set out */

struct value_input {
	const struct schema_context *context;
	const struct field *field;
	const char *text;
	struct span span;
};

static bool
read_text(const struct value_input *input, void *out)
{
	struct text *text = out;

	*text = (struct text){ input->text, input->span };
	if (input->context->references)
		references_add(input->context->references, input->field->refers, *text);
	return true;
}

static bool
read_number(const struct value_input *input, void *out)
{
	char *end;
	double n = g_ascii_strtod(input->text, &end);
	bool digits = strspn(input->text, "+-.0123456789eE") == strlen(input->text);

	if (!digits || end == input->text || *end != '\0' || !isfinite(n)) {
		bad_value(input->context, input->span, "\"%s\" must be a number, not \"%s\"", input->field->name,
		    show(input->context, input->text));
		return false;
	}
	*(struct number *)out = (struct number){ n, true, input->span };
	return true;
}

static bool
read_flag(const struct value_input *input, void *out)
{
	static const struct {
		const char *word;
		bool on;
	} words[] = { { "true", true }, { "false", false }, { "yes", true }, { "no", false } };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(input->text, words[i].word) == 0) {
			*(struct flag *)out = (struct flag){ words[i].on, true, input->span };
			return true;
		}
	bad_value(input->context, input->span, "\"%s\" must be true or false, not \"%s\"", input->field->name,
	    show(input->context, input->text));
	return false;
}

static bool
read_moment(const struct value_input *input, void *out)
{
	const struct schema_context *context = input->context;
	const char *problem = "";
	struct stamp stamp;

	if (!stamp_read(
		input->text, strlen(input->text), context->zone ? context->zone : zone_utc(), &stamp, &problem)) {
		struct finding *finding = bad_value(context, input->span, "\"%s\" is no %s: %s", input->field->name,
		    input->field->type == FIELD_DATE ? "date" : "time", problem);

		const char *near = zone_nearest_in(context->pool, input->text);

		if (near)
			finding_help(finding, "did you mean the zone \"%s\"?", near);
		else
			finding_help(finding, input->field->type == FIELD_DATE ? "write it like 2026-03-21" : "write it like 2026-03-21 02:30 UTC");
		return false;
	}
	if (input->field->type == FIELD_DATE && !stamp.day_only) {
		finding_help(
		    bad_value(context, input->span, "\"%s\" must be a date, without a time of day", input->field->name),
		    "write it like 2026-03-21");
		return false;
	}
	*(struct moment *)out = (struct moment){ stamp, input->span };
	return true;
}

static bool
read_length(const struct value_input *input, void *out)
{
	const char *problem = "";
	int64_t seconds;

	if (!duration_read(input->text, strlen(input->text), &seconds, &problem)) {
		finding_help(
		    bad_value(input->context, input->span, "\"%s\" is no duration: %s", input->field->name, problem),
		    "write 90s, 15m, 4h, 2d, 1w or 1h30m");
		return false;
	}
	*(struct length *)out = (struct length){ seconds, input->span };
	return true;
}

static bool
read_short_length(const struct value_input *input, void *out)
{
	const char *problem = "";
	int64_t milliseconds;

	if (!duration_read_milliseconds(input->text, strlen(input->text), &milliseconds, &problem)) {
		finding_help(
		    bad_value(input->context, input->span, "\"%s\" is no duration: %s", input->field->name, problem),
		    "write 800ms, 2s or 1m30s");
		return false;
	}
	*(struct short_length *)out = (struct short_length){ milliseconds, input->span };
	return true;
}

static bool
is_url(const char *text)
{
	const char *host = g_ascii_strncasecmp(text, "https://", 8) == 0 ? text + 8 : text + 7;

	if (g_ascii_strncasecmp(text, "https://", 8) != 0 && g_ascii_strncasecmp(text, "http://", 7) != 0)
		return false;
	return *host != '\0' && !strchr("/?#:@", *host) && !strpbrk(text, " \t\r\n\"<>\\");
}

static bool
read_url(const struct value_input *input, void *out)
{
	if (!is_url(input->text)) {
		finding_help(bad_value(input->context, input->span, "\"%s\" must be a web address, not \"%s\"",
				 input->field->name, show(input->context, input->text)),
		    "write all of it: https://example.com/page");
		return false;
	}
	return read_text(input, out);
}

static bool
read_zone(const struct value_input *input, void *out)
{
	struct abbreviation abbreviation;
	struct finding *finding;
	bool abbreviated;
	const char *near;
	/* names whose sign is the other way round: Etc/GMT-2 is east of Greenwich */
	const bool fixed = g_str_has_prefix(input->text, "Etc/GMT") && strpbrk(input->text, "123456789");

	if (zone_find(input->context->pool, input->text) && !fixed)
		return read_text(input, out);
	finding = finding_add(input->context->findings, RULE_SCHEDULE_BAD_ZONE, input->span,
	    fixed ? "\"%s\" is a fixed offset, and knows no daylight saving" : "\"%s\" is no time zone", show(input->context, input->text));
	if (fixed) {
		finding_help(finding, "write the name of a place, such as Europe/London, or UTC");
		return false;
	}
	abbreviated = abbreviation_find(input->text, strlen(input->text), &abbreviation);
	near = abbreviated ? NULL : zone_nearest(input->context->pool, input->text);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "write an IANA name, such as %s",
		    abbreviated && abbreviation.region ? abbreviation.region : "Europe/London");
	return false;
}

static bool
read_choice(const struct value_input *input, void *out)
{
	const char *const *choices = input->field->choices;
	const char *near;

	if (g_strv_contains(choices, input->text))
		return read_text(input, out);

	struct finding *finding = bad_value(input->context, input->span, "\"%s\" can't be \"%s\"", input->field->name,
	    show(input->context, input->text));

	near = text_nearest(input->text, choices, g_strv_length((char **)choices));
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "one of %s", join(input->context, choices));
	return false;
}

/* What a type is called, and how its scalars are read. */
static const struct {
	const char *wanted;
	bool (*read)(const struct value_input *input, void *out);
} scalar_types[] = {
	[FIELD_TEXT] = { "text", read_text },
	[FIELD_NUMBER] = { "a number", read_number },
	[FIELD_FLAG] = { "true or false", read_flag },
	[FIELD_TIME] = { "a time", read_moment },
	[FIELD_DATE] = { "a date", read_moment },
	[FIELD_DURATION] = { "a duration", read_length },
	[FIELD_SHORT_DURATION] = { "a duration", read_short_length },
	[FIELD_URL] = { "a web address", read_url },
	[FIELD_ZONE] = { "a time zone", read_zone },
	[FIELD_CHOICE] = { "text", read_choice },
};

/* Only words may be none: "" is no date, and nobody's name. */
static bool
needs_text(const struct field *field)
{
	return field->type != FIELD_TEXT || field->refers;
}

static void
complain_empty(const struct schema_context *context, struct span span, const char *name)
{
	finding_help(bad_value(context, span, "\"%s\" is empty", name), "write a value, or take the line out");
}

static bool
read_scalar(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, void *out)
{
	const struct value_input input = { context, field, yaml_text(yaml, node), yaml_span(yaml, node) };

	if (!input.text) {
		wrong_kind(context, yaml, node, field, scalar_types[field->type].wanted);
		return false;
	}
	if (!*input.text && needs_text(field)) {
		/* of what must be there it is said that it is not */
		if (!(field->flags & FIELD_REQUIRED))
			complain_empty(context, input.span, field->name);
		return false;
	}
	return scalar_types[field->type].read(&input, out);
}

/* Lists */

static size_t
count_children(const struct yaml *yaml, const struct yaml_node *node)
{
	size_t count = 0;

	for (const struct yaml_node *n = yaml_first(yaml, node); n; n = yaml_next(yaml, n))
		count++;
	return count;
}

static bool
read_item(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, struct text *out)
{
	const struct value_input input = { context, field, yaml_text(yaml, node), yaml_span(yaml, node) };

	if (node->kind == YAML_SCALAR && (*input.text || !field->refers))
		return read_text(&input, out);
	if (node->commented)
		complain_comment(context, yaml, node, field);
	else if (node->kind == YAML_SCALAR || node->kind == YAML_EMPTY)
		bad_value(context, input.span, "an item of \"%s\" is empty", field->name);
	else
		bad_value(context, first_line(yaml, node), "an item of \"%s\" must be text, not %s", field->name,
		    yaml_kind_name(node));
	return false;
}

static bool
read_texts(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, struct texts *out)
{
	bool list = node->kind == YAML_SEQUENCE;
	size_t count = 0;

	if (node->kind == YAML_MAPPING) {
		wrong_kind(context, yaml, node, field, "a list");
		return false;
	}

	struct text *items = pool_array(context->pool, struct text, list ? count_children(yaml, node) : 1);

	for (const struct yaml_node *n = list ? yaml_first(yaml, node) : node; n; n = list ? yaml_next(yaml, n) : NULL)
		count += read_item(context, yaml, n, field, &items[count]);
	*out = (struct texts){ items, count, true, yaml_span(yaml, node) };
	return true;
}

static bool
read_structs(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, struct list *out)
{
	if (node->kind != YAML_SEQUENCE) {
		wrong_kind(context, yaml, node, field, "a list");
		return false;
	}

	char *items = pool_calloc(context->pool, count_children(yaml, node), field->of->size);
	size_t count = 0;

	for (const struct yaml_node *n = yaml_first(yaml, node); n; n = yaml_next(yaml, n))
		count += schema_read(context, yaml, n, first_line(yaml, n), field->of, items + count * field->of->size);
	*out = (struct list){ items, count };
	return true;
}

/* Fields */

static void
clear_struct(const struct schema *schema, void *out);

/* What a value is where nothing is given. */
static void
clear_value(const struct field *field, void *out)
{
	switch (field->type) {
	case FIELD_TIME:
	case FIELD_DATE:
		*(struct moment *)out = (struct moment){ .stamp.at = TIME_NONE };
		break;
	case FIELD_DURATION:
		*(struct length *)out = (struct length){ .seconds = DURATION_NONE };
		break;
	case FIELD_SHORT_DURATION:
		*(struct short_length *)out = (struct short_length){ .milliseconds = DURATION_NONE };
		break;
	case FIELD_TEXTS:
		*(struct texts *)out = (struct texts){ 0 };
		break;
	case FIELD_NUMBER:
		*(struct number *)out = (struct number){ 0 };
		break;
	case FIELD_FLAG:
		*(struct flag *)out = (struct flag){ 0 };
		break;
	case FIELD_NODE:
		*(const struct yaml_node **)out = NULL;
		break;
	case FIELD_STRUCT:
		clear_struct(field->of, out);
		break;
	case FIELD_STRUCTS:
		*(struct list *)out = (struct list){ 0 };
		break;
	default:
		*(struct text *)out = (struct text){ 0 };
	}
}

static void
clear_struct(const struct schema *schema, void *out)
{
	memset(out, 0, schema->size);
	for (const struct field *f = schema->fields; f->name; f++)
		clear_value(f, (char *)out + f->offset);
}

bool
schema_read_value(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    const struct field *field, void *out)
{
	clear_value(field, out);
	if (node->commented)
		complain_comment(context, yaml, node, field);
	if (node->kind == YAML_EMPTY)
		return false;
	switch (field->type) {
	case FIELD_NODE:
		*(const struct yaml_node **)out = node;
		return true;
	case FIELD_TEXTS:
		return read_texts(context, yaml, node, field, out);
	case FIELD_STRUCT:
		return schema_read(context, yaml, node, first_line(yaml, node), field->of, out);
	case FIELD_STRUCTS:
		return read_structs(context, yaml, node, field, out);
	default:
		return read_scalar(context, yaml, node, field, out);
	}
}

static const struct field *
find_field(const struct schema *schema, const char *name)
{
	for (const struct field *f = schema->fields; f->name; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

static void
unknown_key(const struct schema_context *context, struct span span, const char *name, const struct schema *schema)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();

	for (const struct field *f = schema->fields; f->name; f++)
		g_ptr_array_add(known, (void *)f->name);
	g_ptr_array_add(known, NULL);
	schema_unknown_key(context, span, name, schema->what, (const char *const *)known->pdata);
}

void
schema_unknown_key(const struct schema_context *context, struct span span, const char *name, const char *what,
    const char *const *known)
{
	size_t count = g_strv_length((char **)known);
	const char *near = text_nearest(name, known, count);
	struct finding *finding =
	    finding_add(context->findings, RULE_FRONT_UNKNOWN_KEY, span, "%s has no \"%s\"", what, show(context, name));

	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else if (count > 0 && count <= KEYS_SHOWN)
		finding_help(finding, "known here: %s", join(context, known));
}

/* A required field that has no value: where its key is, or else where it should be. */
static void
complain_missing(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *key,
    struct span what_span, const struct schema *schema, const struct field *field)
{
	if (key)
		finding_add(context->findings, RULE_FRONT_MISSING_FIELD, yaml_span(yaml, key),
		    "\"%s\" is empty: %s must have it", field->name, schema->what);
	else
		finding_add(context->findings, RULE_FRONT_MISSING_FIELD, what_span,
		    "\"%s\" is missing: %s must have it", field->name, schema->what);
}

static void
read_field(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *key,
    const struct schema *schema, char *out)
{
	const struct yaml_node *value = yaml_next(yaml, key);
	const struct field *field = find_field(schema, yaml_text(yaml, key));

	if (!field) {
		if (!schema->open)
			unknown_key(context, yaml_span(yaml, key), yaml_text(yaml, key), schema);
		return;
	}
	/* What is missing in a struct is said of its key. */
	if (field->type == FIELD_STRUCT && value->kind != YAML_EMPTY)
		schema_read(context, yaml, value, yaml_span(yaml, key), field->of, out + field->offset);
	else
		schema_read_value(context, yaml, value, field, out + field->offset);
}

/* Nothing, or "" in quotes. */
static bool
is_empty(const struct yaml_node *node)
{
	return node->kind == YAML_EMPTY || (node->kind == YAML_SCALAR && node->length == 0);
}

bool
schema_read(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node,
    struct span what_span, const struct schema *schema, void *out)
{
	clear_struct(schema, out);
	if (node->kind != YAML_MAPPING && node->kind != YAML_EMPTY) {
		bad_value(context, first_line(yaml, node), "%s must be a mapping (\"key: value\"), not %s",
		    schema->what, yaml_kind_name(node));
		return false;
	}
	if (schema->span_offset != SCHEMA_NO_SPAN)
		*(struct span *)(void *)((char *)out + schema->span_offset) = yaml_span(yaml, node);
	for (const struct yaml_node *key = yaml_first(yaml, node); key; key = yaml_next_key(yaml, key))
		read_field(context, yaml, key, schema, out);
	for (const struct field *f = schema->fields; f->name; f++) {
		const struct yaml_node *key = f->flags & FIELD_REQUIRED ? yaml_get_key(yaml, node, f->name) : NULL;

		if (f->flags & FIELD_REQUIRED && (!key || is_empty(yaml_next(yaml, key))))
			complain_missing(context, yaml, key, what_span, schema, f);
	}
	return true;
}
