/*
 * tree: folders with all that is in them.  Links are never followed.
 */
#pragma once

#include <stddef.h>

/* Removes name below the folder parent; what can't be removed stays. */
void tree_remove(int parent, const char *name);

/* The number of things in a folder that are not folders themselves, and of empty folders. */
size_t tree_count_files(int folder);
