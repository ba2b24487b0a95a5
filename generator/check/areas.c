#include "check/areas.h"

#include <glib.h>

#include "base/pool.h"
#include "base/threads.h"

#include "check/actions.h"
#include "check/alerts.h"
#include "check/check.h"
#include "check/code.h"
#include "check/escalations.h"
#include "check/excuses.h"
#include "check/gamedays.h"
#include "check/handoffs.h"
#include "check/incidents.h"
#include "check/links.h"
#include "check/postmortems.h"
#include "check/refs.h"
#include "check/reviews.h"
#include "check/runbooks.h"
#include "check/schedules.h"
#include "check/sections.h"
#include "check/severities.h"
#include "check/timelines.h"
#include "check/upstreams.h"

/* In the catalogue's order, but for what takes longest. */
static void (*const areas[])(const struct check *check) = {
	check_code,
	check_refs,
	check_sections,
	check_runbooks,
	check_reviews,
	check_postmortems,
	check_timelines,
	check_actions,
	check_incidents,
	check_schedules,
	check_escalations,
	check_severities,
	check_gamedays,
	check_handoffs,
	check_alerts,
	check_links,
	check_upstreams,
	check_excuses,
};

/* Areas know nothing of each other. */
static void
check_area(void *data, size_t area, size_t first, size_t end)
{
	const struct check *checks = data;

	(void)first;
	(void)end;
	areas[area](&checks[area]);
}

void
check_site(struct pool *pool, const struct site *site, struct findings *findings)
{
	struct check checks[G_N_ELEMENTS(areas)];

	for (size_t i = 0; i < G_N_ELEMENTS(areas); i++) {
		struct pool *branch = pool_branch(pool);

		checks[i] = (struct check){ branch, site, findings_new(branch) };
	}
	threads_each(site->jobs, G_N_ELEMENTS(areas), 1, check_area, checks);
	for (size_t i = 0; i < G_N_ELEMENTS(areas); i++)
		findings_take(findings, checks[i].findings);
}
