/*
 * schedule_pattern: what a schedule is like in the long run, whatever day it is today.
 *
 * Its one rule: nothing here depends on "now".  The pattern of a schedule is the schedule without
 * overrides, once all its layers have begun and everybody who leaves, at whatever date, has left.
 * It begins on the first Monday after the last layer's start and repeats after its period: the
 * least common multiple of a week and the laps of its layers, at most two years.  What lies
 * before (a layer that began later than another) is history and is not looked at.
 *
 * A pattern in UTC takes the schedule's wall-clock time for UTC, which is what gaps are searched in:
 * windows and handoffs of one schedule are all times of one clock, and a window holds an hour
 * that occurs twice both times, so daylight saving makes no gap and closes none.  That needs no
 * zone table, and so costs a microsecond a shift.  Two schedules in different zones, and
 * what a night is for somebody, need the pattern in its own zone.
 */
#pragma once

#include "model/schedule.h"

/* In a zone: UTC, or the schedule's. */
const struct schedule *schedule_pattern(struct pool *pool, const struct schedule *schedule, const struct zone *zone);

/* Seconds of wall-clock time: the Monday from which the pattern holds; of several, the latest is theirs. */
int64_t schedule_settled(const struct schedule *schedule);

/* After how many seconds it repeats; whole weeks. */
int64_t schedule_period(const struct schedule *schedule);

/* The period of both: at most two years too. */
int64_t periods_joined(int64_t a, int64_t b);

/* Whether all of its layers could be read, so that its pattern is what the author meant. */
bool schedule_is_usable(const struct schedule *schedule);

/* What being on call from one instant to another costs somebody, in seconds of their own clock: in all, between 22:00 and
 * 07:00, and on Saturday or Sunday. */
struct load {
	struct member member;
	int64_t hours, nights, weekends;
};

struct loads {
	const struct load *items;
	size_t count;
};

/* Of each person with a shift in from … until, in the order of their first one. */
struct loads schedule_loads(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until);
