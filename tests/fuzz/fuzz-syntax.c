/*
 * fuzz-syntax: a language, a NUL and any text as a code block: all pieces together are the text, none is empty, and no
 * character is cut.
 */
#include "base/pool.h"
#include "render/commands.h"
#include "render/syntax.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
check_pieces(const struct data *pieces, const char *text)
{
	const size_t all = strlen(text);
	size_t at = 0;

	for (size_t i = 0; i < data_count(pieces); i++) {
		const struct data *piece = data_get(data_item(pieces, i), "text");

		require(piece->of.text.length > 0 && piece->of.text.length <= all - at);
		require(memcmp(text + at, piece->of.text.bytes, piece->of.text.length) == 0);
		at += piece->of.text.length;
	}
	require(at == all);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *language = g_strndup((const char *)bytes, size);
	const size_t length = strlen(language);
	g_autofree char *rest = length < size ? g_strndup((const char *)bytes + length + 1, size - length - 1) : g_strdup("");
	g_autofree char *text = g_utf8_make_valid(rest, -1);
	struct pool *pool = pool_new();
	const struct data *pieces = syntax_data(pool, language, text);

	if (pieces)
		check_pieces(pieces, text);
	check_pieces(code_parts(pool, language, text), text);
	pool_free(pool);
	return 0;
}
