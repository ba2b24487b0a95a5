/* probe_parts: what the files of probe share; nobody else includes it. */
#pragma once

#include "net/probe.h"

/* An attempt that failed. */
void probe_fails(struct probe_answer *answer, enum probe_why why, const char *message);

/* One that was answered in so many microseconds, as it should be: up, or degraded. */
void probe_succeeds(struct pool *pool, struct probe_answer *answer, int64_t microseconds, int64_t now);

/* A connection, or a lookup; as long as the probe's timeout, and no longer.  ended: set from another thread (atomically), it
 * comes back soon. */
void probe_socket(struct pool *pool, const struct probes_options *options, struct probe_answer *answer, const int *ended);
