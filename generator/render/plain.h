/*
 * plain: a document's Markdown → text without any markup, for those who show it as it is: clients of the API,
 * calendars, chats.
 *
 * It reads as a person would write it in a mail: paragraphs and lists with an empty line between, "- " and "1. "
 * before items, the address of a link in parentheses behind its words, a table's cells with the names of their
 * columns, footnotes as "[1]" with their text below.  Lines that the author only wrapped are joined; what is struck
 * out is not said.
 */
#pragma once

#include <stdint.h>

#include "model/document.h"
#include "model/incident.h"

struct data;
struct pool;

struct plain {
	const struct data *words; /* names the kinds of alerts: alerts_of_text.warning */

	/* The address that an inline row leads to, for a reader who is anywhere; NULL: none that may be shown. */
	const char *(*address)(struct pool *pool, const struct plain *plain, const struct document *document, uint32_t row);
	const void *data; /* the function's own */
};

/*
 * Rows first_row..end_row of a document, the first at the top level, without an end of line behind the last; "" where
 * they say nothing.  update (or NULL) is the one that they are of: what names its components is left out, as with
 * body_render_update.  In the pool.
 */
const char *plain_text(struct pool *pool, const struct plain *plain, const struct document *document, const struct update *update, uint32_t first_row, uint32_t end_row);
