#include "command/publish.h"

#include <fts.h>
#include <glib.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/text.h"
#include "command/progress.h"
#include "command/stages.h"
#include "emit/emit.h"
#include "model/config.h"
#include "net/publish.h"
#include "report/report.h"

struct job {
	struct pool *pool;
	const struct options *options;
	const char *site;
	const struct config *config;
	struct findings *findings;
	struct progress *progress;
	struct publish_options publish;
};

/* ---- what is asked for ---- */

/* The rest of site.yaml is the business of check. */
static bool
is_about_targets(const struct finding *finding, void *data)
{
	const struct config *config = data;
	const struct yaml_node *node = yaml_get(&config->yaml, yaml_root(&config->yaml), "publish");
	struct span span;

	if (!node || finding->span.source != config->source)
		return false;
	span = yaml_span(&config->yaml, node);
	return finding->span.start >= span.start && finding->span.start <= span.end;
}

static bool
read_config(struct job *job)
{
	const char *problem = NULL;

	job->site = stages_find_site(job->pool, job->options);
	if (!job->site)
		return false;
	job->findings = findings_new(job->pool);
	job->config = config_read(job->pool, job->findings, references_new(job->pool), job->site, &problem);
	if (!job->config)
		stages_fail("%s", problem);
	return job->config != NULL;
}

/* A slip in a key's name may be what keeps things apart, so that a warning is enough to stop. */
static bool
has_findings(struct job *job)
{
	const struct settlement settlement = { .settings = job->config->settings, .setting_count = job->config->setting_count };
	const struct report_options report = { .documents = 0 };
	const char *format = job->options->format ? job->options->format : "text";
	size_t count;

	findings_settle(job->findings, &settlement);
	if (job->config->source)
		findings_filter(job->findings, is_about_targets, (void *)job->config);
	findings_list(job->findings, &count);
	if (count == 0)
		return false;
	stages_print(report_render(job->pool, report_format_find(format), job->findings, &report));
	if (!job->options->quiet)
		fputs("nothing was sent\n", stderr);
	return true;
}

static bool
find_target(struct job *job)
{
	const struct publish_target *targets = job->config->publish.items;
	size_t count = job->config->publish.count;
	const char **names = pool_array(job->pool, const char *, count + 1), *name = job->options->argument_count ? job->options->arguments[0] : NULL;
	g_autofree char *all = NULL;

	for (size_t i = 0; i < count; i++) {
		names[i] = targets[i].name.s;
		if (name && strcmp(names[i], name) == 0)
			job->publish.target = &targets[i];
	}
	all = g_strjoinv(", ", (char **)names);
	if (count == 0)
		stages_fail("site.yaml names no target; write \"publish: {%s: {from: status, bucket: status.example.com}}\"", name ? name : "status");
	else if (!name)
		stages_fail("publish: it needs TARGET; there are: %s", all);
	else if (!job->publish.target)
		stages_unknown("target", name, text_nearest(name, names, count), pool_printf(job->pool, "there are: %s", all));
	return job->publish.target != NULL;
}

static const char *
secret(const char *variable)
{
	const char *value = g_getenv(variable);

	return value && *value ? value : NULL;
}

/* A line's end that was copied with a key would be the end of a header. */
static bool
is_usable(const char *variable, const char *value)
{
	if (!value || !strpbrk(value, "\r\n\t "))
		return true;
	stages_fail("publish: what is in %s has a blank or an end of line in it", variable);
	return false;
}

static bool
read_credentials(struct job *job)
{
	const struct publish_target *target = job->publish.target;
	const char *missing;

	job->publish.access_key = secret(target->access_key_env);
	job->publish.secret_key = secret(target->secret_key_env);
	job->publish.session_token = secret(target->session_token_env);
	missing = !job->publish.access_key ? target->access_key_env : !job->publish.secret_key ? target->secret_key_env : NULL;
	if (missing) {
		stages_fail("publish: %s is not set; the credentials of the storage come from the environment", missing);
		return false;
	}
	return is_usable(target->access_key_env, job->publish.access_key) && is_usable(target->secret_key_env, job->publish.secret_key) &&
	       is_usable(target->session_token_env, job->publish.session_token);
}

/* ---- whether it is what there is to send ---- */

static bool
is_later(struct timespec one, struct timespec other)
{
	return one.tv_sec != other.tv_sec ? one.tv_sec > other.tv_sec : one.tv_nsec > other.tv_nsec;
}

/* A file that is read by builds: neither hidden nor an editor's leftover.  What controls a terminal is no path. */
static bool
is_read(const FTSENT *entry)
{
	if (!text_is_clean(entry->fts_path, entry->fts_pathlen, NULL) || strpbrk(entry->fts_path, "\t\r\n"))
		return false;
	return entry->fts_info == FTS_F && *entry->fts_name != '.' && !g_str_has_suffix(entry->fts_name, "~");
}

/* The file of the site that was changed last, after an instant; NULL: none was.  One from the future says nothing. */
static const char *
find_later(const struct job *job, struct timespec since)
{
	char *const places[] = { pool_printf(job->pool, "%s/site.yaml", job->site), pool_printf(job->pool, "%s/content", job->site),
		pool_printf(job->pool, "%s/layouts", job->site), pool_printf(job->pool, "%s/static", job->site), NULL };
	FTS *walk = fts_open(places, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	const char *found = NULL;
	struct timespec now;
	FTSENT *entry;

	clock_gettime(CLOCK_REALTIME, &now);
	while (walk && (entry = fts_read(walk))) {
		if (!is_read(entry) || !is_later(entry->fts_statp->st_mtim, since) || is_later(entry->fts_statp->st_mtim, now))
			continue;
		since = entry->fts_statp->st_mtim;
		found = pool_strdup(job->pool, entry->fts_path + strlen(job->site) + 1);
	}
	if (walk)
		fts_close(walk);
	return found;
}

/* A build leaves the time of its end at its folder, also where it had nothing to write. */
static void
say_stale(const struct job *job)
{
	const char *marker = pool_printf(job->pool, "%s/" EMIT_MARKER, job->publish.directory), *later;
	struct stat built;

	if (job->options->quiet || file_is_absent(marker) || stat(job->publish.directory, &built) != 0)
		return;
	later = find_later(job, built.st_mtim);
	if (later)
		fprintf(stderr, "%s was changed after the last build, and what is sent does not have it: run 'sitrep build' first\n", later);
}

/* ---- what came of it ---- */

static const char *const reasons[] = {
	[PLAN_NEW] = "new",
	[PLAN_CHANGED] = "changed",
	[PLAN_HEADERS] = "headers",
};

static const char *
size_text(struct pool *pool, uint64_t bytes)
{
	if (bytes < 1000)
		return pool_printf(pool, "%" PRIu64 " bytes", bytes);
	if (bytes < 1000000)
		return pool_printf(pool, "%.1f kB", (double)bytes / 1e3);
	return pool_printf(pool, "%.1f MB", (double)bytes / 1e6);
}

static bool
print_text(const struct job *job, const struct publish_result *result)
{
	const struct plan *plan = &result->plan;
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < plan->send_count; i++)
		if (job->options->dry_run || result->sent[i])
			g_string_append_printf(text, "%-8s %s\n", reasons[plan->sends[i].reason], plan->sends[i].file->path);
	for (size_t i = 0; plan->deletes && plan->deletes[i]; i++)
		if (job->options->dry_run || result->deleted[i])
			g_string_append_printf(text, "%-8s %s\n", "deleted", plan->deletes[i]);
	return stages_print(text->str);
}

static json_t *
send_json(const struct plan_send *send, bool done)
{
	return json_pack("{ss ss sI ss ss sb}", "path", send->file->path, "reason", reasons[send->reason], "size", (json_int_t)send->file->size, "type", send->file->type,
	    "cache", send->file->cache, "done", done);
}

static json_t *
sends_json(const struct publish_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->plan.send_count; i++)
		json_array_append_new(list, send_json(&result->plan.sends[i], result->sent[i]));
	return list;
}

static json_t *
deletes_json(const struct publish_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; result->plan.deletes && result->plan.deletes[i]; i++)
		json_array_append_new(list, json_pack("{ss sb}", "path", result->plan.deletes[i], "done", result->deleted[i]));
	return list;
}

static json_t *
paths_json(const char *const *paths)
{
	json_t *list = json_array();

	for (; paths && *paths; paths++)
		json_array_append_new(list, json_string(*paths));
	return list;
}

static json_t *
failures_json(const struct publish_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->failure_count; i++)
		json_array_append_new(list, json_pack("{ss ss?}", "message", result->failures[i].message, "help", result->failures[i].help));
	return list;
}

static bool
print_json(const struct job *job, const struct publish_result *result)
{
	const struct publish_target *target = job->publish.target;
	json_t *root = json_pack("{ss ss ss ss sb so so so so sI sI so}", "target", target->name.s, "from", target->from.s, "bucket", target->bucket.s, "prefix", target->prefix,
	    "dry_run", job->options->dry_run, "sent", sends_json(result), "deleted", deletes_json(result), "altered", paths_json(result->plan.altered), "conflicts",
	    paths_json(result->plan.conflicts), "unchanged", (json_int_t)result->plan.unchanged, "others", (json_int_t)result->plan.others, "failures", failures_json(result));
	char *text = json_dumps(root, JSON_INDENT(2));
	bool printed = stages_print(pool_printf(job->pool, "%s\n", text));

	g_free(text);
	json_decref(root);
	return printed;
}

static void
say_summary(const struct job *job, const struct publish_result *result)
{
	const struct publish_target *target = job->publish.target;
	const struct plan *plan = &result->plan;
	size_t sent = 0, deleted = 0, deletes = g_strv_length((char **)plan->deletes);
	uint64_t bytes = 0;

	for (size_t i = 0; i < plan->send_count; i++) {
		sent += job->options->dry_run || result->sent[i];
		bytes += job->options->dry_run || result->sent[i] ? plan->sends[i].file->size : 0;
	}
	for (size_t i = 0; i < deletes; i++)
		deleted += job->options->dry_run || result->deleted[i];
	for (const char *const *path = plan->altered; *path; path++)
		fprintf(stderr, "left alone, since somebody has changed it: %s\n", *path);
	fprintf(stderr, "%s: %zu %s (%s), %zu %s, %zu unchanged in %s/%s\n", target->name.s, sent, job->options->dry_run ? "to send" : "sent", size_text(job->pool, bytes), deleted,
	    job->options->dry_run ? "to delete" : "deleted", plan->unchanged, target->bucket.s, target->prefix);
}

static void
say_failures(const struct publish_result *result)
{
	for (size_t i = 0; i < result->failure_count; i++) {
		stages_fail("publish: %s", result->failures[i].message);
		if (result->failures[i].help)
			fprintf(stderr, "  help: %s\n", result->failures[i].help);
	}
}

static bool
print_result(const struct job *job, const struct publish_result *result)
{
	bool json = job->options->format && strcmp(job->options->format, "json") == 0;

	progress_end(job->progress);
	if (!(json ? print_json : print_text)(job, result))
		return false;
	if (result->plan.deletes && !job->options->quiet)
		say_summary(job, result);
	say_failures(result);
	return true;
}

/* ---- the command ---- */

static void
say_progress(void *data, const char *what, size_t done, size_t total)
{
	progress_say(data, what, done, total);
}

static bool
publish(struct job *job)
{
	const struct options *options = job->options;
	struct publish_result result;
	bool good;

	job->progress = progress_new(job->pool, !options->quiet);
	job->publish.network = &job->config->network;
	job->publish.directory = options->output ? options->output : pool_printf(job->pool, "%s/public", job->site);
	job->publish.plan = (struct plan_options){ .keep = options->keep, .adopt = options->adopt };
	job->publish.offline = options->offline;
	job->publish.dry_run = options->dry_run;
	job->publish.jobs = (unsigned)options->jobs;
	job->publish.progress = say_progress;
	job->publish.progress_data = job->progress;
	say_stale(job);
	good = publish_run(job->pool, &job->publish, &result);
	return print_result(job, &result) && good;
}

static int
run(struct pool *pool, const struct options *options)
{
	struct job job = { .pool = pool, .options = options };

	if (!read_config(&job))
		return EXIT_FAILED;
	if (has_findings(&job))
		return EXIT_FINDINGS;
	if (!find_target(&job) || !read_credentials(&job))
		return EXIT_FAILED;
	return publish(&job) ? EXIT_DONE : EXIT_FAILED;
}

static const char *const taken[] = { "output", "dry-run", "offline", "keep", "adopt", NULL };

const struct command command_publish = {
	.name = "publish",
	.arguments = "TARGET",
	.summary = "send what a build wrote to S3-compatible storage",
	.description = "TARGET is one of publish: in site.yaml. What is sent is what the last build left in\n"
	               "public/, which is whole: build first. Only what has changed is sent, pages after what\n"
	               "they show, front pages last; what sitrep once put there and the build no longer has is\n"
	               "deleted at the end, and nothing else. Killed in between, the next run goes on with what\n"
	               "is missing. Credentials come from the environment: AWS_ACCESS_KEY_ID,\n"
	               "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the variables that the target names.",
	.options = taken,
	.formats = "text json",
	.least = 0, /* without one it says which there are */
	.most = 1,
	.run = run,
};
