/*
 * api: facts → the JSON of the read API that clients of status pages speak (version 2).
 *
 * This is the form alone: which keys there are, in which order and of which types.  Each of the functions below gives
 * all keys of its object, no others, in the order in which they are written; what is not known is null.  Which
 * components and incidents are shown is the caller's to choose.
 *
 *   page       id, name, url, time_zone, updated_at
 *   status     indicator, description
 *   component  id, name, status, created_at, updated_at, position, description, showcase, start_date, group_id,
 *              page_id, group, only_show_if_degraded; a group: components
 *   incident   id, name, status, created_at, updated_at, monitoring_at, resolved_at, impact, shortlink, started_at,
 *              page_id, incident_updates, components, reminder_intervals; maintenance: scheduled_for, scheduled_until
 *   update     id, status, body, incident_id, created_at, updated_at, display_at, affected_components,
 *              deliver_notifications, custom_tweet, tweet_id
 *
 * Times are RFC 3339 in UTC with milliseconds.  The values are those of render/data and not jansson's: they live in
 * the pool of the page that they are made for, so that several files can be made at once without counting references
 * to what they share.  Texts are not copied.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/incident.h"

struct data;
struct pool;

/* ---- ids ----
 *
 * 12 characters of a-z and 0-9 for each of some names, from the names alone: the same in every build and on every
 * machine.  Of two names that would have the same id, the first in the order of bytes has it, and the other is given
 * the id of its name with "+" behind; so the order in which names are given means nothing.
 */
struct ids;

#define IDS_ALL UINT64_C(4738381338321616896) /* 36 to the power of 12 */

/* names[count], each once.  space: how many ids there are: IDS_ALL, but in tests of what happens when they meet. */
const struct ids *ids_new(struct pool *pool, const char *const *names, size_t count, uint64_t space);

/* The id of one of the names; NULL of another. */
const char *ids_find(const struct ids *ids, const char *name);

/* ---- objects ---- */

struct api_page {
	const char *id, *name, *url, *zone;
	int64_t updated;
};

struct api_component {
	const char *id, *name;
	enum state state;
	int64_t created, updated;
	size_t position;              /* from 1, within its level */
	const char *description;      /* or NULL */
	bool showcase;
	const char *start_date;       /* "2026-03-21", or NULL */
	const char *group_id;         /* or NULL */
	const char *const *children;  /* ids; of a group alone, else NULL */
	size_t child_count;
};

struct api_affected {
	const char *id, *name; /* "Group - Component" */
	enum state before, after;
};

struct api_update {
	const char *id;
	enum update_status status;
	const char *body; /* plain text */
	int64_t at;
	const struct api_affected *affected;
	size_t affected_count; /* 0: null */
};

struct api_incident {
	const char *id, *name, *shortlink;
	bool maintenance;
	enum update_status status;
	enum impact impact;
	int64_t created, updated, started;
	int64_t monitoring, resolved;               /* or TIME_NONE */
	int64_t scheduled_for, scheduled_until;     /* maintenance */
	const struct api_update *updates;           /* newest first */
	size_t update_count;
	const struct data *components;              /* a list of what api_component gives */
};

struct data *api_page(struct pool *pool, const struct api_page *page);
struct data *api_status(struct pool *pool, const char *indicator, const char *description);
struct data *api_component(struct pool *pool, const struct api_page *page, const struct api_component *component);
struct data *api_incident(struct pool *pool, const struct api_page *page, const struct api_incident *incident);

/* The API's word for a status.  It has words of its own for incidents and for maintenance, so that one of the other
 * kind is given the nearest: "cancelled" is "completed", "in progress" in an incident is "identified". */
const char *api_status_id(enum update_status status, bool maintenance);
