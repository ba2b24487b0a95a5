#include "serve/watch.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/footprint.h"
#include "base/pool.h"

#define POLL_MILLISECONDS 500
#define DEPTH_LIMIT 64
#define NAMES_LIMIT 64 /* of more at once nobody asks for each */
#define BUILT_MARKER ".sitrep" /* in the folder that a build made */
#define SAVED (IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF)

struct watch_files {
	const char *site;
	GPtrArray *others;    /* paths of files outside the site */
	bool wants_poll;
	int inotify;          /* -1: polling */
	GHashTable *folders;  /* inotify's number → path of the folder in the site, "" for the site itself */
	struct footprint seen; /* while polling */
};

static void
close_inotify(struct watch_files *watch)
{
	if (watch->inotify >= 0)
		close(watch->inotify);
	watch->inotify = -1;
	g_hash_table_remove_all(watch->folders);
}

static void
release(void *data)
{
	struct watch_files *watch = data;

	close_inotify(watch);
	g_hash_table_unref(watch->folders);
	g_ptr_array_unref(watch->others);
}

/* ---- which files count ---- */

static bool
is_in_static(const char *folder)
{
	return strcmp(folder, "static") == 0 || g_str_has_prefix(folder, "static/");
}

/* Editors' leftovers and what tools keep beside documents. */
static bool
is_passed_over(const char *folder, const char *name)
{
	static const char *const names[] = { "node_modules", "4913", ".git" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return g_str_has_suffix(name, "~") || (*name == '.' && !is_in_static(folder));
}

static bool
is_built(const char *path)
{
	g_autofree char *marker = g_build_filename(path, BUILT_MARKER, NULL);

	return g_file_test(marker, G_FILE_TEST_EXISTS);
}

static char *
below(const char *folder, const char *name)
{
	return *folder ? g_strdup_printf("%s/%s", folder, name) : g_strdup(name);
}

/* ---- inotify ---- */

/* False: no more folders can be watched. */
static bool
add_folder(struct watch_files *watch, const char *folder, size_t depth)
{
	g_autofree char *full = g_build_filename(watch->site, folder, NULL);
	const int number = inotify_add_watch(watch->inotify, full, SAVED | IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK);
	struct dirent *entry;
	bool is_whole = true;
	DIR *stream;

	if (number < 0)
		return *folder && (errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP);
	g_hash_table_insert(watch->folders, GINT_TO_POINTER(number), g_strdup(folder));
	stream = depth < DEPTH_LIMIT ? opendir(full) : NULL;
	while (stream && is_whole && (entry = readdir(stream))) {
		g_autofree char *path = below(folder, entry->d_name), *child = g_build_filename(full, entry->d_name, NULL);

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || is_passed_over(folder, entry->d_name))
			continue;
		if ((entry->d_type == DT_DIR || (entry->d_type == DT_UNKNOWN && g_file_test(child, G_FILE_TEST_IS_DIR))) && !is_built(child))
			is_whole = add_folder(watch, path, depth + 1);
	}
	if (stream)
		closedir(stream);
	return is_whole;
}

/* The folders of files outside; their other files are told from them by name. */
static void
add_others(struct watch_files *watch)
{
	for (guint i = 0; i < watch->others->len; i++) {
		g_autofree char *folder = g_path_get_dirname(watch->others->pdata[i]);
		const int number = inotify_add_watch(watch->inotify, folder, SAVED | IN_ONLYDIR | IN_MASK_CREATE);

		if (number >= 0)
			g_hash_table_insert(watch->folders, GINT_TO_POINTER(number), g_strdup(folder));
	}
}

/* ---- looking from outside ---- */

static struct footprint
look(const struct watch_files *watch)
{
	static const char *const folders[] = { "content", "layouts", "static", "history" };
	g_autofree char *config = g_build_filename(watch->site, "site.yaml", NULL);
	struct footprint footprint = { 0 };

	footprint_add_file(&footprint, config);
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(watch->site, folders[i], NULL);

		footprint_add(&footprint, folder);
	}
	for (guint i = 0; i < watch->others->len; i++)
		footprint_add_file(&footprint, watch->others->pdata[i]);
	return footprint;
}

/* What can't be looked at changes nothing: links, above all, are none of a site's files. */
static bool
has_changed(struct watch_files *watch)
{
	const struct footprint now = look(watch);
	const bool changed = now.sum != watch->seen.sum || now.count != watch->seen.count;

	watch->seen = now;
	return changed;
}

/* ---- both ---- */

static void
begin(struct watch_files *watch)
{
	close_inotify(watch);
	watch->inotify = watch->wants_poll ? -1 : inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->inotify >= 0 && !add_folder(watch, "", 0))
		close_inotify(watch);
	if (watch->inotify >= 0)
		add_others(watch);
	else
		watch->seen = look(watch);
}

struct watch_files *
watch_open(struct pool *pool, const char *site, bool poll)
{
	struct watch_files *watch = pool_new0(pool, struct watch_files);

	watch->site = site;
	watch->wants_poll = poll;
	watch->inotify = -1;
	watch->folders = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
	watch->others = g_ptr_array_new_with_free_func(g_free);
	pool_adopt(pool, watch, release);
	begin(watch);
	return watch;
}

void
watch_add(struct watch_files *watch, const char *path)
{
	if (g_ptr_array_find_with_equal_func(watch->others, path, g_str_equal, NULL))
		return;
	g_ptr_array_add(watch->others, g_strdup(path));
	if (watch->inotify >= 0)
		add_others(watch);
	else
		watch->seen = look(watch);
}

int
watch_descriptor(const struct watch_files *watch)
{
	return watch->inotify;
}

int
watch_timeout(const struct watch_files *watch)
{
	return watch->inotify >= 0 ? -1 : POLL_MILLISECONDS;
}

static void
note_path(struct watch_files *watch, struct saved *saved, const char *folder, const char *name)
{
	g_autofree char *path = below(folder, name);

	saved->more = saved->more || saved->paths->len >= NAMES_LIMIT;
	if (saved->more)
		return;
	if (g_path_is_absolute(folder) && !g_ptr_array_find_with_equal_func(watch->others, path, g_str_equal, NULL))
		return;
	if (!g_ptr_array_find_with_equal_func(saved->paths, path, g_str_equal, NULL))
		g_ptr_array_add(saved->paths, g_steal_pointer(&path));
}

/* True: folders came or went, and must be looked for again. */
static bool
note_event(struct watch_files *watch, struct saved *saved, const struct inotify_event *event)
{
	const char *folder = g_hash_table_lookup(watch->folders, GINT_TO_POINTER(event->wd));
	g_autofree char *full = NULL;

	if (event->mask & IN_Q_OVERFLOW)
		return true;
	if (!folder || (event->mask & IN_IGNORED))
		return false;
	if (event->mask & (IN_DELETE_SELF | IN_MOVE_SELF))
		return true;
	if (!event->len || is_passed_over(folder, event->name))
		return false;
	full = g_build_filename(watch->site, folder, event->name, NULL);
	if (event->mask & IN_ISDIR)
		return !is_built(full);
	/* What is created is seen when it is written; a link has no more to come. */
	if (!(event->mask & IN_CREATE) || g_file_test(full, G_FILE_TEST_IS_SYMLINK))
		note_path(watch, saved, folder, event->name);
	return false;
}

static bool
read_events(struct watch_files *watch, struct saved *saved)
{
	char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool again = false;
	ssize_t size;

	while ((size = read(watch->inotify, buffer, sizeof(buffer))) > 0)
		for (const char *p = buffer; p < buffer + size;) {
			const struct inotify_event *event = (const void *)p;

			again = note_event(watch, saved, event) || again;
			p += sizeof(*event) + event->len;
		}
	return again;
}

bool
watch_take(struct watch_files *watch, struct saved *saved)
{
	*saved = (struct saved){ .paths = g_ptr_array_new_with_free_func(g_free) };
	if (watch->inotify < 0) {
		saved->more = has_changed(watch);
		/* A site that was gone may be watched again. */
		if (saved->more && !watch->wants_poll)
			begin(watch);
	} else if (read_events(watch, saved)) {
		saved->more = true;
		begin(watch);
	}
	if (saved->more || saved->paths->len)
		return true;
	g_ptr_array_unref(saved->paths);
	saved->paths = NULL;
	return false;
}
