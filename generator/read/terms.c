#include "read/terms.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define HEX_LIMIT 16

enum letter {
	LETTER_NONE,
	LETTER_LOWER,
	LETTER_UPPER,
	LETTER_DIGIT,
	LETTER_JOIN,
	LETTER_WIDE, /* no ASCII: to be looked at */
};

/* ---- classes ---- */

static const unsigned char letters[256] = {
	['a' ... 'z'] = LETTER_LOWER,
	['A' ... 'Z'] = LETTER_UPPER,
	['0' ... '9'] = LETTER_DIGIT,
	['_'] = LETTER_JOIN,
	['-'] = LETTER_JOIN,
	['.'] = LETTER_JOIN,
	[0x80 ... 0xff] = LETTER_WIDE,
};

static enum letter
letter_of(char byte)
{
	return letters[(unsigned char)byte];
}

static bool
is_word_character(gunichar c)
{
	return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Of a script that puts no blanks between words. */
static bool
is_unspaced(gunichar c)
{
	const GUnicodeScript script = c < 0x2e80 ? G_UNICODE_SCRIPT_COMMON : g_unichar_get_script(c);

	return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA || c == 0x30fc;
}

/* The end of a run of word characters that begins at text; text itself where there is none. */
static const char *
skip_run(const char *text, const char *end, bool *wide)
{
	while (text < end) {
		const enum letter letter = letter_of(*text);
		gunichar c;

		if (letter == LETTER_NONE || letter == LETTER_JOIN)
			return text;
		if (letter != LETTER_WIDE) {
			text++;
			continue;
		}
		c = g_utf8_get_char_validated(text, end - text);
		if (c >= (gunichar)-2 || !is_word_character(c))
			return text;
		*wide = true;
		text = g_utf8_next_char(text);
	}
	return text;
}

/* The same with runs that are joined by one character each. */
static const char *
skip_word(const char *text, const char *end, bool *wide)
{
	const char *behind = skip_run(text, end, wide);

	while (behind > text && behind + 1 < end && letter_of(*behind) == LETTER_JOIN) {
		const char *next = skip_run(behind + 1, end, wide);

		if (next == behind + 1)
			break;
		behind = next;
	}
	return behind;
}

/* ---- terms ---- */

static bool
is_sum(const char *term, size_t length)
{
	size_t hex = 0;

	while (hex < length && g_ascii_isxdigit(term[hex]))
		hex++;
	return hex == length && hex >= HEX_LIMIT;
}

static void
give(const char *word, size_t length, terms_take *take, void *data)
{
	char term[TERM_LIMIT];

	if (length > TERM_LIMIT || is_sum(word, length))
		return;
	for (size_t i = 0; i < length; i++)
		term[i] = g_ascii_tolower(word[i]);
	take(data, term, length);
}

static bool
says_something(const char *part, size_t length)
{
	size_t digits = 0;

	while (digits < length && g_ascii_isdigit(part[digits]))
		digits++;
	return length > (digits == length ? 2u : 1u);
}

/* Whether a part begins at i: behind a join, at the first capital behind others, at the last of several ("HTTPServer"). */
static bool
begins_part(const char *word, size_t length, size_t i)
{
	const enum letter before = letter_of(word[i - 1]), here = letter_of(word[i]);

	if (before == LETTER_JOIN)
		return true;
	if (here != LETTER_UPPER)
		return false;
	return before != LETTER_UPPER || (i + 1 < length && letter_of(word[i + 1]) == LETTER_LOWER);
}

static void
give_part(const char *part, size_t length, terms_take *take, void *data)
{
	if (length > 0 && letter_of(part[length - 1]) == LETTER_JOIN)
		length--;
	if (says_something(part, length))
		give(part, length, take, data);
}

static void
give_parts(const char *word, size_t length, terms_take *take, void *data)
{
	size_t start = 0;

	for (size_t i = 1; i < length; i++)
		if (begins_part(word, length, i)) {
			give_part(word + start, i - start, take, data);
			start = i;
		}
	if (start > 0)
		give_part(word + start, length - start, take, data);
}

static void
give_word(const char *word, size_t length, terms_take *take, void *data)
{
	give(word, length, take, data);
	give_parts(word, length, take, data);
}

/* ---- words that are no ASCII ---- */

/* In lower case and without accents; what is taken apart with a blank is one word all the same. */
static char *
fold(const char *word, size_t length)
{
	g_autofree char *apart = g_utf8_normalize(word, (gssize)length, G_NORMALIZE_NFKD);
	GString *folded = g_string_new(NULL);

	for (const char *c = apart; c && *c; c = g_utf8_next_char(c)) {
		const gunichar letter = g_unichar_tolower(g_utf8_get_char(c));

		if (!g_unichar_ismark(letter) && letter != ' ')
			g_string_append_unichar(folded, letter == 0x3c2 ? 0x3c3 : letter); /* the sigma at a word's end */
	}
	return g_string_free(folded, false);
}

/* The end of a run in which all are unspaced, or none. */
static const char *
skip_alike(const char *run, bool unspaced)
{
	while (*run && is_unspaced(g_utf8_get_char(run)) == unspaced)
		run = g_utf8_next_char(run);
	return run;
}

static void
give_pairs(const char *run, const char *end, terms_take *take, void *data)
{
	const char *next = g_utf8_next_char(run);

	if (next == end)
		give(run, (size_t)(end - run), take, data);
	for (; next < end; run = g_utf8_next_char(run), next = g_utf8_next_char(next))
		give(run, (size_t)(g_utf8_next_char(next) - run), take, data);
}

static void
give_wide(const char *word, size_t length, terms_take *take, void *data)
{
	g_autofree char *folded = fold(word, length);
	const char *run = folded;

	while (*run) {
		const bool unspaced = is_unspaced(g_utf8_get_char(run));
		const char *end = skip_alike(run, unspaced);

		if (unspaced)
			give_pairs(run, end, take, data);
		else
			give_word(run, (size_t)(end - run), take, data);
		run = end;
	}
}

/* ---- the whole ---- */

void
terms_each(const char *text, size_t length, terms_take *take, void *data)
{
	const char *const end = text + length;

	while (text < end) {
		bool wide = false;
		const char *behind = skip_word(text, end, &wide);

		if (behind == text) {
			text++;
			continue;
		}
		(wide ? give_wide : give_word)(text, (size_t)(behind - text), take, data);
		text = behind;
	}
}

/* ---- each once ---- */

struct once {
	const char *term;
	uint64_t hash;
	uint32_t length, times;
};

struct terms {
	struct pool *pool;
	struct once *items;
	uint32_t *slots; /* a table of their numbers + 1 by hash: a power of two of slots, half of them free */
	size_t count, slot_count;
	size_t size; /* of them packed */
};

#define FIRST_SLOTS 512

struct terms *
terms_new(struct pool *pool)
{
	struct terms *terms = pool_new0(pool, struct terms);

	*terms = (struct terms){
		.pool = pool,
		.items = pool_array(pool, struct once, FIRST_SLOTS / 2),
		.slots = pool_array(pool, uint32_t, FIRST_SLOTS),
		.slot_count = FIRST_SLOTS,
	};
	return terms;
}

/* The slot of a term, or the free one where it belongs. */
static uint32_t *
slot_of(const struct terms *terms, const char *term, size_t length, uint64_t hash)
{
	for (size_t i = hash;; i++) {
		uint32_t *slot = &terms->slots[i & (terms->slot_count - 1)];
		const struct once *item = *slot ? &terms->items[*slot - 1] : NULL;

		if (!item || (item->hash == hash && item->length == length && memcmp(item->term, term, length) == 0))
			return slot;
	}
}

static void
widen(struct terms *terms)
{
	struct once *items = pool_array(terms->pool, struct once, terms->slot_count);

	memcpy(items, terms->items, terms->count * sizeof(*items));
	terms->items = items;
	terms->slot_count *= 2;
	terms->slots = pool_array(terms->pool, uint32_t, terms->slot_count);
	for (size_t i = 0; i < terms->count; i++)
		*slot_of(terms, items[i].term, items[i].length, items[i].hash) = (uint32_t)i + 1;
}

static void
count_term(void *data, const char *term, size_t length)
{
	struct terms *terms = data;
	const uint64_t hash = hash_bytes(term, length);
	uint32_t *slot = slot_of(terms, term, length, hash);

	if (*slot) {
		terms->items[*slot - 1].times++;
		return;
	}
	terms->items[terms->count] = (struct once){ pool_memdup(terms->pool, term, length), hash, (uint32_t)length, 1 };
	*slot = (uint32_t)++terms->count;
	terms->size += 1 + length;
	if (terms->count * 2 == terms->slot_count)
		widen(terms);
}

void
terms_add(struct terms *terms, const char *text, size_t length)
{
	terms_each(text, length, count_term, terms);
}

const char *
terms_pack(const struct terms *terms, size_t *size)
{
	char *packed = pool_alloc(terms->pool, terms->size + 1), *at = packed;

	for (size_t i = 0; i < terms->count; i++) {
		const struct once *item = &terms->items[i];

		*at++ = (char)(item->length | (item->times >= TERMS_OFTEN ? TERMS_MARK : 0));
		memcpy(at, item->term, item->length);
		at += item->length;
	}
	*at = '\0';
	*size = terms->size;
	return packed;
}

const char *
terms_next(const char *packed, struct packed_term *term)
{
	const unsigned char head = (unsigned char)*packed;

	*term = (struct packed_term){ packed + 1, head & ~TERMS_MARK, head & TERMS_MARK };
	return packed + 1 + term->length;
}

/* What stands in index files is written as it is. */
static bool
is_clean(const char *term, size_t length)
{
	unsigned char seen = 0;

	for (size_t i = 0; i < length; i++) {
		seen |= (unsigned char)term[i];
		if ((unsigned char)term[i] <= ' ' || term[i] == '"' || term[i] == '\\')
			return false;
	}
	return seen < 0x80 || g_utf8_validate(term, (gssize)length, NULL);
}

bool
terms_check(const char *bytes, size_t size)
{
	const char *const end = bytes + size;

	while (bytes < end) {
		const size_t length = (unsigned char)*bytes++ & ~TERMS_MARK;

		if (length == 0 || length > TERM_LIMIT || length > (size_t)(end - bytes) || !is_clean(bytes, length))
			return false;
		bytes += length;
	}
	return true;
}
