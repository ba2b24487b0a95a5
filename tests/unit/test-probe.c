/* probe: what registers say of probes, headers with secrets, paths into JSON. */
#include "model.h"

static const struct probe *
probe_at(const struct bench *bench, size_t i)
{
	const struct service *api = service_find(bench->registers, "api");

	g_assert_cmpuint(i, <, api->probes.count);
	return &REGISTER_ITEMS(api->probes, struct probe)[i];
}

static struct bench
bench_of(const char *probes)
{
	struct bench bench = bench_new();

	bench_registers(&bench, pool_printf(bench.pool, "services:\n  api:\n    probes:\n%s", probes));
	return bench;
}

static void
test_kinds(void)
{
	struct bench bench = bench_of(
	    "      - {url: 'https://api.example.com/health?token=x', status: [200, 3xx], timeout: 500ms, confirm: 10m, state: partial outage}\n"
	    "      - {tcp: '[2001:db8::1]:22', latency: 20ms}\n"
	    "      - {dns: api.example.com, addresses: [192.0.2.10, 2001:db8::1], name: names}\n");
	const struct probe *http = probe_at(&bench, 0), *tcp = probe_at(&bench, 1), *dns = probe_at(&bench, 2);

	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, NULL), ==, 0);
	g_assert_cmpint(http->kind, ==, PROBE_HTTP);
	g_assert_cmpstr(http->id, ==, "api.example.com/health");
	g_assert_true(probe_wants_status(http, 200) && probe_wants_status(http, 302) && !probe_wants_status(http, 204));
	g_assert_true(http->stays);
	g_assert_cmpint(http->timeout_ms, ==, 500);
	g_assert_cmpint(http->confirm_s, ==, 600);
	g_assert_cmpint(tcp->kind, ==, PROBE_TCP);
	g_assert_cmpstr(tcp->host, ==, "2001:db8::1");
	g_assert_cmpuint(tcp->port, ==, 22);
	g_assert_true(probe_wants_status(tcp, 204) && !probe_wants_status(tcp, 301)); /* the default */
	g_assert_cmpint(tcp->timeout_ms, ==, PROBE_TIMEOUT);
	g_assert_cmpint(dns->kind, ==, PROBE_DNS);
	g_assert_cmpuint(dns->expected_count, ==, 2);
	g_assert_cmpstr(dns->id, ==, "names");
	bench_free(&bench);
}

/* Each is one finding, and what can't be run is left out. */
static void
test_wrong(void)
{
	static const struct {
		const char *probe;
		size_t kept;
	} rows[] = {
		{ "{latency: 1s}", 0 },
		{ "{url: 'https://a.example.com/', tcp: 'a.example.com:1'}", 0 },
		{ "{tcp: a.example.com}", 0 },
		{ "{tcp: 'a.example.com:70000'}", 0 },
		{ "{tcp: 'a b:1'}", 0 },
		{ "{dns: '-x'}", 0 },
		{ "{url: 'https://u:p@a.example.com/'}", 0 },
		{ "{dns: a.example.com, addresses: [x]}", 1 },
		{ "{dns: a.example.com, status: [200]}", 1 },
		{ "{url: 'https://a.example.com/', addresses: [192.0.2.1]}", 1 },
		{ "{url: 'https://a.example.com/', status: [600]}", 1 },
		{ "{url: 'https://a.example.com/', timeout: 2m}", 1 },
		{ "{url: 'https://a.example.com/', latency: 10s}", 1 },
		{ "{url: 'https://a.example.com/', latency: fast}", 1 },
		{ "{url: 'https://a.example.com/', method: DELETE}", 1 },
		{ "{url: 'https://a.example.com/', state: broken}", 1 },
		{ "{url: 'https://a.example.com/', json: {path: status}}", 1 },
		{ "{url: 'https://a.example.com/', headers: [x]}", 1 },
		{ "{url: 'https://a.example.com/', headers: {Authorization: Bearer abc}}", 1 },
		{ "{url: 'https://a.example.com/', headers: {'a b': c}}", 1 },
		{ "{url: 'https://a.example.com/', headers: {X-Key: '${DEPLOY_KEY}'}}", 1 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct bench bench = bench_new();

		bench_registers(&bench, pool_printf(bench.pool, "services:\n  api:\n    probes: [%s]\n", rows[i].probe));
		g_test_message("%s", rows[i].probe);
		g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, NULL), ==, 1);
		g_assert_cmpuint(service_find(bench.registers, "api")->probes.count, ==, rows[i].kept);
		bench_free(&bench);
	}
}

static void
test_names(void)
{
	struct bench bench = bench_of(
	    "      - url: https://a.example.com/x?a=1\n"
	    "      - url: https://a.example.com/x?a=2\n"
	    "      - {url: https://a.example.com/x?a=3, name: third}\n");
	struct span span;

	g_assert_cmpuint(bench_count(&bench, RULE_FRONT_BAD_VALUE, &span), ==, 1);
	g_assert_true(g_str_has_prefix(bench_words(&bench, span), "url: https://a.example.com/x?a=2"));
	g_assert_cmpuint(service_find(bench.registers, "api")->probes.count, ==, 2);
	bench_free(&bench);
}

static void
test_headers(void)
{
	struct pool *pool = pool_new();
	const char *missing = NULL;
	bool secret;

	g_setenv("PROBE_TEST_TOKEN", "t0ken", TRUE);
	g_unsetenv("PROBE_TEST_NONE");
	g_setenv("PROBE_TEST_LINES", "a\r\nX: y", TRUE);
	g_assert_cmpstr(probe_header_value(pool, "Bearer ${PROBE_TEST_TOKEN}!", &secret, &missing), ==, "Bearer t0ken!");
	g_assert_true(secret);
	g_assert_cmpstr(probe_header_value(pool, "cost: $5 ${} ${1} $", &secret, &missing), ==, "cost: $5 ${} ${1} $");
	g_assert_false(secret);
	g_assert_null(probe_header_value(pool, "x ${PROBE_TEST_NONE}", &secret, &missing));
	g_assert_cmpstr(missing, ==, "PROBE_TEST_NONE");
	g_assert_null(probe_header_value(pool, "${PROBE_TEST_LINES}", &secret, &missing));
	pool_free(pool);
}

static void
test_paths(void)
{
	static const char *const good[] = { "$", "$.a", "$.a-b._c", "$['a name'][0][-1]", "$[\"x\"].y" };
	static const char *const bad[] = { "", "a", "$a", "$.", "$..a", "$[", "$[]", "$[x]", "$['a]", "$['a'", "$.*", "$[1:2]", "$[-]", "$[1000001]", "$[+1]" };
	const char *rest = ".checks[-2]";
	struct path_step step;
	bool wrong;

	for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
		g_assert_true(probe_path_is_valid(good[i]));
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_false(probe_path_is_valid(bad[i]));
	g_assert_true(probe_path_step(&rest, &step, &wrong));
	g_assert_cmpuint(step.length, ==, 6);
	g_assert_true(probe_path_step(&rest, &step, &wrong));
	g_assert_null(step.name);
	g_assert_cmpint(step.index, ==, -2);
	g_assert_false(probe_path_step(&rest, &step, &wrong) || wrong);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/probe/kinds", test_kinds);
	g_test_add_func("/probe/wrong", test_wrong);
	g_test_add_func("/probe/names", test_names);
	g_test_add_func("/probe/headers", test_headers);
	g_test_add_func("/probe/paths", test_paths);
	return g_test_run();
}
