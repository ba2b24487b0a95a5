/* Compaction: the lines of a month → one for each day, probe and location. */
#include "model/probelog_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"

#define DAY INT64_C(86400)

/* ---- which ---- */

/* The instant that ends a month "2026-08" of UTC, or TIME_NONE. */
static int64_t
month_end(const char *month)
{
	const int year = atoi(month), number = strlen(month) == 7 ? atoi(month + 5) : 0;

	if (number < 1 || number > 12)
		return TIME_NONE;
	return time_from_civil(zone_utc(), &(struct civil){ .year = year, .month = number + 1, .day = 1 });
}

bool
probelog_is_old(const char *month, int64_t now)
{
	const int64_t end = month_end(month);

	return end != TIME_NONE && end <= now - PROBELOG_RAW_DAYS * DAY;
}

/* How many lines there are, and how many of a day. */
static void
count_days(const char *text, size_t size, size_t *lines, size_t *days)
{
	static const char day[] = "{\"day\"";

	*lines = *days = 0;
	for (const char *line = text, *end = text + size, *behind; line < end; line = behind + 1) {
		behind = memchr(line, '\n', (size_t)(end - line));
		behind = behind ? behind : end;
		++*lines;
		*days += (size_t)(behind - line) >= strlen(day) && memcmp(line, day, strlen(day)) == 0;
	}
}

bool
probelog_is_compacted(const char *text, size_t size)
{
	size_t lines, days;

	count_days(text, size, &lines, &days);
	return lines == days;
}

bool
probelog_has_days(const char *text, size_t size)
{
	size_t lines, days;

	count_days(text, size, &lines, &days);
	return days > 0;
}

/* ---- one day ---- */

static int
compare_numbers(const void *one, const void *other)
{
	const int32_t a = *(const int32_t *)one, b = *(const int32_t *)other;

	return a < b ? -1 : a > b;
}

static void
count_lines(struct probe_day *day, const struct probe_line *lines, size_t count)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int32_t));

	day->probes = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		day->degraded += lines[i].outcome == OUTCOME_DEGRADED;
		day->down += lines[i].outcome == OUTCOME_DOWN;
		if (lines[i].ms >= 0 && lines[i].outcome != OUTCOME_DOWN)
			g_array_append_val(numbers, lines[i].ms);
	}
	g_array_sort(numbers, compare_numbers);
	day->median_ms = quantile_of((const int32_t *)(void *)numbers->data, numbers->len, 5);
	day->p90_ms = quantile_of((const int32_t *)(void *)numbers->data, numbers->len, 9);
}

/* The parts of a track's outages that are in a day. */
static void
clip_outages(const GArray *all, int64_t start, GArray *clipped)
{
	for (guint i = 0; i < all->len; i++) {
		const struct probe_outage *outage = &g_array_index(all, struct probe_outage, i);
		const struct probe_outage part = { MAX(outage->start, start), MIN(outage->end, start + DAY) };

		if (part.start < part.end)
			g_array_append_val(clipped, part);
	}
}

/* What goes on at midnight is part of the next day, also where that has no line: of a day with none, nothing is known. */
static void
write_day(GString *out, const struct open_track *track, const GArray *outages, guint first, guint end)
{
	g_autoptr(GArray) clipped = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));
	const struct probe_line *lines = (const struct probe_line *)(void *)track->lines->data;
	struct probe_day day = { .start = utc_day(lines[first].at) };

	count_lines(&day, lines + first, end - first);
	clip_outages(outages, day.start, clipped);
	day.outages = (const struct probe_outage *)(void *)clipped->data;
	day.outage_count = clipped->len;
	probe_day_write(out, track->probe, track->location, &day);
}

static void
write_track(GString *out, const struct open_track *track)
{
	g_autoptr(GArray) outages = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));
	const struct probe_line *lines = (const struct probe_line *)(void *)track->lines->data;

	for (guint i = 0; i < track->days->len; i++)
		probe_day_write(out, track->probe, track->location, &g_array_index(track->days, struct probe_day, i));
	track_outages(lines, track->lines->len, INT64_MAX, outages);
	for (guint first = 0, end; first < track->lines->len; first = end) {
		end = first;
		while (end < track->lines->len && utc_day(lines[end].at) == utc_day(lines[first].at))
			end++;
		write_day(out, track, outages, first, end);
	}
}

/* ---- a month ---- */

struct damaged {
	const char *text;
	GString *lines;
};

static void
keep_damaged(void *data, size_t start, size_t end)
{
	struct damaged *damaged = data;

	g_string_append_len(damaged->lines, damaged->text + start, (gssize)(end - start));
	g_string_append_c(damaged->lines, '\n');
}

static int
compare_texts(const void *one, const void *other)
{
	return strcmp(*(const char *const *)one, *(const char *const *)other);
}

/* By day, probe and location: the same whoever does it. */
static void
append_sorted(GString *out, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	const size_t count = g_strv_length(lines);

	qsort(lines, count, sizeof(*lines), compare_texts);
	for (size_t i = 0; i < count; i++)
		if (*lines[i])
			g_string_append_printf(out, "%s\n", lines[i]);
}

void
probelog_compact(const char *text, size_t size, GString *out)
{
	struct open_log log = open_log_new();
	g_autoptr(GString) days = g_string_new(NULL), kept = g_string_new(NULL);
	struct damaged damaged = { text, kept };
	GHashTableIter each;
	void *track;

	open_log_take(&log, text, size, INT64_MAX, false, keep_damaged, &damaged);
	g_hash_table_iter_init(&each, log.tracks);
	while (g_hash_table_iter_next(&each, NULL, &track)) {
		open_track_settle(track);
		write_track(days, track);
	}
	append_sorted(out, days->str);
	g_string_append_len(out, kept->str, (gssize)kept->len);
	open_log_free(&log);
}
