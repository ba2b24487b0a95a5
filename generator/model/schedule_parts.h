/*
 * schedule_parts: what the files of schedule share; nobody else includes it.
 */
#pragma once

#include "model/schedule.h"

/* ---- schedule_overrides.c ---- */

/* Fills covers, when begins, ends and member of all overrides are set. */
void settle_overrides(struct pool *pool, struct schedule *schedule);
