/*
 * typography: characters that a word processor puts into a command and no shell understands.
 *
 * What stands between straight quotes, or in a comment, is data and may hold anything.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct typographic {
	size_t start, end; /* bytes of the text */
	const char *name;  /* "a typographic quote" */
	const char *plain; /* what was meant: "\"" */
};

/* The first such character in a command's text at or after from. */
bool typographic_find(const char *code, size_t length, size_t from, struct typographic *found);
