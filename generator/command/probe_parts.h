/* probe_parts: what the files of the probe command share; nobody else includes it. */
#pragma once

#include <glib.h>

#include "command/stages.h"
#include "net/probe.h"

/* One time that all probes are asked: a pool and a site of its own, so that what was changed since the last one counts. */
struct probing {
	struct pool *pool;
	const struct options *options;
	const char *location;
	struct stages stages;
	const struct service **services; /* of each answer */
	struct probe_answer *answers;
	size_t count;
	int status; /* of the command */
	bool again; /* not the first time of --every */
};

/* The line before, of the same probe and location; NULL: there was none. */
const struct probe_line *line_before(const struct probing *probing, size_t i);

/* ---- probe_journal.c ---- */

/* Appends what was answered.  False: the reason was printed; what was written before stays. */
bool journal_append(const struct probing *probing);

/* Compacts months that are old enough. */
bool journal_compact(const struct probing *probing);

/* ---- probe_say.c ---- */

/* What is wrong in the entries of services that are meant: a probe that can't be run is not among those that are asked.  False: a whole
 * register can't be read, and nobody knows what it would have asked. */
bool say_wrong_entries(struct probing *probing);

/* Changes, or everything as JSON, on standard output; a summary beside it.  False: it can't be written. */
bool say_answers(struct probing *probing);

/* ---- probe_incident.c ---- */

/* Drafts an incident for each component that is down for long enough, and of which none speaks. */
bool draft_incidents(struct probing *probing);

/* ---- probe_loop.c ---- */

struct loop;

/* SIGTERM and SIGINT end it from now on. NULL: the system can't, the reason was printed. */
struct loop *loop_new(struct pool *pool, int64_t every);

/* Waits until it is time again; false: it was ended.  Time goes on while the machine sleeps, and what was missed is not made up for. */
bool loop_next(struct loop *loop);

/* Waits for so many milliseconds; false: it was ended.  For probes_options. */
bool loop_wait(void *loop, int64_t milliseconds);
