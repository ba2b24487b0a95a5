/* What the clock alone will change: windows that begin and end after now. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/time.h"

/* So many instants are told in advance; by then the page was made again. */
#define AHEAD_LIMIT 8

/* ---- the instants ---- */

static int
compare_instants(const void *one, const void *other)
{
	const int64_t a = *(const int64_t *)one, b = *(const int64_t *)other;

	return a < b ? -1 : a > b;
}

/* Whether the clock opens or closes a window at an instant: one that was cancelled, or that goes on, it does not. */
static void
add_instant(GArray *instants, const struct status *status, const struct incident *window, int64_t at)
{
	if (at > status->now && incident_is_open(window, at - 1) != incident_is_open(window, at))
		g_array_append_val(instants, at);
}

static GArray *
instants_of(const struct status *status)
{
	GArray *instants = g_array_new(false, false, sizeof(int64_t));
	guint kept = 0;

	for (size_t i = 0; i < status->published_count; i++) {
		const struct incident *window = status->published[i];

		if (!window->maintenance)
			continue;
		add_instant(instants, status, window, window->started);
		add_instant(instants, status, window, window->ends);
	}
	g_array_sort(instants, compare_instants);
	for (guint i = 0; i < instants->len && kept < AHEAD_LIMIT; i++)
		if (!kept || g_array_index(instants, int64_t, i) != g_array_index(instants, int64_t, kept - 1))
			g_array_index(instants, int64_t, kept++) = g_array_index(instants, int64_t, i);
	g_array_set_size(instants, kept);
	return instants;
}

/* ---- the states at one ---- */

/* The published of one kind, windows or incidents. */
struct published {
	const struct incident **items;
	size_t count;
};

static struct published
published_of(const struct status *status, bool maintenance)
{
	struct published list = { .items = pool_array(status->pool, const struct incident *, status->published_count) };

	for (size_t i = 0; i < status->published_count; i++)
		if (status->published[i]->maintenance == maintenance)
			list.items[list.count++] = status->published[i];
	return list;
}

/* What incidents and others will do nobody knows: theirs are the states of now. */
static const enum state *
states_at(const struct status *status, const struct published *windows, const struct uptime *by_incidents, int64_t at)
{
	enum state *states = pool_array(status->pool, enum state, status->component_count);
	const struct uptime *by_windows = uptime_read(status->pool, windows->items, windows->count,
	    status->components, status->component_count, at);

	for (size_t i = 0; i < status->component_count; i++) {
		states[i] = MAX(by_incidents[i].state, by_windows[i].state);
		if (status->upstreams[i].address)
			states[i] = upstream_join(states[i], status->upstreams[i].state);
	}
	return states;
}

void
look_ahead(struct status *status)
{
	g_autoptr(GArray) instants = instants_of(status);
	const struct status **list = pool_array(status->pool, const struct status *, instants->len);
	struct published windows, incidents;
	const struct uptime *by_incidents;

	if (!instants->len)
		return;
	windows = published_of(status, true);
	incidents = published_of(status, false);
	by_incidents = uptime_read(status->pool, incidents.items, incidents.count, status->components, status->component_count, status->now);
	for (guint i = 0; i < instants->len; i++) {
		struct status *then = pool_memdup(status->pool, status, sizeof(*status));

		then->now = g_array_index(instants, int64_t, i);
		then->states = states_at(status, &windows, by_incidents, then->now);
		list[i] = then;
	}
	status->ahead = list;
	status->ahead_count = instants->len;
}
