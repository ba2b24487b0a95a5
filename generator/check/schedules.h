/* schedules: the area of that name; what is looked at is said in model/schedule_pattern.h. */
#pragma once

#include "check/check.h"

void check_schedules(const struct check *check);

/* schedules_double.c: schedule/double, a part of it. */
void check_doubles(const struct check *check);
