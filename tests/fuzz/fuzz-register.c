/* fuzz-register: any bytes as a register: people, services, schedules with their hours, escalations. */
#include "model.h"

#include <stdlib.h>

#include "model/escalation.h"
#include "model/schedule.h"
#include "model/schedule_pattern.h"

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

#define NOW INT64_C(1774000000)
#define DAY INT64_C(86400)

/* Shifts and gaps are all of a time together, and each instant is in one of them. */
static void
check_shifts(struct pool *pool, struct list schedules)
{
	for (size_t i = 0; i < schedules.count; i++) {
		const struct schedule *schedule = &((const struct schedule *)schedules.items)[i];
		const struct shifts shifts = schedule_shifts(pool, schedule, NOW, NOW + 3 * DAY), gaps = schedule_gaps(pool, schedule, NOW, NOW + 3 * DAY);
		int64_t at = NOW;

		for (size_t s = 0, g = 0; s < shifts.count || g < gaps.count;) {
			const bool shift = g == gaps.count || (s < shifts.count && shifts.items[s].from < gaps.items[g].from);
			const struct shift *next = shift ? &shifts.items[s++] : &gaps.items[g++];

			if ((at == NOW ? next->from > at : next->from != at) || next->until <= at)
				abort();
			at = next->until;
		}
		if (at < NOW + 3 * DAY)
			abort();
		schedule_loads(pool, schedule_pattern(pool, schedule, schedule->zone), NOW, NOW + 3 * DAY);
	}
}

/* Delays don't fall, and a level is at its delay. */
static void
check_levels(struct pool *pool, const struct escalation *escalation)
{
	const struct reached_levels levels = escalation_at(pool, escalation, NOW);

	for (size_t i = 0; i < levels.count; i++)
		if (levels.items[i].at != NOW + levels.items[i].after || levels.items[i].after < (i ? levels.items[i - 1].after : 0))
			abort();
}

static void
check_escalations(struct pool *pool, struct list escalations)
{
	for (size_t i = 0; i < escalations.count; i++) {
		const struct escalation *escalation = &((const struct escalation *)escalations.items)[i];

		fuzz_span(escalation->span);
		check_levels(pool, escalation);
		for (size_t j = 0; j < escalation->levels.count; j++)
			fuzz_span(((const struct escalation_level *)escalation->levels.items)[j].span);
	}
}

static void
check_findings(struct findings *findings)
{
	const struct finding *const *list;
	size_t count;

	findings_settle(findings, &(struct settlement){ .now = NOW });
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
	struct list schedules;

	if (size)
		memcpy(copy, bytes, size);
	source = source_new(pool, "content/names.yaml", copy, size);
	registers = registers_read(pool, findings, references, site->config, &source, 1);
	schedules = schedules_read(pool, findings, references, site->config, registers);
	check_schedules(schedules);
	check_shifts(pool, schedules);
	check_escalations(pool, escalations_read(pool, findings, references, site->config, registers, schedules));
	component_find(registers, "Payments");
	person_find(registers, "@dana");
	check_findings(findings);
	pool_free(pool);
	return 0;
}
