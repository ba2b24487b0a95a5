/* References: whether what a register or front matter names is there. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "model/site.h"

static bool
person_resolves(const struct site *site, const char *name)
{
	return person_find(site->registers, name);
}

static bool
team_resolves(const struct site *site, const char *name)
{
	return team_find(site->registers, name);
}

static bool
owner_resolves(const struct site *site, const char *name)
{
	return person_resolves(site, name) || (name[0] != '@' && team_resolves(site, name));
}

static bool
service_resolves(const struct site *site, const char *name)
{
	return service_find(site->registers, name);
}

static bool
component_resolves(const struct site *site, const char *name)
{
	return component_find(site->registers, name);
}

static bool
severity_resolves(const struct site *site, const char *name)
{
	return severity_find(site->registers, name);
}

static bool
schedule_resolves(const struct site *site, const char *name)
{
	return schedule_find(site, name);
}

static bool
escalation_resolves(const struct site *site, const char *name)
{
	return escalation_find(site, name);
}

static bool
role_resolves(const struct site *site, const char *name)
{
	return role_find(site->registers, name);
}

static bool
target_resolves(const struct site *site, const char *name)
{
	static const struct {
		const char *prefix;
		bool (*resolves)(const struct site *site, const char *name);
	} targets[] = {
		{ "schedule/", schedule_resolves },
		{ "person/", person_resolves },
		{ "team/", team_resolves },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(targets); i++)
		if (g_str_has_prefix(name, targets[i].prefix))
			return targets[i].resolves(site, name + strlen(targets[i].prefix));
	return false;
}

static bool
incident_resolves(const struct site *site, const char *name)
{
	return document_find_id(site, ROLE_INCIDENT, name);
}

static bool
runbook_resolves(const struct site *site, const char *name)
{
	return document_find_id(site, ROLE_RUNBOOK, name);
}

static bool
postmortem_resolves(const struct site *site, const char *name)
{
	return document_find_id(site, ROLE_POSTMORTEM, name);
}

static void
add_list(GPtrArray *names, struct list list, size_t size, size_t id_offset, const char *prefix, struct pool *pool)
{
	for (size_t i = 0; i < list.count; i++) {
		const struct text *id = (const void *)((const char *)list.items + i * size + id_offset);

		if (id->s)
			g_ptr_array_add(names, *prefix ? pool_printf(pool, "%s%s", prefix, id->s) : (char *)id->s);
	}
}

#define ADD(list, type, prefix) add_list(names, (list), sizeof(struct type), offsetof(struct type, id), (prefix), site->pool)

static void
name_people(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->people, person, "");
}

static void
name_teams(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->teams, team, "");
}

static void
name_owners(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->people, person, "@");
	name_teams(site, names);
}

static void
name_services(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->services, service, "");
}

static void
name_components(const struct site *site, GPtrArray *names)
{
	for (size_t i = 0; i < site->registers->services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(site->registers->services, struct service)[i];

		if (!service->component.span.source)
			continue;
		g_ptr_array_add(names, (char *)service->id.s);
		if (service->component.name.s)
			g_ptr_array_add(names, (char *)service->component.name.s);
	}
}

static void
name_severities(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->severities, severity, "");
}

static void
name_schedules(const struct site *site, GPtrArray *names)
{
	ADD(site->schedules, schedule, "");
}

static void
name_escalations(const struct site *site, GPtrArray *names)
{
	ADD(site->escalations, escalation, "");
}

static void
name_roles(const struct site *site, GPtrArray *names)
{
	ADD(site->registers->roles, role, "");
}

static void
name_targets(const struct site *site, GPtrArray *names)
{
	ADD(site->schedules, schedule, "schedule/");
	ADD(site->registers->people, person, "person/");
	ADD(site->registers->teams, team, "team/");
}

static void
name_documents(const struct site *site, GPtrArray *names, enum kind_role role)
{
	for (size_t i = 0; i < site->document_count; i++)
		if (site->documents[i]->kind->role == role)
			g_ptr_array_add(names, (char *)site->documents[i]->id);
}

static void
name_incidents(const struct site *site, GPtrArray *names)
{
	name_documents(site, names, ROLE_INCIDENT);
}

static void
name_runbooks(const struct site *site, GPtrArray *names)
{
	name_documents(site, names, ROLE_RUNBOOK);
}

static void
name_postmortems(const struct site *site, GPtrArray *names)
{
	name_documents(site, names, ROLE_POSTMORTEM);
}

static const struct {
	bool (*resolves)(const struct site *site, const char *name);
	void (*names)(const struct site *site, GPtrArray *names);
} referents[] = {
	[REFERS_PERSON] = { person_resolves, name_people },
	[REFERS_TEAM] = { team_resolves, name_teams },
	[REFERS_OWNER] = { owner_resolves, name_owners },
	[REFERS_SERVICE] = { service_resolves, name_services },
	[REFERS_COMPONENT] = { component_resolves, name_components },
	[REFERS_SEVERITY] = { severity_resolves, name_severities },
	[REFERS_SCHEDULE] = { schedule_resolves, name_schedules },
	[REFERS_ESCALATION] = { escalation_resolves, name_escalations },
	[REFERS_ROLE] = { role_resolves, name_roles },
	[REFERS_TARGET] = { target_resolves, name_targets },
	[REFERS_INCIDENT] = { incident_resolves, name_incidents },
	[REFERS_RUNBOOK] = { runbook_resolves, name_runbooks },
	[REFERS_POSTMORTEM] = { postmortem_resolves, name_postmortems },
};

/* "dana" where "person/dana" is meant. */
static const char *
find_tail(const GPtrArray *names, const char *tail)
{
	for (guint i = 0; i < names->len; i++) {
		const char *slash = strchr(names->pdata[i], '/');

		if (slash && strcmp(slash + 1, tail) == 0)
			return names->pdata[i];
	}
	return NULL;
}

/* The name that is meant, written as this one is: "@danna" is "@dana". */
static const char *
nearest_name(const struct site *site, enum refers refers, const char *name)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	bool handle = refers == REFERS_PERSON && *name == '@';
	const char *found;

	referents[refers].names(site, names);
	found = refers == REFERS_TARGET ? find_tail(names, name) : NULL;
	if (!found)
		found = text_nearest(name + handle, (const char *const *)names->pdata, names->len);
	return found && handle ? pool_printf(site->pool, "@%s", found) : found;
}

bool
reference_resolves(const struct site *site, const struct reference *reference, const char **nearest)
{
	const char *name = reference->text.s;

	if (!referents[reference->refers].resolves || referents[reference->refers].resolves(site, name))
		return true;
	if (nearest)
		*nearest = nearest_name(site, reference->refers, name);
	return false;
}

const char *
reference_names(const struct site *site, enum refers refers, size_t most, const char *separator)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *all = NULL;

	if (!referents[refers].names)
		return NULL;
	referents[refers].names(site, names);
	if (names->len == 0 || names->len > most)
		return NULL;
	g_ptr_array_add(names, NULL);
	all = g_strjoinv(separator, (char **)names->pdata);
	return pool_strdup(site->pool, all);
}

const char *
reference_name(enum refers refers)
{
	static const char *const names[] = {
		[REFERS_PERSON] = "person",
		[REFERS_TEAM] = "team",
		[REFERS_OWNER] = "person or team",
		[REFERS_SERVICE] = "service",
		[REFERS_COMPONENT] = "component",
		[REFERS_SEVERITY] = "severity",
		[REFERS_SCHEDULE] = "schedule",
		[REFERS_ESCALATION] = "escalation policy",
		[REFERS_ROLE] = "role",
		[REFERS_TARGET] = "schedule, person or team",
		[REFERS_INCIDENT] = "incident",
		[REFERS_RUNBOOK] = "runbook",
		[REFERS_POSTMORTEM] = "postmortem",
	};

	return names[refers];
}
