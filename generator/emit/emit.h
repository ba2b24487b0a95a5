/*
 * emit: outputs → disk, whole or not at all.
 *
 * The new tree is made beside the old one, as ".NAME.sitrep-XXXXXX", and takes its
 * place in one step (renameat2 with RENAME_EXCHANGE, Linux 3.15), so that a
 * reader, and whoever kills the process, finds the old site or the new one.
 * Files that have not changed are hard links to the old ones and keep their
 * times; where nothing changed at all, nothing in it is touched.  The folder's own time is that of the last build.  What is in the old
 * tree and not among the outputs is gone afterwards.  Leftovers of builds
 * that were killed are removed by the next one: a living build holds a lock on
 * its folder, and one on the tree that it compares with, which another build may replace but not remove meanwhile.
 *
 * The output folder must be absent, empty, or made by sitrep before (it then has the file
 * ".sitrep"): nothing else is ever replaced.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "render/outputs.h"

struct pool;
struct stat;

struct emission {
	size_t written, unchanged, removed;
};

/* The marker's name; emit_outputs writes it itself. */
#define EMIT_MARKER ".sitrep"

/*
 * Whether directory (absolute or from the working folder) may be the output of
 * the site in site_directory: not the site itself or a folder above it, not
 * inside its content/, layouts/ or static/, no link to nothing, and made by sitrep where
 * it is not empty.  False: *problem says why.
 */
bool emit_may_replace(struct pool *pool, const char *directory, const char *site_directory, const char **problem);

/*
 * An output folder while a build makes it.  Outputs are put as soon as they are there, by several threads at once; each is
 * compared with the old file and written if it differs, and its field unchanged says which.  Until emit_close nobody sees any of that,
 * and where the pool ends before it, what was written is removed.
 */
struct stage;

/* What goes wrong is said by emit_close. */
struct stage *emit_open(struct pool *pool, const char *directory);
void emit_put(struct stage *stage, struct output *output);

/* How the old file of a path looks from outside; false: it is none. */
bool emit_look(struct stage *stage, const char *path, struct stat *status);

/* Says that an output is what the old file is, which was looked at. */
void emit_keep(struct stage *stage, struct output *output);

/* Puts what is left, and replaces the old tree.  False: nothing was replaced, and *problem names the file and the cause. */
bool emit_close(struct stage *stage, struct outputs *outputs, struct emission *emission, const char **problem);

/* All of that at once. */
bool emit_outputs(struct pool *pool, struct outputs *outputs, const char *directory, struct emission *emission, const char **problem);


