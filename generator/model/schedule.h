/*
 * schedule: layers of turns and overrides → who is on call.
 *
 * Reads schedules: of the registers and keeps their places.
 */
#pragma once

#include "base/findings.h"
#include "model/register.h"
#include "read/schema.h"

struct turn {
	struct texts people; /* one, or those who share it */
	struct span span;
};

struct hours {
	struct text days, from, to;
	struct span span;
};

struct layer {
	struct list turns; /* struct turn */
	struct text start; /* wall-clock time of the schedule's zone */
	struct length every;
	struct hours hours; /* span.source NULL: always */
	struct span span;
};

struct override {
	struct text person, from, to;
	struct span span;
};

struct schedule {
	struct text id, name, timezone;
	struct list layers;    /* struct layer */
	struct list overrides; /* struct override */
	struct span span;
};

/* All schedules, in the registers' order: a list of struct schedule. */
struct list schedules_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct registers *registers);
