/*
 * address: network addresses, ranges of them, and what a range is for.
 *
 * IPv4 and IPv6 as text ("192.0.2.7", "2001:db8::1"), ranges as "10.0.0.0/8"; a lone address
 * is a range of one.  An IPv4 address inside of an IPv6 one (mapped, NAT64, 6to4) is taken for the
 * IPv4 address that it leads to.  Nothing here asks the network.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct sockaddr;

struct address {
	unsigned char bytes[16]; /* IPv4: the last four, behind the prefix of mapped addresses */
};

struct address_range {
	struct address base;
	unsigned bits; /* 0 to 128 that all addresses of the range share */
};

/* All of text; brackets around an IPv6 address are allowed. */
bool address_read(const char *text, struct address *address);
bool address_range_read(const char *text, struct address_range *range);

/* What a socket connects to; false where that is no internet address. */
bool address_from_socket(const struct sockaddr *socket, struct address *address);

bool address_is_in(const struct address *address, const struct address_range *range);

/* "loopback", "private", "link-local" and so on for addresses that are not the public
 * internet's (IANA's special-purpose registries, RFC 6890), nor lead to one of them; NULL for those that are. */
const char *address_inside(const struct address *address);

/* A host, or a pattern of hosts, as hosts are compared: in lower case, and names in other letters in ASCII ("*.Bücher.example" is
 * "*.xn--bcher-kva.example"). */
const char *address_host(struct pool *pool, const char *text);

/* The host of "host", "host:port" or "[fd00::1]:port", in that form, without brackets. */
const char *address_host_of(struct pool *pool, const char *place);

/* Whether a name (in lower case) ends as only those of networks inside do: ".internal", ".local", ".corp" and the like. */
bool address_name_is_inside(const char *host);
