#include "model/exercise.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"

static void
note_use(struct pool *pool, struct exercises *exercises, const struct document *runbook, const struct document *by, int64_t at)
{
	struct exercise *use = g_hash_table_lookup(exercises->last, runbook);

	if (use && use->at >= at)
		return;
	if (!use) {
		use = pool_new0(pool, struct exercise);
		g_hash_table_insert(exercises->last, (void *)runbook, use);
	}
	*use = (struct exercise){ at, by };
}

/* When a document of the kinds that use runbooks happened; TIME_NONE for others. */
static int64_t
day_of_use(const struct site *site, const struct document *document)
{
	const struct incident *incident = incident_of(site, document);
	const struct postmortem *postmortem = postmortem_of(site, document);
	int64_t at = TIME_NONE;

	if (incident && !incident->maintenance)
		at = incident->started;
	else if (postmortem && postmortem->marks[MARK_STARTED].stamp.at != TIME_NONE)
		at = postmortem->marks[MARK_STARTED].stamp.at;
	else if (postmortem && postmortem->incident)
		at = postmortem->incident->started;
	else if (document->kind->role == ROLE_GAMEDAY)
		at = document_moment(document, "date").stamp.at;
	else if (!postmortem)
		return TIME_NONE;
	return at != TIME_NONE ? at : document_file_day(document, site->config->zone);
}

static void
note_uses(struct pool *pool, struct exercises *exercises, const struct site *site, const struct document *document)
{
	struct texts named = document_texts(document, "runbooks");
	int64_t at = day_of_use(site, document);

	if (at == TIME_NONE || at > site->now)
		return;
	exercises->any = true;
	for (size_t i = 0; i < named.count; i++) {
		const struct document *runbook = document_find_id(site, ROLE_RUNBOOK, named.items[i].s);

		if (runbook)
			note_use(pool, exercises, runbook, document, at);
	}
	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct document *target = document->links[i].document;

		if (target && target->kind->role == ROLE_RUNBOOK)
			note_use(pool, exercises, target, document, at);
	}
}

const struct exercises *
exercises_new(struct pool *pool, const struct site *site)
{
	struct exercises *exercises = pool_new0(pool, struct exercises);

	exercises->last = pool_adopt_table(pool, g_hash_table_new(g_direct_hash, g_direct_equal));
	for (size_t i = 0; i < site->document_count; i++)
		note_uses(pool, exercises, site, site->documents[i]);
	return exercises;
}

const struct exercise *
exercise_of(const struct exercises *exercises, const struct document *runbook)
{
	return g_hash_table_lookup(exercises->last, runbook);
}
