/*
 * amend_parts: what the files of amend share; nobody else includes it.
 */
#pragma once

#include "model/amend.h"

/* A heading without its status and its time, and how the time is written. */
struct form {
	const char *before, *between, *after; /* "## ", " — ", "" */
	bool time_first;
	const char *time;                     /* one as the document writes it, or NULL */
	int64_t time_at;                      /* what that means */
	const char *eol;
};

/* ---- amend_form.c ---- */

/* That of the last update; the usual one where there is none, or none that can be copied. incident NULL: a new document. */
struct form form_find(struct pool *pool, const struct incident *incident);

/* A status and a time as a heading, without an end of line. */
const char *form_heading(struct pool *pool, const struct config *config, const struct form *form, enum update_status status, int64_t at);

/* The end of a text's lines: that of the first; "\n" where there is none. */
const char *form_eol(const char *bytes, size_t size);
