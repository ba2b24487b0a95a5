#include "command/incident.h"

#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/rewrite.h"
#include "base/text.h"
#include "base/time.h"
#include "command/draft.h"
#include "command/incident_parts.h"
#include "command/progress.h"
#include "read/yaml.h"

/* What one update may weigh. */
#define WORDS_LIMIT ((size_t)1 << 20)

/* How often an editor may save at the wrong moment. */
#define TRIES 10

static const char *const verbs[VERB_COUNT] = { "open", "update", "resolve" };

static int
find_verb(const char *word, enum verb *verb)
{
	for (*verb = 0; *verb < VERB_COUNT; (*verb)++)
		if (strcmp(word, verbs[*verb]) == 0)
			return EXIT_DONE;
	return stages_unknown("verb", word, text_nearest(word, verbs, VERB_COUNT), "incident takes open, update and resolve");
}

/* -m: the text itself, or all of standard input.  Read before anybody else is kept waiting. */
static bool
read_words(struct run *run)
{
	g_autoptr(GString) text = g_string_new(NULL);
	char buffer[4096];
	size_t got;

	run->given = run->options->message;
	if (!run->given || strcmp(run->given, "-") != 0)
		return true;
	while (text->len <= WORDS_LIMIT && (got = fread(buffer, 1, sizeof(buffer), stdin)) > 0)
		g_string_append_len(text, buffer, (gssize)got);
	if (ferror(stdin) || text->len > WORDS_LIMIT || !text_is_clean(text->str, text->len, NULL))
		return stages_fail("standard input: %s", ferror(stdin) ? "can't be read" : text->len > WORDS_LIMIT ? "is larger than an update may be" : "is no text in UTF-8") == EXIT_DONE;
	run->given = pool_strndup(run->pool, text->str, text->len);
	return true;
}

/* ---- a new incident ---- */

/* Which components it is about: those that its first update names. */
static void
append_components(const struct run *run, GString *text)
{
	for (size_t i = 0; i < run->amendment.affect_count; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "components: [", run->amendment.affects[i].service->id.s);
	g_string_append(text, run->amendment.affect_count ? "]\n" : "");
}

static const char *
write_new(const struct run *run)
{
	const struct config *config = run->stages.site->config;
	g_autoptr(GString) text = g_string_new("---\n");

	g_string_append_printf(text, "title: %s\n", yaml_scalar(run->pool, run->title));
	if (run->severity)
		g_string_append_printf(text, "severity: %s\n", yaml_scalar(run->pool, run->severity->id.s));
	append_components(run, text);
	if (run->options->draft)
		g_string_append(text, "draft: true\n");
	g_string_append_printf(text, "started: %s\n---\n\n%s",
	    run->options->began ? run->options->began : time_format(run->pool, config->zone, run->amendment.at), amend_text(run->pool, config, &run->amendment));
	return pool_strndup(run->pool, text->str, text->len);
}

static const struct kind *
incident_kind(const struct kinds *kinds)
{
	const struct kind *kind = kind_find(kinds, "incident");

	for (size_t i = 0; i < kinds->count && !kind; i++)
		if (kinds->items[i]->role == ROLE_INCIDENT)
			kind = kinds->items[i];
	return kind;
}

static bool
make_new(struct run *run)
{
	const struct site *site = run->stages.site;
	const struct kind *kind = incident_kind(site->kinds);
	const char *slug = kind ? draft_slug(run->pool, kind, run->options->arguments[1]) : "", *text, *path;

	if (!kind)
		return stages_fail("this site has no kind of documents that are incidents") == EXIT_DONE;
	if (!*slug)
		return stages_fail("\"%s\" gives no name for a file; use letters and digits", run->options->arguments[1]) == EXIT_DONE;
	if (without_day(slug) == slug)
		path = draft_path(run->pool, kind, pool_printf(run->pool, "%s-%s", time_format_date(run->pool, site->config->zone, run->amendment.at), slug));
	else
		path = draft_path(run->pool, kind, slug);
	if (document_find(site, path))
		return stages_fail("%s: is there already; 'sitrep incident update %s' adds to it", path, without_day(slug)) == EXIT_DONE;
	text = write_new(run);
	run->document = source_new(run->pool, path, text, strlen(text));
	return true;
}

/* ---- one that is there ---- */

static bool
make_amended(struct run *run)
{
	const struct source *was = run->incident->document->source;
	struct amended amended;
	const char *problem;

	if (!incident_amend(run->pool, run->stages.site->config, run->incident, &run->amendment, &amended, &problem))
		return stages_fail("%s: %s", was->path, problem) == EXIT_DONE;
	run->document = source_new(run->pool, was->path, amended.bytes, amended.size);
	return true;
}

/* ---- before it is written ---- */

/* The document in its site: what would be wrong is said, and what was not meant. */
static int
try(struct run *run)
{
	const struct document *document;

	if (!trial_make(&run->trial, &run->stages, &run->document, 1))
		return EXIT_FAILED;
	document = document_find(run->trial.site.site, run->document->path);
	run->after = document ? incident_of(run->trial.site.site, document) : NULL;
	if (!run->after || !amended_well(run->incident, run->after, &run->amendment))
		return stages_fail("%s: nothing was written: the update would not be read as it is meant; a heading in its words, or a block of code or a comment "
		                   "that is never closed, there or in the document, changes what is around it", run->document->path);
	fputs(run->trial.text, stderr);
	if (!run->trial.errors)
		return EXIT_DONE;
	stages_fail("%s: nothing was written", run->document->path);
	return EXIT_FINDINGS;
}

static bool
save(const struct run *run, const char **problem)
{
	const char *directory = run->stages.site->directory;

	if (run->options->dry_run)
		return true;
	if (run->incident)
		return file_replace(directory, run->incident->document->source, run->document->bytes, run->document->size, problem);
	return file_create(directory, run->document->path, run->document->bytes, run->document->size, problem);
}

static bool
load(struct run *run)
{
	if (!stages_load(&run->stages, run->pool, run->options))
		return false;
	progress_end(run->stages.progress);
	run->view = view_new(run->pool, run->stages.findings, run->stages.site, run->stages.site->config->language.s);
	if (run->verb != VERB_OPEN)
		run->incident = find_incident(run->pool, run->stages.site, run->options->arguments[1], true);
	run->title = run->options->title;
	if (!run->title)
		run->title = run->incident ? run->incident->document->title.s : draft_title(run->pool, without_day(text_slug(run->pool, run->options->arguments[1])));
	return run->verb == VERB_OPEN || run->incident;
}

/* Once through everything, but the writing. */
static int
prepare(struct run *run)
{
	if (!load(run) || !ask(run) || !find_words(run) || !(run->incident ? make_amended(run) : make_new(run)))
		return EXIT_FAILED;
	return try(run);
}

/* Where an editor saved the document meanwhile, the update is added to what it saved. */
static int
write_update(struct run *run)
{
	const struct run fresh = *run;
	const char *problem = NULL;

	for (int tries = 0; tries < TRIES; tries++) {
		int status;

		*run = fresh;
		status = prepare(run);
		if (status != EXIT_DONE)
			return status;
		if (save(run, &problem))
			return run->options->draft || stages_print(print_outcome(run)) ? EXIT_DONE : EXIT_FAILED;
		if (problem != file_has_changed)
			break;
	}
	return stages_fail("%s: nothing was written: %s", run->document->path, problem);
}

static int
run(struct pool *pool, const struct options *options)
{
	struct run run = { .pool = pool, .options = options };
	const char *site;
	int lock, status;

	if (find_verb(options->arguments[0], &run.verb) != EXIT_DONE || !read_words(&run))
		return EXIT_FAILED;
	site = stages_find_site(pool, options);
	if (!site)
		return EXIT_FAILED;
	lock = options->dry_run ? -1 : trial_lock(site);
	status = write_update(&run);
	trial_release(lock);
	if (status == EXIT_DONE && options->dry_run && !options->quiet)
		fputs("nothing was written\n", stderr);
	return status;
}

int
incident_draft(struct pool *pool, const struct options *options, const char **path)
{
	struct run run = { .pool = pool, .options = options, .verb = VERB_OPEN };
	const char *site = stages_find_site(pool, options);
	const int lock = site && !options->dry_run ? trial_lock(site) : -1;
	const int status = site ? write_update(&run) : EXIT_FAILED;

	trial_release(lock);
	*path = run.document ? run.document->path : NULL;
	return status;
}

static const char *const taken[] = { "status", "affects", "message", "title", "severity", "dry-run", NULL };

const struct command command_incident = {
	.name = "incident",
	.arguments = "open|update|resolve SLUG",
	.summary = "open an incident, write an update, or end it: what customers read, in one command",
	.description = "open makes a new document; update and resolve find one by its id, with or without the\n"
	               "day, or by a part of it or of its title; maintenance as well. Without -m the words\n"
	               "come from templates: in site.yaml, without --status an update has the last one's. Printed\n"
	               "are what the status page will say, when the next update is due, and the one commit.\n"
	               "--at is when the update was made. What check would call an error, or what must not go\n"
	               "out, is refused.",
	.options = taken,
	.values = "open update resolve",
	.least = 2,
	.most = 2,
	.run = run,
};
