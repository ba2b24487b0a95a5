/*
 * calendar: events → an iCalendar file that calendars subscribe to (RFC 5545, with the names of RFC 7986).
 *
 * Knows neither incidents nor schedules: a caller begins, adds events in the order in which they shall stand, and
 * ends.  Texts are given as they are: what iCalendar escapes is escaped, lines end in CRLF and are folded at 75
 * octets, never inside a character.  Instants come out in UTC, so that no table of zones is needed.
 *
 * The same events give the same bytes: nothing here reads a clock.  A subscriber knows an event by its uid alone, so
 * that must stay the same in every build and be no other site's: "ID@status.example.com".
 */
#pragma once

#include <glib.h>
#include <stdint.h>

struct pool;

struct calendar {
	const char *name;
	const char *description, *url; /* or NULL; url: the page that shows the same to people */
	int64_t refresh;               /* seconds between looks that are worth while; 0: not said */
};

enum calendar_status {
	CALENDAR_CONFIRMED,
	CALENDAR_TENTATIVE,
	CALENDAR_CANCELLED, /* stays in the file: what only disappears is left standing by many calendars */
};

struct calendar_event {
	const char *uid;
	const char *summary;
	const char *description, *url; /* or NULL */
	int64_t start, end;            /* end is when it is over; TIME_NONE or not after start: not known */
	int64_t changed;               /* when it was last changed, never the time of the build */
	unsigned sequence;             /* from 0; grows with each change */
	enum calendar_status status;
};

/* All append to out.  The pool is for what is thrown away. */
void calendar_begin(struct pool *pool, GString *out, const struct calendar *calendar);
void calendar_add(struct pool *pool, GString *out, const struct calendar_event *event);
void calendar_end(GString *out);
