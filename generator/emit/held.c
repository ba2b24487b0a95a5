#include "emit/held.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pool.h"
#include "emit/emit.h"

enum {
	DEPTH = 32,
	ATTEMPTS = 200, /* the tree of a build that has just ended is locked for an instant */
	PAUSE = 5000,   /* microseconds */
};

struct held {
	struct pool *pool;
	const char *directory, *half;
	int root, folder;
	GArray *files; /* struct held_file */
	const char *problem;
};

static void
release(void *object)
{
	struct held *held = object;

	if (held->folder >= 0)
		close(held->folder);
	if (held->root >= 0)
		close(held->root);
	g_array_unref(held->files);
}

/* "public/status/a.html: WHAT"; below may be "". */
static bool
fail(struct held *held, const char *below, const char *what)
{
	held->problem = pool_printf(held->pool, "%s%s%s: %s", held->directory, *below ? "/" : "", below, what);
	return false;
}

static bool
is_there_still(const struct held *held)
{
	struct stat itself, named;

	return fstat(held->root, &itself) == 0 && stat(held->directory, &named) == 0 && itself.st_dev == named.st_dev && itself.st_ino == named.st_ino;
}

/* Locked as builds lock what they compare with. */
static bool
open_root(struct held *held)
{
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		held->root = open(held->directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (held->root < 0)
			return fail(held, "", errno == ENOENT ? "there is no such folder; 'sitrep build' makes it" : g_strerror(errno));
		if ((flock(held->root, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) && is_there_still(held))
			return true;
		close(held->root);
		held->root = -1;
		g_usleep(PAUSE);
	}
	return fail(held, "", "builds replace it all the time");
}

static bool
has_file(int folder, const char *name)
{
	struct stat status;

	return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static bool
open_half(struct held *held)
{
	if (!has_file(held->root, EMIT_MARKER))
		return fail(held, "", "sitrep did not make this folder (there is no " EMIT_MARKER " in it); name the output of a build with -o");
	held->folder = openat(held->root, held->half, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (held->folder < 0)
		return fail(held, held->half, g_strerror(errno));
	return has_file(held->folder, "index.html") || fail(held, held->half, "there is no index.html in it; run 'sitrep build' again");
}

static bool walk(struct held *held, int folder, const char *path, int depth);

static bool
walk_into(struct held *held, int parent, const char *name, const char *path, int depth)
{
	int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0)
		return fail(held, path, g_strerror(errno));
	if (depth == DEPTH) {
		close(folder);
		return fail(held, path, "lies deeper than any build writes");
	}
	return walk(held, folder, path, depth + 1);
}

/* What is neither file nor folder no build has made. */
static bool
take(struct held *held, int parent, const char *name, const char *path, int depth)
{
	const char *below = pool_printf(held->pool, "%s%s%s", path, *path ? "/" : "", name);
	struct held_file file = { .path = below };
	struct stat status;

	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return fail(held, below, g_strerror(errno));
	if (S_ISDIR(status.st_mode))
		return walk_into(held, parent, name, below, depth);
	if (!S_ISREG(status.st_mode))
		return fail(held, below, "no build has made this; run 'sitrep build' again");
	file.size = (uint64_t)status.st_size;
	g_array_append_val(held->files, file);
	return true;
}

/* Closes folder. */
static bool
walk(struct held *held, int folder, const char *path, int depth)
{
	DIR *stream = fdopendir(folder);
	struct dirent *entry;
	bool good = stream != NULL;

	if (!stream) {
		close(folder);
		return fail(held, path, g_strerror(errno));
	}
	while (good && (errno = 0, entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			good = take(held, dirfd(stream), entry->d_name, path, depth);
	if (good && errno != 0)
		good = fail(held, path, g_strerror(errno));
	closedir(stream);
	return good;
}

static int
compare_files(const void *a, const void *b)
{
	const struct held_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

struct held *
held_open(struct pool *pool, const char *directory, const char *half, const char **problem)
{
	struct held *held = pool_new0(pool, struct held);
	int own = -1;

	*held = (struct held){ .pool = pool, .directory = pool_strdup(pool, directory), .half = pool_strdup(pool, half), .root = -1, .folder = -1 };
	held->files = g_array_new(FALSE, FALSE, sizeof(struct held_file));
	pool_adopt(pool, held, release);
	if (open_root(held) && open_half(held)) {
		held->directory = pool_printf(pool, "%s/%s", directory, half); /* what paths in messages count from */
		own = openat(held->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (own < 0)
			fail(held, "", g_strerror(errno));
		else
			walk(held, own, "", 0);
	}
	g_array_sort(held->files, compare_files);
	*problem = held->problem;
	return held->problem ? NULL : held;
}

int
held_folder(const struct held *held)
{
	return held->folder;
}

const struct held_file *
held_files(const struct held *held, size_t *count)
{
	*count = held->files->len;
	return (const struct held_file *)(const void *)held->files->data;
}
