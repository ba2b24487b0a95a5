/* schedules: the area of that name; what is looked at is said in model/schedule_pattern.h. */
#pragma once

#include "check/check.h"

void check_schedules(const struct check *check);

/* ---- parts of it ---- */

/* schedules_pairs.c: schedules that belong together, each pair once; the second is asked where the first does not answer. */
struct schedule_pair {
	const struct schedule *first, *second;
};

struct schedule_pairs {
	const struct schedule_pair *items;
	size_t count;
};

struct schedule_pairs find_pairs(const struct check *check);

/* schedules_double.c: schedule/double. */
void check_doubles(const struct check *check, const struct schedule_pairs *pairs);

/* schedules_loads.c: schedule/unfair and schedule/alone, of each schedule, and of those that share people. */
void check_loads(const struct check *check, const struct schedule_pairs *pairs);
