/*
 * fuzz-probelog: any bytes as the history of a service's probes, as a path into JSON, and as JSON that is asked by one.
 * Outages are in order and known; what is written is read as the same; what is compacted once stays as it is, and tells of the same
 * outages as the lines did, as far as days do.
 */
#include "model.h"
#include "require.h"

#include "model/probelog.h"
#include "net/probe.h"

#define NOW INT64_C(1774000000)

static const struct service *
any_service(void)
{
	return service_find(fuzz_site()->registers, "checkout");
}

static void
check_track(const struct probe_track *track)
{
	for (size_t i = 0; i < track->line_count; i++) {
		const struct probe_line *line = &track->lines[i];

		require(line->at <= NOW && line->outcome < OUTCOME_COUNT && line->why < WHY_COUNT);
		require(i == 0 || track->lines[i - 1].at < line->at);
	}
	for (size_t i = 0; i < track->day_count; i++) {
		require(i == 0 || track->days[i - 1].start < track->days[i].start);
		for (size_t k = 0; k < track->days[i].outage_count; k++)
			require(track->days[i].outages[k].start < track->days[i].outages[k].end && track->days[i].outages[k].end <= track->days[i].start + 86400);
	}
	require(*track->probe && probe_location_is_valid(track->location));
}

static void
check_log(struct pool *pool, const char *bytes, size_t size)
{
	const struct service_log *log = service_log_of_text(pool, any_service(), bytes, size, NOW);
	const int64_t bounds[] = { NOW - 7200, NOW - 3600, NOW };
	struct response_times times[2];
	size_t count;
	const struct service_outage *outages = service_outages(pool, log, NOW, &count);

	for (size_t i = 0; i < count; i++)
		require(outages[i].start < outages[i].end && outages[i].end <= NOW && (i == 0 || outages[i - 1].end <= outages[i].start));
	for (size_t i = 0; i < log->track_count; i++) {
		check_track(&log->tracks[i]);
		probe_down_since(pool, log, log->tracks[i].probe, NOW);
		service_response_times(log, log->tracks[i].probe, bounds, 2, times);
		require(times[1].median <= times[1].p90);
	}
}

static void
check_line(const char *bytes, size_t size)
{
	g_autofree struct probe_record *one = g_new(struct probe_record, 1), *other = g_new(struct probe_record, 1);
	g_autoptr(GString) text = g_string_new(NULL), again = g_string_new(NULL);

	if (!probe_record_read(bytes, size, one))
		return;
	if (one->is_day)
		probe_day_write(text, one->probe, one->location, &one->day);
	else
		probe_line_write(text, one->probe, one->location, &one->line);
	require(probe_record_read(text->str, text->len - 1, other));
	if (other->is_day)
		probe_day_write(again, other->probe, other->location, &other->day);
	else
		probe_line_write(again, other->probe, other->location, &other->line);
	require(strcmp(text->str, again->str) == 0 && !memchr(text->str, '\n', text->len - 1));
}

static void
check_compaction(const char *bytes, size_t size)
{
	g_autoptr(GString) once = g_string_new(NULL), twice = g_string_new(NULL);

	probelog_compact(bytes, size, once);
	probelog_compact(once->str, once->len, twice);
	require(once->len == twice->len && memcmp(once->str, twice->str, once->len) == 0);
}

static void
check_path(const char *bytes, size_t size)
{
	g_autofree char *path = g_strndup(bytes, MIN(size, 64));

	if (probe_path_is_valid(path))
		probe_json_holds(bytes + strlen(path), size - strlen(path), path, size % 2 ? "ok" : NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	g_autofree char *exact = g_malloc(size ? size : 1); /* without a NUL behind it */

	if (size)
		memcpy(exact, bytes, size);
	check_log(pool, exact, size);
	check_line(exact, size);
	check_compaction(exact, size);
	check_path(exact, size);
	pool_free(pool);
	return 0;
}
