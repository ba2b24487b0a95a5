#include "check/pattern.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"

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
	GString *words;
	GPtrArray *patterns;
};

static void
end_words(struct words *words)
{
	const char *expression = pool_printf(words->pool, "%s(?:%s)%s", words->before, words->words->str, words->after);

	if (words->words->len)
		g_ptr_array_add(words->patterns, (void *)pattern_new(words->pool, NULL, expression));
	g_string_truncate(words->words, 0);
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
}

const struct pattern *const *
patterns_of_words(struct pool *pool, const char *before, const char *const *words, size_t count, const char *after)
{
	g_autoptr(GPtrArray) patterns = g_ptr_array_new();
	g_autoptr(GString) text = g_string_new(NULL);
	struct words state = { pool, before, after, text, patterns };

	for (size_t i = 0; i < count; i++)
		add_word(&state, words[i]);
	end_words(&state);
	g_ptr_array_add(patterns, NULL);
	return pool_memdup(pool, patterns->pdata, patterns->len * sizeof(*patterns->pdata));
}

/* ---- What a pattern needs ---- */

#define NEED_LEAST 3    /* bytes of a word */
#define FILTER_BITS 12
#define NEEDS_MAX 64    /* patterns that are told apart; any more are always tried */

struct need {
	const char *word; /* lower case */
	size_t length, which;
	uint16_t slot;
};

/* Which words are in a text, in one pass over it: three bytes tell whether one may begin here. */
struct needs {
	struct need *items;
	size_t count;
	bool slots[1 << FILTER_BITS];
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
	needs->items[needs->count++] = (struct need){ word, length, which, slot_of(bytes) };
	needs->slots[slot_of(bytes)] = true;
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
needs_met_at(const struct needs *needs, uint16_t slot, const char *text, size_t left)
{
	uint64_t met = 0;

	for (size_t i = 0; i < needs->count; i++) {
		const struct need *need = &needs->items[i];

		if (need->slot == slot && need->length <= left && g_ascii_strncasecmp(text, need->word, need->length) == 0)
			met |= UINT64_C(1) << need->which;
	}
	return met;
}

/* A bit for each pattern that may match. */
static uint64_t
needs_met(const struct needs *needs, const char *text, size_t length)
{
	uint64_t met = needs->free;
	uint32_t bytes = 0;

	for (size_t i = 0; i < length; i++) {
		uint16_t slot;

		bytes = next_bytes(bytes, text[i]);
		slot = slot_of(bytes);
		if (needs->slots[slot] && i + 1 >= NEED_LEAST)
			met |= needs_met_at(needs, slot, text + i + 1 - NEED_LEAST, length - (i + 1 - NEED_LEAST));
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
