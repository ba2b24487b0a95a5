#include "base/file.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"

#define WAIT_MICROSECONDS 50000 /* between two looks at a lock */

bool
file_write(int file, const char *bytes, size_t size)
{
	while (size) {
		ssize_t put = write(file, bytes, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put == 0) /* nobody says why, and it would go on for ever */
			errno = EIO;
		if (put <= 0)
			return false;
		bytes += put;
		size -= (size_t)put;
	}
	return true;
}

bool
file_is_absent(const char *path)
{
	struct stat status;

	return lstat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
}

const char *
file_real_path(struct pool *pool, const char *path)
{
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	const char *missing = absolute + strlen(absolute);
	char *real = realpath(path, NULL);
	const char *whole;

	/* Of what is not there yet, the nearest folder that is. */
	while (!real && missing > absolute) {
		g_autofree char *folder = NULL;

		while (missing > absolute && *--missing != '/')
			;
		folder = g_strndup(absolute, missing > absolute ? (size_t)(missing - absolute) : 1);
		real = realpath(folder, NULL);
	}
	whole = pool_printf(pool, "%s%s", !real || strcmp(real, "/") == 0 ? "" : real, missing);
	free(real);
	return *whole ? whole : "/";
}

bool
file_make_folders(const char *directory, const char *path)
{
	g_autofree char *part = g_strdup(path);

	for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
		g_autofree char *folder = NULL;
		struct stat status;

		*slash = '\0';
		folder = g_build_filename(directory, part, NULL);
		if (mkdir(folder, 0777) != 0 && errno != EEXIST)
			return false;
		if (lstat(folder, &status) != 0)
			return false;
		if (!S_ISDIR(status.st_mode)) {
			errno = S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
			return false;
		}
		*slash = '/';
	}
	return true;
}

bool
file_lock(int file, int64_t patience)
{
	const int64_t end = g_get_monotonic_time() + patience * 1000;

	while (flock(file, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		if (g_get_monotonic_time() >= end) {
			errno = EWOULDBLOCK;
			return false;
		}
		g_usleep(WAIT_MICROSECONDS);
	}
	return true;
}
