/*
 * What a page of an incident, a component or a month is made from, as one number, without making its data.
 *
 * It holds all that the functions of status_pages.c, status_components.c, status_history.c and status_objects.c look at for such a page, and
 * whatever of that depends on now.  Who lets such a page show something more must put it here as well; tests/faults/incremental.sh compares builds of one
 * site after many changes with builds from nothing.
 */
#include "render/status_parts.h"

#include "base/hash.h"
#include "base/pool.h"

/* ---- what is the same for all pages ---- */

void
make_status_digest(struct status *status)
{
	const struct data *const parts[] = { status->view->words, status->written, status->site_object, status->style, status->script };
	const struct registers *registers = status->site->registers;
	uint64_t sum = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		hash_add(&sum, data_digest(parts[i]));
	source_hash(&sum, status->site->config->source);
	for (size_t i = 0; i < registers->source_count; i++)
		source_hash(&sum, registers->sources[i]);
	status->digest = sum;
}

/* ---- incidents ---- */

/* Whether something of an incident lies ahead or goes on, so that what is said of it may be another thing in a moment. */
static bool
is_moving(const struct status *status, const struct incident *incident)
{
	const int64_t now = status->site->now;
	bool ahead = incident_is_open(incident, now) || incident->started > now || incident->ends > now || incident->resolved > now;

	for (size_t i = 0; i < incident->update_count && !ahead; i++)
		ahead = incident->updates[i].at > now;
	for (size_t i = 0; i < incident->change_count && !ahead; i++)
		ahead = incident->changes[i].at > now;
	for (size_t i = 0; i < incident->component_count && !ahead; i++)
		ahead = incident->named_since[i] > now;
	return ahead;
}

/* What any page says of an incident, but for where its links lead. */
static void
add_incident(uint64_t *sum, const struct status *status, const struct incident *incident)
{
	source_hash(sum, incident->document->source);
	hash_add(sum, is_moving(status, incident) ? (uint64_t)status->site->now : 0);
	hash_add(sum, status_postmortem(status->site, incident) != NULL);
}

static uint64_t
not_zero(uint64_t sum)
{
	return sum ? sum : 1;
}

uint64_t
incident_digest(struct pool *pool, const struct status *status, const void *subject)
{
	const struct incident *incident = subject;
	const struct document *document = incident->document;
	uint64_t sum = status->digest;

	add_incident(&sum, status, incident);
	for (uint32_t row = 0; row < document->body.inline_count; row++)
		if (document->links[row].kind == LINK_DOCUMENT)
			hash_add(&sum, data_digest(status_link(pool, &status->body, document, row, "")));
	return not_zero(sum);
}

uint64_t
incidents_digest(const struct status *status, const struct incident *const *incidents, size_t count)
{
	uint64_t sum = status->digest;

	hash_add(&sum, count);
	for (size_t i = 0; i < count; i++)
		add_incident(&sum, status, incidents[i]);
	return not_zero(sum);
}

/* ---- components ---- */

/* What an upstream says, how fast it answers, and what bars show: a span that goes on ends at now.  Figures count the time until now, which what was lost becomes a smaller part of. */
uint64_t
component_digest(struct pool *pool, const struct status *status, size_t component)
{
	static const size_t shown[] = { 30, STATUS_DAYS, STATUS_LONG_DAYS };
	const struct status_calendar *calendar = &status->calendar;
	const struct uptime *uptime = &status->uptimes[component];
	const size_t month = calendar->month_days[calendar->month_count - 1];
	uint64_t sum = 0;

	hash_add(&sum, (uint64_t)calendar->days[0]);
	hash_add(&sum, (uint64_t)calendar->days[calendar->day_count]);
	hash_add(&sum, (uint64_t)status->states[component]);
	hash_add(&sum, data_digest(status_upstream(pool, status, component)));
	hash_add(&sum, data_digest(response_charts(pool, status, component)));
	for (size_t i = 0; i < uptime->span_count; i++) {
		hash_add(&sum, (uint64_t)uptime->spans[i].start);
		hash_add(&sum, (uint64_t)uptime->spans[i].end);
		hash_add(&sum, (uint64_t)uptime->spans[i].state);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(shown); i++)
		hash_add_text(&sum, uptime_figure(pool, status, component, calendar->day_count - shown[i], shown[i]));
	hash_add_text(&sum, uptime_figure(pool, status, component, month, calendar->day_count - month));
	return sum;
}
