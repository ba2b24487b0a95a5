/*
 * metrics: measures of incidents as JSON and CSV, for the command and the handbook alike.
 *
 * The JSON's shape is one that others rely on, times in UTC, lengths in whole seconds, null where unknown:
 *
 *   {"from", "until", "incidents",
 *    "measures": [{"id", "definition", "n", "median_seconds", "p90_seconds", "mean_seconds"}],
 *    "by_severity": [{"severity", "incidents", "measures"}],
 *    "by_service": [{"service", "incidents", "measures"}],
 *    "by_month": [{"month", "incidents", "by_severity": [{"severity", "incidents"}], "measures"}],
 *    "detected_by": {"monitoring", "customer", "employee", "unknown"},
 *    "uptime": [{"service", "percent", "lost_seconds", "objective", "window_seconds", "window_percent",
 *                "budget_seconds", "spent_seconds", "left_seconds"}]}
 *
 * Measures are those of model/metrics and, of the whole alone, action_age (open action items) and action_delay
 * (overdue ones), whose n is how many there are.  Measures of a group have no definition.  A severity of
 * null stands for incidents without one.
 *
 * CSV has one figure or summary a row: group, of, measure, n, median_seconds, p90_seconds, mean_seconds, value.
 */
#pragma once

#include "model/metrics.h"
#include "model/site.h"
#include "render/view.h"

struct pool;

struct metrics_period {
	int64_t from, until;
};

/* What is looked at where nobody says: this month, as far as it has come, and the eleven before it. */
struct metrics_period metrics_default_period(const struct site *site);

const struct metrics *metrics_of_site(struct pool *pool, const struct site *site, struct metrics_period period);

/* The view has the words of the definitions. */
const char *metrics_json(struct pool *pool, const struct view *view, const struct metrics *metrics);
const char *metrics_csv(struct pool *pool, const struct metrics *metrics);

/* "metrics.definitions.detect" of the words. */
const char *metrics_definition(struct pool *pool, const struct view *view, const char *id);
