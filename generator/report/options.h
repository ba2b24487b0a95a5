/*
 * options: what a caller may ask of a report.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct secrets;

enum format {
	FORMAT_TEXT,
	FORMAT_JSON,
	FORMAT_SARIF,
	FORMAT_GITHUB,
	FORMAT_GITLAB,
	FORMAT_JUNIT,
	FORMAT_COUNT,
};

struct report_options {
	const char *prefix;   /* set before each path ("docs/ops/"), or NULL */
	size_t documents;     /* how many were looked at */
	bool strict;          /* junit: warnings are failures */
	bool source;          /* text: show the line and a caret */
	bool color;           /* text: with colours */
	size_t width;         /* text: columns of the terminal, 0: 100 */
	const char *version;  /* sarif: of sitrep, or NULL */
	bool has_summary;     /* github: the step's summary gets report_step_summary */
	const char *const *changed; /* github: paths without the prefix */
	size_t changed_count;
	const struct secrets *secrets; /* of the run before filtering; NULL: of these findings */
};
