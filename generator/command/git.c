#include "command/git.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

/* Runs git and gives what it printed, to be freed; NULL with *problem. */
static char *
run(struct pool *pool, const char *directory, const char *const *words, const char **problem)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *complaint = NULL;
	char *printed = NULL;
	int status;

	if (!g_spawn_sync(directory, (char **)words, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &printed, &complaint, &status, &error)) {
		*problem = pool_printf(pool, "git can't be run: %s", error->message);
		return NULL;
	}
	if (g_spawn_check_wait_status(status, NULL))
		return printed;
	g_free(printed);
	g_strdelimit(g_strchomp(complaint), "\n", ' ');
	*problem = pool_printf(pool, "git: %s", complaint);
	return NULL;
}

/* A path as git prints it: in quotes, with escapes, where it holds a quote or a control character. */
static char *
unquoted(struct pool *pool, const char *line)
{
	g_autofree char *bare = NULL, *inner = NULL;

	if (*line != '"')
		return pool_strdup(pool, line);
	inner = g_strndup(line + 1, strlen(line) - 2);
	bare = g_strcompress(inner);
	return pool_strdup(pool, bare);
}

/* Adds the paths that git prints, one a line. */
static void
add_names(struct pool *pool, GPtrArray *names, const char *const *words, const char *directory, const char **problem)
{
	g_autofree char *printed = run(pool, directory, words, problem);
	g_auto(GStrv) lines = printed ? g_strsplit(printed, "\n", -1) : NULL;

	for (size_t i = 0; lines && lines[i]; i++)
		if (*lines[i])
			g_ptr_array_add(names, unquoted(pool, lines[i]));
}

const char **
git_changed(struct pool *pool, const char *directory, const char *revision, size_t *count, const char **problem)
{
	const char *const differing[] = { "git", "-c", "core.quotePath=false", "diff", "--name-only", "--relative", revision, "--", ".", NULL };
	const char *const new[] = { "git", "-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard", NULL };
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	*problem = NULL;
	if (*revision == '-') {
		*problem = pool_printf(pool, "\"%s\" is no revision", revision);
		return NULL;
	}
	add_names(pool, names, differing, directory, problem);
	if (!*problem)
		add_names(pool, names, new, directory, problem);
	if (*problem)
		return NULL;
	*count = names->len;
	g_ptr_array_add(names, NULL);
	return pool_memdup(pool, names->pdata, names->len * sizeof(char *));
}

const char *
git_prefix(struct pool *pool, const char *directory)
{
	g_autofree char *folder = g_strdup(directory);

	for (;;) {
		g_autofree char *mark = g_build_filename(folder, ".git", NULL);
		const char *rest = directory + strlen(folder);
		char *above;

		rest += strspn(rest, "/");
		if (g_file_test(mark, G_FILE_TEST_EXISTS))
			return *rest ? pool_printf(pool, "%s/", rest) : "";
		above = g_path_get_dirname(folder);
		if (strlen(above) >= strlen(folder))
			return g_free(above), NULL;
		g_free(folder);
		folder = above;
	}
}
