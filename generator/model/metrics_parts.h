/* metrics_parts: what the files of metrics share; nobody else includes it. */
#pragma once

#include <glib.h>

#include "model/metrics.h"

/* An incident of the period, with what is known of it by now. */
struct occurrence {
	const struct incident *incident;     /* or NULL */
	const struct postmortem *postmortem; /* or NULL, one of them is there */
	int64_t began;                       /* to the day at least */
	int64_t seconds[MEASURE_COUNT];      /* or DURATION_NONE */
};

/* Whether a document counts. */
bool metrics_counts(const struct metrics_input *input, const struct document *document);

/* When the incident of a postmortem began, its own words first; TIME_NONE. */
int64_t metrics_began(const struct incident *incident, const struct postmortem *postmortem);

/*
 * The incidents of the period, in no particular order: struct occurrence.  *first: when the first of all began, of
 * whatever period; TIME_NONE.
 */
GArray *metrics_occurrences(const struct metrics_input *input, int64_t *first);

void metrics_count_actions(const struct metrics_input *input, struct metrics_actions *counts);

/* In the pool; as many as *count says. */
const struct metrics_uptime *metrics_uptimes(struct pool *pool, const struct metrics_input *input, size_t *count);
