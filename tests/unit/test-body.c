/* body: Markdown through partials, here ones that show what they are given. */
#include <glib.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "base/time.h"
#include "read/frontmatter.h"
#include "read/markdown.h"
#include "render/body.h"

struct fixture {
	struct pool *pool;
	struct findings *findings;
	struct config config;
	struct site site;
	struct view view;
	struct kind_section kind_section;
	struct section sections[1];
	struct document document;
	struct body body;
	struct template_failure failure;
};

static const struct {
	const char *name, *text;
} partials[] = {
	{ "b/link", "<L {{kind}} {{href}} {{root}}>{{{content}}}</L>\n" },
	{ "b/image", "<I {{src}} alt={{alt}} title={{title}}>\n" },
	{ "b/heading", "<H{{level}} {{anchor}} [{{#time_box}}{{seconds}}{{/time_box}}]>{{{content}}}</H>\n" },
	{ "b/code", "<C {{language}}{{#command}} run{{/command}}>{{#parts}}{{#parameter}}({{parameter}}){{/parameter}}{{^parameter}}{{text}}{{/parameter}}{{/parts}}{{^command}}{{text}}{{/command}}</C>\n" },
	{ "b/alert", "<A {{type}} {{title}}>{{{content}}}</A>\n" },
	{ "b/table", "<T {{label}}>{{{content}}}</T>\n" },
	{ "b/check", "<X{{#done}} done{{/done}}>\n" },
	{ "b/section", "<S {{id}} {{extra}}>{{{content}}}</S>\n" },
};

static const struct source *
load(const char *name, void *data)
{
	for (size_t i = 0; i < G_N_ELEMENTS(partials); i++)
		if (strcmp(partials[i].name, name) == 0)
			return source_new(data, name, partials[i].text, strlen(partials[i].text));
	return NULL;
}

/* A link leads where it says, but for one that leads nowhere and one that is no link. */
static const struct data *
link_by_target(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root)
{
	const char *target = markdown_text(&document->body, document->body.inlines[row].target);

	struct data *link;

	(void)body;
	(void)root;
	if (strcmp(target, "none") == 0 || document->body.inlines[row].kind == INLINE_CODE)
		return NULL;
	link = data_object(pool);
	data_put_text(link, "kind", "plain");
	data_put_text(link, "href", strcmp(target, "broken") == 0 ? NULL : target);
	return link;
}

static void
add_extra(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, struct data *data)
{
	(void)pool;
	(void)body;
	(void)document;
	(void)section;
	data_put_text(data, "extra", "more");
}

static void
set_up(struct fixture *f, gconstpointer data)
{
	struct template_options options = { .load = load };
	struct template_set *set;
	struct data *words, *group;

	(void)data;
	f->pool = pool_new();
	words = data_object(f->pool);
	group = data_put_object(words, "alerts_of_text");
	data_put_text(group, "note", "Note");
	f->findings = findings_new(f->pool);
	f->config.zone = zone_utc();
	f->site.config = &f->config;
	f->view = (struct view){ .site = &f->site, .language = "en", .words = words };
	options.data = f->pool;
	set = template_set_new(f->pool, f->findings, &options);
	for (size_t i = 0; i < G_N_ELEMENTS(partials); i++)
		g_assert_true(template_set_add(set, partials[i].name));
	f->body = body_new(f->pool, &f->view, set, "b");
	f->body.link = link_by_target;
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	(void)data;
	pool_free(f->pool);
}

static void
read_text(struct fixture *f, const char *text)
{
	const struct source *source = source_new(f->pool, "content/a.md", text, strlen(text));

	f->document = (struct document){ .source = source, .path = source->path, .title = { .s = "Title" }, .title_row = ROW_NONE };
	f->document.body = markdown_parse(f->pool, f->findings, source, 0);
}

static const char *
render_rows(struct fixture *f, uint32_t first, uint32_t end)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_true(body_render(f->pool, &f->body, &f->document, first, end, "../", out, &f->failure));
	return pool_strdup(f->pool, out->str);
}

static const char *
render(struct fixture *f, const char *text)
{
	read_text(f, text);
	return render_rows(f, 0, ROW_NONE);
}

/* Whether text stands in what is rendered. */
#define assert_has(haystack, needle) g_assert_nonnull(strstr((haystack), (needle)))
#define assert_lacks(haystack, needle) g_assert_null(strstr((haystack), (needle)))

static void
test_link(struct fixture *f, gconstpointer data)
{
	(void)data;
	/* Nothing between a link and the full stop, though the layout ends with an end of line. */
	assert_has(render(f, "See [the *page*](x.md).\n"), "<p>See <L plain x.md ../>the <em>page</em></L>.</p>");
	assert_has(render(f, "[a](none)b\n"), "<p>ab</p>");
	assert_has(render(f, "[a](broken)\n"), "<L plain  ../>a</L>");
}

static void
test_escapes(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	html = render(f, "{{root}} & <b>x</b> `<i>`\n\n[\"](<a\"b>)\n");
	assert_has(html, "{{root}} &amp; x <code>&lt;i&gt;</code>");
	assert_has(html, "a&quot;b");
	assert_lacks(html, "<b>");
}

static void
test_image(struct fixture *f, gconstpointer data)
{
	(void)data;
	assert_has(render(f, "![a graph](g.png \"T\")\n"), "<I g.png alt=a graph title=T>");
	assert_has(render(f, "![gone](none)\n"), "<I  alt=gone title=>");
}

static void
test_heading(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	html = render(f, "## Diagnosis (< 2 min)\n\n### a -- b\n");
	assert_has(html, "<H2 diagnosis--2-min [120]>Diagnosis</H>");
	assert_has(html, "<H3 a----b []>a -- b</H>");
}

/* Headings of level 1 beside the title's move all of them down. */
static void
test_heading_shift(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	html = render(f, "# One\n\n## Two\n\n###### Six\n");
	assert_has(html, "<H2 one []>");
	assert_has(html, "<H3 two []>");
	assert_has(html, "<H6 six []>");
	read_text(f, "# The title\n\n## Two\n");
	f->document.title_row = 0;
	html = render_rows(f, 0, ROW_NONE);
	assert_lacks(html, "The title");
	assert_has(html, "<H2 two []>");
}

static void
test_code(struct fixture *f, gconstpointer data)
{
	(void)data;
	assert_has(render(f, "```sh\nget <pod> & {{ NS }}\n```\n"), "<C sh run>get (pod) &amp; (NS)\n</C>");
	assert_has(render(f, "```yaml\na: <b>\n```\n"), "<C yaml>a: &lt;b&gt;\n</C>");
}

static void
test_blocks(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	html = render(f, "## Numbers\n\n| a |\n|---|\n| [x](none) |\n\n> [!NOTE]\n> hi\n\n- [x] done\n- [ ] open\n");
	assert_has(html, "<T Numbers>");
	assert_has(html, "<td>x</td>");
	assert_has(html, "<A note Note>");
	assert_has(html, "<X done>");
	assert_has(html, "<X>");
}

static void
test_section(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	read_text(f, "Lead.\n\n## First\n\nInside.[^1]\n\n[^1]: A note.\n");
	f->kind_section = (struct kind_section){ .id = "first", .title = "First" };
	f->sections[0] = (struct section){ .kind = &f->kind_section, .heading = 1, .first_row = 2, .end_row = f->document.body.block_count, .time_box = DURATION_NONE };
	f->document.sections = f->sections;
	f->document.section_count = 1;
	f->body.section = add_extra;
	html = render_rows(f, 0, ROW_NONE);
	assert_has(html, "<S first more><H2 first []>");
	/* Footnotes are the document's, not the last section's, and their list is closed. */
	g_assert_true(strstr(html, "</S>") < strstr(html, "A note."));
	assert_has(html, "</ol>\n</section>");
	g_assert_true(strstr(html, "Lead.") < strstr(html, "<S first"));
}

static void
test_rows(struct fixture *f, gconstpointer data)
{
	const char *html;

	(void)data;
	read_text(f, "One.\n\nTwo.\n\nThree.\n");
	html = render_rows(f, 1, 2);
	assert_lacks(html, "One");
	assert_has(html, "Two");
	assert_lacks(html, "Three");
	g_assert_cmpstr(render(f, ""), ==, "");
}

static void
test_contents(struct fixture *f, gconstpointer data)
{
	const struct data *contents, *first;

	(void)data;
	read_text(f, "# A\n\n### A1\n\n#### A1x\n\n### A2\n");
	/* One heading alone does not hold all others. */
	contents = body_contents(f->pool, &f->view, &f->document);
	g_assert_cmpuint(data_count(contents), ==, 3);
	g_assert_cmpstr(data_string(data_get(data_item(contents, 2), "text")), ==, "A2");
	g_assert_cmpuint(data_count(data_get(data_item(contents, 1), "below")), ==, 1);
	read_text(f, "### Before\n\n## A (5 minutes)\n\n### A1\n\n#### A1x\n\n## B\n");
	contents = body_contents(f->pool, &f->view, &f->document);
	/* What comes before the first of the highest level stands beside it. */
	g_assert_cmpuint(data_count(contents), ==, 3);
	first = data_item(contents, 1);
	g_assert_cmpstr(data_string(data_get(first, "text")), ==, "A");
	g_assert_cmpstr(data_string(data_get(first, "anchor")), ==, "a-5-minutes");
	g_assert_cmpint(data_get(data_get(first, "time_box"), "seconds")->of.integer, ==, 300);
	g_assert_cmpuint(data_count(data_get(first, "below")), ==, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/body/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(link);
	TEST(escapes);
	TEST(image);
	TEST(heading);
	TEST(heading_shift);
	TEST(code);
	TEST(blocks);
	TEST(section);
	TEST(rows);
	TEST(contents);
#undef TEST
	return g_test_run();
}
