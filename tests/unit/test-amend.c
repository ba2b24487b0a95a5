/* amend: an update is put where it belongs, in the form of the others, and all else stays byte for byte. */
#include "model/amend.h"
#include "model.h"

#define REGISTERS \
	"services: {payments-api: {name: API, component: {name: Card payments}}, checkout: {name: C, component: {name: \"Shop (new)\"}}}\n"

struct trial {
	struct bench bench;
	const struct incident *before, *after;
	struct amended amended;
	const char *problem;
};

/* Amends a text at a time and reads it again. */
static struct trial
amend(const char *zone, const char *text, struct amendment amendment, const char *at)
{
	struct trial t = { .bench = bench_new() };

	t.bench.config.zone = zone_find(t.bench.pool, zone);
	bench_registers(&t.bench, REGISTERS);
	amendment.at = at ? bench_at(at) : TIME_NONE;
	if (amendment.affect_count) {
		static struct amend_affect affects[2];

		affects[0] = (struct amend_affect){ service_find(t.bench.registers, "payments-api"), STATE_PARTIAL };
		affects[1] = (struct amend_affect){ service_find(t.bench.registers, "checkout"), STATE_DEGRADED };
		amendment.affects = affects;
	}
	t.before = incident_read(t.bench.pool, &t.bench.config, t.bench.registers, bench_document(&t.bench, "content/incidents/a.md", text));
	if (!incident_amend(t.bench.pool, &t.bench.config, t.before, &amendment, &t.amended, &t.problem))
		return t;
	t.after = incident_read(t.bench.pool, &t.bench.config, t.bench.registers, bench_document(&t.bench, "content/incidents/a.md", t.amended.bytes));
	g_assert_cmpuint(strlen(t.amended.bytes), ==, t.amended.size);
	if (!amended_well(t.before, t.after, &amendment))
		t.problem = "it does not say what was meant";
	return t;
}

/* The update, alone and as the text is with it. */
static void
assert_amended(const char *zone, const char *text, struct amendment amendment, const char *at, const char *expected)
{
	struct trial t = amend(zone, text, amendment, at);

	g_assert_cmpstr(t.problem, ==, NULL);
	g_assert_cmpstr(t.amended.bytes, ==, expected);
	bench_free(&t.bench);
}

static const struct amendment fixed = { .status = STATUS_MONITORING, .words = "It works again." };

static void
test_places(void)
{
	assert_amended("UTC", "---\ntitle: A\n---\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n", fixed, "2026-03-21 03:05 UTC",
	    "---\ntitle: A\n---\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n");
	/* newest first: above the others */
	assert_amended("UTC",
	    "---\ntitle: A\n---\n\n## Identified — 2026-03-21 02:50 UTC\n\nFound.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n", fixed, "2026-03-21 03:05 UTC",
	    "---\ntitle: A\n---\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n\n## Identified — 2026-03-21 02:50 UTC\n\nFound.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n");
	/* right behind the front matter, without an empty line */
	assert_amended("UTC",
	    "---\ntitle: A\n---\n## Identified — 2026-03-21 02:50 UTC\nFound.\n## Investigating — 2026-03-21 02:31 UTC\nWe look.\n", fixed, "2026-03-21 03:05 UTC",
	    "---\ntitle: A\n---\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n\n## Identified — 2026-03-21 02:50 UTC\nFound.\n## Investigating — 2026-03-21 02:31 UTC\nWe look.\n");
	/* no update yet */
	assert_amended("UTC", "---\ntitle: A\n---\n", fixed, "2026-03-21 03:05 UTC",
	    "---\ntitle: A\n---\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n");
	assert_amended("UTC", "---\ntitle: A\n---", fixed, "2026-03-21 03:05 UTC",
	    "---\ntitle: A\n---\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.");
	/* not below what is no update */
	assert_amended("UTC", "# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n# Notes\n\nOurs.\n", fixed, "2026-03-21 03:05 UTC",
	    "# A\n\n## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n\n# Notes\n\nOurs.\n");
}

/* Ends of lines, a byte order mark, a last line that has no end, empty lines at the end. */
static void
test_bytes(void)
{
	assert_amended("UTC", "\xEF\xBB\xBF---\r\ntitle: A\r\n---\r\n\r\n## Investigating — 2026-03-21 02:31 UTC\r\n\r\nWe look.", fixed, "2026-03-21 03:05 UTC",
	    "\xEF\xBB\xBF---\r\ntitle: A\r\n---\r\n\r\n## Investigating — 2026-03-21 02:31 UTC\r\n\r\nWe look.\r\n\r\n## Monitoring — 2026-03-21 03:05 UTC\r\n\r\nIt works again.");
	assert_amended("UTC", "## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n\n", fixed, "2026-03-21 03:05 UTC",
	    "## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n\n## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n");
	assert_amended("UTC", "\xEF\xBB\xBF## Identified — 2026-03-21 02:50 UTC\n\nA.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nB.\n", fixed, "2026-03-21 03:05 UTC",
	    "\xEF\xBB\xBF## Monitoring — 2026-03-21 03:05 UTC\n\nIt works again.\n\n## Identified — 2026-03-21 02:50 UTC\n\nA.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nB.\n");
	assert_amended("UTC", "## Investigating — 2026-03-21 02:31 UTC\r\n\r\nWe look.\r\n", (struct amendment){ .status = STATUS_MONITORING, .words = "\n\nOne.\nTwo.\r\n\nThree.  \n\n" }, "2026-03-21 03:05 UTC",
	    "## Investigating — 2026-03-21 02:31 UTC\r\n\r\nWe look.\r\n\r\n## Monitoring — 2026-03-21 03:05 UTC\r\n\r\nOne.\r\nTwo.\r\n\r\nThree.\r\n");
}

/* A heading as the last one has it, its time in the zone of that one. */
static void
assert_heading(const char *zone, const char *heading, const char *at, const char *expected)
{
	g_autofree char *text = g_strdup_printf("%s\n\nWe look.\n", heading), *whole = g_strdup_printf("%s\n%s\n\nIt works again.\n", text, expected);

	assert_amended(zone, text, fixed, at, whole);
}

static void
test_forms(void)
{
	assert_heading("UTC", "## 2026-03-21 02:31 UTC | Investigating", "2026-03-21 03:05 UTC", "## 2026-03-21 03:05 UTC | Monitoring");
	assert_heading("UTC", "### Investigating · 2026-03-21T02:31Z", "2026-03-21 03:05 UTC", "### Monitoring · 2026-03-21T03:05Z");
	assert_heading("UTC", "**Investigating - 2026-03-21 02:31 UTC**", "2026-03-21 03:05 UTC", "**Monitoring - 2026-03-21 03:05 UTC**");
	assert_heading("UTC", "## [2026-03-21 02:31 UTC] Investigating ##", "2026-03-21 03:05 UTC", "## [2026-03-21 03:05 UTC] Monitoring ##");
	/* a sign that says "not yet" is not carried on */
	assert_heading("UTC", "## 🔴 Investigating — 2026-03-21 02:31 UTC", "2026-03-21 03:05 UTC", "## Monitoring — 2026-03-21 03:05 UTC");
	assert_heading("UTC", "Investigating — 2026-03-21 02:31 UTC\n---", "2026-03-21 03:05 UTC", "## Monitoring — 2026-03-21 03:05 UTC");
}

static void
test_zones(void)
{
	/* the site's zone where the file names none; the clocks go forward on 29 March, back on 25 October */
	assert_heading("Europe/Paris", "## Investigating — 2026-03-28 23:31", "2026-03-29 01:05 UTC", "## Monitoring — 2026-03-29 03:05");
	assert_heading("Europe/Paris", "## Investigating — 2026-03-28 23:31 CET", "2026-03-29 01:05 UTC", "## Monitoring — 2026-03-29 03:05 CEST");
	assert_heading("Europe/London", "## Investigating — 2026-03-28 23:31 UTC", "2026-03-29 01:05 UTC", "## Monitoring — 2026-03-29 01:05 UTC");
	assert_heading("Europe/London", "## Investigating — 2026-03-21 02:31 PDT", "2026-03-21 10:05 UTC", "## Monitoring — 2026-03-21 03:05 PDT");
	assert_heading("Europe/London", "## Investigating — 2026-03-21T02:31+05:30", "2026-03-21 00:05 UTC", "## Monitoring — 2026-03-21T05:35+05:30");
	assert_heading("UTC", "## Investigating — 2026-03-21 02:31 Asia/Tokyo", "2026-03-21 00:05 UTC", "## Monitoring — 2026-03-21 09:05 Asia/Tokyo");
	/* an hour that comes twice can't be told without a zone */
	assert_heading("Europe/Paris", "## Investigating — 2026-10-25 02:31", "2026-10-25 01:45 UTC", "## Monitoring — 2026-10-25 02:45 CET");
	/* seconds are cut */
	assert_heading("UTC", "## Investigating — 2026-03-21 02:31:10 UTC", "2026-03-21 03:05:59 UTC", "## Monitoring — 2026-03-21 03:05 UTC");
}

static void
test_affects(void)
{
	assert_amended("UTC", "## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n",
	    (struct amendment){ .status = STATUS_IDENTIFIED, .words = "Found.", .affect_count = 2 }, "2026-03-21 03:05 UTC",
	    "## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n\n## Identified — 2026-03-21 03:05 UTC\n\n"
	    "Affects: Card payments (partial outage), checkout (degraded performance)\n\nFound.\n");
}

static void
test_fields(void)
{
	const struct amendment severe = { .severity = "SEV1" }, all = { .title = "No: cards", .severity = "SEV1", .postmortem = "2026-03-21-cards" };

	assert_amended("UTC", "---\ntitle: A\nseverity: 'SEV2' # for now\n---\n", severe, NULL, "---\ntitle: A\nseverity: SEV1 # for now\n---\n");
	assert_amended("UTC", "---\r\ntitle: A\r\n# a comment\r\n---\r\nText.", severe, NULL, "---\r\ntitle: A\r\n# a comment\r\nseverity: SEV1\r\n---\r\nText.");
	assert_amended("UTC", "---\nseverity:   # SEV1, SEV2\ntitle: A\n---\n", severe, NULL, "---\nseverity: SEV1   # SEV1, SEV2\ntitle: A\n---\n");
	assert_amended("UTC", "---\ntitle: A\n---\n", all, NULL, "---\ntitle: \"No: cards\"\nseverity: SEV1\npostmortem: 2026-03-21-cards\n---\n");
}

static void
test_refused(void)
{
	static const char *const fronts[] = { "# A\n", "---\n{title: A}\n---\n", "---\nseverity: |\n  SEV2\n---\n", "---\nseverity: [SEV2]\n---\n", "---\ntitle: [\n---\n" };

	for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
		struct trial t = amend("UTC", fronts[i], (struct amendment){ .severity = "SEV1" }, NULL);

		g_assert_cmpstr(t.problem, ==, "its front matter is written in a way that is left alone; set \"severity: SEV1\" there");
		bench_free(&t.bench);
	}
}

/* What begins another update, or ends in one that nobody closed, is seen when it is read again. */
static void
test_not_meant(void)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
		{ "## Investigating — 2026-03-21 02:31 UTC\n\nWe look.\n", "Fine.\n\n## Resolved — 2026-03-21 03:10 UTC\n\nOver." },
		{ "## Investigating — 2026-03-21 02:31 UTC\n\n```\ncode\n", "Fine." },
		{ "## Identified — 2026-03-21 02:50 UTC\n\nA.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nB.\n", "Fine.\n\n```\ncode" },
		{ "## Identified — 2026-03-21 02:50 UTC\n\nA.\n\n## Investigating — 2026-03-21 02:31 UTC\n\nB.\n", "<!-- Fine." },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct trial t = amend("UTC", rows[i].text, (struct amendment){ .status = STATUS_MONITORING, .words = rows[i].words }, "2026-03-21 03:05 UTC");

		g_assert_cmpstr(t.problem, ==, "it does not say what was meant");
		bench_free(&t.bench);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/amend/places", test_places);
	g_test_add_func("/amend/bytes", test_bytes);
	g_test_add_func("/amend/forms", test_forms);
	g_test_add_func("/amend/zones", test_zones);
	g_test_add_func("/amend/affects", test_affects);
	g_test_add_func("/amend/fields", test_fields);
	g_test_add_func("/amend/refused", test_refused);
	g_test_add_func("/amend/not-meant", test_not_meant);
	return g_test_run();
}
