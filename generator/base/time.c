/*
 * The calendar is worked out here with integers; GLib is asked only for what the zone
 * tables say.  The two conversions between dates and days are days_from_civil and
 * civil_from_days of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (https://howardhinnant.github.io/date_algorithms.html), which he put into the public
 * domain.
 */
#include "base/time.h"

#include <glib.h>
#include <string.h>
#include <time.h>

#include "base/pool.h"

#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define WEEK (7 * DAY)

#define YEAR_FIRST 1970
#define YEAR_LAST 2200
#define INSTANT_LAST INT64_C(7289654399) /* 2200-12-31T23:59:59Z */
#define OFFSET_MAX (14 * HOUR)           /* no place on Earth is further from UTC */

/* Instants are moved into the years 1 to 9999 before they are taken apart, so that no
 * sum overflows and four digits hold every year. */
#define CALENDAR_FIRST (-INT64_C(62135510400)) /* 0001-01-02T00:00:00Z */
#define CALENDAR_LAST INT64_C(253402214399)    /* 9999-12-30T23:59:59Z */

struct zone {
	const char *name;
	GTimeZone *rules; /* NULL: UTC */
};

static const struct zone utc = { .name = "UTC" };

static const char *const month_names[] = {
	"January", "February", "March", "April", "May", "June", "July", "August", "September",
	"October", "November", "December"
};
static const char *const weekday_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

/* ---- The calendar ---- */

static int64_t
divide_down(int64_t number, int64_t by)
{
	return number / by - (number % by < 0);
}

/* Days from 1970-01-01 to a date.  Years begin in March here, so that the leap day is
 * the last of its year; an era is 400 years. */
static int64_t
days_from_date(int64_t year, int month, int64_t day)
{
	int64_t shifted = year - (month <= 2);
	int64_t era = divide_down(shifted, 400);
	int64_t year_of_era = shifted - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468 + day - 1;
}

/* The other way round: sets year, month and day. */
static void
date_from_days(int64_t days, struct civil *civil)
{
	int64_t shifted = days + 719468;
	int64_t era = divide_down(shifted, 146097);
	int64_t day_of_era = shifted - era * 146097;
	int64_t leap_days = day_of_era / 1460 - day_of_era / 36524 + day_of_era / 146096;
	int64_t year_of_era = (day_of_era - leap_days) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;

	civil->day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
	civil->month = (int)(month < 10 ? month + 3 : month - 9);
	civil->year = (int)(year_of_era + era * 400 + (civil->month <= 2));
}

static bool
is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool
date_exists(int year, int month, int day)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	if (month < 1 || month > 12 || day < 1)
		return false;
	return day <= lengths[month - 1] + (month == 2 && is_leap_year(year));
}

/* ---- Zones ---- */

/*
 * Whether a name has the form of a file in the zone tables.  Parts begin with a letter,
 * which keeps offsets ("+02:00") and ".." out.  A first part with digits is no region but
 * a POSIX rule ("EST5EDT", "GMT+0"), which GLib would take as well.
 */
static bool
has_zone_form(const char *name)
{
	size_t region = strcspn(name, "/");

	if (strcspn(name, "0123456789+") < region)
		return false;
	for (const char *part = name;; part++) {
		if (!g_ascii_isalpha(*part))
			return false;
		part += strspn(part, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_+-");
		if (*part != '/')
			return *part == '\0';
	}
}

/* Files that have the form of a zone's name and are none: abbreviations, which mean a fixed
 * offset or a rule of some country; what the machine was set to; lists. */
static bool
is_refused_zone(const char *name)
{
	static const char *const refused[] = {
		"CET", "EET", "EST", "GMT", "HST", "MET", "MST", "WET", "Z", "Factory", "leapseconds",
		"localtime", "posixrules", NULL
	};

	return g_strv_contains(refused, name) || g_str_has_prefix(name, "posix/") ||
	    g_str_has_prefix(name, "right/");
}

/* The rules of an IANA name, or NULL. */
static GTimeZone *
load_rules(const char *name)
{
	if (!has_zone_form(name) || is_refused_zone(name))
		return NULL;
	return g_time_zone_new_identifier(name);
}

static void
release_rules(void *rules)
{
	g_time_zone_unref(rules);
}

const struct zone *
zone_find(struct pool *pool, const char *name)
{
	GTimeZone *rules;
	struct zone *zone;

	if (strcmp(name, utc.name) == 0)
		return &utc;
	rules = load_rules(name);
	if (!rules)
		return NULL;
	zone = pool_new0(pool, struct zone);
	zone->name = pool_strdup(pool, name);
	zone->rules = pool_adopt(pool, rules, release_rules);
	return zone;
}

const char *
zone_name(const struct zone *zone)
{
	return zone->name;
}

const struct zone *
zone_utc(void)
{
	return &utc;
}

static int
interval_at(const struct zone *zone, int64_t at)
{
	return g_time_zone_find_interval(zone->rules, G_TIME_TYPE_UNIVERSAL, at);
}

static int64_t
offset_at(const struct zone *zone, int64_t at)
{
	if (!zone->rules)
		return 0;
	return g_time_zone_get_offset(zone->rules, interval_at(zone, at));
}

bool
zone_is_steady(const struct zone *zone, int64_t from, int64_t until)
{
	return !zone->rules || interval_at(zone, from) == interval_at(zone, until);
}

/* Lives as long as the zone. */
static const char *
abbreviation_at(const struct zone *zone, int64_t at)
{
	if (!zone->rules)
		return utc.name;
	return g_time_zone_get_abbreviation(zone->rules, interval_at(zone, at));
}

const char *
zone_abbreviation(struct pool *pool, const struct zone *zone, int64_t at)
{
	return pool_strdup(pool, abbreviation_at(zone, at));
}

/* ---- Calendar and instants ---- */

/* The reading of a clock as a count of seconds, as if the clock showed UTC. */
static int64_t
seconds_from_civil(const struct civil *civil)
{
	int64_t months = (int64_t)civil->month - 1;
	int64_t year = civil->year + divide_down(months, 12);
	int month = (int)(months - divide_down(months, 12) * 12) + 1;
	int64_t days = days_from_date(year, month, civil->day);

	return days * DAY + (int64_t)civil->hour * HOUR + (int64_t)civil->minute * MINUTE + civil->second;
}

/* The first instant in from … until whose offset is not that of from; until's differs. */
static int64_t
find_change(const struct zone *zone, int64_t from, int64_t until)
{
	int64_t offset = offset_at(zone, from);

	while (until - from > 1) {
		int64_t middle = from + (until - from) / 2;

		if (offset_at(zone, middle) == offset)
			from = middle;
		else
			until = middle;
	}
	return until;
}

/*
 * The instant at which the zone's clocks show local.  Offsets are less than a day, so the
 * ones a day before and after are those of both sides of any change; each gives a
 * candidate, which is right where that offset holds then.  Where neither is, local falls
 * into a gap.
 */
static int64_t
instant_of(const struct zone *zone, int64_t local, bool last)
{
	int64_t before = offset_at(zone, local - DAY);
	int64_t after = offset_at(zone, local + DAY);
	int64_t early = local - before, late = local - after;

	if (before == after)
		return early;
	if (last && offset_at(zone, late) == after)
		return late;
	if (offset_at(zone, early) == before)
		return early;
	if (offset_at(zone, late) == after)
		return late;
	return find_change(zone, local - DAY, local + DAY);
}

int64_t
time_from_civil(const struct zone *zone, const struct civil *civil)
{
	return instant_of(zone, seconds_from_civil(civil), false);
}

int64_t
time_from_civil_last(const struct zone *zone, const struct civil *civil)
{
	return instant_of(zone, seconds_from_civil(civil), true);
}

struct civil
time_to_civil(const struct zone *zone, int64_t at)
{
	int64_t instant = CLAMP(at, CALENDAR_FIRST, CALENDAR_LAST);
	int64_t offset = offset_at(zone, instant);
	int64_t days = divide_down(instant + offset, DAY);
	int second = (int)(instant + offset - days * DAY);
	struct civil civil = {
		.hour = second / HOUR,
		.minute = second / MINUTE % 60,
		.second = second % 60,
		/* 1970-01-01 was a Thursday */
		.weekday = (int)(days + 3 - divide_down(days + 3, 7) * 7) + 1,
		.offset = (int)offset,
	};

	date_from_days(days, &civil);
	return civil;
}

int64_t
time_add_days(const struct zone *zone, int64_t at, int days)
{
	struct civil civil;

	/* an hour that occurs twice must not jump back to its first occurrence */
	if (days == 0)
		return at;
	civil = time_to_civil(zone, at);
	/* no int holds every sum, and in seconds there is room */
	return instant_of(zone, seconds_from_civil(&civil) + (int64_t)days * DAY, false);
}

int64_t
time_day_start(const struct zone *zone, int64_t at)
{
	struct civil civil = time_to_civil(zone, at);

	civil.hour = civil.minute = civil.second = 0;
	return time_from_civil(zone, &civil);
}

/* ---- Reading: what all readers share ---- */

/* What is left of a text. */
struct cursor {
	const char *at, *end;
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static struct cursor
cursor_trimmed(const char *text, size_t length)
{
	struct cursor cursor = { text, text + length };

	while (cursor.at < cursor.end && is_blank(*cursor.at))
		cursor.at++;
	while (cursor.end > cursor.at && is_blank(cursor.end[-1]))
		cursor.end--;
	return cursor;
}

/* The next byte; NUL at the end. */
static char
peek(const struct cursor *cursor)
{
	return cursor->at < cursor->end ? *cursor->at : '\0';
}

static bool
take(struct cursor *cursor, const char *text)
{
	size_t length = strlen(text);

	if ((size_t)(cursor->end - cursor->at) < length || memcmp(cursor->at, text, length) != 0)
		return false;
	cursor->at += length;
	return true;
}

static bool
take_blanks(struct cursor *cursor)
{
	const char *start = cursor->at;

	while (cursor->at < cursor->end && is_blank(*cursor->at))
		cursor->at++;
	return cursor->at > start;
}

/* Reads all digits that follow; how many there were.  *number stops growing at limit. */
static size_t
take_number(struct cursor *cursor, int64_t limit, int64_t *number)
{
	const char *start = cursor->at;

	*number = 0;
	for (; g_ascii_isdigit(peek(cursor)); cursor->at++)
		*number = MIN(*number * 10 + (*cursor->at - '0'), limit);
	return (size_t)(cursor->at - start);
}

/* Reads a number of one of the lengths least … most. */
static bool
take_digits(struct cursor *cursor, size_t least, size_t most, int *number)
{
	struct cursor start = *cursor;
	int64_t value;
	size_t count = take_number(cursor, 9999, &value);

	*number = (int)value;
	if (count >= least && count <= most)
		return true;
	*cursor = start;
	return false;
}

/* The word of ASCII letters that comes next, as its length. */
static size_t
word_length(const struct cursor *cursor)
{
	const char *at = cursor->at;

	while (at < cursor->end && g_ascii_isalpha(*at))
		at++;
	return (size_t)(at - cursor->at);
}

/* A problem with numbers in it.  There is no pool here; GLib's table of strings keeps one
 * copy of each, and there are few, since only numbers of known ranges are put in. */
static G_GNUC_PRINTF(1, 2) const char *
say(const char *format, ...)
{
	va_list arguments;
	g_autofree char *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return g_intern_string(text);
}

/* Whether there was none; a caller who wants to know is told. */
static bool
report(const char *found, const char **problem)
{
	if (found && problem)
		*problem = found;
	return !found;
}

/* ---- Reading stamps ---- */

/* The parts below read one thing each and return the problem, or NULL. */

static const char *
check_date(const struct civil *civil)
{
	if (civil->year < YEAR_FIRST || civil->year > YEAR_LAST)
		return say("the year %04d is not between %d and %d", civil->year, YEAR_FIRST, YEAR_LAST);
	if (civil->month < 1 || civil->month > 12)
		return say("the month is %d", civil->month);
	if (civil->day < 1 || civil->day > 31)
		return say("the day is %d", civil->day);
	if (date_exists(civil->year, civil->month, civil->day))
		return NULL;
	if (civil->month == 2 && civil->day == 29)
		return say("there is no 29 February in %d", civil->year);
	return say("there is no %d %s", civil->day, month_names[civil->month - 1]);
}

static const char *
read_date(struct cursor *cursor, struct civil *civil)
{
	if (cursor->at == cursor->end)
		return "there is no date";
	if (!take_digits(cursor, 4, 4, &civil->year) || !take(cursor, "-") ||
	    !take_digits(cursor, 2, 2, &civil->month) || !take(cursor, "-") ||
	    !take_digits(cursor, 2, 2, &civil->day))
		return "a date is written 2026-03-21";
	return check_date(civil);
}

static const char *
check_clock(const struct civil *civil)
{
	if (civil->hour > 23)
		return say("the hour is %d", civil->hour);
	if (civil->minute > 59)
		return say("the minute is %d", civil->minute);
	if (civil->second > 59)
		return say("the second is %d", civil->second);
	return NULL;
}

static const char *
read_clock(struct cursor *cursor, struct civil *civil)
{
	static const char form[] = "a time is written 02:30 or 02:30:00";
	int64_t fraction;

	if (!take_digits(cursor, 1, 2, &civil->hour) || !take(cursor, ":") ||
	    !take_digits(cursor, 2, 2, &civil->minute))
		return form;
	if (take(cursor, ":")) {
		if (!take_digits(cursor, 2, 2, &civil->second))
			return form;
		if ((take(cursor, ".") || take(cursor, ",")) && take_number(cursor, 0, &fraction) == 0)
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
	int sign = peek(cursor) == '-' ? -1 : 1;
	int hours, minutes = 0;

	cursor->at++;
	if (take_digits(cursor, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!take_digits(cursor, 1, 2, &hours) ||
	    (take(cursor, ":") && !take_digits(cursor, 2, 2, &minutes))) {
		return form;
	}
	if (cursor->at < cursor->end)
		return form;
	if (minutes > 59)
		return say("the offset's minutes are %d", minutes);
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
	location->rules = strlen(name) == length ? load_rules(name) : NULL;
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
	size_t length = word_length(cursor);
	bool is_last = cursor->at + length == cursor->end;
	struct abbreviation abbreviation;

	location->given = true;
	if (peek(cursor) == '+' || peek(cursor) == '-')
		return read_offset(cursor, location);
	if (!abbreviation_find(cursor->at, length, &abbreviation))
		return read_iana_name(cursor, location);
	location->offset = abbreviation.offset;
	if (is_last)
		return NULL;
	cursor->at += length;
	/* "UTC+2" is what people mean by it; "EST+2" might be anything */
	if (!abbreviation.region && length > 1 && (peek(cursor) == '+' || peek(cursor) == '-'))
		return read_offset(cursor, location);
	return "what follows is no known time zone";
}

/* Reads what follows a date; *day_only is whether no time of day did. */
static const char *
read_after_date(struct cursor *cursor, struct civil *civil, struct location *location, bool *day_only)
{
	bool blank = take_blanks(cursor);
	bool marked = !blank && (take(cursor, "T") || take(cursor, "t"));
	const char *problem;

	*day_only = !marked && !g_ascii_isdigit(peek(cursor));
	if (cursor->at == cursor->end && *day_only)
		return NULL;
	if (!blank && !marked)
		return "what follows the date can't be read";
	if (!*day_only) {
		problem = read_clock(cursor, civil);
		if (problem)
			return problem;
		take_blanks(cursor);
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
	return report(found, problem);
}

/* ---- Reading durations ---- */

struct unit {
	const char *name;
	int64_t size;
};

static const struct unit *
unit_find(const struct unit *units, const char *name, size_t length)
{
	for (; units->name; units++) {
		/* a lone letter counts as it is: "5M" may be millions */
		int different = length == 1 ? strncmp(units->name, name, length) :
		                              g_ascii_strncasecmp(units->name, name, length);

		if (!different && strlen(units->name) == length)
			return units;
	}
	return NULL;
}

/* In milliseconds, the unit of the finer of the two readers. */
static const struct unit exact_units[] = {
	{ "w", INT64_C(1000) * WEEK },
	{ "d", INT64_C(1000) * DAY },
	{ "h", INT64_C(1000) * HOUR },
	{ "m", INT64_C(1000) * MINUTE },
	{ "s", INT64_C(1000) },
	{ "ms", INT64_C(1) },
	{ 0 }
};

static const char *
explain_number(const struct cursor *cursor)
{
	if (peek(cursor) == '-' || peek(cursor) == '+')
		return "a duration has no sign";
	return "a duration is written 15m or 1h30m";
}

static const char *
explain_unit(const struct cursor *cursor)
{
	if (cursor->at == cursor->end)
		return "the unit is missing: s, m, h, d or w";
	if (*cursor->at == '.' || *cursor->at == ',')
		return "a duration has no fraction";
	if (is_blank(*cursor->at))
		return "a duration is written without blanks, as 1h30m";
	return "the unit is none of s, m, h, d and w";
}

/* Reads a number and its unit, which must be smaller than *last and not below smallest,
 * and adds them to *total. */
static const char *
read_part(struct cursor *cursor, int64_t smallest, int64_t *last, int64_t *total)
{
	int64_t number;
	const struct unit *unit;

	if (take_number(cursor, DURATION_MAX + 1, &number) == 0)
		return explain_number(cursor);
	unit = unit_find(exact_units, cursor->at, word_length(cursor));
	if (!unit || unit->size < smallest)
		return explain_unit(cursor);
	if (unit->size >= *last)
		return "units go from the largest to the smallest, as 1h30m";
	if (number > (DURATION_MAX * 1000 - *total) / unit->size)
		return "a duration is at most a hundred years";
	cursor->at += strlen(unit->name);
	*last = unit->size;
	*total += number * unit->size;
	return NULL;
}

/* In milliseconds. */
static const char *
read_exact(const char *text, size_t length, int64_t smallest, int64_t *total)
{
	struct cursor cursor = cursor_trimmed(text, length);
	int64_t last = INT64_MAX;
	const char *problem;

	*total = 0;
	if (cursor.end - cursor.at == 1 && *cursor.at == '0')
		return NULL;
	do {
		problem = read_part(&cursor, smallest, &last, total);
	} while (!problem && cursor.at < cursor.end);
	return problem;
}

bool
duration_read(const char *text, size_t length, int64_t *seconds, const char **problem)
{
	int64_t total;
	const char *found = read_exact(text, length, 1000, &total);

	if (!found)
		*seconds = total / 1000;
	return report(found, problem);
}

bool
duration_read_milliseconds(const char *text, size_t length, int64_t *milliseconds, const char **problem)
{
	int64_t total;
	const char *found = read_exact(text, length, 1, &total);

	if (!found)
		*milliseconds = total;
	return report(found, problem);
}

/* ---- Reading durations in prose ---- */

static const struct unit prose_units[] = {
	{ "w", WEEK }, { "wk", WEEK }, { "wks", WEEK }, { "week", WEEK }, { "weeks", WEEK },
	{ "d", DAY }, { "day", DAY }, { "days", DAY },
	{ "h", HOUR }, { "hr", HOUR }, { "hrs", HOUR }, { "hour", HOUR }, { "hours", HOUR },
	{ "m", MINUTE }, { "min", MINUTE }, { "mins", MINUTE }, { "minute", MINUTE }, { "minutes", MINUTE },
	{ "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 }, { "seconds", 1 },
	{ 0 }
};

/* Counts in thousandths, so that "1.5 hours" and "half an hour" need no floating point. */
static const struct unit number_words[] = {
	{ "a", 1000 }, { "an", 1000 }, { "one", 1000 }, { "two", 2000 }, { "three", 3000 },
	{ "four", 4000 }, { "five", 5000 }, { "six", 6000 }, { "seven", 7000 }, { "eight", 8000 },
	{ "nine", 9000 }, { "ten", 10000 }, { "eleven", 11000 }, { "twelve", 12000 }, { 0 }
};

/* Whether no letter, digit or underscore follows. */
static bool
is_word_end(const struct cursor *cursor)
{
	gunichar next;

	if (cursor->at == cursor->end)
		return true;
	next = g_utf8_get_char_validated(cursor->at, cursor->end - cursor->at);
	if (next == (gunichar)-1 || next == (gunichar)-2)
		return true;
	return !g_unichar_isalnum(next) && next != '_';
}

/* Reads a whole word, in whatever case. */
static bool
take_word(struct cursor *cursor, const char *word)
{
	size_t length = strlen(word);
	struct cursor rest = *cursor;

	if (word_length(cursor) != length || g_ascii_strncasecmp(cursor->at, word, length) != 0)
		return false;
	rest.at += length;
	if (!is_word_end(&rest))
		return false;
	*cursor = rest;
	return true;
}

static void
take_prose_blanks(struct cursor *cursor)
{
	while (take_blanks(cursor) || take(cursor, "\u00a0") || take(cursor, "\u202f"))
		;
}

/* Words that say a duration is not exact.  Those that make it a bound ("less than", "over",
 * "up to") are not among them: such a text does not state how long it was. */
static void
take_approximation(struct cursor *cursor)
{
	static const char *const signs[] = { "~", "≈", "∼", NULL };
	static const char *const words[] = {
		"about", "around", "roughly", "approximately", "approx", "circa", "ca", "nearly", "almost", NULL
	};

	for (const char *const *sign = signs; *sign; sign++)
		if (take(cursor, *sign))
			return;
	for (const char *const *word = words; *word; word++)
		if (take_word(cursor, *word)) {
			take(cursor, ".");
			return;
		}
}

/* Reads "45", "1.5"; in thousandths, digits behind the third cut. */
static bool
take_count(struct cursor *cursor, int64_t *count)
{
	int64_t whole;

	if (take_number(cursor, DURATION_MAX + 1, &whole) == 0)
		return false;
	*count = whole * 1000;
	if (peek(cursor) != '.')
		return true;
	cursor->at++;
	if (!g_ascii_isdigit(peek(cursor)))
		return false;
	for (int64_t scale = 100; g_ascii_isdigit(peek(cursor)); cursor->at++, scale /= 10)
		*count += scale * (*cursor->at - '0');
	return true;
}

/* Reads "an", "two", "half an". */
static bool
take_count_word(struct cursor *cursor, int64_t *count)
{
	bool half = take_word(cursor, "half");

	take_prose_blanks(cursor);
	for (const struct unit *word = number_words; word->name; word++)
		if (take_word(cursor, word->name)) {
			*count = half ? word->size / 2 : word->size;
			/* "half two hours" is no English */
			return !half || word->size == 1000;
		}
	return false;
}

/* Reads "and a half" where it follows a unit. */
static bool
take_and_a_half(struct cursor *cursor)
{
	struct cursor rest = *cursor;

	take_prose_blanks(&rest);
	if (!take_word(&rest, "and"))
		return false;
	take_prose_blanks(&rest);
	if (!take_word(&rest, "a"))
		return false;
	take_prose_blanks(&rest);
	if (!take_word(&rest, "half"))
		return false;
	*cursor = rest;
	return true;
}

/* Reads a unit; its letter alone only where letters_do. */
static const struct unit *
take_unit(struct cursor *cursor, bool letters_do)
{
	size_t length = word_length(cursor);
	const struct unit *unit = unit_find(prose_units, cursor->at, length);

	if (!unit || (length == 1 && !letters_do))
		return NULL;
	cursor->at += length;
	/* a digit may follow ("4h45m"), a letter may not */
	return is_word_end(cursor) || g_ascii_isdigit(peek(cursor)) ? unit : NULL;
}

/* Reads a count and its unit, which must be smaller than *last; adds them to *total. */
static bool
take_term(struct cursor *cursor, int64_t *last, int64_t *total)
{
	bool in_digits = g_ascii_isdigit(peek(cursor));
	const struct unit *unit;
	int64_t count;

	if (!(in_digits ? take_count(cursor, &count) : take_count_word(cursor, &count)))
		return false;
	if (!take(cursor, "-"))
		take_prose_blanks(cursor);
	unit = take_unit(cursor, in_digits);
	if (!unit || unit->size >= *last)
		return false;
	if (take_and_a_half(cursor))
		count += 500;
	*last = unit->size;
	*total += (count * unit->size + 500) / 1000;
	return true;
}

/* Reads what may stand between two terms: blanks, ", and", "&". */
static void
take_joint(struct cursor *cursor)
{
	take(cursor, ",");
	take_prose_blanks(cursor);
	if (!take_word(cursor, "and"))
		take(cursor, "&");
	take_prose_blanks(cursor);
}

/* Whether a number is stuck to what was read: "1h30" and "2h-3h" mean something else. */
static bool
is_cut_short(const struct cursor *cursor)
{
	struct cursor rest = *cursor;

	if (!take(&rest, "-"))
		take(&rest, "–");
	return g_ascii_isdigit(peek(&rest));
}

bool
duration_read_prose(const char *text, size_t length, int64_t *seconds, size_t *used)
{
	struct cursor cursor = { text, text + length };
	int64_t last = INT64_MAX, total = 0;

	take_prose_blanks(&cursor);
	take_approximation(&cursor);
	take_prose_blanks(&cursor);
	if (!take_term(&cursor, &last, &total))
		return false;
	for (struct cursor next = cursor;; cursor = next) {
		take_joint(&next);
		if (!take_term(&next, &last, &total))
			break;
	}
	if (total > DURATION_MAX || is_cut_short(&cursor))
		return false;
	*seconds = total;
	*used = (size_t)(cursor.at - text);
	return true;
}

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

/* ---- Writing: pages are full of times, so the usual forms do without printf ---- */

/* The last digits of a number, and a sign behind them; where the next go. */
static char *
write_digits(char *out, int number, int digits, char sign)
{
	for (int i = digits - 1; i >= 0; i--, number /= 10)
		out[i] = (char)('0' + number % 10);
	out[digits] = sign;
	return out + digits + 1;
}

static char *
write_day(char *out, const struct civil *civil, char sign)
{
	out = write_digits(out, civil->year, 4, '-');
	out = write_digits(out, civil->month, 2, '-');
	return write_digits(out, civil->day, 2, sign);
}

const char *
time_format_date(struct pool *pool, const struct zone *zone, int64_t at)
{
	struct civil civil = time_to_civil(zone, at);
	char *text = pool_alloc(pool, sizeof("2026-03-21"));

	write_day(text, &civil, '\0');
	return text;
}

const char *
time_format(struct pool *pool, const struct zone *zone, int64_t at)
{
	struct civil civil = time_to_civil(zone, at);

	return pool_printf(pool, "%04d-%02d-%02d %02d:%02d %s", civil.year, civil.month, civil.day, civil.hour, civil.minute, abbreviation_at(zone, at));
}

const char *
time_format_clock(struct pool *pool, const struct zone *zone, int64_t at)
{
	struct civil civil = time_to_civil(zone, at);
	char *text = pool_alloc(pool, sizeof("02:37"));

	write_digits(write_digits(text, civil.hour, 2, ':'), civil.minute, 2, '\0');
	return text;
}

/* As far as the seconds, and a sign behind them. */
static char *
write_iso(char *out, int64_t at, char sign)
{
	struct civil civil = time_to_civil(&utc, at);

	out = write_day(out, &civil, 'T');
	out = write_digits(out, civil.hour, 2, ':');
	out = write_digits(out, civil.minute, 2, ':');
	return write_digits(out, civil.second, 2, sign);
}

const char *
time_format_iso(struct pool *pool, int64_t at)
{
	char *text = pool_alloc(pool, sizeof("2026-03-21T02:37:00Z"));

	write_iso(text, at, 'Z');
	return text;
}

const char *
time_format_iso_milliseconds(struct pool *pool, int64_t at)
{
	char *text = pool_alloc(pool, sizeof("2026-03-21T02:37:00.000Z"));

	memcpy(write_iso(text, at, '.'), "000Z", sizeof("000Z"));
	return text;
}

const char *
time_format_rfc822(struct pool *pool, int64_t at)
{
	struct civil civil = time_to_civil(&utc, at);

	return pool_printf(pool, "%s, %02d %.3s %04d %02d:%02d:%02d +0000", weekday_names[civil.weekday - 1], civil.day, month_names[civil.month - 1], civil.year, civil.hour, civil.minute, civil.second);
}

const char *
time_format_ical(struct pool *pool, int64_t at)
{
	struct civil civil = time_to_civil(&utc, at);

	return pool_printf(pool, "%04d%02d%02dT%02d%02d%02dZ", civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second);
}

/* The units from the largest that fits on, count of them at most, those of zero left out. */
static const char *
format_units(struct pool *pool, int64_t seconds, size_t count, const char *separator)
{
	static const struct unit units[] = { { "d", DAY }, { "h", HOUR }, { "m", MINUTE }, { "s", 1 } };
	g_autoptr(GString) text = g_string_new(seconds < 0 ? "-" : "");
	uint64_t left = seconds < 0 ? -(uint64_t)seconds : (uint64_t)seconds;
	size_t first = 0;

	while (first + 1 < G_N_ELEMENTS(units) && left < (uint64_t)units[first].size)
		first++;
	for (size_t i = first; i < G_N_ELEMENTS(units) && i < first + count; i++) {
		uint64_t number = left / (uint64_t)units[i].size;

		left %= (uint64_t)units[i].size;
		if (number > 0 || (seconds == 0 && i == first))
			g_string_append_printf(text, "%s%" G_GUINT64_FORMAT "%s", i > first ? separator : "", number, units[i].name);
	}
	return pool_strdup(pool, text->str);
}

const char *
duration_format(struct pool *pool, int64_t seconds)
{
	return format_units(pool, seconds, 2, " ");
}

const char *
duration_format_exact(struct pool *pool, int64_t seconds)
{
	return format_units(pool, seconds, 4, "");
}

/* ---- Now ---- */

/* The reproducible-builds specification wants digits and nothing else, and a build that
 * fails over a value that has others: quietly taking the clock would be worse. */
static const char *
read_epoch(const char *text, int64_t *now)
{
	struct cursor cursor = { text, text + strlen(text) };

	if (take_number(&cursor, INSTANT_LAST + 1, now) == 0 || cursor.at < cursor.end)
		return "SOURCE_DATE_EPOCH is not a number of seconds since 1970";
	if (*now > INSTANT_LAST)
		return say("SOURCE_DATE_EPOCH is after the year %d", YEAR_LAST);
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
	return report(found, problem);
}
