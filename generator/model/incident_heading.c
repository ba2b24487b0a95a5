/* What the heading of an update says: a status and a time, in either order. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"

/* ---- Words between signs ---- */

/* The bytes of a separator at a place, or 0.  A hyphen counts between blanks only. */
static size_t
separator_length(const char *text, size_t at, size_t length)
{
	static const char *const separators[] = { "—", "–", "−", "―", "·", "•", "|", " - ", " -- ", ", " };

	for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
		const size_t size = strlen(separators[i]);

		if (at + size <= length && strncmp(text + at, separators[i], size) == 0)
			return size;
	}
	return 0;
}

/* The words of a range from at to the next separator; *next is what follows it. */
static struct range
part_at(const char *text, size_t at, size_t end, size_t *next)
{
	for (size_t stop = at; stop < end; stop++) {
		const size_t separator = separator_length(text, stop, end);

		if (!separator)
			continue;
		*next = stop + separator;
		return (struct range){ at, stop };
	}
	*next = end;
	return (struct range){ at, end };
}

/* Past a number that counts the headings: "1. ", "2) ". */
static size_t
skip_number(const char *text, struct range range)
{
	size_t at = range.start;

	while (at < range.end && g_ascii_isdigit(text[at]))
		at++;
	if (at == range.start || at + 1 >= range.end || !strchr(".)", text[at]) || text[at + 1] != ' ')
		return range.start;
	return at + 1;
}

static enum update_status
status_of(const char *text, struct range range)
{
	g_autofree char *words = g_strndup(text + range.start, range.end - range.start);
	enum update_status status;

	update_status_find(words, &status);
	return status;
}

/* "Status: Investigating", "Update 3: Investigating". */
static struct range
behind_colon(const char *text, struct range range)
{
	const char *colon = memchr(text + range.start, ':', range.end - range.start);

	if (!colon)
		return range;
	return incident_without_signs(text, (struct range){ (size_t)(colon - text) + 1, range.end });
}

/* ---- The status ---- */

/* The first known word counts; of unknown ones the first is kept, to complain of. */
static void
set_status(const struct reader *reader, struct update *update, const struct block_row *block, struct range part)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	struct range words = incident_without_signs(text, part);

	words = incident_without_signs(text, (struct range){ skip_number(text, words), words.end });
	if (words.start == words.end || update->status != STATUS_NONE)
		return;
	if (status_of(text, words) == STATUS_NONE && status_of(text, behind_colon(text, words)) != STATUS_NONE)
		words = behind_colon(text, words);
	if (update->status_text.s && status_of(text, words) == STATUS_NONE)
		return;
	update->status = status_of(text, words);
	update->status_text = incident_range_text(reader, block, words);
}

static void
find_status(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	while (range.start < range.end)
		set_status(reader, update, block, part_at(text, range.start, range.end, &range.start));
}

/* ---- The time ---- */

/* A time in the heading: what it takes of the text, with a word like "at" before it, and what it says. */
struct found {
	struct range range;
	struct wall_time wall;
};

static bool
begins_word(const char *text, size_t at)
{
	if (at == 0)
		return g_ascii_isalnum(text[at]);
	if (!g_ascii_isalnum(text[at]) || g_ascii_isalnum(text[at - 1]) || strchr(":./_", text[at - 1]))
		return false;
	return text[at - 1] != '-' || at < 2 || !g_ascii_isdigit(text[at - 2]);
}

/* The first time from a place on that is no distance like "+5m". */
static bool
find_time(const struct reader *reader, const char *text, struct range range, struct found *found)
{
	for (size_t at = range.start; at < range.end; at++) {
		struct wall_time *wall = &found->wall;

		if (!begins_word(text, at) || !wall_time_read(reader->pool, text + at, range.end - at, wall) || wall->relative)
			continue;
		found->range = (struct range){ at, at + wall->end };
		wall->start += at;
		return true;
	}
	return false;
}

static void
take_day(struct wall_time *wall, const struct wall_time *day)
{
	wall->has_day = true;
	wall->has_year = day->has_year;
	wall->year = day->year;
	wall->month = day->month;
	wall->day = day->day;
	wall->why = day->why ? day->why : wall->why;
}

/* The day and the clock may stand apart: "2026-03-21 — 02:31 UTC", "02:31 UTC, 21 March".  False: nothing is joined. */
static bool
join_times(const struct reader *reader, const char *text, size_t length, struct found *found, struct range *other)
{
	const struct wall_time first = found->wall;
	struct found next;

	if (first.has_day == first.has_clock || !find_time(reader, text, (struct range){ found->range.end, length }, &next))
		return false;
	if (next.wall.has_day != first.has_clock || next.wall.has_clock != first.has_day)
		return false;
	found->wall = first.has_clock ? first : next.wall;
	take_day(&found->wall, first.has_day ? &first : &next.wall);
	found->wall.start = first.start;
	*other = next.range;
	return true;
}

/* Words right behind a time, where a zone might stand, or an empty range. */
static struct range
words_behind(const char *text, size_t at, size_t length)
{
	size_t next;
	const struct range words = incident_without_signs(text, part_at(text, at, length, &next));

	return status_of(text, words) == STATUS_NONE ? words : (struct range){ at, at };
}

/* Why the time can't be one, or NULL. */
static const char *
time_trouble(const struct reader *reader, const struct wall_time *wall, const char *text, struct range range)
{
	const char *problem = NULL;
	struct stamp stamp;

	if (wall->why)
		return wall->why;
	if (wall->has_year && (wall->year < 1970 || wall->year > 2200))
		return "years run from 1970 to 2200";
	if (wall->has_clock)
		return NULL;
	if (!stamp_read(text + range.start, range.end - range.start, reader->config->zone, &stamp, &problem) && problem)
		return problem;
	return "it has no time of day";
}

/* "21.3.", "2026.03.21", "20260321": digits that may be meant for a day. */
static bool
has_unread_day(const char *text, struct range range)
{
	size_t digits = 0;

	for (size_t at = range.start; at < range.end; at++) {
		const size_t mark = strncmp(text + at, "\u2011", 3) == 0 ? 3 : strchr("./-", text[at]) != NULL;

		if (digits && mark && at + mark < range.end && g_ascii_isdigit(text[at + mark]))
			return true;
		digits = g_ascii_isdigit(text[at]) ? digits + 1 : 0;
		if (digits == 4)
			return true;
	}
	return false;
}

/* All of a time as time.h reads it, with an offset that stands apart. */
static bool
set_stamp(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	struct stamp stamp;

	if (!stamp_read(text + range.start, range.end - range.start, reader->config->zone, &stamp, NULL) || stamp.day_only)
		return false;
	update->at = stamp.at;
	update->time_text = incident_range_text(reader, block, range);
	update->time_problem = NULL;
	return true;
}

static void
set_time(const struct reader *reader, struct heading *heading, const struct block_row *block, const struct wall_time *wall, size_t end)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	struct update *update = heading->update;
	const struct range behind = words_behind(text, end, block->text.length);
	const struct range whole = { wall->start, MAX(end, behind.end) };
	const bool more = !wall->zoned && update->status != STATUS_NONE && behind.start < behind.end;
	const char *trouble = time_trouble(reader, wall, text, whole);

	if (set_stamp(reader, update, block, whole) || set_stamp(reader, update, block, (struct range){ wall->start, more ? whole.end : end }))
		return;
	if (!trouble && more)
		trouble = "what follows is no known time zone";
	if (!trouble && !wall->has_day && (has_unread_day(text, (struct range){ 0, wall->start }) || has_unread_day(text, (struct range){ end, block->text.length })))
		trouble = "a date is written 2026-03-21";
	update->time_text = incident_range_text(reader, block, (struct range){ wall->start, more ? whole.end : end });
	update->time_problem = trouble;
	heading->wall = *wall;
	heading->has_time = !trouble;
}

/* Digits where a time was to be: what they are not is said by the reader of times. */
static void
complain_of_digits(const struct reader *reader, struct update *update, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	const char *problem = NULL;
	struct stamp stamp;

	for (size_t at = 0; at < block->text.length && !update->time_text.s;) {
		const struct range part = incident_trimmed(text, part_at(text, at, block->text.length, &at));

		if (part.start == part.end || !g_ascii_isdigit(text[part.start]) || skip_number(text, part) > part.start)
			continue;
		update->time_text = incident_range_text(reader, block, part);
		stamp_read(text + part.start, part.end - part.start, reader->config->zone, &stamp, &problem);
		update->time_problem = problem ? problem : "it is no date and time";
	}
}

void
incident_read_heading(const struct reader *reader, struct heading *heading, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	const size_t length = block->text.length;
	struct update *update = heading->update;
	struct range other = { length, length };
	struct found found;
	size_t end;

	update->at = update->promised = TIME_NONE;
	update->time_problem = "there is none";
	if (!find_time(reader, text, (struct range){ 0, length }, &found)) {
		find_status(reader, update, block, (struct range){ 0, length });
		if (update->status != STATUS_NONE)
			complain_of_digits(reader, update, block);
		return;
	}
	end = join_times(reader, text, length, &found, &other) ? other.end : found.range.end;
	find_status(reader, update, block, (struct range){ 0, found.range.start });
	find_status(reader, update, block, (struct range){ found.range.end, other.start });
	find_status(reader, update, block, (struct range){ other.end, length });
	set_time(reader, heading, block, &found.wall, end);
}
