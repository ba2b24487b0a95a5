/* metrics: measures of incidents over a period; every figure here is worked out by hand. */
#include "model.h"
#include "model/metrics.h"

static const char registers_text[] =
    "services:\n"
    "  api: {name: API, slo: {objective: 99.9, window: 30d}, component: {name: Interface}}\n"
    "  db: {name: Database, slo: {objective: 99.5, window: 10d}}\n"
    "  tool: {name: Tool}\n"
    "  web: {name: Web, component: {name: Pages, since: 2026-03-22}}\n"
    "severities:\n"
    "  SEV1: {name: Critical}\n"
    "  SEV2: {name: Major}\n";

/* A site of documents; what is added is seen by measure. */
struct desk {
	struct bench bench;
	GPtrArray *incidents, *postmortems;
	GArray *actions;
	struct metrics_input input;
};

static struct desk
desk_new(const char *zone)
{
	struct desk desk = { .bench = bench_new() };

	bench_registers(&desk.bench, registers_text);
	desk.bench.config.zone = zone_find(desk.bench.pool, zone);
	desk.incidents = g_ptr_array_new();
	desk.postmortems = g_ptr_array_new();
	desk.actions = g_array_new(false, true, sizeof(struct action));
	desk.input.from = bench_at("2026-01-01");
	desk.input.until = bench_at("2026-04-01");
	desk.input.now = bench_at("2026-06-01");
	return desk;
}

static void
desk_free(struct desk *desk)
{
	g_ptr_array_unref(desk->incidents);
	g_ptr_array_unref(desk->postmortems);
	g_array_unref(desk->actions);
	bench_free(&desk->bench);
}

static const struct document *
document(struct desk *desk, const char *path, const char *front, const char *body)
{
	return bench_document(&desk->bench, path, pool_printf(desk->bench.pool, "---\ntitle: T\n%s---\n%s", front, body));
}

static const struct incident *
add_incident(struct desk *desk, const char *front, const char *body)
{
	const char *path = pool_printf(desk->bench.pool, "content/incidents/i%u.md", desk->incidents->len);
	const struct incident *incident = incident_read(desk->bench.pool, &desk->bench.config, desk->bench.registers, document(desk, path, front, body));

	g_ptr_array_add(desk->incidents, (void *)incident);
	return incident;
}

static const struct postmortem *
add_postmortem(struct desk *desk, const struct incident *incident, const char *front, const char *body)
{
	const char *path = pool_printf(desk->bench.pool, "content/postmortems/p%u.md", desk->postmortems->len);
	const struct document *about = document(desk, path, front, body);
	const struct postmortem *postmortem = postmortem_read(desk->bench.pool, &desk->bench.config, desk->bench.registers, about, incident);
	size_t count;
	const struct action *actions = actions_read(desk->bench.pool, &desk->bench.config, desk->bench.registers, about, TIME_NONE, &count);

	g_ptr_array_add(desk->postmortems, (void *)postmortem);
	g_array_append_vals(desk->actions, actions, (guint)count);
	return postmortem;
}

static const struct metrics *
measure(struct desk *desk)
{
	desk->input.config = &desk->bench.config;
	desk->input.registers = desk->bench.registers;
	desk->input.incidents = (const struct incident *const *)desk->incidents->pdata;
	desk->input.incident_count = desk->incidents->len;
	desk->input.postmortems = (const struct postmortem *const *)desk->postmortems->pdata;
	desk->input.postmortem_count = desk->postmortems->len;
	desk->input.actions = (const struct action *)(void *)desk->actions->data;
	desk->input.action_count = desk->actions->len;
	return metrics_read(desk->bench.pool, &desk->input);
}

static void
assert_summary(const struct summary *summary, size_t n, int64_t median, int64_t p90, int64_t mean)
{
	g_assert_cmpuint(summary->n, ==, n);
	g_assert_cmpint(summary->median, ==, median);
	g_assert_cmpint(summary->p90, ==, p90);
	g_assert_cmpint(summary->mean, ==, mean);
}

/* ---- summaries ---- */

static void
test_summary(void)
{
	int64_t one[] = { 7 }, two[] = { 10, 5 }, three[] = { 9, 1, 5 }, even[] = { 4, 1, 3, 2 };
	int64_t ten[] = { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, eleven[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1000 };
	int64_t nine[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, zeros[] = { 0, 0 };
	struct summary summary = summary_of(NULL, 0);

	assert_summary(&summary, 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	summary = summary_of(one, 1);
	assert_summary(&summary, 1, 7, 7, 7);
	summary = summary_of(two, 2); /* 7.5 */
	assert_summary(&summary, 2, 8, 10, 8);
	summary = summary_of(three, 3);
	assert_summary(&summary, 3, 5, 9, 5);
	summary = summary_of(even, 4); /* 2.5 both; rank 4 */
	assert_summary(&summary, 4, 3, 4, 3);
	summary = summary_of(nine, 9); /* rank 8.1 → 9 */
	assert_summary(&summary, 9, 5, 9, 5);
	summary = summary_of(ten, 10); /* rank 9; 5.5 */
	assert_summary(&summary, 10, 6, 9, 6);
	summary = summary_of(eleven, 11); /* rank 9.9 → 10; 1055 / 11 = 95.9 */
	assert_summary(&summary, 11, 6, 10, 96);
	summary = summary_of(zeros, 2);
	assert_summary(&summary, 2, 0, 0, 0);
}

/* ---- nothing ---- */

static void
test_empty(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics = measure(&desk);

	g_assert_cmpuint(metrics->incidents, ==, 0);
	for (int i = 0; i < MEASURE_COUNT; i++)
		assert_summary(&metrics->measures[i], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	g_assert_cmpuint(metrics->by_severity.count, ==, 2);
	g_assert_cmpuint(metrics->by_severity.items[1].incidents, ==, 0);
	g_assert_cmpuint(metrics->by_service.count, ==, 0);
	g_assert_cmpint(metrics->first, ==, TIME_NONE);
	g_assert_cmpuint(metrics->by_month.count, ==, 0);
	g_assert_false(metrics->cut);
	g_assert_cmpuint(metrics->actions.open, ==, 0);
	desk_free(&desk);
}

/* ---- one ---- */

#define UPDATES \
	"## Investigating — 2026-02-01 10:12 UTC\n\na\n\n## Monitoring — 2026-02-01 10:40 UTC\n\nb\n\n" \
	"## Resolved — 2026-02-01 11:00 UTC\n\nc\n"

static void
test_incident_alone(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics;

	add_incident(&desk, "severity: SEV2\ncomponents: [api]\nstarted: 2026-02-01 10:00 UTC\n", UPDATES);
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 1);
	g_assert_cmpuint(metrics->postmortems, ==, 0);
	assert_summary(&metrics->measures[MEASURE_DETECT], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	assert_summary(&metrics->measures[MEASURE_ACKNOWLEDGE], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	assert_summary(&metrics->measures[MEASURE_PUBLIC_UPDATE], 1, 720, 720, 720);
	assert_summary(&metrics->measures[MEASURE_MITIGATE], 1, 2400, 2400, 2400);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 1, 3600, 3600, 3600);
	g_assert_cmpuint(metrics->detected_by[DETECTED_BY_UNKNOWN], ==, 1);
	g_assert_cmpuint(metrics->by_severity.items[0].incidents, ==, 0);
	g_assert_cmpuint(metrics->by_severity.items[1].incidents, ==, 1);
	g_assert_cmpuint(metrics->by_service.count, ==, 1);
	g_assert_cmpstr(metrics->by_service.items[0].service->id.s, ==, "api");
	g_assert_cmpuint(metrics->by_month.items[0].incidents, ==, 1);
	g_assert_cmpuint(metrics->by_month.items[0].severities[1], ==, 1);
	desk_free(&desk);
}

/* The postmortem's times count, the incident's where it leaves one open, and both are one incident. */
static void
test_postmortem_wins(void)
{
	struct desk desk = desk_new("UTC");
	const struct incident *incident;
	const struct metrics *metrics;

	incident = add_incident(&desk, "severity: SEV2\ncomponents: [api]\nstarted: 2026-02-01 10:00 UTC\n", UPDATES);
	add_postmortem(&desk, incident,
	    "severity: SEV1\nservices: [db, api]\nstarted: 2026-02-01 09:50 UTC\ndetected: 2026-02-01 10:05 UTC\n"
	    "acknowledged: 2026-02-01 10:06 UTC\nmitigated: 2026-02-01 10:30 UTC\ndetected_by: customer\n", "");
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 1);
	g_assert_cmpuint(metrics->postmortems, ==, 1);
	assert_summary(&metrics->measures[MEASURE_DETECT], 1, 900, 900, 900);
	assert_summary(&metrics->measures[MEASURE_ACKNOWLEDGE], 1, 60, 60, 60);
	assert_summary(&metrics->measures[MEASURE_PUBLIC_UPDATE], 1, 1320, 1320, 1320);
	assert_summary(&metrics->measures[MEASURE_MITIGATE], 1, 2400, 2400, 2400);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 1, 4200, 4200, 4200);
	g_assert_cmpuint(metrics->detected_by[DETECTED_BY_CUSTOMER], ==, 1);
	g_assert_cmpuint(metrics->detected_by[DETECTED_BY_UNKNOWN], ==, 0);
	g_assert_cmpuint(metrics->by_severity.items[0].incidents, ==, 1);
	g_assert_cmpuint(metrics->by_service.count, ==, 2); /* api once, though both name it */
	g_assert_cmpuint(metrics->by_service.items[0].incidents, ==, 1);
	g_assert_cmpstr(metrics->by_service.items[1].service->id.s, ==, "db");
	desk_free(&desk);
}

static void
test_postmortem_alone(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics;

	add_postmortem(&desk, NULL, "started: 2026-02-01 09:50 UTC\nresolved: 2026-02-01 10:20 UTC\n", "");
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 1);
	assert_summary(&metrics->measures[MEASURE_PUBLIC_UPDATE], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 1, 1800, 1800, 1800);
	g_assert_cmpuint(metrics->by_severity.count, ==, 3); /* the last: those without one */
	g_assert_null(metrics->by_severity.items[2].severity);
	g_assert_cmpuint(metrics->by_severity.items[2].incidents, ==, 1);
	desk_free(&desk);
}

/* Two postmortems of one incident, and drafts on either side. */
static void
test_once(void)
{
	struct desk desk = desk_new("UTC");
	const struct incident *public, *draft;
	const struct metrics *metrics;

	public = add_incident(&desk, "started: 2026-02-01 10:00 UTC\n", UPDATES);
	draft = add_incident(&desk, "started: 2026-02-02 10:00 UTC\ndraft: true\n", "");
	add_postmortem(&desk, public, "started: 2026-02-01 10:00 UTC\ndetected: 2026-02-01 10:01 UTC\n", "");
	add_postmortem(&desk, public, "started: 2026-02-01 10:00 UTC\ndetected: 2026-02-01 10:09 UTC\n", "");
	add_postmortem(&desk, draft, "started: 2026-02-02 10:30 UTC\nresolved: 2026-02-02 11:00 UTC\n", "");
	add_postmortem(&desk, NULL, "started: 2026-02-03 10:00 UTC\ndraft: true\n", "");
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 2); /* the draft incident's postmortem is not one: it stands for it */
	assert_summary(&metrics->measures[MEASURE_DETECT], 1, 60, 60, 60); /* the first by path */
	desk.input.drafts = true;
	g_assert_cmpuint(measure(&desk)->incidents, ==, 3);
	desk_free(&desk);
}

/* ---- what is missing ---- */

static void
test_missing_times(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics;

	/* a day alone has a month and no duration */
	add_postmortem(&desk, NULL, "started: 2026-02-01\nresolved: 2026-02-01 10:20 UTC\n", "");
	/* an end before its start */
	add_postmortem(&desk, NULL, "started: 2026-02-02 10:00 UTC\nresolved: 2026-02-02 09:00 UTC\n", "");
	/* no start at all */
	add_postmortem(&desk, NULL, "resolved: 2026-02-02 09:00 UTC\n", "");
	/* an incident whose start is only that of its first update: no time to it is known */
	add_incident(&desk, "components: [web]\n", UPDATES);
	/* internal: nobody outside was told */
	add_incident(&desk, "visibility: internal\nstarted: 2026-02-01 10:00 UTC\n", UPDATES);
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 4);
	g_assert_cmpuint(metrics->by_month.items[0].incidents, ==, 4);
	assert_summary(&metrics->measures[MEASURE_PUBLIC_UPDATE], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 1, 3600, 3600, 3600);
	desk_free(&desk);
}

/* Reopened: what was mitigated or resolved before is not. */
static void
test_reopened(void)
{
	static const char body[] =
	    "## Investigating — 2026-02-01 10:10 UTC\n\na\n\n## Monitoring — 2026-02-01 10:20 UTC\n\na\n\n"
	    "## Identified — 2026-02-01 10:30 UTC\n\na\n\n## Monitoring — 2026-02-01 10:50 UTC\n\na\n\n"
	    "## Monitoring — 2026-02-01 10:55 UTC\n\na\n\n## Resolved — 2026-02-01 11:00 UTC\n\na\n";
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics;

	add_incident(&desk, "started: 2026-02-01 10:00 UTC\n", body);
	metrics = measure(&desk);
	assert_summary(&metrics->measures[MEASURE_MITIGATE], 1, 3000, 3000, 3000);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 1, 3600, 3600, 3600);
	desk.input.now = bench_at("2026-02-01 10:25 UTC"); /* later updates are not written yet */
	metrics = measure(&desk);
	assert_summary(&metrics->measures[MEASURE_MITIGATE], 1, 1200, 1200, 1200);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 0, DURATION_NONE, DURATION_NONE, DURATION_NONE);
	desk.input.now = bench_at("2026-02-01 09:59 UTC");
	g_assert_cmpuint(measure(&desk)->incidents, ==, 0);
	desk_free(&desk);
}

static void
test_maintenance_is_none(void)
{
	struct desk desk = desk_new("UTC");
	const struct document *window = document(&desk, "content/maintenance/m.md", "starts: 2026-02-01 10:00 UTC\nends: 2026-02-01 11:00 UTC\ncomponents: [api]\n", "a\n");

	g_ptr_array_add(desk.incidents, incident_read(desk.bench.pool, &desk.bench.config, desk.bench.registers, window));
	g_assert_cmpuint(measure(&desk)->incidents, ==, 0);
	desk_free(&desk);
}

/* ---- months ---- */

/* In Auckland (UTC+13 in January) the month begins at 11:00 UTC of the day before. */
static void
test_months(void)
{
	struct desk desk = desk_new("Pacific/Auckland");
	const struct metrics *metrics;

	desk.input.from = metrics_month(&desk.bench.config, bench_at("2026-03-15"), -2);
	g_assert_cmpint(desk.input.from, ==, bench_at("2025-12-31 11:00 UTC"));
	g_assert_cmpint(metrics_month(&desk.bench.config, bench_at("2026-03-15"), -14), ==, bench_at("2024-12-31 11:00 UTC"));
	g_assert_cmpint(metrics_month(&desk.bench.config, bench_at("2026-03-15"), 10), ==, bench_at("2026-12-31 11:00 UTC"));
	desk.input.until = metrics_month(&desk.bench.config, bench_at("2026-03-15"), 0);
	add_postmortem(&desk, NULL, "started: 2025-12-31 10:59:59 UTC\n", "");                                /* December there */
	add_postmortem(&desk, NULL, "started: 2025-12-31 11:00 UTC\nresolved: 2026-02-05 11:00 UTC\n", ""); /* goes on into February */
	add_postmortem(&desk, NULL, "started: 2026-01-31 10:59:59 UTC\n", "");
	add_postmortem(&desk, NULL, "started: 2026-01-31 11:00 UTC\nresolved: 2026-01-31 12:00 UTC\n", "");
	add_postmortem(&desk, NULL, "started: 2026-02-28 11:00 UTC\n", ""); /* March: until is not in the period */
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 3);
	g_assert_cmpuint(metrics->by_month.count, ==, 2);
	g_assert_cmpint(metrics->by_month.items[0].year, ==, 2026);
	g_assert_cmpint(metrics->by_month.items[0].month, ==, 1);
	g_assert_cmpuint(metrics->by_month.items[0].incidents, ==, 2);
	g_assert_cmpuint(metrics->by_month.items[0].severities[2], ==, 2);
	assert_summary(&metrics->by_month.items[0].measures[MEASURE_RESOLVE], 1, 36 * 86400, 36 * 86400, 36 * 86400);
	g_assert_cmpint(metrics->by_month.items[1].month, ==, 2);
	g_assert_cmpuint(metrics->by_month.items[1].incidents, ==, 1);
	assert_summary(&metrics->by_month.items[1].measures[MEASURE_RESOLVE], 1, 3600, 3600, 3600);
	assert_summary(&metrics->measures[MEASURE_RESOLVE], 2, (36 * 86400 + 3600) / 2, 36 * 86400, (36 * 86400 + 3600) / 2);
	desk_free(&desk);
}

static void
test_months_over_a_year(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics *metrics;

	desk.input.from = bench_at("2025-11-20");
	desk.input.until = bench_at("2026-02-01");
	add_postmortem(&desk, NULL, "started: 2025-11-01 10:00 UTC\n", "");
	metrics = measure(&desk);
	g_assert_cmpuint(metrics->incidents, ==, 0);
	g_assert_cmpuint(metrics->by_month.count, ==, 3);
	g_assert_cmpint(metrics->by_month.items[0].year, ==, 2025);
	g_assert_cmpint(metrics->by_month.items[0].month, ==, 11);
	g_assert_cmpint(metrics->by_month.items[1].month, ==, 12);
	g_assert_cmpint(metrics->by_month.items[2].year, ==, 2026);
	g_assert_cmpint(metrics->by_month.items[2].month, ==, 1);
	desk_free(&desk);
}

static void
assert_months(struct desk *desk, size_t count, int first, bool cut)
{
	const struct metrics *metrics = measure(desk);

	g_assert_cmpuint(metrics->by_month.count, ==, count);
	if (count)
		g_assert_cmpint(metrics->by_month.items[0].month, ==, first);
	g_assert_true(metrics->cut == cut);
}

/* Months before the first incident of all are not known to have had none. */
static void
test_months_before_the_first(void)
{
	struct desk desk = desk_new("UTC");

	add_postmortem(&desk, NULL, "started: 2026-07-01 10:00 UTC\n", ""); /* later than now */
	assert_months(&desk, 0, 0, false);
	add_postmortem(&desk, NULL, "started: 2026-05-01 10:00 UTC\n", ""); /* later than the period */
	assert_months(&desk, 0, 0, false);
	add_postmortem(&desk, NULL, "started: 2026-03-31 10:00 UTC\n", "");
	assert_months(&desk, 1, 3, true);
	add_postmortem(&desk, NULL, "started: 2026-02-10 10:00 UTC\n", "");
	assert_months(&desk, 2, 2, true);
	add_postmortem(&desk, NULL, "started: 2026-01-31 10:00 UTC\n", ""); /* in the first month of the period */
	assert_months(&desk, 3, 1, false);
	add_postmortem(&desk, NULL, "started: 2019-01-31 10:00 UTC\n", "");
	assert_months(&desk, 3, 1, false);
	desk_free(&desk);
}

/* ---- action items ---- */

static void
test_actions(void)
{
	static const char body[] =
	    "## Action items\n\n"
	    "- [ ] open and late (owner: @a, due: 2026-03-10)\n"
	    "- [ ] open (owner: @a, due: 2026-07-01)\n"
	    "- [x] in time (owner: @a, due: 2026-03-10, done: 2026-03-10)\n"
	    "- [x] late (owner: @a, due: 2026-03-10, done: 2026-03-11)\n"
	    "- [x] some day (owner: @a, due: 2026-03-10)\n"
	    "- [x] not of the period (owner: @a, due: 2026-04-01, done: 2026-03-11)\n";
	struct desk desk = desk_new("UTC");
	const struct metrics_actions *actions;

	add_postmortem(&desk, NULL, "started: 2026-03-01 00:00 UTC\n", body);
	add_postmortem(&desk, NULL, "started: 2026-03-21 00:00 UTC\n", "## Action items\n\n- [ ] other (owner: @a, due: 2026-03-31)\n");
	add_postmortem(&desk, NULL, "started: 2026-03-21 00:00 UTC\ndraft: true\n", "## Action items\n\n- [ ] unseen (owner: @a, due: 2026-03-31)\n");
	desk.input.now = bench_at("2026-04-10");
	actions = &measure(&desk)->actions;
	g_assert_cmpuint(actions->open, ==, 3);
	g_assert_cmpuint(actions->overdue, ==, 2);
	g_assert_cmpuint(actions->done, ==, 4);
	assert_summary(&actions->age, 3, 40 * 86400, 40 * 86400, 33 * 86400 + 28800); /* 40, 40, 20 days */
	assert_summary(&actions->delay, 2, (30 + 9) * 43200, 30 * 86400, (30 + 9) * 43200);
	g_assert_cmpuint(actions->due, ==, 5);
	g_assert_cmpuint(actions->in_time, ==, 1);
	g_assert_cmpuint(actions->late, ==, 1);
	g_assert_cmpuint(actions->undated, ==, 1);
	g_assert_cmpuint(actions->missed, ==, 2);
	desk_free(&desk);
}

/* ---- uptime ---- */

/* Half an hour of major outage (1) in the window, one of partial outage (0.3) before it, internal or not. */
static void
test_budget(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics_uptime *rows;

	add_incident(&desk, "components: [api]\nstarted: 2026-03-20 10:00 UTC\nvisibility: internal\n",
	    "## Investigating — 2026-03-20 10:00 UTC\n\nAffects: api (major outage)\n\na\n\n## Resolved — 2026-03-20 10:30 UTC\n\na\n");
	add_incident(&desk, "components: [api]\nstarted: 2026-02-20 10:00 UTC\n",
	    "## Investigating — 2026-02-20 10:00 UTC\n\nAffects: api (partial outage)\n\na\n\n## Resolved — 2026-02-20 11:00 UTC\n\na\n");
	add_incident(&desk, "components: [api, web]\nstarted: 2026-03-25 10:00 UTC\ndraft: true\n",
	    "## Investigating — 2026-03-25 10:00 UTC\n\nAffects: api (major outage)\n\na\n");
	desk.input.now = bench_at("2026-06-01");
	g_assert_cmpuint(measure(&desk)->uptime_count, ==, 3); /* not the tool */
	rows = measure(&desk)->uptime;
	g_assert_cmpstr(rows[0].service->id.s, ==, "api");
	/* 90 days are 7776000 s; 1800 + 0.3 * 3600 = 2880 lost: 99.96296 % */
	g_assert_cmpint(rows[0].lost, ==, 2880);
	g_assert_cmpint(rows[0].hundredths, ==, 9996);
	/* 30 days until 1 April: 2592 s may be lost, 1800 were; 1800 / 2592000 = 0.0694 % */
	g_assert_true(rows[0].has_objective);
	g_assert_cmpint(rows[0].budget, ==, 2592);
	g_assert_cmpint(rows[0].spent, ==, 1800);
	g_assert_cmpint(rows[0].left, ==, 792);
	g_assert_cmpint(rows[0].window_hundredths, ==, 9993);
	/* no component: nothing is known, whatever happened */
	g_assert_false(rows[1].known);
	g_assert_cmpint(rows[1].hundredths, ==, UPTIME_NO_DATA);
	g_assert_cmpint(rows[1].budget, ==, 4320);
	/* no objective */
	g_assert_true(rows[2].known);
	g_assert_false(rows[2].has_objective);
	g_assert_cmpint(rows[2].hundredths, ==, 10000);
	desk_free(&desk);
}

/* A window that ends now, and a budget that is gone. */
static void
test_budget_gone(void)
{
	struct desk desk = desk_new("UTC");
	const struct metrics_uptime *rows;

	add_incident(&desk, "components: [api]\nstarted: 2026-03-20 10:00 UTC\n",
	    "## Investigating — 2026-03-20 10:00 UTC\n\nAffects: api (major outage)\n\na\n");
	desk.input.now = bench_at("2026-03-20 11:00 UTC");
	rows = measure(&desk)->uptime;
	g_assert_cmpint(rows[0].spent, ==, 3600);
	g_assert_cmpint(rows[0].left, ==, -1008);
	g_assert_cmpint(rows[2].hundredths, ==, UPTIME_NO_DATA); /* it is there since the 22nd */
	desk_free(&desk);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/metrics/summary", test_summary);
	g_test_add_func("/metrics/empty", test_empty);
	g_test_add_func("/metrics/incident-alone", test_incident_alone);
	g_test_add_func("/metrics/postmortem-wins", test_postmortem_wins);
	g_test_add_func("/metrics/postmortem-alone", test_postmortem_alone);
	g_test_add_func("/metrics/once", test_once);
	g_test_add_func("/metrics/missing-times", test_missing_times);
	g_test_add_func("/metrics/reopened", test_reopened);
	g_test_add_func("/metrics/maintenance", test_maintenance_is_none);
	g_test_add_func("/metrics/months", test_months);
	g_test_add_func("/metrics/months-before-the-first", test_months_before_the_first);
	g_test_add_func("/metrics/months-over-a-year", test_months_over_a_year);
	g_test_add_func("/metrics/actions", test_actions);
	g_test_add_func("/metrics/budget", test_budget);
	g_test_add_func("/metrics/budget-gone", test_budget_gone);
	return g_test_run();
}
