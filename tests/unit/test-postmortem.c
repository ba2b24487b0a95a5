/* postmortem: its times, and the durations that its text states. */
#include "model.h"
#include "model/postmortem.h"

static struct postmortem *
postmortem_of(struct bench *bench, const char *text)
{
	const struct document *document = bench_document(bench, "content/postmortems/a.md", pool_strdup(bench->pool, text));

	bench_registers(bench, "severities: {SEV1: {name: Critical}}\n");
	return postmortem_read(bench->pool, &bench->config, bench->registers, document, NULL);
}

static void
test_marks(void)
{
	struct bench bench = bench_new();
	struct postmortem *postmortem = postmortem_of(&bench, "---\ntitle: A\nseverity: SEV1\nstatus: draft\npublic: true\n"
	    "started: 2026-03-21 23:50 UTC\ndetected: 2026-03-21 23:52 UTC\nmitigated: 2026-03-22\nresolved: 2026-03-22 00:20 UTC\n---\n\n"
	    "## Timeline\n\n- 23:52 a\n- 00:20 b\n");

	g_assert_cmpstr(mark_name(MARK_ACKNOWLEDGED), ==, "acknowledged");
	g_assert_cmpstr(postmortem->severity->id.s, ==, "SEV1");
	g_assert_cmpstr(postmortem->status, ==, "draft");
	g_assert_true(postmortem->is_public);
	g_assert_null(postmortem->incident);
	g_assert_cmpint(postmortem_duration(postmortem, MARK_STARTED, MARK_DETECTED), ==, 120);
	g_assert_cmpint(postmortem_duration(postmortem, MARK_STARTED, MARK_RESOLVED), ==, 1800);
	g_assert_cmpint(postmortem_duration(postmortem, MARK_RESOLVED, MARK_STARTED), ==, DURATION_NONE);
	g_assert_cmpint(postmortem_duration(postmortem, MARK_STARTED, MARK_ACKNOWLEDGED), ==, DURATION_NONE);
	g_assert_cmpint(postmortem_duration(postmortem, MARK_STARTED, MARK_MITIGATED), ==, DURATION_NONE);
	g_assert_cmpuint(postmortem->timeline.count, ==, 2);
	g_assert_cmpint(postmortem->timeline.entries[1].at, ==, bench_at("2026-03-22 00:20 UTC"));
	bench_free(&bench);
}

static void
test_defaults(void)
{
	struct bench bench = bench_new();
	struct postmortem *postmortem = postmortem_of(&bench, "# A\n");

	g_assert_cmpstr(postmortem->status, ==, "final");
	g_assert_false(postmortem->is_public);
	g_assert_null(postmortem->severity);
	g_assert_cmpint(postmortem->marks[MARK_STARTED].stamp.at, ==, TIME_NONE);
	g_assert_cmpuint(postmortem->stated_count, ==, 0);
	g_assert_null(postmortem->timeline.section);
	bench_free(&bench);
}

/* "Duration=420 started-resolved [7 minutes]" */
static void
assert_stated(const char *body, const char *expected)
{
	struct bench bench = bench_new();
	g_autofree char *text = g_strdup_printf("# A\n\n## Impact\n\n%s\n", body);
	struct postmortem *postmortem = postmortem_of(&bench, text);
	g_autoptr(GString) words = g_string_new(NULL);

	g_test_message("%s", body);
	for (size_t i = 0; i < postmortem->stated_count; i++) {
		const struct stated_duration *stated = &postmortem->stated[i];

		g_string_append_printf(words, "%s%s=%d %s-%s [%s]", i ? ", " : "", stated->label, (int)stated->seconds,
		    mark_name(stated->from), mark_name(stated->to), bench_words(&bench, stated->span));
	}
	g_assert_cmpstr(words->str, ==, expected);
	bench_free(&bench);
}

static void
test_stated(void)
{
	assert_stated("- Duration: 7 minutes\n- 450 failed", "Duration=420 started-resolved [7 minutes]");
	assert_stated("**Duration:** 7 minutes (02:30-02:37 UTC)", "Duration=420 started-resolved [7 minutes]");
	assert_stated("Duration (customers): about 2 hours", "Duration=7200 started-resolved [2 hours]");
	assert_stated("Time to resolve: 4h45m", "Time to resolve=17100 started-resolved [4h45m]");
	assert_stated("Total time: 7 minutes from alert to fix", "Total time=420 started-resolved [7 minutes]");
	assert_stated("Time to detect: 90s. Time to acknowledge: 2 min. Time to mitigate: 10 min.",
	    "Time to detect=90 started-detected [90s], Time to acknowledge=120 detected-acknowledged [2 min], "
	    "Time to mitigate=600 started-mitigated [10 min]");
	assert_stated("Mean time to recovery (MTTR): 45 minutes", "time to recovery=2700 started-resolved [45 minutes]");
	assert_stated("MTTD = 2m | MTTR = 1h30m", "MTTD=120 started-detected [2m], MTTR=5400 started-resolved [1h30m]");
	assert_stated("| What | How long |\n|---|---|\n| Duration | 7 minutes |\n| Time to detect | 1m |",
	    "Duration=420 started-resolved [7 minutes], Time to detect=60 started-detected [1m]");
}

static void
test_not_stated(void)
{
	assert_stated("The duration was short.", "");
	assert_stated("Duration: unknown", "");
	assert_stated("Duration:", "");
	assert_stated("It took 7 minutes.", "");
	assert_stated("The session duration: 5 minutes is the default.", "");
	assert_stated("```\nDuration: 7 minutes\n```", "");
	assert_stated("## Duration: 7 minutes", "");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/postmortem/marks", test_marks);
	g_test_add_func("/postmortem/defaults", test_defaults);
	g_test_add_func("/postmortem/stated", test_stated);
	g_test_add_func("/postmortem/not-stated", test_not_stated);
	return g_test_run();
}
