/* What registers and site.yaml have. */
#include "model/maturity_parts.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "read/yaml.h"

/* How many of a list's items hold; the site is for those that ask it. */
static size_t
count_where(const struct site *site, struct list list, size_t size, bool (*holds)(const struct site *site, const void *item))
{
	size_t count = 0;

	for (size_t i = 0; i < list.count; i++)
		count += holds(site, (const char *)list.items + i * size);
	return count;
}

#define COUNT_WHERE(site, list, type, holds) count_where((site), (list), sizeof(struct type), (holds))

/* ---- severities ---- */

static bool
has_example(const struct site *site, const void *item)
{
	(void)site;
	return ((const struct severity *)item)->examples.count;
}

struct maturity_result
test_severities(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->registers->severities, severity, has_example), 3);
}

static bool
has_time(const struct site *site, const void *item)
{
	(void)site;
	return ((const struct severity *)item)->acknowledge_within.seconds != DURATION_NONE;
}

struct maturity_result
test_severity_times(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->registers->severities, severity, has_time), site->registers->severities.count);
}

/* Of the two worst. */
struct maturity_result
test_severity_roles(const struct site *site)
{
	const struct list severities = site->registers->severities;
	const size_t want = MIN(severities.count, 2);
	size_t have = 0;

	for (size_t i = 0; i < want; i++)
		have += REGISTER_ITEMS(severities, struct severity)[i].roles.count > 0;
	return maturity_all(have, want);
}

/* ---- people and teams ---- */

static bool
is_here(const struct site *site, const void *item)
{
	return !person_has_left(item, site->now);
}

static bool
has_zone(const struct site *site, const void *item)
{
	return is_here(site, item) && ((const struct person *)item)->timezone.s;
}

struct maturity_result
test_people(const struct site *site)
{
	const struct list people = site->registers->people;

	return maturity_all(COUNT_WHERE(site, people, person, has_zone), COUNT_WHERE(site, people, person, is_here));
}

static bool
has_quiet_hours(const struct site *site, const void *item)
{
	return is_here(site, item) && ((const struct person *)item)->quiet_hours.s;
}

struct maturity_result
test_quiet_hours(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->registers->people, person, has_quiet_hours), 1);
}

static bool
has_channel(const struct site *site, const void *item)
{
	(void)site;
	return ((const struct team *)item)->channel.s;
}

struct maturity_result
test_channels(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->registers->teams, team, has_channel), site->registers->teams.count);
}

/* ---- services ---- */

static bool
has_team(const struct site *site, const void *item)
{
	(void)site;
	return ((const struct service *)item)->team.s;
}

struct maturity_result
test_services(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->registers->services, service, has_team), site->registers->services.count);
}

static bool
has_component(const struct site *site, const void *item)
{
	(void)site;
	return ((const struct service *)item)->component.span.source;
}

struct maturity_result
test_components(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->registers->services, service, has_component), 1);
}

/* "Search" is one, "search" is the service's id. */
static bool
has_own_name(const struct site *site, const void *item)
{
	const struct service *service = item;

	return has_component(site, item) && service->component.name.s && strcmp(service->component.name.s, service->id.s) != 0;
}

struct maturity_result
test_component_names(const struct site *site)
{
	const struct list services = site->registers->services;

	return maturity_all(COUNT_WHERE(site, services, service, has_own_name), COUNT_WHERE(site, services, service, has_component));
}

/* ---- on call ---- */

static size_t
people_on(const struct schedule *schedule)
{
	size_t count = 0;

	for (size_t i = 0; i < schedule->layers.count; i++) {
		const struct layer *layer = &REGISTER_ITEMS(schedule->layers, struct layer)[i];

		for (size_t k = 0; k < layer->turns.count; k++)
			count += REGISTER_ITEMS(layer->turns, struct turn)[k].people.count;
	}
	return count;
}

static bool
is_rotation(const struct site *site, const void *item)
{
	(void)site;
	return people_on(item) >= 2;
}

struct maturity_result
test_rotations(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->schedules, schedule, is_rotation), 2);
}

/* More than one layer that is for some hours only. */
static bool
follows_the_sun(const struct site *site, const void *item)
{
	const struct list layers = ((const struct schedule *)item)->layers;
	size_t count = 0;

	(void)site;
	for (size_t i = 0; i < layers.count; i++)
		count += REGISTER_ITEMS(layers, struct layer)[i].hours.span.source != NULL;
	return count >= 2;
}

struct maturity_result
test_follow_the_sun(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->schedules, schedule, follows_the_sun), 1);
}

static bool
has_levels(const struct escalation *policy, size_t count)
{
	return policy && policy->levels.count >= count;
}

static bool
escalates(const struct site *site, const void *item)
{
	return has_levels(escalation_of_service(site, item), 2);
}

struct maturity_result
test_escalation(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->registers->services, service, escalates), site->registers->services.count);
}

static bool
has_backup(const struct site *site, const void *item)
{
	(void)site;
	return has_levels(item, 2);
}

struct maturity_result
test_backups(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->escalations, escalation, has_backup), site->escalations.count);
}

static bool
is_automatic(const struct site *site, const void *item)
{
	(void)site;
	return has_levels(item, 3) || ((const struct escalation *)item)->repeat.n > 0;
}

struct maturity_result
test_automation(const struct site *site)
{
	return maturity_all(COUNT_WHERE(site, site->escalations, escalation, is_automatic), site->escalations.count);
}

static bool
reaches_schedule(const struct escalation *policy)
{
	for (size_t i = 0; policy && i < policy->levels.count; i++) {
		const struct texts notify = REGISTER_ITEMS(policy->levels, struct escalation_level)[i].notify;

		for (size_t k = 0; k < notify.count; k++)
			if (notify.items[k].s && g_str_has_prefix(notify.items[k].s, "schedule/"))
				return true;
	}
	return false;
}

/* Teams that own a service, and those whose services all reach a rotation. */
struct maturity_result
test_domain_rotations(const struct site *site)
{
	const struct list services = site->registers->services;
	g_autoptr(GHashTable) owning = g_hash_table_new(g_str_hash, g_str_equal), lacking = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		if (!service->team.s)
			continue;
		g_hash_table_add(owning, (void *)service->team.s);
		if (!reaches_schedule(escalation_of_service(site, service)))
			g_hash_table_add(lacking, (void *)service->team.s);
	}
	return maturity_all(g_hash_table_size(owning) - g_hash_table_size(lacking), g_hash_table_size(owning));
}

/* ---- roles and tiers ---- */

static bool
is_named(const struct role *role, const char *word)
{
	return (role->id.s && text_find_nocase(role->id.s, strlen(role->id.s), word)) || (role->name.s && text_find_nocase(role->name.s, strlen(role->name.s), word));
}

static bool
is_communications(const struct site *site, const void *item)
{
	(void)site;
	return is_named(item, "communication");
}

struct maturity_result
test_communications(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->registers->roles, role, is_communications), 1);
}

static bool
is_commander_rotation(const struct site *site, const void *item)
{
	const struct role *role = item;
	const struct schedule *schedule = role->schedule.s ? schedule_find(site, role->schedule.s) : NULL;

	return is_named(role, "commander") && schedule && people_on(schedule) >= 2;
}

struct maturity_result
test_commanders(const struct site *site)
{
	return maturity_some(COUNT_WHERE(site, site->registers->roles, role, is_commander_rotation), 1);
}

struct maturity_result
test_tiers(const struct site *site)
{
	return maturity_some(site->registers->tiers.count, 2);
}

/* ---- site.yaml ---- */

struct maturity_result
test_alert_rules(const struct site *site)
{
	return maturity_some(site->config->alerts.rules.count, 1);
}

struct maturity_result
test_languages(const struct site *site)
{
	return maturity_some(site->config->status.languages.count, 2);
}

/* The first word, the next one and the last. */
struct maturity_result
test_templates(const struct site *site)
{
	static const char *const names[] = { "investigating", "identified", "resolved" };
	size_t have = 0;

	for (size_t i = 0; site->config->templates && i < G_N_ELEMENTS(names); i++)
		have += yaml_get(&site->config->yaml, site->config->templates, names[i]) != NULL;
	return maturity_all(have, G_N_ELEMENTS(names));
}
