/*
 * view: the building blocks of what templates see: words, times, durations,
 * states.  Shared by the handbook and the status page, so nothing here knows a
 * page or an address.
 *
 * A view is for one language.  It is made once and then const: threads may
 * build from it at once, each with a pool of its own for what it throws away.
 *
 * What has nothing to show (TIME_NONE, DURATION_NONE, NULL) is NULL, which is put as null: a
 * key must always be there, since a Mustache name that is missing would be looked for
 * in what is around it.
 */
#pragma once

#include <stdint.h>

#include "model/incident.h"
#include "model/site.h"
#include "render/data.h"

struct findings;
struct pool;

struct view {
	const struct site *site;
	const char *language; /* "en" */
	const struct data *words; /* layouts/words */
};

/* A view in a language; the pool owns it. */
const struct view *view_new(struct pool *pool, struct findings *findings, const struct site *site, const char *language);

/* ---- words ---- */

/* A word by its path ("states.major_outage"); the path's last name where there is none. */
const char *view_word(const struct view *view, const char *path);

/* form with {name} replaced by value, for each pair of name and value up to NULL. */
const char *words_fill(struct pool *pool, const char *form, ...) __attribute__((sentinel));

/* A word with {n} in it, in the form that the number asks for: path.one, path.other or another of words.plural_rules. */
const char *view_count(struct pool *pool, const struct view *view, const char *path, long n);

/* A number in decimal ("99.5") with the language's decimal sign, and the same as a percentage: words.percent_form. */
const char *view_decimal(struct pool *pool, const struct view *view, const char *number);
const char *view_percent(struct pool *pool, const struct view *view, const char *number);

/* "name: text", by words.colon. */
const char *view_labelled(struct pool *pool, const struct view *view, const char *name, const char *text);

/* What one document of a kind is called, and several: the site's own words, or those of the language. */
const char *view_kind_title(struct pool *pool, const struct view *view, const struct kind *kind);
const char *view_kind_plural(struct pool *pool, const struct view *view, const struct kind *kind);

/* "a, b and c", by the words list_separator and list_last. names[count]. */
const char *view_list(struct pool *pool, const struct view *view, const char *const *names, size_t count);

/* ---- times ----
 *
 * { "iso": "2026-03-21T02:30:00Z", "day": "2026-03-21", "clock": "02:30", "zone": "UTC",
 *   "date": "21 March 2026", "text": "21 March 2026, 02:30 UTC", "at": 1774060200 }
 * in the site's zone, or in one that is named.
 */
struct data *view_time(struct pool *pool, const struct view *view, int64_t at);
struct data *view_time_in(struct pool *pool, const struct view *view, const struct zone *zone, int64_t at);

/* The same with "text" the date alone, and "iso" the day: for what has no time of day. */
struct data *view_date(struct pool *pool, const struct view *view, int64_t at);

/* "March 2026" of words.month_form and words.months_alone. */
const char *view_month(struct pool *pool, const struct view *view, int year, int month);

/* { "seconds": 5400, "iso": "PT1H30M", "text": "1h 30m" }, and the text alone: at most two units, by words.short_units. */
struct data *view_duration(struct pool *pool, const struct view *view, int64_t seconds);
const char *view_short_duration(struct pool *pool, const struct view *view, int64_t seconds);

/* "1 hour 30 minutes": at most two units, by words.units; under a minute words.status_page.moment. */
const char *view_length(struct pool *pool, const struct view *view, int64_t seconds);

/* Days of the week, bit 0 Monday … 6 Sunday: "Monday–Friday", "Monday, Wednesday"; and a time of the day in seconds, "09:00",
 * of which 24:00 stays. */
const char *view_weekdays(struct pool *pool, const struct view *view, unsigned days);
const char *view_clock(struct pool *pool, const struct view *view, int64_t second);

/* "3 days ago", "in 2 hours", "just now": words.ago, words.in and words.now. */
const char *view_distance(struct pool *pool, const struct view *view, int64_t at);

/* ---- states ----
 *
 * { "id": "major_outage", "text": "Major outage", "rank": 4 }, the text from words.states,
 * words.statuses, words.impacts; rank grows with what it hurts (unknown: 0).
 */
struct data *view_state(struct pool *pool, const struct view *view, enum state state);
struct data *view_status(struct pool *pool, const struct view *view, enum update_status status);
struct data *view_impact(struct pool *pool, const struct view *view, enum impact impact);

/* { "id": "core", "text": words.<group>.<id> }, for enumerations of other kinds; id NULL: null. */
struct data *view_choice(struct pool *pool, const struct view *view, const char *group, const char *id);
