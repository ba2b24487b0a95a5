/*
 * fuzz-baseline: any bytes as a baseline's file; and as a source with findings in it, whose baseline
 * must then know every one of them.
 */
#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "report/baseline.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A finding at every eighth byte at most, so that lines have none, one and several. */
static struct findings *
make_findings(struct pool *pool, const struct source *source)
{
	struct findings *findings = findings_new(pool);

	for (size_t at = 0; at < source->size; at += 1 + (unsigned char)source->bytes[at] % 8)
		finding_add(findings, at % 2 ? RULE_SECTION_MISSING : RULE_LINK_BROKEN, span_of(source, at, at + 1), "word %.*s",
		    (int)(source->size - at < 9 ? source->size - at : 9), source->bytes + at);
	findings_settle(findings, &(struct settlement){ .now = 1774000000 });
	return findings;
}

static void
check_kept(struct pool *pool, const struct source *source)
{
	struct findings *findings = make_findings(pool, source);
	const char *text = baseline_render(pool, findings), *problem = NULL;
	struct baseline *baseline = baseline_read(pool, source_new(pool, "baseline.json", text, strlen(text)), &problem);
	size_t count;

	require(baseline);
	baseline_apply(baseline, findings);
	findings_list(findings, &count);
	require(count == 0);
	baseline_gone(baseline, &count);
	require(count == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	char *text = pool_alloc(pool, size + 1);
	const char *problem = NULL;
	const struct source *source;
	struct baseline *baseline;

	if (size)
		memcpy(text, bytes, size);
	source = source_new(pool, "content/a.md", text, size);
	baseline = baseline_read(pool, source, &problem);
	if (baseline) {
		baseline_apply(baseline, make_findings(pool, source));
		require(baseline_gone_text(baseline));
	} else {
		require(problem && *problem);
	}
	if (size <= 512)
		check_kept(pool, source);
	pool_free(pool);
	return 0;
}
