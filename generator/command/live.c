#include "command/live.h"

#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/embedded.h"
#include "base/hash.h"
#include "base/pool.h"
#include "command/edition.h"
#include "command/stages.h"
#include "render/data.h"
#include "report/excerpt.h"
#include "report/report.h"
#include "serve/addition.h"
#include "serve/editor.h"
#include "serve/event.h"
#include "serve/guard.h"
#include "serve/watch.h"

#define OWN "/.sitrep/" /* no page is called so */
#define INDEX "/index.html"
#define TOKEN_BYTES 16

struct live {
	const struct options *options;
	const char *directory, *editor;
	struct http *http;       /* NULL: not yet */
	struct edition *good;    /* the last one without errors; NULL: none yet */
	struct edition *newer;   /* being looked through; NULL: none */
	bool newer_has_errors;   /* or could not even be loaded */
	bool is_settled;         /* all is known of the newest */
	uint64_t touched;        /* counts what pages don't show in their bytes */
	char *report, *said;     /* the findings as JSON, as text */
	char *problem;           /* why the site can't be read, or "" */
	char token[2 * TOKEN_BYTES + 1];
};

static void
release(void *data)
{
	struct live *live = data;

	edition_free(live->newer);
	edition_free(live->good);
	g_free(live->report);
	g_free(live->said);
	g_free(live->problem);
}

/* What only pages of this server know. */
static void
make_token(struct live *live)
{
	for (size_t i = 0; i < TOKEN_BYTES; i++)
		g_snprintf(live->token + 2 * i, 3, "%02x", (unsigned)g_random_int_range(0, 256));
}

struct live *
live_new(struct pool *pool, const struct options *options, const char *directory)
{
	struct live *live = pool_adopt(pool, pool_new0(pool, struct live), release);

	live->options = options;
	live->directory = directory;
	live->editor = editor_choose(g_getenv("VISUAL"), g_getenv("EDITOR"));
	live->report = g_strdup("{\"findings\": []}");
	live->said = g_strdup("");
	live->problem = g_strdup("");
	make_token(live);
	return live;
}

void
live_attach(struct live *live, struct http *http)
{
	live->http = http;
}

/* ---- pages ---- */

static struct edition *
shown(const struct live *live)
{
	return live->newer && !live->newer_has_errors ? live->newer : live->good;
}

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
	struct edition *edition = shown(live);

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

/* ---- what is added to a page ---- */

static void
append_head(const struct live *live, struct pool *pool, const char *path, const char *version, GString *out)
{
	struct data *data = data_object(pool);

	data_put_text(data, "script", OWN "live.js");
	data_put_text(data, "style", OWN "live.css");
	data_put_text(data, "events", OWN "events");
	data_put_text(data, "edit", live->editor ? OWN "edit" : NULL);
	data_put_text(data, "page", path);
	data_put_text(data, "version", version);
	data_put_text(data, "token", live->token);
	edition_render(live->newer ? live->newer : live->good, "live/head", data, out);
}

static const char *
origin_of(struct pool *pool, const struct http_request *request)
{
	return pool_printf(pool, "http://%s" OWN, request->host);
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

static void
answer_text(struct http_answer *answer, unsigned status, const char *text)
{
	answer->status = status;
	answer->type = "text/plain; charset=utf-8";
	answer->bytes = text;
	answer->size = strlen(text);
}

static const char *
type_of(const char *path)
{
	static const char *const types[][2] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".jpg", "image/jpeg" },
		{ ".jpeg", "image/jpeg" },
		{ ".gif", "image/gif" },
		{ ".webp", "image/webp" },
		{ ".ico", "image/x-icon" },
		{ ".pdf", "application/pdf" },
		{ ".atom", "application/atom+xml; charset=utf-8" },
		{ ".rss", "application/rss+xml; charset=utf-8" },
		{ ".xml", "application/xml" },
		{ ".ics", "text/calendar; charset=utf-8" },
		{ ".csv", "text/csv; charset=utf-8" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".md", "text/plain; charset=utf-8" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_str_has_suffix(path, types[i][0]))
			return types[i][1];
	return "application/octet-stream";
}

static void
answer_bytes(struct pool *pool, const char *path, const GString *bytes, struct http_answer *answer)
{
	answer->type = type_of(path);
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
	if (!live->good && live->newer && is_page(path) && !shown(live)) {
		answer->status = 503;
		edition_render(live->newer, "live/nothing", data_object(pool), out);
	} else if (!is_page(path) || !print(live, missing, out)) {
		answer_text(answer, 404, "There is nothing of that name.\n");
		return;
	}
	answer_page(live, pool, request, path, out, answer);
}

static void
redirect(struct http_answer *answer, const char *location)
{
	answer_text(answer, 302, "");
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
		answer_text(answer, 400, "That is no path of this site.\n");
	else if (print(live, path, out))
		answer_file(live, pool, request, path, out, answer);
	else if (has_path(live, pool_printf(pool, "%s" INDEX, path)))
		redirect(answer, pool_printf(pool, "%s/", request->path));
	else
		answer_missing(live, pool, request, path, answer);
}

static void
answer_own_file(const char *name, struct http_answer *answer)
{
	g_autofree char *path = g_strdup_printf("static/%s", name);
	const struct embedded *file = strcmp(name, "live.js") == 0 || strcmp(name, "live.css") == 0 ? embedded_find(path) : NULL;

	if (!file) {
		answer_text(answer, 404, "There is nothing of that name.\n");
		return;
	}
	answer->status = 200;
	answer->type = type_of(name);
	answer->bytes = file->bytes;
	answer->size = file->size;
}

/* ---- streams ---- */

static const char *
current_version(const struct live *live, struct pool *pool, const char *page)
{
	g_autoptr(GString) out = g_string_new(NULL);

	if (!print(live, page, out))
		return NULL;
	return pool_printf(pool, "%016" G_GINT64_MODIFIER "x", version_of(live, out));
}

static void
append_state(const struct live *live, GString *out)
{
	event_write(out, "findings", live->report);
	event_write(out, "problem", live->problem);
}

static void
answer_stream(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const char *version = request->page ? current_version(live, pool, request->page) : NULL;
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
	const char *version = current_version(live, pool, http_stream_page(stream));
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
		answer_text(answer, 400, "Nothing was found in that file.\n");
	else if (!live->editor)
		answer_text(answer, 501, "VISUAL and EDITOR name no editor that can be opened from here.\n");
	else if (!editor_open(pool, live->editor, pool_printf(pool, "%s/%s", live->directory, file), (size_t)MAX(line, 1), (size_t)MAX(column, 1), &problem))
		answer_text(answer, 500, pool_printf(pool, "%s: %s\n", live->editor, problem));
	else
		answer_text(answer, 200, "");
	json_decref(place);
}

/* ---- all requests ---- */

static void
answer_own(const struct live *live, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const char *name = request->path + strlen(OWN);
	const bool posts = strcmp(request->method, "POST") == 0;
	const bool is_from_elsewhere = request->site && strcmp(request->site, "same-origin") != 0;

	if (is_from_elsewhere)
		answer_text(answer, 403, "That may be asked for by pages of this server alone.\n");
	else if (posts && strcmp(name, "edit") == 0 && may_edit(live, request, http_port(live->http)))
		answer_edit(live, pool, request, answer);
	else if (posts)
		answer_text(answer, 403, "That may be asked for by pages of this server alone.\n");
	else if (strcmp(name, "events") == 0)
		answer_stream(live, pool, request, answer);
	else
		answer_own_file(name, answer);
}

void
live_answer(void *data, struct pool *pool, const struct http_request *request, struct http_answer *answer)
{
	const struct live *live = data;
	const bool is_own = g_str_has_prefix(request->path, OWN);

	if (!live->http || !guard_host(request->host, http_port(live->http)))
		answer_text(answer, 403, "This server answers to 127.0.0.1 and localhost alone.\n");
	else if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0 && !(is_own && strcmp(request->method, "POST") == 0))
		answer_text(answer, 405, "Pages can be read, and nothing else.\n");
	else if (is_own)
		answer_own(live, pool, request, answer);
	else
		answer_path(live, pool, request, answer);
}

/* ---- changes ---- */

static char *
text_of(struct pool *pool, const struct options *options, const struct findings *findings, size_t documents)
{
	const struct report_options report = { .documents = documents, .version = SITREP_VERSION,
		.color = options_color(options, STDOUT_FILENO), .source = false };

	return g_strdup(report_render(pool, FORMAT_TEXT, findings, &report));
}

/* On the terminal, where anything is new. */
static void
print_findings(struct live *live, struct pool *pool, const struct findings *findings, size_t documents)
{
	char *text = text_of(pool, live->options, findings, documents);

	if (g_strcmp0(text, live->said) != 0) {
		stages_print(text);
		if (!live->options->quiet)
			fprintf(stderr, "%s\n", report_summary(pool, findings, documents));
	}
	g_free(live->said);
	live->said = text;
}

/* What was found until now, on the pages, and on the terminal when it is all. */
static void
say_findings(struct live *live, const struct edition *edition)
{
	struct pool *pool = pool_new();
	const struct findings *findings = edition_findings(pool, edition);
	const size_t documents = edition_site(edition)->document_count;
	const struct report_options options = { .documents = documents, .version = SITREP_VERSION };

	if (edition_is_done(edition))
		print_findings(live, pool, findings, documents);
	g_free(live->report);
	live->report = g_strdup(report_render(pool, FORMAT_JSON, findings, &options));
	pool_free(pool);
	tell(live, tell_state);
}

static void
say_problem(struct live *live, const char *problem)
{
	if (*problem && strcmp(problem, live->problem) != 0)
		stages_fail("%s", problem);
	g_free(live->problem);
	live->problem = g_strdup(problem);
	tell(live, tell_state);
}

/* The newest can't be shown: the good one is again as it was when it was found to be good. */
static void
fall_back(struct live *live)
{
	live->newer_has_errors = true;
	if (live->good)
		edition_restore(live->good);
}

/* What has been shown without an error until now is good enough to go back to. */
static void
keep_newer(struct live *live)
{
	if (!live->newer || live->newer_has_errors)
		return;
	edition_free(live->good);
	live->good = live->newer;
	live->newer = NULL;
}

static void
take_newer(struct live *live, struct edition *edition)
{
	edition_free(live->newer);
	live->newer = edition;
	live->newer_has_errors = false;
	live->is_settled = false;
	if (edition_has_errors(edition))
		fall_back(live);
	say_findings(live, edition);
}

bool
live_reload(struct live *live)
{
	struct pool *pool = pool_new();
	const char *problem = "";
	struct edition *edition = edition_load(pool, live->options, live->directory, &problem);

	keep_newer(live);
	if (edition)
		take_newer(live, edition);
	else
		fall_back(live);
	say_problem(live, edition ? "" : problem);
	tell(live, tell_version);
	pool_free(pool);
	return edition != NULL;
}

/* All is known of the newest.  Without any good one it stays, for its findings and templates. */
static void
settle(struct live *live)
{
	live->is_settled = true;
	say_findings(live, live->newer);
	if (edition_has_errors(live->newer))
		fall_back(live);
	keep_newer(live);
	if (live->good) {
		edition_free(live->newer);
		live->newer = NULL;
	}
	tell(live, tell_version);
}

bool
live_work(struct live *live)
{
	if (!live->newer || live->is_settled)
		return false;
	if (!edition_work(live->newer))
		settle(live);
	return true;
}

bool
live_replace(struct live *live, const char *path)
{
	struct edition *edition = shown(live);

	if (!edition || live->newer_has_errors || !edition_replace(edition, path))
		return false;
	tell(live, tell_version);
	return true;
}

void
live_touch(struct live *live)
{
	live->touched++;
}

void
live_watch_others(const struct live *live, struct watch_files *watch)
{
	const struct edition *edition = live->newer ? live->newer : live->good;
	const struct alerts *alerts = edition ? edition_site(edition)->alerts : NULL;

	for (size_t i = 0; alerts && i < alerts->source_count; i++) {
		g_autofree char *path = g_canonicalize_filename(alerts->sources[i]->path, live->directory);

		if (!g_str_has_prefix(path, live->directory))
			watch_add(watch, path);
	}
}
