/*
 * walltime: times as people write them in prose, at the beginning of a text.
 *
 * "14:23", "02:30 UTC", "2026-03-21 02:30", "[14:32]", "2:30 AM", "14:23:05", "+5m", "T+0:05",
 * "~13:30", "13:30-13:45" (the first counts), "19. April, 11:00", "Jan 5, 2018 14:00",
 * "2026-03-21T02:30+01:00", and a day alone.  What may be missing (the day, the year, the zone)
 * is told, and wall_time_at takes it from a reference.  Numbers and durations ("10 minutes
 * later", "95%", "10:1") are no times.  What looks like a time and can't be one ("25:10",
 * "13:55 PM", "2X:XX") is read, with why.
 *
 * Strict reading, of all of a text, is time.h's stamp_read.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"

struct pool;

/* A zone as people write it: a zone with rules, or a fixed distance from UTC ("CEST", "UTC+2"). */
struct wall_zone {
	const struct zone *zone; /* NULL: offset holds */
	int offset;              /* seconds east of UTC */
};

struct wall_time {
	bool has_day, has_year, has_clock, relative;
	int year, month, day, hour, minute, second;
	int64_t distance;        /* relative: seconds */
	bool zoned;              /* zone is its own */
	struct wall_zone zone;
	size_t start, end;       /* bytes of the time, zone and range included */
	size_t zone_start, zone_end;
	size_t rest;             /* where the words after it begin, past separators */
	const char *why;         /* it looks like a time and can't be one; may follow a colon */
	bool bad_day;            /* why is about the day */
};

/* Reads a time at the beginning of text; false where there is none.  pool: for zones. */
bool wall_time_read(struct pool *pool, const char *text, size_t length, struct wall_time *wall);

/* The instant of a time: what it leaves open is the reference's (the day) or zone; a relative
 * time counts from the reference, which must be an instant.  TIME_NONE where it can't be one. */
int64_t wall_time_at(const struct wall_time *wall, struct wall_zone zone, int64_t reference);

/* The first zone among the words of a text. */
bool wall_zone_find(struct pool *pool, const char *text, size_t length, struct wall_zone *zone, size_t *start, size_t *end);

/* time.h's time_from_civil and time_add_days in such a zone. */
int64_t wall_zone_instant(struct wall_zone zone, const struct civil *civil);
int64_t wall_zone_add_days(struct wall_zone zone, int64_t at, int days);
