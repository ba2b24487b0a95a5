#include "net/fetch_parts.h"

#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "base/text.h"
#include "model/config.h"

enum { READINGS = 4 }; /* of an address, until its host is the same */

/* ---- what the site allows ---- */

static bool
host_is_allowed(const struct network_config *network, const char *host)
{
	for (size_t i = 0; network && i < network->hosts.count; i++)
		if (path_matches(network->hosts.items[i].s, host))
			return true;
	return false;
}

static const char *
refused_address(const struct fetch *fetch, const struct address *address)
{
	const struct address_range *ranges = fetch->network ? fetch->network->ranges.items : NULL;

	for (size_t i = 0; fetch->network && i < fetch->network->ranges.count; i++)
		if (address_is_in(address, &ranges[i]))
			return NULL;
	return address_inside(address);
}

const char *
target_refuses(const struct fetch *fetch, const struct target *target, const struct sockaddr *socket)
{
	struct address address;

	if (target->allowed || *target->proxy)
		return NULL;
	if (!address_from_socket(socket, &address))
		return "unknown";
	return refused_address(fetch, &address);
}

/* What the name alone says, before anybody is asked: a proxy would not tell the address. */
static const char *
refused_name(const struct fetch *fetch, const struct target *target)
{
	struct address address;

	if (target->allowed)
		return NULL;
	if (address_read(target->host, &address))
		return refused_address(fetch, &address);
	if (strcmp(target->host, "localhost") == 0 || g_str_has_suffix(target->host, ".localhost"))
		return address_read("127.0.0.1", &address) ? refused_address(fetch, &address) : NULL;
	return NULL;
}

/* ---- proxies ---- */

static bool
is_excepted(const char *entry, const char *host)
{
	struct address_range range;
	struct address address;

	if (strcmp(entry, "*") == 0)
		return true;
	if (address_read(host, &address))
		return address_range_read(entry, &range) && address_is_in(&address, &range);
	while (*entry == '.')
		entry++;

	size_t length = strlen(host), own = strlen(entry);

	if (own == 0 || own > length || !text_equal_nocase(host + length - own, entry))
		return false;
	return own == length || host[length - own - 1] == '.';
}

static const char *
environment(const char *lower, const char *upper)
{
	const char *value = g_getenv(lower);

	return value || !upper ? value : g_getenv(upper);
}

/* Empty, a variable is as if unset: a file without a name vouches for nobody. */
const char *
environment_authorities(void)
{
	static const char *const names[] = { "SSL_CERT_FILE", "CURL_CA_BUNDLE" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *value = g_getenv(names[i]);

		if (value && *value)
			return value;
	}
	return NULL;
}

/* As curl does it: HTTP_PROXY in capitals is not read, since a web server sets it to what a request says. */
static const char *
find_proxy(const char *scheme, const char *host)
{
	const char *proxy = strcmp(scheme, "https") == 0 ? environment("https_proxy", "HTTPS_PROXY") : strcmp(scheme, "http") == 0 ? environment("http_proxy", NULL) : NULL;
	const char *except = environment("no_proxy", "NO_PROXY");

	if (!proxy)
		proxy = environment("all_proxy", "ALL_PROXY");
	if (!proxy || !*proxy)
		return "";

	g_auto(GStrv) entries = g_strsplit_set(except ? except : "", ", ", -1);

	for (char **entry = entries; *entry; entry++)
		if (**entry && is_excepted(*entry, host))
			return "";
	return proxy;
}

/* ---- addresses ---- */

static const char *
url_part(const struct fetch *fetch, struct pool *pool, CURLU *url, CURLUPart what)
{
	char *text = NULL;

	if (fetch->library.url_get(url, what, &text, what == CURLUPART_PORT ? CURLU_DEFAULT_PORT : 0) != CURLUE_OK)
		return NULL;

	const char *copy = pool_strdup(pool, text);

	fetch->library.free(text);
	return copy;
}

/* Names in other letters are asked for in ASCII, in lower case, without dots at the end. */
static const char *
plain_host(struct pool *pool, const char *host)
{
	g_autofree char *ascii = g_hostname_to_ascii(host);
	char *lower = ascii ? text_lower(pool, ascii) : NULL;
	size_t length = lower ? strlen(lower) : 0;

	while (length > 1 && lower[length - 1] == '.')
		lower[--length] = '\0';
	return lower && *lower ? lower : NULL;
}

/* What is made plain may be read as something else again: "１２７.1" is "127.1" in ASCII, and that is 127.0.0.1 to whoever connects.  So the
 * whole is read anew until nothing changes, and it is the last name that rules count for. */
static bool
settle_host(const struct fetch *fetch, struct pool *pool, CURLU *url, struct target *target)
{
	for (int i = 0; i < READINGS; i++) {
		const char *given = url_part(fetch, pool, url, CURLUPART_HOST), *host = given ? plain_host(pool, given) : NULL, *again;

		if (!host || fetch->library.url_set(url, CURLUPART_HOST, host, 0) != CURLUE_OK)
			return false;
		target->host = host;
		target->url = url_part(fetch, pool, url, CURLUPART_URL);
		if (!target->url || fetch->library.url_set(url, CURLUPART_URL, target->url, CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
			return false;
		again = url_part(fetch, pool, url, CURLUPART_HOST);
		if (again && strcmp(again, host) == 0)
			return true;
	}
	return false;
}

static bool
is_scheme(const char *scheme, bool mail)
{
	return strcmp(scheme, mail ? "smtp" : "http") == 0 || strcmp(scheme, mail ? "smtps" : "https") == 0;
}

static enum fetch_error
read_parts(const struct fetch *fetch, struct pool *pool, CURLU *url, bool mail, struct target *target, const char **message)
{
	const char *port = url_part(fetch, pool, url, CURLUPART_PORT);

	*message = "this is no address that could be fetched";
	target->scheme = url_part(fetch, pool, url, CURLUPART_SCHEME);
	if (!target->scheme)
		return FETCH_BAD_URL;
	if (!is_scheme(target->scheme, mail)) {
		*message = mail ? "e-mail goes to smtp and smtps only" : "only http and https are fetched";
		return FETCH_FORBIDDEN;
	}
	if (url_part(fetch, pool, url, CURLUPART_USER) || url_part(fetch, pool, url, CURLUPART_PASSWORD)) {
		*message = "an address with a name or password in it is not fetched";
		return FETCH_FORBIDDEN;
	}
	fetch->library.url_set(url, CURLUPART_FRAGMENT, NULL, 0);
	if (!port || !settle_host(fetch, pool, url, target))
		return FETCH_BAD_URL;
	target->port = (unsigned)g_ascii_strtoull(port, NULL, 10);
	target->origin = pool_printf(pool, "%s://%s:%u", target->scheme, target->host, target->port);
	return FETCH_DONE;
}

/* What stands behind the end of a line would be another header, or another request. */
static bool
has_lines(const struct fetch_request *request)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strpbrk(request->headers[i].name, "\r\n:") || strpbrk(request->headers[i].value, "\r\n"))
			return true;
	return false;
}

enum fetch_error
target_read(const struct fetch *fetch, struct pool *pool, const struct fetch_request *request, const char *text, struct target *target, const char **message)
{
	CURLU *url = fetch->library.url();
	enum fetch_error error = FETCH_BAD_URL;
	const char *inside;

	*target = (struct target){ .proxy = "" };
	*message = "this is no address that could be fetched";
	if (has_lines(request)) {
		*message = "a header is one line, and there is an end of line in one";
		fetch->library.url_cleanup(url);
		return FETCH_FORBIDDEN;
	}
	if (url && fetch->library.url_set(url, CURLUPART_URL, text, CURLU_URLENCODE | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
		error = read_parts(fetch, pool, url, request->mail_from != NULL, target, message);
	fetch->library.url_cleanup(url);
	if (error != FETCH_DONE)
		return error;
	target->name = request->called ? request->called : target->host;
	target->place = request->called ? request->called : pool_printf(pool, "%s:%u", target->host, target->port);
	target->allowed = host_is_allowed(fetch->network, target->host);
	target->proxy = pool_strdup(pool, find_proxy(target->scheme, target->host));
	inside = refused_name(fetch, target);
	if (!inside)
		return FETCH_DONE;
	target->inside = true;
	*message = pool_printf(pool, "%s is a %s address, and network.allow of site.yaml does not name it", target->name, inside);
	return FETCH_FORBIDDEN;
}

const char *
fetch_refuses(const struct network_config *network, const char *host, const struct sockaddr *socket)
{
	const struct fetch fetch = { .network = network };
	const struct target target = { .proxy = "", .allowed = host_is_allowed(network, host) };

	return target_refuses(&fetch, &target, socket);
}
