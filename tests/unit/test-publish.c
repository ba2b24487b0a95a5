/* What publishing decides without a network: keys and addresses, answers, types and cache times, what is sent and deleted. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "model/config.h"
#include "net/manifest.h"
#include "net/publish_plan.h"
#include "net/s3.h"

struct fixture {
	struct pool *pool;
	struct publish_target target;
	struct manifest *manifest;
};

static void
set_up(struct fixture *f, gconstpointer data)
{
	(void)data;
	*f = (struct fixture){ .pool = pool_new() };
	f->target = (struct publish_target){ .from = { "status", SPAN_NONE }, .prefix = "site/" };
	f->manifest = manifest_new(f->pool);
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	(void)data;
	pool_free(f->pool);
}

/* ---- addresses ---- */

static void
test_urls(struct fixture *f, gconstpointer data)
{
	const struct s3_place path = { "http://127.0.0.1:9000", "books", true }, host = { "https://s3.eu-west-1.amazonaws.com", "status", false };

	(void)data;
	g_assert_cmpstr(s3_object_url(f->pool, &path, "a/b.html"), ==, "http://127.0.0.1:9000/books/a/b.html");
	g_assert_cmpstr(s3_object_url(f->pool, &host, "a b+%&'é~.html"), ==, "https://status.s3.eu-west-1.amazonaws.com/a%20b%2B%25%26%27%C3%A9~.html");
	g_assert_cmpstr(s3_list_url(f->pool, &path, "x/y z", NULL), ==, "http://127.0.0.1:9000/books?encoding-type=url&list-type=2&max-keys=1000&prefix=x%2Fy%20z");
	g_assert_cmpstr(s3_list_url(f->pool, &host, "", "a+/="), ==,
	    "https://status.s3.eu-west-1.amazonaws.com/?continuation-token=a%2B%2F%3D&encoding-type=url&list-type=2&max-keys=1000&prefix=");
	g_assert_cmpstr(s3_etag(f->pool, "\"abc-1\""), ==, "abc-1");
	g_assert_cmpstr(s3_etag(f->pool, "W/\"abc\""), ==, "abc");
	g_assert_cmpstr(s3_etag(f->pool, NULL), ==, "");
}

/* ---- answers ---- */

#define OBJECT(key, etag, size) "<Contents><Key>" key "</Key><ETag>" etag "</ETag><Owner><ID>x</ID></Owner><Size>" size "</Size></Contents>"

static bool
read_listing(struct fixture *f, const char *xml, struct s3_listing *listing, const char **problem)
{
	return s3_listing_read(f->pool, xml, strlen(xml), listing, problem);
}

static void
test_listing(struct fixture *f, gconstpointer data)
{
	struct s3_listing listing;
	const char *problem;

	(void)data;
	g_assert_true(read_listing(f,
	    "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"x\"><EncodingType>url</EncodingType>" OBJECT("a+b%2Bc/%C3%A9", "&quot;e1&quot;", "12") OBJECT("d", "\"e2\"", "0")
	        "<IsTruncated>true</IsTruncated><NextContinuationToken>t&amp;1</NextContinuationToken></ListBucketResult>",
	    &listing, &problem));
	g_assert_cmpuint(listing.count, ==, 2);
	g_assert_cmpstr(listing.objects[0].key, ==, "a b+c/é");
	g_assert_cmpstr(listing.objects[0].etag, ==, "e1");
	g_assert_cmpuint(listing.objects[0].size, ==, 12);
	g_assert_cmpstr(listing.objects[1].etag, ==, "e2");
	g_assert_cmpstr(listing.next, ==, "t&1");
	g_assert_true(read_listing(f, "<ListBucketResult>" OBJECT("a+b", "x", "1") "</ListBucketResult>", &listing, &problem));
	g_assert_cmpstr(listing.objects[0].key, ==, "a+b");
	g_assert_null(listing.next);
	g_assert_true(read_listing(f, "<ListBucketResult/>", &listing, &problem));
	g_assert_cmpuint(listing.count, ==, 0);
}

static void
test_bad_listing(struct fixture *f, gconstpointer data)
{
	static const char *const bad[][2] = {
		{ "", "cut off" },
		{ "<ListBucketResult>" OBJECT("a", "x", "1"), "cut off" },
		{ "<html><body>Welcome</body></html>", "something else" },
		{ "<ListBucketResult/><ListBucketResult/>", "something else" },
		{ "<!DOCTYPE x [<!ENTITY a \"b\">]><ListBucketResult>&a;</ListBucketResult>", "no XML" },
		{ "<ListBucketResult><a><b><c><d><e><f><g><h/></g></f></e></d></c></b></a></ListBucketResult>", "too deeply" },
		{ "<ListBucketResult>" OBJECT("", "x", "1") "</ListBucketResult>", "lacks its key" },
		{ "<ListBucketResult>" OBJECT("a", "x", "-1") "</ListBucketResult>", "lacks its key or size" },
		{ "<ListBucketResult><EncodingType>url</EncodingType>" OBJECT("a%00b", "x", "1") "</ListBucketResult>", "lacks its key" },
		{ "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>", "where it goes on" },
	};
	struct s3_listing listing;
	const char *problem;

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("%s", bad[i][0]);
		g_assert_false(read_listing(f, bad[i][0], &listing, &problem));
		g_assert_nonnull(strstr(problem, bad[i][1]));
		g_assert_cmpuint(listing.count, ==, 0);
	}
}

static const char *
explain(struct fixture *f, int status, const char *xml, const char *region, const char **help)
{
	const struct s3_attempt attempt = { "a.html can't be sent", "pages", "books", "https://s3.example.com", "KEY", "SECRET", status, region };
	struct s3_error error;

	s3_error_read(f->pool, xml, strlen(xml), &error);
	return s3_explain(f->pool, &attempt, &error, help);
}

static void
test_errors(struct fixture *f, gconstpointer data)
{
	static const struct {
		int status;
		const char *xml, *region, *words, *help;
	} cases[] = {
		{ 403, "<Error><Code>SignatureDoesNotMatch</Code><Message>S B</Message></Error>", NULL, "a.html can't be sent: the secret key is not that of the access key", "see what is in SECRET: " },
		{ 403, "<Error><Code>InvalidAccessKeyId</Code></Error>", NULL, "the storage does not know the access key", "see what is in KEY, and whether the key is one of https://s3.example.com" },
		{ 404, "<Error><Code>NoSuchBucket</Code></Error>", NULL, "there is no bucket books at https://s3.example.com", "of publish.pages in site.yaml" },
		{ 403, "", NULL, "the storage does not allow it", "s3:PutObject" },
		{ 301, "", "eu-west-3", "somewhere else", "write \"region: eu-west-3\" for publish.pages" },
		{ 301, "", "no \"region", "somewhere else", "correct \"region\" or \"endpoint\"" },
		{ 400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>", NULL, "somewhere else", "write \"region: us-west-2\"" },
		{ 403, "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>20261121T113000Z</RequestTime><ServerTime>2026-11-21T12:00:00Z</ServerTime></Error>", NULL,
		    "clock is 30m behind the storage's", "set this machine's clock" },
		{ 403, "<Error><Code>RequestTimeTooSkewed</Code><RequestTime>soon</RequestTime></Error>", NULL, "clock is not the storage's", "set this machine's clock" },
		{ 418, "<Error><Code>IAmATeapot</Code><Message>short\n  and stout</Message></Error>", NULL, "the answer is 418 IAmATeapot: short and stout", NULL },
		{ 502, "<html>", NULL, "the answer is 502", NULL },
	};
	const char *help;

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const char *words = explain(f, cases[i].status, cases[i].xml, cases[i].region, &help);

		g_test_message("%s; %s", words, help);
		g_assert_nonnull(strstr(words, cases[i].words));
		g_assert_true((help == NULL) == (cases[i].help == NULL));
		g_assert_true(!help || strstr(help, cases[i].help));
	}
}

/* ---- files ---- */

static struct plan_file
describe(struct fixture *f, const char *path)
{
	struct plan_file file = { .path = path, .md5 = "", .size = 1 };

	plan_describe(&f->target, &file);
	return file;
}

static void
test_files(struct fixture *f, gconstpointer data)
{
	static const struct {
		const char *path, *type, *cache;
		enum plan_stage stage;
	} cases[] = {
		{ "index.html", "text/html; charset=utf-8", "public, max-age=30, stale", STAGE_FRONT },
		{ "de/index.html", "text/html; charset=utf-8", "public, max-age=30, stale", STAGE_FRONT },
		{ "incidents/a/index.html", "text/html; charset=utf-8", "public, max-age=30, stale", STAGE_PAGES },
		{ "incidents/a.html", "text/html; charset=utf-8", "public, max-age=30, stale", STAGE_PAGES },
		{ "api/v2/summary.json", "application/json", "public, max-age=30, stale", STAGE_DATA },
		{ "history.atom", "application/atom+xml; charset=utf-8", "public, max-age=60, stale", STAGE_DATA },
		{ "history.rss", "application/rss+xml; charset=utf-8", "public, max-age=60, stale", STAGE_DATA },
		{ "maintenance.ics", "text/calendar; charset=utf-8", "public, max-age=300, stale", STAGE_DATA },
		{ "badge.svg", "image/svg+xml", "public, max-age=60, stale", STAGE_DATA },
		{ "de/badges/x.svg", "image/svg+xml", "public, max-age=60, stale", STAGE_DATA },
		{ "_headers", "text/plain; charset=utf-8", "public, max-age=3600", STAGE_DATA },
		{ "sitemap.xml", "application/xml", "public, max-age=3600", STAGE_DATA },
		{ "logo.svg", "image/svg+xml", "public, max-age=3600", STAGE_ASSETS },
		{ "a.f2a12ea25b.css", "text/css; charset=utf-8", "public, max-age=31536000, immutable", STAGE_ASSETS },
		{ "search/words-223657bdd8ddeecf.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", STAGE_ASSETS },
		{ "search/index.js", "text/javascript; charset=utf-8", "public, no-cache", STAGE_PAGES },
		{ "added.css", "text/css; charset=utf-8", "public, no-cache", STAGE_PAGES },
		{ "f2a12ea25b.css", "text/css; charset=utf-8", "public, no-cache", STAGE_PAGES },
		{ "graph-2026112110.png", "image/png", "public, max-age=3600", STAGE_ASSETS },
		{ "what", "application/octet-stream", "public, max-age=3600", STAGE_ASSETS },
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const struct plan_file file = describe(f, cases[i].path);

		g_test_message("%s: %s, %s", file.path, file.type, file.cache);
		g_assert_cmpstr(file.type, ==, cases[i].type);
		g_assert_true(g_str_has_prefix(file.cache, cases[i].cache));
		g_assert_cmpint(file.stage, ==, cases[i].stage);
	}
	f->target.from.s = "handbook";
	g_assert_cmpstr(describe(f, "runbooks/a.html").cache, ==, "private, no-cache");
	g_assert_cmpstr(describe(f, "a.f2a12ea25b.css").cache, ==, "private, max-age=31536000, immutable");
}

static void
test_cache_rules(struct fixture *f, gconstpointer data)
{
	struct publish_cache rules[] = {
		{ { "api/**", SPAN_NONE }, "no-store" },
		{ { "**", SPAN_NONE }, "public, max-age=5" },
	};

	(void)data;
	f->target.cache = (struct list){ rules, G_N_ELEMENTS(rules) };
	g_assert_cmpstr(describe(f, "api/v2/summary.json").cache, ==, "no-store");
	g_assert_cmpstr(describe(f, "a.f2a12ea25b.css").cache, ==, "public, max-age=5");
}

/* ---- plans ---- */

#define TYPE "text/html; charset=utf-8"
#define CACHE "public, max-age=30"

static void
put(struct fixture *f, const char *path, const char *md5, const char *etag, bool pending)
{
	manifest_set(f->manifest, path, &(struct manifest_entry){ md5, etag, TYPE, CACHE, pending });
}

static struct plan
plan(struct fixture *f, const char *const *files, const char *const *objects, struct plan_options options)
{
	struct plan_file list[8];
	struct s3_object there[8];
	size_t file_count = 0, object_count = 0;

	for (; *files; files += 2)
		list[file_count++] = (struct plan_file){ files[0], files[1], 10, TYPE, CACHE, STAGE_PAGES };
	for (; *objects; objects += 2)
		there[object_count++] = (struct s3_object){ objects[0], objects[1], 10 };
	return plan_make(f->pool, &f->target, pool_memdup(f->pool, list, sizeof list), file_count, pool_memdup(f->pool, there, sizeof there), object_count, f->manifest, &options);
}

static void
assert_plan(const struct plan *plan, const char *expected)
{
	static const char *const reasons[] = { "new", "changed", "headers" };
	g_autoptr(GString) text = g_string_new(NULL);

	for (size_t i = 0; i < plan->send_count; i++)
		g_string_append_printf(text, "%s %s; ", reasons[plan->sends[i].reason], plan->sends[i].file->path);
	for (size_t i = 0; plan->deletes[i]; i++)
		g_string_append_printf(text, "delete %s; ", plan->deletes[i]);
	for (size_t i = 0; plan->conflicts[i]; i++)
		g_string_append_printf(text, "conflict %s; ", plan->conflicts[i]);
	for (size_t i = 0; plan->altered[i]; i++)
		g_string_append_printf(text, "altered %s; ", plan->altered[i]);
	for (size_t i = 0; plan->gone[i]; i++)
		g_string_append_printf(text, "gone %s; ", plan->gone[i]);
	g_string_append_printf(text, "%zu unchanged, %zu others", plan->unchanged, plan->others);
	g_assert_cmpstr(text->str, ==, expected);
}

#define FILES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING ((const char *const[]){ NULL })
#define PLAN(expected, files, objects, ...) \
	do { \
		struct plan planned = plan(f, files, objects, (struct plan_options){ __VA_ARGS__ }); \
		assert_plan(&planned, expected); \
	} while (0)

static void
test_plan(struct fixture *f, gconstpointer data)
{
	(void)data;
	PLAN("new a; new b; 0 unchanged, 0 others", FILES("b", "2", "a", "1"), NOTHING, 0);
	put(f, "a", "1", "1", false);
	put(f, "b", "2", "2", false);
	PLAN("2 unchanged, 0 others", FILES("a", "1", "b", "2"), FILES("site/a", "1", "site/b", "2", "site/.sitrep-published.json", "9"), 0);
	PLAN("changed a; 1 unchanged, 1 others", FILES("a", "11", "b", "2"), FILES("site/a", "1", "site/b", "2", "site/theirs", "5", "elsewhere", "6"), 0);
	PLAN("new a; 1 unchanged, 0 others", FILES("a", "1", "b", "2"), FILES("site/b", "2"), 0);
	PLAN("delete b; 1 unchanged, 1 others", FILES("a", "1"), FILES("site/a", "1", "site/b", "2", "site/c", "3"), 0);
	PLAN("1 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "1", "site/b", "2"), .keep = true);
	PLAN("altered b; 1 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "1", "site/b", "other"), 0);
	PLAN("gone b; 1 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "1"), 0);
}

static void
test_others(struct fixture *f, gconstpointer data)
{
	(void)data;
	PLAN("new a; conflict b; 0 unchanged, 0 others", FILES("a", "1", "b", "2"), FILES("site/b", "theirs"), 0);
	PLAN("new a; changed b; 0 unchanged, 0 others", FILES("a", "1", "b", "2"), FILES("site/b", "theirs"), .adopt = true);
	/* The same bytes are no harm, but their headers are not known. */
	PLAN("new a; headers b; 0 unchanged, 0 others", FILES("a", "1", "b", "2"), FILES("site/b", "2"), 0);
}

static void
test_headers(struct fixture *f, gconstpointer data)
{
	(void)data;
	manifest_set(f->manifest, "a", &(struct manifest_entry){ "1", "1", TYPE, "public, max-age=5", false });
	PLAN("headers a; 0 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "1"), 0);
	/* ETags that are no checksums. */
	put(f, "a", "1", "key-1", false);
	PLAN("1 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "key-1"), 0);
	PLAN("changed a; 0 unchanged, 0 others", FILES("a", "2"), FILES("site/a", "key-1"), 0);
	PLAN("changed a; 0 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "key-2"), 0);
	PLAN("delete a; 0 unchanged, 0 others", NOTHING, FILES("site/a", "key-1"), 0);
}

/* A run was killed: what was about to be sent may be there or not. */
static void
test_pending(struct fixture *f, gconstpointer data)
{
	(void)data;
	put(f, "a", "2", "1", true);
	PLAN("1 unchanged, 0 others", FILES("a", "2"), FILES("site/a", "2"), 0);
	PLAN("changed a; 0 unchanged, 0 others", FILES("a", "2"), FILES("site/a", "1"), 0);
	PLAN("new a; 0 unchanged, 0 others", FILES("a", "2"), NOTHING, 0);
	PLAN("headers a; 0 unchanged, 0 others", FILES("a", "1"), FILES("site/a", "1"), 0);
	PLAN("delete a; 0 unchanged, 0 others", NOTHING, FILES("site/a", "1"), 0);
	PLAN("delete a; 0 unchanged, 0 others", NOTHING, FILES("site/a", "key-2"), 0);
}

static void
test_intend(struct fixture *f, gconstpointer data)
{
	const struct s3_object there[] = { { "site/b", "2", 1 }, { "site/c", "3", 1 } };
	const char *const files[] = { "a", "1", "b", "22", "c", "3", NULL };
	const char *const objects[] = { "site/b", "2", "site/c", "3", NULL };
	struct plan made;

	(void)data;
	put(f, "b", "2", "2", false);
	put(f, "gone", "4", "4", false);
	manifest_set(f->manifest, "c", &(struct manifest_entry){ "3", "3", TYPE, "old", false });
	made = plan(f, files, objects, (struct plan_options){ 0 });
	assert_plan(&made, "new a; changed b; headers c; gone gone; 0 unchanged, 0 others");
	plan_intend(&made, "site/", there, G_N_ELEMENTS(there), f->manifest);
	g_assert_true(manifest_find(f->manifest, "a")->pending);
	g_assert_cmpstr(manifest_find(f->manifest, "a")->etag, ==, "");
	g_assert_cmpstr(manifest_find(f->manifest, "b")->md5, ==, "22");
	g_assert_cmpstr(manifest_find(f->manifest, "b")->etag, ==, "2");
	g_assert_cmpstr(manifest_find(f->manifest, "c")->cache, ==, "old");
	g_assert_null(manifest_find(f->manifest, "gone"));
	/* Killed here: only what had its old headers is known to lack the new ones. */
	PLAN("headers c; 2 unchanged, 0 others", files, FILES("site/a", "1", "site/b", "22", "site/c", "3"), 0);
}

/* ---- the manifest ---- */

static void
test_manifest(struct fixture *f, gconstpointer data)
{
	static const char *const paths[] = { "", ".", "..", "../other/x", "a/../b", "a/..", "./a", "/a", "a//b", "a/", "a\\u001b[2J", "a\\nb", "a\\u009b31m" };
	static const char *const bad[] = {
		"", "[]", "{}", "{\"version\": 2, \"files\": {}}", "{\"version\": 1}", "{\"version\": 1, \"files\": {\"a\": 5}}", "{\"version\": 1, \"files\": {\"a\": {}}}",
		"{\"version\": 1, \"files\": {\"\": {\"md5\": \"1\"}}}", "{\"version\": 1, \"files\": {}} and more",
	};
	struct manifest *again;
	const char *text, *problem;

	(void)data;
	put(f, "ü \"b\"", "2", "e", true);
	put(f, "a", "1", "1", false);
	manifest_set_run(f->manifest, "run");
	text = manifest_render(f->pool, f->manifest);
	again = manifest_read(f->pool, text, strlen(text), &problem);
	g_assert_nonnull(again);
	g_assert_cmpstr(manifest_run(again), ==, "run");
	g_assert_cmpstr(manifest_paths(f->pool, again)[0], ==, "a");
	g_assert_cmpstr(manifest_paths(f->pool, again)[1], ==, "ü \"b\"");
	g_assert_null(manifest_paths(f->pool, again)[2]);
	g_assert_true(manifest_find(again, "ü \"b\"")->pending);
	g_assert_cmpstr(manifest_find(again, "ü \"b\"")->etag, ==, "e");
	g_assert_cmpstr(manifest_render(f->pool, again), ==, text);
	manifest_remove(again, "a");
	g_assert_null(manifest_find(again, "a"));
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
		g_autofree char *one = g_strdup_printf("{\"version\": 1, \"files\": {\"%s\": {\"md5\": \"x\"}}}", paths[i]);

		g_test_message("%s", paths[i]);
		problem = NULL;
		g_assert_null(manifest_read(f->pool, one, strlen(one), &problem));
		g_assert_nonnull(problem);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("%s", bad[i]);
		problem = NULL;
		g_assert_null(manifest_read(f->pool, bad[i], strlen(bad[i]), &problem));
		g_assert_nonnull(problem);
	}
}

int
main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*run)(struct fixture *f, gconstpointer data);
	} tests[] = {
		{ "/publish/urls", test_urls },
		{ "/publish/listing", test_listing },
		{ "/publish/bad-listing", test_bad_listing },
		{ "/publish/errors", test_errors },
		{ "/publish/files", test_files },
		{ "/publish/cache-rules", test_cache_rules },
		{ "/publish/plan", test_plan },
		{ "/publish/others", test_others },
		{ "/publish/headers", test_headers },
		{ "/publish/pending", test_pending },
		{ "/publish/intend", test_intend },
		{ "/publish/manifest", test_manifest },
	};

	g_test_init(&count, &arguments, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, struct fixture, NULL, set_up, tests[i].run, tear_down);
	return g_test_run();
}
