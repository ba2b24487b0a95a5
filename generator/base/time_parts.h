/*
 * time_parts: what the parts of time share; nobody else includes this.
 */
#pragma once

#include "base/time.h"

#include <glib.h>

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

struct zone {
	const char *name;
	GTimeZone *rules; /* NULL: UTC */
};

/* The rules of an IANA name, the caller's, or NULL. */
GTimeZone *zone_load_rules(const char *name);

/* Its abbreviation at an instant; lives as long as the zone. */
const char *zone_letters(const struct zone *zone, int64_t at);

/* ---- time_cursor.c ---- */

/* What is left of a text. */
struct cursor {
	const char *at, *end;
};

/* A text without the blanks around it. */
struct cursor cursor_trimmed(const char *text, size_t length);
bool cursor_is_blank(char byte);

/* The next byte; NUL at the end. */
char cursor_peek(const struct cursor *cursor);

/* Takes a text, or all blanks, if they come next. */
bool cursor_take(struct cursor *cursor, const char *text);
bool cursor_take_blanks(struct cursor *cursor);

/* Reads all digits that follow; how many there were.  *number stops growing at limit. */
size_t cursor_take_number(struct cursor *cursor, int64_t limit, int64_t *number);

/* Reads a number of one of the lengths least … most. */
bool cursor_take_digits(struct cursor *cursor, size_t least, size_t most, int *number);

/* The word of ASCII letters that comes next, as its length. */
size_t cursor_word(const struct cursor *cursor);

/* A problem with numbers in it, which lives as long as the program. */
const char *time_problem(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether there was none; a caller who wants to know is told. */
static inline bool
time_report(const char *found, const char **problem)
{
	if (found && problem)
		*problem = found;
	return !found;
}
