#include "command/check.h"

#include <stdint.h>

#include "check/areas.h"
#include "command/fix.h"
#include "command/stages.h"
#include "emit/leak.h"
#include "render/handbook.h"
#include "render/layouts.h"
#include "render/outputs.h"

/* No two pages, files or old addresses may be of one name. */
static void
check_paths(const struct stages *stages)
{
	const struct template_set *templates = layouts_templates(stages->pool, findings_new(stages->pool), stages->site->directory);

	handbook_claim(stages->pool, stages->site, templates, outputs_new(stages->pool, stages->findings));
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *site = stages_find_site(pool, options);
	struct stages stages;
	struct memory memory;
	struct memo *memo;
	bool complete = true;
	int status;

	if (!site || (options->fix && !fix_site(options, &complete)))
		return EXIT_FAILED;
	memo = memo_open(pool, options, site, NULL);
	if (memo_recall(memo, &memory))
		return stages_repeat(&memory) ? memory.status : EXIT_FAILED;
	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	check_site(pool, stages.site, stages.findings);
	layouts_check(pool, stages.findings, stages.site->directory, stages.site->config);
	check_paths(&stages);
	leak_check(pool, stages.site, NULL, stages.findings);
	status = stages_report(&stages);
	stages_keep(&stages, memo, status, 0);
	return complete ? status : EXIT_FAILED;
}

static const char *const taken[] = { "strict", "due", "fix", "changed-since", "baseline", "write-baseline", NULL };

const struct command command_check = {
	.name = "check",
	.arguments = "[PATH…]",
	.summary = "validate everything; write nothing but what --fix repairs",
	.description = "All of the site is checked, its layouts too; with PATH (files or folders, counted from\n"
	               "here or from the site, or rule files beside it) only the findings there\n"
	               "are shown and counted.  --fix repairs those of them that need no decision (typographic\n"
	               "characters and prompts in commands), then shows what is left.",
	.options = taken,
	.formats = FINDING_FORMATS,
	.values = VALUES_FILES,
	.most = SIZE_MAX,
	.history = NEEDS_HISTORY_OF_SERVICES,
	.probelog = true,
	.run = run,
};
