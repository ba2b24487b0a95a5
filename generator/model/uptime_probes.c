/* Outages that probes saw and no incident speaks of. */
#include "model/uptime.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"

/* ---- of which an incident speaks ---- */

struct stretch {
	int64_t start, end;
};

static int64_t
over_at(const struct incident *incident)
{
	if (incident->resolved != TIME_NONE)
		return incident->resolved;
	return incident->maintenance && incident->ends != TIME_NONE ? incident->ends : INT64_MAX;
}

static void
cover(GArray *covered, const struct incident *incident, const struct service *service)
{
	for (size_t i = 0; i < incident->component_count; i++) {
		const struct stretch stretch = { MAX(incident->named_since[i], incident->started), over_at(incident) };

		if (incident->components[i] == service && incident->started != TIME_NONE && stretch.start < stretch.end)
			g_array_append_val(covered, stretch);
	}
}

static int
compare_stretches(const void *one, const void *other)
{
	const struct stretch *a = one, *b = other;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Ascending; the spans of incidents themselves are always among them. */
static GArray *
covered_of(const struct uptime *uptime, const struct incident *const *incidents, size_t count)
{
	GArray *covered = g_array_new(FALSE, FALSE, sizeof(struct stretch));

	for (size_t i = 0; i < count; i++)
		cover(covered, incidents[i], uptime->service);
	for (size_t i = 0; i < uptime->span_count; i++) {
		const struct stretch stretch = { uptime->spans[i].start, uptime->spans[i].end };

		g_array_append_val(covered, stretch);
	}
	g_array_sort(covered, compare_stretches);
	return covered;
}

/* ---- spans ---- */

static void
add_span(GArray *spans, int64_t start, int64_t end, enum state state)
{
	const struct uptime_span span = { start, end, state };

	if (start < end)
		g_array_append_val(spans, span);
}

/* What of an outage is not covered. */
static void
add_uncovered(GArray *spans, const struct uptime *uptime, const struct service_outage *outage, const GArray *covered)
{
	const int64_t end = MIN(outage->end, uptime->now);
	int64_t at = MAX(outage->start, uptime->since);

	for (guint i = 0; i < covered->len; i++) {
		const struct stretch *stretch = &g_array_index(covered, struct stretch, i);

		if (stretch->end <= at)
			continue;
		if (stretch->start >= end)
			break;
		add_span(spans, at, MIN(stretch->start, end), outage->state);
		at = stretch->end;
	}
	add_span(spans, at, end, outage->state);
}

static int
compare_spans(const void *one, const void *other)
{
	const struct uptime_span *a = one, *b = other;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* Two that touch and are of one state are one. */
static void
take_spans(struct pool *pool, struct uptime *uptime, GArray *all)
{
	struct uptime_span *spans = pool_array(pool, struct uptime_span, all->len);
	size_t count = 0;

	g_array_sort(all, compare_spans);
	for (guint i = 0; i < all->len; i++) {
		const struct uptime_span *span = &g_array_index(all, struct uptime_span, i);

		if (count && spans[count - 1].end == span->start && spans[count - 1].state == span->state)
			spans[count - 1].end = span->end;
		else
			spans[count++] = *span;
	}
	uptime->spans = spans;
	uptime->span_count = count;
}

static void
add_outages(struct pool *pool, struct uptime *uptime, const struct incident *const *incidents, size_t count, const struct service_log *log)
{
	size_t outage_count;
	const struct service_outage *outages = service_outages(pool, log, uptime->now, &outage_count);
	g_autoptr(GArray) covered = NULL, spans = NULL;

	if (!outage_count)
		return;
	covered = covered_of(uptime, incidents, count);
	spans = g_array_new(FALSE, FALSE, sizeof(struct uptime_span));
	g_array_append_vals(spans, uptime->spans, (guint)uptime->span_count);
	for (size_t i = 0; i < outage_count; i++)
		add_uncovered(spans, uptime, &outages[i], covered);
	take_spans(pool, uptime, spans);
}

const struct uptime *
uptime_with_probes(struct pool *pool, const struct uptime *uptimes, size_t count, const struct incident *const *incidents, size_t incident_count,
    const struct probelog *log)
{
	struct uptime *merged;

	if (!log)
		return uptimes;
	merged = pool_memdup(pool, count ? (const void *)uptimes : "", count * sizeof(*uptimes));
	for (size_t i = 0; i < count; i++)
		if (probelog_of(log, uptimes[i].service))
			add_outages(pool, &merged[i], incidents, incident_count, probelog_of(log, uptimes[i].service));
	return merged;
}
