#include "command/links.h"

#include <glib.h>
#include <stdint.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/signals.h"
#include "check/areas.h"
#include "command/progress.h"
#include "command/stages.h"
#include "net/links.h"
#include "read/cache_folder.h"

/* Findings of other rules are the business of check, but for those by which a file's links are not known. */
static bool
is_about_links(const struct finding *finding, void *data)
{
	(void)data;
	return finding->rule == RULE_LINK_EXTERNAL || finding->rule == RULE_LINK_MOVED || stages_is_of_lost_file(finding);
}

static void
say_progress(void *data, size_t done, size_t total)
{
	progress_say(data, "links", done, total);
}

static const char *
cache_file(struct pool *pool, const char *site)
{
	const char *folder = cache_folder(pool, site);

	return folder ? pool_printf(pool, "%s/links.json", folder) : NULL;
}

static void
append_count(GString *text, size_t count, const char *what)
{
	if (count > 0)
		g_string_append_printf(text, ", %zu %s", count, what);
}

static void
say_summary(struct stages *stages, const struct links_summary *summary)
{
	const struct link_doubt *doubts = summary->doubts.items;
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < summary->doubts.count; i++)
		g_string_append_printf(text, "%s: unclear: %s: %s\n", span_place(stages->pool, doubts[i].span), doubts[i].address, doubts[i].why);
	g_string_append_printf(text, "%zu addresses: %zu asked", summary->addresses, summary->asked);
	append_count(text, summary->cached, "known from an earlier run");
	append_count(text, summary->ignored, "ignored");
	append_count(text, summary->inside, "inside the network");
	append_count(text, summary->doubts.count, "unclear");
	g_string_append_c(text, '\n');
	if (summary->forgotten)
		g_string_append(text, "the answers could not be kept: the next run can't tell trouble that lasts from trouble that passes\n");
	progress_end(stages->progress);
	stages_say(stages, text->str);
}

static bool
is_interrupted(void *data)
{
	return signals_read(*(const int *)data);
}

static int
fail_interrupted(struct stages *stages, const struct links_summary *summary)
{
	progress_end(stages->progress);
	return stages_fail("links: interrupted; %zu of %zu addresses were asked, and good answers are kept", summary->asked, summary->addresses);
}

static int
run(struct pool *pool, const struct options *options)
{
	int signals = signals_open(); /* before there are threads that could be given one */
	struct links_options links = { .inside = options->inside, .fresh = options->fresh, .offline = options->offline, .progress = say_progress,
		.is_stopped = is_interrupted, .stop_data = &signals };
	struct links_summary summary;
	struct stages stages;
	const char *problem;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	check_site(pool, stages.site, stages.findings); /* for the excuses that documents hold */
	links.cache = cache_file(pool, stages.site->directory);
	links.progress_data = stages.progress;
	if (!links_ask(pool, stages.site, stages.findings, &links, &summary, &problem)) {
		progress_end(stages.progress);
		return stages_fail("links: %s", problem);
	}
	if (summary.stopped)
		return fail_interrupted(&stages, &summary);
	say_summary(&stages, &summary);
	stages.only = is_about_links;
	return stages_report(&stages);
}

static const char *const taken[] = { "strict", "changed-since", "inside", "fresh", "offline", NULL };

const struct command command_links = {
	.name = "links",
	.arguments = "[PATH…]",
	.summary = "ask whether the addresses that lead outside of the site still answer",
	.description = "Each address is asked once; a good answer holds for a day.  What is gone or has moved for\n"
	               "good is a finding at the link; what may pass by itself (no answer, 429, 5xx) is told on\n"
	               "standard error, and a finding only when it has lasted for a week.  links: in site.yaml\n"
	               "says which hosts are left alone, want a login, or lie inside; network: how hosts are\n"
	               "reached.",
	.options = taken,
	.formats = FINDING_FORMATS,
	.values = VALUES_FILES,
	.most = SIZE_MAX,
	.run = run,
};
