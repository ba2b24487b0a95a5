/*
 * timeline_parts: what the files of timeline share; nobody else includes it.
 */
#pragma once

#include <glib.h>

#include "base/walltime.h"
#include "model/timeline.h"

/* A document while its timeline is read. */
struct reader {
	struct pool *pool;
	const struct config *config;
	const struct document *document;
	int64_t base;
	bool base_is_day;         /* base is midnight: a day and no time */
	int64_t end;              /* or TIME_NONE */
	bool at_end;              /* an entry has been there */
	bool any_midnight;        /* until then any step back is one */
	bool has_stepped_back;    /* and not over midnight */
	struct wall_zone zone;    /* in force */
	struct text zone_text;    /* as written: of the section, else of the last entry that has one */
	struct timeline timeline;
	GArray *entries;
	int64_t last, first;      /* instants of entries; TIME_NONE */
	int64_t first_day;        /* of the first entry that has a day of its own */
	bool below_time;          /* below a heading with a time of day */
	uint32_t day_heading;     /* row of the last entry, where that is a heading with a day and no words; or ROW_NONE */
	bool dayless;
};

/* ---- timeline.c: sections and entries ---- */

/* Adds the entry that the bytes from..line_end of a block's text are; its words are added by the caller. */
struct timeline_entry *timeline_add(struct reader *reader, const struct block_row *block, size_t from, size_t line_end, const struct wall_time *wall);

/* ---- timeline_table.c ---- */

void timeline_read_table(struct reader *reader, uint32_t table);
