#include "command/fix.h"

#include <stdio.h>

#include "base/pool.h"
#include "base/rewrite.h"
#include "check/areas.h"
#include "command/stages.h"
#include "report/repair.h"

static void
say(const struct options *options, size_t findings, size_t files)
{
	if (options->quiet)
		return;
	if (files == 0)
		fputs("nothing was repaired\n", stderr);
	else
		fprintf(stderr, "%zu %s repaired in %zu %s\n", findings, findings == 1 ? "finding" : "findings", files, files == 1 ? "file" : "files");
}

static void
write_repairs(const struct stages *stages, const struct options *options, bool *complete)
{
	size_t count, files = 0, findings = 0;
	const struct repair *repairs = repairs_make(stages->pool, stages->site, stages->findings, &count);

	*complete = true;
	for (size_t i = 0; i < count; i++) {
		const char *problem;

		if (!file_replace(stages->site->directory, repairs[i].source, repairs[i].bytes, repairs[i].size, &problem)) {
			stages_fail("%s: not repaired, left as it was: %s", repairs[i].source->path, problem);
			*complete = false;
			continue;
		}
		files++;
		findings += repairs[i].count;
	}
	say(options, findings, files);
}

bool
fix_site(const struct options *options, bool *complete)
{
	struct options first = *options;
	struct pool *pool = pool_new();
	struct stages stages;
	bool selected;

	/* What this run has to say is said by the one behind it. */
	first.quiet = true;
	first.write_baseline = NULL;
	selected = stages_load(&stages, pool, &first);
	if (selected) {
		check_site(pool, stages.site, stages.findings);
		selected = stages_select(&stages);
	}
	if (selected)
		write_repairs(&stages, options, complete);
	pool_free(pool);
	return selected;
}
