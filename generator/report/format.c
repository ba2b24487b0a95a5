#include "report/format.h"

#include "base/pool.h"
#include "report/identity.h"

#include <string.h>

/* The way to the site, up by as many folders as a path begins with "../": "docs/" and "../a" are "a". */
static GString *
begin_path(const struct report *report, const char **path)
{
	GString *text = g_string_new(report->options->prefix);

	while (text->len && g_str_has_prefix(*path, "../")) {
		const char *slash = g_strrstr_len(text->str, (gssize)text->len - 1, "/");

		g_string_truncate(text, slash ? (gsize)(slash + 1 - text->str) : 0);
		*path += strlen("../");
	}
	return text;
}

/* Names of files may hold anything but NUL; what is shown holds neither control characters
 * nor bytes that are no UTF-8. */
const char *
format_path(struct report *report, const char *path)
{
	g_autoptr(GString) text = begin_path(report, &path);
	g_autofree char *valid = g_utf8_make_valid(path, -1);

	for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		g_string_append_unichar(text, g_unichar_iscntrl(c) ? 0xFFFD : c);
	}
	return pool_strdup(report->pool, text->str);
}

const char *
format_span_path(struct report *report, const struct span *span)
{
	return span->source ? format_path(report, span->source->path) : NULL;
}

static void
append_counted(GString *text, size_t count, const char *one, const char *many)
{
	if (count)
		g_string_append_printf(text, "%s%zu %s", text->len ? ", " : "", count, count == 1 ? one : many);
}

const char *
format_summary(struct pool *pool, const struct findings *findings, size_t documents)
{
	g_autoptr(GString) text = g_string_new(NULL);

	append_counted(text, findings_count(findings, LEVEL_ERROR), "error", "errors");
	append_counted(text, findings_count(findings, LEVEL_WARNING), "warning", "warnings");
	append_counted(text, findings_count(findings, LEVEL_ADVICE), "piece of advice", "pieces of advice");
	return pool_printf(pool, "%s in %zu %s", text->len ? text->str : "no findings", documents,
	    documents == 1 ? "document" : "documents");
}

static int
append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

void
format_append_json(struct report *report, json_t *value)
{
	json_dump_callback(value, append_bytes, report->out, JSON_INDENT(2));
	g_string_append_c(report->out, '\n');
	json_decref(value);
}

static const char *
fingerprint(struct report *report, const char *key, size_t before)
{
	g_autofree char *text = g_strdup_printf("%s\n%zu", key, before);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return pool_strndup(report->pool, hash, 40);
}

const char *const *
format_fingerprints(struct report *report)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	const char **prints = pool_array(report->pool, const char *, report->count);

	for (size_t i = 0; i < report->count; i++) {
		struct identity identity = identity_of(report->pool, report->shown[i].finding, report->secrets);
		const char *key = identity_key(report->pool, &identity);
		size_t before = GPOINTER_TO_SIZE(g_hash_table_lookup(seen, key));

		prints[i] = fingerprint(report, key, before);
		g_hash_table_replace(seen, (void *)key, GSIZE_TO_POINTER(before + 1));
	}
	return prints;
}
