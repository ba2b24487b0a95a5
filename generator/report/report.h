/*
 * report: settled findings → the text of one of the formats.
 *
 * Nothing here prints; a string comes back, in the pool, its last line ended.
 * Findings are in the order in which they were settled, but for github.
 *
 *   text    path:line:column: level: message [rule], help and notes below; with
 *           .source the line and a caret
 *   json    {"findings":[{"file","line","column","end_line","end_column","severity",
 *           "rule","message","help"}],"summary":{"errors","warnings","documents"}};
 *           null where there is no place or no help
 *   sarif   2.1.0, one run
 *   github  workflow commands, errors first, then what is in .changed, then the rest
 *   gitlab  Code Quality
 *   junit   one suite a file, one case a finding: an error is a failure (a warning too with
 *           .strict), all else is skipped with its message
 *
 * Lines and columns count from 1, columns in characters; an end is behind the last
 * character.  The line in which code/secret found something is never quoted.
 */
#pragma once

#include <stddef.h>

#include "report/options.h"

struct findings;
struct pool;

/* The format of a name, or FORMAT_COUNT. */
enum format report_format_find(const char *name);
const char *report_format_name(enum format format);

const char *report_render(struct pool *pool, enum format format, const struct findings *findings, const struct report_options *options);

/* "3 errors, 1 warning in 42 documents", without an end of line: the last line of a run,
 * for standard error. */
const char *report_summary(struct pool *pool, const struct findings *findings, size_t documents);

/* All findings as a Markdown table, for the file that GITHUB_STEP_SUMMARY names. */
const char *report_step_summary(struct pool *pool, const struct findings *findings, const struct report_options *options);
