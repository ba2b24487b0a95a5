#include "base/media.h"

#include <glib.h>

const char *
media_type(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".map", "application/json" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".jpeg", "image/jpeg" },
		{ ".gif", "image/gif" },
		{ ".webp", "image/webp" },
		{ ".avif", "image/avif" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".mp4", "video/mp4" },
		{ ".webm", "video/webm" },
		{ ".zip", "application/zip" },
		{ ".gz", "application/gzip" },
		{ ".pdf", "application/pdf" },
		{ ".atom", "application/atom+xml; charset=utf-8" },
		{ ".rss", "application/rss+xml; charset=utf-8" },
		{ ".xml", "application/xml" },
		{ ".ics", "text/calendar; charset=utf-8" },
		{ ".csv", "text/csv; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".md", "text/plain; charset=utf-8" },
		{ ".yaml", "application/yaml" },
		{ ".yml", "application/yaml" },
		{ "_headers", "text/plain; charset=utf-8" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_has_suffix(path, types[i][0]))
			return types[i][1];
	return "application/octet-stream";
}
