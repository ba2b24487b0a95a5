/*
 * fuzz-path: three texts with NULs between them as a pattern, a path and another path.  A path matches
 * itself once its special characters are taken away, and no path leaves the site.
 */
#include "base/pool.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *
quote(struct pool *pool, const char *path)
{
	char *quoted = pool_alloc(pool, 2 * strlen(path) + 1), *out = quoted;

	for (; *path; path++) {
		if (strchr("*?[]\\", *path))
			*out++ = '\\';
		*out++ = *path;
	}
	return quoted;
}

/* Relative, with no empty name and none that goes up. */
static void
check_normal(const char *path)
{
	if (!path || !*path)
		return;
	require(*path != '/' && path[strlen(path) - 1] != '/' && !strstr(path, "//"));
	require(strncmp(path, "../", 3) != 0 && strcmp(path, "..") != 0 && !strstr(path, "/../"));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	char *pattern = pool_alloc(pool, size + 3);
	const char *path, *other, *normal;

	if (size)
		memcpy(pattern, bytes, size);
	path = pattern + strlen(pattern) + 1;
	path = path > pattern + size ? "a/b.md" : path;
	other = path + strlen(path) + 1;
	other = other > pattern + size || other < pattern ? "a/c.md" : other;
	path_matches(pattern, path);
	require(path_matches(quote(pool, path), path));
	require(path_matches("**", path));
	normal = path_normal(pool, path);
	check_normal(normal);
	if (normal)
		require(strcmp(path_normal(pool, normal), normal) == 0);
	check_normal(path_beside(pool, "a/b/c.md", other));
	if (normal && *normal && path_normal(pool, other) && *path_normal(pool, other)) {
		const char *base = path_normal(pool, other);

		const char *there = path_beside(pool, base, path_relative(pool, base, normal));

		require(there && strcmp(there, normal) == 0);
	}
	text_escape_html(pool, path);
	text_escape_csv(pool, path);
	text_escape_ical(pool, path);
	text_escape_path(pool, path);
	text_anchor(pool, path);
	text_slug(pool, path);
	text_squeeze(pool, path, strlen(path));
	pool_free(pool);
	return 0;
}
