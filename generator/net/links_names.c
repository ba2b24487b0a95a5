/* Names that could not be looked up: those that nobody has, and those of which nobody could say. */
#include "net/links_parts.h"

#include <netdb.h>
#include <string.h>

#include "base/pool.h"
#include "base/threads.h"

enum { LOOKUPS = 16 }; /* at once */

struct name {
	const char *host;
	bool denied; /* there is no such name */
};

/* libcurl does not tell one from the other. */
static void
look_up(void *data, size_t chunk, size_t first, size_t end)
{
	struct name *names = data;

	(void)chunk;
	for (size_t i = first; i < end; i++) {
		const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
		struct addrinfo *addresses = NULL;
		const int error = getaddrinfo(names[i].host, NULL, &hints, &addresses);

		if (error == 0)
			freeaddrinfo(addresses);
		names[i].denied = error == EAI_NONAME || error == EAI_NODATA;
	}
}

/* Each host once, in the order of the addresses; *by_host leads to it. */
static struct name *
gather(const struct asking *asking, GHashTable *by_host, size_t *count)
{
	struct name *names = pool_array(asking->pool, struct name, asking->addresses->len + 1);

	*count = 0;
	for (guint i = 0; i < asking->addresses->len; i++) {
		const struct address_asked *address = asking->addresses->pdata[i];

		if (!address->lost || g_hash_table_contains(by_host, address->lost))
			continue;
		names[*count] = (struct name){ address->lost, false };
		g_hash_table_insert(by_host, (char *)address->lost, &names[(*count)++]);
	}
	return names;
}

void
links_doubt_names(struct asking *asking)
{
	g_autoptr(GHashTable) by_host = g_hash_table_new(g_str_hash, g_str_equal);
	size_t count;
	struct name *names = gather(asking, by_host, &count);

	threads_each(LOOKUPS, count, 1, look_up, names);
	for (guint i = 0; i < asking->addresses->len; i++) {
		struct address_asked *address = asking->addresses->pdata[i];
		const struct name *name = address->lost ? g_hash_table_lookup(by_host, address->lost) : NULL;

		if (name && !name->denied)
			links_doubt(address);
	}
}
