/* probelog_parts: what the files of probelog share; nobody else includes it. */
#pragma once

#include "model/probelog.h"

/* A track while it is read. */
struct open_track {
	char *probe, *location;
	GArray *lines;   /* struct probe_line */
	GArray *days;    /* struct probe_day; its outages are in outages */
	GArray *outages; /* struct probe_outage, of all days */
	GArray *firsts;  /* size_t: for each day, where its outages begin */
};

struct open_log {
	GHashTable *tracks; /* "probe\nlocation" → struct open_track */
};

struct open_log open_log_new(void);
void open_log_free(struct open_log *log);

/* What is no line, by where it stands. */
typedef void damaged_line(void *data, size_t start, size_t end);

/* Takes all lines until now. days_only: other lines don't count. */
void open_log_take(struct open_log *log, const char *text, size_t size, int64_t now, bool days_only, damaged_line *damaged, void *data);

/* Sorts lines and days, and takes away what is told twice. */
void open_track_settle(struct open_track *track);

/* Midnight in UTC before an instant. */
int64_t utc_day(int64_t at);

/* When one track's lines say down: appends struct probe_outage.  limit: nothing holds for longer than that instant. */
void track_outages(const struct probe_line *lines, size_t count, int64_t limit, GArray *outages);

/* The nearest-rank quantile of sorted numbers; -1 where there is none. */
int32_t quantile_of(const int32_t *sorted, size_t count, unsigned tenths);
