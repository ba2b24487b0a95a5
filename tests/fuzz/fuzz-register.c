/* fuzz-register: any bytes as a register: people, services, schedules with their hours, escalations. */
#include "model.h"
#include "model/escalation.h"
#include "model/schedule.h"

static void
check_schedules(struct list schedules)
{
	for (size_t i = 0; i < schedules.count; i++) {
		const struct schedule *schedule = &((const struct schedule *)schedules.items)[i];

		fuzz_span(schedule->span);
		for (size_t j = 0; j < schedule->layers.count; j++) {
			const struct layer *layer = &((const struct layer *)schedule->layers.items)[j];

			fuzz_span(layer->span);
			fuzz_span(layer->hours.span);
			fuzz_span(layer->start.span);
		}
		for (size_t j = 0; j < schedule->overrides.count; j++)
			fuzz_span(((const struct override *)schedule->overrides.items)[j].span);
	}
}

static void
check_escalations(struct list escalations)
{
	for (size_t i = 0; i < escalations.count; i++) {
		const struct escalation *escalation = &((const struct escalation *)escalations.items)[i];

		fuzz_span(escalation->span);
		for (size_t j = 0; j < escalation->levels.count; j++)
			fuzz_span(((const struct escalation_level *)escalation->levels.items)[j].span);
	}
}

static void
check_findings(struct findings *findings)
{
	const struct finding *const *list;
	size_t count;

	findings_settle(findings, &(struct settlement){ .now = 1774000000 });
	list = findings_list(findings, &count);
	for (size_t i = 0; i < count; i++)
		fuzz_span(list[i]->span);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct fuzz_site *site = fuzz_site();
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	struct references *references = references_new(pool);
	char *copy = pool_alloc(pool, size + 1);
	const struct source *source;
	const struct registers *registers;

	if (size)
		memcpy(copy, bytes, size);
	source = source_new(pool, "content/names.yaml", copy, size);
	registers = registers_read(pool, findings, references, site->config, &source, 1);
	check_schedules(schedules_read(pool, findings, references, site->config, registers));
	check_escalations(escalations_read(pool, findings, references, site->config, registers));
	component_find(registers, "Payments");
	person_find(registers, "@dana");
	check_findings(findings);
	pool_free(pool);
	return 0;
}
