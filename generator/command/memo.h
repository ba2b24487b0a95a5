/*
 * memo: a run that would say and make what the last one did is not done again.
 *
 * What a run yields depends on the command line, the program, the instant that it takes for now, some of the
 * environment, and files, those of alerts' rules and what upstreams last answered included.  Where all of them are as they were (files by their footprint, see
 * base/footprint), what was printed is printed again; a build's output must still be there as it was left.  A run
 * that takes the clock for now is never the same as another: memos are for --at and SOURCE_DATE_EPOCH.
 *
 * Runs that change something (--fix, --write-baseline), or depend on more than this knows (--changed-since; a link
 * that is broken, which is looked for outside of the site; a file that could not be read or took too long), are not kept.
 *
 * A memo is a file in the site's cache folder (read/cache_folder): it can be deleted, and one that is damaged is none.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "command/options.h"

struct pool;
struct memo;
struct stages;

/* What a run came to. */
struct memory {
	int status;
	const char *printed;  /* to standard output */
	const char *said;     /* to standard error */
	size_t files;         /* of the output */
};

/* A memo of the run that is about to begin in a site; output: the folder that it builds, or NULL.  NULL: there can be none. */
struct memo *memo_open(struct pool *pool, const struct options *options, const char *site, const char *output);

/* Whether the run would come to what it came to before.  memo may be NULL. */
bool memo_recall(struct memo *memo, struct memory *memory);

/* Keeps what the run came to; what can't be kept is no error.  memo may be NULL. */
void memo_keep(struct memo *memo, const struct memory *memory);
