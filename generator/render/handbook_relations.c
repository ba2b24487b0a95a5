/* Who belongs to whom, gathered once, so that a page costs what it shows and no more. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

struct relation
relation_new(struct pool *pool)
{
	GHashTable *table = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

	return (struct relation){ pool_adopt_table(pool, table) };
}

void
relation_add(struct relation *relation, const void *key, const void *value)
{
	GPtrArray *values;

	if (!key)
		return;
	values = g_hash_table_lookup(relation->table, key);
	if (!values) {
		values = g_ptr_array_new();
		g_hash_table_insert(relation->table, (void *)key, values);
	}
	/* What is added twice is added in a row. */
	if (!values->len || values->pdata[values->len - 1] != value)
		g_ptr_array_add(values, (void *)value);
}

const GPtrArray *
relation_get(const struct relation *relation, const void *key)
{
	return key ? g_hash_table_lookup(relation->table, key) : NULL;
}

size_t
relation_count(const struct relation *relation, const void *key)
{
	const GPtrArray *values = relation_get(relation, key);

	return values ? values->len : 0;
}

/* ---- documents ---- */

static bool
is_dated(const struct document *document)
{
	const enum kind_role role = document->kind->role;

	return role != ROLE_RUNBOOK && role != ROLE_PAGE;
}

struct dated {
	const struct document *document;
	size_t kind; /* its place among the kinds */
	int64_t day;
};

/* By kind, as in the navigation; then newest first of what has a date; else by order, then title. */
static int
compare_documents(const void *a, const void *b)
{
	const struct dated *x = a, *y = b;
	int by_title;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (is_dated(x->document) && is_dated(y->document) && x->day != y->day)
		return x->day > y->day ? -1 : 1;
	if (x->document->order != y->document->order)
		return x->document->order < y->document->order ? -1 : 1;
	by_title = strcmp(x->document->title_key, y->document->title_key);
	return by_title ? by_title : strcmp(x->document->path, y->document->path);
}

static size_t
place_of(const struct kinds *kinds, const struct kind *kind)
{
	for (size_t i = 0; i < kinds->count; i++)
		if (kinds->items[i] == kind)
			return i;
	return kinds->count;
}

static struct dated *
ordered_documents(const struct site *site, size_t *count)
{
	struct dated *order = g_new(struct dated, site->document_count + 1);

	*count = 0;
	for (size_t i = 0; i < site->document_count; i++)
		if (document_is_built(site, site->documents[i]))
			order[(*count)++] = (struct dated){
				.document = site->documents[i],
				.kind = place_of(site->kinds, site->documents[i]->kind),
				.day = day_of(site, site->documents[i]),
			};
	qsort(order, *count, sizeof(*order), compare_documents);
	return order;
}

static void
relate_service(struct handbook *handbook, const struct document *document, const char *id)
{
	const struct service *service = id ? service_find(handbook->site->registers, id) : NULL;

	relation_add(&handbook->by.of_service, service, document);
}

static void
relate_services(struct handbook *handbook, const struct document *document)
{
	const struct incident *incident = incident_of(handbook->site, document);
	const struct texts services = document_texts(document, "services");

	relate_service(handbook, document, document_text(document, "service").s);
	for (size_t i = 0; i < services.count; i++)
		relate_service(handbook, document, services.items[i].s);
	for (size_t i = 0; incident && i < incident->component_count; i++)
		relation_add(&handbook->by.of_service, incident->components[i], document);
}

static void
relate_owner(struct handbook *handbook, const struct document *document)
{
	const struct registers *registers = handbook->site->registers;
	const char *owner = document->owner.s;
	const struct team *team = owner && *owner != '@' ? team_find(registers, owner) : NULL;

	if (team)
		relation_add(&handbook->by.of_owner, team, document);
	else if (owner)
		relation_add(&handbook->by.of_owner, person_find(registers, owner), document);
}

static void
relate_runbooks(struct handbook *handbook, const struct document *document)
{
	const struct texts runbooks = document_texts(document, "runbooks");

	for (size_t i = 0; i < runbooks.count; i++)
		if (runbooks.items[i].s)
			relation_add(&handbook->by.of_runbook,
			    document_find_id(handbook->site, ROLE_RUNBOOK, runbooks.items[i].s), document);
}

static bool
is_intro(const struct handbook *handbook, const struct document *document)
{
	const struct data *kind = g_hash_table_lookup(handbook->objects, document->kind);

	return strcmp(data_string(data_get(kind, "path")), document->output) == 0;
}

static void
relate_documents(struct handbook *handbook)
{
	size_t count;
	g_autofree struct dated *order = ordered_documents(handbook->site, &count);

	for (size_t i = 0; i < count; i++) {
		const struct document *document = order[i].document;

		if (is_intro(handbook, document))
			g_hash_table_insert(handbook->intros, (void *)document->kind, (void *)document);
		else
			relation_add(&handbook->by.documents, document->kind, document);
		relate_services(handbook, document);
		relate_owner(handbook, document);
		relate_runbooks(handbook, document);
	}
}

static void
relate_actions(struct handbook *handbook)
{
	for (size_t i = 0; i < handbook->site->action_count; i++) {
		const struct action *action = &handbook->site->actions[i];

		if (!document_is_built(handbook->site, action->document))
			continue;
		relation_add(&handbook->by.actions_of, action->document, action);
		relation_add(&handbook->by.actions_of, action->person, action);
		relation_add(&handbook->by.actions_of, action->team, action);
	}
}

/* ---- registers ---- */

static void
relate_people(struct handbook *handbook)
{
	const struct registers *registers = handbook->site->registers;

	for (size_t i = 0; i < registers->people.count; i++) {
		const struct person *person = &REGISTER_ITEMS(registers->people, struct person)[i];

		if (person->team.s && !person_has_left(person, handbook->site->now))
			relation_add(&handbook->by.members, team_find(registers, person->team.s), person);
	}
}

static void
relate_register_services(struct handbook *handbook)
{
	const struct registers *registers = handbook->site->registers;

	for (size_t i = 0; i < registers->services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(registers->services, struct service)[i];

		if (service->team.s)
			relation_add(&handbook->by.services, team_find(registers, service->team.s), service);
		for (size_t k = 0; k < service->depends_on.count; k++)
			if (service->depends_on.items[k].s)
				relation_add(&handbook->by.needed_by, service_find(registers, service->depends_on.items[k].s), service);
		relation_add(&handbook->by.policy_users, escalation_of_service(handbook->site, service), service);
	}
}

static void
relate_turns(struct handbook *handbook, const struct schedule *schedule, const struct layer *layer)
{
	for (size_t i = 0; i < layer->turns.count; i++) {
		const struct turn *turn = &REGISTER_ITEMS(layer->turns, struct turn)[i];

		for (size_t k = 0; k < turn->people.count; k++)
			if (turn->people.items[k].s)
				relation_add(&handbook->by.schedules,
				    person_find(handbook->site->registers, turn->people.items[k].s), schedule);
	}
}

static void
relate_schedules(struct handbook *handbook)
{
	const struct list schedules = handbook->site->schedules, roles = handbook->site->registers->roles;

	for (size_t i = 0; i < schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(schedules, struct schedule)[i];

		for (size_t k = 0; k < schedule->layers.count; k++)
			relate_turns(handbook, schedule, &REGISTER_ITEMS(schedule->layers, struct layer)[k]);
		for (size_t k = 0; k < schedule->overrides.count; k++)
			if (REGISTER_ITEMS(schedule->overrides, struct override)[k].member)
				relation_add(&handbook->by.schedules, REGISTER_ITEMS(schedule->overrides, struct override)[k].member->person, schedule);
	}
	for (size_t i = 0; i < roles.count; i++) {
		const struct role *role = &REGISTER_ITEMS(roles, struct role)[i];

		if (role->schedule.s)
			relation_add(&handbook->by.roles, schedule_find(handbook->site, role->schedule.s), role);
	}
}

void
make_relations(struct handbook *handbook)
{
	struct relation *relations = (struct relation *)&handbook->by;

	for (size_t i = 0; i < sizeof(handbook->by) / sizeof(struct relation); i++)
		relations[i] = relation_new(handbook->pool);
	handbook->intros = pool_adopt_table(handbook->pool, g_hash_table_new(g_direct_hash, g_direct_equal));
	relate_documents(handbook);
	relate_actions(handbook);
	relate_people(handbook);
	relate_register_services(handbook);
	relate_schedules(handbook);
	relate_handoffs(handbook);
	relate_alerts(handbook);
	handbook->exercises = exercises_new(handbook->pool, handbook->site);
}
