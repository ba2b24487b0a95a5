/*
 * retry: how long to wait before something is tried again.
 *
 * Pure: what is random comes from the caller.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * An instant as HTTP writes it (RFC 9110, 5.6.7): "Sun, 06 Nov 1994 08:49:37 GMT", and the two forms
 * of old, "Sunday, 06-Nov-94 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994".
 */
bool http_date_read(const char *text, int64_t *at);

/*
 * The seconds that a Retry-After asks for (RFC 9110, 10.2.3): a count, or a date, which is reckoned from
 * the answer's own Date, so that a wrong clock here does no harm.  date NULL or unreadable: a date says
 * nothing.  What is past is 0; more than a day is a day.
 */
bool retry_after_read(const char *text, const char *date, int64_t *seconds);

/* Milliseconds before attempt n (from 1) is made again: base doubled each time, at most limit, and of
 * that a part by random (0 to 1): between the half and all of it. */
int64_t retry_delay(unsigned attempt, int64_t base, int64_t limit, double random);
