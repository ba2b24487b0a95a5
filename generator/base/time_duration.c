/* Durations: exact ones, those in prose, and writing. */
#include "base/time_parts.h"

#include <string.h>

#include "base/pool.h"

/* ---- Reading ---- */

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
	if (cursor_peek(cursor) == '-' || cursor_peek(cursor) == '+')
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
	if (cursor_is_blank(*cursor->at))
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

	if (cursor_take_number(cursor, DURATION_MAX + 1, &number) == 0)
		return explain_number(cursor);
	unit = unit_find(exact_units, cursor->at, cursor_word(cursor));
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
	return time_report(found, problem);
}

bool
duration_read_milliseconds(const char *text, size_t length, int64_t *milliseconds, const char **problem)
{
	int64_t total;
	const char *found = read_exact(text, length, 1, &total);

	if (!found)
		*milliseconds = total;
	return time_report(found, problem);
}

/* ---- Reading prose ---- */

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

	if (cursor_word(cursor) != length || g_ascii_strncasecmp(cursor->at, word, length) != 0)
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
	while (cursor_take_blanks(cursor) || cursor_take(cursor, "\u00a0") || cursor_take(cursor, "\u202f"))
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
		if (cursor_take(cursor, *sign))
			return;
	for (const char *const *word = words; *word; word++)
		if (take_word(cursor, *word)) {
			cursor_take(cursor, ".");
			return;
		}
}

/* Reads "45", "1.5"; in thousandths, digits behind the third cut. */
static bool
take_count(struct cursor *cursor, int64_t *count)
{
	int64_t whole;

	if (cursor_take_number(cursor, DURATION_MAX + 1, &whole) == 0)
		return false;
	*count = whole * 1000;
	if (cursor_peek(cursor) != '.')
		return true;
	cursor->at++;
	if (!g_ascii_isdigit(cursor_peek(cursor)))
		return false;
	for (int64_t scale = 100; g_ascii_isdigit(cursor_peek(cursor)); cursor->at++, scale /= 10)
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
	size_t length = cursor_word(cursor);
	const struct unit *unit = unit_find(prose_units, cursor->at, length);

	if (!unit || (length == 1 && !letters_do))
		return NULL;
	cursor->at += length;
	/* a digit may follow ("4h45m"), a letter may not */
	return is_word_end(cursor) || g_ascii_isdigit(cursor_peek(cursor)) ? unit : NULL;
}

/* Reads a count and its unit, which must be smaller than *last; adds them to *total. */
static bool
take_term(struct cursor *cursor, int64_t *last, int64_t *total)
{
	bool in_digits = g_ascii_isdigit(cursor_peek(cursor));
	const struct unit *unit;
	int64_t count;

	if (!(in_digits ? take_count(cursor, &count) : take_count_word(cursor, &count)))
		return false;
	if (!cursor_take(cursor, "-"))
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
	cursor_take(cursor, ",");
	take_prose_blanks(cursor);
	if (!take_word(cursor, "and"))
		cursor_take(cursor, "&");
	take_prose_blanks(cursor);
}

/* Whether a number is stuck to what was read: "1h30" and "2h-3h" mean something else. */
static bool
is_cut_short(const struct cursor *cursor)
{
	struct cursor rest = *cursor;

	if (!cursor_take(&rest, "-"))
		cursor_take(&rest, "–");
	return g_ascii_isdigit(cursor_peek(&rest));
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

/* ---- Writing ---- */

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
