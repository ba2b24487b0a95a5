#include "base/address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

enum {
	V4_START = 12,
	V4_BITS = 96,
	ALL_BITS = 128,
};

static const unsigned char mapped[V4_START] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static void
set_v4(struct address *address, const void *bytes)
{
	memcpy(address->bytes, mapped, sizeof mapped);
	memcpy(address->bytes + V4_START, bytes, sizeof(struct in_addr));
}

bool
address_read(const char *text, struct address *address)
{
	char bare[INET6_ADDRSTRLEN];
	size_t length = strlen(text);
	struct in_addr v4;

	if (length > 2 && text[0] == '[' && text[length - 1] == ']') {
		text++;
		length -= 2;
	}
	if (length >= sizeof bare)
		return false;
	memcpy(bare, text, length);
	bare[length] = '\0';
	if (inet_pton(AF_INET, bare, &v4) == 1) {
		set_v4(address, &v4);
		return true;
	}
	return inet_pton(AF_INET6, bare, address->bytes) == 1;
}

static bool
is_v4(const struct address *address)
{
	return memcmp(address->bytes, mapped, sizeof mapped) == 0;
}

bool
address_range_read(const char *text, struct address_range *range)
{
	const char *slash = strchr(text, '/');
	g_autofree char *base = g_strndup(text, slash ? (size_t)(slash - text) : strlen(text));
	guint64 bits;

	if (!address_read(base, &range->base))
		return false;
	range->bits = ALL_BITS;
	if (!slash)
		return true;
	if (!g_ascii_string_to_unsigned(slash + 1, 10, 0, is_v4(&range->base) && !strchr(base, ':') ? 32 : ALL_BITS, &bits, NULL))
		return false;
	range->bits = (unsigned)bits + (strchr(base, ':') ? 0 : V4_BITS);
	return true;
}

bool
address_from_socket(const struct sockaddr *socket, struct address *address)
{
	if (socket->sa_family == AF_INET) {
		set_v4(address, &((const struct sockaddr_in *)(const void *)socket)->sin_addr);
		return true;
	}
	if (socket->sa_family != AF_INET6)
		return false;
	memcpy(address->bytes, &((const struct sockaddr_in6 *)(const void *)socket)->sin6_addr, sizeof address->bytes);
	return true;
}

bool
address_is_in(const struct address *address, const struct address_range *range)
{
	size_t whole = range->bits / 8;
	unsigned rest = range->bits % 8;
	unsigned mask = (0xffU << (8 - rest)) & 0xffU;

	if (memcmp(address->bytes, range->base.bytes, whole) != 0)
		return false;
	return rest == 0 || ((address->bytes[whole] ^ range->base.bytes[whole]) & mask) == 0;
}

static const struct {
	const char *range, *what;
} special[] = {
	{ "127.0.0.0/8", "loopback" },
	{ "0.0.0.0/8", "this network's" },
	{ "10.0.0.0/8", "private" },
	{ "172.16.0.0/12", "private" },
	{ "192.168.0.0/16", "private" },
	{ "100.64.0.0/10", "shared" },
	{ "169.254.0.0/16", "link-local" }, /* where clouds keep their metadata */
	{ "192.0.0.0/24", "reserved" },
	{ "192.0.2.0/24", "documentation" },
	{ "198.51.100.0/24", "documentation" },
	{ "203.0.113.0/24", "documentation" },
	{ "198.18.0.0/15", "benchmark" },
	{ "192.88.99.0/24", "reserved" },
	{ "224.0.0.0/4", "multicast" },
	{ "240.0.0.0/4", "reserved" }, /* broadcast too */
	{ "::/127", "loopback" },      /* :: and ::1 */
	{ "fc00::/7", "private" },
	{ "fe80::/10", "link-local" },
	{ "fec0::/10", "private" },
	{ "ff00::/8", "multicast" },
	{ "100::/64", "reserved" },
	{ "2001:2::/48", "benchmark" },
	{ "2001::/23", "reserved" }, /* Teredo too, which leads to an IPv4 address of its own making */
	{ "2001:db8::/32", "documentation" },
	{ "3fff::/20", "documentation" },
	{ "5f00::/16", "reserved" },
	{ "64:ff9b:1::/48", "private" },
};

/* The IPv4 address to which an IPv6 one leads, where it does. */
static bool
inner_v4(const struct address *address, struct address *inner)
{
	static const struct {
		unsigned char prefix[V4_START];
		size_t length, at;
	} forms[] = {
		{ { 0x00, 0x64, 0xff, 0x9b }, 12, 12 }, /* NAT64 */
		{ { 0x20, 0x02 }, 2, 2 },               /* 6to4 */
		{ { [8] = 0xff, 0xff }, 12, 12 },       /* translated (RFC 2765) */
		{ { 0 }, 12, 12 },                      /* compatible, of old */
	};

	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (memcmp(address->bytes, forms[i].prefix, forms[i].length) == 0) {
			set_v4(inner, address->bytes + forms[i].at);
			return true;
		}
	return false;
}

const char *
address_inside(const struct address *address)
{
	struct address inner;

	for (size_t i = 0; i < G_N_ELEMENTS(special); i++) {
		struct address_range range;

		if (address_range_read(special[i].range, &range) && address_is_in(address, &range))
			return special[i].what;
	}
	return inner_v4(address, &inner) ? address_inside(&inner) : NULL;
}

const char *
address_host(struct pool *pool, const char *text)
{
	const char *lower = text_lower(pool, text);
	g_autofree char *ascii = g_str_is_ascii(lower) ? NULL : g_hostname_to_ascii(lower);

	return ascii ? text_lower(pool, ascii) : lower;
}

const char *
address_host_of(struct pool *pool, const char *place)
{
	const char *host = *place == '[' ? place + 1 : place;

	return address_host(pool, pool_strndup(pool, host, strcspn(host, host > place ? "]" : ":")));
}

bool
address_name_is_inside(const char *host)
{
	static const char *const endings[] = {
		".internal", ".local", ".corp", ".lan", ".intranet", ".private", ".home.arpa", ".localdomain", ".localhost", ".test", ".svc", ".cluster",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(host, endings[i]))
			return true;
	return false;
}
