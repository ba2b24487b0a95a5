/*
 * markdown: cmark-gfm's tree → flat rows: blocks, inlines, pieces of HTML.
 *
 * Rows refer to each other by index and to text by offset, so that they can be
 * copied, sent and cached as they are.  Nothing here has a meaning yet: which
 * heading begins which section and where a link leads is the model's.
 *
 * Dialect: GitHub's (tables, task lists, strikethrough, autolinks, footnotes,
 * "> [!NOTE]" alerts), and [[slug]], @handle.  Raw HTML never
 * passes: comments and known tags are dropped, what only looks like a tag
 * ("<pod-name>") is text, and words between tags stay.  Templating of other
 * tools stays as text.
 *
 * HTML is made by cmark for all that is plain, and is cut into pieces where
 * the site must decide or a layout gives the markup: links, images, headings, code blocks,
 * alerts, tables, check boxes, mentions.  Neither it nor any text has a control character.
 *
 * Footnotes are rows after all others, in the order of their first use, and their
 * pieces, from the first one's piece_row to the last of all pieces, are one list.  One
 * that nothing refers to is dropped, as on the code host.
 *
 * cmark-gfm changes process-wide tables while it parses: one thread at a time.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"

struct pool;

#define ROW_NONE UINT32_MAX

/* All zeros: "". */
struct row_text {
	uint32_t at, length; /* in strings; a NUL follows */
};

enum block_kind {
	BLOCK_HEADING,
	BLOCK_PARAGRAPH,
	BLOCK_LIST,
	BLOCK_ITEM,
	BLOCK_QUOTE,
	BLOCK_ALERT,   /* info: "note", "tip", "important", "warning", "caution"; the line that says so is no text */
	BLOCK_CODE,    /* info: the info string's first word; text: the code */
	BLOCK_TABLE,
	BLOCK_ROW,
	BLOCK_CELL,
	BLOCK_HTML,    /* what remains of raw HTML: its words, "\n" where a block tag or line ended; may be empty */
	BLOCK_BREAK,
	BLOCK_FOOTNOTE,
};

enum block_flag {
	BLOCK_BOLD = 1,     /* a paragraph that is all bold: counts as a heading */
	BLOCK_TASK = 2,     /* an item with a check box */
	BLOCK_CHECKED = 4,
	BLOCK_ORDERED = 8,  /* a list with numbers */
	BLOCK_HEAD = 16,    /* a table's head row */
	BLOCK_FENCED = 32,  /* code between fences */
};

/* In the order of the text, footnotes last; a block's descendants follow it. */
struct block_row {
	uint8_t kind, level; /* level: of a heading, 1 to 6 */
	uint16_t flags;
	uint32_t parent;     /* or ROW_NONE */
	uint32_t end_row;    /* the row behind its last descendant */
	uint32_t start, end; /* bytes of the source */
	struct row_text text;   /* headings, paragraphs, cells, code, html: plain text, "\n" for soft and hard breaks */
	struct row_text info;   /* see the kinds; a heading: its anchor */
	uint32_t inline_row, inline_count; /* of this block itself, not of its descendants */
	uint32_t run_row, run_count;       /* text → source, ascending */
	uint32_t piece_row, piece_end;     /* the pieces that show it.  An item's are what its <li> holds, check box
	                                    * first; rows and cells have their table's, what is in a footnote has its */
};

enum inline_kind {
	INLINE_LINK,     /* target, title */
	INLINE_IMAGE,    /* target, title; its text is the alternative text */
	INLINE_WIKI,     /* [[target]] or [[target|text]] */
	INLINE_MENTION,  /* target: the handle without "@" */
	INLINE_CODE,     /* target: the code; may be an alert's name */
	INLINE_STRIKE,
	INLINE_STRONG,
	INLINE_COMMENT,  /* target: what is between <!-- and -->; of a block or inline */
	INLINE_FOOTNOTE,
};

struct inline_row {
	uint8_t kind;
	uint8_t bare;            /* a link that is its own text (an autolink) */
	uint16_t reserved;
	uint32_t block;
	uint32_t start, end;     /* bytes of the source, markup included */
	uint32_t text_start, text_end; /* in its block's text */
	uint32_t target_start, target_end; /* where the target is written in the source; start == end: not there,
	                                    * as with reference links */
	struct row_text target, title;
};

/* Bytes text..text+length of a block's text are the source's bytes at source. */
struct run_row {
	uint32_t text, source, length;
};

enum piece_kind {
	PIECE_HTML,        /* at, length in html */
	PIECE_OPEN_LINK,   /* row: the inline; its text's pieces follow, then PIECE_CLOSE_LINK.
	                    * Also around mentions, wiki links and inline code (<code> stays in the HTML);
	                    * mentions and code inside of a link have none.  Links never nest */
	PIECE_CLOSE_LINK,
	PIECE_IMAGE,       /* row: the inline; may stand in a link */
	PIECE_OPEN_HEADING, PIECE_CLOSE_HEADING,   /* row: the block; between them no <h2>, only what it holds */
	PIECE_CODE,        /* row: the block */
	PIECE_OPEN_ALERT, PIECE_CLOSE_ALERT,       /* row: the block; between them no <blockquote> */
	PIECE_OPEN_TABLE, PIECE_CLOSE_TABLE,       /* row: the block; <table> and all of it is between them */
	PIECE_CHECK,       /* row: the item; its check box, no blank behind it */
};

struct piece_row {
	uint8_t kind;
	uint8_t reserved[3];
	uint32_t row;
	uint32_t at, length;
};

struct markdown {
	const struct source *source;
	const struct block_row *blocks;
	const struct inline_row *inlines;
	const struct run_row *runs;
	const struct piece_row *pieces;
	const char *strings; /* texts */
	const char *html;
	const char *terms;   /* of its blocks but for headings, as terms_pack gives them */
	uint32_t block_count, inline_count, run_count, piece_count, strings_size, html_size, terms_size;
	uint32_t word_count; /* of all texts but those of code blocks */
};

/*
 * Parses bytes from start to the end of source.  What is not clean UTF-8 is
 * document/encoding, once, at the first bad byte, and each bad byte is read as
 * "?".  document/too-expensive, and an empty result: over 64 MiB of source, a table of over 1,000
 * columns or 500,000 cells, over 8 MiB of HTML or 64 times the source and 1 MiB more.
 */
struct markdown markdown_parse(struct pool *pool, struct findings *findings, const struct source *source, size_t start);

/* Reading rows. */
const char *markdown_text(const struct markdown *markdown, struct row_text text);
struct span markdown_block_span(const struct markdown *markdown, const struct block_row *block);
struct span markdown_inline_span(const struct markdown *markdown, const struct inline_row *row);

/* The source of bytes start..end of a block's text; for what an entity stands for, what is
 * between its neighbours; the whole block where it can't be told. */
struct span markdown_text_span(const struct markdown *markdown, const struct block_row *block, size_t start, size_t end);

/* A heading, or a paragraph that counts as one. */
bool block_is_heading(const struct block_row *block);

/* All text of rows first_row to end_row, one line a leaf (code keeps its lines), in the pool. */
const char *markdown_gather(struct pool *pool, const struct markdown *markdown, uint32_t first_row, uint32_t end_row);
