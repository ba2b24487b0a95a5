/* Where the pages of others are, and who may be told. */
#include "model/upstream.h"

#include <glib.h>
#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/text.h"

#define API "/api/v2/summary.json"

/* Without a name and password, which belong in no output. */
static char *
without_secrets(struct pool *pool, const char *statuspage)
{
	const size_t length = strcspn(statuspage, "?#");
	const char *start = strstr(statuspage, "://"), *at;

	if (!start || start >= statuspage + length)
		return pool_strndup(pool, statuspage, length);
	start += 3;
	at = g_strrstr_len(start, (gssize)strcspn(start, "/?#"), "@");
	if (!at)
		return pool_strndup(pool, statuspage, length);
	return pool_printf(pool, "%.*s%.*s", (int)(start - statuspage), statuspage, (int)(statuspage + length - (at + 1)), at + 1);
}

const char *
upstream_address(struct pool *pool, const char *statuspage)
{
	char *address = without_secrets(pool, statuspage);
	size_t length = strlen(address);

	if (g_str_has_suffix(address, API))
		address[length -= strlen(API)] = '\0';
	while (length > 0 && address[length - 1] == '/')
		address[--length] = '\0';
	return address;
}

const char *
upstream_api(struct pool *pool, const char *address)
{
	return pool_printf(pool, "%s" API, address);
}

/* What stands between "//" and the path. */
static const char *
authority_of(struct pool *pool, const char *address)
{
	const char *start = strstr(address, "://");

	start = start ? start + 3 : address;
	return pool_strndup(pool, start, strcspn(start, "/?#"));
}

const char *
upstream_host(struct pool *pool, const char *address)
{
	return authority_of(pool, upstream_address(pool, address));
}

/* As hosts are compared, without port and brackets. */
static const char *
bare_host(struct pool *pool, const char *address)
{
	return address_host_of(pool, upstream_host(pool, address));
}

static bool
is_among(struct pool *pool, const struct texts *patterns, const char *host)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (patterns->items[i].s && path_matches(address_host(pool, patterns->items[i].s), host))
			return true;
	return false;
}

/* "localhost" is an address, too. */
static bool
read_host(const char *host, struct address *address)
{
	const bool local = strcmp(host, "localhost") == 0 || g_str_has_suffix(host, ".localhost");

	return address_read(local ? "127.0.0.1" : host, address);
}

bool
upstream_is_public(struct pool *pool, const struct config *config, const char *address)
{
	const char *host = bare_host(pool, address);
	struct address inside;

	if (read_host(host, &inside))
		return !address_inside(&inside);
	return strchr(host, '.') && !is_among(pool, &config->internal_hosts, host) && !address_name_is_inside(host);
}

static bool
is_allowed(struct pool *pool, const struct config *config, const char *host, const struct address *address)
{
	const struct address_range *ranges = config->network.ranges.items;

	for (size_t i = 0; i < config->network.ranges.count; i++)
		if (address_is_in(address, &ranges[i]))
			return true;
	return is_among(pool, &config->network.hosts, host);
}

const char *
upstream_refusal(struct pool *pool, const struct config *config, const char *statuspage)
{
	const char *host = bare_host(pool, statuspage);
	struct address address;

	if (strchr(authority_of(pool, statuspage), '@'))
		return "it has a name or password in it";
	if (!read_host(host, &address) || !address_inside(&address) || is_allowed(pool, config, host, &address))
		return NULL;
	return pool_printf(pool, "%s is a %s address, and network.allow of site.yaml does not name it", host, address_inside(&address));
}
