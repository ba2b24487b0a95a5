/* walltime: forms in which people write times, and what is none. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "base/walltime.h"

/* 2026-03-21T00:00:00Z; counted by hand: 20533 days after 1970-01-01. */
#define DAY_0321 (INT64_C(20533) * 86400)
#define AT(hour, minute) (DAY_0321 + (hour) * 3600 + (minute) * 60)

/* A time on the day of the reference, 2026-03-21 12:00 UTC, in UTC where it has no zone. */
static const struct {
	const char *text;
	int64_t at;
	const char *rest;
} readable[] = {
	{ "14:23 — Alert fires", AT(14, 23), "Alert fires" },
	{ "14:23 Alert", AT(14, 23), "Alert" },
	{ "14:23: Alert", AT(14, 23), "Alert" },
	{ "14:23", AT(14, 23), "" },
	{ "  9:05 - nine", AT(9, 5), "nine" },
	{ "02:30 UTC — pager", AT(2, 30), "pager" },
	{ "02:30Z pager", AT(2, 30), "pager" },
	{ "02:30 (UTC) pager", AT(2, 30), "pager" },
	{ "[14:32] IC: status", AT(14, 32), "IC: status" },
	{ "[14:32 UTC] IC: status", AT(14, 32), "IC: status" },
	{ "2:30 AM — text", AT(2, 30), "text" },
	{ "2:30 p.m. text", AT(14, 30), "text" },
	{ "12:10 AM text", AT(0, 10), "text" },
	{ "12:10pm text", AT(12, 10), "text" },
	{ "07:30am - First", AT(7, 30), "First" },
	{ "3 PM text", AT(15, 0), "text" },
	{ "14:23:05 text", AT(14, 23) + 5, "text" },
	{ "14:23:05.250 text", AT(14, 23) + 5, "text" },
	{ "14h23 text", AT(14, 23), "text" },
	{ "24:00 text", AT(24, 0), "text" },
	{ "~13:30-13:45", AT(13, 30), "" },
	{ "8:20 - 8:24", AT(8, 20), "" },
	{ "02:30–02:37 UTC restart", AT(2, 30), "restart" },
	{ "02:30 to 02:37 CET restart", AT(1, 30), "restart" },
	{ "ca. 18:30 text", AT(18, 30), "text" },
	{ "about 18:30 text", AT(18, 30), "text" },
	{ "At 18:30, text", AT(18, 30), "text" },
	{ "2026-03-22 02:30 text", AT(26, 30), "text" },
	{ "2026-03-22T02:30Z text", AT(26, 30), "text" },
	{ "2026-03-22T02:30:00-05:00 text", AT(31, 30), "text" },
	{ "2026-03-22T02:30+01:00 text", AT(25, 30), "text" },
	{ "2026-03-22 ca. 02:30", AT(26, 30), "" },
	{ "2026/03/22 02:30", AT(26, 30), "" },
	{ "22. March, 02:30", AT(26, 30), "" },
	{ "22 Mar 02:30", AT(26, 30), "" },
	{ "Mar 22, 2026 02:30", AT(26, 30), "" },
	{ "March 22nd 2026, 02:30 - text", AT(26, 30), "text" },
	{ "Mar 22, 02:30", AT(26, 30), "" },
	{ "22.03.2026 02:30", AT(26, 30), "" },
	{ "22/03/2026 02:30", AT(26, 30), "" },
	{ "Sunday, 22 March 2026 02:30", AT(26, 30), "" },
	{ "2026-03-22", AT(24, 0), "" },
	{ "2026-03-22 — text", AT(24, 0), "text" },
	{ "Mar 22: text", AT(24, 0), "text" },
	{ "+5m text", AT(12, 5), "text" },
	{ "+1h30m — text", AT(13, 30), "text" },
	{ "T+5m text", AT(12, 5), "text" },
	{ "T+00:05 text", AT(12, 5), "text" },
	{ "T-5m text", AT(11, 55), "text" },
	{ "14:23 CEST text", AT(12, 23), "text" },
	{ "14:23 PST text", AT(22, 23), "text" },
	{ "14:23 UTC+2 text", AT(12, 23), "text" },
	{ "14:23 GMT-03:30 text", AT(17, 53), "text" },
	{ "14:23+02:00 text", AT(12, 23), "text" },
	{ "14:23 Europe/Berlin text", AT(13, 23), "text" },
	{ "14:23 ET text", AT(18, 23), "text" },
};

static void
test_readable(void)
{
	struct pool *pool = pool_new();
	const struct wall_zone utc = { .zone = zone_utc() };

	for (size_t i = 0; i < G_N_ELEMENTS(readable); i++) {
		const char *text = readable[i].text;
		struct wall_time wall;

		g_test_message("%s", text);
		g_assert_true(wall_time_read(pool, text, strlen(text), &wall));
		g_assert_null(wall.why);
		g_assert_cmpint(wall_time_at(&wall, utc, AT(12, 0)), ==, readable[i].at);
		g_assert_cmpstr(text + wall.rest, ==, readable[i].rest);
	}
	pool_free(pool);
}

static void
test_no_times(void)
{
	static const char *const texts[] = {
		"", "10 minutes later", "95% of requests", "10:1 compression", "1:1 with Dana", "12:34:56:78:9a:bc",
		"503 errors", "2026 was quiet", "2026-03", "May 5 nodes failed", "March on", "3 PMs joined", "5 apples",
		"14:305", "14:30min", "v2.3.1 deployed", "Alert at 14:23", "hh:mm text", "{{ hh:mm }}", "+5", "T", "+", "-5m", "[", "~",
		"10.12.6.136:8888", "14:", ":30", "14:2", "00:11:22:33", "T-cell", "Sat down", "2026-03-22x",
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct wall_time wall;

		g_test_message("%s", texts[i]);
		g_assert_false(wall_time_read(pool, texts[i], strlen(texts[i]), &wall));
	}
	pool_free(pool);
}

static void
test_impossible(void)
{
	static const char *const texts[] = {
		"13:55 PM text", "17:14pm", "0:30 am", "25:10 text", "24:01", "02:60 text", "02:30:61 x", "2X:XX (not sure)", "14:?? text",
		"2026-02-30 10:00", "2026-13-01 10:00", "31 April 2026 10:00", "03/04/2026 10:00", "2026-02-31 — text", "13 PM x",
	};
	struct pool *pool = pool_new();
	const struct wall_zone utc = { .zone = zone_utc() };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct wall_time wall;

		g_test_message("%s", texts[i]);
		g_assert_true(wall_time_read(pool, texts[i], strlen(texts[i]), &wall));
		g_assert_nonnull(wall.why);
		g_assert_cmpint(wall_time_at(&wall, utc, 0), ==, TIME_NONE);
	}
	pool_free(pool);
}

/* The bytes of the time and of its zone. */
static void
test_places(void)
{
	static const char text[] = "[~02:30-02:37 CEST] restart";
	struct pool *pool = pool_new();
	struct wall_time wall;

	g_assert_true(wall_time_read(pool, text, strlen(text), &wall));
	g_assert_cmpuint(wall.start, ==, 2);
	g_assert_cmpuint(wall.end, ==, 18);
	g_assert_true(wall.zoned);
	g_assert_cmpuint(wall.zone_start, ==, 14);
	g_assert_cmpuint(wall.zone_end, ==, 18);
	g_assert_false(wall.has_day);
	pool_free(pool);
}

/* Nothing behind length is read. */
static void
test_length(void)
{
	struct pool *pool = pool_new();
	struct wall_time wall;

	g_assert_false(wall_time_read(pool, "14:23", 4, &wall));
	g_assert_true(wall_time_read(pool, "14:23:05", 5, &wall));
	g_assert_cmpint(wall.second, ==, 0);
	g_assert_cmpuint(wall.rest, ==, 5);
	pool_free(pool);
}

/* A day without a year is in the year that brings it nearest. */
static void
test_year(void)
{
	const int64_t new_year = INT64_C(20454) * 86400; /* 2026-01-01 */
	struct pool *pool = pool_new();
	const struct wall_zone utc = { .zone = zone_utc() };
	struct wall_time wall;

	g_assert_true(wall_time_read(pool, "31 Dec 23:00", 12, &wall));
	g_assert_cmpint(wall_time_at(&wall, utc, new_year), ==, new_year - 3600);
	g_assert_true(wall_time_read(pool, "1 Jan 01:00", 11, &wall));
	g_assert_cmpint(wall_time_at(&wall, utc, new_year - 3600), ==, new_year + 3600);
	g_assert_true(wall_time_read(pool, "29 Feb 01:00", 12, &wall));
	g_assert_cmpint(wall_time_at(&wall, utc, new_year), ==, TIME_NONE);
	pool_free(pool);
}

static void
test_zone_find(void)
{
	static const struct {
		const char *text, *zone;
		int offset;
	} found[] = {
		{ "All times in PST", "PST", -8 * 3600 },
		{ "All times in CET (GMT+1)", "CET", 3600 },
		{ "All times in UTC+1 (Zurich time)", "UTC+1", 3600 },
		{ "All times in Central European Time (CET)", "CET", 3600 },
		{ "Timeline (UTC)", "UTC", 0 },
	};
	struct pool *pool = pool_new();
	struct wall_zone zone;
	size_t start, end;

	for (size_t i = 0; i < G_N_ELEMENTS(found); i++) {
		g_test_message("%s", found[i].text);
		g_assert_true(wall_zone_find(pool, found[i].text, strlen(found[i].text), &zone, &start, &end));
		g_assert_cmpint(zone.offset, ==, found[i].offset);
		g_assert_cmpuint(end - start, ==, strlen(found[i].zone));
		g_assert_cmpint(strncmp(found[i].text + start, found[i].zone, end - start), ==, 0);
	}
	g_assert_true(wall_zone_find(pool, "times: Europe/London.", 21, &zone, &start, &end));
	g_assert_cmpstr(zone_name(zone.zone), ==, "Europe/London");
	g_assert_false(wall_zone_find(pool, "All times in UC/Pacific", 23, &zone, &start, &end));
	g_assert_false(wall_zone_find(pool, "All times are what they are", 27, &zone, &start, &end));
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/walltime/readable", test_readable);
	g_test_add_func("/walltime/no-times", test_no_times);
	g_test_add_func("/walltime/impossible", test_impossible);
	g_test_add_func("/walltime/places", test_places);
	g_test_add_func("/walltime/length", test_length);
	g_test_add_func("/walltime/year", test_year);
	g_test_add_func("/walltime/zone-find", test_zone_find);
	return g_test_run();
}
