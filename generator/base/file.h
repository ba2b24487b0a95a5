/*
 * file: what the system's calls leave to their callers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

/* Writes all of bytes, however often that takes.  False: errno says why, and some may have been written. */
bool file_write(int file, const char *bytes, size_t size);

/* Whether there is nothing at path, as far as the system can tell: where it can't, false, and who opens it hears why. */
bool file_is_absent(const char *path);

/* The absolute path without symbolic links; names at its end that are not there yet stay as they are. */
const char *file_real_path(struct pool *pool, const char *path);

/* Makes the folders above a path that counts from directory, where they are not there.  None of them may be a symbolic link, which would
 * lead to somewhere else.  False: errno says why; ELOOP: one is a link. */
bool file_make_folders(const char *directory, const char *path);

/* Locks an open file for itself (flock), and waits for so many milliseconds where somebody else has it.  False: errno says why;
 * EWOULDBLOCK: somebody still has it. */
bool file_lock(int file, int64_t patience);
