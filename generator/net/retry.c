#include "net/retry.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"

enum {
	DAY = 24 * 60 * 60,
	CENTURY = 100,
	CENTURY_SPLIT = 70, /* two digits: 70 to 99 are of the last century */
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

static int
month_of(const char *name)
{
	for (int i = 0; i < 12; i++)
		if (strncmp(months + (size_t)i * 3, name, 3) == 0)
			return i + 1;
	return 0;
}

static bool
set_instant(int year, const char *month, int day, const int clock[3], int64_t *at)
{
	struct civil civil = { .year = year, .month = month_of(month), .day = day, .hour = clock[0], .minute = clock[1], .second = clock[2] };

	if (year < 1970 || year > 2200 || !date_exists(civil.year, civil.month, civil.day) || civil.hour > 23 || civil.minute > 59 || civil.second > 60)
		return false;
	if (civil.hour < 0 || civil.minute < 0 || civil.second < 0)
		return false;
	*at = time_from_civil(zone_utc(), &civil);
	return true;
}

/* What a text of a fixed form holds: "d" is a digit or a blank, "a" a letter, others are themselves. */
static bool
has_form(const char *text, const char *form)
{
	for (; *form; form++, text++) {
		if (*form == 'd' ? !g_ascii_isdigit(*text) && *text != ' ' : *form == 'a' ? !g_ascii_isalpha(*text) : *text != *form)
			return false;
	}
	return *text == '\0';
}

static void
read_clock(const char *text, int clock[3])
{
	for (size_t i = 0; i < 3; i++)
		clock[i] = atoi(text + i * 3);
}

bool
http_date_read(const char *text, int64_t *at)
{
	const char *comma = strchr(text, ',');
	int clock[3];

	if (has_form(text, "aaa, dd aaa dddd dd:dd:dd GMT")) {
		read_clock(text + 17, clock);
		return set_instant(atoi(text + 12), text + 8, atoi(text + 5), clock, at);
	}
	if (has_form(text, "aaa aaa dd dd:dd:dd dddd")) {
		read_clock(text + 11, clock);
		return set_instant(atoi(text + 20), text + 4, atoi(text + 8), clock, at);
	}
	if (comma && has_form(comma, ", dd-aaa-dd dd:dd:dd GMT")) {
		int year = atoi(comma + 9);

		read_clock(comma + 12, clock);
		return set_instant((year < CENTURY_SPLIT ? 2000 : 1900) + year % CENTURY, comma + 5, atoi(comma + 2), clock, at);
	}
	return false;
}

bool
retry_after_read(const char *text, const char *date, int64_t *seconds)
{
	int64_t then, now;
	size_t digits = strspn(text, "0123456789");

	if (digits > 0 && text[digits] == '\0') {
		*seconds = MIN(g_ascii_strtoll(text, NULL, 10), DAY);
		return true;
	}
	if (!date || !http_date_read(text, &then) || !http_date_read(date, &now))
		return false;
	*seconds = CLAMP(then - now, 0, DAY);
	return true;
}

int64_t
retry_delay(unsigned attempt, int64_t base, int64_t limit, double random)
{
	int64_t whole = base, half;

	for (unsigned i = 1; i < attempt && whole < limit; i++)
		whole *= 2;
	whole = MIN(whole, limit);
	half = whole / 2;
	return half + (int64_t)((double)(whole - half) * random);
}
