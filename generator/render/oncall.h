/*
 * oncall: who is on call as JSON and as text, for the command and for data in pages.
 *
 * The JSON's shapes are ones that others rely on; times are in UTC, null where there is none:
 *   a service   {"at", "service", "escalation", "levels": [{"after_minutes", "at", "by": [], "notify":
 *               [{"target", "people": [], "skipped": [{"person", "reason"}]}]}]}
 *   a schedule  {"at", "schedule", "people": [], "from", "until"}
 *   several     {"at", "schedules": [{"schedule", "people": [], "from", "until"}]}
 *   a person    {"at", "person", "schedules": as above, those that they are on call for}
 *   a period    {"shifts": [{"schedule", "from", "until", "people": [], "override"}]}
 * People are ids; "reason" is quiet_hours or left; "after_minutes" is a whole number where it is one.
 * A shift is given whole, also where it begins before the period or ends after it.
 *
 * The text is for somebody who was just woken: names with how to reach them, and each time in the
 * zone of the schedule (a page's: of the site) and in UTC.
 */
#pragma once

#include <stddef.h>

#include "model/site.h"

struct pool;

/* What is asked for; person NULL: whoever it is. */
struct oncall {
	const struct site *site;
	const struct schedule *const *schedules;
	size_t schedule_count;
	bool several;                /* of schedules, even if there is one */
	const struct service *service;
	const struct person *person;
	int64_t until;               /* TIME_NONE: no period */
};

const char *oncall_json(struct pool *pool, const struct oncall *oncall);
const char *oncall_text(struct pool *pool, const struct oncall *oncall);

/* A shift of one of the schedules. */
struct scheduled {
	const struct schedule *schedule;
	struct shift shift;
};

/* The shifts in now … until, by begin, then in the order of schedules. */
const struct scheduled *oncall_shifts(struct pool *pool, const struct oncall *oncall, size_t *count);
