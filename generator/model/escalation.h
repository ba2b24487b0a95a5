/*
 * escalation: policies: whom a page reaches after how many minutes.
 *
 * "after" counts from the first page.  Who is in quiet hours, by the clock of their own zone, is
 * skipped; a level that reaches nobody, be it for quiet hours or a gap in a schedule, is passed over
 * at once, and the time until the next one does not pass: all later levels come that much sooner.
 * Who is on call, and in quiet hours, is asked for the instant of each level, not of the page.
 *
 * A team is its lead; its members, where it has none or the lead can't be reached.  Nobody who has
 * left is reached.  After the last level all of it happens "repeat" more times.
 */
#pragma once

#include "base/findings.h"
#include "model/register.h"
#include "model/schedule.h"
#include "read/schema.h"

/* One of schedule, person and team; none: it names nothing. */
struct escalation_target {
	struct text text; /* "schedule/x", as written */
	const struct schedule *schedule;
	const struct person *person;
	const struct team *team;
	const struct member *members; /* of a team: the lead first; of a person: they alone */
	size_t member_count;
	bool led;                     /* the first of them is the lead */
};

struct escalation_level {
	struct length after;
	struct texts notify; /* schedule/x, person/x, team/x */
	struct texts by;
	struct span span;
	const struct escalation_target *targets; /* of notify, in its order */
	size_t target_count;
};

struct escalation {
	struct text id, name;
	struct list levels; /* struct escalation_level */
	struct number repeat;
	struct span span;
};

/* All policies, in the registers' order: a list of struct escalation.  schedules: all there are. */
struct list escalations_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct registers *registers, struct list schedules);

enum skip_reason { SKIP_QUIET, SKIP_LEFT };

struct skipped {
	struct member member;
	enum skip_reason reason;
	int64_t until; /* the end of the quiet hours */
};

/* Whom a target is at an instant. */
struct reached {
	const struct escalation_target *target;
	struct shift shift; /* of a schedule: which it is; count 0: a gap */
	const struct member *people;
	size_t count;
	const struct skipped *skipped;
	size_t skipped_count;
};

struct reached_level {
	const struct escalation_level *level;
	int64_t at;
	int64_t after; /* seconds since the page */
	bool passed;   /* it reaches nobody */
	const struct reached *targets;
	size_t target_count;
};

/* What a page at an instant comes to. */
struct reached_levels {
	const struct reached_level *items;
	size_t count;
};

struct reached_levels escalation_at(struct pool *pool, const struct escalation *escalation, int64_t at);

/* One level at an instant. */
struct reached_level escalation_level_at(struct pool *pool, const struct escalation_level *level, int64_t at);
