/* fuzz-commands: any text as a code block: its parts in their order are the text, and each parameter is one of the text's. */
#include "render/commands.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "base/pool.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The text of a part follows at rest. */
static const char *
pass_part(const struct data *part, const char *rest)
{
	const struct data *text = data_get(part, "text");
	const char *parameter = data_string(data_get(part, "parameter"));

	if (!data_is(text, DATA_TEXT) || text->of.text.length == 0 || strncmp(rest, text->of.text.bytes, text->of.text.length) != 0)
		abort();
	if (parameter && (!*parameter || !g_strstr_len(rest, (gssize)text->of.text.length, parameter)))
		abort();
	return rest + text->of.text.length;
}

static void
pass_block(const char *language, const char *code)
{
	struct pool *pool = pool_new();
	const struct data *parts = code_parts(pool, language, code);
	const char *rest = code;

	for (size_t i = 0; i < data_count(parts); i++)
		rest = pass_part(data_item(parts, i), rest);
	if (*rest)
		abort();
	pool_free(pool);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	/* authors' text is UTF-8 without NUL by the time it gets here */
	g_autofree char *given = g_strndup((const char *)bytes, size), *code = g_utf8_make_valid(given, -1);

	pass_block("console", code);
	pass_block("sql", code);
	return 0;
}
