/* What is asked for, and its JSON. */
#include "render/oncall.h"

#include <glib.h>
#include <stdlib.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/data.h"
#include "render/data_json.h"

/* ---- Shifts of a period ---- */

static int
compare_begins(const void *a, const void *b)
{
	const struct scheduled *left = a, *right = b;

	if (left->shift.from != right->shift.from)
		return left->shift.from < right->shift.from ? -1 : 1;
	return (left->schedule > right->schedule) - (left->schedule < right->schedule);
}

const struct scheduled *
oncall_shifts(struct pool *pool, const struct oncall *oncall, size_t *count)
{
	g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(struct scheduled));

	for (size_t i = 0; i < oncall->schedule_count; i++) {
		const struct shifts shifts = schedule_shifts(pool, oncall->schedules[i], oncall->site->now, oncall->until);

		for (size_t k = 0; k < shifts.count; k++) {
			const struct scheduled row = { oncall->schedules[i], shifts.items[k] };

			if (!oncall->person || shift_has(&row.shift, oncall->person->id.s))
				g_array_append_val(all, row);
		}
	}
	*count = all->len;
	if (all->len > 0)
		qsort(all->data, all->len, sizeof(struct scheduled), compare_begins);
	return pool_memdup(pool, all->len ? all->data : "", all->len * sizeof(struct scheduled));
}

/* ---- JSON ---- */

static const struct data *
time_data(struct pool *pool, int64_t at)
{
	return at == TIME_NONE || at == TIME_NEVER ? NULL : data_text(pool, time_format_iso(pool, at));
}

static struct data *
people_data(struct pool *pool, const struct member *people, size_t count)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < count; i++)
		data_append(list, data_text(pool, people[i].id.s));
	return list;
}

static void
put_schedule(struct pool *pool, struct data *object, const struct schedule *schedule, const struct shift *shift)
{
	data_put_text(object, "schedule", schedule->id.s);
	data_put(object, "people", people_data(pool, shift->people, shift->count));
	data_put(object, "from", time_data(pool, shift->from));
	data_put(object, "until", time_data(pool, shift->until));
}

static struct data *
schedules_data(struct pool *pool, const struct oncall *oncall)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < oncall->schedule_count; i++) {
		const struct shift shift = schedule_at(pool, oncall->schedules[i], oncall->site->now);
		struct data *object = data_object(pool);

		if (oncall->person && !shift_has(&shift, oncall->person->id.s))
			continue;
		put_schedule(pool, object, oncall->schedules[i], &shift);
		data_append(list, object);
	}
	return list;
}

static struct data *
skipped_data(struct pool *pool, const struct reached *reached)
{
	static const char *const reasons[] = { [SKIP_QUIET] = "quiet_hours", [SKIP_LEFT] = "left" };
	struct data *list = data_list(pool);

	for (size_t i = 0; i < reached->skipped_count; i++) {
		struct data *object = data_object(pool);

		data_put_text(object, "person", reached->skipped[i].member.id.s);
		data_put_text(object, "reason", reasons[reached->skipped[i].reason]);
		data_append(list, object);
	}
	return list;
}

static struct data *
level_data(struct pool *pool, const struct reached_level *level)
{
	struct data *object = data_object(pool), *by = data_list(pool), *notify = data_list(pool);

	for (size_t i = 0; i < level->level->by.count; i++)
		data_append(by, data_text(pool, level->level->by.items[i].s));
	for (size_t i = 0; i < level->target_count; i++) {
		const struct reached *reached = &level->targets[i];
		struct data *target = data_object(pool);

		data_put_text(target, "target", reached->target->text.s);
		data_put(target, "people", people_data(pool, reached->people, reached->count));
		data_put(target, "skipped", skipped_data(pool, reached));
		data_append(notify, target);
	}
	data_put(object, "after_minutes", level->after % 60 == 0 ? data_integer(pool, level->after / 60) : data_real(pool, (double)level->after / 60));
	data_put(object, "at", time_data(pool, level->at));
	data_put(object, "by", by);
	data_put(object, "notify", notify);
	return object;
}

static void
put_service(struct pool *pool, struct data *object, const struct oncall *oncall)
{
	const struct escalation *escalation = escalation_of_service(oncall->site, oncall->service);
	const struct reached_levels levels = escalation ? escalation_at(pool, escalation, oncall->site->now) : (struct reached_levels){ 0 };
	struct data *list = data_list(pool);

	for (size_t i = 0; i < levels.count; i++)
		data_append(list, level_data(pool, &levels.items[i]));
	data_put_text(object, "service", oncall->service->id.s);
	data_put_text(object, "escalation", escalation ? escalation->id.s : NULL);
	data_put(object, "levels", list);
}

static struct data *
shifts_data(struct pool *pool, const struct oncall *oncall)
{
	struct data *list = data_list(pool);
	size_t count;
	const struct scheduled *rows = oncall_shifts(pool, oncall, &count);

	for (size_t i = 0; i < count; i++) {
		struct data *object = data_object(pool);

		data_put_text(object, "schedule", rows[i].schedule->id.s);
		data_put(object, "from", time_data(pool, rows[i].shift.from));
		data_put(object, "until", time_data(pool, rows[i].shift.until));
		data_put(object, "people", people_data(pool, rows[i].shift.people, rows[i].shift.count));
		data_put_flag(object, "override", rows[i].shift.override != NULL);
		data_append(list, object);
	}
	return list;
}

const char *
oncall_json(struct pool *pool, const struct oncall *oncall)
{
	g_autoptr(GString) text = g_string_new(NULL);
	struct data *all = data_object(pool);

	if (oncall->until != TIME_NONE) {
		data_put(all, "shifts", shifts_data(pool, oncall));
	} else {
		data_put(all, "at", time_data(pool, oncall->site->now));
		if (oncall->person)
			data_put_text(all, "person", oncall->person->id.s);
		if (oncall->service) {
			put_service(pool, all, oncall);
		} else if (oncall->several) {
			data_put(all, "schedules", schedules_data(pool, oncall));
		} else {
			const struct shift shift = schedule_at(pool, oncall->schedules[0], oncall->site->now);

			put_schedule(pool, all, oncall->schedules[0], &shift);
		}
	}
	data_write_json(all, text);
	g_string_append_c(text, '\n');
	return pool_strdup(pool, text->str);
}
