/* edition: one saved document in a site that is loaded: what its page shows, and when the whole must be read again. */
#include <fcntl.h>
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "command/edition.h"
#include "command/serve.h"
#include "emit/tree.h"

#define RUNBOOK "content/runbooks/pool.md"
#define FRONT "title: Pool full\nservice: api\nowner: \"@dana\"\nreviewed: 2026-11-01\n"
#define BODY "\n## Symptoms\n\nSlow pages.\n\n## Diagnosis\n\nLook at it.\n\n## Resolution\n\nRestart it.\n\n## Escalation\n\nCall @dana after 5 minutes.\n"

struct fixture {
	char *folder;
	struct pool *pool;
	struct edition *edition;
	struct options options;
};

static void
put(const struct fixture *f, const char *path, const char *text)
{
	g_autofree char *full = g_build_filename(f->folder, path, NULL);
	g_autofree char *parent = g_path_get_dirname(full);

	g_assert_cmpint(g_mkdir_with_parents(parent, 0777), ==, 0);
	g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

static void
put_runbook(const struct fixture *f, const char *front, const char *body)
{
	g_autofree char *text = g_strdup_printf("---\n%s---\n%s", front, body);

	put(f, RUNBOOK, text);
}

static void
begin(struct fixture *f)
{
	const char *problem = NULL;

	*f = (struct fixture){ .folder = g_dir_make_tmp("edition-XXXXXX", NULL), .pool = pool_new(),
		.options = { .command = &command_serve, .at = "2026-11-21T12:00Z" } };
	put(f, "site.yaml", "title: Books\n");
	put(f, "content/all.yaml", "people:\n  dana: {name: Dana Reyes}\n  lee: {name: Lee Hart}\nservices:\n  api: {name: The API}\n  web: {name: The shop}\n");
	put(f, "content/guides/first.md", "---\ntitle: First\n---\n\nSee [the pool](../runbooks/pool.md).\n");
	put_runbook(f, FRONT, BODY);
	f->edition = edition_load(f->pool, &f->options, f->folder, &problem);
	g_assert_cmpstr(problem, ==, NULL);
	g_assert_nonnull(f->edition);
}

static void
end(struct fixture *f)
{
	edition_free(f->edition);
	pool_free(f->pool);
	tree_remove(AT_FDCWD, f->folder);
	g_free(f->folder);
}

static bool
shows(const struct fixture *f, const char *page, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	g_assert_true(edition_page(f->edition, page, out));
	return strstr(out->str, text) != NULL;
}

#define PAGE "handbook/runbooks/pool.html"

static void
test_body(void)
{
	struct fixture f;

	begin(&f);
	g_assert_true(shows(&f, PAGE, "Slow pages."));
	put_runbook(&f, FRONT, BODY "\n## Verification\n\nPages are fast.\n");
	g_assert_true(edition_replace(f.edition, RUNBOOK));
	g_assert_true(shows(&f, PAGE, "Pages are fast."));
	edition_restore(f.edition);
	g_assert_false(shows(&f, PAGE, "Pages are fast."));
	end(&f);
}

/* The page's head, its heading, what it says of service and owner, and the links to it. */
static void
test_front(void)
{
	struct fixture f;

	begin(&f);
	g_assert_true(shows(&f, PAGE, "<title>Pool full"));
	put_runbook(&f, "title: Pool exhausted\nservice: web\nowner: \"@lee\"\nreviewed: 2026-11-02\n", BODY);
	g_assert_true(edition_replace(f.edition, RUNBOOK));
	g_assert_true(shows(&f, PAGE, "<title>Pool exhausted"));
	g_assert_true(shows(&f, PAGE, "The shop"));
	g_assert_true(shows(&f, PAGE, "Lee Hart"));
	g_assert_false(shows(&f, PAGE, "Pool full"));
	g_assert_true(shows(&f, "handbook/runbooks/index.html", "Pool exhausted"));
	edition_restore(f.edition);
	g_assert_true(shows(&f, PAGE, "<title>Pool full"));
	g_assert_false(shows(&f, "handbook/runbooks/index.html", "Pool exhausted"));
	end(&f);
}

/* What takes the whole site: a draft has no page, and what is wrong must be told. */
static void
test_whole(void)
{
	struct fixture f;

	begin(&f);
	put_runbook(&f, FRONT "draft: true\n", BODY);
	g_assert_false(edition_replace(f.edition, RUNBOOK));
	put_runbook(&f, "title: [\n", BODY);
	g_assert_false(edition_replace(f.edition, RUNBOOK));
	g_assert_false(edition_replace(f.edition, "content/runbooks/other.md"));
	g_assert_true(shows(&f, PAGE, "<title>Pool full"));
	end(&f);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/edition/body", test_body);
	g_test_add_func("/edition/front", test_front);
	g_test_add_func("/edition/whole", test_whole);
	return g_test_run();
}
