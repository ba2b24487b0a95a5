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

/* A path from the top of the repository as one from a folder below it, "docs/ops/": "../../infra/a.yaml". */
static const char *
path_from(struct pool *pool, const char *prefix, const char *path)
{
	const char *up = "";

	for (const char *slash; (slash = strchr(prefix, '/')) && strncmp(prefix, path, (size_t)(slash - prefix) + 1) == 0; prefix = slash + 1)
		path += slash - prefix + 1;
	for (; (prefix = strchr(prefix, '/')); prefix++)
		up = pool_printf(pool, "../%s", up);
	return *up ? pool_printf(pool, "%s%s", up, path) : path;
}

/* Adds the paths that git prints, one a line, from the top of the repository. */
static void
add_names(struct pool *pool, GPtrArray *names, const char *const *words, const char *directory, const char *prefix, const char **problem)
{
	g_autofree char *printed = run(pool, directory, words, problem);
	g_auto(GStrv) lines = printed ? g_strsplit(printed, "\n", -1) : NULL;

	for (size_t i = 0; lines && lines[i]; i++)
		if (*lines[i])
			g_ptr_array_add(names, (void *)path_from(pool, prefix, unquoted(pool, lines[i])));
}

const char **
git_changed(struct pool *pool, const char *directory, const char *revision, bool beyond, size_t *count, const char **problem)
{
	const char *const where[] = { "git", "rev-parse", "--show-prefix", NULL };
	const char *const place = beyond ? ":/" : ".";
	const char *const differing[] = { "git", "-c", "core.quotePath=false", "diff", "--name-only", "--no-relative", revision, "--", place, NULL };
	const char *const new[] = { "git", "-c", "core.quotePath=false", "ls-files", "--others", "--exclude-standard", "--full-name", "--", place, NULL };
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *prefix = NULL;

	*problem = NULL;
	if (*revision == '-') {
		*problem = pool_printf(pool, "\"%s\" is no revision", revision);
		return NULL;
	}
	prefix = run(pool, directory, where, problem);
	if (!prefix)
		return NULL;
	g_strchomp(prefix);
	add_names(pool, names, differing, directory, prefix, problem);
	if (!*problem)
		add_names(pool, names, new, directory, prefix, problem);
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
