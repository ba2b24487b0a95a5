/*
 * From the times of headings to instants.  A time without a day is on the day of the update
 * before it in time, the first one on the day of the start.  A clock that goes back by more
 * than half a day has passed midnight; one that goes back by less is a mistake, and stays one.
 */
#include "model/incident_parts.h"

#define HALF_DAY INT64_C(43200)

static bool
is_open(const struct heading *heading)
{
	return !heading->wall.has_day || !heading->wall.has_year;
}

static struct wall_zone
zone_of(const struct reader *reader, const struct heading *heading)
{
	return heading->wall.zoned ? heading->wall.zone : (struct wall_zone){ .zone = reader->config->zone };
}

static void
set_at(const struct reader *reader, const struct heading *heading, int64_t reference)
{
	const struct wall_zone zone = zone_of(reader, heading);
	struct update *update = heading->update;

	update->at = wall_time_at(&heading->wall, zone, reference);
	if (update->at == TIME_NONE)
		update->time_problem = "there is no such day";
	else if (!heading->wall.has_day && update->at < reference - HALF_DAY)
		update->at = wall_zone_add_days(zone, update->at, 1);
}

/* The dates tell where two differ, else the statuses, else the clocks. */
static bool
is_newest_first(const struct heading *headings, size_t count)
{
	const struct heading *first = NULL, *last = NULL;
	const struct update *begin = headings[0].update, *end = headings[count - 1].update;

	for (size_t i = 0; i < count; i++) {
		if (headings[i].update->at == TIME_NONE)
			continue;
		first = first ? first : &headings[i];
		last = &headings[i];
	}
	if (first && first->update->at != last->update->at)
		return first->update->at > last->update->at;
	if (begin->status != end->status)
		return begin->status > end->status;
	return headings[0].wall.hour * 60 + headings[0].wall.minute > headings[count - 1].wall.hour * 60 + headings[count - 1].wall.minute;
}

/* What the first update in time counts from: the start, else the first one that has a day. */
static int64_t
first_reference(const struct reader *reader, const struct heading *headings, size_t count, bool newest_first)
{
	int64_t reference = reader->incident->started;

	for (size_t i = 0; i < count && reference == TIME_NONE; i++)
		reference = headings[newest_first ? count - 1 - i : i].update->at;
	return reference;
}

void
incident_find_times(const struct reader *reader, const struct heading *headings, size_t count)
{
	bool newest_first;
	int64_t reference;

	for (size_t i = 0; i < count; i++)
		if (headings[i].has_time && !is_open(&headings[i]))
			set_at(reader, &headings[i], 0);
	newest_first = count > 0 && is_newest_first(headings, count);
	reference = first_reference(reader, headings, count, newest_first);
	for (size_t i = 0; i < count; i++) {
		const struct heading *heading = &headings[newest_first ? count - 1 - i : i];

		if (heading->has_time && is_open(heading)) {
			if (reference == TIME_NONE)
				heading->update->time_problem = "it has no day, and nothing says on which the incident began";
			else
				set_at(reader, heading, reference);
		}
		if (heading->update->at != TIME_NONE)
			reference = heading->update->at;
	}
}
