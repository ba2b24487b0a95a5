/* fuzz-alerts: any bytes as a file of Prometheus rules: every text has its place inside, and is UTF-8 where the file is. */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "read/alerts.h"

static void
check_text(struct text text)
{
	if (!text.s != !text.span.source)
		abort();
	if (text.s)
		fuzz_span(text.span);
}

static void
check_rule(const struct alert_rule *rule)
{
	if (!rule->name.s || !*rule->name.s || rule->label_count > 64)
		abort();
	check_text(rule->name);
	check_text(rule->expr);
	check_text(rule->pending);
	check_text(rule->summary);
	check_text(rule->description);
	check_text(rule->runbook);
	for (size_t i = 0; i < rule->label_count; i++)
		check_text(rule->labels[i].value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	char *copy = memcpy(pool_alloc(pool, size + 1), bytes, size);
	const struct alert_rules rules = alerts_read(pool, findings, source_new(pool, "rules.yaml", copy, size));
	const struct finding *const *list;
	size_t count;

	for (size_t i = 0; i < rules.count; i++)
		check_rule(&rules.items[i]);
	findings_settle(findings, &(struct settlement){ 0 });
	list = findings_list(findings, &count);
	if (!rules.complete && !count)
		abort();
	for (size_t i = 0; i < count; i++)
		fuzz_span(list[i]->span);
	pool_free(pool);
	return 0;
}
