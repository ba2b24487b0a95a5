/*
 * The calendar is worked out here with integers; GLib is asked only for what the zone
 * tables say.  The two conversions between dates and days are days_from_civil and
 * civil_from_days of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (https://howardhinnant.github.io/date_algorithms.html), which he put into the public
 * domain.
 */
#include "base/time_parts.h"

#include <string.h>

#include "base/pool.h"

/* Instants are moved into the years 1 to 9999 before they are taken apart, so that no
 * sum overflows and four digits hold every year. */
#define CALENDAR_FIRST (-INT64_C(62135510400)) /* 0001-01-02T00:00:00Z */
#define CALENDAR_LAST INT64_C(253402214399)    /* 9999-12-30T23:59:59Z */

static const struct zone utc = { .name = "UTC" };

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
GTimeZone *
zone_load_rules(const char *name)
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
	rules = zone_load_rules(name);
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

const char *
zone_letters(const struct zone *zone, int64_t at)
{
	if (!zone->rules)
		return utc.name;
	return g_time_zone_get_abbreviation(zone->rules, interval_at(zone, at));
}

const char *
zone_abbreviation(struct pool *pool, const struct zone *zone, int64_t at)
{
	return pool_strdup(pool, zone_letters(zone, at));
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
