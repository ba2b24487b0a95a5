/* Writing: one file, in one stroke. */
#include "report/repair.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Whether the rest of an open file is these bytes and no more. */
static bool
is_same(int file, const struct source *source)
{
	char buffer[65536];
	size_t done = 0;

	for (;;) {
		ssize_t got = read(file, buffer, sizeof(buffer));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 && done == source->size;
		if ((size_t)got > source->size - done || memcmp(buffer, source->bytes + done, (size_t)got) != 0)
			return false;
		done += (size_t)got;
	}
}

/* Opens a file that may be written and is what was read; else -1, and *problem says why. */
static int
open_unchanged(const char *path, const struct source *source, struct stat *status, const char **problem)
{
	int file = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0) {
		*problem = errno == ELOOP ? "it is a link" : g_strerror(errno);
		return -1;
	}
	if (fstat(file, status) != 0)
		*problem = g_strerror(errno);
	else if (!S_ISREG(status->st_mode) || !is_same(file, source))
		*problem = "it has changed since it was read";
	else
		return file;
	close(file);
	return -1;
}

/* The whole of a new file; its owner as before where that is allowed. */
static bool
fill(int file, const struct repair *repair, const struct stat *status)
{
	bool same_owner = fchown(file, status->st_uid, status->st_gid) == 0;

	/* Without the owner, no bits that would give somebody his rights. */
	return fchmod(file, status->st_mode & (same_owner ? 07777 : 0777)) == 0 && file_write(file, repair->bytes, repair->size) &&
	       fsync(file) == 0;
}

/* So that the new name outlives a power cut; the file is right without it. */
static void
sync_folder(const char *path)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (file < 0)
		return;
	fsync(file);
	close(file);
}

/* Puts a new file in the old one's place. */
static bool
replace(const char *path, const struct repair *repair, const struct stat *status)
{
	g_autofree char *folder = g_path_get_dirname(path);
	g_autofree char *temporary = g_build_filename(folder, ".sitrep-XXXXXX", NULL);
	int file = mkostemp(temporary, O_CLOEXEC), reason;
	bool filled;

	if (file < 0)
		return false;
	filled = fill(file, repair, status);
	reason = errno;
	if (close(file) != 0 && filled) {
		filled = false;
		reason = errno;
	}
	if (filled && rename(temporary, path) == 0) {
		sync_folder(path);
		return true;
	}
	reason = filled ? errno : reason;
	unlink(temporary);
	errno = reason;
	return false;
}

bool
repair_write(const char *directory, const struct repair *repair, const char **problem)
{
	g_autofree char *path = g_build_filename(directory, repair->source->path, NULL);
	struct stat status;
	int file;

	*problem = NULL;
	file = open_unchanged(path, repair->source, &status, problem);
	if (file < 0)
		return false;
	if (!replace(path, repair, &status))
		*problem = g_strerror(errno);
	close(file);
	return !*problem;
}
