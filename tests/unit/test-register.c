#include "model/register.h"

#include "base/pool.h"
#include "model/escalation.h"
#include "model/schedule.h"

#include <glib.h>
#include <string.h>

/* The example of the documentation, to the letter. */
static const char example[] =
	"people:\n"
	"  dana: {name: Dana Reyes, team: payments, timezone: Europe/Madrid, slack: \"@dana\", quiet_hours: \"02:00-07:00\"}\n"
	"teams:\n"
	"  payments: {name: Payments, lead: dana, channel: \"#payments\"}\n"
	"services:\n"
	"  payments-api:\n"
	"    name: Payments API\n"
	"    team: payments\n"
	"    escalation: payments\n"
	"    depends_on: [ledger-db]\n"
	"    dashboards: [{name: Overview, url: \"https://grafana.example.com/d/pay\"}]\n"
	"    slo: {objective: 99.9, window: 30d}\n"
	"    component: {name: Payments, group: Core, order: 1, since: 2025-01-01, description: Card payments}\n"
	"    probes:\n"
	"      - {url: \"https://api.example.com/health\", status: [200], latency: 800ms, body: ok, certificate: 14d}\n"
	"  stripe:\n"
	"    name: Stripe\n"
	"    upstream: {statuspage: \"https://status.stripe.example\", component: API}\n"
	"    component: {name: Card network, group: Third parties}\n"
	"severities:\n"
	"  SEV1:\n"
	"    name: Critical\n"
	"    description: Complete outage, data loss, or a security breach\n"
	"    examples: [Database down, Complete API failure]\n"
	"    acknowledge_within: 15m\n"
	"    update_every: 30m\n"
	"    resolve_within: 1h\n"
	"    postmortem_within: 48h\n"
	"    escalation: All hands\n"
	"    roles: [incident-commander, communications-lead]\n"
	"schedules:\n"
	"  payments-primary:\n"
	"    name: Payments primary\n"
	"    timezone: Europe/London\n"
	"    layers:\n"
	"      - {people: [dana, lee, sam], start: \"2026-01-05T09:00\", every: 1w}\n"
	"      - {people: [kim], start: \"2026-01-05T00:00\", every: 1w, hours: {days: mon-fri, from: \"00:00\", to: \"09:00\"}}\n"
	"    overrides:\n"
	"      - {person: lee, from: \"2026-12-24T09:00\", to: \"2026-12-26T09:00\"}\n"
	"escalations:\n"
	"  payments:\n"
	"    levels:\n"
	"      - {after: 0m,  notify: [schedule/payments-primary], by: [push, sms]}\n"
	"      - {after: 5m,  notify: [schedule/payments-backup],  by: [phone]}\n"
	"      - {after: 10m, notify: [person/dana, team/payments], by: [phone, sms]}\n"
	"    repeat: 2\n"
	"tiers:\n"
	"  L1: {role: Responder, responsibility: \"Acknowledge, triage, first response\", skills: \"Basic debugging\"}\n"
	"roles:\n"
	"  incident-commander: {name: Incident commander, schedule: incident-commanders, responsibilities: [Owns communication, Decides, Delegates]}\n";

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct references *references;
	struct config *config;
	const struct registers *registers;
	struct list schedules, escalations;
	const struct finding *const *list;
	size_t count;
};

/* Reads files, given as path, text, …, NULL. */
static struct fixture
read_files(const char *const *files)
{
	struct fixture f = { .pool = pool_new() };
	const struct source **sources = pool_array(f.pool, const struct source *, 8);
	size_t count = 0;

	f.findings = findings_new(f.pool);
	f.references = references_new(f.pool);
	f.config = pool_new0(f.pool, struct config);
	f.config->zone = zone_utc();
	f.config->alerts.rules = (struct texts){ .items = &(const struct text){ .s = "content/rules*.yaml" }, .count = 1 };
	for (; files[0]; files += 2)
		sources[count++] = source_new(f.pool, files[0], files[1], strlen(files[1]));
	f.registers = registers_read(f.pool, f.findings, f.references, f.config, sources, count);
	f.schedules = schedules_read(f.pool, f.findings, f.references, f.config, f.registers);
	f.escalations = escalations_read(f.pool, f.findings, f.references, f.config, f.registers, f.schedules);
	findings_settle(f.findings, &(struct settlement){ 0 });
	f.list = findings_list(f.findings, &f.count);
	for (size_t i = 0; i < f.count; i++)
		g_test_message("%s: %s", rule_texts[f.list[i]->rule].id, f.list[i]->message);
	return f;
}

static struct fixture
read_one(const char *text)
{
	return read_files((const char *const[]){ "content/a.yaml", text, NULL });
}

static void
assert_covers(struct span span, const char *bytes)
{
	g_autofree char *covered = span.source ? g_strndup(span.source->bytes + span.start, span.end - span.start) : NULL;

	g_assert_cmpstr(covered, ==, bytes);
}

/* A file with exactly one finding. */
static void
assert_finding(const char *text, const char *rule, const char *covered, const char *message)
{
	struct fixture f = read_one(text);

	g_test_message("%s", text);
	g_assert_cmpuint(f.count, ==, 1);
	g_assert_cmpstr(rule_texts[f.list[0]->rule].id, ==, rule);
	assert_covers(f.list[0]->span, covered);
	g_assert_nonnull(strstr(f.list[0]->message, message));
	pool_free(f.pool);
}

static bool
has_reference(const struct fixture *f, enum refers refers, const char *text)
{
	size_t count;
	const struct reference *list = references_list(f->references, &count);

	for (size_t i = 0; i < count; i++)
		if (list[i].refers == (int)refers && strcmp(list[i].text.s, text) == 0)
			return true;
	return false;
}

static void
test_example(void)
{
	struct fixture f = read_one(example);
	const struct service *api = service_find(f.registers, "payments-api");
	const struct severity *sev1 = severity_find(f.registers, "SEV1");
	const struct person *dana = person_find(f.registers, "@dana");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(dana->name.s, ==, "Dana Reyes");
	g_assert_cmpstr(dana->slack.s, ==, "@dana");
	g_assert_cmpstr(dana->quiet_hours.s, ==, "02:00-07:00");
	g_assert_cmpstr(team_find(f.registers, "payments")->channel.s, ==, "#payments");
	g_assert_cmpstr(api->depends_on.items[0].s, ==, "ledger-db");
	g_assert_cmpuint(api->dashboards.count, ==, 1);
	g_assert_cmpstr(REGISTER_ITEMS(api->dashboards, struct named_url)[0].url.s, ==, "https://grafana.example.com/d/pay");
	g_assert_cmpfloat(api->slo.objective.n, ==, 99.9);
	g_assert_cmpint(api->slo.window.seconds, ==, 30 * 86400);
	g_assert_cmpstr(api->component.group.s, ==, "Core");
	g_assert_cmpint(api->component.since.stamp.at, ==, 1735689600); /* 2025-01-01T00:00:00Z */
	g_assert_cmpuint(api->probes.count, ==, 1);
	g_assert_cmpint(REGISTER_ITEMS(api->probes, struct probe)[0].latency.milliseconds, ==, 800);
	g_assert_cmpint(REGISTER_ITEMS(api->probes, struct probe)[0].certificate.seconds, ==, 14 * 86400);
	g_assert_cmpstr(REGISTER_ITEMS(api->probes, struct probe)[0].id, ==, "api.example.com/health");
	g_assert_cmpstr(service_find(f.registers, "stripe")->upstream.component.s, ==, "API");
	g_assert_true(component_find(f.registers, "card NETWORK") == service_find(f.registers, "stripe"));
	g_assert_true(component_find(f.registers, "payments-api") == api);
	g_assert_cmpint(sev1->acknowledge_within.seconds, ==, 900);
	g_assert_cmpint(sev1->postmortem_within.seconds, ==, 48 * 3600);
	g_assert_cmpstr(sev1->escalation.s, ==, "All hands");
	g_assert_cmpuint(sev1->roles.count, ==, 2);
	g_assert_cmpuint(f.registers->tiers.count, ==, 1);
	g_assert_cmpuint(role_find(f.registers, "incident-commander")->responsibilities.count, ==, 3);
	pool_free(f.pool);
}

static void
test_example_schedules(void)
{
	struct fixture f = read_one(example);

	g_assert_cmpuint(f.schedules.count, ==, 1);
	const struct schedule *schedule = f.schedules.items;
	const struct layer *layers = schedule->layers.items;
	const struct override *override = schedule->overrides.items;
	const struct escalation *escalation = f.escalations.items;
	const struct escalation_level *levels = escalation->levels.items;

	g_assert_cmpstr(schedule->id.s, ==, "payments-primary");
	g_assert_cmpstr(schedule->timezone.s, ==, "Europe/London");
	g_assert_cmpuint(schedule->layers.count, ==, 2);
	g_assert_cmpuint(layers[0].turns.count, ==, 3);
	g_assert_cmpstr(REGISTER_ITEMS(layers[0].turns, struct turn)[2].people.items[0].s, ==, "sam");
	g_assert_cmpstr(layers[0].start.s, ==, "2026-01-05T09:00");
	g_assert_cmpint(layers[0].every.seconds, ==, 7 * 86400);
	g_assert_null(layers[0].hours.span.source);
	g_assert_cmpstr(layers[1].hours.days.s, ==, "mon-fri");
	g_assert_cmpstr(layers[1].hours.to.s, ==, "09:00");
	g_assert_cmpuint(schedule->overrides.count, ==, 1);
	g_assert_cmpstr(override->person.s, ==, "lee");
	g_assert_cmpstr(override->to.s, ==, "2026-12-26T09:00");
	g_assert_cmpuint(f.escalations.count, ==, 1);
	g_assert_cmpuint(escalation->levels.count, ==, 3);
	g_assert_cmpint(levels[0].after.seconds, ==, 0);
	g_assert_cmpint(levels[2].after.seconds, ==, 600);
	g_assert_cmpstr(levels[2].notify.items[1].s, ==, "team/payments");
	g_assert_cmpuint(levels[2].by.count, ==, 2);
	g_assert_cmpfloat(escalation->repeat.n, ==, 2);
	pool_free(f.pool);
}

static void
test_example_references(void)
{
	static const struct {
		enum refers refers;
		const char *text;
	} wanted[] = {
		{ REFERS_TEAM, "payments" }, { REFERS_PERSON, "dana" }, { REFERS_ESCALATION, "payments" }, { REFERS_SERVICE, "ledger-db" },
		{ REFERS_ROLE, "communications-lead" }, { REFERS_SCHEDULE, "incident-commanders" }, { REFERS_PERSON, "kim" },
		{ REFERS_PERSON, "lee" }, { REFERS_TARGET, "schedule/payments-backup" }, { REFERS_TARGET, "person/dana" },
	};
	struct fixture f = read_one(example);
	size_t count;

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		g_assert_true(has_reference(&f, wanted[i].refers, wanted[i].text));
	g_assert_false(has_reference(&f, REFERS_ESCALATION, "All hands"));
	references_list(f.references, &count);
	/* team, lead, team, escalation, depends_on; 2 roles; 3+1 turns, 1 override; 1+1+2 targets; 1 schedule */
	g_assert_cmpuint(count, ==, 5 + 2 + 4 + 1 + 4 + 1);
	pool_free(f.pool);
}

static void
test_lookups(void)
{
	struct fixture f = read_one("people:\n  a: {name: A}\n  b:\nservices:\n  x: {component: {}}\n  y: {name: Why, component: {name: X}}\n  z: {name: Zed}\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(person_find(f.registers, "b")->name.s, ==, "b");
	g_assert_null(person_find(f.registers, "@"));
	g_assert_null(person_find(f.registers, NULL));
	g_assert_null(person_find(f.registers, "c"));
	g_assert_null(team_find(f.registers, "a"));
	g_assert_cmpstr(service_find(f.registers, "x")->component.name.s, ==, "x");
	g_assert_true(component_find(f.registers, "X") == service_find(f.registers, "x"));
	g_assert_null(component_find(f.registers, "z"));
	g_assert_null(component_find(f.registers, "Zed"));
	g_assert_null(component_find(f.registers, NULL));
	pool_free(f.pool);
}

static void
test_order(void)
{
	struct fixture f = read_files((const char *const[]){
	    "content/a.yaml", "severities:\n  S2: {}\n  S1: {}\n",
	    "content/b.yaml", "severities: {S0: {}}\n",
	    "content/c.yaml", "# nothing yet\n",
	    "content/rules.yaml", "groups: [{name: x}]\n", NULL });
	const struct severity *severities = f.registers->severities.items;

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.registers->severities.count, ==, 3);
	g_assert_cmpstr(severities[0].id.s, ==, "S2");
	g_assert_cmpstr(severities[2].id.s, ==, "S0");
	g_assert_cmpuint(severities[2].rank, ==, 2);
	g_assert_cmpint(severities[0].resolve_within.seconds, ==, DURATION_NONE);
	g_assert_cmpuint(f.registers->source_count, ==, 4);
	pool_free(f.pool);
}

static void
test_duplicates(void)
{
	struct fixture f = read_files((const char *const[]){
	    "content/a.yaml", "teams:\n  ops: {name: First}\n",
	    "content/b.yaml", "teams:\n  Ops: {name: Second}\nroles:\n  ops: {name: Other}\n", NULL });

	g_assert_cmpuint(f.count, ==, 1);
	g_assert_cmpint(f.list[0]->rule, ==, RULE_SITE_DUPLICATE_ID);
	g_assert_cmpstr(f.list[0]->span.source->path, ==, "content/b.yaml");
	assert_covers(f.list[0]->span, "Ops");
	g_assert_cmpuint(f.list[0]->note_count, ==, 1);
	g_assert_cmpstr(f.list[0]->notes[0].span.source->path, ==, "content/a.yaml");
	assert_covers(f.list[0]->notes[0].span, "ops");
	g_assert_cmpuint(f.registers->teams.count, ==, 1);
	g_assert_cmpstr(team_find(f.registers, "ops")->name.s, ==, "First");
	pool_free(f.pool);
}

static void
test_ids(void)
{
	assert_finding("people:\n  Dana: {name: x}\n", "front/bad-value", "Dana", "lower case");
	assert_finding("teams:\n  a b: {name: x}\n", "front/bad-value", "a b", "can't be an id");
	assert_finding("services:\n  ../etc: {name: x}\n", "front/bad-value", "../etc", "can't be an id");
	assert_finding("roles:\n  .x: {name: x}\n", "front/bad-value", ".x", "can't be an id");
	assert_finding("tiers:\n  ü: {role: x}\n", "front/bad-value", "ü", "can't be an id");
	assert_finding("schedules:\n  \"\": {}\n", "front/bad-value", "\"\"", "can't be an id");
}

static void
test_findings(void)
{
	assert_finding("peple: {}\n", "front/unknown-key", "peple", "no \"peple\"");
	assert_finding("people: [dana]\n", "front/bad-value", "people: [dana]", "must be a mapping");
	assert_finding("- a\n", "front/bad-value", "- a", "a register file is a mapping");
	assert_finding("people:\n  dana: Dana\n", "front/bad-value", "Dana", "a person must be a mapping");
	assert_finding("people:\n  dana: {timezone: PST}\n", "schedule/bad-zone", "PST", "no time zone");
	assert_finding("people:\n  dana: {quiet_hours: 25:00-07:00}\n", "front/bad-value", "25:00-07:00", "two times");
	assert_finding("people:\n  dana: {quiet_hours: night}\n", "front/bad-value", "night", "two times");
	assert_finding("people:\n  dana: {nmae: Dana}\n", "front/unknown-key", "nmae", "a person has no \"nmae\"");
	assert_finding("teams:\n  a:\n    channel: #ops\n", "front/comment-value", "#ops", "comment");
	assert_finding("services:\n  a: {slo: {objective: 100}}\n", "front/bad-value", "100", "percentage below 100");
	assert_finding("services:\n  a: {slo: {window: 30d}}\n", "front/missing-field", "slo", "objective");
	assert_finding("services:\n  a: {dashboards: [{name: x}]}\n", "front/missing-field", "{name: x}", "\"url\" is missing");
	assert_finding("services:\n  a: {upstream: {statuspage: x}}\n", "front/bad-value", "x", "web address");
	assert_finding("severities:\n  a: {resolve_within: 1 hour}\n", "front/bad-value", "1 hour", "no duration");
	assert_finding("severities:\n  a: {}\n  a: {}\n", "front/duplicate-key", "a", "second time");
}

static void
test_left(void)
{
	struct fixture f = read_one("people:\n  a: {left: 2026-03-01}\n  b: {left: true}\n  c: {left: no}\n  d: {}\n");
	const int64_t day = 1772323200; /* 2026-03-01T00:00:00Z */

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_false(person_has_left(person_find(f.registers, "a"), day - 1));
	g_assert_true(person_has_left(person_find(f.registers, "a"), day));
	g_assert_true(person_has_left(person_find(f.registers, "b"), 0));
	g_assert_false(person_has_left(person_find(f.registers, "c"), day));
	g_assert_false(person_has_left(person_find(f.registers, "d"), day));
	pool_free(f.pool);
	assert_finding("people:\n  a: {left: 2026-02-30}\n", "front/bad-value", "2026-02-30", "\"left\" is no date");
	assert_finding("people:\n  a: {left: soon}\n", "front/bad-value", "soon", "\"left\" is no date");
}

static void
test_turns(void)
{
	struct fixture f = read_one("schedules:\n  s:\n    layers:\n      - {people: [dana, [lee, sam]], start: 2026-01-05, every: 1w}\n      - {people: kim, start: 2026-01-05 09:00, every: 12h}\n");

	g_assert_cmpuint(f.count, ==, 0);
	const struct schedule *schedule = f.schedules.items;
	const struct layer *layers = schedule->layers.items;
	const struct turn *turns = layers[0].turns.items;

	g_assert_cmpstr(schedule->timezone.s, ==, "UTC");
	g_assert_cmpuint(layers[0].turns.count, ==, 2);
	g_assert_cmpuint(turns[0].people.count, ==, 1);
	g_assert_cmpuint(turns[1].people.count, ==, 2);
	g_assert_cmpstr(turns[1].people.items[1].s, ==, "sam");
	assert_covers(turns[1].span, "[lee, sam]");
	g_assert_cmpuint(layers[1].turns.count, ==, 1);
	g_assert_true(has_reference(&f, REFERS_PERSON, "sam"));
	pool_free(f.pool);
}

#define LAYER(inner) "schedules:\n  s:\n    timezone: UTC\n    layers:\n      - {" inner "}\n"

static void
test_schedule_findings(void)
{
	assert_finding(LAYER("people: [], start: 2026-01-05, every: 1w"), "front/bad-value", "[]", "must have somebody");
	assert_finding(LAYER("people: [{a: b}], start: 2026-01-05, every: 1w"), "front/bad-value", "{a: b}", "not a mapping");
	assert_finding(LAYER("start: 2026-01-05, every: 1w"), "front/missing-field", "{start: 2026-01-05, every: 1w}", "\"people\" is missing");
	assert_finding(LAYER("people: [a], start: 2026-01-05, every: 0"), "front/bad-value", "0", "longer than nothing");
	assert_finding(LAYER("people: [a], start: 2026-01-05T09:00Z, every: 1w"), "schedule/bad-zone", "2026-01-05T09:00Z", "recurs");
	assert_finding(LAYER("people: [a], start: monday, every: 1w"), "front/bad-value", "monday", "\"start\" is no time");
	assert_finding(LAYER("people: [a], start: 2026-01-05, every: 1w, hours: {days: workdays, from: \"09:00\", to: \"17:00\"}"), "front/bad-value", "workdays", "days of the week");
	assert_finding(LAYER("people: [a], start: 2026-01-05, every: 1w, hours: {from: 9, to: \"24:00\"}"), "front/bad-value", "9", "time of the day");
	assert_finding(LAYER("people: [a], start: 2026-01-05, every: 1w, hours: {from: \"09:00\"}"), "front/missing-field", "hours", "\"to\" is missing");
	assert_finding("schedules:\n  s: {timezone: \"+01:00\"}\n", "schedule/bad-zone", "\"+01:00\"", "no time zone");
	assert_finding("schedules:\n  s: {overrides: [{person: a, from: 2026-01-05, to: later}]}\n", "front/bad-value", "later", "\"to\" is no time");
	assert_finding("escalations:\n  e: {levels: [{after: 5m}]}\n", "front/missing-field", "{after: 5m}", "\"notify\" is missing");
	assert_finding("escalations:\n  e: {repeat: 1.5}\n", "front/bad-value", "1.5", "whole number");
}

static void
test_days(void)
{
	static const char *const days[] = { "mon-fri", "sat, sun", "Mon", "mon,wed,fri-sun", "Monday-Friday" };

	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		g_autofree char *text = g_strdup_printf(LAYER("people: [a], start: 2026-01-05, every: 1w, hours: {days: \"%s\", from: \"09:00\", to: \"17:00\"}"), days[i]);
		struct fixture f = read_one(text);

		g_assert_cmpuint(f.count, ==, 0);
		pool_free(f.pool);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/register/example", test_example);
	g_test_add_func("/register/example-schedules", test_example_schedules);
	g_test_add_func("/register/example-references", test_example_references);
	g_test_add_func("/register/lookups", test_lookups);
	g_test_add_func("/register/order", test_order);
	g_test_add_func("/register/duplicates", test_duplicates);
	g_test_add_func("/register/ids", test_ids);
	g_test_add_func("/register/findings", test_findings);
	g_test_add_func("/register/left", test_left);
	g_test_add_func("/register/turns", test_turns);
	g_test_add_func("/register/schedule-findings", test_schedule_findings);
	g_test_add_func("/register/days", test_days);
	return g_test_run();
}
