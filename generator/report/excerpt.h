/*
 * excerpt: the places of findings, and the line of source that is shown under one.
 *
 * Its one rule: a line in which code/secret found something is never quoted, by
 * whatever finding; secrets_find must therefore see a run's findings before any
 * of them are filtered away.  Everything returned is in the pool.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "base/source.h"

struct pool;
struct secrets;

/* Where the secrets of a run stand. */
const struct secrets *secrets_find(struct pool *pool, const struct findings *findings);

/* Whether a line that span touches holds a secret. */
bool secrets_touch(const struct secrets *secrets, const struct span *span);

/* From its first character to behind its last one, an end of line at its end left out.
 * Without a source all numbers are 0. */
struct extent {
	struct place start, end;
};

/* Remembers places that are spread over a file, so that each next one costs a small part of it only, in
 * whatever order and however long the spans.  Starts zeroed. */
struct counter {
	const struct source *source;
	size_t step, count;
	struct milestone {
		size_t offset;
		struct place place;
	} marks[512]; /* the first count of them; the one at i: at i * step, or a few bytes behind */
};

struct extent extent_of(struct counter *counter, const struct span *span);

/*
 * Two lines, each ended: the source line on which span begins, behind its number, and a
 * caret with a tail under what is meant.  Tabs become blanks up to the next stop of
 * eight, control characters a replacement character; a line that is wider than width
 * columns (0: 100) is cut around the place.  mark and plain are put before and after
 * the caret ("" for none).
 */
struct excerpt_style {
	size_t width;
	const char *mark, *plain;
};

const char *excerpt_draw(struct pool *pool, const struct span *span, size_t line, const struct excerpt_style *style);
