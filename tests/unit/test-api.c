/* api: the form of the read API. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/api.h"
#include "render/data.h"
#include "render/data_json.h"

#define DAY INT64_C(1774051200) /* 2026-03-21T00:00:00Z */

static const struct api_page page = { .id = "p", .name = "N", .url = "https://status.example.com/", .zone = "Europe/Berlin", .updated = DAY };

static char *
json_of(const struct data *data)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(GStrv) lines = NULL;

	data_write_json(data, out);
	lines = g_strsplit(out->str, "\n", -1);
	for (size_t i = 0; lines[i]; i++)
		g_strstrip(lines[i]);
	return g_strjoinv("", lines);
}

static void
assert_json(const struct data *data, const char *expected)
{
	g_autofree char *json = json_of(data);

	g_assert_cmpstr(json, ==, expected);
}

static void
test_page(void)
{
	struct pool *pool = pool_new();

	assert_json(api_page(pool, &page),
	    "{\"id\": \"p\",\"name\": \"N\",\"url\": \"https://status.example.com/\",\"time_zone\": \"Europe/Berlin\",\"updated_at\": \"2026-03-21T00:00:00.000Z\"}");
	assert_json(api_status(pool, "minor", "Minor Service Outage"), "{\"indicator\": \"minor\",\"description\": \"Minor Service Outage\"}");
	pool_free(pool);
}

static void
test_component(void)
{
	static const char *const children[] = { "c1", "c2" };
	struct pool *pool = pool_new();
	const struct api_component leaf = { .id = "c1", .name = "Web", .state = STATE_PARTIAL, .created = DAY, .updated = DAY + 1, .position = 300,
		.showcase = true, .start_date = "2026-03-21", .group_id = "g" };
	const struct api_component group = { .id = "g", .name = "Core", .created = DAY, .updated = DAY, .position = 1, .description = "d",
		.children = children, .child_count = 2 };

	assert_json(api_component(pool, &page, &leaf),
	    "{\"id\": \"c1\",\"name\": \"Web\",\"status\": \"partial_outage\",\"created_at\": \"2026-03-21T00:00:00.000Z\","
	    "\"updated_at\": \"2026-03-21T00:00:01.000Z\",\"position\": 255,\"description\": null,\"showcase\": true,"
	    "\"start_date\": \"2026-03-21\",\"group_id\": \"g\",\"page_id\": \"p\",\"group\": false,\"only_show_if_degraded\": false}");
	assert_json(api_component(pool, &page, &group),
	    "{\"id\": \"g\",\"name\": \"Core\",\"status\": \"operational\",\"created_at\": \"2026-03-21T00:00:00.000Z\","
	    "\"updated_at\": \"2026-03-21T00:00:00.000Z\",\"position\": 1,\"description\": \"d\",\"showcase\": false,"
	    "\"start_date\": null,\"group_id\": null,\"page_id\": \"p\",\"group\": true,\"only_show_if_degraded\": false,"
	    "\"components\": [\"c1\",\"c2\"]}");
	pool_free(pool);
}

static void
test_incident(void)
{
	struct pool *pool = pool_new();
	const struct api_affected affected = { .id = "c1", .name = "Core - Web", .before = STATE_OPERATIONAL, .after = STATE_MAJOR };
	const struct api_update updates[] = {
		{ .id = "u2", .status = STATUS_RESOLVED, .body = "Over.", .at = DAY + 60 },
		{ .id = "u1", .status = STATUS_INVESTIGATING, .body = "\"Down\"", .at = DAY, .affected = &affected, .affected_count = 1 },
	};
	const struct api_incident incident = { .id = "i", .name = "Web is down", .shortlink = "https://status.example.com/i.html",
		.status = STATUS_RESOLVED, .impact = IMPACT_CRITICAL, .created = DAY, .updated = DAY + 60, .started = DAY - 60,
		.monitoring = TIME_NONE, .resolved = DAY + 60, .updates = updates, .update_count = 2, .components = data_list(pool) };

	assert_json(api_incident(pool, &page, &incident),
	    "{\"id\": \"i\",\"name\": \"Web is down\",\"status\": \"resolved\",\"created_at\": \"2026-03-21T00:00:00.000Z\","
	    "\"updated_at\": \"2026-03-21T00:01:00.000Z\",\"monitoring_at\": null,\"resolved_at\": \"2026-03-21T00:01:00.000Z\","
	    "\"impact\": \"critical\",\"shortlink\": \"https://status.example.com/i.html\",\"started_at\": \"2026-03-20T23:59:00.000Z\","
	    "\"page_id\": \"p\",\"incident_updates\": ["
	    "{\"id\": \"u2\",\"status\": \"resolved\",\"body\": \"Over.\",\"incident_id\": \"i\",\"created_at\": \"2026-03-21T00:01:00.000Z\","
	    "\"updated_at\": \"2026-03-21T00:01:00.000Z\",\"display_at\": \"2026-03-21T00:01:00.000Z\",\"affected_components\": null,"
	    "\"deliver_notifications\": true,\"custom_tweet\": null,\"tweet_id\": null},"
	    "{\"id\": \"u1\",\"status\": \"investigating\",\"body\": \"\\\"Down\\\"\",\"incident_id\": \"i\",\"created_at\": \"2026-03-21T00:00:00.000Z\","
	    "\"updated_at\": \"2026-03-21T00:00:00.000Z\",\"display_at\": \"2026-03-21T00:00:00.000Z\",\"affected_components\": ["
	    "{\"code\": \"c1\",\"name\": \"Core - Web\",\"old_status\": \"operational\",\"new_status\": \"major_outage\"}],"
	    "\"deliver_notifications\": true,\"custom_tweet\": null,\"tweet_id\": null}],"
	    "\"components\": [],\"reminder_intervals\": null}");
	pool_free(pool);
}

static void
test_maintenance(void)
{
	struct pool *pool = pool_new();
	const struct api_incident window = { .id = "m", .maintenance = true, .status = STATUS_CANCELLED, .impact = IMPACT_MAINTENANCE,
		.scheduled_for = DAY, .scheduled_until = DAY + 3600 };
	g_autofree char *json = json_of(api_incident(pool, &page, &window));

	g_assert_nonnull(strstr(json, "\"status\": \"completed\""));
	g_assert_nonnull(strstr(json, "\"impact\": \"maintenance\""));
	g_assert_true(g_str_has_suffix(json, "\"reminder_intervals\": null,\"scheduled_for\": \"2026-03-21T00:00:00.000Z\",\"scheduled_until\": \"2026-03-21T01:00:00.000Z\"}"));
	pool_free(pool);
}

static void
test_statuses(void)
{
	static const char *const incident = " investigating identified monitoring resolved postmortem ";
	static const char *const maintenance = " scheduled in_progress verifying completed ";

	for (enum update_status status = STATUS_NONE; status < STATUS_COUNT; status++) {
		g_autofree char *one = g_strdup_printf(" %s ", api_status_id(status, false));
		g_autofree char *other = g_strdup_printf(" %s ", api_status_id(status, true));

		g_assert_nonnull(strstr(incident, one));
		g_assert_nonnull(strstr(maintenance, other));
	}
	g_assert_cmpstr(api_status_id(STATUS_POSTMORTEM, false), ==, "postmortem");
	g_assert_cmpstr(api_status_id(STATUS_VERIFYING, true), ==, "verifying");
}

/* XXH64 modulo 36 to the power of 12, worked out by another program.  These may never change: every client would see
 * all incidents anew. */
static void
test_ids(void)
{
	static const char *const names[] = { "component/web", "incidents/2026-03-21-slow" };
	struct pool *pool = pool_new();
	const struct ids *ids = ids_new(pool, names, 2, IDS_ALL);

	g_assert_cmpstr(ids_find(ids, "component/web"), ==, "0v0usgvg0ca5");
	g_assert_cmpstr(ids_find(ids, "incidents/2026-03-21-slow"), ==, "akkfdwbclw32");
	g_assert_null(ids_find(ids, "component/api"));
	pool_free(pool);
}

/* With six ids for six names there are collisions, whatever the hash. */
static void
test_collisions(void)
{
	static const char *const names[] = { "a", "b", "c", "d", "e", "f" }, *const turned[] = { "f", "d", "b", "a", "c", "e" };
	struct pool *pool = pool_new();
	const struct ids *one = ids_new(pool, names, 6, 6), *other = ids_new(pool, turned, 6, 6);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < 6; i++) {
		g_assert_cmpstr(ids_find(one, names[i]), ==, ids_find(other, names[i]));
		g_assert_true(g_hash_table_add(seen, (char *)ids_find(one, names[i])));
	}
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/api/page", test_page);
	g_test_add_func("/api/component", test_component);
	g_test_add_func("/api/incident", test_incident);
	g_test_add_func("/api/maintenance", test_maintenance);
	g_test_add_func("/api/statuses", test_statuses);
	g_test_add_func("/api/ids", test_ids);
	g_test_add_func("/api/collisions", test_collisions);
	return g_test_run();
}
