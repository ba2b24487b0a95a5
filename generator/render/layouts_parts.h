/*
 * layouts_parts: what the files of layouts share; nobody else includes it.
 *
 * layouts.c finds files, layouts_words.c makes the words of a language of them.
 */
#pragma once

#include <stdbool.h>

#include "base/findings.h"

struct data;
struct pool;
struct yaml;

/* Whether a name leads out of its folder. */
bool layouts_stays_inside(struct pool *pool, const char *name);

/* Whether a path, or a folder on the way to it, is a symbolic link. */
bool layouts_leads_through_link(const char *directory, const char *path);

/* The site's own file at path, and the built-in one; or NULL. */
const struct source *layouts_read_own(struct pool *pool, struct findings *findings, const char *directory, const char *path);
const struct source *layouts_read_embedded(struct pool *pool, const char *path);

/* ---- layouts_merge.c: a file of words, laid over others ---- */

/*
 * Puts the words of a file over those that are there.  english: what a site's own file is held against; what it has wrong
 * is a finding and left out.  NULL: a built-in file, which is right.  A word of several forms, and the rules for them, are
 * replaced as a whole, since languages differ in their forms.
 */
void layouts_merge(struct pool *pool, struct findings *findings, const struct source *source, const struct data *english, struct data *words);
