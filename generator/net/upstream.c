#include "net/upstream.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "net/fetch.h"
#include "read/cache_folder.h"

enum {
	ANSWER_LIMIT = 8 << 20,
	REDIRECT_LIMIT = 5,
	PER_HOST = 16, /* pages of many may be on one host, and all are asked in the same seconds */
};

struct asking {
	struct pool *pool;
	const struct site *site;
	struct fetch *fetch;
	GPtrArray *pages; /* struct asked */
	GHashTable *by_address;
	size_t done;
	int64_t deadline; /* microseconds on the monotonic clock */
	void (*tick)(void *data, size_t done, size_t total);
	void *tick_data;
};

/* One page. */
struct asked {
	struct asking *asking;
	const char *address;
	const struct service *service;
	struct upstream_page page;
	const char *why; /* NULL: it answered */
	bool lasting;
};

static const char *
words_of(struct pool *pool, const struct asking *asking, const struct fetch_result *result)
{
	if (result->error == FETCH_STOPPED || result->error == FETCH_TIMEOUT)
		return pool_printf(pool, "there was no answer within %" PRId64 " s", asking->site->config->upstreams.timeout.seconds);
	if (result->error != FETCH_DONE)
		return pool_strdup(pool, result->message);
	return pool_printf(pool, "the answer is %d", result->status);
}

static void
heard(void *data, const struct fetch_result *result)
{
	struct asked *asked = data;
	struct pool *pool = asked->asking->pool;

	asked->asking->done++;
	if (result->error == FETCH_DONE && result->status == 200) {
		asked->lasting = !upstream_answer_read(pool, result->body, result->body_size, &asked->page, &asked->why);
		return;
	}
	asked->why = words_of(pool, asked->asking, result);
	asked->lasting = !result->transient && result->error != FETCH_STOPPED;
}

static void
ask(struct asked *asked)
{
	static const struct fetch_header accept = { "Accept", "application/json", false };
	const struct fetch_request request = { .url = upstream_api(asked->asking->pool, asked->address), .headers = &accept, .header_count = 1,
		.body_limit = ANSWER_LIMIT, .redirect_limit = REDIRECT_LIMIT, .done = heard, .data = asked };

	fetch_add(asked->asking->fetch, &request);
}

static bool
tick(void *data)
{
	const struct asking *asking = data;

	if (asking->tick)
		asking->tick(asking->tick_data, asking->done, asking->pages->len);
	return g_get_monotonic_time() < asking->deadline;
}

static void
collect(struct asking *asking)
{
	const struct list *services = &asking->site->registers->services;

	for (size_t i = 0; i < services->count; i++) {
		const struct service *service = &REGISTER_ITEMS(*services, struct service)[i];
		const char *address = service->upstream.statuspage.s ? upstream_address(asking->pool, service->upstream.statuspage.s) : NULL;
		struct asked *asked;

		if (!address || !g_hash_table_add(asking->by_address, (void *)address))
			continue;
		asked = pool_new0(asking->pool, struct asked);
		*asked = (struct asked){ .asking = asking, .address = address, .service = service, .page.address = address };
		asked->why = upstream_refusal(asking->pool, asking->site->config, service->upstream.statuspage.s);
		asked->lasting = asked->why != NULL;
		g_ptr_array_add(asking->pages, asked);
	}
}

static bool
ask_all(struct asking *asking, bool offline, const char **problem)
{
	const int64_t seconds = asking->site->config->upstreams.timeout.seconds;
	const struct fetch_options options = { .network = &asking->site->config->network, .offline = offline, .timeout = seconds * 1000,
		.per_host = PER_HOST };

	if (asking->pages->len == 0)
		return true;
	asking->fetch = fetch_new(asking->pool, &options, problem);
	if (!asking->fetch)
		return false;
	asking->deadline = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	for (guint i = 0; i < asking->pages->len; i++) {
		struct asked *asked = asking->pages->pdata[i];

		if (asked->why)
			asking->done++;
		else
			ask(asked);
	}
	fetch_watch(asking->fetch, tick, asking);
	fetch_run(asking->fetch);
	return true;
}

/* ---- what comes of it ---- */

/* What was known of a page, and what is now. */
static struct upstream_page *
page_of(const struct asked *asked)
{
	const struct upstream_page *before = upstreams_find(asked->asking->site->upstreams, asked->address);
	const int64_t now = asked->asking->site->now;
	struct upstream_page page = { .address = asked->address, .answered = TIME_NONE };

	if (!asked->why) {
		page = asked->page;
		page.answered = now;
	} else if (before) {
		page = *before;
	}
	page.failed = asked->why ? now : TIME_NONE;
	page.problem = asked->why;
	page.lasting = asked->lasting;
	return pool_memdup(asked->asking->pool, &page, sizeof page);
}

static struct upstreams *
sum_up(const struct asking *asking, struct upstream_summary *summary)
{
	struct upstreams *known = upstreams_read(asking->pool, NULL, 0);
	struct upstream_failure *failures = pool_array(asking->pool, struct upstream_failure, asking->pages->len + 1);

	*summary = (struct upstream_summary){ .pages = asking->pages->len, .failures.items = failures };
	for (guint i = 0; i < asking->pages->len; i++) {
		const struct asked *asked = asking->pages->pdata[i];

		upstreams_set(known, page_of(asked));
		if (asked->why)
			failures[summary->failures.count++] = (struct upstream_failure){ asked->address, asked->why, asked->service };
	}
	summary->answered = summary->pages - summary->failures.count;
	return known;
}

static void
keep(const struct asking *asking, const struct upstreams *known)
{
	const char *file = upstreams_file(asking->pool, asking->site->directory), *text;

	if (!file || asking->pages->len == 0)
		return;
	text = upstreams_render(asking->pool, known);
	cache_replace(file, text, strlen(text), "", 0);
}

struct upstreams *
upstreams_ask(struct pool *pool, const struct site *site, bool offline, void (*say)(void *data, size_t done, size_t total), void *data,
    struct upstream_summary *summary, const char **problem)
{
	g_autoptr(GPtrArray) pages = g_ptr_array_new();
	g_autoptr(GHashTable) by_address = g_hash_table_new(g_str_hash, g_str_equal);
	struct asking asking = { .pool = pool, .site = site, .pages = pages, .by_address = by_address, .tick = say, .tick_data = data };
	struct upstreams *known;

	collect(&asking);
	if (!ask_all(&asking, offline, problem))
		return NULL;
	known = sum_up(&asking, summary);
	keep(&asking, known);
	return known;
}
