#include "read/yaml.h"

#include "base/pool.h"
#include "base/text.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum {
	LEVELS_MAX = 64,
	NODES_MAX = 200000,
	ALIAS_NODES_MAX = 100000,
	SHOWN_MAX = 40, /* bytes of the author's text that a message repeats */
};

/* A collection that is still being read. */
struct frame {
	uint32_t node;
	uint32_t last;   /* its last child so far, or YAML_NONE */
	uint32_t count;  /* children */
	uint32_t total;  /* nodes below, with aliases followed */
	uint32_t height; /* levels below, likewise */
	bool flow;
	struct anchor *anchor;
};

struct anchor {
	uint32_t node;
	uint32_t total, height;
	bool open; /* its collection has not ended */
};

struct reader {
	struct pool *pool;
	struct findings *findings;
	const struct source *source;
	size_t start, end;
	bool ascii;
	size_t cursor_index, cursor_byte; /* a character and the byte where it begins */
	yaml_parser_t parser;
	GArray *nodes;       /* struct yaml_node */
	GString *strings;
	GArray *keys;        /* uint32_t, scratch of find_duplicates */
	GHashTable *anchors; /* name → struct anchor, made when first needed */
	struct frame frames[LEVELS_MAX];
	size_t depth;
	uint32_t alias_nodes; /* that following aliases would add */
	size_t quote_start, quote_end; /* the last scalar in quotes */
	size_t scalar_end;             /* of the last one */
	bool failed;
};

/* Places: libyaml counts characters, a span bytes */

static bool
begins_character(const struct reader *reader, size_t at)
{
	return ((unsigned char)reader->source->bytes[at] & 0xC0) != 0x80;
}

/* The byte of a character.  Marks nearly always ascend, so walking from the last one is cheap. */
static size_t
byte_of(struct reader *reader, size_t index)
{
	size_t byte = reader->cursor_byte;

	if (reader->ascii)
		return MIN(reader->start + index, reader->end);
	while (reader->cursor_index < index && byte < reader->end) {
		do
			byte++;
		while (byte < reader->end && !begins_character(reader, byte));
		reader->cursor_index++;
	}
	while (reader->cursor_index > index && byte > reader->start) {
		do
			byte--;
		while (byte > reader->start && !begins_character(reader, byte));
		reader->cursor_index--;
	}
	return reader->cursor_byte = byte;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool
is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

/* The byte behind the last that is no blank, at least start. */
static size_t
trim_end(const struct reader *reader, size_t start, size_t end)
{
	const char *bytes = reader->source->bytes;

	while (end > start && (is_blank(bytes[end - 1]) || is_break(bytes[end - 1])))
		end--;
	return end;
}

static size_t
line_start(const struct reader *reader, size_t at)
{
	while (at > reader->start && !is_break(reader->source->bytes[at - 1]))
		at--;
	return at;
}

static size_t
line_end(const struct reader *reader, size_t at)
{
	while (at < reader->end && !is_break(reader->source->bytes[at]))
		at++;
	return at;
}

static size_t
skip_blanks(const struct reader *reader, size_t at)
{
	while (at < reader->end && is_blank(reader->source->bytes[at]))
		at++;
	return at;
}

/* Complaints */

static struct finding *
refuse(struct reader *reader, enum rule rule, size_t start, size_t end, const char *message)
{
	reader->failed = true;
	return finding_add(reader->findings, rule, span_of(reader->source, start, end), "%s", message);
}

/* The word at at, for a span: at least one character where the line has one. */
static size_t
word_end(const struct reader *reader, size_t at)
{
	size_t end = at, stop = line_end(reader, at);

	while (end < stop && !is_blank(reader->source->bytes[end]))
		end++;
	if (end == at && end < stop)
		end++;
	return end;
}

/* The rest of the line from at, shortened, for a message.  Free with g_free. */
static char *
show_rest(const struct reader *reader, size_t at)
{
	const char *bytes = reader->source->bytes;
	size_t end = trim_end(reader, at, line_end(reader, at));

	if (end - at <= SHOWN_MAX)
		return g_strndup(bytes + at, end - at);
	end = at + SHOWN_MAX;
	while (end > at && !begins_character(reader, end))
		end--;
	return g_strdup_printf("%.*s…", (int)(end - at), bytes + at);
}

/* A syntax error as libyaml tells it. */
struct trouble {
	const char *problem;
	size_t at;      /* where it was noticed */
	size_t context; /* where what is wrong begins, or at */
};

static void
bracket_unclosed(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context, end = trim_end(reader, at, line_end(reader, at));
	const char *bytes = reader->source->bytes;
	const char *sign = memchr(bytes + at, '#', end - at);
	g_autofree char *message = g_strdup_printf("this \"%c\" is never closed", bytes[at]);
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, at, end, message);

	if (sign && strchr(" \t[{,", sign[-1]))
		finding_help(finding, "\"#\" begins a comment; put quotes around a value that holds it");
	else
		finding_help(finding, "close it with \"%c\"", bytes[at] == '[' ? ']' : '}');
}

/* Where a value can begin, as far as the character before it tells. */
static bool
begins_value(const struct reader *reader, size_t at)
{
	return at == reader->start || strchr(" \t\n\r[{,", reader->source->bytes[at - 1]);
}

/* The innermost bracket that is open at a place, or the place itself.  What a "#" hides closes none. */
static size_t
bracket_open(const struct reader *reader, size_t to)
{
	const char *bytes = reader->source->bytes;
	g_autoptr(GArray) open = g_array_new(false, false, sizeof(size_t));
	char quote = '\0';

	for (size_t at = reader->start; at < to; at++) {
		char c = bytes[at];

		if (quote)
			quote = c == quote ? '\0' : quote;
		else if ((c == '"' || c == '\'') && begins_value(reader, at))
			quote = c;
		else if (c == '#' && begins_value(reader, at))
			at = line_end(reader, at);
		else if ((c == '[' || c == '{') && (open->len || begins_value(reader, at)))
			g_array_append_val(open, at);
		else if ((c == ']' || c == '}') && open->len)
			g_array_set_size(open, open->len - 1);
	}
	return open->len ? g_array_index(open, size_t, open->len - 1) : to;
}

/* The rest of a value, for a message; between brackets it ends where the next one begins.  Free with g_free. */
static char *
show_value(const struct reader *reader, size_t at)
{
	char *rest = show_rest(reader, at);

	if (bracket_open(reader, at) < at)
		rest[strcspn(rest, ",]}")] = '\0';
	return g_strchomp(rest);
}

static void
bad_beginning(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	g_autofree char *rest = at < reader->end && strchr(",]}", reader->source->bytes[at]) ? show_rest(reader, at) : show_value(reader, at);
	g_autofree char *message = NULL;

	if (*rest == '\0') {
		size_t open = bracket_open(reader, at);

		if (open < at)
			bracket_unclosed(reader, &(struct trouble){ .at = at, .context = open });
		else
			refuse(reader, RULE_FRONT_SYNTAX, at, at, "a value is missing here");
		return;
	}
	message = g_strdup_printf("a value can't begin with \"%.*s\"", (int)(g_utf8_next_char(rest) - rest), rest);
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), message);

	if (strpbrk(rest, "\"'"))
		finding_help(finding, "put quotes around the value");
	else
		finding_help(finding, "put quotes around the value: \"%s\"", rest);
}

static void
tab_found(struct reader *reader, const struct trouble *trouble)
{
	size_t at = line_start(reader, trouble->at);

	while (at < trouble->at && reader->source->bytes[at] != '\t')
		at++;
	finding_help(
	    refuse(reader, RULE_FRONT_SYNTAX, at, at + 1, "a tab can't be used for indentation"), "indent with spaces");
}

static void
character_found(struct reader *reader, const struct trouble *trouble)
{
	if (trouble->at < reader->end && reader->source->bytes[trouble->at] == '\t')
		tab_found(reader, trouble);
	else
		bad_beginning(reader, trouble);
}

static void
quote_unclosed(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	g_autofree char *message = g_strdup_printf("this quote (%c) is never closed", reader->source->bytes[at]);

	finding_help(refuse(reader, RULE_FRONT_SYNTAX, at, trim_end(reader, at, line_end(reader, at)), message),
	    "close it at the end of the value");
}

static void
escape_unknown(struct reader *reader, const struct trouble *trouble)
{
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, trouble->at, trouble->at + 2,
	    "a backslash in double quotes begins an escape, and this is none");

	finding_help(finding, "write \"\\\\\" for a backslash, or use single quotes");
}

static void
block_head(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->context;
	char sign = reader->source->bytes[at];
	g_autofree char *message =
	    g_strdup_printf("\"%c\" begins a text of several lines, which starts on the next line", sign);

	finding_help(refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), message),
	    "put quotes around a value that begins with \"%c\"", sign);
}

static void
list_beside_key(struct reader *reader, const struct trouble *trouble)
{
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, trouble->at, word_end(reader, trouble->at),
	    "a list can't begin with \"- \" behind its key");

	finding_help(finding, "begin the list on the next line, or write it in brackets: [a, b]");
}

/* The first ": " of from..to outside quotes, or to. */
static size_t
find_colon(const struct reader *reader, size_t from, size_t to)
{
	const char *bytes = reader->source->bytes;
	char quote = '\0';

	for (size_t at = from; at < to; at++) {
		if (quote)
			quote = bytes[at] == quote ? '\0' : quote;
		else if ((bytes[at] == '"' || bytes[at] == '\'') && (at == from || strchr(" \t[{,", bytes[at - 1])))
			quote = bytes[at];
		else if (bytes[at] == ':' && (at + 1 >= to || is_blank(bytes[at + 1])))
			return at;
	}
	return to;
}

/* A line that should be "key: value" and is not. */
static void
colon_missing(struct reader *reader, size_t start)
{
	size_t end = trim_end(reader, start, line_end(reader, start));
	const char *colon = memchr(reader->source->bytes + start, ':', end - start);

	if (colon && strncmp(colon, "://", 3) != 0) {
		size_t at = (size_t)(colon - reader->source->bytes);

		finding_help(refuse(reader, RULE_FRONT_SYNTAX, at, at + 1, "a space is missing after \":\""),
		    "write \"key: value\"");
		return;
	}
	finding_help(refuse(reader, RULE_FRONT_SYNTAX, start, end, "this line is no \"key: value\""),
	    "add the \":\"; a value that goes on in a further line is indented more than its key");
}

static void
key_without_colon(struct reader *reader, const struct trouble *trouble)
{
	colon_missing(reader, trouble->context);
}

static void
second_colon(struct reader *reader, size_t colon, size_t first)
{
	size_t value = skip_blanks(reader, first + 1);
	g_autofree char *rest = show_rest(reader, value);
	struct finding *finding =
	    refuse(reader, RULE_FRONT_SYNTAX, colon, colon + 1, "\": \" a second time in one value");

	if (strpbrk(rest, "\"'"))
		finding_help(finding, "put quotes around the whole value");
	else
		finding_help(finding, "put quotes around the value: \"%s\"", rest);
}

/* The start of the last line above at that is not blank, behind its indentation, or at itself. */
static size_t
line_above(const struct reader *reader, size_t at)
{
	size_t start = line_start(reader, at);
	size_t end = trim_end(reader, reader->start, start);

	return end > reader->start ? skip_blanks(reader, line_start(reader, end)) : at;
}

/* A ":" where no key can be: twice in a line, or the line above was taken for the key's beginning. */
static void
colon_unexpected(struct reader *reader, const struct trouble *trouble)
{
	size_t start = skip_blanks(reader, line_start(reader, trouble->at));
	size_t first = find_colon(reader, start, trouble->at);
	size_t above = line_above(reader, start);

	if (first < trouble->at) {
		second_colon(reader, trouble->at, first);
		return;
	}
	size_t above_end = trim_end(reader, above, line_end(reader, above));

	if (above < start && find_colon(reader, above, above_end) == above_end) {
		colon_missing(reader, above);
		return;
	}
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, start, trouble->at,
	    "this key is indented below a line that already has a value");

	finding_help(finding, "give it the indentation of the keys beside it");
}

/* Whether only blanks are between the last quoted scalar's end and at. */
static bool
follows_quote(const struct reader *reader, size_t at)
{
	return reader->quote_end > reader->start && skip_blanks(reader, reader->quote_end) == at;
}

static void
text_behind(struct reader *reader, size_t at, size_t open, const char *what)
{
	if (line_start(reader, at) != line_start(reader, open)) {
		quote_unclosed(reader, &(struct trouble){ .at = at, .context = open });
		return;
	}
	g_autofree char *message = g_strdup_printf("nothing can follow the closing %s of a value", what);

	finding_help(
	    refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), message), "put quotes around the whole value");
}

static void
key_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;
	size_t start = skip_blanks(reader, line_start(reader, at));

	if (follows_quote(reader, at))
		text_behind(reader, at, reader->quote_start, "quote");
	else if (at > start)
		text_behind(reader, at, at, "bracket");
	else
		finding_help(refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at),
				 "the indentation of this line fits no line above"),
		    "give it the indentation of the lines it belongs to");
}

static void
item_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;

	if (at > skip_blanks(reader, line_start(reader, at))) {
		key_expected(reader, trouble);
		return;
	}
	struct finding *finding = refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at),
	    "this line is among list items and does not begin with \"- \"");

	finding_help(finding, "check its indentation");
}

static void
comma_expected(struct reader *reader, const struct trouble *trouble)
{
	size_t at = trouble->at;
	char open = reader->source->bytes[trouble->context];
	char next = at < reader->end ? reader->source->bytes[at] : '\0';
	g_autofree char *message = g_strdup_printf("a \",\" or \"%c\" is missing here", open == '[' ? ']' : '}');

	if (follows_quote(reader, at) && line_start(reader, at) != line_start(reader, reader->quote_start))
		text_behind(reader, at, reader->quote_start, "quote");
	else if (at >= reader->end || next == ':' || is_break(next))
		bracket_unclosed(reader, trouble);
	else
		finding_note(refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), message),
		    span_of(reader->source, trouble->context, trouble->context + 1), "the bracket that is open");
}

/* libyaml's words → ours; the first row that matches. */
static const struct {
	const char *problem, *context;
	void (*explain)(struct reader *reader, const struct trouble *trouble);
} explanations[] = {
	{ "tab character", "", tab_found },
	{ "cannot start any token", "", character_found },
	{ "", "quoted scalar", quote_unclosed }, /* what is left of it: see below */
	{ "", "block scalar", block_head },
	{ "", "alias", bad_beginning },
	{ "", "anchor", bad_beginning },
	{ "", "tag", bad_beginning },
	{ "tag handle", "", bad_beginning },
	{ "", "directive", bad_beginning },
	{ "expected node content", "", bad_beginning },
	{ "mapping keys are not allowed", "", bad_beginning },
	{ "mapping values are not allowed", "", colon_unexpected },
	{ "block sequence entries", "", list_beside_key },
	{ "could not find expected ':'", "", key_without_colon },
	{ "expected ','", "", comma_expected },
	{ "expected '-' indicator", "", item_expected },
	{ "expected key", "", key_expected },
	{ "expected <document start>", "", key_expected },
};

static bool
is_escape_problem(const char *problem)
{
	return strstr(problem, "escape") || strstr(problem, "hexdecimal");
}

/* Bytes that libyaml's reader does not take. */
static void
explain_bytes(struct reader *reader)
{
	size_t at = reader->start + reader->parser.problem_offset;
	bool control = strstr(reader->parser.problem, "control") != NULL;

	refuse(
	    reader, RULE_DOCUMENT_ENCODING, at, at + 1, control ? "a control character" : "these bytes are not UTF-8");
}

static void
explain_error(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *context = parser->context ? parser->context : "";
	size_t at = byte_of(reader, parser->problem_mark.index);
	struct trouble trouble = { parser->problem ? parser->problem : "", at, at };

	if (parser->error == YAML_MEMORY_ERROR)
		g_error("no memory to read %s", reader->source->path);
	if (parser->error == YAML_READER_ERROR) {
		explain_bytes(reader);
		return;
	}
	if (parser->context)
		trouble.context = byte_of(reader, parser->context_mark.index);
	if (is_escape_problem(trouble.problem)) {
		escape_unknown(reader, &trouble);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(explanations); i++)
		if (strstr(trouble.problem, explanations[i].problem) && strstr(context, explanations[i].context)) {
			explanations[i].explain(reader, &trouble);
			return;
		}
	g_autofree char *message = g_strdup_printf("this can't be read as YAML: %s", trouble.problem);

	refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), message);
}

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
	refuse(reader, RULE_DOCUMENT_TOO_EXPENSIVE, start, end, message);
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
		    refuse(reader, RULE_FRONT_SYNTAX, at, word_end(reader, at), "a value can't begin with \"{{\"");
		finding_help(finding, "put quotes around the value");
	} else {
		refuse(reader, RULE_FRONT_SYNTAX, at, node->end, "a key must be text");
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
		finding_help(refuse(reader, RULE_FRONT_SYNTAX, start, end, message),
		    "put quotes around it if it is text: \"*%s\"", name);
	else if (anchor->open)
		too_expensive(reader, start, end, "an alias inside of what it repeats has no end");
	return reader->failed ? NULL : anchor;
}

static void
take_alias(struct reader *reader, const yaml_event_t *event)
{
	size_t start = byte_of(reader, event->start_mark.index), end = byte_of(reader, event->end_mark.index);
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
	size_t sign = skip_blanks(reader, at);

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
	size_t colon = skip_blanks(reader, reader->scalar_end);

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
	size_t start = byte_of(reader, event->start_mark.index);
	size_t end = trim_end(reader, start, byte_of(reader, event->end_mark.index));
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
		refuse(reader, RULE_DOCUMENT_ENCODING, start, end, "this text holds a control character");
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
	size_t start = byte_of(reader, event->start_mark.index);
	size_t end = flow ? byte_of(reader, event->end_mark.index) : start;
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
		node->end = (uint32_t)byte_of(reader, event->end_mark.index);
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
			explain_error(reader);
			break;
		}
		type = event.type;
		if (type == YAML_DOCUMENT_START_EVENT)
			*start = span_of(reader->source, byte_of(reader, event.start_mark.index),
			    byte_of(reader, event.end_mark.index));
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
			refuse(&reader, RULE_FRONT_SYNTAX, begin.start, begin.end,
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
