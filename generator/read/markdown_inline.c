#include "read/markdown_reader.h"

#include <cmark-gfm/houdini.h>
#include <cmark-gfm-extension_api.h>
#include <string.h>

/* Inlines */

static uint32_t
add_inline(struct reader *reader, enum inline_kind kind, size_t start)
{
	struct inline_row row = {
		.kind = kind,
		.block = reader->block,
		.start = (uint32_t)start,
		.text_start = (uint32_t)reader->text->len,
	};

	g_array_append_val(reader->inlines, row);
	return reader->inlines->len - 1;
}

/* A row's place from bytes of content; the whole block where that is not known. */
static void
place_inline(struct reader *reader, uint32_t number, size_t from, size_t to)
{
	struct inline_row *row = INLINE(reader, number);
	const struct block_row *block = BLOCK(reader, row->block);
	size_t start = segments_start(reader->segments, from), end = segments_end(reader->segments, to);

	if (start == SIZE_MAX || end == SIZE_MAX || end < start) {
		start = block->start;
		end = block->end;
	}
	row->start = (uint32_t)start;
	row->end = (uint32_t)end;
	row->target_start = row->target_end = row->start;
}

static void
place_target(struct reader *reader, uint32_t number, struct range range)
{
	struct inline_row *row = INLINE(reader, number);
	size_t start = segments_start(reader->segments, range.start), end = segments_end(reader->segments, range.end);

	if (range.start >= range.end || start < row->start || end > row->end || end < start)
		return;
	row->target_start = (uint32_t)start;
	row->target_end = (uint32_t)end;
}

/* Mentions and wiki links */

static bool
is_handle(char byte)
{
	return g_ascii_isalnum(byte) || byte == '.' || byte == '_' || byte == '-';
}

/* Whether "@" here begins a word: nothing of one stands before it. */
static bool
begins_word(const struct reader *reader, const char *literal, size_t at)
{
	const char *before = at ? literal : reader->text->str;
	const char *end = at ? literal + at : before + reader->text->len;
	const char *last = g_utf8_find_prev_char(before, end);

	if (!last)
		return true;

	gunichar character = g_utf8_get_char(last);

	return !g_unichar_isalnum(character) && character != '_' && character != '@';
}

static bool
find_mention(struct reader *reader, const char *literal, size_t length, size_t at, struct mark *mark)
{
	size_t end = at + 1;

	if (end >= length || !g_ascii_isalnum(literal[end]) || !begins_word(reader, literal, at))
		return false;
	while (end < length && is_handle(literal[end]))
		end++;
	while (!g_ascii_isalnum(literal[end - 1]))
		end--;
	if ((end < length && literal[end] == '@') || !reader_is_verbatim(reader, at, end - at))
		return false;
	*mark = (struct mark){ (uint32_t)at, (uint32_t)end, (uint32_t)at, (uint32_t)end, ROW_NONE, false };
	return true;
}

static bool
find_wiki(struct reader *reader, const char *literal, size_t length, size_t at, struct mark *mark)
{
	size_t start = at + 2, end = start, bar = 0;

	if (start >= length || literal[at + 1] != '[')
		return false;
	for (; end < length && literal[end] != ']' && literal[end] != '[' && literal[end] != '\n'; end++)
		if (literal[end] == '|' && !bar)
			bar = end;
	if (end == start || end + 1 >= length || literal[end] != ']' || literal[end + 1] != ']' || bar == start)
		return false;
	if (!reader_is_verbatim(reader, at, 2) || !reader_is_verbatim(reader, end, 2))
		return false;
	*mark = (struct mark){ (uint32_t)at, (uint32_t)end + 2, (uint32_t)(bar && bar + 1 < end ? bar + 1 : start), (uint32_t)(bar + 1 == end ? bar : end), ROW_NONE, false };
	return true;
}

static bool
find_mark(struct reader *reader, const char *literal, size_t length, size_t at, struct mark *mark)
{
	for (; at < length; at++) {
		if (literal[at] == '@' && find_mention(reader, literal, length, at, mark))
			return true;
		if (literal[at] == '[' && find_wiki(reader, literal, length, at, mark))
			return true;
	}
	return false;
}

/* The row of a mark, whose text is about to be appended. */
static uint32_t
add_mark_row(struct reader *reader, const char *literal, const struct mark *mark)
{
	bool mention = literal[mark->start] == '@';
	size_t start = mark->start + (mention ? 1 : 2), end = mark->end - (mention ? 0 : 2);
	const char *bar = mention ? NULL : memchr(literal + start, '|', end - start);
	uint32_t number = add_inline(reader, mention ? INLINE_MENTION : INLINE_WIKI, 0);
	size_t from = reader_content_of(reader, mark->start), to = reader_content_of(reader, mark->end - 1);

	end = bar ? (size_t)(bar - literal) : end;
	INLINE(reader, number)->target = reader_add_string(reader, literal + start, end - start);
	INLINE(reader, number)->text_end = (uint32_t)(reader->text->len + mark->shown_end - mark->shown_start);
	place_inline(reader, number, from, to + 1);
	place_target(reader, number, (struct range){ reader_content_of(reader, start), reader_content_of(reader, end - 1) + 1 });
	return number;
}

/* Letters and digits, other than in ":shortcodes:". */
static bool
has_words(const char *text, size_t length)
{
	const char *end = text + length;

	for (const char *at = text; at < end; at = g_utf8_next_char(at)) {
		const char *colon = *at == ':' ? at + 1 : NULL;

		while (colon && colon < end && (g_ascii_isalnum(*colon) || (*colon && strchr("_+-", *colon))))
			colon++;
		if (colon && colon < end && *colon == ':')
			at = colon;
		else if (g_unichar_isalnum(g_utf8_get_char(at)))
			return true;
	}
	return false;
}

static void
note_words(struct reader *reader, const char *text, size_t length)
{
	if (reader->leaf.strong_depth == 0 && has_words(text, length))
		reader->leaf.plain = true;
}

static void
enter_text(struct reader *reader, cmark_node *node)
{
	const char *literal = (const char *)node->as.literal.data;
	size_t length = (size_t)node->as.literal.len, done = 0;
	guint first = reader->marks->len;
	struct mark mark;

	if (length == 0)
		return;
	if (node->as.literal.alloc)
		reader_mask_controls((char *)node->as.literal.data, length);
	reader_locate(reader, &node->as.literal);
	note_words(reader, literal, length);
	while (reader->link_depth == 0 && find_mark(reader, literal, length, done, &mark)) {
		reader_append_literal(reader, literal, done, mark.start);
		mark.row = add_mark_row(reader, literal, &mark);
		reader_append_literal(reader, literal, mark.shown_start, mark.shown_end);
		g_array_append_val(reader->marks, mark);
		done = mark.end;
	}
	reader_append_literal(reader, literal, done, length);
	if (reader->marks->len == first)
		return;
	g_array_index(reader->marks, struct mark, reader->marks->len - 1).last = true;
	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(first);
}

/* Line breaks of both kinds. */
static void
enter_break(struct reader *reader, cmark_node *node)
{
	struct leaf *leaf = &reader->leaf;

	(void)node;
	g_string_append_c(reader->text, '\n');
	leaf->plain = true;
	while (leaf->cursor < leaf->size && leaf->content[leaf->cursor] != '\n' && leaf->content[leaf->cursor] != '\r')
		leaf->cursor++;
	while (leaf->cursor < leaf->size && strchr(" \t\r\n", leaf->content[leaf->cursor]))
		leaf->cursor++;
}

static char
peek(const struct leaf *leaf, size_t at)
{
	return at < leaf->size ? leaf->content[at] : '\0';
}

static size_t
skip_run(const struct leaf *leaf, size_t at, char byte)
{
	while (peek(leaf, at) == byte)
		at++;
	return at;
}

/* The code span at or behind the cursor: between its backticks; start == end: none. */
static struct range
find_code(struct leaf *leaf, size_t *from)
{
	size_t open = leaf->cursor;

	while (open < leaf->size && leaf->content[open] != '`')
		open++;

	size_t inner = skip_run(leaf, open, '`'), at = inner;

	while (at < leaf->size) {
		size_t close = at;

		while (close < leaf->size && leaf->content[close] != '`')
			close++;
		at = skip_run(leaf, close, '`');
		if (at > close && at - close == inner - open) {
			*from = open;
			leaf->cursor = at;
			return (struct range){ inner, close };
		}
	}
	return (struct range){ 0, 0 };
}

/* Code as cmark reads it: line ends are blanks. */
static bool
match_code(struct reader *reader, const cmark_chunk *literal, size_t at, size_t end)
{
	const char *content = reader->leaf.content;

	g_array_set_size(reader->stretches, 0);
	for (size_t i = 0; i < (size_t)literal->len; i++, at++) {
		if (at < end && content[at] == '\r' && peek(&reader->leaf, at + 1) == '\n')
			at++;
		if (at >= end)
			return false;
		if (content[at] == (char)literal->data[i])
			reader_add_stretch(reader, i, at, 1);
		else if (literal->data[i] != ' ' || (content[at] != '\n' && content[at] != '\r'))
			return false;
	}
	return true;
}

static void
locate_code(struct reader *reader, const cmark_chunk *literal, struct range inner)
{
	size_t second = inner.start + (peek(&reader->leaf, inner.start) == '\r' && peek(&reader->leaf, inner.start + 1) == '\n' ? 2 : 1);

	/* One blank may have been dropped at each end. */
	if (!match_code(reader, literal, inner.start, inner.end) && !match_code(reader, literal, second, inner.end))
		g_array_set_size(reader->stretches, 0);
}

/* Puts a node of ours around node, so that we are called before and behind it. */
static void
wrap(struct reader *reader, cmark_node *node, uint32_t row)
{
	cmark_node *outer = reader_new_node(reader, CMARK_NODE_CUSTOM_INLINE, row);

	reader_insert_node(node->parent, node->prev, outer, node->next);
	reader_insert_node(outer, NULL, node, NULL);
}

static void
enter_code(struct reader *reader, cmark_node *node)
{
	const char *literal = (const char *)node->as.literal.data;
	size_t length = (size_t)node->as.literal.len, from = 0;
	uint32_t number = add_inline(reader, INLINE_CODE, 0);
	struct range inner = find_code(&reader->leaf, &from);

	reader_mask_controls((char *)node->as.literal.data, length);
	INLINE(reader, number)->target = reader_add_string(reader, literal, length);
	g_array_set_size(reader->stretches, 0);
	place_inline(reader, number, from, inner.end ? reader->leaf.cursor : 0);
	if (inner.end) {
		locate_code(reader, &node->as.literal, inner);
		place_target(reader, number, inner);
	}
	note_words(reader, literal, length);
	reader_append_literal(reader, literal, 0, length);
	INLINE(reader, number)->text_end = (uint32_t)reader->text->len;
	if (reader->link_depth == 0)
		wrap(reader, node, number);
}

void
reader_add_comment(struct reader *reader, const struct rawhtml_token *token, size_t offset, const char *bytes)
{
	uint32_t number = add_inline(reader, INLINE_COMMENT, 0);
	struct inline_row *row = INLINE(reader, number);

	row->text_end = row->text_start;
	row->target = reader_add_string(reader, bytes + token->inner_start, token->inner_end - token->inner_start);
	place_inline(reader, number, offset + token->start, offset + token->end);
	place_target(reader, number, (struct range){ offset + token->inner_start, offset + token->inner_end });
}

/* Text that is not a literal of the content as it stands: an image's alternative text. */
static void
append_words(struct reader *reader, const char *text, size_t length)
{
	g_array_set_size(reader->stretches, 0);
	note_words(reader, text, length);
	reader_append_literal(reader, text, 0, length);
}

/* Raw HTML that is shown as the text it is. */
static void
show_html(struct reader *reader, cmark_node *node)
{
	struct range omitted = { reader->text->len, 0 };

	reader_locate(reader, &node->as.literal);
	note_words(reader, (const char *)node->as.literal.data, (size_t)node->as.literal.len);
	reader_append_literal(reader, (const char *)node->as.literal.data, 0, (size_t)node->as.literal.len);
	omitted.end = reader->text->len;
	g_array_append_val(reader->omitted, omitted);
	node->type = CMARK_NODE_TEXT;
}

/* The node becomes a text: what an <img> says instead. */
static void
show_alt(struct reader *reader, cmark_node *node, const struct rawhtml_token *token)
{
	const char *bytes = (const char *)node->as.literal.data;

	cmark_strbuf_clear(&reader->entity);
	houdini_unescape_html_f(&reader->entity, (const uint8_t *)bytes + token->inner_start, (bufsize_t)(token->inner_end - token->inner_start));
	reader_mask_controls((char *)reader->entity.ptr, (size_t)reader->entity.size);
	node->type = CMARK_NODE_TEXT;
	cmark_node_set_literal(node, (const char *)reader->entity.ptr);
	append_words(reader, (const char *)node->as.literal.data, (size_t)node->as.literal.len);
}

static void
enter_html(struct reader *reader, cmark_node *node)
{
	const cmark_chunk *chunk = &node->as.literal;
	struct rawhtml_token token = rawhtml_tag((const char *)chunk->data, (size_t)chunk->len);

	if (token.kind == RAWHTML_WORDS) {
		show_html(reader, node);
		return;
	}
	reader_locate(reader, chunk);
	if (token.kind == RAWHTML_COMMENT)
		reader_add_comment(reader, &token, reader->leaf.cursor - (size_t)chunk->len, (const char *)chunk->data);
	if (token.kind == RAWHTML_IMAGE) {
		show_alt(reader, node, &token);
	} else if (token.kind == RAWHTML_BREAK) {
		cmark_node_set_type(node, CMARK_NODE_LINEBREAK);
		g_string_append_c(reader->text, '\n');
		reader->leaf.plain = true;
	} else {
		node->extension = reader->extension; /* shows nothing */
	}
}

static void
push_inline(struct reader *reader, enum inline_kind kind, enum link_form form, size_t markup)
{
	struct open_inline open = { add_inline(reader, kind, reader->leaf.cursor), form };

	g_array_append_val(reader->open, open);
	reader->leaf.cursor += markup;
}

/* Until its end a row's start is its place in content. */
static struct open_inline
pop_inline(struct reader *reader)
{
	struct open_inline open = g_array_index(reader->open, struct open_inline, reader->open->len - 1);
	struct inline_row *row = INLINE(reader, open.row);

	g_array_set_size(reader->open, reader->open->len - 1);
	row->text_end = (uint32_t)reader->text->len;
	return open;
}

/* Emphasis */

static size_t
delimiter_length(const struct leaf *leaf, size_t want)
{
	char byte = peek(leaf, leaf->cursor);

	if (byte != '*' && byte != '_' && byte != '~')
		return 0;
	return MIN(skip_run(leaf, leaf->cursor, byte) - leaf->cursor, want);
}

static void
pass_emphasis(struct reader *reader, cmark_node *node)
{
	(void)node;
	reader->leaf.cursor += delimiter_length(&reader->leaf, 1);
}

static void
enter_strong(struct reader *reader, cmark_node *node)
{
	(void)node;
	push_inline(reader, INLINE_STRONG, FORM_BARE, delimiter_length(&reader->leaf, 2));
	if (reader->leaf.strong_depth++ == 0)
		reader->leaf.strong_count++;
}

static void
enter_strike(struct reader *reader, cmark_node *node)
{
	(void)node;
	push_inline(reader, INLINE_STRIKE, FORM_BARE, delimiter_length(&reader->leaf, 2));
}

static void
leave_marked(struct reader *reader, cmark_node *node)
{
	struct open_inline open = pop_inline(reader);

	(void)node;
	reader->leaf.cursor += delimiter_length(&reader->leaf, 2);
	place_inline(reader, open.row, INLINE(reader, open.row)->start, reader->leaf.cursor);
}

static void
leave_strong(struct reader *reader, cmark_node *node)
{
	leave_marked(reader, node);
	reader->leaf.strong_depth--;
}

/* Links and images */

static size_t
skip_blanks(const struct leaf *leaf, size_t at)
{
	while (at < leaf->size && strchr(" \t\r\n", leaf->content[at]))
		at++;
	return at;
}

/* To the byte close that is not escaped; leaf->size where there is none. */
static size_t
find_close(const struct leaf *leaf, size_t at, char close)
{
	while (at < leaf->size && leaf->content[at] != close)
		at += leaf->content[at] == '\\' && at + 1 < leaf->size ? 2 : 1;
	return MIN(at, leaf->size);
}

/* A link's destination: without its angle brackets; *behind: the byte after all of it. */
static struct range
read_destination(const struct leaf *leaf, size_t at, size_t *behind)
{
	size_t start = at;
	int depth = 0;

	if (peek(leaf, at) == '<') {
		size_t close = find_close(leaf, at, '>');

		*behind = MIN(close + 1, leaf->size);
		return (struct range){ at + 1, close };
	}
	for (; at < leaf->size && !g_ascii_isspace(leaf->content[at]); at++) {
		char byte = leaf->content[at];

		if (byte == '\\' && at + 1 < leaf->size && g_ascii_ispunct(leaf->content[at + 1]))
			at++;
		else if (byte == '(')
			depth++;
		else if (byte == ')' && depth-- == 0)
			break;
	}
	at = MIN(at, leaf->size);
	*behind = at;
	return (struct range){ start, at };
}

/* "(destination "title")" at at: its destination; *behind stays 0 where it is none. */
static struct range
read_inline_tail(const struct leaf *leaf, size_t at, size_t *behind)
{
	size_t end;
	struct range destination = read_destination(leaf, skip_blanks(leaf, at + 1), &end);

	end = skip_blanks(leaf, end);

	char quote = peek(leaf, end);

	if (quote == '"' || quote == '\'' || quote == '(')
		end = skip_blanks(leaf, find_close(leaf, end + 1, quote == '(' ? ')' : quote) + 1);
	if (peek(leaf, end) == ')')
		*behind = end + 1;
	return destination;
}

/* What follows a link's "]": moves the cursor behind it. */
static struct range
pass_tail(struct leaf *leaf)
{
	struct range none = { 0, 0 };
	size_t behind = 0;

	if (peek(leaf, leaf->cursor) == '(') {
		struct range destination = read_inline_tail(leaf, leaf->cursor, &behind);

		if (behind) {
			leaf->cursor = behind;
			return destination;
		}
	}
	if (peek(leaf, leaf->cursor) == '[') {
		size_t close = find_close(leaf, leaf->cursor + 1, ']'), inner = find_close(leaf, leaf->cursor + 1, '[');

		if (close < leaf->size && close < inner && close - leaf->cursor <= 1000)
			leaf->cursor = close + 1;
	}
	return none;
}

static void
enter_link(struct reader *reader, cmark_node *node)
{
	char byte = peek(&reader->leaf, reader->leaf.cursor);
	enum link_form form = byte == '[' ? FORM_BRACKET : byte == '<' ? FORM_ANGLES
								       : FORM_BARE;

	push_inline(reader, INLINE_LINK, form, form == FORM_BARE ? 0 : 1);

	uint32_t number = g_array_index(reader->open, struct open_inline, reader->open->len - 1).row;

	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(number);
	INLINE(reader, number)->bare = form != FORM_BRACKET;
	INLINE(reader, number)->target = reader_add_chunk(reader, &node->as.link.url);
	INLINE(reader, number)->title = reader_add_chunk(reader, &node->as.link.title);
	reader->link_depth++;
}

static void
close_link(struct reader *reader, const struct open_inline *open)
{
	struct leaf *leaf = &reader->leaf;
	size_t from = INLINE(reader, open->row)->start, inner = from + (open->form == FORM_ANGLES), end = leaf->cursor;
	struct range target = { inner, end };

	if (open->form == FORM_ANGLES && peek(leaf, leaf->cursor) == '>')
		leaf->cursor++;
	if (open->form == FORM_BRACKET) {
		target = (struct range){ 0, 0 };
		if (peek(leaf, leaf->cursor) == ']') {
			leaf->cursor++;
			target = pass_tail(leaf);
		}
	}
	place_inline(reader, open->row, from, leaf->cursor);
	place_target(reader, open->row, target);
}

static void
leave_link(struct reader *reader, cmark_node *node)
{
	struct open_inline open = pop_inline(reader);

	(void)node;
	reader->link_depth--;
	close_link(reader, &open);
}

static void
enter_image(struct reader *reader, cmark_node *node)
{
	bool found = peek(&reader->leaf, reader->leaf.cursor) == '!';

	push_inline(reader, INLINE_IMAGE, found ? FORM_BRACKET : FORM_BARE, found ? 2 : 0);

	uint32_t number = g_array_index(reader->open, struct open_inline, reader->open->len - 1).row;

	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(number);
	INLINE(reader, number)->target = reader_add_chunk(reader, &node->as.link.url);
	INLINE(reader, number)->title = reader_add_chunk(reader, &node->as.link.title);
	reader->link_depth++;
}

/* An image's text is an attribute of what the layout makes of it: not HTML of its own. */
static void
leave_image(struct reader *reader, cmark_node *node)
{
	struct open_inline open = pop_inline(reader);
	const struct inline_row *row = INLINE(reader, open.row);
	struct range omitted = { row->text_start, row->text_end };

	g_array_append_val(reader->omitted, omitted);
	reader->link_depth--;
	close_link(reader, &open);
	while (node->first_child) {
		cmark_node *child = node->first_child;

		cmark_node_unlink(child);
		cmark_node_free(child);
	}
}

/* "[^label]" */
static void
enter_reference(struct reader *reader, cmark_node *node)
{
	struct leaf *leaf = &reader->leaf;
	size_t from = leaf->cursor, close = find_close(leaf, from, ']');
	uint32_t number = add_inline(reader, INLINE_FOOTNOTE, 0);

	(void)node;
	INLINE(reader, number)->text_end = INLINE(reader, number)->text_start;
	if (peek(leaf, from) != '[' || peek(leaf, from + 1) != '^' || close >= leaf->size) {
		place_inline(reader, number, 0, 0);
		return;
	}
	leaf->cursor = close + 1;
	INLINE(reader, number)->target = reader_add_string(reader, leaf->content + from + 2, close - from - 2);
	place_inline(reader, number, from, close + 1);
	place_target(reader, number, (struct range){ from + 2, close });
}

/* Handlers */

static const struct handler inline_handlers[] = {
	[AT(CMARK_NODE_TEXT)] = { enter_text, NULL },
	[AT(CMARK_NODE_SOFTBREAK)] = { enter_break, NULL },
	[AT(CMARK_NODE_LINEBREAK)] = { enter_break, NULL },
	[AT(CMARK_NODE_CODE)] = { enter_code, NULL },
	[AT(CMARK_NODE_HTML_INLINE)] = { enter_html, NULL },
	[AT(CMARK_NODE_EMPH)] = { pass_emphasis, pass_emphasis },
	[AT(CMARK_NODE_STRONG)] = { enter_strong, leave_strong },
	[AT(CMARK_NODE_LINK)] = { enter_link, leave_link },
	[AT(CMARK_NODE_IMAGE)] = { enter_image, leave_image },
	[AT(CMARK_NODE_FOOTNOTE_REFERENCE)] = { enter_reference, NULL },
};

const struct handler *
reader_inline_handler(cmark_node *node)
{
	/* Types that extensions add are numbered when they register. */
	static const struct handler strike = { enter_strike, leave_marked };
	size_t at = AT(node->type);

	if (at < G_N_ELEMENTS(inline_handlers))
		return &inline_handlers[at];
	return strcmp(cmark_node_get_type_string(node), "strikethrough") == 0 ? &strike : &inline_handlers[0];
}
