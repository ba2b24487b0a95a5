#include "net/links_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "net/fragments.h"

enum {
	PATIENCE = 7 * 24 * 60 * 60, /* seconds that trouble may last before it is a finding */
	MOVED_MOST = 2048,           /* bytes of an address that is proposed */
};

static const char *
status_words(int status)
{
	static const struct {
		int status;
		const char *words;
	} known[] = {
		{ 400, " Bad Request" }, { 401, " Unauthorized" }, { 402, " Payment Required" }, { 403, " Forbidden" }, { 404, " Not Found" }, { 405, " Method Not Allowed" },
		{ 406, " Not Acceptable" }, { 410, " Gone" }, { 429, " Too Many Requests" }, { 451, " Unavailable For Legal Reasons" },
		{ 500, " Internal Server Error" }, { 502, " Bad Gateway" }, { 503, " Service Unavailable" }, { 504, " Gateway Timeout" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (known[i].status == status)
			return known[i].words;
	return "";
}

static enum verdict
verdict_of_status(int status)
{
	/* 999 and others that HTTP does not know are how some hosts turn programs away. */
	if (status == 401 || status == 403 || status == 407 || status >= 600)
		return VERDICT_LOGIN;
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return VERDICT_UNCLEAR;
	return (status >= 200 && status < 300) || status == 304 ? VERDICT_FINE : VERDICT_DEAD;
}

static enum verdict
verdict_of(const struct fetch_result *result)
{
	switch (result->error) {
	case FETCH_DONE:
		return verdict_of_status(result->status);
	case FETCH_TLS:
		return result->transient ? VERDICT_UNCLEAR : VERDICT_DEAD;
	case FETCH_FORBIDDEN:
		return result->inside ? VERDICT_INSIDE : VERDICT_DEAD;
	case FETCH_CONNECT:
	case FETCH_TIMEOUT:
	case FETCH_BROKEN:
	case FETCH_BUSY:
	case FETCH_STOPPED:
		return VERDICT_UNCLEAR;
	default:
		return VERDICT_DEAD;
	}
}

/* Where redirects that hold for good lead: those before the first that holds for now.  Nobody writes an address of kilobytes. */
static const char *
moved_to(struct pool *pool, const struct fetch_result *result)
{
	const char *to = NULL;

	for (size_t i = 0; i < result->hop_count && (result->hops[i].status == 301 || result->hops[i].status == 308); i++)
		to = result->hops[i].to;
	return to && strlen(to) <= MOVED_MOST ? pool_strdup(pool, to) : NULL;
}

static bool
is_html(const struct fetch_result *result)
{
	const char *type = result->headers[0];

	return type && (g_ascii_strncasecmp(type, "text/html", 9) == 0 || g_ascii_strncasecmp(type, "application/xhtml+xml", 21) == 0);
}

/* A page that is cut off, or makes its places by scripts, can't be said to lack one. */
static void
look_for_fragments(struct address_asked *address, const struct fetch_result *result)
{
	if (!address->has_fragment || !is_html(result))
		return;
	for (guint i = 0; i < address->uses->len; i++) {
		struct use *use = &g_array_index(address->uses, struct use, i);

		if (use->fragment && !result->truncated)
			use->missing = fragments_look(result->body, result->body_size, use->fragment) == FRAGMENT_MISSING;
	}
}

static void
judge_login(struct address_asked *address)
{
	if (address->login)
		address->verdict = VERDICT_FINE;
}

/* Trouble that has lasted is no trouble that passes. */
static void
judge_patience(struct address_asked *address)
{
	struct pool *pool = address->asking->pool;
	struct link_memory memory;

	if (address->verdict != VERDICT_UNCLEAR || !linkcache_find(address->asking->cache, address->url, &memory))
		return;
	if (memory.failing_since == TIME_NONE || address->asking->site->now - memory.failing_since < PATIENCE)
		return;
	address->verdict = VERDICT_DEAD;
	address->why = pool_printf(pool, "there has been no answer since %s: %s", time_format_date(pool, address->asking->site->config->zone, memory.failing_since), address->why);
}

void
links_doubt(struct address_asked *address)
{
	address->verdict = VERDICT_UNCLEAR;
	judge_patience(address);
}

/* HEAD is answered wrongly by many; what it says is believed where it is good, or where asking again would not help. */
static bool
is_final(const struct address_asked *address, const struct fetch_result *result)
{
	if (result->error != FETCH_DONE)
		return result->error != FETCH_BROKEN && result->error != FETCH_TIMEOUT;
	return address->verdict == VERDICT_FINE || result->status == 429;
}

bool
links_judge(struct address_asked *address, const struct fetch_result *result, bool by_head)
{
	struct pool *pool = address->asking->pool;

	address->asked = result->attempts > 0;
	address->silent = result->error == FETCH_DNS || result->error == FETCH_CONNECT || result->error == FETCH_TIMEOUT;
	address->refused = result->hop_count == 0 && (result->error == FETCH_BAD_URL || result->error == FETCH_FORBIDDEN);
	address->lost = result->error == FETCH_DNS ? links_host(pool, result->url) : NULL;
	address->verdict = verdict_of(result);
	if (by_head && !is_final(address, result))
		return false;
	address->why = result->error == FETCH_DONE ? pool_printf(pool, "the answer is %d%s", result->status, status_words(result->status)) : pool_strdup(pool, result->message);
	if (address->verdict == VERDICT_LOGIN)
		judge_login(address);
	else if (address->verdict == VERDICT_FINE && !address->login) {
		address->moved = moved_to(pool, result);
		look_for_fragments(address, result);
	}
	if (result->error != FETCH_BUSY) /* whoever was not asked can't be said to be silent */
		judge_patience(address);
	return true;
}
