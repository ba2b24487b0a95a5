/*
 * timeline: the entries of sections of id timeline.
 *
 * From list items, table rows, deeper headings, bold lines and lines of paragraphs that
 * begin with a time: "14:23", "02:30 UTC", "2026-03-21 02:30", "[14:32]", "2:30 AM",
 * "14:23:05", "+5m", "~13:30", "13:30-13:45" (the first counts), "19. April, 11:00",
 * "Jan 5, 2018 14:00".
 *
 * A zone in the section's heading, or in a line such as "All times in CEST", holds for the
 * section; where there is none, an entry's holds for those below it, else the site's
 * timezone, else the zone of the front matter's first time that has one, else UTC.
 *
 * A time without a day takes the day of the entry before, or the base's, and rolls over at
 * midnight: a step back of more than twelve hours is the next day.  So is a smaller one
 * where that makes an entry fall on the document's end to the minute (its "resolved"), and
 * none does without it.  Of a time that occurs twice, as the clocks go back, the later one
 * counts where the first is a step back.  Any other step back is TIMELINE_BACKWARDS.  A
 * date alone tells the day of what follows; where no entry is below it, it is one whose at
 * is midnight (day_only).
 *
 * Below a heading with a time of day, lines of paragraphs are its text and no entries.  Of
 * a paragraph's lines the first must begin with a time, and later ones count where they
 * are written like it.  Quotes are passed over; code counts where nothing else is there.
 * A heading of the section's own level that begins with a time goes on with the timeline.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/time.h"
#include "model/document.h"

struct pool;

enum timeline_problem {
	TIMELINE_FINE,
	TIMELINE_BAD_TIME,   /* why says so */
	TIMELINE_BACKWARDS,  /* before the entry above, and no midnight */
};

struct timeline_entry {
	struct span span;      /* the entry's first line */
	struct span time_span; /* the time in it */
	int64_t at;            /* TIME_NONE: can't be read */
	bool day_only;         /* a date without a time of day */
	bool zoned;            /* a zone in the entry itself */
	struct text zone;      /* in force, as written: the entry's, the section's, that of an entry above */
	const char *text;      /* what happened */
	uint32_t row;          /* the block that holds it: heading, paragraph, item, table row */
	enum timeline_problem problem;
	const char *why;       /* in a few words that can follow a colon */
};

struct timeline {
	const struct timeline_entry *entries;
	size_t count;
	struct text zone;      /* of the heading or a line of the section; s NULL: none */
	bool has_zone;         /* anywhere: heading, entries */
	bool has_day;          /* false: no day is known, and instants count from 1970-01-01 */
	const struct section *section; /* the first; NULL: the document has none */
};

/* base: the day of times without one (started, or the file's name); TIME_NONE: the file's name, else none known.
 * end: when it was resolved, with a time of day; TIME_NONE: not known. */
struct timeline timeline_read(struct pool *pool, const struct config *config, const struct document *document, int64_t base, int64_t end);
