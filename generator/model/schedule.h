/*
 * schedule: layers of turns and overrides → who is on call.
 *
 * Reads schedules: of the registers, keeps their places, and works out who is on call at an
 * instant, the shifts between two, and the gaps (schedule_shifts.c).  What a schedule is like in
 * the long run, whatever day it is today, is schedule_pattern.h.
 *
 * Wall-clock time: shift n of a layer begins when the clocks of the schedule's zone show "start"
 * plus n times "every", counted on the calendar as if there were no daylight saving: a handoff at
 * 09:00 stays at 09:00, and seconds are never added across a change.  A time that occurs twice is
 * the first of both where something begins, and the last where something ends; one that does
 * not exist is the first instant after the gap.  A handoff both ends and begins; it is one instant,
 * the first, so that nobody is on call twice and nobody is missing.  "every" is whole days
 * (weeks are seven of them), or hours that divide a week evenly: 1w, 2w, 1d, 84h, 12h, 8h.
 *
 * hours: of each day in "days" from "from" until "to", which is on the next day where it is not
 * after "from" (22:00 to 06:00 belongs to the evening's day; 09:00 to 09:00 is 24 hours).
 *
 * Who wins: an override, the later one in the list of two that overlap; then the last layer that has
 * somebody.  Before its "start" a layer has nobody.  Who has left is on call no more from that
 * instant on; a turn that all have left is nobody's.  A name that is no person of the register
 * stands for somebody: that it is unknown is a finding of its own.
 *
 * Costs: an instant is a calculation for each layer and a binary search among the overrides; a
 * period is that for each of its shifts.  All instants are UTC, all of it lives in the pools given.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "model/register.h"
#include "read/schema.h"

#define TIME_NEVER INT64_MAX /* the end of what has none */

struct member {
	struct text id;              /* without "@" */
	const struct person *person; /* NULL: unknown */
	int64_t leaves;              /* as person_leaves has it */
};

struct turn {
	struct texts people; /* one, or those who share it */
	struct span span;
	const struct member *members; /* in the order of people */
	size_t member_count;
	size_t ahead; /* this turn and how many after it are the same people's; SIZE_MAX: all are */
	size_t back;  /* how many before it are */
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
	bool usable;        /* all of it could be read */
	int64_t first;      /* start in seconds, as if the zone were UTC */
	int64_t begins;     /* the instant of that */
	bool windowed;      /* hours leave something out */
	unsigned days;      /* bit 0 Monday … 6 Sunday */
	int64_t opens, closes; /* seconds of the day; closes may be on the next */
};

struct override {
	struct text person, from, to;
	struct span span;
	const struct member *member;
	int64_t begins, ends; /* TIME_NONE: can't be read */
};

/* Who replaces whom when, after it is settled which override wins. */
struct cover {
	int64_t from, until;
	const struct override *override;
};

struct schedule {
	struct text id, name, timezone;
	struct list layers;    /* struct layer */
	struct list overrides; /* struct override */
	struct span span;
	const struct zone *zone;
	const struct cover *covers; /* by time, none overlap */
	size_t cover_count;
};

/* All schedules, in the registers' order: a list of struct schedule. */
struct list schedules_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct registers *registers);

/* ---- schedule_shifts.c ---- */

/* A time in which the same people are on call by the same layer or override; the whole of it, also where it
 * reaches out of the period that was asked for. */
struct shift {
	int64_t from;  /* INT64_MIN: a gap before all layers */
	int64_t until; /* TIME_NEVER: nothing changes within ten years */
	const struct member *people;
	size_t count;  /* 0: a gap */
	const struct layer *layer;       /* NULL by an override, and in a gap */
	const struct override *override; /* or NULL */
};

struct shifts {
	const struct shift *items;
	size_t count;
};

/* The shift, or the gap, that an instant is in. */
struct shift schedule_at(struct pool *pool, const struct schedule *schedule, int64_t at);

/* The shifts that some of from … until is in, by time; and the times in which nobody is on call. */
struct shifts schedule_shifts(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until);
struct shifts schedule_gaps(struct pool *pool, const struct schedule *schedule, int64_t from, int64_t until);

/* Whether somebody is among the people of a shift. */
bool shift_has(const struct shift *shift, const char *id);

/* Which layer of its schedule it is, from 1; 0: none. */
size_t shift_layer(const struct schedule *schedule, const struct shift *shift);

/* The instant at which a zone's clocks show wall, which counts seconds as if they showed UTC. */
int64_t wall_instant(const struct zone *zone, int64_t wall, bool last);
