/*
 * zip: files → one archive, the same bytes for the same files.
 *
 * Each file is deflated by itself, so that threads may do it at once; then all are written in the order of their names, with one
 * fixed time, readable by everybody.  The archive takes its place in one step, whole or not at all.  There is nothing in it that needs
 * more than the format's first version: at most 65,535 files and 4 GiB.
 *
 * Format: PKWARE's APPNOTE.TXT, 6.3.10; deflated data as in RFC 1951.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;

struct zip_file {
	const char *name;   /* '/' between names; must live until the archive is written */
	char *bytes;        /* what is stored: g_free */
	size_t size, stored; /* of the file, of what is stored */
	uint32_t sum;       /* CRC-32 */
	bool is_deflated;   /* else stored as it is, which was shorter */
};

struct zip_file zip_pack(const char *name, const char *bytes, size_t size);

/* Writes the archive to path; files are sorted for that.  False: *problem says why, and what was there still is. */
bool zip_write(struct pool *pool, const char *path, struct zip_file *files, size_t count, const char **problem);
