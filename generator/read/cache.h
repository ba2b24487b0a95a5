/*
 * cache: documents and their records, from the last build where nothing changed.
 *
 * A record is a function of a document's bytes and of this program, so it is kept under both: under
 * the bytes themselves, compared in full, in packs that only the same build of the program
 * and of its libraries reads.  A file whose size, times and inode are those of the last time is not even opened: its
 * bytes are kept as well.  A file that was changed within two seconds of being read is
 * looked at again, as its times can't tell.
 *
 * The cache is a folder for each site, below SITREP_CACHE, else XDG_CACHE_HOME/sitrep, else
 * ~/.cache/sitrep; an empty SITREP_CACHE means none.  It can be deleted, shared by branches
 * and used by several builds at once: files in it are written under another name and renamed, and never change.
 * What is damaged in it is found by its checksum and record_check, and made anew.  It grows to about twice
 * what the site needs, goes when another site's is begun a month after it was last written, and what can't be written is not an error.  A folder that others could
 * write to is not used: what is in it is trusted to be what this program would have made.
 */
#pragma once

#include <stddef.h>

#include "read/workers.h"

struct pool;
struct record;
struct source;

struct reading {
	const struct source *source; /* NULL: it can't be read, see problem */
	const struct record *record;
	const char *problem;         /* as source_read gives it */
};

/*
 * Reads the files directory/paths[i] of at most limit bytes, from the cache or from
 * disk, with records from the cache or from workers, and remembers what is new.
 * All of it is in the pool.  options may be NULL.
 */
void cache_read(struct pool *pool, const char *directory, const char *const *paths, size_t count, size_t limit,
    const struct workers_options *options, struct reading *readings);
