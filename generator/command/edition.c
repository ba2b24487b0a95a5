#include "command/edition.h"

#include <string.h>

#include "base/pool.h"
#include "check/areas.h"
#include "emit/leak.h"
#include "model/link.h"
#include "model/site_replace.h"
#include "render/handbook.h"
#include "render/layouts.h"
#include "render/outputs.h"
#include "render/status.h"

#define DOCUMENT_LIMIT ((size_t)4 << 20)
#define SLICE_MICROSECONDS 4000 /* of work that nobody waits for */

enum left {
	LEFT_STATUS,
	LEFT_REST,
	LEFT_PAGES,
	LEFT_NOTHING,
};

struct edition {
	struct pool *pool;
	const struct options *options;
	struct findings *findings; /* not settled */
	struct site *site;
	const struct template_set *templates;
	struct handbook *handbook;
	struct outputs *status, *rest; /* NULL: not made yet */
	size_t tried; /* pages that were rendered to see whether they can be */
	GArray *replaced; /* struct replaced */
};

static bool
load(struct edition *edition, const char *directory, const char **problem)
{
	const struct options *options = edition->options;
	const struct site_options site_options = { .directory = directory, .at = options->at, .drafts = options->drafts,
		.jobs = (unsigned)options->jobs, .history = options->command->history, .probelog = options->command->probelog };

	edition->site = site_load(edition->pool, edition->findings, &site_options, problem);
	if (!edition->site)
		return false;
	link_site(edition->pool, edition->site);
	check_site(edition->pool, edition->site, edition->findings);
	layouts_check_languages(edition->pool, edition->findings, directory, edition->site->config);
	edition->templates = layouts_templates(edition->pool, edition->findings, directory);
	edition->handbook = handbook_open(edition->pool, edition->site, edition->templates, edition->findings);
	return true;
}

struct edition *
edition_load(struct pool *pool, const struct options *options, const char *directory, const char **problem)
{
	struct pool *own = pool_new();
	struct edition *edition = pool_new0(own, struct edition);

	edition->pool = own;
	edition->options = options;
	edition->findings = findings_new(own);
	edition->replaced = pool_adopt_array(own, g_array_new(false, false, sizeof(struct replaced)));
	if (load(edition, pool_strdup(own, directory), problem))
		return edition;
	*problem = pool_strdup(pool, *problem);
	pool_free(own);
	return NULL;
}

void
edition_free(struct edition *edition)
{
	if (edition)
		pool_free(edition->pool);
}

const struct site *
edition_site(const struct edition *edition)
{
	return edition->site;
}

struct findings *
edition_findings(struct pool *pool, const struct edition *edition)
{
	const struct config *config = edition->site->config;
	const struct settlement settlement = { edition->site->now, edition->options->due, config->settings, config->setting_count };
	struct findings *findings = findings_new(pool);

	findings_take(findings, edition->findings);
	findings_settle(findings, &settlement);
	return findings;
}

bool
edition_has_errors(const struct edition *edition)
{
	struct pool *pool = pool_new();
	const struct findings *findings = edition_findings(pool, edition);
	const bool strict = edition->options->strict && findings_count(findings, LEVEL_WARNING);
	const bool has_errors = findings_count(findings, LEVEL_ERROR) || strict;

	pool_free(pool);
	return has_errors;
}

/* ---- what is made when it is asked for ---- */

static void
make_status(struct edition *edition)
{
	edition->status = outputs_new(edition->pool, edition->findings);
	status_render(edition->pool, edition->site, edition->templates, edition->findings, edition->status);
	leak_check(edition->pool, edition->site, edition->status, edition->findings);
}

static void
make_rest(struct edition *edition)
{
	size_t count;

	edition->rest = outputs_new(edition->pool, edition->findings);
	handbook_rest(edition->handbook, edition->findings, edition->rest);
	outputs_list(edition->rest, &count);
}

static bool
print_page(struct edition *edition, size_t number, GString *out)
{
	struct pool *pool = pool_new();
	struct template_failure failure;
	const bool printed = handbook_page(pool, edition->handbook, number, out, &failure);

	if (!printed)
		template_failure_report(edition->findings, &failure);
	pool_free(pool);
	return printed;
}

static bool
print_output(const struct outputs *outputs, const char *path, GString *out)
{
	const struct output *output = outputs_find(outputs, path);

	if (output && output->bytes)
		g_string_append_len(out, output->bytes, (gssize)output->size);
	return output && output->bytes;
}

bool
edition_has_page(const struct edition *edition, const char *path)
{
	return handbook_page_find(edition->handbook, path) != SIZE_MAX;
}

bool
edition_page(struct edition *edition, const char *path, GString *out)
{
	const size_t number = handbook_page_find(edition->handbook, path);

	if (number != SIZE_MAX)
		return print_page(edition, number, out);
	if (g_str_has_prefix(path, "status/")) {
		if (!edition->status)
			make_status(edition);
		return print_output(edition->status, path, out);
	}
	if (!edition->rest)
		make_rest(edition);
	return print_output(edition->rest, path, out);
}

/* ---- what is found out meanwhile ---- */

static enum left
what_is_left(const struct edition *edition)
{
	if (!edition->status)
		return LEFT_STATUS;
	if (!edition->rest)
		return LEFT_REST;
	return edition->tried < handbook_page_count(edition->handbook) ? LEFT_PAGES : LEFT_NOTHING;
}

static void
try_pages(struct edition *edition)
{
	const int64_t end = g_get_monotonic_time() + SLICE_MICROSECONDS;
	g_autoptr(GString) out = g_string_new(NULL);

	while (edition->tried < handbook_page_count(edition->handbook) && g_get_monotonic_time() < end) {
		print_page(edition, edition->tried++, out);
		g_string_truncate(out, 0);
	}
}

bool
edition_work(struct edition *edition)
{
	switch (what_is_left(edition)) {
	case LEFT_STATUS:
		make_status(edition);
		break;
	case LEFT_REST:
		make_rest(edition);
		break;
	case LEFT_PAGES:
		try_pages(edition);
		break;
	case LEFT_NOTHING:
		return false;
	}
	return true;
}

bool
edition_is_done(const struct edition *edition)
{
	return what_is_left(edition) == LEFT_NOTHING;
}

/* ---- one document ---- */

bool
edition_replace(struct edition *edition, const char *path)
{
	const char *problem = NULL;
	const struct source *source;
	struct replaced replaced;
	g_autofree char *full = g_build_filename(edition->site->directory, path, NULL);

	if (g_file_test(full, G_FILE_TEST_IS_SYMLINK) || !document_find(edition->site, path))
		return false;
	source = source_read(edition->pool, edition->site->directory, path, DOCUMENT_LIMIT, &problem);
	if (!source || !site_replace(edition->pool, edition->site, source, &replaced))
		return false;
	g_array_append_val(edition->replaced, replaced);
	handbook_refresh(edition->handbook, replaced.place);
	return true;
}

void
edition_restore(struct edition *edition)
{
	for (guint i = edition->replaced->len; i > 0; i--) {
		const struct replaced *replaced = &g_array_index(edition->replaced, struct replaced, i - 1);

		site_restore(replaced);
		handbook_refresh(edition->handbook, replaced->place);
	}
	g_array_set_size(edition->replaced, 0);
}

bool
edition_render(const struct edition *edition, const char *layout, const struct data *data, GString *out)
{
	struct template_failure failure;

	return template_render(edition->templates, layout, data, NULL, out, &failure);
}
