#include "model/history.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/time.h"

/* What git may let us wait for an answer (no other is waited for behind one that took longer), and print. */
#define TIME_LIMIT (INT64_C(10) * G_USEC_PER_SEC)
#define SIZE_LIMIT ((size_t)256 << 20)
/* So that a log of ordinary length is printed to its end while nobody reads it yet. */
#define PIPE_SIZE (1 << 20)

/* A git that runs; pid 0: none. */
struct child {
	GPid pid;
	int out;
};

struct history {
	struct pool *pool;
	const char *directory, *prefix;
	enum history_state state;
	gint64 deadline;       /* for what is being read; on the monotonic clock */
	struct child log, status;
	GHashTable *unseen;    /* paths that the log has not named yet: a set */
	GHashTable *changed;   /* path → int64_t, in the pool */
	GHashTable *lines;     /* path → struct line_times */
	int64_t commit;        /* of the log, where reading has come to */
};

/* When each line of a file was changed. */
struct line_times {
	size_t count;
	int64_t at[];
};

/* ---- what git prints ---- */

static void
forget(struct history *history, const char *path)
{
	g_hash_table_remove(history->unseen, path);
	g_hash_table_remove(history->changed, path);
}

/* The newest commit comes first: what an older one says of a path no longer counts. */
static void
take_change(struct history *history, char status, const char *path)
{
	void *known;

	if (!g_hash_table_steal_extended(history->unseen, path, &known, NULL))
		return;
	if (status != 'D' && history->commit != TIME_NONE)
		g_hash_table_insert(history->changed, known, pool_memdup(history->pool, &history->commit, sizeof(history->commit)));
}

/* The byte behind a NUL, or NULL where there is none. */
static const char *
behind_nul(const char *at, const char *end)
{
	const char *nul = memchr(at, '\0', (size_t)(end - at));

	return nul ? nul + 1 : NULL;
}

/* "\1" SECONDS NUL, then for each file STATUS NUL PATH NUL, the first after a line feed. */
size_t
history_take_log(struct history *history, const char *bytes, size_t size)
{
	const char *at = bytes, *end = bytes + size;

	for (;;) {
		const char *word = at, *path = behind_nul(word, end), *next;

		if (!path)
			break;
		if (*word == '\001') {
			history->commit = g_ascii_strtoll(word + 1, NULL, 10);
			at = path;
			continue;
		}
		next = behind_nul(path, end);
		if (!next)
			break;
		take_change(history, word[*word == '\n'], path);
		at = next;
	}
	return (size_t)(at - bytes);
}

/* Two letters, a blank, the path from the repository's top; a renamed file's old path would follow
 * by itself, and is not asked for. */
void
history_take_status(struct history *history, const char *prefix, const char *bytes, size_t size)
{
	const char *end = bytes + size;

	for (const char *at = bytes, *next; (next = behind_nul(at, end)); at = next)
		if (strlen(at) > 3 && g_str_has_prefix(at + 3, prefix))
			forget(history, at + 3 + strlen(prefix));
}

bool
history_is_complete(const struct history *history)
{
	return g_hash_table_size(history->unseen) == 0;
}

/* LFs alone end lines for git. */
static size_t
count_lines(const char *bytes, size_t size)
{
	size_t count = 0;

	for (size_t i = 0; i < size; i++)
		count += bytes[i] == '\n';
	return count;
}

/* One stretch of lines that a commit changed last. */
struct stretch {
	const char *commit; /* its hash */
	size_t first, count;
	bool uncommitted;
};

/* "HASH OLD-LINE LINE COUNT" */
static bool
read_stretch(char *line, struct stretch *stretch)
{
	char *space = strchr(line, ' '), *end;

	if (!space || (size_t)(space - line) < 40 || strspn(line, "0123456789abcdef") != (size_t)(space - line))
		return false;
	*space = '\0';
	stretch->commit = line;
	stretch->uncommitted = strspn(line, "0") == strlen(line);
	strtoull(space + 1, &end, 10);
	stretch->first = strtoull(end, &end, 10);
	stretch->count = strtoull(end, &end, 10);
	return *end == '\0' && stretch->first > 0;
}

static void
mark_lines(struct line_times *times, const struct stretch *stretch, const int64_t *at)
{
	if (!at || stretch->uncommitted)
		return;
	for (size_t i = stretch->first - 1, left = stretch->count; i < times->count && left; i++, left--)
		times->at[i] = *at;
}

/*
 * Each stretch: its line, what is known of the commit (told once for each), and "filename" last.
 * A commit without a "previous" one made the file: that is no change of anything.
 */
void
history_take_blame(struct history *history, const struct source *source, const char *text)
{
	size_t count = count_lines(source->bytes, source->size) + 1;
	struct line_times *times = pool_alloc(history->pool, sizeof(*times) + count * sizeof(times->at[0]));
	g_autoptr(GHashTable) commits = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	struct stretch stretch = { 0 };
	int64_t at = TIME_NONE;

	times->count = count;
	for (size_t i = 0; i < count; i++)
		times->at[i] = TIME_NONE;
	for (size_t i = 0; lines[i]; i++) {
		if (!stretch.commit) {
			if (!read_stretch(lines[i], &stretch))
				break;
		} else if (g_str_has_prefix(lines[i], "committer-time ")) {
			at = g_ascii_strtoll(lines[i] + strlen("committer-time "), NULL, 10);
		} else if (g_str_has_prefix(lines[i], "previous ")) {
			g_hash_table_replace(commits, (void *)stretch.commit, g_memdup2(&at, sizeof(at)));
		} else if (g_str_has_prefix(lines[i], "filename ")) {
			mark_lines(times, &stretch, g_hash_table_lookup(commits, stretch.commit));
			stretch.commit = NULL;
		}
	}
	g_hash_table_insert(history->lines, (void *)source->path, times);
}

/* ---- running it ---- */

/* The variables of a hook would send git to the hook's repository and folder; nobody may be asked anything,
 * nothing fetched or written. */
static char **
environment(void)
{
	static const char *const unset[] = { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX" };
	/* The C library's own: a folder of thousands of files makes a block of memory for each commit that
	 * would be got from the system and given back each time, which is half of the time. */
	static const char *const set[][2] = {
		{ "MALLOC_MMAP_THRESHOLD_", "67108864" },
		{ "MALLOC_TRIM_THRESHOLD_", "268435456" },
		{ "MALLOC_TOP_PAD_", "16777216" },
		{ "LC_ALL", "C" },
		{ "GIT_OPTIONAL_LOCKS", "0" },
		{ "GIT_TERMINAL_PROMPT", "0" },
		{ "GIT_NO_LAZY_FETCH", "1" },
	};
	char **variables = g_get_environ();

	for (size_t i = 0; i < G_N_ELEMENTS(unset); i++)
		variables = g_environ_unsetenv(variables, unset[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(set); i++)
		variables = g_environ_setenv(variables, set[i][0], set[i][1], true);
	return variables;
}

/* What a user or a repository may have set that would change the answer, or run something. */
static const char *const settings[] = {
	"--no-pager", "--literal-pathspecs",
	"-c", "core.fsmonitor=false",
	"-c", "protocol.allow=never",
	"-c", "log.follow=false",
	"-c", "log.showRoot=true",
	"-c", "log.showSignature=false",
	"-c", "blame.ignoreRevsFile=",
	"-c", "status.relativePaths=false",
};

static void
start(struct history *history, struct child *child, const char *const *words)
{
	g_autoptr(GPtrArray) line = g_ptr_array_new();
	g_auto(GStrv) variables = environment();

	g_ptr_array_add(line, (void *)"git");
	g_ptr_array_add(line, (void *)"-C");
	g_ptr_array_add(line, (void *)history->directory);
	for (size_t i = 0; i < G_N_ELEMENTS(settings); i++)
		g_ptr_array_add(line, (void *)settings[i]);
	for (; *words; words++)
		g_ptr_array_add(line, (void *)*words);
	g_ptr_array_add(line, NULL);
	if (!g_spawn_async_with_pipes(NULL, (char **)line->pdata, variables,
	        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &child->pid, NULL,
	        &child->out, NULL, NULL)) {
		*child = (struct child){ 0 };
		history->state = HISTORY_FAILED;
		return;
	}
	fcntl(child->out, F_SETPIPE_SZ, PIPE_SIZE);
}

/* Waits for the end, or makes one; gives git's exit status, -1 where it did not get to one. */
static int
finish(struct child *child, bool stop)
{
	const pid_t pid = child->pid;
	pid_t ended;
	int status = 0;

	if (!pid)
		return -1;
	close(child->out);
	if (stop)
		kill(pid, SIGKILL);
	do
		ended = waitpid(pid, &status, 0);
	while (ended < 0 && errno == EINTR);
	*child = (struct child){ 0 };
	return ended == pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Reads some more within the time there is: 1, 0 at the end, -1 where git must be stopped for its time, -2 where
 * nothing can be read. */
static int
read_more(const struct history *history, const struct child *child, GString *into)
{
	struct pollfd wait = { .fd = child->out, .events = POLLIN };
	char buffer[65536];
	ssize_t got;

	for (;;) {
		gint64 left = (history->deadline - g_get_monotonic_time()) / 1000;
		int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			return ready < 0 ? -2 : -1;
		got = read(child->out, buffer, sizeof(buffer));
		if (got >= 0 || errno != EINTR)
			break;
	}
	if (got > 0)
		g_string_append_len(into, buffer, got);
	return got > 0 ? 1 : got < 0 ? -2 : 0;
}

/* Why git was stopped, or that it did not end well by itself. */
static void
take_end(struct history *history, int more, int status)
{
	if (more == -2 || (more == 0 && status < 0))
		history->state = HISTORY_FAILED;
	else if (more != 0)
		history->state = HISTORY_TOO_LONG;
}

/* All that a git prints; NULL where it failed or had to be stopped. */
static char *
read_all(struct history *history, struct child *child, size_t *size)
{
	g_autoptr(GString) text = g_string_new(NULL);
	int more = 1, status;

	if (!child->pid)
		return NULL;
	while (more > 0 && text->len < SIZE_LIMIT)
		more = read_more(history, child, text);
	status = finish(child, more != 0);
	take_end(history, more, status);
	if (more != 0 || status != 0)
		return NULL;
	*size = text->len;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
run(struct history *history, const char *const *words, size_t *size)
{
	struct child child = { 0 };

	history->deadline = g_get_monotonic_time() + TIME_LIMIT;
	start(history, &child, words);
	return read_all(history, &child, size);
}

/* ---- the history ---- */

static void
release(void *data)
{
	struct history *history = data;

	finish(&history->log, true);
	finish(&history->status, true);
	g_hash_table_unref(history->unseen);
	g_hash_table_unref(history->changed);
	g_hash_table_unref(history->lines);
}

struct history *
history_new(struct pool *pool, const char *const *paths, size_t count)
{
	struct history *history = pool_new0(pool, struct history);

	*history = (struct history){
		.pool = pool,
		.state = HISTORY_KNOWN,
		.unseen = g_hash_table_new(g_str_hash, g_str_equal),
		.changed = g_hash_table_new(g_str_hash, g_str_equal),
		.lines = g_hash_table_new(g_str_hash, g_str_equal),
		.commit = TIME_NONE,
	};
	for (size_t i = 0; i < count; i++)
		g_hash_table_add(history->unseen, (void *)paths[i]);
	return pool_adopt(pool, history, release);
}

/* As git looks for it. */
static bool
is_in_repository(const char *directory)
{
	g_autofree char *folder = g_strdup(directory);
	bool found = false, top = false;

	while (!found && !top) {
		g_autofree char *mark = g_build_filename(folder, ".git", NULL);
		char *above = g_path_get_dirname(folder);

		found = g_file_test(mark, G_FILE_TEST_EXISTS);
		top = strcmp(above, folder) == 0;
		g_free(folder);
		folder = above;
	}
	return found;
}

struct history *
history_open(struct pool *pool, const char *directory)
{
	static const char *const words[] = { "rev-parse", "--is-shallow-repository", "--show-prefix", NULL };
	struct history *history = history_new(pool, NULL, 0);
	g_autofree char *text = NULL;
	size_t size;

	history->directory = directory;
	text = run(history, words, &size);
	/* The folder's name may hold a line feed itself, and one follows it. */
	if (text && size && text[size - 1] == '\n')
		text[size - 1] = '\0';
	if (text && g_str_has_prefix(text, "true\n"))
		history->state = HISTORY_SHALLOW;
	else if (text && g_str_has_prefix(text, "false\n"))
		history->prefix = pool_strdup(pool, text + strlen("false\n"));
	else if (history->state != HISTORY_TOO_LONG)
		history->state = is_in_repository(directory) ? HISTORY_FAILED : HISTORY_NONE;
	return history;
}

enum history_state
history_state(const struct history *history)
{
	return history ? history->state : HISTORY_NONE;
}

void
history_begin_files(struct history *history, const char *const *paths, size_t count)
{
	/* Of a merge only what is in none of its parents is new, and that is rare: merges count for nothing.
	 * A folder to keep to costs git a second comparison of each commit. */
	const char *below = history->prefix && *history->prefix ? "--" : NULL;
	const char *const log[] = { "log", "-z", "--name-status", "--no-renames", "--no-merges", "--no-ext-diff", "--no-notes",
		"--format=%x01%ct", "--relative", below, ".", NULL };
	static const char *const status[] = { "status", "--porcelain", "-z", "--untracked-files=no", "--no-renames",
		"--ignore-submodules=all", "--", ".", NULL };

	if (history->state != HISTORY_KNOWN)
		return;
	for (size_t i = 0; i < count; i++)
		g_hash_table_add(history->unseen, (void *)paths[i]);
	start(history, &history->status, status);
	if (history->state == HISTORY_KNOWN)
		start(history, &history->log, log);
}

/* Reads the log until each path was seen; false where it failed or had to be stopped. */
static bool
read_log(struct history *history)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t total = 0;
	int more = 1, status;

	while (more > 0 && total < SIZE_LIMIT && !history_is_complete(history)) {
		size_t before = text->len;

		more = read_more(history, &history->log, text);
		total += text->len - before;
		g_string_erase(text, 0, (gssize)history_take_log(history, text->str, text->len));
	}
	if (history_is_complete(history)) {
		finish(&history->log, true);
		return true;
	}
	status = finish(&history->log, more != 0);
	take_end(history, more, status); /* without a commit git fails, and that is none */
	return more == 0 && status == 0;
}

void
history_end_files(struct history *history)
{
	g_autofree char *status = NULL;
	size_t size;
	bool known = false;

	history->deadline = g_get_monotonic_time() + TIME_LIMIT;
	if (history->state == HISTORY_KNOWN)
		status = read_all(history, &history->status, &size);
	if (status) {
		history_take_status(history, history->prefix, status, size);
		known = read_log(history);
	} else if (history->state == HISTORY_KNOWN) {
		history->state = HISTORY_FAILED;
	}
	finish(&history->status, true);
	finish(&history->log, true);
	if (!known)
		g_hash_table_remove_all(history->changed);
	g_hash_table_remove_all(history->unseen);
}

void
history_read_lines(struct history *history, const struct source *source)
{
	const char *const words[] = { "blame", "--incremental", "--no-textconv", "-w", "-M", "--", source->path, NULL };
	g_autofree char *text = NULL;
	size_t size;

	if (history->state != HISTORY_KNOWN)
		return;
	text = run(history, words, &size);
	if (text)
		history_take_blame(history, source, text);
}

int64_t
history_of_file(const struct history *history, const char *path)
{
	const int64_t *at = history ? g_hash_table_lookup(history->changed, path) : NULL;

	return at ? *at : TIME_NONE;
}

int64_t
history_of_lines(const struct history *history, struct span span)
{
	const struct line_times *times = history && span.source ? g_hash_table_lookup(history->lines, span.source->path) : NULL;
	int64_t newest = TIME_NONE;
	size_t first, last;

	if (!times)
		return TIME_NONE;
	first = count_lines(span.source->bytes, span.start);
	last = first + count_lines(span.source->bytes + span.start, MAX(span.end, span.start + 1) - 1 - span.start);
	for (size_t i = first; i <= last && i < times->count; i++)
		newest = MAX(newest, times->at[i]);
	return newest;
}
