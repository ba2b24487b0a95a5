#include "check/pattern.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"

#define NEED_LEAST 3 /* bytes of a word that a pattern needs */

struct pattern {
	const char *expression, *needs;
	GRegex *regex; /* NULL until it is first needed */
};

static void
release_regex(void *data)
{
	const struct pattern *pattern = data;

	if (pattern->regex)
		g_regex_unref(pattern->regex);
}

const struct pattern *
pattern_new(struct pool *pool, const char *needs, const char *expression)
{
	struct pattern *pattern = pool_new0(pool, struct pattern);

	pattern->needs = needs;
	pattern->expression = expression;
	return pool_adopt(pool, pattern, release_regex);
}

/* Compiling takes longer than most texts do, and most patterns are never needed. */
static const GRegex *
regex_of(const struct pattern *pattern)
{
	struct pattern *own = (struct pattern *)pattern;
	g_autoptr(GError) error = NULL;
	GRegex *regex;

	if (!g_once_init_enter(&own->regex))
		return own->regex;
	regex = g_regex_new(pattern->expression, G_REGEX_RAW | G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, &error);
	if (!regex)
		g_error("pattern %s: %s", pattern->expression, error ? error->message : "no memory");
	g_once_init_leave(&own->regex, regex);
	return regex;
}

bool
pattern_find(const struct pattern *pattern, const char *text, size_t length, size_t from, struct match *match)
{
	g_autoptr(GMatchInfo) info = NULL;
	int start, end;

	if (from > length || length > G_MAXINT)
		return false;
	if (!g_regex_match_full(regex_of(pattern), text, (gssize)length, (int)from, 0, &info, NULL))
		return false;
	g_match_info_fetch_pos(info, 0, &start, &end);
	*match = (struct match){ (size_t)start, (size_t)end, (size_t)start, (size_t)end };
	if (g_match_info_fetch_pos(info, 1, &start, &end) && start >= 0) {
		match->inner_start = (size_t)start;
		match->inner_end = (size_t)end;
	}
	return true;
}

bool
pattern_is_in(const struct pattern *pattern, const char *text)
{
	struct match match;

	return pattern_find(pattern, text, strlen(text), 0, &match);
}

/* ---- Many words ---- */

/* Bytes of words in one pattern; PCRE compiles at most 64 KiB. */
#define WORDS_MAX 8192
#define WORD_MAX 200

struct words {
	struct pool *pool;
	const char *before, *after;
	GString *words, *needs;
	bool is_needed; /* whether all words are long enough to be needs */
	GPtrArray *patterns;
};

static void
end_words(struct words *words)
{
	const char *expression = pool_printf(words->pool, "%s(?:%s)%s", words->before, words->words->str, words->after);
	const char *needs = words->is_needed ? pool_strdup(words->pool, words->needs->str) : NULL;

	if (words->words->len)
		g_ptr_array_add(words->patterns, (void *)pattern_new(words->pool, needs, expression));
	g_string_truncate(words->words, 0);
	g_string_truncate(words->needs, 0);
	words->is_needed = true;
}

/* A word that has a '|' is needed up to it; the case of what is not ASCII is not ignored. */
static void
add_word_need(struct words *words, const char *word)
{
	const size_t length = strcspn(word, "|");
	g_autofree char *lower = g_ascii_strdown(word, (gssize)length);

	words->is_needed = words->is_needed && length >= NEED_LEAST;
	g_string_append_printf(words->needs, "%s%s", words->needs->len ? "|" : "", lower);
}

static void
add_word(struct words *words, const char *word)
{
	g_autofree char *escaped = NULL;

	if (!*word || strlen(word) > WORD_MAX)
		return;
	if (words->words->len > WORDS_MAX)
		end_words(words);
	escaped = g_regex_escape_string(word, -1);
	g_string_append_printf(words->words, "%s%s", words->words->len ? "|" : "", escaped);
	add_word_need(words, word);
}

const struct pattern *const *
patterns_of_words(struct pool *pool, const char *before, const char *const *words, size_t count, const char *after)
{
	g_autoptr(GPtrArray) patterns = g_ptr_array_new();
	g_autoptr(GString) text = g_string_new(NULL), needs = g_string_new(NULL);
	struct words state = { pool, before, after, text, needs, true, patterns };

	for (size_t i = 0; i < count; i++)
		add_word(&state, words[i]);
	end_words(&state);
	g_ptr_array_add(patterns, NULL);
	return pool_memdup(pool, patterns->pdata, patterns->len * sizeof(*patterns->pdata));
}

/* ---- What a pattern needs ---- */

#define FILTER_BITS 12
#define NEEDS_MAX 64    /* patterns that are told apart; any more are always tried */

struct need {
	const char *word; /* lower case */
	size_t length, which;
	uint32_t next; /* of the same slot: its number + 1; 0: none */
};

/*
 * Which words are in a text, in one pass over it.  Words are in eight classes by their first three bytes; masks has, for each
 * byte, the classes that have it third, second and first: "shift-and", eight words at a time.  Where that says that
 * one may be here, the three bytes tell which.
 */
struct needs {
	uint32_t masks[256];
	struct need *items;
	size_t count;
	uint32_t slots[1 << FILTER_BITS]; /* the number + 1 of the first need whose first bytes say so; 0: none */
	uint64_t free; /* patterns that need nothing */
};

static uint16_t
slot_of(uint32_t bytes)
{
	return (uint16_t)((bytes * 0x9e3779b1u) >> (32 - FILTER_BITS));
}

static uint32_t
next_bytes(uint32_t bytes, char c)
{
	return (bytes << 8 | (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)) & 0xffffff;
}

static void
add_need(struct needs *needs, const char *word, size_t length, size_t which)
{
	uint32_t bytes = 0;

	if (length < NEED_LEAST)
		g_error("\"%.*s\" is too short to be looked for", (int)length, word);
	for (size_t i = 0; i < NEED_LEAST; i++)
		bytes = next_bytes(bytes, word[i]);
	for (size_t i = 0; i < NEED_LEAST; i++) {
		const uint32_t mask = UINT32_C(1) << (8 * i + slot_of(bytes) % 8);

		needs->masks[(unsigned char)word[i]] |= mask;
		needs->masks[(unsigned char)g_ascii_toupper(word[i])] |= mask;
	}
	needs->items[needs->count] = (struct need){ word, length, which, needs->slots[slot_of(bytes)] };
	needs->slots[slot_of(bytes)] = (uint32_t)++needs->count;
}

static size_t
count_needs(const struct pattern *const *patterns, size_t count)
{
	size_t needs = 0;

	for (size_t i = 0; i < count; i++)
		for (const char *p = patterns[i]->needs; p; p = strchr(p + 1, '|'))
			needs++;
	return needs;
}

static struct needs *
needs_new(struct pool *pool, const struct pattern *const *patterns, size_t count)
{
	struct needs *needs = pool_new0(pool, struct needs);

	needs->items = pool_array(pool, struct need, count_needs(patterns, count));
	for (size_t i = 0; i < MIN(count, NEEDS_MAX); i++) {
		if (!patterns[i]->needs)
			needs->free |= UINT64_C(1) << i;
		for (const char *p = patterns[i]->needs, *end; p; p = *end ? end + 1 : NULL) {
			end = p + strcspn(p, "|");
			add_need(needs, p, (size_t)(end - p), i);
		}
	}
	return needs;
}

/* The patterns of which a word begins at a place. */
static uint64_t
needs_met_at(const struct needs *needs, const char *text, size_t left)
{
	uint32_t number, bytes = 0;
	uint64_t met = 0;

	for (size_t i = 0; i < NEED_LEAST; i++)
		bytes = next_bytes(bytes, text[i]);
	number = needs->slots[slot_of(bytes)];
	while (number) {
		const struct need *need = &needs->items[number - 1];

		if (need->length <= left && g_ascii_strncasecmp(text, need->word, need->length) == 0)
			met |= UINT64_C(1) << need->which;
		number = need->next;
	}
	return met;
}

/* A bit for each pattern that may match. */
static uint64_t
needs_met(const struct needs *needs, const char *text, size_t length)
{
	uint64_t met = needs->free;
	uint32_t classes = 0;

	for (size_t i = 0; i < length; i++) {
		classes = (classes << 8 | 0xff) & needs->masks[(unsigned char)text[i]];
		if (classes >> (8 * (NEED_LEAST - 1)))
			met |= needs_met_at(needs, text + i + 1 - NEED_LEAST, length - (i + 1 - NEED_LEAST));
	}
	return met;
}

/* ---- Scans ---- */

struct next {
	struct match match;
	bool there;
};

struct scan {
	const struct pattern *const *patterns;
	size_t count;
	scan_accept *accept;
	const void *data;
	const char *text;
	size_t length;
	struct next *next; /* one for each pattern */
	struct needs *needs;
};

struct scan *
scan_new(struct pool *pool, const struct pattern *const *patterns, size_t count, scan_accept *accept, const void *data)
{
	struct scan *scan = pool_new0(pool, struct scan);

	*scan = (struct scan){ .patterns = patterns, .count = count, .accept = accept, .data = data };
	scan->next = pool_array(pool, struct next, count);
	scan->needs = needs_new(pool, patterns, count);
	return scan;
}

static void
find_next(struct scan *scan, size_t which, size_t from)
{
	struct next *next = &scan->next[which];

	for (;;) {
		next->there = pattern_find(scan->patterns[which], scan->text, scan->length, from, &next->match);
		if (!next->there || !scan->accept || scan->accept(scan->data, scan->text, which, &next->match))
			return;
		/* What begins in the group may count still. */
		from = next->match.inner_start > from ? next->match.inner_start : MAX(next->match.end, from + 1);
	}
}

void
scan_begin(struct scan *scan, const char *text, size_t length)
{
	const uint64_t met = needs_met(scan->needs, text, length);

	scan->text = text;
	scan->length = length;
	for (size_t i = 0; i < scan->count; i++) {
		scan->next[i].there = false;
		if (i >= NEEDS_MAX || met >> i & 1)
			find_next(scan, i, 0);
	}
}

bool
scan_next(struct scan *scan, size_t from, struct match *match, size_t *which)
{
	const struct next *first = NULL;

	for (size_t i = 0; i < scan->count; i++) {
		struct next *next = &scan->next[i];

		if (next->there && next->match.start < from)
			find_next(scan, i, from);
		if (next->there && (!first || next->match.start < first->match.start))
			first = next;
	}
	if (!first)
		return false;
	*match = first->match;
	*which = (size_t)(first - scan->next);
	return true;
}
