/*
 * file: what the system's calls leave to their callers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Writes all of bytes, however often that takes.  False: errno says why, and some may have been written. */
bool file_write(int file, const char *bytes, size_t size);
