/*
 * exercise: when each runbook was last used, and where.
 *
 * A use is an incident, its postmortem or a game day that names the runbook among its "runbooks" or links to
 * it in its text.  It happened when the document says, or on the day in its name; what lies
 * behind "now" has not happened yet.  For a site whose links are tied (link.h).
 */
#pragma once

#include <stdint.h>

#include "model/site.h"

struct pool;

struct exercise {
	int64_t at;
	const struct document *by;
};

struct exercises {
	GHashTable *last; /* runbook → struct exercise */
	bool any;         /* there is an incident, postmortem or game day at all */
};

const struct exercises *exercises_new(struct pool *pool, const struct site *site);

/* The last use of a runbook, or NULL. */
const struct exercise *exercise_of(const struct exercises *exercises, const struct document *runbook);
