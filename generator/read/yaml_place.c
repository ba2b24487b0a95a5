/* Places in a text of YAML: libyaml counts characters, a span bytes. */
#include "read/yaml_parts.h"

#define SHOWN_MAX 40 /* bytes of the author's text that a message repeats */

static bool
begins_character(const struct reader *reader, size_t at)
{
	return ((unsigned char)reader->source->bytes[at] & 0xC0) != 0x80;
}

/* Marks nearly always ascend, so walking from the last one is cheap. */
size_t
yaml_byte(struct reader *reader, size_t index)
{
	size_t byte = reader->cursor_byte;

	if (reader->ascii)
		return MIN(reader->start + index, reader->end);
	while (reader->cursor_index < index && byte < reader->end) {
		do
			byte++;
		while (byte < reader->end && !begins_character(reader, byte));
		reader->cursor_index++;
	}
	while (reader->cursor_index > index && byte > reader->start) {
		do
			byte--;
		while (byte > reader->start && !begins_character(reader, byte));
		reader->cursor_index--;
	}
	return reader->cursor_byte = byte;
}

bool
yaml_is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

bool
yaml_is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

size_t
yaml_trim_end(const struct reader *reader, size_t start, size_t end)
{
	const char *bytes = reader->source->bytes;

	while (end > start && (yaml_is_blank(bytes[end - 1]) || yaml_is_break(bytes[end - 1])))
		end--;
	return end;
}

size_t
yaml_line_start(const struct reader *reader, size_t at)
{
	while (at > reader->start && !yaml_is_break(reader->source->bytes[at - 1]))
		at--;
	return at;
}

size_t
yaml_line_end(const struct reader *reader, size_t at)
{
	while (at < reader->end && !yaml_is_break(reader->source->bytes[at]))
		at++;
	return at;
}

size_t
yaml_skip_blanks(const struct reader *reader, size_t at)
{
	while (at < reader->end && yaml_is_blank(reader->source->bytes[at]))
		at++;
	return at;
}

struct finding *
yaml_refuse(struct reader *reader, enum rule rule, size_t start, size_t end, const char *message)
{
	reader->failed = true;
	return finding_add(reader->findings, rule, span_of(reader->source, start, end), "%s", message);
}

size_t
yaml_word_end(const struct reader *reader, size_t at)
{
	size_t end = at, stop = yaml_line_end(reader, at);

	while (end < stop && !yaml_is_blank(reader->source->bytes[end]))
		end++;
	if (end == at && end < stop)
		end++;
	return end;
}

char *
yaml_show_rest(const struct reader *reader, size_t at)
{
	const char *bytes = reader->source->bytes;
	size_t end = yaml_trim_end(reader, at, yaml_line_end(reader, at));

	if (end - at <= SHOWN_MAX)
		return g_strndup(bytes + at, end - at);
	end = at + SHOWN_MAX;
	while (end > at && !begins_character(reader, end))
		end--;
	return g_strdup_printf("%.*s…", (int)(end - at), bytes + at);
}
