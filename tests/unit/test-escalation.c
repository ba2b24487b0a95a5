/* escalation: levels at an instant, quiet hours, gaps, teams. */
#include "model.h"
#include "model/escalation.h"

static const char people_text[] =
    "people:\n"
    "  dana: {name: Dana, team: core, timezone: UTC}\n"
    "  lee: {name: Lee, team: core, timezone: Europe/Madrid, quiet_hours: \"01:00-06:00\"}\n"
    "  sam: {name: Sam, team: core, timezone: Asia/Tokyo, quiet_hours: \"22:00-07:00\"}\n"
    "  max: {name: Max, team: core, left: 2026-01-01}\n"
    "teams:\n"
    "  core: {name: Core, lead: lee}\n"
    "  headless: {name: Headless}\n"
    "schedules:\n"
    "  primary: {timezone: UTC, layers: [{people: [lee, dana], start: 2026-01-05, every: 1w}]}\n"
    "  office: {timezone: UTC, layers: [{people: [dana], start: 2026-01-05, every: 1w, hours: {days: mon-fri, from: \"09:00\", to: \"17:00\"}}]}\n";

/* The policy of some levels. */
static const struct escalation *
policy_of(struct bench *bench, const char *levels)
{
	struct list schedules, list;

	bench_registers(bench, pool_printf(bench->pool, "%sescalations:\n  p:\n    levels:\n%s", people_text, levels));
	schedules = schedules_read(bench->pool, bench->findings, bench->references, &bench->config, bench->registers);
	list = escalations_read(bench->pool, bench->findings, bench->references, &bench->config, bench->registers, schedules);
	g_assert_cmpuint(list.count, ==, 1);
	return list.items;
}

/* "0 dana !lee | 5 (nobody)": minutes, who is reached, who is skipped. */
static const char *
words_at(struct bench *bench, const struct escalation *policy, const char *at)
{
	const struct reached_levels levels = escalation_at(bench->pool, policy, bench_at(at));
	const char *words = "";

	for (size_t i = 0; i < levels.count; i++) {
		const struct reached_level *level = &levels.items[i];

		g_assert_cmpint(level->at, ==, bench_at(at) + level->after);
		words = pool_printf(bench->pool, "%s%s%d", words, i ? " | " : "", (int)(level->after / 60));
		for (size_t k = 0; k < level->target_count; k++) {
			const struct reached *reached = &level->targets[k];

			for (size_t p = 0; p < reached->count; p++)
				words = pool_printf(bench->pool, "%s %s", words, reached->people[p].id.s);
			for (size_t p = 0; p < reached->skipped_count; p++)
				words = pool_printf(bench->pool, "%s %s%s", words, reached->skipped[p].reason == SKIP_QUIET ? "!" : "-", reached->skipped[p].member.id.s);
		}
		if (level->passed)
			words = pool_printf(bench->pool, "%s (nobody)", words);
	}
	return words;
}

static void
test_levels(void)
{
	struct bench bench = bench_new();
	const struct escalation *p = policy_of(&bench, "      - {after: 2m, notify: [schedule/primary]}\n"
	                                               "      - {after: 7m, notify: [schedule/office]}\n"
	                                               "      - {after: 15m, notify: [team/core, person/dana]}\n"
	                                               "      - {after: 30m, notify: [person/sam]}\n");

	/* Lee's week; Madrid is an hour ahead in winter.  Office hours on Tuesday, awake. */
	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 10:00"), ==, "2 lee | 7 dana | 15 lee dana | 30 sam");
	/* 00:30: Lee is in quiet hours, and so is nobody at the office: 5 and 8 minutes don't pass; Sam's day begins at 07:00, 22:00 UTC */
	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 00:30"), ==, "2 !lee (nobody) | 2 (nobody) | 2 dana sam !lee -max dana | 17 sam");
	/* the instant of each level counts: Lee wakes at 05:00 UTC, three minutes after the page */
	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 04:57"), ==, "2 !lee (nobody) | 2 (nobody) | 2 dana sam !lee -max dana | 17 sam");
	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 04:58"), ==, "2 lee | 7 (nobody) | 7 lee dana | 22 sam");
	/* a handoff between the page and a level: Monday is Dana's */
	g_assert_cmpstr(words_at(&bench, p, "2026-01-11 23:59"), ==, "2 dana | 7 (nobody) | 7 dana sam !lee -max dana | 22 sam");
	/* the last level may reach nobody */
	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 13:00"), ==, "2 lee | 7 dana | 15 lee dana | 30 !sam (nobody)");
	bench_free(&bench);
}

static void
test_unreachable(void)
{
	struct bench bench = bench_new();
	const struct escalation *p = policy_of(&bench, "      - {after: 0m, notify: [person/max, team/headless, schedule/none, oops]}\n"
	                                               "      - {after: 5m, notify: [person/dana]}\n"
	                                               "      - {after: 1m, notify: [person/dana]}\n");

	g_assert_cmpstr(words_at(&bench, p, "2026-01-06 10:00"), ==, "0 -max (nobody) | 0 dana | 0 dana");
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/escalation/levels", test_levels);
	g_test_add_func("/escalation/unreachable", test_unreachable);
	return g_test_run();
}
