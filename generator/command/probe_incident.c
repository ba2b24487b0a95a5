/* A component that is down, and of which nobody speaks, gets an incident's draft. */
#include "command/probe_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "command/incident.h"
#include "render/view.h"

/* An incident that goes on, drafts among them, or a window: somebody knows. */
static bool
is_spoken_of(const struct site *site, const struct service *service)
{
	for (size_t i = 0; i < site->incident_count; i++) {
		const struct incident *incident = site->incidents[i];

		if (incident->maintenance ? !incident_is_open(incident, site->now) : incident->resolved != TIME_NONE)
			continue;
		for (size_t k = 0; k < incident->component_count; k++)
			if (incident->components[k] == service)
				return true;
	}
	return false;
}

/* The worst state of the probes that have failed for long enough, and since when the first of them has; operational: none has. */
static enum state
confirmed_state(struct pool *pool, const struct service_log *log, const struct service *service, int64_t now, int64_t *began)
{
	enum state worst = STATE_OPERATIONAL;

	*began = now;
	for (size_t i = 0; i < service->probes.count; i++) {
		const struct probe *probe = &REGISTER_ITEMS(service->probes, struct probe)[i];
		const int64_t since = probe_down_since(pool, log, probe->id, now);
		enum state state = STATE_MAJOR;

		if (since == TIME_NONE || now - since < probe->confirm_s)
			continue;
		if (probe->state.s)
			state_find(probe->state.s, &state);
		worst = MAX(worst, state);
		*began = MIN(*began, since);
	}
	return worst;
}

/* "card-payments-0231": two in a day are two documents. */
static const char *
slug_of(struct pool *pool, const struct service *service, int64_t now)
{
	const struct civil civil = time_to_civil(zone_utc(), now);

	return pool_printf(pool, "%s-%02d%02d", text_slug(pool, service->component.name.s), civil.hour, civil.minute);
}

static bool
draft(struct probing *probing, const struct view *view, const struct service *service, enum state state, int64_t began)
{
	struct pool *pool = probing->pool;
	struct options options = *probing->options;
	const char *arguments[] = { "open", slug_of(pool, service, probing->stages.site->now), NULL };
	const char *words = view_word(view, pool_printf(pool, "states.%s", state_id(state))), *path = NULL;

	options.command = &command_incident;
	options.directory = probing->stages.site->directory;
	options.at = time_format_iso(pool, probing->stages.site->now);
	options.arguments = arguments;
	options.argument_count = 2;
	options.title = view_labelled(pool, view, service->component.name.s, words);
	options.affects = pool_printf(pool, "%s=%s", service->id.s, state_id(state));
	options.began = time_format(pool, probing->stages.site->config->zone, began);
	options.draft = true;
	options.message = options.severity = options.status = NULL;
	if (incident_draft(pool, &options, &path) != EXIT_DONE)
		return false;
	stages_say(&probing->stages, pool_printf(pool, "%s: %s, for somebody to look at: without \"draft: true\" it is published\n", path,
	    options.dry_run ? "would be drafted" : "drafted"));
	return true;
}

bool
draft_incidents(struct probing *probing)
{
	const struct site *site = probing->stages.site;
	struct findings *unsaid = findings_new(probing->pool); /* check says it */
	const struct view *view = view_new(probing->pool, unsaid, site, site->config->language.s);
	const struct probelog *log = probelog_read(probing->pool, unsaid, site->directory, site->registers, site->now, site->jobs);
	bool all = true;

	for (size_t i = 0; i < site->registers->services.count; i++) {
		const struct service *service = &REGISTER_ITEMS(site->registers->services, struct service)[i];
		enum state state;
		int64_t began;

		if (!service->component.span.source || is_spoken_of(site, service))
			continue;
		state = confirmed_state(probing->pool, probelog_of(log, service), service, site->now, &began);
		if (state != STATE_OPERATIONAL)
			all &= draft(probing, view, service, state, began);
	}
	return all;
}
