/*
 * body: a document's Markdown → HTML.
 *
 * What is plain comes from the parser as it is.  Where the site must decide or
 * a layout gives the markup, a partial of the body's folder is rendered:
 *
 *   link      content (HTML), and what the site's link function says: href, kind, title
 *   image     src (null: none), alt, title, width and height (null: not known)
 *   heading   level, anchor, text, content (HTML), time_box (a duration or null)
 *   code      language, text, command (a reader would run it), parts of it (render/commands.h), pieces
 *             of what is no command (render/syntax.h)
 *   alert     type, title, content (HTML)
 *   table     label, content (HTML)
 *   check     done
 *   section   id, title, anchor, time_box, content (HTML), and what the section function adds
 *
 * Each sees words and root too.  Heading levels begin at 2, as the page's title is
 * level 1; the heading that says the title is left out.
 *
 * A body is const data: threads may render from it at once.
 */
#pragma once

#include <glib.h>

#include "model/document.h"
#include "model/incident.h"
#include "render/template.h"
#include "render/view.h"

struct pool;

enum body_part {
	PART_LINK,
	PART_IMAGE,
	PART_HEADING,
	PART_CODE,
	PART_ALERT,
	PART_TABLE,
	PART_CHECK,
	PART_SECTION,
	PART_COUNT,
};

struct body {
	const struct view *view;
	const struct template_set *templates;
	const char *partials[PART_COUNT];

	/* Where an inline row leads: an object with "href" (null: shown as text), "kind" and
	 * "title".  For an image, href is what to show, with "width" and "height" where they are
	 * known.  NULL: nowhere, and no partial. */
	const struct data *(*link)(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root);

	/* Adds to a section's data; may be NULL. */
	void (*section)(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, struct data *data);

	const void *data; /* the functions' own */
};

/* A body whose partials are in folder ("handbook/body"); the functions are for the caller to set. */
struct body body_new(struct pool *pool, const struct view *view, const struct template_set *templates, const char *folder);

/*
 * Appends the HTML of rows first_row..end_row; the first is at the top level.  root: the way from the page
 * to the site's root ("../").  False: a partial failed, *failure says why.
 */
bool body_render(struct pool *pool, const struct body *body, const struct document *document, uint32_t first_row, uint32_t end_row, const char *root, GString *out, struct template_failure *failure);

/*
 * An update's rows as body_render gives them, without those, and the first lines of those, that say
 * which components it affects: states show it.  What is emphasised or linked in such a line stays.
 */
bool body_render_update(struct pool *pool, const struct body *body, const struct document *document, const struct update *update, uint32_t row, const char *root, GString *out, struct template_failure *failure);

/*
 * Adds to HTML of some of a document's blocks, all that is in out, the footnotes that it refers to as a
 * list of its own, numbered from 1.  Their ids begin with prefix, which is one of its own for each part
 * of a page, so that several may stand in one.
 */
bool body_add_footnotes(struct pool *pool, const struct body *body, const struct document *document, const char *root, const char *prefix, GString *out, struct template_failure *failure);

/* A whole document as a text, for page data. */
const struct data *body_html(struct pool *pool, const struct body *body, const struct document *document, const char *root, struct template_failure *failure);

/*
 * The contents list: [{ "anchor", "text", "time_box", "has_below", "below": [the same] }] of
 * the two highest levels of headings.
 */
struct data *body_contents(struct pool *pool, const struct view *view, const struct document *document);

/* How far headings are moved down so that the highest is level 2. */
unsigned body_heading_shift(const struct document *document);
