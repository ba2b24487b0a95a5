/* The site as it is while it is written: which edition is shown, and what is found in it. */
#include "command/live_parts.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "command/stages.h"
#include "report/baseline.h"
#include "report/report.h"
#include "serve/editor.h"
#include "serve/watch.h"

static void
release(void *data)
{
	struct live *live = data;

	edition_free(live->newer);
	edition_free(live->good);
	g_free(live->report);
	g_free(live->said);
	g_free(live->summary);
	g_free(live->problem);
}

/* What only pages of this server know. */
static void
make_token(struct live *live)
{
	for (size_t i = 0; i < LIVE_TOKEN_BYTES; i++)
		g_snprintf(live->token + 2 * i, 3, "%02x", (unsigned)g_random_int_range(0, 256));
}

struct live *
live_new(struct pool *pool, const struct options *options, const char *directory)
{
	struct live *live = pool_adopt(pool, pool_new0(pool, struct live), release);

	live->options = options;
	live->directory = directory;
	live->editor = editor_choose(g_getenv("VISUAL"), g_getenv("EDITOR"));
	live->report = g_strdup("{\"findings\": []}");
	live->summary = g_strdup("");
	live->problem = g_strdup("");
	make_token(live);
	return live;
}

void
live_attach(struct live *live, struct http *http)
{
	live->http = http;
}

/* ---- findings ---- */

/* Takes out what was found the last time, too, wherever it stands by now. */
static void
drop_said(const struct live *live, struct pool *pool, struct findings *findings)
{
	const char *problem;

	if (live->said)
		baseline_apply(baseline_read(pool, source_new(pool, "", live->said, strlen(live->said)), &problem), findings);
}

/* On the terminal, what is new. */
static void
print_findings(struct live *live, struct pool *pool, struct findings *findings, size_t documents)
{
	const struct report_options report = { .documents = documents, .version = SITREP_VERSION,
		.color = options_color(live->options, STDOUT_FILENO), .source = false };
	const char *summary = report_summary(pool, findings, documents), *said = baseline_render(pool, findings), *text;

	drop_said(live, pool, findings);
	text = report_render(pool, FORMAT_TEXT, findings, &report);
	stages_print(text);
	if (!live->options->quiet && (*text || strcmp(summary, live->summary) != 0))
		fprintf(stderr, "%s\n", summary);
	g_free(live->said);
	live->said = g_strdup(said);
	g_free(live->summary);
	live->summary = g_strdup(summary);
}

/* What was found until now, on the pages, and on the terminal when it is all. */
static void
say_findings(struct live *live, const struct edition *edition)
{
	struct pool *pool = pool_new();
	struct findings *findings = edition_findings(pool, edition);
	const size_t documents = edition_site(edition)->document_count;
	const struct report_options options = { .documents = documents, .version = SITREP_VERSION };

	g_free(live->report);
	live->report = g_strdup(report_render(pool, FORMAT_JSON, findings, &options));
	if (edition_is_done(edition))
		print_findings(live, pool, findings, documents);
	pool_free(pool);
	live_tell_state(live);
}

static void
say_problem(struct live *live, const char *problem)
{
	if (*problem && strcmp(problem, live->problem) != 0)
		stages_fail("%s", problem);
	g_free(live->problem);
	live->problem = g_strdup(problem);
	live_tell_state(live);
}

/* ---- editions ---- */

struct edition *
live_shown(const struct live *live)
{
	return live->newer && !live->newer_has_errors ? live->newer : live->good;
}

/* The newest can't be shown: the good one is again as it was when it was found to be good. */
static void
fall_back(struct live *live)
{
	live->newer_has_errors = true;
	if (live->good)
		edition_restore(live->good);
}

/* What has been shown without an error until now is good enough to go back to. */
static void
keep_newer(struct live *live)
{
	if (!live->newer || live->newer_has_errors)
		return;
	edition_free(live->good);
	live->good = live->newer;
	live->newer = NULL;
}

static void
take_newer(struct live *live, struct edition *edition)
{
	edition_free(live->newer);
	live->newer = edition;
	live->newer_has_errors = false;
	live->is_settled = false;
	if (edition_has_errors(edition))
		fall_back(live);
	say_findings(live, edition);
}

bool
live_reload(struct live *live)
{
	struct pool *pool = pool_new();
	const char *problem = "";
	struct edition *edition = edition_load(pool, live->options, live->directory, &problem);

	keep_newer(live);
	if (edition)
		take_newer(live, edition);
	else
		fall_back(live);
	say_problem(live, edition ? "" : problem);
	live_tell_version(live);
	pool_free(pool);
	return edition != NULL;
}

/* All is known of the newest.  Without any good one it stays, for its findings and templates. */
static void
settle(struct live *live)
{
	live->is_settled = true;
	say_findings(live, live->newer);
	if (edition_has_errors(live->newer))
		fall_back(live);
	keep_newer(live);
	if (live->good) {
		edition_free(live->newer);
		live->newer = NULL;
	}
	live_tell_version(live);
}

bool
live_work(struct live *live)
{
	if (!live->newer || live->is_settled)
		return false;
	if (!edition_work(live->newer))
		settle(live);
	return true;
}

bool
live_replace(struct live *live, const char *path)
{
	struct edition *edition = live_shown(live);

	if (!edition || live->newer_has_errors || !edition_replace(edition, path))
		return false;
	live_tell_version(live);
	return true;
}

void
live_touch(struct live *live)
{
	live->touched++;
}

/* What others last answered, whoever asked them. */
static void
watch_upstreams(const struct live *live, struct watch_files *watch)
{
	struct pool *pool = pool_new();
	const char *file = upstreams_file(pool, live->directory);

	if (file)
		watch_add(watch, file);
	pool_free(pool);
}

void
live_watch_others(const struct live *live, struct watch_files *watch)
{
	const struct edition *edition = live->newer ? live->newer : live->good;
	const struct alerts *alerts = edition ? edition_site(edition)->alerts : NULL;

	for (size_t i = 0; alerts && i < alerts->source_count; i++) {
		g_autofree char *path = g_canonicalize_filename(alerts->sources[i]->path, live->directory);

		if (!g_str_has_prefix(path, live->directory))
			watch_add(watch, path);
	}
	if (edition && upstreams_are_named(edition_site(edition)->registers))
		watch_upstreams(live, watch);
}
