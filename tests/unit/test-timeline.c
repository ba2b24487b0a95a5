/* timeline: what is read as an entry, and at which instant. */
#include "model.h"
#include "model/timeline.h"

static struct timeline
timeline_of(struct bench *bench, const char *body, int64_t base)
{
	const char *text = pool_printf(bench->pool, "# A\n\n%s\n", body);

	return timeline_read(bench->pool, &bench->config, bench_document(bench, "content/postmortems/a.md", text), base, TIME_NONE);
}

/* "03-21 14:23 Alert | 03-21 14:31 On call": instants in UTC; "!why" and "<" for problems. */
static const char *
timeline_in_words(const struct bench *bench, const struct timeline *timeline)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_entry *entry = &timeline->entries[i];
		const char *at = entry->at == TIME_NONE ? "!" : time_format_iso(bench->pool, entry->at);

		g_string_append(words, i ? " | " : "");
		if (entry->at == TIME_NONE)
			g_string_append(words, "!");
		else
			g_string_append_len(words, at + strlen("2026-"), entry->day_only ? 5 : 11);
		g_string_append_printf(words, "%s %s", entry->problem == TIMELINE_BACKWARDS ? "<" : "", entry->text);
	}
	return g_strdelimit(pool_strdup(bench->pool, words->str), "T", ' ');
}

static void
assert_timeline(const char *body, const char *base, const char *expected)
{
	struct bench bench = bench_new();
	struct timeline timeline = timeline_of(&bench, body, base ? bench_at(base) : TIME_NONE);

	g_test_message("%s", body);
	g_assert_cmpstr(timeline_in_words(&bench, &timeline), ==, expected);
	bench_free(&bench);
}

static void
test_forms(void)
{
	static const char expected[] = "03-21 14:23 one | 03-21 14:31 two";

	assert_timeline("## Timeline\n\n- 14:23 — one\n- 14:31 — two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n1. **14:23** one\n2. **14:31**: two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n14:23 UTC — one\n14:31 UTC — two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n[14:23] one\n[14:31] two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n2:23 PM — one\n\n2:31 PM — two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n### 14:23 - one\n\nmore\n\n### 14:31\n\ntwo\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n**14:23 one**\n\nmore\n\n**14:31 two**\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n| Time | Event |\n|---|---|\n| 14:23 | one |\n| 14:31 | two |\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n| Event | When |\n|---|---|\n| one | 14:23 |\n| two | 14:31 |\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n| Date | Time | Event |\n|---|---|---|\n| 2026-03-21 | 14:23 | one |\n| | 14:31 | two |\n", NULL, expected);
	assert_timeline("## Timeline\n\n- 2026-03-21 14:23 one\n- 14:31 two\n", NULL, expected);
	assert_timeline("## Timeline\n\n- one at an unknown time\n- 14:23 one\n  wrapped\n- because\n- 14:31 two\n", "2026-03-21",
	    "03-21 14:23 one wrapped | 03-21 14:31 two");
	assert_timeline("## Timeline\n\n```\n14:23 one\n14:31 two\n```\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n- 14:23 one\n- 14:31 two\n\n```\n14:40 a log\n```\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n- 14:23 one\n\n  14:25 a paragraph of the item\n- 14:31 two\n", "2026-03-21", expected);
	assert_timeline("## Timeline\n\n- +0m one\n- +8m two\n", "2026-03-21T14:23Z", expected);
	assert_timeline("## Timeline\n\n- 14:23 one\n- +8m two\n", "2026-03-21", expected);
}

static void
test_nothing(void)
{
	assert_timeline("## Impact\n\n- 14:23 one\n", "2026-03-21", "");
	assert_timeline("## Timeline\n\n10 minutes later all was well, at 14:23.\n\n- 95% of it\n- 5 minutes\n", "2026-03-21", "");
	assert_timeline("## Timeline\n\n> 14:23 quoted\n", "2026-03-21", "");
	assert_timeline("## Timeline\n\n### {{ hh:mm }}\n\nwhat\n", "2026-03-21", "");
	/* a time at the beginning of a wrapped line */
	assert_timeline("## Timeline\n\nIt began around\n07:15 and ended\n", "2026-03-21", "");
	assert_timeline("## Timeline\n\n07:10 — it began around\n07:15 and ended\n", "2026-03-21", "03-21 07:10 it began around 07:15 and ended");
	/* text of a heading that has a time */
	assert_timeline("## Timeline\n\n### 14:23\n\n14:20 is when it began.\n", "2026-03-21", "03-21 14:23 14:20 is when it began.");
}

static void
test_days(void)
{
	assert_timeline("## Timeline\n\n- 23:50 a\n- 00:10 b\n- 00:40 c\n", "2026-03-21", "03-21 23:50 a | 03-22 00:10 b | 03-22 00:40 c");
	assert_timeline("## Timeline\n\n- 14:23 a\n- 14:20 b\n- 14:25 c\n", "2026-03-21", "03-21 14:23 a | 03-21 14:20< b | 03-21 14:25 c");
	assert_timeline("## Timeline\n\n- 2026-03-22 10:00 a\n- 2026-03-21 10:00 b\n", NULL, "03-22 10:00 a | 03-21 10:00< b");
	assert_timeline("## Timeline\n\n- 00:05 a\n", "2026-03-21T23:55Z", "03-22 00:05 a");
	assert_timeline("## Timeline\n\n- 23:50 a\n", "2026-03-21T23:55Z", "03-21 23:50 a");
	assert_timeline("## Timeline\n\n### 2026-03-21\n\na\n\n### 2026-03-22\n\n- 10:00 b\n\n### 11:00\n\nc\n", NULL,
	    "03-21 a | 03-22 10:00 b | 03-22 11:00 c");
	assert_timeline("## Timeline\n\n### 2026-03-21 12:35\n\na\n\n### 22. March, 11:00\n\nb\n\n### 11:07\n\nc\n", NULL,
	    "03-21 12:35 a | 03-22 11:00 b | 03-22 11:07 c");
	/* a later entry tells the day */
	assert_timeline("## Timeline\n\n- 10:00 a\n- 2026-03-21 11:00 b\n", NULL, "03-21 10:00 a | 03-21 11:00 b");
	/* a heading of the section's own level goes on */
	assert_timeline("## Timeline\n\n### 2026-03-21 12:00\n\na\n\n## Mar 22, 13:00\n\nb\n\n### 14:00\n\nc\n\n## Impact\n\n- 15:00 d\n", NULL,
	    "03-21 12:00 a | 03-22 13:00 b | 03-22 14:00 c");
}

static void
assert_timeline_until(const char *body, const char *base, const char *end, const char *expected)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, "content/postmortems/a.md", body);
	struct timeline timeline = timeline_read(bench.pool, &bench.config, document, bench_at(base), bench_at(end));

	g_test_message("%s", body);
	g_assert_cmpstr(timeline_in_words(&bench, &timeline), ==, expected);
	bench_free(&bench);
}

/* The end tells of midnights that the times alone do not. */
static void
test_midnights(void)
{
	static const char body[] = "## Timeline\n\n- 20:00 a\n- 14:00 b\n- 15:00 c\n- 14:50 d\n";

	assert_timeline_until(body, "2026-03-21", "2026-03-22T15:00:30Z", "03-21 20:00 a | 03-22 14:00 b | 03-22 15:00 c | 03-22 14:50< d");
	assert_timeline_until(body, "2026-03-21", "2026-03-21T20:00Z", "03-21 20:00 a | 03-21 14:00< b | 03-21 15:00 c | 03-21 14:50< d");
	assert_timeline_until(body, "2026-03-21", "2026-03-22T15:01Z", "03-21 20:00 a | 03-21 14:00< b | 03-21 15:00 c | 03-21 14:50< d");
	/* two of them */
	assert_timeline_until("## Timeline\n\n- 20:00 a\n- 14:00 b\n- 09:00 c\n", "2026-03-21", "2026-03-23T09:00Z",
	    "03-21 20:00 a | 03-22 14:00 b | 03-23 09:00 c");
	/* it began after the only entry's time of day */
	assert_timeline_until("## Timeline\n\n- 15:00 a\n", "2026-03-21T20:30Z", "2026-03-22T15:00Z", "03-22 15:00 a");
	/* the end is reached: what goes back is a mistake */
	assert_timeline_until("## Timeline\n\n- 02:30 a\n- 02:40 b\n- 02:35 c\n- 03:00 d\n", "2026-03-21", "2026-03-21T03:00Z",
	    "03-21 02:30 a | 03-21 02:40 b | 03-21 02:35< c | 03-21 03:00 d");
	/* and what has a day keeps it */
	assert_timeline_until("## Timeline\n\n- 20:00 a\n- 2026-03-21 14:00 b\n- 15:00 c\n", "2026-03-21", "2026-03-22T15:00Z",
	    "03-21 20:00 a | 03-21 14:00< b | 03-21 15:00 c");
}

static void
test_no_day(void)
{
	struct bench bench = bench_new();
	struct timeline timeline = timeline_of(&bench, "## Timeline\n\n- 14:23 a\n- 14:31 b\n", TIME_NONE);

	g_assert_false(timeline.has_day);
	g_assert_cmpuint(timeline.count, ==, 2);
	g_assert_cmpint(timeline.entries[0].at, ==, 14 * 3600 + 23 * 60);
	g_assert_cmpint(timeline.entries[1].at - timeline.entries[0].at, ==, 8 * 60);
	bench_free(&bench);
}

/* Entries at 02:30 and 03:00 on 2026-01-21, below a front matter and in a site with a timezone or none. */
static void
assert_front(const char *front, const char *zone, const char *expected)
{
	struct bench bench = bench_new();
	const char *text = pool_printf(bench.pool, "---\ntitle: A\n%s\n---\n\n## Timeline\n\n- 02:30 a\n- 03:00 b\n", front);
	struct timeline timeline;

	if (zone) {
		bench.config.timezone.s = zone;
		bench.config.zone = zone_find(bench.pool, zone);
	}
	timeline = timeline_read(bench.pool, &bench.config, bench_document(&bench, "content/postmortems/2026-01-21-a.md", text), TIME_NONE, TIME_NONE);
	g_assert_cmpstr(timeline_in_words(&bench, &timeline), ==, expected);
	bench_free(&bench);
}

static void
test_zones(void)
{
	assert_timeline("## Timeline (CET)\n\n- 14:23 a\n- 14:00 UTC b\n- 15:30 c\n", "2026-03-21", "03-21 13:23 a | 03-21 14:00 b | 03-21 14:30 c");
	assert_timeline("## Timeline\n\nAll times in PST\n\n- 14:23 a\n", "2026-03-21", "03-21 22:23 a");
	assert_timeline("## Timeline\n\nAll times in CEST (UTC+2)\n\n- 01:00 a\n", "2026-07-21", "07-20 23:00 a");
	assert_timeline("## Timeline\n\nTimezone: America/New_York\n\n- 20:00 a\n", "2026-07-21", "07-22 00:00 a");
	assert_timeline("## Timeline\n\n| Time (CET) | Event |\n|---|---|\n| 14:23 | a |\n", "2026-03-21", "03-21 13:23 a");
	/* without a section's zone, an entry's holds for those below */
	assert_timeline("## Timeline\n\n- 14:23 CET a\n- 14:30 b\n", "2026-03-21", "03-21 13:23 a | 03-21 13:30 b");
	/* and where neither has one, the front matter's does */
	assert_front("started: 2026-01-21T02:30+01:00", NULL, "01-21 01:30 a | 01-21 02:00 b");
	assert_front("resolved: \"2026-01-21 03:00 CET\"", NULL, "01-21 01:30 a | 01-21 02:00 b");
	assert_front("started: 2026-01-21\nresolved: 2026-01-21T03:00Z", NULL, "01-21 02:30 a | 01-21 03:00 b");
	assert_front("started: 2026-01-21T02:30+01:00", "America/New_York", "01-21 07:30 a | 01-21 08:00 b");
	/* the clock goes back on 2026-10-25 at 03:00 in Berlin */
	assert_timeline("## Timeline\n\nTimezone: Europe/Berlin\n\n- 02:50 a\n- 02:10 b\n- 02:05 c\n- 03:00 d\n", "2026-10-25",
	    "10-25 00:50 a | 10-25 01:10 b | 10-25 01:05< c | 10-25 02:00 d");
	/* the clock goes forward on 2026-03-29 at 02:00 in Berlin */
	assert_timeline("## Timeline\n\nTimezone: Europe/Berlin\n\n- 01:30 a\n- 03:30 b\n", "2026-03-29", "03-29 00:30 a | 03-29 01:30 b");
}

static void
test_zone_facts(void)
{
	struct bench bench = bench_new();
	struct timeline timeline = timeline_of(&bench, "## Timeline (CET)\n\n- 14:23 PST a\n- 14:30 b\n", bench_at("2026-03-21"));

	g_assert_true(timeline.has_zone);
	g_assert_cmpstr(timeline.zone.s, ==, "CET");
	g_assert_cmpstr(bench_words(&bench, timeline.zone.span), ==, "CET");
	g_assert_true(timeline.entries[0].zoned);
	g_assert_cmpstr(timeline.entries[0].zone.s, ==, "PST");
	g_assert_cmpstr(bench_words(&bench, timeline.entries[0].zone.span), ==, "PST");
	g_assert_false(timeline.entries[1].zoned);
	g_assert_cmpstr(timeline.entries[1].zone.s, ==, "CET");
	timeline = timeline_of(&bench, "## Timeline\n\n- 14:23 a\n", bench_at("2026-03-21"));
	g_assert_false(timeline.has_zone);
	g_assert_null(timeline.zone.s);
	g_assert_nonnull(timeline.section);
	timeline = timeline_of(&bench, "## Impact\n\na\n", TIME_NONE);
	g_assert_null(timeline.section);
	bench_free(&bench);
}

/* A time in the site's zone, and the day of a base in it. */
static void
test_site_zone(void)
{
	struct bench bench = bench_new();
	struct timeline timeline;

	bench.config.zone = zone_find(bench.pool, "America/Los_Angeles");
	timeline = timeline_of(&bench, "## Timeline\n\n- 14:23 a\n- 23:00 UTC b\n", bench_at("2026-01-10 08:00 UTC"));
	/* 08:00 UTC is midnight there: a day */
	g_assert_cmpint(timeline.entries[0].at, ==, bench_at("2026-01-10 22:23 UTC"));
	g_assert_cmpint(timeline.entries[1].at, ==, bench_at("2026-01-10 23:00 UTC"));
	bench_free(&bench);
}

static void
test_bad_times(void)
{
	assert_timeline("## Timeline\n\n- 13:55 PM a\n- 25:10 b\n- 02:60 c\n- 2X:XX d\n- 14:00 e\n", "2026-03-21",
	    "! a | ! b | ! c | ! d | 03-21 14:00 e");
	/* the day of a bad time is that of the next entry */
	assert_timeline("## Timeline\n\n- 2026-03-21 10:00 a\n- 2026-03-22 17:14pm b\n- 09:00 c\n", NULL, "03-21 10:00 a | ! b | 03-22 09:00 c");
	assert_timeline("## Timeline\n\n- 2026-03-22 17:14pm a\n- 09:00 b\n", NULL, "! a | 03-22 09:00 b");
	assert_timeline("## Timeline\n\n- 2026-03-21 10:00 a\n- 03/04/2026 11:00 b\n- 12:00 c\n", NULL, "03-21 10:00 a | ! b | 03-21 12:00 c");
	assert_timeline("## Timeline\n\n| Time | What |\n|---|---|\n| 14.7 | a |\n| | b |\n", "2026-03-21", "! a");
}

static void
test_places(void)
{
	struct bench bench = bench_new();
	struct timeline timeline = timeline_of(&bench,
	    "## Timeline\n\n- **13:55 PM** bad\n- [14:00] good\n  more\n\n14:10 one\n14:20 two\n", bench_at("2026-03-21"));

	g_assert_cmpuint(timeline.count, ==, 4);
	g_assert_cmpint(timeline.entries[0].problem, ==, TIMELINE_BAD_TIME);
	g_assert_nonnull(timeline.entries[0].why);
	g_assert_cmpstr(bench_words(&bench, timeline.entries[0].time_span), ==, "13:55 PM");
	g_assert_cmpstr(bench_words(&bench, timeline.entries[1].time_span), ==, "14:00");
	g_assert_cmpstr(bench_words(&bench, timeline.entries[1].span), ==, "[14:00] good");
	g_assert_cmpstr(bench_words(&bench, timeline.entries[3].span), ==, "14:20 two");
	g_assert_cmpstr(bench_words(&bench, timeline.entries[3].time_span), ==, "14:20");
	bench_free(&bench);
}

/* The file's name is the last to tell the day. */
static void
test_file_name(void)
{
	struct bench bench = bench_new();
	const struct document *document = bench_document(&bench, "content/postmortems/2026-03-21-a.md", "# A\n\n## Timeline\n\n- 14:23 a\n");
	struct timeline timeline = timeline_read(bench.pool, &bench.config, document, TIME_NONE, TIME_NONE);

	g_assert_true(timeline.has_day);
	g_assert_cmpint(timeline.entries[0].at, ==, bench_at("2026-03-21 14:23 UTC"));
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/timeline/forms", test_forms);
	g_test_add_func("/timeline/nothing", test_nothing);
	g_test_add_func("/timeline/days", test_days);
	g_test_add_func("/timeline/midnights", test_midnights);
	g_test_add_func("/timeline/no-day", test_no_day);
	g_test_add_func("/timeline/zones", test_zones);
	g_test_add_func("/timeline/zone-facts", test_zone_facts);
	g_test_add_func("/timeline/site-zone", test_site_zone);
	g_test_add_func("/timeline/bad-times", test_bad_times);
	g_test_add_func("/timeline/places", test_places);
	g_test_add_func("/timeline/file-name", test_file_name);
	return g_test_run();
}
