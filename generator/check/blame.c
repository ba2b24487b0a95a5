#include "check/blame.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

struct blame {
	struct scan *blame, *names;
};

static void
add_name(struct pool *pool, GPtrArray *names, const char *prefix, const char *name, size_t length)
{
	g_ptr_array_add(names, pool_printf(pool, "%s%.*s", prefix, (int)length, name));
}

/* A name of two letters, or one that begins as no name does, would be found in too many words. */
static size_t
first_name_length(const char *name)
{
	size_t length = name ? strcspn(name, " ") : 0;

	return length > 2 && name[length] == ' ' && !g_ascii_islower(*name) ? length : 0;
}

/* Full names before first names, since the first alternative wins. */
static GPtrArray *
all_names(struct pool *pool, const struct registers *registers)
{
	const struct person *people = REGISTER_ITEMS(registers->people, struct person);
	GPtrArray *names = g_ptr_array_new();

	for (size_t i = 0; i < registers->people.count; i++) {
		if (people[i].name.s)
			add_name(pool, names, "", people[i].name.s, strlen(people[i].name.s));
		if (people[i].id.s)
			add_name(pool, names, "@", people[i].id.s, strlen(people[i].id.s));
	}
	for (size_t i = 0; i < registers->people.count; i++)
		add_name(pool, names, "", people[i].name.s, first_name_length(people[i].name.s));
	return names;
}

#define ADVERBS "accidentally|mistakenly|wrongly|inadvertently|unintentionally|carelessly|incorrectly|erroneously"
#define BEFORE_VERB "(?:\\s+(?:had|has|have|then|again|simply|also|just|who|both)){0,3}"
#define FAILURES \
	"forgot(?:ten)?|forgets|fail(?:ed|s) to|neglected|overlooked|missed|ignored|broke|caused|misconfigured|mistyped|misread|" \
	"misunderstood|messed up|screwed up|should(?:n't|n’t| not)? have|did(?:n't|n’t| not)|was careless|" \
	"made (?:a|an|the) (?:\\w+ )?(?:mistake|error)|" \
	"deleted the wrong|ran the wrong|pushed the wrong|dropped the wrong"

/* Of somebody without a name only what is their own doing: "the engineer did not have access" is no blame. */
#define SOMEBODY \
	"(?:engineers?|developers?|operators?|administrators?|admins?|responders?|interns?|contractors?|on-call|someone|somebody)"
#define SOMEBODY_NEEDS "engineer|developer|operator|admin|responder|intern|contractor|on-call|someone|somebody"
#define OWN_FAILURES \
	"forgot(?:ten)?|forgets|failed to|neglected|overlooked|misconfigured|mistyped|misread|misunderstood|messed up|screwed up|" \
	"should have known|was careless|made (?:a|an|the) (?:\\w+ )?(?:mistake|error)|" \
	"deleted the wrong|ran the wrong|pushed the wrong|dropped the wrong"

#define NAME_START "(?<![\\w@.-])"
#define NAME_END "(?![\\w-])"

static void
add_all(GPtrArray *patterns, const struct pattern *const *more)
{
	for (; *more; more++)
		g_ptr_array_add(patterns, (void *)*more);
}

static struct scan *
scan_of(struct pool *pool, const GPtrArray *patterns)
{
	return scan_new(pool, pool_memdup(pool, patterns->pdata, patterns->len * sizeof(*patterns->pdata)), patterns->len, NULL, NULL);
}

const struct blame *
blame_new(struct pool *pool, const struct registers *registers)
{
	g_autoptr(GPtrArray) names = all_names(pool, registers), patterns = g_ptr_array_new();
	const char *const *words = (const char *const *)names->pdata;
	struct blame *blame = pool_new0(pool, struct blame);

	add_all(patterns, patterns_of_words(pool, NAME_START, words, names->len, NAME_END));
	blame->names = scan_of(pool, patterns);
	g_ptr_array_set_size(patterns, 0);
	g_ptr_array_add(patterns, (void *)pattern_new(pool, " error", "(?i)\\b(?:human|operator|user|engineer|pilot) error\\b"));
	add_all(patterns, patterns_of_words(pool, NAME_START, words, names->len,
	    NAME_END "(?:" BEFORE_VERB "\\s+(?:(?:" ADVERBS ")\\s+\\w+|(?:" FAILURES ")\\b)"
	             "|(?:'|’)s (?:mistake|error|fault|oversight|carelessness))"));
	g_ptr_array_add(patterns,
	    (void *)pattern_new(pool, SOMEBODY_NEEDS, "(?i)\\b" SOMEBODY BEFORE_VERB "\\s+(?:(?:" ADVERBS ")\\s+\\w+|(?:" OWN_FAILURES ")\\b)"));
	add_all(patterns, patterns_of_words(pool, "\\b(?:[Cc]aused|[Bb]roken|[Tt]riggered) by ", words, names->len, NAME_END));
	blame->blame = scan_of(pool, patterns);
	return blame;
}

void
blame_begin(const struct blame *blame, const char *text, size_t length)
{
	scan_begin(blame->blame, text, length);
}

bool
blame_next(const struct blame *blame, size_t from, struct match *match)
{
	size_t which;

	return scan_next(blame->blame, from, match, &which);
}

void
person_names_begin(const struct blame *blame, const char *text, size_t length)
{
	scan_begin(blame->names, text, length);
}

bool
person_names_next(const struct blame *blame, size_t from, struct match *match)
{
	size_t which;

	return scan_next(blame->names, from, match, &which);
}
