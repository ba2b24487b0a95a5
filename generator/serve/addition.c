#include "serve/addition.h"

#include <stdbool.h>
#include <string.h>

static const char POLICY[] = "http-equiv=\"Content-Security-Policy\" content=\"";

/* What stands behind a directive's name: its sources, or NULL: it is another directive. */
static const char *
sources_of(const char *text, const char *directive)
{
	const size_t length = strlen(directive);

	if (g_ascii_strncasecmp(text, directive, length) != 0 || (text[length] && !g_ascii_isspace(text[length])))
		return NULL;
	text += length;
	while (g_ascii_isspace(*text))
		text++;
	return text;
}

/* Of directives of one name the first counts. */
static const char *
find_sources(char *const *directives, const char *directive, size_t *place)
{
	for (size_t i = 0; directives[i]; i++) {
		const char *sources = sources_of(directives[i], directive);

		*place = i;
		if (sources)
			return sources;
	}
	return NULL;
}

static void
append_directive(GString *out, const char *directive, const char *sources, const char *source)
{
	const bool is_none = !*sources || g_ascii_strcasecmp(sources, "'none'") == 0;

	g_string_append_printf(out, "%s%s %s%s%s", out->len ? "; " : "", directive, is_none ? "" : sources, is_none ? "" : " ", source);
}

void
addition_allow(const char *policy, const char *directive, const char *source, GString *out)
{
	g_auto(GStrv) directives = g_strsplit(policy, ";", -1);
	g_autoptr(GString) wider = g_string_new(NULL);
	size_t place, at_default;
	const char *own, *fallback;

	for (size_t i = 0; directives[i]; i++)
		g_strstrip(directives[i]);
	own = find_sources(directives, directive, &place);
	fallback = find_sources(directives, "default-src", &at_default);
	for (size_t i = 0; directives[i]; i++)
		if (own && i == place)
			append_directive(wider, directive, own, source);
		else if (*directives[i])
			g_string_append_printf(wider, "%s%s", wider->len ? "; " : "", directives[i]);
	if (!own && fallback)
		append_directive(wider, directive, fallback, source);
	g_string_append_len(out, wider->str, (gssize)wider->len);
}

static void
append_policy(const struct addition *addition, const char *policy, GString *out)
{
	g_autoptr(GString) with_script = g_string_new(NULL), with_style = g_string_new(NULL);

	addition_allow(policy, "script-src", addition->script, with_script);
	addition_allow(with_script->str, "style-src", addition->style, with_style);
	addition_allow(with_style->str, "connect-src", addition->connect, out);
}

void
addition_write(const struct addition *addition, const char *page, size_t size, GString *out)
{
	const char *head = g_strstr_len(page, (gssize)size, "</head>"), *end = page + size;
	const char *policy = head ? g_strstr_len(page, head - page, POLICY) : NULL;
	const char *close;

	if (!head) {
		g_string_append_len(out, page, (gssize)size);
		return;
	}
	close = policy ? memchr(policy + strlen(POLICY), '"', (size_t)(head - policy) - strlen(POLICY)) : NULL;
	if (close) {
		g_autofree char *text = g_strndup(policy + strlen(POLICY), (size_t)(close - policy) - strlen(POLICY));

		g_string_append_len(out, page, policy + strlen(POLICY) - page);
		append_policy(addition, text, out);
		page = close;
	}
	g_string_append_len(out, page, head - page);
	g_string_append(out, addition->markup);
	g_string_append_len(out, head, end - head);
}
