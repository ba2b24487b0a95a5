/* live_parts: what the files of live share; nobody else includes it. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "command/edition.h"
#include "command/live.h"

#define LIVE_OWN "/.sitrep/" /* below it is what only this server has: no page is called so */
#define LIVE_TOKEN_BYTES 16

struct live {
	const struct options *options;
	const char *directory, *editor;
	struct http *http;       /* NULL: not yet */
	struct edition *good;    /* the last one without errors; NULL: none yet */
	struct edition *newer;   /* being looked through; NULL: none */
	bool newer_has_errors;   /* or could not even be loaded */
	bool is_settled;         /* all is known of the newest */
	uint64_t touched;        /* counts what pages don't show in their bytes */
	char *report;            /* the findings as JSON */
	char *said, *summary;    /* those on the terminal, as a baseline, NULL at first; the line below them */
	char *problem;           /* why the site can't be read, or "" */
	char token[2 * LIVE_TOKEN_BYTES + 1];
};

/* ---- live.c: the editions ---- */

/* The one that is shown; NULL: none yet. */
struct edition *live_shown(const struct live *live);

/* ---- live_pages.c: paths → pages and files ---- */

void live_answer_text(struct http_answer *answer, unsigned status, const char *text);

/* The version of a page, by its path; NULL: there is none. */
const char *live_version(const struct live *live, struct pool *pool, const char *page);

/* ---- live_own.c: what lies below LIVE_OWN ---- */

/* The script and the style that pages are given, the stream, the editor. */
void live_answer_own(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer);

/* Tells each open page, where its version is another than the one it has. */
void live_tell_version(struct live *live);
/* Tells each the findings and the problem. */
void live_tell_state(struct live *live);
