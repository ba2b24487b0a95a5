#include "base/pool.h"
#include "read/frontmatter.h"

#include <glib.h>
#include <string.h>

/* What a text's front matter is, and where; complaint: the place of front/unclosed, -1 for none. */
struct expectation {
	const char *name, *text;
	bool present;
	const char *yaml, *body;
	long complaint;
};

static const struct expectation expectations[] = {
	{ "/frontmatter/plain", "---\ntitle: A\n---\nBody\n", true, "title: A\n", "Body\n", -1 },
	{ "/frontmatter/none", "# Head\n\n---\n", false, "", "# Head\n\n---\n", -1 },
	{ "/frontmatter/empty-file", "", false, "", "", -1 },
	{ "/frontmatter/empty-block", "---\n---\nBody", true, "", "Body", -1 },
	{ "/frontmatter/crlf", "---\r\na: 1\r\n---\r\nBody\r\n", true, "a: 1\r\n", "Body\r\n", -1 },
	{ "/frontmatter/lone-cr", "---\ra: 1\r---\rBody", true, "a: 1\r", "Body", -1 },
	{ "/frontmatter/mark", "\xEF\xBB\xBF---\na: 1\n---\nBody", true, "a: 1\n", "Body", -1 },
	{ "/frontmatter/mark-without-block", "\xEF\xBB\xBFText", false, "", "Text", -1 },
	{ "/frontmatter/blanks-behind", "--- \t\na: 1\n---  \nBody", true, "a: 1\n", "Body", -1 },
	{ "/frontmatter/no-body", "---\na: 1\n---", true, "a: 1\n", "", -1 },
	{ "/frontmatter/not-closed", "---\na: 1\n\nBody\n", false, "", "a: 1\n\nBody\n", 0 },
	{ "/frontmatter/not-closed-mark", "\xEF\xBB\xBF---\nBody", false, "", "Body", 3 },
	{ "/frontmatter/only-opening", "---", false, "", "", 0 },
	{ "/frontmatter/four-hyphens", "----\na: 1\n---\n", false, "", "----\na: 1\n---\n", -1 },
	{ "/frontmatter/indented-close", "---\na: |\n  ---\n  b\n---\nBody", true, "a: |\n  ---\n  b\n", "Body", -1 },
	{ "/frontmatter/words-behind-close", "---\na: 1\n--- b\n---\nBody", true, "a: 1\n--- b\n", "Body", -1 },
	{ "/frontmatter/blank-line-before", "\n---\na: 1\n---\n", false, "", "\n---\na: 1\n---\n", -1 },
};

static void
test_expectation(const void *data)
{
	const struct expectation *expected = data;
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	const struct source *source = source_new(pool, "content/a.md", expected->text, strlen(expected->text));
	struct frontmatter front = frontmatter_find(findings, source);
	g_autofree char *yaml = g_strndup(expected->text + front.start, front.end - front.start);

	g_assert_cmpint(front.present, ==, expected->present);
	g_assert_cmpstr(yaml, ==, expected->yaml);
	g_assert_cmpstr(expected->text + front.body, ==, expected->body);
	g_assert_cmpint(findings_has_rule(findings, RULE_FRONT_UNCLOSED), ==, expected->complaint >= 0);
	if (expected->complaint >= 0) {
		findings_settle(findings, &(struct settlement){ 0 });

		size_t count;
		const struct finding *const *list = findings_list(findings, &count);

		g_assert_cmpuint(count, ==, 1);
		g_assert_cmpint((long)list[0]->span.start, ==, expected->complaint);
		g_assert_cmpint((long)list[0]->span.end, ==, expected->complaint + 3);
	}
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(expectations); i++)
		g_test_add_data_func(expectations[i].name, &expectations[i], test_expectation);
	return g_test_run();
}
