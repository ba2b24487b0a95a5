#include "serve/addition.h"

#include <stdbool.h>
#include <string.h>

static const char POLICY[] = "http-equiv=\"Content-Security-Policy\" content=\"";

/* The sources of a directive with one more. */
static void
append_directive(GString *out, const char *directive, const char *sources, const char *source)
{
	g_autofree char *bare = g_strstrip(g_strdup(sources));

	if (strcmp(bare, "'none'") == 0 || !*bare)
		g_string_append_printf(out, "%s %s", directive, source);
	else
		g_string_append_printf(out, "%s %s %s", directive, bare, source);
}

void
addition_allow(const char *policy, const char *directive, const char *source, GString *out)
{
	g_auto(GStrv) directives = g_strsplit(policy, ";", -1);
	const size_t length = strlen(directive);
	bool found = false, first = true;

	for (size_t i = 0; directives[i]; i++) {
		const char *one = g_strstrip(directives[i]);
		const bool is_it = !found && g_ascii_strncasecmp(one, directive, length) == 0 && (!one[length] || one[length] == ' ');

		if (!*one)
			continue;
		g_string_append(out, first ? "" : "; ");
		first = false;
		if (is_it)
			append_directive(out, directive, one + length, source);
		else
			g_string_append(out, one);
		found = found || is_it;
	}
	if (!found)
		g_string_append_printf(out, "%s%s %s", first ? "" : "; ", directive, source);
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
