/*
 * pattern: regular expressions over bytes, compiled once a check.
 *
 * Perl's syntax; "(?i)" at the start ignores the case of ASCII letters; "^" and "$" are
 * those of lines.  Text is bytes and need not be UTF-8: a character class holds ASCII
 * only.  A pattern lives as long as its pool; a wrong expression is our own bug and aborts.
 * Patterns are compiled when they are first tried, and can be shared by threads; a scan can't.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct pattern;

/* Bytes of the text.  inner: the first group, or all where it took no part. */
struct match {
	size_t start, end;
	size_t inner_start, inner_end;
};

/*
 * needs: words of at least three bytes, lower case, with "|" between them, of which one is in every
 * match, whatever its case; scans don't try a pattern where none of them is in the text.  NULL: none is
 * known.  Both strings must live as long as the pattern.
 */
const struct pattern *pattern_new(struct pool *pool, const char *needs, const char *expression);

/* The first match that begins at or after from; false where there is none. */
bool pattern_find(const struct pattern *pattern, const char *text, size_t length, size_t from, struct match *match);

/* Whether a text has one. */
bool pattern_is_in(const struct pattern *pattern, const char *text);

/*
 * Patterns before + any of the words + after, as many as it takes, since one has a limit
 * of size.  Words are taken as they are; those of more than 200 bytes are passed over.
 * Ends with NULL; empty where there are no words.
 */
const struct pattern *const *patterns_of_words(struct pool *pool, const char *before, const char *const *words, size_t count, const char *after);

/*
 * A scan goes through a text once with many patterns, and gives their matches in the order
 * of their beginnings.  accept (or NULL) says whether a match counts; which is the
 * pattern's place in the list.
 */
struct scan;
typedef bool scan_accept(const void *data, const char *text, size_t which, const struct match *match);

struct scan *scan_new(struct pool *pool, const struct pattern *const *patterns, size_t count, scan_accept *accept, const void *data);
void scan_begin(struct scan *scan, const char *text, size_t length);

/* The first match that begins at or after from, which never gets smaller. */
bool scan_next(struct scan *scan, size_t from, struct match *match, size_t *which);
