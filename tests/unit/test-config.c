#include "model/config.h"

#include "base/pool.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct references *references;
	const struct config *config;
	const char *problem;
	const struct finding *const *list;
	size_t count;
};

static struct fixture
read_folder(const char *folder)
{
	struct fixture f = { .pool = pool_new() };

	f.findings = findings_new(f.pool);
	f.references = references_new(f.pool);
	f.config = config_read(f.pool, f.findings, f.references, folder, &f.problem);
	findings_settle(f.findings, &(struct settlement){ 0 });
	f.list = findings_list(f.findings, &f.count);
	for (size_t i = 0; i < f.count; i++)
		g_test_message("%s: %s", rule_texts[f.list[i]->rule].id, f.list[i]->message);
	return f;
}

/* text: site.yaml, or NULL for none. */
static struct fixture
read_config(const char *text)
{
	g_autofree char *folder = g_dir_make_tmp("config-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, "site.yaml", NULL);
	struct fixture f;

	if (text)
		g_assert_true(g_file_set_contents(file, text, -1, NULL));
	f = read_folder(folder);
	g_remove(file);
	g_rmdir(folder);
	return f;
}

static void
assert_finding(const char *text, const char *rule, const char *covered, const char *message)
{
	struct fixture f = read_config(text);

	g_test_message("%s", text);
	g_assert_nonnull(f.config);
	g_assert_cmpuint(f.count, ==, 1);

	struct span span = f.list[0]->span;
	g_autofree char *bytes = g_strndup(span.source->bytes + span.start, span.end - span.start);

	g_assert_cmpstr(rule_texts[f.list[0]->rule].id, ==, rule);
	g_assert_cmpstr(bytes, ==, covered);
	g_assert_nonnull(strstr(f.list[0]->message, message));
	pool_free(f.pool);
}

static void
assert_defaults(const struct config *config)
{
	g_assert_null(config->title.s);
	g_assert_true(config->zone == zone_utc());
	g_assert_cmpint(config->review_every.seconds, ==, 180 * 86400);
	g_assert_cmpfloat(config->status.weight_major.n, ==, 1);
	g_assert_cmpfloat(config->status.weight_partial.n, ==, 0.3);
	g_assert_cmpfloat(config->status.weight_degraded.n, ==, 0);
	g_assert_cmpfloat(config->status.weight_maintenance.n, ==, 0);
	g_assert_cmpuint(config->trackers.count, ==, 0);
	g_assert_false(config->trackers.given);
	g_assert_cmpuint(config->setting_count, ==, 0);
	g_assert_null(config->kinds);
}

static void
test_defaults(void)
{
	static const char *const texts[] = { NULL, "", "# nothing\n", "{}\n", "~\n", "status:\nrules:\ntrackers:\nalerts: {}\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct fixture f = read_config(texts[i]);

		g_assert_null(f.problem);
		g_assert_nonnull(f.config);
		g_assert_cmpuint(f.count, ==, 0);
		assert_defaults(f.config);
		g_assert_true((f.config->source == NULL) == (texts[i] == NULL));
		pool_free(f.pool);
	}
}

static void
assert_targets(const struct config *config)
{
	const struct publish_target *targets = config->publish.items;
	const struct publish_cache *cache = targets[0].cache.items;

	g_assert_cmpuint(config->publish.count, ==, 2);
	g_assert_cmpstr(targets[0].name.s, ==, "b");
	g_assert_cmpstr(targets[0].endpoint.s, ==, "https://s3.us-east-1.amazonaws.com");
	g_assert_cmpstr(targets[0].prefix, ==, "a/");
	g_assert_true(targets[0].path_style); /* for the dots in the bucket's name */
	g_assert_cmpuint(targets[0].parallel, ==, 8);
	g_assert_cmpstr(targets[0].secret_key_env, ==, "AWS_SECRET_ACCESS_KEY");
	g_assert_cmpstr(cache[0].control, ==, "public, max-age=60");
	g_assert_cmpstr(targets[1].endpoint.s, ==, "https://s3.example.com");
	g_assert_cmpstr(targets[1].prefix, ==, "");
	g_assert_false(targets[1].path_style);
}

static void
check_notify(const struct notify_config *notify)
{
	const struct notify_target *target = notify->targets.items;

	g_assert_cmpstr(notify->ledger.s, ==, "told.jsonl");
	g_assert_cmpint(notify->max_age.seconds, ==, 2 * 86400);
	g_assert_cmpint(notify->overdue_age.seconds, ==, 7 * 86400);
	g_assert_cmpuint(notify->targets.count, ==, 1);
	g_assert_cmpstr(target->name.s, ==, "ops");
	g_assert_cmpint(target->kind, ==, NOTIFY_MATTERMOST);
	g_assert_cmpstr(target->url_env.s, ==, "OPS_HOOK");
	g_assert_cmpuint(target->events, ==, 1u << NOTIFY_UPDATES | 1u << NOTIFY_HANDOFF);
	g_assert_cmpuint(target->impacts, ==, 1u << 2);
	g_assert_cmpint(target->ahead.seconds, ==, 86400);
	g_assert_false(target->components.given);
}

static void
test_values(void)
{
	struct fixture f = read_config(
	    "title: Operations\ndescription: How we run it\nlanguage: pt-BR\nbase_url: https://handbook.example.com/\n"
	    "timezone: Europe/London\nedit_url: https://git.example.com/edit/{path}\nescalation: platform\nreview_every: 90d\n"
	    "internal_hosts: [\"*.internal.example.com\", git.example.com]\npublic_allow: status\n"
	    "status:\n  title: Status\n  description: How it is\n  url: https://status.example.com/\n  support_url: https://help.example.com/\n"
	    "  languages: [en, de]\n  weights: {major: 0.9, degraded: 0.1}\n"
	    "alerts:\n  rules: [\"../infra/rules/*.yaml\"]\n  url_prefixes: [\"https://old.example.com/\"]\n  must_have_runbook: {severity: [critical, page], team: web}\n"
	    "kinds: {page: {max_words: 9}}\nnotify: {ledger: told.jsonl, max_age: 2d, targets: {ops: {kind: mattermost, url_env: OPS_HOOK, events: [updates, handoff], impact: major, ahead: 1d}}}\npublish: {b: {from: status, bucket: status.example.com, prefix: a, cache: {x: 1m}}, c: {from: handbook, bucket: books, endpoint: 'https://s3.example.com/', path_style: false}}\nlinks: {per_host: 2, cache: 2d, login: wiki.example.com}\nnetwork: {allow: [10.2.0.0/16, Grafana.example.com], timeout: 5s}\ntemplates: {f: g}\n");
	const struct config *config = f.config;
	const struct label_choice *must;
	size_t count;

	g_assert_nonnull(config);
	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(config->title.s, ==, "Operations");
	g_assert_cmpstr(config->description.s, ==, "How we run it");
	g_assert_cmpstr(config->language.s, ==, "pt-BR");
	g_assert_cmpstr(config->base_url.s, ==, "https://handbook.example.com/");
	g_assert_cmpstr(zone_name(config->zone), ==, "Europe/London");
	g_assert_cmpstr(config->edit_url.s, ==, "https://git.example.com/edit/{path}");
	g_assert_cmpint(config->review_every.seconds, ==, 90 * 86400);
	g_assert_cmpuint(config->internal_hosts.count, ==, 2);
	g_assert_cmpstr(config->public_allow.items[0].s, ==, "status");
	g_assert_cmpstr(config->status.support_url.s, ==, "https://help.example.com/");
	g_assert_cmpstr(config->status.languages.items[1].s, ==, "de");
	g_assert_cmpfloat(config->status.weight_major.n, ==, 0.9);
	g_assert_cmpfloat(config->status.weight_partial.n, ==, 0.3);
	g_assert_cmpfloat(config->status.weight_degraded.n, ==, 0.1);
	g_assert_cmpstr(config->alerts.rules.items[0].s, ==, "../infra/rules/*.yaml");
	g_assert_cmpuint(config->alerts.must_have_runbook.count, ==, 2);
	must = config->alerts.must_have_runbook.items;
	g_assert_cmpstr(must[0].name.s, ==, "severity");
	g_assert_cmpstr(must[0].values.items[1].s, ==, "page");
	g_assert_cmpstr(must[1].values.items[0].s, ==, "web");
	g_assert_cmpint(config->kinds->kind, ==, YAML_MAPPING);
	assert_targets(config);
	check_notify(&config->notify);
	g_assert_cmpfloat(config->links.per_host.n, ==, 2);
	g_assert_cmpfloat(config->links.retries.n, ==, 2);
	g_assert_cmpint(config->links.cache.seconds, ==, 2 * 86400);
	g_assert_cmpstr(config->links.login.items[0].s, ==, "wiki.example.com");
	g_assert_cmpuint(config->network.ranges.count, ==, 1);
	g_assert_cmpstr(config->network.hosts.items[0].s, ==, "grafana.example.com");
	g_assert_cmpint(config->network.timeout.seconds, ==, 5);
	g_assert_nonnull(config->templates);
	g_assert_cmpstr(yaml_text(&config->yaml, yaml_get(&config->yaml, config->templates, "f")), ==, "g");

	const struct reference *references = references_list(f.references, &count);

	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(references[0].refers, ==, REFERS_ESCALATION);
	g_assert_cmpstr(references[0].text.s, ==, "platform");
	pool_free(f.pool);
}

static void
test_rules(void)
{
	struct fixture f = read_config("rules:\n  link/orphan: off\n  runbook/too-long: {\"content/legacy/**\": off, \"content/runbooks/*\": Error}\n  code/prompt: warning\n  review/never: advice\n");
	static const struct {
		enum rule rule;
		enum level level;
		const char *pattern;
	} wanted[] = {
		{ RULE_LINK_ORPHAN, LEVEL_OFF, NULL },
		{ RULE_RUNBOOK_TOO_LONG, LEVEL_OFF, "content/legacy/**" },
		{ RULE_RUNBOOK_TOO_LONG, LEVEL_ERROR, "content/runbooks/*" },
		{ RULE_CODE_PROMPT, LEVEL_WARNING, NULL },
		{ RULE_REVIEW_NEVER, LEVEL_ADVICE, NULL },
	};

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.config->setting_count, ==, G_N_ELEMENTS(wanted));
	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_assert_cmpint(f.config->settings[i].rule, ==, wanted[i].rule);
		g_assert_cmpint(f.config->settings[i].level, ==, wanted[i].level);
		g_assert_cmpstr(f.config->settings[i].pattern, ==, wanted[i].pattern);
	}
	pool_free(f.pool);
}

static void
test_trackers(void)
{
	struct fixture f = read_config("trackers:\n  - https://github.com/acme/\n  - OPS-*\n  - {pattern: \"INC-*\", url: \"https://t.example.com/browse/\"}\n");
	static const char *const flat[] = { "https://github.com/acme/", "OPS-*", "https://t.example.com/browse/", "INC-*" };
	const struct tracker *list = f.config->tracker_list.items;

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.config->trackers.count, ==, G_N_ELEMENTS(flat));
	for (size_t i = 0; i < G_N_ELEMENTS(flat); i++)
		g_assert_cmpstr(f.config->trackers.items[i].s, ==, flat[i]);
	g_assert_cmpuint(f.config->tracker_list.count, ==, 3);
	g_assert_null(list[0].pattern.s);
	g_assert_null(list[1].url.s);
	g_assert_cmpstr(list[2].pattern.s, ==, "INC-*");
	g_assert_cmpstr(list[2].url.s, ==, "https://t.example.com/browse/");
	pool_free(f.pool);

	f = read_config("trackers: OPS-*\n");
	g_assert_cmpuint(f.config->trackers.count, ==, 1);
	pool_free(f.pool);
}

static void
test_findings(void)
{
	assert_finding("titel: x\n", "front/unknown-key", "titel", "site.yaml has no \"titel\"");
	assert_finding("status: {tilte: x}\n", "front/unknown-key", "tilte", "status has no \"tilte\"");
	assert_finding("base_url: handbook\n", "front/bad-value", "handbook", "web address");
	assert_finding("timezone: CEST\n", "schedule/bad-zone", "CEST", "no time zone");
	assert_finding("review_every: half a year\n", "front/bad-value", "half a year", "no duration");
	assert_finding("edit_url: https://git.example.com/\n", "front/bad-value", "https://git.example.com/", "where the document's path belongs");
	assert_finding("language: ../../etc\n", "front/bad-value", "../../etc", "no language");
	assert_finding("status: {languages: [en, ../x]}\n", "front/bad-value", "../x", "no language");
	assert_finding("status: {weights: {major: 2}}\n", "front/bad-value", "2", "from 0 to 1");
	assert_finding("status: {weights: {huge: 1}}\n", "front/unknown-key", "huge", "weights has no \"huge\"");
	assert_finding("rules: {link/orphans: off}\n", "ref/unknown", "link/orphans", "no rule \"link/orphans\"");
	assert_finding("rules: {link/orphan: loud}\n", "front/bad-value", "loud", "error, warning, advice or off");
	assert_finding("rules: {link/orphan: {\"content/*\": [off]}}\n", "front/bad-value", "[off]", "error, warning, advice or off");
	assert_finding("rules: [link/orphan]\n", "front/bad-value", "[link/orphan]", "must be a mapping");
	assert_finding("trackers: [\"OPS-[0-9]+\"]\n", "front/bad-value", "\"OPS-[0-9]+\"", "shell pattern");
	assert_finding("alerts: {must_have_runbook: [page]}\n", "front/bad-value", "[page]", "must be a mapping");
	assert_finding("alerts: {rules: [/etc/rules/*.yaml]}\n", "front/bad-value", "/etc/rules/*.yaml", "from the site's folder");
	assert_finding("network: {allow: [10.2.0.0/40]}\n", "front/bad-value", "10.2.0.0/40", "neither a range");
	assert_finding("network: {allow: [\"https://a.example.com\"]}\n", "front/bad-value", "\"https://a.example.com\"", "neither a range");
	assert_finding("network: {timeout: 0s}\n", "front/bad-value", "0s", "from 1s to 1h");
	assert_finding("network: {allowed: 1}\n", "front/unknown-key", "allowed", "allowed");
	assert_finding("links: {per_host: 0}\n", "front/bad-value", "0", "from 1 to 64");
	assert_finding("links: {retries: 1.5}\n", "front/bad-value", "1.5", "from 0 to 10");
	assert_finding("title: a\ntitle: b\n", "front/duplicate-key", "title", "second time");
	assert_finding("title: #1 of all\n", "front/comment-value", "#1", "comment");
}

static void
test_suggestions(void)
{
	struct fixture f = read_config("rules: {link/orphans: off, link/broken: errror}\n");

	g_assert_cmpuint(f.count, ==, 2);
	g_assert_cmpstr(f.list[0]->help, ==, "did you mean \"link/orphan\"?");
	g_assert_cmpstr(f.list[1]->help, ==, "did you mean \"error\"?");
	g_assert_cmpuint(f.config->setting_count, ==, 0);
	pool_free(f.pool);
}

static void
assert_problem(const char *text, const char *problem)
{
	struct fixture f = read_config(text);

	g_test_message("%s", f.problem ? f.problem : "none");
	g_assert_null(f.config);
	g_assert_cmpuint(f.count, ==, 0);
	g_assert_true(g_str_has_prefix(f.problem, problem));
	pool_free(f.pool);
}

static void
test_problems(void)
{
	assert_problem("title: x\nowner: @dana\n", "site.yaml:2:8: a value can't begin with \"@\"");
	assert_problem("title: ä: b: c\n", "site.yaml:1:9: \": \" a second time");
	assert_problem("- a\n", "site.yaml:1:1: this must be a mapping");
	assert_problem("just text\n", "site.yaml:1:1: this must be a mapping");
}

static void
test_unreadable(void)
{
	g_autofree char *folder = g_dir_make_tmp("config-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, "site.yaml", NULL);
	struct fixture f;

	g_assert_cmpint(g_mkdir(file, 0755), ==, 0);
	f = read_folder(folder);
	g_assert_null(f.config);
	g_assert_cmpstr(f.problem, ==, "site.yaml: is not a regular file");
	pool_free(f.pool);
	g_rmdir(file);
	g_assert_cmpint(symlink("nowhere", file), ==, 0);
	f = read_folder(folder);
	g_assert_null(f.config);
	g_assert_true(g_str_has_prefix(f.problem, "site.yaml: No such file"));
	pool_free(f.pool);
	g_remove(file);
	g_rmdir(folder);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/config/defaults", test_defaults);
	g_test_add_func("/config/values", test_values);
	g_test_add_func("/config/rules", test_rules);
	g_test_add_func("/config/trackers", test_trackers);
	g_test_add_func("/config/findings", test_findings);
	g_test_add_func("/config/suggestions", test_suggestions);
	g_test_add_func("/config/problems", test_problems);
	g_test_add_func("/config/unreadable", test_unreadable);
	return g_test_run();
}
