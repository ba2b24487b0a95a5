/*
 * incident_parts: what the files of incident share; nobody else includes it.
 *
 * struct reader is made by incident.c; the others fill its incident in the order
 * that incident_read calls them.
 */
#pragma once

#include <glib.h>

#include "base/walltime.h"
#include "model/incident.h"

/* Bytes of a block's text. */
struct range {
	size_t start, end;
};

struct reader {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
	struct incident *incident;
};

/* An update's heading while its incident is read. */
struct heading {
	struct update *update;
	struct wall_time wall; /* as written: it may leave the day, the year and the zone open */
	bool has_time;         /* wall is a time that can be one */
};

/* ---- incident_update.c: the updates ---- */

struct range incident_trimmed(const char *text, struct range range);
struct text incident_range_text(const struct reader *reader, const struct block_row *block, struct range range);

/* Without emoji, ":shortcodes:" and other signs at both ends. */
struct range incident_without_signs(const char *text, struct range range);

/* Finds, reads and sorts them. */
void incident_read_updates(struct reader *reader);

/* ---- incident_heading.c: what a heading says ---- */

void incident_read_heading(const struct reader *reader, struct heading *heading, const struct block_row *block);

/* ---- incident_times.c: from the times of headings, as written, to instants ---- */

void incident_find_times(const struct reader *reader, const struct heading *headings, size_t count);

/* ---- incident_affects.c ---- */

void incident_find_affects(const struct reader *reader, struct update *update);

/* ---- incident_promise.c ---- */

/* An update without a time promises nothing. */
void incident_find_promise(const struct reader *reader, struct update *update);

/* ---- incident_states.c: what the updates mean over time ---- */

/* In this order, after the updates: changes are those of the components. */
void incident_find_components(struct reader *reader);
void incident_find_status(struct incident *incident);
void incident_find_changes(struct reader *reader);

bool incident_is_end(enum update_status status);

/* When it ended, from the updates up to an instant; TIME_NONE: it has not. */
int64_t incident_ended_by(const struct incident *incident, int64_t at);

/* A maintenance window's; TIME_NONE: none is known. */
int64_t incident_window_begin(const struct incident *incident);
int64_t incident_window_end(const struct incident *incident);
