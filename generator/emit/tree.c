#include "emit/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <stdbool.h>
#include <unistd.h>

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static DIR *
open_folder(int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = fd < 0 ? NULL : fdopendir(fd);

	if (fd >= 0 && !stream)
		close(fd);
	return stream;
}

void
tree_remove(int parent, const char *name)
{
	struct dirent *entry;
	DIR *stream;

	if (unlinkat(parent, name, 0) == 0)
		return;
	stream = open_folder(parent, name);
	if (!stream)
		return;
	while ((entry = readdir(stream)))
		if (!is_dots(entry->d_name))
			tree_remove(dirfd(stream), entry->d_name);
	closedir(stream);
	unlinkat(parent, name, AT_REMOVEDIR);
}

/* A folder to go into; *stream is NULL where it can't be. */
static bool
is_folder(int parent, const struct dirent *entry, DIR **stream)
{
	*stream = NULL;
	if (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)
		return false;
	*stream = open_folder(parent, entry->d_name);
	return *stream || (errno != ENOTDIR && errno != ELOOP);
}

bool
tree_count_files(int folder, size_t *count)
{
	DIR *stream = open_folder(folder, "."), *below;
	struct dirent *entry;
	size_t entries = 0;
	bool whole = stream != NULL;

	while (stream && (errno = 0, entry = readdir(stream))) {
		if (is_dots(entry->d_name))
			continue;
		entries++;
		if (!is_folder(dirfd(stream), entry, &below)) {
			++*count;
			continue;
		}
		whole = below && tree_count_files(dirfd(below), count) && whole;
		if (below)
			closedir(below);
	}
	if (stream) {
		whole = whole && errno == 0;
		closedir(stream);
	}
	*count += entries == 0;
	return whole;
}
