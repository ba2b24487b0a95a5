/*
 * time: instants, dates, durations and zones, as authors write them.
 *
 * An instant is a count of seconds since 1970-01-01T00:00:00Z (POSIX; no leap
 * seconds).  A duration is a count of seconds.  A zone is an IANA name; zone
 * tables come from the system's tzdata through GLib.  Nothing here reads the
 * clock but time_now.
 *
 * Years run from 1970 to 2200: stamp_read and time_now refuse others.  The rules that a
 * zone has today are taken to hold in the future; GLib gets one of them wrong (winters
 * in Europe/Dublin from 2038 on, whose rule counts daylight saving backwards).
 *
 * A *problem lives as long as the program, and may be asked for with NULL for "don't
 * tell".  Zones are const and may be read by several threads.
 *
 * Include it as "base/time.h" and keep this folder off the include path, where it would
 * stand before the C library's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct zone;

#define TIME_NONE INT64_MIN /* no instant */
#define DURATION_NONE (-1)
/* A hundred years: readers refuse more, so that instants and durations can be added. */
#define DURATION_MAX INT64_C(3155760000)

/* An instant as it was written. */
struct stamp {
	int64_t at;      /* TIME_NONE: none */
	bool day_only;   /* a date without a time of day; at is midnight in the zone */
	bool zoned;      /* the text named a zone or an offset */
};

/* A calendar time in some zone; month and day from 1; weekday 1 Monday … 7 Sunday. */
struct civil {
	int year, month, day, hour, minute, second;
	int weekday;
	int offset; /* seconds east of UTC */
};

/* The zone of an IANA name ("Europe/London", "UTC", "Etc/GMT+5"), or NULL: abbreviations
 * ("EST", "GMT", "EST5EDT"), offsets ("+02:00") and POSIX rules are no zones, even where
 * the tables have a file of that name.  The same name gives an equal zone, a new one each
 * time; it lives as long as the pool. */
const struct zone *zone_find(struct pool *pool, const char *name);
const char *zone_name(const struct zone *zone);
const struct zone *zone_utc(void);
/* Whether one offset holds from an instant to another, so that whoever asks for many instants may reckon; false where
 * that can't be told at once. */
bool zone_is_steady(const struct zone *zone, int64_t from, int64_t until);
/* "CET" at this instant in this zone. In the pool. */
const char *zone_abbreviation(struct pool *pool, const struct zone *zone, int64_t at);

/*
 * Reads one of: 2026-03-21T02:30:00Z, 2026-03-21 02:30 UTC, 2026-03-21T02:30+01:00,
 * 2026-03-21 02:30, 2026-03-21 (seconds and fractions allowed with each; fractions are
 * cut; "GMT" and the abbreviations of abbreviation_find as "UTC", each as the offset it
 * names, whatever the season; an IANA name may stand in the zone's place, "UTC+2" in an
 * offset's; the hour may have one digit; a zone may follow a date alone).  Without a
 * zone, zone holds.  Blanks around it are ignored; all of text must be used.  A 60th
 * second is refused.  False: *stamp unset and *problem (where not NULL) says why, in a
 * few words that can follow a colon ("there is no 31 February", "the hour is 25").
 */
bool stamp_read(const char *text, size_t length, const struct zone *zone, struct stamp *stamp, const char **problem);

/* 90s, 15m, 4h, 2d, 1w, 1h30m (larger units first, each once); a bare 0; no sign, no
 * fraction, no blanks but around it, no overflow.  The second reads "800ms" too, and
 * gives milliseconds. */
bool duration_read(const char *text, size_t length, int64_t *seconds, const char **problem);
bool duration_read_milliseconds(const char *text, size_t length, int64_t *milliseconds, const char **problem);

/*
 * A duration as people state it in prose, at the beginning of text: "7 minutes",
 * "4h45m", "1 hour 30 min", "1 hour and 30 minutes", "about 2 days", "~2 hours", "45m",
 * "1.5 hours", "half an hour", "two hours and a half", "45-minute".  *used counts the
 * bytes that were read; any text may follow.  False where no one duration is stated:
 * bounds ("less than 5 minutes"), ranges ("2-3 hours"), "1h30", and "1:30", which might
 * be a time of day.
 */
bool duration_read_prose(const char *text, size_t length, int64_t *seconds, size_t *used);

/*
 * Calendar ↔ instant.  A time that does not exist becomes the first instant after the
 * gap; of one that occurs twice, the first (time_from_civil_last: the last, at which a
 * shift ends).  weekday and offset are not read; what is out of range carries over, so
 * that 32 January is 1 February and minute -1 is in the hour before.  time_to_civil keeps
 * within the years 1 to 9999.
 */
int64_t time_from_civil(const struct zone *zone, const struct civil *civil);
int64_t time_from_civil_last(const struct zone *zone, const struct civil *civil);
struct civil time_to_civil(const struct zone *zone, int64_t at);
bool date_exists(int year, int month, int day);

/* The instant days later on the calendar (earlier, below 0), at the same wall-clock time,
 * with the rules of time_from_civil; 0 days gives at itself. */
int64_t time_add_days(const struct zone *zone, int64_t at, int days);

/* Midnight that begins the day of at; the first instant of the day where the clocks
 * skip midnight. */
int64_t time_day_start(const struct zone *zone, int64_t at);

/* "2026-03-21", "2026-03-21 02:30 UTC" (the zone's abbreviation), "02:30",
 * "2026-03-21T02:30:00Z", "2026-03-21T02:30:00.000Z". All in the pool. */
const char *time_format_date(struct pool *pool, const struct zone *zone, int64_t at);
const char *time_format(struct pool *pool, const struct zone *zone, int64_t at);
const char *time_format_clock(struct pool *pool, const struct zone *zone, int64_t at);
const char *time_format_iso(struct pool *pool, int64_t at);
const char *time_format_iso_milliseconds(struct pool *pool, int64_t at);
/* RFC 822 date for RSS, "Sat, 21 Mar 2026 02:30:00 +0000", and the basic form of
 * iCalendar: "20260321T023000Z". */
const char *time_format_rfc822(struct pool *pool, int64_t at);
const char *time_format_ical(struct pool *pool, int64_t at);

/* "1h 30m", "2d 4h", "45s", "0s": at most two units that follow each other, rounded down
 * (a day and a minute are "1d"); days are the largest.  duration_format_exact: "1h30m", in
 * the form that duration_read takes.  What is below 0 gets a "-", which it does not take. */
const char *duration_format(struct pool *pool, int64_t seconds);
const char *duration_format_exact(struct pool *pool, int64_t seconds);

/*
 * A word that abbreviates a zone ("PST", "CEST", "UTC"): its offset in seconds and
 * whether it is a daylight-saving name.  region is an IANA zone in which that
 * abbreviation is used (NULL for UTC, GMT and Z, which may be in lower case), so that a
 * contradiction with the date can be told.  A standard time may be right all year in a
 * neighbour of that region (MST in Phoenix), so a contradiction is no proof.  BST is
 * British, CST and EST are American; IST, which has three meanings, is none.  False for
 * words that are none.
 */
struct abbreviation {
	int offset;
	bool daylight;
	const char *region;
};
bool abbreviation_find(const char *text, size_t length, struct abbreviation *abbreviation);

/* The instant of the --at option's text (NULL: not given), else SOURCE_DATE_EPOCH, else
 * the clock.  False: *problem says why the option can't be read, as stamp_read does, or,
 * where there is no option, why the variable can't, which it then names. */
bool time_now(const char *option, const struct zone *zone, int64_t *now, const char **problem);
