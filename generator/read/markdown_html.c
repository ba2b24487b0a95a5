#include "read/markdown_reader.h"

#include <cmark-gfm/houdini.h>
#include <cmark-gfm/render.h>
#include <cmark-gfm-extension_api.h>
#include <string.h>

/* Stops: places in the HTML where a block begins or ends */

static bool
is_stop(const struct reader *reader, const cmark_node *node)
{
	return node && node->type == CMARK_NODE_CUSTOM_BLOCK && node->extension == reader->extension;
}

/* Links of the tree are set here, not by cmark_node_insert_before, which climbs to the
 * root each time. */
void
reader_insert_node(cmark_node *parent, cmark_node *before, cmark_node *node, cmark_node *behind)
{
	node->parent = parent;
	node->prev = before;
	node->next = behind;
	*(before ? &before->next : &parent->first_child) = node;
	*(behind ? &behind->prev : &parent->last_child) = node;
}

cmark_node *
reader_new_node(struct reader *reader, cmark_node_type type, uint32_t data)
{
	cmark_node *node = cmark_node_new_with_mem(type, reader->memory);

	node->extension = reader->extension;
	node->user_data = GUINT_TO_POINTER(data);
	return node;
}

struct stop *
reader_stop_of(struct reader *reader, const cmark_node *node)
{
	return &g_array_index(reader->stops, struct stop, GPOINTER_TO_UINT(node->user_data));
}

struct stop *
reader_insert_stop(struct reader *reader, cmark_node *parent, cmark_node *before, cmark_node *behind)
{
	const struct stop none = { ROW_NONE, ROW_NONE, ROW_NONE, ROW_NONE, ROW_NONE, ROW_NONE, ROW_NONE };
	cmark_node *node = reader_new_node(reader, CMARK_NODE_CUSTOM_BLOCK, reader->stops->len);

	g_array_append_val(reader->stops, none);
	reader_insert_node(parent, before, node, behind);
	return reader_stop_of(reader, node);
}

struct stop *
reader_stop_before(struct reader *reader, cmark_node *node)
{
	if (is_stop(reader, node->prev))
		return reader_stop_of(reader, node->prev);
	return reader_insert_stop(reader, node->parent, node->prev, node);
}

struct stop *
reader_stop_behind(struct reader *reader, cmark_node *node)
{
	return reader_insert_stop(reader, node->parent, node, node->next);
}

/* A footnote's last paragraph must stay its last child: cmark adds the way back there. */
bool
reader_has_stops(const cmark_node *parent)
{
	return parent->type != CMARK_NODE_FOOTNOTE_DEFINITION && parent->type != CMARK_NODE_LIST;
}

void
reader_begin_pieces(struct reader *reader, cmark_node *node, uint32_t row)
{
	if (reader_has_stops(node->parent))
		reader_stop_before(reader, node)->begin = row;
}

void
reader_end_pieces(struct reader *reader, cmark_node *node, uint32_t row)
{
	if (reader_has_stops(node->parent))
		reader_stop_behind(reader, node)->end = row;
}

/* Pieces: cmark's renderer calls show_node at every node that has our extension */

static void
flush_html(struct reader *reader, size_t size)
{
	struct piece_row piece = { .kind = PIECE_HTML, .row = ROW_NONE, .at = (uint32_t)reader->html_done, .length = (uint32_t)(size - reader->html_done) };

	if (size > reader->html_done)
		g_array_append_val(reader->pieces, piece);
	reader->html_done = size;
}

static void
add_piece(struct reader *reader, const struct cmark_html_renderer *renderer, enum piece_kind kind, uint32_t row)
{
	struct piece_row piece = { .kind = kind, .row = row, .at = (uint32_t)renderer->html->size };

	if (row == ROW_NONE)
		return;
	flush_html(reader, (size_t)renderer->html->size);
	g_array_append_val(reader->pieces, piece);
}

static void
begin_block(struct reader *reader, uint32_t row)
{
	if (row != ROW_NONE)
		BLOCK(reader, row)->piece_row = reader->pieces->len;
}

static void
end_block(struct reader *reader, uint32_t row)
{
	if (row != ROW_NONE)
		BLOCK(reader, row)->piece_end = reader->pieces->len;
}

static void
show_stop(struct reader *reader, const struct cmark_html_renderer *renderer, const cmark_node *node)
{
	const struct stop *stop = reader_stop_of(reader, node);

	add_piece(reader, renderer, PIECE_CLOSE_TABLE, stop->close_table);
	flush_html(reader, (size_t)renderer->html->size);
	end_block(reader, stop->end);
	end_block(reader, stop->end_outer);
	begin_block(reader, stop->begin_outer);
	add_piece(reader, renderer, PIECE_CHECK, stop->check);
	begin_block(reader, stop->begin);
	add_piece(reader, renderer, PIECE_OPEN_TABLE, stop->open_table);
}

static void
show_bytes(const struct cmark_html_renderer *renderer, const cmark_node *node, size_t start, size_t end)
{
	if (end > start)
		houdini_escape_html0(renderer->html, node->as.literal.data + start, (bufsize_t)(end - start), 0);
}

/* A text with mentions or wiki links in it. */
static void
show_text(struct reader *reader, const struct cmark_html_renderer *renderer, const cmark_node *node)
{
	const struct mark *mark = &g_array_index(reader->marks, struct mark, GPOINTER_TO_UINT(node->user_data));
	size_t done = 0;

	for (;; mark++) {
		show_bytes(renderer, node, done, mark->start);
		add_piece(reader, renderer, PIECE_OPEN_LINK, mark->row);
		show_bytes(renderer, node, mark->shown_start, mark->shown_end);
		add_piece(reader, renderer, PIECE_CLOSE_LINK, mark->row);
		done = mark->end;
		if (mark->last)
			break;
	}
	show_bytes(renderer, node, done, (size_t)node->as.literal.len);
}

static void
show_node(cmark_syntax_extension *extension, struct cmark_html_renderer *renderer, cmark_node *node, cmark_event_type event, int options)
{
	struct reader *reader = cmark_syntax_extension_get_private(extension);
	uint32_t row = GPOINTER_TO_UINT(node->user_data);
	bool entering = event == CMARK_EVENT_ENTER;

	(void)options;
	switch (node->type) {
	case CMARK_NODE_CUSTOM_BLOCK:
		if (entering)
			show_stop(reader, renderer, node);
		break;
	case CMARK_NODE_CUSTOM_INLINE:
	case CMARK_NODE_LINK:
		add_piece(reader, renderer, entering ? PIECE_OPEN_LINK : PIECE_CLOSE_LINK, row);
		break;
	case CMARK_NODE_HEADING:
		add_piece(reader, renderer, entering ? PIECE_OPEN_HEADING : PIECE_CLOSE_HEADING, row);
		break;
	case CMARK_NODE_BLOCK_QUOTE:
		add_piece(reader, renderer, entering ? PIECE_OPEN_ALERT : PIECE_CLOSE_ALERT, row);
		break;
	case CMARK_NODE_IMAGE:
		if (entering)
			add_piece(reader, renderer, PIECE_IMAGE, row);
		break;
	case CMARK_NODE_CODE_BLOCK:
		add_piece(reader, renderer, PIECE_CODE, row);
		break;
	case CMARK_NODE_TEXT:
		show_text(reader, renderer, node);
		break;
	default: /* a comment or a tag: nothing */
		break;
	}
}

/* What has no stops of its own is shown by its parent's pieces. */
static void
inherit_pieces(struct reader *reader)
{
	for (guint row = 0; row < reader->blocks->len; row++) {
		struct block_row *block = BLOCK(reader, row);
		const struct block_row *parent = block->parent == ROW_NONE ? NULL : BLOCK(reader, block->parent);

		if (block->piece_row == ROW_NONE)
			block->piece_row = parent ? parent->piece_row : 0;
		if (block->piece_end == ROW_NONE)
			block->piece_end = parent ? parent->piece_end : reader->pieces->len;
	}
}

char *
reader_render(struct reader *reader, cmark_node *root)
{
	char *html;

	cmark_syntax_extension_set_private(reader->extension, reader, NULL);
	cmark_syntax_extension_set_html_render_func(reader->extension, show_node);
	html = cmark_render_html(root, READER_OPTIONS, NULL);
	flush_html(reader, strlen(html));
	inherit_pieces(reader);
	return html;
}
