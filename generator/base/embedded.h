/*
 * embedded: the files inside the binary.
 *
 * layouts/ and static/ of this project under those names, the built-in kinds
 * as "model/kinds.yaml", and the site that `init` writes below "starter/".
 * generator/embed makes the table at build time, sorted by name.
 */
#pragma once

#include <stddef.h>

struct embedded {
	const char *name;
	const char *bytes; /* size bytes and a NUL behind them */
	size_t size;
};

/* A file by its name, or NULL. */
const struct embedded *embedded_find(const char *name);

/* All files whose names begin with prefix, a run of the sorted table. */
const struct embedded *embedded_below(const char *prefix, size_t *count);
