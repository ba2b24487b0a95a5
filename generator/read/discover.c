#include "read/discover.h"

#include "base/pool.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct walk {
	struct pool *pool;
	struct findings *findings;
	const char *skip;
	int site;             /* the site's folder, open */
	GPtrArray *folders;   /* paths still to be listed */
	GPtrArray *documents, *registers, *assets, *statics;
};

static void
unreadable(const struct walk *walk, const char *path, const char *why)
{
	g_autofree char *shown = g_utf8_make_valid(path, -1);

	for (char *c = shown; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = '?';
	finding_add_file(walk->findings, RULE_DOCUMENT_UNREADABLE, shown, "%s", why);
}

/* Names */

static bool
is_static(const char *path)
{
	return g_str_has_prefix(path, "static/");
}

/* A static host wants "_headers" and ".well-known"; in content a name with a dot is an editor's or a tool's. */
static bool
is_passed_over(const char *path, const char *name)
{
	static const char *const leftovers[] = { ".git", ".gitignore", ".gitkeep", ".gitattributes", ".DS_Store", NULL };

	if (g_str_has_suffix(name, "~") || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return true;
	if (is_static(path))
		return g_strv_contains(leftovers, name);
	return name[0] == '.';
}

static bool
is_name_clean(const char *name)
{
	size_t offset;

	return text_is_clean(name, strlen(name), &offset) && !strpbrk(name, "\t\n\r");
}

bool
discover_is_register(const char *path)
{
	return g_str_has_prefix(path, "content/") && !strchr(path + strlen("content/"), '/') &&
	       (g_str_has_suffix(path, ".yaml") || g_str_has_suffix(path, ".yml"));
}

static GPtrArray *
list_for(const struct walk *walk, const char *path)
{
	if (is_static(path))
		return walk->statics;
	if (g_str_has_suffix(path, ".md"))
		return walk->documents;
	return discover_is_register(path) ? walk->registers : walk->assets;
}

/* Entries */

static void
take_file(const struct walk *walk, int folder, const char *name, const char *path)
{
	if (faccessat(folder, name, R_OK, AT_EACCESS) != 0)
		unreadable(walk, path, "this file can't be read: permission denied");
	else
		g_ptr_array_add(list_for(walk, path), (void *)path);
}

static void
take_folder(const struct walk *walk, const char *path)
{
	if (walk->skip && strcmp(path, walk->skip) == 0)
		return;
	if (g_str_has_suffix(path, ".md") && !is_static(path))
		unreadable(walk, path, "this is a folder, and its name is that of a document");
	else
		g_ptr_array_add(walk->folders, (void *)path);
}

static void
take_entry(const struct walk *walk, int folder, const char *parent, const char *name)
{
	const char *path = pool_printf(walk->pool, "%s/%s", parent, name);
	struct stat status;

	if (is_passed_over(path, name))
		return;
	if (!is_name_clean(name))
		unreadable(walk, path, "this name is not UTF-8 or holds a control character");
	else if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		unreadable(walk, path, g_strerror(errno));
	else if (S_ISREG(status.st_mode))
		take_file(walk, folder, name, path);
	else if (S_ISDIR(status.st_mode))
		take_folder(walk, path);
	else if (S_ISLNK(status.st_mode))
		unreadable(walk, path, "this is a symbolic link, and links are not followed");
	else
		unreadable(walk, path, "this is neither a file nor a folder");
}

/* Why a folder can't be listed: of a link, open says only that it is no folder. */
static const char *
describe(const struct walk *walk, const char *path, int error)
{
	struct stat status;

	if (fstatat(walk->site, path, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode))
		return "this is a symbolic link, and links are not followed";
	return g_strerror(error);
}

static void
list_folder(const struct walk *walk, const char *path)
{
	int descriptor = openat(walk->site, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = descriptor >= 0 ? fdopendir(descriptor) : NULL;
	const struct dirent *entry;

	if (!folder) {
		if (errno != ENOENT)
			unreadable(walk, path, describe(walk, path, errno));
		if (descriptor >= 0)
			close(descriptor);
		return;
	}
	while ((errno = 0, entry = readdir(folder)) != NULL)
		take_entry(walk, dirfd(folder), path, entry->d_name);
	if (errno != 0)
		unreadable(walk, path, g_strerror(errno));
	closedir(folder);
}

/* The folder to pass over, relative to the site; NULL where it is elsewhere. */
static const char *
path_in_site(struct pool *pool, const char *site, const char *folder)
{
	g_autofree char *root = g_canonicalize_filename(site, NULL);
	g_autofree char *path = folder ? g_canonicalize_filename(folder, root) : NULL;
	size_t length = strlen(root);

	if (!path || !g_str_has_prefix(path, root) || path[length] != '/')
		return NULL;
	return pool_strdup(pool, path + length + 1);
}

/* Lists folders one after the other, not one inside the other: depth costs neither stack nor descriptors. */
static void
list_all(const struct walk *walk)
{
	while (walk->folders->len > 0)
		list_folder(walk, g_ptr_array_steal_index_fast(walk->folders, walk->folders->len - 1));
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **
take_sorted(struct pool *pool, GPtrArray *paths, size_t *count)
{
	g_ptr_array_sort(paths, compare_paths);

	const char **sorted = pool_array(pool, const char *, paths->len);

	for (size_t i = 0; i < paths->len; i++)
		sorted[i] = paths->pdata[i];
	*count = paths->len;
	g_ptr_array_free(paths, TRUE);
	return sorted;
}

const struct files *
discover(struct pool *pool, struct findings *findings, const char *site, const char *skip)
{
	struct files *files = pool_new0(pool, struct files);
	struct walk walk = {
		.pool = pool,
		.findings = findings,
		.skip = path_in_site(pool, site, skip),
		.site = open(site, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
		.folders = g_ptr_array_new(),
		.documents = g_ptr_array_new(),
		.registers = g_ptr_array_new(),
		.assets = g_ptr_array_new(),
		.statics = g_ptr_array_new(),
	};

	g_ptr_array_add(walk.folders, (void *)"static");
	g_ptr_array_add(walk.folders, (void *)"content");
	if (walk.site >= 0) {
		list_all(&walk);
		close(walk.site);
	} else {
		unreadable(&walk, site, g_strerror(errno));
	}
	g_ptr_array_free(walk.folders, TRUE);
	files->documents = take_sorted(pool, walk.documents, &files->document_count);
	files->registers = take_sorted(pool, walk.registers, &files->register_count);
	files->assets = take_sorted(pool, walk.assets, &files->asset_count);
	files->statics = take_sorted(pool, walk.statics, &files->static_count);
	return files;
}

/* The site's folder */

static bool
holds(const char *folder, const char *name, GFileTest test)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);

	return g_file_test(path, test);
}

const char *
discover_site(struct pool *pool, const char *start)
{
	g_autofree char *absolute = g_canonicalize_filename(start, NULL);
	g_autofree char *folder = g_strdup(absolute);

	while (!holds(folder, "site.yaml", G_FILE_TEST_EXISTS)) {
		char *above = g_path_get_dirname(folder);
		bool top = strcmp(above, folder) == 0;

		g_free(folder);
		folder = above;
		if (top)
			return holds(absolute, "content", G_FILE_TEST_IS_DIR) ? pool_strdup(pool, absolute) : NULL;
	}
	return pool_strdup(pool, folder);
}
