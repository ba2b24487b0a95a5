/* Action items as they stand now. */
#include "model/metrics_parts.h"

#include "base/time.h"

/* What the counting collects; begins: document → when its incident began. */
struct tally {
	const struct metrics_input *input;
	struct metrics_actions *counts;
	GHashTable *begins; /* document → postmortem */
	GArray *ages, *delays;
};

static int64_t
day_of(const struct tally *tally, const struct document *document)
{
	const struct postmortem *postmortem = g_hash_table_lookup(tally->begins, document);
	int64_t at = postmortem ? metrics_began(postmortem->incident, postmortem) : document_moment(document, "date").stamp.at;

	return at == TIME_NONE ? document_file_day(document, tally->input->config->zone) : at;
}

static void
count_open(struct tally *tally, const struct action *action)
{
	const int64_t now = tally->input->now, day = day_of(tally, action->document);
	int days;

	tally->counts->open++;
	if (day != TIME_NONE && day <= now) {
		const int64_t age = now - day;

		g_array_append_val(tally->ages, age);
	}
	if (action_is_overdue(action, tally->input->config, now, &days)) {
		const int64_t delay = now - time_add_days(tally->input->config->zone, action->due, 1);

		tally->counts->overdue++;
		g_array_append_val(tally->delays, delay);
	}
}

static void
count_due(struct tally *tally, const struct action *action)
{
	const struct metrics_input *input = tally->input;
	struct metrics_actions *counts = tally->counts;
	const int64_t end = action->due == TIME_NONE ? TIME_NONE : time_add_days(input->config->zone, action->due, 1);

	if (end == TIME_NONE || action->due < input->from || action->due >= input->until || end > input->now)
		return;
	counts->due++;
	if (!action->done)
		counts->missed++;
	else if (action->closed == TIME_NONE)
		counts->undated++;
	else if (action->closed < end)
		counts->in_time++;
	else
		counts->late++;
}

static GHashTable *
postmortems_by_document(const struct metrics_input *input)
{
	GHashTable *table = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < input->postmortem_count; i++)
		g_hash_table_insert(table, (void *)input->postmortems[i]->document, (void *)input->postmortems[i]);
	return table;
}

void
metrics_count_actions(const struct metrics_input *input, struct metrics_actions *counts)
{
	g_autoptr(GHashTable) begins = postmortems_by_document(input);
	g_autoptr(GArray) ages = g_array_new(false, false, sizeof(int64_t)), delays = g_array_new(false, false, sizeof(int64_t));
	struct tally tally = { .input = input, .counts = counts, .begins = begins, .ages = ages, .delays = delays };

	for (size_t i = 0; i < input->action_count; i++) {
		const struct action *action = &input->actions[i];

		if (!metrics_counts(input, action->document))
			continue;
		if (action->done)
			counts->done++;
		else
			count_open(&tally, action);
		count_due(&tally, action);
	}
	counts->age = summary_of((int64_t *)(void *)ages->data, ages->len);
	counts->delay = summary_of((int64_t *)(void *)delays->data, delays->len);
}
