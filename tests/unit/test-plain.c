/* plain: what is left of Markdown when nothing shows it. */
#include "model.h"

#include "render/data.h"
#include "render/plain.h"

/* A link leads where it says, but to "none". */
static const char *
address_by_target(struct pool *pool, const struct plain *plain, const struct document *document, uint32_t row)
{
	const char *target = markdown_text(&document->body, document->body.inlines[row].target);

	(void)pool;
	(void)plain;
	return strcmp(target, "none") == 0 ? NULL : target;
}

static void
check(const char *markdown, const char *expected)
{
	struct bench bench = bench_new();
	struct data *words = data_object(bench.pool);
	const struct plain plain = { .words = words, .address = address_by_target };
	const struct document *document;

	data_put_text(data_put_object(words, "alerts_of_text"), "warning", "Achtung");
	document = bench_document(&bench, "content/incidents/a.md", markdown);
	g_assert_cmpstr(plain_text(bench.pool, &plain, document, NULL, 0, ROW_NONE), ==, expected);
	bench_free(&bench);
}

static void
test_paragraphs(void)
{
	check("One line,\nwrapped.\n\nAnother with **bold**, *slanted* and `code`.", "One line, wrapped.\n\nAnother with bold, slanted and code.");
	check("Ends here  \nwith blanks\\\nor so, **all**  \nover.", "Ends here\nwith blanks\nor so, all\nover.");
	check("a < b & c &gt; d \"e\" \\*f\\*", "a < b & c > d \"e\" *f*");
	check("", "");
}

static void
test_links(void)
{
	check("See [the page](https://example.com/a) or https://example.com/b.", "See the page (https://example.com/a) or https://example.com/b.");
	check("[inside](none), [same@example.com](mailto:same@example.com), [mail](mailto:us@example.com)", "inside, same@example.com, mail (us@example.com)");
	check("[https://example.com/](https://example.com/)", "https://example.com/");
}

static void
test_struck(void)
{
	check("All ~~cards [old](https://example.com/old)~~ payments are slow.", "All payments are slow.");
	check("~~Gone.~~ Here, ~~twice~~.", "Here, .");
	check("[~~a~~ b](https://example.com/c)", "b (https://example.com/c)");
}

static void
test_lists(void)
{
	check("- one\n- two\n  over two lines\n  - below\n\n3. three\n4. four\n\n- [x] done\n- [ ] to do",
	    "- one\n- two over two lines\n  - below\n\n3. three\n4. four\n\n\u2611 done\n\u2610 to do");
	check("- a\n\n  b", "- a\n  b");
}

static void
test_blocks(void)
{
	check("> said\n> so\n>\n> twice", "> said so\n>\n> twice");
	check("> [!WARNING]\n> Hot.", "Achtung: Hot.");
	check("### Head\n\n```sh\necho  'a'\n\n  b\n```\n\n---\n\nEnd", "Head\n\necho  'a'\n\n  b\n\nEnd");
	check("| Region | State |\n|---|---|\n| Europe | **slow** |\n| Asia | |", "- Region: Europe; State: slow\n- Region: Asia");
	check("| Only | head |\n|---|---|", "- Only; head");
}

static void
test_notes(void)
{
	check("One[^b] and two[^A], again[^B].\n\n[^a]: Of *a*.\n[^b]: Of b.", "One[1] and two[2], again[1].\n\n[1] Of b.\n[2] Of a.");
}

/* Lists in lists to any depth. */
static void
test_deep(void)
{
	g_autoptr(GString) markdown = g_string_new(NULL);
	struct bench bench = bench_new();
	const struct plain plain = { .address = address_by_target };
	const struct document *document;

	for (int i = 0; i < 2000; i++)
		g_string_append(markdown, "> ");
	g_string_append(markdown, "deep");
	document = bench_document(&bench, "content/incidents/a.md", markdown->str);
	g_assert_nonnull(strstr(plain_text(bench.pool, &plain, document, NULL, 0, ROW_NONE), "deep"));
	bench_free(&bench);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/plain/paragraphs", test_paragraphs);
	g_test_add_func("/plain/links", test_links);
	g_test_add_func("/plain/struck", test_struck);
	g_test_add_func("/plain/lists", test_lists);
	g_test_add_func("/plain/blocks", test_blocks);
	g_test_add_func("/plain/notes", test_notes);
	g_test_add_func("/plain/deep", test_deep);
	return g_test_run();
}
