/*
 * fuzz-excuse: any bytes as what stands in a comment; an excuse's parts must follow one another, and it
 * takes away findings of its own rule alone.
 */
#include "base/findings.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "check/excuses.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_parts(const struct excuse_words *words, size_t length)
{
	require(words->rule_start <= words->rule_end && words->rule_end <= length);
	require(words->until_start <= words->until_end && words->until_end <= length);
	require(words->reason_start <= words->reason_end && words->reason_end <= length);
	require(words->until_start == words->until_end || words->rule_end <= words->until_start);
	require(words->reason_start == words->reason_end ||
	    (words->rule_end <= words->reason_start && words->until_end <= words->reason_start));
}

static size_t
count_rule(const struct findings *findings, enum rule rule)
{
	size_t count, found = 0;
	const struct finding *const *list = findings_list(findings, &count);

	for (size_t i = 0; i < count; i++)
		found += list[i]->rule == rule;
	return found;
}

static void
settle(struct pool *pool, const struct source *source, const struct excuse_words *words)
{
	struct findings *findings = findings_new(pool);
	struct excuse excuse = {
		.span = span_of(source, 0, source->size),
		.rule_span = span_of(source, words->rule_start, words->rule_end),
		.rule = pool_strndup(pool, source->bytes + words->rule_start, words->rule_end - words->rule_start),
		.until = TIME_NONE,
		.covers_end = source->size,
	};
	bool excused;

	if (words->reason_end > words->reason_start)
		excuse.reason = pool_strndup(pool, source->bytes + words->reason_start, words->reason_end - words->reason_start);
	finding_add(findings, RULE_SECTION_MISSING, span_of(source, 0, 0), "a section is missing");
	findings_excuse(findings, &excuse);
	findings_settle(findings, &(struct settlement){ .now = 1774000000 });
	excused = excuse.reason && *excuse.reason && rule_find(excuse.rule) == RULE_SECTION_MISSING;
	require(count_rule(findings, RULE_SECTION_MISSING) == (excused ? 0 : 1));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	char *text = pool_alloc(pool, size + 1);
	struct excuse_words words;

	if (size)
		memcpy(text, bytes, size);
	if (excuse_read(text, size, &words)) {
		check_parts(&words, size);
		settle(pool, source_new(pool, "a.md", text, size), &words);
	}
	pool_free(pool);
	return 0;
}
