#include "render/view.h"

#include <glib.h>
#include <stdarg.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/layouts.h"

const struct view *
view_new(struct pool *pool, struct findings *findings, const struct site *site, const char *language)
{
	struct view *view = pool_new0(pool, struct view);

	view->site = site;
	view->language = language ? language : "en";
	view->words = layouts_words(pool, findings, site->directory, view->language);
	return view;
}

/* ---- JSON, shortly ---- */

json_t *
json_text_n(const char *text, size_t length)
{
	json_t *string = text ? json_stringn(text, length) : json_null();
	g_autofree char *valid = NULL;

	if (string)
		return string;
	valid = g_utf8_make_valid(text, (gssize)length);
	return json_string(valid);
}

json_t *
json_text(const char *text)
{
	return json_text_n(text, text ? strlen(text) : 0);
}

void
json_put(json_t *object, const char *key, json_t *value)
{
	json_object_set_new_nocheck(object, key, value ? value : json_null());
}

void
json_put_text(json_t *object, const char *key, const char *text)
{
	json_put(object, key, json_text(text));
}

/* ---- words ---- */

const char *
view_word(const struct view *view, const char *path)
{
	const json_t *node = view->words;
	const char *name = path;

	for (;;) {
		const size_t length = strcspn(name, ".");

		node = json_object_getn(node, name, length);
		if (!name[length])
			break;
		name += length + 1;
	}
	return json_is_string(node) ? json_string_value(node) : name;
}

/* The value of a name of length bytes among pairs. */
static const char *
find_pair(const char *const *pairs, const char *name, size_t length)
{
	for (; *pairs; pairs += 2)
		if (strlen(pairs[0]) == length && strncmp(pairs[0], name, length) == 0)
			return pairs[1];
	return NULL;
}

static const char *
fill_pairs(struct pool *pool, const char *form, const char *const *pairs)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*form) {
		const char *close = *form == '{' ? strchr(form, '}') : NULL;
		const char *value = close ? find_pair(pairs, form + 1, (size_t)(close - form) - 1) : NULL;

		if (value) {
			g_string_append(out, value);
			form = close + 1;
		} else {
			g_string_append_c(out, *form++);
		}
	}
	return pool_strndup(pool, out->str, out->len);
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

const char *
view_count(struct pool *pool, const struct view *view, const char *path, long n)
{
	const char *form = view_word(view, pool_printf(pool, "%s.%s", path, n == 1 ? "one" : "other"));

	return words_fill(pool, form, "n", pool_printf(pool, "%ld", n), NULL);
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
	const json_t *word = json_array_get(json_object_get(view->words, list), i);

	return json_is_string(word) ? json_string_value(word) : "";
}

const char *
view_month(struct pool *pool, const struct view *view, int year, int month)
{
	return words_fill(pool, view_word(view, "month_form"),
	    "month", word_at(view, "months", (size_t)month - 1),
	    "m", pool_printf(pool, "%d", month),
	    "year", pool_printf(pool, "%d", year), NULL);
}

static const char *
date_words(struct pool *pool, const struct view *view, const struct civil *civil)
{
	return words_fill(pool, view_word(view, "date_form"),
	    "day", pool_printf(pool, "%d", civil->day),
	    "month", word_at(view, "months", (size_t)civil->month - 1),
	    "m", pool_printf(pool, "%d", civil->month),
	    "year", pool_printf(pool, "%d", civil->year),
	    "weekday", word_at(view, "weekdays", (size_t)civil->weekday - 1), NULL);
}

json_t *
view_time_in(struct pool *pool, const struct view *view, const struct zone *zone, int64_t at)
{
	struct civil civil;
	const char *date, *clock, *abbreviation;
	json_t *time;

	if (at == TIME_NONE)
		return json_null();
	civil = time_to_civil(zone, at);
	date = date_words(pool, view, &civil);
	clock = pool_printf(pool, "%02d:%02d", civil.hour, civil.minute);
	abbreviation = zone_abbreviation(pool, zone, at);
	time = json_object();
	json_put_text(time, "iso", time_format_iso(pool, at));
	json_put_text(time, "day", pool_printf(pool, "%04d-%02d-%02d", civil.year, civil.month, civil.day));
	json_put_text(time, "clock", clock);
	json_put_text(time, "zone", abbreviation);
	json_put_text(time, "date", date);
	json_put_text(time, "text", words_fill(pool, view_word(view, "time_form"),
	    "date", date, "clock", clock, "zone", abbreviation, NULL));
	json_put(time, "at", json_integer(at));
	return time;
}

json_t *
view_time(struct pool *pool, const struct view *view, int64_t at)
{
	return view_time_in(pool, view, view->site->config->zone, at);
}

json_t *
view_date(struct pool *pool, const struct view *view, int64_t at)
{
	json_t *time = view_time(pool, view, at);

	if (!json_is_object(time))
		return time;
	json_object_set(time, "text", json_object_get(time, "date"));
	json_object_set(time, "iso", json_object_get(time, "day"));
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

json_t *
view_duration(struct pool *pool, const struct view *view, int64_t seconds)
{
	json_t *duration;

	(void)view;
	if (seconds < 0)
		return json_null();
	duration = json_object();
	json_put(duration, "seconds", json_integer(seconds));
	json_put_text(duration, "iso", iso_duration(pool, seconds));
	json_put_text(duration, "text", duration_format(pool, seconds));
	return duration;
}

static const char *
distance_words(struct pool *pool, const struct view *view, int64_t seconds)
{
	static const struct {
		int64_t seconds;
		const char *path;
	} units[] = {
		{ 86400, "units.days" },
		{ 3600, "units.hours" },
		{ 60, "units.minutes" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (seconds >= units[i].seconds)
			return view_count(pool, view, units[i].path, (long)(seconds / units[i].seconds));
	return NULL;
}

const char *
view_distance(struct pool *pool, const struct view *view, int64_t at)
{
	const int64_t seconds = at - view->site->now;
	const char *words = distance_words(pool, view, seconds < 0 ? -seconds : seconds);

	if (!words)
		return view_word(view, "now");
	return words_fill(pool, view_word(view, seconds < 0 ? "ago" : "in"), "time", words, NULL);
}

/* ---- states ---- */

json_t *
view_choice(const struct view *view, const char *group, const char *id)
{
	json_t *choice;
	const json_t *word;

	if (!id)
		return json_null();
	word = json_object_get(json_object_get(view->words, group), id);
	choice = json_object();
	json_put_text(choice, "id", id);
	json_put_text(choice, "text", json_is_string(word) ? json_string_value(word) : id);
	return choice;
}

static json_t *
ranked(json_t *choice, int rank)
{
	json_put(choice, "rank", json_integer(rank));
	return choice;
}

json_t *
view_state(const struct view *view, enum state state)
{
	return ranked(view_choice(view, "states", state_id(state)), (int)state);
}

json_t *
view_status(const struct view *view, enum update_status status)
{
	if (status == STATUS_NONE)
		return json_null();
	return ranked(view_choice(view, "statuses", update_status_id(status)), (int)status);
}

json_t *
view_impact(const struct view *view, enum impact impact)
{
	return ranked(view_choice(view, "impacts", impact_id(impact)), (int)impact);
}
