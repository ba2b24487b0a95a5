/* schedule: who is on call at an instant, shifts and gaps; the changes of clocks by hand. */
#include "model.h"
#include "model/schedule.h"

#define DAY INT64_C(86400)

/* The one schedule of a text of registers. */
static const struct schedule *
schedule_of(struct bench *bench, const char *text)
{
	struct list list;

	bench_registers(bench, pool_strdup(bench->pool, text));
	list = schedules_read(bench->pool, bench->findings, bench->references, &bench->config, bench->registers);
	g_assert_cmpuint(list.count, ==, 1);
	return list.items;
}

/* One layer: its zone and what stands in its braces. */
static const struct schedule *
layer_of(struct bench *bench, const char *zone, const char *layer)
{
	return schedule_of(bench, pool_printf(bench->pool, "schedules:\n  s:\n    timezone: %s\n    layers:\n      - {%s}\n", zone, layer));
}

static const char *
people_of(struct bench *bench, const struct shift *shift)
{
	const char *words = "";

	for (size_t i = 0; i < shift->count; i++)
		words = pool_printf(bench->pool, "%s%s%s", words, *words ? "+" : "", shift->people[i].id.s);
	return shift->count ? words : "nobody";
}

/* "dana 2026-03-23T09:00:00Z 2026-03-30T08:00:00Z" */
static const char *
words_of(struct bench *bench, const struct shift *shift)
{
	return pool_printf(bench->pool, "%s %s %s", people_of(bench, shift),
	    shift->from == INT64_MIN ? "ever" : time_format_iso(bench->pool, shift->from),
	    shift->until == TIME_NEVER ? "never" : time_format_iso(bench->pool, shift->until));
}

static void
assert_at(struct bench *bench, const struct schedule *schedule, const char *at, const char *words)
{
	const struct shift shift = schedule_at(bench->pool, schedule, bench_at(at));

	g_test_message("%s", at);
	g_assert_cmpstr(words_of(bench, &shift), ==, words);
}

static void
assert_list(struct bench *bench, struct shifts shifts, const char *const *words)
{
	for (size_t i = 0; i < shifts.count; i++) {
		g_assert_nonnull(words[i]);
		g_assert_cmpstr(words_of(bench, &shifts.items[i]), ==, words[i]);
	}
	g_assert_null(words[shifts.count]);
}

#define ASSERT_SHIFTS(schedule, from, until, ...) \
	assert_list(&bench, schedule_shifts(bench.pool, schedule, bench_at(from), bench_at(until)), (const char *const[]){ __VA_ARGS__, NULL })
#define ASSERT_GAPS(schedule, from, until, ...) \
	assert_list(&bench, schedule_gaps(bench.pool, schedule, bench_at(from), bench_at(until)), (const char *const[]){ __VA_ARGS__, NULL })

/* ---- One layer ---- */

static void
test_turns(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "UTC", "people: [dana, [lee, '@sam'], dana], start: 2026-01-05T09:00, every: 1w");

	/* before the start nobody; a shared turn is two people's; the last turn and the first are one shift */
	assert_at(&bench, s, "2026-01-05 08:59:59", "nobody ever 2026-01-05T09:00:00Z");
	assert_at(&bench, s, "2026-01-05 09:00", "dana 2026-01-05T09:00:00Z 2026-01-12T09:00:00Z");
	assert_at(&bench, s, "2026-01-12 09:00", "lee+sam 2026-01-12T09:00:00Z 2026-01-19T09:00:00Z");
	assert_at(&bench, s, "2026-01-30 00:00", "dana 2026-01-19T09:00:00Z 2026-02-02T09:00:00Z");
	assert_at(&bench, s, "2026-01-19 09:00", "dana 2026-01-19T09:00:00Z 2026-02-02T09:00:00Z");
	ASSERT_SHIFTS(s, "2026-01-06", "2026-01-19 09:00:01", "dana 2026-01-05T09:00:00Z 2026-01-12T09:00:00Z",
	    "lee+sam 2026-01-12T09:00:00Z 2026-01-19T09:00:00Z", "dana 2026-01-19T09:00:00Z 2026-02-02T09:00:00Z");
	/* an end is not within */
	ASSERT_SHIFTS(s, "2026-01-05 09:00", "2026-01-12 09:00", "dana 2026-01-05T09:00:00Z 2026-01-12T09:00:00Z");
	assert_list(&bench, schedule_shifts(bench.pool, s, 1000, 1000), (const char *const[]){ NULL });
	bench_free(&bench);
}

static void
test_alone(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "UTC", "people: dana, start: 2026-01-05T09:00, every: 1w");

	assert_at(&bench, s, "2031-01-05 09:00", "dana 2026-01-05T09:00:00Z never");
	s = layer_of(&bench, "UTC", "people: [dana], start: 2026-01-05T09:00, every: 1d, hours: {from: '09:00', to: '09:00'}");
	assert_at(&bench, s, "2031-01-05 09:00", "dana 2026-01-05T09:00:00Z never");
	bench_free(&bench);
}

static void
test_every(void)
{
	static const struct {
		const char *every, *until;
	} rows[] = {
		{ "1w", "2026-01-12T09:00:00Z" }, { "2w", "2026-01-19T09:00:00Z" }, { "1d", "2026-01-06T09:00:00Z" },
		{ "10d", "2026-01-15T09:00:00Z" }, { "12h", "2026-01-05T21:00:00Z" }, { "84h", "2026-01-08T21:00:00Z" },
		{ "8h", "2026-01-05T17:00:00Z" }, { "1h", "2026-01-05T10:00:00Z" },
	};
	static const char *const refused[] = { "90s", "30m", "5h", "36h", "90m", "1d1h" };

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		const struct schedule *s = layer_of(&bench, "UTC", pool_printf(bench.pool, "people: [dana, lee], start: 2026-01-05T09:00, every: %s", rows[i].every));

		assert_at(&bench, s, "2026-01-05 09:30", pool_printf(bench.pool, "dana 2026-01-05T09:00:00Z %s", rows[i].until));
		g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, NULL), ==, 0);
		bench_free(&bench);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
		struct bench bench = bench_new();
		struct span span;
		const struct schedule *s = layer_of(&bench, "UTC", pool_printf(bench.pool, "people: [dana, lee], start: 2026-01-05T09:00, every: %s", refused[i]));

		assert_at(&bench, s, "2026-01-05 09:30", "nobody ever never");
		g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, &span), ==, 1);
		g_assert_cmpstr(bench_words(&bench, span), ==, refused[i]);
		bench_free(&bench);
	}
}

/* ---- Clocks that change ---- */

static void
test_london(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "Europe/London", "people: [dana, lee], start: 2026-03-23T09:00, every: 1w");

	/* summer time from 29 March 01:00 UTC to 25 October 01:00 UTC: the handoff stays at nine */
	assert_at(&bench, s, "2026-03-25", "dana 2026-03-23T09:00:00Z 2026-03-30T08:00:00Z");
	assert_at(&bench, s, "2026-10-22", "dana 2026-10-19T08:00:00Z 2026-10-26T09:00:00Z");
	s = layer_of(&bench, "Europe/London", "people: [dana, lee], start: 2026-03-28T01:30, every: 1d");
	/* 01:30 does not exist on the 29th, and occurs twice on 25 October: 211 shifts later */
	assert_at(&bench, s, "2026-03-29 00:59:59", "dana 2026-03-28T01:30:00Z 2026-03-29T01:00:00Z");
	assert_at(&bench, s, "2026-03-29 01:00", "lee 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z");
	assert_at(&bench, s, "2026-10-25 00:29:59", "dana 2026-10-24T00:30:00Z 2026-10-25T00:30:00Z");
	assert_at(&bench, s, "2026-10-25 01:10", "lee 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z");
	/* hours end at the last occurrence */
	s = layer_of(&bench, "Europe/London", "people: [dana], start: 2026-01-01, every: 1w, hours: {from: '00:30', to: '01:30'}");
	assert_at(&bench, s, "2026-10-25 01:29:59", "dana 2026-10-24T23:30:00Z 2026-10-25T01:30:00Z");
	assert_at(&bench, s, "2026-03-29 00:45", "dana 2026-03-29T00:30:00Z 2026-03-29T01:00:00Z");
	bench_free(&bench);
}

static void
test_new_york(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "America/New_York", "people: [dana, lee], start: 2026-03-07T02:30, every: 1d");

	/* 8 March 07:00 UTC, 1 November 06:00 UTC */
	assert_at(&bench, s, "2026-03-08 00:00", "dana 2026-03-07T07:30:00Z 2026-03-08T07:00:00Z");
	assert_at(&bench, s, "2026-03-08 07:00", "lee 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z");
	s = layer_of(&bench, "America/New_York", "people: [dana, lee], start: 2026-10-31T01:30, every: 12h");
	assert_at(&bench, s, "2026-11-01 05:29:59", "lee 2026-10-31T17:30:00Z 2026-11-01T05:30:00Z");
	assert_at(&bench, s, "2026-11-01 06:30", "dana 2026-11-01T05:30:00Z 2026-11-01T18:30:00Z");
	bench_free(&bench);
}

static void
test_lord_howe(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "Australia/Lord_Howe", "people: [dana, lee], start: 2026-04-04T01:45, every: 1d");

	/* back from +11 to +10:30 on 5 April at 02:00 (15:00 UTC of the 4th), forth on 4 October at 02:00 (15:30 UTC of the 3rd) */
	assert_at(&bench, s, "2026-04-04 14:44:59", "dana 2026-04-03T14:45:00Z 2026-04-04T14:45:00Z");
	assert_at(&bench, s, "2026-04-04 15:10", "lee 2026-04-04T14:45:00Z 2026-04-05T15:15:00Z");
	s = layer_of(&bench, "Australia/Lord_Howe", "people: [dana], start: 2026-01-01, every: 1d, hours: {from: '01:00', to: '01:45'}");
	assert_at(&bench, s, "2026-04-04 15:14:59", "dana 2026-04-04T14:00:00Z 2026-04-04T15:15:00Z");
	s = layer_of(&bench, "Australia/Lord_Howe", "people: [dana, lee], start: 2026-10-03T02:15, every: 1d");
	assert_at(&bench, s, "2026-10-03 15:29:59", "dana 2026-10-02T15:45:00Z 2026-10-03T15:30:00Z");
	assert_at(&bench, s, "2026-10-03 15:30", "lee 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z");
	bench_free(&bench);
}

static void
test_apia(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "Pacific/Apia", "people: [dana, lee, sam], start: 2011-12-28T09:00, every: 1d");

	/* from -10 to +14 at 2011-12-30T10:00Z: the 30th never was, and its shift is what is left before the next */
	ASSERT_SHIFTS(s, "2011-12-28 19:00", "2012-01-01", "dana 2011-12-28T19:00:00Z 2011-12-29T19:00:00Z",
	    "lee 2011-12-29T19:00:00Z 2011-12-30T10:00:00Z", "sam 2011-12-30T10:00:00Z 2011-12-30T19:00:00Z",
	    "dana 2011-12-30T19:00:00Z 2011-12-31T19:00:00Z", "lee 2011-12-31T19:00:00Z 2012-01-01T19:00:00Z");
	/* shifts that begin and end within it are nobody's: 00:00, 08:00, 16:00 of the 30th, and 00:00 of the 31st are one instant */
	s = layer_of(&bench, "Pacific/Apia", "people: [a, b, c, d, e], start: 2011-12-29T16:00, every: 8h");
	ASSERT_SHIFTS(s, "2011-12-30 02:00", "2011-12-30 18:00:01", "a 2011-12-30T02:00:00Z 2011-12-30T10:00:00Z",
	    "e 2011-12-30T10:00:00Z 2011-12-30T18:00:00Z", "a 2011-12-30T18:00:00Z 2011-12-31T02:00:00Z");
	/* 30 December was a Friday */
	s = layer_of(&bench, "Pacific/Apia", "people: dana, start: 2011-12-01, every: 1w, hours: {days: 'thu-sat', from: '09:00', to: '17:00'}");
	ASSERT_SHIFTS(s, "2011-12-29", "2012-01-01", "dana 2011-12-29T19:00:00Z 2011-12-30T03:00:00Z", "dana 2011-12-30T19:00:00Z 2011-12-31T03:00:00Z");
	bench_free(&bench);
}

static void
test_years(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "UTC", "people: [a, b, c, d], start: 2026-01-05T09:00, every: 1w");

	/* 2026 has 53 weeks; week % 4 would give two weeks in a row to one person */
	ASSERT_SHIFTS(s, "2026-12-22", "2027-01-12", "c 2026-12-21T09:00:00Z 2026-12-28T09:00:00Z", "d 2026-12-28T09:00:00Z 2027-01-04T09:00:00Z",
	    "a 2027-01-04T09:00:00Z 2027-01-11T09:00:00Z", "b 2027-01-11T09:00:00Z 2027-01-18T09:00:00Z");
	s = layer_of(&bench, "UTC", "people: [a, b], start: 2028-02-28T09:00, every: 1d");
	ASSERT_SHIFTS(s, "2028-02-28 10:00", "2028-03-01 10:00", "a 2028-02-28T09:00:00Z 2028-02-29T09:00:00Z",
	    "b 2028-02-29T09:00:00Z 2028-03-01T09:00:00Z", "a 2028-03-01T09:00:00Z 2028-03-02T09:00:00Z");
	bench_free(&bench);
}

/* ---- Hours ---- */

static void
test_hours(void)
{
	struct bench bench = bench_new();
	const struct schedule *s =
	    layer_of(&bench, "UTC", "people: [dana, lee], start: 2026-01-05, every: 1w, hours: {days: mon-fri, from: '22:00', to: '06:00'}");

	/* Friday's evening reaches into Saturday; the handoff is within a window */
	ASSERT_SHIFTS(s, "2026-01-08 12:00", "2026-01-13", "dana 2026-01-08T22:00:00Z 2026-01-09T06:00:00Z", "dana 2026-01-09T22:00:00Z 2026-01-10T06:00:00Z",
	    "lee 2026-01-12T22:00:00Z 2026-01-13T06:00:00Z");
	ASSERT_GAPS(s, "2026-01-09 12:00", "2026-01-13", "nobody 2026-01-09T06:00:00Z 2026-01-09T22:00:00Z", "nobody 2026-01-10T06:00:00Z 2026-01-12T22:00:00Z");
	s = layer_of(&bench, "UTC", "people: [dana, lee], start: 2026-01-06T00:00, every: 1d, hours: {days: 'sat, sun', from: '00:00', to: '24:00'}");
	ASSERT_SHIFTS(s, "2026-01-09", "2026-01-17", "dana 2026-01-10T00:00:00Z 2026-01-11T00:00:00Z", "lee 2026-01-11T00:00:00Z 2026-01-12T00:00:00Z");
	s = layer_of(&bench, "UTC", "people: [dana], start: 2026-01-06T00:00, every: 1d, hours: {days: fri-mon, from: '00:00', to: '00:00'}");
	ASSERT_SHIFTS(s, "2026-01-14", "2026-01-21", "dana 2026-01-16T00:00:00Z 2026-01-20T00:00:00Z");
	bench_free(&bench);
}

static void
test_hours_refused(void)
{
	static const struct {
		const char *hours, *words;
		enum rule rule;
	} rows[] = {
		{ "from: '09:00 Europe/London', to: '17:00'", "09:00 Europe/London", RULE_SCHEDULE_BAD_ZONE },
		{ "from: '09:00', to: '17:00 ET'", "17:00 ET", RULE_SCHEDULE_BAD_ZONE },
		{ "from: '09:00', to: '25:00'", "25:00", RULE_FRONT_BAD_VALUE },
		{ "from: '09:00', to: '24:01'", "24:01", RULE_FRONT_BAD_VALUE },
		{ "days: mo-fr, from: '09:00', to: '17:00'", "mo-fr", RULE_FRONT_BAD_VALUE },
		{ "days: mon fri-, from: '09:00', to: '17:00'", "mon fri-", RULE_FRONT_BAD_VALUE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		struct span span = SPAN_NONE;
		const struct schedule *s = layer_of(&bench, "UTC", pool_printf(bench.pool, "people: [dana], start: 2026-01-06, every: 1d, hours: {%s}", rows[i].hours));

		assert_at(&bench, s, "2026-01-07 12:00", "nobody ever never");
		g_assert_cmpuint(bench_count(&bench, rows[i].rule, &span), ==, 1);
		g_assert_true(g_str_has_suffix(bench_words(&bench, span), rows[i].words) || strstr(bench_words(&bench, span), rows[i].words));
		bench_free(&bench);
	}
}

/* ---- Layers, overrides, people who leave ---- */

static void
test_layers(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = schedule_of(&bench,
	    "schedules:\n  s:\n    timezone: UTC\n    layers:\n"
	    "      - {people: [wiremu, hana], start: 2026-01-05T07:00, every: 1w}\n"
	    "      - {people: [aoife], start: 2026-01-06T07:00, every: 1w, hours: {days: mon-fri, from: '07:00', to: '19:00'}}\n"
	    "    overrides:\n"
	    "      - {person: sam, from: 2026-01-07T12:00, to: 2026-01-08T12:00}\n"
	    "      - {person: kim, from: 2026-01-08T00:00, to: 2026-01-08T09:00}\n"
	    "      - {person: lee, from: 2026-01-20T12:00+02:00, to: 2026-01-20T13:00}\n");

	ASSERT_SHIFTS(s, "2026-01-05 07:00", "2026-01-09 08:00", "wiremu 2026-01-05T07:00:00Z 2026-01-06T07:00:00Z", "aoife 2026-01-06T07:00:00Z 2026-01-06T19:00:00Z",
	    "wiremu 2026-01-06T19:00:00Z 2026-01-07T07:00:00Z", "aoife 2026-01-07T07:00:00Z 2026-01-07T12:00:00Z", "sam 2026-01-07T12:00:00Z 2026-01-08T00:00:00Z",
	    "kim 2026-01-08T00:00:00Z 2026-01-08T09:00:00Z", "sam 2026-01-08T09:00:00Z 2026-01-08T12:00:00Z", "aoife 2026-01-08T12:00:00Z 2026-01-08T19:00:00Z",
	    "wiremu 2026-01-08T19:00:00Z 2026-01-09T07:00:00Z", "aoife 2026-01-09T07:00:00Z 2026-01-09T19:00:00Z");
	/* a weekend; then an override with a zone of its own */
	assert_at(&bench, s, "2026-01-10", "wiremu 2026-01-09T19:00:00Z 2026-01-12T07:00:00Z");
	assert_at(&bench, s, "2026-01-20 10:00", "lee 2026-01-20T10:00:00Z 2026-01-20T13:00:00Z");
	{
		struct shift shift = schedule_at(bench.pool, s, bench_at("2026-01-09 08:00"));

		g_assert_cmpuint(shift_layer(s, &shift), ==, 2);
		g_assert_null(shift.override);
		shift = schedule_at(bench.pool, s, bench_at("2026-01-08 08:00"));
		g_assert_cmpuint(shift_layer(s, &shift), ==, 0);
		g_assert_true(shift.override == &REGISTER_ITEMS(s->overrides, struct override)[1]);
		g_assert_true(shift_has(&shift, "kim"));
		g_assert_false(shift_has(&shift, "sam"));
	}
	bench_free(&bench);
}

static void
test_overrides_and_clocks(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = schedule_of(&bench, "schedules:\n  s:\n    timezone: Europe/London\n    layers: [{people: [dana], start: 2026-01-05, every: 1w}]\n"
	                                               "    overrides: [{person: sam, from: 2026-10-25T01:15, to: 2026-10-25T01:45}]\n");

	assert_at(&bench, s, "2026-10-25 01:44:59", "sam 2026-10-25T00:15:00Z 2026-10-25T01:45:00Z");
	bench_free(&bench);
}

static void
test_left(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = schedule_of(&bench,
	    "people:\n  dana: {name: Dana}\n  lee: {name: Lee, left: 2026-01-14}\n  sam: {name: Sam, left: true}\n  kim: {name: Kim}\n"
	    "schedules:\n  s:\n    timezone: UTC\n    layers:\n"
	    "      - {people: [dana, [lee, kim], lee, [sam, kim]], start: 2026-01-05, every: 1w}\n"
	    "    overrides: [{person: sam, from: 2026-01-06, to: 2026-01-07}, {person: lee, from: 2026-01-13, to: 2026-01-16}]\n");

	ASSERT_SHIFTS(s, "2026-01-05", "2026-02-09", "dana 2026-01-05T00:00:00Z 2026-01-12T00:00:00Z", "lee+kim 2026-01-12T00:00:00Z 2026-01-13T00:00:00Z",
	    "lee 2026-01-13T00:00:00Z 2026-01-14T00:00:00Z", "kim 2026-01-14T00:00:00Z 2026-01-19T00:00:00Z", "kim 2026-01-26T00:00:00Z 2026-02-02T00:00:00Z",
	    "dana 2026-02-02T00:00:00Z 2026-02-09T00:00:00Z");
	ASSERT_GAPS(s, "2026-01-05", "2026-02-09", "nobody 2026-01-19T00:00:00Z 2026-01-26T00:00:00Z");
	bench_free(&bench);
}

/* ---- Ten years ---- */

/* The handoffs of a layer by the calendar, one by one. */
static GArray *
handoffs(const struct zone *zone, struct civil civil, int days, int hours, int64_t until)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(int64_t));
	int64_t at = 0;

	while (at < until) {
		at = time_from_civil(zone, &civil);
		g_array_append_val(all, at);
		civil.day += days;
		civil.hour += hours;
	}
	return all;
}

static void
test_ten_years(void)
{
	static const char *const zones[] = { "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Africa/Casablanca", "UTC" };
	static const struct {
		const char *every;
		int days, hours;
	} lengths[] = { { "1w", 7, 0 }, { "2w", 14, 0 }, { "1d", 1, 0 }, { "12h", 0, 12 }, { "8h", 0, 8 }, { "84h", 0, 84 } };
	static const int minutes[] = { 0, 1, 90, 105, 135, 540, 1439 };
	size_t run = 0;

	for (size_t z = 0; z < G_N_ELEMENTS(zones); z++)
		for (size_t l = 0; l < G_N_ELEMENTS(lengths); l++) {
			struct bench bench = bench_new();
			const int minute = minutes[run++ % G_N_ELEMENTS(minutes)];
			const struct civil start = { .year = 2008, .month = 2, .day = 29, .minute = minute };
			const struct schedule *s = layer_of(&bench, zones[z], pool_printf(bench.pool, "people: [a, b, c], start: 2008-02-29T%02d:%02d, every: %s", minute / 60, minute % 60, lengths[l].every));
			const int64_t from = wall_instant(s->zone, bench_at("2008-02-29") + minute * 60, false), until = from + 3653 * DAY;
			g_autoptr(GArray) begins = handoffs(s->zone, start, lengths[l].days, lengths[l].hours, until + 30 * DAY);
			const struct shifts shifts = schedule_shifts(bench.pool, s, from, until);
			guint number = 0;

			g_assert_cmpint(shifts.items[0].from, ==, from);
			g_assert_cmpint(shifts.items[shifts.count - 1].until, >=, until);
			for (size_t i = 0; i < shifts.count; i++) {
				const struct shift *shift = &shifts.items[i];
				struct shift again;

				/* shifts meet; none is empty; they are the calendar's */
				g_assert_cmpint(shift->from, <, shift->until);
				g_assert_true(i == 0 || shift->from == shifts.items[i - 1].until);
				while (g_array_index(begins, int64_t, number + 1) <= shift->from)
					number++;
				g_assert_cmpint(g_array_index(begins, int64_t, number), ==, shift->from);
				g_assert_cmpuint(shift->count, ==, 1);
				g_assert_cmpint(*shift->people[0].id.s, ==, "abc"[number % 3]);
				/* each instant alone says the same */
				if (i % 7 > 0)
					continue;
				again = schedule_at(bench.pool, s, shift->until - 1);
				g_assert_cmpint(again.from, ==, shift->from);
				g_assert_cmpint(again.until, ==, shift->until);
			}
			g_assert_cmpuint(schedule_gaps(bench.pool, s, from, until).count, ==, 0);
			bench_free(&bench);
		}
}

/* Hours too: what is not a shift is a gap, nothing is both, and an instant is in hours if its clock says so. */
static void
test_ten_years_of_hours(void)
{
	static const char *const zones[] = { "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns" };
	static const char *const hours[] = { "days: mon-fri, from: '01:45', to: '19:00'", "days: 'sat,sun', from: '22:30', to: '06:15'", "from: '23:30', to: '00:30'" };

	for (size_t z = 0; z < G_N_ELEMENTS(zones); z++)
		for (size_t h = 0; h < G_N_ELEMENTS(hours); h++) {
			struct bench bench = bench_new();
			const struct schedule *s = layer_of(&bench, zones[z], pool_printf(bench.pool, "people: [a, b], start: 2008-01-04T12:00, every: 1w, hours: {%s}", hours[h]));
			const int64_t from = bench_at("2008-01-05"), until = bench_at("2018-01-05");
			const struct shifts shifts = schedule_shifts(bench.pool, s, from, until), gaps = schedule_gaps(bench.pool, s, from, until);
			int64_t at = MIN(shifts.items[0].from, gaps.items[0].from);
			size_t i = 0, k = 0;

			while (i < shifts.count || k < gaps.count) {
				const bool shift = k == gaps.count || (i < shifts.count && shifts.items[i].from < gaps.items[k].from);
				const struct shift *next = shift ? &shifts.items[i++] : &gaps.items[k++];

				g_assert_cmpint(next->from, ==, at);
				g_assert_cmpint(next->until, >, at);
				at = next->until;
			}
			g_assert_cmpint(at, >=, until);
			bench_free(&bench);
		}
}

static void
test_speed(void)
{
	struct bench bench = bench_new();
	const struct schedule *s = layer_of(&bench, "Europe/London", "people: [a, b], start: 2016-01-04T09:00, every: 1d, hours: {days: mon-fri, from: '09:00', to: '18:00'}");
	const int64_t begun = g_get_monotonic_time();
	const struct shifts shifts = schedule_shifts(bench.pool, s, bench_at("2016-01-05"), bench_at("2026-01-05"));

	g_assert_cmpuint(shifts.count, ==, 2609); /* 521 weeks and four days */
	g_test_message("%" G_GINT64_FORMAT " µs", g_get_monotonic_time() - begun);
	bench_free(&bench);
}

/* ---- Quiet hours ---- */

static void
test_quiet(void)
{
	struct bench bench = bench_new();
	const struct person *person;
	int64_t until;

	bench_registers(&bench, "people:\n  elena: {name: Elena, timezone: Europe/Madrid, quiet_hours: '22:00-06:30'}\n  dana: {name: Dana}\n"
	                        "  kim: {name: Kim, timezone: America/New_York, quiet_hours: '01:00-02:30'}\n"
	                        "  lee: {name: Lee, timezone: Europe/London, quiet_hours: '00:30-01:30'}\n");
	person = person_find(bench.registers, "elena");
	/* winter is UTC+1, summer UTC+2 */
	g_assert_false(person_is_quiet(person, bench_at("2026-01-05 20:59:59"), NULL));
	g_assert_true(person_is_quiet(person, bench_at("2026-01-05 21:00"), &until));
	g_assert_cmpint(until, ==, bench_at("2026-01-06 05:30"));
	g_assert_true(person_is_quiet(person, bench_at("2026-01-06 05:29:59"), &until));
	g_assert_cmpint(until, ==, bench_at("2026-01-06 05:30"));
	g_assert_false(person_is_quiet(person, bench_at("2026-01-06 05:30"), NULL));
	g_assert_true(person_is_quiet(person, bench_at("2026-07-05 20:00"), NULL));
	g_assert_false(person_is_quiet(person_find(bench.registers, "dana"), bench_at("2026-07-05 02:00"), NULL));
	/* the clocks of New York are turned back at 06:00 UTC: from 01:00 to 02:30 there are two hours and a half */
	person = person_find(bench.registers, "kim");
	g_assert_true(person_is_quiet(person, bench_at("2026-11-01 05:00"), &until));
	g_assert_cmpint(until, ==, bench_at("2026-11-01 07:30"));
	/* 01:30 occurs twice: in between, when it is 01:45 for the first time, they are not over */
	person = person_find(bench.registers, "lee");
	g_assert_true(person_is_quiet(person, bench_at("2026-10-25 00:45"), &until));
	g_assert_cmpint(until, ==, bench_at("2026-10-25 01:30"));
	g_assert_false(person_is_quiet(person, bench_at("2026-10-25 01:30"), NULL));
	g_assert_false(person_is_quiet(person, bench_at("2026-10-24 23:29:59"), NULL));
	g_assert_true(person_is_quiet(person, bench_at("2026-10-24 23:30"), NULL));
	/* and what does not exist begins where the clocks go on: 01:30 is 02:00 */
	g_assert_false(person_is_quiet(person, bench_at("2026-03-29 01:00"), NULL));
	g_assert_true(person_is_quiet(person, bench_at("2026-03-29 00:59:59"), NULL));
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/schedule/turns", test_turns);
	g_test_add_func("/schedule/alone", test_alone);
	g_test_add_func("/schedule/every", test_every);
	g_test_add_func("/schedule/london", test_london);
	g_test_add_func("/schedule/new-york", test_new_york);
	g_test_add_func("/schedule/lord-howe", test_lord_howe);
	g_test_add_func("/schedule/apia", test_apia);
	g_test_add_func("/schedule/years", test_years);
	g_test_add_func("/schedule/hours", test_hours);
	g_test_add_func("/schedule/hours-refused", test_hours_refused);
	g_test_add_func("/schedule/layers", test_layers);
	g_test_add_func("/schedule/overrides-and-clocks", test_overrides_and_clocks);
	g_test_add_func("/schedule/left", test_left);
	g_test_add_func("/schedule/ten-years", test_ten_years);
	g_test_add_func("/schedule/ten-years-of-hours", test_ten_years_of_hours);
	g_test_add_func("/schedule/speed", test_speed);
	g_test_add_func("/schedule/quiet", test_quiet);
	return g_test_run();
}
