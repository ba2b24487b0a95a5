/*
 * gaps: the hours in which nobody is on call, by a schedule's pattern, and in words.
 *
 * Looked for in wall-clock time from a Monday on (schedule_pattern.h says which, and why daylight
 * saving doesn't matter to it); told as days and hours of the schedule's zone and of UTC, by
 * both of its offsets where it has two.
 */
#pragma once

#include "model/schedule.h"

struct pool;

struct gaps {
	struct shifts list; /* in wall-clock time, each whole, that begin within the period */
	int64_t start, period;
	int64_t seconds;    /* in a period */
};

/* From a Monday, for a period of whole weeks. */
struct gaps gaps_find(struct pool *pool, const struct schedule *schedule, int64_t start, int64_t period);

/* "20 hours a week", "all hours of the week". */
const char *gaps_hours(struct pool *pool, const struct gaps *gaps);

/* "mon-thu 19:00-24:00 Europe/London (UTC: mon-thu 19:00-24:00, in summer mon-thu 18:00-23:00)". */
const char *gaps_words(struct pool *pool, const struct schedule *schedule, const struct gaps *gaps);
