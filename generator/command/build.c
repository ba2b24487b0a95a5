#include "command/build.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/hash.h"
#include "base/pool.h"
#include "check/areas.h"
#include "command/progress.h"
#include "command/stages.h"
#include "command/upstreams.h"
#include "emit/emit.h"
#include "emit/known.h"
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

/* ---- outputs, as soon as they are there ---- */

struct target {
	struct leak *leak;
	struct stage *stage;
	const struct known *known;
	uint64_t sought; /* the digest of what the leak check looks for */
};

/* A page is known for what it is made from, and that nothing internal was in it. */
static uint64_t
digest_of(const struct target *target, const struct output *output)
{
	const uint64_t parts[] = { output->digest, target->sought };

	return output->digest ? hash_bytes(parts, sizeof(parts)) : 0;
}

static bool
has(void *data, struct output *output)
{
	const struct target *target = data;
	struct stat status;

	output->digest = digest_of(target, output);
	if (!emit_look(target->stage, output->path, &status) || !known_has(target->known, output, &status))
		return false;
	emit_keep(target->stage, output);
	return true;
}

static void
take(void *data, struct output *output)
{
	const struct target *target = data;

	output->digest = leak_search(target->leak, output) ? digest_of(target, output) : 0;
	emit_put(target->stage, output);
}

static int
emit(const struct stages *stages, const struct target *target, struct outputs *outputs, const char *directory, struct memo *memo)
{
	struct emission emission = { 0 };
	const struct output *list;
	const char *problem = NULL;
	size_t count;

	if (!emit_close(target->stage, outputs, &emission, &problem))
		return stages_fail("%s; %s is as it was", problem, directory);
	say_emission(stages->options, directory, &emission);
	list = outputs_list(outputs, &count);
	known_keep(target->known, list, count);
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
render(const struct stages *stages, const struct template_set *templates, const struct target *target, struct outputs *outputs)
{
	const struct outputs_drain drain = { (void *)target, has, take };

	outputs_set_drain(outputs, &drain);
	progress_say(stages->progress, "rendering the handbook", 0, 0);
	handbook_render(stages->pool, stages->site, templates, stages->findings, outputs);
	progress_say(stages->progress, "rendering the status page", 0, 0);
	status_render(stages->pool, stages->site, templates, stages->findings, outputs);
	outputs_set_drain(outputs, NULL);
	leak_tell(target->leak, true, stages->findings);
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
	struct target target;
	struct outputs *outputs;
	const char *problem = NULL;
	int status;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	if (!options->dump && !upstreams_answer(&stages))
		return EXIT_FAILED;
	if (!emit_may_replace(pool, directory, stages.site->directory, &problem))
		return stages_fail("%s", problem);

	check_site(pool, stages.site, stages.findings);
	layouts_check_languages(pool, stages.findings, stages.site->directory, stages.site->config);
	templates = layouts_templates(pool, stages.findings, stages.site->directory);
	if (options->dump)
		return dump(&stages, templates);
	outputs = outputs_new(pool, stages.findings);
	target.leak = leak_new(pool, stages.site);
	target.stage = emit_open(pool, directory);
	target.known = known_open(pool, stages.site->directory, directory);
	target.sought = leak_digest(target.leak);
	render(&stages, templates, &target, outputs);

	status = stages_report(&stages);
	if (status == EXIT_DONE)
		return emit(&stages, &target, outputs, directory, memo);
	if (status == EXIT_FINDINGS)
		stages_say(&stages, pool_printf(pool, "nothing was built: %s is as it was\n", directory));
	stages_keep(&stages, memo, status, 0);
	return status;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *site = upstreams_wanted(options) ? stages_find_site(pool, options) : NULL, *directory;
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

static const char *const taken[] = { "output", "drafts", "dump", "strict", "due", "baseline", "upstreams", "offline", NULL };

const struct command command_build = {
	.name = "build",
	.summary = "check, then render the handbook and the status page",
	.description = "The site is rendered to DIR/handbook/ and DIR/status/, as a whole or not at all: with a\n"
	               "finding at error level nothing is replaced. DIR must be empty, absent, or made by an\n"
	               "earlier build.",
	.options = taken,
	.formats = FINDING_FORMATS,
	.history = NEEDS_HISTORY_OF_FILES,
	.probelog = true,
	.run = run,
};
