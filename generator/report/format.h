/*
 * format: what the formats of report share; for the files of this folder alone.
 *
 * report_render makes each finding ready once (path, places) and hands the lot to
 * one of the functions below, which appends to out.
 */
#pragma once

#include <stddef.h>

#include <glib.h>
#include <jansson.h>

#include "base/findings.h"
#include "report/excerpt.h"
#include "report/options.h"

/* A finding ready to be printed. */
struct shown {
	const struct finding *finding;
	const char *path;     /* with the prefix, fit to be printed; NULL: none */
	struct extent extent; /* zeros: no place */
};

struct report {
	struct pool *pool;
	const struct findings *findings;
	const struct report_options *options;
	const struct secrets *secrets;
	const struct shown *shown;
	size_t count;
	GString *out;
};

void format_text(struct report *report);
void format_json(struct report *report);
void format_sarif(struct report *report);
void format_github(struct report *report);
void format_gitlab(struct report *report);
void format_junit(struct report *report);

/* The path of a file as it is shown. */
const char *format_path(struct report *report, const char *path);

/* The path of a span's source, or NULL. */
const char *format_span_path(struct report *report, const struct span *span);

/* "3 errors, 1 warning in 42 documents". */
const char *format_summary(struct pool *pool, const struct findings *findings, size_t documents);

/* Appends the value as indented JSON with a line end, and releases it. */
void format_append_json(struct report *report, json_t *value);

/* The fingerprint of each finding: strings by the index in shown, no two alike. */
const char *const *format_fingerprints(struct report *report);
