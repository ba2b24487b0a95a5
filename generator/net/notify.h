/*
 * notify: sends what notices has collected, and keeps the ledger.
 *
 * Each target gets its messages one after the other, in their order; after one that failed it gets no more in this run, so that
 * what is told later is never there before.  But one that its receiver can't take (400, 413, 422) holds up none.  What is
 * refused for good (4xx but 408, 425 and 429; 5xx of a server of e-mail) is tried for a week, what can't be taken for a day; then it is
 * given up, in the ledger as well, and holds up none.  Targets are served at once, and none waits for another.  All messages
 * are in the ledger before the first is sent, so that none is forgotten for being old when a later run comes to it; and
 * each again when its receiver has taken it.  Those of a target that lacks a variable are not: nobody could send them.
 *
 * Addresses, passwords and secrets are in variables of the environment.  What is said of a failure names none of them,
 * and no host either: some services put what is secret into the host's name.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "net/notices.h"

struct pool;

struct notify_options {
	bool offline;
};

/* Sets each notice's outcome and problem.  False: *problem says why nothing could be sent, or why the run ended early. */
bool notify_send(struct pool *pool, const struct site *site, struct ledger *ledger, struct notice *notices, size_t count, const struct notify_options *options, const char **problem);

/* The headers of a request, without those that are secret; names and values by turns, NULL-terminated.  Of an e-mail, none. */
const char *const *notify_headers(struct pool *pool, const struct notice *notice);
