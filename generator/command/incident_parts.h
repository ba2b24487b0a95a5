/*
 * incident_parts: what the files of the incident command share; postmortem finds incidents as it does.
 */
#pragma once

#include "command/stages.h"
#include "command/trial.h"
#include "model/amend.h"
#include "render/view.h"

enum verb { VERB_OPEN, VERB_UPDATE, VERB_RESOLVE, VERB_COUNT };

/* One run of the command. */
struct run {
	struct pool *pool;
	const struct options *options;
	enum verb verb;
	struct stages stages;             /* the site as it is on disk */
	const struct view *view;
	const struct incident *incident;  /* NULL: a new one */
	const struct severity *severity;  /* as it is to be; or NULL */
	const char *title;                /* as it is to be */
	const char *given;                /* the words of the command line or standard input, or NULL */
	struct amendment amendment;
	const struct source *document;    /* as it is to be */
	const struct incident *after;     /* the same, read again */
	struct trial trial;
};

/* ---- incident_find.c ---- */

/* By path, id, id without the day, or a part of it or of the title that only one has (or only one that goes on).
 * NULL: the reason was printed. */
const struct incident *find_incident(struct pool *pool, const struct site *site, const char *name, bool maintenance_too);

/* A name without the day that it may begin with: "2026-03-21-slow" → "slow". */
const char *without_day(const char *name);

/* ---- incident_ask.c ---- */

/* What the command line asks for, as an amendment without words.  False: the reason was printed. */
bool ask(struct run *run);

/* ---- incident_words.c ---- */

/* The words: those that are given, else a template's.  False: the reason was printed. */
bool find_words(struct run *run);

/* ---- incident_print.c ---- */

/* What the page will say, when the next update is due, and the one commit. */
const char *print_outcome(const struct run *run);

/* The command for git that commits some files, as it is typed where the user stands; NULL outside of a repository. */
const char *commit_command(struct pool *pool, const struct site *site, const char *message, const char *const *paths);
