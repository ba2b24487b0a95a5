/* glob: which files a pattern names, in a folder made for it. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "read/glob.h"

static char *root, *site;

static void
make_file(const char *path)
{
	g_autofree char *full = g_build_filename(root, path, NULL);
	g_autofree char *folder = g_path_get_dirname(full);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
	g_assert_true(g_file_set_contents(full, "", 0, NULL));
}

static void
assert_found(const char *pattern, const char *paths)
{
	struct pool *pool = pool_new();
	const struct glob glob = glob_find(pool, site, pattern);
	g_autoptr(GString) found = g_string_new(NULL);

	for (size_t i = 0; i < glob.count; i++)
		g_string_append_printf(found, "%s%s", i ? " " : "", glob.paths[i]);
	g_assert_cmpstr(found->str, ==, paths);
	g_assert_false(glob.truncated);
	pool_free(pool);
}

static void
patterns(void)
{
	static const char *const rows[][2] = {
		{ "rules/*.yaml", "rules/a.yaml rules/b.yaml" },
		{ "rules/[!a].yaml", "rules/b.yaml" },
		{ "rules/a.yaml", "rules/a.yaml" },
		{ "./rules//a.yaml", "rules/a.yaml" },
		{ "rules/c.yaml", "" },
		{ "rules", "" },
		{ "../infra/*/*.yaml", "../infra/db/c.yaml ../infra/web/d.yaml" },
		{ "../infra/**", "../infra/db/c.yaml ../infra/db/deep/e.yaml ../infra/web/d.yaml" },
		{ "../infra/**/*.yaml", "../infra/db/c.yaml ../infra/db/deep/e.yaml ../infra/web/d.yaml" },
		{ "../infra/**/deep/**/e.yaml", "../infra/db/deep/e.yaml" },
		{ "../**/a.yaml", "../site/rules/a.yaml" },
		{ "**/.hidden/*", "rules/.hidden/f.yaml" },
		{ "nowhere/**/*.yaml", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		assert_found(rows[i][0], rows[i][1]);
}

/* A link is followed where it is named, and never found by a wildcard: a circle of them ends. */
static void
links(void)
{
	g_autofree char *link = g_build_filename(root, "infra", "circle", NULL);
	g_autofree char *file = g_build_filename(root, "infra", "db", "link.yaml", NULL);

	g_assert_cmpint(symlink("..", link), ==, 0);
	g_assert_cmpint(symlink("c.yaml", file), ==, 0);
	assert_found("../infra/**/*.yaml", "../infra/db/c.yaml ../infra/db/deep/e.yaml ../infra/web/d.yaml");
	assert_found("../infra/circle/site/rules/*.yaml", "../infra/circle/site/rules/a.yaml ../infra/circle/site/rules/b.yaml");
	assert_found("../infra/db/link.yaml", "../infra/db/link.yaml");
	g_unlink(link);
	g_unlink(file);
}

/* Folders that lie too deep are left out, and nothing of them is kept. */
static void
too_deep(void)
{
	struct pool *pool = pool_new();
	g_autoptr(GString) path = g_string_new("deep");
	struct glob glob;

	for (int i = 0; i < 70; i++)
		g_string_append(path, "/d");
	g_string_append(path, "/f.yaml");
	make_file(path->str);
	make_file("deep/d/g.yaml");
	glob = glob_find(pool, site, "../deep/**/*.yaml");
	g_assert_cmpuint(glob.count, ==, 1);
	g_assert_cmpstr(glob.paths[0], ==, "../deep/d/g.yaml");
	g_assert_true(glob.truncated);
	pool_free(pool);
}

static void
remove_folder(const char *path)
{
	GDir *folder = g_dir_open(path, 0, NULL);
	const char *name;

	while (folder && (name = g_dir_read_name(folder))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_folder(below);
	}
	if (folder)
		g_dir_close(folder);
	g_remove(path);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
		"site/rules/a.yaml", "site/rules/b.yaml", "site/rules/notes.txt", "site/rules/.hidden/f.yaml",
		"infra/db/c.yaml", "infra/db/deep/e.yaml", "infra/web/d.yaml",
	};
	int status;

	g_test_init(&argc, &argv, NULL);
	root = g_dir_make_tmp("test-glob-XXXXXX", NULL);
	g_assert_nonnull(root);
	site = g_build_filename(root, "site", NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		make_file(files[i]);
	g_test_add_func("/glob/patterns", patterns);
	g_test_add_func("/glob/links", links);
	g_test_add_func("/glob/too-deep", too_deep);
	status = g_test_run();
	remove_folder(root);
	g_free(root);
	g_free(site);
	return status;
}
