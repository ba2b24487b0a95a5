/*
 * stages: the steps that several commands share, and what they print.
 *
 * A command that needs a site calls stages_load, does its work, and ends with
 * stages_report or its own output.  Messages go to standard error.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/findings.h"
#include "command/memo.h"
#include "command/options.h"
#include "model/site.h"

struct pool;

#define EXIT_DONE 0
#define EXIT_FINDINGS 1
#define EXIT_FAILED 2

struct stages {
	struct pool *pool;
	const struct options *options;
	struct findings *findings;
	struct site *site;
	struct progress *progress;
	const char **changed; /* --changed-since or a pull request: the files, or NULL */
	size_t changed_count;
	bool (*only)(const struct finding *finding, void *data); /* what the command is about; NULL: all */
	const struct secrets *secrets; /* of all findings, before any were left out */
	GString *printed, *said; /* by stages_report and stages_say: for a memo */
	bool may_repeat;         /* whether the same site would have the same findings again: not where time or what is outside of it had a say */
};

/* The folder of the site that is meant, or NULL: the reason was printed. */
const char *stages_find_site(struct pool *pool, const struct options *options);

/* Finds, reads, models and links the site.  False: the reason was printed; the status is EXIT_FAILED. */
bool stages_load(struct stages *stages, struct pool *pool, const struct options *options);

/* The same with documents that are on no disk yet (see site.h). */
bool stages_load_unsaved(struct stages *stages, struct pool *pool, const struct options *options, const struct source *const *unsaved, size_t count);

/* Settles the findings and keeps those that are asked for: by PATH, --changed-since and --baseline.
 * False: the reason was printed. */
bool stages_select(struct stages *stages);

/* The same, and prints them.  Gives the exit status. */
int stages_report(struct stages *stages);

/* A message about the run on standard error, unless --quiet. */
void stages_say(struct stages *stages, const char *text);

/* Keeps what the run came to, where it may be repeated; files: of the output. */
void stages_keep(const struct stages *stages, struct memo *memo, int status, size_t files);

/* Says again what a run said. */
bool stages_repeat(const struct memory *memory);

/* "sitrep: message" on standard error; gives EXIT_FAILED. */
int stages_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether a finding is that nobody knows what is in a file. */
bool stages_is_of_lost_file(const struct finding *finding);

/* "There is no WHAT "NAME"", and the nearest name there is, else what otherwise says; either may be NULL. */
int stages_unknown(const char *what, const char *name, const char *nearest, const char *otherwise);

/* Writes a command's data to standard output; false, with a message, where that fails. */
bool stages_print(const char *text);
