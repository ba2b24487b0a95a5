/*
 * workers: records of many documents, made by processes that a hostile one can't harm.
 *
 * The parser keeps process-wide tables and has inputs on which it takes for ever, so documents are
 * read in forked workers: each takes the next one, and its record comes back through memory that is
 * then mapped, not copied.  The records are the same bytes for any number of jobs.
 *
 * A worker keeps a budget for each document.  Where one is exceeded, or the worker dies, that
 * document's record is record_refuse's (document/too-expensive), another worker takes
 * its place, and the rest is read; where the worker could not write or was killed from outside, the document is
 * tried once more before.  The more documents were refused, the less time the next ones get,
 * so that a folder full of them ends as well.  What comes back is held to record_check: a
 * worker is not trusted.
 *
 * Where no worker can be had (no processes or memory left) documents are read in this process,
 * without a budget but for those that record_make itself keeps.
 *
 * Call it while the process has one thread, or before others hold locks: it forks.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct record;
struct source;

struct workers_options {
	unsigned jobs;         /* processes at once; 0: as many as processors.  Few documents take fewer */
	unsigned milliseconds; /* of processor time for a document; 0: 2,000 and as many again for each MiB */
	size_t memory;         /* bytes that a worker may add to what it was born with; 0: 1 GiB */
	size_t output;         /* bytes of a record; 0: 64 MiB */
	void (*progress)(void *data, size_t done, size_t total); /* or NULL; some times a second */
	void *progress_data;
};

/* For each source its record, in the pool.  options may be NULL. */
void workers_make(struct pool *pool, const struct source *const *sources, size_t count,
    const struct workers_options *options, const struct record **records);

/*
 * Gives up, for this process and for good, what reading documents does not need: from now on
 * files, the network, other processes and new programs can't be reached; writing is left to the
 * files that are open, and descriptors other than keep, standard output and error are closed.
 * False where the kernel or the machine's kind offers no filter: then only privileges are dropped.
 */
bool workers_lock_in(int keep);
