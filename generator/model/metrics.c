#include "model/metrics_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static const char *const measure_ids[MEASURE_COUNT] = {
	[MEASURE_DETECT] = "detect",
	[MEASURE_ACKNOWLEDGE] = "acknowledge",
	[MEASURE_PUBLIC_UPDATE] = "public_update",
	[MEASURE_MITIGATE] = "mitigate",
	[MEASURE_RESOLVE] = "resolve",
};

static const char *const detector_ids[DETECTOR_COUNT] = {
	[DETECTED_BY_MONITORING] = "monitoring",
	[DETECTED_BY_CUSTOMER] = "customer",
	[DETECTED_BY_EMPLOYEE] = "employee",
	[DETECTED_BY_UNKNOWN] = "unknown",
};

const char *
measure_id(enum measure measure)
{
	return measure_ids[measure];
}

const char *
detector_id(enum detector detector)
{
	return detector_ids[detector];
}

/* ---- summaries ---- */

static int
compare_seconds(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t
middle_of(const int64_t *sorted, size_t count)
{
	const int64_t low = sorted[(count - 1) / 2], high = sorted[count / 2];

	return low + (high - low + 1) / 2;
}

static int64_t
mean_of(const int64_t *values, size_t count)
{
	int64_t sum = 0;

	g_assert(count > 0);
	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return (2 * sum + (int64_t)count) / (2 * (int64_t)count);
}

struct summary
summary_of(int64_t *values, size_t count)
{
	if (!count)
		return (struct summary){ 0, DURATION_NONE, DURATION_NONE, DURATION_NONE };
	qsort(values, count, sizeof(*values), compare_seconds);
	return (struct summary){
		.n = count,
		.median = middle_of(values, count),
		.p90 = values[(9 * count + 9) / 10 - 1],
		.mean = mean_of(values, count),
	};
}

/* ---- groups ---- */

/* A group while it is filled: its values, one array a measure, NULL where there is none. */
struct bin {
	GArray *values[MEASURE_COUNT];
	size_t incidents;
	size_t *severities;
};

static void
bin_add(struct bin *bin, const struct occurrence *occurrence)
{
	bin->incidents++;
	for (int i = 0; i < MEASURE_COUNT; i++) {
		if (occurrence->seconds[i] == DURATION_NONE)
			continue;
		if (!bin->values[i])
			bin->values[i] = g_array_new(false, false, sizeof(int64_t));
		g_array_append_val(bin->values[i], occurrence->seconds[i]);
	}
}

/* Sums a bin up and empties it. */
static void
bin_close(struct bin *bin, struct summary *measures)
{
	for (int i = 0; i < MEASURE_COUNT; i++) {
		measures[i] = summary_of(bin->values[i] ? (int64_t *)(void *)bin->values[i]->data : NULL, bin->values[i] ? bin->values[i]->len : 0);
		if (bin->values[i])
			g_array_unref(bin->values[i]);
	}
}

static void
close_group(struct metrics_groups *groups, struct bin *bin, struct metrics_group group)
{
	group.incidents = bin->incidents;
	group.severities = bin->severities;
	bin_close(bin, group.measures);
	groups->items[groups->count++] = group;
}

/* ---- by severity ---- */

static const struct severity *
severity_of(const struct occurrence *occurrence)
{
	if (occurrence->postmortem && occurrence->postmortem->severity)
		return occurrence->postmortem->severity;
	return occurrence->incident ? occurrence->incident->severity : NULL;
}

/* Its place in the register; behind all of them where there is none. */
static size_t
severity_place(const struct metrics_input *input, const struct occurrence *occurrence)
{
	const struct severity *severity = severity_of(occurrence);

	return severity ? (size_t)(severity - REGISTER_ITEMS(input->registers->severities, struct severity)) : input->registers->severities.count;
}

static void
group_severities(struct pool *pool, const struct metrics_input *input, const GArray *occurrences, struct metrics_groups *groups)
{
	const struct list severities = input->registers->severities;
	g_autofree struct bin *bins = g_new0(struct bin, severities.count + 1);

	for (guint i = 0; i < occurrences->len; i++) {
		const struct occurrence *occurrence = &g_array_index(occurrences, struct occurrence, i);

		bin_add(&bins[severity_place(input, occurrence)], occurrence);
	}
	groups->items = pool_array(pool, struct metrics_group, severities.count + 1);
	for (size_t i = 0; i < severities.count; i++)
		close_group(groups, &bins[i], (struct metrics_group){ .severity = &REGISTER_ITEMS(severities, struct severity)[i] });
	if (bins[severities.count].incidents)
		close_group(groups, &bins[severities.count], (struct metrics_group){ 0 });
}

/* ---- by service ---- */

/* Adds an occurrence to the bin of a service, unless it was the last one to be added. */
static void
add_to_service(const struct metrics_input *input, struct bin *bins, guint *last, guint number, const struct service *service, const struct occurrence *occurrence)
{
	const size_t place = service ? (size_t)(service - REGISTER_ITEMS(input->registers->services, struct service)) : 0;

	if (!service || last[place] == number)
		return;
	last[place] = number;
	bin_add(&bins[place], occurrence);
}

/* The components of its incident and the services of its postmortem. */
static void
add_to_services(const struct metrics_input *input, struct bin *bins, guint *last, guint number, const struct occurrence *occurrence)
{
	const struct incident *incident = occurrence->incident;
	const struct texts services = occurrence->postmortem ? document_texts(occurrence->postmortem->document, "services") : (struct texts){ 0 };

	for (size_t i = 0; incident && i < incident->component_count; i++)
		add_to_service(input, bins, last, number, incident->components[i], occurrence);
	for (size_t i = 0; i < services.count; i++)
		if (services.items[i].s)
			add_to_service(input, bins, last, number, service_find(input->registers, services.items[i].s), occurrence);
}

static void
group_services(struct pool *pool, const struct metrics_input *input, const GArray *occurrences, struct metrics_groups *groups)
{
	const struct list services = input->registers->services;
	g_autofree struct bin *bins = g_new0(struct bin, services.count + 1);
	g_autofree guint *last = g_new0(guint, services.count + 1);

	for (guint i = 0; i < occurrences->len; i++)
		add_to_services(input, bins, last, i + 1, &g_array_index(occurrences, struct occurrence, i));
	groups->items = pool_array(pool, struct metrics_group, services.count);
	for (size_t i = 0; i < services.count; i++)
		if (bins[i].incidents)
			close_group(groups, &bins[i], (struct metrics_group){ .service = &REGISTER_ITEMS(services, struct service)[i] });
}

/* ---- by month ---- */

static int
month_number(const struct config *config, int64_t at)
{
	const struct civil civil = time_to_civil(config->zone, at);

	return civil.year * 12 + civil.month - 1;
}

int64_t
metrics_month(const struct config *config, int64_t at, int months)
{
	const int number = month_number(config, at) + months;
	const struct civil civil = { .year = number / 12, .month = number % 12 + 1, .day = 1 };

	return time_from_civil(config->zone, &civil);
}

/* A month before the first incident of all had none that anybody wrote down, which is not the same as none. */
static void
group_months(struct pool *pool, const struct metrics_input *input, const GArray *occurrences, struct metrics *metrics)
{
	struct metrics_groups *groups = &metrics->by_month;
	const int64_t known = metrics->first;
	const int last = month_number(input->config, input->until - 1);
	const int first = known == TIME_NONE ? last + 1 : month_number(input->config, MAX(known, input->from));
	const size_t count = (size_t)MAX(last + 1 - first, 0);
	g_autofree struct bin *bins = g_new0(struct bin, count);

	metrics->cut = count && first > month_number(input->config, input->from);
	for (size_t i = 0; i < count; i++)
		bins[i].severities = pool_array(pool, size_t, input->registers->severities.count + 1);
	for (guint i = 0; i < occurrences->len; i++) {
		const struct occurrence *occurrence = &g_array_index(occurrences, struct occurrence, i);
		struct bin *bin = &bins[month_number(input->config, occurrence->began) - first];

		bin_add(bin, occurrence);
		bin->severities[severity_place(input, occurrence)]++;
	}
	groups->items = pool_array(pool, struct metrics_group, count);
	for (size_t i = 0; i < count; i++)
		close_group(groups, &bins[i], (struct metrics_group){ .year = (first + (int)i) / 12, .month = (first + (int)i) % 12 + 1 });
}

/* ---- the whole ---- */

static enum detector
detector_of(const struct occurrence *occurrence)
{
	const char *word = occurrence->postmortem ? document_text(occurrence->postmortem->document, "detected_by").s : NULL;

	for (int i = 0; word && i < DETECTED_BY_UNKNOWN; i++)
		if (strcmp(word, detector_ids[i]) == 0)
			return (enum detector)i;
	return DETECTED_BY_UNKNOWN;
}

static void
count_all(const GArray *occurrences, struct metrics *metrics)
{
	struct bin all = { 0 };

	for (guint i = 0; i < occurrences->len; i++) {
		const struct occurrence *occurrence = &g_array_index(occurrences, struct occurrence, i);

		bin_add(&all, occurrence);
		metrics->postmortems += occurrence->postmortem != NULL;
		metrics->detected_by[detector_of(occurrence)]++;
	}
	metrics->incidents = all.incidents;
	bin_close(&all, metrics->measures);
}

const struct metrics *
metrics_read(struct pool *pool, const struct metrics_input *input)
{
	struct metrics *metrics = pool_new0(pool, struct metrics);
	g_autoptr(GArray) occurrences = metrics_occurrences(input, &metrics->first);

	metrics->from = input->from;
	metrics->until = input->until;
	count_all(occurrences, metrics);
	group_severities(pool, input, occurrences, &metrics->by_severity);
	group_services(pool, input, occurrences, &metrics->by_service);
	group_months(pool, input, occurrences, metrics);
	metrics_count_actions(input, &metrics->actions);
	metrics->uptime = metrics_uptimes(pool, input, &metrics->uptime_count);
	return metrics;
}
