/* Incidents and postmortems → occurrences: each once, with what it measures. */
#include "model/metrics_parts.h"

#include <string.h>

#include "base/time.h"

bool
metrics_counts(const struct metrics_input *input, const struct document *document)
{
	return input->drafts || !document->draft;
}

int64_t
metrics_began(const struct incident *incident, const struct postmortem *postmortem)
{
	if (postmortem && postmortem->marks[MARK_STARTED].stamp.at != TIME_NONE)
		return postmortem->marks[MARK_STARTED].stamp.at;
	return incident ? incident->started : TIME_NONE;
}

/* ---- times ---- */

/* What a time says of a moment: nothing where it is a day, or is still to come. */
static int64_t
moment_at(const struct moment *moment, int64_t now)
{
	return moment->stamp.day_only || moment->stamp.at > now ? TIME_NONE : moment->stamp.at;
}

/* The first "monitoring" behind which nobody was looking for the cause again. */
static int64_t
mitigated_at(const struct incident *incident, int64_t now)
{
	int64_t at = TIME_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > now)
			break;
		if (update->status == STATUS_INVESTIGATING || update->status == STATUS_IDENTIFIED)
			at = TIME_NONE;
		else if (update->status == STATUS_MONITORING && at == TIME_NONE)
			at = update->at;
	}
	return at;
}

static int64_t
incident_mark(const struct incident *incident, enum mark mark, int64_t now)
{
	const struct moment started = document_moment(incident->document, "started");

	switch (mark) {
	case MARK_STARTED:
		return moment_at(&started, now);
	case MARK_MITIGATED:
		return mitigated_at(incident, now);
	case MARK_RESOLVED:
		return incident_ended(incident, now);
	default:
		return TIME_NONE;
	}
}

static int64_t
mark_of(const struct occurrence *occurrence, enum mark mark, int64_t now)
{
	const struct moment *own = occurrence->postmortem ? &occurrence->postmortem->marks[mark] : NULL;

	if (own && own->stamp.at != TIME_NONE)
		return moment_at(own, now);
	return occurrence->incident ? incident_mark(occurrence->incident, mark, now) : TIME_NONE;
}

static int64_t
first_public_update(const struct incident *incident, int64_t now)
{
	if (!incident || !incident->is_public || !incident->update_count || incident->updates[0].at > now)
		return TIME_NONE;
	return incident->updates[0].at;
}

static int64_t
seconds_between(int64_t from, int64_t to)
{
	return from == TIME_NONE || to == TIME_NONE || to < from ? DURATION_NONE : to - from;
}

static void
measure(struct occurrence *occurrence, int64_t now)
{
	int64_t marks[MARK_COUNT];

	for (int i = 0; i < MARK_COUNT; i++)
		marks[i] = mark_of(occurrence, (enum mark)i, now);
	occurrence->seconds[MEASURE_DETECT] = seconds_between(marks[MARK_STARTED], marks[MARK_DETECTED]);
	occurrence->seconds[MEASURE_ACKNOWLEDGE] = seconds_between(marks[MARK_DETECTED], marks[MARK_ACKNOWLEDGED]);
	occurrence->seconds[MEASURE_PUBLIC_UPDATE] = seconds_between(marks[MARK_STARTED], first_public_update(occurrence->incident, now));
	occurrence->seconds[MEASURE_MITIGATE] = seconds_between(marks[MARK_STARTED], marks[MARK_MITIGATED]);
	occurrence->seconds[MEASURE_RESOLVE] = seconds_between(marks[MARK_STARTED], marks[MARK_RESOLVED]);
}

/* ---- each once ---- */

struct collection {
	GArray *occurrences;
	int64_t first;
};

static void
add_occurrence(const struct metrics_input *input, struct collection *all, const struct incident *incident, const struct postmortem *postmortem)
{
	struct occurrence occurrence = { .incident = incident, .postmortem = postmortem, .began = metrics_began(incident, postmortem) };

	if (occurrence.began == TIME_NONE || occurrence.began > input->now)
		return;
	if (all->first == TIME_NONE || occurrence.began < all->first)
		all->first = occurrence.began;
	if (occurrence.began < input->from || occurrence.began >= input->until)
		return;
	measure(&occurrence, input->now);
	g_array_append_val(all->occurrences, occurrence);
}

static bool
is_incident(const struct metrics_input *input, const struct incident *incident)
{
	return incident && !incident->maintenance && metrics_counts(input, incident->document);
}

/* Incident → the postmortem about it; of several the first by path. */
static GHashTable *
postmortems_by_incident(const struct metrics_input *input)
{
	GHashTable *table = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < input->postmortem_count; i++) {
		const struct postmortem *postmortem = input->postmortems[i], *other;

		if (!postmortem->incident || !metrics_counts(input, postmortem->document))
			continue;
		other = g_hash_table_lookup(table, postmortem->incident);
		if (!other || strcmp(postmortem->document->path, other->document->path) < 0)
			g_hash_table_insert(table, (void *)postmortem->incident, (void *)postmortem);
	}
	return table;
}

GArray *
metrics_occurrences(const struct metrics_input *input, int64_t *first)
{
	g_autoptr(GHashTable) postmortems = postmortems_by_incident(input);
	struct collection all = { g_array_new(false, true, sizeof(struct occurrence)), TIME_NONE };

	for (size_t i = 0; i < input->incident_count; i++)
		if (is_incident(input, input->incidents[i]))
			add_occurrence(input, &all, input->incidents[i], g_hash_table_lookup(postmortems, input->incidents[i]));
	for (size_t i = 0; i < input->postmortem_count; i++) {
		const struct postmortem *postmortem = input->postmortems[i];

		if (!metrics_counts(input, postmortem->document) || is_incident(input, postmortem->incident))
			continue;
		/* One about an incident that does not count stands for it, once. */
		if (!postmortem->incident || g_hash_table_lookup(postmortems, postmortem->incident) == postmortem)
			add_occurrence(input, &all, NULL, postmortem);
	}
	*first = all.first;
	return all.occurrences;
}
