/* The components and their groups as machines see them. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/time.h"

/* A component that says no date is as old as what the page tells of it all. */
static int64_t
created_of(const struct status *status, const struct service *service)
{
	const int64_t since = service->component.since.stamp.at;
	const size_t count = status->published_count;

	if (since != TIME_NONE)
		return since;
	return count ? MIN(status->published[count - 1]->started, status->site->now) : 0;
}

static const char *
start_date_of(const struct status *status, const struct service *service)
{
	const int64_t since = service->component.since.stamp.at;

	return since != TIME_NONE ? time_format_date(status->pool, status->site->config->zone, since) : NULL;
}

static struct api_component
leaf_of(const struct status *status, size_t i)
{
	const struct service *service = status->components[i];
	const struct component *component = &service->component;
	const char *group = component_group(service);

	return (struct api_component){
		.id = component_id(status->pool, status, service),
		.name = component->name.s,
		.state = status->states[i] == STATE_UNKNOWN ? STATE_OPERATIONAL : status->states[i], /* the API has no other word */
		.created = created_of(status, service),
		.updated = created_of(status, service),
		.description = component->description.s,
		.showcase = !component->showcase.given || component->showcase.on,
		.start_date = start_date_of(status, service),
		.group_id = group ? group_id(status->pool, status, group) : NULL,
	};
}

/* When each component's state last changed. */
static void
find_changes(const struct status *status, const struct incident *incident, struct catalogue *catalogue)
{
	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= status->site->now; i++) {
		const struct change *change = &incident->changes[i];
		const size_t place = component_place(status, change->service);

		if (place)
			catalogue->leaves[place - 1].updated = MAX(catalogue->leaves[place - 1].updated, change->at);
	}
}

static void
find_leaves(const struct status *status, struct catalogue *catalogue)
{
	for (size_t i = 0; i < status->component_count; i++)
		catalogue->leaves[i] = leaf_of(status, i);
	for (size_t i = 0; i < status->published_count; i++)
		find_changes(status, status->published[i], catalogue);
}

/* A group is what its components are together. */
static void
add_to_group(struct api_component *group, struct api_component *leaf, const char **children)
{
	children[group->child_count++] = leaf->id;
	leaf->position = group->child_count;
	group->state = MAX(group->state, leaf->state);
	group->created = group->child_count == 1 ? leaf->created : MIN(group->created, leaf->created);
	group->updated = MAX(group->updated, leaf->updated);
}

/* Groups, and components that are in none, count together from 1. */
static void
find_groups(const struct status *status, struct catalogue *catalogue)
{
	const char **children = pool_array(status->pool, const char *, status->component_count);
	size_t position = 0;

	for (size_t i = 0; i < status->component_count; i++) {
		struct api_component *leaf = &catalogue->leaves[i], *group = &catalogue->groups[catalogue->group_count];

		if (!leaf->group_id) {
			leaf->position = ++position;
			continue;
		}
		if (!i || catalogue->leaves[i - 1].group_id != leaf->group_id) {
			position++;
			*group = (struct api_component){ .id = leaf->group_id, .name = component_group(status->components[i]), .position = position,
				.updated = leaf->updated, .children = children + i };
		}
		add_to_group(group, leaf, children + i - group->child_count);
		if (i + 1 == status->component_count || catalogue->leaves[i + 1].group_id != leaf->group_id)
			catalogue->group_count++;
	}
}

const struct api_component *
catalogue_find(const struct status *status, const struct service *service)
{
	const size_t place = component_place(status, service);

	return place ? &status->catalogue->leaves[place - 1] : NULL;
}

void
list_components(struct status *status)
{
	struct catalogue *catalogue = pool_new0(status->pool, struct catalogue);

	catalogue->leaves = pool_array(status->pool, struct api_component, status->component_count);
	catalogue->groups = pool_array(status->pool, struct api_component, status->component_count + 1);
	find_leaves(status, catalogue);
	find_groups(status, catalogue);
	status->catalogue = catalogue;
}
