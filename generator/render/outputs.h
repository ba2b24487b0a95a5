/*
 * outputs: path → bytes to be, everything that a build will write.
 *
 * A path has one owner: a second one is site/duplicate-id, at the second's
 * place with the first's as a note, also when only case differs (such files
 * would be one on some disks), and when one's file is the other's folder.  Bytes belong to the pool.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "base/source.h"

struct pool;

struct output {
	const char *path; /* "handbook/runbooks/db-pool.html" */
	const char *bytes;
	size_t size;
	struct span owner; /* the source that it comes from, or SPAN_NONE */
};

struct outputs;

struct outputs *outputs_new(struct pool *pool, struct findings *findings);

/* Takes bytes as they are (not copied; they must live as long as the pool). */
void outputs_add(struct outputs *outputs, const char *path, const char *bytes, size_t size, struct span owner);

/* All of them, sorted by path. */
const struct output *outputs_list(struct outputs *outputs, size_t *count);

/* One, or NULL. */
const struct output *outputs_find(const struct outputs *outputs, const char *path);
