/*
 * lines: where the lines of a document's body stand, and how a block's content, which
 * has lost indentation and quote marks, maps back to them.
 *
 * Lines count from 1 at the body's first byte, as cmark counts them.  All
 * offsets are bytes of the whole source.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <glib.h>

struct lines {
	const char *bytes;
	size_t start, end;
	GArray *starts; /* uint32_t */
};

struct lines lines_new(const char *bytes, size_t start, size_t end);
void lines_free(struct lines *lines);

/* A line without its end; an empty one at the body's end where there are fewer. */
struct line {
	size_t start, end;
};
struct line lines_get(const struct lines *lines, long number);

/* A line without blanks at its end. */
struct line lines_get_trimmed(const struct lines *lines, long number);

/* The line, from 1, that an offset is in. */
long lines_number(const struct lines *lines, size_t offset);

/* Bytes content..content+length of a block's content are the source's at source. */
struct segment {
	uint32_t content, source, length;
};

/* How the lines of content are found in their lines of the source. */
enum fit {
	FIT_END,   /* content ends where its line ends, blanks aside */
	FIT_FIRST, /* the first place in the line that has it, from a column on */
};

/* One line of content, length bytes that begin at byte content of it, to segments, if the source line number has it. */
bool lines_fit(const struct lines *lines, GArray *segments, const char *text, size_t content, size_t length, long number, enum fit fit, size_t column);

/* All lines of content, the first being line number; false where one was not found. */
bool lines_fit_all(const struct lines *lines, GArray *segments, const char *text, size_t size, long number);

/* How many lines text has; an unfinished last one counts. */
long lines_count(const char *text, size_t size);

/* The first segment that ends behind a byte of content, or their number. */
size_t segments_find(const GArray *segments, size_t content);

/* The source of a byte of content: of the first mapped one from it on (start), of the last before it (end).
 * SIZE_MAX where there is none. */
size_t segments_start(const GArray *segments, size_t content);
size_t segments_end(const GArray *segments, size_t content);
