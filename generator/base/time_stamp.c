/* Times as authors write them, and now. */
#include "base/time_parts.h"

#include <string.h>
#include <time.h>

#define YEAR_FIRST 1970
#define YEAR_LAST 2200
#define INSTANT_LAST INT64_C(7289654399) /* 2200-12-31T23:59:59Z */
#define OFFSET_MAX (14 * HOUR)           /* no place on Earth is further from UTC */

static const char *const month_names[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December"
};

/* ---- Abbreviations ---- */

/*
 * A standard time's region is one whose clocks do change; the same letters hold all year
 * elsewhere (MST in Phoenix, AEST in Brisbane).  Not here since they mean several things:
 * IST (India, Ireland, Israel), AST, ECT, SST.  BST, CST and EST mean more than one
 * offset too, but in English reports the others are rare.
 */
static const struct {
	const char *name;
	struct abbreviation meaning;
} abbreviations[] = {
	{ "UTC", { 0, false, NULL } },
	{ "GMT", { 0, false, NULL } },
	{ "Z", { 0, false, NULL } },
	{ "WET", { 0, false, "Europe/Lisbon" } },
	{ "WEST", { 1 * HOUR, true, "Europe/Lisbon" } },
	{ "BST", { 1 * HOUR, true, "Europe/London" } },
	{ "CET", { 1 * HOUR, false, "Europe/Berlin" } },
	{ "CEST", { 2 * HOUR, true, "Europe/Berlin" } },
	{ "EET", { 2 * HOUR, false, "Europe/Athens" } },
	{ "EEST", { 3 * HOUR, true, "Europe/Athens" } },
	{ "MSK", { 3 * HOUR, false, "Europe/Moscow" } },
	{ "EST", { -5 * HOUR, false, "America/New_York" } },
	{ "EDT", { -4 * HOUR, true, "America/New_York" } },
	{ "CST", { -6 * HOUR, false, "America/Chicago" } },
	{ "CDT", { -5 * HOUR, true, "America/Chicago" } },
	{ "MST", { -7 * HOUR, false, "America/Denver" } },
	{ "MDT", { -6 * HOUR, true, "America/Denver" } },
	{ "PST", { -8 * HOUR, false, "America/Los_Angeles" } },
	{ "PDT", { -7 * HOUR, true, "America/Los_Angeles" } },
	{ "AKST", { -9 * HOUR, false, "America/Anchorage" } },
	{ "AKDT", { -8 * HOUR, true, "America/Anchorage" } },
	{ "HST", { -10 * HOUR, false, "Pacific/Honolulu" } },
	{ "JST", { 9 * HOUR, false, "Asia/Tokyo" } },
	{ "AEST", { 10 * HOUR, false, "Australia/Sydney" } },
	{ "AEDT", { 11 * HOUR, true, "Australia/Sydney" } },
	{ "NZST", { 12 * HOUR, false, "Pacific/Auckland" } },
	{ "NZDT", { 13 * HOUR, true, "Pacific/Auckland" } },
};

bool
abbreviation_find(const char *text, size_t length, struct abbreviation *abbreviation)
{
	for (size_t i = 0; i < G_N_ELEMENTS(abbreviations); i++) {
		const char *name = abbreviations[i].name;

		if (strlen(name) != length)
			continue;
		/* "est" is a word in French and in Latin, "utc" in no language */
		if (abbreviations[i].meaning.region ? strncmp(name, text, length) != 0 :
		                                      g_ascii_strncasecmp(name, text, length) != 0)
			continue;
		*abbreviation = abbreviations[i].meaning;
		return true;
	}
	return false;
}

/* ---- Stamps ---- */

/* The parts below read one thing each and return the problem, or NULL. */

static const char *
check_date(const struct civil *civil)
{
	if (civil->year < YEAR_FIRST || civil->year > YEAR_LAST)
		return time_problem("the year %04d is not between %d and %d", civil->year, YEAR_FIRST, YEAR_LAST);
	if (civil->month < 1 || civil->month > 12)
		return time_problem("the month is %d", civil->month);
	if (civil->day < 1 || civil->day > 31)
		return time_problem("the day is %d", civil->day);
	if (date_exists(civil->year, civil->month, civil->day))
		return NULL;
	if (civil->month == 2 && civil->day == 29)
		return time_problem("there is no 29 February in %d", civil->year);
	return time_problem("there is no %d %s", civil->day, month_names[civil->month - 1]);
}

static const char *
read_date(struct cursor *cursor, struct civil *civil)
{
	if (cursor->at == cursor->end)
		return "there is no date";
	if (!cursor_take_digits(cursor, 4, 4, &civil->year) || !cursor_take(cursor, "-") ||
	    !cursor_take_digits(cursor, 2, 2, &civil->month) || !cursor_take(cursor, "-") ||
	    !cursor_take_digits(cursor, 2, 2, &civil->day))
		return "a date is written 2026-03-21";
	return check_date(civil);
}

static const char *
check_clock(const struct civil *civil)
{
	if (civil->hour > 23)
		return time_problem("the hour is %d", civil->hour);
	if (civil->minute > 59)
		return time_problem("the minute is %d", civil->minute);
	if (civil->second > 59)
		return time_problem("the second is %d", civil->second);
	return NULL;
}

static const char *
read_clock(struct cursor *cursor, struct civil *civil)
{
	static const char form[] = "a time is written 02:30 or 02:30:00";
	int64_t fraction;

	if (!cursor_take_digits(cursor, 1, 2, &civil->hour) || !cursor_take(cursor, ":") ||
	    !cursor_take_digits(cursor, 2, 2, &civil->minute))
		return form;
	if (cursor_take(cursor, ":")) {
		if (!cursor_take_digits(cursor, 2, 2, &civil->second))
			return form;
		if ((cursor_take(cursor, ".") || cursor_take(cursor, ",")) && cursor_take_number(cursor, 0, &fraction) == 0)
			return form;
	}
	return check_clock(civil);
}

/* The place of a stamp's clock: fixed seconds from UTC, or a zone's rules. */
struct location {
	bool given;
	int offset;
	GTimeZone *rules; /* NULL: the offset holds */
};

static const char *
read_offset(struct cursor *cursor, struct location *location)
{
	static const char form[] = "an offset is written +01:00";
	int sign = cursor_peek(cursor) == '-' ? -1 : 1;
	int hours, minutes = 0;

	cursor->at++;
	if (cursor_take_digits(cursor, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!cursor_take_digits(cursor, 1, 2, &hours) ||
	    (cursor_take(cursor, ":") && !cursor_take_digits(cursor, 2, 2, &minutes))) {
		return form;
	}
	if (cursor->at < cursor->end)
		return form;
	if (minutes > 59)
		return time_problem("the offset's minutes are %d", minutes);
	if (hours * HOUR + minutes * MINUTE > OFFSET_MAX)
		return "the offset is more than 14 hours";
	location->offset = sign * (hours * HOUR + minutes * MINUTE);
	return NULL;
}

static const char *
read_iana_name(const struct cursor *cursor, struct location *location)
{
	size_t length = (size_t)(cursor->end - cursor->at);
	g_autofree char *name = g_strndup(cursor->at, length);

	/* a NUL would end the name early */
	location->rules = strlen(name) == length ? zone_load_rules(name) : NULL;
	if (location->rules)
		return NULL;
	if (g_ascii_strcasecmp(name, "am") == 0 || g_ascii_strcasecmp(name, "pm") == 0)
		return "a time is written with 24 hours, as 14:30";
	if (strchr(name, '/'))
		return "there is no such time zone";
	return "what follows is no known time zone";
}

/* Reads all that is left. */
static const char *
read_location(struct cursor *cursor, struct location *location)
{
	size_t length = cursor_word(cursor);
	bool is_last = cursor->at + length == cursor->end;
	struct abbreviation abbreviation;

	location->given = true;
	if (cursor_peek(cursor) == '+' || cursor_peek(cursor) == '-')
		return read_offset(cursor, location);
	if (!abbreviation_find(cursor->at, length, &abbreviation))
		return read_iana_name(cursor, location);
	location->offset = abbreviation.offset;
	if (is_last)
		return NULL;
	cursor->at += length;
	/* "UTC+2" is what people mean by it; "EST+2" might be anything */
	if (!abbreviation.region && length > 1 && (cursor_peek(cursor) == '+' || cursor_peek(cursor) == '-'))
		return read_offset(cursor, location);
	return "what follows is no known time zone";
}

/* Reads what follows a date; *day_only is whether no time of day did. */
static const char *
read_after_date(struct cursor *cursor, struct civil *civil, struct location *location, bool *day_only)
{
	bool blank = cursor_take_blanks(cursor);
	bool marked = !blank && (cursor_take(cursor, "T") || cursor_take(cursor, "t"));
	const char *problem;

	*day_only = !marked && !g_ascii_isdigit(cursor_peek(cursor));
	if (cursor->at == cursor->end && *day_only)
		return NULL;
	if (!blank && !marked)
		return "what follows the date can't be read";
	if (!*day_only) {
		problem = read_clock(cursor, civil);
		if (problem)
			return problem;
		cursor_take_blanks(cursor);
	}
	return cursor->at < cursor->end ? read_location(cursor, location) : NULL;
}

static int64_t
locate(const struct civil *civil, const struct location *location, const struct zone *zone)
{
	struct zone own = { .name = "", .rules = location->rules };

	if (!location->given)
		return time_from_civil(zone, civil);
	return time_from_civil(&own, civil) - location->offset;
}

bool
stamp_read(const char *text, size_t length, const struct zone *zone, struct stamp *stamp, const char **problem)
{
	struct cursor cursor = cursor_trimmed(text, length);
	struct civil civil = { 0 };
	struct location location = { 0 };
	bool day_only = false;
	const char *found = read_date(&cursor, &civil);

	if (!found)
		found = read_after_date(&cursor, &civil, &location, &day_only);
	if (!found)
		*stamp = (struct stamp){
			.at = locate(&civil, &location, zone),
			.day_only = day_only,
			.zoned = location.given,
		};
	g_clear_pointer(&location.rules, g_time_zone_unref);
	return time_report(found, problem);
}

/* ---- Now ---- */

/* The reproducible-builds specification wants digits and nothing else, and a build that
 * fails over a value that has others: quietly taking the clock would be worse. */
static const char *
read_epoch(const char *text, int64_t *now)
{
	struct cursor cursor = { text, text + strlen(text) };

	if (cursor_take_number(&cursor, INSTANT_LAST + 1, now) == 0 || cursor.at < cursor.end)
		return "SOURCE_DATE_EPOCH is not a number of seconds since 1970";
	if (*now > INSTANT_LAST)
		return time_problem("SOURCE_DATE_EPOCH is after the year %d", YEAR_LAST);
	return NULL;
}

static const char *
read_option(const char *text, const struct zone *zone, int64_t *now)
{
	struct stamp stamp;
	const char *problem;

	if (!stamp_read(text, strlen(text), zone, &stamp, &problem))
		return problem;
	*now = stamp.at;
	return NULL;
}

bool
time_now(const char *option, const struct zone *zone, int64_t *now, const char **problem)
{
	const char *epoch = g_getenv("SOURCE_DATE_EPOCH");
	const char *found = NULL;
	int64_t seconds;

	if (option)
		found = read_option(option, zone, &seconds);
	else if (epoch && *epoch)
		found = read_epoch(epoch, &seconds);
	else
		seconds = (int64_t)time(NULL);
	if (!found)
		*now = seconds;
	return time_report(found, problem);
}
