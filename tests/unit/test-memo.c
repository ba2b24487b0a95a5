/* memo: what a run is remembered by, each part of which makes it another run. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <utime.h>

#include "base/footprint.h"
#include "base/pool.h"
#include "command/memo.h"

#define SETTLED 60000 /* microseconds: longer than a tick of the file system's clock */

static const struct command command = { .name = "build" };

struct fixture {
	struct pool *pool;
	char *folder, *site, *output;
	char *given[3];
	struct options options;
};

static char *
path_of(const struct fixture *f, const char *name)
{
	return g_build_filename(f->folder, name, NULL);
}

static void
write_file(const struct fixture *f, const char *name, const char *text)
{
	g_autofree char *path = path_of(f, name), *folder = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
	g_assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
}

static void
set_up(struct fixture *f, gconstpointer data)
{
	g_autofree char *cache = NULL;

	(void)data;
	f->pool = pool_new();
	f->folder = g_dir_make_tmp("memo-XXXXXX", NULL);
	cache = path_of(f, "cache");
	g_setenv("SITREP_CACHE", cache, true);
	g_unsetenv("SOURCE_DATE_EPOCH");
	f->site = path_of(f, "site");
	f->output = path_of(f, "public");
	write_file(f, "site/site.yaml", "title: x\n");
	write_file(f, "site/content/deep/a.md", "# A\n");
	write_file(f, "site/content/b.md", "# B\n");
	write_file(f, "site/.git/HEAD", "ref: refs/heads/main\n");
	write_file(f, "site/.git/refs/heads/main", "1\n");
	write_file(f, "public/handbook/index.html", "<p>");
	f->given[0] = g_strdup("--at");
	f->given[1] = g_strdup("2026-01-01");
	f->given[2] = NULL;
	f->options = (struct options){ .command = &command, .at = "2026-01-01", .given = f->given, .arguments = pool_array(f->pool, const char *, 1) };
	g_usleep(SETTLED);
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	g_autofree char *line = g_strdup_printf("rm -rf '%s'", f->folder);

	(void)data;
	g_assert_true(g_spawn_command_line_sync(line, NULL, NULL, NULL, NULL));
	g_free(f->given[0]);
	g_free(f->given[1]);
	g_free(f->site);
	g_free(f->output);
	g_free(f->folder);
	pool_free(f->pool);
}

static struct memo *
begin(const struct fixture *f)
{
	return memo_open(f->pool, &f->options, f->site, f->output);
}

/* A run, which is kept. */
static void
keep(const struct fixture *f)
{
	struct memo *memo = begin(f);
	struct memory memory = { 1, "printed\n", "said", 7 }, before;

	g_assert_nonnull(memo);
	g_assert_false(memo_recall(memo, &before));
	memo_keep(memo, &memory);
}

static bool
is_kept(const struct fixture *f)
{
	struct memory memory;

	return memo_recall(begin(f), &memory);
}

static void
test_same(struct fixture *f, gconstpointer data)
{
	struct memory memory;

	(void)data;
	keep(f);
	g_assert_true(memo_recall(begin(f), &memory));
	g_assert_cmpint(memory.status, ==, 1);
	g_assert_cmpstr(memory.printed, ==, "printed\n");
	g_assert_cmpstr(memory.said, ==, "said");
	g_assert_cmpuint(memory.files, ==, 7);
	g_assert_true(is_kept(f));
}

/* The size is the same, and the time of the last change of its bytes is set back. */
static void
test_content(struct fixture *f, gconstpointer data)
{
	g_autofree char *path = path_of(f, "site/content/deep/a.md");
	struct utimbuf times = { 1000000000, 1000000000 };

	(void)data;
	g_assert_cmpint(g_utime(path, &times), ==, 0);
	g_usleep(SETTLED);
	keep(f);
	write_file(f, "site/content/deep/a.md", "# C\n");
	g_assert_cmpint(g_utime(path, &times), ==, 0);
	g_assert_false(is_kept(f));
}

/* Rule files outside of the site: one that changes, one that is new, and a file that no pattern names. */
static void
test_rule_files(struct fixture *f, gconstpointer data)
{
	(void)data;
	write_file(f, "infra/rules/a.yaml", "groups: []\n");
	write_file(f, "site/site.yaml", "alerts: {rules: [\"../infra/**/*.yaml\"]}\n");
	g_usleep(SETTLED);
	keep(f);
	write_file(f, "infra/notes.md", "changed");
	g_assert_true(is_kept(f));
	write_file(f, "infra/rules/a.yaml", "groups: {}\n");
	g_assert_false(is_kept(f));
	g_usleep(SETTLED);
	keep(f);
	write_file(f, "infra/rules/deep/b.yaml", "groups: []\n");
	g_assert_false(is_kept(f));
}

static void
test_files(struct fixture *f, gconstpointer data)
{
	static const char *const names[] = {
		"site/site.yaml", "site/content/b.md", "site/content/new.md", "site/content/deep/er/new.png", "site/layouts/handbook/base.mustache",
		"site/static/logo.svg", "site/.git/HEAD", "site/.git/index", "site/.git/refs/heads/main", "site/.git/shallow", "site/.gitattributes",
		"public/handbook/index.html", "public/handbook/extra.html",
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		keep(f);
		g_assert_true(is_kept(f));
		write_file(f, names[i], "changed");
		if (is_kept(f))
			g_error("%s is not seen", names[i]);
		g_usleep(SETTLED);
	}
}

static void
test_removed(struct fixture *f, gconstpointer data)
{
	static const char *const names[] = { "site/content/b.md", "public/handbook/index.html"};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = path_of(f, names[i]);

		keep(f);
		g_assert_cmpint(g_unlink(path), ==, 0);
		g_assert_false(is_kept(f));
	}
}

static void
test_permissions(struct fixture *f, gconstpointer data)
{
	g_autofree char *path = path_of(f, "site/content/b.md");

	(void)data;
	keep(f);
	g_assert_cmpint(g_chmod(path, 0600), ==, 0);
	g_assert_false(is_kept(f));
}

static void
test_command_line(struct fixture *f, gconstpointer data)
{
	(void)data;
	keep(f);
	g_free(f->given[1]);
	f->given[1] = g_strdup("2026-01-02");
	g_assert_false(is_kept(f));
}

static void
test_environment(struct fixture *f, gconstpointer data)
{
	const char *colour = g_getenv("NO_COLOR");

	(void)data;
	keep(f);
	g_setenv("NO_COLOR", colour ? "" : "1", true);
	g_assert_false(is_kept(f));
	if (colour)
		g_setenv("NO_COLOR", colour, true);
	else
		g_unsetenv("NO_COLOR");
	g_assert_true(is_kept(f));
}

/* Where the clock says when it is, and where a run does more than to print. */
static void
test_never(struct fixture *f, gconstpointer data)
{
	struct options *options = &f->options;

	(void)data;
	options->at = NULL;
	g_assert_null(begin(f));
	g_setenv("SOURCE_DATE_EPOCH", "1", true);
	g_assert_nonnull(begin(f));
	g_unsetenv("SOURCE_DATE_EPOCH");
	options->at = "2026-01-01";
	options->fix = true;
	g_assert_null(begin(f));
	options->fix = false;
	options->write_baseline = "b";
	g_assert_null(begin(f));
	options->write_baseline = NULL;
	options->changed_since = "main";
	g_assert_null(begin(f));
	options->changed_since = NULL;
	options->dump = "handbook/index.html";
	g_assert_null(begin(f));
	options->dump = NULL;
	options->format = "github";
	g_assert_null(begin(f));
	options->format = "json";
	g_assert_nonnull(begin(f));
	g_assert_false(memo_recall(NULL, NULL));
}

/* A run that read a file while it was changed saw one or the other. */
static void
test_changed_meanwhile(struct fixture *f, gconstpointer data)
{
	struct memo *memo = begin(f);
	struct memory memory = { 0, "", "", 0 }, before;

	(void)data;
	g_assert_false(memo_recall(memo, &before));
	write_file(f, "site/content/b.md", "# D\n");
	memo_keep(memo, &memory);
	g_assert_false(is_kept(f));
}

/* Times of a file that was written just before the run began don't tell it from what is written now.  Where
 * the machine was too slow for that, once more. */
static void
test_changed_before(struct fixture *f, gconstpointer data)
{
	bool soon = false;

	(void)data;
	for (int i = 0; i < 100 && !soon; i++) {
		const int64_t start = footprint_now();
		struct memo *memo;
		struct memory memory = { 0, "", "", 0 }, before;

		write_file(f, "site/content/b.md", "# D\n");
		memo = begin(f);
		soon = footprint_now() - start < 10 * INT64_C(1000000);
		g_assert_false(memo_recall(memo, &before));
		memo_keep(memo, &memory);
		g_assert_true(!soon || !is_kept(f));
	}
	g_assert_true(soon);
}

/* What a link leads to is not looked at. */
static void
test_link(struct fixture *f, gconstpointer data)
{
	g_autofree char *path = path_of(f, "site/content/link.md");

	(void)data;
	g_assert_cmpint(symlink("b.md", path), ==, 0);
	g_usleep(SETTLED);
	keep(f);
	g_assert_false(is_kept(f));
}

static void
test_damaged(struct fixture *f, gconstpointer data)
{
	static const char *const damages[] = {
		"find '%s/cache' -name 'build-*' -exec truncate -s -1 {} +",
		"find '%s/cache' -name 'build-*' -exec truncate -s 20 {} +",
		"find '%s/cache' -name 'build-*' -exec sh -c 'printf X | dd of=\"$0\" bs=1 seek=40 conv=notrunc 2>/dev/null' {} ';'",
		"find '%s/cache' -name 'build-*' -exec sh -c 'printf X | dd of=\"$0\" bs=1 seek=$(($(stat -c %%s \"$0\") - 3)) conv=notrunc 2>/dev/null' {} ';'",
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(damages); i++) {
		g_autofree char *command_line = NULL;

		keep(f);
		g_assert_true(is_kept(f));
		command_line = g_strdup_printf(damages[i], f->folder);
		g_assert_true(g_spawn_command_line_sync(command_line, NULL, NULL, NULL, NULL));
		g_assert_false(is_kept(f));
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add("/memo/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(same);
	TEST(content);
	TEST(files);
	TEST(rule_files);
	TEST(removed);
	TEST(permissions);
	TEST(command_line);
	TEST(environment);
	TEST(never);
	TEST(changed_meanwhile);
	TEST(changed_before);
	TEST(link);
	TEST(damaged);
#undef TEST
	return g_test_run();
}
