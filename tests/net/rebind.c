/*
 * rebind: names that change what they lead to, for a program that this is loaded into before libc.
 *
 *   rebind.example.com   the first time a public address, from then on 127.0.0.1
 *   both.example.com     a public address where nobody answers, and 127.0.0.1
 *   stuck.example.com    a public address that says nothing, and 127.0.0.1
 *   mute.example.com     nothing, for ten seconds
 *   busy.example.com     nothing for now; none.example.com: there is no such name
 *
 * With NO_NETWORK in the environment there is nothing but the loopback: no other address leads anywhere, and no other name is known.
 *
 * The public address, 93.184.216.34, is a host of its own: what connects to it reaches 127.0.0.1 by another door.  That of
 * both.example.com is 93.184.216.35, which takes no connection; that of stuck.example.com is 93.184.216.36.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char public_host[] = "93.184.216.34", silent_host[] = "93.184.216.35", stuck_host[] = "93.184.216.36";

static struct addrinfo *
entry(const char *address, const char *service, struct addrinfo *next)
{
	struct addrinfo *info = calloc(1, sizeof *info + sizeof(struct sockaddr_in));
	struct sockaddr_in *socket = (void *)(info + 1);

	socket->sin_family = AF_INET;
	socket->sin_port = htons((unsigned short)(service ? atoi(service) : 0));
	inet_pton(AF_INET, address, &socket->sin_addr);
	*info = (struct addrinfo){ .ai_family = AF_INET, .ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP, .ai_addrlen = sizeof *socket,
		.ai_addr = (void *)socket, .ai_next = next };
	return info;
}

static int
is_number(const char *node)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, node, bytes) == 1 || inet_pton(AF_INET6, node, bytes) == 1;
}

/* Those that are not the loopback's are down. */
int
getifaddrs(struct ifaddrs **result)
{
	typeof(getifaddrs) *next = (typeof(getifaddrs) *)dlsym(RTLD_NEXT, "getifaddrs");
	int status = next(result);

	for (struct ifaddrs *one = status == 0 && getenv("NO_NETWORK") ? *result : NULL; one; one = one->ifa_next)
		if (!(one->ifa_flags & IFF_LOOPBACK))
			one->ifa_flags &= ~(unsigned)IFF_UP;
	return status;
}

int
getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **result)
{
	static atomic_int asked;
	typeof(getaddrinfo) *next = (typeof(getaddrinfo) *)dlsym(RTLD_NEXT, "getaddrinfo");

	if (getenv("NO_NETWORK") && node && strcmp(node, "localhost") != 0 && !is_number(node))
		return EAI_AGAIN;
	if (node && strcmp(node, "rebind.example.com") == 0) {
		*result = entry(atomic_fetch_add(&asked, 1) ? "127.0.0.1" : public_host, service, NULL);
		return 0;
	}
	if (node && strcmp(node, "both.example.com") == 0) {
		*result = entry(silent_host, service, entry("127.0.0.1", service, NULL));
		return 0;
	}
	if (node && strcmp(node, "stuck.example.com") == 0) {
		*result = entry(stuck_host, service, entry("127.0.0.1", service, NULL));
		return 0;
	}
	if (node && strcmp(node, "busy.example.com") == 0)
		return EAI_AGAIN;
	if (node && strcmp(node, "none.example.com") == 0)
		return EAI_NONAME;
	if (node && strcmp(node, "mute.example.com") == 0) {
		sleep(10);
		return EAI_AGAIN;
	}
	return next(node, service, hints, result);
}

/* Ours, or libc's: both are one block, or a list of them. */
void
freeaddrinfo(struct addrinfo *info)
{
	while (info) {
		struct addrinfo *next = info->ai_next;

		free(info->ai_canonname);
		free(info);
		info = next;
	}
}

/* A server whose queue is full, and that takes nobody out of it: what else comes waits. */
static struct sockaddr_in
stuck_server(typeof(connect) *next)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t size = sizeof own;
	const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	bind(server, (const struct sockaddr *)(const void *)&own, size);
	listen(server, 0);
	getsockname(server, (struct sockaddr *)(void *)&own, &size);
	for (int i = 0; i < 2; i++)
		next(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), (const struct sockaddr *)(const void *)&own, size);
	return own;
}

int
connect(int socket, const struct sockaddr *address, socklen_t size)
{
	typeof(connect) *next = (typeof(connect) *)dlsym(RTLD_NEXT, "connect");
	struct sockaddr_in other;
	char text[INET_ADDRSTRLEN] = "";

	if (address->sa_family != AF_INET || size < sizeof other)
		return next(socket, address, size);
	memcpy(&other, address, sizeof other);
	inet_ntop(AF_INET, &other.sin_addr, text, sizeof text);
	if (getenv("NO_NETWORK") && strncmp(text, "127.", 4) != 0) {
		errno = ENETUNREACH;
		return -1;
	}
	if (strcmp(text, silent_host) == 0) {
		errno = ECONNREFUSED;
		return -1;
	}
	if (strcmp(text, stuck_host) == 0)
		other = stuck_server(next);
	if (strcmp(text, public_host) == 0)
		inet_pton(AF_INET, "127.0.0.1", &other.sin_addr);
	return next(socket, (const struct sockaddr *)(const void *)&other, sizeof other);
}
