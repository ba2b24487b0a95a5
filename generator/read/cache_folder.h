/*
 * cache_folder: where what is remembered of a site from one run to the next is kept, and by which program.
 *
 * There is a folder for each site, below SITREP_CACHE, else XDG_CACHE_HOME/sitrep, else ~/.cache/sitrep; an
 * empty SITREP_CACHE means none.  A folder that others could write to is not used: what is in it is trusted
 * to be what this program made.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

/* The folder of a site, made where it was not there; NULL: there is none to be had. */
const char *cache_folder(struct pool *pool, const char *site);

/* A file in it, of two parts, replaced in one stroke.  False: it can't be kept, which is no error for most. */
bool cache_replace(const char *path, const void *head, size_t head_size, const void *body, size_t body_size);

/* A number for this build of the program and of the libraries that it is linked with.  False: it can't be told from another. */
bool cache_build(uint64_t *build);
