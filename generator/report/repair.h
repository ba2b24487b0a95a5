/*
 * repair: settled findings → the files as they are without them.
 *
 * Only what needs no decision: code/typography becomes the plain characters, code/prompt loses
 * its prompts.  Findings that were excused, switched off or filtered out are not among the
 * settled ones, so nothing touches their places.  Where it can't be told what was meant (an
 * apostrophe in a command, which the shell would take for an open quote; "> " behind a line
 * that a backslash continues) the finding is left standing.
 *
 * All but the bytes repaired stays as it is, ends of lines and a byte order mark included.  A second
 * run finds nothing to repair.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "model/site.h"

struct pool;

/* A file that would change: base/rewrite writes it. */
struct repair {
	const struct source *source; /* as it was read */
	const char *bytes;           /* as it should be; size bytes, in the pool */
	size_t size;
	size_t count;                /* findings that are then gone */
};

/* The files to write, by path, each once; the array is in the pool. */
const struct repair *repairs_make(struct pool *pool, const struct site *site, const struct findings *findings, size_t *count);
