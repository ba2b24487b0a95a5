#include "command/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/pool.h"
#include "check/areas.h"
#include "command/progress.h"
#include "emit/leak.h"
#include "report/baseline.h"
#include "report/excerpt.h"
#include "report/report.h"

/* All that can be found without rendering. */
static void
find_all(struct stages *stages)
{
	const struct config *config = stages->site->config;
	const struct settlement settlement = { stages->site->now, false, config->settings, config->setting_count };

	progress_end(stages->progress);
	check_site(stages->pool, stages->site, stages->findings);
	leak_check(stages->pool, stages->site, NULL, stages->findings);
	findings_settle(stages->findings, &settlement);
	stages->secrets = secrets_find(stages->pool, stages->findings);
}

/* Findings are known again by their text, not by their line, as in a baseline: one is made of what was wrong before. */
static bool
leave_out_old(struct stages *new, const struct stages *old)
{
	const char *text = baseline_render(old->pool, old->findings), *problem = NULL;
	struct baseline *baseline = baseline_read(new->pool, source_new(new->pool, "what was found before", text, strlen(text)), &problem);

	if (baseline)
		baseline_apply(baseline, new->findings);
	else
		stages_fail("%s", problem);
	return baseline != NULL;
}

static bool
is_serious(const struct finding *finding, void *data)
{
	(void)data;
	return finding->level >= LEVEL_WARNING;
}

static const char *
render(const struct stages *stages)
{
	const struct report_options report = {
		.documents = stages->site->document_count,
		.source = isatty(STDERR_FILENO),
		.color = options_color(stages->options, STDERR_FILENO),
		.width = options_width(STDERR_FILENO),
		.version = SITREP_VERSION,
		.secrets = stages->secrets,
	};

	return report_render(stages->pool, FORMAT_TEXT, stages->findings, &report);
}

bool
trial_make(struct trial *trial, struct stages *site, const struct source *const *documents, size_t count)
{
	*trial = (struct trial){ .text = "" };
	find_all(site);
	if (!stages_load_unsaved(&trial->site, site->pool, site->options, documents, count))
		return false;
	find_all(&trial->site);
	if (!leave_out_old(&trial->site, site))
		return false;
	findings_filter(trial->site.findings, is_serious, NULL);
	trial->errors = findings_count(trial->site.findings, LEVEL_ERROR);
	trial->text = render(&trial->site);
	return true;
}

int
trial_lock(const char *site)
{
	const char *const folders[] = { "content", "." };
	int folder = open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC), lock = -1;

	for (size_t i = 0; i < 2 && folder >= 0 && lock < 0; i++)
		lock = openat(folder, folders[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder >= 0)
		close(folder);
	while (lock >= 0 && flock(lock, LOCK_EX) != 0 && errno == EINTR)
		;
	return lock;
}

void
trial_release(int lock)
{
	if (lock >= 0)
		close(lock);
}
