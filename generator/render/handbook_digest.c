/*
 * What a document's page is made from, as one number, without making its data.
 *
 * It holds all that the functions of handbook_pages.c, handbook_incidents.c and handbook_postmortems.c look at: the document's own bytes, the
 * shared objects of what the page names, and whatever depends on now.  Who lets such a page show something more must put it here as well; tests/faults/incremental.sh
 * compares builds of one site after many changes with builds from nothing.
 */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"

struct digests {
	uint64_t frame;       /* what is the same for all pages */
	GHashTable *policies; /* escalation, or NULL → uint64_t */
};

static void
add_data(uint64_t *sum, const struct data *data)
{
	hash_add(sum, data_digest(data));
}

/* Something of the model, as every page shows it. */
static void
add_shared(uint64_t *sum, const struct handbook *handbook, const void *thing)
{
	add_data(sum, thing ? g_hash_table_lookup(handbook->objects, thing) : NULL);
}

static void
add_all_shared(uint64_t *sum, const struct handbook *handbook, const GPtrArray *things)
{
	hash_add(sum, things ? things->len : 0);
	for (guint i = 0; things && i < things->len; i++)
		add_shared(sum, handbook, things->pdata[i]);
}

/* ---- what is the same for all pages ---- */

static void
add_registers(uint64_t *sum, const struct handbook *handbook)
{
	const struct registers *registers = handbook->site->registers;

	for (size_t i = 0; i < registers->source_count; i++)
		source_hash(sum, registers->sources[i]);
	/* Who has left by now. */
	for (size_t i = 0; i < registers->people.count; i++)
		add_shared(sum, handbook, &REGISTER_ITEMS(registers->people, struct person)[i]);
}

static uint64_t
frame_digest(const struct handbook *handbook)
{
	const struct data *const parts[] = {
		handbook->view->words, handbook->site_object, handbook->style, handbook->script, handbook->boot, handbook->search, handbook->run,
		handbook->offline, handbook->nav,
	};
	const struct source *config = handbook->site->config->source;
	uint64_t sum = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		add_data(&sum, parts[i]);
	if (config)
		hash_add_bytes(&sum, config->bytes, config->size);
	add_registers(&sum, handbook);
	return sum;
}

/* A policy, and who is on call now by its schedules. */
static void
digest_policy(struct pool *scratch, const struct handbook *handbook, struct digests *digests, const struct escalation *policy)
{
	g_autoptr(GPtrArray) schedules = policy_schedules(policy);
	uint64_t *digest = pool_new0(handbook->pool, uint64_t);
	uint64_t sum = 0;

	add_data(&sum, policy_object(scratch, handbook, policy));
	add_data(&sum, now_object(scratch, handbook, schedules));
	*digest = sum;
	g_hash_table_insert(digests->policies, (void *)policy, digest);
}

void
make_digests(struct handbook *handbook)
{
	const struct list policies = handbook->site->escalations;
	struct digests *digests = pool_new0(handbook->pool, struct digests);
	struct pool *scratch = pool_new();

	make_branch_digests(handbook);
	digests->frame = frame_digest(handbook);
	digests->policies = pool_adopt_table(handbook->pool, g_hash_table_new(g_direct_hash, g_direct_equal));
	for (size_t i = 0; i < policies.count; i++)
		digest_policy(scratch, handbook, digests, &REGISTER_ITEMS(policies, struct escalation)[i]);
	pool_free(scratch);
	handbook->digests = digests;
}

/* ---- parts of a page ---- */

static void
add_links(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	for (uint32_t row = 0; row < document->body.inline_count; row++)
		if (document->links[row].kind != LINK_NONE)
			add_data(sum, link_object(pool, &handbook->body, document, row, ""));
}

static void
add_backlinks(uint64_t *sum, const struct handbook *handbook, const struct document *document)
{
	for (size_t i = 0; i < document->backlink_count; i++)
		add_shared(sum, handbook, document->backlinks[i]);
}

/* What is said of a review depends on the day. */
static void
add_review(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	if (document->reviewed.stamp.at != TIME_NONE)
		hash_add_text(sum, view_distance(pool, handbook->view, document->reviewed.stamp.at));
}

static void
add_actions(uint64_t *sum, const struct handbook *handbook, const struct document *document)
{
	const struct site *site = handbook->site;
	const GPtrArray *actions = relation_get(&handbook->by.actions_of, document);

	for (guint i = 0; actions && i < actions->len; i++) {
		int days = 0;

		hash_add(sum, action_is_overdue(actions->pdata[i], site->config, site->now, &days));
		hash_add(sum, (uint64_t)days);
	}
}

static void
add_named(uint64_t *sum, const struct handbook *handbook, const struct document *document)
{
	const struct texts names = document_texts(document, "runbooks");

	for (size_t i = 0; i < names.count; i++)
		if (names.items[i].s)
			add_shared(sum, handbook, document_find_id(handbook->site, ROLE_RUNBOOK, names.items[i].s));
}

static void
add_runbook(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct escalation *policy = escalation_of_document(handbook->site, document, service_of(handbook->site, document));
	const uint64_t *digest = policy ? g_hash_table_lookup(handbook->digests->policies, policy) : NULL;
	const struct exercise *last = exercise_of(handbook->exercises, document);

	hash_add(sum, digest ? *digest : 0);
	add_data(sum, alerts_list(pool, handbook, document));
	hash_add(sum, last ? (uint64_t)last->at : 0);
	add_shared(sum, handbook, last ? last->by : NULL);
	add_all_shared(sum, handbook, relation_get(&handbook->by.of_runbook, document));
}

/* What an incident says at now; while it is not over, or something of it lies ahead, all of that moves. */
static void
add_incident(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct site *site = handbook->site;
	const struct incident *incident = incident_of(site, document);
	const struct postmortem *postmortem = incident ? postmortem_of_incident(site, incident) : NULL;

	(void)pool;
	if (!incident)
		return;
	if (incident_is_open(incident, site->now) || incident->started > site->now)
		hash_add(sum, (uint64_t)site->now);
	hash_add(sum, (uint64_t)incident_status(incident, site->now));
	hash_add(sum, (uint64_t)incident_ended(incident, site->now));
	for (size_t i = 0; i < incident->component_count; i++)
		hash_add(sum, (uint64_t)incident_state(incident, incident->components[i], site->now));
	add_shared(sum, handbook, postmortem ? postmortem->document : NULL);
	add_named(sum, handbook, document);
}

static void
add_postmortem(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	const struct postmortem *postmortem = postmortem_of(handbook->site, document);

	(void)pool;
	add_shared(sum, handbook, postmortem && postmortem->incident ? postmortem->incident->document : NULL);
	add_named(sum, handbook, document);
}

static void
add_gameday(uint64_t *sum, struct pool *pool, const struct handbook *handbook, const struct document *document)
{
	(void)pool;
	add_named(sum, handbook, document);
}

static void (*const adders[])(uint64_t *, struct pool *, const struct handbook *, const struct document *) = {
	[ROLE_PAGE] = NULL,
	[ROLE_RUNBOOK] = add_runbook,
	[ROLE_POSTMORTEM] = add_postmortem,
	[ROLE_INCIDENT] = add_incident,
	[ROLE_MAINTENANCE] = add_incident,
	[ROLE_GAMEDAY] = add_gameday,
	[ROLE_HANDOFF] = NULL,
};

uint64_t
document_digest(struct pool *pool, const struct handbook *handbook, const void *subject)
{
	const struct document *document = subject;
	uint64_t sum = handbook->digests->frame;

	hash_add_text(&sum, document->path);
	hash_add_bytes(&sum, document->source->bytes, document->source->size);
	hash_add(&sum, (uint64_t)history_of_file(handbook->site->history, document->path));
	add_shared(&sum, handbook, document);
	add_shared(&sum, handbook, document->previous);
	add_shared(&sum, handbook, document->next);
	hash_add(&sum, branch_digest(handbook, document));
	add_backlinks(&sum, handbook, document);
	add_review(&sum, pool, handbook, document);
	add_links(&sum, pool, handbook, document);
	add_actions(&sum, handbook, document);
	if (adders[document->kind->role])
		adders[document->kind->role](&sum, pool, handbook, document);
	return sum ? sum : 1;
}
