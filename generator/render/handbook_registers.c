/* What the registers hold: services, teams, people, severities, and who is on call by which plan. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

#define DOCUMENT_LIMIT 30
#define DAY INT64_C(86400)

/* ---- parts ---- */

static struct data *
links_list(struct pool *pool, struct list urls)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < urls.count; i++) {
		const struct named_url *url = &REGISTER_ITEMS(urls, struct named_url)[i];
		struct data *object = data_object(pool);

		data_put_text(object, "name", url->name.s ? url->name.s : url->url.s);
		data_put_text(object, "url", url->url.s);
		data_append(list, object);
	}
	return list;
}

static int
compare_places(const void *a, const void *b)
{
	const struct action *x = *(const struct action *const *)a, *y = *(const struct action *const *)b;

	return (x > y) - (x < y);
}

/* Of an owner, and of people, who may be none; as all actions are sorted. */
static struct data *
open_actions(const struct page *page, const void *owner, const GPtrArray *people)
{
	const struct relation *relation = &page->handbook->by.actions_of;
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	struct data *list = data_list(page->pool);

	for (guint i = 0; i <= (people ? people->len : 0); i++) {
		const GPtrArray *actions = relation_get(relation, i == 0 ? owner : people->pdata[i - 1]);

		for (guint k = 0; actions && k < actions->len; k++)
			if (!((const struct action *)actions->pdata[k])->done)
				g_ptr_array_add(all, actions->pdata[k]);
	}
	g_ptr_array_sort(all, compare_places);
	for (guint i = 0; i < all->len; i++)
		if (i == 0 || all->pdata[i] != all->pdata[i - 1])
			data_append(list, action_object(page->pool, page->handbook, all->pdata[i]));
	return list;
}

/* The owner of runbooks and the like; people: those who belong to it. */
static void
put_owned(struct page *page, const void *owner, const GPtrArray *people)
{
	const struct relation *relation = &page->handbook->by.of_owner;
	const size_t count = relation_count(relation, owner);

	data_put(page->view, "documents", shared_list(page->pool, page->handbook, relation_get(relation, owner), DOCUMENT_LIMIT));
	data_put(page->view, "documents_more", count > DOCUMENT_LIMIT ? data_integer(page->pool, (int64_t)(count - DOCUMENT_LIMIT)) : NULL);
	data_put(page->view, "actions", open_actions(page, owner, people));
}

/* ---- services ---- */

static struct data *
slo_object(struct page *page, const struct service *service)
{
	const struct view *view = page->handbook->view;
	const char *objective, *window;
	struct data *slo;

	if (!service->slo.objective.given)
		return NULL;
	slo = data_object(page->pool);
	objective = pool_printf(page->pool, "%g", service->slo.objective.n);
	window = service->slo.window.seconds > 0 ? view_short_duration(page->pool, view, service->slo.window.seconds) : NULL;
	data_put_text(slo, "objective", objective);
	data_put_text(slo, "window", window);
	data_put_text(slo, "text", window
	    ? words_fill(page->pool, view_word(view, "slo_form"), "objective", view_decimal(page->pool, view, objective), "window", window, NULL)
	    : view_percent(page->pool, view, objective));
	return slo;
}

static struct data *
dependencies_of(struct pool *pool, const struct handbook *handbook, const struct service *service)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < service->depends_on.count; i++) {
		const char *id = service->depends_on.items[i].s;
		const struct service *other = id ? service_find(handbook->site->registers, id) : NULL;

		if (other)
			data_append(list, shared(handbook, other));
	}
	return list;
}

/* {"state", "at"}: what the status page of others says; NULL: there is none. */
static struct data *
upstream_object(struct page *page, const struct service *service)
{
	const struct site *site = page->handbook->site;
	struct upstream_state upstream;
	struct data *object;

	if (!upstream_state(page->pool, site->upstreams, site->config, service, site->now, &upstream))
		return NULL;
	object = data_object(page->pool);
	data_put(object, "state", view_state(page->pool, page->handbook->view, upstream.state));
	data_put(object, "at", view_time(page->pool, page->handbook->view, upstream.at));
	data_put_text(object, "component", service->upstream.component.s);
	return object;
}

static void
make_service(struct page *page, const void *subject)
{
	const struct service *service = subject;
	const struct handbook *handbook = page->handbook;
	const GPtrArray *documents = relation_get(&handbook->by.of_service, service);

	add_breadcrumb(page, view_word(handbook->view, "services"), "services/index.html");
	data_put(page->view, "service", shared(handbook, service));
	data_put(page->view, "team", shared(handbook, service->team.s ? team_find(handbook->site->registers, service->team.s) : NULL));
	data_put(page->view, "depends_on", dependencies_of(page->pool, handbook, service));
	data_put(page->view, "needed_by", shared_list(page->pool, handbook, relation_get(&handbook->by.needed_by, service), 0));
	data_put(page->view, "dashboards", links_list(page->pool, service->dashboards));
	data_put_text(page->view, "repository", service->repository.s);
	data_put(page->view, "slo", slo_object(page, service));
	data_put(page->view, "uptime", service_uptime(page, service));
	data_put(page->view, "probes", service_probes(page, service));
	data_put_text(page->view, "component", service->component.span.source ? (service->component.name.s ? service->component.name.s : service->name.s) : NULL);
	data_put_text(page->view, "component_group", service->component.group.s);
	data_put_text(page->view, "upstream", service->upstream.statuspage.s);
	data_put(page->view, "upstream_state", upstream_object(page, service));
	data_put(page->view, "escalation", policy_object(page->pool, handbook, escalation_of_service(handbook->site, service)));
	data_put(page->view, "runbooks", of_role(page->pool, handbook, documents, ROLE_RUNBOOK, NULL));
	data_put(page->view, "alerts", alerts_list(page->pool, handbook, service));
	data_put(page->view, "incidents", of_role(page->pool, handbook, documents, ROLE_INCIDENT, NULL));
	data_put(page->view, "postmortems", of_role(page->pool, handbook, documents, ROLE_POSTMORTEM, NULL));
	data_put(page->view, "maintenance", of_role(page->pool, handbook, documents, ROLE_MAINTENANCE, NULL));
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
	struct data *rows = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];
		const GPtrArray *documents = relation_get(&handbook->by.of_service, service);
		struct data *row = data_object(page->pool);

		data_put(row, "service", shared(handbook, service));
		data_put(row, "team", shared(handbook, service->team.s ? team_find(handbook->site->registers, service->team.s) : NULL));
		data_put(row, "slo", slo_object(page, service));
		data_put_integer(row, "runbooks", count_role(documents, ROLE_RUNBOOK));
		data_put_integer(row, "incidents", count_role(documents, ROLE_INCIDENT));
		data_append(rows, row);
	}
	data_put(page->view, "rows", rows);
}

/* ---- teams and people ---- */

static void
make_team(struct page *page, const void *subject)
{
	const struct team *team = subject;
	const struct handbook *handbook = page->handbook;
	const GPtrArray *members = relation_get(&handbook->by.members, team);
	g_autoptr(GPtrArray) schedules = team_schedules(handbook, team);

	add_breadcrumb(page, view_word(handbook->view, "teams"), "teams/index.html");
	data_put(page->view, "team", shared(handbook, team));
	data_put_text(page->view, "description", team->description.s);
	data_put(page->view, "lead", owner_object(page->pool, handbook, team->lead.s));
	data_put_text(page->view, "channel", team->channel.s);
	data_put(page->view, "oncall_now", now_object(page->pool, handbook, schedules));
	data_put(page->view, "members", shared_list(page->pool, handbook, members, 0));
	data_put(page->view, "services", shared_list(page->pool, handbook, relation_get(&handbook->by.services, team), 0));
	data_put(page->view, "shifts", members ? coming_shifts(page->pool, handbook, schedules, members) : NULL);
	put_owned(page, team, members);
}

static void
make_teams(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct list teams = handbook->site->registers->teams;
	struct data *rows = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < teams.count; i++) {
		const struct team *team = &REGISTER_ITEMS(teams, struct team)[i];
		struct data *row = data_object(page->pool);

		data_put(row, "team", shared(handbook, team));
		data_put(row, "lead", owner_object(page->pool, handbook, team->lead.s));
		data_put_text(row, "channel", team->channel.s);
		data_put(row, "members", shared_list(page->pool, handbook, relation_get(&handbook->by.members, team), 0));
		data_put(row, "services", shared_list(page->pool, handbook, relation_get(&handbook->by.services, team), 0));
		data_append(rows, row);
	}
	data_put(page->view, "rows", rows);
}

static struct data *
zone_time(const struct page *page, const struct person *person)
{
	const struct zone *zone = person->timezone.s ? zone_find(page->pool, person->timezone.s) : NULL;

	return zone ? view_time_in(page->pool, page->handbook->view, zone, page->handbook->site->now) : NULL;
}

/* "22:00–06:30" */
static const char *
quiet_words(const struct page *page, const struct person *person)
{
	const struct view *view = page->handbook->view;

	if (person->quiet_from == person->quiet_to)
		return NULL;
	return pool_printf(page->pool, "%s–%s", view_clock(page->pool, view, person->quiet_from * INT64_C(60)), view_clock(page->pool, view, person->quiet_to * INT64_C(60)));
}

static void
make_person(struct page *page, const void *subject)
{
	const struct person *person = subject;
	const struct handbook *handbook = page->handbook;
	g_autoptr(GPtrArray) self = g_ptr_array_new();

	g_ptr_array_add(self, (void *)person);
	add_breadcrumb(page, view_word(handbook->view, "people"), "people/index.html");
	data_put(page->view, "person", shared(handbook, person));
	data_put(page->view, "team", shared(handbook, person->team.s ? team_find(handbook->site->registers, person->team.s) : NULL));
	data_put_text(page->view, "timezone", person->timezone.s);
	data_put(page->view, "local", zone_time(page, person));
	data_put_text(page->view, "slack", person->slack.s);
	data_put_text(page->view, "email", person->email.s);
	data_put_text(page->view, "phone", person->phone.s);
	data_put_text(page->view, "quiet_hours", quiet_words(page, person));
	data_put(page->view, "schedules", shared_list(page->pool, handbook, relation_get(&handbook->by.schedules, person), 0));
	data_put(page->view, "shifts", coming_shifts(page->pool, handbook, relation_get(&handbook->by.schedules, person), self));
	put_owned(page, person, NULL);
}

static void
make_people(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct list people = handbook->site->registers->people;
	struct data *rows = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &REGISTER_ITEMS(people, struct person)[i];
		struct data *row = data_object(page->pool);

		data_put(row, "person", shared(handbook, person));
		data_put(row, "team", shared(handbook, person->team.s ? team_find(handbook->site->registers, person->team.s) : NULL));
		data_put_text(row, "timezone", person->timezone.s);
		data_put_text(row, "slack", person->slack.s);
		data_put_text(row, "quiet_hours", quiet_words(page, person));
		data_append(rows, row);
	}
	data_put(page->view, "rows", rows);
}

/* ---- severities ---- */

static struct data *
roles_of(struct pool *pool, const struct handbook *handbook, struct texts ids)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < ids.count; i++) {
		const struct role *role = ids.items[i].s ? role_find(handbook->site->registers, ids.items[i].s) : NULL;

		if (role)
			data_append(list, shared(handbook, role));
	}
	return list;
}

static struct data *
severity_row(const struct page *page, const struct severity *severity)
{
	const struct handbook *handbook = page->handbook;
	const struct view *view = handbook->view;
	struct data *row = data_object(page->pool);

	data_put(row, "severity", shared(handbook, severity));
	data_put_text(row, "description", severity->description.s);
	data_put(row, "examples", texts_list(page->pool, severity->examples));
	data_put(row, "acknowledge_within", view_duration(page->pool, view, severity->acknowledge_within.seconds));
	data_put(row, "update_every", view_duration(page->pool, view, severity->update_every.seconds));
	data_put(row, "resolve_within", view_duration(page->pool, view, severity->resolve_within.seconds));
	data_put(row, "postmortem_within", view_duration(page->pool, view, severity->postmortem_within.seconds));
	data_put_text(row, "escalation", severity->escalation.s);
	data_put(row, "roles", roles_of(page->pool, handbook, severity->roles));
	data_put_flags(row);
	return row;
}

static void
make_severities(struct page *page, const void *subject)
{
	const struct list severities = page->handbook->site->registers->severities;
	struct data *rows = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < severities.count; i++)
		data_append(rows, severity_row(page, &REGISTER_ITEMS(severities, struct severity)[i]));
	data_put(page->view, "rows", rows);
}

/* ---- on call ---- */

/* "Monday–Friday, 22:00–06:00"; every day is not said. */
static const char *
hours_words(const struct page *page, const struct layer *layer)
{
	const struct view *view = page->handbook->view;
	const char *days = view_weekdays(page->pool, view, layer->days);
	const char *from = view_clock(page->pool, view, layer->opens), *to = view_clock(page->pool, view, layer->closes > DAY ? layer->closes - DAY : layer->closes);

	return pool_printf(page->pool, "%s%s%s–%s", days, *days ? view_word(view, "list_separator") : "", from, to);
}

static struct data *
layer_object(const struct page *page, const struct schedule *schedule, const struct layer *layer, size_t number)
{
	const struct handbook *handbook = page->handbook;
	struct data *object = data_object(page->pool), *turns = data_list(page->pool);

	for (size_t i = 0; i < layer->turns.count; i++) {
		struct data *turn = data_object(page->pool);

		data_put(turn, "people", people_list(page->pool, handbook, REGISTER_ITEMS(layer->turns, struct turn)[i].people));
		data_append(turns, turn);
	}
	data_put_integer(object, "number", number);
	data_put(object, "turns", turns);
	data_put(object, "since", layer->usable ? view_time_in(page->pool, handbook->view, schedule->zone, layer->begins) : NULL);
	data_put_text(object, "every", layer->usable ? view_length(page->pool, handbook->view, layer->every.seconds) : NULL);
	data_put_text(object, "hours", layer->windowed ? hours_words(page, layer) : NULL);
	return object;
}

static struct data *
schedule_object(const struct page *page, const struct schedule *schedule)
{
	const struct handbook *handbook = page->handbook;
	struct data *object = data_object(page->pool), *layers = data_list(page->pool), *overrides = data_list(page->pool);

	for (size_t i = 0; i < schedule->layers.count; i++)
		data_append(layers, layer_object(page, schedule, &REGISTER_ITEMS(schedule->layers, struct layer)[i], i + 1));
	for (size_t i = 0; i < schedule->overrides.count; i++) {
		const struct override *override = &REGISTER_ITEMS(schedule->overrides, struct override)[i];
		struct data *row = data_object(page->pool);

		data_put(row, "person", owner_object(page->pool, handbook, override->person.s));
		data_put(row, "from", view_time_in(page->pool, handbook->view, schedule->zone, override->begins));
		data_put(row, "to", view_time_in(page->pool, handbook->view, schedule->zone, override->ends));
		data_append(overrides, row);
	}
	data_put(object, "schedule", shared(handbook, schedule));
	data_put_text(object, "timezone", schedule->timezone.s ? schedule->timezone.s : zone_name(handbook->site->config->zone));
	data_put(object, "layers", layers);
	data_put(object, "overrides", overrides);
	put_roster(page, schedule, object);
	data_put(object, "roles", shared_list(page->pool, handbook, relation_get(&handbook->by.roles, schedule), 0));
	data_put_flags(object);
	return object;
}

static struct data *
role_object(struct pool *pool, const struct handbook *handbook, const struct role *role)
{
	struct data *object = data_object(pool);

	data_put(object, "role", shared(handbook, role));
	data_put_text(object, "description", role->description.s);
	data_put(object, "schedule", shared(handbook, role->schedule.s ? schedule_find(handbook->site, role->schedule.s) : NULL));
	data_put(object, "responsibilities", texts_list(pool, role->responsibilities));
	return object;
}

static struct data *
tiers_list(struct pool *pool, const struct registers *registers)
{
	struct data *list = data_list(pool);

	for (size_t i = 0; i < registers->tiers.count; i++) {
		const struct tier *tier = &REGISTER_ITEMS(registers->tiers, struct tier)[i];
		struct data *object = data_object(pool);

		data_put_text(object, "id", tier->id.s);
		data_put_text(object, "role", tier->role.s);
		data_put_text(object, "responsibility", tier->responsibility.s);
		data_put_text(object, "skills", tier->skills.s);
		data_append(list, object);
	}
	return list;
}

static struct data *
policies_list(const struct page *page)
{
	const struct handbook *handbook = page->handbook;
	const struct list policies = handbook->site->escalations;
	struct data *list = data_list(page->pool);

	for (size_t i = 0; i < policies.count; i++) {
		const struct escalation *policy = &REGISTER_ITEMS(policies, struct escalation)[i];
		struct data *object = policy_object(page->pool, handbook, policy);

		data_put(object, "users", shared_list(page->pool, handbook, relation_get(&handbook->by.policy_users, policy), DOCUMENT_LIMIT));
		data_put_flags(object);
		data_append(list, object);
	}
	return list;
}

static void
make_oncall(struct page *page, const void *subject)
{
	const struct handbook *handbook = page->handbook;
	const struct registers *registers = handbook->site->registers;
	struct data *schedules = data_list(page->pool), *roles = data_list(page->pool);
	g_autoptr(GPtrArray) all = first_schedules(handbook, SIZE_MAX);

	(void)subject;
	for (size_t i = 0; i < handbook->site->schedules.count; i++)
		data_append(schedules, schedule_object(page, &REGISTER_ITEMS(handbook->site->schedules, struct schedule)[i]));
	for (size_t i = 0; i < registers->roles.count; i++)
		data_append(roles, role_object(page->pool, handbook, &REGISTER_ITEMS(registers->roles, struct role)[i]));
	put_handoffs(page);
	data_put(page->view, "oncall_now", now_object(page->pool, handbook, all));
	data_put(page->view, "schedules", schedules);
	data_put(page->view, "policies", policies_list(page));
	data_put(page->view, "tiers", tiers_list(page->pool, registers));
	data_put(page->view, "roles", roles);
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
		const struct data *object = g_hash_table_lookup(handbook->objects, entry);

		add_job(handbook, (struct page_job){
		    .path = data_string(data_get(object, "path")),
		    .layout = pages->layout,
		    .title = data_string(data_get(object, "name")),
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
