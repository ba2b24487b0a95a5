#include "render/view.h"

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/layouts.h"
#include "render/plural.h"

const struct view *
view_new(struct pool *pool, struct findings *findings, const struct site *site, const char *language)
{
	struct view *view = pool_new0(pool, struct view);

	view->site = site;
	view->language = language ? language : "en";
	view->words = layouts_words(pool, findings, site->directory, view->language);
	return view;
}

/* ---- words ---- */

/* NULL: there is none. */
static const char *
find_word(const struct view *view, const char *path)
{
	const struct data *node = view->words;

	for (;;) {
		const size_t length = strcspn(path, ".");
		const struct data_entry *entry = data_find(node, path, length, data_hash(path, length));

		node = entry ? entry->value : NULL;
		if (!path[length])
			return data_string(node);
		path += length + 1;
	}
}

const char *
view_word(const struct view *view, const char *path)
{
	const char *word = find_word(view, path), *dot = strrchr(path, '.');

	return word ? word : dot ? dot + 1 : path;
}

/* The value of a name of length bytes among pairs. */
static const char *
find_pair(const char *const *pairs, const char *name, size_t length)
{
	for (; *pairs; pairs += 2)
		if (strncmp(pairs[0], name, length) == 0 && !pairs[0][length])
			return pairs[1];
	return NULL;
}

/* Fills a form and returns the length; out NULL: only that. */
static size_t
fill_form(const char *form, const char *const *pairs, char *out)
{
	size_t length = 0;

	while (*form) {
		const char *close = *form == '{' ? strchr(form, '}') : NULL;
		const char *value = close ? find_pair(pairs, form + 1, (size_t)(close - form) - 1) : NULL;
		const char *behind = value ? close + 1 : strchrnul(form + 1, '{');
		const char *from = value ? value : form, *to = value ? strchr(value, '\0') : behind;

		if (out)
			memcpy(out + length, from, (size_t)(to - from));
		length += (size_t)(to - from);
		form = behind;
	}
	return length;
}

static const char *
fill_pairs(struct pool *pool, const char *form, const char *const *pairs)
{
	char *text = pool_alloc(pool, fill_form(form, pairs, NULL) + 1);

	fill_form(form, pairs, text);
	return text;
}

/* A number of a date in decimal, of so many digits at least, in room of its own. */
struct decimal {
	char digits[12];
};

static const char *
decimal(struct decimal *room, int number, int digits)
{
	char *at = room->digits + sizeof(room->digits) - 1;

	*at = '\0';
	for (; digits > 0 || number; digits--, number /= 10)
		*--at = (char)('0' + number % 10);
	return at;
}

const char *
words_fill(struct pool *pool, const char *form, ...)
{
	const char *pairs[17] = { 0 };
	va_list arguments;

	va_start(arguments, form);
	for (size_t i = 0; i + 2 < G_N_ELEMENTS(pairs); i += 2) {
		pairs[i] = va_arg(arguments, const char *);
		if (!pairs[i])
			break;
		pairs[i + 1] = va_arg(arguments, const char *);
	}
	va_end(arguments);
	return fill_pairs(pool, form, pairs);
}

/* The form of a word that a number takes. */
static const char *
plural_form(const struct view *view, long n)
{
	const struct data *rules = data_get(view->words, "plural_rules");

	for (size_t i = 0; data_is(rules, DATA_OBJECT) && i < rules->count; i++) {
		const struct data_entry *rule = &rules->of.object.entries[i];

		if (data_string(rule->value) && plural_holds(data_string(rule->value), n))
			return rule->key;
	}
	return "other";
}

const char *
view_count(struct pool *pool, const struct view *view, const char *path, long n)
{
	const char *form = find_word(view, pool_printf(pool, "%s.%s", path, plural_form(view, n)));

	if (!form)
		form = view_word(view, pool_printf(pool, "%s.other", path));
	return words_fill(pool, form, "n", pool_printf(pool, "%ld", n), NULL);
}

const char *
view_decimal(struct pool *pool, const struct view *view, const char *number)
{
	const char *point = strchr(number, '.');

	if (!point)
		return number;
	return pool_printf(pool, "%.*s%s%s", (int)(point - number), number, view_word(view, "decimal_sign"), point + 1);
}

const char *
view_percent(struct pool *pool, const struct view *view, const char *number)
{
	return words_fill(pool, view_word(view, "percent_form"), "n", view_decimal(pool, view, number), NULL);
}

const char *
view_labelled(struct pool *pool, const struct view *view, const char *name, const char *text)
{
	return pool_printf(pool, "%s%s%s", name, view_word(view, "colon"), text);
}

static const char *
kind_word(struct pool *pool, const struct view *view, const struct kind *kind, const char *which, bool own, const char *otherwise)
{
	const char *word = own ? NULL : find_word(view, pool_printf(pool, "kinds.%s.%s", kind->id, which));

	return word ? word : otherwise;
}

const char *
view_kind_title(struct pool *pool, const struct view *view, const struct kind *kind)
{
	return kind_word(pool, view, kind, "title", kind->own_title, kind->title);
}

const char *
view_kind_plural(struct pool *pool, const struct view *view, const struct kind *kind)
{
	return kind_word(pool, view, kind, "plural", kind->own_plural, kind->plural);
}

const char *
view_list(struct pool *pool, const struct view *view, const char *const *names, size_t count)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (size_t i = 0; i < count; i++) {
		if (i)
			g_string_append(out, view_word(view, i + 1 < count ? "list_separator" : "list_last"));
		g_string_append(out, names[i]);
	}
	return pool_strndup(pool, out->str, out->len);
}

/* ---- times ---- */

static const char *
word_at(const struct view *view, const char *list, size_t i)
{
	const struct data *word = data_item(data_get(view->words, list), i);

	return data_is(word, DATA_TEXT) ? data_string(word) : "";
}

const char *
view_month(struct pool *pool, const struct view *view, int year, int month)
{
	struct decimal m, mm, y;

	return words_fill(pool, view_word(view, "month_form"),
	    "month", word_at(view, "months_alone", (size_t)month - 1),
	    "m", decimal(&m, month, 1),
	    "mm", decimal(&mm, month, 2),
	    "year", decimal(&y, year, 1), NULL);
}

static const char *
date_words(struct pool *pool, const struct view *view, const struct civil *civil)
{
	struct decimal day, dd, m, mm, year;

	return words_fill(pool, view_word(view, "date_form"),
	    "day", civil->day == 1 ? view_word(view, "first_of_month") : decimal(&day, civil->day, 1),
	    "month", word_at(view, "months", (size_t)civil->month - 1),
	    "year", decimal(&year, civil->year, 1),
	    "m", decimal(&m, civil->month, 1),
	    "mm", decimal(&mm, civil->month, 2),
	    "dd", decimal(&dd, civil->day, 2),
	    "weekday", word_at(view, "weekdays", (size_t)civil->weekday - 1), NULL);
}

static const char *
clock_words(struct pool *pool, const struct view *view, const struct civil *civil)
{
	struct decimal hh, h, h12, minute;

	return words_fill(pool, view_word(view, "hour_form"),
	    "hh", decimal(&hh, civil->hour, 2),
	    "minute", decimal(&minute, civil->minute, 2),
	    "h", decimal(&h, civil->hour, 1),
	    "h12", decimal(&h12, (civil->hour + 11) % 12 + 1, 1),
	    "half", word_at(view, "halves", civil->hour >= 12), NULL);
}

struct data *
view_time_in(struct pool *pool, const struct view *view, const struct zone *zone, int64_t at)
{
	struct civil civil;
	const char *date, *clock, *abbreviation;
	struct data *time;

	if (at == TIME_NONE)
		return NULL;
	civil = time_to_civil(zone, at);
	date = date_words(pool, view, &civil);
	clock = clock_words(pool, view, &civil);
	abbreviation = zone_abbreviation(pool, zone, at);
	time = data_object(pool);
	data_put_text(time, "iso", time_format_iso(pool, at));
	data_put_text(time, "day", time_format_date(pool, zone, at));
	data_put_text(time, "clock", clock);
	data_put_text(time, "zone", abbreviation);
	data_put_text(time, "date", date);
	data_put_text(time, "text", words_fill(pool, view_word(view, "time_form"),
	    "date", date, "clock", clock, "zone", abbreviation, NULL));
	data_put_integer(time, "at", at);
	return time;
}

struct data *
view_time(struct pool *pool, const struct view *view, int64_t at)
{
	return view_time_in(pool, view, view->site->config->zone, at);
}

struct data *
view_date(struct pool *pool, const struct view *view, int64_t at)
{
	struct data *time = view_time(pool, view, at);

	if (!data_is(time, DATA_OBJECT))
		return time;
	data_put(time, "text", data_get(time, "date"));
	data_put(time, "iso", data_get(time, "day"));
	return time;
}

/* "PT1H30M": the form that <time datetime> and durations in JSON take. */
static const char *
iso_duration(struct pool *pool, int64_t seconds)
{
	const long long hours = seconds / 3600, minutes = seconds / 60 % 60, rest = seconds % 60;
	g_autoptr(GString) out = g_string_new("PT");

	if (hours)
		g_string_append_printf(out, "%lldH", hours);
	if (minutes)
		g_string_append_printf(out, "%lldM", minutes);
	if (rest || (!hours && !minutes))
		g_string_append_printf(out, "%lldS", rest);
	return pool_strndup(pool, out->str, out->len);
}

/* Units of time from the largest on, below a path of words. */
static const struct {
	int64_t seconds;
	const char *name;
} units[] = {
	{ 86400, "days" },
	{ 3600, "hours" },
	{ 60, "minutes" },
	{ 1, "seconds" },
};

const char *
view_short_duration(struct pool *pool, const struct view *view, int64_t seconds)
{
	g_autoptr(GString) out = g_string_new(NULL);
	size_t first = 0;

	while (first + 1 < G_N_ELEMENTS(units) && seconds < units[first].seconds)
		first++;
	for (size_t i = first; i < G_N_ELEMENTS(units) && i < first + 2; i++) {
		const int64_t n = seconds / units[i].seconds;
		const char *form = view_word(view, pool_printf(pool, "short_units.%s", units[i].name));

		seconds %= units[i].seconds;
		if (i > first && !n)
			continue;
		if (i > first)
			g_string_append(out, view_word(view, "unit_separator"));
		g_string_append(out, words_fill(pool, form, "n", pool_printf(pool, "%lld", (long long)n), NULL));
	}
	return pool_strndup(pool, out->str, out->len);
}

struct data *
view_duration(struct pool *pool, const struct view *view, int64_t seconds)
{
	struct data *duration;

	if (seconds < 0)
		return NULL;
	duration = data_object(pool);
	data_put_integer(duration, "seconds", seconds);
	data_put_text(duration, "iso", iso_duration(pool, seconds));
	data_put_text(duration, "text", view_short_duration(pool, view, seconds));
	return duration;
}

const char *
view_length(struct pool *pool, const struct view *view, int64_t seconds)
{
	const struct {
		const char *words;
		int64_t n;
	} spans[] = {
		{ "units.days", seconds / 86400 },
		{ "units.hours", seconds / 3600 % 24 },
		{ "units.minutes", seconds / 60 % 60 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++) {
		const char *first;

		if (spans[i].n <= 0)
			continue;
		first = view_count(pool, view, spans[i].words, (long)spans[i].n);
		if (i + 1 == G_N_ELEMENTS(spans) || spans[i + 1].n <= 0)
			return first;
		return pool_printf(pool, "%s%s%s", first, view_word(view, "unit_separator"), view_count(pool, view, spans[i + 1].words, (long)spans[i + 1].n));
	}
	return view_word(view, "status_page.moment");
}

const char *
view_distance(struct pool *pool, const struct view *view, int64_t at)
{
	const int64_t distance = at - view->site->now, seconds = distance < 0 ? -distance : distance;

	for (size_t i = 0; units[i].seconds >= 60; i++)
		if (seconds >= units[i].seconds)
			return view_count(pool, view, pool_printf(pool, "%s.%s", distance < 0 ? "ago" : "in", units[i].name),
			    (long)(seconds / units[i].seconds));
	return view_word(view, "now");
}

/* ---- times that recur ---- */

const char *
view_weekdays(struct pool *pool, const struct view *view, unsigned days)
{
	const char *words = "";

	for (size_t first = 0; first < 7; first++) {
		size_t last = first;

		if (!(days >> first & 1) || (days >> (first + 6) % 7 & 1))
			continue;
		while (days >> (last + 1) % 7 & 1)
			last++;
		words = pool_printf(pool, "%s%s%s", words, *words ? view_word(view, "list_separator") : "", word_at(view, "weekdays", first));
		if (last > first)
			words = pool_printf(pool, "%s–%s", words, word_at(view, "weekdays", last % 7));
	}
	return words;
}

const char *
view_clock(struct pool *pool, const struct view *view, int64_t second)
{
	const struct civil civil = { .hour = (int)(second / 3600), .minute = (int)(second / 60 % 60) };

	return clock_words(pool, view, &civil);
}

/* ---- states ---- */

struct data *
view_choice(struct pool *pool, const struct view *view, const char *group, const char *id)
{
	struct data *choice;
	const struct data *word;

	if (!id)
		return NULL;
	word = data_get(data_get(view->words, group), id);
	choice = data_object(pool);
	data_put_text(choice, "id", id);
	data_put_text(choice, "text", data_is(word, DATA_TEXT) ? data_string(word) : id);
	return choice;
}

static struct data *
ranked(struct data *choice, int rank)
{
	data_put_integer(choice, "rank", rank);
	return choice;
}

struct data *
view_state(struct pool *pool, const struct view *view, enum state state)
{
	return ranked(view_choice(pool, view, "states", state_id(state)), state == STATE_UNKNOWN ? 0 : (int)state);
}

struct data *
view_status(struct pool *pool, const struct view *view, enum update_status status)
{
	if (status == STATUS_NONE)
		return NULL;
	return ranked(view_choice(pool, view, "statuses", update_status_id(status)), (int)status);
}

struct data *
view_impact(struct pool *pool, const struct view *view, enum impact impact)
{
	return ranked(view_choice(pool, view, "impacts", impact_id(impact)), (int)impact);
}
