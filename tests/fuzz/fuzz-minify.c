/*
 * fuzz-minify: any bytes as a style sheet.  It gets no longer, all but white space and comments stays in its order, and what
 * came out comes out of it again.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"
#include "render/minify.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* A run of white space becomes a line break or a blank. */
static bool
may_become(char from, char to)
{
	return from == to || (to == '\n' && (from == '\r' || from == '\f')) || (to == ' ' && from == '\t');
}

/* Whether the one is what is left of the other where some of its bytes are taken away. */
static bool
is_left_of(const char *left, size_t left_size, const char *whole, size_t size)
{
	size_t at = 0;

	for (size_t i = 0; i < size && at < left_size; i++)
		if (may_become(whole[i], left[at]))
			at++;
	return at == left_size;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	char *exact = g_malloc(size ? size : 1); /* without a NUL behind it */
	size_t length, again;

	if (size > 0)
		memcpy(exact, bytes, size);
	const char *once = minify_css(pool, exact, size, &length);
	const char *twice = minify_css(pool, once, length, &again);

	require(length <= size && is_left_of(once, length, exact, size));
	require(again == length && memcmp(once, twice, length) == 0);
	g_free(exact);
	pool_free(pool);
	return 0;
}
