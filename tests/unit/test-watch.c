/* watch: what is saved in a site is told by name, folders may come and go, and what is none of the site's is passed over. */
#include <glib.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>

#include "base/pool.h"
#include "serve/watch.h"

#define PATIENCE 20000 /* milliseconds, for what is known to come */

struct fixture {
	struct pool *pool;
	char *site;
	struct watch_files *watch;
};

static void
save(const struct fixture *fixture, const char *path, const char *text)
{
	g_autofree char *full = g_build_filename(fixture->site, path, NULL), *folder = g_path_get_dirname(full);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents_full(full, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static void
begin(struct fixture *fixture, bool polls)
{
	fixture->pool = pool_new();
	fixture->site = g_dir_make_tmp("sitrep-watch-XXXXXX", NULL);
	save(fixture, "site.yaml", "title: x\n");
	save(fixture, "content/runbooks/a.md", "# A\n");
	save(fixture, "content/runbooks/b.md", "# B\n");
	save(fixture, "public/.sitrep", "");
	save(fixture, "public/index.html", "");
	fixture->watch = watch_open(fixture->pool, fixture->site, polls);
}

static void
end(struct fixture *fixture)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", fixture->site);

	pool_free(fixture->pool);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	g_free(fixture->site);
}

/* All that is told until a path or, with NULL, something without a name is; joined by blanks. */
static char *
told_until(const struct fixture *fixture, const char *path)
{
	g_autoptr(GString) told = g_string_new(NULL);
	const int64_t last = g_get_monotonic_time() + PATIENCE * 1000;
	bool found = false;

	while (!found) {
		struct pollfd waiting = { watch_descriptor(fixture->watch), POLLIN, 0 };
		struct saved saved;

		g_assert_cmpint(g_get_monotonic_time(), <, last);
		poll(&waiting, 1, waiting.fd < 0 ? watch_timeout(fixture->watch) : 1000);
		if (!watch_take(fixture->watch, &saved))
			continue;
		for (guint i = 0; i < saved.paths->len; i++) {
			g_string_append_printf(told, "%s%s", told->len ? " " : "", (char *)saved.paths->pdata[i]);
			found = found || g_strcmp0(saved.paths->pdata[i], path) == 0;
		}
		if (saved.more)
			g_string_append(told, "*");
		found = found || (!path && saved.more);
		g_ptr_array_unref(saved.paths);
	}
	return g_string_free(g_steal_pointer(&told), false);
}

static void
test_names(void)
{
	struct fixture fixture;
	g_autofree char *first = NULL, *second = NULL, *removed = NULL, *path = NULL;

	begin(&fixture, false);
	g_assert_cmpint(watch_descriptor(fixture.watch), >=, 0);
	save(&fixture, "content/runbooks/.a.md.swp", "x");
	save(&fixture, "content/runbooks/a.md~", "x");
	save(&fixture, "content/runbooks/4913", "x");
	save(&fixture, "public/index.html", "x");
	save(&fixture, "content/runbooks/a.md", "# A2\n");
	first = told_until(&fixture, "content/runbooks/a.md");
	g_assert_cmpstr(first, ==, "content/runbooks/a.md");
	save(&fixture, "site.yaml", "title: y\n");
	second = told_until(&fixture, "site.yaml");
	g_assert_cmpstr(second, ==, "site.yaml");
	path = g_build_filename(fixture.site, "content/runbooks/b.md", NULL);
	g_assert_cmpint(g_unlink(path), ==, 0);
	removed = told_until(&fixture, "content/runbooks/b.md");
	g_assert_cmpstr(removed, ==, "content/runbooks/b.md");
	end(&fixture);
}

/* A new folder is watched, and so is one that takes the place of another. */
static void
test_folders(void)
{
	struct fixture fixture;
	g_autofree char *made = NULL, *saved = NULL, *moved = NULL, *again = NULL, *old = NULL, *new = NULL;

	begin(&fixture, false);
	save(&fixture, "content/guides/deep/c.md", "# C\n");
	made = told_until(&fixture, NULL);
	save(&fixture, "content/guides/deep/c.md", "# C2\n");
	saved = told_until(&fixture, "content/guides/deep/c.md");
	old = g_build_filename(fixture.site, "content/runbooks", NULL);
	new = g_build_filename(fixture.site, "content/renamed", NULL);
	g_assert_cmpint(g_rename(old, new), ==, 0);
	moved = told_until(&fixture, NULL);
	save(&fixture, "content/renamed/a.md", "# A2\n");
	again = told_until(&fixture, "content/renamed/a.md");
	end(&fixture);
}

/* The site may go as a whole and come back. */
static void
test_site_gone(void)
{
	struct fixture fixture;
	g_autofree char *gone = NULL, *back = NULL, *saved = NULL, *aside = NULL;

	begin(&fixture, false);
	aside = g_strdup_printf("%s.aside", fixture.site);
	g_assert_cmpint(g_rename(fixture.site, aside), ==, 0);
	gone = told_until(&fixture, NULL);
	g_assert_cmpint(watch_descriptor(fixture.watch), <, 0);
	g_assert_cmpint(g_rename(aside, fixture.site), ==, 0);
	back = told_until(&fixture, NULL);
	save(&fixture, "content/runbooks/a.md", "# A2\n");
	saved = told_until(&fixture, "content/runbooks/a.md");
	end(&fixture);
}

static void
test_poll(void)
{
	struct fixture fixture;
	struct saved saved;
	g_autofree char *told = NULL;

	begin(&fixture, true);
	g_assert_cmpint(watch_descriptor(fixture.watch), ==, -1);
	g_assert_cmpint(watch_timeout(fixture.watch), >, 0);
	g_assert_false(watch_take(fixture.watch, &saved));
	save(&fixture, "content/runbooks/a.md", "# Another size\n");
	told = told_until(&fixture, NULL);
	g_assert_cmpstr(told, ==, "*");
	end(&fixture);
}

/* A file outside of the site is told by its whole path, its neighbours are not. */
static void
test_others(void)
{
	struct fixture fixture;
	g_autofree char *folder = g_dir_make_tmp("sitrep-rules-XXXXXX", NULL), *rules = g_build_filename(folder, "rules.yaml", NULL),
			*other = g_build_filename(folder, "other.yaml", NULL), *told = NULL, *command = g_strdup_printf("rm -rf '%s'", folder);

	begin(&fixture, false);
	watch_add(fixture.watch, rules);
	watch_add(fixture.watch, rules);
	g_assert_true(g_file_set_contents(other, "x", -1, NULL));
	g_assert_true(g_file_set_contents(rules, "x", -1, NULL));
	told = told_until(&fixture, rules);
	g_assert_cmpstr(told, ==, rules);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	end(&fixture);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/watch/names", test_names);
	g_test_add_func("/watch/folders", test_folders);
	g_test_add_func("/watch/site-gone", test_site_gone);
	g_test_add_func("/watch/poll", test_poll);
	g_test_add_func("/watch/others", test_others);
	return g_test_run();
}
