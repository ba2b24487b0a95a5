/* alerts: rule files in the shapes that tools write them, and those that can't be read. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "read/alerts.h"

struct bench {
	struct pool *pool;
	struct findings *findings;
	struct alert_rules rules;
};

static struct bench
bench_of(const char *text)
{
	struct bench bench = { .pool = pool_new() };

	bench.findings = findings_new(bench.pool);
	bench.rules = alerts_read(bench.pool, bench.findings, source_new(bench.pool, "rules.yaml", text, strlen(text)));
	return bench;
}

static void
assert_names(const char *text, const char *names)
{
	struct bench bench = bench_of(text);
	g_autoptr(GString) found = g_string_new(NULL);

	for (size_t i = 0; i < bench.rules.count; i++)
		g_string_append_printf(found, "%s%s", i ? " " : "", bench.rules.items[i].name.s);
	g_assert_cmpstr(found->str, ==, names);
	pool_free(bench.pool);
}

static void
fields(void)
{
	struct bench bench = bench_of("groups:\n"
	                          "  - name: db\n"
	                          "    interval: 30s\n"
	                          "    rules:\n"
	                          "      - record: job:up:sum\n"
	                          "        expr: sum(up)\n"
	                          "      - alert: DbDown\n"
	                          "        expr: |-\n"
	                          "          up{job=\"db\"}\n"
	                          "            == 0\n"
	                          "        for: 5m\n"
	                          "        keep_firing_for: 10m\n"
	                          "        labels: {severity: page, team: data}\n"
	                          "        annotations:\n"
	                          "          summary: It is down\n"
	                          "          description: \"{{ $value }}\"\n"
	                          "          runbook: runbooks/db.md\n");
	const struct alert_rule *rule = bench.rules.items;

	g_assert_cmpuint(bench.rules.count, ==, 1);
	g_assert_true(bench.rules.complete);
	g_assert_cmpstr(rule->name.s, ==, "DbDown");
	g_assert_cmpuint(source_place(rule->name.span.source, rule->name.span.start).line, ==, 7);
	g_assert_cmpuint(source_place(rule->name.span.source, rule->name.span.start).column, ==, 16);
	g_assert_cmpstr(rule->expr.s, ==, "up{job=\"db\"}\n  == 0");
	g_assert_cmpstr(rule->pending.s, ==, "5m");
	g_assert_cmpstr(rule->summary.s, ==, "It is down");
	g_assert_true(alert_is_template(rule->description.s));
	g_assert_cmpstr(rule->runbook.s, ==, "runbooks/db.md");
	g_assert_cmpuint(source_place(rule->runbook.span.source, rule->runbook.span.start).line, ==, 17);
	g_assert_cmpstr(alert_label(rule, "severity"), ==, "page");
	g_assert_cmpstr(alert_label(rule, "team"), ==, "data");
	g_assert_cmpstr(alert_label(rule, "region"), ==, "");
	pool_free(bench.pool);
}

#define GROUPS(name) "groups: [{rules: [{alert: " name ", expr: up}]}]"

static void
shapes(void)
{
	assert_names(GROUPS("A"), "A");
	assert_names("kind: PrometheusRule\nspec:\n  " GROUPS("A"), "A");
	assert_names(GROUPS("A") "\n---\nkind: Service\nspec: {ports: []}\n---\nspec: {" GROUPS("B") "}\n", "A B");
	assert_names("kind: List\nitems:\n  - spec: {" GROUPS("A") "}\n  - kind: ConfigMap\n  - kind: List\n    items: [{" GROUPS("B") "}]\n", "A B");
	assert_names("", "");
	assert_names("# nothing\n", "");
	assert_names("--- \n---\n" GROUPS("A"), "A");
	/* JSON is YAML. */
	assert_names("{\"groups\": [{\"rules\": [{\"alert\": \"A\", \"expr\": \"up\"}, {\"alert\": \"A\"}]}]}", "A A");
	/* What is no rule, whatever it is. */
	assert_names("groups: [a, [b], {rules: c}, {rules: [d, {alert: [e]}, {alert: }, {alert: ''}, {alert: F}]}, {}]", "F");
	assert_names("- a\n- b\n", "");
	assert_names("text", "");
}

static void
annotations(void)
{
	static const char *const keys[] = { "runbook_url", "runbook", "runbookURL", "runbook_link" };

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		g_autofree char *text = g_strdup_printf("groups: [{rules: [{alert: A, annotations: {%s: here}}]}]", keys[i]);
		struct bench bench = bench_of(text);

		g_assert_cmpstr(bench.rules.items[0].runbook.s, ==, "here");
		pool_free(bench.pool);
	}
}

static void
merged(void)
{
	struct bench bench = bench_of("x: &page {severity: page, team: a}\n"
	                          "y: &rule {for: 5m, labels: {<<: *page, team: b}}\n"
	                          "groups:\n"
	                          "  - rules:\n"
	                          "      - {<<: *rule, alert: A}\n"
	                          "      - {<<: [{for: 1m}, *rule], alert: B, labels: {<<: *page}}\n");

	g_assert_cmpuint(bench.rules.count, ==, 2);
	g_assert_cmpstr(bench.rules.items[0].pending.s, ==, "5m");
	g_assert_cmpstr(alert_label(&bench.rules.items[0], "severity"), ==, "page");
	g_assert_cmpstr(alert_label(&bench.rules.items[0], "team"), ==, "b");
	g_assert_cmpstr(bench.rules.items[1].pending.s, ==, "1m");
	g_assert_cmpstr(alert_label(&bench.rules.items[1], "team"), ==, "a");
	pool_free(bench.pool);
}

static void
assert_finding(const char *text, size_t line, size_t column, const char *message, size_t rules)
{
	struct bench bench = bench_of(text);
	size_t count;
	const struct finding *const *list;

	findings_settle(bench.findings, &(struct settlement){ 0 });
	list = findings_list(bench.findings, &count);
	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(list[0]->rule, ==, RULE_FRONT_SYNTAX);
	g_assert_cmpuint(source_place(list[0]->span.source, list[0]->span.start).line, ==, line);
	g_assert_cmpuint(source_place(list[0]->span.source, list[0]->span.start).column, ==, column);
	g_assert_nonnull(strstr(list[0]->message, message));
	g_assert_false(bench.rules.complete);
	g_assert_cmpuint(bench.rules.count, ==, rules);
	pool_free(bench.pool);
}

static void
unreadable(void)
{
	assert_finding("{{- if .Values.on }}\n" GROUPS("A") "\n{{- end }}\n", 1, 1, "Helm", 0);
	assert_finding(GROUPS("A") "\n---\nkind: PrometheusRule\nmetadata:\n  labels:\n    {{- include \"x\" . | nindent 4 }}\n", 6, 5, "Helm", 1);
	assert_finding("kind: PrometheusRule\nmetadata:\n  name: {{ .Release.Name }}\n", 3, 9, "Helm", 0);
	/* Prometheus' own templates are a matter of quotes. */
	assert_finding("groups:\n  - rules:\n      - alert: A\n        annotations: {summary: {{ $value }} of it}\n", 4, 32, "begin with", 0);
	assert_finding("groups: [\n", 1, 9, "closed", 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/alerts/fields", fields);
	g_test_add_func("/alerts/shapes", shapes);
	g_test_add_func("/alerts/annotations", annotations);
	g_test_add_func("/alerts/merged", merged);
	g_test_add_func("/alerts/unreadable", unreadable);
	return g_test_run();
}
