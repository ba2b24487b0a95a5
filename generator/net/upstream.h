/*
 * upstream: asks the status pages of others, all at once.
 *
 * Each page that a service of the register names is asked once.  It all takes as long as upstreams.timeout of site.yaml, however
 * many there are and whatever they do: who has not answered by then has not answered.  What they said, or why
 * they did not, goes to the site's cache folder (model/upstream), where every later run finds it; an older answer is kept beside
 * a failure, and holds as long as it would have.
 *
 * Nothing here fails a build: a command decides what a failure means.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/site.h"

struct pool;

/* A page that could not be had; why is in words that can follow a colon. */
struct upstream_failure {
	const char *address, *why;
	const struct service *service; /* the first that names it */
};

struct upstream_summary {
	size_t pages, answered;
	struct list failures; /* struct upstream_failure, in the order of the register */
};

/*
 * Asks, and gives what is known then: of all pages that the register names, and no others.  It lives in the pool; put it into
 * the site, whose checks and pages then go by it.  NULL: *problem says why nobody can be asked (offline, no libcurl).
 * tick (or NULL) is called about ten times a second, for progress.
 */
struct upstreams *upstreams_ask(struct pool *pool, const struct site *site, bool offline, void (*tick)(void *data, size_t done, size_t total), void *data,
    struct upstream_summary *summary, const char **problem);
