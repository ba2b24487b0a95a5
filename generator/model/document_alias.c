/* Aliases: old addresses of a document. */
#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "model/document.h"

static size_t
length_without_suffix(const char *alias)
{
	static const char *const suffixes[] = { ".html", ".md" };

	for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
		if (g_str_has_suffix(alias, suffixes[i]))
			return strlen(alias) - strlen(suffixes[i]);
	return strlen(alias);
}

const char *
document_alias_output(struct pool *pool, const struct document *document, const char *alias)
{
	const char *from_root = *alias == '/' ? alias + 1 : alias;
	char *page = g_str_has_suffix(from_root, "/") || !*from_root
	                 ? pool_printf(pool, "%sindex.html", from_root)
	                 : pool_printf(pool, "%.*s.html", (int)length_without_suffix(from_root), from_root);
	bool beside = !strchr(alias, '/') || g_str_has_prefix(alias, "./") || g_str_has_prefix(alias, "../");
	char *path = beside ? path_beside(pool, document->output, page) : path_normal(pool, page);

	/* One that leaves the handbook stays inside it. */
	return path ? path : pool_printf(pool, "%s.html", text_slug(pool, pool_strndup(pool, alias, length_without_suffix(alias))));
}
