#include "read/lines.h"

#include <string.h>

enum { WINDOW = 128 };

/* The next CR or LF, or end.  Both are looked for in windows: in a file of
 * one kind alone each search for the other would run to the end. */
static size_t
line_end(const char *bytes, size_t at, size_t end)
{
	for (; at < end; at += WINDOW) {
		size_t size = MIN(WINDOW, end - at);
		const char *lf = memchr(bytes + at, '\n', size);
		const char *cr = memchr(bytes + at, '\r', lf ? (size_t)(lf - bytes) - at : size);

		if (cr || lf)
			return (size_t)((cr ? cr : lf) - bytes);
	}
	return end;
}

/* The byte behind the next end of line, or end. */
static size_t
next_line(const char *bytes, size_t at, size_t end)
{
	at = line_end(bytes, at, end);
	if (at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n')
		at++;
	return at < end ? at + 1 : end;
}

struct lines
lines_new(const char *bytes, size_t start, size_t end)
{
	struct lines lines = { bytes, start, end, g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 128) };

	for (size_t at = start; at < end; at = next_line(bytes, at, end)) {
		uint32_t value = (uint32_t)at;

		g_array_append_val(lines.starts, value);
	}
	return lines;
}

void
lines_free(struct lines *lines)
{
	g_array_unref(lines->starts);
}

static size_t
start_of(const struct lines *lines, long number)
{
	if (number < 1 || number > (long)lines->starts->len)
		return lines->end;
	return g_array_index(lines->starts, uint32_t, number - 1);
}

struct line
lines_get(const struct lines *lines, long number)
{
	struct line line = { start_of(lines, number), start_of(lines, number + 1) };

	if (number < 1)
		return (struct line){ lines->end, lines->end };
	while (line.end > line.start && (lines->bytes[line.end - 1] == '\n' || lines->bytes[line.end - 1] == '\r'))
		line.end--;
	return line;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

struct line
lines_get_trimmed(const struct lines *lines, long number)
{
	struct line line = lines_get(lines, number);

	while (line.end > line.start && is_blank(lines->bytes[line.end - 1]))
		line.end--;
	return line;
}

long
lines_number(const struct lines *lines, size_t offset)
{
	size_t low = 0, high = lines->starts->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g_array_index(lines->starts, uint32_t, middle) <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return (long)low;
}

/* Segments that touch in both texts become one. */
static void
add_segment(GArray *segments, struct segment segment)
{
	struct segment *last = segments->len ? &g_array_index(segments, struct segment, segments->len - 1) : NULL;

	if (last && last->content + last->length == segment.content && last->source + last->length == segment.source)
		last->length += segment.length;
	else
		g_array_append_val(segments, segment);
}

/* Blanks at both ends that are in the source too. */
static void
widen(const struct lines *lines, struct segment *segment, const char *text, size_t first, size_t last, struct line line)
{
	while (segment->content > first && segment->source > line.start && text[segment->content - 1] == lines->bytes[segment->source - 1]) {
		segment->content--;
		segment->source--;
		segment->length++;
	}
	while (segment->content + segment->length < last && segment->source + segment->length < line.end && text[segment->content + segment->length] == lines->bytes[segment->source + segment->length])
		segment->length++;
}

static const char *
find_in_line(const char *bytes, size_t size, const char *text, size_t length, enum fit fit, size_t column)
{
	if (fit == FIT_FIRST)
		return column <= size ? memmem(bytes + column, size - column, text, length) : NULL;
	return length <= size && memcmp(bytes + size - length, text, length) == 0 ? bytes + size - length : NULL;
}

bool
lines_fit(const struct lines *lines, GArray *segments, const char *text, size_t content, size_t length, long number, enum fit fit, size_t column)
{
	struct line line = lines_get_trimmed(lines, number);
	size_t first = content, last = content + length;
	const char *found;

	while (length && is_blank(text[content + length - 1]))
		length--;
	for (; length && is_blank(text[content]); length--)
		content++;
	if (length == 0)
		return true;
	found = find_in_line(lines->bytes + line.start, line.end - line.start, text + content, length, fit, column);
	if (!found)
		return false;

	struct segment segment = { (uint32_t)content, (uint32_t)(found - lines->bytes), (uint32_t)length };

	widen(lines, &segment, text, first, last, lines_get(lines, number));
	add_segment(segments, segment);
	return true;
}

bool
lines_fit_all(const struct lines *lines, GArray *segments, const char *text, size_t size, long number)
{
	bool all = true;

	for (size_t at = 0; at < size; number++) {
		size_t next = next_line(text, at, size);

		all = lines_fit(lines, segments, text, at, next - at, number, FIT_END, 0) && all;
		at = next;
	}
	return all;
}

long
lines_count(const char *text, size_t size)
{
	long count = 0;

	for (size_t at = 0; at < size; at = next_line(text, at, size))
		count++;
	return count;
}

size_t
segments_find(const GArray *segments, size_t content)
{
	size_t low = 0, high = segments->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct segment *segment = &g_array_index(segments, struct segment, middle);

		if (segment->content + segment->length <= content)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

size_t
segments_start(const GArray *segments, size_t content)
{
	size_t i = segments_find(segments, content);

	if (i == segments->len)
		return SIZE_MAX;

	const struct segment *segment = &g_array_index(segments, struct segment, i);

	return segment->source + (content > segment->content ? content - segment->content : 0);
}

size_t
segments_end(const GArray *segments, size_t content)
{
	size_t i = content ? segments_find(segments, content - 1) : segments->len;

	if (content == 0)
		return SIZE_MAX;
	if (i < segments->len && g_array_index(segments, struct segment, i).content < content) {
		const struct segment *segment = &g_array_index(segments, struct segment, i);

		return segment->source + (content - segment->content);
	}
	if (i == 0)
		return SIZE_MAX;

	const struct segment *before = &g_array_index(segments, struct segment, i - 1);

	return before->source + before->length;
}
