/*
 * minify: a style sheet without what browsers do not need: comments, indentation, empty lines.
 *
 * Nothing changes its meaning: strings, url(…) and escapes stay byte by byte, a run of white space stays white space (a line
 * break where there was one, so that lines can still be told apart), and a comment that alone keeps two words apart
 * stays, empty.  What begins with an exclamation mark stays as well: that is where a licence stands.  Whatever the
 * bytes are, there are never more of them.  The grammar is that of CSS Syntax Module Level 3, section 4.
 */
#pragma once

#include <stddef.h>

struct pool;

/* In the pool, with a NUL behind it that *length does not count. */
const char *minify_css(struct pool *pool, const char *bytes, size_t size, size_t *length);
