/*
 * progress: one line on a terminal, for work over a second.
 *
 * It writes to standard error, only where that is a terminal, and takes its
 * line away again.  Time is measured on the monotonic clock, so that nothing
 * that is built depends on it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct progress;

struct progress *progress_new(struct pool *pool, bool wanted);

/* done of total (0: not known) of what; cheap enough to be called for each document. */
void progress_say(struct progress *progress, const char *what, size_t done, size_t total);

/* Clears the line, before anything else is printed. */
void progress_end(struct progress *progress);
