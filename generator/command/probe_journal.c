/* What was answered → the end of history/SERVICE/YYYY-MM.jsonl. */
#include "command/probe_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/pool.h"
#include "base/rewrite.h"
#include "base/time.h"

#define PATIENCE 10000 /* milliseconds, for another run that writes */

/* ---- a line ---- */

/* What stands behind the last end of line. */
static size_t
tail_length(int file, off_t size, char *tail)
{
	const size_t most = (size_t)MIN(size, PROBELOG_LINE_MAX);
	const ssize_t got = pread(file, tail, most, size - (off_t)most);
	const char *end = got > 0 ? memrchr(tail, '\n', (size_t)got) : NULL;
	const size_t length = got <= 0 ? 0 : end ? (size_t)(tail + got - end - 1) : (size_t)got;

	memmove(tail, tail + MAX(got, 0) - length, length);
	return length;
}

/* A half line, from a full disk or a crash, is cut off; a whole one that lacks its end gets it.  *separate: a new line is to be
 * begun first. */
static bool
mend_tail(int file, off_t *size, bool *separate)
{
	g_autofree char *tail = g_malloc(PROBELOG_LINE_MAX);
	g_autofree struct probe_record *record = g_new(struct probe_record, 1);
	const size_t length = tail_length(file, *size, tail);

	*separate = length > 0 && (length == PROBELOG_LINE_MAX || probe_record_read(tail, length, record));
	if (length == 0 || *separate)
		return true;
	*size -= (off_t)length;
	return ftruncate(file, *size) == 0;
}

/* One write; what of it has come through when the disk is full is taken away again. */
static bool
write_line(int file, const char *text, size_t length)
{
	struct stat status;
	bool separate;
	ssize_t written;
	int cause;

	if (fstat(file, &status) != 0)
		return false;
	/* what is written into a pipe is kept by nobody */
	if (!S_ISREG(status.st_mode)) {
		errno = EINVAL;
		return false;
	}
	if (!mend_tail(file, &status.st_size, &separate))
		return false;

	g_autofree char *line = g_strconcat(separate ? "\n" : "", text, NULL);

	written = write(file, line, length + separate);
	if (written == (ssize_t)(length + separate))
		return true;
	cause = written < 0 ? errno : ENOSPC;
	if (written > 0 && ftruncate(file, status.st_size) != 0)
		cause = errno;
	errno = cause;
	return false;
}

/* Others who append wait; a file system without locks has none. */
static bool
append(const char *path, const char *text, size_t length)
{
	const int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
	bool done;
	int cause;

	if (file < 0)
		return false;
	/* whoever has it for so long is stuck, and would hold up every round and its end */
	done = (file_lock(file, PATIENCE) || errno != EWOULDBLOCK) && write_line(file, text, length);
	cause = errno;
	close(file);
	errno = cause;
	return done;
}

/* ---- the folder ---- */

/* Whether a .gitattributes here or above, in the same repository, says how histories are merged; there may be no repository. */
static bool
merges(const char *site)
{
	g_autofree char *folder = g_strdup(site);

	for (;;) {
		g_autofree char *attributes = g_build_filename(folder, ".gitattributes", NULL), *git = g_build_filename(folder, ".git", NULL), *text = NULL;
		char *above;

		if (g_file_get_contents(attributes, &text, NULL, NULL) && strstr(text, "merge=union"))
			return true;
		if (!file_is_absent(git))
			return false;
		if (strcmp(folder, "/") == 0)
			return true;
		above = g_path_get_dirname(folder);
		g_free(folder);
		folder = above;
	}
}

static void
say_new(const struct probing *probing)
{
	if (!probing->options->quiet && !merges(probing->stages.site->directory))
		fputs("history/ is new: with \"history/**/*.jsonl merge=union\" in .gitattributes git merges by itself what is written in several places\n", stderr);
}

static bool
make_folder(const struct probing *probing, const char *path)
{
	const char *directory = probing->stages.site->directory;
	const bool is_new = file_is_absent(pool_printf(probing->pool, "%s/" PROBELOG_FOLDER, directory));

	if (!file_make_folders(directory, path))
		return false;
	if (is_new)
		say_new(probing);
	return true;
}

static const char *
reason(int error)
{
	if (error == ELOOP)
		return "this is a symbolic link, or leads over one, and links are not followed";
	if (error == EWOULDBLOCK)
		return "another program has it";
	return error == EINVAL ? "this is no file that keeps anything" : g_strerror(error);
}

static bool
keep(const struct probing *probing, size_t i)
{
	const struct probe_answer *answer = &probing->answers[i];
	const struct civil civil = time_to_civil(zone_utc(), answer->line.at);
	const char *service = probing->services[i]->id.s, *month = pool_printf(probing->pool, "%04d-%02d", civil.year, civil.month);
	const char *path = probelog_path(probing->pool, service, month);
	g_autoptr(GString) line = g_string_new(NULL);

	probe_line_write(line, answer->probe->id, probing->location, &answer->line);
	if (make_folder(probing, path) && append(pool_printf(probing->pool, "%s/%s", probing->stages.site->directory, path), line->str, line->len))
		return true;
	stages_fail("%s: %s; what it held before is as it was", path, reason(errno));
	return false;
}

bool
journal_append(const struct probing *probing)
{
	bool all = true;

	for (size_t i = 0; i < probing->count && all; i++)
		all = probing->answers[i].refused || keep(probing, i);
	return all;
}

/* ---- compaction ---- */

static bool
compact(const struct probing *probing, const char *path)
{
	const char *directory = probing->stages.site->directory, *problem = NULL;
	g_autoptr(GString) days = g_string_new(NULL);
	size_t size;
	g_autofree char *bytes = probelog_bytes(directory, path, &size, &problem);

	if (!bytes)
		return stages_fail("%s %s", path, problem) == EXIT_DONE;
	if (probelog_is_compacted(bytes, size))
		return true;
	probelog_compact(bytes, size, days);
	if (days->len == size && memcmp(days->str, bytes, size) == 0)
		return true;
	if (!file_replace(directory, source_new(probing->pool, path, bytes, size), days->str, days->len, &problem))
		return stages_fail("%s: can't be compacted: %s", path, problem) == EXIT_DONE;
	if (!probing->options->quiet)
		fprintf(stderr, "%s: compacted to one line a day\n", path);
	return true;
}

bool
journal_compact(const struct probing *probing)
{
	const struct list services = probing->stages.site->registers->services;
	const struct service *items = services.items;
	bool all = true;

	for (size_t i = 0; i < services.count; i++) {
		size_t count;
		const char *const *months = probelog_months(probing->pool, probing->stages.site->directory, items[i].id.s, &count);

		for (size_t k = 0; k < count; k++)
			if (probelog_is_old(months[k], probing->stages.site->now))
				all &= compact(probing, probelog_path(probing->pool, items[i].id.s, months[k]));
	}
	return all;
}
