#include "check/gaps.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/schedule_pattern.h"

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)
#define SHOWN 4

struct gaps
gaps_find(struct pool *pool, const struct schedule *schedule, int64_t start, int64_t period)
{
	const struct schedule *pattern = schedule_pattern(pool, schedule, zone_utc());
	const struct shifts all = schedule_gaps(pool, pattern, start, start + period);
	struct gaps gaps = { .list = all, .start = start, .period = period };

	/* what reaches into the period from before does so again at its end, if the period is whole */
	if (all.count > 1 && all.items[0].from < start) {
		gaps.list.items++;
		gaps.list.count--;
	}
	for (size_t i = 0; i < all.count; i++)
		gaps.seconds += MIN(all.items[i].until, start + period) - MAX(all.items[i].from, start);
	return gaps;
}

const char *
gaps_hours(struct pool *pool, const struct gaps *gaps)
{
	const double hours = (double)gaps->seconds / HOUR / ((double)gaps->period / WEEK);

	if (gaps->seconds == gaps->period)
		return "all hours of the week";
	return pool_printf(pool, "%.3g hour%s a week", hours, hours == 1 ? "" : "s");
}

/* ---- In words ---- */

static int64_t
divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

static const char *
day_name(int64_t wall)
{
	static const char *const names[] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
	const int64_t day = divide_down(wall, DAY) + 3;

	return names[day - divide_down(day, 7) * 7];
}

static const char *
clock_words(struct pool *pool, int64_t wall)
{
	const int64_t second = wall - divide_down(wall, DAY) * DAY;

	return pool_printf(pool, "%02d:%02d", (int)(second / HOUR), (int)(second / 60 % 60));
}

/* Whether the next gap is the same hours of the next day. */
static bool
follows(const struct shift *gap, const struct shift *next)
{
	return next->from - gap->from == DAY && next->until - gap->until == DAY;
}

/* Gaps first … last, which are alike: "mon-thu 19:00-24:00", "fri 19:00 - mon 09:00". */
static const char *
group_words(struct pool *pool, const struct shift *first, const struct shift *last, int64_t shift)
{
	const int64_t from = first->from + shift, until = first->until + shift, days = divide_down(until - 1, DAY) - divide_down(from, DAY);
	const char *begin = clock_words(pool, from), *end = clock_words(pool, until);

	if (g_str_equal(end, "00:00"))
		end = "24:00";
	if (days > 0 && (until - from > DAY || g_str_equal(end, "24:00")))
		return pool_printf(pool, "%s %s - %s %s", day_name(from), begin, day_name(until - 1), end);
	if (first == last)
		return pool_printf(pool, "%s %s-%s", day_name(from), begin, end);
	return pool_printf(pool, "%s-%s %s-%s", day_name(from), day_name(last->from + shift), begin, end);
}

static const char *
list_words(struct pool *pool, struct shifts gaps, int64_t shift)
{
	const char *words = "";
	size_t groups = 0;

	for (size_t i = 0, next; i < gaps.count; i = next) {
		for (next = i + 1; next < gaps.count && follows(&gaps.items[next - 1], &gaps.items[next]);)
			next++;
		if (groups++ == SHOWN)
			return pool_printf(pool, "%s and more", words);
		words = pool_printf(pool, "%s%s%s", words, *words ? ", " : "", group_words(pool, &gaps.items[i], &gaps.items[next - 1], shift));
	}
	return words;
}

/* A gap of a pattern that is longer than a week: the first, with its day. */
static const char *
dated_words(struct pool *pool, const struct schedule *schedule, const struct gaps *gaps)
{
	const struct shift *gap = &gaps->list.items[0];
	const struct zone *utc = zone_utc();
	const int64_t from = wall_instant(schedule->zone, gap->from, false), until = wall_instant(schedule->zone, gap->until, true);

	const char *local = pool_printf(pool, "%s %s to %s %s %s", time_format_date(pool, utc, gap->from), clock_words(pool, gap->from),
	    time_format_date(pool, utc, gap->until), clock_words(pool, gap->until), schedule->timezone.s);

	if (!g_str_equal(schedule->timezone.s, "UTC"))
		local = pool_printf(pool, "%s (%s to %s)", local, time_format(pool, utc, from), time_format(pool, utc, until));
	return pool_printf(pool, "%s, and again every %d weeks", local, (int)(gaps->period / WEEK));
}

const char *
gaps_words(struct pool *pool, const struct schedule *schedule, const struct gaps *gaps)
{
	const int64_t at = wall_instant(schedule->zone, gaps->start, false);
	const int here = time_to_civil(schedule->zone, at).offset, later = time_to_civil(schedule->zone, at + 26 * WEEK).offset;
	const char *local, *utc;

	if (gaps->seconds == gaps->period)
		return "all of its people have left";
	if (gaps->period > WEEK)
		return dated_words(pool, schedule, gaps);
	local = list_words(pool, gaps->list, 0);
	if (g_str_equal(schedule->timezone.s, "UTC"))
		return pool_printf(pool, "%s UTC", local);
	utc = list_words(pool, gaps->list, -MIN(here, later));
	if (here == later)
		return pool_printf(pool, "%s %s (%s UTC)", local, schedule->timezone.s, utc);
	return pool_printf(pool, "%s %s (%s UTC, in summer time %s)", local, schedule->timezone.s, utc, list_words(pool, gaps->list, -MAX(here, later)));
}
