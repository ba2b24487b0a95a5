#include "model/site.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/threads.h"
#include "base/time.h"
#include "model/site_unsaved.h"
#include "read/cache.h"

/* What one document may weigh; a larger file is no document. */
#define DOCUMENT_LIMIT ((size_t)4 << 20)
#define REGISTER_LIMIT ((size_t)4 << 20)

/* Files of alerts' rules whose lines are looked up in git. */
#define RULE_FILES_MAX 32

/* Documents that a thread takes at once. */
#define CHUNK 128

struct site_index {
	GHashTable *by_path;    /* path → document */
	GHashTable *by_id;      /* "role/id" → document */
	GHashTable *by_slug;    /* lower-case id, alias or title → document */
	GHashTable *by_alert;   /* alert → document */
	GHashTable *incidents;  /* document → incident */
	GHashTable *postmortems; /* document → postmortem */
	GHashTable *postmortem_of; /* incident → postmortem */
	GHashTable *named_by;   /* postmortem's document → the incident that names it */
	GHashTable *actions;    /* document → struct action_list */
	GHashTable *schedules, *escalations; /* id → entry */
};

static GHashTable *
table_new(struct pool *pool, GHashFunc hash, GEqualFunc equal)
{
	return pool_adopt_table(pool, g_hash_table_new(hash, equal));
}

static struct site_index *
index_new(struct pool *pool)
{
	struct site_index *index = pool_new0(pool, struct site_index);

	index->by_path = table_new(pool, g_str_hash, g_str_equal);
	index->by_id = table_new(pool, g_str_hash, g_str_equal);
	index->by_slug = table_new(pool, g_str_hash, g_str_equal);
	index->by_alert = table_new(pool, g_str_hash, g_str_equal);
	index->incidents = table_new(pool, g_direct_hash, g_direct_equal);
	index->postmortems = table_new(pool, g_direct_hash, g_direct_equal);
	index->postmortem_of = table_new(pool, g_direct_hash, g_direct_equal);
	index->named_by = table_new(pool, g_direct_hash, g_direct_equal);
	index->actions = table_new(pool, g_direct_hash, g_direct_equal);
	index->schedules = table_new(pool, g_str_hash, g_str_equal);
	index->escalations = table_new(pool, g_str_hash, g_str_equal);
	return index;
}

/* The first owner of a name keeps it. */
static void
claim(GHashTable *table, const void *name, const void *owner)
{
	if (!g_hash_table_contains(table, name))
		g_hash_table_insert(table, (void *)name, (void *)owner);
}

/* The one problem that is about the amount and not about the file has a rule of its own. */
static void
complain_unread(struct findings *findings, const char *path, const char *problem)
{
	finding_add_file(findings, g_str_has_prefix(problem, "is larger") ? RULE_DOCUMENT_TOO_EXPENSIVE : RULE_DOCUMENT_UNREADABLE,
	    path, "%s %s", path, problem);
}

static const struct source *
read_file(struct pool *pool, struct findings *findings, const char *directory, const char *path, size_t limit)
{
	const char *problem = NULL;
	const struct source *source = source_read(pool, directory, path, limit, &problem);

	if (!source)
		complain_unread(findings, path, problem);
	return source;
}

static const struct registers *
load_registers(struct pool *pool, struct findings *findings, struct references *references, const struct site *site)
{
	const struct source **sources = pool_array(pool, const struct source *, site->files->register_count);
	size_t count = 0;

	for (size_t i = 0; i < site->files->register_count; i++) {
		sources[count] = read_file(pool, findings, site->directory, site->files->registers[i], REGISTER_LIMIT);
		if (sources[count])
			count++;
	}
	return registers_read(pool, findings, references, site->config, sources, count);
}

static void
say_reading(void *data, size_t done, size_t total)
{
	const struct site_options *options = data;

	if (options->progress)
		options->progress(options->progress_data, "reading", done, total);
}

/* Documents of a chunk, made by one thread. */
struct batch {
	struct pool *pool;
	struct findings *findings;
	struct references *references;
};

struct making {
	struct site *site;
	const struct reading *readings;
	struct batch *batches;
	struct document **documents; /* one for each reading; NULL: it could not be read */
};

static void
make_documents(void *data, size_t chunk, size_t first, size_t end)
{
	const struct making *making = data;
	const struct site *site = making->site;
	const struct batch *batch = &making->batches[chunk];

	for (size_t i = first; i < end; i++) {
		const struct reading *reading = &making->readings[i];

		if (reading->source)
			making->documents[i] = document_make(batch->pool, batch->findings, batch->references,
			    site->config, site->kinds, reading->source, reading->record);
		else
			complain_unread(batch->findings, site->files->documents[i], reading->problem);
	}
}

static void
load_documents(struct pool *pool, struct findings *findings, struct references *references, const struct site_options *options, struct site *site)
{
	const struct files *files = site->files;
	const struct workers_options workers = { .jobs = options->jobs, .progress = say_reading, .progress_data = (void *)options };
	const size_t chunks = threads_chunks(files->document_count, CHUNK);
	g_autofree struct reading *readings = g_new(struct reading, files->document_count);
	g_autofree struct batch *batches = g_new(struct batch, chunks);
	const struct making making = { site, readings, batches, pool_array(pool, struct document *, files->document_count) };

	cache_read(pool, site->directory, files->documents, files->document_count, DOCUMENT_LIMIT, &workers, readings);
	unsaved_readings(pool, files, options, readings);
	for (size_t i = 0; i < chunks; i++) {
		struct pool *branch = pool_branch(pool);

		batches[i] = (struct batch){ branch, findings_new(branch), references_new(branch) };
	}
	threads_each(site->jobs, files->document_count, CHUNK, make_documents, (void *)&making);
	for (size_t i = 0; i < chunks; i++) {
		findings_take(findings, batches[i].findings);
		references_take(references, batches[i].references);
	}
	site->documents = making.documents;
	for (size_t i = 0; i < files->document_count; i++)
		if (making.documents[i])
			site->documents[site->document_count++] = making.documents[i];
}

static const char *
role_key(struct pool *pool, enum kind_role role, const char *id)
{
	return pool_printf(pool, "%d/%s", (int)role, id);
}

/* Names by which [[slug]] and its like find a document: its id, aliases and title. */
static void
claim_slugs(struct pool *pool, GHashTable *by_slug, const struct document *document)
{
	claim(by_slug, text_fold_key(pool, document->id), document);
	for (size_t i = 0; i < document->aliases.count; i++)
		claim(by_slug, text_fold_key(pool, document->aliases.items[i].s), document);
	if (document->title.s)
		claim(by_slug, text_fold_key(pool, document->title.s), document);
}

static void
index_documents(struct pool *pool, struct site *site)
{
	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		claim(site->index->by_path, document->path, document);
		claim(site->index->by_id, role_key(pool, document->kind->role, document->id), document);
	}
	/* Runbooks own their slugs before all others. */
	for (int others = 0; others < 2; others++) {
		for (size_t i = 0; i < site->document_count; i++)
			if ((site->documents[i]->kind->role != ROLE_RUNBOOK) == others)
				claim_slugs(pool, site->index->by_slug, site->documents[i]);
	}
}

/* Who answers an alert: who says so, else where its rules lead to. */
static void
load_alerts(struct pool *pool, struct findings *findings, struct site *site)
{
	site->alerts = alerts_load(pool, findings, site->config, site->directory, site->documents, site->document_count);
	for (size_t i = 0; i < site->alerts->count; i++) {
		const struct alert *alert = &site->alerts->items[i];

		if (alert->claim_count)
			claim(site->index->by_alert, alert->name, alert->claims[0].document);
		for (size_t k = 0; k < alert->definition_count; k++)
			if (alert->definitions[k].document && alert->definitions[k].document->kind->role == ROLE_RUNBOOK)
				claim(site->index->by_alert, alert->name, alert->definitions[k].document);
	}
	/* A file named after an alert may list others, and is still found by its own name. */
	for (size_t i = 0; i < site->document_count; i++)
		if (site->documents[i]->kind->title_from_file)
			claim(site->index->by_alert, site->documents[i]->id, site->documents[i]);
}

static int64_t
postmortem_start(const struct postmortem *postmortem)
{
	if (postmortem->marks[MARK_STARTED].stamp.at != TIME_NONE)
		return postmortem->marks[MARK_STARTED].stamp.at;
	if (postmortem->incident)
		return postmortem->incident->started;
	for (size_t i = 0; i < postmortem->timeline.count && postmortem->timeline.has_day; i++)
		if (postmortem->timeline.entries[i].at != TIME_NONE)
			return postmortem->timeline.entries[i].at;
	return TIME_NONE;
}

static int
newest_first(int64_t a, int64_t b, const struct document *document_a, const struct document *document_b)
{
	if (a != b)
		return a > b ? -1 : 1;
	return strcmp(document_a->path, document_b->path);
}

static int
compare_incidents(const void *a, const void *b)
{
	const struct incident *x = *(const struct incident *const *)a, *y = *(const struct incident *const *)b;

	return newest_first(x->started, y->started, x->document, y->document);
}

static int
compare_postmortems(const void *a, const void *b)
{
	const struct postmortem *x = *(const struct postmortem *const *)a, *y = *(const struct postmortem *const *)b;

	return newest_first(postmortem_start(x), postmortem_start(y), x->document, y->document);
}

static bool
is_incident(const struct document *document)
{
	return document->kind->role == ROLE_INCIDENT || document->kind->role == ROLE_MAINTENANCE;
}

/* What is read of documents, one at a time: slots by the document's number. */
struct subjects {
	const struct site *site;
	struct pool **pools; /* one for each chunk */
	const void **items;
	const void *(*read)(struct pool *pool, const struct site *site, const struct document *document);
};

static void
read_subjects(void *data, size_t chunk, size_t first, size_t end)
{
	const struct subjects *subjects = data;

	for (size_t i = first; i < end; i++)
		subjects->items[i] = subjects->read(subjects->pools[chunk], subjects->site, subjects->site->documents[i]);
}

/* read of each document, by several threads; NULL for those that it does not concern. */
static const void **
subjects_of(struct pool *pool, const struct site *site, const void *(*read)(struct pool *pool, const struct site *site, const struct document *document))
{
	const size_t chunks = threads_chunks(site->document_count, CHUNK);
	g_autofree struct pool **pools = g_new(struct pool *, chunks);
	const struct subjects subjects = { site, pools, pool_array(pool, const void *, site->document_count), read };

	for (size_t i = 0; i < chunks; i++)
		pools[i] = pool_branch(pool);
	threads_each(site->jobs, site->document_count, CHUNK, read_subjects, (void *)&subjects);
	return subjects.items;
}

static const void *
read_incident(struct pool *pool, const struct site *site, const struct document *document)
{
	return is_incident(document) ? incident_read(pool, site->config, site->registers, document) : NULL;
}

static void
load_incidents(struct pool *pool, struct site *site)
{
	const void **items = subjects_of(pool, site, read_incident);
	const struct incident **incidents = pool_array(pool, const struct incident *, site->document_count);

	for (size_t i = 0; i < site->document_count; i++) {
		if (!items[i])
			continue;
		claim(site->index->incidents, site->documents[i], items[i]);
		incidents[site->incident_count++] = items[i];
	}
	if (site->incident_count)
		qsort(incidents, site->incident_count, sizeof(*incidents), compare_incidents);
	site->incidents = incidents;
}

/* An incident may name its postmortem instead of the other way round: the document that it names. */
static const struct document *
postmortem_document(const struct site *site, const struct incident *incident)
{
	const char *id = document_text(incident->document, "postmortem").s;

	return id ? document_find_id(site, ROLE_POSTMORTEM, id) : NULL;
}

static void
claim_named_postmortems(struct site *site)
{
	for (size_t i = 0; i < site->incident_count; i++) {
		const struct document *document = postmortem_document(site, site->incidents[i]);

		if (document)
			claim(site->index->named_by, document, site->incidents[i]);
	}
}

static const struct incident *
incident_of_postmortem(const struct site *site, const struct document *document)
{
	const char *id = document_text(document, "incident").s;
	const struct incident *incident = id ? incident_find(site, id) : NULL;

	return incident ? incident : g_hash_table_lookup(site->index->named_by, document);
}

static const void *
read_postmortem(struct pool *pool, const struct site *site, const struct document *document)
{
	if (document->kind->role != ROLE_POSTMORTEM)
		return NULL;
	return postmortem_read(pool, site->config, site->registers, document, incident_of_postmortem(site, document));
}

static void
load_postmortems(struct pool *pool, struct site *site)
{
	const struct postmortem **postmortems = pool_array(pool, const struct postmortem *, site->document_count);
	const void **items;

	claim_named_postmortems(site);
	items = subjects_of(pool, site, read_postmortem);
	for (size_t i = 0; i < site->document_count; i++) {
		const struct postmortem *postmortem = items[i];

		if (!postmortem)
			continue;
		claim(site->index->postmortems, site->documents[i], postmortem);
		if (postmortem->incident)
			claim(site->index->postmortem_of, postmortem->incident, postmortem);
		postmortems[site->postmortem_count++] = postmortem;
	}
	if (site->postmortem_count)
		qsort(postmortems, site->postmortem_count, sizeof(*postmortems), compare_postmortems);
	site->postmortems = postmortems;
}

/* Those that another incident is the one of, too. */
static void
tie_named_postmortems(struct site *site)
{
	for (size_t i = 0; i < site->incident_count; i++) {
		const struct document *document = postmortem_document(site, site->incidents[i]);
		const struct postmortem *postmortem = document ? postmortem_of(site, document) : NULL;

		if (postmortem)
			claim(site->index->postmortem_of, site->incidents[i], postmortem);
	}
}

/* The day from which "by Friday" is counted. */
static int64_t
action_base(const struct site *site, const struct document *document)
{
	const struct postmortem *postmortem = postmortem_of(site, document);
	int64_t start = postmortem ? postmortem_start(postmortem) : document_moment(document, "date").stamp.at;

	return start != TIME_NONE ? start : document_file_day(document, site->config->zone);
}

struct action_list {
	const struct action *items;
	size_t count;
};

static const void *
read_actions(struct pool *pool, const struct site *site, const struct document *document)
{
	struct action_list list;

	list.items = actions_read(pool, site->config, site->registers, document, action_base(site, document), &list.count);
	return list.count ? pool_memdup(pool, &list, sizeof(list)) : NULL;
}

/* One list of all, and those of the documents as parts of it. */
static void
join_actions(struct pool *pool, struct site *site, const void **lists)
{
	struct action *all = pool_array(pool, struct action, site->action_count);
	size_t count = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		struct action_list *list = (struct action_list *)lists[i];

		if (!list)
			continue;
		memcpy(all + count, list->items, list->count * sizeof(*all));
		list->items = all + count;
		count += list->count;
		claim(site->index->actions, site->documents[i], list);
	}
	site->actions = all;
}

static void
load_actions(struct pool *pool, struct site *site)
{
	const void **lists = subjects_of(pool, site, read_actions);

	for (size_t i = 0; i < site->document_count; i++)
		site->action_count += lists[i] ? ((const struct action_list *)lists[i])->count : 0;
	join_actions(pool, site, lists);
}

static void
load_schedules(struct pool *pool, struct findings *findings, struct references *references, struct site *site)
{
	site->schedules = schedules_read(pool, findings, references, site->config, site->registers);
	for (size_t i = 0; i < site->schedules.count; i++) {
		const struct schedule *schedule = &REGISTER_ITEMS(site->schedules, struct schedule)[i];

		claim(site->index->schedules, schedule->id.s, schedule);
	}
	site->escalations = escalations_read(pool, findings, references, site->config, site->registers, site->schedules);
	for (size_t i = 0; i < site->escalations.count; i++) {
		const struct escalation *escalation = &REGISTER_ITEMS(site->escalations, struct escalation)[i];

		claim(site->index->escalations, escalation->id.s, escalation);
	}
}

/* Within a kind: by order, then what is dated by day (newest first), then title. */
static int
compare_neighbours(const void *a, const void *b)
{
	const struct document *x = *(struct document *const *)a, *y = *(struct document *const *)b;
	int by_title;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->kind->role == ROLE_INCIDENT || x->kind->role == ROLE_POSTMORTEM || x->kind->role == ROLE_MAINTENANCE) {
		int by_name = strcmp(y->id, x->id);

		if (by_name)
			return by_name;
	}
	by_title = strcmp(x->title_key, y->title_key);
	return by_title ? by_title : strcmp(x->path, y->path);
}

static const char *
title_key(struct pool *pool, const struct document *document)
{
	g_autofree char *key = g_utf8_collate_key(document->title.s ? document->title.s : document->id, -1);

	return pool_strdup(pool, key);
}

static void
tie_neighbours(struct pool *pool, struct site *site)
{
	g_autofree struct document **order = g_new(struct document *, site->document_count);
	size_t count = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		site->documents[i]->title_key = title_key(pool, site->documents[i]);
		if (document_is_built(site, site->documents[i]))
			order[count++] = site->documents[i];
	}
	if (count)
		qsort(order, count, sizeof(*order), compare_neighbours);
	for (size_t i = 1; i < count; i++) {
		if (order[i]->kind != order[i - 1]->kind)
			continue;
		order[i]->previous = order[i - 1];
		order[i - 1]->next = order[i];
	}
}

/* ---- what git knows ---- */

/* The register that says what a reviewed runbook's service is, or NULL. */
static const struct source *
register_under_review(const struct site *site, const struct document *document)
{
	const char *id = document_text(document, "service").s;
	const struct service *service = id ? service_find(site->registers, id) : NULL;

	if (document->kind->role != ROLE_RUNBOOK || document->reviewed.stamp.at == TIME_NONE || !service)
		return NULL;
	return service->span.source;
}

static struct history *
read_service_lines(struct pool *pool, struct site *site, struct history *history)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < site->document_count; i++) {
		const struct source *source = register_under_review(site, site->documents[i]);

		if (!source || !g_hash_table_add(seen, (void *)source))
			continue;
		if (!history)
			site->history = history = history_open(pool, site->directory);
		history_read_lines(history, source);
	}
	return history;
}

/* Whether a reviewed runbook claims an alert. */
static bool
is_under_review(const struct alert *alert)
{
	for (size_t i = 0; i < alert->claim_count; i++)
		if (alert->claims[i].document->reviewed.stamp.at != TIME_NONE && !alert->claims[i].document->draft)
			return true;
	return false;
}

/* Each file costs a run of git: of more than so many nothing is known. */
static void
read_rule_lines(struct pool *pool, struct site *site, struct history *history)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < site->alerts->count; i++) {
		const struct alert *alert = &site->alerts->items[i];

		for (size_t k = 0; k < alert->definition_count && is_under_review(alert); k++) {
			const struct source *source = alert->definitions[k].rule->span.source;

			if (g_hash_table_size(seen) >= RULE_FILES_MAX || !g_hash_table_add(seen, (void *)source))
				continue;
			if (!history)
				site->history = history = history_open(pool, site->directory);
			history_read_lines(history, source);
		}
	}
}

/* Git is begun as soon as the files' names are known, and works while they are read. */
static struct history *
begin_history(struct pool *pool, const struct site_options *options, struct site *site)
{
	struct history *history;

	if (options->history < NEEDS_HISTORY_OF_FILES)
		return NULL;
	history = history_open(pool, site->directory);
	history_begin_files(history, site->files->documents, site->files->document_count);
	site->history = history;
	return history;
}

static void
end_history(struct pool *pool, const struct site_options *options, struct site *site, struct history *history)
{
	if (options->history >= NEEDS_HISTORY_OF_SERVICES)
		read_rule_lines(pool, site, read_service_lines(pool, site, history));
	if (history)
		history_end_files(history);
}

struct site *
site_load(struct pool *pool, struct findings *findings, const struct site_options *options, const char **problem)
{
	struct site *site = pool_new0(pool, struct site);
	struct references *references = references_new(pool);
	struct history *history;

	site->pool = pool;
	site->directory = options->directory;
	site->drafts = options->drafts;
	site->jobs = options->jobs;
	site->index = index_new(pool);
	site->config = config_read(pool, findings, references, site->directory, problem);
	if (!site->config)
		return NULL;
	if (!time_now(options->at, site->config->zone, &site->now, problem)) {
		if (options->at)
			*problem = pool_printf(pool, "--at \"%s\": %s", options->at, *problem);
		return NULL;
	}
	site->files = unsaved_files(pool, discover(pool, findings, site->directory, options->output), options);
	history = begin_history(pool, options, site);
	site->kinds = kinds_read(pool, findings, site->config);
	site->wording = wording_read(pool, findings, site->config);
	site->registers = load_registers(pool, findings, references, site);
	site->upstreams = upstreams_are_named(site->registers) ? upstreams_load(pool, site->directory) : upstreams_read(pool, NULL, 0);
	if (options->probelog)
		site->probelog = probelog_read(pool, findings, site->directory, site->registers, site->now, site->jobs);
	load_schedules(pool, findings, references, site);
	load_documents(pool, findings, references, options, site);
	index_documents(pool, site);
	load_alerts(pool, findings, site);
	load_incidents(pool, site);
	load_postmortems(pool, site);
	tie_named_postmortems(site);
	load_actions(pool, site);
	tie_neighbours(pool, site);
	end_history(pool, options, site, history);
	site->references = references_list(references, &site->reference_count);
	return site;
}

const struct document *
document_find(const struct site *site, const char *path)
{
	return g_hash_table_lookup(site->index->by_path, path);
}

const struct document *
document_find_id(const struct site *site, enum kind_role role, const char *id)
{
	g_autofree char *key = g_strdup_printf("%d/%s", (int)role, id);

	return g_hash_table_lookup(site->index->by_id, key);
}

const struct document *
document_find_slug(const struct site *site, const char *slug)
{
	g_autofree char *key = text_casefold(slug);

	return g_hash_table_lookup(site->index->by_slug, key);
}

const struct document *
document_find_alert(const struct site *site, const char *alert)
{
	return g_hash_table_lookup(site->index->by_alert, alert);
}

const struct incident *
incident_of(const struct site *site, const struct document *document)
{
	return g_hash_table_lookup(site->index->incidents, document);
}

const struct incident *
incident_find(const struct site *site, const char *id)
{
	const struct document *document = document_find_id(site, ROLE_INCIDENT, id);

	return document ? incident_of(site, document) : NULL;
}

const struct postmortem *
postmortem_of(const struct site *site, const struct document *document)
{
	return g_hash_table_lookup(site->index->postmortems, document);
}

const struct postmortem *
postmortem_of_incident(const struct site *site, const struct incident *incident)
{
	return g_hash_table_lookup(site->index->postmortem_of, incident);
}

const struct schedule *
schedule_find(const struct site *site, const char *id)
{
	return g_hash_table_lookup(site->index->schedules, id);
}

const struct escalation *
escalation_find(const struct site *site, const char *id)
{
	return g_hash_table_lookup(site->index->escalations, id);
}

/* The first of some policies' names that is one. */
static const struct escalation *
first_policy(const struct site *site, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct escalation *found = names[i] ? escalation_find(site, names[i]) : NULL;

		if (found)
			return found;
	}
	return NULL;
}

static const char *
policy_of_team(const struct site *site, const char *id)
{
	const struct team *team = id ? team_find(site->registers, id) : NULL;

	return team ? team->escalation.s : NULL;
}

const struct escalation *
escalation_of_service(const struct site *site, const struct service *service)
{
	const char *const names[] = {
		service ? service->escalation.s : NULL,
		policy_of_team(site, service ? service->team.s : NULL),
		site->config->escalation.s,
	};

	return first_policy(site, names, G_N_ELEMENTS(names));
}

const struct escalation *
escalation_of_document(const struct site *site, const struct document *document, const struct service *service)
{
	const struct person *person = document->owner.s ? person_find(site->registers, document->owner.s) : NULL;
	const char *const names[] = {
		service ? service->escalation.s : NULL,
		policy_of_team(site, service ? service->team.s : NULL),
		policy_of_team(site, person ? person->team.s : document->owner.s),
		site->config->escalation.s,
	};

	return first_policy(site, names, G_N_ELEMENTS(names));
}

bool
document_is_built(const struct site *site, const struct document *document)
{
	return site->drafts || !document->draft;
}

const struct action *
actions_of(const struct site *site, const struct document *document, size_t *count)
{
	const struct action_list *list = g_hash_table_lookup(site->index->actions, document);

	*count = list ? list->count : 0;
	return list ? list->items : NULL;
}
