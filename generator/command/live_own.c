/* What only this server has: the script and the style of its pages, the stream that tells them what changes, the editor. */
#include "command/live_parts.h"

#include <jansson.h>
#include <string.h>

#include "base/embedded.h"
#include "base/media.h"
#include "base/pool.h"
#include "serve/editor.h"
#include "serve/event.h"
#include "serve/guard.h"

/* ---- files ---- */

static void
answer_own_file(const char *name, struct http_answer *answer)
{
	g_autofree char *path = g_strdup_printf("static/%s", name);
	const struct embedded *file = strcmp(name, "live.js") == 0 || strcmp(name, "live.css") == 0 ? embedded_find(path) : NULL;

	if (!file) {
		live_answer_text(answer, 404, "There is nothing of that name.\n");
		return;
	}
	answer->status = 200;
	answer->type = media_type(name);
	answer->bytes = file->bytes;
	answer->size = file->size;
}

/* ---- streams ---- */

static void
append_state(const struct live *live, GString *out)
{
	event_write(out, "findings", live->report);
	event_write(out, "problem", live->problem);
}

static void
answer_stream(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const char *version = request->page ? live_version(live, pool, request->page) : NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	append_state(live, out);
	if (version && request->version && strcmp(version, request->version) != 0)
		event_write(out, "page", version);
	answer->status = 200;
	answer->type = "text/event-stream";
	answer->stream = true;
	answer->bytes = pool_memdup(pool, out->str, out->len + 1);
	answer->size = out->len;
}

static void
tell_version(void *data, struct http_stream *stream)
{
	const struct live *live = data;
	struct pool *pool = pool_new();
	const char *version = live_version(live, pool, http_stream_page(stream));
	g_autoptr(GString) out = g_string_new(NULL);

	if (version && strcmp(version, http_stream_version(stream)) != 0) {
		event_write(out, "page", version);
		http_stream_set_version(stream, version);
		http_stream_send(stream, out->str, out->len);
	}
	pool_free(pool);
}

static void
tell_state(void *data, struct http_stream *stream)
{
	g_autoptr(GString) out = g_string_new(NULL);

	append_state(data, out);
	http_stream_send(stream, out->str, out->len);
}

static void
tell_nothing(void *data, struct http_stream *stream)
{
	g_autoptr(GString) out = g_string_new(NULL);

	(void)data;
	event_write_nothing(out);
	http_stream_send(stream, out->str, out->len);
}

static void
tell(struct live *live, void (*what)(void *data, struct http_stream *stream))
{
	if (live->http)
		http_each_stream(live->http, what, live);
}

void
live_beat(struct live *live)
{
	tell(live, tell_nothing);
}

void
live_tell_version(struct live *live)
{
	tell(live, tell_version);
}

void
live_tell_state(struct live *live)
{
	tell(live, tell_state);
}

/* ---- the editor ---- */

/* A page may only ask for what was found, so that no other file is ever opened. */
static bool
is_found(const struct live *live, const char *file)
{
	json_t *report = json_loads(live->report, 0, NULL);
	const json_t *list = json_object_get(report, "findings");
	bool found = false;

	for (size_t i = 0; i < json_array_size(list) && !found; i++)
		found = g_strcmp0(json_string_value(json_object_get(json_array_get(list, i), "file")), file) == 0;
	json_decref(report);
	return found;
}

static bool
may_edit(const struct live *live, const struct http_request *request, unsigned port)
{
	return guard_origin(request->origin, port) && g_strcmp0(request->token, live->token) == 0;
}

static void
answer_edit(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	json_t *place = json_loadb(request->body, request->body_size, 0, NULL);
	const char *file = json_string_value(json_object_get(place, "file")), *problem = NULL;
	const json_int_t line = json_integer_value(json_object_get(place, "line")), column = json_integer_value(json_object_get(place, "column"));

	if (!file || !is_found(live, file))
		live_answer_text(answer, 400, "Nothing was found in that file.\n");
	else if (!live->editor)
		live_answer_text(answer, 501, "VISUAL and EDITOR name no editor that can be opened from here.\n");
	else if (!editor_open(pool, live->editor, pool_printf(pool, "%s/%s", live->directory, file), (size_t)MAX(line, 1), (size_t)MAX(column, 1), &problem))
		live_answer_text(answer, 500, pool_printf(pool, "%s: %s\n", live->editor, problem));
	else
		live_answer_text(answer, 200, "");
	json_decref(place);
}

/* ---- all of them ---- */

void
live_answer_own(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const char *name = request->path + strlen(LIVE_OWN);
	const bool posts = strcmp(request->method, "POST") == 0;
	const bool is_from_elsewhere = request->site && strcmp(request->site, "same-origin") != 0;

	if (is_from_elsewhere || (posts && (strcmp(name, "edit") != 0 || !may_edit(live, request, http_port(live->http)))))
		live_answer_text(answer, 403, "That may be asked for by pages of this server alone.\n");
	else if (posts)
		answer_edit(live, pool, request, answer);
	else if (strcmp(name, "events") == 0)
		answer_stream(live, pool, request, answer);
	else
		answer_own_file(name, answer);
}
