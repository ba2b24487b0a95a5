/*
 * fetch against a server on the loopback, which is a thread of this program: it answers each path by a
 * fixed text, and keeps what it was asked.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/time.h"
#include "model/config.h"
#include "net/fetch.h"

struct server {
	int socket;
	unsigned port, other_port; /* other_port: the other server of a test */
	GThread *thread;
	GMutex lock;
	GPtrArray *requests; /* whole texts */
	unsigned busy, busiest, failures;
};

/* 4 MB of the same. */
static char *
repeated(const char *first, const char *again)
{
	GString *text = g_string_new(first);

	while (text->len < 4000000)
		g_string_append(text, again);
	return g_string_free(text, FALSE);
}

static char *
answer(struct server *server, const char *path)
{
	if (strcmp(path, "/plain") == 0)
		return g_strdup("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\nX-Kind: plain\r\n\r\nhello");
	if (strcmp(path, "/long") == 0)
		return g_strdup("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\n0123456789");
	if (strcmp(path, "/missing") == 0)
		return g_strdup("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/moved") == 0)
		return g_strdup("HTTP/1.1 301 Moved\r\nLocation: /found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/found") == 0)
		return g_strdup("HTTP/1.1 302 Found\r\nLocation: /plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/cookie") == 0)
		return g_strdup("HTTP/1.1 302 Found\r\nLocation: /plain\r\nSet-Cookie: a=b; Path=/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/loop") == 0)
		return g_strdup("HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/file") == 0)
		return g_strdup("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/inside") == 0)
		return g_strdup("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/away") == 0)
		return g_strdup_printf("HTTP/1.1 307 Away\r\nLocation: http://127.0.0.1:%u/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", server->other_port);
	if (strcmp(path, "/later") == 0 && server->failures-- > 0)
		return g_strdup("HTTP/1.1 503 Later\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/tomorrow") == 0)
		return g_strdup("HTTP/1.1 429 Slow\r\nRetry-After: 86400\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	if (strcmp(path, "/broken") == 0)
		return g_strdup("HTTP/1.1 200 OK\r\nContent-Length: 50\r\nConnection: close\r\n\r\nhalf");
	if (strcmp(path, "/no-http") == 0)
		return g_strdup("220 mail.example.com ESMTP\r\n");
	if (strcmp(path, "/headers") == 0)
		return repeated("HTTP/1.1 200 OK\r\n", "X-A: b\r\n");
	if (strcmp(path, "/header") == 0)
		return repeated("HTTP/1.1 200 OK\r\nX-A: ", "0123456789");
	if (strcmp(path, "/trailers") == 0)
		return repeated("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n", "X-A: b\r\n");
	return g_strdup("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

/* Until the header has come, and as much behind it as it says. */
static char *
read_request(int client)
{
	GString *text = g_string_new(NULL);
	char bytes[4096];
	ssize_t count;

	while ((count = read(client, bytes, sizeof bytes)) > 0) {
		g_string_append_len(text, bytes, count);

		const char *end = strstr(text->str, "\r\n\r\n"), *length = strstr(text->str, "Content-Length: ");

		if (text->str[0] == '\x16') /* a greeting of TLS */
			break;
		if (end && (!length || text->len - (size_t)(end + 4 - text->str) >= g_ascii_strtoull(length + 16, NULL, 10)))
			break;
	}
	return g_string_free(text, FALSE);
}

struct visit {
	struct server *server;
	int client;
};

static void *
serve_one(void *data)
{
	struct visit *visit = data;
	struct server *server = visit->server;
	char *request = read_request(visit->client);
	g_auto(GStrv) words = g_strsplit(request, " ", 3);

	g_mutex_lock(&server->lock);
	g_ptr_array_add(server->requests, request);
	server->busy++;
	server->busiest = MAX(server->busiest, server->busy);
	g_mutex_unlock(&server->lock);
	if (words[0] && words[1] && strcmp(words[1], "/never") == 0) {
		(void)!read(visit->client, &(char){ 0 }, 1); /* until the other side gives up */
	} else if (words[0] && words[1]) {
		if (strcmp(words[1], "/slow") == 0)
			g_usleep(20 * 1000);
		g_mutex_lock(&server->lock);
		g_autofree char *text = answer(server, words[1]);
		server->busy--;
		g_mutex_unlock(&server->lock);
		(void)!send(visit->client, text, strcmp(words[0], "HEAD") == 0 ? (size_t)(strstr(text, "\r\n\r\n") + 4 - text) : strlen(text), MSG_NOSIGNAL);
		shutdown(visit->client, SHUT_WR);
	}
	close(visit->client);
	g_free(visit);
	return NULL;
}

static void *
serve(void *data)
{
	struct server *server = data;
	g_autoptr(GPtrArray) threads = g_ptr_array_new();
	int client;

	while ((client = accept4(server->socket, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		struct visit *visit = g_new(struct visit, 1);

		*visit = (struct visit){ server, client };
		g_ptr_array_add(threads, g_thread_new("visit", serve_one, visit));
	}
	for (guint i = 0; i < threads->len; i++)
		g_thread_join(threads->pdata[i]);
	return NULL;
}

static struct server *
server_new(void)
{
	struct server *server = g_new0(struct server, 1);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof address;

	server->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(server->socket, (struct sockaddr *)&address, size), ==, 0);
	g_assert_cmpint(listen(server->socket, 64), ==, 0);
	g_assert_cmpint(getsockname(server->socket, (struct sockaddr *)&address, &size), ==, 0);
	server->port = ntohs(address.sin_port);
	g_mutex_init(&server->lock);
	server->requests = g_ptr_array_new_with_free_func(g_free);
	server->thread = g_thread_new("server", serve, server);
	return server;
}

static void
server_free(struct server *server)
{
	shutdown(server->socket, SHUT_RDWR);
	g_thread_join(server->thread);
	close(server->socket);
	g_ptr_array_unref(server->requests);
	g_mutex_clear(&server->lock);
	g_free(server);
}

/* ---- asking ---- */

/* What the tests look at of a result. */
struct seen {
	enum fetch_error error;
	int status;
	bool transient, truncated;
	char *message, *body, *url, *kind;
	size_t hops;
	unsigned attempts, count;
	int64_t total, retry_after;
};

static void
see(void *data, const struct fetch_result *result)
{
	struct seen *seen = data;

	seen->error = result->error;
	seen->status = result->status;
	seen->transient = result->transient;
	seen->truncated = result->truncated;
	seen->message = g_strdup(result->message);
	seen->body = g_strdup(result->body);
	seen->url = g_strdup(result->url);
	seen->kind = g_strdup(result->headers[0]);
	seen->hops = result->hop_count;
	seen->attempts = result->attempts;
	seen->total = result->times.total;
	seen->retry_after = result->retry_after;
	seen->count++;
	g_test_message("%s, %d, %s", fetch_error_name(seen->error), seen->status, seen->message ? seen->message : "");
}

static void
clear(struct seen *seen)
{
	g_free(seen->message);
	g_free(seen->body);
	g_free(seen->url);
	g_free(seen->kind);
	*seen = (struct seen){ 0 };
}

struct fixture {
	struct pool *pool;
	struct server *server, *other;
	struct network_config network;
	struct fetch_options options;
	struct fetch *fetch;
	struct seen seen;
};

static void
set_up(struct fixture *f, const void *data)
{
	static struct address_range loopback;
	const char *problem;

	(void)data;
	g_assert_true(address_range_read("127.0.0.0/8", &loopback));
	f->pool = pool_new();
	f->server = server_new();
	f->other = server_new();
	f->server->other_port = f->other->port;
	f->network = (struct network_config){ .ranges = { &loopback, 1 }, .timeout.seconds = DURATION_NONE };
	f->options = (struct fetch_options){ .network = &f->network, .retries = 3, .retry_delay = 1, .seed = 1, .per_host = 3 };
	f->fetch = fetch_new(f->pool, &f->options, &problem);
	g_assert_nonnull(f->fetch);
}

static void
tear_down(struct fixture *f, const void *data)
{
	(void)data;
	clear(&f->seen);
	pool_free(f->pool);
	server_free(f->server);
	server_free(f->other);
}

static struct seen *
ask_as(struct fixture *f, struct fetch_request request, const char *path)
{
	static const char *const wanted[] = { "x-kind", NULL };
	g_autofree char *url = *path == '/' ? g_strdup_printf("http://127.0.0.1:%u%s", f->server->port, path) : g_strdup(path);

	clear(&f->seen);
	request.url = url;
	request.wanted = wanted;
	request.done = see;
	request.data = &f->seen;
	fetch_add(f->fetch, &request);
	fetch_run(f->fetch);
	g_assert_cmpuint(f->seen.count, ==, 1);
	return &f->seen;
}

static struct seen *
ask(struct fixture *f, const char *path)
{
	return ask_as(f, (struct fetch_request){ .body_limit = 100 }, path);
}

static unsigned
requests_with(struct server *server, const char *words)
{
	unsigned count = 0;

	g_mutex_lock(&server->lock);
	for (guint i = 0; i < server->requests->len; i++)
		count += strstr(server->requests->pdata[i], words) != NULL;
	g_mutex_unlock(&server->lock);
	return count;
}

/* ---- tests ---- */

static void
test_answers(struct fixture *f, const void *data)
{
	(void)data;
	struct seen *seen = ask(f, "/plain");

	g_assert_cmpint(seen->error, ==, FETCH_DONE);
	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpstr(seen->body, ==, "hello");
	g_assert_cmpstr(seen->kind, ==, "plain");
	g_assert_cmpint(seen->total, >, 0);
	g_assert_cmpuint(seen->attempts, ==, 1);
	g_assert_cmpuint(requests_with(f->server, "User-Agent: sitrep/"), ==, 1);

	seen = ask(f, "/missing");
	g_assert_cmpint(seen->status, ==, 404);
	g_assert_false(seen->transient);
	g_assert_null(seen->kind);

	seen = ask_as(f, (struct fetch_request){ .method = "HEAD" }, "/plain#part");
	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpstr(seen->body, ==, "");
	g_assert_cmpuint(requests_with(f->server, "HEAD /plain HTTP"), ==, 1);
}

static void
test_bodies(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .body_limit = 9 }, "/long")->error, ==, FETCH_TOO_LARGE);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .body_limit = 10 }, "/long")->error, ==, FETCH_DONE);

	struct seen *seen = ask_as(f, (struct fetch_request){ .body_limit = 4, .truncate = true }, "/long");

	g_assert_cmpint(seen->error, ==, FETCH_DONE);
	g_assert_cmpstr(seen->body, ==, "0123");
	g_assert_true(seen->truncated);

	seen = ask_as(f, (struct fetch_request){ .method = "PUT", .body = "sent", .body_size = 4 }, "/put");
	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "PUT /put HTTP/1.1"), ==, 1);
	g_assert_cmpuint(requests_with(f->server, "\r\n\r\nsent"), ==, 1);

	g_autofree char *file = g_build_filename(g_get_tmp_dir(), "test-fetch-XXXXXX", NULL);
	int open = g_mkstemp(file);

	g_assert_cmpint(write(open, "from a file", 11), ==, 11);
	close(open);
	seen = ask_as(f, (struct fetch_request){ .method = "PUT", .body_file = file }, "/put");
	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "\r\n\r\nfrom a file"), ==, 1);
	unlink(file);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .method = "PUT", .body_file = file }, "/put")->error, ==, FETCH_FILE);
}

static void
test_redirects(struct fixture *f, const void *data)
{
	(void)data;
	struct seen *seen = ask(f, "/moved");

	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpuint(seen->hops, ==, 2);
	g_assert_true(g_str_has_suffix(seen->url, "/plain"));
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .stay = true }, "/moved")->status, ==, 301);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .method = "POST", .body = "x", .body_size = 1 }, "/moved")->status, ==, 301);
	seen = ask(f, "/loop");
	g_assert_cmpint(seen->error, ==, FETCH_REDIRECTS);
	g_assert_cmpstr(seen->message, ==, "more than 10 redirects");
	g_assert_cmpint(ask(f, "/file")->error, ==, FETCH_FORBIDDEN);
	g_assert_cmpint(ask(f, "/inside")->error, ==, FETCH_FORBIDDEN);
}

/* A secret stays with the host and port that it was meant for. */
static void
test_secrets(struct fixture *f, const void *data)
{
	const struct fetch_header headers[] = { { "Authorization", "Bearer s3cret", true }, { "X-Open", "open", false } };
	struct fetch_request request = { .headers = headers, .header_count = 2 };

	(void)data;
	ask_as(f, request, "/found");
	g_assert_cmpuint(requests_with(f->server, "s3cret"), ==, 2);
	ask_as(f, request, "/away");
	g_assert_cmpuint(requests_with(f->server, "s3cret"), ==, 3);
	g_assert_cmpuint(requests_with(f->other, "s3cret"), ==, 0);
	g_assert_cmpuint(requests_with(f->other, "X-Open: open"), ==, 1);
	g_assert_cmpint(ask(f, "http://dana:s3cret@127.0.0.1/")->error, ==, FETCH_FORBIDDEN);
	g_assert_null(strstr(f->seen.message, "s3cret"));
	request.headers = (const struct fetch_header[]){ { "Idempotency-Key", "k\r\nX-Other: s3cret", false } };
	request.header_count = 1;
	g_assert_cmpint(ask_as(f, request, "/found")->error, ==, FETCH_FORBIDDEN);
	g_assert_cmpuint(requests_with(f->server, "X-Other"), ==, 0);
}

/* Signed is what is sent and nothing else; and a signature stays with its origin. */
static void
test_signed(struct fixture *f, const void *data)
{
	g_autofree char *folder = g_dir_make_tmp("fetch-XXXXXX", NULL), *file = g_build_filename(folder, "sent", NULL);
	int open_folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct fetch_request put = { .method = "PUT", .body_file = "sent", .body_folder = open_folder, .aws_sigv4 = "aws:amz:us-east-1:s3", .user = "KEY", .password = "SECRET" };
	const struct fetch_request get = { .aws_sigv4 = "aws:amz:us-east-1:s3", .user = "KEY", .password = "SECRET" };

	(void)data;
	g_assert_true(g_file_set_contents(file, "of a folder", -1, NULL));
	g_assert_cmpint(ask_as(f, put, "/put")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "\r\n\r\nof a folder"), ==, 1);
	g_assert_cmpuint(requests_with(f->server, "Authorization: AWS4-HMAC-SHA256 Credential=KEY/"), ==, 1);
	g_assert_cmpuint(requests_with(f->server, "expect"), ==, 0);
	g_assert_cmpuint(requests_with(f->server, "SECRET"), ==, 0);
	g_assert_cmpint(ask_as(f, get, "/away")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "Credential=KEY/"), ==, 2);
	g_assert_cmpuint(requests_with(f->other, "GET /plain"), ==, 1);
	g_assert_cmpuint(requests_with(f->other, "Credential=KEY/"), ==, 0);
	close(open_folder);
	unlink(file);
	rmdir(folder);
}

static void
test_retries(struct fixture *f, const void *data)
{
	(void)data;
	f->server->failures = 2;
	struct seen *seen = ask(f, "/later");

	g_assert_cmpint(seen->status, ==, 200);
	g_assert_cmpuint(seen->attempts, ==, 3);
	f->server->failures = 9;
	seen = ask(f, "/later");
	g_assert_cmpint(seen->status, ==, 503);
	g_assert_cmpuint(seen->attempts, ==, 4);
	g_assert_true(seen->transient);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .once = true }, "/later")->status, ==, 503);
	g_assert_cmpuint(f->seen.attempts, ==, 1);
	seen = ask(f, "/tomorrow");
	g_assert_cmpint(seen->status, ==, 429);
	g_assert_cmpuint(seen->attempts, ==, 1);
	g_assert_cmpint(seen->retry_after, ==, 86400);
	seen = ask(f, "/broken");
	g_assert_cmpint(seen->error, ==, FETCH_BROKEN);
	g_assert_cmpuint(seen->attempts, ==, 4);
	/* What may have worked is not sent twice. */
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .method = "POST", .body = "x", .body_size = 1, .body_limit = 100 }, "/broken")->error, ==, FETCH_BROKEN);
	g_assert_cmpuint(f->seen.attempts, ==, 1);
}

/* A cookie lives as long as its request, where it is kept at all. */
static void
test_cookies(struct fixture *f, const void *data)
{
	(void)data;
	g_assert_cmpint(ask(f, "/cookie")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "Cookie:"), ==, 0);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .cookies = true }, "/cookie")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "Cookie: a=b"), ==, 1);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .cookies = true }, "/plain")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->server, "Cookie:"), ==, 1);
}

/* Who wants to be left alone for longer than anybody waits is, by a set that has patience; other hosts are asked. */
static void
test_pause(struct fixture *f, const void *data)
{
	struct fetch_options options = { .network = &f->network, .retries = 3, .retry_delay = 1, .seed = 1, .per_host = 1, .patience = 3 };
	g_autofree char *elsewhere = g_strdup_printf("http://127.0.0.1:%u/plain", f->server->other_port);
	g_autofree char *words = g_strdup_printf("127.0.0.1:%u wants to be left alone for 1d", f->server->port);
	const char *problem;

	(void)data;
	g_assert_cmpint(ask(f, "/tomorrow")->status, ==, 429);
	g_assert_cmpint(ask(f, "/plain")->status, ==, 200);
	f->fetch = fetch_new(f->pool, &options, &problem);
	g_assert_cmpint(ask(f, "/tomorrow")->status, ==, 429);
	g_assert_cmpint(ask(f, "/plain")->error, ==, FETCH_BUSY);
	g_assert_cmpuint(f->seen.attempts, ==, 0);
	g_assert_true(f->seen.transient);
	g_assert_cmpstr(f->seen.message, ==, words);
	g_assert_cmpuint(requests_with(f->server, "GET /plain"), ==, 1);
	g_assert_cmpint(ask(f, elsewhere)->status, ==, 200);
}

static void
test_errors(struct fixture *f, const void *data)
{
	(void)data;
	struct server *gone = server_new();
	g_autofree char *nobody = g_strdup_printf("http://127.0.0.1:%u/", gone->port);
	g_autofree char *words = g_strdup_printf("127.0.0.1:%u takes no connection", gone->port);

	server_free(gone);
	g_assert_cmpint(ask(f, nobody)->error, ==, FETCH_CONNECT);
	g_assert_cmpstr(f->seen.message, ==, words);
	g_assert_cmpint(ask_as(f, (struct fetch_request){ .timeout = 50, .once = true }, "/never")->error, ==, FETCH_TIMEOUT);
	g_assert_true(f->seen.transient);
	g_assert_cmpint(ask(f, "https://")->error, ==, FETCH_BAD_URL);
	g_assert_cmpint(ask(f, "ftp://127.0.0.1/")->error, ==, FETCH_FORBIDDEN);
	g_assert_cmpint(ask(f, "file:///etc/passwd")->error, ==, FETCH_FORBIDDEN);
	g_assert_cmpint(ask(f, "http://name.invalid/")->error, ==, FETCH_DNS);
	/* TLS with what speaks none. */
	g_autofree char *plain = g_strdup_printf("https://127.0.0.1:%u/", f->server->port);
	g_assert_cmpint(ask(f, plain)->error, ==, FETCH_TLS);
	g_assert_true(f->seen.transient);
	g_assert_nonnull(strstr(f->seen.message, "broke off, or speaks no TLS"));
}

/* Without leave, nothing inside is connected to, however it is written. */
static void
test_inside(struct fixture *f, const void *data)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "[::ffff:127.0.0.1]", "0", "sub.localhost", "LOCALHOST",
		"localhost..", "１２７.1.", "ⓛocalhost" };
	struct fetch_options options = { .retries = 1, .retry_delay = 1, .seed = 1 };
	const char *problem;

	(void)data;
	f->fetch = fetch_new(f->pool, &options, &problem);
	for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
		g_autofree char *url = g_strdup_printf("http://%s:%u/plain", hosts[i], f->server->port);

		g_test_message("%s", url);
		g_assert_cmpint(ask(f, url)->error, ==, FETCH_FORBIDDEN);
		g_assert_nonnull(strstr(f->seen.message, "network.allow"));
	}
	g_assert_cmpuint(f->server->requests->len, ==, 0);
}

static void
test_allowed_host(struct fixture *f, const void *data)
{
	struct text name = { .s = "local*" };
	struct network_config network = { .hosts = { &name, 1, true, SPAN_NONE }, .timeout.seconds = DURATION_NONE };
	struct fetch_options options = { .network = &network, .seed = 1 };
	g_autofree char *by_name = g_strdup_printf("http://localhost:%u/plain", f->server->port);
	const char *problem;

	(void)data;
	f->fetch = fetch_new(f->pool, &options, &problem);
	g_assert_cmpint(ask(f, by_name)->status, ==, 200);
	g_assert_cmpint(ask(f, "/plain")->error, ==, FETCH_FORBIDDEN);
}

static void
count_one(void *data, const struct fetch_result *result)
{
	unsigned *count = data;

	g_assert_cmpint(result->status, ==, 200);
	(*count)++;
}

static void
test_many(struct fixture *f, const void *data)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/slow", f->server->port);
	unsigned count = 0;

	(void)data;
	for (int i = 0; i < 20; i++)
		fetch_add(f->fetch, &(struct fetch_request){ .url = url, .done = count_one, .data = &count });
	fetch_run(f->fetch);
	g_assert_cmpuint(count, ==, 20);
	g_assert_cmpuint(f->server->busiest, <=, 3);
	g_assert_cmpuint(f->server->busiest, >=, 2);
}

struct chain {
	struct fixture *f;
	char *url;
	unsigned left, stopped;
};

static void
add_next(void *data, const struct fetch_result *result)
{
	struct chain *chain = data;

	if (result->error == FETCH_STOPPED)
		chain->stopped++;
	else if (chain->left-- > 0)
		fetch_add(chain->f->fetch, &(struct fetch_request){ .url = chain->url, .done = add_next, .data = chain });
	else
		fetch_stop(chain->f->fetch);
}

/* A callback adds requests, and ends the set while others wait. */
static void
test_callbacks(struct fixture *f, const void *data)
{
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/plain", f->server->port);
	g_autofree char *never = g_strdup_printf("http://127.0.0.1:%u/never", f->other->port);
	struct chain chain = { f, url, 3, 0 };

	(void)data;
	for (int i = 0; i < 5; i++)
		fetch_add(f->fetch, &(struct fetch_request){ .url = never, .done = add_next, .data = &chain });
	fetch_add(f->fetch, &(struct fetch_request){ .url = url, .done = add_next, .data = &chain });
	fetch_run(f->fetch);
	g_assert_cmpuint(chain.stopped, ==, 5);
	g_assert_cmpuint(f->server->requests->len, ==, 4);
	/* What never ran is let go with the set. */
	fetch_add(f->fetch, &(struct fetch_request){ .url = url, .done = add_next, .data = &chain });
}

/* The proxy is the environment's; what no_proxy names goes straight. */
static void
test_proxy(struct fixture *f, const void *data)
{
	static const char *const disguised[] = { "http://１６９.254.43518/", "http://①⑥⑨.254.169.254/", "http://２８５２０３９１６６/", "http://169.254.43518./", "http://0xa9fea9fe./",
		"http://169。254。169。254/", "http://[::ffff:a9fe:a9fe]/" };
	g_autofree char *proxy = g_strdup_printf("http://127.0.0.1:%u", f->other->port);

	(void)data;
	g_setenv("http_proxy", proxy, TRUE);
	g_setenv("no_proxy", "other.example, .example.org,127.0.0.0/8", TRUE);
	g_assert_cmpint(ask(f, "http://status.example.com/x")->status, ==, 200);
	g_assert_cmpuint(requests_with(f->other, "GET http://status.example.com/x HTTP/1.1"), ==, 1);
	g_assert_cmpint(ask(f, "/plain")->status, ==, 200);
	g_assert_cmpuint(f->other->requests->len, ==, 1);
	g_assert_cmpint(ask(f, "http://169.254.169.254/latest")->error, ==, FETCH_FORBIDDEN);
	for (size_t i = 0; i < G_N_ELEMENTS(disguised); i++)
		g_assert_cmpint(ask(f, disguised[i])->error, ==, FETCH_FORBIDDEN);
	g_assert_cmpuint(f->other->requests->len, ==, 1);
	g_unsetenv("http_proxy");
	g_unsetenv("no_proxy");
}

/* What is no HTTP is an answer that is broken, not one that was refused; headers have an end, also those behind the body. */
static void
test_no_answers(struct fixture *f, const void *data)
{
	static const char *const endless[] = { "/headers", "/header", "/trailers" };

	(void)data;
	g_assert_cmpint(ask(f, "/no-http")->error, ==, FETCH_BROKEN);
	g_assert_nonnull(strstr(f->seen.message, "the answer is no HTTP"));
	for (size_t i = 0; i < G_N_ELEMENTS(endless); i++) {
		g_assert_cmpint(ask(f, endless[i])->error, ==, FETCH_BROKEN);
		g_test_message("%s: %s", endless[i], f->seen.message);
	}
	g_assert_nonnull(strstr(f->seen.message, "the headers of the answer don't end"));
}

static void
test_offline(struct fixture *f, const void *data)
{
	const char *problem = NULL;

	(void)data;
	g_assert_null(fetch_new(f->pool, &(struct fetch_options){ .offline = true }, &problem));
	g_assert_nonnull(strstr(problem, "--offline"));
}

int
main(int count, char **arguments)
{
	static const char *const proxies[] = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY" };

	g_test_init(&count, &arguments, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(proxies); i++)
		g_unsetenv(proxies[i]);
#define TEST(name) g_test_add("/fetch/" #name, struct fixture, NULL, set_up, test_##name, tear_down)
	TEST(answers);
	TEST(bodies);
	TEST(redirects);
	TEST(secrets);
	TEST(signed);
	TEST(retries);
	TEST(cookies);
	TEST(pause);
	TEST(errors);
	TEST(inside);
	TEST(allowed_host);
	TEST(many);
	TEST(callbacks);
	TEST(proxy);
	TEST(no_answers);
	TEST(offline);
	return g_test_run();
}
