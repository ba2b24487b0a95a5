/*
 * glob: the files that a shell pattern names, counted from a folder.
 *
 * A pattern is names joined by '/': "..", a plain name, or one with wildcards as path_matches has them;
 * "**" is any number of folders, none included.  Names that begin with "." match only where
 * the pattern's name does.  Only regular files are found; below a wildcard links are not followed.
 *
 * Paths are as the pattern writes them ("../infra/rules/a.yaml"), sorted by bytes, each once.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

struct glob {
	const char **paths;
	size_t count;
	bool truncated; /* there is more than can be looked through */
};

struct glob glob_find(struct pool *pool, const char *directory, const char *pattern);
