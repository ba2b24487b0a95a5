/* incident: updates and their headings, components over time, maintenance windows, promises. */
#include "model.h"
#include "model/incident.h"

static const char registers_text[] =
    "services:\n"
    "  payments-api: {name: Payments API, component: {name: Payments}}\n"
    "  checkout: {name: Checkout, component: {name: Checkout pages}}\n"
    "  ledger: {name: Ledger}\n"
    "  card-network: {name: Card network, component: {name: \"Cards (EU), and more\"}}\n"
    "  cards: {name: Cards, component: {name: Cards}}\n"
    "severities:\n"
    "  SEV1: {name: Critical}\n";

static struct incident *
incident_of(struct bench *bench, const char *path, const char *text)
{
	if (!bench->registers)
		bench_registers(bench, registers_text);
	return incident_read(bench->pool, &bench->config, bench->registers, bench_document(bench, path, pool_strdup(bench->pool, text)));
}

#define INCIDENT "content/incidents/a.md"
#define MAINTENANCE "content/maintenance/a.md"

/* ---- Words ---- */

static void
test_words(void)
{
	enum update_status status;
	enum state state;

	for (int i = 0; i < STATE_COUNT; i++) {
		g_assert_true(state_find(state_id((enum state)i), &state));
		g_assert_cmpint(state, ==, i);
		g_assert_true(state_find(state_words((enum state)i), &state));
		g_assert_cmpint(state, ==, i);
	}
	g_assert_true(state_find("Partial Outage", &state));
	g_assert_cmpint(state, ==, STATE_PARTIAL);
	g_assert_false(state_find("partal outage", &state));
	g_assert_false(state_find("", &state));
	for (int i = STATUS_NONE + 1; i < STATUS_COUNT; i++) {
		g_assert_true(update_status_find(update_status_id((enum update_status)i), &status));
		g_assert_cmpint(status, ==, i);
		g_assert_true(update_status_find(update_status_words((enum update_status)i), &status));
		g_assert_cmpint(status, ==, i);
	}
	g_assert_true(update_status_find("in-progress", &status));
	g_assert_cmpint(status, ==, STATUS_IN_PROGRESS);
	g_assert_true(update_status_find("Canceled", &status));
	g_assert_cmpint(status, ==, STATUS_CANCELLED);
	g_assert_false(update_status_find("none", &status));
	g_assert_cmpstr(impact_id(IMPACT_CRITICAL), ==, "critical");
}

/* ---- Headings ---- */

static void
test_headings(void)
{
	static const char *const headings[] = {
		"Investigating — 2026-03-21 02:31 UTC", "Investigating – 2026-03-21 02:31 UTC", "Investigating - 2026-03-21 02:31 UTC",
		"Investigating · 2026-03-21 02:31 UTC", "Investigating | 2026-03-21 02:31 UTC", "2026-03-21 02:31 UTC — Investigating",
		"2026-03-21T02:31Z | investigating", "INVESTIGATING - 2026-03-21 02:31", "Investigating 2026-03-21 02:31 UTC",
		"2026-03-21 02:31 UTC Investigating", "Investigating: 2026-03-21 02:31 UTC", "Investigating (2026-03-21 02:31 UTC)",
		"🔴 Investigating — 2026-03-21 02:31 UTC", "**Investigating** — 2026-03-21 03:31+01:00", "Investigating, 2026-03-21 02:31 UTC",
		"Investigating — 2026-03-21 02:31 UTC — slow payments",
		/* signs around the words */
		"Investigating 🔍 — 2026-03-21 02:31 UTC", "⚠️ Investigating ⚠️ - 2026-03-21 02:31 UTC", "Investigating 🔍 2026-03-21 02:31 UTC",
		"2026-03-21 02:31 UTC | Investigating 🔍", "2026-03-21 02:31 UTC 🔍 Investigating", "Investigating — 🕑 2026-03-21 02:31 UTC",
		"Investigating — 2026-03-21 02:31 UTC ✅", ":mag: Investigating :rotating_light: — 2026-03-21 02:31 UTC",
		"[Investigating] 2026-03-21 02:31 UTC", "(Investigating) — 2026-03-21 02:31 UTC", "[2026-03-21 02:31 UTC] Investigating",
		"`Investigating` — `2026-03-21 02:31 UTC`", "Investigating-2026-03-21 02:31 UTC", "Investigating -- 2026-03-21 02:31 UTC",
		"Investigating → 2026-03-21 02:31 UTC", "1. Investigating — 2026-03-21 02:31 UTC",
		"Status: Investigating — 2026-03-21 02:31 UTC", "Update 2 — Investigating — 2026-03-21 02:31 UTC",
		/* zones, halves of the day, days in words */
		"Investigating — 2026-03-21 02:31", "Investigating — 2026-03-21 03:31 CET", "Investigating — 2026-03-21 03:31 Europe/Berlin",
		"Investigating — 2026-03-21 03:31 +01:00", "Investigating — 2026-03-21 01:31 -0100", "Investigating — 2026-03-21 02:31 (UTC)",
		"Investigating — 2026-03-21 02:31 UTC (03:31 in Berlin)", "Investigating — 2026-03-21 2:31 AM UTC",
		"Investigating — 2026-03-21 2:31am", "Investigating — 21 March 2026, 02:31 UTC", "Investigating — March 21, 2026 02:31 UTC",
		"Investigating — Sat 2026-03-21 02:31 UTC", "Investigating at 2026-03-21 02:31 UTC", "Investigating — 2026-03-21T02:31:00.000Z",
		/* day and clock apart */
		"Investigating — 2026-03-21, 02:31 UTC", "2026-03-21 — Investigating — 02:31 UTC", "Investigating — 02:31 UTC, 21 March 2026",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
		struct bench bench = bench_new();
		g_autofree char *text = g_strdup_printf("# A\n\n## %s\n\ntext\n", headings[i]);
		struct incident *incident = incident_of(&bench, INCIDENT, text);

		g_test_message("%s", headings[i]);
		g_assert_cmpuint(incident->update_count, ==, 1);
		g_assert_cmpint(incident->updates[0].status, ==, STATUS_INVESTIGATING);
		g_assert_cmpint(incident->updates[0].at, ==, bench_at("2026-03-21 02:31 UTC"));
		g_assert_null(incident->updates[0].time_problem);
		bench_free(&bench);
	}
}

static void
assert_bad_heading(const char *heading, enum update_status status, const char *status_text, const char *time_text)
{
	struct bench bench = bench_new();
	g_autofree char *text = g_strdup_printf("# A\n\n## %s\n\ntext\n", heading);
	struct incident *incident = incident_of(&bench, INCIDENT, text);

	g_test_message("%s", heading);
	g_assert_cmpuint(incident->update_count, ==, 1);
	g_assert_cmpint(incident->updates[0].status, ==, status);
	g_assert_cmpstr(incident->updates[0].status_text.s, ==, status_text);
	g_assert_cmpstr(incident->updates[0].time_text.s, ==, time_text);
	if (incident->updates[0].at == TIME_NONE)
		g_assert_nonnull(incident->updates[0].time_problem);
	if (time_text)
		g_assert_cmpstr(bench_words(&bench, incident->updates[0].time_text.span), ==, time_text);
	bench_free(&bench);
}

static void
test_bad_headings(void)
{
	assert_bad_heading("Investigatin — 2026-03-21 02:31 UTC", STATUS_NONE, "Investigatin", "2026-03-21 02:31 UTC");
	assert_bad_heading("Investigating", STATUS_INVESTIGATING, "Investigating", NULL);
	assert_bad_heading("Investigating — 2026-03-21", STATUS_INVESTIGATING, "Investigating", "2026-03-21");
	assert_bad_heading("Investigating — 2026-02-30 02:31", STATUS_INVESTIGATING, "Investigating", "2026-02-30 02:31");
	assert_bad_heading("2026-03-21 02:31 UTC", STATUS_NONE, NULL, "2026-03-21 02:31 UTC");
	assert_bad_heading("What happened", STATUS_NONE, "What happened", NULL);
	assert_bad_heading("Investigating — tomorrow", STATUS_INVESTIGATING, "Investigating", NULL);
	assert_bad_heading("Investigating — 2026-03-21 02:31 XYZ", STATUS_INVESTIGATING, "Investigating", "2026-03-21 02:31 XYZ");
	assert_bad_heading("Investigating — 2026-03-21 14:31 PM UTC", STATUS_INVESTIGATING, "Investigating", "2026-03-21 14:31 PM UTC");
	assert_bad_heading("Investigating — 2026-03-21 02.31 UTC", STATUS_INVESTIGATING, "Investigating", "2026-03-21 02.31 UTC");
	assert_bad_heading("Investigating — 1850-03-21 02:31", STATUS_INVESTIGATING, "Investigating", "1850-03-21 02:31");
	assert_bad_heading("Investigating — 02:31", STATUS_INVESTIGATING, "Investigating", "02:31");
	/* digits that may be meant for a day are not passed over */
	assert_bad_heading("Investigating — 2026.03.21 02:31", STATUS_INVESTIGATING, "Investigating", "02:31");
	assert_bad_heading("20260321 02:31 Investigating", STATUS_INVESTIGATING, "Investigating", "02:31");
}

/* The updates' times in the order of time; "?" for one that is not known. */
static void
assert_times(const char *front, const char *headings, const char *expected)
{
	struct bench bench = bench_new();
	g_auto(GStrv) lines = g_strsplit(headings, "\n", -1);
	g_autofree char *body = g_strjoinv("\n\ntext\n\n## ", lines);
	g_autofree char *text = g_strdup_printf("---\ntitle: A\n%s---\n\n## %s\n", front, body);
	struct incident *incident = incident_of(&bench, INCIDENT, text);
	g_autoptr(GString) times = g_string_new(NULL);

	g_test_message("%s%s", front, headings);
	for (size_t i = 0; i < incident->update_count; i++) {
		const int64_t at = incident->updates[i].at;

		g_string_append_printf(times, "%s%s", i ? ", " : "", at == TIME_NONE ? "?" : time_format(bench.pool, zone_utc(), at));
	}
	g_assert_cmpstr(times->str, ==, expected);
	bench_free(&bench);
}

#define STARTED "started: 2026-03-21 23:40 UTC\n"

static void
test_times_without_day(void)
{
	assert_times(STARTED, "Investigating — 23:50\nIdentified — 00:10\nResolved — 02:00",
	    "2026-03-21 23:50 UTC, 2026-03-22 00:10 UTC, 2026-03-22 02:00 UTC");
	assert_times(STARTED, "Resolved — 02:00\nIdentified — 00:10\nInvestigating — 23:50",
	    "2026-03-21 23:50 UTC, 2026-03-22 00:10 UTC, 2026-03-22 02:00 UTC");
	assert_times(STARTED, "Investigating — 00:10", "2026-03-22 00:10 UTC");
	/* the statuses are equal: the clocks tell what is newest */
	assert_times("started: 2026-03-21 02:00 UTC\n", "Identified — 03:00\nIdentified — 02:30", "2026-03-21 02:30 UTC, 2026-03-21 03:00 UTC");
	/* a small step back is a mistake, and stays one */
	assert_times("started: 2026-03-21 02:00 UTC\n", "Investigating — 03:00\nIdentified — 02:50\nResolved — 04:00",
	    "2026-03-21 02:50 UTC, 2026-03-21 03:00 UTC, 2026-03-21 04:00 UTC");
	/* a day that is given holds for those behind it in time */
	assert_times(STARTED, "Investigating — 23:50\nIdentified — 2026-03-24 08:00\nResolved — 9 AM",
	    "2026-03-21 23:50 UTC, 2026-03-24 08:00 UTC, 2026-03-24 09:00 UTC");
	assert_times("", "Investigating — 02:31\nResolved — 2026-03-21 03:00", "2026-03-21 02:31 UTC, 2026-03-21 03:00 UTC");
	assert_times("", "Investigating — 02:31\nResolved — 03:00", "?, ?");
	/* each in its zone: 00:10 in Berlin is before midnight in UTC */
	assert_times(STARTED, "Investigating — 00:50 CET\nIdentified — 01:10 CET", "2026-03-21 23:50 UTC, 2026-03-22 00:10 UTC");
	/* a day without a year is near the start */
	assert_times("started: 2025-12-31 23:00 UTC\n", "Investigating — 31 Dec, 23:10\nResolved — Jan 1, 00:30", "2025-12-31 23:10 UTC, 2026-01-01 00:30 UTC");
}

/* ---- Incidents ---- */

static const char incident_text[] =
    "---\n"
    "title: Slow payments\n"
    "severity: SEV1\n"
    "started: 2026-03-21 02:28 UTC\n"
    "---\n"
    "\n"
    "## Resolved — 2026-03-21 03:10 UTC\n\nAll good.\n\n"
    "## Monitoring — 2026-03-21 03:00 UTC\n\nAffects: payments (operational)\n\n"
    "## Investigating — 2026-03-21 02:31 UTC\n\n"
    "Affects: Payments (partial outage), checkout (degraded performance)\n\n"
    "Some see errors. Next update in 30 minutes.\n";

static void
test_incident(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT, incident_text);
	const struct service *payments = service_find(bench.registers, "payments-api");
	const struct service *checkout = service_find(bench.registers, "checkout");

	g_assert_false(incident->maintenance);
	g_assert_true(incident->is_public);
	g_assert_cmpstr(incident->severity->id.s, ==, "SEV1");
	g_assert_true(incident->newest_first);
	g_assert_cmpuint(incident->update_count, ==, 3);
	g_assert_cmpint(incident->updates[0].status, ==, STATUS_INVESTIGATING);
	g_assert_cmpstr(incident->updates[0].anchor, ==, "update-1");
	g_assert_cmpstr(incident->updates[2].anchor, ==, "update-3");
	g_assert_cmpint(incident->started, ==, bench_at("2026-03-21 02:28 UTC"));
	g_assert_cmpint(incident->resolved, ==, bench_at("2026-03-21 03:10 UTC"));
	g_assert_cmpint(incident->status, ==, STATUS_RESOLVED);
	g_assert_cmpint(incident->impact, ==, IMPACT_MAJOR);
	g_assert_cmpuint(incident->component_count, ==, 2);
	g_assert_true(incident->components[0] == payments);
	g_assert_cmpuint(incident->change_count, ==, 4);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 02:30 UTC")), ==, STATE_OPERATIONAL);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 02:31 UTC")), ==, STATE_PARTIAL);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 03:00 UTC")), ==, STATE_OPERATIONAL);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 03:00 UTC")), ==, STATE_DEGRADED);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 03:10 UTC")), ==, STATE_OPERATIONAL);
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 02:27 UTC")));
	g_assert_true(incident_is_open(incident, bench_at("2026-03-21 02:28 UTC")));
	g_assert_true(incident_is_open(incident, bench_at("2026-03-21 03:09 UTC")));
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 03:10 UTC")));
	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 02:29 UTC")), ==, STATUS_INVESTIGATING);
	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 03:05 UTC")), ==, STATUS_MONITORING);
	g_assert_cmpint(incident->updates[0].promised, ==, bench_at("2026-03-21 03:01 UTC"));
	g_assert_cmpstr(bench_words(&bench, incident->updates[0].promise_span), ==, "Next update in 30 minutes");
	bench_free(&bench);
}

/* What is known at an instant: nothing of later updates. */
static void
test_as_of(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT, "---\ntitle: A\ncomponents: [payments-api]\n---\n\n"
	    "## Investigating — 2026-03-21 02:00 UTC\n\nAffects: payments (degraded)\n\n"
	    "## Identified — 2026-03-21 03:00 UTC\n\nAffects: checkout (major outage)\n");

	g_assert_cmpint(incident_impact(incident, bench_at("2026-03-21 01:59 UTC")), ==, IMPACT_NONE);
	g_assert_cmpint(incident_impact(incident, bench_at("2026-03-21 02:59 UTC")), ==, IMPACT_MINOR);
	g_assert_cmpint(incident_impact(incident, bench_at("2026-03-21 03:00 UTC")), ==, IMPACT_CRITICAL);
	g_assert_cmpuint(incident->component_count, ==, 2);
	g_assert_cmpint(incident->named_since[0], ==, INT64_MIN);
	g_assert_cmpint(incident->named_since[1], ==, bench_at("2026-03-21 03:00 UTC"));
	bench_free(&bench);
}

/* "payments-api=partial outage, …": what an update affects, "?" for what is unknown. */
static void
assert_affects(const char *body, const char *expected)
{
	struct bench bench = bench_new();
	g_autofree char *text = g_strdup_printf("# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\n%s\n", body);
	struct incident *incident = incident_of(&bench, INCIDENT, text);
	const struct update *update = &incident->updates[0];
	g_autoptr(GString) words = g_string_new(update->has_affects ? NULL : "none");

	g_test_message("%s", body);
	for (size_t i = 0; i < update->affect_count; i++) {
		const struct affect *affect = &update->affects[i];

		g_string_append_printf(words, "%s%s=%s", i ? ", " : "", affect->service ? affect->service->id.s : "?",
		    affect->state_known ? state_words(affect->state) : "?");
		g_assert_cmpstr(bench_words(&bench, affect->name.span), ==, affect->name.s);
	}
	g_assert_cmpstr(words->str, ==, expected);
	bench_free(&bench);
}

static void
test_affects(void)
{
	assert_affects("text", "none");
	assert_affects("Affects: payments-api (partial outage)", "payments-api=partial outage");
	assert_affects("**Affects:** Payments (major_outage); checkout pages (Under maintenance).", "payments-api=major outage, checkout=under maintenance");
	assert_affects("Affects: payments", "payments-api=?");
	assert_affects("Affects: payments (partal outage)", "payments-api=?");
	assert_affects("Affects: nothing (partial outage), ledger (degraded)", "?=partial outage, ?=degraded performance");
	assert_affects("Affects: payments: partial outage", "payments-api=partial outage");
	assert_affects("Affects: payments (partial outage),\ncheckout (degraded performance)\nand words", "payments-api=partial outage, checkout=degraded performance");
	assert_affects("Words.\nAffects: payments (partial outage)", "payments-api=partial outage");
	assert_affects("Affects:\n\n- payments (partial outage)\n- checkout (degraded performance)", "payments-api=partial outage, checkout=degraded performance");
	/* a table: its columns by their names, else name and state */
	assert_affects("Affects:\n\n| Component | State |\n|---|---|\n| payments | partial outage |\n| `checkout` | 🟡 degraded |", "payments-api=partial outage, checkout=degraded performance");
	assert_affects("Affects:\n\n| Status | Notes | Service |\n|---|---|---|\n| major outage | all cards | payments, checkout |", "payments-api=major outage, checkout=major outage");
	assert_affects("Affects:\n\n| What | How |\n|---|---|\n| payments | partal outage |\n| checkout (degraded) | |\n| nothing | operational |", "payments-api=?, checkout=degraded performance, ?=operational");
	assert_affects("Affects:\n\n| Components |\n|---|\n| payments: partial outage |\n| checkout |", "payments-api=partial outage, checkout=?");
	assert_affects("Affects: payments (partial outage)\n\n| Component | State |\n|---|---|\n| checkout | major outage |", "payments-api=partial outage");
	assert_affects("This affects: payments", "none");
	/* every spelling of a state */
	assert_affects("Affects: payments (degraded), checkout (Degraded_Performance)", "payments-api=degraded performance, checkout=degraded performance");
	assert_affects("Affects: payments (maintenance), checkout (under-maintenance)", "payments-api=under maintenance, checkout=under maintenance");
	assert_affects("Affects: payments (partial), checkout (MAJOR)", "payments-api=partial outage, checkout=major outage");
	assert_affects("Affects: payments ( major \u00a0 outage ), checkout (`operational`)", "payments-api=major outage, checkout=operational");
	assert_affects("Affects: payments (🔴 major outage), ✅ checkout (operational ✅)", "payments-api=major outage, checkout=operational");
	assert_affects("Affects: payments — major outage; checkout – operational", "payments-api=major outage, checkout=operational");
	assert_affects("Affects: payments - major outage, checkout = operational", "payments-api=major outage, checkout=operational");
	assert_affects("Affects: payments → major outage, checkout [operational]", "payments-api=major outage, checkout=operational");
	assert_affects("Affects: payments major outage, \"checkout\" 🟢 operational", "payments-api=major outage, checkout=operational");
	/* every spelling of "Affects:" */
	assert_affects("affects : payments (partial outage)", "payments-api=partial outage");
	assert_affects("Affects — payments (partial outage)", "payments-api=partial outage");
	assert_affects("Affected components: payments (partial outage)", "payments-api=partial outage");
	assert_affects("Affected customers see errors: payments (partial outage)", "none");
	assert_affects("Affects: payments (partial outage)\ncheckout (degraded)\nSome words.", "payments-api=partial outage, checkout=degraded performance");
	assert_affects("Affects: payments (partial outage)\ncheckout is fine", "payments-api=partial outage");
	assert_affects("Affects: payments (partial outage) and checkout (degraded)", "payments-api=partial outage, checkout=degraded performance");
	/* names that hold what divides others; the longest counts */
	assert_affects("Affects: Cards (EU), and more (partial outage), cards (degraded)", "card-network=partial outage, cards=degraded performance");
	assert_affects("Affects: Cards (EU), and more", "card-network=?");
	assert_affects("Affects: payments-db (partial outage), Payments API (degraded)", "?=partial outage, ?=degraded performance");
	assert_affects("Affects:", "");
}

static void
test_affects_places(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT,
	    "# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\nwords\n\nAffects: Payments (partal outage)\n");

	g_assert_cmpstr(bench_words(&bench, incident->updates[0].affects[0].state_span), ==, "partal outage");
	g_assert_cmpuint(incident->updates[0].affects_row, ==, 3);
	g_assert_cmpuint(incident->change_count, ==, 0);
	/* what says nothing else, and so need not be shown again: a paragraph; a list with its head; not a line among others */
	incident = incident_of(&bench, INCIDENT, "# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\nwords\n\n"
	    "Affects: Payments (degraded)\n\nWords.\nAffects: Payments (degraded)\n\nAffects:\n\n- Payments (degraded)\n");
	g_assert_cmpuint(incident->updates[0].affects_row_count, ==, 3);
	g_assert_false(update_is_of_affects(&incident->updates[0], 2));
	g_assert_true(update_is_of_affects(&incident->updates[0], 3));
	g_assert_false(update_is_of_affects(&incident->updates[0], 4));
	g_assert_true(update_is_of_affects(&incident->updates[0], 5));
	g_assert_true(update_is_of_affects(&incident->updates[0], 6));
	g_assert_cmpuint(update_affects_lines(&incident->updates[0], 4), ==, 0);
	incident = incident_of(&bench, INCIDENT, "# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\n"
	    "Affects: Payments (degraded),\ncheckout (degraded)\nWords.\nAffects: cards (degraded)\n");
	g_assert_cmpuint(incident->updates[0].affect_count, ==, 3);
	g_assert_false(update_is_of_affects(&incident->updates[0], 2));
	g_assert_cmpuint(update_affects_lines(&incident->updates[0], 2), ==, 2);
	bench_free(&bench);
}

/* components: without any Affects: the state follows from the impact. */
static void
test_components_field(void)
{
	static const struct {
		const char *impact;
		enum state state;
		enum impact worked_out;
	} rows[] = {
		{ "", STATE_DEGRADED, IMPACT_MINOR },
		{ "impact: none\n", STATE_OPERATIONAL, IMPACT_NONE },
		{ "impact: minor\n", STATE_DEGRADED, IMPACT_MINOR },
		{ "impact: major\n", STATE_PARTIAL, IMPACT_MAJOR },
		{ "impact: critical\n", STATE_MAJOR, IMPACT_CRITICAL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		g_autofree char *text = g_strdup_printf("---\ntitle: A\ncomponents: [payments-api]\n%s---\n\n"
		    "## Investigating — 2026-03-21 02:31 UTC\n\na\n\n## Resolved — 2026-03-21 03:00 UTC\n\nb\n", rows[i].impact);
		struct incident *incident = incident_of(&bench, INCIDENT, text);
		const struct service *payments = service_find(bench.registers, "payments-api");

		g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 02:40 UTC")), ==, rows[i].state);
		g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 03:00 UTC")), ==, STATE_OPERATIONAL);
		g_assert_cmpint(incident->impact, ==, rows[i].worked_out);
		bench_free(&bench);
	}
}

static void
test_reopened(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT, "# A\n\n"
	    "## Investigating — 2026-03-21 02:00 UTC\n\nAffects: payments (major outage)\n\n"
	    "## Resolved — 2026-03-21 03:00 UTC\n\na\n\n"
	    "## Investigating — 2026-03-21 04:00 UTC\n\nAffects: payments (degraded performance)\n\n");

	g_assert_cmpint(incident->resolved, ==, TIME_NONE);
	g_assert_false(incident->newest_first);
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 03:30 UTC")));
	g_assert_true(incident_is_open(incident, bench_at("2026-03-21 04:00 UTC")));
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 02:59 UTC")), ==, TIME_NONE);
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 03:30 UTC")), ==, bench_at("2026-03-21 03:00 UTC"));
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 04:00 UTC")), ==, TIME_NONE);
	g_assert_cmpint(incident->impact, ==, IMPACT_CRITICAL);
	g_assert_cmpint(incident->started, ==, bench_at("2026-03-21 02:00 UTC"));
	incident = incident_of(&bench, INCIDENT, "# A\n\n## Resolved — 2026-03-21 03:00 UTC\n\na\n\n## Postmortem — 2026-03-23 04:00 UTC\n\nb\n");
	g_assert_cmpint(incident->resolved, ==, bench_at("2026-03-21 03:00 UTC"));
	g_assert_cmpint(incident->status, ==, STATUS_POSTMORTEM);
	bench_free(&bench);
}

/* With components: alone, reopening brings the impact's state back. */
static void
test_reopened_by_impact(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT, "---\ntitle: A\ncomponents: [checkout]\nimpact: major\n---\n\n"
	    "## Investigating — 2026-03-21 02:00 UTC\n\na\n\n## Resolved — 2026-03-21 03:00 UTC\n\na\n\n"
	    "## Identified — 2026-03-21 04:00 UTC\n\na\n\n## Resolved — 2026-03-21 05:00 UTC\n\na\n");
	const struct service *checkout = service_find(bench.registers, "checkout");

	g_assert_cmpuint(incident->change_count, ==, 4);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 02:30 UTC")), ==, STATE_PARTIAL);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 03:30 UTC")), ==, STATE_OPERATIONAL);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 04:30 UTC")), ==, STATE_PARTIAL);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 05:00 UTC")), ==, STATE_OPERATIONAL);
	bench_free(&bench);
}

static void
test_odd_incidents(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, INCIDENT, "");

	g_assert_cmpuint(incident->update_count, ==, 0);
	g_assert_cmpint(incident->started, ==, TIME_NONE);
	g_assert_false(incident_is_open(incident, 0));
	/* an update without a time comes last and changes nothing */
	incident = incident_of(&bench, INCIDENT, "---\ntitle: A\nvisibility: internal\n---\n\n"
	    "## Identified\n\nAffects: payments (major outage)\n\n## Investigating — 2026-03-21 02:00 UTC\n\nAffects: payments (partial outage)\n");
	g_assert_false(incident->is_public);
	g_assert_cmpuint(incident->update_count, ==, 2);
	g_assert_cmpint(incident->updates[1].status, ==, STATUS_IDENTIFIED);
	g_assert_cmpuint(incident->change_count, ==, 1);
	g_assert_cmpint(incident->status, ==, STATUS_INVESTIGATING);
	/* level 3 where there is no other, and deeper headings inside updates */
	incident = incident_of(&bench, INCIDENT, "# A\n\n### Investigating — 2026-03-21 02:00 UTC\n\na\n\n#### Details\n\nb\n\n### Resolved — 2026-03-21 03:00 UTC\n");
	g_assert_cmpuint(incident->update_count, ==, 2);
	g_assert_cmpuint(incident->updates[0].end_row, ==, 5);
	bench_free(&bench);
}

/* ---- Maintenance ---- */

#define WINDOW "---\ntitle: M\nstarts: 2026-03-21 02:00 UTC\nends: 2026-03-21 04:00 UTC\ncomponents: [payments-api]\n---\n\nWhat we do.\n\n"

/* The state of payments at hours and minutes of the day. */
static void
assert_window(const char *updates, const char *const *expected)
{
	struct bench bench = bench_new();
	g_autofree char *text = g_strconcat(WINDOW, updates, NULL);
	struct incident *incident = incident_of(&bench, MAINTENANCE, text);
	const struct service *payments = service_find(bench.registers, "payments-api");

	g_test_message("%s", updates);
	g_assert_true(incident->maintenance);
	g_assert_cmpint(incident->impact, ==, IMPACT_MAINTENANCE);
	for (; expected[0]; expected += 2) {
		g_autofree char *at = g_strdup_printf("2026-03-21 %s UTC", expected[0]);

		g_test_message("%s", at);
		g_assert_cmpstr(state_words(incident_state(incident, payments, bench_at(at))), ==, expected[1]);
	}
	bench_free(&bench);
}

#define EXPECT(...) (const char *const[]){ __VA_ARGS__, NULL }

static void
test_windows(void)
{
	assert_window("", EXPECT("01:59", "operational", "02:00", "under maintenance", "03:59", "under maintenance", "04:00", "operational"));
	assert_window("## Scheduled — 2026-03-20 02:00 UTC\n\nAffects: payments (under maintenance)\n",
	    EXPECT("01:59", "operational", "02:00", "under maintenance", "04:00", "operational"));
	assert_window("## In progress — 2026-03-21 02:05 UTC\n\na\n\n## Completed — 2026-03-21 03:30 UTC\n\nb\n",
	    EXPECT("02:01", "under maintenance", "03:29", "under maintenance", "03:30", "operational"));
	assert_window("## In progress — 2026-03-21 02:00 UTC\n\na\n\n## Verifying — 2026-03-21 04:30 UTC\n\na\n\n## Completed — 2026-03-21 05:00 UTC\n\nb\n",
	    EXPECT("04:45", "under maintenance", "05:00", "operational"));
	assert_window("## In progress — 2026-03-21 04:10 UTC\n\nlonger\n", EXPECT("04:05", "under maintenance", "09:00", "under maintenance"));
	/* a window that begins early changes nothing before its start */
	assert_window("## In progress — 2026-03-21 01:30 UTC\n\na\n", EXPECT("01:45", "operational", "02:00", "under maintenance", "04:00", "operational"));
	assert_window("## Cancelled — 2026-03-20 12:00 UTC\n\na\n", EXPECT("02:30", "operational"));
	assert_window("## In progress — 2026-03-21 02:00 UTC\n\nAffects: payments (partial outage)\n\n## Completed — 2026-03-21 03:00 UTC\n\nb\n",
	    EXPECT("02:00", "partial outage", "03:00", "operational"));
	assert_window("## In progress — 2026-03-21 02:00 UTC\n\na\n\n## Verifying — 2026-03-21 03:00 UTC\n\nAffects: payments (operational)\n",
	    EXPECT("02:59", "under maintenance", "03:00", "operational", "04:00", "operational"));
}

static void
test_window_status(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, MAINTENANCE, WINDOW "## Scheduled — 2026-03-20 02:00 UTC\n\na\n");

	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 01:00 UTC")), ==, STATUS_SCHEDULED);
	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 02:00 UTC")), ==, STATUS_IN_PROGRESS);
	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 04:00 UTC")), ==, STATUS_COMPLETED);
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 01:59 UTC")));
	g_assert_true(incident_is_open(incident, bench_at("2026-03-21 02:00 UTC")));
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 04:00 UTC")));
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 01:59 UTC")), ==, TIME_NONE);
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 03:59 UTC")), ==, TIME_NONE);
	g_assert_cmpint(incident_ended(incident, bench_at("2026-03-21 04:00 UTC")), ==, bench_at("2026-03-21 04:00 UTC"));
	g_assert_cmpint(incident->resolved, ==, TIME_NONE);
	g_assert_cmpint(incident->ends, ==, bench_at("2026-03-21 04:00 UTC"));
	incident = incident_of(&bench, MAINTENANCE, WINDOW "## Cancelled — 2026-03-20 02:00 UTC\n\na\n");
	g_assert_cmpint(incident_status(incident, bench_at("2026-03-21 02:00 UTC")), ==, STATUS_CANCELLED);
	g_assert_false(incident_is_open(incident, bench_at("2026-03-21 02:30 UTC")));
	bench_free(&bench);
}

/* ---- Promises ---- */

static void
test_promises(void)
{
	static const struct {
		const char *words, *at;
	} rows[] = {
		{ "Next update in 30 minutes.", "2026-03-21 23:01 UTC" },
		{ "The next update will be within the hour.", "2026-03-21 23:31 UTC" },
		{ "We will provide an update within 30 minutes.", "2026-03-21 23:01 UTC" },
		{ "Next update at 23:45 UTC.", "2026-03-21 23:45 UTC" },
		{ "Next update: 23:45 UTC", "2026-03-21 23:45 UTC" },
		{ "Next update by 00:15.", "2026-03-22 00:15 UTC" },
		{ "Next update in half an hour!", "2026-03-21 23:01 UTC" },
		{ "We're on it. Expect the next\nupdate in 2 hours.", "2026-03-22 00:31 UTC" },
		{ "We will post updates every 15 minutes.", "2026-03-21 22:46 UTC" },
		{ "We expect to post again by 23:45 UTC at the latest.", "2026-03-21 23:45 UTC" },
		{ "We will post again in 20 minutes.", "2026-03-21 22:51 UTC" },
		{ "We'll be back with more in one hour.", "2026-03-21 23:31 UTC" },
		{ "Expect an update in the next 30 minutes.", "2026-03-21 23:01 UTC" },
		{ "Next update in 15 to 30 minutes.", "2026-03-21 23:01 UTC" },
		{ "We will update you within 15-20 minutes.", "2026-03-21 22:51 UTC" },
		{ "We will provide an update before 23:30.", "2026-03-21 23:30 UTC" },
		{ "Next update no later than 11:30 PM UTC.", "2026-03-21 23:30 UTC" },
		{ "Next update tomorrow at 09:00 UTC.", "2026-03-22 09:00 UTC" },
		{ "- one\n- Next update: 30m", "2026-03-21 23:01 UTC" },
		{ "> **Next update:** 23:30.", "2026-03-21 23:30 UTC" },
		{ "We updated the database in 30 minutes.", NULL },
		{ "We rolled out an update at 22:00.", NULL },
		{ "We expect to be back in 30 minutes.", NULL },
		{ "We will give refunds within 30 days.", NULL },
		{ "The update of the database took place at 22:00.", NULL },
		{ "Next update soon.", NULL },
		{ "We will update this page when we know more.", NULL },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();
		g_autofree char *text = g_strdup_printf("# A\n\n## Investigating — 2026-03-21 22:31 UTC\n\n%s\n", rows[i].words);
		struct incident *incident = incident_of(&bench, INCIDENT, text);

		g_test_message("%s", rows[i].words);
		g_assert_cmpint(incident->updates[0].promised, ==, rows[i].at ? bench_at(rows[i].at) : TIME_NONE);
		bench_free(&bench);
	}
}

/* An announcement says what a window affects, as an update does. */
static void
test_announcement(void)
{
	struct bench bench = bench_new();
	struct incident *incident = incident_of(&bench, MAINTENANCE, "---\ntitle: M\nstarts: 2026-03-21 02:00 UTC\nends: 2026-03-21 04:00 UTC\n---\n\n"
	    "What we do.\n\nAffects: payments, checkout (partial outage)\n\n"
	    "## In progress — 2026-03-21 02:00 UTC\n\na\n\n## Verifying — 2026-03-21 03:00 UTC\n\nAffects: checkout\n\n"
	    "## Completed — 2026-03-21 03:30 UTC\n\nb\n");
	const struct service *payments = service_find(bench.registers, "payments-api");
	const struct service *checkout = service_find(bench.registers, "checkout");

	g_assert_cmpuint(incident->announcement.affect_count, ==, 2);
	g_assert_cmpuint(incident->component_count, ==, 2);
	g_assert_cmpint(incident->named_since[0], ==, INT64_MIN);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 01:59 UTC")), ==, STATE_OPERATIONAL);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 02:30 UTC")), ==, STATE_MAINTENANCE);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 02:30 UTC")), ==, STATE_PARTIAL);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 03:10 UTC")), ==, STATE_MAINTENANCE);
	g_assert_cmpint(incident_state(incident, checkout, bench_at("2026-03-21 03:30 UTC")), ==, STATE_OPERATIONAL);
	/* without updates, and what an update says before the start comes later */
	incident = incident_of(&bench, MAINTENANCE, "---\ntitle: M\nstarts: 2026-03-21 02:00 UTC\nends: 2026-03-21 04:00 UTC\n---\n\nAffects:\n\n- payments (degraded)\n");
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 03:59 UTC")), ==, STATE_DEGRADED);
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 04:00 UTC")), ==, STATE_OPERATIONAL);
	incident = incident_of(&bench, MAINTENANCE, WINDOW "Affects: payments (degraded)\n\n## Scheduled — 2026-03-19 02:00 UTC\n\nAffects: payments (major outage)\n");
	g_assert_cmpint(incident_state(incident, payments, bench_at("2026-03-21 02:00 UTC")), ==, STATE_MAJOR);
	/* what stands above an incident's updates is of no moment */
	incident = incident_of(&bench, INCIDENT, "---\ntitle: A\n---\n\nAffects: payments (degraded)\n\n## Investigating — 2026-03-21 02:00 UTC\n\na\n");
	g_assert_cmpuint(incident->component_count, ==, 0);
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/incident/words", test_words);
	g_test_add_func("/incident/headings", test_headings);
	g_test_add_func("/incident/bad-headings", test_bad_headings);
	g_test_add_func("/incident/times-without-day", test_times_without_day);
	g_test_add_func("/incident/incident", test_incident);
	g_test_add_func("/incident/as-of", test_as_of);
	g_test_add_func("/incident/affects", test_affects);
	g_test_add_func("/incident/affects-places", test_affects_places);
	g_test_add_func("/incident/components-field", test_components_field);
	g_test_add_func("/incident/reopened", test_reopened);
	g_test_add_func("/incident/reopened-by-impact", test_reopened_by_impact);
	g_test_add_func("/incident/odd", test_odd_incidents);
	g_test_add_func("/incident/windows", test_windows);
	g_test_add_func("/incident/announcement", test_announcement);
	g_test_add_func("/incident/window-status", test_window_status);
	g_test_add_func("/incident/promises", test_promises);
	return g_test_run();
}
