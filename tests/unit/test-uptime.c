/* uptime: states over time, what they lose, days and months; every figure is worked out by hand. */
#include "model.h"
#include "model/uptime.h"

static const char registers_text[] =
    "services:\n"
    "  shop: {name: Shop, component: {name: Shop}}\n"
    "  cards: {name: Cards, component: {name: Cards, since: 2026-03-10}}\n"
    "  ledger: {name: Ledger}\n";

enum { SHOP, CARDS, LEDGER, SERVICES };

/* Up to three incidents, and what is known of all services at an instant. */
struct scene {
	struct bench bench;
	const struct incident *incidents[3];
	size_t count;
	const struct uptime *uptimes;
};

static void
scene_begin(struct scene *scene)
{
	*scene = (struct scene){ .bench = bench_new() };
	bench_registers(&scene->bench, registers_text);
}

/* An incident of the updates that stand in rest, or a window where its front matter has a start and an end. */
static void
scene_add(struct scene *scene, const char *front, const char *rest)
{
	struct bench *bench = &scene->bench;
	const char *folder = strstr(front, "ends:") ? "maintenance" : "incidents";
	const char *path = pool_printf(bench->pool, "content/%s/%zu.md", folder, scene->count);
	const char *text = pool_printf(bench->pool, "---\ntitle: A\n%s---\n\n%s", front, rest);

	scene->incidents[scene->count++] = incident_read(bench->pool, &bench->config, bench->registers, bench_document(bench, path, text));
}

static void
scene_look(struct scene *scene, const char *now)
{
	static const char *const ids[SERVICES] = { "shop", "cards", "ledger" };
	const struct service *services[SERVICES];

	for (size_t i = 0; i < SERVICES; i++)
		services[i] = service_find(scene->bench.registers, ids[i]);
	scene->uptimes = uptime_read(scene->bench.pool, scene->incidents, scene->count, services, SERVICES, bench_at(now));
}

static void
assert_span(const struct uptime *uptime, size_t i, const char *start, const char *end, enum state state)
{
	g_assert_cmpuint(i, <, uptime->span_count);
	g_assert_cmpint(uptime->spans[i].start, ==, bench_at(start));
	g_assert_cmpint(uptime->spans[i].end, ==, bench_at(end));
	g_assert_cmpint(uptime->spans[i].state, ==, state);
}

static int
hundredths(const struct scene *scene, size_t service, const char *from, const char *until)
{
	const struct uptime_sum sum = uptime_over(&scene->uptimes[service], bench_at(from), bench_at(until));
	const struct uptime_weights weights = uptime_weights(&scene->bench.config.status);

	return uptime_hundredths(&sum, &weights);
}

#define OUTAGE(state, from, until) \
	"## Investigating — " from "\n\nAffects: shop (" state ")\n\nx\n\n## Resolved — " until "\n\nx\n"

/* 36 minutes of major outage in a day: 1 - 36/1440 = 97.5 %; partial loses 0.3 of that: 99.25 %. */
static void
test_weights(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 02:00 UTC", "2026-03-21 02:36 UTC"));
	scene_look(&scene, "2026-03-30 00:00 UTC");
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 1);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 02:00 UTC", "2026-03-21 02:36 UTC", STATE_MAJOR);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9750);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-22", "2026-03-23"), ==, 10000);
	g_assert_cmpuint(scene.uptimes[CARDS].span_count, ==, 0);
	g_assert_cmpint(hundredths(&scene, LEDGER, "2026-03-21", "2026-03-22"), ==, 10000);
	bench_free(&scene.bench);

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("partial outage", "2026-03-21 02:00 UTC", "2026-03-21 02:36 UTC"));
	scene_add(&scene, "", OUTAGE("degraded", "2026-03-21 08:00 UTC", "2026-03-21 20:00 UTC"));
	scene_look(&scene, "2026-03-30 00:00 UTC");
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9925);
	/* 12 hours of degraded performance at 0.5 lose a quarter of the day more */
	scene.bench.config.status.weight_degraded.n = 0.5;
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 7425);
	bench_free(&scene.bench);
}

/* A minute of partial outage, 18 s lost, in 90 days of 7,776,000 s: 99.99976…, cut to 99.99 and never 100. */
static void
test_rounding(void)
{
	struct scene scene;
	struct uptime_sum sum;
	struct uptime_weights weights;

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("partial outage", "2026-03-21 02:00 UTC", "2026-03-21 02:01 UTC"));
	scene_look(&scene, "2026-04-01 00:00 UTC");
	weights = uptime_weights(&scene.bench.config.status);
	sum = uptime_over(&scene.uptimes[SHOP], bench_at("2026-01-01"), bench_at("2026-04-01"));
	g_assert_cmpint(sum.known, ==, 7776000);
	g_assert_cmpint(sum.seconds[STATE_PARTIAL], ==, 60);
	g_assert_cmpint(sum.seconds[STATE_OPERATIONAL], ==, 7775940);
	g_assert_cmpint(uptime_lost(&sum, &weights), ==, 18000000);
	g_assert_cmpint(uptime_hundredths(&sum, &weights), ==, 9999);
	/* what weighs nothing loses nothing, what weighs next to nothing something */
	scene.bench.config.status.weight_partial.n = 0;
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-01-01", "2026-04-01"), ==, 10000);
	scene.bench.config.status.weight_partial.n = 1e-9;
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-01-01", "2026-04-01"), ==, 9999);
	/* a third of a minute is cut, not rounded: 40/60 */
	scene.bench.config.status.weight_partial.n = 1;
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21 02:00:40 UTC", "2026-03-21 02:01:40 UTC"), ==, 6666);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21 02:00 UTC", "2026-03-21 02:01 UTC"), ==, 0);
	bench_free(&scene.bench);
}

/* Partial 10:00 to 13:00, major 11:00 to 12:00, degraded 10:30 to 14:00: each second counts once, at its worst. */
static void
test_overlaps(void)
{
	struct scene scene;
	struct uptime_sum sum;

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("partial outage", "2026-03-21 10:00 UTC", "2026-03-21 13:00 UTC"));
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 11:00 UTC", "2026-03-21 12:00 UTC"));
	scene_add(&scene, "", OUTAGE("degraded", "2026-03-21 10:30 UTC", "2026-03-21 14:00 UTC"));
	scene_look(&scene, "2026-03-30 00:00 UTC");
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 4);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 10:00 UTC", "2026-03-21 11:00 UTC", STATE_PARTIAL);
	assert_span(&scene.uptimes[SHOP], 1, "2026-03-21 11:00 UTC", "2026-03-21 12:00 UTC", STATE_MAJOR);
	assert_span(&scene.uptimes[SHOP], 2, "2026-03-21 12:00 UTC", "2026-03-21 13:00 UTC", STATE_PARTIAL);
	assert_span(&scene.uptimes[SHOP], 3, "2026-03-21 13:00 UTC", "2026-03-21 14:00 UTC", STATE_DEGRADED);
	sum = uptime_over(&scene.uptimes[SHOP], bench_at("2026-03-21"), bench_at("2026-03-22"));
	g_assert_cmpint(sum.seconds[STATE_MAJOR], ==, 3600);
	g_assert_cmpint(sum.seconds[STATE_PARTIAL], ==, 7200);
	g_assert_cmpint(sum.seconds[STATE_DEGRADED], ==, 3600);
	g_assert_cmpint(uptime_worst(&sum), ==, STATE_MAJOR);
	/* (3600 + 0.3 · 7200) / 86400 = 6.666… % lost: 93.333… % */
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9333);
	/* a part of the second span alone: half of two hours, cut at both ends */
	sum = uptime_over(&scene.uptimes[SHOP], bench_at("2026-03-21 11:30 UTC"), bench_at("2026-03-21 12:30 UTC"));
	g_assert_cmpint(sum.seconds[STATE_MAJOR], ==, 1800);
	g_assert_cmpint(sum.seconds[STATE_PARTIAL], ==, 1800);
	bench_free(&scene.bench);
}

/* The same state from two incidents that touch or overlap is one span. */
static void
test_touching(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 10:00 UTC", "2026-03-21 11:00 UTC"));
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 11:00 UTC", "2026-03-21 12:00 UTC"));
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 11:30 UTC", "2026-03-21 12:30 UTC"));
	scene_look(&scene, "2026-03-30 00:00 UTC");
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 1);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 10:00 UTC", "2026-03-21 12:30 UTC", STATE_MAJOR);
	bench_free(&scene.bench);
}

/* Resolved and broken again: the hour between is up.  It is written down long after, which changes nothing. */
static void
test_reopened(void)
{
	struct scene scene;

	scene_begin(&scene);
	scene_add(&scene, "", "## Investigating — 2026-03-21 10:00 UTC\n\nAffects: shop (partial outage)\n\nx\n\n"
	    "## Identified — 2026-03-21 10:20 UTC\n\nAffects: shop (major outage)\n\nx\n\n"
	    "## Resolved — 2026-03-21 11:00 UTC\n\nx\n\n"
	    "## Investigating — 2026-03-21 12:00 UTC\n\nAffects: shop (degraded), cards (major outage)\n\nx\n\n"
	    "## Resolved — 2026-03-21 12:30 UTC\n\nx\n");
	scene_look(&scene, "2026-06-01 00:00 UTC");
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 3);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 10:00 UTC", "2026-03-21 10:20 UTC", STATE_PARTIAL);
	assert_span(&scene.uptimes[SHOP], 1, "2026-03-21 10:20 UTC", "2026-03-21 11:00 UTC", STATE_MAJOR);
	assert_span(&scene.uptimes[SHOP], 2, "2026-03-21 12:00 UTC", "2026-03-21 12:30 UTC", STATE_DEGRADED);
	g_assert_cmpuint(scene.uptimes[CARDS].span_count, ==, 1);
	assert_span(&scene.uptimes[CARDS], 0, "2026-03-21 12:00 UTC", "2026-03-21 12:30 UTC", STATE_MAJOR);
	/* (0.3 · 1200 + 2400) / 86400 = 3.19444… % */
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9680);
	bench_free(&scene.bench);
}

/* Nothing is known of what comes after now, and what is open goes on until then. */
static void
test_now(void)
{
	struct scene scene;
	struct uptime_sum sum;

	scene_begin(&scene);
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-21 06:00 UTC", "2026-03-21 18:00 UTC"));
	scene_look(&scene, "2026-03-21 12:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_MAJOR);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 06:00 UTC", "2026-03-21 12:00 UTC", STATE_MAJOR);
	sum = uptime_over(&scene.uptimes[SHOP], bench_at("2026-03-21"), bench_at("2026-03-22"));
	g_assert_cmpint(sum.known, ==, 12 * 3600);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 5000);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-22", "2026-03-23"), ==, UPTIME_NO_DATA);
	/* at its first and its last instant: it begins at once, and is over at once */
	scene_look(&scene, "2026-03-21 06:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_MAJOR);
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 0);
	scene_look(&scene, "2026-03-21 18:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_OPERATIONAL);
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 1);
	scene_look(&scene, "2026-03-21 05:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_OPERATIONAL);
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 0);
	bench_free(&scene.bench);
}

/* Cards are there since 10 March: of the 8th and 9th nothing is known, and an outage then counts from the 10th on. */
static void
test_since(void)
{
	struct scene scene;
	struct uptime_sum sum;

	scene_begin(&scene);
	scene_add(&scene, "", "## Investigating — 2026-03-09 12:00 UTC\n\nAffects: cards (major outage), shop (major outage)\n\nx\n\n"
	    "## Resolved — 2026-03-10 12:00 UTC\n\nx\n");
	scene_look(&scene, "2026-03-20 00:00 UTC");
	g_assert_cmpint(scene.uptimes[CARDS].since, ==, bench_at("2026-03-10"));
	assert_span(&scene.uptimes[CARDS], 0, "2026-03-10", "2026-03-10 12:00 UTC", STATE_MAJOR);
	g_assert_cmpint(hundredths(&scene, CARDS, "2026-03-09", "2026-03-10"), ==, UPTIME_NO_DATA);
	/* ten known days of the twenty, half a day lost: 95 % */
	sum = uptime_over(&scene.uptimes[CARDS], bench_at("2026-02-28"), bench_at("2026-03-20"));
	g_assert_cmpint(sum.known, ==, 10 * 86400);
	g_assert_cmpint(hundredths(&scene, CARDS, "2026-02-28", "2026-03-20"), ==, 9500);
	/* the shop was always there: all twenty, a whole day lost */
	g_assert_cmpint(scene.uptimes[SHOP].since, ==, TIME_NONE);
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-02-28", "2026-03-20"), ==, 9500);
	g_assert_cmpint(hundredths(&scene, SHOP, "1999-01-01", "1999-02-01"), ==, 10000);
	/* before since there is nothing at all */
	scene_look(&scene, "2026-03-09 18:00 UTC");
	g_assert_cmpuint(scene.uptimes[CARDS].span_count, ==, 0);
	g_assert_cmpint(hundredths(&scene, CARDS, "2026-02-28", "2026-03-20"), ==, UPTIME_NO_DATA);
	bench_free(&scene.bench);
}

/* A window begins and ends by the clock, whatever was said; an outage in it is worse. */
static void
test_maintenance(void)
{
	static const char front[] = "starts: 2026-03-21 02:00 UTC\nends: 2026-03-21 04:00 UTC\ncomponents: [shop]\n";
	struct scene scene;

	scene_begin(&scene);
	scene_add(&scene, front, "## Scheduled — 2026-03-14 09:00 UTC\n\nx\n");
	scene_add(&scene, "", OUTAGE("partial outage", "2026-03-21 03:00 UTC", "2026-03-21 05:00 UTC"));
	scene_look(&scene, "2026-03-30 00:00 UTC");
	g_assert_cmpuint(scene.uptimes[SHOP].span_count, ==, 2);
	assert_span(&scene.uptimes[SHOP], 0, "2026-03-21 02:00 UTC", "2026-03-21 03:00 UTC", STATE_MAINTENANCE);
	assert_span(&scene.uptimes[SHOP], 1, "2026-03-21 03:00 UTC", "2026-03-21 05:00 UTC", STATE_PARTIAL);
	/* 0.3 · 7200 / 86400 = 2.5 %; with maintenance at 0.1 another 360 s: 2.91666… % */
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9750);
	scene.bench.config.status.weight_maintenance.n = 0.1;
	g_assert_cmpint(hundredths(&scene, SHOP, "2026-03-21", "2026-03-22"), ==, 9708);
	scene_look(&scene, "2026-03-21 01:59 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_OPERATIONAL);
	scene_look(&scene, "2026-03-21 02:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_MAINTENANCE);
	scene_look(&scene, "2026-03-21 03:30 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_PARTIAL);
	scene_look(&scene, "2026-03-21 05:00 UTC");
	g_assert_cmpint(scene.uptimes[SHOP].state, ==, STATE_OPERATIONAL);
	bench_free(&scene.bench);
}

/* ---- calendars ---- */

/* Berlin, 29 March 2026: from 01:00 UTC on an hour is missing.  25 October: one comes twice. */
static void
test_days(void)
{
	struct scene scene;
	const struct zone *berlin;
	int64_t bounds[4];
	struct uptime_sum sums[3];

	scene_begin(&scene);
	berlin = zone_find(scene.bench.pool, "Europe/Berlin");
	uptime_days(berlin, bench_at("2026-03-29 22:30 UTC"), 3, bounds); /* 00:30 on the 30th */
	g_assert_cmpint(bounds[0], ==, bench_at("2026-03-27 23:00 UTC"));
	g_assert_cmpint(bounds[1], ==, bench_at("2026-03-28 23:00 UTC"));
	g_assert_cmpint(bounds[2], ==, bench_at("2026-03-29 22:00 UTC"));
	g_assert_cmpint(bounds[3], ==, bench_at("2026-03-30 22:00 UTC"));
	uptime_days(berlin, bench_at("2026-10-25 12:00 UTC"), 1, bounds);
	g_assert_cmpint(bounds[1] - bounds[0], ==, 25 * 3600);

	/* an outage of four hours across the missing hour and across midnight: 23 hours hold 82,800 s */
	scene_add(&scene, "", OUTAGE("major outage", "2026-03-28 22:00 UTC", "2026-03-29 02:00 UTC"));
	scene_look(&scene, "2026-03-29 22:30 UTC");
	uptime_days(berlin, bench_at("2026-03-29 22:30 UTC"), 3, bounds);
	uptime_split(&scene.uptimes[SHOP], bounds, 3, sums);
	g_assert_cmpint(sums[0].known, ==, 86400);
	g_assert_cmpint(sums[0].seconds[STATE_MAJOR], ==, 3600);
	g_assert_cmpint(sums[1].known, ==, 82800);
	g_assert_cmpint(sums[1].seconds[STATE_MAJOR], ==, 3 * 3600);
	g_assert_cmpint(sums[2].known, ==, 1800);
	g_assert_cmpint(uptime_worst(&sums[2]), ==, STATE_OPERATIONAL);
	/* 3 of 23 hours: 86.9565… % */
	g_assert_cmpint(uptime_hundredths(&sums[1], &(struct uptime_weights){ .millionths = { [STATE_MAJOR] = 1000000 } }), ==, 8695);
	bench_free(&scene.bench);
}

/* Where the clocks skip midnight (Beirut, 29 March 2026 at 00:00) the day begins at 01:00, and the next one at 00:00. */
static void
test_skipped_midnight(void)
{
	struct pool *pool = pool_new();
	const struct zone *beirut = zone_find(pool, "Asia/Beirut");
	int64_t bounds[4];

	uptime_days(beirut, bench_at("2026-03-30 12:00 UTC"), 3, bounds);
	g_assert_cmpint(bounds[0], ==, bench_at("2026-03-27 22:00 UTC"));
	g_assert_cmpint(bounds[1], ==, bench_at("2026-03-28 22:00 UTC"));
	g_assert_cmpint(bounds[2], ==, bench_at("2026-03-29 21:00 UTC"));
	g_assert_cmpint(bounds[3], ==, bench_at("2026-03-30 21:00 UTC"));
	pool_free(pool);
}

static void
test_months(void)
{
	struct pool *pool = pool_new();
	const struct zone *berlin = zone_find(pool, "Europe/Berlin");
	int64_t bounds[5];

	/* 31 December, 23:30 UTC, is January in Berlin */
	g_assert_cmpuint(uptime_month_count(berlin, bench_at("2025-10-05 00:00 UTC"), bench_at("2025-12-31 23:30 UTC")), ==, 4);
	g_assert_cmpuint(uptime_month_count(berlin, bench_at("2026-01-05 00:00 UTC"), bench_at("2025-12-31 23:30 UTC")), ==, 1);
	g_assert_cmpuint(uptime_month_count(berlin, bench_at("2026-03-05 00:00 UTC"), bench_at("2025-12-31 23:30 UTC")), ==, 0);
	uptime_months(berlin, bench_at("2025-12-31 23:30 UTC"), 4, bounds);
	g_assert_cmpint(bounds[0], ==, bench_at("2025-09-30 22:00 UTC"));
	g_assert_cmpint(bounds[1], ==, bench_at("2025-10-31 23:00 UTC"));
	g_assert_cmpint(bounds[2], ==, bench_at("2025-11-30 23:00 UTC"));
	g_assert_cmpint(bounds[3], ==, bench_at("2025-12-31 23:00 UTC"));
	g_assert_cmpint(bounds[4], ==, bench_at("2026-01-31 23:00 UTC"));
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/uptime/weights", test_weights);
	g_test_add_func("/uptime/rounding", test_rounding);
	g_test_add_func("/uptime/overlaps", test_overlaps);
	g_test_add_func("/uptime/touching", test_touching);
	g_test_add_func("/uptime/reopened", test_reopened);
	g_test_add_func("/uptime/now", test_now);
	g_test_add_func("/uptime/since", test_since);
	g_test_add_func("/uptime/maintenance", test_maintenance);
	g_test_add_func("/uptime/days", test_days);
	g_test_add_func("/uptime/skipped-midnight", test_skipped_midnight);
	g_test_add_func("/uptime/months", test_months);
	return g_test_run();
}
