/*
 * metrics: how long it takes, how often it happens, and what was promised: measures of incidents over a period.
 *
 * Pure: everything comes from the arguments, nothing is kept.  The rules:
 *
 *   - An incident is an incident document, with the postmortem about it where there is one, or a
 *     postmortem about none.  Either way it counts once.  Maintenance is none, and neither is a draft,
 *     unless drafts are wanted.  Internal incidents count.
 *   - A time is the postmortem's, and the incident's where the postmortem leaves it open: its start, its
 *     "resolved" that nothing reopens, and as mitigated its "monitoring" that nothing goes back from.
 *     Who detected it and when, and when it was acknowledged, only a postmortem tells.
 *   - It belongs to the month of the site's zone in which it began, and to the period where that is in
 *     [from, until), however long it went on.  Without a start it belongs to none.
 *   - Of months before the first incident that was ever written down nothing is known: they are left out, for
 *     no record is not the same as no incident.
 *   - What is later than now is not known yet.
 *   - A measure that lacks one of its two times, has only a day for one, or would be below 0, is left
 *     out: n says how many there were.
 *   - The median of an even number is the mean of the middle two.  The 90th percentile is by nearest rank, the
 *     smallest value that at least nine tenths do not exceed (definition 1 of Hyndman and Fan, "Sample
 *     Quantiles in Statistical Packages", The American Statistician 50(4), 1996): always a value that
 *     occurred.  Median and mean are rounded to whole seconds, halves up.
 *
 * Times are seconds; DURATION_NONE where n is 0.  The cost is that of sorting the incidents of the period.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/action.h"
#include "model/config.h"
#include "model/incident.h"
#include "model/postmortem.h"
#include "model/register.h"
#include "model/uptime.h"

struct pool;

/* What is measured; a site's parts, as it holds them. */
struct metrics_input {
	const struct config *config;
	const struct registers *registers;
	const struct incident *const *incidents;
	size_t incident_count;
	const struct postmortem *const *postmortems;
	size_t postmortem_count;
	const struct action *actions;
	size_t action_count;
	const struct probelog *probelog; /* or NULL */
	int64_t now, from, until; /* from < until */
	bool drafts;
};

enum measure {
	MEASURE_DETECT,        /* started → detected */
	MEASURE_ACKNOWLEDGE,   /* detected → acknowledged */
	MEASURE_PUBLIC_UPDATE, /* started → the first update of a public incident */
	MEASURE_MITIGATE,      /* started → mitigated */
	MEASURE_RESOLVE,       /* started → resolved */
	MEASURE_COUNT,
};
const char *measure_id(enum measure measure); /* "public_update" */

struct summary {
	size_t n;
	int64_t median, p90, mean;
};

/* Of values, which it sorts. */
struct summary summary_of(int64_t *values, size_t count);

enum detector { DETECTED_BY_MONITORING, DETECTED_BY_CUSTOMER, DETECTED_BY_EMPLOYEE, DETECTED_BY_UNKNOWN, DETECTOR_COUNT };
const char *detector_id(enum detector detector); /* "monitoring", …, "unknown" */

/* The incidents of one severity, service or month; of what two share, each has its own. */
struct metrics_group {
	const struct severity *severity; /* by severity: NULL where an incident has none */
	const struct service *service;   /* by service */
	int year, month;                 /* by month */
	size_t incidents;
	struct summary measures[MEASURE_COUNT];
	const size_t *severities; /* by month: incidents of each severity of the register, then those without one */
};

struct metrics_groups {
	struct metrics_group *items;
	size_t count;
};

/*
 * Action items as they stand now, of whatever time.  Their age counts from the day of their incident or game day,
 * their delay from the end of the day that they were due.  Of those that were due in the period, until now: done
 * in time and done late are known where the item says when ("done: 2026-04-02"), else it is only known that
 * they are done.
 */
struct metrics_actions {
	size_t open, overdue, done;
	struct summary age;     /* of the open ones */
	struct summary delay;   /* of the overdue ones */
	size_t due;             /* in the period, and by now */
	size_t in_time, late, undated, missed; /* of these; missed: still open */
};

/*
 * What a component lost, in the period and of its objective, with all incidents and maintenance windows counted, internal
 * ones too (model/uptime says how).  The objective's window ends with the period, or now.  Only a service with a
 * component has states; of any other nothing is known.  spent is rounded up, so that what was lost is never 0.
 */
struct metrics_uptime {
	const struct service *service;
	bool known;          /* the service has a component */
	int hundredths;      /* of a percent, over the period; UPTIME_NO_DATA */
	int64_t lost;        /* seconds */
	bool has_objective;  /* the register gives one, with its window */
	int64_t budget;      /* what the window may lose */
	int window_hundredths;
	int64_t spent, left; /* known; left is below 0 where too much was lost */
};

struct metrics {
	int64_t from, until;
	int64_t first; /* when the first incident of all began, in the period or not; TIME_NONE: there is none */
	size_t incidents;
	size_t postmortems; /* incidents with one */
	struct summary measures[MEASURE_COUNT];
	size_t detected_by[DETECTOR_COUNT];
	struct metrics_groups by_severity; /* all of the register, the worst first, then those without one where there are any */
	struct metrics_groups by_service;  /* those with incidents, in the register's order */
	struct metrics_groups by_month;    /* every month that the period touches, oldest first, from the one of the first incident of all */
	bool cut;                          /* by_month begins later than the period */
	struct metrics_actions actions;
	const struct metrics_uptime *uptime; /* of services with a component or an objective, in the register's order */
	size_t uptime_count;
};

const struct metrics *metrics_read(struct pool *pool, const struct metrics_input *input);

/* The first instant of the month that is some months away from the one of at, in the site's zone. */
int64_t metrics_month(const struct config *config, int64_t at, int months);
