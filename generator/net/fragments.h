/*
 * fragments: the places that a page of HTML offers to addresses with a "#".
 *
 * Not a parser of HTML: only as much of its tokens as tells ids apart from text, comments, scripts and
 * styles (HTML Living Standard, 13.2.5).  Bytes may be anything.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct fragments {
	const char *at, *end;
	bool scripts; /* some script was passed: it may make more places */
};

/* A page of so many bytes. */
struct fragments fragments_of(const char *html, size_t size);

/* The next id, or name of an <a>, as it is written; false at the end. */
bool fragments_next(struct fragments *fragments, const char **name, size_t *length);

enum fragment_answer {
	FRAGMENT_THERE,
	FRAGMENT_MISSING,
	FRAGMENT_UNSURE, /* not there, but the page runs scripts, or is not in UTF-8 */
};

/* Whether a page has the place of a fragment (without "#", as written in an address).  Fragments that name no place, such as
 * "", "top", "!/route", "/route" and ":~:text=…", are there. */
enum fragment_answer fragments_look(const char *html, size_t size, const char *fragment);
