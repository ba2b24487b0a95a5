/*
 * tree: folders with all that is in them.  Links are never followed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Removes name below the folder parent; what can't be removed stays. */
void tree_remove(int parent, const char *name);

/* Adds the number of things in a folder that are not folders themselves, and of empty folders, to *count.
 * False: not all of it can be seen. */
bool tree_count_files(int folder, size_t *count);
