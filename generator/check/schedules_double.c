/* One person in two schedules at once, of which the second is there for when the first does not answer. */
#include "check/schedules.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/schedule_pattern.h"

#define HOUR INT64_C(3600)
#define WEEK (HOUR * 24 * 7)

/* When one person is in both. */
struct double_shift {
	const char *person;
	int64_t from, until;
};

/* ---- Two lists of shifts ---- */

static const char *
shared_person(const struct shift *a, const struct shift *b)
{
	for (size_t i = 0; i < a->count; i++)
		if (shift_has(b, a->people[i].id.s))
			return a->people[i].id.s;
	return NULL;
}

/* The first time in from … until that somebody is in both, and how many seconds there are in all. */
static int64_t
find_double(struct shifts a, struct shifts b, int64_t from, int64_t until, struct double_shift *first)
{
	int64_t sum = 0;

	for (size_t i = 0, k = 0; i < a.count && k < b.count;) {
		const struct shift *left = &a.items[i], *right = &b.items[k];
		const int64_t begin = MAX(MAX(left->from, right->from), from), end = MIN(MIN(left->until, right->until), until);
		const char *person = begin < end ? shared_person(left, right) : NULL;

		if (person && sum == 0)
			*first = (struct double_shift){ person, begin, end };
		sum += person ? end - begin : 0;
		if (left->until <= right->until)
			i++;
		else
			k++;
	}
	return sum;
}

/* ---- A pair ---- */

static void
check_pattern(const struct check *check, const struct schedule *first, const struct schedule *second)
{
	const bool same = strcmp(first->timezone.s, second->timezone.s) == 0;
	const struct schedule *a = schedule_pattern(check->pool, first, same ? zone_utc() : first->zone);
	const struct schedule *b = schedule_pattern(check->pool, second, same ? zone_utc() : second->zone);
	const int64_t start = wall_instant(a->zone, MAX(schedule_settled(first), schedule_settled(second)), false);
	const int64_t period = periods_joined(schedule_period(first), schedule_period(second));
	struct double_shift found;
	const int64_t sum = find_double(schedule_shifts(check->pool, a, start, start + period), schedule_shifts(check->pool, b, start, start + period), start, start + period, &found);
	const double hours = (double)sum / HOUR / ((double)period / WEEK);

	if (sum == 0)
		return;
	if (same) {
		found.from = wall_instant(first->zone, found.from, false);
		found.until = wall_instant(first->zone, found.until, true);
	}
	finding_help(finding_note(finding_add(check->findings, RULE_SCHEDULE_DOUBLE, second->id.span,
	                              "%s is on call in %s and in %s at once, from %s to %s; there %s %.3g such hour%s a week", found.person, first->id.s, second->id.s,
	                              time_format(check->pool, first->zone, found.from), time_format(check->pool, first->zone, found.until), hours == 1 ? "is" : "are", hours, hours == 1 ? "" : "s"),
	                 first->id.span, "the other schedule"),
	    "shift one of the rotations by a turn, or let both hand over at the same time");
}

/* The person of an override, where the other schedule has them too. */
static void
check_overrides(const struct check *check, const struct schedule *schedule, const struct schedule *other)
{
	for (size_t i = 0; i < schedule->cover_count; i++) {
		const struct cover *cover = &schedule->covers[i];
		const struct shifts shifts = schedule_shifts(check->pool, other, cover->from, cover->until);

		for (size_t k = 0; k < shifts.count; k++) {
			if (!shift_has(&shifts.items[k], cover->override->member->id.s))
				continue;
			finding_help(finding_note(finding_add(check->findings, RULE_SCHEDULE_DOUBLE, cover->override->person.span,
			                              "by this override %s is on call here and in %s at once", cover->override->member->id.s, other->id.s),
			                 other->id.span, "the other schedule"),
			    "let somebody else stand in, or override the other schedule as well");
			break;
		}
	}
}

void
check_doubles(const struct check *check, const struct schedule_pairs *pairs)
{
	for (size_t i = 0; i < pairs->count; i++) {
		check_pattern(check, pairs->items[i].first, pairs->items[i].second);
		check_overrides(check, pairs->items[i].first, pairs->items[i].second);
		check_overrides(check, pairs->items[i].second, pairs->items[i].first);
	}
}
