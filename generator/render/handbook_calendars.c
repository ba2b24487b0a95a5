/*
 * Shifts as calendars that people subscribe to: one a schedule, one a person.
 *
 * They begin on the Monday of this week, in the site's zone, and hold that week and thirteen more, so that a build gives the
 * same bytes all week.  A shift is known by its schedule and its begin: who swaps it changes an event and makes no second one.
 */
#include "render/handbook_parts.h"

#include "base/pool.h"
#include "base/time.h"
#include "render/calendar.h"
#include "render/roster.h"

#define WEEKS 14
#define REFRESH (6 * INT64_C(3600))

struct period {
	int64_t from, until;
};

/* What all calendars share.  The pool is emptied behind each. */
struct desk {
	struct pool *pool;
	const struct handbook *handbook;
	struct outputs *outputs;
	const char *host;
	struct period period;
};

static struct period
period_of(const struct site *site)
{
	const struct zone *zone = site->config->zone;
	const int64_t monday = roster_monday(zone, site->now);

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

const char *
shift_names(struct pool *pool, const struct handbook *handbook, const struct shift *shift)
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
add_shift(const struct desk *desk, GString *out, const struct schedule *schedule, const struct shift *shift)
{
	struct pool *pool = desk->pool;
	const struct handbook *handbook = desk->handbook;
	const struct calendar_event event = {
		.uid = pool_printf(pool, "%s-%s@%s", file_name_of(pool, schedule->id.s), time_format_ical(pool, shift->from), desk->host),
		.summary = words_fill(pool, view_word(handbook->view, "shift_form"), "people", shift_names(pool, handbook, shift), "schedule", schedule->name.s, NULL),
		.url = address_of(pool, handbook, data_string(data_get(shared(handbook, schedule), "path"))),
		.start = shift->from,
		.end = shift->until == TIME_NEVER ? desk->period.until : shift->until,
		.changed = shift->from,
		.status = CALENDAR_CONFIRMED,
	};

	calendar_add(pool, out, &event);
}

/* person NULL: whoever it is. */
static void
add_shifts(const struct desk *desk, GString *out, const struct schedule *schedule, const struct person *person)
{
	const struct shifts shifts = schedule_shifts(desk->pool, schedule, desk->period.from, desk->period.until);

	for (size_t i = 0; i < shifts.count; i++)
		if (!person || shift_has(&shifts.items[i], person->id.s))
			add_shift(desk, out, schedule, &shifts.items[i]);
}

static GString *
begin_calendar(const struct desk *desk, const struct data *thing)
{
	GString *out = g_string_new(NULL);
	const struct calendar calendar = {
		.name = words_fill(desk->pool, view_word(desk->handbook->view, "shifts_of"), "name", data_string(data_get(thing, "name")), NULL),
		.url = address_of(desk->pool, desk->handbook, data_string(data_get(thing, "path"))),
		.refresh = REFRESH,
	};

	calendar_begin(desk->pool, out, &calendar);
	return out;
}

static void
end_calendar(const struct desk *desk, const struct data *thing, GString *out, struct span owner)
{
	struct pool *pool = desk->handbook->pool;

	calendar_end(out);
	outputs_add(desk->outputs, pool_printf(pool, "handbook/%s", data_string(data_get(thing, "calendar"))), pool_strndup(pool, out->str, out->len), out->len, owner);
	g_string_free(out, true);
	pool_reset(desk->pool);
}

static void
add_schedule_calendar(const struct desk *desk, const struct schedule *schedule)
{
	const struct data *thing = shared(desk->handbook, schedule);
	GString *out = begin_calendar(desk, thing);

	add_shifts(desk, out, schedule, NULL);
	end_calendar(desk, thing, out, schedule->id.span);
}

static void
add_person_calendar(const struct desk *desk, const struct person *person)
{
	const GPtrArray *schedules = relation_get(&desk->handbook->by.schedules, person);
	const struct data *thing = shared(desk->handbook, person);
	GString *out;

	if (!schedules)
		return;
	out = begin_calendar(desk, thing);
	for (guint i = 0; i < schedules->len; i++)
		add_shifts(desk, out, schedules->pdata[i], person);
	end_calendar(desk, thing, out, person->id.span);
}

void
add_calendars(const struct handbook *handbook, struct outputs *outputs)
{
	const struct list schedules = handbook->site->schedules, people = handbook->site->registers->people;
	const struct desk desk = { pool_branch(handbook->pool), handbook, outputs, host_of(handbook->pool, handbook), period_of(handbook->site) };

	for (size_t i = 0; i < schedules.count; i++)
		add_schedule_calendar(&desk, &REGISTER_ITEMS(schedules, struct schedule)[i]);
	for (size_t i = 0; i < people.count; i++)
		add_person_calendar(&desk, &REGISTER_ITEMS(people, struct person)[i]);
}

static void
claim_calendar(const struct handbook *handbook, struct outputs *outputs, const void *thing, struct span owner)
{
	outputs_add(outputs, pool_printf(handbook->pool, "handbook/%s", data_string(data_get(shared(handbook, thing), "calendar"))), "", 0, owner);
}

void
claim_calendars(const struct handbook *handbook, struct outputs *outputs)
{
	const struct list schedules = handbook->site->schedules, people = handbook->site->registers->people;

	for (size_t i = 0; i < schedules.count; i++)
		claim_calendar(handbook, outputs, &REGISTER_ITEMS(schedules, struct schedule)[i], REGISTER_ITEMS(schedules, struct schedule)[i].id.span);
	for (size_t i = 0; i < people.count; i++)
		if (relation_get(&handbook->by.schedules, &REGISTER_ITEMS(people, struct person)[i]))
			claim_calendar(handbook, outputs, &REGISTER_ITEMS(people, struct person)[i], REGISTER_ITEMS(people, struct person)[i].id.span);
}
