/* What the status page shows, and in which order. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

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

/* ---- their pages ---- */

#define NAME_LIMIT 100

/* A component's name as a file's; the service's id is nobody's business. */
static const char *
page_name(struct pool *pool, const struct service *service)
{
	const char *name = service->component.name.s;
	char *slug = name ? text_slug(pool, name) : NULL;

	if (!slug || !*slug)
		return "component";
	if (strlen(slug) > NAME_LIMIT)
		*g_utf8_find_prev_char(slug, slug + NAME_LIMIT + 1) = '\0';
	return slug;
}

/* Of two of the same name the later one is numbered. */
static const char *
unused_name(struct pool *pool, GHashTable *used, const char *name)
{
	const char *tried = name;

	for (int n = 2; !g_hash_table_add(used, (void *)tried); n++)
		tried = pool_printf(pool, "%s-%d", name, n);
	return tried;
}

static void
name_pages(struct status *status)
{
	g_autoptr(GHashTable) used = g_hash_table_new(g_str_hash, g_str_equal);
	const char **paths = pool_array(status->pool, const char *, status->component_count);

	for (size_t i = 0; i < status->component_count; i++)
		paths[i] = pool_printf(status->pool, "components/%s.html",
		    unused_name(status->pool, used, page_name(status->pool, status->components[i])));
	status->component_paths = paths;
}

size_t
component_place(const struct status *status, const struct service *service)
{
	return GPOINTER_TO_SIZE(g_hash_table_lookup(status->component_places, service));
}

const char *
component_path(const struct status *status, const struct service *service)
{
	const size_t place = component_place(status, service);

	return place ? status->component_paths[place - 1] : NULL;
}

/* What the published incidents made of them, and what others say. */
static void
read_states(struct status *status)
{
	const struct site *site = status->site;
	enum state *states = pool_array(status->pool, enum state, status->component_count);
	struct upstream_state *upstreams = pool_array(status->pool, struct upstream_state, status->component_count);

	const struct uptime *by_incidents = uptime_read(status->pool, status->published, status->published_count,
	    status->components, status->component_count, status->now);

	status->uptimes = uptime_with_probes(status->pool, by_incidents, status->component_count, status->published, status->published_count, site->probelog);
	for (size_t i = 0; i < status->component_count; i++) {
		states[i] = status->uptimes[i].state;
		if (upstream_state(status->pool, site->upstreams, site->config, status->components[i], site->now, &upstreams[i]))
			states[i] = upstream_join(states[i], upstreams[i].state);
	}
	status->states = states;
	status->upstreams = upstreams;
	status->weights = uptime_weights(&status->site->config->status);
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
	status->component_places = pool_adopt_table(status->pool, g_hash_table_new(NULL, NULL));
	for (guint i = 0; i < seats->len; i++) {
		components[i] = g_array_index(seats, struct seat, i).service;
		g_hash_table_insert(status->component_places, (void *)components[i], GSIZE_TO_POINTER(i + 1));
	}
	status->components = components;
	status->component_count = seats->len;
	name_pages(status);
	read_states(status);
}
