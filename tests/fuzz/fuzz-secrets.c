/*
 * fuzz-secrets: any bytes as a text that is searched for secrets, commands that can't be taken back and
 * characters of word processors.  Matches come in their order, and end.
 */
#include "base/pool.h"
#include "check/destructive.h"
#include "check/secrets.h"
#include "check/typography.h"

#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
find_secrets(const struct secret_patterns *patterns, struct pool *pool, const char *text, size_t length)
{
	struct secret secret;
	size_t from = 0;

	secrets_begin(patterns, text, length);
	while (secrets_next(patterns, text, from, &secret)) {
		const char *hint = secret_hint(pool, text + secret.start, secret.end - secret.start);

		require(from <= secret.start && secret.start < secret.end && secret.end <= length);
		require(secret.what && strlen(hint) <= (secret.end - secret.start) / 2 + strlen("…"));
		from = secret.end;
	}
}

static void
find_commands(const struct destructive *destructive, const char *text, size_t length)
{
	struct match match;
	size_t from = 0;

	destructive_begin(destructive, text, length);
	while (destructive_next(destructive, from, &match)) {
		size_t end = command_end(text, length, match.inner_start);

		require(match.start <= match.inner_start && match.inner_start <= match.inner_end && match.inner_end <= match.end);
		require(match.end <= length && from < match.end && end <= length);
		from = match.end;
	}
	speaks_of_way_back(destructive, text);
	begins_as_warning(destructive, text);
}

static void
find_typographic(const char *text, size_t length)
{
	struct typographic found;

	for (size_t from = 0; typographic_find(text, length, from, &found); from = found.end)
		require(from <= found.start && found.start < found.end && found.end <= length);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static struct pool *kept;
	static const struct secret_patterns *patterns;
	static const struct destructive *destructive;
	struct pool *pool = pool_new();
	char *text = pool_alloc(pool, size + 1);

	if (!kept) {
		kept = pool_new();
		patterns = secret_patterns_new(kept);
		destructive = destructive_new(kept);
	}
	if (size)
		memcpy(text, bytes, size);
	find_secrets(patterns, pool, text, size);
	find_commands(destructive, text, size);
	find_typographic(text, size);
	pool_free(pool);
	return 0;
}
