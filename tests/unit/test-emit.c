/* emit and outputs: whole or not at all, and nobody else's files. */
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/findings.h"
#include "base/pool.h"
#include "emit/emit.h"
#include "emit/held.h"
#include "emit/known.h"
#include "render/outputs.h"

struct fixture {
	struct pool *pool;
	struct findings *findings;
	char *folder;
};

static void
set_up(struct fixture *f, gconstpointer data)
{
	(void)data;
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
	f->folder = g_dir_make_tmp("emit-XXXXXX", NULL);
	g_assert_nonnull(f->folder);
}

static void
tear_down(struct fixture *f, gconstpointer data)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", f->folder);

	(void)data;
	g_assert_cmpint(system(command), ==, 0);
	g_free(f->folder);
	pool_free(f->pool);
}

static struct outputs *
outputs_of(struct fixture *f, const char *const *pairs)
{
	struct outputs *outputs = outputs_new(f->pool, f->findings);

	for (; *pairs; pairs += 2)
		outputs_add(outputs, pairs[0], pairs[1], strlen(pairs[1]), SPAN_NONE);
	return outputs;
}

static const char *
in_folder(struct fixture *f, const char *name)
{
	return pool_printf(f->pool, "%s/%s", f->folder, name);
}

static void
assert_holds(struct fixture *f, const char *name, const char *expected)
{
	g_autofree char *bytes = NULL;

	if (!expected) {
		g_assert_false(g_file_test(in_folder(f, name), G_FILE_TEST_EXISTS));
		return;
	}
	g_assert_true(g_file_get_contents(in_folder(f, name), &bytes, NULL, NULL));
	g_assert_cmpstr(bytes, ==, expected);
}

static struct emission
emit(struct fixture *f, const char *const *pairs)
{
	struct emission emission = { 0 };
	const char *problem = NULL;
	bool done = emit_outputs(f->pool, outputs_of(f, pairs), in_folder(f, "public"), &emission, &problem);

	g_assert_cmpstr(problem, ==, NULL);
	g_assert_true(done);
	return emission;
}

/* Whether nothing but the named entry is in the fixture's folder. */
static void
assert_alone(struct fixture *f, const char *name)
{
	GDir *directory = g_dir_open(f->folder, 0, NULL);
	const char *entry;

	while ((entry = g_dir_read_name(directory)))
		g_assert_cmpstr(entry, ==, name);
	g_dir_close(directory);
}

static void
fresh(struct fixture *f, gconstpointer data)
{
	const char *const pairs[] = { "a/b/c.html", "deep", "a/index.html", "index", "z.txt", "", NULL };
	struct emission emission = emit(f, pairs);

	(void)data;
	g_assert_cmpuint(emission.written, ==, 4); /* and the marker */
	assert_holds(f, "public/a/b/c.html", "deep");
	assert_holds(f, "public/a/index.html", "index");
	assert_holds(f, "public/z.txt", "");
	g_assert_true(g_file_test(in_folder(f, "public/" EMIT_MARKER), G_FILE_TEST_EXISTS));
	assert_alone(f, "public");
}

static void
replaces(struct fixture *f, gconstpointer data)
{
	const char *const first[] = { "same.html", "same", "changed.html", "old", "gone/x.html", "x", NULL };
	const char *const second[] = { "same.html", "same", "changed.html", "new", "new.html", "n", NULL };
	struct stat before, after;
	struct emission emission;

	(void)data;
	emit(f, first);
	g_assert_cmpint(stat(in_folder(f, "public/same.html"), &before), ==, 0);
	emission = emit(f, second);
	g_assert_cmpuint(emission.unchanged, ==, 2);
	g_assert_cmpuint(emission.written, ==, 2);
	g_assert_cmpuint(emission.removed, ==, 1);
	assert_holds(f, "public/changed.html", "new");
	assert_holds(f, "public/new.html", "n");
	assert_holds(f, "public/gone", NULL);
	g_assert_cmpint(stat(in_folder(f, "public/same.html"), &after), ==, 0);
	g_assert_cmpuint(before.st_ino, ==, after.st_ino);
	g_assert_cmpint(before.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);
	assert_alone(f, "public");
}

static void
nothing_changed(struct fixture *f, gconstpointer data)
{
	const char *const pairs[] = { "a.html", "a", NULL };
	struct stat before, after;
	struct emission emission;

	(void)data;
	emit(f, pairs);
	g_assert_cmpint(stat(in_folder(f, "public"), &before), ==, 0);
	emission = emit(f, pairs);
	g_assert_cmpuint(emission.written + emission.removed, ==, 0);
	g_assert_cmpint(stat(in_folder(f, "public"), &after), ==, 0);
	g_assert_cmpuint(before.st_ino, ==, after.st_ino);
}

static void
stale_link_is_not_followed(struct fixture *f, gconstpointer data)
{
	const char *const pairs[] = { "a.html", "a", NULL };
	const char *const more[] = { "a.html", "b", NULL };

	(void)data;
	emit(f, pairs);
	g_assert_true(g_file_set_contents(in_folder(f, "outside"), "mine", -1, NULL));
	g_assert_cmpint(symlink("../outside", in_folder(f, "public/link")), ==, 0);
	g_assert_cmpint(symlink("..", in_folder(f, "public/up")), ==, 0);
	emit(f, more);
	assert_holds(f, "outside", "mine");
	assert_holds(f, "public/link", NULL);
	assert_holds(f, "public/up", NULL);
}

static void
leftovers_go(struct fixture *f, gconstpointer data)
{
	const char *const pairs[] = { "a.html", "a", NULL };

	(void)data;
	g_assert_cmpint(g_mkdir_with_parents(in_folder(f, ".public.sitrep-abcdef/x"), 0777), ==, 0);
	g_assert_true(g_file_set_contents(in_folder(f, ".public.sitrep-abcdef/x/y"), "y", -1, NULL));
	emit(f, pairs);
	assert_alone(f, "public");
}

static void
refuses_what_is_not_ours(struct fixture *f, gconstpointer data)
{
	const char *problem = NULL;

	(void)data;
	g_assert_cmpint(g_mkdir_with_parents(in_folder(f, "site/content/out"), 0777), ==, 0);
	g_assert_cmpint(g_mkdir_with_parents(in_folder(f, "home"), 0777), ==, 0);
	g_assert_true(emit_may_replace(f->pool, in_folder(f, "home"), in_folder(f, "site"), &problem));
	g_assert_true(emit_may_replace(f->pool, in_folder(f, "absent"), in_folder(f, "site"), &problem));
	g_assert_true(g_file_set_contents(in_folder(f, "home/letter"), "dear", -1, NULL));
	g_assert_false(emit_may_replace(f->pool, in_folder(f, "home"), in_folder(f, "site"), &problem));
	g_assert_nonnull(strstr(problem, "did not make"));
	g_assert_false(emit_may_replace(f->pool, in_folder(f, "site"), in_folder(f, "site"), &problem));
	g_assert_false(emit_may_replace(f->pool, f->folder, in_folder(f, "site"), &problem));
	g_assert_false(emit_may_replace(f->pool, in_folder(f, "site/content/out"), in_folder(f, "site"), &problem));
	g_assert_nonnull(strstr(problem, "content/"));
	g_assert_true(emit_may_replace(f->pool, in_folder(f, "site/public"), in_folder(f, "site"), &problem));
}

/* The old tree stays where a file can't be made: a path too long for any file system. */
static void
failure_keeps_the_old(struct fixture *f, gconstpointer data)
{
	const char *const first[] = { "a.html", "old", NULL };
	g_autofree char *folder = g_strnfill(200, 'x');
	g_autoptr(GString) path = g_string_new(folder);
	const char *second[] = { "a.html", "new", NULL, "y", NULL };
	struct emission emission;
	const char *problem = NULL;

	(void)data;
	while (path->len < PATH_MAX)
		g_string_append_printf(path, "/%s", folder);
	second[2] = path->str;
	emit(f, first);
	g_assert_false(emit_outputs(f->pool, outputs_of(f, second), in_folder(f, "public"), &emission, &problem));
	g_assert_nonnull(strstr(problem, "xxx"));
	assert_holds(f, "public/a.html", "old");
	assert_alone(f, "public");
}

static void
one_owner(struct fixture *f, gconstpointer data)
{
	const char *const pairs[] = { "a.html", "1", "A.html", "2", "b", "3", "b/c.html", "4", NULL };
	struct settlement settlement = { 0 };
	struct outputs *outputs = outputs_of(f, pairs);
	size_t count;
	const struct output *list = outputs_list(outputs, &count);

	(void)data;
	g_assert_cmpuint(count, ==, 3);
	g_assert_cmpstr(list[0].path, ==, "a.html");
	g_assert_cmpstr(outputs_find(outputs, "a.html")->bytes, ==, "1");
	g_assert_null(outputs_find(outputs, "A.html"));
	findings_settle(f->findings, &settlement);
	g_assert_cmpuint(findings_count(f->findings, LEVEL_ERROR), ==, 2);
}

/* ---- as soon as they are there ---- */

struct drained {
	struct stage *stage;
	const struct known *known;
	size_t kept;
};

static bool
has(void *data, struct output *output)
{
	struct drained *drained = data;
	struct stat status;

	if (!emit_look(drained->stage, output->path, &status) || !known_has(drained->known, output, &status))
		return false;
	drained->kept++;
	emit_keep(drained->stage, output);
	return true;
}

static void
take(void *data, struct output *output)
{
	emit_put(((struct drained *)data)->stage, output);
}

struct page {
	const char *path, *bytes;
	uint64_t digest;
};

/* A build of pages with digests; gives how many were not made. */
static size_t
drain(struct fixture *f, const struct page *pages, size_t count)
{
	struct outputs *outputs = outputs_new(f->pool, f->findings);
	struct drained drained = { emit_open(f->pool, in_folder(f, "public")), known_open(f->pool, f->folder, in_folder(f, "public")), 0 };
	const struct outputs_drain drain = { &drained, has, take };
	struct emission emission;
	const char *problem;
	const struct output *list;

	outputs_set_drain(outputs, &drain);
	for (size_t i = 0; i < count; i++) {
		const size_t number = outputs_claim(outputs, pages[i].path, SPAN_NONE);

		if (!outputs_keep(outputs, number, pages[i].digest))
			outputs_fill(outputs, number, pages[i].bytes, strlen(pages[i].bytes), pages[i].digest);
	}
	outputs_set_drain(outputs, NULL);
	g_assert_true(emit_close(drained.stage, outputs, &emission, &problem));
	list = outputs_list(outputs, &count);
	known_keep(drained.known, list, count);
	return drained.kept;
}

static void
what_is_known_is_kept(struct fixture *f, gconstpointer data)
{
	struct page pages[] = { { "a/1.html", "one", 1 }, { "a/2.html", "two", 2 }, { "b.html", "three", 3 }, { "c.html", "never known", 0 } };

	(void)data;
	g_setenv("SITREP_CACHE", in_folder(f, "cache"), true);
	g_assert_cmpuint(drain(f, pages, G_N_ELEMENTS(pages)), ==, 0);
	g_assert_cmpuint(drain(f, pages, G_N_ELEMENTS(pages)), ==, 3);
	pages[1] = (struct page){ "a/2.html", "TWO", 22 };
	g_assert_cmpuint(drain(f, pages, G_N_ELEMENTS(pages)), ==, 2);
	assert_holds(f, "public/a/2.html", "TWO");
	/* somebody else's bytes, and a file that is gone */
	g_assert_true(g_file_set_contents(in_folder(f, "public/b.html"), "THREE", -1, NULL));
	g_assert_cmpint(g_remove(in_folder(f, "public/a/1.html")), ==, 0);
	g_assert_cmpuint(drain(f, pages, G_N_ELEMENTS(pages)), ==, 1);
	assert_holds(f, "public/a/1.html", "one");
	assert_holds(f, "public/b.html", "three");
	/* the order does not matter, nor pages that are gone */
	pages[0] = pages[2];
	g_assert_cmpuint(drain(f, pages, 2), ==, 2);
	assert_holds(f, "public/a/1.html", NULL);
	assert_holds(f, "public/b.html", "three");
	g_unsetenv("SITREP_CACHE");
}

/* What was written before the build was given up is gone with it. */
static void
given_up(struct fixture *f, gconstpointer data)
{
	const char *const first[] = { "a.html", "old", NULL };
	struct pool *pool = pool_new();
	struct stage *stage;
	struct output output = { .path = "b/a.html", .bytes = "new", .size = 3 };

	(void)data;
	emit(f, first);
	stage = emit_open(pool, in_folder(f, "public"));
	emit_put(stage, &output);
	pool_free(pool);
	assert_holds(f, "public/a.html", "old");
	assert_alone(f, "public");
}

static void
assert_held(const struct held *held, const char *path, const char *expected)
{
	char bytes[16] = "";
	int file = openat(held_folder(held), path, O_RDONLY | O_CLOEXEC);

	g_assert_cmpint(file, >=, 0);
	g_assert_cmpint(read(file, bytes, sizeof bytes - 1), ==, (int)strlen(expected));
	g_assert_cmpstr(bytes, ==, expected);
	close(file);
}

/* A build that ends while an output is read takes none of it away. */
static void
held_stays(struct fixture *f, gconstpointer data)
{
	const char *const first[] = { "status/b/c.html", "old", "status/index.html", "front", "handbook/index.html", "other", NULL };
	const char *const second[] = { "status/index.html", "newer", NULL };
	struct pool *pool = pool_new();
	const struct held_file *files;
	struct held *held;
	const char *problem;
	size_t count;

	(void)data;
	emit(f, first);
	held = held_open(pool, in_folder(f, "public"), "status", &problem);
	g_assert_nonnull(held);
	files = held_files(held, &count);
	g_assert_cmpuint(count, ==, 2);
	g_assert_cmpstr(files[0].path, ==, "b/c.html");
	g_assert_cmpuint(files[0].size, ==, 3);
	g_assert_cmpstr(files[1].path, ==, "index.html");
	emit(f, second);
	assert_holds(f, "public/status/index.html", "newer");
	assert_held(held, "index.html", "front");
	assert_held(held, "b/c.html", "old");
	pool_free(pool);
	emit(f, first); /* and now it goes */
	assert_alone(f, "public");
}

static void
assert_not_held(struct fixture *f, const char *half, const char *words)
{
	const char *problem = NULL;

	g_assert_null(held_open(f->pool, in_folder(f, "public"), half, &problem));
	g_assert_nonnull(strstr(problem, words));
}

static void
held_is_whole(struct fixture *f, gconstpointer data)
{
	const char *const files[] = { "status/index.html", "front", "handbook/a.html", "a", NULL };

	(void)data;
	assert_not_held(f, "status", "'sitrep build' makes it");
	emit(f, files);
	assert_not_held(f, "handbook", "there is no index.html in it");
	assert_not_held(f, "elsewhere", "public/elsewhere: No such file");
	g_assert_cmpint(symlink("/etc/passwd", in_folder(f, "public/status/link.html")), ==, 0);
	assert_not_held(f, "status", "public/status/link.html: no build has made this");
	g_assert_cmpint(g_remove(in_folder(f, "public/status/link.html")), ==, 0);
	g_assert_cmpint(g_remove(in_folder(f, "public/.sitrep")), ==, 0);
	assert_not_held(f, "status", "sitrep did not make this folder");
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct fixture *f, gconstpointer data);
	} tests[] = {
		{ "/emit/fresh", fresh },
		{ "/emit/replaces", replaces },
		{ "/emit/nothing-changed", nothing_changed },
		{ "/emit/stale-link", stale_link_is_not_followed },
		{ "/emit/leftovers", leftovers_go },
		{ "/emit/not-ours", refuses_what_is_not_ours },
		{ "/emit/failure", failure_keeps_the_old },
		{ "/emit/given-up", given_up },
		{ "/held/stays", held_stays },
		{ "/held/whole", held_is_whole },
		{ "/known/kept", what_is_known_is_kept },
		{ "/outputs/one-owner", one_owner },
	};

	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].path, struct fixture, NULL, set_up, tests[i].test, tear_down);
	return g_test_run();
}
