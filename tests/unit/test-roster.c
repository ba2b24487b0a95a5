/* roster: places in a week by the clock on the wall, and the bars of a week; worked out by hand. */
#include "model.h"
#include "model/schedule.h"
#include "render/roster.h"

static const struct schedule *
schedule_of(struct bench *bench, const char *text)
{
	struct list list;

	bench_registers(bench, pool_strdup(bench->pool, text));
	list = schedules_read(bench->pool, bench->findings, bench->references, &bench->config, bench->registers);
	g_assert_cmpuint(list.count, ==, 1);
	return list.items;
}

static void
test_places(void)
{
	struct bench bench = bench_new();
	const struct zone *london = zone_find(bench.pool, "Europe/London");
	const int64_t plain = bench_at("2026-11-16 00:00"), spring = bench_at("2026-03-23 00:00");

	g_assert_cmpint(roster_monday(london, bench_at("2026-11-22 23:59")), ==, plain);
	g_assert_cmpint(roster_monday(london, plain), ==, plain);
	/* in summer midnight is at 23:00 UTC */
	g_assert_cmpint(roster_monday(london, bench_at("2026-07-05 23:00")), ==, bench_at("2026-07-05 23:00"));
	g_assert_cmpfloat_with_epsilon(roster_place(london, plain, bench_at("2026-11-17 00:00")), 14.29, 1e-9);
	g_assert_cmpfloat_with_epsilon(roster_place(london, plain, bench_at("2026-11-19 12:00")), 50, 1e-9);
	g_assert_cmpfloat_with_epsilon(roster_place(london, plain, plain - 1), 0, 1e-9);
	g_assert_cmpfloat_with_epsilon(roster_place(london, plain, TIME_NEVER), 100, 1e-9);
	g_assert_cmpfloat_with_epsilon(roster_place(london, plain, INT64_MIN), 0, 1e-9);
	/* the clocks go forward on Sunday at 01:00: 12:00 is half of the day, and at 11:00 UTC */
	g_assert_cmpfloat_with_epsilon(roster_place(london, spring, bench_at("2026-03-29 11:00")), 92.86, 1e-9);
	/* Monday's midnight is 23 hours after Sunday's */
	g_assert_cmpfloat_with_epsilon(roster_place(london, spring, bench_at("2026-03-29 23:00")), 100, 1e-9);
	bench_free(&bench);
}

static void
assert_bar(const struct roster_bar *bar, double x, double width, size_t people, bool begins, bool ends)
{
	g_assert_cmpfloat_with_epsilon(bar->x, x, 1e-6);
	g_assert_cmpfloat_with_epsilon(bar->width, width, 1e-6);
	g_assert_cmpuint(bar->shift->count, ==, people);
	g_assert_cmpint(bar->begins, ==, begins);
	g_assert_cmpint(bar->ends, ==, ends);
}

/* A week that begins on Wednesday noon: it is cut on Monday, and goes on. */
static void
test_handoffs(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = schedule_of(&bench, "schedules:\n  s:\n    timezone: UTC\n    layers:\n      - {people: [dana, lee], start: 2026-01-07T12:00, every: 1w}\n");
	const int64_t monday = bench_at("2026-01-12 00:00");
	const struct shifts shifts = roster_shifts(bench.pool, s, monday, bench_at("2026-01-26 00:00"));
	const struct roster_bars first = roster_week(bench.pool, s->zone, monday, shifts);
	const struct roster_bars second = roster_week(bench.pool, s->zone, bench_at("2026-01-19 00:00"), shifts);

	g_assert_cmpuint(shifts.count, ==, 3);
	g_assert_cmpuint(first.count, ==, 2);
	assert_bar(&first.items[0], 0, 35.71, 1, false, true);
	assert_bar(&first.items[1], 35.71, 64.29, 1, true, false);
	g_assert_cmpuint(second.count, ==, 2);
	g_assert_true(second.items[0].shift == first.items[1].shift);
	bench_free(&bench);
}

/* Before a layer, and out of its hours, nobody is there: that is a bar too. */
static void
test_gaps(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = schedule_of(&bench,
	    "schedules:\n  s:\n    timezone: UTC\n    layers:\n      - {people: [dana], start: 2026-01-14T00:00, every: 1w, hours: {days: wed, from: \"06:00\", to: \"18:00\"}}\n");
	const int64_t monday = bench_at("2026-01-12 00:00");
	const struct shifts shifts = roster_shifts(bench.pool, s, monday, bench_at("2026-01-19 00:00"));
	const struct roster_bars bars = roster_week(bench.pool, s->zone, monday, shifts);
	double sum = 0;

	for (size_t i = 0; i < bars.count; i++)
		sum += bars.items[i].width;
	g_assert_cmpfloat_with_epsilon(sum, 100, 1e-6);
	g_assert_cmpuint(bars.count, >=, 3);
	assert_bar(&bars.items[bars.count - 2], 32.14, 7.15, 1, true, true);
	assert_bar(&bars.items[bars.count - 1], 39.29, 60.71, 0, true, false);
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/roster/places", test_places);
	g_test_add_func("/roster/handoffs", test_handoffs);
	g_test_add_func("/roster/gaps", test_gaps);
	return g_test_run();
}
