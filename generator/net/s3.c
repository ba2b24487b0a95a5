#include "net/s3.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

const char *
s3_escape(struct pool *pool, const char *text, bool keep_slashes)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
		if (g_ascii_isalnum(*p) || strchr("-._~", *p) || (keep_slashes && *p == '/'))
			g_string_append_c(out, (char)*p);
		else
			g_string_append_printf(out, "%%%02X", *p);
	}
	return pool_strdup(pool, out->str);
}

/* "https://bucket.host" or "https://host/bucket". */
static const char *
bucket_url(struct pool *pool, const struct s3_place *place)
{
	const char *host = strstr(place->endpoint, "://") + 3;

	if (place->path_style)
		return pool_printf(pool, "%s/%s", place->endpoint, place->bucket);
	return pool_printf(pool, "%.*s%s.%s", (int)(host - place->endpoint), place->endpoint, place->bucket, host);
}

const char *
s3_object_url(struct pool *pool, const struct s3_place *place, const char *key)
{
	return pool_printf(pool, "%s/%s", bucket_url(pool, place), s3_escape(pool, key, true));
}

const char *
s3_list_url(struct pool *pool, const struct s3_place *place, const char *prefix, const char *token)
{
	const char *url = bucket_url(pool, place), *slash = place->path_style ? "" : "/"; /* some storages sign a bucket without one */
	const char *from = token ? pool_printf(pool, "continuation-token=%s&", s3_escape(pool, token, false)) : "";

	return pool_printf(pool, "%s%s?%sencoding-type=url&list-type=2&max-keys=%d&prefix=%s", url, slash, from, S3_PAGE, s3_escape(pool, prefix, false));
}

const char *
s3_etag(struct pool *pool, const char *header)
{
	size_t length;

	if (!header)
		return "";
	if (g_str_has_prefix(header, "W/"))
		header += 2;
	if (*header == '"')
		header++;
	length = strcspn(header, "\"");
	return pool_strndup(pool, header, length);
}
