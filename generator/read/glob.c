#include "read/glob.h"

#include <dirent.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/pool.h"
#include "base/text.h"

#define DEPTH_MAX 64
#define FILES_MAX 10000
#define ENTRIES_MAX 200000 /* names looked at */

/* A folder to go on from, with what is left of the pattern. */
struct step {
	char *folder; /* "" the first one, else with '/' at its end */
	guint name;   /* of the pattern */
	int depth;
};

struct walk {
	const char *directory;
	char **names; /* of the pattern */
	GArray *steps;
	GHashTable *found;
	GHashTable *seen; /* "folder name": two wildcards may lead to one place */
	size_t entries;
	bool truncated;
};

static bool
is_wild(const char *name)
{
	return strpbrk(name, "*?[\\") != NULL;
}

static mode_t
mode_of(const struct walk *walk, const char *path, bool follow)
{
	g_autofree char *full = g_build_filename(walk->directory, path, NULL);
	struct stat status;

	return (follow ? stat(full, &status) : lstat(full, &status)) == 0 ? status.st_mode : 0;
}

static void
add_step(struct walk *walk, const char *folder, const char *name, guint next, int depth)
{
	struct step step = { NULL, next, depth };

	if (depth > DEPTH_MAX) {
		walk->truncated = true;
		return;
	}
	step.folder = *name ? g_strdup_printf("%s%s/", folder, name) : g_strdup(folder);
	if (g_hash_table_add(walk->seen, g_strdup_printf("%s %u", step.folder, next)))
		g_array_append_val(walk->steps, step);
	else
		g_free(step.folder);
}

/* A name that fits: a file where the pattern ends, else a folder to look into. */
static void
take_name(struct walk *walk, const struct step *step, const char *name, bool follow)
{
	const bool last = !walk->names[step->name + 1];
	char *path = g_strconcat(step->folder, name, NULL);
	const mode_t mode = mode_of(walk, path, follow);

	if (last && S_ISREG(mode) && g_hash_table_size(walk->found) >= FILES_MAX)
		walk->truncated = true;
	else if (last && S_ISREG(mode))
		g_hash_table_add(walk->found, g_steal_pointer(&path));
	else if (!last && S_ISDIR(mode))
		add_step(walk, step->folder, name, step->name + 1, step->depth + 1);
	g_free(path);
}

static bool
is_hidden(const char *pattern, const char *name)
{
	return name[0] == '.' && pattern[0] != '.';
}

static void
take_entry(struct walk *walk, const struct step *step, const char *name)
{
	const char *pattern = walk->names[step->name];
	size_t bad;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || is_hidden(pattern, name) || !text_is_clean(name, strlen(name), &bad))
		return;
	if (strcmp(pattern, "**") != 0) {
		if (path_matches(pattern, name))
			take_name(walk, step, name, false);
		return;
	}
	g_autofree char *path = g_strconcat(step->folder, name, NULL);

	if (!walk->names[step->name + 1])
		take_name(walk, step, name, false);
	if (S_ISDIR(mode_of(walk, path, false)))
		add_step(walk, step->folder, name, step->name, step->depth + 1);
}

static void
list_folder(struct walk *walk, const struct step *step)
{
	g_autofree char *full = g_build_filename(walk->directory, step->folder, NULL);
	DIR *folder = opendir(full);
	const struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (walk->entries++ >= ENTRIES_MAX) {
			walk->truncated = true;
			break;
		}
		take_entry(walk, step, entry->d_name);
	}
	closedir(folder);
}

static void
take_step(struct walk *walk, const struct step *step)
{
	const char *pattern = walk->names[step->name];

	if (!*pattern || strcmp(pattern, ".") == 0) {
		if (walk->names[step->name + 1])
			add_step(walk, step->folder, "", step->name + 1, step->depth);
		return;
	}
	if (strcmp(pattern, "**") == 0 && walk->names[step->name + 1])
		add_step(walk, step->folder, "", step->name + 1, step->depth);
	if (is_wild(pattern))
		list_folder(walk, step);
	else
		take_name(walk, step, pattern, true);
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **
take_sorted(struct pool *pool, GHashTable *found, size_t *count)
{
	g_autofree void **paths = g_hash_table_get_keys_as_array(found, NULL);
	const char **sorted = pool_array(pool, const char *, g_hash_table_size(found) + 1);

	*count = g_hash_table_size(found);
	for (size_t i = 0; i < *count; i++)
		sorted[i] = pool_strdup(pool, paths[i]);
	qsort(sorted, *count, sizeof(*sorted), compare_paths);
	return sorted;
}

struct glob
glob_find(struct pool *pool, const char *directory, const char *pattern)
{
	g_autoptr(GHashTable) found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GArray) steps = g_array_new(false, false, sizeof(struct step));
	g_auto(GStrv) names = g_strsplit(pattern, "/", -1);
	struct walk walk = { .directory = directory, .names = names, .steps = steps, .found = found, .seen = seen };
	struct glob glob = { 0 };

	if (names[0])
		add_step(&walk, "", "", 0, 0);
	while (steps->len) {
		struct step step = g_array_index(steps, struct step, steps->len - 1);

		g_array_set_size(steps, steps->len - 1);
		take_step(&walk, &step);
		g_free(step.folder);
	}
	glob.paths = take_sorted(pool, found, &glob.count);
	glob.truncated = walk.truncated;
	return glob;
}
