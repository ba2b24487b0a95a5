/*
 * roster: a schedule's weeks as a drawing: where the bars of its shifts and gaps stand.
 *
 * Numbers alone: no markup and no words.  A week is a row from Monday to Monday of the schedule's zone; a place in it is
 * a percentage by the clock on the wall, so that a day is a seventh also where the clocks change in it, and a shift that
 * goes on in the next week has a bar in both.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/schedule.h"

struct pool;

/* The Monday that begins the week of an instant. */
int64_t roster_monday(const struct zone *zone, int64_t at);

/* Shifts and gaps by time, without a hole between them, of which some is in from … until; none where there are no layers. */
struct shifts roster_shifts(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until);

/* The place of an instant in the week that begins at monday, from 0 to 100. */
double roster_place(const struct zone *zone, int64_t monday, int64_t at);

struct roster_bar {
	const struct shift *shift;
	double x, width;   /* percent of the week */
	bool begins, ends; /* in this week */
};

struct roster_bars {
	const struct roster_bar *items;
	size_t count;
};

/* The bars of one week. */
struct roster_bars roster_week(struct pool *pool, const struct zone *zone, int64_t monday, struct shifts shifts);
