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

/*
 * The first character at or after from that sets the direction of text (U+202A to U+202E, U+2066 to U+2069): what is read is
 * not what runs, wherever in code it stands (Boucher and Anderson, "Trojan Source", 2021).
 */
bool direction_find(const char *text, size_t length, size_t from, struct typographic *found);

/* The first such character in a command's text at or after from. */
bool typographic_find(const char *code, size_t length, size_t from, struct typographic *found);
