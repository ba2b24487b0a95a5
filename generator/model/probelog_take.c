/* Lines of a history → tracks: by probe and location, in the order of time, each told once. */
#include "model/probelog_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

#define DAY INT64_C(86400)

/* Of more probes and locations than this lines count as damaged: somebody writes nonsense. */
#define TRACKS_MAX 2000

static void
release_track(void *data)
{
	struct open_track *track = data;

	g_free(track->probe);
	g_free(track->location);
	g_array_free(track->lines, TRUE);
	g_array_free(track->days, TRUE);
	g_array_free(track->outages, TRUE);
	g_array_free(track->firsts, TRUE);
	g_free(track);
}

struct open_log
open_log_new(void)
{
	return (struct open_log){ g_hash_table_new_full(g_str_hash, g_str_equal, g_free, release_track) };
}

void
open_log_free(struct open_log *log)
{
	g_hash_table_unref(log->tracks);
}

int64_t
utc_day(int64_t at)
{
	return at - (at % DAY + DAY) % DAY;
}

static struct open_track *
track_new(const struct probe_record *record)
{
	struct open_track *track = g_new0(struct open_track, 1);

	track->probe = g_strdup(record->probe);
	track->location = g_strdup(record->location);
	track->lines = g_array_new(FALSE, FALSE, sizeof(struct probe_line));
	track->days = g_array_new(FALSE, FALSE, sizeof(struct probe_day));
	track->outages = g_array_new(FALSE, FALSE, sizeof(struct probe_outage));
	track->firsts = g_array_new(FALSE, FALSE, sizeof(size_t));
	return track;
}

/* The track of a record; NULL: there are too many.  last: the one of the line before, which is often the same. */
static struct open_track *
track_of(struct open_log *log, const struct probe_record *record, struct open_track *last)
{
	char key[sizeof record->probe + sizeof record->location + 1];
	struct open_track *track;

	if (last && strcmp(last->probe, record->probe) == 0 && strcmp(last->location, record->location) == 0)
		return last;
	g_snprintf(key, sizeof key, "%s\n%s", record->probe, record->location);
	track = g_hash_table_lookup(log->tracks, key);
	if (track || g_hash_table_size(log->tracks) >= TRACKS_MAX)
		return track;
	track = track_new(record);
	g_hash_table_insert(log->tracks, g_strdup(key), track);
	return track;
}

static void
keep_day(struct open_track *track, const struct probe_record *record)
{
	const size_t first = track->outages->len;

	g_array_append_vals(track->outages, record->outages, (guint)record->day.outage_count);
	g_array_append_val(track->firsts, first);
	g_array_append_val(track->days, record->day);
}

static void
keep_record(struct open_track *track, const struct probe_record *record, int64_t now, bool days_only)
{
	if (record->is_day && record->day.start + DAY <= now)
		keep_day(track, record);
	else if (!record->is_day && !days_only && record->line.at <= now)
		g_array_append_val(track->lines, record->line);
}

static bool
is_blank(const char *text, const char *end)
{
	while (text < end && (*text == ' ' || *text == '\t' || *text == '\r'))
		text++;
	return text == end;
}

void
open_log_take(struct open_log *log, const char *text, size_t size, int64_t now, bool days_only, damaged_line *damaged, void *data)
{
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);
	struct open_track *track = NULL;

	for (const char *line = text, *end = text + size, *behind; line < end; line = behind + 1) {
		behind = memchr(line, '\n', (size_t)(end - line));
		behind = behind ? behind : end;
		if (is_blank(line, behind))
			continue;
		track = probe_record_read(line, (size_t)(behind - line), record) ? track_of(log, record, track) : NULL;
		if (track)
			keep_record(track, record, now, days_only);
		else
			damaged(data, (size_t)(line - text), (size_t)(behind - text));
	}
}

/* ---- order ---- */

static int
compare_lines(const void *one, const void *other)
{
	const struct probe_line *a = one, *b = other;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (int)b->outcome - (int)a->outcome; /* of two that disagree the worse is told first, and kept */
}

static void
sort_lines(GArray *lines)
{
	struct probe_line *items = (struct probe_line *)(void *)lines->data;
	bool sorted = true;
	guint kept = 0;

	for (guint i = 1; i < lines->len && sorted; i++)
		sorted = compare_lines(&items[i - 1], &items[i]) <= 0;
	if (!sorted)
		g_array_sort(lines, compare_lines);
	for (guint i = 0; i < lines->len; i++)
		if (kept == 0 || items[i].at != items[kept - 1].at)
			items[kept++] = items[i];
	g_array_set_size(lines, kept);
}

/* The first line at or after an instant. */
static guint
line_from(const GArray *lines, int64_t at)
{
	guint low = 0, high = lines->len;

	while (low < high) {
		const guint middle = low + (high - low) / 2;

		if (g_array_index(lines, struct probe_line, middle).at < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The earliest first; of the same day, what tells of more probes. */
static int
compare_days(const void *one, const void *other)
{
	const struct probe_day *a = one, *b = other;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a->probes > b->probes ? -1 : a->probes < b->probes;
}

static void
settle_day(struct open_track *track, struct probe_day *days, guint *kept, const struct probe_day *day)
{
	const guint from = line_from(track->lines, day->start), until = line_from(track->lines, day->start + DAY);

	if (*kept && days[*kept - 1].start == day->start)
		return;
	if (until - from >= day->probes)
		return;
	g_array_remove_range(track->lines, from, until - from);
	days[(*kept)++] = *day;
}

void
open_track_settle(struct open_track *track)
{
	struct probe_day *days = (struct probe_day *)(void *)track->days->data;
	guint kept = 0;

	sort_lines(track->lines);
	for (guint i = 0; i < track->days->len; i++)
		days[i].outages = days[i].outage_count ? &g_array_index(track->outages, struct probe_outage, g_array_index(track->firsts, size_t, i)) : NULL;
	g_array_sort(track->days, compare_days);
	for (guint i = 0; i < track->days->len; i++) {
		const struct probe_day day = days[i];

		settle_day(track, days, &kept, &day);
	}
	g_array_set_size(track->days, kept);
}
