/* The way back: a text → a scalar that reads as it. */
#include "read/yaml.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

const char *
yaml_quoted(struct pool *pool, const char *text)
{
	g_autoptr(GString) out = g_string_new("\"");

	for (const char *p = text; *p; p++) {
		if (*p == '"' || *p == '\\')
			g_string_append_printf(out, "\\%c", *p);
		else if ((unsigned char)*p < 0x20 || *p == 0x7f)
			g_string_append_printf(out, "\\x%02x", (unsigned char)*p);
		else
			g_string_append_c(out, *p);
	}
	g_string_append_c(out, '"');
	return pool_strndup(pool, out->str, out->len);
}

/* Words that mean something else than themselves. */
static bool
is_taken(const char *text)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "y", "n", "null" };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

/* "2026-03-21-slug", which is no number and no date. */
static const char *
behind_day(const char *text)
{
	const char *p = text + strspn(text, "0123456789-");

	return p - text > 8 && p[-1] == '-' ? p : text;
}

/* A letter first, and then nothing that YAML could take for a sign of its own. */
static bool
is_plain(const char *text)
{
	const size_t length = strlen(text);

	if (!g_ascii_isalpha(*behind_day(text)) || text[length - 1] == ' ' || text[length - 1] == ':' || is_taken(text))
		return false;
	for (const char *p = text; *p; p++)
		if ((!g_ascii_isalnum(*p) && !strchr(" _-./'()+:", *p)) || (p[0] == ':' && p[1] == ' '))
			return false;
	return true;
}

const char *
yaml_scalar(struct pool *pool, const char *text)
{
	return is_plain(text) ? text : yaml_quoted(pool, text);
}
