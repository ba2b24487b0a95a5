/* HTML and XML → what a reader sees. */
#include "emit/leak_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"

/* Stands for the end of a block: no blank, and no part of a word. */
#define BLOCK_END '\x1f'

/* Tags inside of which a word may go on. */
static bool
is_inline_tag(const char *name, size_t length)
{
	static const char *const names[] = {
		"a", "abbr", "b", "bdi", "code", "del", "em", "i", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i]) == length && g_ascii_strncasecmp(names[i], name, length) == 0)
			return true;
	return false;
}

/* Behind the tag at p, which begins with '<'; '>' in a quoted value does not end it. */
static const char *
tag_end(const char *p, const char *end)
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
		g_string_append_c(out, BLOCK_END);
	return tag_end(p, end);
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
static const char *
append_entity(const char *p, const char *end, GString *out)
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

/* The byte at p, and those after it up to what may be markup. */
static const char *
append_run(const char *p, const char *end, GString *out)
{
	const char *from = p;

	for (p++; p < end && *p != '<' && *p != '&'; p++)
		;
	g_string_append_len(out, from, p - from);
	return p;
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
			p = append_entity(p, end, out);
		else
			p = append_run(p, end, out);
	}
	return out;
}

GString *
leak_plain_text(const char *bytes, size_t size)
{
	g_autoptr(GString) once = read_once(bytes, size);

	return read_once(once->str, once->len);
}

/* ---- folded ---- */

/* Marks that are taken with the letter before them; more are no writing. */
#define MARKS_MAX 16

static void
note_origin(struct folded *folded, size_t origin)
{
	while (folded->origin->len < folded->text->len)
		g_array_append_val(folded->origin, origin);
}

static struct folded
folded_new(size_t size)
{
	return (struct folded){ g_string_sized_new(size), g_array_sized_new(false, false, sizeof(size_t), (guint)size + 1) };
}

void
folded_free(struct folded *folded)
{
	g_string_free(folded->text, true);
	g_array_free(folded->origin, true);
}

/* "%40"; controls stay as they are. */
static bool
is_percent_byte(const char *p, const char *end)
{
	return end - p >= 3 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]) && g_ascii_xdigit_value(p[1]) >= 2;
}

static bool
is_break(const char *p, const char *end)
{
	return end - p >= 4 && g_ascii_strncasecmp(p, "<br", 3) == 0 && !g_ascii_isalnum(p[3]);
}

/* A backslash before punctuation or the end of a line says nothing itself. */
static bool
is_escape(const char *p, const char *end)
{
	return end - p >= 2 && *p == '\\' && (g_ascii_ispunct(p[1]) || p[1] == '\n' || p[1] == '\r');
}

/* What is written at p otherwise than as itself; behind it. */
static const char *
append_decoded(const char *p, const char *end, GString *out)
{
	if (*p == '&')
		return append_entity(p, end, out);
	if (*p == '%' && is_percent_byte(p, end)) {
		g_string_append_c(out, (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
		return p + 3;
	}
	if (*p == '<' && is_break(p, end)) {
		g_string_append_c(out, ' ');
		return tag_end(p, end);
	}
	if (is_escape(p, end))
		p++;
	g_string_append_c(out, *p);
	return p + 1;
}

static struct folded
decode(const char *bytes, size_t size, size_t base)
{
	struct folded decoded = folded_new(size);
	const char *end = bytes + size;

	for (const char *p = bytes; p < end;) {
		const size_t origin = base + (size_t)(p - bytes);

		p = append_decoded(p, end, decoded.text);
		note_origin(&decoded, origin);
	}
	g_string_append_c(decoded.text, '\0');
	note_origin(&decoded, base + size);
	g_string_truncate(decoded.text, decoded.text->len - 1);
	return decoded;
}

/* The character at p; a byte that is none: 0. */
static gunichar
character_at(const char *p, const char *end)
{
	const gunichar character = p < end ? g_utf8_get_char_validated(p, end - p) : 0;

	return character >= (gunichar)-2 ? 0 : character;
}

/* Behind the marks at p. */
static const char *
skip_marks(const char *p, const char *end)
{
	for (int i = 0; i < MARKS_MAX; i++) {
		const gunichar mark = character_at(p, end);

		if (!mark || !g_unichar_ismark(mark))
			break;
		p = g_utf8_next_char(p);
	}
	return p;
}

static void
append_cluster(const char *p, const char *end, GString *out)
{
	g_autofree char *cased = g_utf8_casefold(p, end - p);
	g_autofree char *composed = g_utf8_normalize(cased, -1, G_NORMALIZE_NFC);

	g_string_append(out, composed ? composed : cased);
}

/* A letter with its marks, or a byte. */
static const char *
append_letter(const char *p, const char *end, GString *out)
{
	const gunichar character = character_at(p, end);
	const char *next;

	if (!character || (character < 0x80 && (p + 1 >= end || !((unsigned char)p[1] & 0x80)))) {
		g_string_append_c(out, *p);
		return p + 1;
	}
	next = g_utf8_next_char(p);
	if (character >= 0x80 && g_unichar_isspace(character)) {
		g_string_append_c(out, ' ');
		return next;
	}
	if (g_unichar_type(character) == G_UNICODE_FORMAT)
		return next;
	if (character < 0x80 && skip_marks(next, end) == next) {
		g_string_append_c(out, *p);
		return next;
	}
	next = skip_marks(next, end);
	append_cluster(p, next, out);
	return next;
}

bool
leak_is_foldable(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)bytes[i] & 0x80 || bytes[i] == '%' || bytes[i] == '&' || bytes[i] == '\\' ||
		    (bytes[i] == '<' && is_break(bytes + i, bytes + size)))
			return true;
	return false;
}

struct folded
leak_fold(const char *bytes, size_t size, size_t base)
{
	struct folded decoded = decode(bytes, size, base), folded = folded_new(size);
	const char *start = decoded.text->str, *end = start + decoded.text->len;
	size_t last = g_array_index(decoded.origin, size_t, decoded.text->len);

	for (const char *p = start; p < end;) {
		const size_t origin = g_array_index(decoded.origin, size_t, p - start);

		p = append_letter(p, end, folded.text);
		note_origin(&folded, origin);
	}
	g_array_append_val(folded.origin, last);
	folded_free(&decoded);
	return folded;
}

const char *
leak_fold_word(struct pool *pool, const char *word)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *end = word + strlen(word);

	for (const char *p = word; p < end;)
		p = append_letter(p, end, out);
	return pool_strdup(pool, out->str);
}
