/* handbook: a small site on disk, rendered with the built-in layouts. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "model/link.h"
#include "render/handbook.h"
#include "render/handbook_parts.h"
#include "render/layouts.h"

struct fixture {
	char *directory;
	struct pool *pool;
	struct findings *findings;
	struct site *site;
	const struct template_set *templates;
	struct outputs *outputs;
};

static void
write_file(const struct fixture *f, const char *path, const char *text, gssize size)
{
	g_autofree char *full = g_build_filename(f->directory, path, NULL);
	g_autofree char *folder = g_path_get_dirname(full);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents(full, text, size, NULL));
}

static void
remove_folder(const char *folder)
{
	GDir *dir = g_dir_open(folder, 0, NULL);

	for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			remove_folder(path);
		else
			g_unlink(path);
	}
	g_dir_close(dir);
	g_rmdir(folder);
}

static void
set_up(struct fixture *f, gconstpointer data)
{
	(void)data;
	f->directory = g_dir_make_tmp("handbook-XXXXXX", NULL);
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
	write_file(f, "site.yaml", "title: T & Co\nbase_url: https://h.example.com/sub\nedit_url: https://e.example.com/{path}?x\nescalation: all\n", -1);
	write_file(f, "content/r.yaml",
	    "people:\n  ann: {name: Ann Ode, team: ops}\nteams:\n  ops: {name: Ops, lead: ann}\n"
	    "services:\n  db: {name: The database, team: ops}\n  web: {name: Web, team: ops, depends_on: [db]}\n"
	    "severities:\n  S1: {name: Bad}\nescalations:\n  all: {levels: [{after: 0m, notify: [person/ann], by: [phone]}]}\n",
	    -1);
	write_file(f, "content/runbooks/full.md",
	    "---\ntitle: Disk <full>\nservice: db\nseverity: S1\nowner: ops\nreviewed: 2026-01-02\nreview_every: 30d\naliases: [old]\ntags: [Disk]\n---\n"
	    "## Symptoms\n\nSee [the other](other.md#symptoms), [hidden](draft.md) and ![p](p.gif).\n",
	    -1);
	write_file(f, "content/runbooks/other.md", "---\ntitle: Other\nservice: db\n---\n## Symptoms\n\nx\n", -1);
	write_file(f, "content/runbooks/draft.md", "---\ntitle: Secret plan\ndraft: true\nservice: db\n---\nx\n", -1);
	/* 3 wide, 2 high. */
	write_file(f, "content/runbooks/p.gif", "GIF89a\3\0\2\0", 10);
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	(void)data;
	pool_free(f->pool);
	remove_folder(f->directory);
	g_free(f->directory);
}

static void
render(struct fixture *f, bool drafts)
{
	const struct site_options options = { .directory = f->directory, .at = "2026-03-21", .drafts = drafts };
	const char *problem = NULL;

	f->site = site_load(f->pool, f->findings, &options, &problem);
	g_assert_cmpstr(problem, ==, NULL);
	link_site(f->pool, f->site);
	f->templates = layouts_templates(f->pool, f->findings, f->directory);
	f->outputs = outputs_new(f->pool, f->findings);
	handbook_render(f->pool, f->site, f->templates, f->findings, f->outputs);
}

/* The bytes of a page, NULL where there is none. */
static const char *
page(const struct fixture *f, const char *path)
{
	const struct output *output = outputs_find(f->outputs, path);

	return output ? pool_strndup(f->pool, output->bytes, output->size) : NULL;
}

#define assert_has(haystack, needle) g_assert_nonnull(strstr((haystack), (needle)))
#define assert_lacks(haystack, needle) g_assert_null(strstr((haystack), (needle)))

static void
test_runbook(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	render(f, false);
	html = page(f, "handbook/runbooks/full.html");
	g_assert_nonnull(html);
	assert_has(html, "<h1>Disk &lt;full&gt;</h1>");
	assert_has(html, "<title>Disk &lt;full&gt; · T &amp; Co</title>");
	assert_has(html, "href=\"../services/db.html\"");
	assert_has(html, "href=\"../severities.html#s1\"");
	assert_has(html, "href=\"../teams/ops.html\"");
	assert_has(html, "href=\"../tags/disk.html\"");
	assert_has(html, "href=\"../runbooks/other.html#symptoms\"");
	assert_has(html, "href=\"https://e.example.com/content/runbooks/full.md?x\"");
	/* Reviewed on 2 January for 30 days. */
	assert_has(html, "Review overdue");
	/* The site's policy, as it has no escalation of its own. */
	assert_has(html, "href=\"../people/ann.html\">Ann Ode</a>");
	assert_has(html, "width=\"3\" height=\"2\"");
	assert_has(page(f, "handbook/runbooks/other.html"), "href=\"../runbooks/full.html\"");
}

static void
test_drafts(struct fixture *f, gconstpointer data)
{
	(void)data;
	render(f, false);
	g_assert_null(page(f, "handbook/runbooks/draft.html"));
	assert_has(page(f, "handbook/runbooks/full.html"), "<span class=\"to-draft\">hidden</span>");
	assert_lacks(page(f, "handbook/search.html"), "Secret plan");
	assert_lacks(page(f, "handbook/runbooks/index.html"), "Secret plan");
	render(f, true);
	assert_has(page(f, "handbook/runbooks/draft.html"), "<span class=\"badge\">Draft</span>");
}

static void
test_others(struct fixture *f, gconstpointer data)
{
	const char *redirect;

	(void)data;
	render(f, false);
	redirect = page(f, "handbook/runbooks/old.html");
	g_assert_nonnull(redirect);
	assert_has(redirect, "content=\"0; url=full.html\"");
	assert_has(redirect, "rel=\"canonical\" href=\"full.html\"");
	/* Shown at any address, so from the root of the host. */
	assert_has(page(f, "handbook/404.html"), "href=\"/sub/index.html\"");
	assert_has(page(f, "handbook/services/db.html"), "href=\"../services/web.html\"");
	assert_has(page(f, "handbook/index.html"), "Runbooks past their review");
	g_assert_nonnull(page(f, "handbook/runbooks/p.gif"));
	g_assert_nonnull(page(f, "handbook/actions.csv"));
	g_assert_nonnull(page(f, "handbook/actions.json"));
}

/* An index.md is the text of its folder's index. */
static void
test_intro(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	write_file(f, "content/runbooks/index.md", "---\ntitle: Read these\n---\nBefore *you* start.\n", -1);
	render(f, false);
	html = page(f, "handbook/runbooks/index.html");
	assert_has(html, "<h1>Read these</h1>");
	assert_has(html, "Before <em>you</em> start.");
	assert_has(html, "Disk &lt;full&gt;");
	g_assert_false(findings_has_rule(f->findings, RULE_SITE_DUPLICATE_ID));
}

/* The site's own files shadow the built-in ones. */
static void
test_shadows(struct fixture *f, gconstpointer data)
{
	(void)data;
	write_file(f, "layouts/handbook/missing.mustache", "own {{site.title}}", -1);
	write_file(f, "layouts/words/en.yaml", "menu: Karte\n", -1);
	write_file(f, "static/handbook.css", "own {}", -1);
	write_file(f, "static/logo.txt", "x", -1);
	render(f, false);
	g_assert_cmpstr(page(f, "handbook/404.html"), ==, "own T &amp; Co");
	assert_has(page(f, "handbook/index.html"), ">Karte</button>");
	assert_has(page(f, "handbook/index.html"), "Skip to the content");
	/* sha256("own {}") begins so. */
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "own {}", -1);
	g_autofree char *name = g_strdup_printf("handbook/handbook.%.10s.css", hash);

	g_assert_cmpstr(page(f, name), ==, "own {}");
	g_assert_null(page(f, "handbook/handbook.css"));
	g_assert_nonnull(page(f, "handbook/logo.txt"));
}

/* Threads take pages in any order; the bytes are the same. */
static void
test_same_bytes(struct fixture *f, gconstpointer data)
{
	const struct output *first, *second;
	size_t count, again;

	(void)data;
	render(f, false);
	first = outputs_list(f->outputs, &count);
	render(f, false);
	second = outputs_list(f->outputs, &again);
	g_assert_cmpuint(count, ==, again);
	g_assert_cmpuint(count, >, 20);
	for (size_t i = 0; i < count; i++) {
		g_assert_cmpstr(first[i].path, ==, second[i].path);
		g_assert_cmpmem(first[i].bytes, first[i].size, second[i].bytes, second[i].size);
	}
}

static void
test_data(struct fixture *f, gconstpointer data)
{
	const struct data *page_data;

	(void)data;
	render(f, false);
	page_data = handbook_data(f->pool, f->site, f->templates, f->findings, "handbook/runbooks/full.html");
	g_assert_nonnull(page_data);
	g_assert_cmpstr(data_string(data_get(page_data, "root")), ==, "../");
	g_assert_cmpstr(data_string(data_get(page_data, "title")), ==, "Disk <full>");
	g_assert_null(handbook_data(f->pool, f->site, f->templates, f->findings, "runbooks/none.html"));
}

static void
test_image_size(void)
{
	static const unsigned char jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 7, 1, 0, 1, 1, 0x11, 0 };
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x10";
	struct image_size size;

	g_assert_true(image_size_read(jpeg, sizeof(jpeg), &size));
	g_assert_cmpuint(size.width, ==, 256);
	g_assert_cmpuint(size.height, ==, 7);
	g_assert_true(image_size_read(png, sizeof(png) - 1, &size));
	g_assert_cmpuint(size.width, ==, 256);
	g_assert_cmpuint(size.height, ==, 16);
	for (size_t length = 0; length < 15; length++)
		g_assert_false(image_size_read(jpeg, length, &size));
	for (size_t length = 0; length < 24; length++)
		g_assert_false(image_size_read(png, length, &size));
	g_assert_false(image_size_read("<svg/>", 6, &size));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/handbook/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(runbook);
	TEST(drafts);
	TEST(others);
	TEST(intro);
	TEST(shadows);
	TEST(same_bytes);
	TEST(data);
#undef TEST
	g_test_add_func("/handbook/image_size", test_image_size);
	return g_test_run();
}
