/* The words of states, statuses and impacts, an incident as a whole, and what it says at an instant. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"

/* ---- Words ---- */

static const struct {
	const char *id, *words;
} states[STATE_COUNT + 1] = {
	[STATE_OPERATIONAL] = { "operational", "operational" },
	[STATE_MAINTENANCE] = { "under_maintenance", "under maintenance" },
	[STATE_DEGRADED] = { "degraded_performance", "degraded performance" },
	[STATE_PARTIAL] = { "partial_outage", "partial outage" },
	[STATE_MAJOR] = { "major_outage", "major outage" },
	[STATE_UNKNOWN] = { "unknown", "unknown" },
};

static const struct {
	const char *id, *words;
} statuses[STATUS_COUNT] = {
	[STATUS_NONE] = { "none", "None" },
	[STATUS_INVESTIGATING] = { "investigating", "Investigating" },
	[STATUS_IDENTIFIED] = { "identified", "Identified" },
	[STATUS_MONITORING] = { "monitoring", "Monitoring" },
	[STATUS_RESOLVED] = { "resolved", "Resolved" },
	[STATUS_POSTMORTEM] = { "postmortem", "Postmortem" },
	[STATUS_SCHEDULED] = { "scheduled", "Scheduled" },
	[STATUS_IN_PROGRESS] = { "in_progress", "In progress" },
	[STATUS_VERIFYING] = { "verifying", "Verifying" },
	[STATUS_COMPLETED] = { "completed", "Completed" },
	[STATUS_CANCELLED] = { "cancelled", "Cancelled" },
};

static const char *const impacts[] = {
	[IMPACT_NONE] = "none",
	[IMPACT_MINOR] = "minor",
	[IMPACT_MAJOR] = "major",
	[IMPACT_CRITICAL] = "critical",
	[IMPACT_MAINTENANCE] = "maintenance",
};

/* The bytes that part two words at a place, or 0. */
static size_t
gap_length(const char *text)
{
	static const char *const gaps[] = { " ", "\t", "\n", "_", "-", "\u00a0", "\u2010", "\u2011" };
	size_t length = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(gaps);) {
		if (text[length] == *gaps[i] && g_str_has_prefix(text + length, gaps[i]))
			length += strlen(gaps[i]), i = 0;
		else
			i++;
	}
	return length;
}

/* Runs of blanks, "_" and "-" between words are the same. */
static bool
words_match(const char *text, const char *words)
{
	while (*text && *words) {
		const size_t gap = gap_length(text);

		if ((gap > 0) != (*words == ' ' || *words == '_'))
			return false;
		if (!gap && g_ascii_tolower(*text) != g_ascii_tolower(*words))
			return false;
		text += gap ? gap : 1;
		words++;
	}
	return !*text && !*words;
}

const char *
state_id(enum state state)
{
	return states[state].id;
}

const char *
state_words(enum state state)
{
	return states[state].words;
}

bool
state_find(const char *text, enum state *state)
{
	static const struct {
		const char *words;
		enum state state;
	} others[] = {
		{ "degraded", STATE_DEGRADED },
		{ "partial", STATE_PARTIAL },
		{ "major", STATE_MAJOR },
		{ "maintenance", STATE_MAINTENANCE },
	};

	for (size_t i = 0; i < STATE_COUNT; i++) {
		*state = (enum state)i;
		if (words_match(text, states[i].words))
			return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		*state = others[i].state;
		if (words_match(text, others[i].words))
			return true;
	}
	*state = STATE_OPERATIONAL;
	return false;
}

const char *
update_status_id(enum update_status status)
{
	return statuses[status].id;
}

const char *
update_status_words(enum update_status status)
{
	return statuses[status].words;
}

bool
update_status_find(const char *text, enum update_status *status)
{
	for (size_t i = STATUS_NONE + 1; i < STATUS_COUNT; i++) {
		*status = (enum update_status)i;
		if (words_match(text, statuses[i].words))
			return true;
	}
	*status = words_match(text, "canceled") ? STATUS_CANCELLED : STATUS_NONE;
	return *status != STATUS_NONE;
}

const char *
impact_id(enum impact impact)
{
	return impacts[impact];
}

/* ---- The whole ---- */

enum impact
incident_impact(const struct incident *incident, int64_t at)
{
	static const enum impact of[STATE_COUNT] = {
		[STATE_OPERATIONAL] = IMPACT_NONE,
		[STATE_MAINTENANCE] = IMPACT_NONE,
		[STATE_DEGRADED] = IMPACT_MINOR,
		[STATE_PARTIAL] = IMPACT_MAJOR,
		[STATE_MAJOR] = IMPACT_CRITICAL,
	};
	const struct text given = document_text(incident->document, "impact");
	enum state worst = STATE_OPERATIONAL;

	if (incident->maintenance)
		return IMPACT_MAINTENANCE;
	for (size_t i = 0; given.s && i < IMPACT_MAINTENANCE; i++)
		if (strcmp(given.s, impacts[i]) == 0)
			return (enum impact)i;
	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= at; i++)
		worst = MAX(worst, incident->changes[i].state);
	return of[worst];
}

static void
read_fields(struct reader *reader)
{
	const struct document *document = reader->document;
	struct incident *incident = reader->incident;
	const struct text severity = document_text(document, "severity");
	const struct text visibility = document_text(document, "visibility");

	incident->document = document;
	incident->maintenance = document->kind->role == ROLE_MAINTENANCE;
	incident->is_public = !visibility.s || strcmp(visibility.s, "internal") != 0;
	incident->severity = severity.s ? severity_find(reader->registers, severity.s) : NULL;
	incident->started = document_moment(document, incident->maintenance ? "starts" : "started").stamp.at;
	incident->ends = incident->maintenance ? document_moment(document, "ends").stamp.at : TIME_NONE;
}

struct incident *
incident_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document)
{
	struct reader reader = {
		.pool = pool,
		.config = config,
		.registers = registers,
		.document = document,
		.incident = pool_new0(pool, struct incident),
	};

	read_fields(&reader);
	incident_read_updates(&reader);
	incident_find_components(&reader);
	incident_find_status(reader.incident);
	incident_find_changes(&reader);
	reader.incident->impact = incident_impact(reader.incident, INT64_MAX);
	return reader.incident;
}

/* ---- At an instant ---- */

enum state
incident_state(const struct incident *incident, const struct service *service, int64_t at)
{
	enum state state = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= at; i++)
		if (incident->changes[i].service == service)
			state = incident->changes[i].state;
	return state;
}

static bool
is_window_open(const struct incident *incident, int64_t at)
{
	const int64_t begin = incident_window_begin(incident), end = incident_window_end(incident);

	return begin != TIME_NONE && begin <= at && (end == TIME_NONE || at < end);
}

bool
incident_is_open(const struct incident *incident, int64_t at)
{
	if (incident->maintenance)
		return is_window_open(incident, at);
	if (incident->started == TIME_NONE || incident->started > at)
		return false;
	return incident_ended_by(incident, at) == TIME_NONE;
}

int64_t
incident_ended(const struct incident *incident, int64_t at)
{
	int64_t ended;

	if (incident->started == TIME_NONE || incident_is_open(incident, at))
		return TIME_NONE;
	ended = incident_ended_by(incident, at);
	if (ended == TIME_NONE && incident->maintenance && incident->ends != TIME_NONE && incident->ends <= at)
		return incident->ends;
	return ended;
}

static enum update_status
window_status(const struct incident *incident, int64_t at, enum update_status said)
{
	if (incident_is_end(said))
		return said;
	if (!is_window_open(incident, at)) {
		const int64_t begin = incident_window_begin(incident);

		return begin != TIME_NONE && at >= begin ? STATUS_COMPLETED : STATUS_SCHEDULED;
	}
	return said == STATUS_VERIFYING ? said : STATUS_IN_PROGRESS;
}

enum update_status
incident_status(const struct incident *incident, int64_t at)
{
	enum update_status said = STATUS_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > at)
			break;
		if (update->status != STATUS_NONE)
			said = update->status;
	}
	if (incident->maintenance)
		return window_status(incident, at, said);
	if (said == STATUS_NONE && incident->started != TIME_NONE && incident->started <= at)
		return STATUS_INVESTIGATING;
	return said;
}

int64_t
incident_next_update(const struct incident *incident, int64_t now)
{
	const struct update *newest = NULL;

	if (incident->maintenance || !incident_is_open(incident, now))
		return TIME_NONE;
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].status != STATUS_NONE && incident->updates[i].at != TIME_NONE && incident->updates[i].at <= now)
			newest = &incident->updates[i];
	if (newest && newest->promised != TIME_NONE)
		return newest->promised;
	if (!incident->severity || incident->severity->update_every.seconds == DURATION_NONE)
		return TIME_NONE;
	return (newest ? newest->at : incident->started) + incident->severity->update_every.seconds;
}
