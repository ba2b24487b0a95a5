#include "base/walltime.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

#define DAY 86400

/* ---- Reading a time ---- */

struct cursor {
	const char *text;
	size_t length, at;
};

static char
peek(const struct cursor *cursor, size_t ahead)
{
	return cursor->at + ahead < cursor->length ? cursor->text[cursor->at + ahead] : '\0';
}

static bool
take(struct cursor *cursor, const char *words)
{
	const size_t length = strlen(words);

	if (cursor->length - cursor->at < length || strncmp(cursor->text + cursor->at, words, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

static bool
take_blanks(struct cursor *cursor)
{
	const size_t start = cursor->at;

	while (peek(cursor, 0) == ' ' || peek(cursor, 0) == '\t' || take(cursor, "\u00a0"))
		if (peek(cursor, 0) == ' ' || peek(cursor, 0) == '\t')
			cursor->at++;
	return cursor->at > start;
}

/* The letters from here on. */
static size_t
word_length(const struct cursor *cursor)
{
	size_t length = 0;

	while (g_ascii_isalpha(peek(cursor, length)))
		length++;
	return length;
}

/* Takes a whole word, ASCII case ignored. */
static bool
take_word(struct cursor *cursor, const char *word)
{
	const size_t length = strlen(word);

	if (word_length(cursor) != length || g_ascii_strncasecmp(cursor->text + cursor->at, word, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

static bool
take_any_word(struct cursor *cursor, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (take_word(cursor, words[i]))
			return true;
	return false;
}

/* Between least and most digits, and no digit behind them. */
static bool
take_number(struct cursor *cursor, size_t least, size_t most, int *number)
{
	size_t count = 0;

	*number = 0;
	while (count <= most && g_ascii_isdigit(peek(cursor, count)))
		*number = *number * 10 + (peek(cursor, count++) - '0');
	if (count < least || count > most)
		return false;
	cursor->at += count;
	return true;
}

static bool
take_dash(struct cursor *cursor)
{
	return take(cursor, "—") || take(cursor, "–") || take(cursor, "−") || take(cursor, "-");
}

/* "~", "ca.", "about": no matter how exactly. */
static void
skip_vague(struct cursor *cursor)
{
	static const char *const words[] = {
		"ca", "circa", "c", "approx", "approximately", "about", "around", "at", NULL
	};
	struct cursor before = *cursor;

	take_blanks(cursor);
	if (take(cursor, "~") || take(cursor, "≈") || take(cursor, "@")) {
		take_blanks(cursor);
	} else if (take_any_word(cursor, words)) {
		take(cursor, ".");
		take_blanks(cursor);
	} else {
		*cursor = before;
		take_blanks(cursor);
	}
}

static void
skip_weekday(struct cursor *cursor)
{
	static const char *const words[] = {
		"Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "Monday",
		"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", NULL
	};

	if (!take_any_word(cursor, words))
		return;
	if (!take(cursor, ","))
		take(cursor, ".");
	take_blanks(cursor);
}

/* ---- Days ---- */

static bool
take_month(struct cursor *cursor, int *month)
{
	static const char *const names[] = {
		"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"
	};
	const size_t length = word_length(cursor);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const bool is_short = length == 3 || (length == 4 && i == 8);

		if ((length != strlen(names[i]) && !is_short) || g_ascii_strncasecmp(cursor->text + cursor->at, names[i], length) != 0)
			continue;
		cursor->at += length;
		take(cursor, ".");
		*month = (int)i + 1;
		return true;
	}
	return false;
}

static bool
take_day_number(struct cursor *cursor, int *day)
{
	static const char *const endings[] = { "st", "nd", "rd", "th", NULL };

	if (!take_number(cursor, 1, 2, day))
		return false;
	if (!take_any_word(cursor, endings))
		take(cursor, ".");
	return true;
}

/* A year that may follow a day and a month. */
static void
take_year(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;

	take(&rest, ",");
	take_blanks(&rest);
	if (!take_number(&rest, 4, 4, &wall->year) || peek(&rest, 0) == ':')
		return;
	wall->has_year = true;
	*cursor = rest;
}

/* 2026-03-21 and 2026/03/21. */
static bool
read_iso_day(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	char mark;

	if (!take_number(&rest, 4, 4, &wall->year))
		return false;
	mark = peek(&rest, 0);
	if (mark != '-' && mark != '/')
		return false;
	rest.at++;
	if (!take_number(&rest, 1, 2, &wall->month) || peek(&rest, 0) != mark)
		return false;
	rest.at++;
	if (!take_number(&rest, 1, 2, &wall->day))
		return false;
	wall->has_year = true;
	*cursor = rest;
	return true;
}

/* "Jan 5, 2018". */
static bool
read_month_first(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;

	if (!take_month(&rest, &wall->month) || !take_blanks(&rest) || !take_day_number(&rest, &wall->day))
		return false;
	if (peek(&rest, 0) == ':' && g_ascii_isdigit(peek(&rest, 1)))
		return false;
	take_year(&rest, wall);
	*cursor = rest;
	return true;
}

/* "19. April", "5th of January 2018". */
static bool
read_day_first(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;

	if (!take_day_number(&rest, &wall->day))
		return false;
	take_blanks(&rest);
	if (take_word(&rest, "of"))
		take_blanks(&rest);
	if (!take_month(&rest, &wall->month))
		return false;
	take_year(&rest, wall);
	*cursor = rest;
	return true;
}

/* 21.03.2026. */
static bool
read_dotted_day(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;

	if (!take_number(&rest, 1, 2, &wall->day) || !take(&rest, ".") || !take_number(&rest, 1, 2, &wall->month))
		return false;
	if (!take(&rest, ".") || !take_number(&rest, 4, 4, &wall->year))
		return false;
	wall->has_year = true;
	*cursor = rest;
	return true;
}

/* 03/21/2026 and 21/03/2026, where one number can be no month. */
static bool
read_slashed_day(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	int first, second;

	if (!take_number(&rest, 1, 2, &first) || !take(&rest, "/") || !take_number(&rest, 1, 2, &second))
		return false;
	if (!take(&rest, "/") || !take_number(&rest, 4, 4, &wall->year))
		return false;
	wall->has_year = true;
	wall->month = first > 12 ? second : first;
	wall->day = first > 12 ? first : second;
	if (first <= 12 && second <= 12 && first != second)
		wall->why = "day and month can be read in two ways";
	*cursor = rest;
	return true;
}

static bool
read_day(struct cursor *cursor, struct wall_time *wall)
{
	static bool (*const readers[])(struct cursor *, struct wall_time *) = {
		read_iso_day, read_dotted_day, read_slashed_day, read_month_first, read_day_first,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(readers); i++) {
		wall->has_year = false;
		if (!readers[i](cursor, wall))
			continue;
		wall->has_day = true;
		if (!wall->why && !date_exists(wall->has_year ? wall->year : 2000, wall->month, wall->day))
			wall->why = "there is no such day";
		wall->bad_day = wall->why != NULL;
		return true;
	}
	return false;
}

/* ---- Clocks ---- */

static bool
take_half_of_day(struct cursor *cursor, bool *afternoon)
{
	static const char *const morning[] = { "am", NULL };
	static const char *const evening[] = { "pm", NULL };
	struct cursor rest = *cursor;

	take_blanks(&rest);
	if (take(&rest, "a.m.") || take_any_word(&rest, morning))
		*afternoon = false;
	else if (take(&rest, "p.m.") || take_any_word(&rest, evening))
		*afternoon = true;
	else
		return false;
	*cursor = rest;
	return true;
}

static void
set_half_of_day(struct wall_time *wall, bool afternoon)
{
	if (wall->hour < 1 || wall->hour > 12)
		wall->why = "with am or pm an hour is 1 to 12";
	wall->hour = wall->hour % 12 + (afternoon ? 12 : 0);
}

static void
judge_clock(struct wall_time *wall)
{
	if (wall->hour > 24 || (wall->hour == 24 && (wall->minute || wall->second)))
		wall->why = "there is no such hour";
	else if (wall->minute > 59)
		wall->why = "there is no such minute";
	else if (wall->second > 59)
		wall->why = "there is no such second";
}

/* ":05" and ":05.123". */
static void
take_seconds(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;

	wall->second = 0;
	if (!take(&rest, ":") || !take_number(&rest, 2, 2, &wall->second)) {
		wall->second = 0;
		return;
	}
	if ((peek(&rest, 0) == '.' || peek(&rest, 0) == ',') && g_ascii_isdigit(peek(&rest, 1)))
		for (rest.at++; g_ascii_isdigit(peek(&rest, 0));)
			rest.at++;
	*cursor = rest;
}

/* Whether what was read could go on: "12:34:56:78", "14:30min", "10:20%". */
static bool
is_clock_end(const struct cursor *cursor)
{
	const char next = peek(cursor, 0);

	if (next == ':')
		return !g_ascii_isalnum(peek(cursor, 1));
	if (next == 'Z')
		return !g_ascii_isalnum(peek(cursor, 1));
	return !g_ascii_isalnum(next) && next != '%' && next != '_';
}

/* "14:23", "14:23:05", "2:30 AM", "14h23". */
static bool
read_full_clock(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	bool afternoon;

	if (!take_number(&rest, 1, 2, &wall->hour))
		return false;
	if (!take(&rest, ":") && !take(&rest, "h"))
		return false;
	if (!take_number(&rest, 2, 2, &wall->minute))
		return false;
	take_seconds(&rest, wall);
	judge_clock(wall);
	if (take_half_of_day(&rest, &afternoon))
		set_half_of_day(wall, afternoon);
	if (!is_clock_end(&rest))
		return false;
	*cursor = rest;
	return true;
}

/* "2 PM". */
static bool
read_hour_clock(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	bool afternoon;

	wall->minute = wall->second = 0;
	if (!take_number(&rest, 1, 2, &wall->hour) || !take_half_of_day(&rest, &afternoon) || !is_clock_end(&rest))
		return false;
	set_half_of_day(wall, afternoon);
	*cursor = rest;
	return true;
}

/* "2X:XX", "14:??": a time that its author did not know. */
static bool
read_unknown_clock(struct cursor *cursor, struct wall_time *wall)
{
	static const char digits[] = "0123456789Xx?";
	const char *text = cursor->text + cursor->at;
	const size_t left = cursor->length - cursor->at;
	size_t hour = 0;

	while (hour < left && hour < 2 && strchr(digits, text[hour]))
		hour++;
	if (hour == 0 || left < hour + 3 || text[hour] != ':')
		return false;
	for (size_t i = 1; i <= 2; i++)
		if (!text[hour + i] || !strchr(digits, text[hour + i]))
			return false;
	if (left > hour + 3 && g_ascii_isalnum(text[hour + 3]))
		return false;
	if (strspn(text, "0123456789:") >= hour + 3)
		return false;
	cursor->at += hour + 3;
	wall->why = "not all of its digits are known";
	return true;
}

static bool
read_clock(struct cursor *cursor, struct wall_time *wall)
{
	if (!read_full_clock(cursor, wall) && !read_hour_clock(cursor, wall)) {
		if (!read_unknown_clock(cursor, wall))
			return false;
	}
	wall->has_clock = true;
	return true;
}

/* ---- Zones ---- */

/* "+2", "+02", "+02:00", "-0530". */
static bool
take_offset(struct cursor *cursor, int *offset)
{
	struct cursor rest = *cursor;
	const int sign = peek(&rest, 0) == '-' ? -1 : 1;
	int hours, minutes = 0;

	if (!take(&rest, "+") && !take(&rest, "-"))
		return false;
	if (take_number(&rest, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_number(&rest, 1, 2, &hours)) {
		return false;
	} else if (peek(&rest, 0) == ':' && g_ascii_isdigit(peek(&rest, 1))) {
		rest.at++;
		if (!take_number(&rest, 2, 2, &minutes))
			return false;
	}
	if (hours > 14 || minutes > 59 || g_ascii_isalnum(peek(&rest, 0)))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	*cursor = rest;
	return true;
}

static bool
take_named_zone(struct pool *pool, struct cursor *cursor, struct wall_zone *zone)
{
	g_autofree char *name = NULL;
	size_t length = 0;

	while (g_ascii_isalnum(peek(cursor, length)) || (peek(cursor, length) && strchr("/_-+", peek(cursor, length))))
		length++;
	name = g_strndup(cursor->text + cursor->at, length);
	if (!strchr(name, '/') || !(zone->zone = zone_find(pool, name)))
		return false;
	cursor->at += length;
	return true;
}

/* "ET" is what people in New York mean by EST or EDT, whichever holds. */
static bool
take_regional_zone(struct pool *pool, struct cursor *cursor, struct wall_zone *zone)
{
	static const struct {
		const char *word, *name;
	} regions[] = {
		{ "ET", "America/New_York" },
		{ "CT", "America/Chicago" },
		{ "MT", "America/Denver" },
		{ "PT", "America/Los_Angeles" },
	};
	const size_t length = word_length(cursor);

	for (size_t i = 0; i < G_N_ELEMENTS(regions); i++) {
		if (length != strlen(regions[i].word) || strncmp(cursor->text + cursor->at, regions[i].word, length) != 0)
			continue;
		cursor->at += length;
		zone->zone = zone_find(pool, regions[i].name);
		return zone->zone != NULL;
	}
	return false;
}

/* "UTC", "CEST", "UTC+2", "Europe/Berlin", "ET". */
static bool
take_zone(struct pool *pool, struct cursor *cursor, struct wall_zone *zone)
{
	const size_t length = word_length(cursor);
	struct abbreviation abbreviation;

	*zone = (struct wall_zone){ 0 };
	if (take_named_zone(pool, cursor, zone))
		return true;
	if (length && peek(cursor, length) && strchr("/_", peek(cursor, length)))
		return false;
	if (length < 2 || !abbreviation_find(cursor->text + cursor->at, length, &abbreviation))
		return take_regional_zone(pool, cursor, zone);
	if (g_ascii_isdigit(peek(cursor, length)))
		return false;
	cursor->at += length;
	zone->offset = abbreviation.offset;
	if (!abbreviation.region)
		take_offset(cursor, &zone->offset);
	return true;
}

/* The zone that may stand behind a clock. */
static void
read_zone(struct pool *pool, struct cursor *cursor, struct wall_time *wall, bool after_t)
{
	struct cursor rest = *cursor;
	bool bracket;

	if (take(&rest, "Z") || (peek(&rest, 0) == '+' && take_offset(&rest, &wall->zone.offset)) ||
	    (after_t && take_offset(&rest, &wall->zone.offset))) {
		wall->zone_start = cursor->at;
	} else {
		take_blanks(&rest);
		bracket = take(&rest, "(");
		wall->zone_start = rest.at;
		if (!take_zone(pool, &rest, &wall->zone))
			return;
		if (bracket && peek(&rest, 0) != ')')
			return;
	}
	wall->zone_end = rest.at;
	wall->zoned = true;
	take(&rest, ")");
	*cursor = rest;
}

/* ---- The whole of a time ---- */

static void
take_distance(const struct cursor *start, struct cursor *cursor, struct wall_time *wall)
{
	struct wall_time clock = { 0 };
	size_t used;

	if (read_full_clock(cursor, &clock)) {
		wall->distance = clock.hour * 3600 + clock.minute * 60 + clock.second;
		wall->why = clock.why;
	} else if (duration_read_prose(cursor->text + cursor->at, cursor->length - cursor->at, &wall->distance, &used)) {
		cursor->at += used;
	} else {
		*cursor = *start;
	}
}

/* "+5m", "T+1h30m", "T+00:05". */
static bool
read_relative(struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	bool backwards = false;

	if (take(&rest, "T") || take(&rest, "t"))
		backwards = peek(&rest, 0) == '-';
	if (!take(&rest, "+") && !(backwards && take(&rest, "-")))
		return false;
	if (!g_ascii_isdigit(peek(&rest, 0)))
		return false;
	take_distance(cursor, &rest, wall);
	if (rest.at == cursor->at)
		return false;
	if (backwards)
		wall->distance = -wall->distance;
	wall->relative = true;
	*cursor = rest;
	return true;
}

/* What stands between a day and a clock; whether it is a "T". */
static bool
skip_to_clock(struct cursor *cursor)
{
	if (peek(cursor, 0) == 'T' && g_ascii_isdigit(peek(cursor, 1))) {
		cursor->at++;
		return true;
	}
	take(cursor, ",");
	take_blanks(cursor);
	if (take_dash(cursor))
		take_blanks(cursor);
	skip_vague(cursor);
	return false;
}

/* "13:30-13:45", "02:30 to 02:37 UTC": the first time counts. */
static void
skip_range(struct pool *pool, struct cursor *cursor, struct wall_time *wall)
{
	struct cursor rest = *cursor;
	struct wall_time end = { 0 };

	take_blanks(&rest);
	if (!take_dash(&rest) && !take_word(&rest, "to") && !take_word(&rest, "until"))
		return;
	skip_vague(&rest);
	if (read_iso_day(&rest, &end))
		skip_to_clock(&rest);
	if (!read_clock(&rest, &end) || end.why)
		return;
	read_zone(pool, &rest, wall->zoned ? &end : wall, false);
	*cursor = rest;
}

/* A month and a day alone may be the beginning of a sentence: "May 5 nodes…". */
static bool
is_day_alone(const struct cursor *cursor, const struct wall_time *wall)
{
	struct cursor rest = *cursor;

	if (g_ascii_isalnum(peek(&rest, 0)) || peek(&rest, 0) == '-' || peek(&rest, 0) == '/' || peek(&rest, 0) == '_')
		return false;
	if (wall->has_year)
		return true;
	take_blanks(&rest);
	return rest.at == rest.length || take_dash(&rest) || strchr(":,|.)]", peek(&rest, 0));
}

static bool
read_day_and_clock(struct pool *pool, struct cursor *cursor, struct wall_time *wall)
{
	struct cursor day_end;
	bool after_t;

	skip_weekday(cursor);
	if (!read_day(cursor, wall)) {
		if (!read_clock(cursor, wall))
			return false;
		after_t = false;
	} else {
		const char *why = wall->why;

		day_end = *cursor;
		after_t = skip_to_clock(cursor);
		if (!read_clock(cursor, wall)) {
			*cursor = day_end;
			return is_day_alone(cursor, wall);
		}
		wall->why = why ? why : wall->why;
	}
	read_zone(pool, cursor, wall, after_t);
	skip_range(pool, cursor, wall);
	return true;
}

static size_t
skip_separators(struct cursor cursor)
{
	for (;;) {
		take_blanks(&cursor);
		if (take_dash(&cursor) || take(&cursor, "·") || take(&cursor, "•"))
			continue;
		if (!peek(&cursor, 0) || !strchr(":|,])>", peek(&cursor, 0)))
			return cursor.at;
		cursor.at++;
	}
}

bool
wall_time_read(struct pool *pool, const char *text, size_t length, struct wall_time *wall)
{
	struct cursor cursor = { .text = text, .length = length };
	bool bracket;

	*wall = (struct wall_time){ 0 };
	take_blanks(&cursor);
	bracket = take(&cursor, "[") || take(&cursor, "(");
	skip_vague(&cursor);
	wall->start = cursor.at;
	if (!read_relative(&cursor, wall) && !read_day_and_clock(pool, &cursor, wall))
		return false;
	wall->end = cursor.at;
	if (bracket && !take(&cursor, "]"))
		take(&cursor, ")");
	wall->rest = skip_separators(cursor);
	return true;
}

/* ---- From a time to an instant ---- */

static struct civil
civil_in(struct wall_zone zone, int64_t at)
{
	return zone.zone ? time_to_civil(zone.zone, at) : time_to_civil(zone_utc(), at + zone.offset);
}

int64_t
wall_zone_instant(struct wall_zone zone, const struct civil *civil)
{
	return zone.zone ? time_from_civil(zone.zone, civil) : time_from_civil(zone_utc(), civil) - zone.offset;
}

int64_t
wall_zone_add_days(struct wall_zone zone, int64_t at, int days)
{
	return zone.zone ? time_add_days(zone.zone, at, days) : at + (int64_t)days * DAY;
}

/* The year that brings a day nearest to the reference. */
static int
guess_year(const struct wall_time *wall, const struct civil *reference)
{
	const int months = wall->month - reference->month;

	return reference->year + (months < -6) - (months > 6);
}

int64_t
wall_time_at(const struct wall_time *wall, struct wall_zone zone, int64_t reference)
{
	const struct wall_zone in = wall->zoned ? wall->zone : zone;
	struct civil civil;
	int64_t at;

	if (wall->why)
		return TIME_NONE;
	if (wall->relative)
		return reference + wall->distance;
	civil = civil_in(in, reference);
	if (wall->has_day) {
		civil.year = wall->has_year ? wall->year : guess_year(wall, &civil);
		civil.month = wall->month;
		civil.day = wall->day;
	}
	if (!date_exists(civil.year, civil.month, civil.day))
		return TIME_NONE;
	civil.hour = wall->hour % 24;
	civil.minute = wall->minute;
	civil.second = wall->second;
	at = wall_zone_instant(in, &civil);
	return wall->hour == 24 ? wall_zone_add_days(in, at, 1) : at;
}

/* ---- Zones in a text ---- */

bool
wall_zone_find(struct pool *pool, const char *text, size_t length, struct wall_zone *zone, size_t *start, size_t *end)
{
	struct cursor cursor = { .text = text, .length = length };

	while (cursor.at < length) {
		const size_t at = cursor.at;

		if (take_zone(pool, &cursor, zone)) {
			*start = at;
			*end = cursor.at;
			return true;
		}
		while (g_ascii_isalnum(peek(&cursor, 0)) || (peek(&cursor, 0) && strchr("/_", peek(&cursor, 0))))
			cursor.at++;
		if (cursor.at == at)
			cursor.at++;
	}
	return false;
}
