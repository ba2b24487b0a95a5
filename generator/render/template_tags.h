/*
 * template_tags: a template's bytes → texts and tags, paired and with their
 * blanks settled.  The first half of parsing, internal to template.
 *
 * The result alternates texts and tags in the order of the source.  What opens
 * and what closes it know each other; a tag that is faulty is reported and
 * becomes a comment, so that what reads on finds only whole pairs.
 *
 * Blanks: a tag that stands alone takes its line with it.  The specification
 * says when; settle_blanks in template_tags.c says how.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct findings;

enum tag_kind {
	TAG_TEXT,
	TAG_VARIABLE,
	TAG_RAW,
	TAG_SECTION,
	TAG_INVERTED,
	TAG_PARENT,
	TAG_BLOCK,
	TAG_CLOSE,
	TAG_PARTIAL,
	TAG_COMMENT,
	TAG_DELIMITERS,
};

struct tag {
	enum tag_kind kind;
	size_t start, end;           /* of a text: without what neighbours took */
	size_t name_start, name_end; /* without blanks and '*' */
	bool dynamic;                /* a '*' before the name */
	size_t partner;              /* what closes or opens it, or TAG_NONE */
	size_t parent;               /* the innermost that is open before it, or TAG_NONE */
	size_t depth;                /* how many are open before it */
	bool blamed;                 /* a finding speaks of it already */
	bool argument;               /* a block directly inside a parent */
	bool alone;                  /* the only thing on its lines: blanks before it indent what it includes */
	bool opens_line;             /* a block whose content begins on the next line */
	bool took_blanks;            /* the blanks before it belong to no text */
	bool first;                  /* nothing but blanks before it on its line */
	bool last;                   /* nothing but blanks behind it on its line */
};

#define TAG_NONE SIZE_MAX
/* More that is open at once is refused: pairs, and names, are looked for in all of it. */
#define TAG_DEPTH 1000

/* The array of struct tag of a source, which the caller frees (g_array_unref): texts at
 * even places, tags at odd ones.  Adds findings. */
GArray *tags_read(const struct source *source, struct findings *findings);

/* Behind, and before, the blanks at offset. */
size_t tags_skip_blanks(const struct source *source, size_t offset);
size_t tags_blanks_before(const struct source *source, size_t offset);

/* Behind the blanks and the end of line at offset. */
size_t tags_next_line(const struct source *source, size_t offset);

bool tags_at_line_start(const struct source *source, size_t offset);
