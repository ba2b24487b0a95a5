/* Instants as pages and files show them: pages are full of times, so the usual forms do without printf. */
#include "base/time_parts.h"

#include <string.h>

#include "base/pool.h"

static const char *const month_names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const weekday_names[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };

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

	return pool_printf(pool, "%04d-%02d-%02d %02d:%02d %s", civil.year, civil.month, civil.day, civil.hour, civil.minute, zone_letters(zone, at));
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
	struct civil civil = time_to_civil(zone_utc(), at);

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
	struct civil civil = time_to_civil(zone_utc(), at);

	return pool_printf(pool, "%s, %02d %s %04d %02d:%02d:%02d +0000", weekday_names[civil.weekday - 1], civil.day, month_names[civil.month - 1], civil.year, civil.hour, civil.minute, civil.second);
}

const char *
time_format_ical(struct pool *pool, int64_t at)
{
	struct civil civil = time_to_civil(zone_utc(), at);

	return pool_printf(pool, "%04d%02d%02dT%02d%02d%02dZ", civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second);
}
