#include "check/escalations.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/gaps.h"
#include "model/schedule_pattern.h"

#define HOUR INT64_C(3600)
#define WEEK (HOUR * 24 * 7)

/* Where no schedule says from when on it is in force: a Monday. */
#define SOME_MONDAY INT64_C(1767571200) /* 2026-01-05T00:00:00Z */

static void
check_order(const struct check *check, const struct escalation *escalation)
{
	const struct escalation_level *before = NULL;

	for (size_t i = 0; i < escalation->levels.count; i++) {
		const struct escalation_level *level = &REGISTER_ITEMS(escalation->levels, struct escalation_level)[i];

		if (level->after.seconds == DURATION_NONE)
			continue;
		if (before && level->after.seconds <= before->after.seconds)
			finding_note(finding_help(finding_add(check->findings, RULE_ESCALATION_ORDER, level->after.span, "level %zu comes after %s, which is not later than the level before it",
			                              i + 1, duration_format(check->pool, level->after.seconds)),
			                 "\"after\" counts from the first page; let it rise, or put both targets into one level"),
			    before->after.span, "the level before it comes after %s", duration_format(check->pool, before->after.seconds));
		before = level;
	}
}

/* The severity that must be answered soonest. */
static const struct severity *
strictest(const struct registers *registers)
{
	const struct severity *found = NULL;

	for (size_t i = 0; i < registers->severities.count; i++) {
		const struct severity *severity = &REGISTER_ITEMS(registers->severities, struct severity)[i];
		const int64_t limit = severity->acknowledge_within.seconds;

		if (limit != DURATION_NONE && (!found || limit < found->acknowledge_within.seconds))
			found = severity;
	}
	return found;
}

static void
check_slow(const struct check *check, const struct escalation *escalation)
{
	const struct escalation_level *first = escalation->levels.items;
	const struct severity *severity = strictest(check->site->registers);

	if (escalation->levels.count == 0 || !severity || first->after.seconds == DURATION_NONE || first->after.seconds <= severity->acknowledge_within.seconds)
		return;
	finding_note(finding_help(finding_add(check->findings, RULE_ESCALATION_TOO_SLOW, first->after.span, "the first level comes after %s, and %s is to be acknowledged within %s",
	                              duration_format(check->pool, first->after.seconds), severity->id.s, duration_format(check->pool, severity->acknowledge_within.seconds)),
	                 "let the first level come at once: after: 0m"),
	    severity->acknowledge_within.span, "what %s allows", severity->id.s);
}

/* ---- Dead ends ---- */

static bool
is_always_there(const struct member *members, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (members[i].leaves == TIME_NEVER && (!members[i].person || members[i].person->quiet_from == members[i].person->quiet_to))
			return true;
	return false;
}

/* Whether each turn has somebody without quiet hours who stays. */
static bool
is_always_awake(const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct list turns = REGISTER_ITEMS(schedule->layers, struct layer)[i].turns;

		for (size_t k = 0; k < turns.count; k++)
			if (!is_always_there(REGISTER_ITEMS(turns, struct turn)[k].members, REGISTER_ITEMS(turns, struct turn)[k].member_count))
				return false;
	}
	return true;
}

static bool
has_gap(const struct check *check, const struct schedule *schedule)
{
	return gaps_find(check->pool, schedule, schedule_settled(schedule), schedule_period(schedule)).seconds > 0;
}

/* Whether a target can be reached at all hours, or it can't be told, which other findings say. */
static bool
is_safe(const struct check *check, const struct escalation_target *target)
{
	if (!target->schedule)
		return (!target->person && !target->team) || is_always_there(target->members, target->member_count);
	return !schedule_is_usable(target->schedule) || (is_always_awake(target->schedule) && !has_gap(check, target->schedule));
}

/* From when on all of those who leave at a date have left. */
static int64_t
settled_from(const struct escalation_target *target)
{
	int64_t from = target->schedule ? wall_instant(target->schedule->zone, schedule_settled(target->schedule), false) : SOME_MONDAY;

	for (size_t i = 0; i < target->member_count; i++)
		if (target->members[i].leaves != TIME_NEVER)
			from = MAX(from, target->members[i].leaves);
	return from;
}

/* The last level as it is in the long run, and what of it is looked at: a year, in which the clocks of all zones have moved
 * against each other, or a whole lap of its schedules. */
static struct escalation_level
settle(const struct check *check, const struct escalation_level *level, int64_t *start, int64_t *period)
{
	struct escalation_level settled = *level;
	struct escalation_target *targets = pool_memdup(check->pool, level->targets, level->target_count * sizeof *targets);
	int64_t lap = WEEK;

	*start = SOME_MONDAY;
	for (size_t i = 0; i < level->target_count; i++) {
		const struct schedule *schedule = targets[i].schedule;

		*start = MAX(*start, settled_from(&targets[i]));
		if (!schedule)
			continue;
		targets[i].schedule = schedule_pattern(check->pool, schedule, schedule->zone);
		lap = periods_joined(lap, schedule_period(schedule));
	}
	*period = MAX(lap, 53 * WEEK);
	settled.targets = targets;
	return settled;
}

/* "schedule/x has nobody", "hana is in quiet hours". */
static const char *
why_passed(struct pool *pool, const struct reached_level *level)
{
	const char *words = NULL;

	for (size_t i = 0; i < level->target_count; i++) {
		const struct reached *reached = &level->targets[i];

		if (reached->skipped_count == 0)
			words = pool_printf(pool, "%s%s%s has nobody", words ? words : "", words ? ", " : "", reached->target->text.s);
		for (size_t k = 0; k < reached->skipped_count; k++)
			words = pool_printf(pool, "%s%s%s %s", words ? words : "", words ? ", " : "", reached->skipped[k].member.id.s,
			    reached->skipped[k].reason == SKIP_QUIET ? "is in quiet hours" : "has left");
	}
	return words ? words : "it notifies nobody";
}

/* The next time that quiet hours begin for somebody who is in none. */
static int64_t
next_quiet(const struct person *person, int64_t at)
{
	struct civil civil;
	int64_t begin;

	if (!person || person->quiet_from == person->quiet_to)
		return TIME_NEVER;
	civil = time_to_civil(person->zone, at);
	civil.hour = civil.second = 0;
	civil.minute = person->quiet_from;
	begin = time_from_civil(person->zone, &civil);
	civil.day++;
	return begin > at ? begin : time_from_civil(person->zone, &civil);
}

/* Until when those whom a level reaches can't all be gone: until a shift of them ends, or quiet hours of one begin. */
static int64_t
reached_until(const struct reached_level *level)
{
	int64_t until = TIME_NEVER;

	for (size_t i = 0; i < level->target_count; i++) {
		const struct reached *reached = &level->targets[i];

		if (reached->count > 0 && reached->target->schedule)
			until = MIN(until, reached->shift.until);
		for (size_t k = 0; k < reached->count; k++)
			until = MIN(until, next_quiet(reached->people[k].person, level->at));
	}
	return until;
}

/* The first instant at which a level reaches nobody. */
static bool
find_silence(const struct check *check, const struct escalation_level *level, struct reached_level *silent)
{
	struct pool *pool = pool_new();
	int64_t at, period;
	struct escalation_level *settled = pool_new0(check->pool, struct escalation_level);
	bool found = false;

	*settled = settle(check, level, &at, &period);
	for (const int64_t end = at + period; at < end && !found;) {
		const struct reached_level reached = escalation_level_at(pool, settled, at);

		found = reached.passed;
		at = found ? at : reached_until(&reached);
	}
	pool_free(pool);
	if (found)
		*silent = escalation_level_at(check->pool, settled, at);
	return found;
}

static void
check_end(const struct check *check, const struct escalation *escalation)
{
	const struct escalation_level *last = escalation->levels.items;
	struct reached_level silent;

	if (escalation->levels.count == 0)
		return;
	last += escalation->levels.count - 1;
	for (size_t i = 0; i < last->target_count; i++)
		if (is_safe(check, &last->targets[i]))
			return;
	if (last->target_count == 0 || !find_silence(check, last, &silent))
		return;
	finding_help(finding_add(check->findings, RULE_ESCALATION_DEAD_END, last->notify.span, "the last level reaches nobody at some hours, such as %s: %s",
	                 time_format(check->pool, check->site->config->zone, silent.at), why_passed(check->pool, &silent)),
	    "end with a person or a team that can be reached at every hour");
}

/* ---- All policies ---- */

static void
check_level_count(const struct check *check, const struct escalation *escalation)
{
	if (escalation->levels.count == 0)
		finding_help(finding_add(check->findings, RULE_ESCALATION_NO_LEVEL, escalation->id.span, "\"%s\" has no level, so that a page reaches nobody", escalation->id.s),
		    "add one: {after: 0m, notify: [schedule/…]}");
}

void
check_escalations(const struct check *check)
{
	static void (*const rules[])(const struct check *, const struct escalation *) = { check_level_count, check_order, check_slow, check_end };

	for (size_t i = 0; i < check->site->escalations.count; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(rules); k++)
			rules[k](check, &REGISTER_ITEMS(check->site->escalations, struct escalation)[i]);
}
