#include "base/file.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"

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
