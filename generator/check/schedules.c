/* What a schedule's pattern does to those who count on it. */
#include "check/schedules.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/gaps.h"
#include "model/schedule_pattern.h"

#define HOUR INT64_C(3600)
#define WEEK (7 * 24 * HOUR)

/* ---- Gaps ---- */

/* A turn that all of its people have left, or NULL. */
static const struct turn *
dead_turn(const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];

		for (size_t k = 0; k < layer->turns.count; k++) {
			const struct turn *turn = &REGISTER_ITEMS(layer->turns, struct turn)[k];
			size_t stay = 0;

			for (size_t p = 0; p < turn->member_count; p++)
				stay += turn->members[p].leaves == TIME_NEVER;
			if (stay == 0)
				return turn;
		}
	}
	return NULL;
}

/* The hours where one layer alone leaves some out, else the schedule. */
static struct span
place_of_gap(const struct schedule *schedule)
{
	const struct layer *layer = schedule->layers.items;

	return schedule->layers.count == 1 && layer->windowed ? layer->hours.span : schedule->id.span;
}

/* The part of a pattern in which gaps are looked for: turns matter only where one is nobody's. */
static int64_t
gap_period(const struct schedule *schedule)
{
	return dead_turn(schedule) ? schedule_period(schedule) : WEEK;
}

static void
check_gap(const struct check *check, const struct schedule *schedule)
{
	const int64_t start = schedule_settled(schedule), period = gap_period(schedule);
	const struct turn *dead = dead_turn(schedule);
	struct gaps gaps;
	struct finding *finding;

	if (schedule->layers.count == 0) {
		finding_help(finding_add(check->findings, RULE_SCHEDULE_GAP, schedule->id.span, "nobody is ever on call: the schedule has no layer"),
		    "add a layer: \"people\", \"start\" and \"every\"");
		return;
	}
	if (!schedule_is_usable(schedule))
		return;
	gaps = gaps_find(check->pool, schedule, start, period);
	if (gaps.seconds == 0)
		return;
	finding = finding_add(check->findings, RULE_SCHEDULE_GAP, dead ? dead->span : place_of_gap(schedule),
	    "nobody is on call for %s: %s", gaps_hours(check->pool, &gaps), gaps_words(check->pool, schedule, &gaps));
	finding_help(finding, dead ? "whoever had this turn has left: give it to somebody" : "widen the \"hours\" of a layer, or add one that covers the rest");
}

/* ---- Overrides ---- */

/* Before all layers, nobody is there to be replaced. */
static bool
is_outside(const struct schedule *schedule, const struct override *override)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < schedule->layers.count; i++)
		first = MIN(first, REGISTER_ITEMS(schedule->layers, struct layer)[i].begins);
	return schedule_is_usable(schedule) && override->ends <= first;
}

static void
check_override(const struct check *check, const struct schedule *schedule, const struct override *override)
{
	if (override->begins == TIME_NONE || override->ends == TIME_NONE)
		return;
	if (override->ends <= override->begins)
		finding_help(finding_note(finding_add(check->findings, RULE_SCHEDULE_BAD_OVERRIDE, override->to.span,
		                              "the override ends %s", override->ends == override->begins ? "when it begins" : "before it begins"),
		                 override->from.span, "it begins here"),
		    "\"to\" is when the usual turn goes on; write a later time");
	else if (is_outside(schedule, override))
		finding_help(finding_add(check->findings, RULE_SCHEDULE_BAD_OVERRIDE, override->span,
		                 "the override is over before the schedule's first layer starts"),
		    "correct the year, or take it out");
}

static void
check_overrides(const struct check *check, const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->overrides.count; i++)
		check_override(check, schedule, &REGISTER_ITEMS(schedule->overrides, struct override)[i]);
}

/* ---- All schedules ---- */

void
check_schedules(const struct check *check)
{
	const struct schedule_pairs pairs = find_pairs(check);

	for (size_t i = 0; i < check->site->schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(check->site->schedules, struct schedule)[i];

		check_gap(check, schedule);
		check_overrides(check, schedule);
	}
	check_loads(check, &pairs);
	check_doubles(check, &pairs);
}
