/* Texts as they are understood, however they are written. */
#include "emit/leak_parts.h"

#include <string.h>

#include "base/pool.h"

/* Marks that are taken with the letter before them; more are no writing. */
#define MARKS_MAX 16

/* Where the bytes from one on come from: each from the next place, or all from the same. */
struct run {
	size_t at, origin;
	bool fixed;
};

/* ---- places ---- */

static struct folded
folded_new(size_t size)
{
	return (struct folded){ g_string_sized_new(size), g_array_new(false, false, sizeof(struct run)) };
}

void
folded_free(struct folded *folded)
{
	g_string_free(folded->text, true);
	g_array_free(folded->runs, true);
}

static const struct run *
run_at(const struct folded *folded, guint number)
{
	return &g_array_index(folded->runs, struct run, number);
}

static size_t
origin_in(const struct run *run, size_t at)
{
	return run->fixed ? run->origin : run->origin + (at - run->at);
}

/* What is appended next comes from there. */
static void
begin_run(struct folded *folded, size_t origin, bool fixed)
{
	const struct run run = { folded->text->len, origin, fixed };

	if (folded->runs->len) {
		const struct run *last = run_at(folded, folded->runs->len - 1);

		if (!fixed && !last->fixed && origin_in(last, run.at) == origin)
			return;
	}
	g_array_append_val(folded->runs, run);
}

size_t
folded_origin(const struct folded *folded, size_t at)
{
	guint low = 0, high = folded->runs->len;

	while (high - low > 1) {
		const guint middle = low + (high - low) / 2;

		if (run_at(folded, middle)->at <= at)
			low = middle;
		else
			high = middle;
	}
	return origin_in(run_at(folded, low), at);
}

/* ---- what is written otherwise than as itself ---- */

/* "%40"; controls stay as they are. */
static bool
is_percent_byte(const char *p, const char *end)
{
	return end - p >= 3 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]) && g_ascii_xdigit_value(p[1]) >= 2;
}

bool
leak_is_break(const char *p, const char *end)
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
		return leak_append_entity(p, end, out);
	if (*p == '%' && is_percent_byte(p, end)) {
		g_string_append_c(out, (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])));
		return p + 3;
	}
	if (*p == '<' && leak_is_break(p, end)) {
		g_string_append_c(out, ' ');
		return leak_tag_end(p, end);
	}
	if (is_escape(p, end))
		p++;
	g_string_append_c(out, *p);
	return p + 1;
}

/* Bytes that may begin something like that. */
static const bool may_be_code[256] = { ['&'] = true, ['%'] = true, ['\\'] = true, ['<'] = true };

static const bool may_fold[256] = { ['&'] = true, ['%'] = true, ['\\'] = true, ['<'] = true, [0x80 ... 0xff] = true };

static const char *
skip_plain(const char *p, const char *end)
{
	while (p < end && !may_be_code[(unsigned char)*p])
		p++;
	return p;
}

static struct folded
decode(const char *bytes, size_t size, size_t base)
{
	struct folded decoded = folded_new(size);
	const char *end = bytes + size;

	for (const char *p = bytes; p < end;) {
		const char *code = skip_plain(p, end);

		begin_run(&decoded, base + (size_t)(p - bytes), false);
		g_string_append_len(decoded.text, p, code - p);
		if (code == end)
			break;
		begin_run(&decoded, base + (size_t)(code - bytes), true);
		p = append_decoded(code, end, decoded.text);
	}
	begin_run(&decoded, base + size, true);
	return decoded;
}

/* ---- letters ---- */

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

#define IDEOGRAPHIC_STOP 0x3002 /* browsers read it in an address as '.' */

/* In one case, and without what only looks different: wide letters and signs, those of mathematics, ligatures. */
static void
append_cluster(const char *p, const char *end, GString *out)
{
	g_autofree char *same = g_utf8_normalize(p, end - p, G_NORMALIZE_NFKC);
	g_autofree char *cased = g_utf8_casefold(same ? same : p, same ? -1 : end - p);
	g_autofree char *composed = g_utf8_normalize(cased, -1, G_NORMALIZE_NFC);
	const char *folded = composed ? composed : cased;

	if (g_utf8_get_char(folded) == IDEOGRAPHIC_STOP)
		g_string_append_c(out, '.');
	else
		g_string_append(out, folded);
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

/* The end of the ASCII from p on, but for a letter that a mark may follow. */
static const char *
skip_ascii(const char *p, const char *end)
{
	const char *from = p;

	while (p < end && !((unsigned char)*p & 0x80))
		p++;
	return p < end && p > from ? p - 1 : p;
}

/* Bytes from..to as they are; *number is the run of the first, then of the last. */
static void
copy_bytes(struct folded *folded, const struct folded *decoded, size_t from, size_t to, guint *number)
{
	while (from < to) {
		const struct run *run;
		size_t end;

		while (*number + 1 < decoded->runs->len && run_at(decoded, *number + 1)->at <= from)
			++*number;
		run = run_at(decoded, *number);
		end = *number + 1 < decoded->runs->len ? MIN(to, run_at(decoded, *number + 1)->at) : to;
		begin_run(folded, origin_in(run, from), run->fixed);
		g_string_append_len(folded->text, decoded->text->str + from, (gssize)(end - from));
		from = end;
	}
}

size_t
leak_find_foldable(const char *bytes, size_t size)
{
	size_t i = 0;

	while (true) {
		while (i < size && !may_fold[(unsigned char)bytes[i]])
			i++;
		if (i >= size || bytes[i] != '<' || leak_is_break(bytes + i, bytes + size))
			return i;
		i++;
	}
}

struct folded
leak_fold(const char *bytes, size_t size, size_t base)
{
	struct folded decoded = decode(bytes, size, base), folded = folded_new(size);
	const char *start = decoded.text->str, *end = start + decoded.text->len;
	guint number = 0;

	for (const char *p = start; p < end;) {
		const char *letter = skip_ascii(p, end);

		copy_bytes(&folded, &decoded, (size_t)(p - start), (size_t)(letter - start), &number);
		if (letter == end)
			break;
		begin_run(&folded, folded_origin(&decoded, (size_t)(letter - start)), true);
		p = append_letter(letter, end, folded.text);
	}
	begin_run(&folded, base + size, true);
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
