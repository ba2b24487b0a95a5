#include "model/schedule_pattern.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define PERIOD_MAX (104 * WEEK)
#define MONDAY (4 * DAY) /* 1970-01-05, the first one */

static int64_t
divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* ---- The pattern ---- */

static void
dismiss(struct pool *pool, struct turn *turn)
{
	struct member *members = pool_memdup(pool, turn->members, turn->member_count * sizeof *members);

	for (size_t i = 0; i < turn->member_count; i++)
		if (members[i].leaves != TIME_NEVER)
			members[i].leaves = INT64_MIN;
	turn->members = members;
}

const struct schedule *
schedule_pattern(struct pool *pool, const struct schedule *schedule, const struct zone *zone)
{
	struct schedule *pattern = pool_memdup(pool, schedule, sizeof *schedule);
	struct layer *layers = pool_memdup(pool, schedule->layers.items, schedule->layers.count * sizeof *layers);

	for (size_t i = 0; i < schedule->layers.count; i++) {
		struct list *turns = &layers[i].turns;

		turns->items = pool_memdup(pool, turns->items, turns->count * sizeof(struct turn));
		for (size_t k = 0; k < turns->count; k++)
			dismiss(pool, &((struct turn *)turns->items)[k]);
		layers[i].begins = wall_instant(zone, layers[i].first, false);
	}
	pattern->layers.items = layers;
	pattern->zone = zone;
	pattern->cover_count = 0;
	return pattern;
}

bool
schedule_is_usable(const struct schedule *schedule)
{
	for (size_t i = 0; i < schedule->layers.count; i++)
		if (!REGISTER_ITEMS(schedule->layers, struct layer)[i].usable)
			return false;
	return schedule->layers.count > 0;
}

int64_t
schedule_settled(const struct schedule *schedule)
{
	int64_t last = MONDAY;

	for (size_t i = 0; i < schedule->layers.count; i++)
		if (REGISTER_ITEMS(schedule->layers, struct layer)[i].usable)
			last = MAX(last, REGISTER_ITEMS(schedule->layers, struct layer)[i].first);
	return MONDAY - divide_down(MONDAY - last, WEEK) * WEEK;
}

int64_t
periods_joined(int64_t a, int64_t b)
{
	int64_t x = a, y = b;

	g_assert(a > 0);
	while (y != 0) {
		const int64_t rest = x % y;

		x = y;
		y = rest;
	}
	return MIN(a / x * b, PERIOD_MAX);
}

int64_t
schedule_period(const struct schedule *schedule)
{
	int64_t period = WEEK;

	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];

		if (layer->usable && REGISTER_ITEMS(layer->turns, struct turn)[0].ahead != SIZE_MAX)
			period = periods_joined(period, MIN(layer->every.seconds * (int64_t)layer->turns.count, PERIOD_MAX));
	}
	return period;
}

/* ---- Loads ---- */

static struct load *
load_of(GArray *loads, const struct member *member)
{
	struct load load = { .member = *member };

	for (guint i = 0; i < loads->len; i++)
		if (strcmp(g_array_index(loads, struct load, i).member.id.s, member->id.s) == 0)
			return &g_array_index(loads, struct load, i);
	g_array_append_val(loads, load);
	return &g_array_index(loads, struct load, loads->len - 1);
}

/* The seconds of nights before a time of the clock, from 1970 on. */
static int64_t
nights_before(int64_t wall)
{
	const int64_t days = divide_down(wall, DAY), second = wall - days * DAY;

	return days * 9 * HOUR + MIN(second, 7 * HOUR) + MAX(second - 22 * HOUR, 0);
}

/* The same of weekends, from the first Monday on. */
static int64_t
weekends_before(int64_t wall)
{
	const int64_t weeks = divide_down(wall - MONDAY, WEEK);

	return weeks * 2 * DAY + MAX(wall - MONDAY - weeks * WEEK - 5 * DAY, 0);
}

static void
add_load(GArray *loads, const struct schedule *schedule, const struct member *member, int64_t from, int64_t until)
{
	const struct zone *zone = member->person ? member->person->zone : schedule->zone;
	const int64_t begin = from + time_to_civil(zone, from).offset, end = until + time_to_civil(zone, until).offset;
	struct load *load = load_of(loads, member);

	load->hours += until - from;
	load->nights += nights_before(end) - nights_before(begin);
	load->weekends += weekends_before(end) - weekends_before(begin);
}

struct loads
schedule_loads(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until)
{
	const struct shifts shifts = schedule_shifts(pool, schedule, from, until);
	g_autoptr(GArray) loads = g_array_new(FALSE, FALSE, sizeof(struct load));

	for (size_t i = 0; i < shifts.count; i++)
		for (size_t k = 0; k < shifts.items[i].count; k++)
			add_load(loads, schedule, &shifts.items[i].people[k], MAX(shifts.items[i].from, from), MIN(shifts.items[i].until, until));
	return (struct loads){ pool_memdup(pool, loads->len ? loads->data : "", loads->len * sizeof(struct load)), loads->len };
}
