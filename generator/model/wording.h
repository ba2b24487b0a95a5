/*
 * wording: templates: of site.yaml: what an update says where its author has no time for words.
 *
 * A text for each status, in which {name} stands for what is known of the incident.  Other keys are
 * front/unknown-key, other names front/bad-value; what is wrong is left out.
 */
#pragma once

#include "model/incident.h"

struct pool;

enum wording_name {
	WORDING_COMPONENTS,   /* "Card payments and Order emails" */
	WORDING_UPDATE_EVERY, /* "30 minutes" */
	WORDING_NEXT_UPDATE,  /* "15:30 UTC" */
	WORDING_TITLE,
	WORDING_SEVERITY,     /* its name */
	WORDING_STARTED,
	WORDING_DURATION,     /* since then */
	WORDING_COUNT,
};
const char *wording_name(enum wording_name name);

struct wording {
	struct text of[STATUS_COUNT]; /* s NULL: none */
};

const struct wording *wording_read(struct pool *pool, struct findings *findings, const struct config *config);

/* A template with values in the place of their names.  NULL: *missing is a name in it that has no value. */
const char *wording_fill(struct pool *pool, const char *text, const char *const values[WORDING_COUNT], enum wording_name *missing);
