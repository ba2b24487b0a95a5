/*
 * rewrite: changes files that people edit, so that nothing they wrote is ever lost.
 *
 * A file appears or changes in one stroke: it is written beside its place, brought to disk and moved there, and whoever reads
 * at the same time sees all of the old or all of the new.  A change is made to what was read: where the file
 * is something else by now, because an editor saved it meanwhile, it is left as the editor left it, up to the
 * very moment in which the two change places (where the system can't swap files: but for that moment).  Mode and owner
 * stay.  Links are not followed.
 *
 * Paths are relative to a directory, as those of sources are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"

/*
 * Replaces the file that a source was read from.  False, and *problem says why in a few words: it is left as it was,
 * because it may not be written, is not what was read, or is a link.
 */
bool file_replace(const char *directory, const struct source *was, const char *bytes, size_t size, const char **problem);

/* Makes a new file, and the folders above it; never over one that is there.  False, and *problem says why. */
bool file_create(const char *directory, const char *path, const char *bytes, size_t size, const char **problem);

/* What file_replace says of a file that is not what was read. */
extern const char file_has_changed[];
