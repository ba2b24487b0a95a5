/*
 * amend: an incident's document and what is to be said → the document in which it is said.
 *
 * Its one rule: what was there is there still, byte for byte and in its order: ends of lines, a byte order
 * mark, the end of the last line or its absence.  An update is put in between, as a whole; of the
 * front matter only the values of the fields that are to change are replaced.
 *
 * An update comes where the updates' order wants the newest one, its heading in the form in which the last one has it
 * ("## 2026-03-21 02:31 UTC | Monitoring", "**Monitoring - …**"), its time in the zone in which that is written.
 * A form that has more in it than a status and a time (an emoji, a name) is not copied: then it is
 * "## Monitoring — 2026-03-21 02:31 UTC".
 *
 * Whether the result says what was meant (words may begin another update, or the text before them end in a code block that
 * nobody closed) is known when it has been read again: amended_well tells.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/incident.h"

struct pool;

struct amend_affect {
	const struct service *service;
	enum state state;
};

struct amendment {
	enum update_status status;   /* STATUS_NONE: no update, only fields */
	int64_t at;                  /* to the minute */
	const struct amend_affect *affects;
	size_t affect_count;
	const char *words;           /* what customers read: Markdown */
	const char *title, *severity, *postmortem; /* fields to be set; NULL: as they are */
};

struct amended {
	const char *bytes; /* size bytes and a NUL, in the pool */
	size_t size;
	size_t start, end; /* the update in them */
};

/* The one that a new update comes behind: the last with a status and a time, or NULL.  incident may be NULL. */
const struct update *amend_last(const struct incident *incident);

/* False: *problem says why it can't be done without touching what is not to be touched, in a few words. */
bool incident_amend(struct pool *pool, const struct config *config, const struct incident *incident, const struct amendment *amendment, struct amended *amended, const char **problem);

/* An update as the first one of a new document: its heading, "Affects:" and words, with "\n" at the ends of lines. */
const char *amend_text(struct pool *pool, const struct config *config, const struct amendment *amendment);

/* Whether the incident as it was read again says the same as before and the amendment, nothing else; before NULL: a new document. */
bool amended_well(const struct incident *before, const struct incident *after, const struct amendment *amendment);
