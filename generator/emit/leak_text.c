/* HTML and XML → what a reader sees. */
#include "emit/leak_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

/* Tags inside of which a word may go on. */
static bool
is_inline_tag(const char *name, size_t length)
{
	static const char names[][8] = {
		"a", "abbr", "b", "bdi", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var",
	};
	char lower[8] = "";

	if (length >= sizeof(lower))
		return false;
	for (size_t i = 0; i < length; i++)
		lower[i] = name[i] | ('a' - 'A'); /* of a letter; no digit becomes one */
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (memcmp(names[i], lower, sizeof(lower)) == 0)
			return true;
	return false;
}

/* Behind the tag at p, which begins with '<'; '>' in a quoted value does not end it. */
const char *
leak_tag_end(const char *p, const char *end)
{
	char quote = '\0';

	for (p++; p < end; p++) {
		if (quote)
			quote = *p == quote ? '\0' : quote;
		else if (*p == '"' || *p == '\'')
			quote = *p;
		else if (*p == '>')
			return p + 1;
	}
	return end;
}

static bool
is_tag(const char *p, const char *end)
{
	return p + 1 < end && (g_ascii_isalpha(p[1]) || strchr("/!?", p[1])) && p[1];
}

static const char *
append_tag(const char *p, const char *end, GString *out)
{
	const char *name = p + 1 + (p[1] == '/');
	size_t length = 0;

	while (name + length < end && g_ascii_isalnum(name[length]))
		length++;
	if (length == 2 && g_ascii_strncasecmp(name, "br", 2) == 0)
		g_string_append_c(out, ' ');
	else if (!is_inline_tag(name, length))
		g_string_append_c(out, LEAK_BLOCK_END); /* no blank, and no part of a word */
	return leak_tag_end(p, end);
}

static gunichar
named_character(const char *name, size_t length)
{
	static const struct {
		const char *name;
		gunichar character;
	} names[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' },
		{ "ensp", ' ' }, { "emsp", ' ' }, { "emsp13", ' ' }, { "emsp14", ' ' }, { "numsp", ' ' }, { "puncsp", ' ' },
		{ "thinsp", ' ' }, { "hairsp", ' ' }, { "ThinSpace", ' ' }, { "MediumSpace", ' ' }, { "NonBreakingSpace", ' ' },
		{ "Tab", ' ' }, { "NewLine", ' ' }, { "shy", 0xad }, { "commat", '@' }, { "period", '.' }, { "sol", '/' },
		{ "colon", ':' }, { "lowbar", '_' }, { "plus", '+' } };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i].name) == length && strncmp(names[i].name, name, length) == 0)
			return names[i].character;
	return 0;
}

static gunichar
numbered_character(const char *digits)
{
	const bool hex = *digits == 'x' || *digits == 'X';
	const unsigned long number = strtoul(digits + hex, NULL, hex ? 16 : 10);

	return number <= 0x10ffff && g_unichar_validate((gunichar)number) ? (gunichar)number : 0;
}

/* The character at '&'; what is none stays as it is. */
const char *
leak_append_entity(const char *p, const char *end, GString *out)
{
	const char *semicolon = memchr(p, ';', MIN((size_t)(end - p), 20));
	gunichar character = 0;

	if (semicolon && p[1] == '#')
		character = numbered_character(p + 2);
	else if (semicolon)
		character = named_character(p + 1, (size_t)(semicolon - p) - 1);
	if (!character) {
		g_string_append_c(out, '&');
		return p + 1;
	}
	g_string_append_unichar(out, character);
	return semicolon + 1;
}

#define RUN_LIMIT 1024 /* bytes that are looked through at once, so that many '&' do not make that slow */

/* The byte at p, and those after it up to what may be markup. */
static const char *
append_run(const char *p, const char *end, GString *out)
{
	const char *limit = end - p > RUN_LIMIT ? p + RUN_LIMIT : end;
	const char *tag = memchr(p + 1, '<', (size_t)(limit - p - 1));
	const char *to = tag ? tag : limit;
	const char *entity = memchr(p + 1, '&', (size_t)(to - p - 1));

	to = entity ? entity : to;
	g_string_append_len(out, p, to - p);
	return to;
}

static GString *
read_once(const char *bytes, size_t size)
{
	GString *out = g_string_sized_new(size);
	const char *end = bytes + size;

	for (const char *p = bytes; p < end;) {
		if (*p == '<' && is_tag(p, end))
			p = append_tag(p, end, out);
		else if (*p == '&')
			p = leak_append_entity(p, end, out);
		else
			p = append_run(p, end, out);
	}
	return out;
}

/* The character of four hexadecimal digits, or 0. */
static gunichar
hexadecimal(const char *digits, const char *end)
{
	gunichar character = 0;

	for (int i = 0; i < 4; i++) {
		if (digits + i >= end || !g_ascii_isxdigit(digits[i]))
			return 0;
		character = character << 4 | (gunichar)g_ascii_xdigit_value(digits[i]);
	}
	return character;
}

/* Behind "\uD83D\uDE00" or "\u0040" at p, whose character is appended. */
static const char *
append_numbered(const char *p, const char *end, GString *out)
{
	gunichar character = hexadecimal(p + 2, end);
	const bool high = character >> 10 == 0xd800 >> 10 && end - p >= 12 && p[6] == '\\' && p[7] == 'u';
	const gunichar low = high ? hexadecimal(p + 8, end) : 0;
	const bool pair = low >> 10 == 0xdc00 >> 10;

	if (pair)
		character = 0x10000 + ((character & 0x3ff) << 10 | (low & 0x3ff));
	if (character && g_unichar_validate(character))
		g_string_append_unichar(out, character);
	return character ? p + (pair ? 12 : 6) : p + 2;
}

/* Behind the escape at p, which begins with a backslash; an end of a line or a tab is a blank. */
static const char *
append_escape(const char *p, const char *end, GString *out)
{
	if (p + 1 >= end)
		return end;
	if (p[1] == 'u')
		return append_numbered(p, end, out);
	g_string_append_c(out, strchr("nNrtbf", p[1]) ? ' ' : p[1]);
	return p + 2;
}

GString *
leak_plain_json(const char *bytes, size_t size)
{
	g_autoptr(GString) read = g_string_sized_new(size);
	const char *end = bytes + size;

	for (const char *p = bytes; p < end;) {
		if (*p == '\\')
			p = append_escape(p, end, read);
		else
			g_string_append_c(read, *p++);
	}
	return leak_plain_text(read->str, read->len);
}

/* Behind the end of a line that a blank continues (RFC 5545, 3.1), or p. */
static const char *
skip_fold(const char *p, const char *end)
{
	const char *line = p < end && *p == '\r' ? p + 1 : p;

	return line + 1 < end && *line == '\n' && (line[1] == ' ' || line[1] == '\t') ? line + 2 : p;
}

GString *
leak_plain_calendar(const char *bytes, size_t size)
{
	g_autoptr(GString) unfolded = g_string_sized_new(size);
	const char *end = bytes + size;

	for (const char *p = bytes; p < end;) {
		const char *behind = skip_fold(p, end);

		if (behind == p)
			g_string_append_c(unfolded, *p++);
		p = MAX(p, behind);
	}
	return leak_plain_json(unfolded->str, unfolded->len);
}

GString *
leak_plain_text(const char *bytes, size_t size)
{
	GString *once = read_once(bytes, size), *twice;

	if (!memchr(once->str, '<', once->len) && !memchr(once->str, '&', once->len))
		return once;
	twice = read_once(once->str, once->len);
	g_string_free(once, true);
	return twice;
}
