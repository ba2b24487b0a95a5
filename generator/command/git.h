/*
 * git: what the version control knows of a site.
 *
 * Runs the git program; a site that is in no repository, or a machine without
 * git, is a problem in words, never a failure of its own.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* The paths, relative to directory, that differ from a revision, new files included: those below directory, and with
 * beyond those of the rest of its repository too ("../infra/a.yaml").  NULL: *problem says why. */
const char **git_changed(struct pool *pool, const char *directory, const char *revision, bool beyond, size_t *count, const char **problem);

/* Where a folder stands in its repository: "docs/ops/", "" for the top, NULL outside of one.  Asks the disk, not git. */
const char *git_prefix(struct pool *pool, const char *directory);
