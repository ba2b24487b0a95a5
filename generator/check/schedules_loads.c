/* Who carries more than their share: in a schedule, and in those of a policy that share people. */
#include "check/schedules.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/schedule_pattern.h"

#define HOUR 3600.0
#define WEEK (INT64_C(3600) * 24 * 7)
#define TOO_MUCH 1.25 /* of the mean */
#define LEAST 14.0    /* hours a week of all people together: what is less is no burden, whoever has it */

static const struct {
	const char *name;
	size_t offset;
} measures[] = {
	{ "hours", offsetof(struct load, hours) },
	{ "night hours", offsetof(struct load, nights) },
	{ "weekend hours", offsetof(struct load, weekends) },
};

/* What somebody has in a week, on average. */
struct share {
	struct member member;
	double hours[G_N_ELEMENTS(measures)];
	const struct schedule *first; /* the first schedule that they are in */
	const char *others, *last;    /* "a, b" and "c": all that they are in; others may be NULL */
	size_t schedule_count;
	bool said;                    /* of one of these schedules */
};

struct shares {
	const struct schedule *schedule; /* NULL: of several */
	struct share *items;
	size_t count;
	size_t group; /* the number of the first schedule of those that share people */
};

static struct shares
shares_of(struct pool *pool, const struct schedule *schedule, size_t number)
{
	const int64_t start = schedule_settled(schedule), period = schedule_period(schedule);
	const struct loads loads = schedule_loads(pool, schedule_pattern(pool, schedule, schedule->zone), wall_instant(schedule->zone, start, false), wall_instant(schedule->zone, start + period, false));
	struct shares shares = { schedule, pool_array(pool, struct share, loads.count), loads.count, number };

	for (size_t i = 0; i < loads.count; i++) {
		struct share *share = &shares.items[i];

		*share = (struct share){ .member = loads.items[i].member, .first = schedule, .last = schedule->id.s, .schedule_count = 1 };
		for (size_t m = 0; m < G_N_ELEMENTS(measures); m++)
			share->hours[m] = (double)*(const int64_t *)(const void *)((const char *)&loads.items[i] + measures[m].offset) / HOUR / ((double)period / WEEK);
	}
	return shares;
}

/* "112 hours a week where the mean is 84", for each measure that is too much; NULL: none is. */
static const char *
excess_words(struct pool *pool, const struct shares *shares, const struct share *share)
{
	const char *words = NULL;

	for (size_t m = 0; m < G_N_ELEMENTS(measures); m++) {
		double sum = 0, mean;

		for (size_t i = 0; i < shares->count; i++)
			sum += shares->items[i].hours[m];
		mean = sum / (double)shares->count;
		/* a share that is right on the edge is not over it, however it was rounded */
		if (sum < LEAST || share->hours[m] <= mean * TOO_MUCH + 1e-6)
			continue;
		words = pool_printf(pool, "%s%s%.3g %s a week where the mean is %.3g", words ? words : "", words ? ", " : "", share->hours[m], measures[m].name, mean);
	}
	return words;
}

/* "from 2027-01-01 on, " where somebody is still to leave, after which it is as it stays; else "". */
static const char *
since_words(const struct check *check, const struct schedule *schedule)
{
	int64_t last = INT64_MIN;

	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct list turns = REGISTER_ITEMS(schedule->layers, struct layer)[i].turns;

		for (size_t k = 0; k < turns.count; k++) {
			const struct turn *turn = &REGISTER_ITEMS(turns, struct turn)[k];

			for (size_t p = 0; p < turn->member_count; p++)
				if (turn->members[p].leaves != TIME_NEVER)
					last = MAX(last, turn->members[p].leaves);
		}
	}
	return last > check->site->now ? pool_printf(check->pool, "from %s on, ", time_format_date(check->pool, schedule->zone, last)) : "";
}

static void
check_schedule(const struct check *check, const struct shares *shares)
{
	const char *since = since_words(check, shares->schedule);

	for (size_t i = 0; i < shares->count; i++) {
		struct share *share = &shares->items[i];
		const char *words = shares->count > 1 ? excess_words(check->pool, shares, share) : NULL;

		share->said = words || shares->count == 1;
		if (words)
			finding_help(finding_add(check->findings, RULE_SCHEDULE_UNFAIR, share->member.id.span, "%s%s is on call over a quarter more than the mean: %s", since, share->member.id.s, words),
			    "even the turns out, or let layers change at another hour");
		else if (share->said)
			finding_help(finding_add(check->findings, RULE_SCHEDULE_ALONE, share->member.id.span, "%s%s is the only one on call, always", since, share->member.id.s),
			    "add people to the rotation");
	}
}

/* ---- Several schedules ---- */

static struct share *
share_find(struct share *shares, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(shares[i].member.id.s, id) == 0)
			return &shares[i];
	return NULL;
}

static struct shares *
shares_find(struct shares *all, size_t count, const struct schedule *schedule)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].schedule == schedule)
			return &all[i];
	return NULL;
}

/* Two that share somebody become one group, with all that either is in a group with. */
static void
join_pair(struct shares *all, size_t count, const struct schedule_pair *pair)
{
	const struct shares *a = shares_find(all, count, pair->first), *b = shares_find(all, count, pair->second);
	const size_t low = MIN(a->group, b->group), high = MAX(a->group, b->group);
	bool shared = false;

	for (size_t i = 0; i < a->count; i++)
		shared |= share_find(b->items, b->count, a->items[i].member.id.s) != NULL;
	for (size_t i = 0; shared && i < count; i++)
		if (all[i].group == high)
			all[i].group = low;
}

/* Adds the shares of a schedule to those of its group. */
static void
add_shares(struct pool *pool, struct shares *sum, const struct shares *shares)
{
	for (size_t i = 0; i < shares->count; i++) {
		const struct share *share = &shares->items[i];
		struct share *known = share_find(sum->items, sum->count, share->member.id.s);

		if (!known) {
			sum->items[sum->count++] = *share;
			continue;
		}
		for (size_t m = 0; m < G_N_ELEMENTS(measures); m++)
			known->hours[m] += share->hours[m];
		known->others = known->others ? pool_printf(pool, "%s, %s", known->others, known->last) : known->last;
		known->last = share->last;
		known->schedule_count++;
		known->said |= share->said;
		known->member.id.span = share->member.id.span; /* where it became too much */
	}
}

static void
check_group(const struct check *check, const struct shares *all, size_t count, size_t group)
{
	struct shares sum = { .group = group };
	size_t most = 0;

	for (size_t i = 0; i < count; i++)
		most += all[i].group == group ? all[i].count : 0;
	sum.items = pool_array(check->pool, struct share, most);
	for (size_t i = 0; i < count; i++)
		if (all[i].group == group)
			add_shares(check->pool, &sum, &all[i]);
	for (size_t i = 0; i < sum.count; i++) {
		const struct share *share = &sum.items[i];
		const char *words = share->schedule_count > 1 && !share->said ? excess_words(check->pool, &sum, share) : NULL;

		if (words)
			finding_help(finding_note(finding_add(check->findings, RULE_SCHEDULE_UNFAIR, share->member.id.span, "%s is on call over a quarter more than the mean in %s and %s together: %s",
			                              share->member.id.s, share->others, share->last, words),
			                 share->first->id.span, "the first of these schedules"),
			    "give each person as many turns as the others, all of these schedules counted");
	}
}

void
check_loads(const struct check *check, const struct schedule_pairs *pairs)
{
	const struct list schedules = check->site->schedules;
	struct shares *all = pool_array(check->pool, struct shares, schedules.count);
	size_t count = 0;

	for (size_t i = 0; i < schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(schedules, struct schedule)[i];

		if (!schedule_is_usable(schedule))
			continue;
		all[count] = shares_of(check->pool, schedule, count);
		check_schedule(check, &all[count++]);
	}
	for (size_t i = 0; i < pairs->count; i++)
		join_pair(all, count, &pairs->items[i]);
	for (size_t i = 0; i < count; i++)
		check_group(check, all, count, i);
}
