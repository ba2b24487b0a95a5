/*
 * settle: when to act on changes that come in bursts.
 *
 * An editor writes a file in several steps, a branch switch thousands of files.  What is asked for is due when nothing has
 * come for a while, but not later than some time after the first: a site that changes all the time is still shown.
 * Times are milliseconds of any one clock.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct settle {
	int64_t quiet, most; /* how long nothing must come, and how long it may wait at most */
	bool pending;
	int64_t first, last;
};

/* Something has come. */
void settle_note(struct settle *settle, int64_t now);

/* Milliseconds until it is due; 0: now; -1: there is nothing. */
int64_t settle_left(const struct settle *settle, int64_t now);

/* It was acted upon. */
void settle_done(struct settle *settle);
