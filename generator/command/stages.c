#include "command/stages.h"

#include <errno.h>
#include <glib.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pool.h"
#include "command/git.h"
#include "command/progress.h"
#include "model/link.h"
#include "read/discover.h"
#include "report/baseline.h"
#include "report/excerpt.h"
#include "report/report.h"

int
stages_fail(const char *format, ...)
{
	va_list arguments;

	fputs("sitrep: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_FAILED;
}

bool
stages_is_of_lost_file(const struct finding *finding)
{
	return finding->rule == RULE_FRONT_SYNTAX || finding->rule == RULE_DOCUMENT_UNREADABLE || finding->rule == RULE_DOCUMENT_ENCODING;
}

int
stages_unknown(const char *what, const char *name, const char *nearest, const char *otherwise)
{
	if (nearest)
		return stages_fail("there is no %s \"%s\"; did you mean \"%s\"?", what, name, nearest);
	if (otherwise)
		return stages_fail("there is no %s \"%s\"; %s", what, name, otherwise);
	return stages_fail("there is no %s \"%s\"", what, name);
}

bool
stages_print(const char *text)
{
	if (fputs(text, stdout) != EOF && fflush(stdout) == 0)
		return true;
	stages_fail("standard output: %s", g_strerror(errno));
	return false;
}

void
stages_say(struct stages *stages, const char *text)
{
	if (stages->options->quiet)
		return;
	fputs(text, stderr);
	g_string_append(stages->said, text);
}

static void
say_progress(void *data, const char *what, size_t done, size_t total)
{
	progress_say(data, what, done, total);
}

/* -C names the site itself, and not a folder somewhere in one. */
static const char *
named_site(struct pool *pool, const char *folder)
{
	g_autofree char *config = g_build_filename(folder, "site.yaml", NULL);
	g_autofree char *content = g_build_filename(folder, "content", NULL);

	if (g_file_test(config, G_FILE_TEST_EXISTS) || g_file_test(content, G_FILE_TEST_IS_DIR))
		return pool_strdup(pool, folder);
	return NULL;
}

const char *
stages_find_site(struct pool *pool, const struct options *options)
{
	const char *here = file_real_path(pool, options->directory ? options->directory : ".");
	const char *site;

	if (!g_file_test(here, G_FILE_TEST_IS_DIR)) {
		stages_fail("%s: there is no such folder", here);
		return NULL;
	}
	site = options->directory ? named_site(pool, here) : discover_site(pool, here);
	if (!site)
		stages_fail("there is no site here: %s has no site.yaml and no content folder; "
		            "'sitrep init DIR' makes one",
		    here);
	return site;
}

/* Why pages lack the date of their last change, where that could be mended. */
static void
say_history(const struct stages *stages)
{
	static const char *const reasons[] = {
		[HISTORY_KNOWN] = NULL,
		[HISTORY_NONE] = NULL,
		[HISTORY_FAILED] = "git can't be run, or refuses this repository; 'git status' says why",
		[HISTORY_SHALLOW] = "this is a shallow clone; 'git fetch --unshallow' gets the rest of the history",
		[HISTORY_TOO_LONG] = "git took too long to answer",
	};
	const char *reason = reasons[history_state(stages->site->history)];

	if (!reason || stages->options->quiet || stages->options->command->history < NEEDS_HISTORY_OF_FILES)
		return;
	progress_end(stages->progress);
	fprintf(stderr, "pages don't say when they were last changed: %s\n", reason);
}

static void
release_text(void *text)
{
	g_string_free(text, true);
}

bool
stages_load_unsaved(struct stages *stages, struct pool *pool, const struct options *options, const struct source *const *unsaved, size_t count)
{
	const char *problem = NULL;
	struct site_options site_options = { .at = options->at, .drafts = options->drafts, .jobs = (unsigned)options->jobs,
		.progress = say_progress, .history = options->command->history, .probelog = options->command->probelog,
		.unsaved = unsaved, .unsaved_count = count };

	*stages = (struct stages){
		.pool = pool,
		.options = options,
		.findings = findings_new(pool),
		.printed = pool_adopt(pool, g_string_new(NULL), release_text),
		.said = pool_adopt(pool, g_string_new(NULL), release_text),
	};
	stages->progress = progress_new(pool, !options->quiet);
	site_options.progress_data = stages->progress;
	site_options.directory = stages_find_site(pool, options);
	if (!site_options.directory)
		return false;
	stages->site = site_load(pool, stages->findings, &site_options, &problem);
	if (!stages->site) {
		progress_end(stages->progress);
		stages_fail("%s", problem);
		return false;
	}
	link_site(pool, stages->site);
	say_history(stages);
	return true;
}

bool
stages_load(struct stages *stages, struct pool *pool, const struct options *options)
{
	return stages_load_unsaved(stages, pool, options, NULL, 0);
}

/* The rest of a path below a folder, "" for the folder itself, or NULL. */
static const char *
path_below(const char *folder, const char *path)
{
	size_t length = strlen(folder);

	if (strncmp(path, folder, length) != 0)
		return NULL;
	if (path[length] == '/')
		return path + length + 1;
	return path[length] ? NULL : "";
}

/*
 * The path of something in the site as findings write it, or NULL.  A link in the site is
 * meant itself, for that is what a finding is about; else what it leads to.
 */
static const char *
path_in_site(struct pool *pool, const struct site *site, const char *path)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *folder = g_path_get_dirname(absolute);
	g_autofree char *name = g_path_get_basename(absolute);
	const char *inside = path_below(site->directory, pool_printf(pool, "%s/%s", file_real_path(pool, folder), name));

	return inside ? inside : path_below(site->directory, file_real_path(pool, path));
}

static bool
is_there(const char *path)
{
	return g_file_test(path, G_FILE_TEST_IS_SYMLINK) || g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Adds the rule files that something beside the site is or holds; false: there is none. */
static bool
add_rule_files(struct pool *pool, const struct site *site, GPtrArray *paths, const char *path)
{
	const char *real = file_real_path(pool, path);
	const guint before = paths->len;
	size_t count;
	bool complete;
	const char **files = alert_files(pool, NULL, site->config, site->directory, &count, &complete);

	for (size_t i = 0; !path_below(real, site->directory) && i < count; i++)
		if (path_below(real, file_real_path(pool, pool_printf(pool, "%s/%s", site->directory, files[i]))))
			g_ptr_array_add(paths, (void *)files[i]);
	return paths->len > before;
}

/* An argument counts from where the user stands; else, as findings name files, from the site. */
static bool
add_argument(struct pool *pool, const struct site *site, GPtrArray *paths, const char *argument)
{
	const char *from_site = pool_printf(pool, "%s/%s", site->directory, argument);
	const char *const ways[] = { argument, g_path_is_absolute(argument) ? argument : from_site };

	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
		const char *path = is_there(ways[i]) ? path_in_site(pool, site, ways[i]) : NULL;

		if (path)
			g_ptr_array_add(paths, (void *)path);
		if (path || (is_there(ways[i]) && add_rule_files(pool, site, paths, ways[i])))
			return true;
	}
	stages_fail("%s: %s", argument, is_there(argument) ? "is not in the site" : "there is no such file or folder");
	return false;
}

/* Which findings are shown: those in files or folders of a list. */
struct selection {
	const char **paths;
	size_t count;
};

static bool
is_selected(const struct finding *finding, void *data)
{
	const struct selection *selection = data;
	const char *path = finding->span.source ? finding->span.source->path : finding->file;

	for (size_t i = 0; path && i < selection->count; i++) {
		size_t length = strlen(selection->paths[i]);

		if (length == 0 || (strncmp(path, selection->paths[i], length) == 0 && (path[length] == '/' || !path[length])))
			return true;
	}
	return false;
}

static bool
select_paths(struct stages *stages)
{
	const struct options *options = stages->options;
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	struct selection selection;

	for (size_t i = 0; i < options->argument_count; i++)
		if (!add_argument(stages->pool, stages->site, paths, options->arguments[i]))
			return false;
	selection = (struct selection){ (const char **)paths->pdata, paths->len };
	if (selection.count)
		findings_filter(stages->findings, is_selected, &selection);
	return true;
}

/* Whether some of what is checked is beside the site. */
static bool
has_files_beside(const struct site *site)
{
	const struct texts rules = site->config->alerts.rules;

	for (size_t i = 0; i < rules.count; i++)
		if (rules.items[i].s && g_str_has_prefix(rules.items[i].s, "../"))
			return true;
	return false;
}

static bool
select_changed(struct stages *stages)
{
	struct selection selection = { 0 };
	const char *problem = NULL;

	if (!stages->options->changed_since)
		return true;
	selection.paths = git_changed(stages->pool, stages->site->directory, stages->options->changed_since, has_files_beside(stages->site), &selection.count, &problem);
	if (!selection.paths) {
		stages_fail("--changed-since: %s", problem);
		return false;
	}
	stages->changed = selection.paths;
	stages->changed_count = selection.count;
	findings_filter(stages->findings, is_selected, &selection);
	return true;
}

static bool
write_baseline(struct stages *stages)
{
	const char *path = stages->options->write_baseline, *text;
	g_autoptr(GError) error = NULL;

	if (!path)
		return true;
	text = baseline_render(stages->pool, stages->findings);
	if (g_file_set_contents(path, text, -1, &error))
		return true;
	stages_fail("%s: can't be written: %s", path, error->message);
	return false;
}

static bool
apply_baseline(struct stages *stages)
{
	const char *path = stages->options->baseline, *problem = NULL;
	g_autofree char *folder = NULL, *name = NULL;
	const struct source *source;
	struct baseline *baseline;

	if (!path)
		return true;
	folder = g_path_get_dirname(path);
	name = g_path_get_basename(path);
	source = source_read(stages->pool, folder, name, (size_t)64 << 20, &problem);
	if (!source) {
		stages_fail("%s: %s", path, problem);
		return false;
	}
	baseline = baseline_read(stages->pool, source, &problem);
	if (!baseline) {
		stages_fail("%s: %s", path, problem);
		return false;
	}
	baseline_apply(baseline, stages->findings);
	stages_say(stages, baseline_gone_text(baseline));
	return true;
}

static int
exit_status(const struct stages *stages)
{
	if (stages->options->write_baseline)
		return EXIT_DONE;
	if (findings_count(stages->findings, LEVEL_ERROR))
		return EXIT_FINDINGS;
	if (stages->options->strict && findings_count(stages->findings, LEVEL_WARNING))
		return EXIT_FINDINGS;
	return EXIT_DONE;
}

/* On a pull request's page: all of it in the step's summary, where the host offers one. */
static void
write_step_summary(struct stages *stages, const struct report_options *report)
{
	const char *path = g_getenv("GITHUB_STEP_SUMMARY");
	FILE *file = path && report->has_summary ? fopen(path, "a") : NULL;

	if (!file)
		return;
	fputs(report_step_summary(stages->pool, stages->findings, report), file);
	fclose(file);
}

static bool
print_findings(struct stages *stages, enum format format, const struct report_options *report)
{
	const char *text = report_render(stages->pool, format, stages->findings, report);

	if (!stages_print(text))
		return false;
	g_string_append(stages->printed, text);
	if (format == FORMAT_GITHUB)
		write_step_summary(stages, report);
	if (format == FORMAT_TEXT)
		stages_say(stages, pool_printf(stages->pool, "%s\n", report_summary(stages->pool, stages->findings, stages->site->document_count)));
	return true;
}

/* What a run's findings say may depend on how long it took, and a broken link is looked for outside of the site. */
static bool
may_repeat(const struct stages *stages)
{
	static const enum rule rules[] = { RULE_DOCUMENT_TOO_EXPENSIVE, RULE_DOCUMENT_UNREADABLE, RULE_LINK_BROKEN, RULE_LINK_IMAGE };
	const enum history_state history = history_state(stages->site->history);

	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (findings_has_rule(stages->findings, rules[i]))
			return false;
	return history == HISTORY_KNOWN || history == HISTORY_NONE;
}

void
stages_keep(const struct stages *stages, struct memo *memo, int status, size_t files)
{
	const struct memory memory = { status, stages->printed->str, stages->said->str, files };

	if (stages->may_repeat && status != EXIT_FAILED)
		memo_keep(memo, &memory);
}

bool
stages_repeat(const struct memory *memory)
{
	if (!stages_print(memory->printed))
		return false;
	fputs(memory->said, stderr);
	return true;
}

bool
stages_select(struct stages *stages)
{
	const struct options *options = stages->options;
	const struct config *config = stages->site->config;
	struct settlement settlement = { stages->site->now, options->due, config->settings, config->setting_count };

	progress_end(stages->progress);
	stages->may_repeat = may_repeat(stages);
	findings_settle(stages->findings, &settlement);
	stages->secrets = secrets_find(stages->pool, stages->findings);
	if (stages->only)
		findings_filter(stages->findings, stages->only, NULL);
	return write_baseline(stages) && apply_baseline(stages) && select_paths(stages) && select_changed(stages);
}

/* What a code host reads names files as the repository does, also where the site is a folder in it. */
static const char *
path_prefix(const struct stages *stages, enum format format)
{
	if (format == FORMAT_TEXT || format == FORMAT_JSON)
		return NULL;
	return git_prefix(stages->pool, stages->site->directory);
}

/* The files of a pull request, so that findings there come first; none where its base was not fetched. */
static void
find_proposed(struct stages *stages)
{
	const char *base = g_getenv("GITHUB_BASE_REF"), *problem = NULL;

	if (stages->changed || !base || !*base)
		return;
	stages->changed = git_changed(stages->pool, stages->site->directory, pool_printf(stages->pool, "origin/%s...", base), has_files_beside(stages->site),
	    &stages->changed_count, &problem);
	if (!stages->changed)
		stages->changed_count = 0;
}

int
stages_report(struct stages *stages)
{
	const struct options *options = stages->options;
	enum format format = options->format ? report_format_find(options->format) : FORMAT_TEXT;
	struct report_options report = {
		.documents = stages->site->document_count,
		.strict = options->strict,
		.source = isatty(STDOUT_FILENO),
		.color = options_color(options, STDOUT_FILENO),
		.width = options_width(STDOUT_FILENO),
		.version = SITREP_VERSION,
		.has_summary = g_getenv("GITHUB_STEP_SUMMARY") != NULL,
	};

	if (!stages_select(stages))
		return EXIT_FAILED;
	if (format == FORMAT_GITHUB)
		find_proposed(stages);
	report.prefix = path_prefix(stages, format);
	report.changed = stages->changed;
	report.changed_count = stages->changed_count;
	report.secrets = stages->secrets;
	if (!print_findings(stages, format, &report))
		return EXIT_FAILED;
	return exit_status(stages);
}
