/*
 * Instants in here come from GNU date ("date -u -d … +%s"), changes of clocks from the
 * published rules, as zdump shows them.
 */
#include <glib.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "base/pool.h"
#include "base/time.h"

#define SECONDS_OF_DAY 86400
#define JANUARY 1767268800 /* 2026-01-01 12:00 UTC */
#define JULY 1782907200    /* 2026-07-01 12:00 UTC */

static const struct zone *
zone_get(struct pool *pool, const char *name)
{
	const struct zone *zone = zone_find(pool, name);

	g_assert_nonnull(zone);
	return zone;
}

/* ---- Zones ---- */

static void
test_zone_names(void)
{
	static const char *const names[] = {
		"UTC", "Etc/UTC", "Etc/GMT+5", "Etc/GMT", "Europe/London", "America/Argentina/Buenos_Aires",
		"America/Port-au-Prince", "Japan", "US/Pacific", "NZ-CHAT"
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		g_assert_cmpstr(zone_name(zone_get(pool, names[i])), ==, names[i]);
	g_assert_true(zone_get(pool, "UTC") == zone_utc());
	g_assert_cmpstr(zone_name(zone_utc()), ==, "UTC");
	pool_free(pool);
}

static void
test_zone_refused(void)
{
	static const char *const names[] = {
		"", "/", "PST", "EST", "MST", "HST", "CET", "MET", "EET", "WET", "GMT", "Z", "BST",
		"EST5EDT", "PST8PDT", "CST6CDT", "GMT0", "GMT+0", "GMT-0", "UTC+2", "+02:00", "-05",
		"02:00", "0200", "<+03>-3", "CET-1CEST,M3.5.0,M10.5.0/3", "EST5EDT,M3.2.0,M11.1.0",
		"Europe", "Europe/", "/Europe/London", "Europe//London", "Europe/Londn", "Europe/London ",
		" Europe/London", "Etc/../Europe/London", "../zoneinfo/Europe/London", "./UTC",
		"/usr/share/zoneinfo/UTC", "posix/Europe/London", "right/Europe/London", "posixrules",
		"localtime", "Factory", "leapseconds", "zone.tab", "tzdata.zi", "Local", "Europe/Zürich"
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (zone_find(pool, names[i]))
			g_error("\"%s\" is taken for a zone", names[i]);
	pool_free(pool);
}

static void
test_zone_abbreviation(void)
{
	struct pool *pool = pool_new();
	const struct zone *london = zone_get(pool, "Europe/London");

	g_assert_cmpstr(zone_abbreviation(pool, zone_utc(), 1782907200), ==, "UTC");
	g_assert_cmpstr(zone_abbreviation(pool, london, 1782907200), ==, "BST");
	g_assert_cmpstr(zone_abbreviation(pool, london, 1767268800), ==, "GMT");
	g_assert_cmpstr(zone_abbreviation(pool, zone_get(pool, "Etc/UTC"), 0), ==, "UTC");
	g_assert_cmpstr(zone_abbreviation(pool, zone_get(pool, "America/Sao_Paulo"), 1782907200), ==, "-03");
	pool_free(pool);
}

/* ---- Stamps ---- */

struct stamp_case {
	const char *text;
	int64_t at;
	bool day_only, zoned;
};

static void
check_stamps(const struct zone *zone, const struct stamp_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct stamp_case *expected = &cases[i];
		struct stamp stamp;
		const char *problem = NULL;

		if (!stamp_read(expected->text, strlen(expected->text), zone, &stamp, &problem))
			g_error("\"%s\": %s", expected->text, problem);
		g_assert_null(problem);
		if (stamp.at != expected->at)
			g_error("\"%s\" is read as %" G_GINT64_FORMAT, expected->text, stamp.at);
		if (stamp.day_only != expected->day_only || stamp.zoned != expected->zoned)
			g_error("\"%s\": wrong flags", expected->text);
	}
}

static void
test_stamp_forms(void)
{
	static const struct stamp_case cases[] = {
		{ "2026-03-21T02:30:00Z", 1774060200, false, true },
		{ "2026-03-21t02:30:00z", 1774060200, false, true },
		{ "2026-03-21T02:30Z", 1774060200, false, true },
		{ "2026-03-21 02:30 UTC", 1774060200, false, true },
		{ "2026-03-21 02:30 utc", 1774060200, false, true },
		{ "2026-03-21 02:30 GMT", 1774060200, false, true },
		{ "2026-03-21 02:30UTC", 1774060200, false, true },
		{ "2026-03-21T03:30+01:00", 1774060200, false, true },
		{ "2026-03-21T03:30:00+0100", 1774060200, false, true },
		{ "2026-03-21 03:30 +01", 1774060200, false, true },
		{ "2026-03-20 21:30 -05:00", 1774060200, false, true },
		{ "2026-03-21T08:00+05:30", 1774060200, false, true },
		{ "2026-03-21T16:30+14:00", 1774060200, false, true },
		{ "2026-03-21T02:30-00:00", 1774060200, false, true },
		{ "2026-03-21 04:30 UTC+2", 1774060200, false, true },
		{ "2026-03-20 23:30 GMT-03:00", 1774060200, false, true },
		{ "2026-03-21 02:30", 1774060200, false, false },
		{ "2026-03-21 2:30", 1774060200, false, false },
		{ "2026-03-21  02:30:00", 1774060200, false, false },
		{ " \t2026-03-21 02:30\r\n", 1774060200, false, false },
		{ "2026-03-21T02:30:07", 1774060207, false, false },
		{ "2026-03-21T02:30:07.999Z", 1774060207, false, true },
		{ "2026-03-21T02:30:07,123456789 UTC", 1774060207, false, true },
		{ "2026-03-21", 1774051200, true, false },
		{ "2026-03-21 UTC", 1774051200, true, true },
		{ "2026-03-21 +01:00", 1774047600, true, true },
		{ "2024-02-29", 1709164800, true, false },
		{ "2000-03-01", 951868800, true, false },
		{ "1970-01-01", 0, true, false },
		{ "1970-01-01T00:00+01:00", -3600, false, true },
		{ "2200-12-31 23:59:59", 7289654399, false, false },
	};

	check_stamps(zone_utc(), cases, G_N_ELEMENTS(cases));
}

static void
test_stamp_zones(void)
{
	/* read with Europe/Madrid as the site's zone: UTC+1, in summer UTC+2 */
	static const struct stamp_case cases[] = {
		{ "2026-03-21 03:30", 1774060200, false, false },
		{ "2026-03-21", 1774051200 - 3600, true, false },
		{ "2026-07-01 14:00", 1782907200, false, false },
		{ "2026-07-01", 1782907200 - 14 * 3600, true, false },
		{ "2026-07-01 12:00 UTC", 1782907200, false, true },
		{ "2026-07-01 UTC", 1782907200 - 12 * 3600, true, true },
		{ "2026-07-01 13:00 Europe/London", 1782907200, false, true },
		{ "2026-07-01 08:00 America/New_York", 1782907200, false, true },
		{ "2026-07-01 Europe/London", 1782907200 - 13 * 3600, true, true },
		{ "2026-07-01 07:00 Etc/GMT+5", 1782907200, false, true },
		/* an abbreviation names an offset, whatever the season */
		{ "2026-07-01 04:00 PST", 1782907200, false, true },
		{ "2026-07-01 05:00 PDT", 1782907200, false, true },
		{ "2026-07-01 14:00 CEST", 1782907200, false, true },
		{ "2026-07-01 13:00 CET", 1782907200, false, true },
		{ "2026-07-01 21:00 JST", 1782907200, false, true },
		{ "2026-07-02 01:00 NZDT", 1782907200, false, true },
		{ "2026-07-01 02:00 HST", 1782907200, false, true },
	};
	struct pool *pool = pool_new();

	check_stamps(zone_get(pool, "Europe/Madrid"), cases, G_N_ELEMENTS(cases));
	pool_free(pool);
}

/* Text and what is said about it. */
struct refusal {
	const char *text, *problem;
};

static const struct refusal stamp_refusals[] = {
	{ "", "there is no date" },
	{ "  \n", "there is no date" },
	{ "tomorrow", "a date is written 2026-03-21" },
	{ "21/03/2026", "a date is written 2026-03-21" },
	{ "2026/03/21", "a date is written 2026-03-21" },
	{ "2026-3-21", "a date is written 2026-03-21" },
	{ "2026-03", "a date is written 2026-03-21" },
	{ "2026-03-211", "a date is written 2026-03-21" },
	{ "12026-03-21", "a date is written 2026-03-21" },
	{ "-2026-03-21", "a date is written 2026-03-21" },
	{ "20260321", "a date is written 2026-03-21" },
	{ "02:30", "a date is written 2026-03-21" },
	{ "2026–03–21", "a date is written 2026-03-21" },
	{ "1969-12-31", "the year 1969 is not between 1970 and 2200" },
	{ "2201-01-01", "the year 2201 is not between 1970 and 2200" },
	{ "0026-03-21", "the year 0026 is not between 1970 and 2200" },
	{ "2026-00-21", "the month is 0" },
	{ "2026-13-21", "the month is 13" },
	{ "2026-03-00", "the day is 0" },
	{ "2026-03-32", "the day is 32" },
	{ "2026-02-31", "there is no 31 February" },
	{ "2026-02-30", "there is no 30 February" },
	{ "2024-02-30", "there is no 30 February" },
	{ "2026-04-31", "there is no 31 April" },
	{ "2026-11-31T10:00Z", "there is no 31 November" },
	{ "2026-02-29", "there is no 29 February in 2026" },
	{ "2100-02-29", "there is no 29 February in 2100" },
	{ "2026-03-21T25:00Z", "the hour is 25" },
	{ "2026-03-21 24:00", "the hour is 24" },
	{ "2026-03-21 23:60", "the minute is 60" },
	{ "2026-03-21 23:59:61", "the second is 61" },
	{ "2016-12-31T23:59:60Z", "the second is 60" },
	{ "2026-03-21T", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21TZ", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 0230", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02:3", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02:300", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02:30:", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02:30:00.", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 02:30:00.Z", "a time is written 02:30 or 02:30:00" },
	{ "2026-03-21 2:30 PM", "a time is written with 24 hours, as 14:30" },
	{ "2026-03-21 2:30am", "a time is written with 24 hours, as 14:30" },
	{ "2026-03-21Z", "what follows the date can't be read" },
	{ "2026-03-21+01:00", "what follows the date can't be read" },
	{ "2026-03-21,", "what follows the date can't be read" },
	{ "2026-03-21 02:30 Europe/Londn", "there is no such time zone" },
	{ "2026-03-21 02:30 ../UTC", "there is no such time zone" },
	{ "2026-03-21 02:30 IST", "what follows is no known time zone" },
	{ "2026-03-21 02:30 est", "what follows is no known time zone" },
	{ "2026-03-21 02:30 EST5EDT", "what follows is no known time zone" },
	{ "2026-03-21 02:30 EST+2", "what follows is no known time zone" },
	{ "2026-03-21 02:30 UTC today", "what follows is no known time zone" },
	{ "2026-03-21 02:30 Z+1", "what follows is no known time zone" },
	{ "2026-03-21 or so", "what follows is no known time zone" },
	{ "2026-03-21 02:30:00:00", "what follows is no known time zone" },
	{ "2026-03-21T02:30+", "an offset is written +01:00" },
	{ "2026-03-21T02:30+1:0", "an offset is written +01:00" },
	{ "2026-03-21T02:30+100", "an offset is written +01:00" },
	{ "2026-03-21T02:30+01:00 UTC", "an offset is written +01:00" },
	{ "2026-03-21T02:30+01:75", "the offset's minutes are 75" },
	{ "2026-03-21T02:30+14:01", "the offset is more than 14 hours" },
	{ "2026-03-21T02:30-99:00", "the offset is more than 14 hours" },
};

static void
test_stamp_refused(void)
{
	struct stamp stamp = { .at = 7, .day_only = true };

	for (size_t i = 0; i < G_N_ELEMENTS(stamp_refusals); i++) {
		const struct refusal *refusal = &stamp_refusals[i];
		const char *problem = NULL;

		if (stamp_read(refusal->text, strlen(refusal->text), zone_utc(), &stamp, &problem))
			g_error("\"%s\" is read", refusal->text);
		if (g_strcmp0(problem, refusal->problem) != 0)
			g_error("\"%s\": \"%s\" instead of \"%s\"", refusal->text, problem, refusal->problem);
		g_assert_false(stamp_read(refusal->text, strlen(refusal->text), zone_utc(), &stamp, NULL));
	}
	g_assert_cmpint(stamp.at, ==, 7);
	g_assert_true(stamp.day_only);
}

/* The text is length bytes and no more; a NUL is a byte like others. */
static void
test_stamp_length(void)
{
	static const char nul[] = "2026-03-21 02:30 Europe/London\0junk";
	static const char whole[] = "2026-03-21T02:30:45 Europe/London";
	struct stamp stamp;

	g_assert_false(stamp_read(nul, sizeof nul - 1, zone_utc(), &stamp, NULL));
	g_assert_true(stamp_read(nul, strlen(nul), zone_utc(), &stamp, NULL));
	g_assert_true(stamp_read("2026-03-21 02:30 UTC", 10, zone_utc(), &stamp, NULL));
	g_assert_cmpint(stamp.at, ==, 1774051200);
	g_assert_true(stamp.day_only);
	/* copies without a NUL behind them, so that a sanitizer sees a byte too many */
	for (size_t length = 0; length < sizeof whole; length++) {
		g_autofree char *copy = g_memdup2(whole, length ? length : 1);

		stamp_read(copy, length, zone_utc(), &stamp, NULL);
	}
}

static void
test_stamp_in_changes(void)
{
	struct pool *pool = pool_new();
	/* 01:30 did not exist on 29 March, occurred twice on 25 October */
	static const struct stamp_case london[] = {
		{ "2026-03-29 00:59:59", 1774745999, false, false },
		{ "2026-03-29 01:00", 1774746000, false, false },
		{ "2026-03-29 01:30", 1774746000, false, false },
		{ "2026-03-29 02:00", 1774746000, false, false },
		{ "2026-10-25 00:59", 1792886340, false, false },
		{ "2026-10-25 01:30", 1792888200, false, false },
		{ "2026-10-25 02:00", 1792893600, false, false },
		{ "2026-10-25 01:30 GMT", 1792891800, false, true },
	};

	check_stamps(zone_get(pool, "Europe/London"), london, G_N_ELEMENTS(london));
	pool_free(pool);
}

/* ---- Calendar ---- */

static void
assert_civil(struct civil civil, const char *expected)
{
	g_autofree char *text = g_strdup_printf("%d-%02d-%02d %02d:%02d:%02d day %d %+d", civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second, civil.weekday, civil.offset);

	g_assert_cmpstr(text, ==, expected);
}

static void
test_civil_utc(void)
{
	const struct zone *zone = zone_utc();

	assert_civil(time_to_civil(zone, 0), "1970-01-01 00:00:00 day 4 +0");
	assert_civil(time_to_civil(zone, -1), "1969-12-31 23:59:59 day 3 +0");
	assert_civil(time_to_civil(zone, 951782400), "2000-02-29 00:00:00 day 2 +0");
	assert_civil(time_to_civil(zone, 951868799), "2000-02-29 23:59:59 day 2 +0");
	assert_civil(time_to_civil(zone, 1774060207), "2026-03-21 02:30:07 day 6 +0");
	assert_civil(time_to_civil(zone, 1774746000), "2026-03-29 01:00:00 day 7 +0");
	assert_civil(time_to_civil(zone, 1767603600), "2026-01-05 09:00:00 day 1 +0");
	assert_civil(time_to_civil(zone, 7289654399), "2200-12-31 23:59:59 day 3 +0");
	/* no instant at all must not overflow */
	g_assert_cmpint(time_to_civil(zone, TIME_NONE).year, ==, 1);
	g_assert_cmpint(time_to_civil(zone, INT64_MAX).year, ==, 9999);
}

/* Every day of the range, against GLib's calendar. */
static void
test_civil_every_day(void)
{
	GDate date;
	int64_t at = 0;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 1, G_DATE_JANUARY, 1970);
	for (; g_date_get_year(&date) <= 2200; g_date_add_days(&date, 1), at += SECONDS_OF_DAY) {
		struct civil civil = time_to_civil(zone_utc(), at + SECONDS_OF_DAY - 1);

		g_assert_cmpint(civil.year, ==, g_date_get_year(&date));
		g_assert_cmpint(civil.month, ==, g_date_get_month(&date));
		g_assert_cmpint(civil.day, ==, g_date_get_day(&date));
		g_assert_cmpint(civil.weekday, ==, g_date_get_weekday(&date));
		g_assert_cmpint(time_from_civil(zone_utc(), &civil), ==, at + SECONDS_OF_DAY - 1);
		g_assert_true(date_exists(civil.year, civil.month, civil.day));
	}
	g_assert_cmpint(at, ==, 7289654400);
}

static void
test_civil_carries(void)
{
	static const struct {
		struct civil civil;
		int64_t at;
	} cases[] = {
		{ { .year = 2026, .month = 3, .day = 20, .hour = 26, .minute = 30 }, 1774060200 },
		{ { .year = 2026, .month = 3, .day = 21, .hour = 3, .minute = -30 }, 1774060200 },
		{ { .year = 2026, .month = 2, .day = 49, .hour = 2, .minute = 30 }, 1774060200 },
		{ { .year = 2025, .month = 15, .day = 21, .hour = 2, .minute = 30 }, 1774060200 },
		{ { .year = 2027, .month = -9, .day = 21, .hour = 2, .minute = 30 }, 1774060200 },
		{ { .year = 2026, .month = 4, .day = -10, .hour = 2, .minute = 30 }, 1774060200 },
		{ { .year = 2000, .month = 2, .day = 30 }, 951868800 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		g_assert_cmpint(time_from_civil(zone_utc(), &cases[i].civil), ==, cases[i].at);
}

static void
test_date_exists(void)
{
	g_assert_true(date_exists(2026, 1, 31));
	g_assert_true(date_exists(2024, 2, 29));
	g_assert_true(date_exists(2000, 2, 29));
	g_assert_false(date_exists(2100, 2, 29));
	g_assert_false(date_exists(2026, 2, 29));
	g_assert_false(date_exists(2024, 2, 30));
	g_assert_false(date_exists(2026, 4, 31));
	g_assert_false(date_exists(2026, 6, 31));
	g_assert_false(date_exists(2026, 9, 31));
	g_assert_false(date_exists(2026, 11, 31));
	g_assert_false(date_exists(2026, 0, 1));
	g_assert_false(date_exists(2026, 13, 1));
	g_assert_false(date_exists(2026, 1, 0));
	g_assert_false(date_exists(2026, 1, -1));
	g_assert_false(date_exists(2026, 12, 32));
}

/* ---- Changes of clocks ---- */

/* What a clock of the zone shows, and the first and last instants at which it does. */
static void
assert_local(const struct zone *zone, struct civil civil, int64_t first, int64_t last)
{
	g_assert_cmpint(time_from_civil(zone, &civil), ==, first);
	g_assert_cmpint(time_from_civil_last(zone, &civil), ==, last);
}

#define CIVIL(y, mo, d, h, mi, s) ((struct civil){ .year = (y), .month = (mo), .day = (d), .hour = (h), .minute = (mi), .second = (s) })

static void
test_london(void)
{
	struct pool *pool = pool_new();
	const struct zone *zone = zone_get(pool, "Europe/London");

	assert_civil(time_to_civil(zone, 1774745999), "2026-03-29 00:59:59 day 7 +0");
	assert_civil(time_to_civil(zone, 1774746000), "2026-03-29 02:00:00 day 7 +3600");
	assert_civil(time_to_civil(zone, 1792889999), "2026-10-25 01:59:59 day 7 +3600");
	assert_civil(time_to_civil(zone, 1792890000), "2026-10-25 01:00:00 day 7 +0");
	assert_local(zone, CIVIL(2026, 3, 29, 0, 59, 59), 1774745999, 1774745999);
	assert_local(zone, CIVIL(2026, 3, 29, 1, 0, 0), 1774746000, 1774746000);
	assert_local(zone, CIVIL(2026, 3, 29, 1, 59, 59), 1774746000, 1774746000);
	assert_local(zone, CIVIL(2026, 3, 29, 2, 0, 0), 1774746000, 1774746000);
	assert_local(zone, CIVIL(2026, 3, 29, 2, 0, 1), 1774746001, 1774746001);
	assert_local(zone, CIVIL(2026, 10, 25, 0, 59, 59), 1792886399, 1792886399);
	assert_local(zone, CIVIL(2026, 10, 25, 1, 0, 0), 1792886400, 1792890000);
	assert_local(zone, CIVIL(2026, 10, 25, 1, 59, 59), 1792889999, 1792893599);
	assert_local(zone, CIVIL(2026, 10, 25, 2, 0, 0), 1792893600, 1792893600);
	/* British Standard Time: UTC+1 through the winter, until 1971-10-31 */
	assert_civil(time_to_civil(zone, 0), "1970-01-01 01:00:00 day 4 +3600");
	/* today's rule goes on */
	assert_civil(time_to_civil(zone, 4118126400), "2100-07-01 13:00:00 day 4 +3600");
	pool_free(pool);
}

static void
test_new_york(void)
{
	struct pool *pool = pool_new();
	const struct zone *zone = zone_get(pool, "America/New_York");

	assert_civil(time_to_civil(zone, 1772953199), "2026-03-08 01:59:59 day 7 -18000");
	assert_civil(time_to_civil(zone, 1772953200), "2026-03-08 03:00:00 day 7 -14400");
	assert_local(zone, CIVIL(2026, 3, 8, 2, 30, 0), 1772953200, 1772953200);
	assert_local(zone, CIVIL(2026, 3, 8, 3, 30, 0), 1772955000, 1772955000);
	assert_local(zone, CIVIL(2026, 11, 1, 1, 0, 0), 1793509200, 1793512800);
	assert_local(zone, CIVIL(2026, 11, 1, 1, 30, 0), 1793511000, 1793514600);
	assert_local(zone, CIVIL(2026, 11, 1, 2, 0, 0), 1793516400, 1793516400);
	pool_free(pool);
}

/* Half an hour: 2026-10-04 02:00 → 02:30, 2026-04-05 02:00 → 01:30. */
static void
test_lord_howe(void)
{
	struct pool *pool = pool_new();
	const struct zone *zone = zone_get(pool, "Australia/Lord_Howe");

	assert_civil(time_to_civil(zone, 1775314799), "2026-04-05 01:59:59 day 7 +39600");
	assert_civil(time_to_civil(zone, 1775314800), "2026-04-05 01:30:00 day 7 +37800");
	assert_local(zone, CIVIL(2026, 4, 5, 1, 29, 59), 1775312999, 1775312999);
	assert_local(zone, CIVIL(2026, 4, 5, 1, 45, 0), 1775313900, 1775315700);
	assert_local(zone, CIVIL(2026, 4, 5, 2, 0, 0), 1775316600, 1775316600);
	assert_civil(time_to_civil(zone, 1791041400), "2026-10-04 02:30:00 day 7 +39600");
	assert_local(zone, CIVIL(2026, 10, 4, 2, 15, 0), 1791041400, 1791041400);
	assert_local(zone, CIVIL(2026, 10, 4, 2, 29, 59), 1791041400, 1791041400);
	assert_local(zone, CIVIL(2026, 10, 4, 2, 45, 0), 1791042300, 1791042300);
	pool_free(pool);
}

/* Samoa crossed the date line: 2011-12-29 23:59:59 was followed by 2011-12-31 00:00:00. */
static void
test_apia(void)
{
	struct pool *pool = pool_new();
	const struct zone *zone = zone_get(pool, "Pacific/Apia");
	const int64_t change = 1325239200;

	assert_civil(time_to_civil(zone, change - 1), "2011-12-29 23:59:59 day 4 -36000");
	assert_civil(time_to_civil(zone, change), "2011-12-31 00:00:00 day 6 +50400");
	assert_local(zone, CIVIL(2011, 12, 29, 23, 59, 59), change - 1, change - 1);
	assert_local(zone, CIVIL(2011, 12, 30, 0, 0, 0), change, change);
	assert_local(zone, CIVIL(2011, 12, 30, 12, 0, 0), change, change);
	assert_local(zone, CIVIL(2011, 12, 30, 23, 59, 59), change, change);
	assert_local(zone, CIVIL(2011, 12, 31, 0, 0, 0), change, change);
	assert_local(zone, CIVIL(2011, 12, 31, 6, 0, 0), change + 21600, change + 21600);
	g_assert_cmpint(time_add_days(zone, change - 1, 1), ==, change);
	g_assert_cmpint(time_add_days(zone, change - 1, 2), ==, change + SECONDS_OF_DAY - 1);
	g_assert_cmpint(time_day_start(zone, change + 5), ==, change);
	pool_free(pool);
}

static void
test_add_days(void)
{
	struct pool *pool = pool_new();
	const struct zone *london = zone_get(pool, "Europe/London");
	/* 2026-03-28 09:00 GMT */
	const int64_t nine = 1774746000 - 16 * 3600;

	g_assert_cmpint(time_add_days(zone_utc(), nine, 1), ==, nine + SECONDS_OF_DAY);
	/* nine stays nine: the day has 23 hours */
	g_assert_cmpint(time_add_days(london, nine, 1), ==, nine + 23 * 3600);
	g_assert_cmpint(time_add_days(london, nine + 23 * 3600, -1), ==, nine);
	g_assert_cmpint(time_add_days(london, nine, 0), ==, nine);
	/* 01:30 a day before the gap: 02:00 BST */
	g_assert_cmpint(time_add_days(london, 1774746000 - SECONDS_OF_DAY + 1800, 1), ==, 1774746000);
	/* 01:30 a day before the hour that comes twice, and from its second time */
	g_assert_cmpint(time_add_days(london, 1792888200 - SECONDS_OF_DAY, 1), ==, 1792888200);
	g_assert_cmpint(time_add_days(london, 1792891800, 0), ==, 1792891800);
	g_assert_cmpint(time_add_days(london, 1792891800, 1), ==, 1792891800 + SECONDS_OF_DAY);
	/* a leap day is a day: 2024-02-28 + 2 = 2024-03-01; 366 days make 2024 */
	g_assert_cmpint(time_add_days(zone_utc(), 1709164800 - SECONDS_OF_DAY, 2), ==, 1709164800 + SECONDS_OF_DAY);
	g_assert_cmpint(time_add_days(zone_utc(), 1704067200, 366), ==, 1735689600);
	/* far off, but no overflow */
	g_assert_cmpint(time_add_days(zone_utc(), 0, INT_MAX), ==, (int64_t)INT_MAX * SECONDS_OF_DAY);
	pool_free(pool);
}

static void
test_day_start(void)
{
	struct pool *pool = pool_new();
	const struct zone *london = zone_get(pool, "Europe/London");
	const struct zone *sao_paulo = zone_get(pool, "America/Sao_Paulo");
	/* 2018-11-04 00:00 → 01:00 there, at 03:00 UTC */
	const int64_t change = 1541300400;

	g_assert_cmpint(time_day_start(zone_utc(), 1774060200), ==, 1774051200);
	g_assert_cmpint(time_day_start(zone_utc(), 1774051200), ==, 1774051200);
	g_assert_cmpint(time_day_start(zone_utc(), 1774051199), ==, 1774051200 - SECONDS_OF_DAY);
	g_assert_cmpint(time_day_start(zone_utc(), -1), ==, -SECONDS_OF_DAY);
	/* noon UTC on 1 July is 13:00 */
	g_assert_cmpint(time_day_start(london, 1782907200), ==, 1782907200 - 13 * 3600);
	/* noon GMT on 25 October, a day of 25 hours: midnight was 23:00 UTC */
	g_assert_cmpint(time_day_start(london, 1792886400 + 12 * 3600), ==, 1792886400 - 3600);
	g_assert_cmpint(time_day_start(sao_paulo, change + 7200), ==, change);
	g_assert_cmpint(time_day_start(sao_paulo, change - 1), ==, change - SECONDS_OF_DAY);
	pool_free(pool);
}

/* ---- Durations ---- */

struct duration_case {
	const char *text;
	int64_t value;
};

static void
test_duration_read(void)
{
	static const struct duration_case cases[] = {
		{ "0", 0 }, { "0s", 0 }, { "0m", 0 }, { "90s", 90 }, { "15m", 900 }, { "4h", 14400 },
		{ "2d", 172800 }, { "1w", 604800 }, { "1h30m", 5400 }, { "180d", 15552000 },
		{ "1w2d3h4m5s", 604800 + 172800 + 10800 + 240 + 5 }, { "90m", 5400 }, { " 5m\n", 300 },
		{ "007m", 420 }, { "36525d", 3155760000 }, { "3155760000s", 3155760000 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t seconds = -5;
		const char *problem = NULL;

		if (!duration_read(cases[i].text, strlen(cases[i].text), &seconds, &problem))
			g_error("\"%s\": %s", cases[i].text, problem);
		g_assert_null(problem);
		g_assert_cmpint(seconds, ==, cases[i].value);
	}
}

static void
test_duration_refused(void)
{
	static const struct refusal cases[] = {
		{ "", "a duration is written 15m or 1h30m" },
		{ "  ", "a duration is written 15m or 1h30m" },
		{ "soon", "a duration is written 15m or 1h30m" },
		{ "h", "a duration is written 15m or 1h30m" },
		{ "1h m", "a duration is written 15m or 1h30m" },
		{ "PT1H", "a duration is written 15m or 1h30m" },
		{ "-5m", "a duration has no sign" },
		{ "+5m", "a duration has no sign" },
		{ "1h-5m", "a duration has no sign" },
		{ "1.5h", "a duration has no fraction" },
		{ "15", "the unit is missing: s, m, h, d or w" },
		{ "00", "the unit is missing: s, m, h, d or w" },
		{ "1h30", "the unit is missing: s, m, h, d or w" },
		{ "15 m", "a duration is written without blanks, as 1h30m" },
		{ "5M", "the unit is none of s, m, h, d and w" },
		{ "5min", "the unit is none of s, m, h, d and w" },
		{ "1y", "the unit is none of s, m, h, d and w" },
		{ "800ms", "the unit is none of s, m, h, d and w" },
		{ "1:30", "the unit is none of s, m, h, d and w" },
		{ "30m1h", "units go from the largest to the smallest, as 1h30m" },
		{ "1h1h", "units go from the largest to the smallest, as 1h30m" },
		{ "36526d", "a duration is at most a hundred years" },
		{ "36525d1s", "a duration is at most a hundred years" },
		{ "3155760001s", "a duration is at most a hundred years" },
		{ "9223372036854775807s", "a duration is at most a hundred years" },
		{ "9223372036854775808w", "a duration is at most a hundred years" },
		{ "99999999999999999999999999999999w", "a duration is at most a hundred years" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		int64_t seconds = -5;
		const char *problem = NULL;

		if (duration_read(cases[i].text, strlen(cases[i].text), &seconds, &problem))
			g_error("\"%s\" is read", cases[i].text);
		if (g_strcmp0(problem, cases[i].problem) != 0)
			g_error("\"%s\": \"%s\" instead of \"%s\"", cases[i].text, problem, cases[i].problem);
		g_assert_cmpint(seconds, ==, -5);
		g_assert_false(duration_read(cases[i].text, strlen(cases[i].text), &seconds, NULL));
	}
}

static void
test_duration_milliseconds(void)
{
	static const struct duration_case cases[] = {
		{ "0", 0 }, { "800ms", 800 }, { "2s", 2000 }, { "1s500ms", 1500 }, { "1m", 60000 },
		{ "36525d", INT64_C(3155760000000) },
	};
	int64_t milliseconds;

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_true(duration_read_milliseconds(cases[i].text, strlen(cases[i].text), &milliseconds, NULL));
		g_assert_cmpint(milliseconds, ==, cases[i].value);
	}
	g_assert_false(duration_read_milliseconds("500ms1s", 7, &milliseconds, NULL));
	g_assert_false(duration_read_milliseconds("800", 3, &milliseconds, NULL));
	g_assert_false(duration_read_milliseconds("800us", 5, &milliseconds, NULL));
	g_assert_false(duration_read_milliseconds("36525d1ms", 9, &milliseconds, NULL));
}

static void
test_prose(void)
{
	/* the last column: what is left unread */
	static const struct {
		const char *text;
		int64_t seconds;
		const char *rest;
	} cases[] = {
		{ "7 minutes", 420, "" },
		{ "7 minutes.", 420, "." },
		{ "7 minutes (SLO: 5 minutes)", 420, " (SLO: 5 minutes)" },
		{ "1 minute", 60, "" },
		{ "4h45m", 17100, "" },
		{ "4h 45m", 17100, "" },
		{ "4 h 45 min", 17100, "" },
		{ "45m", 2700, "" },
		{ "45 mins", 2700, "" },
		{ "45 Minutes", 2700, "" },
		{ "45-minute outage", 2700, " outage" },
		{ "1 hour 30 min", 5400, "" },
		{ "1 hour and 30 minutes", 5400, "" },
		{ "1 hour, 30 minutes and 5 seconds", 5405, "" },
		{ "1 hour, and 30 minutes", 5400, "" },
		{ "1 hour & 30 minutes", 5400, "" },
		{ "1hr 5mins 2secs", 3902, "" },
		{ "2hrs", 7200, "" },
		{ "~2 hours", 7200, "" },
		{ "~ 2 hours", 7200, "" },
		{ "≈2h", 7200, "" },
		{ "about 2 days", 172800, "" },
		{ "About 2 days", 172800, "" },
		{ "approx. 3 weeks", 1814400, "" },
		{ "approximately 10 s", 10, "" },
		{ "  around 5 minutes", 300, "" },
		{ "1.5 hours", 5400, "" },
		{ "1.25h", 4500, "" },
		{ "0.333 hours", 1199, "" },   /* 1198.8 */
		{ "2.33333333 minutes", 140, "" }, /* 139.98 */
		{ "0 minutes", 0, "" },
		{ "an hour", 3600, "" },
		{ "about an hour", 3600, "" },
		{ "a day", 86400, "" },
		{ "half an hour", 1800, "" },
		{ "an hour and a half", 5400, "" },
		{ "two hours and a half later", 9000, " later" },
		{ "Two hours", 7200, "" },
		{ "twelve minutes", 720, "" },
		{ "one hour and ten minutes", 4200, "" },
		{ "7\u00a0minutes", 420, "" },
		{ "1 week 2 days", 777600, "" },
		{ "90 seconds", 90, "" },
		{ "2 days 3", 172800, " 3" },
		{ "2 hours and a bit", 7200, " and a bit" },
		/* not a sum: the units do not get smaller */
		{ "30 minutes, 2 hours of it at night", 1800, ", 2 hours of it at night" },
		{ "5 minutes and 5 minutes", 300, " and 5 minutes" },
		{ "3 hours. 5 minutes later", 10800, ". 5 minutes later" },
		{ "36525 days", 3155760000, "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *text = cases[i].text;
		int64_t seconds = -5;
		size_t used = 0;

		if (!duration_read_prose(text, strlen(text), &seconds, &used))
			g_error("\"%s\" is not read", text);
		if (seconds != cases[i].seconds)
			g_error("\"%s\" is read as %" G_GINT64_FORMAT, text, seconds);
		g_assert_cmpstr(text + used, ==, cases[i].rest);
	}
}

static void
test_prose_refused(void)
{
	static const char *const texts[] = {
		"", " ", "~", "about", "minutes", "7", "7 ", "1:30", "1:30 hours", "01:30:00", "14:23",
		"1h30", "2-3 hours", "2–3 hours", "2h-3h", "2h–3h", "less than 5 minutes", "<5 minutes",
		"over 2 hours", "up to 3 days", "-5 minutes", "1,5 hours", "1. hours", ".5 hours",
		"5 meters", "5 months", "5 M", "5M requests", "5 H", "800 ms", "5 minutes_x", "5 höurs",
		"5 hö", "a m", "a few minutes", "half minutes", "half two hours", "two and a half hours",
		"unknown", "N/A", "TBD", "aboutness 5 minutes", "ten", "2026-03-21", "36526 days",
		"36525 days 1 second", "1 hour 99999999999999999999 minutes",
		"9999999999999999999 weeks 999999999999999 days 99999999999 h 9999999999 m", "99999999999999999999999 minutes", "\xff 5 minutes"
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		int64_t seconds = -5;
		size_t used = 99;

		if (duration_read_prose(texts[i], strlen(texts[i]), &seconds, &used))
			g_error("\"%s\" is read as %" G_GINT64_FORMAT, texts[i], seconds);
		g_assert_cmpint(seconds, ==, -5);
		g_assert_cmpuint(used, ==, 99);
	}
}

static void
test_prose_length(void)
{
	static const char whole[] = "about 2 hours and a half – 3";
	int64_t seconds;
	size_t used;

	g_assert_true(duration_read_prose("45 minutes", 6, &seconds, &used));
	g_assert_cmpint(seconds, ==, 2700);
	g_assert_cmpuint(used, ==, 6);
	for (size_t length = 0; length < sizeof whole; length++) {
		g_autofree char *copy = g_memdup2(whole, length ? length : 1);

		if (duration_read_prose(copy, length, &seconds, &used))
			g_assert_cmpuint(used, <=, length);
	}
}

static void
test_duration_format(void)
{
	static const struct {
		int64_t seconds;
		const char *text, *exact;
	} cases[] = {
		{ 0, "0s", "0s" },
		{ 45, "45s", "45s" },
		{ 60, "1m", "1m" },
		{ 61, "1m 1s", "1m1s" },
		{ 5400, "1h 30m", "1h30m" },
		{ 5459, "1h 30m", "1h30m59s" },
		{ 3605, "1h", "1h5s" },
		{ 187200, "2d 4h", "2d4h" },
		{ 172800 + 59 * 60, "2d", "2d59m" },
		{ 86399, "23h 59m", "23h59m59s" },
		{ 604800, "7d", "7d" },
		{ -300, "-5m", "-5m" },
		{ INT64_MIN, "-106751991167300d 15h", "-106751991167300d15h30m8s" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_cmpstr(duration_format(pool, cases[i].seconds), ==, cases[i].text);
		g_assert_cmpstr(duration_format_exact(pool, cases[i].seconds), ==, cases[i].exact);
	}
	pool_free(pool);
}

static void
test_duration_round_trip(void)
{
	struct pool *pool = pool_new();
	int64_t back;

	for (int64_t seconds = 0; seconds <= DURATION_MAX; seconds = seconds * 3 + 7) {
		const char *text = duration_format_exact(pool, seconds);

		g_assert_true(duration_read(text, strlen(text), &back, NULL));
		g_assert_cmpint(back, ==, seconds);
	}
	pool_free(pool);
}

/* ---- Formats ---- */

static void
test_formats(void)
{
	struct pool *pool = pool_new();
	const struct zone *new_york = zone_get(pool, "America/New_York");
	const int64_t at = 1774060207;

	g_assert_cmpstr(time_format_date(pool, zone_utc(), at), ==, "2026-03-21");
	g_assert_cmpstr(time_format_date(pool, new_york, at), ==, "2026-03-20");
	g_assert_cmpstr(time_format(pool, zone_utc(), at), ==, "2026-03-21 02:30 UTC");
	g_assert_cmpstr(time_format(pool, new_york, at), ==, "2026-03-20 22:30 EDT");
	g_assert_cmpstr(time_format_clock(pool, zone_utc(), at), ==, "02:30");
	g_assert_cmpstr(time_format_clock(pool, new_york, at), ==, "22:30");
	g_assert_cmpstr(time_format_iso(pool, at), ==, "2026-03-21T02:30:07Z");
	g_assert_cmpstr(time_format_iso_milliseconds(pool, at), ==, "2026-03-21T02:30:07.000Z");
	g_assert_cmpstr(time_format_rfc822(pool, at), ==, "Sat, 21 Mar 2026 02:30:07 +0000");
	g_assert_cmpstr(time_format_rfc822(pool, 0), ==, "Thu, 01 Jan 1970 00:00:00 +0000");
	g_assert_cmpstr(time_format_rfc822(pool, 1774746000), ==, "Sun, 29 Mar 2026 01:00:00 +0000");
	g_assert_cmpstr(time_format_ical(pool, at), ==, "20260321T023007Z");
	/* a missing instant has ten characters of date as others have, and nothing overflows */
	g_assert_cmpstr(time_format_date(pool, new_york, TIME_NONE), ==, "0001-01-01");
	g_assert_cmpuint(strlen(time_format_iso(pool, INT64_MAX)), ==, strlen("2026-03-21T02:30:07Z"));
	pool_free(pool);
}

/* What time_format writes, stamp_read reads, whatever the zone's abbreviation is. */
static void
test_format_round_trip(void)
{
	static const char *const names[] = { "UTC", "Europe/Madrid", "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		for (int64_t at = 1767268800; at < 1767268800 + 366 * SECONDS_OF_DAY; at += 11 * 3600) {
			const char *text = time_format(pool, zone_get(pool, names[i]), at);
			const char *problem = NULL;
			struct stamp stamp = { 0 };

			if (!stamp_read(text, strlen(text), zone_utc(), &stamp, &problem))
				g_error("\"%s\": %s", text, problem);
			g_assert_cmpint(stamp.at, ==, at);
		}
	pool_free(pool);
}

/* ---- Abbreviations ---- */

static bool
has_abbreviation(const char *text, struct abbreviation *abbreviation)
{
	return abbreviation_find(text, strlen(text), abbreviation);
}

static void
test_abbreviations(void)
{
	struct abbreviation abbreviation = { 0 };

	g_assert_true(has_abbreviation("PST", &abbreviation));
	g_assert_cmpint(abbreviation.offset, ==, -28800);
	g_assert_false(abbreviation.daylight);
	g_assert_cmpstr(abbreviation.region, ==, "America/Los_Angeles");
	g_assert_true(has_abbreviation("BST", &abbreviation));
	g_assert_cmpint(abbreviation.offset, ==, 3600);
	g_assert_true(abbreviation.daylight);
	g_assert_cmpstr(abbreviation.region, ==, "Europe/London");
	g_assert_true(has_abbreviation("gmt", &abbreviation));
	g_assert_cmpint(abbreviation.offset, ==, 0);
	g_assert_false(abbreviation.daylight);
	g_assert_null(abbreviation.region);
	g_assert_true(abbreviation_find("UTC)", 3, &abbreviation));
	g_assert_false(has_abbreviation("", &abbreviation));
	g_assert_false(has_abbreviation("IST", &abbreviation));
	g_assert_false(has_abbreviation("pst", &abbreviation));
	g_assert_false(has_abbreviation("UTC ", &abbreviation));
	g_assert_false(has_abbreviation("PS", &abbreviation));
	g_assert_false(has_abbreviation("PSTX", &abbreviation));
	g_assert_false(has_abbreviation("The", &abbreviation));
}

/* The zone tables use the same letters for the same offset, in winter or in summer. */
static void
test_abbreviations_hold(void)
{
	static const struct {
		const char *name;
		int64_t at;
		bool daylight;
	} cases[] = {
		{ "WET", JANUARY, false }, { "WEST", JULY, true }, { "BST", JULY, true },
		{ "CET", JANUARY, false }, { "CEST", JULY, true }, { "EET", JANUARY, false },
		{ "EEST", JULY, true }, { "MSK", JANUARY, false }, { "MSK", JULY, false },
		{ "EST", JANUARY, false }, { "EDT", JULY, true }, { "CST", JANUARY, false },
		{ "CDT", JULY, true }, { "MST", JANUARY, false }, { "MDT", JULY, true },
		{ "PST", JANUARY, false }, { "PDT", JULY, true }, { "AKST", JANUARY, false },
		{ "AKDT", JULY, true }, { "HST", JANUARY, false }, { "HST", JULY, false },
		{ "JST", JANUARY, false }, { "JST", JULY, false }, { "AEST", JULY, false },
		{ "AEDT", JANUARY, true }, { "NZST", JULY, false }, { "NZDT", JANUARY, true },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct abbreviation abbreviation = { 0 };
		const struct zone *zone;

		g_assert_true(has_abbreviation(cases[i].name, &abbreviation));
		zone = zone_get(pool, abbreviation.region);
		g_assert_cmpstr(zone_abbreviation(pool, zone, cases[i].at), ==, cases[i].name);
		g_assert_cmpint(time_to_civil(zone, cases[i].at).offset, ==, abbreviation.offset);
		g_assert_true(abbreviation.daylight == cases[i].daylight);
	}
	pool_free(pool);
}

/* ---- Now ---- */

static void
test_now_option(void)
{
	int64_t now = 7;
	const char *problem = NULL;
	struct pool *pool = pool_new();

	g_setenv("SOURCE_DATE_EPOCH", "1000000000", true);
	g_assert_true(time_now("2026-03-21T02:30:00Z", zone_utc(), &now, &problem));
	g_assert_cmpint(now, ==, 1774060200);
	g_assert_true(time_now("2026-07-01", zone_get(pool, "Europe/Madrid"), &now, &problem));
	g_assert_cmpint(now, ==, 1782907200 - 14 * 3600);
	g_assert_null(problem);
	g_assert_false(time_now("2026-02-31", zone_utc(), &now, &problem));
	g_assert_cmpstr(problem, ==, "there is no 31 February");
	g_assert_false(time_now("", zone_utc(), &now, &problem));
	g_assert_cmpint(now, ==, 1782907200 - 14 * 3600);
	g_unsetenv("SOURCE_DATE_EPOCH");
	pool_free(pool);
}

static void
test_now_epoch(void)
{
	static const char *const malformed[] = {
		" ", "now", "-1", "+1", "1.5", "1e9", "0x10", " 1", "1 ", "1774060200\n", "2026-03-21"
	};
	int64_t now = 7;
	const char *problem = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(malformed); i++) {
		g_setenv("SOURCE_DATE_EPOCH", malformed[i], true);
		g_assert_false(time_now(NULL, zone_utc(), &now, &problem));
		g_assert_cmpstr(problem, ==, "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
	}
	g_setenv("SOURCE_DATE_EPOCH", "7289654400", true);
	g_assert_false(time_now(NULL, zone_utc(), &now, &problem));
	g_assert_cmpstr(problem, ==, "SOURCE_DATE_EPOCH is after the year 2200");
	g_setenv("SOURCE_DATE_EPOCH", "99999999999999999999999999", true);
	g_assert_false(time_now(NULL, zone_utc(), &now, NULL));
	g_assert_cmpint(now, ==, 7);
	g_setenv("SOURCE_DATE_EPOCH", "", true);
	now = 7;
	g_assert_true(time_now(NULL, zone_utc(), &now, NULL));
	g_assert_cmpint(now, >, 1700000000);
	g_setenv("SOURCE_DATE_EPOCH", "7289654399", true);
	g_assert_true(time_now(NULL, zone_utc(), &now, NULL));
	g_assert_cmpint(now, ==, 7289654399);
	g_setenv("SOURCE_DATE_EPOCH", "0", true);
	g_assert_true(time_now(NULL, zone_utc(), &now, NULL));
	g_assert_cmpint(now, ==, 0);
	g_unsetenv("SOURCE_DATE_EPOCH");
}

static void
test_now_clock(void)
{
	int64_t now, before;

	g_unsetenv("SOURCE_DATE_EPOCH");
	before = time(NULL);
	g_assert_true(time_now(NULL, zone_utc(), &now, NULL));
	g_assert_cmpint(now, >=, before);
	g_assert_cmpint(now, <=, time(NULL));
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*run)(void);
	} tests[] = {
		{ "/time/zone/names", test_zone_names },
		{ "/time/zone/refused", test_zone_refused },
		{ "/time/zone/abbreviation", test_zone_abbreviation },
		{ "/time/stamp/forms", test_stamp_forms },
		{ "/time/stamp/zones", test_stamp_zones },
		{ "/time/stamp/refused", test_stamp_refused },
		{ "/time/stamp/length", test_stamp_length },
		{ "/time/stamp/in-changes", test_stamp_in_changes },
		{ "/time/civil/utc", test_civil_utc },
		{ "/time/civil/every-day", test_civil_every_day },
		{ "/time/civil/carries", test_civil_carries },
		{ "/time/civil/date-exists", test_date_exists },
		{ "/time/change/london", test_london },
		{ "/time/change/new-york", test_new_york },
		{ "/time/change/lord-howe", test_lord_howe },
		{ "/time/change/apia", test_apia },
		{ "/time/add-days", test_add_days },
		{ "/time/day-start", test_day_start },
		{ "/time/duration/read", test_duration_read },
		{ "/time/duration/refused", test_duration_refused },
		{ "/time/duration/milliseconds", test_duration_milliseconds },
		{ "/time/duration/format", test_duration_format },
		{ "/time/duration/round-trip", test_duration_round_trip },
		{ "/time/prose/read", test_prose },
		{ "/time/prose/refused", test_prose_refused },
		{ "/time/prose/length", test_prose_length },
		{ "/time/format/all", test_formats },
		{ "/time/format/round-trip", test_format_round_trip },
		{ "/time/abbreviation/find", test_abbreviations },
		{ "/time/abbreviation/hold", test_abbreviations_hold },
		{ "/time/now/option", test_now_option },
		{ "/time/now/epoch", test_now_epoch },
		{ "/time/now/clock", test_now_clock },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].run);
	return g_test_run();
}
