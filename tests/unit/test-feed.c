#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/data.h"
#include "render/feed.h"

#define DAY INT64_C(1774051200) /* 2026-03-21T00:00:00Z */

static const char *
text_of(const struct data *object, const char *key)
{
	return data_string(data_get(object, key));
}

static void
test_entries(void)
{
	struct pool *pool = pool_new();
	const struct feed_entry entries[] = {
		{ .id = "i1", .address = "a1", .title = "One", .html = "<p>", .published = DAY, .updated = DAY + 3600 },
		{ .id = "i2", .address = "a2", .title = "Two", .summary = "s", .html = "", .published = DAY - 60, .updated = DAY + 7200 },
	};
	const struct feed feed = { .id = "f", .title = "T", .address = "a", .self = "s", .now = DAY + 7200, .entries = entries, .count = 2 };
	const struct data *json = feed_data(pool, &feed);
	const struct data *list = data_get(json, "entries");

	g_assert_cmpuint(data_count(list), ==, 2);
	g_assert_cmpstr(text_of(json, "updated"), ==, "2026-03-21T02:00:00Z");
	g_assert_null(data_get(json, "subtitle"));
	g_assert_cmpstr(text_of(data_item(list, 0), "published"), ==, "2026-03-21T00:00:00Z");
	g_assert_cmpstr(text_of(data_item(list, 0), "updated"), ==, "2026-03-21T01:00:00Z");
	g_assert_null(data_get(data_item(list, 0), "summary"));
	g_assert_cmpstr(text_of(data_item(list, 1), "published"), ==, "2026-03-20T23:59:00Z");
	pool_free(pool);
}

/* A window to come does not make the feed newer than now. */
static void
test_to_come(void)
{
	struct pool *pool = pool_new();
	const struct feed_entry entries[] = {
		{ .id = "i1", .address = "a1", .title = "One", .html = "", .published = DAY + 9000, .updated = DAY + 9000 },
		{ .id = "i2", .address = "a2", .title = "Two", .html = "", .published = DAY - 60, .updated = DAY },
	};
	const struct feed feed = { .id = "f", .title = "T", .address = "a", .self = "s", .now = DAY + 60, .entries = entries, .count = 2 };
	const struct data *json = feed_data(pool, &feed);

	g_assert_cmpstr(text_of(json, "updated"), ==, "2026-03-21T00:00:00Z");
	pool_free(pool);
}

static void
test_empty(void)
{
	struct pool *pool = pool_new();
	const struct feed feed = { .id = "f", .title = "T", .address = "a", .self = "s", .now = DAY };
	const struct data *json = feed_data(pool, &feed);

	g_assert_cmpstr(text_of(json, "updated"), ==, "2026-03-21T00:00:00Z");
	g_assert_cmpuint(data_count(data_get(json, "entries")), ==, 0);
	pool_free(pool);
}

/* XML 1.0 holds no control character but tab and ends of line, and neither U+FFFE nor U+FFFF. */
static void
test_characters(void)
{
	struct pool *pool = pool_new();
	const struct feed feed = { .id = "f", .title = "a\x01\tb\xef\xbf\xbf\xef\xbf\xbe\xef\xbf\xbd\xc3\xa4\x1f", .address = "", .self = "" };
	const struct data *json = feed_data(pool, &feed);

	g_assert_cmpstr(text_of(json, "title"), ==, "a\xef\xbf\xbd\tb\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xc3\xa4\xef\xbf\xbd");
	pool_free(pool);
}

static void
test_tags(void)
{
	struct pool *pool = pool_new();

	g_assert_cmpstr(feed_tag(pool, "Acme Status!", "incidents/a b.html"), ==, "tag:acme-status.invalid,2026:incidents/a%20b.html");
	g_assert_cmpstr(feed_tag(pool, "!", "x"), ==, "tag:status.invalid,2026:x");
	g_assert_cmpstr(feed_tag(pool, "Ä", "x"), ==, "tag:c3-a4.invalid,2026:x");
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/feed/entries", test_entries);
	g_test_add_func("/feed/to-come", test_to_come);
	g_test_add_func("/feed/empty", test_empty);
	g_test_add_func("/feed/characters", test_characters);
	g_test_add_func("/feed/tags", test_tags);
	return g_test_run();
}
