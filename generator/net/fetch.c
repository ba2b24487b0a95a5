#include "net/fetch_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "model/config.h"
#include "net/retry.h"

enum {
	PER_HOST = 4,
	TOTAL = 256,
	TIMEOUT = 10 * 1000,       /* milliseconds, as are all of these */
	DELAY = 500,
	WAIT_LIMIT = 30 * 1000,
	TICK = 100,
	REDIRECTS = 10,
};

static const char *const error_names[] = {
	[FETCH_DONE] = "answered",
	[FETCH_BAD_URL] = "no address",
	[FETCH_FORBIDDEN] = "refused by the rules",
	[FETCH_DNS] = "unknown name",
	[FETCH_CONNECT] = "no connection",
	[FETCH_TIMEOUT] = "timed out",
	[FETCH_TLS] = "not trusted",
	[FETCH_TOO_LARGE] = "too large",
	[FETCH_REDIRECTS] = "redirects",
	[FETCH_BROKEN] = "broken off",
	[FETCH_FILE] = "unreadable file",
	[FETCH_BUSY] = "left alone",
	[FETCH_STOPPED] = "stopped",
};

const char *
fetch_error_name(enum fetch_error error)
{
	return error_names[error];
}

/* ---- the set ---- */

static void stop_all(struct fetch *fetch);

static void
release(void *object)
{
	struct fetch *fetch = object;

	fetch->silent = true;
	stop_all(fetch);
	fetch->library.multi_cleanup(fetch->multi);
	fetch->library.global_cleanup();
	g_hash_table_unref(fetch->hosts);
	g_ptr_array_unref(fetch->running);
	g_rand_free(fetch->random);
}

static void
set_defaults(struct fetch *fetch)
{
	struct fetch_options *options = &fetch->options;
	const struct network_config *network = options->network;

	if (options->timeout <= 0)
		options->timeout = network && network->timeout.seconds > 0 ? network->timeout.seconds * 1000 : TIMEOUT;
	options->per_host = options->per_host > 0 ? options->per_host : PER_HOST;
	options->total = options->total > 0 ? options->total : TOTAL;
	options->retry_delay = options->retry_delay > 0 ? options->retry_delay : DELAY;
	options->wait_limit = options->wait_limit > 0 ? options->wait_limit : WAIT_LIMIT;
	fetch->network = network;
	fetch->user_agent = network && network->user_agent.s ? network->user_agent.s : "sitrep/" SITREP_VERSION;
	fetch->authorities = environment_authorities();
}

struct fetch *
fetch_new(struct pool *pool, const struct fetch_options *options, const char **problem)
{
	struct fetch *fetch = pool_new0(pool, struct fetch);

	fetch->pool = pool;
	fetch->options = *options;
	if (options->offline) {
		*problem = "this needs the network, and --offline forbids it";
		return NULL;
	}
	if (!library_open(&fetch->library, problem))
		return NULL;
	set_defaults(fetch);
	fetch->multi = fetch->library.multi_init();
	if (!fetch->multi)
		g_error("libcurl has no memory");
	fetch->library.multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, (long)fetch->options.total);
	fetch->hosts = g_hash_table_new(g_str_hash, g_str_equal);
	fetch->running = g_ptr_array_new();
	fetch->random = options->seed ? g_rand_new_with_seed(options->seed) : g_rand_new();
	return pool_adopt(pool, fetch, release);
}

void
fetch_watch(struct fetch *fetch, bool (*tick)(void *data), void *data)
{
	fetch->tick = tick;
	fetch->tick_data = data;
}

void
fetch_stop(struct fetch *fetch)
{
	fetch->stopped = true;
}

/* ---- a job's way ---- */

static void
copy_request(struct pool *pool, const struct fetch_request *request, struct fetch_request *copy)
{
	struct fetch_header *headers = pool_array(pool, struct fetch_header, request->header_count);
	size_t wanted = request->wanted ? g_strv_length((char **)request->wanted) : 0;
	size_t recipients = request->mail_to ? g_strv_length((char **)request->mail_to) : 0;
	const char **names = pool_array(pool, const char *, wanted + 1), **addresses = pool_array(pool, const char *, recipients + 1);

	*copy = *request;
	for (size_t i = 0; i < request->header_count; i++)
		headers[i] = (struct fetch_header){ pool_strdup(pool, request->headers[i].name), pool_strdup(pool, request->headers[i].value), request->headers[i].secret };
	for (size_t i = 0; i < wanted; i++)
		names[i] = pool_strdup(pool, request->wanted[i]);
	for (size_t i = 0; i < recipients; i++)
		addresses[i] = pool_strdup(pool, request->mail_to[i]);
	copy->headers = headers;
	copy->mail_from = pool_strdup(pool, request->mail_from);
	copy->mail_to = addresses;
	copy->wanted = names;
	copy->method = pool_strdup(pool, request->method ? request->method : "GET");
	copy->url = pool_strdup(pool, request->url);
	copy->called = pool_strdup(pool, request->called);
	copy->body_file = pool_strdup(pool, request->body_file);
	copy->aws_sigv4 = pool_strdup(pool, request->aws_sigv4);
	copy->user = pool_strdup(pool, request->user);
	copy->password = pool_strdup(pool, request->password);
}

static struct host *
host_of(struct fetch *fetch, const struct target *target)
{
	const char *name = pool_printf(fetch->pool, "%s:%u", target->host ? target->host : "", target->port);
	struct host *host = g_hash_table_lookup(fetch->hosts, name);

	if (host)
		return host;
	host = pool_new0(fetch->pool, struct host);
	g_hash_table_insert(fetch->hosts, (char *)name, host);
	return host;
}

/* Whether what came of it may pass by itself. */
static bool
is_transient(const struct job *job)
{
	const struct fetch_result *result = &job->result;

	switch (result->error) {
	case FETCH_DONE:
		return result->status == 429 || result->status == 500 || (result->status >= 502 && result->status <= 504);
	case FETCH_DNS:
	case FETCH_CONNECT:
	case FETCH_TIMEOUT:
	case FETCH_BROKEN:
	case FETCH_BUSY:
		return true;
	case FETCH_TLS:
		return job->unmet;
	default:
		return false;
	}
}

static void
end_job(struct job *job)
{
	struct fetch_result *result = &job->result;
	const guint8 nul = 0;

	g_byte_array_append(job->body, &nul, 1);
	result->body = (const char *)job->body->data;
	result->body_size = job->body->len - 1;
	result->hops = (const struct fetch_hop *)(const void *)job->hops->data;
	result->hop_count = job->hops->len;
	result->attempts = job->attempts;
	result->transient = is_transient(job);
	if (!result->url)
		result->url = job->request.url;
	job->fetch->pending--;
	if (job->request.done && !job->fetch->silent)
		job->request.done(job->request.data, result);
	g_byte_array_unref(job->body);
	g_array_unref(job->hops);
	hop_forget(job);
	pool_free(job->pool);
}

static void
join_queue(struct job *job, bool first)
{
	job->host = host_of(job->fetch, &job->target);
	job->fetch->moved = true;
	if (first)
		g_queue_push_head(&job->host->waiting, job);
	else
		g_queue_push_tail(&job->host->waiting, job);
}

/* A request that can't be made is answered when the set runs, like the others. */
void
fetch_add(struct fetch *fetch, const struct fetch_request *request)
{
	struct pool *pool = pool_new_small();
	struct job *job = pool_new0(pool, struct job);
	const char *message;
	enum fetch_error error;

	job->fetch = fetch;
	job->pool = pool;
	copy_request(pool, request, &job->request);
	job->body = g_byte_array_new();
	job->hops = g_array_new(FALSE, FALSE, sizeof(struct fetch_hop));
	job->result = (struct fetch_result){ .times = { -1, -1, -1, -1, -1 }, .certificate_expires = TIME_NONE, .retry_after = -1 };
	job->result.headers = pool_array(pool, const char *, g_strv_length((char **)job->request.wanted) + 1);
	error = target_read(fetch, pool, &job->request, job->request.url, &job->first, &message);
	if (error != FETCH_DONE)
		job_fail(job, error, "%s", message);
	job->result.inside = job->first.inside;
	job->target = job->first;
	fetch->pending++;
	join_queue(job, false);
}

/* A method that may be sent again though it may have worked. */
static bool
is_repeatable(const struct fetch_request *request)
{
	return strcmp(request->method, "POST") != 0 && strcmp(request->method, "PATCH") != 0;
}

static bool
is_tried_again(const struct job *job)
{
	const struct fetch_result *result = &job->result;

	if (job->request.once || job->attempts > job->fetch->options.retries || !is_transient(job))
		return false;
	if (result->retry_after * 1000 > job->fetch->options.wait_limit)
		return false;
	return is_repeatable(&job->request) || result->status == 429 || result->status == 503 || result->error == FETCH_DNS ||
	    result->error == FETCH_CONNECT || result->error == FETCH_TLS;
}

/* The same from the beginning, later.  A host that asks for time is left alone by all. */
static void
try_again(struct job *job)
{
	const struct fetch_options *options = &job->fetch->options;
	int64_t now = g_get_monotonic_time();
	int64_t delay = retry_delay(job->attempts, options->retry_delay, options->wait_limit, g_rand_double(job->fetch->random));

	if (job->result.retry_after >= 0) {
		delay = MAX(job->result.retry_after * 1000, delay);
		job->host->not_before = MAX(job->host->not_before, now + job->result.retry_after * G_USEC_PER_SEC);
	}
	job->not_before = now + delay * 1000;
	job->target = job->first;
	job->spent = 0;
	hop_forget(job);
	g_array_set_size(job->hops, 0);
	join_queue(job, false);
}

static bool
is_followed(const struct job *job)
{
	const struct fetch_request *request = &job->request;

	return job->location && !request->stay && (strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0);
}

/* The next hop waits for its own host's turn. */
static bool
follow(struct job *job)
{
	unsigned limit = job->request.redirect_limit > 0 ? job->request.redirect_limit : REDIRECTS;
	struct fetch_hop hop = { job->result.status, job->target.url, job->location };
	const char *message;
	enum fetch_error error;

	g_array_append_val(job->hops, hop);
	if (job->hops->len > limit) {
		job_fail(job, FETCH_REDIRECTS, "more than %u redirects", limit);
		return false;
	}
	error = target_read(job->fetch, job->pool, &job->request, job->location, &job->target, &message);
	if (error != FETCH_DONE) {
		job->result.inside = job->target.inside;
		job_fail(job, error == FETCH_BAD_URL ? FETCH_REDIRECTS : error, "a redirect: %s", message);
		return false;
	}
	join_queue(job, true);
	return true;
}

/* Whether nobody answered at all. */
static bool
is_silence(enum fetch_error error)
{
	return error == FETCH_DNS || error == FETCH_CONNECT || error == FETCH_TIMEOUT;
}

static void
note_silence(struct host *host, enum fetch_error error)
{
	host->silent = is_silence(error) ? host->silent + 1 : 0;
	host->silence = error;
}

/* A pause that nobody here waits for. */
static void
note_pause(const struct job *job)
{
	const struct fetch_result *result = &job->result;

	if (result->error == FETCH_DONE && (result->status == 429 || result->status == 503) && result->retry_after * 1000 > job->fetch->options.wait_limit)
		job->host->pause = result->retry_after;
}

static void
after_hop(struct job *job, CURLcode code)
{
	job->host->active--;
	hop_finish(job, code);
	note_silence(job->host, job->result.error);
	note_pause(job);
	job->fetch->moved = true;
	if (is_followed(job) && follow(job))
		return;
	if (is_tried_again(job))
		try_again(job);
	else
		end_job(job);
}

/* ---- running ---- */

/* False: it has its result already. */
static bool
start_job(struct job *job)
{
	if (job->hops->len == 0 && job->result.error == FETCH_DONE)
		job->attempts++;
	return hop_prepare(job);
}

/* A job that can't be made, or whose host has been silent for too long, or wants to be left alone. */
static bool
is_hopeless(const struct fetch *fetch, struct job *job)
{
	const struct host *host = job->host;

	if (job->attempts == 0 && job->result.error != FETCH_DONE)
		return true;
	if (fetch->options.patience == 0)
		return false;
	if (host->silent >= fetch->options.patience)
		job_fail(job, host->silence, "%s has given no answer to others", job->target.place);
	else if (host->pause > 0)
		job_fail(job, FETCH_BUSY, "%s wants to be left alone for %s", job->target.place, duration_format(job->pool, host->pause));
	else
		return false;
	return true;
}

static void
start(struct fetch *fetch, struct job *job)
{
	bool hopeless = is_hopeless(fetch, job);

	job->result.error = hopeless ? job->result.error : FETCH_DONE;
	if (hopeless || !start_job(job)) {
		hop_release(job);
		end_job(job);
		return;
	}
	job->host->active++;
	g_ptr_array_add(fetch->running, job);
	fetch->library.multi_add_handle(fetch->multi, job->easy);
}

/* The next job of a host whose time has come; else *wake says when there may be one. */
static struct job *
take_turn(const struct fetch *fetch, struct host *host, int64_t now, int64_t *wake)
{
	if (host->active >= fetch->options.per_host || host->waiting.length == 0)
		return NULL;
	if (host->not_before > now) {
		*wake = MIN(*wake, host->not_before);
		return NULL;
	}
	for (GList *link = host->waiting.head; link; link = link->next) {
		struct job *job = link->data;

		if (job->not_before <= now) {
			g_queue_delete_link(&host->waiting, link);
			return job;
		}
		*wake = MIN(*wake, job->not_before);
	}
	return NULL;
}

/* Jobs whose turn it is; gives the instant at which another one's comes.  A callback may add hosts, so
 * the table is not walked while jobs start. */
static int64_t
start_all(struct fetch *fetch)
{
	g_autofree void **hosts = g_hash_table_get_keys_as_array(fetch->hosts, NULL);
	int64_t now = g_get_monotonic_time(), wake = now + TICK * INT64_C(1000);

	for (void **name = hosts; *name; name++) {
		struct host *host = g_hash_table_lookup(fetch->hosts, *name);
		struct job *job;

		while (fetch->running->len < fetch->options.total && (job = take_turn(fetch, host, now, &wake)))
			start(fetch, job);
	}
	return wake;
}

static void
finish_done(struct fetch *fetch)
{
	CURLMsg *message;
	int left;

	while ((message = fetch->library.multi_info_read(fetch->multi, &left))) {
		CURLcode code = message->data.result;
		CURL *easy = message->easy_handle;
		struct job *job = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		fetch->library.easy_getinfo(easy, CURLINFO_PRIVATE, (char **)(void *)&job);
		fetch->library.multi_remove_handle(fetch->multi, easy);
		g_ptr_array_remove_fast(fetch->running, job);
		after_hop(job, code);
	}
}

static void
stop_job(struct job *job)
{
	job_fail(job, FETCH_STOPPED, "stopped");
	end_job(job);
}

static void
stop_all(struct fetch *fetch)
{
	g_autofree void **hosts = g_hash_table_get_keys_as_array(fetch->hosts, NULL);

	while (fetch->running->len > 0) {
		struct job *job = g_ptr_array_steal_index_fast(fetch->running, fetch->running->len - 1);

		fetch->library.multi_remove_handle(fetch->multi, job->easy);
		hop_release(job);
		job->host->active--;
		stop_job(job);
	}
	for (void **name = hosts; *name; name++) {
		struct host *host = g_hash_table_lookup(fetch->hosts, *name);
		struct job *job;

		while ((job = g_queue_pop_head(&host->waiting)))
			stop_job(job);
	}
}

static void
tick(struct fetch *fetch)
{
	int64_t now = g_get_monotonic_time();

	if (!fetch->tick || now - fetch->ticked < TICK * INT64_C(1000))
		return;
	fetch->ticked = now;
	if (!fetch->tick(fetch->tick_data))
		fetch->stopped = true;
}

static int
milliseconds_until(int64_t wake)
{
	return (int)CLAMP((wake - g_get_monotonic_time()) / 1000 + 1, 1, TICK);
}

void
fetch_run(struct fetch *fetch)
{
	int running;

	fetch->stopped = false;
	while (fetch->pending > 0) {
		fetch->moved = false;

		int64_t wake = start_all(fetch);

		fetch->library.multi_perform(fetch->multi, &running);
		finish_done(fetch);
		tick(fetch);
		if (fetch->stopped)
			stop_all(fetch);
		else if (fetch->pending > 0 && !fetch->moved)
			fetch->library.multi_poll(fetch->multi, NULL, 0, milliseconds_until(wake), NULL);
	}
}
