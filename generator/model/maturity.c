#include "model/maturity.h"

#include <glib.h>

#include "model/maturity_parts.h"

static const struct maturity_group week_1 = { "week_1", "four-weeks", "week-1-somebody-is-called" };
static const struct maturity_group week_2 = { "week_2", "four-weeks", "week-2-they-know-what-to-do" };
static const struct maturity_group week_3 = { "week_3", "four-weeks", "week-3-customers-know" };
static const struct maturity_group week_4 = { "week_4", "four-weeks", "week-4-it-works" };
static const struct maturity_group phase_10 = { "phase_10", "growing", "from-ten-to-twenty" };
static const struct maturity_group phase_20 = { "phase_20", "growing", "from-twenty-to-fifty" };
static const struct maturity_group phase_50 = { "phase_50", "growing", "beyond-fifty" };

static const struct maturity_item items[] = {
	{ "severities", &week_1, PLACE_SEVERITIES, test_severities },
	{ "people", &week_1, PLACE_PEOPLE, test_people },
	{ "services", &week_1, PLACE_SERVICES, test_services },
	{ "rotations", &week_1, PLACE_ONCALL, test_rotations },
	{ "escalation", &week_1, PLACE_ONCALL, test_escalation },
	{ "quiet_hours", &week_1, PLACE_PEOPLE, test_quiet_hours },
	{ "test_page", &week_1, PLACE_NONE, NULL },
	{ "runbooks", &week_2, PLACE_RUNBOOKS, test_runbooks },
	{ "alerts", &week_2, PLACE_ALERTS, test_alerts },
	{ "alert_rules", &week_2, PLACE_ALERTS, test_alert_rules },
	{ "exercised", &week_2, PLACE_RUNBOOKS, test_exercised },
	{ "rollback", &week_2, PLACE_RUNBOOKS, test_rollback },
	{ "components", &week_3, PLACE_SERVICES, test_components },
	{ "component_names", &week_3, PLACE_SERVICES, test_component_names },
	{ "templates", &week_3, PLACE_NONE, test_templates },
	{ "communications", &week_3, PLACE_ONCALL, test_communications },
	{ "channels", &week_3, PLACE_TEAMS, test_channels },
	{ "gameday", &week_4, PLACE_GAMEDAYS, test_gameday },
	{ "postmortem", &week_4, PLACE_POSTMORTEMS, test_postmortem },
	{ "handoff", &week_4, PLACE_HANDOFFS, test_handoff },
	{ "alert_review", &week_4, PLACE_HANDOFFS, test_alert_review },
	{ "measured", &week_4, PLACE_METRICS, test_measured },
	{ "severity_times", &phase_10, PLACE_SEVERITIES, test_severity_times },
	{ "domain_rotations", &phase_10, PLACE_ONCALL, test_domain_rotations },
	{ "service_runbooks", &phase_10, PLACE_SERVICES, test_service_runbooks },
	{ "commanders", &phase_20, PLACE_ONCALL, test_commanders },
	{ "backups", &phase_20, PLACE_ONCALL, test_backups },
	{ "severity_roles", &phase_20, PLACE_SEVERITIES, test_severity_roles },
	{ "postmortems_of_worst", &phase_20, PLACE_POSTMORTEMS, test_postmortems_of_worst },
	{ "exercised_yearly", &phase_20, PLACE_RUNBOOKS, test_exercised_yearly },
	{ "gameday_recent", &phase_20, PLACE_GAMEDAYS, test_gameday_recent },
	{ "tiers", &phase_50, PLACE_ONCALL, test_tiers },
	{ "automation", &phase_50, PLACE_ONCALL, test_automation },
	{ "follow_the_sun", &phase_50, PLACE_ONCALL, test_follow_the_sun },
	{ "reviewed", &phase_50, PLACE_RUNBOOKS, test_reviewed },
	{ "gamedays_yearly", &phase_50, PLACE_GAMEDAYS, test_gamedays_yearly },
	{ "languages", &phase_50, PLACE_NONE, test_languages },
	{ "patterns", &phase_50, PLACE_POSTMORTEMS, NULL },
};

const struct maturity_item *
maturity_items(size_t *count)
{
	*count = G_N_ELEMENTS(items);
	return items;
}

struct maturity_result
maturity_test(const struct maturity_item *item, const struct site *site)
{
	return item->test ? item->test(site) : (struct maturity_result){ 0 };
}

struct maturity_result
maturity_some(size_t have, size_t want)
{
	return (struct maturity_result){ .known = true, .done = have >= want, .have = have, .want = want };
}

struct maturity_result
maturity_all(size_t have, size_t want)
{
	return (struct maturity_result){ .known = true, .done = want && have >= want, .have = have, .want = want };
}

const struct document *
maturity_guide(const struct site *site, const struct maturity_group *group, const struct block_row **heading)
{
	const struct document *guide = document_find_id(site, ROLE_PAGE, group->guide);

	*heading = NULL;
	if (!guide || !document_is_built(site, guide))
		return NULL;
	*heading = document_heading(guide, group->anchor);
	return guide;
}
