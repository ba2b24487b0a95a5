/*
 * history: what git knows of the site's files: when each was last changed, and when some lines were.
 *
 * Its one rule: rather nothing than a wrong date.  Nothing is known outside of a repository, without the
 * git program, in a shallow clone (whose oldest commit seems to have changed everything), of files that differ
 * from the last commit, of lines that do, and where git takes longer or says more than it may, or fails.  None of that
 * is a failure of ours; the state tells what people can mend.  What is known depends on the commits alone: not on the machine, its settings or the clock.
 *
 * One "git log" serves all files.  It is begun early and runs beside us; its answer is taken later.  Once
 * it is, nothing changes any more but by history_read_lines, and lookups may be made from several threads.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct pool;
struct history;

enum history_state {
	HISTORY_KNOWN,
	HISTORY_NONE,     /* no repository */
	HISTORY_FAILED,   /* a repository, but no git, or git failed */
	HISTORY_SHALLOW,
	HISTORY_TOO_LONG, /* git was stopped */
};

/* The history of the repository that directory (absolute) is in. */
struct history *history_open(struct pool *pool, const char *directory);

/* The state to tell people of; NULL: HISTORY_NONE. */
enum history_state history_state(const struct history *history);

/* Starts looking for the last change of each path (below directory), and takes the answer: a pair, once.
 * paths must outlive the history. */
void history_begin_files(struct history *history, const char *const *paths, size_t count);
void history_end_files(struct history *history);

/* Looks when each line of a file was last changed, blanks aside; source is the file as it stands on disk. */
void history_read_lines(struct history *history, const struct source *source);

/* The instant of the last commit that changed a file; TIME_NONE where it isn't known.  history may be NULL. */
int64_t history_of_file(const struct history *history, const char *path);

/* The same of the lines in which a span stands, by the newest of those that are committed. */
int64_t history_of_lines(const struct history *history, struct span span);

/*
 * For tests: reads a piece of what git prints, as if it had printed it for paths that history_begin_files
 * would have named.
 */
struct history *history_new(struct pool *pool, const char *const *paths, size_t count);
/* git log -z --name-status --format=%x01%ct; gives the bytes used: what is cut off at the end is not. */
size_t history_take_log(struct history *history, const char *bytes, size_t size);
/* git status --porcelain -z; prefix: the site's folder in the repository, "" or "docs/". */
void history_take_status(struct history *history, const char *prefix, const char *bytes, size_t size);
/* git blame --incremental of a file. */
void history_take_blame(struct history *history, const struct source *source, const char *text);
/* Whether each path was seen. */
bool history_is_complete(const struct history *history);
