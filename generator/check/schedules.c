/* What a schedule's pattern does to those who count on it, and to those who are in it. */
#include "check/schedules.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

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

/* ---- Loads ---- */

static const struct {
	const char *name;
	size_t offset;
} measures[] = {
	{ "hours", offsetof(struct load, hours) },
	{ "night hours", offsetof(struct load, nights) },
	{ "weekend hours", offsetof(struct load, weekends) },
};

static int64_t
measure_of(const struct load *load, size_t measure)
{
	return *(const int64_t *)(const void *)((const char *)load + measures[measure].offset);
}

/* "112 hours a week where the mean is 84", for each measure that is too much; NULL: none is.  What is less than two hours a
 * day in all is no burden, whoever has it: a shift that begins at six is not a night. */
static const char *
excess_words(struct pool *pool, const struct loads *loads, const struct load *load, int64_t period)
{
	const char *words = NULL;

	for (size_t m = 0; m < G_N_ELEMENTS(measures); m++) {
		int64_t sum = 0;
		double weeks = (double)period / WEEK * HOUR, mean;

		for (size_t i = 0; i < loads->count; i++)
			sum += measure_of(&loads->items[i], m);
		mean = (double)sum / (double)loads->count;
		if ((double)sum < 14 * weeks || (double)measure_of(load, m) <= mean * 1.25)
			continue;
		words = pool_printf(pool, "%s%s%.3g %s a week where the mean is %.3g", words ? words : "", words ? ", " : "",
		    (double)measure_of(load, m) / weeks, measures[m].name, mean / weeks);
	}
	return words;
}

static void
check_load(const struct check *check, const struct schedule *schedule)
{
	const struct schedule *pattern = schedule_pattern(check->pool, schedule, schedule->zone);
	const int64_t start = schedule_settled(schedule), period = schedule_period(schedule);
	const struct loads loads = schedule_loads(check->pool, pattern, wall_instant(schedule->zone, start, false), wall_instant(schedule->zone, start + period, false));

	if (loads.count == 1)
		finding_help(finding_add(check->findings, RULE_SCHEDULE_ALONE, loads.items[0].member.id.span,
		                 "%s is the only one on call, always", loads.items[0].member.id.s),
		    "add people to the rotation");
	for (size_t i = 0; i < loads.count && loads.count > 1; i++) {
		const char *words = excess_words(check->pool, &loads, &loads.items[i], period);

		if (words)
			finding_help(finding_add(check->findings, RULE_SCHEDULE_UNFAIR, loads.items[i].member.id.span,
			                 "%s is on call over a quarter more than the mean: %s", loads.items[i].member.id.s, words),
			    "even the turns out, or let layers change at another hour");
	}
}

/* ---- All schedules ---- */

void
check_schedules(const struct check *check)
{
	for (size_t i = 0; i < check->site->schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(check->site->schedules, struct schedule)[i];

		check_gap(check, schedule);
		check_overrides(check, schedule);
		if (schedule_is_usable(schedule))
			check_load(check, schedule);
	}
	check_doubles(check);
}
