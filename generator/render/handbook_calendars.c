/*
 * Shifts as calendars that people subscribe to: one a schedule, one a person.
 *
 * They begin on the Monday of this week, in the site's zone, and hold thirteen weeks, so that a build gives the same bytes all
 * week.  A shift is known by its schedule and its begin: who swaps it changes an event and makes no second one.
 */
#include "render/handbook_parts.h"

#include "base/pool.h"
#include "base/time.h"
#include "render/calendar.h"

#define WEEKS 13
#define REFRESH (6 * 3600)

struct period {
	int64_t from, until;
};

static struct period
period_of(const struct site *site)
{
	const struct zone *zone = site->config->zone;
	const int64_t today = time_day_start(zone, site->now);
	const int64_t monday = time_add_days(zone, today, 1 - time_to_civil(zone, site->now).weekday);

	return (struct period){ monday, time_add_days(zone, monday, 7 * WEEKS) };
}

static const char *
host_of(struct pool *pool, const struct handbook *handbook)
{
	const char *url = handbook->site->config->base_url.s;
	g_autoptr(GUri) address = url ? g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL) : NULL;
	const char *host = address ? g_uri_get_host(address) : NULL;

	return host && *host ? pool_strdup(pool, host) : "handbook";
}

static const char *
people_words(struct pool *pool, const struct handbook *handbook, const struct shift *shift)
{
	const char **names = pool_array(pool, const char *, shift->count);

	for (size_t i = 0; i < shift->count; i++)
		names[i] = shift->people[i].person ? shift->people[i].person->name.s : shift->people[i].id.s;
	return view_list(pool, handbook->view, names, shift->count);
}

/* The address of a page as others see it, or NULL. */
static const char *
address_of(struct pool *pool, const struct handbook *handbook, const char *path)
{
	const char *base = handbook->site->config->base_url.s;

	if (!base)
		return NULL;
	return pool_printf(pool, "%s%s%s", base, g_str_has_suffix(base, "/") ? "" : "/", path);
}

/* A shift without an end is shown for as long as the calendar goes. */
static void
add_shift(struct pool *pool, const struct handbook *handbook, GString *out, const struct schedule *schedule, const struct shift *shift, struct period period)
{
	const char *path = data_string(data_get(shared(handbook, schedule), "path"));
	const struct calendar_event event = {
		.uid = pool_printf(pool, "%s-%s@%s", file_name_of(pool, schedule->id.s), time_format_ical(pool, shift->from), host_of(pool, handbook)),
		.summary = words_fill(pool, view_word(handbook->view, "shift_form"), "people", people_words(pool, handbook, shift), "schedule", schedule->name.s, NULL),
		.url = address_of(pool, handbook, path),
		.start = shift->from,
		.end = shift->until == TIME_NEVER ? period.until : shift->until,
		.changed = shift->from,
		.status = CALENDAR_CONFIRMED,
	};

	calendar_add(pool, out, &event);
}

static void
add_shifts(struct pool *pool, const struct handbook *handbook, GString *out, const struct schedule *schedule, const struct person *person)
{
	const struct period period = period_of(handbook->site);
	const struct shifts shifts = schedule_shifts(pool, schedule, period.from, period.until);

	for (size_t i = 0; i < shifts.count; i++)
		if (!person || shift_has(&shifts.items[i], person->id.s))
			add_shift(pool, handbook, out, schedule, &shifts.items[i], period);
}

static void
begin_calendar(struct pool *pool, const struct handbook *handbook, GString *out, const struct data *thing)
{
	const struct calendar calendar = {
		.name = words_fill(pool, view_word(handbook->view, "shifts_of"), "name", data_string(data_get(thing, "name")), NULL),
		.url = address_of(pool, handbook, data_string(data_get(thing, "path"))),
		.refresh = REFRESH,
	};

	calendar_begin(pool, out, &calendar);
}

static void
add_calendar(const struct handbook *handbook, struct outputs *outputs, const struct data *thing, GString *out, struct span owner)
{
	calendar_end(out);
	outputs_add(outputs, pool_printf(handbook->pool, "handbook/%s", data_string(data_get(thing, "calendar"))), pool_strndup(handbook->pool, out->str, out->len), out->len, owner);
}

static void
add_schedule_calendar(const struct handbook *handbook, struct outputs *outputs, const struct schedule *schedule)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct data *thing = shared(handbook, schedule);

	begin_calendar(handbook->pool, handbook, out, thing);
	add_shifts(handbook->pool, handbook, out, schedule, NULL);
	add_calendar(handbook, outputs, thing, out, schedule->id.span);
}

static void
add_person_calendar(const struct handbook *handbook, struct outputs *outputs, const struct person *person)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct data *thing = shared(handbook, person);
	const GPtrArray *schedules = relation_get(&handbook->by.schedules, person);

	if (!schedules)
		return;
	begin_calendar(handbook->pool, handbook, out, thing);
	for (guint i = 0; i < schedules->len; i++)
		add_shifts(handbook->pool, handbook, out, schedules->pdata[i], person);
	add_calendar(handbook, outputs, thing, out, person->id.span);
}

void
add_calendars(const struct handbook *handbook, struct outputs *outputs)
{
	const struct list schedules = handbook->site->schedules, people = handbook->site->registers->people;

	for (size_t i = 0; i < schedules.count; i++)
		add_schedule_calendar(handbook, outputs, &REGISTER_ITEMS(schedules, struct schedule)[i]);
	for (size_t i = 0; i < people.count; i++)
		add_person_calendar(handbook, outputs, &REGISTER_ITEMS(people, struct person)[i]);
}
