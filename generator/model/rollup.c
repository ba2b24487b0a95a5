#include "model/rollup.h"

#include <stdbool.h>

enum state
component_state(const struct incident *const *incidents, size_t count, const struct service *service, int64_t at)
{
	enum state worst = STATE_OPERATIONAL;

	for (size_t i = 0; i < count; i++) {
		enum state state;

		if (!incidents[i]->is_public)
			continue;
		state = incident_state(incidents[i], service, at);
		if (state > worst)
			worst = state;
	}
	return worst;
}

enum state
state_worse(enum state one, enum state other)
{
	if (one == STATE_UNKNOWN || other == STATE_UNKNOWN)
		return one == STATE_UNKNOWN ? other : one;
	return one > other ? one : other;
}

enum state
state_worst(const enum state *states, size_t count)
{
	enum state worst = count ? states[0] : STATE_OPERATIONAL;

	for (size_t i = 1; i < count; i++)
		worst = state_worse(worst, states[i]);
	return worst;
}

const char *
indicator_id(enum indicator indicator)
{
	static const char *const ids[] = {
		[INDICATOR_NONE] = "none",
		[INDICATOR_MINOR] = "minor",
		[INDICATOR_MAJOR] = "major",
		[INDICATOR_CRITICAL] = "critical",
		[INDICATOR_MAINTENANCE] = "maintenance",
	};

	return ids[indicator];
}

/* One row: the state, whether all components must have it, and what is said then. */
static const struct {
	enum state state;
	bool all;
	struct rollup rollup;
} rows[] = {
	{ STATE_MAJOR, true, { "major_system_outage", "Major System Outage", INDICATOR_CRITICAL } },
	{ STATE_MAJOR, false, { "partial_system_outage", "Partial System Outage", INDICATOR_MAJOR } },
	{ STATE_PARTIAL, true, { "partial_system_outage", "Partial System Outage", INDICATOR_MAJOR } },
	{ STATE_PARTIAL, false, { "minor_service_outage", "Minor Service Outage", INDICATOR_MINOR } },
	{ STATE_DEGRADED, true, { "degraded_system_service", "Degraded System Service", INDICATOR_MINOR } },
	{ STATE_DEGRADED, false, { "partially_degraded_service", "Partially Degraded Service", INDICATOR_MINOR } },
	{ STATE_MAINTENANCE, false, { "under_maintenance", "Service Under Maintenance", INDICATOR_MAINTENANCE } },
	{ STATE_OPERATIONAL, false, { "all_operational", "All Systems Operational", INDICATOR_NONE } },
};

const struct rollup *
rollup_of(const enum state *states, size_t count)
{
	static const struct rollup unknown = { "unknown", "Current State Unknown", INDICATOR_NONE };
	size_t of_state[STATE_COUNT + 1] = { 0 };
	size_t last = sizeof(rows) / sizeof(*rows) - 1, known;

	for (size_t i = 0; i < count; i++)
		of_state[states[i]]++;
	known = count - of_state[STATE_UNKNOWN];
	if (count && !known)
		return &unknown;
	for (size_t i = 0; i < last; i++)
		if (of_state[rows[i].state] && (!rows[i].all || of_state[rows[i].state] == known))
			return &rows[i].rollup;
	return &rows[last].rollup;
}
