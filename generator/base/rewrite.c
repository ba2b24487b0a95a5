#include "base/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

const char file_has_changed[] = "it has changed since it was read";

/* ---- what is there ---- */

/* Whether the rest of an open file is these bytes and no more. */
static bool
is_same(int file, const char *bytes, size_t size)
{
	char buffer[65536];
	size_t done = 0;

	for (;;) {
		ssize_t got = read(file, buffer, sizeof(buffer));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return got == 0 && done == size;
		if ((size_t)got > size - done || memcmp(buffer, bytes + done, (size_t)got) != 0)
			return false;
		done += (size_t)got;
	}
}

/* Opens a file that may be written and is what was read; else -1, and *problem says why. */
static int
open_unchanged(const char *path, const struct source *was, struct stat *status, const char **problem)
{
	int file = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (file < 0) {
		*problem = errno == ELOOP ? "it is a link" : g_strerror(errno);
		return -1;
	}
	if (fstat(file, status) != 0)
		*problem = g_strerror(errno);
	else if (!S_ISREG(status->st_mode) || !is_same(file, was->bytes, was->size))
		*problem = file_has_changed;
	else
		return file;
	close(file);
	return -1;
}

/* Whether a file that may just have been moved is still these bytes. */
static bool
holds(const char *path, const char *bytes, size_t size)
{
	int file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool same;

	if (file < 0)
		return false;
	same = is_same(file, bytes, size);
	close(file);
	return same;
}

/* ---- the new file, beside its place ---- */

/* The bytes to be, and whose they are; status NULL: of a file that is not there yet. */
struct content {
	const char *bytes;
	size_t size;
	const struct stat *status;
};

/* The mode that the system gives a new file. */
static mode_t
new_mode(void)
{
	const mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* All of a new file; its owner as before where that is allowed. */
static bool
fill(int file, const struct content *content)
{
	mode_t mode = new_mode();

	if (content->status) {
		bool same_owner = fchown(file, content->status->st_uid, content->status->st_gid) == 0;

		/* Without the owner, no bits that would give somebody his rights. */
		mode = content->status->st_mode & (same_owner ? 07777 : 0777);
	}
	return fchmod(file, mode) == 0 && file_write(file, content->bytes, content->size) && fsync(file) == 0;
}

/* The name of a new file in the folder of path, or NULL, with errno. */
static char *
write_beside(const char *path, const struct content *content)
{
	g_autofree char *folder = g_path_get_dirname(path);
	char *name = g_build_filename(folder, ".sitrep-XXXXXX", NULL);
	int file = mkostemp(name, O_CLOEXEC), reason = errno;
	bool filled = file >= 0 && fill(file, content);

	if (file >= 0 && !filled)
		reason = errno;
	if (file >= 0 && close(file) != 0 && filled) {
		filled = false;
		reason = errno;
	}
	if (filled)
		return name;
	if (file >= 0)
		unlink(name);
	g_free(name);
	errno = reason;
	return NULL;
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

/* ---- the stroke ---- */

static bool
swap(const char *one, const char *other)
{
	return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
}

static bool
is_unsupported(int reason)
{
	return reason == EINVAL || reason == ENOSYS || reason == ENOTSUP;
}

/* Moves a file to a name that nothing has yet. */
static bool
move_new(const char *new, const char *path)
{
	if (renameat2(AT_FDCWD, new, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
		return true;
	if (!is_unsupported(errno) || link(new, path) != 0)
		return false;
	unlink(new);
	return true;
}

/* What was there gets its name back.  If it was saved again just then, the later of the two is what counts. */
static void
give_back(const char *new, const char *path, const struct content *content)
{
	if (!swap(new, path)) {
		move_new(new, path);
		return;
	}
	if (!holds(new, content->bytes, content->size))
		swap(new, path);
	unlink(new);
}

/* They change places, so that what was there is seen once more before it goes. */
static bool
exchange(const char *new, const char *path, const struct source *was, const struct content *content, const char **problem)
{
	if (!swap(new, path)) {
		if (is_unsupported(errno) && rename(new, path) == 0)
			return true;
		*problem = g_strerror(errno);
		unlink(new);
		return false;
	}
	if (holds(new, was->bytes, was->size)) {
		unlink(new);
		return true;
	}
	*problem = file_has_changed;
	give_back(new, path, content);
	return false;
}

bool
file_replace(const char *directory, const struct source *was, const char *bytes, size_t size, const char **problem)
{
	g_autofree char *path = g_build_filename(directory, was->path, NULL), *new = NULL;
	struct stat status;
	const struct content content = { bytes, size, &status };
	int file;

	*problem = NULL;
	file = open_unchanged(path, was, &status, problem);
	if (file < 0)
		return false;
	new = write_beside(path, &content);
	if (!new)
		*problem = g_strerror(errno);
	else if (exchange(new, path, was, &content, problem))
		sync_folder(path);
	close(file);
	return !*problem;
}

bool
file_create(const char *directory, const char *path, const char *bytes, size_t size, const char **problem)
{
	g_autofree char *full = g_build_filename(directory, path, NULL), *folder = g_path_get_dirname(full), *new = NULL;
	const struct content content = { bytes, size, NULL };

	*problem = NULL;
	if (g_mkdir_with_parents(folder, 0777) == 0)
		new = write_beside(full, &content);
	if (new && move_new(new, full)) {
		sync_folder(full);
		return true;
	}
	*problem = errno == EEXIST ? "is there already; choose another name" : g_strerror(errno);
	if (new)
		unlink(new);
	return false;
}
