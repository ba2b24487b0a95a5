/*
 * known: the pages of the last build into a folder, each with the digest of what it was made from.
 *
 * Where a page's digest is the same again, and its file looks as that build left it (inode, size, times), it need not be rendered,
 * searched or compared.  The digest is the caller's: it must stand for all that the page's bytes depend on but for the
 * program, and for all that was found out about them.
 *
 * It is a file in the site's cache folder (read/cache_folder), which only the same build of the program reads; it can be
 * deleted, and one that is damaged is none.  Folders of which the file system's clock counts whole seconds are not known.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "render/outputs.h"

struct known;
struct pool;
struct stat;

/* What is known of an output folder; NULL: nothing can be kept of it.  Const, so that threads may ask at once. */
struct known *known_open(struct pool *pool, const char *site, const char *folder);

/* Whether a page of that digest is the file that looks so; then size and content are set.  known may be NULL. */
bool known_has(const struct known *known, struct output *output, const struct stat *status);

/* Keeps those outputs that have a digest, as they are in the folder now.  What can't be kept is no error.  known may be NULL. */
void known_keep(const struct known *known, const struct output *outputs, size_t count);
