#include "model/uptime.h"

#include <glib.h>
#include <math.h>

#include "base/pool.h"
#include "base/time.h"

/* ---- incidents → edges ---- */

/* From an instant on one incident more, or less, says that the component is in a state. */
struct edge {
	int64_t at;
	enum state state;
	int step; /* 1, -1 */
};

/* A component while incidents are gone through: what the one at hand says of it. */
struct track {
	GArray *edges;
	int64_t since, now;
	enum state state; /* of the incident at hand; operational between incidents */
	int64_t from;
	enum state worst_now;
};

static void
add_edges(struct track *track, int64_t end)
{
	const struct edge edges[] = {
		{ MAX(track->from, track->since), track->state, 1 },
		{ MIN(end, track->now), track->state, -1 },
	};

	if (track->from <= track->now && track->now < end)
		track->worst_now = MAX(track->worst_now, track->state);
	if (track->state != STATE_OPERATIONAL && edges[0].at < edges[1].at)
		g_array_append_vals(track->edges, edges, G_N_ELEMENTS(edges));
}

static void
turn(struct track *track, enum state state, int64_t at)
{
	add_edges(track, at);
	track->state = state;
	track->from = at;
}

static void
follow(GHashTable *tracks, const struct incident *incident)
{
	for (size_t i = 0; i < incident->change_count; i++) {
		const struct change *change = &incident->changes[i];
		struct track *track = g_hash_table_lookup(tracks, change->service);

		if (track)
			turn(track, change->state, change->at);
	}
	for (size_t i = 0; i < incident->component_count; i++) {
		struct track *track = g_hash_table_lookup(tracks, incident->components[i]);

		if (track)
			turn(track, STATE_OPERATIONAL, INT64_MAX);
	}
}

/* ---- edges → spans ---- */

static int
compare_edges(const void *one, const void *other)
{
	const struct edge *a = one, *b = other;

	return a->at < b->at ? -1 : a->at > b->at;
}

static enum state
worst_of(const int *counts)
{
	int worst = STATE_COUNT - 1;

	while (worst > STATE_OPERATIONAL && counts[worst] == 0)
		worst--;
	return (enum state)worst;
}

static void
take_spans(struct pool *pool, struct uptime *uptime, GArray *edges)
{
	struct uptime_span *spans = pool_array(pool, struct uptime_span, edges->len);
	struct uptime_span open = { .state = STATE_OPERATIONAL };
	int counts[STATE_COUNT] = { 0 };

	g_array_sort(edges, compare_edges);
	for (guint i = 0; i < edges->len;) {
		const int64_t at = g_array_index(edges, struct edge, i).at;
		enum state worst;

		for (; i < edges->len && g_array_index(edges, struct edge, i).at == at; i++)
			counts[g_array_index(edges, struct edge, i).state] += g_array_index(edges, struct edge, i).step;
		worst = worst_of(counts);
		if (worst == open.state)
			continue;
		open.end = at;
		if (open.state != STATE_OPERATIONAL)
			spans[uptime->span_count++] = open;
		open = (struct uptime_span){ .start = at, .state = worst };
	}
	uptime->spans = spans;
}

static void
release_edges(void *track)
{
	g_array_free(((struct track *)track)->edges, true);
	g_free(track);
}

static struct track *
track_new(const struct uptime *uptime)
{
	struct track *track = g_new0(struct track, 1);

	track->edges = g_array_new(false, false, sizeof(struct edge));
	track->since = uptime->since;
	track->now = uptime->now;
	return track;
}

const struct uptime *
uptime_read(struct pool *pool, const struct incident *const *incidents, size_t count,
    const struct service *const *services, size_t service_count, int64_t now)
{
	struct uptime *uptimes = pool_array(pool, struct uptime, service_count);
	g_autoptr(GHashTable) tracks = g_hash_table_new_full(NULL, NULL, NULL, release_edges);

	for (size_t i = 0; i < service_count; i++) {
		uptimes[i].service = services[i];
		uptimes[i].since = services[i]->component.span.source ? services[i]->component.since.stamp.at : TIME_NONE;
		uptimes[i].now = now;
		g_hash_table_insert(tracks, (void *)services[i], track_new(&uptimes[i]));
	}
	for (size_t i = 0; i < count; i++)
		follow(tracks, incidents[i]);
	for (size_t i = 0; i < service_count; i++) {
		const struct track *track = g_hash_table_lookup(tracks, services[i]);

		uptimes[i].state = track->worst_now;
		take_spans(pool, &uptimes[i], track->edges);
	}
	return uptimes;
}

/* ---- over a period ---- */

/* The first span that ends after an instant. */
static size_t
first_after(const struct uptime *uptime, int64_t at)
{
	size_t low = 0, high = uptime->span_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (uptime->spans[middle].end > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct uptime_sum
uptime_over(const struct uptime *uptime, int64_t from, int64_t until)
{
	struct uptime_sum sum = { 0 };
	int64_t disturbed = 0;

	from = MAX(from, uptime->since);
	until = MIN(until, uptime->now);
	if (from >= until)
		return sum;
	for (size_t i = first_after(uptime, from); i < uptime->span_count && uptime->spans[i].start < until; i++) {
		const struct uptime_span *span = &uptime->spans[i];
		const int64_t seconds = MIN(span->end, until) - MAX(span->start, from);

		sum.seconds[span->state] += seconds;
		disturbed += seconds;
	}
	sum.known = until - from;
	sum.seconds[STATE_OPERATIONAL] = sum.known - disturbed;
	return sum;
}

void
uptime_split(const struct uptime *uptime, const int64_t *bounds, size_t count, struct uptime_sum *sums)
{
	for (size_t i = 0; i < count; i++)
		sums[i] = uptime_over(uptime, bounds[i], bounds[i + 1]);
}

enum state
uptime_worst(const struct uptime_sum *sum)
{
	int worst = STATE_COUNT - 1;

	while (worst > STATE_OPERATIONAL && sum->seconds[worst] == 0)
		worst--;
	return (enum state)worst;
}

/* What weighs anything loses something. */
static int64_t
millionths(struct number weight)
{
	return weight.n > 0 ? MAX(1, llround(weight.n * 1e6)) : 0;
}

struct uptime_weights
uptime_weights(const struct status_config *config)
{
	return (struct uptime_weights){
		.millionths = {
			[STATE_MAINTENANCE] = millionths(config->weight_maintenance),
			[STATE_DEGRADED] = millionths(config->weight_degraded),
			[STATE_PARTIAL] = millionths(config->weight_partial),
			[STATE_MAJOR] = millionths(config->weight_major),
		},
	};
}

int64_t
uptime_lost(const struct uptime_sum *sum, const struct uptime_weights *weights)
{
	int64_t lost = 0;

	for (int state = 0; state < STATE_COUNT; state++)
		lost += sum->seconds[state] * weights->millionths[state];
	return lost;
}

int
uptime_hundredths(const struct uptime_sum *sum, const struct uptime_weights *weights)
{
	const int64_t hundredth = sum->known * 100; /* a ten-thousandth of it, in millionths of a second */

	if (sum->known <= 0)
		return UPTIME_NO_DATA;
	return (int)(10000 - (uptime_lost(sum, weights) + hundredth - 1) / hundredth);
}

/* ---- calendars ---- */

void
uptime_days(const struct zone *zone, int64_t now, size_t count, int64_t *bounds)
{
	const struct civil today = time_to_civil(zone, now);

	for (size_t i = 0; i <= count; i++) {
		const struct civil day = { .year = today.year, .month = today.month, .day = today.day + 1 + (int)i - (int)count };

		bounds[i] = time_from_civil(zone, &day);
	}
}

void
uptime_months(const struct zone *zone, int64_t now, size_t count, int64_t *bounds)
{
	const struct civil today = time_to_civil(zone, now);

	for (size_t i = 0; i <= count; i++) {
		const int number = today.year * 12 + today.month + (int)i - (int)count;
		const struct civil month = { .year = number / 12, .month = number % 12 + 1, .day = 1 };

		bounds[i] = time_from_civil(zone, &month);
	}
}

size_t
uptime_month_count(const struct zone *zone, int64_t from, int64_t now)
{
	const struct civil a = time_to_civil(zone, from), b = time_to_civil(zone, now);
	const int count = (b.year - a.year) * 12 + b.month - a.month + 1;

	return count > 0 ? (size_t)count : 0;
}
