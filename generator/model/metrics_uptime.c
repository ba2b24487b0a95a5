/* Uptime and error budgets. */
#include "model/metrics_parts.h"

#include <math.h>

#include "base/pool.h"
#include "base/time.h"

#define MILLION INT64_C(1000000)

static bool
has_component(const struct service *service)
{
	return service->component.span.source != NULL;
}

static bool
has_objective(const struct slo *slo)
{
	return slo->objective.given && slo->objective.n > 0 && slo->objective.n <= 100 && slo->window.seconds > 0;
}

/* Those that count, drafts aside. */
static const struct incident **
all_incidents(struct pool *pool, const struct metrics_input *input, size_t *count)
{
	const struct incident **incidents = pool_array(pool, const struct incident *, input->incident_count);

	*count = 0;
	for (size_t i = 0; i < input->incident_count; i++)
		if (metrics_counts(input, input->incidents[i]->document))
			incidents[(*count)++] = input->incidents[i];
	return incidents;
}

static int64_t
seconds_lost(const struct uptime_sum *sum, const struct uptime_weights *weights)
{
	return (uptime_lost(sum, weights) + MILLION - 1) / MILLION;
}

static void
put_objective(struct metrics_uptime *row, const struct uptime *uptime, const struct uptime_weights *weights, int64_t end)
{
	const struct slo *slo = &row->service->slo;
	struct uptime_sum sum;

	row->has_objective = has_objective(slo);
	if (!row->has_objective)
		return;
	row->budget = llround((double)slo->window.seconds * (100 - slo->objective.n) / 100);
	if (!row->known)
		return;
	sum = uptime_over(uptime, end - slo->window.seconds, end);
	row->window_hundredths = uptime_hundredths(&sum, weights);
	row->spent = seconds_lost(&sum, weights);
	row->left = row->budget - row->spent;
}

static struct metrics_uptime
row_of(const struct metrics_input *input, const struct uptime *uptime, const struct uptime_weights *weights)
{
	const int64_t end = MIN(input->until, input->now);
	struct metrics_uptime row = { .service = uptime->service, .known = has_component(uptime->service), .hundredths = UPTIME_NO_DATA, .window_hundredths = UPTIME_NO_DATA };

	if (row.known && end > input->from) {
		const struct uptime_sum sum = uptime_over(uptime, input->from, end);

		row.hundredths = uptime_hundredths(&sum, weights);
		row.lost = seconds_lost(&sum, weights);
	}
	put_objective(&row, uptime, weights, end);
	return row;
}

static const struct service **
services_of(struct pool *pool, const struct metrics_input *input, size_t *count)
{
	const struct list list = input->registers->services;
	const struct service **services = pool_array(pool, const struct service *, list.count);

	*count = 0;
	for (size_t i = 0; i < list.count; i++) {
		const struct service *service = &REGISTER_ITEMS(list, struct service)[i];

		if (has_component(service) || has_objective(&service->slo))
			services[(*count)++] = service;
	}
	return services;
}

const struct metrics_uptime *
metrics_uptimes(struct pool *pool, const struct metrics_input *input, size_t *count)
{
	const struct uptime_weights weights = uptime_weights(&input->config->status);
	const struct service **services = services_of(pool, input, count);
	size_t incident_count;
	const struct incident **incidents = all_incidents(pool, input, &incident_count);
	const struct uptime *by_incidents = uptime_read(pool, incidents, incident_count, services, *count, input->now);
	const struct uptime *uptimes = uptime_with_probes(pool, by_incidents, *count, incidents, incident_count, input->probelog);
	struct metrics_uptime *rows = pool_array(pool, struct metrics_uptime, *count);

	for (size_t i = 0; i < *count; i++)
		rows[i] = row_of(input, &uptimes[i], &weights);
	return rows;
}
