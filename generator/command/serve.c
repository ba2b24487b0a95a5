#include "command/serve.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "command/live.h"
#include "command/stages.h"
#include "serve/http.h"
#include "serve/settle.h"
#include "serve/watch.h"

#define PORT 8000
#define BEAT_MILLISECONDS 15000
#define CALM_MILLISECONDS 60 /* without a request or a change, after which there is time for other work */
#define UNREST_MILLISECONDS 1000 /* after which there must be */

/* What came of saving: a document that could be shown at once is followed by all else when its author rests; anything
 * else waits only for the rest of what is being saved. */
#define AFTER_ONE ((struct settle){ .quiet = 400, .most = 5000 })
#define AFTER_MANY ((struct settle){ .quiet = 25, .most = 500 })

/* Meanwhile nothing that is saved is shown: the longer reading everything took, the longer its author must have rested. */
#define REST_FACTOR 6
#define REST_MOST 3000

struct server {
	struct live *live;
	struct http *http;
	struct watch_files *watch;
	struct settle soon, later;
	bool has_assets;      /* among what is to be read again */
	int64_t busy, worked, beaten; /* when something happened last, when there was time, when streams were tried last */
	int ending;           /* becomes readable when the server is to end */
};

/* The write end of what ends the server; a signal's handler has no other way to tell. */
static int end_pipe = -1;

static void
note_end(int number)
{
	const int kept = errno;

	(void)number;
	(void)!write(end_pipe, "", 1);
	errno = kept;
}

static int64_t
milliseconds(void)
{
	return g_get_monotonic_time() / 1000;
}

static bool
is_port(const char *text, unsigned *port)
{
	char *end;
	const unsigned long number = strtoul(text, &end, 10);

	*port = (unsigned)number;
	return g_ascii_isdigit(*text) && !*end && number <= 65535;
}

/* ---- changes ---- */

/* Pages name pictures and the like, but don't change when those do. */
static bool
is_asset(const char *path)
{
	const bool is_text = g_str_has_suffix(path, ".md") || g_str_has_suffix(path, ".yaml") || g_str_has_suffix(path, ".yml");

	return g_str_has_prefix(path, "static/") || (g_str_has_prefix(path, "content/") && !is_text);
}

static bool
is_document(const char *path)
{
	return g_str_has_prefix(path, "content/") && g_str_has_suffix(path, ".md");
}

static void
take_saved(struct server *server, const struct saved *saved)
{
	const int64_t now = milliseconds();

	server->has_assets = server->has_assets || saved->more;
	for (guint i = 0; i < saved->paths->len; i++)
		server->has_assets = server->has_assets || is_asset(saved->paths->pdata[i]);
	server->worked = now;
	if (!saved->more && saved->paths->len == 1 && !server->soon.pending && is_document(saved->paths->pdata[0]) && live_replace(server->live, saved->paths->pdata[0]))
		settle_note(&server->later, now);
	else
		settle_note(&server->soon, now);
	server->busy = now;
}

static bool
is_due(const struct settle *settle)
{
	return settle_left(settle, milliseconds()) == 0;
}

/* Whether it was. */
static bool
reload_when_due(struct server *server)
{
	const int64_t began = milliseconds();

	if (!is_due(&server->soon) && !is_due(&server->later))
		return false;
	settle_done(&server->soon);
	settle_done(&server->later);
	if (server->has_assets)
		live_touch(server->live);
	server->has_assets = false;
	live_reload(server->live);
	server->later.quiet = CLAMP(REST_FACTOR * (milliseconds() - began), AFTER_ONE.quiet, REST_MOST);
	live_watch_others(server->live, server->watch);
	http_run(server->http); /* pages that are told ask at once, before there is any other work */
	server->busy = server->worked = milliseconds();
	return true;
}

/* ---- the loop ---- */

static int
least(int a, int64_t b)
{
	if (b < 0)
		return a;
	return a < 0 ? (int)b : (int)MIN(a, b);
}

/* Milliseconds until there is time for other work; -1: not before all is read again.  What will be read again soon is not worked upon. */
static int64_t
calm_left(const struct server *server, int64_t now)
{
	const int64_t calm = server->later.pending ? INT64_MAX : server->busy + CALM_MILLISECONDS;

	return server->soon.pending ? -1 : MAX(0, MIN(calm, server->worked + UNREST_MILLISECONDS) - now);
}

static int
time_to_wait(const struct server *server, bool has_work)
{
	const int64_t now = milliseconds();
	int wait = least(http_timeout(server->http), watch_timeout(server->watch));

	wait = least(wait, settle_left(&server->soon, now));
	wait = least(wait, settle_left(&server->later, now));
	wait = least(wait, MAX(0, server->beaten + BEAT_MILLISECONDS - now));
	return has_work ? least(wait, calm_left(server, now)) : wait;
}

static void
beat(struct server *server)
{
	if (milliseconds() < server->beaten + BEAT_MILLISECONDS)
		return;
	live_beat(server->live);
	server->beaten = milliseconds();
}

static int
serve_until_end(struct server *server)
{
	bool has_work = true;

	for (;;) {
		struct pollfd waiting[] = { { server->ending, POLLIN, 0 }, { http_descriptor(server->http), POLLIN, 0 }, { watch_descriptor(server->watch), POLLIN, 0 } };
		struct saved saved;

		if (poll(waiting, G_N_ELEMENTS(waiting), time_to_wait(server, has_work)) < 0 && errno != EINTR)
			return stages_fail("the server can't wait: %s", g_strerror(errno));
		if (waiting[0].revents)
			return EXIT_DONE;
		if (watch_take(server->watch, &saved)) {
			take_saved(server, &saved);
			g_ptr_array_unref(saved.paths);
		}
		if (waiting[1].revents)
			server->busy = milliseconds();
		http_run(server->http);
		has_work = reload_when_due(server) || has_work;
		beat(server);
		if (calm_left(server, milliseconds()) != 0)
			continue;
		server->worked = milliseconds();
		has_work = live_work(server->live);
	}
}

/* ---- the command ---- */

static void
open_browser(const char *address)
{
	char *words[] = { (char *)"xdg-open", (char *)address, NULL };
	g_autoptr(GError) error = NULL;

	if (!g_spawn_async(NULL, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, &error))
		stages_fail("the browser can't be opened: %s", error->message);
}

static void
close_descriptor(void *descriptor)
{
	close(GPOINTER_TO_INT(descriptor));
}

static bool
prepare_end(struct pool *pool, struct server *server)
{
	struct sigaction action = { .sa_handler = note_end, .sa_flags = SA_RESTART };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return false;
	server->ending = ends[0];
	end_pipe = ends[1];
	pool_adopt(pool, GINT_TO_POINTER(ends[0]), close_descriptor);
	pool_adopt(pool, GINT_TO_POINTER(ends[1]), close_descriptor);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	return true;
}

static int
begin(struct pool *pool, const struct options *options, struct server *server)
{
	const char *address = pool_printf(pool, "http://127.0.0.1:%u/", http_port(server->http));

	if (!live_reload(server->live))
		return EXIT_FAILED;
	live_watch_others(server->live, server->watch);
	if (!stages_print(pool_printf(pool, "%s\n", address)))
		return EXIT_FAILED;
	if (!options->quiet)
		fputs("serving until it is interrupted (Ctrl C)\n", stderr);
	if (options->open)
		open_browser(address);
	return serve_until_end(server);
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *site = stages_find_site(pool, options), *problem = NULL;
	struct server server = { .soon = AFTER_MANY, .later = AFTER_ONE, .busy = milliseconds(), .beaten = milliseconds() };
	unsigned port = PORT;

	if (!site)
		return EXIT_FAILED;
	if (options->port && !is_port(options->port, &port))
		return stages_fail("--port takes a number from 0 to 65535, not \"%s\"", options->port);
	if (!prepare_end(pool, &server))
		return stages_fail("%s", g_strerror(errno));
	server.live = live_new(pool, options, site);
	server.http = http_new(pool, port, live_answer, server.live, &problem);
	if (!server.http)
		return stages_fail("%s", problem);
	live_attach(server.live, server.http);
	server.watch = watch_open(pool, site, options->poll);
	return begin(pool, options, &server);
}

static const char *const taken[] = { "port", "open", "poll", "drafts", "strict", "due", NULL };

const struct command command_serve = {
	.name = "serve",
	.summary = "show the site in a browser while it is written",
	.description = "The handbook and the status page are built in memory and shown on this machine alone, at\n"
	               "the address that is printed.  What is saved is on the open pages at once; what is wrong is\n"
	               "shown on them and printed, and the last good page stays up until it is mended.  A finding on\n"
	               "a page opens the editor that VISUAL or EDITOR names, where that has a window of its own.",
	.options = taken,
	.history = NEEDS_HISTORY_OF_FILES,
	.probelog = true,
	.run = run,
};
