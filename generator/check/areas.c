#include "check/areas.h"

#include <glib.h>

#include "check/actions.h"
#include "check/check.h"
#include "check/code.h"
#include "check/excuses.h"
#include "check/gamedays.h"
#include "check/incidents.h"
#include "check/links.h"
#include "check/postmortems.h"
#include "check/refs.h"
#include "check/reviews.h"
#include "check/runbooks.h"
#include "check/sections.h"
#include "check/severities.h"
#include "check/timelines.h"

/* In the catalogue's order. */
static void (*const areas[])(const struct check *check) = {
	check_refs,
	check_sections,
	check_runbooks,
	check_code,
	check_reviews,
	check_postmortems,
	check_timelines,
	check_actions,
	check_incidents,
	check_severities,
	check_gamedays,
	check_links,
	check_excuses,
};

void
check_site(struct pool *pool, const struct site *site, struct findings *findings)
{
	const struct check check = { .pool = pool, .site = site, .findings = findings };

	for (size_t i = 0; i < G_N_ELEMENTS(areas); i++)
		areas[i](&check);
}
