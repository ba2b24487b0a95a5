/*
 * watch: which files of a site have been saved.
 *
 * Folders are watched by inotify: the site's own and all below it, but for what others make (a built site, names that begin
 * with a dot outside of static/, node_modules).  A file counts when it is closed after writing, or moved or removed, so that
 * what is half written is not seen.  Where a folder comes or goes, or the system lost count, all of them are looked for
 * again, and what changed is not known by name.  Where inotify can't be had, or isn't wanted, the files are looked at from
 * outside every half a second (base/footprint).
 *
 * Single-threaded.  A watch is released with the pool.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

struct pool;
struct watch_files;

/* poll: look every half a second, whatever inotify can do. */
struct watch_files *watch_open(struct pool *pool, const char *site, bool poll);

/* A file elsewhere that counts, too. */
void watch_add(struct watch_files *watch, const char *path);

/* What to wait on for reading; -1: nothing, only time. */
int watch_descriptor(const struct watch_files *watch);

/* How many milliseconds may pass until watch_take is called at the latest; -1: any. */
int watch_timeout(const struct watch_files *watch);

/* What has been saved since the last call. */
struct saved {
	GPtrArray *paths; /* of files in the site, each once; the caller's */
	bool more;        /* others, too, that are not known by name */
};

/* False: nothing. */
bool watch_take(struct watch_files *watch, struct saved *saved);
