/* What documents have. */
#include "model/maturity_parts.h"

#include <glib.h>

#include "base/time.h"
#include "model/review.h"

#define DAY INT64_C(86400)
#define QUARTER (92 * DAY)
#define YEAR (365 * DAY)

/* Counts a document, and keeps it as an example where there is room. */
static void
take(struct maturity_result *result, const struct document *document)
{
	result->have++;
	if (result->example_count < MATURITY_EXAMPLES)
		result->examples[result->example_count++] = document;
}

/* The built documents of a role for which something holds (NULL: all); *all counts the others, too. */
static struct maturity_result
documents_where(const struct site *site, enum kind_role role, bool (*holds)(const struct site *site, const struct document *document), size_t *all)
{
	struct maturity_result result = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role != role || !document_is_built(site, document))
			continue;
		count++;
		if (!holds || holds(site, document))
			take(&result, document);
	}
	if (all)
		*all = count;
	return result;
}

static struct maturity_result
settled(struct maturity_result result, size_t want, bool all)
{
	const struct maturity_result judged = all ? maturity_all(result.have, want) : maturity_some(result.have, want);

	result.known = judged.known;
	result.done = judged.done;
	result.want = judged.want;
	return result;
}

static struct maturity_result
some_documents(const struct site *site, enum kind_role role, bool (*holds)(const struct site *site, const struct document *document), size_t want)
{
	return settled(documents_where(site, role, holds, NULL), want, false);
}

static struct maturity_result
all_documents(const struct site *site, enum kind_role role, bool (*holds)(const struct site *site, const struct document *document))
{
	size_t all;
	const struct maturity_result result = documents_where(site, role, holds, &all);

	return settled(result, all, true);
}

static bool
has_written(const struct document *document, const char *section)
{
	const struct section *found = document_section(document, section);

	return found && !found->empty;
}

/* ---- runbooks ---- */

struct maturity_result
test_runbooks(const struct site *site)
{
	return some_documents(site, ROLE_RUNBOOK, NULL, 5);
}

static bool
answers_alert(const struct site *site, const struct document *document)
{
	(void)site;
	return document_texts(document, "alerts").count || document->kind->title_from_file;
}

struct maturity_result
test_alerts(const struct site *site)
{
	return some_documents(site, ROLE_RUNBOOK, answers_alert, 1);
}

static bool
has_rollback(const struct site *site, const struct document *document)
{
	(void)site;
	return has_written(document, "rollback");
}

struct maturity_result
test_rollback(const struct site *site)
{
	return some_documents(site, ROLE_RUNBOOK, has_rollback, 1);
}

static bool
is_owned_and_fresh(const struct site *site, const struct document *document)
{
	return document->owner.s && document->reviewed.stamp.at != TIME_NONE && !review_is_overdue(site, document);
}

struct maturity_result
test_reviewed(const struct site *site)
{
	return all_documents(site, ROLE_RUNBOOK, is_owned_and_fresh);
}

/* When something that exercises runbooks happened, or TIME_NONE. */
static int64_t
exercise_day(const struct site *site, const struct document *document)
{
	const struct incident *incident = incident_of(site, document);

	if (incident && !incident->maintenance)
		return incident->started;
	if (document->kind->role == ROLE_POSTMORTEM)
		return document_moment(document, "started").stamp.at;
	return document->kind->role == ROLE_GAMEDAY ? document_moment(document, "date").stamp.at : TIME_NONE;
}

static void
add_exercised(const struct site *site, const struct document *document, GHashTable *exercised)
{
	const struct texts runbooks = document_texts(document, "runbooks");

	for (size_t i = 0; i < runbooks.count; i++) {
		const struct document *runbook = runbooks.items[i].s ? document_find_id(site, ROLE_RUNBOOK, runbooks.items[i].s) : NULL;

		if (runbook)
			g_hash_table_add(exercised, (void *)runbook);
	}
}

/* The runbooks that an incident, a postmortem or a game day used since an instant. */
static GHashTable *
exercised_since(const struct site *site, int64_t since)
{
	GHashTable *exercised = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < site->document_count; i++) {
		const int64_t day = document_is_built(site, site->documents[i]) ? exercise_day(site, site->documents[i]) : TIME_NONE;

		if (day != TIME_NONE && day >= since && day <= site->now)
			add_exercised(site, site->documents[i], exercised);
	}
	return exercised;
}

/* Those of them that are built; *all counts the others, too. */
static struct maturity_result
count_exercised(const struct site *site, int64_t since, size_t *all)
{
	g_autoptr(GHashTable) exercised = exercised_since(site, since);
	struct maturity_result result = { 0 };

	*all = 0;
	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->kind->role != ROLE_RUNBOOK || !document_is_built(site, document))
			continue;
		(*all)++;
		if (g_hash_table_contains(exercised, document))
			take(&result, document);
	}
	return result;
}

struct maturity_result
test_exercised(const struct site *site)
{
	size_t all;

	return settled(count_exercised(site, 0, &all), 1, false);
}

struct maturity_result
test_exercised_yearly(const struct site *site)
{
	size_t all;
	const struct maturity_result result = count_exercised(site, site->now - YEAR, &all);

	return settled(result, all, true);
}

/* Of the services that somebody here runs. */
struct maturity_result
test_service_runbooks(const struct site *site)
{
	const struct list services = site->registers->services;
	g_autoptr(GHashTable) covered = g_hash_table_new(g_str_hash, g_str_equal);
	size_t have = 0, want = 0;

	for (size_t i = 0; i < site->document_count; i++) {
		const char *id = site->documents[i]->kind->role == ROLE_RUNBOOK && document_is_built(site, site->documents[i]) ? document_text(site->documents[i], "service").s : NULL;

		if (id)
			g_hash_table_add(covered, (void *)id);
	}
	for (size_t i = 0; i < services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(services, struct service)[i];

		if (service->upstream.statuspage.s)
			continue;
		want++;
		have += g_hash_table_contains(covered, service->id.s);
	}
	return maturity_all(have, want);
}

/* ---- game days ---- */

static bool
is_held(const struct site *site, const struct document *document)
{
	const int64_t day = document_moment(document, "date").stamp.at;

	return day != TIME_NONE && day <= site->now && has_written(document, "findings");
}

struct maturity_result
test_gameday(const struct site *site)
{
	return some_documents(site, ROLE_GAMEDAY, is_held, 1);
}

static bool
is_held_lately(const struct site *site, const struct document *document)
{
	return is_held(site, document) && document_moment(document, "date").stamp.at >= site->now - QUARTER;
}

struct maturity_result
test_gameday_recent(const struct site *site)
{
	return some_documents(site, ROLE_GAMEDAY, is_held_lately, 1);
}

/* In how many of the last four quarters, counted back from now. */
struct maturity_result
test_gamedays_yearly(const struct site *site)
{
	const struct maturity_result held = documents_where(site, ROLE_GAMEDAY, is_held, NULL);
	bool quarters[4] = { false };
	size_t have = 0;
	struct maturity_result result;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];
		int64_t ago;

		if (document->kind->role != ROLE_GAMEDAY || !document_is_built(site, document) || !is_held(site, document))
			continue;
		ago = (site->now - document_moment(document, "date").stamp.at) / QUARTER;
		if (ago < (int64_t)G_N_ELEMENTS(quarters))
			quarters[ago] = true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(quarters); i++)
		have += quarters[i];
	result = held;
	result.have = have;
	return settled(result, G_N_ELEMENTS(quarters), true);
}

/* ---- postmortems ---- */

static bool
is_finished(const struct site *site, const struct document *document)
{
	const struct postmortem *postmortem = postmortem_of(site, document);

	return postmortem && g_strcmp0(postmortem->status, "draft") != 0;
}

struct maturity_result
test_postmortem(const struct site *site)
{
	return some_documents(site, ROLE_POSTMORTEM, is_finished, 1);
}

static bool
has_times(const struct site *site, const struct document *document)
{
	static const enum mark marks[] = { MARK_STARTED, MARK_DETECTED, MARK_RESOLVED };
	const struct postmortem *postmortem = postmortem_of(site, document);

	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (!postmortem || postmortem->marks[marks[i]].stamp.at == TIME_NONE)
			return false;
	return true;
}

struct maturity_result
test_measured(const struct site *site)
{
	return all_documents(site, ROLE_POSTMORTEM, has_times);
}

/* Whether it was one of the two worst severities, is over, and was not too long ago. */
static bool
asks_for_postmortem(const struct site *site, const struct incident *incident)
{
	const int64_t ended = incident_ended(incident, site->now);

	return !incident->maintenance && document_is_built(site, incident->document) && incident->severity && incident->severity->rank < 2 &&
	       ended != TIME_NONE && ended >= site->now - YEAR;
}

struct maturity_result
test_postmortems_of_worst(const struct site *site)
{
	struct maturity_result result = { 0 };
	size_t want = 0;

	for (size_t i = 0; i < site->incident_count; i++) {
		const struct postmortem *postmortem = postmortem_of_incident(site, site->incidents[i]);

		if (!asks_for_postmortem(site, site->incidents[i]))
			continue;
		want++;
		if (postmortem && document_is_built(site, postmortem->document))
			take(&result, postmortem->document);
	}
	/* Where nothing bad happened nothing is to be seen. */
	return want ? settled(result, want, true) : result;
}

/* ---- handoffs ---- */

struct maturity_result
test_handoff(const struct site *site)
{
	return some_documents(site, ROLE_HANDOFF, NULL, 1);
}

static bool
counts_pages(const struct site *site, const struct document *document)
{
	const struct value *pages = document_value(document, "pages");

	(void)site;
	return pages && pages->number.given;
}

struct maturity_result
test_alert_review(const struct site *site)
{
	return some_documents(site, ROLE_HANDOFF, counts_pages, 1);
}
