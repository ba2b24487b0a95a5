/*
 * site_unsaved: documents that are on no disk yet, in a site that is read from one.
 *
 * What somebody is about to write, or has open in an editor, stands in for the file of its path, or for one that
 * is not there.  Part of site; nobody else includes it.
 */
#pragma once

#include "model/site.h"
#include "read/cache.h"

struct pool;

/* The files with the paths of unsaved documents among them. */
const struct files *unsaved_files(struct pool *pool, const struct files *files, const struct site_options *options);

/* Puts unsaved documents in the place of what was read of their paths. */
void unsaved_readings(struct pool *pool, const struct files *files, const struct site_options *options, struct reading *readings);
