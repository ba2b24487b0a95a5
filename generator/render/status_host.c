/* What hosts and crawlers read: sitemap.xml, robots.txt, _headers. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/press.h"

/* ---- sitemap.xml and robots.txt ---- */

static bool
is_page(const char *path)
{
	return g_str_has_suffix(path, ".html") && strcmp(path, "404.html") != 0;
}

static const char *
location_of(struct pool *pool, const struct status *status, const char *path)
{
	return pool_printf(pool, "%s%s", status->url, text_escape_path(pool, strcmp(path, "index.html") == 0 ? "" : path));
}

static void
make_sitemap(struct status_page *page, const void *subject)
{
	struct data *locations = data_list(page->pool);
	size_t count;
	const struct press_job *jobs = press_jobs(page->status->press, &count);

	(void)subject;
	for (size_t i = 0; i < count; i++)
		if (is_page(jobs[i].path))
			data_append(locations, data_text(page->pool, location_of(page->pool, page->status, jobs[i].path)));
	data_put(page->view, "locations", locations);
}

/* A sitemap for each language; crawlers want addresses that are whole. */
static void
make_robots(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	struct data *sitemaps = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; status->url && i < status->edition_count; i++)
		data_append(sitemaps, data_text(page->pool, pool_printf(page->pool, "%s%ssitemap.xml", status->url, status->editions[i].folder)));
	data_put(page->view, "sitemaps", sitemaps);
}

void
add_sitemap(struct status *status)
{
	if (status->url)
		add_status_job(status, (struct status_job){ .path = "sitemap.xml", .layout = "status/sitemap.xml", .title = status->title, .make = make_sitemap });
}

/* ---- _headers ---- */

/* The template says how long each kind may be kept. */
static const struct {
	const char *suffix, *kind;
} kinds[] = {
	{ ".html", "pages" },
	{ ".json", "api" },
	{ ".atom", "atom" },
	{ ".rss", "rss" },
	{ ".ics", "calendar" },
	{ ".svg", "badges" },
};

static const char *
kind_of(const char *path)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_suffix(path, kinds[i].suffix))
			return kinds[i].kind;
	return "other";
}

/* {"path": "/badge.svg", "kind": {"badges": true}}, or of a whole folder.  Hosts join what several rules say of one file, so each file is in one. */
static void
add_rule(struct pool *pool, struct data *rules, GHashTable *seen, const char *path)
{
	const char *slash = strchr(path, '/');
	const char *rule = slash ? pool_printf(pool, "/%.*s/*", (int)(slash - path), path) : pool_printf(pool, "/%s", path);
	struct data *object = data_object(pool), *kind = data_object(pool);

	if (!g_hash_table_add(seen, (char *)rule))
		return;
	data_put_flag(kind, kind_of(path), true);
	data_put_text(object, "path", rule);
	data_put(object, "kind", kind);
	data_append(rules, object);
}

static void
make_headers(struct status_page *page, const void *subject)
{
	size_t count;
	const struct press_job *jobs = press_jobs(page->status->press, &count);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct data *rules = data_list(page->pool);

	(void)subject;
	for (size_t i = 0; i < count; i++)
		if (jobs[i].page != page->job)
			add_rule(page->pool, rules, seen, jobs[i].path);
	for (size_t i = 1; i < page->status->edition_count; i++)
		add_rule(page->pool, rules, seen, pool_printf(page->pool, "%sindex.html", page->status->editions[i].folder));
	data_put(page->view, "rules", rules);
}

void
add_host_files(struct status *status)
{
	add_status_job(status, (struct status_job){ .path = "robots.txt", .layout = "status/robots.txt", .title = status->title, .make = make_robots });
	add_status_job(status, (struct status_job){ .path = "_headers", .layout = "status/headers", .title = status->title, .make = make_headers });
}
