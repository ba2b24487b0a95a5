#include "emit/tree.h"

#include <dirent.h>
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

size_t
tree_count_files(int folder)
{
	DIR *stream = open_folder(folder, ".");
	struct dirent *entry;
	size_t count = 0, entries = 0;

	while (stream && (entry = readdir(stream))) {
		DIR *below;

		if (is_dots(entry->d_name))
			continue;
		entries++;
		below = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ? open_folder(dirfd(stream), entry->d_name) : NULL;
		if (!below) {
			count++;
			continue;
		}
		count += tree_count_files(dirfd(below));
		closedir(below);
	}
	if (stream)
		closedir(stream);
	return count + (entries == 0);
}
