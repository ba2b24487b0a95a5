/* rollup: the table of the status page, row by row. */
#include <glib.h>

#include "model/rollup.h"

static void
table(void)
{
	static const struct {
		enum state states[3];
		const char *words, *indicator;
	} rows[] = {
		{ { STATE_MAJOR, STATE_MAJOR, STATE_MAJOR }, "Major System Outage", "critical" },
		{ { STATE_MAJOR, STATE_OPERATIONAL, STATE_OPERATIONAL }, "Partial System Outage", "major" },
		{ { STATE_MAJOR, STATE_PARTIAL, STATE_MAINTENANCE }, "Partial System Outage", "major" },
		{ { STATE_PARTIAL, STATE_PARTIAL, STATE_PARTIAL }, "Partial System Outage", "major" },
		{ { STATE_PARTIAL, STATE_DEGRADED, STATE_DEGRADED }, "Minor Service Outage", "minor" },
		{ { STATE_DEGRADED, STATE_DEGRADED, STATE_DEGRADED }, "Degraded System Service", "minor" },
		{ { STATE_DEGRADED, STATE_OPERATIONAL, STATE_MAINTENANCE }, "Partially Degraded Service", "minor" },
		{ { STATE_OPERATIONAL, STATE_MAINTENANCE, STATE_OPERATIONAL }, "Service Under Maintenance", "maintenance" },
		{ { STATE_MAINTENANCE, STATE_MAINTENANCE, STATE_MAINTENANCE }, "Service Under Maintenance", "maintenance" },
		{ { STATE_OPERATIONAL, STATE_OPERATIONAL, STATE_OPERATIONAL }, "All Systems Operational", "none" },
		{ { STATE_UNKNOWN, STATE_MAJOR, STATE_MAJOR }, "Major System Outage", "critical" },
		{ { STATE_UNKNOWN, STATE_OPERATIONAL, STATE_DEGRADED }, "Partially Degraded Service", "minor" },
		{ { STATE_UNKNOWN, STATE_OPERATIONAL, STATE_UNKNOWN }, "All Systems Operational", "none" },
		{ { STATE_UNKNOWN, STATE_UNKNOWN, STATE_UNKNOWN }, "Current State Unknown", "none" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct rollup *rollup = rollup_of(rows[i].states, 3);

		g_assert_cmpstr(rollup->words, ==, rows[i].words);
		g_assert_cmpstr(indicator_id(rollup->indicator), ==, rows[i].indicator);
	}
}

static void
nothing(void)
{
	g_assert_cmpstr(rollup_of(NULL, 0)->words, ==, "All Systems Operational");
	g_assert_cmpint(state_worst(NULL, 0), ==, STATE_OPERATIONAL);
}

static void
worst(void)
{
	const enum state states[] = { STATE_MAINTENANCE, STATE_DEGRADED, STATE_OPERATIONAL };

	g_assert_cmpint(state_worst(states, 3), ==, STATE_DEGRADED);
	g_assert_cmpint(state_worst(states, 1), ==, STATE_MAINTENANCE);
}

/* What is not known says nothing, unless nothing is known. */
static void
unknown(void)
{
	const enum state states[] = { STATE_UNKNOWN, STATE_OPERATIONAL, STATE_UNKNOWN };

	g_assert_cmpint(state_worst(states, 3), ==, STATE_OPERATIONAL);
	g_assert_cmpint(state_worst(states, 1), ==, STATE_UNKNOWN);
	g_assert_cmpint(state_worse(STATE_UNKNOWN, STATE_MAINTENANCE), ==, STATE_MAINTENANCE);
	g_assert_cmpint(state_worse(STATE_MAINTENANCE, STATE_UNKNOWN), ==, STATE_MAINTENANCE);
	g_assert_cmpint(state_worse(STATE_MAJOR, STATE_PARTIAL), ==, STATE_MAJOR);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/rollup/table", table);
	g_test_add_func("/rollup/nothing", nothing);
	g_test_add_func("/rollup/worst", worst);
	g_test_add_func("/rollup/unknown", unknown);
	return g_test_run();
}
