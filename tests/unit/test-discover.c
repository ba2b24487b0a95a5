#include "read/discover.h"

#include "base/pool.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct fixture {
	struct pool *pool;
	struct findings *findings;
	char *site;
	const struct files *files;
	const struct finding *const *list;
	size_t count;
};

static void
set_up(struct fixture *f, const void *data)
{
	(void)data;
	f->pool = pool_new();
	f->findings = findings_new(f->pool);
	f->site = g_dir_make_tmp("discover-XXXXXX", NULL);
	g_assert_nonnull(f->site);
	g_assert_cmpint(chmod(f->site, 0755), ==, 0);
}

static void
remove_all(const char *path)
{
	GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);

	for (const char *name; folder && (name = g_dir_read_name(folder)) != NULL;) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_all(below);
	}
	if (folder)
		g_dir_close(folder);
	g_remove(path);
}

static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	remove_all(f->site);
	g_free(f->site);
	pool_free(f->pool);
}

/* A file, or with "/" at the end a folder, with what is above it. */
static void
put(struct fixture *f, const char *path)
{
	g_autofree char *name = g_build_filename(f->site, path, NULL);
	g_autofree char *above = g_path_get_dirname(name);

	if (g_str_has_suffix(path, "/")) {
		g_assert_cmpint(g_mkdir_with_parents(name, 0755), ==, 0);
		return;
	}
	g_assert_cmpint(g_mkdir_with_parents(above, 0755), ==, 0);
	g_assert_true(g_file_set_contents(name, "x", 1, NULL));
}

static void
run(struct fixture *f, const char *skip)
{
	f->files = discover(f->pool, f->findings, f->site, skip);
	findings_settle(f->findings, &(struct settlement){ 0 });
	f->list = findings_list(f->findings, &f->count);
}

static void
assert_paths(const char **paths, size_t count, const char *wanted)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (size_t i = 0; i < count; i++)
		g_string_append_printf(all, "%s%s", i ? "|" : "", paths[i]);
	g_assert_cmpstr(all->str, ==, wanted);
}

static void
assert_unreadable(struct fixture *f, size_t index, const char *path, const char *why)
{
	g_assert_cmpuint(index, <, f->count);
	g_assert_cmpint(f->list[index]->rule, ==, RULE_DOCUMENT_UNREADABLE);
	g_assert_cmpstr(f->list[index]->file, ==, path);
	g_assert_nonnull(strstr(f->list[index]->message, why));
}

static void
test_sorts(struct fixture *f, const void *data)
{
	static const char *const paths[] = {
		"content/b.md", "content/a/z.md", "content/a.md", "content/B.md", "content/a-b.md", "content/sub/mit Leerzeichen/Störung é.md",
		"content/people.yaml", "content/teams.yml", "content/monitoring/rules.yaml", "content/a/picture.png", "content/note.txt",
		"static/logo.svg", "static/_headers", "static/.well-known/security.txt", "static/page.md", "site.yaml", "layouts/x.html",
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		put(f, paths[i]);
	run(f, NULL);
	g_assert_cmpuint(f->count, ==, 0);
	assert_paths(f->files->documents, f->files->document_count,
	    "content/B.md|content/a-b.md|content/a.md|content/a/z.md|content/b.md|content/sub/mit Leerzeichen/Störung é.md");
	assert_paths(f->files->registers, f->files->register_count, "content/people.yaml|content/teams.yml");
	assert_paths(f->files->assets, f->files->asset_count, "content/a/picture.png|content/monitoring/rules.yaml|content/note.txt");
	assert_paths(f->files->statics, f->files->static_count, "static/.well-known/security.txt|static/_headers|static/logo.svg|static/page.md");
}

static void
test_passes_over(struct fixture *f, const void *data)
{
	static const char *const paths[] = {
		"content/.hidden.md", "content/.git/x.md", "content/a.md~",
		"content/public/a.html", "content/public/a.md", "content/publicity.md", "content/_draft.md", "static/.gitkeep", "static/x~",
	};

	(void)data;
	for (size_t i = 0; i < G_N_ELEMENTS(paths); i++)
		put(f, paths[i]);
	run(f, "content/public");
	g_assert_cmpuint(f->count, ==, 0);
	assert_paths(f->files->documents, f->files->document_count, "content/_draft.md|content/publicity.md");
	assert_paths(f->files->assets, f->files->asset_count, "");
	assert_paths(f->files->statics, f->files->static_count, "");
}

/* However the folder is written. */
static void
test_skips(struct fixture *f, const void *data)
{
	g_autofree char *absolute = g_build_filename(f->site, "content", "out", NULL);
	const char *const ways[] = { "content/out", "content/out/", "./content//out", absolute };

	(void)data;
	put(f, "content/out/a.md");
	for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
		g_assert_cmpuint(discover(f->pool, f->findings, f->site, ways[i])->document_count, ==, 0);
	g_assert_cmpuint(discover(f->pool, f->findings, f->site, "out")->document_count, ==, 1);
	g_assert_cmpuint(discover(f->pool, f->findings, f->site, "/")->document_count, ==, 1);
	run(f, NULL);
	g_assert_cmpuint(f->files->document_count, ==, 1);
}

static void
link_to(struct fixture *f, const char *target, const char *path)
{
	g_autofree char *name = g_build_filename(f->site, path, NULL);

	g_assert_cmpint(symlink(target, name), ==, 0);
}

static void
make_socket(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int server = socket(AF_UNIX, SOCK_STREAM, 0);

	g_strlcpy(address.sun_path, name, sizeof address.sun_path);
	g_assert_cmpint(bind(server, (struct sockaddr *)&address, sizeof address), ==, 0);
	close(server);
}

static void
test_refuses(struct fixture *f, const void *data)
{
	g_autofree char *fifo = g_build_filename(f->site, "content/fifo.md", NULL);
	g_autofree char *plug = g_build_filename(f->site, "content/socket.md", NULL);

	(void)data;
	put(f, "content/a.md");
	put(f, "content/folder.md/x.md");
	put(f, "outside/x.md");
	put(f, "content/bad\xFFname.md");
	put(f, "content/two\nlines.md");
	link_to(f, "a.md", "content/link.md");
	link_to(f, "../outside", "content/linked");
	link_to(f, "nowhere", "content/dangling.md");
	link_to(f, ".", "content/loop");
	g_assert_cmpint(mkfifo(fifo, 0644), ==, 0);
	make_socket(plug);
	run(f, NULL);
	assert_paths(f->files->documents, f->files->document_count, "content/a.md");
	g_assert_cmpuint(f->count, ==, 9);
	assert_unreadable(f, 0, "content/bad\xEF\xBF\xBDname.md", "UTF-8");
	assert_unreadable(f, 1, "content/dangling.md", "symbolic link");
	assert_unreadable(f, 2, "content/fifo.md", "neither a file nor a folder");
	assert_unreadable(f, 3, "content/folder.md", "a folder");
	assert_unreadable(f, 4, "content/link.md", "symbolic link");
	assert_unreadable(f, 5, "content/linked", "symbolic link");
	assert_unreadable(f, 6, "content/loop", "symbolic link");
	assert_unreadable(f, 7, "content/socket.md", "neither a file nor a folder");
	assert_unreadable(f, 8, "content/two?lines.md", "control character");
}

/* Root may read everything: as root, look with another user's eyes. */
static void
test_permissions(struct fixture *f, const void *data)
{
	g_autofree char *file = g_build_filename(f->site, "content/secret.md", NULL);
	g_autofree char *folder = g_build_filename(f->site, "content/closed", NULL);
	bool root = geteuid() == 0;

	(void)data;
	put(f, "content/a.md");
	put(f, "content/secret.md");
	put(f, "content/closed/x.md");
	g_assert_cmpint(chmod(file, 0), ==, 0);
	g_assert_cmpint(chmod(folder, 0), ==, 0);
	g_assert_true(!root || seteuid(65534) == 0);
	run(f, NULL);
	g_assert_true(!root || seteuid(0) == 0);
	g_assert_cmpint(chmod(folder, 0755), ==, 0);
	assert_paths(f->files->documents, f->files->document_count, "content/a.md");
	g_assert_cmpuint(f->count, ==, 2);
	assert_unreadable(f, 0, "content/closed", "Permission denied");
	assert_unreadable(f, 1, "content/secret.md", "permission denied");
}

static void
test_linked_content(struct fixture *f, const void *data)
{
	(void)data;
	put(f, "elsewhere/a.md");
	link_to(f, "elsewhere", "content");
	run(f, NULL);
	g_assert_cmpuint(f->files->document_count, ==, 0);
	g_assert_cmpuint(f->count, ==, 1);
	g_assert_cmpstr(f->list[0]->file, ==, "content");
}

static void
test_nothing(struct fixture *f, const void *data)
{
	(void)data;
	run(f, NULL);
	g_assert_cmpuint(f->count, ==, 0);
	g_assert_cmpuint(f->files->document_count + f->files->register_count + f->files->asset_count + f->files->static_count, ==, 0);
}

/* Deeper than a process may have descriptors or a path may have bytes. */
static void
test_deep(struct fixture *f, const void *data)
{
	g_autoptr(GString) path = g_string_new("content/");

	(void)data;
	for (int i = 0; i < 1200; i++)
		g_string_append(path, "d/");
	g_string_append(path, "x.md");
	put(f, path->str);
	run(f, NULL);
	g_assert_cmpuint(f->count, ==, 0);
	assert_paths(f->files->documents, f->files->document_count, path->str);
}

static void
test_site(struct fixture *f, const void *data)
{
	g_autofree char *inner = g_build_filename(f->site, "content", "deep", NULL);
	g_autofree char *dotted = g_build_filename(f->site, "content", "..", "content", NULL);

	(void)data;
	put(f, "content/deep/a.md");
	g_assert_cmpstr(discover_site(f->pool, f->site), ==, f->site);
	g_assert_null(discover_site(f->pool, inner));
	put(f, "site.yaml");
	g_assert_cmpstr(discover_site(f->pool, f->site), ==, f->site);
	g_assert_cmpstr(discover_site(f->pool, inner), ==, f->site);
	g_assert_cmpstr(discover_site(f->pool, dotted), ==, f->site);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
#define ADD(name, function) g_test_add("/discover/" name, struct fixture, NULL, set_up, function, tear_down)
	ADD("sorts", test_sorts);
	ADD("passes-over", test_passes_over);
	ADD("skips", test_skips);
	ADD("refuses", test_refuses);
	ADD("permissions", test_permissions);
	ADD("linked-content", test_linked_content);
	ADD("nothing", test_nothing);
	ADD("deep", test_deep);
	ADD("site", test_site);
	return g_test_run();
}
