/* Probes of TCP and DNS, each in a thread that waits. */
#include "net/probe_parts.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "base/pool.h"
#include "net/fetch.h"

/* ---- names ---- */

/*
 * A lookup can't be ended: it is left alone when it takes too long, and cleans up after itself.  So it owns what it
 * touches: the last of the two who hold it lets go of it.
 */
struct lookup {
	GMutex mutex;
	GCond done;
	int holders;
	bool finished;
	char *host;
	unsigned port;
	struct addrinfo *addresses;
	int error;
};

static void
release(struct lookup *lookup)
{
	bool last;

	g_mutex_lock(&lookup->mutex);
	last = --lookup->holders == 0;
	g_mutex_unlock(&lookup->mutex);
	if (!last)
		return;
	if (lookup->addresses)
		freeaddrinfo(lookup->addresses);
	g_mutex_clear(&lookup->mutex);
	g_cond_clear(&lookup->done);
	g_free(lookup->host);
	g_free(lookup);
}

static void *
look_up(void *data)
{
	struct lookup *lookup = data;
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *addresses = NULL;
	char service[12];
	int error;

	g_snprintf(service, sizeof service, "%u", lookup->port);
	error = getaddrinfo(lookup->host, lookup->port ? service : NULL, &hints, &addresses);
	g_mutex_lock(&lookup->mutex);
	lookup->addresses = addresses;
	lookup->error = error;
	lookup->finished = true;
	g_cond_signal(&lookup->done);
	g_mutex_unlock(&lookup->mutex);
	release(lookup);
	return NULL;
}

/* What a probe may still take, in microseconds. */
struct patience {
	int64_t deadline; /* of the monotonic clock */
	const int *ended;
};

#define SLICE INT64_C(100000)

/* How long to wait at once; 0: no longer. */
static int64_t
next_wait(const struct patience *patience)
{
	const int64_t left = patience->deadline - g_get_monotonic_time();

	return g_atomic_int_get(patience->ended) ? 0 : CLAMP(left, 0, SLICE);
}

/* Begins one.  False: it has not finished in time. */
static bool
wait_for_lookup(struct lookup *lookup, const struct patience *patience)
{
	GThread *thread = g_thread_try_new("lookup", look_up, lookup, NULL);
	int64_t wait;
	bool finished;

	if (!thread) {
		lookup->holders--;
		lookup->error = EAI_AGAIN;
		return true;
	}
	g_thread_unref(thread);
	g_mutex_lock(&lookup->mutex);
	while (!lookup->finished && (wait = next_wait(patience)))
		g_cond_wait_until(&lookup->done, &lookup->mutex, g_get_monotonic_time() + wait);
	finished = lookup->finished;
	g_mutex_unlock(&lookup->mutex);
	return finished;
}

static struct lookup *
lookup_new(const struct probe *probe)
{
	struct lookup *lookup = g_new0(struct lookup, 1);

	g_mutex_init(&lookup->mutex);
	g_cond_init(&lookup->done);
	lookup->holders = 2;
	lookup->host = g_strdup(probe->host);
	lookup->port = probe->port;
	return lookup;
}

/* ---- connections ---- */

/* 0, or why not: an errno. */
static int
await(int socket, const struct patience *patience)
{
	struct pollfd poll_one = { .fd = socket, .events = POLLOUT };
	int error = 0;
	socklen_t size = sizeof error;

	for (int ready = 0; ready <= 0;) {
		const int64_t wait = next_wait(patience);

		if (!wait)
			return ETIMEDOUT;
		ready = poll(&poll_one, 1, (int)(wait / 1000 + 1));
		if (ready < 0 && errno != EINTR)
			return errno;
	}
	return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

static int
connect_to(const struct addrinfo *address, const struct patience *patience)
{
	const int file = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error = 0;

	if (file < 0)
		return errno;
	if (connect(file, address->ai_addr, address->ai_addrlen) != 0)
		error = errno == EINPROGRESS ? await(file, patience) : errno;
	close(file);
	return error;
}

static void
fail_connection(struct pool *pool, struct probe_answer *answer, int error)
{
	answer->unheard = fetch_is_cut_off(error);
	if (error == ETIMEDOUT)
		probe_fails(answer, WHY_TIMEOUT, pool_printf(pool, "%s gave no answer within %" G_GINT64_FORMAT " ms", answer->probe->target, answer->probe->timeout_ms));
	else
		probe_fails(answer, WHY_CONNECT, pool_strdup(pool, g_strerror(error)));
}

static void
refuse(struct pool *pool, struct probe_answer *answer, const char *inside)
{
	answer->refused = true;
	answer->message = pool_printf(pool, "%s is a %s address, and network.allow of site.yaml does not name it", answer->probe->host, inside);
}

/* An address that does not answer leaves half of the time to those behind it. */
static struct patience
patience_for(const struct addrinfo *address, const struct patience *all)
{
	const int64_t now = g_get_monotonic_time();

	return (struct patience){ address->ai_next ? now + (all->deadline - now) / 2 : all->deadline, all->ended };
}

/* One address after the other, until one answers. */
static void
try_addresses(struct pool *pool, const struct probes_options *options, struct probe_answer *answer, const struct addrinfo *addresses, const struct patience *patience)
{
	const int64_t started = patience->deadline - answer->probe->timeout_ms * 1000;
	int error = EHOSTUNREACH;

	for (const struct addrinfo *address = addresses; address; address = address->ai_next) {
		const char *inside = fetch_refuses(options->network, answer->probe->host, address->ai_addr);

		if (inside) {
			refuse(pool, answer, inside);
			return;
		}

		const struct patience own = patience_for(address, patience);

		error = connect_to(address, &own);
		if (error == 0) {
			probe_succeeds(pool, answer, g_get_monotonic_time() - started, options->now);
			return;
		}
	}
	fail_connection(pool, answer, error);
}

/* ---- addresses ---- */

static bool
is_expected(const struct probe *probe, const struct addrinfo *address)
{
	struct address got;

	for (size_t i = 0; address_from_socket(address->ai_addr, &got) && i < probe->expected_count; i++)
		if (memcmp(&probe->expected[i], &got, sizeof got) == 0)
			return true;
	return false;
}

static void
check_addresses(struct pool *pool, struct probe_answer *answer, const struct addrinfo *addresses, int64_t microseconds, int64_t now)
{
	char text[INET6_ADDRSTRLEN + 8];

	for (const struct addrinfo *address = addresses; address && answer->probe->addresses.given; address = address->ai_next)
		if (!is_expected(answer->probe, address)) {
			if (getnameinfo(address->ai_addr, address->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
				*text = '\0';
			probe_fails(answer, WHY_ADDRESSES, pool_printf(pool, "%s leads to %s, which is not expected", answer->probe->host, text));
			return;
		}
	probe_succeeds(pool, answer, microseconds, now);
}

void
probe_socket(struct pool *pool, const struct probes_options *options, struct probe_answer *answer, const int *ended)
{
	struct lookup *lookup = lookup_new(answer->probe);
	const int64_t started = g_get_monotonic_time();
	const struct patience patience = { started + answer->probe->timeout_ms * 1000, ended };

	if (!wait_for_lookup(lookup, &patience)) {
		probe_fails(answer, WHY_TIMEOUT, pool_printf(pool, "%s was not looked up within %" G_GINT64_FORMAT " ms", answer->probe->host, answer->probe->timeout_ms));
		answer->unheard = true;
	} else if (lookup->error) {
		probe_fails(answer, WHY_DNS, pool_printf(pool, "%s: %s", answer->probe->host, gai_strerror(lookup->error)));
		answer->unheard = true;
	} else if (answer->probe->kind == PROBE_DNS) {
		check_addresses(pool, answer, lookup->addresses, g_get_monotonic_time() - started, options->now);
	} else {
		try_addresses(pool, options, answer, lookup->addresses, &patience);
	}
	release(lookup);
}

/* ---- this machine ---- */

/* An address that is loopback or link-local leads to nobody else by itself. */
static bool
leads_out(const struct ifaddrs *interface)
{
	struct address address;
	const char *inside;

	if (!(interface->ifa_flags & IFF_UP) || !interface->ifa_addr || !address_from_socket(interface->ifa_addr, &address))
		return false;
	inside = address_inside(&address);
	return !inside || (strcmp(inside, "loopback") != 0 && strcmp(inside, "link-local") != 0);
}

bool
probe_has_network(void)
{
	struct ifaddrs *interfaces;
	bool has = false;

	if (getifaddrs(&interfaces) != 0)
		return true;
	for (const struct ifaddrs *one = interfaces; one && !has; one = one->ifa_next)
		has = leads_out(one);
	freeifaddrs(interfaces);
	return has;
}
