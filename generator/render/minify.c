#include "render/minify.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/pool.h"

/* at: what is still to be read. */
struct reader {
	const char *at, *end;
	GString *out;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool
is_break(char c)
{
	return c == '\n' || c == '\r' || c == '\f';
}

/* Of a name; bytes of other characters than ASCII's are. */
static bool
is_name(char c)
{
	return g_ascii_isalnum(c) || c == '-' || c == '_' || c == '\\' || (unsigned char)c >= 0x80;
}

static bool
begins(const struct reader *reader, const char *text)
{
	const size_t length = strlen(text);

	return (size_t)(reader->end - reader->at) >= length && g_ascii_strncasecmp(reader->at, text, length) == 0;
}

static void
copy(struct reader *reader, size_t count)
{
	const size_t left = (size_t)(reader->end - reader->at);

	g_string_append_len(reader->out, reader->at, (gssize)MIN(count, left));
	reader->at += MIN(count, left);
}

/* A string ends with its quote, or with its line, which is an error that browsers step over. */
static void
copy_string(struct reader *reader)
{
	const char quote = *reader->at;

	copy(reader, 1);
	while (reader->at < reader->end && *reader->at != quote && !is_break(*reader->at))
		copy(reader, *reader->at == '\\' ? 2 : 1);
	if (reader->at < reader->end && *reader->at == quote)
		copy(reader, 1);
}

/* url(…) without quotes: all is text up to the bracket. */
static bool
is_bare_url(const struct reader *reader)
{
	const char *inside = reader->at + strlen("url(");

	if (!begins(reader, "url(") || (reader->out->len && is_name(reader->out->str[reader->out->len - 1])))
		return false;
	while (inside < reader->end && is_blank(*inside))
		inside++;
	return inside == reader->end || (*inside != '"' && *inside != '\'');
}

static void
copy_url(struct reader *reader)
{
	while (reader->at < reader->end && *reader->at != ')')
		copy(reader, *reader->at == '\\' ? 2 : 1);
}

static const char *
end_of_comment(const struct reader *reader)
{
	const char *end = g_strstr_len(reader->at + 2, reader->end - reader->at - 2, "*/");

	return end ? end + 2 : reader->end;
}

/* Whether a comment begins that nobody needs. */
static bool
is_comment(const struct reader *reader)
{
	return begins(reader, "/*") && !begins(reader, "/*!");
}

/* White space and comments: one character, an empty comment, or nothing where nothing stands on one side. */
static void
skip_gap(struct reader *reader)
{
	bool blank = false, broken = false;

	while (reader->at < reader->end && (is_blank(*reader->at) || is_comment(reader))) {
		const bool comment = !is_blank(*reader->at);

		blank = blank || !comment;
		broken = broken || (!comment && is_break(*reader->at));
		reader->at = comment ? end_of_comment(reader) : reader->at + 1;
	}
	if (!reader->out->len || reader->at == reader->end)
		return;
	g_string_append(reader->out, broken ? "\n" : blank ? " " : "/**/");
}

const char *
minify_css(struct pool *pool, const char *bytes, size_t size, size_t *length)
{
	g_autoptr(GString) out = g_string_sized_new(size);
	struct reader reader = { bytes, bytes + size, out };

	while (reader.at < reader.end)
		if (is_blank(*reader.at) || is_comment(&reader))
			skip_gap(&reader);
		else if (begins(&reader, "/*"))
			copy(&reader, (size_t)(end_of_comment(&reader) - reader.at));
		else if (*reader.at == '"' || *reader.at == '\'')
			copy_string(&reader);
		else if (is_bare_url(&reader))
			copy_url(&reader);
		else
			copy(&reader, *reader.at == '\\' ? 2 : 1);
	*length = out->len;
	return pool_memdup(pool, out->str, out->len + 1); /* a NUL in it is a byte like others */
}
