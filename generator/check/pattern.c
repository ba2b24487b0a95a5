#include "check/pattern.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

struct pattern {
	GRegex *regex;
};

static void
release_regex(void *regex)
{
	g_regex_unref(regex);
}

const struct pattern *
pattern_new(struct pool *pool, const char *expression)
{
	struct pattern *pattern = pool_new0(pool, struct pattern);
	g_autoptr(GError) error = NULL;

	pattern->regex = g_regex_new(expression, G_REGEX_RAW | G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, &error);
	if (!pattern->regex)
		g_error("pattern %s: %s", expression, error->message);
	pool_adopt(pool, pattern->regex, release_regex);
	return pattern;
}

bool
pattern_find(const struct pattern *pattern, const char *text, size_t length, size_t from, struct match *match)
{
	g_autoptr(GMatchInfo) info = NULL;
	int start, end;

	if (from > length || length > G_MAXINT)
		return false;
	if (!g_regex_match_full(pattern->regex, text, (gssize)length, (int)from, 0, &info, NULL))
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
		g_ptr_array_add(words->patterns, (void *)pattern_new(words->pool, expression));
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
};

struct scan *
scan_new(struct pool *pool, const struct pattern *const *patterns, size_t count, scan_accept *accept, const void *data)
{
	struct scan *scan = pool_new0(pool, struct scan);

	*scan = (struct scan){ .patterns = patterns, .count = count, .accept = accept, .data = data };
	scan->next = pool_array(pool, struct next, count);
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
	scan->text = text;
	scan->length = length;
	for (size_t i = 0; i < scan->count; i++)
		find_next(scan, i, 0);
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
