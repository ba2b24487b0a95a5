#include "command/notify.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/areas.h"
#include "command/progress.h"
#include "command/stages.h"
#include "emit/leak.h"
#include "net/notify.h"
#include "render/data.h"
#include "render/data_json.h"
#include "render/layouts.h"
#include "render/outputs.h"
#include "report/report.h"

#define PATIENCE 30000 /* milliseconds, for another run to end */

struct run {
	struct stages stages;
	struct ledger *ledger;
	struct notice *notices;
	size_t count;
	bool json, dry;
};

/* ---- what may be told ---- */

static bool
is_error(const struct finding *finding, void *data)
{
	(void)data;
	return finding->level == LEVEL_ERROR;
}

/* What is told of incidents goes out like the status page, so it is searched like that. */
static void
check_leaks(const struct run *run)
{
	struct pool *pool = run->stages.pool;
	struct outputs *outputs = outputs_new(pool, run->stages.findings);

	for (size_t i = 0; i < run->count; i++) {
		const struct message *message = &run->notices[i].message;
		const char *text = pool_printf(pool, "%s\n\n%s\n", message->subject, message->text);

		if (run->notices[i].event == NOTIFY_UPDATES)
			outputs_add(outputs, pool_printf(pool, "status/notify/%zu.txt", i), text, strlen(text),
			    span_file(run->notices[i].incident->document->source));
	}
	leak_check(pool, run->stages.site, outputs, run->stages.findings);
}

/* A site with errors is not built, so nothing is told of it.  False: that was printed; *status is the exit status. */
static bool
may_tell(struct run *run, int *status)
{
	struct stages *stages = &run->stages;
	const struct report_options report = { .documents = stages->site->document_count };

	stages->only = is_error;
	*status = EXIT_FAILED;
	if (!stages_select(stages))
		return false;
	if (findings_count(stages->findings, LEVEL_ERROR) == 0)
		return true;
	fputs(report_render(stages->pool, FORMAT_TEXT, stages->findings, &report), stderr);
	stages_say(stages, "nothing was sent: a site with errors is not built, and nobody is told of it\n");
	*status = EXIT_FINDINGS;
	return false;
}

/* ---- what is printed ---- */

static const char *
outcome_name(const struct run *run, const struct notice *notice)
{
	static const char *const names[] = {
		[OUTCOME_NOT_TRIED] = "not_tried",
		[OUTCOME_SENT] = "sent",
		[OUTCOME_FAILED] = "failed",
	};

	return run->dry ? "would_send" : names[notice->outcome];
}

static struct data *
headers_object(struct pool *pool, const struct notice *notice)
{
	const char *const *words = notify_headers(pool, notice);
	struct data *headers = data_object(pool);

	for (; *words; words += 2)
		data_put_text(headers, words[0], words[1]);
	return headers;
}

static struct data *
notice_object(const struct run *run, const struct notice *notice)
{
	struct pool *pool = run->stages.pool;
	struct data *object = data_object(pool), *items = data_list(pool);

	for (size_t i = 0; i < notice->entry.item_count; i++)
		data_append(items, data_text(pool, notice->entry.items[i]));
	data_put_text(object, "target", notice->target->name.s);
	data_put_text(object, "kind", notify_kind_id(notice->target->kind));
	data_put_text(object, "event", notify_event_id(notice->event));
	data_put_text(object, "key", notice->message.key);
	data_put(object, "items", items);
	data_put_text(object, "subject", notice->message.subject);
	data_put_text(object, "outcome", outcome_name(run, notice));
	data_put_text(object, "problem", notice->problem);
	data_put(object, "headers", headers_object(pool, notice));
	data_put_text(object, "body", notice->body);
	return object;
}

static const char *
as_json(const struct run *run)
{
	struct pool *pool = run->stages.pool;
	struct data *object = data_object(pool), *messages = data_list(pool);
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < run->count; i++)
		data_append(messages, notice_object(run, &run->notices[i]));
	data_put_text(object, "at", time_format_iso(pool, run->stages.site->now));
	data_put_flag(object, "dry_run", run->dry);
	data_put(object, "messages", messages);
	data_write_json(object, text);
	g_string_append_c(text, '\n');
	return pool_strndup(pool, text->str, text->len);
}

/* A request as it would be, but for what is secret. */
static void
append_request(struct pool *pool, GString *text, const struct notice *notice)
{
	const struct notify_target *target = notice->target;
	g_auto(GStrv) lines = g_strsplit(notice->body, "\r\n", -1);
	g_autofree char *body = g_strjoinv("\n", lines);

	if (target->kind == NOTIFY_EMAIL)
		g_string_append_printf(text, "by %s\n", target->server.s);
	else
		g_string_append_printf(text, "POST to the address in %s\n", target->url_env.s);
	for (const char *const *words = notify_headers(pool, notice); *words; words += 2)
		g_string_append_printf(text, "%s: %s\n", words[0], words[1]);
	if (target->secret_env.s)
		g_string_append_printf(text, "X-Sitrep-Signature: made with %s\n", target->secret_env.s);
	g_string_append_printf(text, "%s%s", target->kind == NOTIFY_EMAIL ? "" : "\n", body);
}

static const char *
as_text(const struct run *run)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < run->count; i++) {
		const struct notice *notice = &run->notices[i];

		if (!run->dry && notice->outcome != OUTCOME_SENT)
			continue;
		g_string_append_printf(text, "%s%s: %s: %s\n", run->dry && i ? "\n" : "", notice->target->name.s, run->dry ? "would be sent" : "sent", notice->message.subject);
		if (run->dry)
			append_request(run->stages.pool, text, notice);
	}
	return pool_strndup(run->stages.pool, text->str, text->len);
}

static void
append_count(GString *text, size_t count, const char *what)
{
	if (count > 0)
		g_string_append_printf(text, "%s%zu %s", text->len ? ", " : "", count, what);
}

/* What went wrong, and a summary. */
static size_t
say_outcomes(struct run *run)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t counts[] = { 0, 0, 0 };

	for (size_t i = 0; i < run->count; i++) {
		const struct notice *notice = &run->notices[i];

		counts[notice->outcome]++;
		if (notice->outcome == OUTCOME_FAILED)
			fprintf(stderr, "%s: not sent: %s: %s\n", notice->target->name.s, notice->message.subject, notice->problem);
	}
	append_count(text, counts[OUTCOME_SENT], "sent");
	append_count(text, counts[OUTCOME_FAILED], "failed");
	append_count(text, counts[OUTCOME_NOT_TRIED], "left for the next run");
	stages_say(&run->stages, run->count == 0 ? "nothing new\n" : pool_printf(run->stages.pool, "%s\n", text->str));
	return counts[OUTCOME_FAILED] + counts[OUTCOME_NOT_TRIED];
}

static bool
print(const struct run *run)
{
	return stages_print(run->json ? as_json(run) : as_text(run));
}

/* ---- steps ---- */

static bool
read_since(const struct stages *stages, int64_t *since)
{
	const char *text = stages->options->since, *problem = "";
	struct stamp stamp;

	*since = TIME_NONE;
	if (!text)
		return true;
	if (!stamp_read(text, strlen(text), stages->site->config->zone, &stamp, &problem)) {
		stages_fail("--since: \"%s\" is no time: %s", text, problem);
		return false;
	}
	*since = stamp.at;
	return true;
}

static void
say_unread(struct run *run)
{
	size_t first, count = ledger_unread(run->ledger, &first);

	if (count > 0)
		stages_say(&run->stages, pool_printf(run->stages.pool, "%s:%zu: this line can't be read%s; it is passed over\n", run->stages.site->config->notify.ledger.s,
		    first, count > 1 ? pool_printf(run->stages.pool, ", nor can %zu others", count - 1) : ""));
}

static bool
collect(struct run *run)
{
	struct stages *stages = &run->stages;
	const struct template_set *templates;
	struct notices_options options;

	if (!read_since(stages, &options.since))
		return false;
	check_site(stages->pool, stages->site, stages->findings);
	layouts_check_languages(stages->pool, stages->findings, stages->site->directory, stages->site->config);
	templates = layouts_templates(stages->pool, stages->findings, stages->site->directory);
	run->notices = notices_collect(stages->pool, stages->site, templates, run->ledger, &options, stages->findings, &run->count);
	check_leaks(run);
	return true;
}

static int
send(struct run *run)
{
	const struct notify_options options = { .offline = run->stages.options->offline };
	const char *problem = NULL;
	bool sent = true;

	if (run->count > 0)
		sent = notify_send(run->stages.pool, run->stages.site, run->ledger, run->notices, run->count, &options, &problem);
	if (!print(run))
		return EXIT_FAILED;
	if (say_outcomes(run) == 0 && sent)
		return EXIT_DONE;
	return sent ? EXIT_FAILED : stages_fail("notify: %s", problem);
}

static int
run(struct pool *pool, const struct options *options)
{
	struct run run = { .json = options->format && strcmp(options->format, "json") == 0, .dry = options->dry_run };
	const char *problem = NULL;
	int status;

	if (options->offline && !options->dry_run)
		return stages_fail("notify: this needs the network, and --offline forbids it");
	if (!stages_load(&run.stages, pool, options))
		return EXIT_FAILED;
	progress_end(run.stages.progress);
	run.ledger = ledger_open(pool, run.stages.site->directory, run.stages.site->config->notify.ledger.s, run.dry || run.stages.site->config->notify.targets.count == 0, PATIENCE, &problem);
	if (!run.ledger)
		return stages_fail("notify: %s", problem);
	say_unread(&run);
	if (!collect(&run))
		return EXIT_FAILED;
	if (!may_tell(&run, &status))
		return status;
	if (run.stages.site->config->notify.targets.count == 0)
		stages_say(&run.stages, "site.yaml names nobody to tell: see notify in 'man sitrep'\n");
	if (!run.dry)
		return send(&run);
	return print(&run) ? EXIT_DONE : EXIT_FAILED;
}

static const char *const taken[] = { "dry-run", "since", "offline", NULL };

const struct command command_notify = {
	.name = "notify",
	.summary = "tell webhooks and mailboxes of new updates, and of what is due",
	.description = "Each target that site.yaml names under notify: is told of new updates of public incidents and,\n"
	               "where it asks for that, of overdue actions, reviews that are due, and the coming handoff.\n"
	               "What was sent is in a ledger (.sitrep/notified.jsonl), so that nothing is sent twice; what failed\n"
	               "is sent by the next run, and what is refused for good is given up after a day or a week.\n"
	               "Addresses, passwords and secrets are taken from the environment.\n"
	               "\n"
	               "JSON: {\"at\", \"dry_run\", \"messages\": [{\"target\", \"kind\", \"event\", \"key\", \"items\": [], \"subject\",\n"
	               "\"outcome\": \"sent\", \"failed\", \"not_tried\" or \"would_send\", \"problem\", \"headers\": {}, \"body\"}]}",
	.options = taken,
	.formats = "text json",
	.run = run,
};
