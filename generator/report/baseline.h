/*
 * baseline: the findings of a day, kept, so that only new ones fail.
 *
 * A file of JSON, sorted, one field a line, so that it diffs and merges well; an
 * entry is a finding's identity (rule, document, message without its numbers, line of
 * source) and how often it occurs.  Findings are matched after findings_settle and
 * before any other filter: an entry whose finding was filtered away would look gone.
 * Everything lives in the pool.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "report/identity.h"

struct finding;
struct findings;
struct pool;
struct source;

struct baseline;

/* The text of a baseline file that holds these findings. */
const char *baseline_render(struct pool *pool, const struct findings *findings);

/* Reads such a text.  NULL: *problem says what is wrong with it, and where. */
struct baseline *baseline_read(struct pool *pool, const struct source *source, const char **problem);

/* Takes what the baseline knows out of the findings. Once. */
void baseline_apply(struct baseline *baseline, struct findings *findings);

/* After baseline_apply: an entry that occurs less often than the file says. */
struct gone {
	struct identity identity;
	size_t count; /* how many fewer */
};

const struct gone *baseline_gone(const struct baseline *baseline, size_t *count);

/* The same in words, a line each, "" where there are none: for standard error. */
const char *baseline_gone_text(const struct baseline *baseline);
