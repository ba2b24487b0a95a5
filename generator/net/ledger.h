/*
 * ledger: what was sent to whom, so that nothing is sent twice.
 *
 * A file of lines, a JSON object each (JSON Lines), which only grows:
 *
 *   {"state": "queued", "key": "…", "target": "ops", "event": "updates", "items": ["incident/…@…/resolved"], "at": "…Z"}
 *   {"state": "sent", "key": "…", "target": "ops", "at": "…Z"}
 *   {"state": "dropped", "key": "…", "target": "ops", "at": "…Z"}
 *
 * The first is on disk before anything is sent, the second after the receiver has said that it took the message.  A message of
 * which only the first is there may have arrived or not: it is sent (again), with the same key.  A target's items are sent
 * where some message of theirs is.  The third is of a message
 * that its receiver has refused for so long that it is given up; one that was sent is sent, whatever else is said of it.  The order of lines means nothing, so that two versions of the file are
 * merged by keeping the lines of both.  What can't be read, such as the half of a line that a full disk has left, is passed over; so
 * is a key of anything but letters, digits, '-', '_' and '.', which somebody else has put there.
 *
 * Who opens a ledger to write has it for himself until its pool ends.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct ledger;

enum ledger_state {
	LEDGER_UNKNOWN,
	LEDGER_QUEUED,  /* to be sent, and not known to have arrived */
	LEDGER_DROPPED, /* given up */
	LEDGER_SENT,
};

struct ledger_message {
	const char *key, *target, *event;
	const char *const *items;
	size_t item_count;
	int64_t queued; /* since when; TIME_NONE: not known */
	bool sent, dropped;
};

/* ---- without a file ---- */

struct ledger *ledger_read(struct pool *pool, const char *bytes, size_t size);

/* *message (may be NULL) is the one that it is sent with; of LEDGER_UNKNOWN, NULL. */
enum ledger_state ledger_find(const struct ledger *ledger, const char *target, const char *item, const struct ledger_message **message);

/* How many lines could not be read, and which is the first of them; 0: all could. */
size_t ledger_unread(const struct ledger *ledger, size_t *first);

/* Lines with their end. */
const char *ledger_line_queued(struct pool *pool, const struct ledger_message *message, int64_t at);
const char *ledger_line_sent(struct pool *pool, const struct ledger_message *message, int64_t at);
const char *ledger_line_dropped(struct pool *pool, const struct ledger_message *message, int64_t at);

/* ---- with one ---- */

/* path below directory; a file and folder that are not there are made.  With only_look nothing is, and nobody is locked out.  Where
 * somebody else has it, waits for patience milliseconds.  NULL: *problem (one line, which names the path) says why. */
struct ledger *ledger_open(struct pool *pool, const char *directory, const char *path, bool only_look, int64_t patience, const char **problem);

/* Adds a line, or several, on disk when this returns.  False: *problem says why. */
bool ledger_append(struct ledger *ledger, const char *lines, const char **problem);
