#include "command/build.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "check/areas.h"
#include "command/progress.h"
#include "command/stages.h"
#include "emit/emit.h"
#include "emit/leak.h"
#include "render/data_json.h"
#include "render/handbook.h"
#include "render/layouts.h"
#include "render/outputs.h"
#include "render/status.h"

static int
dump(const struct stages *stages, const struct template_set *templates)
{
	const char *page = stages->options->dump;
	const struct data *data = (g_str_has_prefix(page, "status/") ? status_data : handbook_data)(stages->pool, stages->site, templates,
	    stages->findings, page);
	g_autoptr(GString) text = g_string_new(NULL);

	progress_end(stages->progress);
	if (!data)
		return stages_fail("--dump: there is no page \"%s\"; pages are named as below the output folder: handbook/index.html", page);
	data_write_json(data, text);
	g_string_append_c(text, '\n');
	return stages_print(text->str) ? EXIT_DONE : EXIT_FAILED;
}

static void
say_emission(const struct options *options, const char *directory, const struct emission *emission)
{
	if (!options->quiet)
		fprintf(stderr, "%s: %zu files written, %zu unchanged, %zu removed\n", directory,
		    emission->written, emission->unchanged, emission->removed);
}

static int
emit(const struct stages *stages, struct outputs *outputs, const char *directory, struct memo *memo)
{
	struct emission emission = { 0 };
	const char *problem = NULL;

	if (!emit_outputs(stages->pool, outputs, directory, &emission, &problem))
		return stages_fail("%s; %s is as it was", problem, directory);
	say_emission(stages->options, directory, &emission);
	stages_keep(stages, memo, EXIT_DONE, emission.written + emission.unchanged);
	return EXIT_DONE;
}

/* The same as the last time, which is all there still. */
static int
repeat(const struct options *options, const char *directory, const struct memory *memory)
{
	if (!stages_repeat(memory))
		return EXIT_FAILED;
	if (memory->status == EXIT_DONE)
		say_emission(options, directory, &(struct emission){ .unchanged = memory->files });
	return memory->status;
}

static void
render(const struct stages *stages, const struct template_set *templates, struct outputs *outputs)
{
	progress_say(stages->progress, "rendering the handbook", 0, 0);
	handbook_render(stages->pool, stages->site, templates, stages->findings, outputs);
	progress_say(stages->progress, "rendering the status page", 0, 0);
	status_render(stages->pool, stages->site, templates, stages->findings, outputs);
	leak_check(stages->pool, stages->site, outputs, stages->findings);
}

/* The output folder: -o from where the user stands, else public/ in the site. */
static const char *
output_folder(struct pool *pool, const struct options *options, const char *site)
{
	return options->output ? options->output : pool_printf(pool, "%s/public", site);
}

static int
build(struct pool *pool, const struct options *options, const char *directory, struct memo *memo)
{
	struct stages stages;
	const struct template_set *templates;
	struct outputs *outputs;
	const char *problem = NULL;
	int status;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	if (!emit_may_replace(pool, directory, stages.site->directory, &problem))
		return stages_fail("%s", problem);

	check_site(pool, stages.site, stages.findings);
	layouts_check_languages(pool, stages.findings, stages.site->directory, stages.site->config);
	templates = layouts_templates(pool, stages.findings, stages.site->directory);
	if (options->dump)
		return dump(&stages, templates);
	outputs = outputs_new(pool, stages.findings);
	render(&stages, templates, outputs);

	status = stages_report(&stages);
	if (status == EXIT_DONE)
		return emit(&stages, outputs, directory, memo);
	if (status == EXIT_FINDINGS)
		stages_say(&stages, pool_printf(pool, "nothing was built: %s is as it was\n", directory));
	stages_keep(&stages, memo, status, 0);
	return status;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *site = stages_find_site(pool, options), *directory;
	struct memory memory;
	struct memo *memo;

	if (!site)
		return EXIT_FAILED;
	directory = output_folder(pool, options, site);
	memo = memo_open(pool, options, site, directory);
	if (memo_recall(memo, &memory))
		return repeat(options, directory, &memory);
	return build(pool, options, directory, memo);
}

static const char *const taken[] = { "output", "drafts", "dump", "strict", "due", "baseline", NULL };

const struct command command_build = {
	.name = "build",
	.summary = "check, then render the handbook and the status page",
	.description = "The site is rendered to DIR/handbook/ and DIR/status/, as a whole or not at all: with a\n"
	               "finding at error level nothing is replaced. DIR must be empty, absent, or made by an\n"
	               "earlier build.",
	.options = taken,
	.formats = FINDING_FORMATS,
	.history = NEEDS_HISTORY_OF_FILES,
	.run = run,
};
