#include "render/roster.h"

#include <glib.h>
#include <math.h>

#include "base/pool.h"
#include "base/time.h"

#define WEEK (7 * 86400.0)

int64_t
roster_monday(const struct zone *zone, int64_t at)
{
	return time_add_days(zone, time_day_start(zone, at), 1 - time_to_civil(zone, at).weekday);
}

struct shifts
roster_shifts(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until)
{
	g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(struct shift));

	for (int64_t at = from; schedule->layers.count > 0 && at < until;) {
		const struct shift shift = schedule_at(pool, schedule, at);

		g_array_append_val(list, shift);
		at = shift.until;
	}
	return (struct shifts){ pool_memdup(pool, list->len ? list->data : "", list->len * sizeof(struct shift)), list->len };
}

static double
hundredth(double x)
{
	return round(x * 100) / 100;
}

static int64_t
wall_of(const struct zone *zone, int64_t at)
{
	return at + time_to_civil(zone, at).offset;
}

double
roster_place(const struct zone *zone, int64_t monday, int64_t at)
{
	const int64_t next = time_add_days(zone, monday, 7);

	if (at <= monday || at >= next)
		return at <= monday ? 0 : 100;
	return CLAMP(hundredth((double)(wall_of(zone, at) - wall_of(zone, monday)) / WEEK * 100), 0, 100);
}

struct roster_bars
roster_week(struct pool *pool, const struct zone *zone, int64_t monday, struct shifts shifts)
{
	const int64_t next = time_add_days(zone, monday, 7);
	struct roster_bar *bars = pool_array(pool, struct roster_bar, shifts.count);
	size_t count = 0;

	for (size_t i = 0; i < shifts.count; i++) {
		const struct shift *shift = &shifts.items[i];
		const double x = roster_place(zone, monday, shift->from);

		if (shift->until <= monday || shift->from >= next)
			continue;
		bars[count++] = (struct roster_bar){
			.shift = shift,
			.x = x,
			.width = MAX(hundredth(roster_place(zone, monday, shift->until) - x), 0),
			.begins = shift->from >= monday,
			.ends = shift->until <= next,
		};
	}
	return (struct roster_bars){ bars, count };
}
