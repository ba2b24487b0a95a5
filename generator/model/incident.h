/*
 * incident: incidents and maintenance windows: updates → component states over time.
 *
 * The body's level-2 headings are updates (where there are none, those of the smallest level
 * below the title; where there is no heading, bold lines with a status word),
 * "Investigating — 2026-03-21 02:31 UTC", with the separator an em dash, en dash, hyphen,
 * middle dot, bar or nothing, and either order.  Emoji, ":shortcodes:", brackets and a word
 * with a colon before the status say nothing.  The time is one as people write it
 * (walltime.h); without a day it is on the day of the update before it in time, the first
 * on that of the start.  What is wrong in a heading stays in the struct: STATUS_NONE,
 * TIME_NONE with time_problem.  Saying so is a check's job.
 *
 * "Affects: payments (partial outage)" sets states from that moment on, in one line, in lines
 * below that name components, too, or as a list or table below; without it states carry over; resolved (and
 * completed, cancelled, postmortem) returns all to operational unless it says otherwise.  A
 * component named without a state, or only by components:, is in the state that the impact
 * means (minor degraded, major partial, critical major, none operational; degraded where none
 * is given).  A state that can't be read changes nothing.
 *
 * A maintenance window's components are under maintenance from starts, by the clock, until it
 * is completed or cancelled, else until ends, unless an update after ends says that it goes on.
 * What its updates, and the announcement above them, say of states before starts holds from
 * starts; a component that they name without a state is under maintenance.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/document.h"
#include "model/register.h"

struct pool;

enum state { /* from best to worst, maintenance apart */
	STATE_OPERATIONAL,
	STATE_MAINTENANCE,
	STATE_DEGRADED,
	STATE_PARTIAL,
	STATE_MAJOR,
	STATE_COUNT,
	STATE_UNKNOWN = STATE_COUNT, /* of what others run, where they don't say.  No incident sets it, and nothing counts by it */
};

/* "partial_outage" and "partial outage"; state_find takes either, with any case and blanks, and "partial" alone. */
const char *state_id(enum state state);
const char *state_words(enum state state);
bool state_find(const char *text, enum state *state);

enum update_status {
	STATUS_NONE, /* no known word */
	STATUS_INVESTIGATING,
	STATUS_IDENTIFIED,
	STATUS_MONITORING,
	STATUS_RESOLVED,
	STATUS_POSTMORTEM,
	STATUS_SCHEDULED,
	STATUS_IN_PROGRESS,
	STATUS_VERIFYING,
	STATUS_COMPLETED,
	STATUS_CANCELLED,
	STATUS_COUNT,
};
const char *update_status_id(enum update_status status);    /* "in_progress" */
const char *update_status_words(enum update_status status); /* "In progress" */
bool update_status_find(const char *text, enum update_status *status);

/* Sets of statuses, a bit (1u << status) each: those of incidents or of maintenance, and those of
 * them that may come after one; after STATUS_NONE: first. */
unsigned update_statuses_of(bool maintenance);
unsigned update_statuses_after(enum update_status before, bool maintenance);
const char *update_statuses_words(struct pool *pool, unsigned set); /* "investigating, identified or monitoring" */

struct affect {
	const struct service *service; /* NULL: unknown */
	struct text name;              /* as written */
	enum state state;
	bool state_known;              /* false: state is operational and means nothing */
	struct span state_span;        /* source NULL: none was written */
};

/* A paragraph or list that says what an update affects: all of it, or its first lines. */
struct affects_row {
	uint32_t row;
	size_t lines; /* 0: all */
};

struct update {
	struct span span;              /* the heading */
	uint32_t heading;              /* its row */
	uint32_t first_row, end_row;   /* its body, "Affects:" included */
	uint32_t affects_row;          /* has_affects: the first paragraph that says Affects */
	const struct affects_row *affects_rows;
	size_t affects_row_count;
	struct text status_text;
	enum update_status status;
	struct text time_text;
	int64_t at;                    /* TIME_NONE: no time that can be read */
	const char *time_problem;      /* why */
	const struct affect *affects;
	size_t affect_count;
	bool has_affects;
	int64_t promised;              /* "next update in 30 minutes": the instant, or TIME_NONE */
	struct span promise_span;
	const char *anchor;            /* stable within the incident: "update-1" is the oldest */
};

/* Whether a row says what an update affects and nothing else: then its affects tell all of it. */
bool update_is_of_affects(const struct update *update, uint32_t row);

/* Whether an update says that it affects a service. */
bool update_names(const struct update *update, const struct service *service);

/* How many lines at the beginning of a row that says more say what an update affects. */
size_t update_affects_lines(const struct update *update, uint32_t row);

/* A component's state from an instant on. */
struct change {
	int64_t at;
	const struct service *service;
	enum state state;
	const struct update *update;
};

enum impact { IMPACT_NONE, IMPACT_MINOR, IMPACT_MAJOR, IMPACT_CRITICAL, IMPACT_MAINTENANCE };
const char *impact_id(enum impact impact);

struct incident {
	const struct document *document;
	bool maintenance;
	bool is_public;
	const struct severity *severity; /* or NULL */
	enum impact impact;
	int64_t started;                 /* started, or starts; else the first update; TIME_NONE */
	int64_t ends;                    /* maintenance: planned end */
	const struct update *updates;    /* in the order of time, oldest first; those without a time last */
	size_t update_count;
	struct update announcement;      /* maintenance: what stands above the updates; only its rows and affects */
	bool newest_first;               /* as written */
	enum update_status status;       /* the last one's at any time */
	int64_t resolved;                /* of the last resolved/completed/cancelled that nothing reopens; TIME_NONE: open */
	const struct service *const *components; /* all named, in the register's order */
	size_t component_count;
	const int64_t *named_since;      /* for each of them: when the first update named it; INT64_MIN: components: or the announcement does */
	const struct change *changes;    /* ascending */
	size_t change_count;
};

struct incident *incident_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document);

/* The state that this incident gives a component at an instant; operational where it says nothing. */
enum state incident_state(const struct incident *incident, const struct service *service, int64_t at);

/* Whether it is open at an instant: begun and not yet resolved (maintenance: between its ends). */
bool incident_is_open(const struct incident *incident, int64_t at);

/* When it was over, as was known at an instant: what an update says later counts as little as a time that lies ahead.
 * TIME_NONE: it was open, or had not begun. */
int64_t incident_ended(const struct incident *incident, int64_t at);
enum update_status incident_status(const struct incident *incident, int64_t at);

/* Its impact as far as it is known at an instant: the one that is given, else that of the worst state until then. */
enum impact incident_impact(const struct incident *incident, int64_t at);

/* When the next update is due: what the newest one promised, else what the severity asks for; TIME_NONE: nothing does, or it is over. */
int64_t incident_next_update(const struct incident *incident, int64_t now);
