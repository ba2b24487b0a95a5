/* upstream: what others answer, what is kept of it, and what it means for a service. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/upstream.h"

#define PAGE "https://status.example"
#define NOW INT64_C(1774748400)

static const char answer[] =
    "{\"page\": {\"id\": \"p\"}, \"components\": ["
    "{\"id\": \"g1\", \"name\": \"Europe\", \"status\": \"under_construction\", \"group\": true, \"group_id\": null},"
    "{\"id\": \"c1\", \"name\": \"API\", \"status\": \"operational\", \"group\": false, \"group_id\": \"g1\"},"
    "{\"id\": \"c2\", \"name\": \"Hooks\", \"status\": \"under_maintenance\", \"group_id\": \"g1\"},"
    "{\"id\": \"g2\", \"name\": \"America\", \"status\": \"operational\", \"group\": true},"
    "{\"id\": \"c3\", \"name\": \" api \", \"status\": \"degraded_performance\", \"group_id\": \"g2\"},"
    "{\"id\": \"c4\", \"name\": \"Straße\", \"status\": \"major_outage\"},"
    "{\"id\": \"c5\", \"name\": \"New\", \"status\": \"partial_outage_v2\"},"
    "{\"id\": \"c6\", \"name\": \"Silent\"},"
    "{\"id\": \"g3\", \"name\": \"Empty\", \"group\": true},"
    "{\"id\": 7, \"status\": \"operational\"}, 12, null"
    "], \"status\": {\"indicator\": \"critical\", \"description\": \"x\"}}";

struct fixture {
	struct pool *pool;
	struct upstreams *upstreams;
	struct config config;
	struct service service;
};

static struct upstream_page
page_of(struct pool *pool, const char *text)
{
	struct upstream_page page = { .address = PAGE, .answered = NOW - 60, .failed = TIME_NONE };
	const char *problem = NULL;

	g_assert_true(upstream_answer_read(pool, text, strlen(text), &page, &problem));
	return page;
}

static struct fixture
begin(const char *text)
{
	struct fixture f = { .pool = pool_new(), .config.upstreams.cache.seconds = 900 };
	struct upstream_page page = page_of(f.pool, text);

	f.upstreams = upstreams_read(f.pool, NULL, 0);
	upstreams_set(f.upstreams, pool_memdup(f.pool, &page, sizeof page));
	f.service.upstream.statuspage.s = PAGE "/";
	return f;
}

static struct upstream_state
state_of(struct fixture *f, const char *component, int64_t now)
{
	struct upstream_state state;

	f->service.upstream.component.s = component;
	g_assert_true(upstream_state(f->pool, f->upstreams, &f->config, &f->service, now, &state));
	return state;
}

static void
test_components(void)
{
	static const struct {
		const char *component;
		enum state state;
		bool missing;
	} rows[] = {
		{ "c1", STATE_OPERATIONAL, false },
		{ "c3", STATE_DEGRADED, false },
		{ "api", STATE_DEGRADED, false }, /* of two of the name the worse */
		{ "Europe - API", STATE_OPERATIONAL, false },
		{ "america - Api ", STATE_DEGRADED, false },
		{ "Hooks", STATE_MAINTENANCE, false },
		{ "Europe", STATE_MAINTENANCE, false }, /* its own word is none: the worst of its components */
		{ "America", STATE_OPERATIONAL, false }, /* what it says of itself */
		{ "Empty", STATE_UNKNOWN, false },
		{ "STRASSE", STATE_MAJOR, false },
		{ "New", STATE_UNKNOWN, false },
		{ "Silent", STATE_UNKNOWN, false },
		{ "Nothing like it", STATE_UNKNOWN, true },
		{ NULL, STATE_MAJOR, false }, /* the page as a whole */
	};
	struct fixture f = begin(answer);

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct upstream_state state = state_of(&f, rows[i].component, NOW);

		g_assert_cmpint(state.state, ==, rows[i].state);
		g_assert_cmpint(state.missing, ==, rows[i].missing);
		g_assert_true(state.fresh);
		g_assert_cmpint(state.at, ==, NOW - 60);
	}
	g_assert_cmpstr(state_of(&f, "Hook", NOW).nearest, ==, "Hooks");
	g_assert_null(state_of(&f, "Nothing like it", NOW).nearest);
	pool_free(f.pool);
}

static void
test_age(void)
{
	struct fixture f = begin(answer);

	g_assert_cmpint(state_of(&f, "c1", NOW - 60).state, ==, STATE_OPERATIONAL);
	g_assert_cmpint(state_of(&f, "c1", NOW + 839).state, ==, STATE_OPERATIONAL);
	g_assert_cmpint(state_of(&f, "c1", NOW + 840).state, ==, STATE_UNKNOWN);
	g_assert_cmpint(state_of(&f, "c1", NOW + 840).at, ==, NOW - 60);
	g_assert_cmpint(state_of(&f, "c1", NOW - 61).state, ==, STATE_UNKNOWN);
	g_assert_cmpint(state_of(&f, "c1", NOW - 61).at, ==, TIME_NONE);
	f.service.upstream.statuspage.s = "https://other.example";
	g_assert_cmpint(state_of(&f, "c1", NOW).state, ==, STATE_UNKNOWN);
	g_assert_null(state_of(&f, "c1", NOW).page);
	f.service.upstream.statuspage.s = NULL;

	struct upstream_state none;

	g_assert_false(upstream_state(f.pool, f.upstreams, &f.config, &f.service, NOW, &none));
	pool_free(f.pool);
}

static void
test_indicators(void)
{
	static const struct {
		const char *indicator;
		enum state state;
	} rows[] = {
		{ "none", STATE_OPERATIONAL }, { "minor", STATE_DEGRADED }, { "major", STATE_PARTIAL }, { "critical", STATE_MAJOR },
		{ "maintenance", STATE_MAINTENANCE }, { "weather", STATE_UNKNOWN }, { "", STATE_UNKNOWN },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strdup_printf("{\"status\": {\"indicator\": \"%s\"}}", rows[i].indicator);
		struct fixture f = begin(text);

		g_assert_cmpint(state_of(&f, NULL, NOW).state, ==, rows[i].state);
		pool_free(f.pool);
	}
}

static void
test_join(void)
{
	g_assert_cmpint(upstream_join(STATE_OPERATIONAL, STATE_OPERATIONAL), ==, STATE_OPERATIONAL);
	g_assert_cmpint(upstream_join(STATE_OPERATIONAL, STATE_UNKNOWN), ==, STATE_UNKNOWN);
	g_assert_cmpint(upstream_join(STATE_DEGRADED, STATE_UNKNOWN), ==, STATE_DEGRADED);
	g_assert_cmpint(upstream_join(STATE_DEGRADED, STATE_MAJOR), ==, STATE_MAJOR);
	g_assert_cmpint(upstream_join(STATE_MAJOR, STATE_OPERATIONAL), ==, STATE_MAJOR);
}

static void
test_bad_answers(void)
{
	static const struct {
		const char *text, *problem;
	} rows[] = {
		{ "", "no JSON" },
		{ "<!doctype html>", "no JSON (line 1, column 1)" },
		{ "{\"components\": [", "no JSON" },
		{ "{\"components\": [{\"name\": \"a\\u0000b\"}]}", "no JSON" },
		{ "{}", "neither" },
		{ "[]", "neither" },
		{ "{\"components\": {}, \"status\": \"good\"}", "neither" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pool *pool = pool_new();
		struct upstream_page page = { .address = PAGE };
		const char *problem = NULL;

		g_assert_false(upstream_answer_read(pool, rows[i].text, strlen(rows[i].text), &page, &problem));
		g_assert_nonnull(strstr(problem, rows[i].problem));
		pool_free(pool);
	}
}

static void
test_limits(void)
{
	g_autoptr(GString) text = g_string_new("{\"components\": [");
	g_autofree char *big = g_strnfill(501, 'x');
	struct pool *pool = pool_new();
	struct upstream_page page;

	g_string_append_printf(text, "{\"name\": \"%s\"}", big);
	for (int i = 0; i < 6000; i++)
		g_string_append_printf(text, ", {\"name\": \"c%d\"}", i);
	g_string_append(text, "]}");
	page = page_of(pool, text->str);
	g_assert_cmpint(page.component_count, ==, 4999); /* of the first 5,000, without the one whose name is too long */
	g_assert_cmpstr(page.components[4998].name, ==, "c4998");
	pool_free(pool);
}

/* What is written is read as the same. */
static void
test_file(void)
{
	struct fixture f = begin(answer);
	struct upstream_page failed = { .address = "https://away.example", .answered = TIME_NONE, .failed = NOW, .problem = "the answer is 404", .lasting = true };
	const struct upstream_page *page;
	struct upstreams *again;
	const char *text;

	upstreams_set(f.upstreams, &failed);
	text = upstreams_render(f.pool, f.upstreams);
	again = upstreams_read(f.pool, text, strlen(text));
	g_assert_cmpstr(upstreams_render(f.pool, again), ==, text);
	page = upstreams_find(again, "https://away.example");
	g_assert_cmpint(page->answered, ==, TIME_NONE);
	g_assert_cmpint(page->failed, ==, NOW);
	g_assert_cmpstr(page->problem, ==, "the answer is 404");
	g_assert_true(page->lasting);
	page = upstreams_find(again, PAGE);
	g_assert_cmpint(page->component_count, ==, 9);
	g_assert_cmpint(page->failed, ==, TIME_NONE);
	f.upstreams = again;
	g_assert_cmpint(state_of(&f, "Europe", NOW).state, ==, STATE_MAINTENANCE);
	pool_free(f.pool);
}

static void
test_bad_file(void)
{
	static const char *const texts[] = {
		"", "{", "[]", "{\"version\": 2, \"pages\": {\"https://a\": {\"answered\": 1, \"answer\": {\"components\": []}}}}",
		"{\"version\": 1, \"pages\": []}", "{\"version\": 1, \"pages\": {\"https://a\": {\"answered\": 1}}}",
		"{\"version\": 1, \"pages\": {\"https://a\": {\"answered\": -5, \"answer\": {\"components\": []}}}}",
		"{\"version\": 1, \"pages\": {\"https://a\": {\"answered\": 9223372036854775807, \"answer\": {\"components\": []}}}}",
		"{\"version\": 1, \"pages\": {\"https://a\": {\"failed\": 1}}}",
		"{\"version\": 1, \"pages\": {\"https://a\": {\"answered\": 1, \"answer\": {\"status\": {}}}, \"https://a\": {}}}",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		struct pool *pool = pool_new();

		g_assert_null(upstreams_find(upstreams_read(pool, texts[i], strlen(texts[i])), "https://a"));
		pool_free(pool);
	}
}

static void
test_addresses(void)
{
	static const struct {
		const char *given, *address, *host;
	} rows[] = {
		{ "https://status.example", "https://status.example", "status.example" },
		{ "https://status.example//", "https://status.example", "status.example" },
		{ "https://status.example:8443/eu/?lang=de#top", "https://status.example:8443/eu", "status.example:8443" },
		{ "https://status.example/api/v2/summary.json", "https://status.example", "status.example" },
		{ "https://ops:secret@status.example/a@b", "https://status.example/a@b", "status.example" },
		{ "https://ops:p@ss@status.example", "https://status.example", "status.example" },
		{ "https://status.example?to=http://a@b", "https://status.example", "status.example" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_assert_cmpstr(upstream_address(pool, rows[i].given), ==, rows[i].address);
		g_assert_cmpstr(upstream_host(pool, rows[i].given), ==, rows[i].host);
	}
	g_assert_cmpstr(upstream_api(pool, "https://a/b"), ==, "https://a/b/api/v2/summary.json");
	pool_free(pool);
}

static void
test_public(void)
{
	struct text inner[] = { { "*.Shop.example.com", { 0 } } };
	struct config config = { .internal_hosts = { inner, 1, true, { 0 } } };
	struct pool *pool = pool_new();

	g_assert_true(upstream_is_public(pool, &config, "https://status.example.com"));
	g_assert_true(upstream_is_public(pool, &config, "https://192.0.3.1:8080"));
	g_assert_false(upstream_is_public(pool, &config, "https://Status.Shop.example.com:8443/x"));
	g_assert_false(upstream_is_public(pool, &config, "https://status.internal"));
	g_assert_false(upstream_is_public(pool, &config, "https://statuspage"));
	g_assert_false(upstream_is_public(pool, &config, "http://10.1.2.3"));
	g_assert_false(upstream_is_public(pool, &config, "http://[::1]:80"));
	g_assert_false(upstream_is_public(pool, &config, "http://localhost"));
	g_assert_null(upstream_refusal(pool, &config, "https://status.example.com"));
	g_assert_nonnull(upstream_refusal(pool, &config, "http://[::1]:80"));
	g_assert_nonnull(upstream_refusal(pool, &config, "https://x@status.example.com"));
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/upstream/components", test_components);
	g_test_add_func("/upstream/age", test_age);
	g_test_add_func("/upstream/indicators", test_indicators);
	g_test_add_func("/upstream/join", test_join);
	g_test_add_func("/upstream/bad answers", test_bad_answers);
	g_test_add_func("/upstream/limits", test_limits);
	g_test_add_func("/upstream/file", test_file);
	g_test_add_func("/upstream/bad file", test_bad_file);
	g_test_add_func("/upstream/addresses", test_addresses);
	g_test_add_func("/upstream/public", test_public);
	return g_test_run();
}
