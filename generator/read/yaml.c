#include "read/yaml_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

enum {
	NODES_MAX = 200000,
	ALIAS_NODES_MAX = 100000,
};

/* Nodes */

static struct yaml_node *
node_at(const struct reader *reader, uint32_t index)
{
	return &g_array_index(reader->nodes, struct yaml_node, index);
}

static struct frame *
top_frame(struct reader *reader)
{
	return reader->depth > 0 ? &reader->frames[reader->depth - 1] : NULL;
}

static void
too_expensive(struct reader *reader, size_t start, size_t end, const char *message)
{
	yaml_refuse(reader, RULE_DOCUMENT_TOO_EXPENSIVE, start, end, message);
}

static bool
is_collection(const struct yaml_node *node)
{
	return node->kind == YAML_SEQUENCE || node->kind == YAML_MAPPING;
}

/* "{{ x }}" without quotes is a mapping as the key of a mapping. */
static void
key_is_no_text(struct reader *reader, const struct yaml_node *node)
{
	size_t at = node->start;
	bool braces = at > reader->start && strncmp(reader->source->bytes + at - 1, "{{", 2) == 0;
	struct finding *finding;

	if (braces) {
		at--;
		finding =
		    yaml_refuse(reader, RULE_FRONT_SYNTAX, at, yaml_word_end(reader, at), "a value can't begin with \"{{\"");
		finding_help(finding, "put quotes around the value");
	} else {
		yaml_refuse(reader, RULE_FRONT_SYNTAX, at, node->end, "a key must be text");
	}
}

static void
link_child(struct reader *reader, struct frame *parent, uint32_t child)
{
	if (parent->last == YAML_NONE)
		node_at(reader, parent->node)->first = child;
	else
		node_at(reader, parent->last)->next = child;
	parent->last = child;
	parent->count++;
}

/* Adds a row below the open collection; its index, or YAML_NONE after a finding. */
static uint32_t
add_node(struct reader *reader, struct yaml_node node)
{
	struct frame *parent = top_frame(reader);
	uint32_t index = reader->nodes->len;

	if (index >= NODES_MAX)
		return too_expensive(reader, node.start, node.end, "too many values: more than 200,000"), YAML_NONE;
	if (parent && node_at(reader, parent->node)->kind == YAML_MAPPING && parent->count % 2 == 0 &&
	    is_collection(&node))
		return key_is_no_text(reader, &node), YAML_NONE;
	g_array_append_val(reader->nodes, node);
	if (parent)
		link_child(reader, parent, index);
	return index;
}

/* Tells the open collection how much a child weighs. */
static void
weigh(struct reader *reader, uint32_t total, uint32_t height)
{
	struct frame *parent = top_frame(reader);

	if (!parent)
		return;
	parent->total += total; /* can't overflow: both kinds of nodes have limits */
	parent->height = MAX(parent->height, height);
}

/* Anchors */

static struct anchor *
add_anchor(struct reader *reader, const yaml_char_t *name, struct anchor anchor)
{
	struct anchor *copy;

	if (!name)
		return NULL;
	if (!reader->anchors)
		reader->anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	copy = pool_memdup(reader->pool, &anchor, sizeof anchor);
	g_hash_table_replace(reader->anchors, g_strdup((const char *)name), copy);
	return copy;
}

static const struct anchor *
find_anchor(struct reader *reader, const char *name, size_t start, size_t end)
{
	const struct anchor *anchor = reader->anchors ? g_hash_table_lookup(reader->anchors, name) : NULL;
	g_autofree char *message =
	    g_strdup_printf("\"*%s\" repeats a value marked \"&%s\", and there is none above", name, name);

	if (!anchor)
		finding_help(yaml_refuse(reader, RULE_FRONT_SYNTAX, start, end, message),
		    "put quotes around it if it is text: \"*%s\"", name);
	else if (anchor->open)
		too_expensive(reader, start, end, "an alias inside of what it repeats has no end");
	return reader->failed ? NULL : anchor;
}

static void
take_alias(struct reader *reader, const yaml_event_t *event)
{
	size_t start = yaml_byte(reader, event->start_mark.index), end = yaml_byte(reader, event->end_mark.index);
	const struct anchor *anchor = find_anchor(reader, (const char *)event->data.alias.anchor, start, end);

	if (!anchor)
		return;
	reader->alias_nodes += anchor->total;
	if (reader->alias_nodes > ALIAS_NODES_MAX) {
		too_expensive(reader, start, end, "aliases repeat too much: more than 100,000 values");
		return;
	}
	if (reader->depth + anchor->height > LEVELS_MAX) {
		too_expensive(reader, start, end, "more than 64 levels deep");
		return;
	}
	struct yaml_node node = *node_at(reader, anchor->node);

	node.start = (uint32_t)start;
	node.end = (uint32_t)end;
	node.next = YAML_NONE;
	add_node(reader, node);
	weigh(reader, anchor->total, anchor->height);
}

/* Scalars */

static bool
is_empty_word(const char *text)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL", NULL };

	return g_strv_contains(words, text);
}

/* Whether a comment that touches its "#" stands where the value should: "channel: #ops". */
static bool
is_commented(const struct reader *reader, size_t at)
{
	const char *bytes = reader->source->bytes;
	size_t sign = yaml_skip_blanks(reader, at);

	return sign > at && sign + 1 < reader->end && bytes[sign] == '#' && bytes[sign + 1] != '#' &&
	       !g_ascii_isspace(bytes[sign + 1]);
}

/*
 * An empty value whose place a comment has.  Between brackets libyaml puts it at the next
 * token, lines below; it stands behind its key's ":".
 */
static void
mark_commented(const struct reader *reader, struct yaml_node *node)
{
	size_t colon = yaml_skip_blanks(reader, reader->scalar_end);

	node->commented = is_commented(reader, node->end);
	if (node->commented || colon >= node->start || reader->source->bytes[colon] != ':' || !is_commented(reader, colon + 1))
		return;
	node->start = node->end = (uint32_t)colon + 1;
	node->commented = true;
}

/* An escape such as "\0" can bring in what the file itself may not hold. */
static bool
has_control(const yaml_char_t *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((text[i] < 0x20 && !strchr("\t\n\r", text[i])) || text[i] == 0x7F || text[i] == '\0')
			return true;
	return false;
}

static void
take_scalar(struct reader *reader, const yaml_event_t *event)
{
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	size_t start = yaml_byte(reader, event->start_mark.index);
	size_t end = yaml_trim_end(reader, start, yaml_byte(reader, event->end_mark.index));
	struct yaml_node node = {
		.start = (uint32_t)start,
		.end = (uint32_t)end,
		.text = (uint32_t)reader->strings->len,
		.length = (uint32_t)length,
		.first = YAML_NONE,
		.next = YAML_NONE,
		.kind = plain && is_empty_word(text) ? YAML_EMPTY : YAML_SCALAR,
		.quoted = !plain,
	};

	if (!plain && has_control(event->data.scalar.value, length)) {
		yaml_refuse(reader, RULE_DOCUMENT_ENCODING, start, end, "this text holds a control character");
		return;
	}
	if (node.kind == YAML_EMPTY)
		node.length = 0;
	if (plain && length == 0)
		mark_commented(reader, &node);
	reader->scalar_end = end;
	if (event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
	    event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
		reader->quote_start = start;
		reader->quote_end = end;
	}
	g_string_append_len(reader->strings, text, (gssize)node.length);
	g_string_append_c(reader->strings, '\0');

	uint32_t index = add_node(reader, node);

	add_anchor(reader, event->data.scalar.anchor, (struct anchor){ .node = index, .total = 1 });
	weigh(reader, 1, 0);
}

/* Collections */

static void
open_collection(
    struct reader *reader, const yaml_event_t *event, enum yaml_kind kind, bool flow, const yaml_char_t *anchor)
{
	size_t start = yaml_byte(reader, event->start_mark.index);
	size_t end = flow ? yaml_byte(reader, event->end_mark.index) : start;
	uint32_t index;

	if (reader->depth == LEVELS_MAX) {
		too_expensive(reader, start, MAX(end, start + 1), "more than 64 levels deep");
		return;
	}
	index = add_node(reader, (struct yaml_node){
				     .start = (uint32_t)start,
				     .end = (uint32_t)end,
				     .first = YAML_NONE,
				     .next = YAML_NONE,
				     .kind = (uint8_t)kind,
				 });
	if (index == YAML_NONE)
		return;
	reader->frames[reader->depth++] = (struct frame){
		.node = index,
		.last = YAML_NONE,
		.flow = flow,
		.anchor = add_anchor(reader, anchor, (struct anchor){ .node = index, .open = true }),
	};
}

static int
compare_keys(const void *a, const void *b, void *data)
{
	const struct reader *reader = data;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
	int order = strcmp(
	    reader->strings->str + node_at(reader, left)->text, reader->strings->str + node_at(reader, right)->text);

	return order != 0 ? order : (left > right) - (left < right);
}

/* Takes a key and its value out of a mapping's children. */
static void
unlink_pair(struct reader *reader, uint32_t mapping, uint32_t key)
{
	uint32_t *link = &node_at(reader, mapping)->first;

	while (*link != key)
		link = &node_at(reader, *link)->next;
	*link = node_at(reader, node_at(reader, key)->next)->next;
}

static void
refuse_duplicate(struct reader *reader, uint32_t mapping, uint32_t first, uint32_t second)
{
	const struct yaml_node *key = node_at(reader, second), *before = node_at(reader, first);
	struct span span = span_of(reader->source, key->start, key->end);
	struct finding *finding = finding_add(
	    reader->findings, RULE_FRONT_DUPLICATE_KEY, span, "\"%s\" a second time", reader->strings->str + key->text);

	finding_note(finding, span_of(reader->source, before->start, before->end), "the first time");
	finding_help(finding, "only the first one counts: remove one, or join them");
	unlink_pair(reader, mapping, second);
}

/* Sorting the keys keeps this cheap for a mapping of any size. */
static void
find_duplicates(struct reader *reader, uint32_t mapping)
{
	uint32_t first;

	g_array_set_size(reader->keys, 0);
	for (uint32_t key = node_at(reader, mapping)->first; key != YAML_NONE;
	     key = node_at(reader, node_at(reader, key)->next)->next)
		g_array_append_val(reader->keys, key);
	if (reader->keys->len < 2)
		return;
	g_array_sort_with_data(reader->keys, compare_keys, reader);
	first = g_array_index(reader->keys, uint32_t, 0);
	for (uint32_t i = 1; i < reader->keys->len; i++) {
		uint32_t key = g_array_index(reader->keys, uint32_t, i);

		if (strcmp(reader->strings->str + node_at(reader, first)->text,
			reader->strings->str + node_at(reader, key)->text) == 0)
			refuse_duplicate(reader, mapping, first, key);
		else
			first = key;
	}
}

static void
close_collection(struct reader *reader, const yaml_event_t *event)
{
	struct frame *frame = top_frame(reader);
	struct yaml_node *node = node_at(reader, frame->node);
	uint32_t total = frame->total + 1, height = frame->height + 1;

	/* A block's end mark is where the next thing begins; its last child knows better. */
	if (frame->flow)
		node->end = (uint32_t)yaml_byte(reader, event->end_mark.index);
	else if (frame->last != YAML_NONE)
		node->end = MAX(node->start, node_at(reader, frame->last)->end);
	if (node->kind == YAML_MAPPING)
		find_duplicates(reader, frame->node);
	if (frame->anchor) {
		frame->anchor->total = total;
		frame->anchor->height = height;
		frame->anchor->open = false;
	}
	reader->depth--;
	weigh(reader, total, height);
}

/* Events */

static void
take_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		take_alias(reader, event);
		break;
	case YAML_SCALAR_EVENT:
		take_scalar(reader, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		open_collection(reader, event, YAML_SEQUENCE,
		    event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE, event->data.sequence_start.anchor);
		break;
	case YAML_MAPPING_START_EVENT:
		open_collection(reader, event, YAML_MAPPING, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
		    event->data.mapping_start.anchor);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_collection(reader, event);
		break;
	default:
		break;
	}
}

/* Reads on to the end of a document or of the stream.  False: nothing more will come. */
static bool
next_document(struct reader *reader, struct span *start)
{
	yaml_event_t event;
	yaml_event_type_t type = YAML_NO_EVENT;

	while (!reader->failed && type != YAML_DOCUMENT_END_EVENT && type != YAML_STREAM_END_EVENT) {
		if (!yaml_parser_parse(&reader->parser, &event)) {
			yaml_explain(reader);
			break;
		}
		type = event.type;
		if (type == YAML_DOCUMENT_START_EVENT)
			*start = span_of(reader->source, yaml_byte(reader, event.start_mark.index),
			    yaml_byte(reader, event.end_mark.index));
		take_event(reader, &event);
		yaml_event_delete(&event);
	}
	return !reader->failed && type == YAML_DOCUMENT_END_EVENT;
}

static void
reader_open(struct reader *reader, struct pool *pool, struct findings *findings, const struct source *source,
    size_t start, size_t end)
{
	struct span whole = span_of(source, start, end);

	/* A byte order mark is not counted as a character. */
	if (whole.start == 0 && whole.end >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0)
		whole.start = 3;
	*reader = (struct reader){
		.pool = pool,
		.findings = findings,
		.source = source,
		.start = whole.start,
		.end = whole.end,
		.cursor_byte = whole.start,
		.ascii = text_is_ascii(source->bytes + whole.start, whole.end - whole.start),
		.nodes = g_array_sized_new(FALSE, FALSE, sizeof(struct yaml_node), 64),
		.strings = g_string_sized_new(1024),
		.keys = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 32),
	};
	if (!yaml_parser_initialize(&reader->parser))
		g_error("yaml: no memory");
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &reader->parser, (const unsigned char *)source->bytes + whole.start, whole.end - whole.start);
	/* Offsets are of 32 bits, and an escape can make three bytes of two. */
	if (whole.end > UINT32_MAX / 4)
		too_expensive(reader, 0, 0, "too large for YAML: more than 1 GiB");
}

static void
reader_close(struct reader *reader)
{
	yaml_parser_delete(&reader->parser);
	g_array_free(reader->nodes, TRUE);
	g_array_free(reader->keys, TRUE);
	g_string_free(reader->strings, TRUE);
	g_clear_pointer(&reader->anchors, g_hash_table_unref);
}

/* The document that was read, and the reader made ready for the next. */
static struct yaml
take_document(struct reader *reader)
{
	struct yaml yaml = {
		.nodes = pool_memdup(reader->pool, reader->nodes->data, reader->nodes->len * sizeof(struct yaml_node)),
		.count = reader->nodes->len,
		.strings = pool_memdup(reader->pool, reader->strings->str, reader->strings->len),
		.strings_size = (uint32_t)reader->strings->len,
		.source = reader->source,
	};

	g_array_set_size(reader->nodes, 0);
	g_string_truncate(reader->strings, 0);
	g_clear_pointer(&reader->anchors, g_hash_table_unref);
	reader->quote_end = 0;
	return yaml;
}

struct yaml
yaml_read(struct pool *pool, struct findings *findings, const struct source *source, size_t start, size_t end)
{
	struct yaml yaml = { .source = source };
	struct span begin = SPAN_NONE;
	struct reader reader;

	reader_open(&reader, pool, findings, source, start, end);
	if (next_document(&reader, &begin)) {
		yaml = take_document(&reader);
		if (next_document(&reader, &begin))
			yaml_refuse(&reader, RULE_FRONT_SYNTAX, begin.start, begin.end,
			    "a second document begins here, and only one can be read");
		if (reader.failed)
			yaml = (struct yaml){ .source = source };
	}
	reader_close(&reader);
	return yaml;
}

const struct yaml *
yaml_read_stream(struct pool *pool, struct findings *findings, const struct source *source, size_t *count)
{
	g_autoptr(GArray) documents = g_array_new(FALSE, FALSE, sizeof(struct yaml));
	struct span begin = SPAN_NONE;
	struct reader reader;

	reader_open(&reader, pool, findings, source, 0, source->size);
	while (next_document(&reader, &begin)) {
		struct yaml yaml = take_document(&reader);

		g_array_append_val(documents, yaml);
	}
	reader_close(&reader);
	*count = documents->len;
	return pool_memdup(pool, documents->data ? documents->data : "", documents->len * sizeof(struct yaml));
}

/* The tree */

const struct yaml_node *
yaml_root(const struct yaml *yaml)
{
	return yaml->count > 0 ? yaml->nodes : NULL;
}

const struct yaml_node *
yaml_first(const struct yaml *yaml, const struct yaml_node *node)
{
	return node && node->first != YAML_NONE ? yaml->nodes + node->first : NULL;
}

const struct yaml_node *
yaml_next(const struct yaml *yaml, const struct yaml_node *node)
{
	return node && node->next != YAML_NONE ? yaml->nodes + node->next : NULL;
}

const struct yaml_node *
yaml_next_key(const struct yaml *yaml, const struct yaml_node *key)
{
	return yaml_next(yaml, yaml_next(yaml, key));
}

const struct yaml_node *
yaml_get_key(const struct yaml *yaml, const struct yaml_node *mapping, const char *key)
{
	if (!mapping || mapping->kind != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *n = yaml_first(yaml, mapping); n; n = yaml_next_key(yaml, n))
		if (strcmp(yaml_text(yaml, n), key) == 0)
			return n;
	return NULL;
}

const struct yaml_node *
yaml_get(const struct yaml *yaml, const struct yaml_node *mapping, const char *key)
{
	const struct yaml_node *found = yaml_get_key(yaml, mapping, key);

	return found ? yaml_next(yaml, found) : NULL;
}

const char *
yaml_text(const struct yaml *yaml, const struct yaml_node *node)
{
	return is_collection(node) ? NULL : yaml->strings + node->text;
}

struct span
yaml_span(const struct yaml *yaml, const struct yaml_node *node)
{
	return span_of(yaml->source, node->start, node->end);
}

const char *
yaml_kind_name(const struct yaml_node *node)
{
	static const char *const names[] = {
		[YAML_EMPTY] = "nothing",
		[YAML_SCALAR] = "text",
		[YAML_SEQUENCE] = "a list",
		[YAML_MAPPING] = "a mapping",
	};

	return names[node->kind];
}
