#include "serve/http.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <glib.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

#include "base/pool.h"

#define LIBRARY "libmicrohttpd.so.12"
#define IDLE_SECONDS 60
#define STREAM_BLOCK 4096

/* What is used of the library, by its own names. */
#define FUNCTIONS(each) \
	each(MHD_start_daemon) each(MHD_stop_daemon) each(MHD_run) each(MHD_get_timeout) each(MHD_get_daemon_info) \
	each(MHD_lookup_connection_value) each(MHD_create_response_from_buffer) each(MHD_create_response_from_callback) \
	each(MHD_add_response_header) each(MHD_queue_response) each(MHD_destroy_response) \
	each(MHD_suspend_connection) each(MHD_resume_connection)

struct library {
#define MEMBER(name) __typeof__(name) *name;
	FUNCTIONS(MEMBER)
#undef MEMBER
};

struct http {
	struct library library;
	struct MHD_Daemon *daemon;
	unsigned port;
	http_handler *handler;
	void *data;
	GPtrArray *streams;
	bool ending;
};

struct http_stream {
	struct http *http;
	struct MHD_Connection *connection;
	GString *waiting; /* to be sent */
	char *page, *version;
	bool suspended;
};

/* What has come of a request until now. */
struct coming {
	GString *body;
	bool too_long;
};

static bool
load_library(struct pool *pool, struct library *library, const char **problem)
{
	void *handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

	if (!handle) {
		*problem = pool_printf(pool, "%s; Debian has it in the package libmicrohttpd12", dlerror());
		return false;
	}
#define LOAD(name) library->name = (__typeof__(library->name))dlsym(handle, #name);
	FUNCTIONS(LOAD)
#undef LOAD
#define MISSES(name) || !library->name
	if (false FUNCTIONS(MISSES)) {
#undef MISSES
		*problem = LIBRARY " lacks a function";
		return false;
	}
	return true;
}

/* ---- streams ---- */

static struct http_stream *
stream_new(struct http *http, struct MHD_Connection *connection, const struct http_request *request, const struct http_answer *answer)
{
	struct http_stream *stream = g_new0(struct http_stream, 1);

	stream->http = http;
	stream->connection = connection;
	stream->waiting = g_string_new_len(answer->bytes, (gssize)answer->size);
	stream->page = g_strdup(request->page ? request->page : "");
	stream->version = g_strdup(request->version ? request->version : "");
	g_ptr_array_add(http->streams, stream);
	return stream;
}

static void
stream_free(void *data)
{
	struct http_stream *stream = data;

	g_ptr_array_remove(stream->http->streams, stream);
	g_string_free(stream->waiting, true);
	g_free(stream->page);
	g_free(stream->version);
	g_free(stream);
}

/* Where there is nothing to send, the connection rests until there is. */
static ssize_t
read_stream(void *data, uint64_t position, char *buffer, size_t room)
{
	struct http_stream *stream = data;
	const size_t size = MIN(room, stream->waiting->len);

	(void)position;
	if (stream->http->ending)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (!size) {
		stream->http->library.MHD_suspend_connection(stream->connection);
		stream->suspended = true;
		return 0;
	}
	memcpy(buffer, stream->waiting->str, size);
	g_string_erase(stream->waiting, 0, (gssize)size);
	return (ssize_t)size;
}

static void
wake(struct http_stream *stream)
{
	if (!stream->suspended)
		return;
	stream->suspended = false;
	stream->http->library.MHD_resume_connection(stream->connection);
}

const char *
http_stream_page(const struct http_stream *stream)
{
	return stream->page;
}

const char *
http_stream_version(const struct http_stream *stream)
{
	return stream->version;
}

void
http_stream_set_version(struct http_stream *stream, const char *version)
{
	g_free(stream->version);
	stream->version = g_strdup(version);
}

void
http_stream_send(struct http_stream *stream, const char *text, size_t size)
{
	g_string_append_len(stream->waiting, text, (gssize)size);
	wake(stream);
}

void
http_each_stream(struct http *http, void (*each)(void *data, struct http_stream *stream), void *data)
{
	for (guint i = 0; i < http->streams->len; i++)
		each(data, http->streams->pdata[i]);
}

/* ---- requests ---- */

static const char *
decoded(struct pool *pool, const char *value)
{
	g_autofree char *text = value ? g_uri_unescape_string(value, NULL) : NULL;

	return pool_strdup(pool, text);
}

static struct http_request
request_of(struct pool *pool, const struct library *library, struct MHD_Connection *connection, const char *path, const char *method)
{
	struct http_request request = { .method = method, .path = path };

	request.host = library->MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Host");
	request.origin = library->MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Origin");
	request.site = library->MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sec-Fetch-Site");
	request.token = library->MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sitrep-Token");
	request.page = decoded(pool, library->MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "page"));
	request.version = decoded(pool, library->MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "version"));
	return request;
}

/* Nothing is kept by a browser, guessed at, framed or read by pages from elsewhere. */
static void
add_fields(const struct library *library, struct MHD_Response *response, const struct http_answer *answer)
{
	static const char *const fields[][2] = {
		{ "Cache-Control", "no-store" },
		{ "X-Content-Type-Options", "nosniff" },
		{ "X-Frame-Options", "DENY" },
		{ "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Cross-Origin-Opener-Policy", "same-origin" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		library->MHD_add_response_header(response, fields[i][0], fields[i][1]);
	if (answer->type)
		library->MHD_add_response_header(response, "Content-Type", answer->type);
	if (answer->location)
		library->MHD_add_response_header(response, "Location", answer->location);
}

static enum MHD_Result
send_answer(struct http *http, struct MHD_Connection *connection, const struct http_request *request, const struct http_answer *answer)
{
	const struct library *library = &http->library;
	struct MHD_Response *response;
	enum MHD_Result result;

	if (answer->stream)
		response = library->MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_stream,
		    stream_new(http, connection, request, answer), stream_free);
	else
		response = library->MHD_create_response_from_buffer(answer->size, (void *)answer->bytes, MHD_RESPMEM_MUST_COPY);
	if (!response)
		return MHD_NO;
	add_fields(library, response, answer);
	result = library->MHD_queue_response(connection, answer->status, response);
	library->MHD_destroy_response(response);
	return result;
}

static enum MHD_Result
answer_request(struct http *http, struct MHD_Connection *connection, const char *path, const char *method, const struct coming *coming)
{
	struct pool *pool = pool_new();
	struct http_request request = request_of(pool, &http->library, connection, path, method);
	struct http_answer answer = { .status = MHD_HTTP_CONTENT_TOO_LARGE };
	enum MHD_Result result;

	request.body = coming->body->str;
	request.body_size = coming->body->len;
	if (!coming->too_long)
		http->handler(http->data, pool, &request, &answer);
	result = send_answer(http, connection, &request, &answer);
	pool_free(pool);
	return result;
}

static enum MHD_Result
handle(void *data, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
    const char *bytes, size_t *size, void **state)
{
	struct coming *coming = *state;

	(void)version;
	if (!coming) {
		*state = coming = g_new0(struct coming, 1);
		coming->body = g_string_new(NULL);
		return MHD_YES;
	}
	if (!*size)
		return answer_request(data, connection, path, method, coming);
	coming->too_long = coming->too_long || coming->body->len + *size > HTTP_BODY_LIMIT;
	if (!coming->too_long)
		g_string_append_len(coming->body, bytes, (gssize)*size);
	*size = 0;
	return MHD_YES;
}

static void
end_request(void *data, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
	struct coming *coming = *state;

	(void)data;
	(void)connection;
	(void)why;
	if (!coming)
		return;
	g_string_free(coming->body, true);
	g_free(coming);
	*state = NULL;
}

/* Paths are decoded by serve/guard, once. */
static size_t
leave_encoded(void *data, struct MHD_Connection *connection, char *text)
{
	(void)data;
	(void)connection;
	return strlen(text);
}

/* ---- the server ---- */

static void
release(void *data)
{
	struct http *http = data;

	http->ending = true;
	for (guint i = 0; i < http->streams->len; i++)
		wake(http->streams->pdata[i]);
	http->library.MHD_run(http->daemon);
	http->library.MHD_stop_daemon(http->daemon);
	g_ptr_array_unref(http->streams);
}

struct http *
http_new(struct pool *pool, unsigned port, http_handler *handler, void *data, const char **problem)
{
	struct http *http = pool_new0(pool, struct http);
	const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	const union MHD_DaemonInfo *bound;

	if (!load_library(pool, &http->library, problem))
		return NULL;
	http->handler = handler;
	http->data = data;
	errno = 0;
	http->daemon = http->library.MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)port, NULL, NULL, handle, http,
	    MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)&address, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
	    MHD_OPTION_NOTIFY_COMPLETED, end_request, NULL, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL, MHD_OPTION_END);
	if (!http->daemon) {
		*problem = pool_printf(pool, "127.0.0.1:%u can't be listened on: %s", port, errno ? g_strerror(errno) : "the library doesn't say why");
		return NULL;
	}
	bound = http->library.MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT);
	http->port = bound ? bound->port : port;
	http->streams = g_ptr_array_new();
	return pool_adopt(pool, http, release);
}

unsigned
http_port(const struct http *http)
{
	return http->port;
}

int
http_descriptor(const struct http *http)
{
	return http->library.MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

int
http_timeout(const struct http *http)
{
	MHD_UNSIGNED_LONG_LONG milliseconds;

	if (http->library.MHD_get_timeout(http->daemon, &milliseconds) != MHD_YES)
		return -1;
	return (int)MIN(milliseconds, (MHD_UNSIGNED_LONG_LONG)IDLE_SECONDS * 1000);
}

void
http_run(struct http *http)
{
	http->library.MHD_run(http->daemon);
}
