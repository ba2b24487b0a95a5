/*
 * editor: the author's editor, opened at a place.
 *
 * VISUAL says which, else EDITOR.  Words in it that hold {file}, {line} or {column} are filled; without such words, what the
 * editor is called decides how it is told the place.  Editors that need the terminal can't be opened from a page.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

/* What VISUAL and EDITOR (each may be NULL) choose, as it can be opened from a page; NULL: nothing. */
const char *editor_choose(const char *visual, const char *editor);

/* The words of its command for a place, NULL-terminated; NULL: the command can't be read. */
char **editor_words(struct pool *pool, const char *editor, const char *file, size_t line, size_t column);

/* Starts it and does not wait.  False: *problem says why. */
bool editor_open(struct pool *pool, const char *editor, const char *file, size_t line, size_t column, const char **problem);
