#include "base/footprint.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"

#define SECOND INT64_C(1000000000)
#define TICK (SECOND / 50) /* no kernel's clock counts slower */
#define COARSE (2 * SECOND) /* of file systems without fractions */
#define DEPTH_MAX 64

/* All that is known of a file from outside; without padding, as it is hashed. */
struct look {
	uint64_t path, device, inode, size;
	int64_t modified, changed;
	uint32_t mode, user, group, zero;
};

static int64_t
nanoseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * SECOND + time.tv_nsec;
}

static void
add_number(struct footprint *footprint, uint64_t number)
{
	footprint->sum += number;
	footprint->count++;
}

static void
add_look(struct footprint *footprint, const struct stat *status, uint64_t path)
{
	const bool folder = S_ISDIR(status->st_mode);
	const struct look look = {
		.path = path,
		.device = status->st_dev,
		.inode = status->st_ino,
		/* what is in a folder speaks for itself */
		.size = folder ? 0 : (uint64_t)status->st_size,
		.modified = folder ? 0 : nanoseconds(status->st_mtim),
		.changed = folder ? 0 : nanoseconds(status->st_ctim),
		.mode = status->st_mode,
		.user = status->st_uid,
		.group = status->st_gid,
	};

	add_number(footprint, hash_bytes(&look, sizeof look));
	if (look.changed > footprint->newest)
		footprint->newest = look.changed;
	if (look.changed % SECOND)
		footprint->fine = true;
	if (S_ISLNK(status->st_mode))
		footprint->unknown = true;
}

static uint64_t
path_below(uint64_t folder, const char *name)
{
	const uint64_t both[] = { folder, hash_bytes(name, strlen(name)) };

	return hash_bytes(both, sizeof both);
}

static void
add_below(struct footprint *footprint, int parent, const char *folder, uint64_t path, int depth)
{
	const int descriptor = depth < DEPTH_MAX ? openat(parent, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
	DIR *dir = descriptor < 0 ? NULL : fdopendir(descriptor);
	const struct dirent *entry;

	if (!dir) {
		if (descriptor >= 0)
			close(descriptor);
		footprint->unknown = true;
		return;
	}
	while (errno = 0, (entry = readdir(dir)) != NULL) {
		const uint64_t below = path_below(path, entry->d_name);
		struct stat status;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (fstatat(descriptor, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
			footprint->unknown = true;
			continue;
		}
		add_look(footprint, &status, below);
		if (S_ISDIR(status.st_mode))
			add_below(footprint, descriptor, entry->d_name, below, depth + 1);
	}
	if (errno)
		footprint->unknown = true;
	closedir(dir);
}

static void
add_path(struct footprint *footprint, const char *path, bool below)
{
	const uint64_t hash = hash_bytes(path, strlen(path));
	struct stat status;

	if (lstat(path, &status) != 0) {
		add_number(footprint, hash);
		if (errno != ENOENT && errno != ENOTDIR)
			footprint->unknown = true;
		return;
	}
	add_look(footprint, &status, hash);
	if (below && S_ISDIR(status.st_mode))
		add_below(footprint, AT_FDCWD, path, hash, 0);
}

void
footprint_add(struct footprint *footprint, const char *path)
{
	add_path(footprint, path, true);
}

void
footprint_add_file(struct footprint *footprint, const char *path)
{
	add_path(footprint, path, false);
}

void
footprint_add_text(struct footprint *footprint, const char *text)
{
	const uint64_t both[] = { footprint->sum + (text != NULL), text ? hash_bytes(text, strlen(text)) : 0 };

	footprint->sum = hash_bytes(both, sizeof both);
	footprint->count++;
}

bool
footprint_equal(const struct footprint *a, const struct footprint *b)
{
	return !a->unknown && !b->unknown && a->sum == b->sum && a->count == b->count;
}

bool
footprint_is_settled(const struct footprint *footprint, int64_t before)
{
	return footprint->newest < before - (footprint->fine ? TICK : COARSE);
}

int64_t
footprint_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return nanoseconds(now);
}
