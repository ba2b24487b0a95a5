/* Shifts on pages: the weeks of a schedule as a drawing and as a table, who is on call now, what a person has to come. */
#include "render/handbook_parts.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/schedule_pattern.h"
#include "render/chart.h"
#include "render/data_json.h"
#include "render/roster.h"

#define WEEKS 4
#define AHEAD_DAYS 35   /* what the browser knows of: an older page can't tell */
#define AHEAD_MOST 250  /* shifts of it */
#define COLOURS 6       /* static/handbook.css has as many */
#define COMING_MOST 20

/* ---- one shift ---- */

static struct data *
shift_people(struct pool *pool, const struct handbook *handbook, const struct shift *shift)
{
	struct data *people = data_list(pool);

	for (size_t i = 0; i < shift->count; i++)
		data_append(people, shift->people[i].person ? shared(handbook, shift->people[i].person) : owner_object(pool, handbook, shift->people[i].id.s));
	return people;
}

/* A zone stays beside its clock: a line of a narrow card does not begin with it. */
static const char *
with_zone(struct pool *pool, const char *text, const char *zone)
{
	const char *place = g_strrstr(text, zone);

	if (!place || place == text || place[-1] != ' ')
		return text;
	return pool_printf(pool, "%.*s\u00a0%s", (int)(place - 1 - text), text, place);
}

static const struct data *
time_in(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule, int64_t at)
{
	struct data *time;

	if (at == INT64_MIN || at == TIME_NEVER)
		return NULL;
	time = view_time_in(pool, handbook->view, schedule->zone, at);
	data_put_text(time, "text", with_zone(pool, data_string(data_get(time, "text")), data_string(data_get(time, "zone"))));
	return time;
}

/* {"schedule", "people", "gap", "override", "from", "until"}, times in the schedule's zone. */
static struct data *
shift_row(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule, const struct shift *shift)
{
	struct data *row = data_object(pool);

	data_put(row, "schedule", shared(handbook, schedule));
	data_put(row, "people", shift_people(pool, handbook, shift));
	data_put_flag(row, "gap", shift->count == 0);
	data_put_flag(row, "override", shift->override);
	data_put(row, "from", time_in(pool, handbook, schedule, shift->from));
	data_put(row, "until", time_in(pool, handbook, schedule, shift->until));
	return row;
}

/* ---- the weeks ---- */

/* A person's colour in a schedule: their place among those in it, so that it is the same in all weeks. */
static int64_t
colour_of(const struct loads *loads, const struct shift *shift)
{
	for (size_t i = 0; i < loads->count; i++)
		if (shift->count > 0 && strcmp(loads->items[i].member.id.s, shift->people[0].id.s) == 0)
			return (int64_t)(i % COLOURS) + 1;
	return 1;
}

static const char *
bar_name(struct pool *pool, const struct handbook *handbook, const struct shift *shift)
{
	return shift->count ? shift_names(pool, handbook, shift) : view_word(handbook->view, "oncall_nobody");
}

static struct data *
bar_object(const struct page *page, const struct loads *loads, const struct roster_bar *bar)
{
	struct data *object = data_object(page->pool);

	data_put(object, "x", data_real(page->pool, bar->x));
	data_put(object, "width", data_real(page->pool, bar->width));
	data_put_text(object, "name", bar_name(page->pool, page->handbook, bar->shift));
	data_put_flag(object, "gap", bar->shift->count == 0);
	data_put_flag(object, "override", bar->shift->override);
	data_put_integer(object, "colour", colour_of(loads, bar->shift));
	return object;
}

static struct data *
days_list(const struct page *page, const struct schedule *schedule, int64_t monday)
{
	struct data *days = data_list(page->pool);

	for (int day = 0; day < 7; day++) {
		struct data *object = data_object(page->pool);

		data_put(object, "x", data_real(page->pool, round(day / 7.0 * 1e4) / 100));
		data_put_integer(object, "day", time_to_civil(schedule->zone, time_add_days(schedule->zone, monday, day)).day);
		data_put_flag(object, "weekend", day >= 5);
		data_append(days, object);
	}
	return days;
}

static struct data *
week_object(const struct page *page, const struct schedule *schedule, int64_t monday, struct shifts shifts, const struct loads *loads)
{
	const struct roster_bars bars = roster_week(page->pool, schedule->zone, monday, shifts);
	const struct data *time = view_time_in(page->pool, page->handbook->view, schedule->zone, monday);
	const int64_t now = page->handbook->site->now - page->handbook->site->now % 3600; /* so that the next minute's page is the same */
	struct data *week = data_object(page->pool), *list = data_list(page->pool);
	bool current = now >= monday && now < time_add_days(schedule->zone, monday, 7);

	for (size_t i = 0; i < bars.count; i++)
		data_append(list, bar_object(page, loads, &bars.items[i]));
	data_put_text(week, "title", words_fill(page->pool, view_word(page->handbook->view, "oncall_week"), "date", data_string(data_get(time, "date")), NULL));
	data_put(week, "days", days_list(page, schedule, monday));
	data_put(week, "bars", list);
	data_put(week, "now", current ? data_real(page->pool, roster_place(schedule->zone, monday, now)) : NULL);
	return week;
}

/* ---- loads ---- */

static double
hours_of(int64_t seconds)
{
	return round((double)seconds / 360) / 10;
}

static struct data *
load_chart(const struct page *page, const struct schedule *schedule, const struct loads *loads)
{
	static const char *const names[] = { "load_hours", "load_nights", "load_weekends" };
	struct pool *pool = page->pool;
	const struct handbook *handbook = page->handbook;
	const char **ids = pool_array(pool, const char *, loads->count), **people = pool_array(pool, const char *, loads->count);
	double *values[3];
	struct chart_series series[3];

	for (size_t k = 0; k < G_N_ELEMENTS(names); k++) {
		values[k] = pool_array(pool, double, loads->count);
		series[k] = (struct chart_series){ names[k], view_word(handbook->view, names[k]), values[k], false };
	}
	for (size_t i = 0; i < loads->count; i++) {
		const struct load *load = &loads->items[i];

		ids[i] = load->member.id.s;
		people[i] = load->member.person ? data_string(data_get(shared(handbook, load->member.person), "name")) : load->member.id.s;
		values[0][i] = hours_of(load->hours);
		values[1][i] = hours_of(load->nights);
		values[2][i] = hours_of(load->weekends);
	}
	return chart_data(pool, &(struct chart){
	    .title = words_fill(pool, view_word(handbook->view, "load_title"), "schedule", data_string(data_get(shared(handbook, schedule), "name")), NULL),
	    .labels_name = view_word(handbook->view, "who"),
	    .labels = ids, .names = people, .count = loads->count,
	    .series = series, .series_count = G_N_ELEMENTS(series), .narrow = true, .whole = true, .limit = NAN,
	});
}

void
put_roster(const struct page *page, const struct schedule *schedule, struct data *object)
{
	const int64_t from = roster_monday(schedule->zone, page->handbook->site->now), until = time_add_days(schedule->zone, from, 7 * WEEKS);
	const struct shifts shifts = roster_shifts(page->pool, schedule, from, until);
	const struct loads loads = schedule_loads(page->pool, schedule, from, until);
	struct data *weeks = data_list(page->pool), *rows = data_list(page->pool), *gaps = data_list(page->pool);

	for (int week = 0; week < WEEKS && shifts.count > 0; week++)
		data_append(weeks, week_object(page, schedule, time_add_days(schedule->zone, from, 7 * week), shifts, &loads));
	for (size_t i = 0; i < shifts.count; i++) {
		struct data *row = shift_row(page->pool, page->handbook, schedule, &shifts.items[i]);

		data_append(rows, row);
		if (shifts.items[i].count == 0)
			data_append(gaps, row);
	}
	data_put(object, "weeks", weeks);
	data_put(object, "shifts", rows);
	data_put(object, "gaps", gaps);
	data_put(object, "load", loads.count ? load_chart(page, schedule, &loads) : NULL);
}

/* ---- now ---- */

/* The index of somebody in the list of people, who is added where they are not in it. */
static size_t
index_of(json_t *people, const struct handbook *handbook, const struct member *member)
{
	const struct data *object = member->person ? shared(handbook, member->person) : NULL;
	const char *name = object ? data_string(data_get(object, "name")) : member->id.s;
	const char *path = object ? data_string(data_get(object, "path")) : NULL;
	const char *resting = object ? data_string(data_get(object, "resting")) : NULL;
	const size_t count = json_array_size(people);
	json_t *entry;

	for (size_t i = 0; i < count; i++) {
		const char *other = json_string_value(json_array_get(json_array_get(people, i), 1));

		if (strcmp(json_string_value(json_array_get(json_array_get(people, i), 0)), name) == 0 && g_strcmp0(other, path) == 0)
			return i;
	}
	entry = json_pack("[s, s?]", name, path);
	if (resting)
		json_array_append_new(entry, json_loads(resting, 0, NULL));
	json_array_append_new(people, entry);
	return count;
}

static json_t *
shift_json(json_t *people, const struct handbook *handbook, const struct shift *shift)
{
	json_t *json = json_array();

	json_array_append_new(json, json_integer(shift->from));
	json_array_append_new(json, shift->until == TIME_NEVER ? json_null() : json_integer(shift->until));
	for (size_t i = 0; i < shift->count; i++)
		json_array_append_new(json, json_integer((json_int_t)index_of(people, handbook, &shift->people[i])));
	return json;
}

const char *
shifts_json(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule)
{
	const int64_t now = handbook->site->now, end = time_add_days(schedule->zone, time_day_start(schedule->zone, now), AHEAD_DAYS);
	const struct shifts all = schedule_shifts(pool, schedule, now, end);
	const bool whole = all.count <= AHEAD_MOST;
	json_t *people = json_array(), *shifts = json_array(), *json;
	char *text;

	for (size_t i = 0; i < MIN(all.count, AHEAD_MOST); i++)
		json_array_append_new(shifts, shift_json(people, handbook, &all.items[i]));
	json = json_pack("{s:I, s:o, s:o}", "until", (json_int_t)(whole ? end : all.items[AHEAD_MOST].from), "people", people, "shifts", shifts);
	text = json_dumps(json, JSON_COMPACT);
	json_decref(json);
	return pool_adopt(pool, text, free);
}

static struct data *
now_row(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule)
{
	const struct shift now = schedule_at(pool, schedule, handbook->site->now);
	const struct shift then = now.until == TIME_NEVER ? now : schedule_at(pool, schedule, now.until);
	struct data *row = data_object(pool);

	data_put(row, "schedule", shared(handbook, schedule));
	data_put(row, "now", shift_row(pool, handbook, schedule, &now));
	data_put(row, "then", now.until == TIME_NEVER ? NULL : shift_row(pool, handbook, schedule, &then));
	return row;
}

struct data *
now_object(struct pool *pool, const struct handbook *handbook, const GPtrArray *schedules)
{
	struct data *object, *rows;

	if (schedules->len == 0)
		return NULL;
	object = data_object(pool);
	rows = data_list(pool);
	for (guint i = 0; i < schedules->len; i++)
		data_append(rows, now_row(pool, handbook, schedules->pdata[i]));
	data_put(object, "schedules", rows);
	return object;
}

/* ---- which schedules ---- */

static void
add_once(GPtrArray *list, const void *schedule)
{
	if (schedule && !g_ptr_array_find(list, schedule, NULL))
		g_ptr_array_add(list, (void *)schedule);
}

GPtrArray *
first_schedules(const struct handbook *handbook, size_t most)
{
	const struct list schedules = handbook->site->schedules;
	GPtrArray *list = g_ptr_array_new();

	for (size_t i = 0; i < MIN(schedules.count, most); i++)
		add_once(list, &REGISTER_ITEMS(schedules, struct schedule)[i]);
	return list;
}

GPtrArray *
policy_schedules(const struct escalation *policy)
{
	GPtrArray *list = g_ptr_array_new();

	for (size_t i = 0; policy && i < policy->levels.count; i++) {
		const struct escalation_level *level = &REGISTER_ITEMS(policy->levels, struct escalation_level)[i];

		for (size_t k = 0; k < level->target_count; k++)
			add_once(list, level->targets[k].schedule);
	}
	return list;
}

GPtrArray *
team_schedules(const struct handbook *handbook, const struct team *team)
{
	const GPtrArray *members = relation_get(&handbook->by.members, team);
	GPtrArray *list = g_ptr_array_new();

	for (guint i = 0; members && i < members->len; i++) {
		const GPtrArray *schedules = relation_get(&handbook->by.schedules, members->pdata[i]);

		for (guint k = 0; schedules && k < schedules->len; k++)
			add_once(list, schedules->pdata[k]);
	}
	return list;
}

/* ---- shifts to come ---- */

struct own_shift {
	const struct schedule *schedule;
	struct shift shift;
};

static gint
compare_begins(gconstpointer a, gconstpointer b)
{
	const struct own_shift *x = a, *y = b;

	if (x->shift.from != y->shift.from)
		return x->shift.from < y->shift.from ? -1 : 1;
	return x->schedule < y->schedule ? -1 : x->schedule > y->schedule;
}

static bool
has_somebody(const struct shift *shift, const GPtrArray *people)
{
	for (guint i = 0; i < people->len; i++)
		if (shift_has(shift, ((const struct person *)people->pdata[i])->id.s))
			return true;
	return false;
}

struct data *
coming_shifts(struct pool *pool, const struct handbook *handbook, const GPtrArray *schedules, const GPtrArray *people)
{
	g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(struct own_shift));
	struct data *list = data_list(pool);

	for (guint i = 0; schedules && i < schedules->len; i++) {
		const struct schedule *schedule = schedules->pdata[i];
		const struct shifts shifts = schedule_shifts(pool, schedule, handbook->site->now, time_add_days(schedule->zone, handbook->site->now, 13 * 7));

		for (size_t k = 0; k < shifts.count; k++) {
			const struct own_shift one = { schedule, shifts.items[k] };

			if (has_somebody(&one.shift, people))
				g_array_append_val(own, one);
		}
	}
	g_array_sort(own, compare_begins);
	for (guint i = 0; i < MIN(own->len, COMING_MOST); i++) {
		const struct own_shift *one = &g_array_index(own, struct own_shift, i);

		data_append(list, shift_row(pool, handbook, one->schedule, &one->shift));
	}
	return list;
}
