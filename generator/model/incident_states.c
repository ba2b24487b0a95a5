/* What the updates make of the incident and its components over time. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"

/* ---- Status over time ---- */

bool
incident_is_end(enum update_status status)
{
	return status == STATUS_RESOLVED || status == STATUS_COMPLETED || status == STATUS_CANCELLED || status == STATUS_POSTMORTEM;
}

/* When it ended, from the updates up to an instant; TIME_NONE: it has not. */
int64_t
incident_ended_by(const struct incident *incident, int64_t at)
{
	int64_t ended = TIME_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > at)
			break;
		if (update->status == STATUS_NONE)
			continue;
		if (!incident_is_end(update->status))
			ended = TIME_NONE;
		else if (ended == TIME_NONE || update->status != STATUS_POSTMORTEM)
			ended = update->at;
	}
	return ended;
}

void
incident_find_status(struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].status != STATUS_NONE && incident->updates[i].at != TIME_NONE)
			incident->status = incident->updates[i].status;
	incident->resolved = incident_ended_by(incident, INT64_MAX);
	if (incident->started == TIME_NONE && incident->update_count)
		incident->started = incident->updates[0].at;
}

/* When a window begins to matter: never before its start. */
int64_t
incident_window_begin(const struct incident *incident)
{
	int64_t first = TIME_NONE;

	for (size_t i = 0; i < incident->update_count && first == TIME_NONE; i++)
		if (incident->updates[i].status == STATUS_IN_PROGRESS)
			first = incident->updates[i].at;
	return incident->started != TIME_NONE ? incident->started : first;
}

/* Whether an update says after the planned end that work goes on. */
static bool
is_prolonged(const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if ((update->status == STATUS_IN_PROGRESS || update->status == STATUS_VERIFYING) && update->at != TIME_NONE && update->at >= incident->ends)
			return true;
	}
	return false;
}

/* TIME_NONE: no end is known. */
int64_t
incident_window_end(const struct incident *incident)
{
	if (incident->resolved != TIME_NONE)
		return incident->resolved;
	return is_prolonged(incident) ? TIME_NONE : incident->ends;
}

/* ---- Components over time ---- */

/* The states of all components while the updates are gone through. */
struct states {
	struct reader *reader;
	enum state *of; /* one for each of incident->components */
	GArray *changes;
};

static enum state
state_of_impact(const struct document *document)
{
	const struct text impact = document_text(document, "impact");

	if (!impact.s)
		return STATE_DEGRADED;
	if (strcmp(impact.s, "critical") == 0)
		return STATE_MAJOR;
	if (strcmp(impact.s, "major") == 0)
		return STATE_PARTIAL;
	return strcmp(impact.s, "none") == 0 ? STATE_OPERATIONAL : STATE_DEGRADED;
}

static size_t
component_index(const struct incident *incident, const struct service *service)
{
	for (size_t i = 0; i < incident->component_count; i++)
		if (incident->components[i] == service)
			return i;
	return SIZE_MAX;
}

static void
change_state(struct states *all, size_t index, enum state state, int64_t at, const struct update *update)
{
	const struct change change = {
		.at = at,
		.service = all->reader->incident->components[index],
		.state = state,
		.update = update,
	};

	if (all->of[index] == state || at == TIME_NONE)
		return;
	all->of[index] = state;
	g_array_append_val(all->changes, change);
}

static void
change_all(struct states *all, enum state state, int64_t at, const struct update *update)
{
	for (size_t i = 0; i < all->reader->incident->component_count; i++)
		change_state(all, i, state, at, update);
}

/* The state that an affect gives: what it says, else what the impact or the window means; false: none that can be told. */
static bool
affected_state(const struct reader *reader, const struct affect *affect, enum state *state)
{
	if (!affect->service || (affect->state_span.source && !affect->state_known))
		return false;
	*state = affect->state_known ? affect->state : state_of_impact(reader->document);
	return true;
}

/* What an update says holds last; the others return to operational where it ends the incident. */
static void
apply_update(struct states *all, const struct update *update, int64_t at)
{
	const struct incident *incident = all->reader->incident;
	g_autofree bool *named = g_new0(bool, incident->component_count + 1);

	for (size_t i = 0; i < update->affect_count; i++) {
		const size_t index = component_index(incident, update->affects[i].service);
		enum state state;

		if (index == SIZE_MAX || !affected_state(all->reader, &update->affects[i], &state))
			continue;
		if (incident_is_end(update->status) && !update->affects[i].state_known)
			continue;
		named[index] = true;
		change_state(all, index, state, at, update);
	}
	for (size_t i = 0; incident_is_end(update->status) && i < incident->component_count; i++)
		if (!named[i])
			change_state(all, i, STATE_OPERATIONAL, at, update);
}

static bool
has_any_affects(const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].has_affects)
			return true;
	return false;
}

static const struct update *
first_dated(const struct incident *incident)
{
	return incident->update_count && incident->updates[0].at != TIME_NONE ? &incident->updates[0] : NULL;
}

/* Without any "Affects:" the named components are in the impact's state while it is open. */
static void
change_by_impact(struct states *all)
{
	const struct incident *incident = all->reader->incident;
	const enum state state = state_of_impact(all->reader->document);
	const struct update *first = first_dated(incident);
	bool open = true;

	change_all(all, state, first ? first->at : incident->started, first);
	for (size_t i = 0; i < incident->update_count && incident->updates[i].at != TIME_NONE; i++) {
		const struct update *update = &incident->updates[i];

		if (update->status == STATUS_NONE || incident_is_end(update->status) != open)
			continue;
		open = !open;
		change_all(all, open ? state : STATE_OPERATIONAL, update->at, update);
	}
}

static void
change_in_incident(struct states *all)
{
	const struct incident *incident = all->reader->incident;

	if (!has_any_affects(incident)) {
		change_by_impact(all);
		return;
	}
	for (size_t i = 0; i < incident->update_count && incident->updates[i].at != TIME_NONE; i++)
		apply_update(all, &incident->updates[i], incident->updates[i].at);
}

/* What an update, or the announcement, says of the states that a window begins with. */
static void
plan_states(const struct reader *reader, const struct update *update, enum state *planned)
{
	for (size_t i = 0; i < update->affect_count; i++) {
		const size_t index = component_index(reader->incident, update->affects[i].service);

		if (index != SIZE_MAX)
			affected_state(reader, &update->affects[i], &planned[index]);
	}
}

/* What the announcement and updates before the window say of states holds from its begin. */
static void
begin_window(struct states *all, int64_t begin)
{
	const struct incident *incident = all->reader->incident;
	g_autofree enum state *planned = g_new(enum state, incident->component_count + 1);
	const struct update *in_force = NULL;

	for (size_t i = 0; i < incident->component_count; i++)
		planned[i] = STATE_MAINTENANCE;
	plan_states(all->reader, &incident->announcement, planned);
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > begin)
			break;
		in_force = update;
		plan_states(all->reader, update, planned);
	}
	for (size_t i = 0; i < incident->component_count; i++)
		change_state(all, i, planned[i], begin, in_force);
}

static void
change_in_window(struct states *all)
{
	const struct incident *incident = all->reader->incident;
	const int64_t begin = incident_window_begin(incident), end = incident_window_end(incident);

	if (begin == TIME_NONE || (end != TIME_NONE && end <= begin))
		return;
	begin_window(all, begin);
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at != TIME_NONE && update->at > begin && (end == TIME_NONE || update->at <= end))
			apply_update(all, update, update->at);
	}
	if (incident->resolved == TIME_NONE)
		change_all(all, STATE_OPERATIONAL, end, NULL);
}

void
incident_find_changes(struct reader *reader)
{
	struct incident *incident = reader->incident;
	g_autoptr(GArray) changes = g_array_new(false, true, sizeof(struct change));
	g_autofree enum state *of = g_new0(enum state, incident->component_count + 1);
	struct states all = { .reader = reader, .of = of, .changes = changes };

	if (incident->maintenance)
		change_in_window(&all);
	else
		change_in_incident(&all);
	incident->changes = pool_memdup(reader->pool, changes->data, changes->len * sizeof(struct change));
	incident->change_count = changes->len;
}

bool
update_names(const struct update *update, const struct service *service)
{
	for (size_t i = 0; i < update->affect_count; i++)
		if (update->affects[i].service == service)
			return true;
	return false;
}

static int64_t
first_naming(const struct incident *incident, const struct service *service)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (update_names(&incident->updates[i], service))
			return incident->updates[i].at != TIME_NONE ? incident->updates[i].at : INT64_MAX;
	return TIME_NONE;
}

static bool
is_in_front(const struct reader *reader, const struct service *service)
{
	const struct texts names = document_texts(reader->document, "components");

	for (size_t i = 0; i < names.count; i++)
		if (component_find(reader->registers, names.items[i].s) == service)
			return true;
	return false;
}

void
incident_find_components(struct reader *reader)
{
	const struct list *list = &reader->registers->services;
	const struct service *services = REGISTER_ITEMS(*list, struct service);
	const struct service **components = pool_array(reader->pool, const struct service *, list->count);
	int64_t *since = pool_array(reader->pool, int64_t, list->count);
	struct incident *incident = reader->incident;

	for (size_t i = 0; i < list->count; i++) {
		const bool from_start = is_in_front(reader, &services[i]) || update_names(&incident->announcement, &services[i]);
		const int64_t named = from_start ? INT64_MIN : first_naming(incident, &services[i]);

		if (!from_start && named == TIME_NONE)
			continue;
		since[incident->component_count] = named;
		components[incident->component_count++] = &services[i];
	}
	incident->components = components;
	incident->named_since = since;
}
