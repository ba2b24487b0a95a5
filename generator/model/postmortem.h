/*
 * postmortem: a document's times, timeline and durations, tied to its incident.
 */
#pragma once

#include "model/action.h"
#include "model/incident.h"
#include "model/timeline.h"

enum mark { MARK_STARTED, MARK_DETECTED, MARK_ACKNOWLEDGED, MARK_MITIGATED, MARK_RESOLVED, MARK_COUNT };
const char *mark_name(enum mark mark); /* "started": the field's name */

/* A duration that the text states, "Duration: 7 minutes". */
struct stated_duration {
	struct span span;
	const char *label;      /* as written */
	int64_t seconds;
	enum mark from, to;     /* what it speaks of */
};

struct postmortem {
	const struct document *document;
	const struct incident *incident; /* or NULL */
	const struct severity *severity;
	struct moment marks[MARK_COUNT]; /* of the front matter */
	const char *status;              /* "draft", "review", "final" */
	bool is_public;
	struct timeline timeline;
	const struct stated_duration *stated;
	size_t stated_count;
};

/* incident: the one that it is about, or NULL; times that the postmortem leaves open are its times. */
struct postmortem *postmortem_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document, const struct incident *incident);

/* Seconds from one mark to another, or DURATION_NONE. */
int64_t postmortem_duration(const struct postmortem *postmortem, enum mark from, enum mark to);
