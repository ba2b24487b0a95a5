/* probelog: lines read and written, when a service was down, times of answers, compaction; every figure is worked out by hand. */
#include "model.h"
#include "model/probelog.h"
#include "model/uptime.h"

#include <stdio.h>

static const char registers_text[] =
    "services:\n"
    "  shop:\n"
    "    component: {name: Shop}\n"
    "    probes:\n"
    "      - {tcp: 'shop.example.com:1', name: a}\n"
    "      - {tcp: 'shop.example.com:2', name: b, state: partial outage}\n";

struct scene {
	struct bench bench;
	GString *text;
	const struct service_log *log;
};

static struct scene
scene_new(void)
{
	struct scene scene = { .bench = bench_new(), .text = g_string_new(NULL) };

	bench_registers(&scene.bench, registers_text);
	return scene;
}

static void
scene_free(struct scene *scene)
{
	g_string_free(scene->text, TRUE);
	bench_free(&scene->bench);
}

/* One line; location "" and a state: "up", "degraded", "down". */
static void
say(struct scene *scene, const char *at, const char *probe, const char *location, const char *state, int ms)
{
	struct probe_line line = { .at = bench_at(at), .certificate = TIME_NONE, .ms = ms, .tries = 1 };

	line.outcome = strcmp(state, "up") == 0 ? OUTCOME_UP : strcmp(state, "down") == 0 ? OUTCOME_DOWN : OUTCOME_DEGRADED;
	probe_line_write(scene->text, probe, location, &line);
}

static const struct service_outage *
outages(struct scene *scene, const char *now, size_t *count)
{
	scene->log = service_log_of_text(scene->bench.pool, service_find(scene->bench.registers, "shop"), scene->text->str, scene->text->len, bench_at(now));
	return service_outages(scene->bench.pool, scene->log, bench_at(now), count);
}

static void
assert_outage(const struct service_outage *outage, const char *start, const char *end, enum state state)
{
	g_assert_cmpint(outage->start, ==, bench_at(start));
	g_assert_cmpint(outage->end, ==, bench_at(end));
	g_assert_cmpint(outage->state, ==, state);
}

/* ---- lines ---- */

static void
test_lines(void)
{
	static const char text[] = "{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"api \\\"x\\\"\",\"location\":\"fra\",\"state\":\"down\",\"why\":\"status\",\"ms\":123,"
	                           "\"status\":503,\"certificate\":\"2027-01-05T08:00:00Z\",\"tries\":3}\n";
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_true(probe_record_read(text, strlen(text) - 1, record));
	g_assert_cmpstr(record->probe, ==, "api \"x\"");
	g_assert_cmpint(record->line.at, ==, bench_at("2026-11-21 12:00 UTC"));
	g_assert_cmpint(record->line.why, ==, WHY_STATUS);
	probe_line_write(out, record->probe, record->location, &record->line);
	g_assert_cmpstr(out->str, ==, text);
}

static void
test_days(void)
{
	static const char text[] = "{\"day\":\"2024-02-29\",\"probe\":\"a\",\"probes\":288,\"degraded\":4,\"down\":2,\"median_ms\":120,\"p90_ms\":210,"
	                           "\"outages\":[\"02:30:00-02:40:00\",\"23:59:59-24:00:00\"]}\n";
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_true(probe_record_read(text, strlen(text) - 1, record));
	g_assert_true(record->is_day);
	g_assert_cmpint(record->outages[1].end, ==, bench_at("2024-03-01"));
	probe_day_write(out, record->probe, record->location, &record->day);
	g_assert_cmpstr(out->str, ==, text);
	g_string_truncate(out, 0);
	record->day.p90_ms = -1;
	probe_day_write(out, record->probe, record->location, &record->day);
	g_assert_true(probe_record_read(out->str, out->len - 1, record));
	g_assert_cmpint(record->day.median_ms, ==, 120);
}

/* Every day of two hundred years reads as the calendar has it. */
static void
test_calendar(void)
{
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);

	for (int64_t at = 0; at < bench_at("2200-01-01"); at += 86400 * 3 + 3601) {
		g_autoptr(GString) out = g_string_new(NULL);
		const struct probe_line line = { .at = at, .certificate = TIME_NONE, .ms = -1 };

		probe_line_write(out, "a", "", &line);
		g_assert_true(probe_record_read(out->str, out->len - 1, record));
		g_assert_cmpint(record->line.at, ==, at);
	}
}

static void
test_damaged(void)
{
	static const char *const wrong[] = {
		"", "{", "{}", "<<<<<<< HEAD", "{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\"", "[1]",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\"} x",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"broken\"}",
		"{\"at\":\"2026-11-21T24:00:00Z\",\"probe\":\"a\",\"state\":\"up\"}",
		"{\"at\":\"2026-02-29T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21 12:00\",\"probe\":\"a\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"state\":\"up\"}",
		"{\"probe\":\"a\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\",\"ms\":-1}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\",\"ms\":1234567890}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\",\"ms\":1.5}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\",\"state\":\"up\",\"location\":\"../x\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"\\ud800\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"probe\":\"a\\u0000b\",\"state\":\"up\"}",
		"{\"at\":\"2026-11-21T12:00:00Z\",\"day\":\"2026-11-21\",\"probe\":\"a\",\"probes\":1}",
		"{\"day\":\"2026-11-21\",\"probe\":\"a\",\"probes\":0}",
		"{\"day\":\"2026-11-21\",\"probe\":\"a\",\"probes\":1,\"outages\":[\"02:00:00-01:00:00\"]}",
	};
	static const char later[] = " { \"new\" : {\"a\":[1,true,\"x\\n\"]} , \"probe\":\"\\u00e9\\ud83d\\ude00\", \"state\":\"up\",\"at\":\"2026-11-21T12:00:00Z\" } ";
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);

	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_test_message("%s", wrong[i]);
		g_assert_false(probe_record_read(wrong[i], strlen(wrong[i]), record));
	}
	g_assert_true(probe_record_read(later, strlen(later), record)); /* keys of later versions */
	g_assert_cmpstr(record->probe, ==, "é😀");
}

/* ---- outages ---- */

/* From the first line that fails until the first that doesn't; the last one holds for an hour. */
static void
test_one_location(void)
{
	struct scene scene = scene_new();
	const struct service_outage *list;
	size_t count;

	say(&scene, "2026-03-21 02:00 UTC", "a", "", "up", 100);
	say(&scene, "2026-03-21 02:05 UTC", "a", "", "down", -1);
	say(&scene, "2026-03-21 02:10 UTC", "a", "", "down", -1);
	say(&scene, "2026-03-21 02:15 UTC", "a", "", "degraded", 900);
	say(&scene, "2026-03-21 05:00 UTC", "a", "", "down", -1);
	list = outages(&scene, "2026-03-22 00:00 UTC", &count);
	g_assert_cmpuint(count, ==, 2);
	assert_outage(&list[0], "2026-03-21 02:05 UTC", "2026-03-21 02:15 UTC", STATE_MAJOR);
	assert_outage(&list[1], "2026-03-21 05:00 UTC", "2026-03-21 06:00 UTC", STATE_MAJOR);
	list = outages(&scene, "2026-03-21 05:20 UTC", &count);
	assert_outage(&list[1], "2026-03-21 05:00 UTC", "2026-03-21 05:20 UTC", STATE_MAJOR);
	g_assert_cmpint(probe_down_since(scene.bench.pool, scene.log, "a", bench_at("2026-03-21 05:20 UTC")), ==, bench_at("2026-03-21 05:00 UTC"));
	g_assert_cmpint(probe_down_since(scene.bench.pool, scene.log, "a", bench_at("2026-03-21 05:00 UTC")), ==, bench_at("2026-03-21 05:00 UTC"));
	g_assert_cmpint(probe_down_since(scene.bench.pool, scene.log, "b", bench_at("2026-03-21 05:20 UTC")), ==, TIME_NONE);
	list = outages(&scene, "2026-03-21 02:07 UTC", &count); /* what is later is not known */
	g_assert_cmpuint(count, ==, 1);
	scene_free(&scene);
}

/* One of two is not more than half; two of three are; who has said nothing for an hour does not count. */
static void
test_majority(void)
{
	struct scene scene = scene_new();
	const struct service_outage *list;
	size_t count;

	for (int hour = 0; hour < 4; hour++)
		for (int i = 0; i < 2; i++) /* fra and iad each half an hour, iad one minute later */
			say(&scene, pool_printf(scene.bench.pool, "2026-03-21 0%d:%d%d UTC", hour, 3 * i, 0), "a", "fra", hour >= 1 ? "down" : "up", 10);
	say(&scene, "2026-03-21 00:10 UTC", "a", "iad", "up", 10);
	say(&scene, "2026-03-21 01:00 UTC", "a", "iad", "up", 10);
	say(&scene, "2026-03-21 01:40 UTC", "a", "sin", "down", 10);
	list = outages(&scene, "2026-03-21 04:00 UTC", &count);
	/* 01:00 fra down, iad up: 1 of 2.  01:40 sin down: 2 of 3.  All hold until 02:00 (iad) and 02:40 (sin). */
	g_assert_cmpuint(count, ==, 1);
	assert_outage(&list[0], "2026-03-21 01:40 UTC", "2026-03-21 04:00 UTC", STATE_MAJOR);
	scene_free(&scene);
}

/* Each probe has its own state; the worst counts. */
static void
test_states(void)
{
	struct scene scene = scene_new();
	const struct service_outage *list;
	size_t count;

	say(&scene, "2026-03-21 02:00 UTC", "b", "", "down", -1);
	say(&scene, "2026-03-21 02:10 UTC", "a", "", "down", -1);
	say(&scene, "2026-03-21 02:20 UTC", "a", "", "up", 1);
	say(&scene, "2026-03-21 02:30 UTC", "b", "", "up", 1);
	list = outages(&scene, "2026-03-21 04:00 UTC", &count);
	g_assert_cmpuint(count, ==, 3);
	assert_outage(&list[0], "2026-03-21 02:00 UTC", "2026-03-21 02:10 UTC", STATE_PARTIAL);
	assert_outage(&list[1], "2026-03-21 02:10 UTC", "2026-03-21 02:20 UTC", STATE_MAJOR);
	assert_outage(&list[2], "2026-03-21 02:20 UTC", "2026-03-21 02:30 UTC", STATE_PARTIAL);
	scene_free(&scene);
}

/* Merged by git: any order, and twice. */
static void
test_order(void)
{
	struct scene scene = scene_new();
	size_t count;

	say(&scene, "2026-03-21 02:10 UTC", "a", "", "up", 1);
	say(&scene, "2026-03-21 02:00 UTC", "a", "", "down", -1);
	say(&scene, "2026-03-21 02:10 UTC", "a", "", "up", 1);
	g_string_append(scene.text, "=======\n\n");
	assert_outage(outages(&scene, "2026-03-21 04:00 UTC", &count), "2026-03-21 02:00 UTC", "2026-03-21 02:10 UTC", STATE_MAJOR);
	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpuint(service_log_track(scene.log, "a", "")->line_count, ==, 2);
	g_assert_cmpint(probe_track_last(service_log_track(scene.log, "a", ""))->at, ==, bench_at("2026-03-21 02:10 UTC"));
	scene_free(&scene);
}

static void
test_response_times(void)
{
	struct scene scene = scene_new();
	const int64_t bounds[] = { bench_at("2026-03-21 01:00 UTC"), bench_at("2026-03-21 02:00 UTC"), bench_at("2026-03-21 03:00 UTC") };
	struct response_times times[2];
	size_t count;

	for (int i = 1; i <= 10; i++)
		say(&scene, pool_printf(scene.bench.pool, "2026-03-21 02:%02d UTC", i), "a", i % 2 ? "fra" : "iad", i == 5 ? "degraded" : "up", i * 100);
	say(&scene, "2026-03-21 02:20 UTC", "a", "fra", "down", 9000);
	say(&scene, "2026-03-21 02:20 UTC", "b", "fra", "up", 5000);
	outages(&scene, "2026-03-21 04:00 UTC", &count);
	service_response_times(scene.log, "a", bounds, 2, times);
	g_assert_cmpint(times[0].median, ==, -1);
	g_assert_cmpuint(times[1].count, ==, 10);
	g_assert_cmpint(times[1].median, ==, 500); /* the 5th of 10 */
	g_assert_cmpint(times[1].p90, ==, 900);    /* the 9th */
	scene_free(&scene);
}

/* ---- compaction ---- */

static void
test_compact(void)
{
	struct scene scene = scene_new();
	g_autoptr(GString) once = g_string_new(NULL), twice = g_string_new(NULL);
	const struct service_outage *before, *after;
	size_t before_count, after_count;

	say(&scene, "2026-03-21 23:40 UTC", "a", "fra", "up", 300);
	say(&scene, "2026-03-21 23:50 UTC", "a", "fra", "down", -1);
	say(&scene, "2026-03-22 00:10 UTC", "a", "fra", "up", 100);
	say(&scene, "2026-03-22 00:20 UTC", "a", "fra", "degraded", 200);
	g_string_append(scene.text, "{half");
	before = outages(&scene, "2026-08-01", &before_count);
	probelog_compact(scene.text->str, scene.text->len, once);
	g_assert_cmpstr(once->str, ==,
	    "{\"day\":\"2026-03-21\",\"probe\":\"a\",\"location\":\"fra\",\"probes\":2,\"degraded\":0,\"down\":1,\"median_ms\":300,\"p90_ms\":300,\"outages\":[\"23:50:00-24:00:00\"]}\n"
	    "{\"day\":\"2026-03-22\",\"probe\":\"a\",\"location\":\"fra\",\"probes\":2,\"degraded\":1,\"down\":0,\"median_ms\":100,\"p90_ms\":200,\"outages\":[\"00:00:00-00:10:00\"]}\n"
	    "{half\n");
	g_string_assign(scene.text, once->str);
	after = outages(&scene, "2026-08-01", &after_count);
	g_assert_cmpuint(before_count, ==, 1);
	g_assert_cmpuint(after_count, ==, 1); /* the same outage, across midnight */
	g_assert_cmpmem(before, sizeof *before, after, sizeof *after);
	probelog_compact(once->str, once->len, twice);
	g_assert_cmpstr(once->str, ==, twice->str);
	g_assert_false(probelog_is_compacted(once->str, once->len)); /* "{half" */
	g_assert_true(probelog_is_compacted(once->str, once->len - strlen("{half\n")));
	scene_free(&scene);
}

/* What was merged back after it was compacted is not counted twice; what tells of more wins. */
static void
test_compact_merged(void)
{
	struct scene scene = scene_new();
	g_autoptr(GString) days = g_string_new(NULL), again = g_string_new(NULL);

	say(&scene, "2026-03-21 10:00 UTC", "a", "", "up", 300);
	say(&scene, "2026-03-21 11:00 UTC", "a", "", "up", 300);
	probelog_compact(scene.text->str, scene.text->len, days);
	g_string_truncate(scene.text, 0);
	say(&scene, "2026-03-21 10:00 UTC", "a", "", "up", 300);
	g_string_append(scene.text, days->str);
	g_assert_false(probelog_is_compacted(scene.text->str, scene.text->len));
	g_assert_true(probelog_has_days(scene.text->str, scene.text->len));
	probelog_compact(scene.text->str, scene.text->len, again);
	g_assert_cmpstr(again->str, ==, days->str);
	g_assert_true(probelog_is_compacted(days->str, days->len));
	g_assert_false(probelog_has_days("{\"at\"", 5));
	say(&scene, "2026-03-21 11:00 UTC", "a", "", "up", 300);
	say(&scene, "2026-03-21 12:00 UTC", "a", "", "up", 300);
	g_string_truncate(again, 0);
	probelog_compact(scene.text->str, scene.text->len, again);
	g_assert_nonnull(strstr(again->str, "\"probes\":3"));
	g_assert_null(strstr(again->str, "\"probes\":2"));
	scene_free(&scene);
}

/* 90 days after the month's end: August ends on 1 September, 90 days later is 30 November. */
static void
test_old(void)
{
	g_assert_false(probelog_is_old("2026-08", bench_at("2026-11-29 23:59 UTC")));
	g_assert_true(probelog_is_old("2026-08", bench_at("2026-11-30")));
	g_assert_true(probelog_is_old("2025-12", bench_at("2026-11-30")));
	g_assert_false(probelog_is_old("2026-13", bench_at("2027-11-30")));
	g_assert_false(probelog_is_old("x", bench_at("2027-11-30")));
}

/* ---- uptime ---- */

static const struct uptime *
with_incident(struct scene *scene, const char *text, const char *now)
{
	struct bench *bench = &scene->bench;
	const struct service *shop = service_find(bench->registers, "shop");
	const struct incident *incident = text ? incident_read(bench->pool, &bench->config, bench->registers, bench_document(bench, "content/incidents/a.md", text)) : NULL;
	const struct uptime *uptimes = uptime_read(bench->pool, &incident, incident ? 1 : 0, &shop, 1, bench_at(now));
	const char *folder = g_dir_make_tmp("sitrep-probelog-XXXXXX", NULL);
	const char *path = pool_printf(bench->pool, "%s/history/shop/2026-03.jsonl", folder);
	const struct uptime *merged;

	g_mkdir_with_parents(pool_printf(bench->pool, "%s/history/shop", folder), 0777);
	g_file_set_contents(path, scene->text->str, -1, NULL);
	merged = uptime_with_probes(bench->pool, uptimes, 1, &incident, incident ? 1 : 0,
	    probelog_read(bench->pool, bench->findings, folder, bench->registers, bench_at(now), 1));
	for (const char *name = path; strlen(name) >= strlen(folder); name = pool_strndup(bench->pool, name, (size_t)(strrchr(name, '/') - name)))
		remove(name);
	g_free((char *)folder);
	return merged;
}

static void
assert_span(const struct uptime *uptime, size_t i, const char *start, const char *end, enum state state)
{
	g_assert_cmpuint(i, <, uptime->span_count);
	g_assert_cmpint(uptime->spans[i].start, ==, bench_at(start));
	g_assert_cmpint(uptime->spans[i].end, ==, bench_at(end));
	g_assert_cmpint(uptime->spans[i].state, ==, state);
}

/* Down from 02:00 to 02:30 and from 04:00 to 04:10. */
static void
say_two_outages(struct scene *scene)
{
	say(scene, "2026-03-21 01:30 UTC", "a", "", "up", 10);
	say(scene, "2026-03-21 02:00 UTC", "a", "", "down", -1);
	say(scene, "2026-03-21 02:30 UTC", "a", "", "up", 10);
	say(scene, "2026-03-21 04:00 UTC", "a", "", "down", -1);
	say(scene, "2026-03-21 04:10 UTC", "a", "", "up", 10);
}

static void
test_uptime_alone(void)
{
	struct scene scene = scene_new();
	const struct uptime *uptime;

	say_two_outages(&scene);
	uptime = with_incident(&scene, NULL, "2026-03-22");
	g_assert_cmpuint(uptime->span_count, ==, 2);
	assert_span(uptime, 0, "2026-03-21 02:00 UTC", "2026-03-21 02:30 UTC", STATE_MAJOR);
	assert_span(uptime, 1, "2026-03-21 04:00 UTC", "2026-03-21 04:10 UTC", STATE_MAJOR);
	g_assert_cmpint(uptime->state, ==, STATE_OPERATIONAL);
	/* what goes on does not change the state of now */
	uptime = with_incident(&scene, NULL, "2026-03-21 04:05 UTC");
	assert_span(uptime, 1, "2026-03-21 04:00 UTC", "2026-03-21 04:05 UTC", STATE_MAJOR);
	g_assert_cmpint(uptime->state, ==, STATE_OPERATIONAL);
	scene_free(&scene);
}

/* The incident speaks of the shop from 02:10 until 04:05: what it says holds, also where that is "operational". */
static void
test_uptime_covered(void)
{
	struct scene scene = scene_new();
	const struct uptime *uptime;

	say_two_outages(&scene);
	uptime = with_incident(&scene,
	    "---\ntitle: A\n---\n\n## Investigating — 2026-03-21 02:10 UTC\n\nAffects: shop (partial outage)\n\nx\n\n"
	    "## Monitoring — 2026-03-21 02:20 UTC\n\nAffects: shop (operational)\n\nx\n\n## Resolved — 2026-03-21 04:05 UTC\n\nx\n",
	    "2026-03-22");
	g_assert_cmpuint(uptime->span_count, ==, 3);
	assert_span(uptime, 0, "2026-03-21 02:00 UTC", "2026-03-21 02:10 UTC", STATE_MAJOR);
	assert_span(uptime, 1, "2026-03-21 02:10 UTC", "2026-03-21 02:20 UTC", STATE_PARTIAL);
	assert_span(uptime, 2, "2026-03-21 04:05 UTC", "2026-03-21 04:10 UTC", STATE_MAJOR);
	scene_free(&scene);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/probelog/lines", test_lines);
	g_test_add_func("/probelog/days", test_days);
	g_test_add_func("/probelog/calendar", test_calendar);
	g_test_add_func("/probelog/damaged", test_damaged);
	g_test_add_func("/probelog/one-location", test_one_location);
	g_test_add_func("/probelog/majority", test_majority);
	g_test_add_func("/probelog/states", test_states);
	g_test_add_func("/probelog/order", test_order);
	g_test_add_func("/probelog/response-times", test_response_times);
	g_test_add_func("/probelog/compact", test_compact);
	g_test_add_func("/probelog/compact-merged", test_compact_merged);
	g_test_add_func("/probelog/old", test_old);
	g_test_add_func("/probelog/uptime-alone", test_uptime_alone);
	g_test_add_func("/probelog/uptime-covered", test_uptime_covered);
	return g_test_run();
}
