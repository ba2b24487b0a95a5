/*
 * probelog: what the services' probes have answered, over time: history/ of the site.  (model/history is git's.)
 *
 * history/SERVICE/YYYY-MM.jsonl holds the probes of one service in one month of UTC, one line of JSON for each:
 *
 *   {"at":"2026-11-21T12:00:00Z","probe":"api.example.com/health","location":"fra","state":"up","ms":123,"status":200,
 *    "certificate":"2027-01-05T08:00:00Z","tries":1}
 *   {"at":"2026-11-21T12:05:00Z","probe":"db.example.com:5432","state":"down","why":"connect","tries":3}
 *
 * at: when the round of probes began.  location: where it was asked from, left out where that has no name.  state: up,
 * degraded (it answered, but too slowly, or its certificate is about to expire) or down.  why: one word of probe_why_id.
 * ms: the time of the whole answer.  The order of lines says nothing, equal ones count once, and lines from other places may
 * stand anywhere, so that "merge=union" of git merges two histories.  Texts of errors and addresses are not written.
 *
 * A month that ended more than PROBELOG_RAW_DAYS ago is compacted to one line a day, probe and location:
 *
 *   {"day":"2026-08-01","probe":"api.example.com/health","location":"fra","probes":288,"degraded":4,"down":2,
 *    "median_ms":120,"p90_ms":210,"outages":["02:30:00-02:40:00"]}
 *
 * outages are those of that location, within the day of UTC.  Where a day has both, what tells of more probes counts.
 *
 * What is no such line is passed over, and history/damaged at its place.  A line holds until the next one of the same
 * probe and location, at most PROBELOG_HOLD.  A probe is down while more than half of the locations whose lines hold say so;
 * a service is in the state that the worst of its failing probes says (probe.state, else a major outage).
 *
 * Lines later than now, and services that the registers don't know, are passed over.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "model/incident.h"
#include "model/register.h"

struct pool;

#define PROBELOG_FOLDER "history"
#define PROBELOG_RAW_DAYS 90
#define PROBELOG_HOLD INT64_C(3600) /* seconds */
#define PROBELOG_LINE_MAX 65536
#define PROBELOG_LOCATION_MAX 64
#define PROBELOG_OUTAGES_MAX 1500 /* of a day; more are left out */

enum probe_outcome { OUTCOME_UP, OUTCOME_DEGRADED, OUTCOME_DOWN, OUTCOME_COUNT };
const char *probe_outcome_id(enum probe_outcome outcome); /* "up" */

enum probe_why {
	WHY_NONE,
	WHY_LATENCY,     /* degraded */
	WHY_CERTIFICATE, /* degraded */
	WHY_STATUS,      /* from here on: down */
	WHY_BODY,
	WHY_JSON,
	WHY_ADDRESSES,
	WHY_DNS,
	WHY_CONNECT,
	WHY_TIMEOUT,
	WHY_TLS,
	WHY_BROKEN,
	WHY_COUNT,
};
const char *probe_why_id(enum probe_why why); /* "latency"; WHY_NONE: NULL */

/* ---- one line ---- */

struct probe_line {
	int64_t at;
	int64_t certificate; /* expires; TIME_NONE: not known */
	int32_t ms;          /* -1: it did not come to that */
	uint16_t status;     /* of HTTP; 0: none */
	uint8_t tries;       /* 0: not told */
	uint8_t outcome, why;
};

struct probe_outage {
	int64_t start, end;
};

struct probe_day {
	int64_t start; /* midnight in UTC */
	uint32_t probes, degraded, down;
	int32_t median_ms, p90_ms; /* -1: none */
	const struct probe_outage *outages;
	size_t outage_count;
};

struct probe_record {
	bool is_day;
	char probe[PROBE_ID_MAX + 1], location[PROBELOG_LOCATION_MAX + 1];
	struct probe_line line;
	struct probe_day day; /* its outages are those below */
	struct probe_outage outages[PROBELOG_OUTAGES_MAX];
};

/* Without the end of line.  False: it is none; what record holds then means nothing. */
bool probe_record_read(const char *text, size_t length, struct probe_record *record);

/* With it; reads back as the same. */
void probe_line_write(GString *out, const char *probe, const char *location, const struct probe_line *line);
void probe_day_write(GString *out, const char *probe, const char *location, const struct probe_day *day);

/* Whether a text can be a location: letters, digits, ".", "_", "-"; "" is one, too. */
bool probe_location_is_valid(const char *location);

/* ---- many ---- */

/* The answers to one probe from one place: lines ascending, days before them or between them. */
struct probe_track {
	const char *probe, *location;
	const struct probe_line *lines;
	size_t line_count;
	const struct probe_day *days;
	size_t day_count;
};

struct service_log {
	const struct service *service;
	const struct probe_track *tracks; /* by probe, then location */
	size_t track_count;
};

struct probelog;

/*
 * The histories of all services as they were at now.  NULL where there is no history/, which costs one look.  Read are the
 * months of the last PROBELOG_RAW_DAYS, and older ones where they are compacted.
 */
const struct probelog *probelog_read(struct pool *pool, struct findings *findings, const char *directory, const struct registers *registers, int64_t now, unsigned jobs);

/* One service's, of all lines of a text: for tests. */
const struct service_log *service_log_of_text(struct pool *pool, const struct service *service, const char *text, size_t size, int64_t now);

/* The months ("2026-08") that a service's folder has files of, ascending, NULL-terminated. */
const char *const *probelog_months(struct pool *pool, const char *directory, const char *service, size_t *count);

/* "history/SERVICE/2026-08.jsonl" */
const char *probelog_path(struct pool *pool, const char *service, const char *month);

/* The bytes of a month, the caller's, with a NUL behind; NULL: *problem says why.  Never waits, and follows no link. */
char *probelog_bytes(const char *directory, const char *path, size_t *size, const char **problem);

/* NULL where nothing is known; log may be NULL. */
const struct service_log *probelog_of(const struct probelog *log, const struct service *service);

/* The history of one probe's answers from a place; NULL: none. */
const struct probe_track *service_log_track(const struct service_log *log, const char *probe, const char *location);

/* The latest line of a track that has one; NULL. */
const struct probe_line *probe_track_last(const struct probe_track *track);

/* ---- what follows from it ---- */

struct service_outage {
	int64_t start, end;
	enum state state;
};

/* When the service was down, ascending; none overlaps another.  Ends at now where it goes on. */
const struct service_outage *service_outages(struct pool *pool, const struct service_log *log, int64_t now, size_t *count);

/* Since when a probe is down, by its locations; TIME_NONE: it is not. */
int64_t probe_down_since(struct pool *pool, const struct service_log *log, const char *probe, int64_t now);

/* Times of answers from all places, in milliseconds, of count periods that follow each other: bounds as in uptime_split.
 * -1: there was none. */
struct response_times {
	int32_t median, p90;
	uint32_t count;
};
void service_response_times(const struct service_log *log, const char *probe, const int64_t *bounds, size_t count, struct response_times *times);

/* ---- compaction ---- */

/* Whether a month ("2026-08") ended so long ago that it is compacted. */
bool probelog_is_old(const char *month, int64_t now);

/* Whether each line of a file's bytes is of a day, and whether any is: git may have merged other lines into a month that was compacted. */
bool probelog_is_compacted(const char *text, size_t size);
bool probelog_has_days(const char *text, size_t size);

/* The bytes of a month, compacted; what is no line is kept as it is, at the end. */
void probelog_compact(const char *text, size_t size, GString *out);
