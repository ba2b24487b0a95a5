#include "model/kind.h"

#include "base/pool.h"
#include "base/time.h"

#include <glib.h>
#include <string.h>

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct config *config;
	const struct kinds *kinds;
	const struct finding *const *list;
	size_t count;
};

/* text: a site.yaml with nothing but kinds, or NULL. */
static struct fixture
read_kinds(const char *text)
{
	struct fixture f = { .pool = pool_new() };
	const struct source *source = source_new(f.pool, "site.yaml", text ? text : "", text ? strlen(text) : 0);

	f.findings = findings_new(f.pool);
	f.config = pool_new0(f.pool, struct config);
	f.config->zone = zone_utc();
	f.config->yaml = yaml_read(f.pool, f.findings, source, 0, source->size);
	f.config->kinds = yaml_get(&f.config->yaml, yaml_root(&f.config->yaml), "kinds");
	f.kinds = kinds_read(f.pool, f.findings, f.config);
	findings_settle(f.findings, &(struct settlement){ 0 });
	f.list = findings_list(f.findings, &f.count);
	for (size_t i = 0; i < f.count; i++)
		g_test_message("%s: %s", rule_texts[f.list[i]->rule].id, f.list[i]->message);
	return f;
}

static void
assert_finding(const char *text, const char *rule, const char *covered, const char *message)
{
	struct fixture f = read_kinds(text);

	g_test_message("%s", text);
	g_assert_cmpuint(f.count, ==, 1);

	struct span span = f.list[0]->span;
	g_autofree char *bytes = g_strndup(span.source->bytes + span.start, span.end - span.start);

	g_assert_cmpstr(rule_texts[f.list[0]->rule].id, ==, rule);
	g_assert_cmpstr(bytes, ==, covered);
	g_assert_nonnull(strstr(f.list[0]->message, message));
	pool_free(f.pool);
}

/* The section that a heading begins, by its id; NULL for none. */
static const char *
match(const struct fixture *f, const char *kind, const char *heading)
{
	const struct kind_section *section = kind_section_match(kind_find(f->kinds, kind), kind_normal_heading(f->pool, heading));

	return section ? section->id : NULL;
}

static void
test_builtin(void)
{
	static const struct {
		const char *id, *folder, *output;
		enum kind_role role;
	} wanted[] = {
		{ "runbook", "runbooks", "runbooks", ROLE_RUNBOOK },
		{ "alert", "alerts", "alerts", ROLE_RUNBOOK },
		{ "procedure", "procedures", "procedures", ROLE_RUNBOOK },
		{ "postmortem", "postmortems", "postmortems", ROLE_POSTMORTEM },
		{ "incident", "incidents", "incidents", ROLE_INCIDENT },
		{ "maintenance", "maintenance", "maintenance", ROLE_MAINTENANCE },
		{ "gameday", "gamedays", "gamedays", ROLE_GAMEDAY },
		{ "handoff", "handoffs", "handoffs", ROLE_HANDOFF },
		{ "page", "", "pages", ROLE_PAGE },
	};
	struct fixture f = read_kinds(NULL);

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.kinds->count, ==, G_N_ELEMENTS(wanted));
	for (size_t i = 0; i < f.kinds->count; i++) {
		const struct kind *kind = f.kinds->items[i];

		g_assert_cmpstr(kind->id, ==, wanted[i].id);
		g_assert_cmpstr(kind->folder, ==, wanted[i].folder);
		g_assert_cmpstr(kind->output, ==, wanted[i].output);
		g_assert_cmpint(kind->role, ==, wanted[i].role);
		g_assert_null(kind->span.source);
		g_assert_true(kind_field_find(kind, "title")->required);
		g_assert_true(kind_field_find(kind, "title")->common);
		for (size_t s = 0; s < kind->section_count; s++)
			g_assert_nonnull(kind->sections[s].prompt);
	}
	pool_free(f.pool);
}

static void
test_fields(void)
{
	static const struct {
		const char *kind, *field;
		enum field_type type;
		enum refers refers;
	} wanted[] = {
		{ "page", "owner", FIELD_TEXT, REFERS_OWNER },
		{ "page", "reviewed", FIELD_DATE, REFERS_NOTHING },
		{ "page", "review_every", FIELD_DURATION, REFERS_NOTHING },
		{ "page", "order", FIELD_NUMBER, REFERS_NOTHING },
		{ "page", "draft", FIELD_FLAG, REFERS_NOTHING },
		{ "page", "tags", FIELD_TEXTS, REFERS_NOTHING },
		{ "runbook", "service", FIELD_TEXT, REFERS_SERVICE },
		{ "runbook", "severity", FIELD_TEXT, REFERS_SEVERITY },
		{ "runbook", "alerts", FIELD_TEXTS, REFERS_NOTHING },
		{ "postmortem", "incident", FIELD_TEXT, REFERS_INCIDENT },
		{ "postmortem", "services", FIELD_TEXTS, REFERS_SERVICE },
		{ "postmortem", "acknowledged", FIELD_TIME, REFERS_NOTHING },
		{ "postmortem", "detected_by", FIELD_CHOICE, REFERS_NOTHING },
		{ "postmortem", "authors", FIELD_TEXTS, REFERS_PERSON },
		{ "postmortem", "public", FIELD_FLAG, REFERS_NOTHING },
		{ "incident", "components", FIELD_TEXTS, REFERS_COMPONENT },
		{ "incident", "impact", FIELD_CHOICE, REFERS_NOTHING },
		{ "incident", "runbooks", FIELD_TEXTS, REFERS_RUNBOOK },
		{ "incident", "postmortem", FIELD_TEXT, REFERS_POSTMORTEM },
		{ "maintenance", "starts", FIELD_TIME, REFERS_NOTHING },
		{ "gameday", "participants", FIELD_TEXTS, REFERS_PERSON },
		{ "gameday", "duration", FIELD_DURATION, REFERS_NOTHING },
		{ "handoff", "schedule", FIELD_TEXT, REFERS_SCHEDULE },
		{ "handoff", "from", FIELD_TEXT, REFERS_PERSON },
		{ "handoff", "night_pages", FIELD_NUMBER, REFERS_NOTHING },
	};
	struct fixture f = read_kinds(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const struct kind_field *field = kind_field_find(kind_find(f.kinds, wanted[i].kind), wanted[i].field);

		g_assert_nonnull(field);
		g_assert_cmpint(field->type, ==, wanted[i].type);
		g_assert_cmpint(field->refers, ==, wanted[i].refers);
	}
	const char *const *choices = kind_field_find(kind_find(f.kinds, "postmortem"), "status")->choices;

	g_assert_cmpstr(choices[0], ==, "draft");
	g_assert_cmpstr(choices[2], ==, "final");
	g_assert_null(choices[3]);
	g_assert_null(kind_field_find(kind_find(f.kinds, "page"), "service"));
	pool_free(f.pool);
}

/* Every alias that the documentation names. */
static void
test_aliases(void)
{
	static const struct {
		const char *kind, *heading, *section;
	} wanted[] = {
		{ "runbook", "Symptoms", "symptoms" }, { "runbook", "Trigger", "symptoms" }, { "runbook", "Meaning", "symptoms" },
		{ "runbook", "Impact", "symptoms" }, { "runbook", "Overview", "symptoms" }, { "runbook", "Alert description", "symptoms" },
		{ "runbook", "Diagnosis", "diagnosis" }, { "runbook", "Diagnose", "diagnosis" }, { "runbook", "Triage", "diagnosis" },
		{ "runbook", "Investigation", "diagnosis" }, { "runbook", "Troubleshooting", "diagnosis" }, { "runbook", "Possible checks", "diagnosis" },
		{ "runbook", "Debugging", "diagnosis" }, { "runbook", "Steps to check", "diagnosis" }, { "runbook", "Possible causes", "diagnosis" },
		{ "runbook", "Resolution", "resolution" }, { "runbook", "Mitigation", "resolution" }, { "runbook", "Quick fix", "resolution" },
		{ "runbook", "Remediation", "resolution" }, { "runbook", "Recommended actions", "resolution" }, { "runbook", "Procedure", "resolution" },
		{ "runbook", "Steps", "resolution" }, { "runbook", "Recovery", "resolution" }, { "runbook", "Workaround", "resolution" },
		{ "runbook", "Common causes and resolution", "resolution" }, { "runbook", "Escalation", "escalation" }, { "runbook", "Contacts", "escalation" },
		{ "runbook", "Getting help", "escalation" }, { "runbook", "Support", "escalation" }, { "runbook", "Escalation path", "escalation" },
		{ "runbook", "Verification", "verification" }, { "runbook", "Verification metrics", "verification" }, { "runbook", "Validate", "verification" },
		{ "runbook", "Testing", "verification" }, { "runbook", "Post-checks", "verification" }, { "runbook", "Rollback", "rollback" },
		{ "runbook", "Prerequisites", "prerequisites" }, { "runbook", "References", "references" }, { "runbook", "Post-incident", "post_incident" },
		{ "runbook", "Root cause investigation (post-incident)", "post_incident" }, { "runbook", "Nothing of this", NULL },
		{ "alert", "Meaning", "meaning" }, { "alert", "Impact", "impact" }, { "alert", "Diagnosis", "diagnosis" }, { "alert", "Mitigation", "mitigation" },
		{ "procedure", "Prerequisites", "prerequisites" }, { "procedure", "Steps", "steps" }, { "procedure", "Verification", "verification" }, { "procedure", "Rollback", "rollback" },
		{ "postmortem", "Summary", "summary" }, { "postmortem", "Impact", "impact" }, { "postmortem", "Timeline (UTC)", "timeline" },
		{ "postmortem", "Root cause", "root_cause" }, { "postmortem", "Why wasn't this caught?", "contributing_factors" },
		{ "postmortem", "Why Wasn’t This Caught?", "contributing_factors" }, { "postmortem", "What went well", "went_well" },
		{ "postmortem", "What could improve", "could_improve" }, { "postmortem", "Lessons learned", "could_improve" }, { "postmortem", "Lessons learnt", "could_improve" },
		{ "postmortem", "What went wrong", "could_improve" }, { "postmortem", "Action items", "action_items" }, { "postmortem", "Actions", "action_items" },
		{ "postmortem", "Follow-up", "action_items" }, { "postmortem", "Corrective actions", "action_items" }, { "postmortem", "Action Items (Who / When)", "action_items" },
		{ "gameday", "Scenario", "scenario" }, { "gameday", "Findings", "findings" }, { "gameday", "Follow-up", "action_items" },
		{ "handoff", "Open incidents", "open_incidents" }, { "handoff", "Noisy alerts", "noisy_alerts" }, { "handoff", "Notes", "notes" },
		{ "page", "Symptoms", NULL }, { "incident", "Timeline", NULL },
	};
	struct fixture f = read_kinds(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_test_message("%s: %s", wanted[i].kind, wanted[i].heading);
		g_assert_cmpstr(match(&f, wanted[i].kind, wanted[i].heading), ==, wanted[i].section);
	}
	pool_free(f.pool);
}

static void
test_required(void)
{
	static const char *const wanted[][2] = {
		{ "runbook", "symptoms diagnosis resolution escalation " },
		{ "alert", "meaning impact diagnosis mitigation " },
		{ "postmortem", "impact timeline root_cause action_items " },
		{ "page", "" },
		{ "incident", "" },
	};
	struct fixture f = read_kinds(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		const struct kind *kind = kind_find(f.kinds, wanted[i][0]);
		g_autoptr(GString) all = g_string_new(NULL);

		for (size_t s = 0; s < kind->section_count; s++)
			if (kind->sections[s].required)
				g_string_append_printf(all, "%s ", kind->sections[s].id);
		g_assert_cmpstr(all->str, ==, wanted[i][1]);
	}
	g_assert_cmpuint(kind_find(f.kinds, "runbook")->max_words, ==, 600);
	g_assert_false(kind_section_find(kind_find(f.kinds, "runbook"), "escalation")->inherit);
	g_assert_true(kind_find(f.kinds, "alert")->title_from_file);
	g_assert_true(kind_field_find(kind_find(f.kinds, "runbook"), "service")->required);
	pool_free(f.pool);
}

static void
test_normal(void)
{
	static const char *const wanted[][2] = {
		{ "Symptoms", "symptoms" },
		{ "  Root\tCause  ", "root cause" },
		{ "1. Symptoms", "symptoms" },
		{ "2) Diagnosis:", "diagnosis" },
		{ "3.1 Impact", "impact" },
		{ "3.1. Impact", "impact" },
		{ "4 - Rollback", "rollback" },
		{ "a) Steps", "steps" },
		{ "Step 6: Symptoms", "symptoms" },
		{ "Step 6 Symptoms", "symptoms" },
		{ "Option 1: Stripe is down", "stripe is down" },
		{ "Step 2. 1) Verify", "verify" },
		{ "5 Whys", "5 whys" },
		{ "14:02 UTC", "14:02 utc" },
		{ "🔥 Symptoms 🔥", "symptoms" },
		{ "🚒Impact", "impact" },
		{ "1️⃣ Diagnosis", "diagnosis" },
		{ "👩‍🚒 Contacts", "contacts" },
		{ ":fire: Symptoms :+1:", "symptoms" },
		{ "Why?!", "why" },
		{ "Impact —", "impact" },
		{ "Diagnosis (< 2 min)", "diagnosis" },
		{ "Diagnosis (see (above)):", "diagnosis" },
		{ "Timeline (UTC) (draft)", "timeline" },
		{ "Runbook: Database pool", "database pool" },
		{ "Post-Incident", "post incident" },
		{ "Causes & Resolution", "causes and resolution" },
		{ "Why wasn’t this caught?", "why wasn't this caught" },
		{ "ÜBERSICHT", "übersicht" },
		{ "概要", "概要" },
		{ "(optional)", "(optional)" },
		{ "?", "?" },
		{ "1.", "1" },
		{ "🔥", "🔥" },
		{ "", "" },
		{ "2026-03-21", "2026-03-21" },
		{ "bad \xFF byte", "bad byte" }, /* what is no text doesn't count either */
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++)
		g_assert_cmpstr(kind_normal_heading(pool, wanted[i][0]), ==, wanted[i][1]);
	pool_free(pool);
}

static void
test_match_head(void)
{
	struct fixture f = read_kinds(NULL);

	g_assert_cmpstr(match(&f, "gameday", "Step 16: Scenario: Complete database failure"), ==, "scenario");
	g_assert_cmpstr(match(&f, "runbook", "Quick Fix Option 2: Our integration is broken"), ==, "resolution");
	g_assert_cmpstr(match(&f, "runbook", "Quick fix option 1"), ==, "resolution");
	g_assert_null(match(&f, "runbook", "Something: diagnosis"));
	g_assert_null(match(&f, "runbook", "Diagnosis of the pool"));
	pool_free(f.pool);
}

static void
test_time_box(void)
{
	static const struct {
		const char *heading;
		int64_t seconds;
	} wanted[] = {
		{ "Diagnosis (< 2 min)", 120 }, { "Diagnosis (5 minutes)", 300 }, { "Diagnosis (≤ 10m)", 600 }, { "Diagnosis (under 2 minutes)", 120 },
		{ "Diagnosis (<2min)", 120 }, { "Fix (up to 1 hour)", 3600 }, { "Fix (1h30m)", 5400 }, { "Fix (UTC) (30 s)", 30 }, { "Triage (5-10 min)", 600 },
		{ "Triage (max. 5 min.)", 300 }, { "Triage (time box: 15 min)", 900 },
		{ "Diagnosis", DURATION_NONE }, { "Diagnosis (UTC)", DURATION_NONE }, { "Diagnosis (2 nodes)", DURATION_NONE }, { "Diagnosis (2 min", DURATION_NONE },
		{ "Diagnosis ()", DURATION_NONE }, { "Step (2)", DURATION_NONE }, { "Timeline (2026-03-21)", DURATION_NONE }, { "(0 min)", DURATION_NONE },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_test_message("%s", wanted[i].heading);
		g_assert_cmpint(heading_time_box(wanted[i].heading), ==, wanted[i].seconds);
	}
}

/* The documentation's example changes nothing of the built-in kind but what it names. */
static void
test_example(void)
{
	struct fixture f = read_kinds(
	    "kinds:\n"
	    "  runbook:\n"
	    "    folder: runbooks\n"
	    "    fields:\n"
	    "      service:  {type: service, required: true}\n"
	    "      severity: {type: severity}\n"
	    "      alerts:   {type: list}\n"
	    "    sections:\n"
	    "      symptoms:   {required: true, headings: [Symptoms, Trigger, Meaning]}\n"
	    "      diagnosis:  {required: true, headings: [Diagnosis, Diagnose, Triage, Investigation]}\n"
	    "      resolution: {required: true, headings: [Resolution, Mitigation, Quick fix, Remediation]}\n"
	    "      escalation: {required: true, headings: [Escalation]}\n"
	    "      verification: {headings: [Verification, Verification metrics]}\n"
	    "      post_incident: {headings: [Post-incident, Root cause investigation]}\n"
	    "    max_words: 600\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(match(&f, "runbook", "Meaning"), ==, "symptoms");
	g_assert_null(match(&f, "runbook", "Overview"));
	g_assert_null(match(&f, "runbook", "Contacts"));
	g_assert_cmpstr(match(&f, "runbook", "References"), ==, "references");
	g_assert_cmpstr(kind_section_find(kind_find(f.kinds, "runbook"), "post_incident")->title, ==, "Post-incident");
	g_assert_nonnull(kind_find(f.kinds, "runbook")->span.source);
	pool_free(f.pool);
}

static void
test_changes(void)
{
	struct fixture f = read_kinds(
	    "kinds:\n"
	    "  runbook:\n"
	    "    folder: content/playbooks/\n"
	    "    max_words: null\n"
	    "    fields: {severity: null, service: {required: false}, region: {type: choice, values: [eu, us]}, vendor: url}\n"
	    "    sections:\n"
	    "      references: null\n"
	    "      symptoms: {headings: [What you see]}\n"
	    "      escalation: {inherit: true}\n"
	    "      cost: [Cost, Money]\n"
	    "      last_words: {}\n"
	    "  gameday: null\n");
	const struct kind *kind = kind_find(f.kinds, "runbook");
	const struct kind_section *symptoms = kind_section_find(kind, "symptoms");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpstr(kind->folder, ==, "playbooks");
	g_assert_cmpstr(kind->output, ==, "runbooks");
	g_assert_cmpuint(kind->max_words, ==, 0);
	g_assert_null(kind_field_find(kind, "severity"));
	g_assert_false(kind_field_find(kind, "service")->required);
	g_assert_cmpint(kind_field_find(kind, "service")->refers, ==, REFERS_SERVICE);
	g_assert_cmpstr(kind_field_find(kind, "region")->choices[1], ==, "us");
	g_assert_cmpint(kind_field_find(kind, "vendor")->type, ==, FIELD_URL);
	g_assert_false(kind_field_find(kind, "vendor")->common);
	g_assert_null(kind_section_find(kind, "references"));
	g_assert_cmpstr(symptoms->title, ==, "What you see");
	g_assert_cmpstr(symptoms->headings[0], ==, "what you see");
	g_assert_cmpstr(symptoms->headings[1], ==, "symptoms"); /* the words of its id always match */
	g_assert_null(symptoms->headings[2]);
	g_assert_true(symptoms->required);
	g_assert_nonnull(symptoms->prompt);
	g_assert_true(kind_section_find(kind, "escalation")->inherit);
	g_assert_cmpstr(match(&f, "runbook", "Money"), ==, "cost");
	g_assert_cmpstr(kind_section_find(kind, "last_words")->title, ==, "Last words");
	g_assert_true(&kind->sections[kind->section_count - 1] == kind_section_find(kind, "last_words"));
	g_assert_null(kind_find(f.kinds, "gameday"));
	g_assert_cmpstr(kind_of_path(f.kinds, "gamedays/x.md")->id, ==, "page");
	/* The alert kind was not touched by what the runbook kind lost. */
	g_assert_nonnull(kind_field_find(kind_find(f.kinds, "alert"), "severity"));
	pool_free(f.pool);
}

/* A folder that site.yaml gives to a kind is no longer the built-in kind's. */
static void
test_taken_folders(void)
{
	struct fixture f = read_kinds("kinds:\n  alert: {folder: \"\"}\n  playbook: {like: runbook, folder: runbooks}\n");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_null(kind_find(f.kinds, "runbook"));
	g_assert_cmpstr(kind_of_path(f.kinds, "runbooks/a.md")->id, ==, "playbook");
	g_assert_cmpstr(kind_of_path(f.kinds, "postmortems/a.md")->id, ==, "postmortem");
	g_assert_cmpstr(kind_of_path(f.kinds, "a.md")->id, ==, "alert");
	g_assert_cmpstr(kind_of_path(f.kinds, "deep/a.md")->id, ==, "alert");
	pool_free(f.pool);
}

static void
test_new_kinds(void)
{
	struct fixture f = read_kinds(
	    "kinds:\n"
	    "  playbook: {like: runbook, folder: runbooks/security, max_words: 900}\n"
	    "  decision: {title: Decision, fields: {state: {type: choice, values: [open, taken]}}, sections: {context: {required: true}}}\n");
	const struct kind *playbook = kind_find(f.kinds, "playbook"), *decision = kind_find(f.kinds, "decision");

	g_assert_cmpuint(f.count, ==, 0);
	g_assert_cmpuint(f.kinds->count, ==, 11);
	g_assert_cmpstr(f.kinds->items[10]->id, ==, "page");
	g_assert_cmpint(playbook->role, ==, ROLE_RUNBOOK);
	g_assert_cmpstr(playbook->title, ==, "Playbook");
	g_assert_cmpstr(playbook->plural, ==, "Playbooks");
	g_assert_cmpstr(playbook->output, ==, "runbooks/security");
	g_assert_cmpuint(playbook->max_words, ==, 900);
	g_assert_cmpuint(playbook->section_count, ==, kind_find(f.kinds, "runbook")->section_count);
	g_assert_cmpint(decision->role, ==, ROLE_PAGE);
	g_assert_cmpstr(decision->folder, ==, "decision");
	g_assert_cmpstr(decision->plural, ==, "Decisions");
	g_assert_true(kind_field_find(decision, "owner")->common);
	g_assert_cmpstr(match(&f, "decision", "Context"), ==, "context");
	g_assert_cmpstr(kind_of_path(f.kinds, "runbooks/a.md")->id, ==, "runbook");
	g_assert_cmpstr(kind_of_path(f.kinds, "runbooks/security/a.md")->id, ==, "playbook");
	g_assert_cmpstr(kind_of_path(f.kinds, "runbooks/securityx/a.md")->id, ==, "runbook");
	g_assert_cmpstr(kind_of_path(f.kinds, "runbooks.md")->id, ==, "page");
	g_assert_cmpstr(kind_of_path(f.kinds, "guides/x.md")->id, ==, "page");
	pool_free(f.pool);
}

static void
test_findings(void)
{
	assert_finding("kinds: [runbook]\n", "front/bad-value", "[runbook]", "\"kinds\" must be a mapping");
	assert_finding("kinds:\n  runbook: short\n", "front/bad-value", "short", "a kind must be a mapping");
	assert_finding("kinds:\n  runbook: {feilds: {}}\n", "front/unknown-key", "feilds", "a kind has no \"feilds\"");
	assert_finding("kinds:\n  runbook: {fields: {x: servise}}\n", "front/bad-value", "servise", "no field type \"servise\"");
	assert_finding("kinds:\n  runbook: {fields: {x: choice}}\n", "front/bad-value", "x", "a choice without values");
	assert_finding("kinds:\n  runbook: {fields: {title: null}}\n", "front/bad-value", "title", "can't be taken away");
	assert_finding("kinds:\n  runbook: {fields: {nothing: null}}\n", "front/unknown-key", "nothing", "no field \"nothing\" to take away");
	assert_finding("kinds:\n  runbook: {sections: {nothing: null}}\n", "front/unknown-key", "nothing", "no section \"nothing\" to take away");
	assert_finding("kinds:\n  nothing: null\n", "front/unknown-key", "nothing", "no kind \"nothing\" to take away");
	assert_finding("kinds:\n  page: null\n", "front/bad-value", "page", "can't be taken away");
	assert_finding("kinds:\n  runbook: {sections: {symptoms: {needed: true}}}\n", "front/unknown-key", "needed", "a section has no \"needed\"");
	assert_finding("kinds:\n  runbook: {sections: [a]}\n", "front/bad-value", "[a]", "\"sections\" must be a mapping");
	assert_finding("kinds:\n  a b: {}\n", "front/bad-value", "a b", "can't be an id");
	assert_finding("kinds:\n  x: {like: runbok}\n", "front/bad-value", "runbok", "no kind \"runbok\"");
	assert_finding("kinds:\n  alert: {like: runbook}\n", "front/bad-value", "runbook", "is a kind already");
	assert_finding("kinds:\n  x: {folder: deep}\n  y: {folder: Deep}\n", "site/duplicate-id", "Deep", "already that of the kind \"x\"");
	assert_finding("kinds:\n  x: {folder: ../y}\n", "front/bad-value", "../y", "no folder of the site");
	assert_finding("kinds:\n  runbook: {max_words: 0}\n", "front/bad-value", "0", "number of words");
	assert_finding("kinds:\n  runbook: {max_words: many}\n", "front/bad-value", "many", "must be a number");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/kind/builtin", test_builtin);
	g_test_add_func("/kind/fields", test_fields);
	g_test_add_func("/kind/aliases", test_aliases);
	g_test_add_func("/kind/required", test_required);
	g_test_add_func("/kind/normal", test_normal);
	g_test_add_func("/kind/match-head", test_match_head);
	g_test_add_func("/kind/time-box", test_time_box);
	g_test_add_func("/kind/example", test_example);
	g_test_add_func("/kind/changes", test_changes);
	g_test_add_func("/kind/new-kinds", test_new_kinds);
	g_test_add_func("/kind/taken-folders", test_taken_folders);
	g_test_add_func("/kind/findings", test_findings);
	return g_test_run();
}
