/* Shared objects: what stands for a document, a person, a service wherever it is named. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "model/review.h"

#define SHIFTS_SHOWN 2

const struct data *
shared(const struct handbook *handbook, const void *thing)
{
	return thing ? g_hash_table_lookup(handbook->objects, thing) : NULL;
}

struct data *
shared_list(struct pool *pool, const struct handbook *handbook, const GPtrArray *things, size_t limit)
{
	struct data *list = data_list(pool);

	for (guint i = 0; things && i < things->len && (!limit || i < limit); i++)
		data_append(list, shared(handbook, things->pdata[i]));
	return list;
}

static struct data *
share(struct handbook *handbook, const void *thing, struct data *object)
{
	g_hash_table_insert(handbook->objects, (void *)thing, object);
	return object;
}

/* ---- names ---- */

const char *
file_name_of(struct pool *pool, const char *id)
{
	const char *name = strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == strlen(id)
	                       ? id
	                       : text_slug(pool, id);

	return *name ? name : "unnamed";
}

static const char *
name_or_id(struct text name, struct text id)
{
	return name.s && *name.s ? name.s : id.s;
}

static struct data *
named_object(struct pool *pool, const char *type, struct text id, struct text name, const char *folder)
{
	struct data *object = data_object(pool);

	data_put_text(object, "type", type);
	data_put_text(object, "id", id.s);
	data_put_text(object, "name", name_or_id(name, id));
	data_put_text(object, "path", pool_printf(pool, "%s/%s.html", folder, file_name_of(pool, id.s)));
	data_put(object, "shifts", NULL);
	data_put(object, "ahead", NULL);
	data_put(object, "resting", NULL);
	return object;
}

static struct data *
unknown_object(struct pool *pool, const char *name)
{
	struct data *object = data_object(pool);

	data_put(object, "type", NULL);
	data_put(object, "id", NULL);
	data_put_text(object, "name", name);
	data_put(object, "path", NULL);
	data_put(object, "shifts", NULL);
	data_put(object, "ahead", NULL);
	data_put(object, "resting", NULL);
	data_put(object, "left", data_flag(false));
	return object;
}

/* ---- registers ---- */

/* Quiet hours for static/handbook.js: [zone, from, to] in minutes of the day; NULL: none. */
static const char *
resting_json(struct pool *pool, const struct person *person)
{
	if (person->quiet_from == person->quiet_to)
		return NULL;
	return pool_printf(pool, "[\"%s\",%d,%d]", zone_name(person->zone), person->quiet_from, person->quiet_to);
}

static void
share_people(struct handbook *handbook)
{
	const struct list people = handbook->site->registers->people;

	for (size_t i = 0; i < people.count; i++) {
		const struct person *person = &REGISTER_ITEMS(people, struct person)[i];
		struct data *object = named_object(handbook->pool, "person", person->id, person->name, "people");

		data_put_flag(object, "left", person_has_left(person, handbook->site->now));
		data_put_text(object, "resting", resting_json(handbook->pool, person));
		data_put_text(object, "calendar", pool_printf(handbook->pool, "people/%s.ics", file_name_of(handbook->pool, person->id.s)));
		share(handbook, person, object);
	}
}

static void
share_teams(struct handbook *handbook)
{
	const struct list teams = handbook->site->registers->teams;

	for (size_t i = 0; i < teams.count; i++) {
		const struct team *team = &REGISTER_ITEMS(teams, struct team)[i];
		struct data *object = named_object(handbook->pool, "team", team->id, team->name, "teams");

		data_put(object, "left", data_flag(false));
		share(handbook, team, object);
	}
}

static void
share_services(struct handbook *handbook)
{
	const struct list services = handbook->site->registers->services;

	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];
		struct data *object = named_object(handbook->pool, "service", service->id, service->name, "services");

		data_put_text(object, "description", service->description.s);
		share(handbook, service, object);
	}
}

static void
share_severities(struct handbook *handbook)
{
	const struct list severities = handbook->site->registers->severities;

	for (size_t i = 0; i < severities.count; i++) {
		const struct severity *severity = &REGISTER_ITEMS(severities, struct severity)[i];
		const char *anchor = text_slug(handbook->pool, severity->id.s);
		struct data *object = data_object(handbook->pool);

		data_put_text(object, "id", severity->id.s);
		data_put_text(object, "name", name_or_id(severity->name, severity->id));
		data_put_text(object, "anchor", anchor);
		data_put_text(object, "path", pool_printf(handbook->pool, "severities.html#%s", anchor));
		/* From 1, the worst, for style: all below the fourth look like it. */
		data_put_integer(object, "level", MIN(severity->rank, 3u) + 1);
		data_put_integer(object, "rank", severity->rank);
		share(handbook, severity, object);
	}
}

static struct data *
shift_object(const struct handbook *handbook, const struct schedule *schedule, const struct shift *shift)
{
	struct data *object = data_object(handbook->pool), *people = data_list(handbook->pool);

	for (size_t i = 0; i < shift->count; i++)
		data_append(people, shift->people[i].person ? shared(handbook, shift->people[i].person) : unknown_object(handbook->pool, shift->people[i].id.s));
	data_put(object, "people", people);
	data_put(object, "from", view_time_in(handbook->pool, handbook->view, schedule->zone, shift->from));
	data_put(object, "until", shift->until == TIME_NEVER ? NULL : view_time_in(handbook->pool, handbook->view, schedule->zone, shift->until));
	return object;
}

/* Who is on call when the site is built, and who then: with their times, which hold whenever it is read. */
static struct data *
next_shifts(const struct handbook *handbook, const struct schedule *schedule)
{
	struct data *list = data_list(handbook->pool);
	int64_t at = handbook->site->now;

	for (int tries = 0; tries < 2 * SHIFTS_SHOWN && data_count(list) < SHIFTS_SHOWN && at != TIME_NEVER; tries++) {
		const struct shift shift = schedule_at(handbook->pool, schedule, at);

		if (shift.count > 0)
			data_append(list, shift_object(handbook, schedule, &shift));
		at = shift.until;
	}
	return list;
}

static struct data *
share_at_anchor(struct handbook *handbook, const void *thing, const char *type, struct text id, struct text name)
{
	const char *anchor = pool_printf(handbook->pool, "%s-%s", type, file_name_of(handbook->pool, id.s));
	struct data *object = data_object(handbook->pool);

	data_put_text(object, "type", type);
	data_put_text(object, "id", id.s);
	data_put_text(object, "name", name_or_id(name, id));
	data_put_text(object, "anchor", anchor);
	data_put_text(object, "path", pool_printf(handbook->pool, "oncall/index.html#%s", anchor));
	return share(handbook, thing, object);
}

/* What has its place on the page of those on call. */
static void
share_oncall(struct handbook *handbook)
{
	const struct list schedules = handbook->site->schedules, policies = handbook->site->escalations;
	const struct list roles = handbook->site->registers->roles;

	for (size_t i = 0; i < schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(schedules, struct schedule)[i];
		struct data *object = share_at_anchor(handbook, schedule, "schedule", schedule->id, schedule->name);

		data_put(object, "shifts", next_shifts(handbook, schedule));
		data_put_text(object, "ahead", shifts_json(handbook->pool, handbook, schedule));
		data_put_text(object, "calendar", pool_printf(handbook->pool, "oncall/%s.ics", file_name_of(handbook->pool, schedule->id.s)));
	}
	for (size_t i = 0; i < policies.count; i++) {
		const struct escalation *policy = &REGISTER_ITEMS(policies, struct escalation)[i];

		share_at_anchor(handbook, policy, "policy", policy->id, policy->name);
	}
	for (size_t i = 0; i < roles.count; i++) {
		const struct role *role = &REGISTER_ITEMS(roles, struct role)[i];

		share_at_anchor(handbook, role, "role", role->id, role->name);
	}
}

static void
share_kinds(struct handbook *handbook)
{
	const struct kinds *kinds = handbook->site->kinds;

	for (size_t i = 0; i < kinds->count; i++) {
		const struct kind *kind = kinds->items[i];
		const char *folder = kind->output && *kind->output ? kind->output : kind->id;
		struct data *object = data_object(handbook->pool);

		data_put_text(object, "id", kind->id);
		data_put_text(object, "title", view_kind_title(handbook->pool, handbook->view, kind));
		data_put_text(object, "plural", view_kind_plural(handbook->pool, handbook->view, kind));
		data_put_text(object, "path", pool_printf(handbook->pool, "%s/index.html", folder));
		share(handbook, kind, object);
	}
}

/* ---- owners, targets, policies ---- */

const struct data *
owner_object(struct pool *pool, const struct handbook *handbook, const char *owner)
{
	const struct registers *registers = handbook->site->registers;
	const struct team *team = owner && *owner != '@' ? team_find(registers, owner) : NULL;
	const struct person *person = owner && !team ? person_find(registers, owner) : NULL;

	if (!owner)
		return NULL;
	if (team || person)
		return shared(handbook, team ? (const void *)team : person);
	return unknown_object(pool, owner);
}

const struct data *
target_object(struct pool *pool, const struct handbook *handbook, const char *target)
{
	const char *slash = strchr(target, '/');
	const char *id = slash ? slash + 1 : target;
	const void *thing = NULL;

	if (g_str_has_prefix(target, "schedule/"))
		thing = schedule_find(handbook->site, id);
	else if (g_str_has_prefix(target, "person/"))
		thing = person_find(handbook->site->registers, id);
	else if (g_str_has_prefix(target, "team/"))
		thing = team_find(handbook->site->registers, id);
	return thing ? shared(handbook, thing) : unknown_object(pool, id);
}

static struct data *
level_object(struct pool *pool, const struct handbook *handbook, const struct escalation_level *level)
{
	const struct view *view = handbook->view;
	struct data *object = data_object(pool), *notify = data_list(pool), *by = data_list(pool);
	const int64_t after = level->after.seconds;

	for (size_t i = 0; i < level->notify.count; i++)
		data_append(notify, target_object(pool, handbook, level->notify.items[i].s));
	for (size_t i = 0; i < level->by.count; i++)
		data_append(by, view_choice(pool, view, "by_words", level->by.items[i].s));
	data_put(object, "after", view_duration(pool, view, after));
	data_put_text(object, "when", after > 0
	    ? words_fill(pool, view_word(view, "after"), "time", view_short_duration(pool, view, after), NULL)
	    : view_word(view, "at_once"));
	data_put(object, "notify", notify);
	data_put(object, "by", by);
	return object;
}

struct data *
policy_object(struct pool *pool, const struct handbook *handbook, const struct escalation *escalation)
{
	struct data *object, *levels;
	long repeat;

	if (!escalation)
		return NULL;
	object = data_object(pool);
	levels = data_list(pool);
	repeat = escalation->repeat.given && escalation->repeat.n < 1000 ? (long)escalation->repeat.n : 0;
	for (size_t i = 0; i < escalation->levels.count; i++)
		data_append(levels, level_object(pool, handbook, &REGISTER_ITEMS(escalation->levels, struct escalation_level)[i]));
	data_put(object, "policy", shared(handbook, escalation));
	data_put(object, "levels", levels);
	data_put_text(object, "repeat", repeat > 0 ? view_count(pool, handbook->view, "escalation_repeat", repeat) : NULL);
	return object;
}

/* ---- actions ---- */

static const char *
action_state(const struct handbook *handbook, const struct action *action, int *days)
{
	if (action->done)
		return "done";
	return action_is_overdue(action, handbook->site->config, handbook->site->now, days) ? "overdue" : "open";
}

struct data *
action_object(struct pool *pool, const struct handbook *handbook, const struct action *action)
{
	struct data *object = data_object(pool);
	int days = 0;
	const char *state = action_state(handbook, action, &days);

	data_put_text(object, "text", action->text);
	data_put(object, "document", shared(handbook, action->document));
	data_put(object, "services", data_get(g_hash_table_lookup(handbook->objects, action->document), "services"));
	data_put(object, "owner", action->person || action->team
	    ? shared(handbook, action->person ? (const void *)action->person : action->team)
	    : owner_object(pool, handbook, action->owner.s));
	data_put(object, "due", view_date(pool, handbook->view, action->due));
	data_put_text(object, "due_text", action->due == TIME_NONE ? action->due_text.s : NULL);
	data_put(object, "state", view_choice(pool, handbook->view, "action_states", state));
	data_put_flag(object, "done", action->done);
	data_put_text(object, "overdue", days > 0 && !action->done ? view_count(pool, handbook->view, "overdue_by", days) : NULL);
	data_put_text(object, "ticket", action->ticket.s);
	data_put_text(object, "ticket_url", action->ticket_url);
	data_put_text(object, "type", action->type.s);
	data_put_text(object, "priority", action->priority.s);
	return object;
}

/* ---- documents ---- */

const struct service *
service_of(const struct site *site, const struct document *document)
{
	const char *id = document_text(document, "service").s;

	return id ? service_find(site->registers, id) : NULL;
}

const struct severity *
severity_of(const struct site *site, const struct document *document)
{
	const char *id = document_text(document, "severity").s;

	return id ? severity_find(site->registers, id) : NULL;
}

int64_t
day_of(const struct site *site, const struct document *document)
{
	const struct incident *incident = incident_of(site, document);
	static const char *const fields[] = { "started", "starts", "date" };

	if (incident)
		return incident->started;
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const struct moment moment = document_moment(document, fields[i]);

		if (moment.stamp.at != TIME_NONE)
			return moment.stamp.at;
	}
	return document_file_day(document, site->config->zone);
}

bool
is_review_missing(const struct site *site, const struct document *document)
{
	(void)site;
	return document->kind->role == ROLE_RUNBOOK && document->reviewed.stamp.at == TIME_NONE;
}

static struct data *
status_object(struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct incident *incident = incident_of(handbook->site, document);
	const struct postmortem *postmortem = postmortem_of(handbook->site, document);

	if (incident)
		return view_status(pool, handbook->view, incident_status(incident, handbook->site->now));
	return postmortem ? view_choice(pool, handbook->view, "postmortem_status", postmortem->status) : NULL;
}

static int64_t
duration_of(const struct handbook *handbook, const struct document *document)
{
	const struct incident *incident = incident_of(handbook->site, document);
	const struct postmortem *postmortem = postmortem_of(handbook->site, document);

	if (incident) {
		const int64_t ended = incident_ended(incident, handbook->site->now);

		return ended != TIME_NONE && ended >= incident->started ? ended - incident->started : DURATION_NONE;
	}
	if (postmortem)
		return postmortem_duration(postmortem, MARK_STARTED, MARK_RESOLVED);
	return DURATION_NONE;
}

static struct data *
tags_of(struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	struct data *tags = data_list(pool);

	for (size_t i = 0; i < document->tags.count; i++) {
		const char *name = document->tags.items[i].s;
		const struct tag_page *tag = name ? g_hash_table_lookup(handbook->tags, text_slug(handbook->pool, name)) : NULL;

		if (tag)
			data_append(tags, tag->object);
	}
	return tags;
}

static void
append_service(const struct handbook *handbook, struct data *services, const struct service *service)
{
	const struct data *object = shared(handbook, service);

	for (size_t i = 0; i < data_count(services); i++)
		if (data_item(services, i) == object)
			return;
	if (object)
		data_append(services, object);
}

/* All that a document is about: its service, its services, an incident's components. */
static struct data *
services_of(struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct registers *registers = handbook->site->registers;
	const struct incident *incident = incident_of(handbook->site, document);
	const struct texts names = document_texts(document, "services");
	struct data *services = data_list(pool);

	append_service(handbook, services, service_of(handbook->site, document));
	for (size_t i = 0; i < names.count; i++)
		append_service(handbook, services, names.items[i].s ? service_find(registers, names.items[i].s) : NULL);
	for (size_t i = 0; incident && i < incident->component_count; i++)
		append_service(handbook, services, incident->components[i]);
	return services;
}

static struct data *
card_of(struct handbook *handbook, const struct document *document)
{
	const struct site *site = handbook->site;
	struct data *card = data_object(handbook->pool);

	data_put(card, "kind", shared(handbook, document->kind));
	data_put_text(card, "id", document->id);
	data_put_text(card, "title", document->title.s);
	data_put_text(card, "path", text_escape_path(handbook->pool, document->output));
	data_put_text(card, "description", document->description.s);
	data_put_flag(card, "draft", document->draft);
	data_put(card, "service", shared(handbook, service_of(site, document)));
	data_put(card, "services", services_of(handbook->pool, handbook, document));
	data_put(card, "severity", shared(handbook, severity_of(site, document)));
	data_put(card, "owner", owner_object(handbook->pool, handbook, document->owner.s));
	data_put(card, "tags", tags_of(handbook->pool, handbook, document));
	data_put(card, "date", view_date(handbook->pool, handbook->view, day_of(site, document)));
	data_put(card, "status", status_object(handbook->pool, handbook, document));
	data_put(card, "duration", view_duration(handbook->pool, handbook->view, duration_of(handbook, document)));
	data_put(card, "reviewed", view_date(handbook->pool, handbook->view, document->reviewed.stamp.at));
	data_put_flag(card, "review_overdue", review_is_overdue(site, document));
	data_put_flag(card, "review_missing", is_review_missing(site, document));
	return card;
}

static void
share_documents(struct handbook *handbook)
{
	for (size_t i = 0; i < handbook->site->document_count; i++) {
		const struct document *document = handbook->site->documents[i];

		if (document_is_built(handbook->site, document))
			share(handbook, document, card_of(handbook, document));
	}
}

void
share_again(struct handbook *handbook, const struct document *document)
{
	if (document_is_built(handbook->site, document))
		share(handbook, document, card_of(handbook, document));
}

/* ---- tags ---- */

static struct tag_page *
tag_new(struct handbook *handbook, const char *slug, struct text name)
{
	struct tag_page *tag = pool_new0(handbook->pool, struct tag_page);

	tag->slug = slug;
	tag->name = name.s;
	tag->span = name.span;
	/* The list of all tags is tags/index.html. */
	tag->path = pool_printf(handbook->pool, strcmp(slug, "index") == 0 ? "tags/%s-tag.html" : "tags/%s.html", slug);
	tag->documents = pool_adopt_pointers(handbook->pool, g_ptr_array_new());
	tag->object = data_object(handbook->pool);
	data_put_text(tag->object, "name", name.s);
	data_put_text(tag->object, "slug", slug);
	data_put_text(tag->object, "path", text_escape_path(handbook->pool, tag->path));
	share(handbook, tag, tag->object);
	g_hash_table_insert(handbook->tags, (void *)slug, tag);
	g_ptr_array_add(handbook->tag_list, tag);
	return tag;
}

static void
tag_document(struct handbook *handbook, const struct document *document, struct text name)
{
	const char *slug = text_slug(handbook->pool, name.s);
	struct tag_page *tag = g_hash_table_lookup(handbook->tags, slug);

	if (!*slug)
		return;
	if (!tag)
		tag = tag_new(handbook, slug, name);
	if (!tag->documents->len || tag->documents->pdata[tag->documents->len - 1] != document)
		g_ptr_array_add(tag->documents, (void *)document);
}

static int
compare_tags(const void *a, const void *b)
{
	return strcmp((*(const struct tag_page *const *)a)->slug, (*(const struct tag_page *const *)b)->slug);
}

static void
share_tags(struct handbook *handbook)
{
	for (size_t i = 0; i < handbook->site->document_count; i++) {
		const struct document *document = handbook->site->documents[i];

		for (size_t k = 0; document_is_built(handbook->site, document) && k < document->tags.count; k++)
			if (document->tags.items[k].s)
				tag_document(handbook, document, document->tags.items[k]);
	}
	g_ptr_array_sort(handbook->tag_list, compare_tags);
	for (guint i = 0; i < handbook->tag_list->len; i++) {
		const struct tag_page *tag = handbook->tag_list->pdata[i];

		data_put_integer(tag->object, "count", tag->documents->len);
	}
}

void
make_shared(struct handbook *handbook)
{
	handbook->objects = pool_adopt_table(handbook->pool,
	    g_hash_table_new(g_direct_hash, g_direct_equal));
	handbook->tags = pool_adopt_table(handbook->pool,
	    g_hash_table_new(g_str_hash, g_str_equal));
	handbook->tag_list = pool_adopt_pointers(handbook->pool, g_ptr_array_new());
	share_kinds(handbook);
	share_people(handbook);
	share_teams(handbook);
	share_services(handbook);
	share_severities(handbook);
	share_oncall(handbook);
	share_tags(handbook);
	share_documents(handbook);
}
