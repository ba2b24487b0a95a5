/* When a service was down, and how fast it was. */
#include "model/probelog_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define DAY INT64_C(86400)

/* ---- one track ---- */

/* Until when a line holds. */
static int64_t
holds_until(const struct probe_line *lines, size_t count, size_t i, int64_t limit)
{
	const int64_t end = MIN(lines[i].at + PROBELOG_HOLD, limit);

	return i + 1 < count ? MIN(end, lines[i + 1].at) : end;
}

static void
add_outage(GArray *outages, int64_t start, int64_t end)
{
	const struct probe_outage outage = { start, end };
	struct probe_outage *last = outages->len ? &g_array_index(outages, struct probe_outage, outages->len - 1) : NULL;

	if (start >= end)
		return;
	if (last && last->end >= start)
		last->end = MAX(last->end, end);
	else
		g_array_append_val(outages, outage);
}

void
track_outages(const struct probe_line *lines, size_t count, int64_t limit, GArray *outages)
{
	for (size_t i = 0; i < count; i++)
		if (lines[i].outcome == OUTCOME_DOWN)
			add_outage(outages, lines[i].at, holds_until(lines, count, i, limit));
}

/* ---- what locations say together ---- */

/* From an instant on one location more, or less, knows something; or says down. */
struct edge {
	int64_t at;
	int knows, down;
};

static void
add_edges(GArray *edges, int64_t start, int64_t end, bool down)
{
	const struct edge both[] = { { start, !down, down }, { end, -!down, -(int)down } };

	if (start < end)
		g_array_append_vals(edges, both, 2);
}

/* Stretches in which lines hold; a location that says down knows something, too. */
static void
add_lines(GArray *edges, const struct probe_track *track, int64_t now)
{
	int64_t start = 0, end = 0;

	for (size_t i = 0; i < track->line_count; i++) {
		if (i > 0 && track->lines[i].at > end) {
			add_edges(edges, start, end, false);
			start = track->lines[i].at;
		}
		if (i == 0)
			start = track->lines[i].at;
		end = holds_until(track->lines, track->line_count, i, now);
	}
	add_edges(edges, start, end, false);
}

static void
add_track(GArray *edges, const struct probe_track *track, int64_t now)
{
	g_autoptr(GArray) outages = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));

	add_lines(edges, track, now);
	track_outages(track->lines, track->line_count, now, outages);
	for (size_t i = 0; i < track->day_count; i++) {
		add_edges(edges, track->days[i].start, track->days[i].start + DAY, false);
		g_array_append_vals(outages, track->days[i].outages, (guint)track->days[i].outage_count);
	}
	for (guint i = 0; i < outages->len; i++)
		add_edges(edges, g_array_index(outages, struct probe_outage, i).start, g_array_index(outages, struct probe_outage, i).end, true);
}

static int
compare_edges(const void *one, const void *other)
{
	const struct edge *a = one, *b = other;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* Where more than half of those that know something say down. */
static void
take_majority(GArray *edges, GArray *outages)
{
	int knows = 0, down = 0;
	int64_t since = TIME_NONE;

	g_array_sort(edges, compare_edges);
	for (guint i = 0; i < edges->len;) {
		const int64_t at = g_array_index(edges, struct edge, i).at;

		for (; i < edges->len && g_array_index(edges, struct edge, i).at == at; i++) {
			knows += g_array_index(edges, struct edge, i).knows;
			down += g_array_index(edges, struct edge, i).down;
		}
		if (2 * down > knows && since == TIME_NONE)
			since = at;
		if (2 * down <= knows && since != TIME_NONE) {
			add_outage(outages, since, at);
			since = TIME_NONE;
		}
	}
}

/* Of one probe: tracks[first] to before end are its locations. */
static void
probe_outages(const struct service_log *log, size_t first, size_t end, int64_t now, GArray *outages)
{
	g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(struct edge));

	for (size_t i = first; i < end; i++)
		add_track(edges, &log->tracks[i], now);
	take_majority(edges, outages);
}

static size_t
probe_end(const struct service_log *log, size_t first)
{
	size_t end = first;

	while (end < log->track_count && strcmp(log->tracks[end].probe, log->tracks[first].probe) == 0)
		end++;
	return end;
}

int64_t
probe_down_since(struct pool *pool, const struct service_log *log, const char *probe, int64_t now)
{
	g_autoptr(GArray) outages = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));
	const struct probe_outage *last;

	(void)pool;
	/* What is said at now holds beyond it. */
	for (size_t first = 0; log && first < log->track_count; first = probe_end(log, first))
		if (strcmp(log->tracks[first].probe, probe) == 0)
			probe_outages(log, first, probe_end(log, first), now + 1, outages);
	last = outages->len ? &g_array_index(outages, struct probe_outage, outages->len - 1) : NULL;
	return last && last->end > now ? last->start : TIME_NONE;
}

/* ---- all probes of a service ---- */

static enum state
state_of_probe(const struct service *service, const char *id)
{
	enum state state = STATE_MAJOR;

	for (size_t i = 0; i < service->probes.count; i++) {
		const struct probe *probe = &REGISTER_ITEMS(service->probes, struct probe)[i];

		if (strcmp(probe->id, id) == 0 && probe->state.s)
			state_find(probe->state.s, &state);
	}
	return state;
}

/* From an instant on one probe more, or less, gives a state. */
struct turn {
	int64_t at;
	enum state state;
	int step;
};

static int
compare_turns(const void *one, const void *other)
{
	const struct turn *a = one, *b = other;

	return a->at < b->at ? -1 : a->at > b->at;
}

static void
add_turns(GArray *turns, const GArray *outages, enum state state)
{
	for (guint i = 0; i < outages->len; i++) {
		const struct probe_outage *outage = &g_array_index(outages, struct probe_outage, i);
		const struct turn both[] = { { outage->start, state, 1 }, { outage->end, state, -1 } };

		g_array_append_vals(turns, both, 2);
	}
}

static GArray *
turns_of(const struct service_log *log, int64_t now)
{
	GArray *turns = g_array_new(FALSE, FALSE, sizeof(struct turn));

	for (size_t first = 0, end; first < log->track_count; first = end) {
		g_autoptr(GArray) outages = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));

		end = probe_end(log, first);
		probe_outages(log, first, end, now, outages);
		add_turns(turns, outages, state_of_probe(log->service, log->tracks[first].probe));
	}
	g_array_sort(turns, compare_turns);
	return turns;
}

const struct service_outage *
service_outages(struct pool *pool, const struct service_log *log, int64_t now, size_t *count)
{
	g_autoptr(GArray) turns = log ? turns_of(log, now) : g_array_new(FALSE, FALSE, sizeof(struct turn));
	struct service_outage *list = pool_array(pool, struct service_outage, turns->len), open = { .state = STATE_OPERATIONAL };
	int counts[STATE_COUNT] = { 0 };

	*count = 0;
	for (guint i = 0; i < turns->len;) {
		const int64_t at = g_array_index(turns, struct turn, i).at;
		int worst = STATE_COUNT - 1;

		for (; i < turns->len && g_array_index(turns, struct turn, i).at == at; i++)
			counts[g_array_index(turns, struct turn, i).state] += g_array_index(turns, struct turn, i).step;
		while (worst > STATE_OPERATIONAL && counts[worst] == 0)
			worst--;
		if ((enum state)worst == open.state)
			continue;
		open.end = at;
		if (open.state != STATE_OPERATIONAL)
			list[(*count)++] = open;
		open = (struct service_outage){ .start = at, .state = (enum state)worst };
	}
	return list;
}

/* ---- times of answers ---- */

static int
compare_numbers(const void *one, const void *other)
{
	const int32_t a = *(const int32_t *)one, b = *(const int32_t *)other;

	return a < b ? -1 : a > b;
}

int32_t
quantile_of(const int32_t *sorted, size_t count, unsigned tenths)
{
	return count ? sorted[(count * tenths + 9) / 10 - 1] : -1;
}

static struct response_times
times_of(GArray *numbers)
{
	const int32_t *sorted = (const int32_t *)(void *)numbers->data;

	g_array_sort(numbers, compare_numbers);
	return (struct response_times){ quantile_of(sorted, numbers->len, 5), quantile_of(sorted, numbers->len, 9), numbers->len };
}

/* Lines of one period, from *place on, which moves along. */
static void
take_numbers(const struct probe_track *track, size_t *place, int64_t from, int64_t until, GArray *numbers)
{
	while (*place < track->line_count && track->lines[*place].at < from)
		(*place)++;
	for (; *place < track->line_count && track->lines[*place].at < until; (*place)++)
		if (track->lines[*place].ms >= 0 && track->lines[*place].outcome != OUTCOME_DOWN)
			g_array_append_val(numbers, track->lines[*place].ms);
}

void
service_response_times(const struct service_log *log, const char *probe, const int64_t *bounds, size_t count, struct response_times *times)
{
	g_autofree size_t *places = g_new0(size_t, log->track_count + 1);

	for (size_t i = 0; i < count; i++) {
		g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int32_t));

		for (size_t k = 0; k < log->track_count; k++)
			if (strcmp(log->tracks[k].probe, probe) == 0)
				take_numbers(&log->tracks[k], &places[k], bounds[i], bounds[i + 1], numbers);
		times[i] = times_of(numbers);
	}
}
