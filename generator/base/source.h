/*
 * source: the bytes of one file, and places in them.
 *
 * A span is a range of bytes in a source; whatever came from a file keeps its
 * span, so that a complaint can point at it.  Line and column are worked out
 * only when something is printed.  Both count from 1; a column counts
 * characters (Unicode code points), not bytes; CRLF and lone CR end lines as LF
 * does; a byte order mark at the start of a file has no column and belongs to no line.
 * A byte that is no UTF-8 counts as one character.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

struct source {
	const char *path;  /* relative to the site's folder, '/' between names */
	const char *bytes; /* size bytes and a NUL behind them */
	size_t size;
};

/* Bytes start..end of source, end excluded.  A NULL source: no place. */
struct span {
	const struct source *source;
	size_t start, end;
};

/* For what no file says. */
#define SPAN_NONE ((struct span){ 0 })

struct place {
	size_t line, column;
};

/* A source of bytes already in memory, which must outlive the pool; they must be
 * followed by a NUL.  path is copied. */
struct source *source_new(struct pool *pool, const char *path, const char *bytes, size_t size);

/*
 * Reads the file directory/path, a regular file of at most limit bytes.  On
 * failure returns NULL and *problem says why in a few words ("is not a regular
 * file", "is larger than 8 MiB", "Permission denied").  Never blocks on a FIFO; follows
 * links, so a caller that doesn't want to must look first.
 */
struct source *source_read(struct pool *pool, const char *directory, const char *path, size_t limit, const char **problem);

/* Adds path and bytes to a growing sum (base/hash); NULL is a source of its own. */
void source_hash(uint64_t *sum, const struct source *source);

/* The span of bytes start..end, moved into the source where it is outside. */
struct span span_of(const struct source *source, size_t start, size_t end);

/* A source as a whole (for complaints about the file itself): from byte 0 to the end of its
 * first character, and empty where the first line is. */
struct span span_file(const struct source *source);

/* Where a byte stands.  An offset behind the end is the place after the last byte; one inside
 * of a character is that character's place; without a source, line and column are 0. */
struct place source_place(const struct source *source, size_t offset);

/* Where a span begins, as messages say it: "content/a.md:3:5".  It must have a source. */
const char *span_place(struct pool *pool, struct span span);

/* The byte at which line (from 1) begins, of the first behind a byte order mark; source->size
 * where there are fewer lines. */
size_t source_line_start(const struct source *source, size_t line);

/* The byte of a character column (from 1) of a line, at most the line's end. */
size_t source_offset(const struct source *source, size_t line, size_t column);

/* The line that contains offset, without its end of line. */
struct span source_line(const struct source *source, size_t offset);

/* Order by path, then start, then end; a span without a source comes first. */
int span_compare(const struct span *a, const struct span *b);
