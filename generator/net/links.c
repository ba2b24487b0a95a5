#include "net/links_parts.h"

#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/time.h"
#include "model/config.h"
#include "read/cache_folder.h"

enum {
	PAGE_LIMIT = 4 << 20,
	CACHE_LIMIT = 64 << 20,
	PATIENCE = 3, /* requests to a host that does not answer at all */
};

/* ---- what earlier runs know ---- */

static void
read_cache(struct asking *asking)
{
	g_autofree char *bytes = NULL;
	const char *path = asking->options->cache;
	gsize size = 0;

	if (path && (!g_file_get_contents(path, &bytes, &size, NULL) || size > CACHE_LIMIT))
		g_clear_pointer(&bytes, g_free);
	asking->cache = linkcache_read(asking->pool, bytes, size);
}

/* Only what was good holds: what was not is asked again. */
static bool
is_recalled(struct address_asked *address)
{
	const struct asking *asking = address->asking;
	int64_t age;
	struct link_memory memory;

	if (asking->options->fresh || !linkcache_find(asking->cache, address->url, &memory) || !memory.good || memory.checked == TIME_NONE)
		return false;
	age = asking->site->now - memory.checked;
	if (age < 0 || age >= asking->site->config->links.cache.seconds)
		return false;
	for (guint i = 0; i < address->uses->len; i++) {
		struct use *use = &g_array_index(address->uses, struct use, i);

		if (use->fragment && linkcache_fragment(asking->cache, address->url, use->fragment) != LINK_FRAGMENT_THERE)
			return false;
	}
	address->verdict = VERDICT_FINE;
	address->moved = memory.moved;
	return true;
}

static void
remember(struct address_asked *address)
{
	struct linkcache *cache = address->asking->cache;
	int64_t now = address->asking->site->now;
	struct link_memory before, memory = { .good = address->verdict == VERDICT_FINE, .checked = now, .moved = address->moved, .failing_since = TIME_NONE };

	if (!address->asked)
		return;
	linkcache_find(cache, address->url, &before);
	if (address->verdict == VERDICT_UNCLEAR || before.failing_since != TIME_NONE)
		memory.failing_since = before.failing_since != TIME_NONE ? before.failing_since : now;
	if (address->verdict == VERDICT_FINE)
		memory.failing_since = TIME_NONE;
	linkcache_set(cache, address->url, &memory);
	for (guint i = 0; i < address->uses->len; i++) {
		const struct use *use = &g_array_index(address->uses, struct use, i);

		if (use->fragment && memory.good)
			linkcache_set_fragment(cache, address->url, use->fragment, !use->missing);
	}
}

static bool
is_used(void *data, const char *url)
{
	const struct asking *asking = data;

	return g_hash_table_contains(asking->by_url, url);
}

/* False: it could not be kept. */
static bool
keep_cache(struct asking *asking)
{
	const char *text;

	if (!asking->options->cache)
		return true;
	for (guint i = 0; i < asking->addresses->len; i++)
		remember(asking->addresses->pdata[i]);
	linkcache_prune(asking->cache, is_used, asking);
	text = linkcache_render(asking->pool, asking->cache);
	return cache_replace(asking->options->cache, text, strlen(text), "", 0);
}

/* ---- asking ---- */

static void ask(struct address_asked *address, bool by_head);

/* Who was not heard out has said nothing. */
static void
forget(struct address_asked *address)
{
	address->asked = false;
	address->verdict = VERDICT_NONE;
}

static void
heard(struct address_asked *address, const struct fetch_result *result, bool by_head)
{
	if (result->error == FETCH_STOPPED)
		forget(address);
	else if (links_judge(address, result, by_head))
		address->asking->done++;
	else
		ask(address, false);
}

static void
heard_head(void *data, const struct fetch_result *result)
{
	heard(data, result, true);
}

static void
heard_page(void *data, const struct fetch_result *result)
{
	heard(data, result, false);
}

static void
ask(struct address_asked *address, bool by_head)
{
	static const char *const wanted[] = { "Content-Type", NULL };
	static const struct fetch_header accept = { "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", false };
	struct fetch_request request = { .method = by_head ? "HEAD" : "GET", .url = address->url, .headers = &accept, .header_count = 1, .wanted = wanted,
		.body_limit = address->has_fragment && !address->login ? PAGE_LIMIT : 0, .truncate = true, .cookies = true, .done = by_head ? heard_head : heard_page, .data = address };

	fetch_add(address->asking->fetch, &request);
}

static bool
tick(void *data)
{
	struct asking *asking = data;
	const struct links_options *options = asking->options;

	if (options->progress)
		options->progress(options->progress_data, asking->done, asking->asked);
	asking->stopped = options->is_stopped && options->is_stopped(options->stop_data);
	return !asking->stopped;
}

/* From inside, what links.inside and internal_hosts name may be reached. */
static const struct network_config *
network_for(const struct asking *asking)
{
	const struct config *config = asking->site->config;
	const struct texts lists[] = { config->network.hosts, config->links.inside, config->internal_hosts };
	struct network_config *network = pool_memdup(asking->pool, &config->network, sizeof *network);
	struct text *hosts = pool_array(asking->pool, struct text, lists[0].count + lists[1].count + lists[2].count);
	size_t count = 0;

	for (size_t i = 0; i < (asking->options->inside ? G_N_ELEMENTS(lists) : 1); i++)
		for (size_t k = 0; k < lists[i].count; k++)
			if (lists[i].items[k].s && !strchr(lists[i].items[k].s, '/'))
				hosts[count++] = (struct text){ address_host(asking->pool, lists[i].items[k].s), lists[i].items[k].span };
	network->hosts.items = hosts;
	network->hosts.count = count;
	return network;
}

static bool
ask_all(struct asking *asking, const char **problem)
{
	const struct link_config *links = &asking->site->config->links;
	struct fetch_options options = { .network = network_for(asking), .offline = asking->options->offline, .per_host = (unsigned)links->per_host.n,
		.retries = (unsigned)links->retries.n, .patience = PATIENCE };

	if (asking->options->offline) {
		fetch_new(asking->pool, &options, problem);
		return false;
	}
	for (guint i = 0; i < asking->addresses->len; i++) {
		struct address_asked *address = asking->addresses->pdata[i];

		if (address->verdict != VERDICT_NONE || is_recalled(address))
			continue;
		if (!asking->fetch && !(asking->fetch = fetch_new(asking->pool, &options, problem)))
			return false;
		asking->asked++;
		ask(address, !address->has_fragment || address->login);
	}
	if (!asking->fetch)
		return true;
	fetch_watch(asking->fetch, tick, asking);
	fetch_run(asking->fetch);
	return true;
}

/* Where several hosts were asked and not one gave a sign of life, it is not they who are away. */
static bool
is_cut_off(const struct asking *asking)
{
	const char *host = NULL;
	bool several = false;

	for (guint i = 0; i < asking->addresses->len; i++) {
		const struct address_asked *address = asking->addresses->pdata[i];

		if (!address->asked)
			continue;
		if (!address->silent)
			return false;
		several |= host && strcmp(host, address->host) != 0;
		host = address->host;
	}
	return several;
}

/* ---- what is said of it ---- */

static void
complain(struct findings *findings, const struct address_asked *address, const struct use *use)
{
	const char *hash = use->fragment ? "#" : "", *fragment = use->fragment ? use->fragment : "";

	if (address->refused && address->verdict == VERDICT_DEAD)
		finding_help(finding_add(findings, RULE_LINK_EXTERNAL, use->span, "%s can't be asked for: %s", address->shown, address->why), "correct it, or take the link out");
	else if (address->verdict == VERDICT_DEAD)
		finding_help(finding_add(findings, RULE_LINK_EXTERNAL, use->span, "%s is dead: %s", address->shown, address->why), "find out where it has gone, or take the link out");
	else if (address->verdict == VERDICT_LOGIN)
		finding_help(finding_add(findings, RULE_LINK_EXTERNAL, use->span, "%s turns away who comes without a login: %s", address->shown, address->why),
		    "where readers have one, name %s under links.login in site.yaml", address->host);
	else if (use->missing)
		finding_help(finding_add(findings, RULE_LINK_EXTERNAL, use->span, "%s has no place \"#%s\"", address->shown, fragment), "look for the heading that is meant, or link to the whole page");
	if (address->verdict == VERDICT_FINE && address->moved)
		finding_help(finding_add(findings, RULE_LINK_MOVED, use->span, "%s has moved for good", address->shown), "write \"%s%s%s\"", address->moved,
		    strchr(address->moved, '#') ? "" : hash, strchr(address->moved, '#') ? "" : fragment);
}

static void
add_doubt(GArray *doubts, const struct address_asked *address)
{
	const struct link_doubt doubt = { address->shown, address->why, g_array_index(address->uses, struct use, 0).span };

	g_array_append_val(doubts, doubt);
}

static int
compare_doubts(const void *a, const void *b)
{
	const struct link_doubt *p = a, *q = b;

	return strcmp(p->address, q->address);
}

/* findings NULL: nothing is said of them. */
static void
sum_up(struct asking *asking, struct findings *findings, struct links_summary *summary)
{
	g_autoptr(GArray) doubts = g_array_new(FALSE, FALSE, sizeof(struct link_doubt));

	*summary = (struct links_summary){ .addresses = asking->addresses->len, .stopped = asking->stopped };
	for (guint i = 0; i < asking->addresses->len; i++) {
		const struct address_asked *address = asking->addresses->pdata[i];

		summary->asked += address->asked;
		summary->ignored += address->verdict == VERDICT_IGNORED;
		summary->inside += address->verdict == VERDICT_INSIDE;
		summary->cached += address->verdict == VERDICT_FINE && !address->asked;
		if (address->verdict == VERDICT_UNCLEAR)
			add_doubt(doubts, address);
		for (guint k = 0; findings && k < address->uses->len; k++)
			complain(findings, address, &g_array_index(address->uses, struct use, k));
	}
	g_array_sort(doubts, compare_doubts);
	summary->doubts = (struct list){ pool_memdup(asking->pool, doubts->len ? doubts->data : "", doubts->len * sizeof(struct link_doubt)), doubts->len };
}

bool
links_ask(struct pool *pool, const struct site *site, struct findings *findings, const struct links_options *options, struct links_summary *summary,
    const char **problem)
{
	struct asking asking = { .pool = pool, .site = site, .options = options };
	bool answered;

	asking.addresses = g_ptr_array_new();
	asking.by_url = g_hash_table_new(g_str_hash, g_str_equal);
	read_cache(&asking);
	links_collect(&asking);
	answered = ask_all(&asking, problem);
	if (answered && !asking.stopped && is_cut_off(&asking)) {
		*problem = "not one of the hosts can be reached: is there a network?";
		answered = false;
	}
	if (answered) {
		if (!asking.stopped)
			links_doubt_names(&asking);
		sum_up(&asking, asking.stopped ? NULL : findings, summary);
		summary->forgotten = !keep_cache(&asking);
	}
	g_ptr_array_unref(asking.addresses);
	g_hash_table_unref(asking.by_url);
	return answered;
}
