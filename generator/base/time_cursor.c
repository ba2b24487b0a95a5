/* Reading a text from its beginning on, piece by piece. */
#include "base/time_parts.h"

#include <stdarg.h>
#include <string.h>

bool
cursor_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

struct cursor
cursor_trimmed(const char *text, size_t length)
{
	struct cursor cursor = { text, text + length };

	while (cursor.at < cursor.end && cursor_is_blank(*cursor.at))
		cursor.at++;
	while (cursor.end > cursor.at && cursor_is_blank(cursor.end[-1]))
		cursor.end--;
	return cursor;
}

char
cursor_peek(const struct cursor *cursor)
{
	return cursor->at < cursor->end ? *cursor->at : '\0';
}

bool
cursor_take(struct cursor *cursor, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, text, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

bool
cursor_take_blanks(struct cursor *cursor)
{
	const char *start = cursor->at;

	while (cursor->at < cursor->end && cursor_is_blank(*cursor->at))
		cursor->at++;
	return cursor->at > start;
}

size_t
cursor_take_number(struct cursor *cursor, int64_t limit, int64_t *number)
{
	const char *start = cursor->at;

	*number = 0;
	for (; g_ascii_isdigit(cursor_peek(cursor)); cursor->at++)
		*number = MIN(*number * 10 + (*cursor->at - '0'), limit);
	return (size_t)(cursor->at - start);
}

bool
cursor_take_digits(struct cursor *cursor, size_t least, size_t most, int *number)
{
	struct cursor start = *cursor;
	int64_t value;
	size_t count = cursor_take_number(cursor, 9999, &value);

	*number = (int)value;
	if (count >= least && count <= most)
		return true;
	*cursor = start;
	return false;
}

size_t
cursor_word(const struct cursor *cursor)
{
	const char *at = cursor->at;

	while (at < cursor->end && g_ascii_isalpha(*at))
		at++;
	return (size_t)(at - cursor->at);
}

/* A problem with numbers in it.  There is no pool here; GLib's table of strings keeps one
 * copy of each, and there are few, since only numbers of known ranges are put in. */
const char *
time_problem(const char *format, ...)
{
	va_list arguments;
	g_autofree char *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return g_intern_string(text);
}
