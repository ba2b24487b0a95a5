/* What the status page shows, and in which order. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/rollup.h"

bool
status_publishes(const struct site *site, const struct incident *incident)
{
	if (!incident->is_public || incident->document->draft || incident->started == TIME_NONE)
		return false;
	return incident->maintenance || incident->started <= site->now;
}

bool
status_publishes_update(const struct site *site, const struct update *update)
{
	return update->status != STATUS_NONE && update->at != TIME_NONE && update->at <= site->now;
}

uint32_t
status_lead_end(const struct incident *incident)
{
	uint32_t end = incident->document->body.block_count;

	if (!incident->maintenance)
		return 0;
	for (size_t i = 0; i < incident->update_count; i++)
		end = MIN(end, incident->updates[i].heading);
	return end;
}

const char *
status_path(struct pool *pool, const struct incident *incident)
{
	return pool_printf(pool, "%s/%s.html", incident->maintenance ? "maintenance" : "incidents", incident->document->id);
}

void
select_published(struct status *status)
{
	const struct site *site = status->site;
	const struct incident **list = pool_array(status->pool, const struct incident *, site->incident_count);

	for (size_t i = 0; i < site->incident_count; i++)
		if (status_publishes(site, site->incidents[i]))
			list[status->published_count++] = site->incidents[i];
	status->published = list;
}

/* ---- components ---- */

const char *
component_group(const struct service *service)
{
	const char *group = service->component.group.s;

	return group && *group ? group : NULL;
}

/* A component, where its group stands among the groups, and its place in the register. */
struct seat {
	const struct service *service;
	size_t group, row;
};

static int
compare_seats(const void *one, const void *other)
{
	const struct seat *a = one, *b = other;
	const struct number x = a->service->component.order, y = b->service->component.order;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	if (x.given != y.given)
		return x.given ? -1 : 1;
	if (x.given && x.n != y.n)
		return x.n < y.n ? -1 : 1;
	return a->row < b->row ? -1 : a->row > b->row;
}

/* Groups stand in the order in which the register first names them; those without one come last. */
static size_t
group_place(const GArray *seats, const struct service *service)
{
	const char *group = component_group(service);

	if (!group)
		return SIZE_MAX;
	for (guint i = 0; i < seats->len; i++) {
		const struct seat *seat = &g_array_index(seats, struct seat, i);
		const char *other = component_group(seat->service);

		if (other && strcmp(other, group) == 0)
			return seat->group;
	}
	return seats->len;
}

void
select_components(struct status *status)
{
	const struct list *services = &status->site->registers->services;
	g_autoptr(GArray) seats = g_array_new(false, true, sizeof(struct seat));
	const struct service **components;

	for (size_t i = 0; i < services->count; i++) {
		const struct service *service = &REGISTER_ITEMS(*services, struct service)[i];
		const struct seat seat = { service, service->component.span.source ? group_place(seats, service) : 0, i };

		if (service->component.span.source)
			g_array_append_val(seats, seat);
	}
	g_array_sort(seats, compare_seats);
	components = pool_array(status->pool, const struct service *, seats->len);
	status->states = pool_array(status->pool, enum state, seats->len);
	for (guint i = 0; i < seats->len; i++) {
		components[i] = g_array_index(seats, struct seat, i).service;
		status->states[i] = component_state(status->published, status->published_count, components[i], status->site->now);
	}
	status->components = components;
	status->component_count = seats->len;
}
