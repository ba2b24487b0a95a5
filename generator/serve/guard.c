#include "serve/guard.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

#define HTTP_PORT 80

bool
guard_host(const char *host, unsigned port)
{
	static const char *const names[] = { "127.0.0.1", "localhost" };

	for (size_t i = 0; host && i < G_N_ELEMENTS(names); i++) {
		g_autofree char *full = g_strdup_printf("%s:%u", names[i], port);

		if (g_ascii_strcasecmp(host, full) == 0 || (port == HTTP_PORT && g_ascii_strcasecmp(host, names[i]) == 0))
			return true;
	}
	return false;
}

bool
guard_origin(const char *origin, unsigned port)
{
	static const char scheme[] = "http://";

	return origin && g_str_has_prefix(origin, scheme) && guard_host(origin + strlen(scheme), port);
}

static bool
is_clean(const char *path)
{
	for (const char *p = path; *p; p++)
		if (g_ascii_iscntrl(*p) || *p == '\\')
			return false;
	return g_utf8_validate(path, -1, NULL) && !strstr(path, "//");
}

const char *
guard_path(struct pool *pool, const char *path)
{
	g_autofree char *decoded = *path == '/' ? g_uri_unescape_string(path + 1, NULL) : NULL;
	const char *normal;

	if (!decoded || *decoded == '/' || !is_clean(decoded))
		return NULL;
	if (!*decoded || g_str_has_suffix(decoded, "/"))
		return guard_path(pool, pool_printf(pool, "%sindex.html", path));
	normal = path_normal(pool, decoded);
	return normal && strcmp(normal, decoded) == 0 ? normal : NULL;
}
