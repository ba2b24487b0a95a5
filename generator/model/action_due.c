/* When it is due, and when it was closed: dates, and words that stand for one. */
#include "model/action_parts.h"

#include <string.h>

#include "base/text.h"
#include "base/walltime.h"

/* ---- Days ---- */

static int
weekday_of(const char *word)
{
	static const char *const names[] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
	};
	const size_t length = strlen(word);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (length >= 3 && length <= strlen(names[i]) && strncmp(word, names[i], length) == 0)
			return (int)i + 1;
	return 0;
}

static int64_t
day_of(const struct zone *zone, int year, int month, int day)
{
	const struct civil civil = { .year = year + (month - 1) / 12, .month = (month - 1) % 12 + 1, .day = day };

	return time_from_civil(zone, &civil);
}

/* The last day of a month; the day before the next one's first. */
static int64_t
month_end(const struct zone *zone, int year, int month)
{
	return time_add_days(zone, day_of(zone, year, month + 1, 1), -1);
}

/* ---- Words for a day ---- */

/* Words for a day, with what is left of them after "by", "the end of" and so on. */
enum term {
	TERM_TODAY,
	TERM_TOMORROW,
	TERM_WEEK_END,
	TERM_NEXT_WEEK,
	TERM_MONTH_END,
	TERM_NEXT_MONTH,
	TERM_QUARTER_END,
	TERM_YEAR_END,
	TERM_UNKNOWN, /* words for a time that no calendar knows */
};

static const struct {
	const char *words;
	enum term term;
} terms[] = {
	{ "today", TERM_TODAY },
	{ "tonight", TERM_TODAY },
	{ "eod", TERM_TODAY },
	{ "end of day", TERM_TODAY },
	{ "tomorrow", TERM_TOMORROW },
	{ "this week", TERM_WEEK_END },
	{ "eow", TERM_WEEK_END },
	{ "end of week", TERM_WEEK_END },
	{ "end of this week", TERM_WEEK_END },
	{ "next week", TERM_NEXT_WEEK },
	{ "this month", TERM_MONTH_END },
	{ "eom", TERM_MONTH_END },
	{ "end of month", TERM_MONTH_END },
	{ "end of this month", TERM_MONTH_END },
	{ "next month", TERM_NEXT_MONTH },
	{ "this quarter", TERM_QUARTER_END },
	{ "eoq", TERM_QUARTER_END },
	{ "end of quarter", TERM_QUARTER_END },
	{ "this year", TERM_YEAR_END },
	{ "eoy", TERM_YEAR_END },
	{ "end of year", TERM_YEAR_END },
	{ "next quarter", TERM_UNKNOWN },
	{ "next sprint", TERM_UNKNOWN },
	{ "this sprint", TERM_UNKNOWN },
	{ "sprint end", TERM_UNKNOWN },
	{ "end of sprint", TERM_UNKNOWN },
	{ "end of this sprint", TERM_UNKNOWN },
	{ "end of next sprint", TERM_UNKNOWN },
	{ "next release", TERM_UNKNOWN },
	{ "next iteration", TERM_UNKNOWN },
	{ "sprint", TERM_UNKNOWN },
	{ "asap", TERM_UNKNOWN },
	{ "soon", TERM_UNKNOWN },
	{ "later", TERM_UNKNOWN },
	{ "ongoing", TERM_UNKNOWN },
};

static int64_t
term_day(const struct zone *zone, int64_t base, enum term term)
{
	const struct civil civil = time_to_civil(zone, base);

	switch (term) {
	case TERM_TODAY:
		return base;
	case TERM_TOMORROW:
		return time_add_days(zone, base, 1);
	case TERM_WEEK_END: /* Friday, or Sunday where Friday is over */
		return time_add_days(zone, base, (civil.weekday <= 5 ? 5 : 7) - civil.weekday);
	case TERM_NEXT_WEEK:
		return time_add_days(zone, base, 8 - civil.weekday);
	case TERM_MONTH_END:
		return month_end(zone, civil.year, civil.month);
	case TERM_NEXT_MONTH:
		return day_of(zone, civil.year, civil.month + 1, 1);
	case TERM_QUARTER_END:
		return month_end(zone, civil.year, (civil.month + 2) / 3 * 3);
	case TERM_YEAR_END:
		return month_end(zone, civil.year, 12);
	default:
		return TIME_NONE;
	}
}

/* "Friday", "next friday": the next such day after base. */
static bool
guess_weekday(const struct item *item, const char *words, struct due *due)
{
	const char *word = words;
	const struct zone *zone = item->config->zone;
	int weekday, days;

	if (g_str_has_prefix(word, "next ") || g_str_has_prefix(word, "this "))
		word += strlen("next ");
	weekday = weekday_of(word);
	if (!weekday)
		return false;
	due->is_like = true;
	if (item->base == TIME_NONE)
		return true;
	days = (weekday - time_to_civil(zone, item->base).weekday + 7) % 7;
	due->guess = time_add_days(zone, item->base, days ? days : 7);
	return true;
}

/* "q2", "end of q2", "q2 2026". */
static bool
guess_quarter(const struct item *item, const char *words, struct due *due)
{
	const struct zone *zone = item->config->zone;
	int year = 0;

	if (g_str_has_prefix(words, "end of "))
		words += strlen("end of ");
	if (words[0] != 'q' || words[1] < '1' || words[1] > '4')
		return false;
	if (words[2] == ' ' && strlen(words) == strlen("q2 2026"))
		year = (int)g_ascii_strtoll(words + 3, NULL, 10);
	else if (words[2])
		return false;
	due->is_like = true;
	if (item->base != TIME_NONE && !year)
		year = time_to_civil(zone, item->base).year;
	if (year >= 1970 && year <= 9999)
		due->guess = month_end(zone, year, (words[1] - '0') * 3);
	return true;
}

/* "in 2 weeks", "within 10 days", "in one month". */
static bool
guess_distance(const struct item *item, const char *words, struct due *due)
{
	const char *rest = g_str_has_prefix(words, "within ") ? words + 7 : g_str_has_prefix(words, "in ") ? words + 3 : NULL;
	int64_t seconds;
	size_t used;

	if (!rest || !duration_read_prose(rest, strlen(rest), &seconds, &used) || rest[used])
		return false;
	due->is_like = true;
	if (item->base != TIME_NONE && seconds < INT64_C(86400) * 3660)
		due->guess = time_add_days(item->config->zone, item->base, (int)(seconds / 86400));
	return true;
}

static bool
guess_term(const struct item *item, const char *words, struct due *due)
{
	for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
		if (strcmp(terms[i].words, words) != 0)
			continue;
		due->is_like = true;
		if (item->base != TIME_NONE)
			due->guess = term_day(item->config->zone, item->base, terms[i].term);
		return true;
	}
	return false;
}

/* "28 March", "Mar 28, 2026", "28.03.2026". */
static bool
guess_day(const struct item *item, const char *words, struct due *due)
{
	const struct wall_zone zone = { .zone = item->config->zone };
	struct wall_time wall;

	if (!wall_time_read(item->pool, words, strlen(words), &wall) || !wall.has_day || words[wall.end])
		return false;
	due->is_like = true;
	if (!wall.why && (wall.has_year || item->base != TIME_NONE))
		due->guess = wall_time_at(&wall, zone, item->base == TIME_NONE ? 0 : item->base);
	if (due->guess != TIME_NONE)
		due->guess = time_day_start(item->config->zone, due->guess);
	return true;
}

static char *
plain_due_words(const struct item *item, struct range range)
{
	static const char *const noise[] = { "by ", "before ", "until ", "on ", "due ", "the " };
	g_autofree char *lower = g_ascii_strdown(item->text->str + range.start, (gssize)(range.end - range.start));
	g_auto(GStrv) parts = NULL;
	const char *rest = lower;

	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
		if (g_str_has_prefix(rest, noise[i]))
			rest += strlen(noise[i]);
	parts = g_strsplit(rest, " the ", -1);
	return g_strjoinv(" ", parts);
}

/* ---- A due date ---- */

struct due
action_read_due(const struct item *item, struct range range)
{
	static bool (*const guesses[])(const struct item *, const char *, struct due *) = {
		guess_term, guess_weekday, guess_quarter, guess_distance, guess_day,
	};
	struct due due = { .at = TIME_NONE, .guess = TIME_NONE };
	g_autofree char *words = NULL;
	struct stamp stamp;

	if (range.start == range.end)
		return due;
	if (stamp_read(item->text->str + range.start, range.end - range.start, item->config->zone, &stamp, NULL)) {
		due.at = time_day_start(item->config->zone, stamp.at);
		due.is_like = true;
		return due;
	}
	words = plain_due_words(item, range);
	for (size_t i = 0; i < G_N_ELEMENTS(guesses); i++)
		if (guesses[i](item, words, &due))
			break;
	return due;
}

/* The words behind "by ", where they are a date; else all. */
static struct range
without_by(const struct item *item, struct range range)
{
	struct range rest = range;

	if (range.end - range.start > 3 && g_ascii_strncasecmp(item->text->str + range.start, "by ", 3) == 0)
		rest.start += 3;
	rest = action_trimmed(item, rest);
	return action_read_due(item, rest).at == TIME_NONE ? range : rest;
}

void
action_set_due(struct item *item, struct range range)
{
	struct action *action = item->action;
	struct due due;

	range = action_trimmed(item, range);
	if (action->due_text.s || action_is_nobody(item, range))
		return;
	range = without_by(item, range);
	due = action_read_due(item, range);
	action->due_text = action_range_text(item, range);
	action->due = due.at;
	action->due_guess = due.guess;
}

void
action_set_closed(struct item *item, struct range range)
{
	const struct due due = action_read_due(item, range);

	item->action->done = true;
	item->action->closed = due.at != TIME_NONE ? due.at : due.guess;
}
