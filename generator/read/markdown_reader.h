/*
 * markdown_reader: what the files of the module markdown share; no other includes it.
 *
 * How it works.  cmark parses; one walk over its tree makes the rows and marks the
 * nodes that the site must show itself, by giving them an extension of our own;
 * cmark renders, and calls us at each of those nodes, where the HTML so far
 * is cut.  So no markers stand in the HTML and none can be forged.
 *
 * Places.  cmark's columns are not dependable inside paragraphs, but each block keeps
 * its content, the lines without indentation and quote marks, and most literals
 * point into it.  The walk keeps a cursor in the content, moved over markup as cmark
 * must have read it; struct lines maps content to the source.
 */

#pragma once

#include "read/markdown.h"

#include "read/lines.h"
#include "read/rawhtml.h"

#include <cmark-gfm/node.h>
#include <glib.h>

struct pool;

enum {
	HIDDEN_CARET = 0x1F, /* a "^" that cmark must not see; reader_mask_controls brings it back */
	READER_OPTIONS = CMARK_OPT_FOOTNOTES, /* cmark's, for parsing and rendering */
};

/* A part of a text that the site shows itself: a mention, a wiki link. */
struct mark {
	uint32_t start, end;             /* in the literal */
	uint32_t shown_start, shown_end; /* what of it is shown */
	uint32_t row;
	bool last;
};

/* What begins or ends between two blocks: rows, or ROW_NONE. */
struct stop {
	uint32_t close_table, end, end_outer, begin_outer, check, begin, open_table;
};

/* Bytes of a literal that are content's. */
struct stretch {
	uint32_t literal, content, length;
};

enum link_form {
	FORM_BARE,    /* its text is all there is */
	FORM_ANGLES,  /* <url> */
	FORM_BRACKET, /* [text](url) and its like */
};

struct open_inline {
	uint32_t row;
	enum link_form form;
};

struct range {
	size_t start, end;
};

/* The block whose text is being read. */
struct leaf {
	const char *content;
	size_t size, cursor;
	unsigned strong_depth, strong_count;
	bool plain; /* words outside of bold, or a line break */
};

/* Memory that cmark takes, and that goes with the pool. */
struct region {
	struct pool *pool;
	char *free;
	size_t left;
	struct region *before;
};

struct reader {
	struct pool *pool;
	cmark_mem *memory;
	const struct source *source;
	struct lines lines;
	cmark_syntax_extension *extension;
	GArray *blocks, *inlines, *runs, *pieces;
	GString *strings;
	uint32_t words;

	uint32_t block; /* the open one, or ROW_NONE */
	unsigned link_depth;
	bool alert_named; /* the first line of the next paragraph only names an alert */
	struct leaf leaf;
	GString *text;       /* the leaf's */
	GArray *segments;    /* the leaf's content → source */
	GArray *stretches;   /* a literal → the leaf's content */
	GArray *open;        /* struct open_inline */
	GArray *omitted;     /* struct range of text: not in an anchor */
	GArray *cells;       /* struct range of source: cells of the open row to come */
	GArray *marks, *stops;
	GHashTable *anchors; /* name → how often it was given */
	cmark_strbuf entity;
	size_t next_cell;
	size_t html_done;    /* bytes of HTML in pieces */
};

#define BLOCK(reader, row) (&g_array_index((reader)->blocks, struct block_row, (row)))
#define INLINE(reader, row) (&g_array_index((reader)->inlines, struct inline_row, (row)))

/* markdown_memory.c */

/* cmark's memory until reader_end_memory. */
cmark_mem *reader_begin_memory(struct region *region, struct pool *pool);
void reader_end_memory(void);

/* markdown_text.c: strings, blocks, and the places of text */

/* Control characters become "?" and HIDDEN_CARET "^", byte for byte, so that offsets hold. */
void reader_mask_controls(char *bytes, size_t size);

struct row_text reader_add_string(struct reader *reader, const char *bytes, size_t size);
struct row_text reader_add_chunk(struct reader *reader, const cmark_chunk *chunk);

/* Opens a block below the open one; rows move when one is added, so keep no pointer. */
struct block_row *reader_open_block(struct reader *reader, enum block_kind kind, size_t start, size_t end);
void reader_close_block(struct reader *reader);

/* The leaf: the open block, while its text is read from content. */
void reader_begin_leaf(struct reader *reader, const char *content, size_t size);
void reader_place_leaf(struct reader *reader, size_t from);
void reader_end_leaf(struct reader *reader);

/* Text at text of the leaf is content's at content. */
void reader_add_run(struct reader *reader, size_t text, size_t content, size_t length);

/* Finds where a literal stands and moves the cursor behind it; its stretches then hold. */
void reader_locate(struct reader *reader, const cmark_chunk *chunk);
void reader_add_stretch(struct reader *reader, size_t literal, size_t content, size_t length);

/* Where a byte of the literal stands in content; SIZE_MAX where unknown. */
size_t reader_content_of(const struct reader *reader, size_t literal);

/* Whether length bytes of the literal stand so in content, with no backslash before them. */
bool reader_is_verbatim(const struct reader *reader, size_t literal, size_t length);

/* Literal bytes from..to become text of the leaf, with their places. */
void reader_append_literal(struct reader *reader, const char *literal, size_t from, size_t to);

/* The bytes of an entity at "&", decoded to reader->entity; 0 where there is none. */
size_t reader_read_entity(struct reader *reader, const char *at, size_t left);

/* markdown_inline.c */

struct handler {
	void (*enter)(struct reader *reader, cmark_node *node);
	void (*leave)(struct reader *reader, cmark_node *node);
};

/* A node type's place in a table. */
#define AT(type) ((type) & CMARK_NODE_VALUE_MASK)

const struct handler *reader_inline_handler(cmark_node *node);

/* A comment's row; offset: where the bytes that token speaks of begin in content. */
void reader_add_comment(struct reader *reader, const struct rawhtml_token *token, size_t offset, const char *bytes);

/* markdown_block.c */

/* Makes the rows of a tree and marks its nodes for reader_render. */
void reader_walk(struct reader *reader, cmark_node *root);

/* markdown_html.c */

/* Puts node between two siblings, either of which may be NULL. */
void reader_insert_node(cmark_node *parent, cmark_node *before, cmark_node *node, cmark_node *behind);

/* A node that has our extension, and data to know it by. */
cmark_node *reader_new_node(struct reader *reader, cmark_node_type type, uint32_t data);

/* Stops between blocks; good until the next one is made. */
struct stop *reader_insert_stop(struct reader *reader, cmark_node *parent, cmark_node *before, cmark_node *behind);
struct stop *reader_stop_of(struct reader *reader, const cmark_node *node);
struct stop *reader_stop_before(struct reader *reader, cmark_node *node);
struct stop *reader_stop_behind(struct reader *reader, cmark_node *node);
bool reader_has_stops(const cmark_node *parent);
void reader_begin_pieces(struct reader *reader, cmark_node *node, uint32_t row);
void reader_end_pieces(struct reader *reader, cmark_node *node, uint32_t row);

/* The tree's HTML, to be freed, and its pieces. */
char *reader_render(struct reader *reader, cmark_node *root);
