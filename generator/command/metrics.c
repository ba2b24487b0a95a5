#include "command/metrics.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "command/metrics_text.h"
#include "command/progress.h"
#include "command/stages.h"
#include "render/maturity.h"
#include "render/metrics.h"

/* ---- the period ---- */

static bool
read_instant(const struct site *site, const char *option, const char *text, int64_t *at)
{
	struct stamp stamp;
	const char *problem = NULL;

	if (!text)
		return true;
	if (!stamp_read(text, strlen(text), site->config->zone, &stamp, &problem)) {
		stages_fail("%s: \"%s\" is no time: %s", option, text, problem);
		return false;
	}
	*at = stamp.at;
	return true;
}

/* With --until alone, as long before it as is usual before now. */
static bool
read_period(const struct stages *stages, struct metrics_period *period)
{
	const struct options *options = stages->options;

	*period = metrics_default_period(stages->site);
	if (!read_instant(stages->site, "--until", options->until, &period->until))
		return false;
	if (options->until)
		period->from = metrics_month(stages->site->config, period->until - 1, -11);
	if (!read_instant(stages->site, "--from", options->from, &period->from))
		return false;
	if (period->from < period->until)
		return true;
	stages_fail("--from must be before --until");
	return false;
}

/* ---- the command ---- */

static const char *
as_json(struct pool *pool, const struct view *view, const struct metrics *metrics)
{
	return metrics_json(pool, view, metrics);
}

static const char *
as_csv(struct pool *pool, const struct view *view, const struct metrics *metrics)
{
	(void)view;
	return metrics_csv(pool, metrics);
}

static const struct {
	const char *name;
	const char *(*render)(struct pool *pool, const struct view *view, const struct metrics *metrics);
} formats[] = {
	{ "text", metrics_text },
	{ "json", as_json },
	{ "csv", as_csv },
};

static int
print_metrics(struct stages *stages, const struct view *view, const char *format)
{
	struct metrics_period period;

	if (!read_period(stages, &period))
		return EXIT_FAILED;
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (strcmp(formats[i].name, format) == 0)
			return stages_print(formats[i].render(stages->pool, view, metrics_of_site(stages->pool, stages->site, period))) ? EXIT_DONE : EXIT_FAILED;
	g_assert_not_reached();
}

static int
print_maturity(struct stages *stages, const struct view *view, const char *format)
{
	const bool json = strcmp(format, "json") == 0;

	if (!json && strcmp(format, "text") != 0)
		return stages_fail("metrics: --maturity is printed as text or json, not as %s", format);
	if (stages->options->from || stages->options->until)
		return stages_fail("metrics: --maturity is about now, and takes neither --from nor --until");
	return stages_print(json ? maturity_json(stages->pool, view) : maturity_text(stages->pool, view)) ? EXIT_DONE : EXIT_FAILED;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *format = options->format ? options->format : "text";
	struct stages stages;
	const struct view *view;

	if (!stages_load(&stages, pool, options))
		return EXIT_FAILED;
	progress_end(stages.progress);
	view = view_new(pool, stages.findings, stages.site, "en");
	return options->maturity ? print_maturity(&stages, view, format) : print_metrics(&stages, view, format);
}

static const char *const taken[] = { "from", "until", "maturity", NULL };

const struct command command_metrics = {
	.name = "metrics",
	.summary = "how long incidents took, how many there were, uptime and error budgets",
	.description = "Without --from and --until: this month so far, and the eleven before it. What began at --until\n"
	               "or later does not count.\n"
	               "JSON: {\"from\", \"until\", \"incidents\", \"measures\": [{\"id\", \"definition\", \"n\", \"median_seconds\",\n"
	               "\"p90_seconds\", \"mean_seconds\"}], \"by_severity\", \"by_service\", \"by_month\", \"detected_by\", \"uptime\"},\n"
	               "null where unknown; with --maturity {\"at\", \"items\": [{\"id\", \"group\", \"text\", \"done\", \"have\", \"want\",\n"
	               "\"evidence\", \"guide\", \"documents\"}]}.",
	.options = taken,
	.formats = "text json csv",
	.probelog = true,
	.run = run,
};
