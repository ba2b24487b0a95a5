/*
 * uptime: what incidents and maintenance windows set over time → a component's states, and what was lost by them.
 *
 * Its one rule: at each instant a component is in one state, the worst that any incident gives it, so that no second is
 * lost twice.  Which incidents count is the caller's to say: all that are passed do, public or not.  They are read as
 * incident.h has them (from the update that sets a state until the one that changes it, a window by the clock), so one
 * that is reopened counts again from then on, and one that is written afterwards counts when it was.
 *
 * What is known of a component begins with component.since, at midnight in the site's zone, and ends at now: what lies
 * outside counts neither as up nor as down.  A component without since is taken to have been there always: its uptime
 * over a period does not change when somebody writes down an older incident.  A span that is still open ends at now.
 *
 * Times are instants, periods [from, until), lengths seconds.  Uptime is
 *
 *     1 - (the sum over all states of weight × seconds) / seconds known
 *
 * by the weights of site.yaml (status.weights), in hundredths of a percent, rounded down; all of it in integers, so
 * that 10000 means that nothing was lost.
 *
 * Everything is in the pool.  Time taken: n log n by the changes that incidents make, whatever the number of
 * incidents, components and days.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "model/config.h"
#include "model/incident.h"
#include "model/probelog.h"

struct pool;

#define UPTIME_NO_DATA (-1)

/* A stretch of time, longer than nothing, in which a component was not operational. */
struct uptime_span {
	int64_t start, end;
	enum state state;
};

struct uptime {
	const struct service *service;
	int64_t since; /* TIME_NONE: always */
	int64_t now;
	enum state state; /* now */
	const struct uptime_span *spans; /* ascending, none overlaps another, of two that touch the states differ */
	size_t span_count;
};

/* One for each service, in their order; what incidents say of others is passed over. */
const struct uptime *uptime_read(struct pool *pool, const struct incident *const *incidents, size_t count,
    const struct service *const *services, size_t service_count, int64_t now);

/*
 * The same with what probes say of spans of which no incident does: their outages (model/probelog) are spans, too.  An incident
 * speaks of a component from when it first names it until it is over, whatever state it gives; then its word holds alone.
 * The states of now stay those of incidents.  log may be NULL: then it is the same.
 */
const struct uptime *uptime_with_probes(struct pool *pool, const struct uptime *uptimes, size_t count, const struct incident *const *incidents, size_t incident_count,
    const struct probelog *log);

/* ---- over a period ---- */

struct uptime_sum {
	int64_t known;                /* seconds of the period of which something is known */
	int64_t seconds[STATE_COUNT]; /* of them in each state */
};

struct uptime_sum uptime_over(const struct uptime *uptime, int64_t from, int64_t until);

/* The same of count periods that follow each other: the first from bounds[0] to bounds[1]; count + 1 bounds, ascending. */
void uptime_split(const struct uptime *uptime, const int64_t *bounds, size_t count, struct uptime_sum *sums);

/* The worst state of the period. */
enum state uptime_worst(const struct uptime_sum *sum);

/* What a second in each state loses, in millionths. */
struct uptime_weights {
	int64_t millionths[STATE_COUNT];
};
struct uptime_weights uptime_weights(const struct status_config *config);

/* What was lost, in millionths of a second. */
int64_t uptime_lost(const struct uptime_sum *sum, const struct uptime_weights *weights);

/* Hundredths of a percent, 0 to 10000; UPTIME_NO_DATA where nothing is known. */
int uptime_hundredths(const struct uptime_sum *sum, const struct uptime_weights *weights);

/* ---- calendars, for uptime_split ---- */

/* The midnights of count days in a zone, the day of now the last, and the midnight that ends it: count + 1 bounds.
 * A day has 23 or 25 hours where the clocks change. */
void uptime_days(const struct zone *zone, int64_t now, size_t count, int64_t *bounds);

/* The same of months. */
void uptime_months(const struct zone *zone, int64_t now, size_t count, int64_t *bounds);

/* How many months it takes, from that of from to that of now. */
size_t uptime_month_count(const struct zone *zone, int64_t from, int64_t now);
