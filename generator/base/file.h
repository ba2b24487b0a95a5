/*
 * file: what the system's calls leave to their callers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* Writes all of bytes, however often that takes.  False: errno says why, and some may have been written. */
bool file_write(int file, const char *bytes, size_t size);

/* The absolute path without symbolic links; names at its end that are not there yet stay as they are. */
const char *file_real_path(struct pool *pool, const char *path);
