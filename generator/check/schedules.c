/* What a schedule's pattern does to those who count on it. */
#include "check/schedules.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/gaps.h"
#include "model/schedule_pattern.h"

#define HOUR INT64_C(3600)
#define WEEK (HOUR * 24 * 7)

/* ---- Gaps ---- */

/* From when on a turn is nobody's: INT64_MIN from ever, TIME_NEVER it is somebody's. */
static int64_t
dead_from(const struct turn *turn)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < turn->member_count; i++)
		last = MAX(last, turn->members[i].leaves);
	return last;
}

/* A turn that all of its people have left or will leave, or NULL; *from: since when all such turns are nobody's. */
static const struct turn *
dead_turn(const struct schedule *schedule, int64_t *from)
{
	const struct turn *dead = NULL;

	*from = INT64_MIN;
	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];

		for (size_t k = 0; k < layer->turns.count; k++) {
			const struct turn *turn = &REGISTER_ITEMS(layer->turns, struct turn)[k];

			if (dead_from(turn) == TIME_NEVER)
				continue;
			dead = dead ? dead : turn;
			*from = MAX(*from, dead_from(turn));
		}
	}
	return dead;
}

/* The hours where one layer alone leaves some out, else the schedule. */
static struct span
place_of_gap(const struct schedule *schedule)
{
	const struct layer *layer = schedule->layers.items;

	return schedule->layers.count == 1 && layer->windowed ? layer->hours.span : schedule->id.span;
}

/* Where gaps are looked for: turns matter only where one is nobody's, and then from the week after which it is. */
static struct gaps
find_gaps(const struct check *check, const struct schedule *schedule, bool dead, int64_t from)
{
	int64_t start = schedule_settled(schedule);

	if (!dead)
		return gaps_find(check->pool, schedule, start, WEEK);
	if (from > start)
		start += (from + time_to_civil(schedule->zone, from).offset - start + WEEK - 1) / WEEK * WEEK;
	return gaps_find(check->pool, schedule, start, schedule_period(schedule));
}

static void
report_gap(const struct check *check, const struct schedule *schedule, const struct gaps *gaps, const struct turn *dead, int64_t from)
{
	const char *hours = gaps_hours(check->pool, gaps), *words = gaps_words(check->pool, schedule, gaps);

	if (!dead)
		finding_help(finding_add(check->findings, RULE_SCHEDULE_GAP, place_of_gap(schedule), "nobody is on call for %s: %s", hours, words),
		    "widen the \"hours\" of a layer, or add one that covers the rest");
	else if (from <= check->site->now)
		finding_help(finding_add(check->findings, RULE_SCHEDULE_GAP, dead->span, "nobody is on call for %s: %s", hours, words),
		    "whoever had this turn has left: give it to somebody");
	else
		finding_help(finding_add(check->findings, RULE_SCHEDULE_GAP, dead->span, "from %s on, nobody is on call for %s: %s", time_format_date(check->pool, schedule->zone, from), hours, words),
		    "whoever has this turn will have left: give it to somebody");
}

static void
check_gap(const struct check *check, const struct schedule *schedule)
{
	int64_t from;
	const struct turn *dead = dead_turn(schedule, &from);
	struct gaps gaps;

	if (schedule->layers.count == 0) {
		finding_help(finding_add(check->findings, RULE_SCHEDULE_GAP, schedule->id.span, "nobody is ever on call: the schedule has no layer"),
		    "add a layer: \"people\", \"start\" and \"every\"");
		return;
	}
	if (!schedule_is_usable(schedule))
		return;
	gaps = find_gaps(check, schedule, dead, from);
	if (gaps.seconds > 0)
		report_gap(check, schedule, &gaps, dead, from);
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
