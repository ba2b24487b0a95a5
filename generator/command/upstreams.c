#include "command/upstreams.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "command/progress.h"
#include "net/upstream.h"

static bool
is_mode(const struct options *options, const char *mode)
{
	return options->upstreams && strcmp(options->upstreams, mode) == 0;
}

bool
upstreams_wanted(const struct options *options)
{
	if (!options->upstreams || is_mode(options, "cache") || is_mode(options, "ask") || is_mode(options, "require"))
		return true;
	stages_fail("--upstreams is cache, ask or require, not \"%s\"", options->upstreams);
	return false;
}

bool
upstreams_are_asked(const struct options *options)
{
	return is_mode(options, "ask") || is_mode(options, "require");
}

static void
say_progress(void *data, size_t done, size_t total)
{
	progress_say(data, "asking upstreams", done, total);
}

static void
say_failures(struct stages *stages, const struct upstream_summary *summary)
{
	const struct upstream_failure *failures = summary->failures.items;
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < summary->failures.count; i++)
		g_string_append_printf(text, "upstream: %s: %s\n", failures[i].address, failures[i].why);
	stages_say(stages, text->str);
}

static bool
ask(struct stages *stages)
{
	const struct options *options = stages->options;
	struct upstream_summary summary;
	const char *problem = NULL;
	const struct upstreams *known = upstreams_ask(stages->pool, stages->site, options->offline, say_progress, stages->progress, &summary, &problem);

	progress_end(stages->progress);
	if (!known) {
		stages_fail("--upstreams: %s", problem);
		return false;
	}
	stages->site->upstreams = known;
	say_failures(stages, &summary);
	if (!summary.failures.count || !is_mode(options, "require"))
		return true;
	stages_fail("%zu of %zu upstreams can't be had, and --upstreams=require wants all of them", summary.failures.count, summary.pages);
	return false;
}

/* Nobody should wonder why a state is unknown. */
static void
say_stale(struct stages *stages)
{
	const struct site *site = stages->site;
	const struct service *services = site->registers->services.items;
	size_t count = 0;
	struct upstream_state state;

	for (size_t i = 0; i < site->registers->services.count; i++)
		count += upstream_state(stages->pool, site->upstreams, site->config, &services[i], site->now, &state) && !state.fresh;
	if (count)
		stages_say(stages, pool_printf(stages->pool, "%zu upstream%s no answer that still holds: --upstreams=ask asks\n", count, count == 1 ? " has" : "s have"));
}

bool
upstreams_answer(struct stages *stages)
{
	if (upstreams_are_asked(stages->options))
		return ask(stages);
	say_stale(stages);
	return true;
}
