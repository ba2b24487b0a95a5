/*
 * file: what the system's calls leave to their callers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* Writes all of bytes, however often that takes.  False: errno says why, and some may have been written. */
bool file_write(int file, const char *bytes, size_t size);

/* Whether there is nothing at path, as far as the system can tell: where it can't, false, and who opens it hears why. */
bool file_is_absent(const char *path);

/* The absolute path without symbolic links; names at its end that are not there yet stay as they are. */
const char *file_real_path(struct pool *pool, const char *path);
