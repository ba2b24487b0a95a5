#include "read/markdown_reader.h"

#include "base/pool.h"
#include "base/text.h"

#include <cmark-gfm-core-extensions.h>
#include <string.h>

/* Blocks with text */

static size_t
place(const struct reader *reader, int number, int column)
{
	struct line line = lines_get(&reader->lines, number);

	return MIN(line.start + (size_t)MAX(column - 1, 0), line.end);
}

static void
begin_content(struct reader *reader, const cmark_node *node)
{
	reader_mask_controls((char *)node->content.ptr, (size_t)node->content.size);
	reader_begin_leaf(reader, (const char *)node->content.ptr, (size_t)node->content.size);
}

/* Content's bytes at..at+length from a range of the source in which "|" has backslashes
 * that the content has not, as in cells. */
static bool
fit_escaped(struct reader *reader, size_t at, size_t length, struct range range)
{
	const char *content = reader->leaf.content, *bytes = reader->lines.bytes;
	guint before = reader->segments->len;
	size_t end = at + length;

	for (; at < end && range.start < range.end; at++, range.start++) {
		struct segment *last = reader->segments->len > before ? &g_array_index(reader->segments, struct segment, reader->segments->len - 1) : NULL;
		struct segment segment = { (uint32_t)at, 0, 1 };

		if (bytes[range.start] == '\\' && range.start + 1 < range.end && bytes[range.start + 1] == '|')
			range.start++;
		if (bytes[range.start] != content[at])
			break;
		segment.source = (uint32_t)range.start;
		if (last && last->source + last->length == segment.source)
			last->length++;
		else
			g_array_append_val(reader->segments, segment);
	}
	if (at < end)
		g_array_set_size(reader->segments, before);
	return at == end;
}

/* A line of the source without indentation, quote marks and blanks at its end. */
static struct range
bare_line(const struct reader *reader, long number)
{
	struct line line = lines_get_trimmed(&reader->lines, number);

	while (line.start < line.end && strchr(" \t>", reader->lines.bytes[line.start]))
		line.start++;
	return (struct range){ line.start, line.end };
}

/* cmark moves what stands above a table's head into a paragraph that has no place, and
 * takes the backslashes before its "|". */
static void
fit_above_table(struct reader *reader, const cmark_node *table)
{
	const struct leaf *leaf = &reader->leaf;
	struct block_row *block = BLOCK(reader, reader->block);
	long number = table->start_line;
	struct range first = { place(reader, table->start_line, table->start_column), lines_get_trimmed(&reader->lines, number).end };

	block->start = (uint32_t)first.start;
	block->end = (uint32_t)MAX(first.start, first.end);
	for (size_t at = 0; at < leaf->size; number++) {
		const char *end = memchr(leaf->content + at, '\n', leaf->size - at);
		size_t next = end ? (size_t)(end - leaf->content) + 1 : leaf->size;
		struct range line = number == table->start_line ? first : bare_line(reader, number), text = { at, next };

		while (text.end > at && g_ascii_isspace(leaf->content[text.end - 1]))
			text.end--;
		while (text.start < text.end && g_ascii_isspace(leaf->content[text.start]))
			text.start++;
		fit_escaped(reader, text.start, text.end - text.start, line);
		at = next;
	}
}

/* Reference definitions before a paragraph's text are gone from its content, so it is
 * fitted from its end. */
static void
fit_paragraph(struct reader *reader, const cmark_node *node)
{
	const struct leaf *leaf = &reader->leaf;
	long count = lines_count(leaf->content, leaf->size), last = node->end_line - count + 1;

	if (node->start_line == 0 && node->next) {
		fit_above_table(reader, node->next);
		return;
	}
	if (lines_fit_all(&reader->lines, reader->segments, leaf->content, leaf->size, last) || last == node->start_line)
		return;
	g_array_set_size(reader->segments, 0);
	lines_fit_all(&reader->lines, reader->segments, leaf->content, leaf->size, node->start_line);
}

static size_t
first_line_length(const struct leaf *leaf)
{
	const char *end = memchr(leaf->content, '\n', leaf->size);

	return end ? (size_t)(end - leaf->content) + 1 : leaf->size;
}

static void
enter_paragraph(struct reader *reader, cmark_node *node)
{
	size_t start = place(reader, node->start_line, node->start_column);
	struct line line = lines_get_trimmed(&reader->lines, node->end_line);

	reader_open_block(reader, BLOCK_PARAGRAPH, start, line.end);
	begin_content(reader, node);
	fit_paragraph(reader, node);
	if (reader->alert_named)
		reader->leaf.cursor = first_line_length(&reader->leaf);
	reader->alert_named = false;
	reader_place_leaf(reader, reader->leaf.cursor);
	reader_begin_pieces(reader, node, reader->block);
}

/* Whether nothing of a leaf would be seen. */
static bool
is_empty(const struct reader *reader)
{
	const struct block_row *block = BLOCK(reader, reader->block);

	for (guint i = block->inline_row; i < reader->inlines->len; i++)
		if (INLINE(reader, i)->kind != INLINE_COMMENT)
			return false;
	for (size_t i = 0; i < reader->text->len; i++)
		if (!g_ascii_isspace(reader->text->str[i]))
			return false;
	return true;
}

static void
remove_node(cmark_node *node)
{
	cmark_node_unlink(node);
	cmark_node_free(node);
}

static void
leave_paragraph(struct reader *reader, cmark_node *node)
{
	uint32_t row = reader->block;
	bool empty = is_empty(reader);

	if (!reader->leaf.plain && reader->leaf.strong_count == 1)
		BLOCK(reader, row)->flags |= BLOCK_BOLD;
	reader_end_leaf(reader);
	reader_close_block(reader);
	reader_end_pieces(reader, node, row);
	if (empty)
		remove_node(node);
}

/* Headings */

/* "===" or "---" below a heading. */
static bool
is_underline(const struct reader *reader, long number)
{
	struct range line = bare_line(reader, number);
	char byte = line.start < line.end ? reader->lines.bytes[line.start] : '\0';

	if (byte != '=' && byte != '-')
		return false;
	while (line.start < line.end && reader->lines.bytes[line.start] == byte)
		line.start++;
	return line.start == line.end;
}

static void
fit_heading(struct reader *reader, const cmark_node *node)
{
	const struct leaf *leaf = &reader->leaf;
	size_t column = (size_t)MAX(node->start_column - 1 + node->internal_offset, 0);

	if (!node->as.heading.setext) {
		lines_fit(&reader->lines, reader->segments, leaf->content, 0, leaf->size, node->start_line, FIT_FIRST, column);
		return;
	}

	long count = lines_count(leaf->content, leaf->size);

	/* Definitions may stand before it, and cmark does not tell where it ends. */
	for (long line = node->start_line; line <= node->end_line; line++) {
		if (!is_underline(reader, line + count))
			continue;
		if (lines_fit_all(&reader->lines, reader->segments, leaf->content, leaf->size, line))
			return;
		g_array_set_size(reader->segments, 0);
	}
}

static void
place_heading(struct reader *reader, const cmark_node *node)
{
	struct block_row *block = BLOCK(reader, reader->block);

	if (node->as.heading.setext) {
		reader_place_leaf(reader, 0);
		block->end = (uint32_t)lines_get_trimmed(&reader->lines, lines_number(&reader->lines, block->end) + 1).end;
	}
}

static void
enter_heading(struct reader *reader, cmark_node *node)
{
	size_t start = place(reader, node->start_line, node->start_column);
	struct block_row *block = reader_open_block(reader, BLOCK_HEADING, start, lines_get_trimmed(&reader->lines, node->start_line).end);

	block->level = (uint8_t)node->as.heading.level;
	begin_content(reader, node);
	fit_heading(reader, node);
	place_heading(reader, node);
	reader_begin_pieces(reader, node, reader->block);
	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(reader->block);
}

/* A heading's text as the code host sees it, which shows neither a picture's text nor
 * unknown tags. */
static char *
heading_text(const struct reader *reader)
{
	GString *text = g_string_new(NULL);
	size_t done = 0;

	for (guint i = 0; i < reader->omitted->len; i++) {
		struct range range = g_array_index(reader->omitted, struct range, i);

		if (range.start < done)
			continue;
		g_string_append_len(text, reader->text->str + done, (gssize)(range.start - done));
		done = range.end;
	}
	g_string_append_len(text, reader->text->str + done, (gssize)(reader->text->len - done));
	return g_string_free(text, FALSE);
}

/* The anchor, made unlike all before it as the code host does: "-1", "-2" and so on. */
static struct row_text
add_anchor(struct reader *reader)
{
	g_autofree char *text = heading_text(reader);
	const char *base = text_anchor(reader->pool, text), *anchor = base;
	unsigned count = GPOINTER_TO_UINT(g_hash_table_lookup(reader->anchors, base));

	while (g_hash_table_contains(reader->anchors, anchor))
		anchor = pool_printf(reader->pool, "%s-%u", base, ++count);
	g_hash_table_insert(reader->anchors, (void *)base, GUINT_TO_POINTER(count));
	if (anchor != base)
		g_hash_table_insert(reader->anchors, (void *)anchor, GUINT_TO_POINTER(0));
	return reader_add_string(reader, anchor, strlen(anchor));
}

static void
leave_heading(struct reader *reader, cmark_node *node)
{
	uint32_t row = reader->block;

	reader_end_leaf(reader);
	BLOCK(reader, row)->info = add_anchor(reader);
	reader_close_block(reader);
	reader_end_pieces(reader, node, row);
}

/* Code */

/* The block's text without CR, and where its lines stand. */
static void
append_code(struct reader *reader)
{
	const struct leaf *leaf = &reader->leaf;

	for (size_t at = 0; at < leaf->size;) {
		const char *end = memchr(leaf->content + at, '\n', leaf->size - at);
		size_t next = end ? (size_t)(end - leaf->content) : leaf->size, stop = next;

		while (stop > at && leaf->content[stop - 1] == '\r')
			stop--;
		reader_add_run(reader, reader->text->len, at, stop - at);
		g_string_append_len(reader->text, leaf->content + at, (gssize)(stop - at));
		if (end)
			g_string_append_c(reader->text, '\n');
		at = next + 1;
	}
}

/* Where a fenced block ends; cmark is a line off where it is never closed. */
static size_t
fence_end(const struct reader *reader, const cmark_node *node, long line)
{
	struct line last = lines_get_trimmed(&reader->lines, line);
	size_t at = last.end, count = 0;

	for (; at > last.start && reader->lines.bytes[at - 1] == (char)node->as.code.fence_char; at--)
		count++;
	while (at > last.start && strchr(" \t>", reader->lines.bytes[at - 1]))
		at--;
	if (line <= node->end_line && count >= node->as.code.fence_length && at == last.start)
		return last.end;
	return lines_get_trimmed(&reader->lines, line - 1).end;
}

static void
place_code(struct reader *reader, const cmark_node *node)
{
	long first = node->start_line + (node->as.code.fenced ? 1 : 0);
	long count = lines_count(reader->leaf.content, reader->leaf.size);
	size_t end = node->as.code.fenced ? fence_end(reader, node, first + count) : lines_get_trimmed(&reader->lines, first + count - 1).end;
	struct block_row *block = BLOCK(reader, reader->block);

	lines_fit_all(&reader->lines, reader->segments, reader->leaf.content, reader->leaf.size, first);
	block->end = (uint32_t)MAX(end, block->start);
}

static void
enter_code_block(struct reader *reader, cmark_node *node)
{
	const cmark_chunk *info = &node->as.code.info;
	size_t length = 0, start = place(reader, node->start_line, node->start_column);
	struct block_row *block = reader_open_block(reader, BLOCK_CODE, start, start);
	uint32_t row = reader->block;

	block->flags = node->as.code.fenced ? BLOCK_FENCED : 0;
	while (length < (size_t)info->len && !g_ascii_isspace(info->data[length]))
		length++;
	BLOCK(reader, row)->info = reader_add_string(reader, (const char *)info->data, length);
	reader_mask_controls((char *)node->as.code.literal.data, (size_t)node->as.code.literal.len);
	reader_begin_leaf(reader, (const char *)node->as.code.literal.data, (size_t)node->as.code.literal.len);
	place_code(reader, node);
	append_code(reader);
	reader_end_leaf(reader);
	reader_close_block(reader);
	reader_begin_pieces(reader, node, row);
	reader_end_pieces(reader, node, row);
	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(row);
}

/* Raw HTML */

struct words {
	struct reader *reader;
	bool blank, line; /* to come before the next word */
};

static void
append_byte(struct words *words, const char *bytes, size_t length, size_t content)
{
	GString *text = words->reader->text;

	if (text->len && (words->line || words->blank))
		g_string_append_c(text, words->line ? '\n' : ' ');
	words->line = words->blank = false;
	if (content != SIZE_MAX)
		reader_add_run(words->reader, text->len, content, length);
	g_string_append_len(text, bytes, (gssize)length);
}

static void
append_html_words(struct words *words, size_t start, size_t end)
{
	struct reader *reader = words->reader;
	const char *content = reader->leaf.content;

	while (start < end) {
		size_t entity = content[start] == '&' ? reader_read_entity(reader, content + start, end - start) : 0;

		if (g_ascii_isspace(content[start])) {
			words->line = words->line || content[start] == '\n';
			words->blank = true;
		} else if (entity) {
			append_byte(words, (const char *)reader->entity.ptr, (size_t)reader->entity.size, SIZE_MAX);
		} else {
			append_byte(words, content + start, 1, start);
		}
		start += MAX(entity, 1);
	}
}

static void
read_html_block(struct reader *reader)
{
	struct rawhtml html = rawhtml_begin(reader->leaf.content, reader->leaf.size);
	struct rawhtml_token token = rawhtml_next(&html);
	struct words words = { .reader = reader };

	for (; token.kind != RAWHTML_END; token = rawhtml_next(&html)) {
		if (token.kind == RAWHTML_WORDS)
			append_html_words(&words, token.start, token.end);
		else if (token.kind == RAWHTML_IMAGE)
			append_html_words(&words, token.inner_start, token.inner_end);
		else if (token.kind == RAWHTML_COMMENT)
			reader_add_comment(reader, &token, 0, reader->leaf.content);
		else if (token.kind == RAWHTML_BLOCK || token.kind == RAWHTML_BREAK)
			words.line = true;
	}
	reader_mask_controls(reader->text->str, reader->text->len);
}

/* The node becomes a paragraph of the words it had. */
static void
show_words(struct reader *reader, cmark_node *node)
{
	const char *text = reader->text->str;

	node->extension = NULL;
	cmark_node_set_type(node, CMARK_NODE_PARAGRAPH);
	for (;;) {
		const char *end = strchrnul(text, '\n');
		g_autofree char *line = g_strndup(text, (size_t)(end - text));
		cmark_node *child = cmark_node_new_with_mem(CMARK_NODE_TEXT, reader->memory);

		cmark_node_set_literal(child, line);
		reader_insert_node(node, node->last_child, child, NULL);
		if (*end == '\0')
			break;
		reader_insert_node(node, node->last_child, cmark_node_new_with_mem(CMARK_NODE_SOFTBREAK, reader->memory), NULL);
		text = end + 1;
	}
}

static void
enter_html_block(struct reader *reader, cmark_node *node)
{
	size_t start = place(reader, node->start_line, node->start_column);
	uint32_t row;

	reader_open_block(reader, BLOCK_HTML, start, lines_get_trimmed(&reader->lines, node->start_line).end);
	row = reader->block;
	reader_mask_controls((char *)node->as.literal.data, (size_t)node->as.literal.len);
	reader_begin_leaf(reader, (const char *)node->as.literal.data, (size_t)node->as.literal.len);
	lines_fit_all(&reader->lines, reader->segments, reader->leaf.content, reader->leaf.size, node->start_line);
	reader_place_leaf(reader, 0);
	read_html_block(reader);
	reader_end_leaf(reader);
	reader_close_block(reader);
	reader_begin_pieces(reader, node, row);
	reader_end_pieces(reader, node, row);
	if (reader->text->len)
		show_words(reader, node);
	else
		remove_node(node);
}

/* Containers */

static const char *const alerts[] = { "note", "tip", "important", "warning", "caution" };

/* The kind that "[!NOTE]" names, alone on a quote's first line; NULL otherwise. */
static const char *
alert_of(const cmark_node *quote)
{
	const cmark_node *paragraph = quote->first_child;
	const cmark_node *text = paragraph && paragraph->type == CMARK_NODE_PARAGRAPH ? paragraph->first_child : NULL;
	const cmark_chunk *literal = text && text->type == CMARK_NODE_TEXT ? &text->as.literal : NULL;

	if (!literal || literal->len < 4 || memcmp(literal->data, "[!", 2) != 0 || literal->data[literal->len - 1] != ']')
		return NULL;
	if (text->next && text->next->type != CMARK_NODE_SOFTBREAK && text->next->type != CMARK_NODE_LINEBREAK)
		return NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(alerts); i++)
		if (strlen(alerts[i]) == (size_t)literal->len - 3 && g_ascii_strncasecmp(alerts[i], (const char *)literal->data + 2, (size_t)literal->len - 3) == 0)
			return alerts[i];
	return NULL;
}

static void
enter_container(struct reader *reader, cmark_node *node, enum block_kind kind)
{
	size_t start = place(reader, node->start_line, node->start_column);

	reader_open_block(reader, kind, start, MAX(start, lines_get_trimmed(&reader->lines, node->start_line).end));
	reader_begin_pieces(reader, node, reader->block);
}

static void
leave_container(struct reader *reader, cmark_node *node)
{
	uint32_t row = reader->block;

	reader_close_block(reader);
	reader_end_pieces(reader, node, row);
}

static void
enter_quote(struct reader *reader, cmark_node *node)
{
	const char *alert = alert_of(node);

	enter_container(reader, node, alert ? BLOCK_ALERT : BLOCK_QUOTE);
	if (!alert)
		return;
	BLOCK(reader, reader->block)->info = reader_add_string(reader, alert, strlen(alert));
	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(reader->block);
	reader->alert_named = true;
	if (node->first_child->first_child->next)
		remove_node(node->first_child->first_child->next);
	remove_node(node->first_child->first_child);
}

static void
enter_list(struct reader *reader, cmark_node *node)
{
	enter_container(reader, node, BLOCK_LIST);
	if (node->as.list.list_type == CMARK_ORDERED_LIST)
		BLOCK(reader, reader->block)->flags |= BLOCK_ORDERED;
}

static bool
is_called(cmark_node *node, const char *name)
{
	return strcmp(cmark_node_get_type_string(node), name) == 0;
}

/* An item's pieces are what its list item holds, the check box first. */
static void
enter_item(struct reader *reader, cmark_node *node)
{
	bool task = node->extension && is_called(node, "tasklist");
	struct stop *stop;

	enter_container(reader, node, BLOCK_ITEM);
	stop = reader_insert_stop(reader, node, NULL, node->first_child);
	stop->begin_outer = reader->block;
	if (!task)
		return;
	stop->check = reader->block;
	BLOCK(reader, reader->block)->flags |= node->as.list.checked ? BLOCK_TASK | BLOCK_CHECKED : BLOCK_TASK;
	node->extension = NULL;
}

static void
leave_item(struct reader *reader, cmark_node *node)
{
	reader_stop_of(reader, node->last_child)->end_outer = reader->block;
	reader_close_block(reader);
}

/* cmark places a definition where its text begins. */
static void
enter_footnote(struct reader *reader, cmark_node *node)
{
	struct line line = lines_get(&reader->lines, node->start_line);
	const char *label = g_strstr_len(reader->lines.bytes + line.start, (gssize)(line.end - line.start), "[^");

	enter_container(reader, node, BLOCK_FOOTNOTE);
	if (label)
		BLOCK(reader, reader->block)->start = (uint32_t)(label - reader->lines.bytes);
}

static void
enter_rule(struct reader *reader, cmark_node *node)
{
	enter_container(reader, node, BLOCK_BREAK);
	leave_container(reader, node);
}

/* Tables */

/* The line of a table's head: its content is all of the paragraph that it once was. */
static int
head_line(const cmark_node *table)
{
	return table->start_line + (int)MAX(lines_count((const char *)table->content.ptr, (size_t)table->content.size) - 1, 0);
}

static void
enter_table(struct reader *reader, cmark_node *node)
{
	int line = head_line(node);
	size_t start = place(reader, line, node->start_column);

	reader_open_block(reader, BLOCK_TABLE, start, lines_get_trimmed(&reader->lines, line + 1).end);
	reader_begin_pieces(reader, node, reader->block);
	reader_stop_before(reader, node)->open_table = reader->block;
}

static void
leave_table(struct reader *reader, cmark_node *node)
{
	uint32_t row = reader->block;
	struct stop *stop;

	reader_close_block(reader);
	stop = reader_stop_behind(reader, node);
	stop->close_table = row;
	stop->end = reader_has_stops(node->parent) ? row : ROW_NONE;
}

static struct range
trim(const char *bytes, struct range range)
{
	while (range.start < range.end && g_ascii_isspace(bytes[range.start]))
		range.start++;
	while (range.end > range.start && g_ascii_isspace(bytes[range.end - 1]))
		range.end--;
	return range;
}

/* Cells as cmark cuts them: at every "|" without a backslash before it. */
static void
split_row(struct reader *reader, struct range row)
{
	const char *bytes = reader->lines.bytes;
	struct range cell = { row.start, row.start };

	g_array_set_size(reader->cells, 0);
	reader->next_cell = 0;
	for (size_t at = row.start; at <= row.end; at++) {
		if (at < row.end && (bytes[at] != '|' || (at > row.start && bytes[at - 1] == '\\')))
			continue;
		cell.end = at;
		if (at > row.start && cell.start < row.end) {
			struct range trimmed = trim(bytes, cell);

			g_array_append_val(reader->cells, trimmed);
		}
		cell.start = at + 1;
	}
}

static void
enter_row(struct reader *reader, cmark_node *node)
{
	bool head = cmark_gfm_extensions_get_table_row_is_header(node);
	int number = head ? head_line(node->parent) : node->start_line;
	struct range row = bare_line(reader, number);

	if (number == node->parent->start_line)
		row.start = MIN(place(reader, number, node->parent->start_column), row.end);
	reader_open_block(reader, BLOCK_ROW, row.start, row.end)->flags = head ? BLOCK_HEAD : 0;
	split_row(reader, row);
}

static void
leave_row(struct reader *reader, cmark_node *node)
{
	(void)node;
	reader_close_block(reader);
}

static void
enter_cell(struct reader *reader, cmark_node *node)
{
	size_t end = BLOCK(reader, reader->block)->end;
	struct range cell = { end, end };

	if (reader->next_cell < reader->cells->len)
		cell = g_array_index(reader->cells, struct range, reader->next_cell++);
	reader_open_block(reader, BLOCK_CELL, cell.start, cell.end);
	begin_content(reader, node);
	fit_escaped(reader, 0, reader->leaf.size, cell);
}

static void
leave_cell(struct reader *reader, cmark_node *node)
{
	(void)node;
	reader_end_leaf(reader);
	reader_close_block(reader);
}

/* The walk */

static const struct handler block_handlers[] = {
	[0] = { NULL, NULL },
	[AT(CMARK_NODE_BLOCK_QUOTE)] = { enter_quote, leave_container },
	[AT(CMARK_NODE_LIST)] = { enter_list, leave_container },
	[AT(CMARK_NODE_ITEM)] = { enter_item, leave_item },
	[AT(CMARK_NODE_CODE_BLOCK)] = { enter_code_block, NULL },
	[AT(CMARK_NODE_HTML_BLOCK)] = { enter_html_block, NULL },
	[AT(CMARK_NODE_PARAGRAPH)] = { enter_paragraph, leave_paragraph },
	[AT(CMARK_NODE_HEADING)] = { enter_heading, leave_heading },
	[AT(CMARK_NODE_THEMATIC_BREAK)] = { enter_rule, NULL },
	[AT(CMARK_NODE_FOOTNOTE_DEFINITION)] = { enter_footnote, leave_container },
};

/* Types that extensions add are numbered when they register. */
static const struct {
	const char *name;
	struct handler handler;
} extension_handlers[] = {
	{ "table_cell", { enter_cell, leave_cell } },
	{ "table_row", { enter_row, leave_row } },
	{ "table_header", { enter_row, leave_row } },
	{ "table", { enter_table, leave_table } },
};

static const struct handler *
handler_of(cmark_node *node)
{
	size_t at = AT(node->type);

	if ((node->type & CMARK_NODE_TYPE_MASK) == CMARK_NODE_TYPE_INLINE)
		return reader_inline_handler(node);
	if (at < G_N_ELEMENTS(block_handlers))
		return &block_handlers[at];
	for (size_t i = 0; i < G_N_ELEMENTS(extension_handlers); i++)
		if (is_called(node, extension_handlers[i].name))
			return &extension_handlers[i].handler;
	return &block_handlers[0];
}

void
reader_walk(struct reader *reader, cmark_node *root)
{
	cmark_iter *iter = cmark_iter_new(root);
	cmark_event_type event;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		const struct handler *handler = handler_of(node);

		if (event == CMARK_EVENT_ENTER && handler->enter)
			handler->enter(reader, node);
		else if (event == CMARK_EVENT_EXIT && handler->leave)
			handler->leave(reader, node);
	}
	cmark_iter_free(iter);
}
