/* Pages and files of a site that is being written, and which requests are answered at all. */
#include "command/live_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/media.h"
#include "base/pool.h"
#include "render/data.h"
#include "serve/addition.h"
#include "serve/guard.h"

#define INDEX "/index.html"

/* What a page is by its bytes, but for when it was made. */
static uint64_t
version_of(const struct live *live, const GString *page)
{
	const char *foot = g_strrstr_len(page->str, (gssize)page->len, "<footer"), *end = foot ? foot : page->str + page->len;
	const char *made = g_strstr_len(page->str, (gssize)page->len, "name=\"sitrep:made\"");
	const char *behind = made ? memchr(made, '\n', (size_t)(page->str + page->len - made)) : NULL;
	const size_t before = made && made < end ? (size_t)(made - page->str) : (size_t)(end - page->str);
	const uint64_t parts[] = { live->touched, hash_bytes(page->str, before),
		behind && behind < end ? hash_bytes(behind, (size_t)(end - behind)) : 0 };

	return hash_bytes(parts, sizeof(parts));
}

/* Appends the bytes of a path; of a page that can't be rendered any more, the last good ones. */
static bool
print(const struct live *live, const char *path, GString *out)
{
	struct edition *edition = live_shown(live);

	if (edition && edition_page(edition, path, out))
		return true;
	g_string_truncate(out, 0);
	if (!edition || edition == live->good || !live->good || !edition_has_page(edition, path))
		return false;
	return edition_page(live->good, path, out);
}

static bool
has_path(const struct live *live, const char *path)
{
	g_autoptr(GString) out = g_string_new(NULL);

	return print(live, path, out);
}

const char *
live_version(const struct live *live, struct pool *pool, const char *page)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!print(live, page, out))
		return NULL;
	return pool_printf(pool, "%016" G_GINT64_MODIFIER "x", version_of(live, out));
}

/* ---- what is added to a page ---- */

static void
append_head(const struct live *live, struct pool *pool, const char *path, const char *version, GString *out)
{
	struct data *data = data_object(pool);

	data_put_text(data, "script", LIVE_OWN "live.js");
	data_put_text(data, "style", LIVE_OWN "live.css");
	data_put_text(data, "events", LIVE_OWN "events");
	data_put_text(data, "edit", live->editor ? LIVE_OWN "edit" : NULL);
	data_put_text(data, "page", path);
	data_put_text(data, "version", version);
	data_put_text(data, "token", live->token);
	edition_render(live->newer ? live->newer : live->good, "live/head", data, out);
}

static const char *
origin_of(struct pool *pool, const struct http_request *request)
{
	return pool_printf(pool, "http://%s" LIVE_OWN, request->host);
}

static void
answer_page(const struct live *live, struct pool *pool, const struct http_request *request, const char *path, const GString *page, struct http_answer *answer)
{
	const char *origin = origin_of(pool, request);
	const char *version = pool_printf(pool, "%016" G_GINT64_MODIFIER "x", version_of(live, page));
	g_autoptr(GString) head = g_string_new(NULL), out = g_string_new(NULL);
	struct addition addition = {
		.script = pool_printf(pool, "%slive.js", origin),
		.style = pool_printf(pool, "%slive.css", origin),
		.connect = origin,
	};

	append_head(live, pool, path, version, head);
	addition.markup = head->str;
	addition_write(&addition, page->str, page->len, out);
	answer->type = "text/html; charset=utf-8";
	answer->bytes = pool_memdup(pool, out->str, out->len + 1);
	answer->size = out->len;
}

/* ---- answers ---- */

void
live_answer_text(struct http_answer *answer, unsigned status, const char *text)
{
	answer->status = status;
	answer->type = "text/plain; charset=utf-8";
	answer->bytes = text;
	answer->size = strlen(text);
}

static void
answer_bytes(struct pool *pool, const char *path, const GString *bytes, struct http_answer *answer)
{
	answer->type = media_type(path);
	answer->bytes = pool_memdup(pool, bytes->str, bytes->len + 1);
	answer->size = bytes->len;
}

static bool
is_page(const char *path)
{
	return g_str_has_suffix(path, ".html");
}

/* What is not there: the half's own page for that, or, before there is any good site, one that says so. */
static void
answer_missing(const struct live *live, struct pool *pool, const struct http_request *request, const char *path, struct http_answer *answer)
{
	const char *missing = g_str_has_prefix(path, "status/") ? "status/404.html" : "handbook/404.html";
	g_autoptr(GString) out = g_string_new(NULL);

	answer->status = 404;
	if (!live->good && live->newer && is_page(path) && !live_shown(live)) {
		answer->status = 503;
		edition_render(live->newer, "live/nothing", data_object(pool), out);
	} else if (!is_page(path) || !print(live, missing, out)) {
		live_answer_text(answer, 404, "There is nothing of that name.\n");
		return;
	}
	answer_page(live, pool, request, path, out, answer);
}

static void
redirect(struct http_answer *answer, const char *location)
{
	live_answer_text(answer, 302, "");
	answer->location = location;
}

static void
answer_file(const struct live *live, struct pool *pool, const struct http_request *request, const char *path, const GString *bytes, struct http_answer *answer)
{
	if (is_page(path))
		answer_page(live, pool, request, path, bytes, answer);
	else
		answer_bytes(pool, path, bytes, answer);
}

static void
answer_path(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const char *path = guard_path(pool, request->path);
	g_autoptr(GString) out = g_string_new(NULL);

	answer->status = 200;
	if (strcmp(request->path, "/") == 0)
		redirect(answer, "/handbook" INDEX);
	else if (!path)
		live_answer_text(answer, 400, "That is no path of this site.\n");
	else if (print(live, path, out))
		answer_file(live, pool, request, path, out, answer);
	else if (has_path(live, pool_printf(pool, "%s" INDEX, path)))
		redirect(answer, pool_printf(pool, "%s/", request->path));
	else
		answer_missing(live, pool, request, path, answer);
}

/* ---- all requests ---- */

void
live_answer(void *data, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const struct live *live = data;
	const bool is_own = g_str_has_prefix(request->path, LIVE_OWN);

	if (!live->http || !guard_host(request->host, http_port(live->http)))
		live_answer_text(answer, 403, "This server answers to 127.0.0.1 and localhost alone.\n");
	else if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0 && !(is_own && strcmp(request->method, "POST") == 0))
		live_answer_text(answer, 405, "Pages can be read, and nothing else.\n");
	else if (is_own)
		live_answer_own(live, pool, request, answer);
	else
		answer_path(live, pool, request, answer);
}
