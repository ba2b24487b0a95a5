#include "emit/emit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/threads.h"
#include "emit/tree.h"

/* The tree of another build that has just replaced the old one is locked for an instant. */
#define OPEN_ATTEMPTS 200
#define OPEN_PAUSE 5000 /* microseconds */

/* Files that a thread links at once. */
#define CHUNK 64

static const char marker_text[] = "Made by sitrep: each build replaces everything in this folder.\n";

/* One emission: the old tree (if any), the new one, and where they stand. */
struct stage {
	struct pool *pool;
	const char *parent, *name; /* of the output folder */
	const char *staged;        /* the new tree's name in parent; NULL: nothing has changed so far */
	int parent_fd, old_fd, new_fd;
	size_t existing;           /* files of the old tree that are in the new one, changed or not */
	pthread_mutex_t mutex;     /* for all above, but for fds that are open, and for problem; ThreadSanitizer sees this kind, not GLib's */
	const char *problem;       /* NULL: none so far; the first stays */
};

/* What threads may do at once calls it with the mutex held. */
static bool
fail(struct stage *stage, const char *path, const char *what)
{
	if (!stage->problem)
		stage->problem = pool_printf(stage->pool, "%s: %s: %s", path, what, g_strerror(errno));
	return false;
}

static bool
fail_in_thread(struct stage *stage, const char *path, const char *what)
{
	const int cause = errno;

	pthread_mutex_lock(&stage->mutex);
	errno = cause;
	fail(stage, path, what);
	pthread_mutex_unlock(&stage->mutex);
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
		stage->problem = "the output folder can't be the root of the file system";
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
	return stage->parent_fd >= 0 || fail(stage, stage->parent, "can't be opened");
}

/* Whether a folder is still what its name leads to. */
static bool
is_at(int folder, int parent, const char *name)
{
	struct stat itself, named;

	return fstat(folder, &itself) == 0 && fstatat(parent, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       itself.st_dev == named.st_dev && itself.st_ino == named.st_ino;
}

/* A lock says that a tree is read or made, so that nobody removes it meanwhile.  A file system may have no locks. */
static bool
lock(int folder, int kind)
{
	return flock(folder, kind | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/* The old tree, locked.  Where other builds replace it all the time, there is none, and everything is new. */
static bool
open_old_tree(struct stage *stage)
{
	for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
		stage->old_fd = openat(stage->parent_fd, stage->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (stage->old_fd < 0)
			return errno == ENOENT || fail(stage, stage->name, "can't be opened");
		if (lock(stage->old_fd, LOCK_SH) && is_at(stage->old_fd, stage->parent_fd, stage->name))
			return true;
		close(stage->old_fd);
		stage->old_fd = -1;
		g_usleep(OPEN_PAUSE);
	}
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

static void
count_existing(struct stage *stage)
{
	pthread_mutex_lock(&stage->mutex);
	stage->existing++;
	pthread_mutex_unlock(&stage->mutex);
}

/* Whether the old file is the new one already. */
static bool
is_unchanged(struct stage *stage, const struct output *output)
{
	struct stat status;
	int fd = open_old(stage->old_fd, output->path, &status);
	bool same;

	if (fd < 0)
		return false;
	count_existing(stage);
	same = (size_t)status.st_size == output->size && same_bytes(fd, output->bytes, output->size);
	close(fd);
	return same;
}

/* Makes the folder that the first bytes of a path name, and those above it that are not there. */
static bool
make_folder(struct stage *stage, const char *path, size_t length)
{
	g_autofree char *folder = g_strndup(path, length);
	const char *slash = strrchr(folder, '/');
	bool made = mkdirat(stage->new_fd, folder, 0777) == 0 || errno == EEXIST;

	if (!made && errno == ENOENT && slash) {
		if (!make_folder(stage, path, (size_t)(slash - folder)))
			return false;
		made = mkdirat(stage->new_fd, folder, 0777) == 0 || errno == EEXIST;
	}
	return made || fail_in_thread(stage, folder, "can't be made");
}

/* Makes the folders of a path: the last one is what is missing, mostly. */
static bool
make_folders(struct stage *stage, const char *path)
{
	const char *slash = strrchr(path, '/');

	return !slash || make_folder(stage, path, (size_t)(slash - path));
}

static int
create(const struct stage *stage, const char *path)
{
	return openat(stage->new_fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
}

static bool
write_new(struct stage *stage, const struct output *output)
{
	int fd = create(stage, output->path);
	bool written;

	if (fd < 0 && errno == ENOENT) {
		if (!make_folders(stage, output->path))
			return false;
		fd = create(stage, output->path);
	}
	if (fd < 0)
		return fail_in_thread(stage, output->path, "can't be made");
	written = file_write(fd, output->bytes, output->size);
	if (!written) {
		fail_in_thread(stage, output->path, "can't be written");
		close(fd);
		return false;
	}
	if (close(fd) != 0)
		return fail_in_thread(stage, output->path, "can't be written");
	return true;
}

/* Copies a file of the old tree, where links can't be made. */
static bool
copy_old(struct stage *stage, const char *path)
{
	struct stat status;
	char buffer[65536];
	int from = open_old(stage->old_fd, path, &status), to = from < 0 ? -1 : create(stage, path);
	ssize_t got = -1;
	bool done;

	while (to >= 0 && ((got = read(from, buffer, sizeof(buffer))) > 0 || (got < 0 && errno == EINTR)))
		if (got > 0 && !file_write(to, buffer, (size_t)got))
			break;
	done = got == 0;
	if (from >= 0)
		close(from);
	if (to >= 0)
		done = close(to) == 0 && done;
	return done || fail_in_thread(stage, path, "can't be copied");
}

/* An unchanged file is a link to the old one. */
static bool
keep_old(struct stage *stage, const char *path)
{
	if (linkat(stage->old_fd, path, stage->new_fd, path, 0) == 0)
		return true;
	if (errno != ENOENT)
		return copy_old(stage, path);
	if (!make_folders(stage, path))
		return false;
	return linkat(stage->old_fd, path, stage->new_fd, path, 0) == 0 || copy_old(stage, path);
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
	*gone = !lock(stage->new_fd, LOCK_EX);
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
	stage->problem = NULL; /* of an attempt before */
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
	return true;
}

static bool
swap(struct stage *stage)
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

/* Unless somebody reads or makes it: what is not ours must have been locked to be sure of that. */
static void
remove_tree(const struct stage *stage, const char *name, bool ours)
{
	int fd = openat(stage->parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0)
		return;
	if (flock(fd, LOCK_EX | LOCK_NB) == 0 || (ours && errno != EWOULDBLOCK))
		tree_remove(stage->parent_fd, name);
	close(fd);
}

/* Folders of builds that were killed, and those that somebody read when they should have gone: nobody holds their lock. */
static void
remove_leftovers(const struct stage *stage)
{
	g_autofree char *prefix = g_strdup_printf(".%s.sitrep-", stage->name);
	DIR *directory = opendir(stage->parent);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)))
		if (g_str_has_prefix(entry->d_name, prefix))
			remove_tree(stage, entry->d_name, false);
	if (directory)
		closedir(directory);
}

/* Removes what was not to be, or what was before. */
static void
end_stage(struct stage *stage)
{
	int *const fds[] = { &stage->new_fd, &stage->old_fd };

	for (size_t i = 0; i < G_N_ELEMENTS(fds); i++) {
		if (*fds[i] >= 0)
			close(*fds[i]);
		*fds[i] = -1;
	}
	if (stage->staged)
		remove_tree(stage, stage->staged, true);
	stage->staged = NULL;
	if (stage->parent_fd >= 0) {
		remove_leftovers(stage);
		close(stage->parent_fd);
	}
	stage->parent_fd = -1;
}

static void
release_stage(void *data)
{
	struct stage *stage = data;

	end_stage(stage);
	pthread_mutex_destroy(&stage->mutex);
}

struct stage *
emit_open(struct pool *pool, const char *directory)
{
	struct stage *stage = pool_new0(pool, struct stage);

	*stage = (struct stage){ .pool = pool, .parent_fd = -1, .old_fd = -1, .new_fd = -1 };
	pthread_mutex_init(&stage->mutex, NULL);
	pool_adopt(pool, stage, release_stage);
	if (split_directory(stage, directory) && open_parent(stage) && open_old_tree(stage))
		remove_leftovers(stage);
	return stage;
}

/* The new tree, begun when there is something for it. */
static bool
begin(struct stage *stage)
{
	bool begun;

	pthread_mutex_lock(&stage->mutex);
	begun = !stage->problem && (stage->staged || open_stage(stage));
	pthread_mutex_unlock(&stage->mutex);
	return begun;
}

void
emit_put(struct stage *stage, struct output *output)
{
	output->unchanged = stage->old_fd >= 0 && is_unchanged(stage, output);
	if (!output->unchanged && begin(stage))
		write_new(stage, output);
}

bool
emit_look(struct stage *stage, const char *path, struct stat *status)
{
	return stage->old_fd >= 0 && fstatat(stage->old_fd, path, status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status->st_mode);
}

void
emit_keep(struct stage *stage, struct output *output)
{
	output->unchanged = true;
	count_existing(stage);
}

/* Whether the old tree is the new one already. */
static bool
compare(const struct stage *stage, const struct output *outputs, size_t count, struct emission *emission)
{
	size_t old = 0;
	bool seen = stage->old_fd >= 0 && tree_count_files(stage->old_fd, &old);

	*emission = (struct emission){ 0 };
	for (size_t i = 0; i < count; i++)
		emission->unchanged += outputs[i].unchanged;
	emission->written = count - emission->unchanged;
	emission->removed = MAX(old, stage->existing) - stage->existing;
	return seen && emission->written == 0 && emission->removed == 0;
}

/* That a build has ended, and found that nothing is to be changed, shows in the folder's own time alone. */
static bool
keep_all(const struct stage *stage)
{
	futimens(stage->old_fd, NULL);
	return true;
}

struct keeping {
	struct stage *stage;
	const struct output *outputs;
};

static void
keep_unchanged(void *data, size_t chunk, size_t first, size_t end)
{
	const struct keeping *keeping = data;

	(void)chunk;
	for (size_t i = first; i < end; i++)
		if (keeping->outputs[i].unchanged && !keep_old(keeping->stage, keeping->outputs[i].path))
			return;
}

static bool
replace(struct stage *stage, const struct output *outputs, size_t count)
{
	struct keeping keeping = { stage, outputs };

	if (!begin(stage))
		return false;
	threads_each(0, count, CHUNK, keep_unchanged, &keeping);
	return !stage->problem && swap(stage);
}

bool
emit_close(struct stage *stage, struct outputs *outputs, struct emission *emission, const char **problem)
{
	struct output *list;
	size_t count;
	bool done;

	outputs_add(outputs, EMIT_MARKER, marker_text, sizeof(marker_text) - 1, SPAN_NONE);
	list = outputs_list(outputs, &count);
	for (size_t i = 0; i < count; i++)
		if (!list[i].drained)
			emit_put(stage, &list[i]);
	done = !stage->problem && (compare(stage, list, count, emission) ? keep_all(stage) : replace(stage, list, count));
	end_stage(stage);
	*problem = stage->problem;
	return done;
}

bool
emit_outputs(struct pool *pool, struct outputs *outputs, const char *directory, struct emission *emission, const char **problem)
{
	struct pool *own = pool_new();
	const char *said;
	bool done = emit_close(emit_open(own, directory), outputs, emission, &said);

	*problem = pool_strdup(pool, said);
	pool_free(own);
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
