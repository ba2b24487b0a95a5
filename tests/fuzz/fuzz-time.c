/*
 * fuzz-time: times and durations, strict and as in prose.  What was read is written and read again,
 * and must be the same.
 */
#include "base/pool.h"
#include "base/time.h"
#include "base/walltime.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define EARLIEST 0
#define LATEST INT64_C(7289654400) /* 2201, and a day for zones */

static void
check_instant(struct pool *pool, const struct zone *zone, int64_t at)
{
	const char *text = time_format_iso(pool, at);
	struct civil civil = time_to_civil(zone, at);
	struct stamp again;

	require(at >= EARLIEST - 86400 && at <= LATEST);
	if (civil.year >= 1970 && civil.year <= 2200)
		require(date_exists(civil.year, civil.month, civil.day));
	require(time_from_civil(zone, &civil) <= at && time_from_civil_last(zone, &civil) >= at);
	require(time_day_start(zone, at) <= at);
	time_add_days(zone, at, 1);
	time_format(pool, zone, at);
	time_format_rfc822(pool, at);
	time_format_ical(pool, at);
	if (at >= EARLIEST && stamp_read(text, strlen(text), zone, &again, NULL))
		require(again.at == at && again.zoned && !again.day_only);
}

static void
check_stamp(struct pool *pool, const struct zone *zone, const char *text, size_t length)
{
	const char *problem = NULL;
	struct stamp stamp;

	if (stamp_read(text, length, zone, &stamp, &problem))
		check_instant(pool, zone, stamp.at);
	else
		require(problem && *problem);
}

static void
check_durations(struct pool *pool, const char *text, size_t length)
{
	const char *problem = NULL;
	int64_t seconds, again;
	size_t used;

	if (duration_read(text, length, &seconds, &problem)) {
		const char *exact = duration_format_exact(pool, seconds);

		require(seconds >= 0 && seconds <= DURATION_MAX);
		require(duration_read(exact, strlen(exact), &again, NULL) && again == seconds);
	} else {
		require(problem && *problem);
	}
	duration_read_milliseconds(text, length, &seconds, &problem);
	if (duration_read_prose(text, length, &seconds, &used))
		require(used <= length && used > 0 && seconds >= 0 && seconds <= DURATION_MAX);
}

static void
check_wall(struct pool *pool, const struct zone *zone, const char *text, size_t length)
{
	struct wall_zone home = { .zone = zone };
	struct wall_zone found = { 0 };
	struct wall_time wall;
	size_t start, end;

	if (wall_time_read(pool, text, length, &wall)) {
		require(wall.start <= wall.end && wall.end <= wall.rest && wall.rest <= length);
		require(!wall.zoned || (wall.start <= wall.zone_start && wall.zone_start <= wall.zone_end && wall.zone_end <= wall.end));
		wall_time_at(&wall, home, 1774000000);
	}
	if (wall_zone_find(pool, text, length, &found, &start, &end))
		require(start < end && end <= length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = { "UTC", "Europe/London", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia" };
	struct pool *pool = pool_new();
	const struct zone *zone = zone_find(pool, names[size ? bytes[0] % 5 : 0]);
	/* Just as long as it is, so that a byte too many is seen. */
	size_t length = size ? size - 1 : 0;
	char *text = pool_alloc(pool, length + 1);
	struct abbreviation abbreviation;

	if (length)
		memcpy(text, bytes + 1, length);
	check_stamp(pool, zone, text, length);
	check_durations(pool, text, length);
	check_wall(pool, zone, text, length);
	abbreviation_find(text, length, &abbreviation);
	zone_find(pool, text);
	pool_free(pool);
	return 0;
}
