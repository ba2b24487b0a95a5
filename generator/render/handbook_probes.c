/* A service's probes, and what they answered last. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static const char *
took(struct pool *pool, const struct view *view, const struct probe_line *line)
{
	if (line->ms < 0)
		return NULL;
	return words_fill(pool, view_word(view, "status_page.milliseconds"), "n", pool_printf(pool, "%d", line->ms), NULL);
}

/* How well off a state is, in the colours of component states. */
static const char *
tone_of(enum probe_outcome outcome)
{
	return state_id(outcome == OUTCOME_UP ? STATE_OPERATIONAL : outcome == OUTCOME_DOWN ? STATE_MAJOR : STATE_DEGRADED);
}

/* One place's last answer. */
static struct data *
result_object(const struct page *page, const struct probe_track *track, const struct probe_line *line)
{
	struct pool *pool = page->pool;
	const struct view *view = page->handbook->view;
	struct data *result = data_object(pool), *state = data_object(pool);

	data_put_text(state, "id", tone_of(line->outcome));
	data_put_text(state, "text", view_word(view, pool_printf(pool, "probe_states.%s", probe_outcome_id(line->outcome))));
	data_put(result, "state", state);
	data_put(result, "why", line->why ? view_choice(pool, view, "probe_reasons", probe_why_id(line->why)) : NULL);
	data_put_text(result, "status", line->why == WHY_STATUS && line->status ? pool_printf(pool, "%u", line->status) : NULL);
	data_put_text(result, "location", *track->location ? track->location : NULL);
	data_put_text(result, "took", took(pool, view, line));
	data_put(result, "at", view_time(pool, view, line->at));
	return result;
}

static struct data *
results_of(const struct page *page, const struct service_log *log, const struct probe *probe)
{
	struct data *results = data_list(page->pool);

	for (size_t i = 0; log && i < log->track_count; i++)
		if (strcmp(log->tracks[i].probe, probe->id) == 0 && probe_track_last(&log->tracks[i]))
			data_append(results, result_object(page, &log->tracks[i], probe_track_last(&log->tracks[i])));
	return results;
}

struct data *
service_probes(const struct page *page, const struct service *service)
{
	const struct service_log *log = probelog_of(page->handbook->site->probelog, service);
	struct data *probes = data_list(page->pool);

	for (size_t i = 0; i < service->probes.count; i++) {
		const struct probe *probe = &REGISTER_ITEMS(service->probes, struct probe)[i];
		struct data *object = data_object(page->pool);

		data_put_text(object, "name", probe->name.s ? probe->name.s : NULL);
		data_put_text(object, "target", probe->target);
		data_put(object, "results", results_of(page, log, probe));
		data_put_flags(object);
		data_append(probes, object);
	}
	return probes;
}
