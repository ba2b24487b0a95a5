/*
 * fuzz-history: any bytes as what git prints: the log, in two pieces as pipes give it, its status, and
 * blame.  Where the log is cut makes no difference.
 */
#include "base/pool.h"
#include "base/time.h"
#include "model/history.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const paths[] = { "content/a.md", "content/b.md", "c\n.md" };
#define PATH_COUNT (sizeof paths / sizeof *paths)

static char *
copy(struct pool *pool, const uint8_t *bytes, size_t size)
{
	char *text = pool_alloc(pool, size + 1);

	if (size)
		memcpy(text, bytes, size);
	return text;
}

static void
check_log(struct pool *pool, const uint8_t *bytes, size_t size, size_t cut)
{
	struct history *whole = history_new(pool, paths, PATH_COUNT), *parts = history_new(pool, paths, PATH_COUNT);
	size_t used = history_take_log(whole, copy(pool, bytes, size), size);
	size_t first = history_take_log(parts, copy(pool, bytes, cut), cut);

	require(used <= size && first <= cut);
	require(first + history_take_log(parts, copy(pool, bytes + first, size - first), size - first) == used);
	for (size_t i = 0; i < PATH_COUNT; i++)
		require(history_of_file(whole, paths[i]) == history_of_file(parts, paths[i]));
	require(history_is_complete(whole) == history_is_complete(parts));
	history_take_status(whole, "", copy(pool, bytes, size), size);
	history_take_status(whole, "docs/", copy(pool, bytes, size), size);
}

static void
check_blame(struct pool *pool, const uint8_t *bytes, size_t size)
{
	struct history *history = history_new(pool, paths, PATH_COUNT);
	const struct source *source = source_new(pool, "content/a.md", "one\n\ntwo\r\nthree", 15);

	history_take_blame(history, source, copy(pool, bytes, size));
	for (size_t at = 0; at <= source->size; at++)
		history_of_lines(history, span_of(source, at, source->size));
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();

	if (size) {
		check_log(pool, bytes + 1, size - 1, bytes[0] < size - 1 ? bytes[0] : size - 1);
		check_blame(pool, bytes + 1, size - 1);
	}
	pool_free(pool);
	return 0;
}
