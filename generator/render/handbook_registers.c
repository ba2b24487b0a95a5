/* What the registers hold: services, teams, people, severities, and who is on call by which plan. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

#define DOCUMENT_LIMIT 30

/* ---- parts ---- */

static json_t *
links_list(struct list urls)
{
	json_t *list = json_array();

	for (size_t i = 0; i < urls.count; i++) {
		const struct named_url *url = &REGISTER_ITEMS(urls, struct named_url)[i];
		json_t *object = json_object();

		json_put_text(object, "name", url->name.s ? url->name.s : url->url.s);
		json_put_text(object, "url", url->url.s);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
open_actions(const struct page *page, const void *owner)
{
	const GPtrArray *actions = relation_get(&page->handbook->by.actions_of, owner);
	json_t *list = json_array();

	for (guint i = 0; actions && i < actions->len; i++)
		if (!((const struct action *)actions->pdata[i])->done)
			json_array_append_new(list, action_object(page->pool, page->handbook, actions->pdata[i]));
	return list;
}

/* The owner of runbooks and the like. */
static void
put_owned(struct page *page, const void *owner)
{
	const struct relation *relation = &page->handbook->by.of_owner;
	const size_t count = relation_count(relation, owner);

	json_put(page->view, "documents", shared_list(page->handbook, relation_get(relation, owner), DOCUMENT_LIMIT));
	json_put(page->view, "documents_more", count > DOCUMENT_LIMIT ? json_integer((json_int_t)(count - DOCUMENT_LIMIT)) : NULL);
	json_put(page->view, "actions", open_actions(page, owner));
}

/* ---- services ---- */

static json_t *
slo_object(struct page *page, const struct service *service)
{
	json_t *slo;

	if (!service->slo.objective.given)
		return json_null();
	slo = json_object();
	json_put_text(slo, "objective", pool_printf(page->pool, "%g", service->slo.objective.n));
	json_put_text(slo, "window", service->slo.window.seconds > 0 ? duration_format(page->pool, service->slo.window.seconds) : NULL);
	json_put_text(slo, "text", service->slo.window.seconds > 0
	    ? words_fill(page->pool, view_word(page->handbook->view, "slo_form"),
	          "objective", pool_printf(page->pool, "%g", service->slo.objective.n),
	          "window", duration_format(page->pool, service->slo.window.seconds), NULL)
	    : pool_printf(page->pool, "%g %%", service->slo.objective.n));
	return slo;
}

static json_t *
dependencies_of(const struct handbook *handbook, const struct service *service)
{
	json_t *list = json_array();

	for (size_t i = 0; i < service->depends_on.count; i++) {
		const char *id = service->depends_on.items[i].s;
		const struct service *other = id ? service_find(handbook->site->registers, id) : NULL;

		if (other)
			json_array_append_new(list, shared(handbook, other));
	}
	return list;
}

static json_t *
alerts_of(const struct handbook *handbook, const GPtrArray *documents)
{
	json_t *list = json_array();

	for (guint i = 0; documents && i < documents->len; i++) {
		const struct document *document = documents->pdata[i];
		json_t *alerts = document->kind->role == ROLE_RUNBOOK ? texts_json(document_texts(document, "alerts")) : json_array();
		json_t *alert;
		size_t k;

		json_array_foreach(alerts, k, alert) {
			json_t *row = json_object();

			json_object_set(row, "alert", alert);
			json_put(row, "document", shared(handbook, document));
			json_array_append_new(list, row);
		}
		json_decref(alerts);
	}
	return list;
}

static void
make_service(struct page *page, const void *subject)
{
	const struct service *service = subject;
	const struct handbook *handbook = page->handbook;
	const GPtrArray *documents = relation_get(&handbook->by.of_service, service);

	add_breadcrumb(page, view_word(handbook->view, "services"), "services/index.html");
	json_put(page->view, "service", shared(handbook, service));
	json_put(page->view, "team", shared(handbook, service->team.s ? team_find(handbook->site->registers, service->team.s) : NULL));
	json_put(page->view, "depends_on", dependencies_of(handbook, service));
	json_put(page->view, "needed_by", shared_list(handbook, relation_get(&handbook->by.needed_by, service), 0));
	json_put(page->view, "dashboards", links_list(service->dashboards));
	json_put_text(page->view, "repository", service->repository.s);
	json_put(page->view, "slo", slo_object(page, service));
	json_put_text(page->view, "component", service->component.span.source ? (service->component.name.s ? service->component.name.s : service->name.s) : NULL);
	json_put_text(page->view, "component_group", service->component.group.s);
	json_put_text(page->view, "upstream", service->upstream.statuspage.s);
	json_put(page->view, "escalation", policy_object(page->pool, handbook, escalation_of_service(handbook->site, service)));
	json_put(page->view, "runbooks", of_role(handbook, documents, ROLE_RUNBOOK, NULL));
	json_put(page->view, "alerts", alerts_of(handbook, documents));
	json_put(page->view, "incidents", of_role(handbook, documents, ROLE_INCIDENT, NULL));
	json_put(page->view, "postmortems", of_role(handbook, documents, ROLE_POSTMORTEM, NULL));
	json_put(page->view, "maintenance", of_role(handbook, documents, ROLE_MAINTENANCE, NULL));
}

static size_t
count_role(const GPtrArray *documents, enum kind_role role)
{
	size_t count = 0;

	for (guint i = 0; documents && i < documents->len; i++)
		count += ((const struct document *)documents->pdata[i])->kind->role == role;
	return count;
}

static void
make_services(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct list services = handbook->site->registers->services;
	json_t *rows = json_array();

	(void)subject;
	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];
		const GPtrArray *documents = relation_get(&handbook->by.of_service, service);
		json_t *row = json_object();

		json_put(row, "service", shared(handbook, service));
		json_put(row, "team", shared(handbook, service->team.s ? team_find(handbook->site->registers, service->team.s) : NULL));
		json_put(row, "slo", slo_object(page, service));
		json_put(row, "runbooks", json_integer((json_int_t)count_role(documents, ROLE_RUNBOOK)));
		json_put(row, "incidents", json_integer((json_int_t)count_role(documents, ROLE_INCIDENT)));
		json_array_append_new(rows, row);
	}
	json_put(page->view, "rows", rows);
}

/* ---- teams and people ---- */

static void
make_team(struct page *page, const void *subject)
{
	const struct team *team = subject;
	const struct handbook *handbook = page->handbook;

	add_breadcrumb(page, view_word(handbook->view, "teams"), "teams/index.html");
	json_put(page->view, "team", shared(handbook, team));
	json_put_text(page->view, "description", team->description.s);
	json_put(page->view, "lead", owner_object(handbook, team->lead.s));
	json_put_text(page->view, "channel", team->channel.s);
	json_put(page->view, "members", shared_list(handbook, relation_get(&handbook->by.members, team), 0));
	json_put(page->view, "services", shared_list(handbook, relation_get(&handbook->by.services, team), 0));
	put_owned(page, team);
}

static void
make_teams(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct list teams = handbook->site->registers->teams;
	json_t *rows = json_array();

	(void)subject;
	for (size_t i = 0; i < teams.count; i++) {
		const struct team *team = &REGISTER_ITEMS(teams, struct team)[i];
		json_t *row = json_object();

		json_put(row, "team", shared(handbook, team));
		json_put(row, "lead", owner_object(handbook, team->lead.s));
		json_put_text(row, "channel", team->channel.s);
		json_put(row, "members", shared_list(handbook, relation_get(&handbook->by.members, team), 0));
		json_put(row, "services", shared_list(handbook, relation_get(&handbook->by.services, team), 0));
		json_array_append_new(rows, row);
	}
	json_put(page->view, "rows", rows);
}

static json_t *
zone_time(const struct page *page, const struct person *person)
{
	const struct zone *zone = person->timezone.s ? zone_find(page->pool, person->timezone.s) : NULL;

	return zone ? view_time_in(page->pool, page->handbook->view, zone, page->handbook->site->now) : json_null();
}

static void
make_person(struct page *page, const void *subject)
{
	const struct person *person = subject;
	const struct handbook *handbook = page->handbook;

	add_breadcrumb(page, view_word(handbook->view, "people"), "people/index.html");
	json_put(page->view, "person", shared(handbook, person));
	json_put(page->view, "team", shared(handbook, person->team.s ? team_find(handbook->site->registers, person->team.s) : NULL));
	json_put_text(page->view, "timezone", person->timezone.s);
	json_put(page->view, "local", zone_time(page, person));
	json_put_text(page->view, "slack", person->slack.s);
	json_put_text(page->view, "email", person->email.s);
	json_put_text(page->view, "phone", person->phone.s);
	json_put_text(page->view, "quiet_hours", person->quiet_hours.s);
	json_put(page->view, "schedules", shared_list(handbook, relation_get(&handbook->by.schedules, person), 0));
	put_owned(page, person);
}

static void
make_people(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct list people = handbook->site->registers->people;
	json_t *rows = json_array();

	(void)subject;
	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &REGISTER_ITEMS(people, struct person)[i];
		json_t *row = json_object();

		json_put(row, "person", shared(handbook, person));
		json_put(row, "team", shared(handbook, person->team.s ? team_find(handbook->site->registers, person->team.s) : NULL));
		json_put_text(row, "timezone", person->timezone.s);
		json_put_text(row, "slack", person->slack.s);
		json_put_text(row, "quiet_hours", person->quiet_hours.s);
		json_array_append_new(rows, row);
	}
	json_put(page->view, "rows", rows);
}

/* ---- severities ---- */

static json_t *
roles_of(const struct handbook *handbook, struct texts ids)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ids.count; i++) {
		const struct role *role = ids.items[i].s ? role_find(handbook->site->registers, ids.items[i].s) : NULL;

		if (role)
			json_array_append_new(list, shared(handbook, role));
	}
	return list;
}

static json_t *
severity_row(const struct page *page, const struct severity *severity)
{
	const struct handbook *handbook = page->handbook;
	const struct view *view = handbook->view;
	json_t *row = json_object();

	json_put(row, "severity", shared(handbook, severity));
	json_put_text(row, "description", severity->description.s);
	json_put(row, "examples", texts_json(severity->examples));
	json_put(row, "acknowledge_within", view_duration(page->pool, view, severity->acknowledge_within.seconds));
	json_put(row, "update_every", view_duration(page->pool, view, severity->update_every.seconds));
	json_put(row, "resolve_within", view_duration(page->pool, view, severity->resolve_within.seconds));
	json_put(row, "postmortem_within", view_duration(page->pool, view, severity->postmortem_within.seconds));
	json_put_text(row, "escalation", severity->escalation.s);
	json_put(row, "roles", roles_of(handbook, severity->roles));
	put_flags(page->pool, row);
	return row;
}

static void
make_severities(struct page *page, const void *subject)
{
	const struct list severities = page->handbook->site->registers->severities;
	json_t *rows = json_array();

	(void)subject;
	for (size_t i = 0; i < severities.count; i++)
		json_array_append_new(rows, severity_row(page, &REGISTER_ITEMS(severities, struct severity)[i]));
	json_put(page->view, "rows", rows);
}

/* ---- on call ---- */

static json_t *
layer_object(const struct page *page, const struct layer *layer, size_t number)
{
	const struct handbook *handbook = page->handbook;
	json_t *object = json_object(), *turns = json_array();
	const char *hours = NULL;

	for (size_t i = 0; i < layer->turns.count; i++) {
		json_t *turn = json_object();

		json_put(turn, "people", people_json(handbook, REGISTER_ITEMS(layer->turns, struct turn)[i].people));
		json_array_append_new(turns, turn);
	}
	if (layer->hours.span.source)
		hours = pool_printf(page->pool, "%s %s–%s", layer->hours.days.s ? layer->hours.days.s : "",
		    layer->hours.from.s ? layer->hours.from.s : "", layer->hours.to.s ? layer->hours.to.s : "");
	json_put(object, "number", json_integer((json_int_t)number));
	json_put(object, "turns", turns);
	json_put_text(object, "since", layer->start.s);
	json_put(object, "every", view_duration(page->pool, handbook->view, layer->every.seconds));
	json_put_text(object, "hours", hours);
	return object;
}

static json_t *
schedule_object(const struct page *page, const struct schedule *schedule)
{
	const struct handbook *handbook = page->handbook;
	json_t *object = json_object(), *layers = json_array(), *overrides = json_array();

	for (size_t i = 0; i < schedule->layers.count; i++)
		json_array_append_new(layers, layer_object(page, &REGISTER_ITEMS(schedule->layers, struct layer)[i], i + 1));
	for (size_t i = 0; i < schedule->overrides.count; i++) {
		const struct override *override = &REGISTER_ITEMS(schedule->overrides, struct override)[i];
		json_t *row = json_object();

		json_put(row, "person", owner_object(handbook, override->person.s));
		json_put_text(row, "from", override->from.s);
		json_put_text(row, "to", override->to.s);
		json_array_append_new(overrides, row);
	}
	json_put(object, "schedule", shared(handbook, schedule));
	json_put_text(object, "timezone", schedule->timezone.s ? schedule->timezone.s : zone_name(handbook->site->config->zone));
	json_put(object, "layers", layers);
	json_put(object, "overrides", overrides);
	json_put(object, "roles", shared_list(handbook, relation_get(&handbook->by.roles, schedule), 0));
	put_flags(page->pool, object);
	return object;
}

static json_t *
role_object(const struct handbook *handbook, const struct role *role)
{
	json_t *object = json_object();

	json_put(object, "role", shared(handbook, role));
	json_put_text(object, "description", role->description.s);
	json_put(object, "schedule", shared(handbook, role->schedule.s ? schedule_find(handbook->site, role->schedule.s) : NULL));
	json_put(object, "responsibilities", texts_json(role->responsibilities));
	return object;
}

static json_t *
tiers_list(const struct registers *registers)
{
	json_t *list = json_array();

	for (size_t i = 0; i < registers->tiers.count; i++) {
		const struct tier *tier = &REGISTER_ITEMS(registers->tiers, struct tier)[i];
		json_t *object = json_object();

		json_put_text(object, "id", tier->id.s);
		json_put_text(object, "role", tier->role.s);
		json_put_text(object, "responsibility", tier->responsibility.s);
		json_put_text(object, "skills", tier->skills.s);
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *
policies_list(const struct page *page)
{
	const struct handbook *handbook = page->handbook;
	const struct list policies = handbook->site->escalations;
	json_t *list = json_array();

	for (size_t i = 0; i < policies.count; i++) {
		const struct escalation *policy = &REGISTER_ITEMS(policies, struct escalation)[i];
		json_t *object = policy_object(page->pool, handbook, policy);

		json_put(object, "users", shared_list(handbook, relation_get(&handbook->by.policy_users, policy), DOCUMENT_LIMIT));
		put_flags(page->pool, object);
		json_array_append_new(list, object);
	}
	return list;
}

static void
make_oncall(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct registers *registers = handbook->site->registers;
	json_t *schedules = json_array(), *roles = json_array();

	(void)subject;
	for (size_t i = 0; i < handbook->site->schedules.count; i++)
		json_array_append_new(schedules, schedule_object(page, &REGISTER_ITEMS(handbook->site->schedules, struct schedule)[i]));
	for (size_t i = 0; i < registers->roles.count; i++)
		json_array_append_new(roles, role_object(handbook, &REGISTER_ITEMS(registers->roles, struct role)[i]));
	json_put(page->view, "schedules", schedules);
	json_put(page->view, "policies", policies_list(page));
	json_put(page->view, "tiers", tiers_list(registers));
	json_put(page->view, "roles", roles);
}

/* ---- the list of pages ---- */

struct register_pages {
	struct list list;
	size_t size;            /* of one */
	size_t place;           /* offset of its span in it */
	const char *layout;
	const void *section;
	void (*make)(struct page *page, const void *subject);
};

static void
add_entry_jobs(struct handbook *handbook, const struct register_pages *pages)
{
	for (size_t i = 0; i < pages->list.count; i++) {
		const char *entry = (const char *)pages->list.items + i * pages->size;
		const json_t *object = g_hash_table_lookup(handbook->objects, entry);

		add_job(handbook, (struct page_job){
		    .path = json_string_value(json_object_get(object, "path")),
		    .layout = pages->layout,
		    .title = json_string_value(json_object_get(object, "name")),
		    .section = pages->section,
		    .make = pages->make,
		    .subject = entry,
		    .owner = *(const struct span *)(const void *)(entry + pages->place),
		});
	}
}

static void
add_list_job(struct handbook *handbook, bool wanted, const char *path, const char *layout, const char *section, void (*make)(struct page *, const void *))
{
	if (wanted)
		add_job(handbook, (struct page_job){
		    .path = path,
		    .layout = layout,
		    .title = view_word(handbook->view, section),
		    .section = section,
		    .make = make,
		});
}

void
add_register_jobs(struct handbook *handbook)
{
	const struct site *site = handbook->site;
	const struct registers *registers = site->registers;
	const struct register_pages pages[] = {
		{ .list = registers->services, .size = sizeof(struct service), .place = offsetof(struct service, span), .layout = "handbook/service", .section = SECTION_SERVICES, .make = make_service },
		{ .list = registers->teams, .size = sizeof(struct team), .place = offsetof(struct team, span), .layout = "handbook/team", .section = SECTION_TEAMS, .make = make_team },
		{ .list = registers->people, .size = sizeof(struct person), .place = offsetof(struct person, span), .layout = "handbook/person", .section = SECTION_PEOPLE, .make = make_person },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		add_entry_jobs(handbook, &pages[i]);
	add_list_job(handbook, registers->services.count, "services/index.html", "handbook/services", SECTION_SERVICES, make_services);
	add_list_job(handbook, registers->teams.count, "teams/index.html", "handbook/teams", SECTION_TEAMS, make_teams);
	add_list_job(handbook, registers->people.count, "people/index.html", "handbook/people", SECTION_PEOPLE, make_people);
	add_list_job(handbook, registers->severities.count, "severities.html", "handbook/severities", SECTION_SEVERITIES, make_severities);
	add_list_job(handbook, site->schedules.count || site->escalations.count, "oncall/index.html", "handbook/oncall", SECTION_ONCALL, make_oncall);
}
