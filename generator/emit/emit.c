#include "emit/emit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pool.h"
#include "emit/tree.h"

static const char marker_text[] = "Made by sitrep: each build replaces everything in this folder.\n";

/* One emission: the old tree (if any), the new one, and where they stand. */
struct stage {
	struct pool *pool;
	const char *parent, *name; /* of the output folder */
	const char *staged;        /* the new tree's name in parent */
	int parent_fd, old_fd, new_fd;
	const char **problem;
};

static bool
fail(const struct stage *stage, const char *path, const char *what)
{
	*stage->problem = pool_printf(stage->pool, "%s: %s: %s", path, what, g_strerror(errno));
	return false;
}

/* "a/b" → parent "a", name "b"; links in it followed, so that the place itself is replaced. */
static bool
split_directory(struct stage *stage, const char *directory)
{
	const char *real = file_real_path(stage->pool, directory);
	g_autofree char *parent = g_path_get_dirname(real);
	g_autofree char *name = g_path_get_basename(real);

	stage->parent = pool_strdup(stage->pool, parent);
	stage->name = pool_strdup(stage->pool, name);
	if (strcmp(name, "/") == 0) {
		*stage->problem = "the output folder can't be the root of the file system";
		return false;
	}
	return true;
}

static bool
open_parent(struct stage *stage)
{
	if (g_mkdir_with_parents(stage->parent, 0777) != 0)
		return fail(stage, stage->parent, "can't be made");
	stage->parent_fd = open(stage->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (stage->parent_fd < 0)
		return fail(stage, stage->parent, "can't be opened");
	stage->old_fd = openat(stage->parent_fd, stage->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (stage->old_fd < 0 && errno != ENOENT)
		return fail(stage, stage->name, "can't be opened");
	return true;
}

/* Opens path below root for reading, through no link; -1 where it is no regular file. */
static int
open_old(int root, const char *path, struct stat *status)
{
	int fd = root < 0 ? -1 : openat(root, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0)
		return -1;
	if (fstat(fd, status) == 0 && S_ISREG(status->st_mode))
		return fd;
	close(fd);
	return -1;
}

static bool
same_bytes(int fd, const char *bytes, size_t size)
{
	char buffer[65536];
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, buffer, MIN(sizeof(buffer), size - done));

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || memcmp(buffer, bytes + done, (size_t)got) != 0)
			return false;
		done += (size_t)got;
	}
	return true;
}

/* Whether the old file is the new one already; *existing counts those that are there at all. */
static bool
is_unchanged(int root, const struct output *output, size_t *existing)
{
	struct stat status;
	int fd = open_old(root, output->path, &status);
	bool same;

	if (fd < 0)
		return false;
	++*existing;
	same = (size_t)status.st_size == output->size && same_bytes(fd, output->bytes, output->size);
	close(fd);
	return same;
}

static bool
write_new(const struct stage *stage, const struct output *output)
{
	int fd = openat(stage->new_fd, output->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	bool written;

	if (fd < 0)
		return fail(stage, output->path, "can't be made");
	written = file_write(fd, output->bytes, output->size);
	if (!written) {
		fail(stage, output->path, "can't be written");
		close(fd);
		return false;
	}
	if (close(fd) != 0)
		return fail(stage, output->path, "can't be written");
	return true;
}

/* Makes the folders of path that the output before it did not need already. */
static bool
make_folders(const struct stage *stage, const char *path, const char *before)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t length = (size_t)(slash - path);
		char folder[PATH_MAX];

		if (strncmp(path, before, length + 1) == 0)
			continue;
		if (length >= sizeof(folder)) {
			errno = ENAMETOOLONG;
			return fail(stage, path, "can't be made");
		}
		memcpy(folder, path, length);
		folder[length] = '\0';
		if (mkdirat(stage->new_fd, folder, 0777) != 0 && errno != EEXIST)
			return fail(stage, folder, "can't be made");
	}
	return true;
}

/* Links an unchanged file; where links can't be made (or the old one is just gone), it is written. */
static bool
keep_old(const struct stage *stage, const struct output *output)
{
	if (linkat(stage->old_fd, output->path, stage->new_fd, output->path, 0) == 0)
		return true;
	return write_new(stage, output);
}

static bool
fill(const struct stage *stage, const struct output *outputs, size_t count, const bool *unchanged)
{
	const char *before = "";

	for (size_t i = 0; i < count; i++) {
		if (!make_folders(stage, outputs[i].path, before))
			return false;
		if (!(unchanged[i] ? keep_old : write_new)(stage, &outputs[i]))
			return false;
		before = outputs[i].path;
	}
	return true;
}

/* Whether a folder is still what its name leads to. */
static bool
is_at(int folder, int parent, const char *name)
{
	struct stat itself, named;

	return fstat(folder, &itself) == 0 && fstatat(parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       itself.st_dev == named.st_dev && itself.st_ino == named.st_ino;
}

/* Makes the folder and locks it.  False: *gone tells whether another build took it for a leftover, which it
 * looked like until it was locked. */
static bool
make_stage(struct stage *stage, bool *gone)
{
	char *path = pool_printf(stage->pool, "%s/.%s.sitrep-XXXXXX", stage->parent, stage->name);

	*gone = false;
	if (!g_mkdtemp_full(path, 0777))
		return fail(stage, stage->parent, "no folder can be made in it");
	stage->staged = path + strlen(stage->parent) + 1;
	stage->new_fd = openat(stage->parent_fd, stage->staged, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*gone = stage->new_fd < 0 && errno == ENOENT;
	if (stage->new_fd < 0)
		return fail(stage, path, "can't be opened");
	*gone = flock(stage->new_fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	*gone = *gone || !is_at(stage->new_fd, stage->parent_fd, stage->staged);
	return !*gone || fail(stage, path, "another build removes it");
}

/* A fresh folder beside the output, locked for as long as this build lives. */
static bool
open_stage(struct stage *stage)
{
	struct stat old;
	bool gone, made = make_stage(stage, &gone);

	for (int attempt = 0; !made && gone && attempt < 100; attempt++) {
		if (stage->new_fd >= 0)
			close(stage->new_fd);
		stage->new_fd = -1;
		made = make_stage(stage, &gone);
	}
	if (!made)
		return false;
	if (stage->old_fd >= 0 && fstat(stage->old_fd, &old) == 0)
		(void)!fchmod(stage->new_fd, old.st_mode & 07777);
	return true;
}

/* File systems that can't exchange: the old tree steps aside for an instant. */
static bool
swap_in_two_steps(const struct stage *stage)
{
	g_autofree char *aside = g_strconcat(stage->staged, ".old", NULL);

	if (renameat(stage->parent_fd, stage->name, stage->parent_fd, aside) != 0)
		return false;
	if (renameat(stage->parent_fd, stage->staged, stage->parent_fd, stage->name) != 0) {
		int cause = errno;

		renameat(stage->parent_fd, aside, stage->parent_fd, stage->name);
		errno = cause;
		return false;
	}
	tree_remove(stage->parent_fd, aside);
	return true;
}

static bool
swap(const struct stage *stage)
{
	/* A second try: another build may make or take away the folder between two calls. */
	for (int attempt = 0; attempt < 3; attempt++) {
		if (renameat2(stage->parent_fd, stage->staged, stage->parent_fd, stage->name, RENAME_NOREPLACE) == 0)
			return true;
		if (renameat2(stage->parent_fd, stage->staged, stage->parent_fd, stage->name, RENAME_EXCHANGE) == 0)
			return true;
		if (errno == EINVAL || errno == ENOSYS) {
			if (stage->old_fd < 0 ? renameat(stage->parent_fd, stage->staged, stage->parent_fd, stage->name) == 0
			                      : swap_in_two_steps(stage))
				return true;
		}
		if (errno != ENOENT && errno != EEXIST)
			break;
	}
	return fail(stage, stage->name, "can't be replaced");
}

/* Folders of builds that were killed: nobody holds their lock. */
static void
remove_leftovers(const struct stage *stage)
{
	g_autofree char *prefix = g_strdup_printf(".%s.sitrep-", stage->name);
	DIR *directory = opendir(stage->parent);
	struct dirent *entry;

	while (directory && (entry = readdir(directory))) {
		int fd;

		if (!g_str_has_prefix(entry->d_name, prefix) || g_strcmp0(entry->d_name, stage->staged) == 0)
			continue;
		fd = openat(stage->parent_fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
			tree_remove(stage->parent_fd, entry->d_name);
		if (fd >= 0)
			close(fd);
	}
	if (directory)
		closedir(directory);
}

/* Whether the old tree is the new one already. */
static bool
compare(int root, const struct output *outputs, size_t count, bool *unchanged, struct emission *emission)
{
	size_t old = 0, existing = 0;
	bool seen = root >= 0 && tree_count_files(root, &old);

	*emission = (struct emission){ 0 };
	for (size_t i = 0; i < count; i++) {
		unchanged[i] = root >= 0 && is_unchanged(root, &outputs[i], &existing);
		emission->unchanged += unchanged[i];
	}
	emission->written = count - emission->unchanged;
	emission->removed = MAX(old, existing) - existing;
	return seen && emission->written == 0 && emission->removed == 0;
}

static void
close_stage(struct stage *stage)
{
	int fds[] = { stage->new_fd, stage->old_fd, stage->parent_fd };

	if (stage->staged)
		tree_remove(stage->parent_fd, stage->staged);
	for (size_t i = 0; i < G_N_ELEMENTS(fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static bool
replace(struct stage *stage, const struct output *outputs, size_t count, const bool *unchanged)
{
	if (!open_stage(stage))
		return false;
	return fill(stage, outputs, count, unchanged) && swap(stage);
}

static struct stage
stage_new(struct pool *pool, const char **problem)
{
	return (struct stage){ .pool = pool, .parent_fd = -1, .old_fd = -1, .new_fd = -1, .problem = problem };
}

bool
emit_outputs(struct pool *pool, struct outputs *outputs, const char *directory, struct emission *emission, const char **problem)
{
	struct stage stage = stage_new(pool, problem);
	const struct output *list;
	size_t count;
	bool *unchanged, done = false;

	outputs_add(outputs, EMIT_MARKER, marker_text, sizeof(marker_text) - 1, SPAN_NONE);
	list = outputs_list(outputs, &count);
	unchanged = pool_array(pool, bool, count);
	if (split_directory(&stage, directory) && open_parent(&stage)) {
		remove_leftovers(&stage);
		done = compare(stage.old_fd, list, count, unchanged, emission) || replace(&stage, list, count, unchanged);
	}
	close_stage(&stage);
	return done;
}

/* Whether inner is outer or inside it; both canonical. */
static bool
is_inside(const char *inner, const char *outer)
{
	size_t length = strlen(outer);

	return strncmp(inner, outer, length) == 0 && (inner[length] == '/' || inner[length] == '\0' || strcmp(outer, "/") == 0);
}

/* Whether a folder may be replaced for what is in it. */
static bool
is_ours(struct pool *pool, const char *directory, const char **problem)
{
	DIR *stream;
	struct dirent *entry;
	bool empty = true;

	if (file_is_absent(directory))
		return true;
	stream = opendir(directory);
	while (stream && empty && (errno = 0, entry = readdir(stream)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	if (!stream || (empty && errno)) {
		*problem = pool_printf(pool, "%s: %s", directory, g_strerror(errno));
		if (stream)
			closedir(stream);
		return false;
	}
	empty = empty || faccessat(dirfd(stream), EMIT_MARKER, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	closedir(stream);
	if (!empty)
		*problem = pool_printf(pool,
		    "%s: holds files that sitrep did not make (there is no %s in it), and a build would remove them; "
		    "choose another folder with -o, or empty this one",
		    directory, EMIT_MARKER);
	return empty;
}

bool
emit_may_replace(struct pool *pool, const char *directory, const char *site_directory, const char **problem)
{
	static const char *const inputs[] = { "content", "layouts", "static" };
	const char *site = file_real_path(pool, site_directory);
	const char *place = file_real_path(pool, directory);

	if (g_file_test(directory, G_FILE_TEST_IS_SYMLINK) && !g_file_test(directory, G_FILE_TEST_EXISTS)) {
		*problem = pool_printf(pool, "%s: this link leads to nothing", directory);
		return false;
	}
	if (is_inside(site, place)) {
		*problem = pool_printf(pool, "%s: the output folder can't be the site itself or hold it", directory);
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
		g_autofree char *input = g_build_filename(site, inputs[i], NULL);

		if (is_inside(place, input)) {
			*problem = pool_printf(pool, "%s: the output folder can't be inside %s/, which is read", directory, inputs[i]);
			return false;
		}
	}
	return is_ours(pool, place, problem);
}
