/*
 * fuzz-net: any bytes as a page of HTML, as a cache of links, as a Retry-After with a Date, and as a range of addresses.
 * What a page is found to have is inside of it; a cache that is read is written so that it is read as the same.
 */
#include <glib.h>
#include <stdint.h>
#include <string.h>

#include "base/address.h"
#include "base/pool.h"
#include "net/fragments.h"
#include "net/linkcache.h"
#include "net/retry.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
read_page(const char *html, size_t size)
{
	struct fragments fragments = fragments_of(html, size);
	const char *name;
	size_t length;

	while (fragments_next(&fragments, &name, &length))
		if (name < html || name + length > html + size || length == 0)
			__builtin_trap();
	fragments_look(html, size, "part");
}

static void
read_cache(const char *bytes, size_t size)
{
	struct pool *pool = pool_new();
	struct link_memory memory;
	struct linkcache *cache = linkcache_read(pool, bytes, size);

	linkcache_find(cache, "http://a/", &memory);
	linkcache_fragment(cache, "http://a/", "b");
	linkcache_set_fragment(cache, "http://a/", "c", true);

	const char *once = linkcache_render(pool, cache);
	const char *twice = linkcache_render(pool, linkcache_read(pool, once, strlen(once)));

	if (strcmp(once, twice) != 0)
		__builtin_trap();
	pool_free(pool);
}

static void
read_retry(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", 2);
	int64_t seconds;
	struct address_range range;

	if (lines[0] && retry_after_read(lines[0], lines[1], &seconds) && (seconds < 0 || seconds > 86400))
		__builtin_trap();
	if (lines[0] && address_range_read(lines[0], &range) && (range.bits > 128 || !address_is_in(&range.base, &range)))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *text = g_strndup((const char *)bytes, size);
	g_autofree char *exact = g_malloc(size ? size : 1); /* without a NUL behind it */

	if (size > 0)
		memcpy(exact, bytes, size);
	read_page(exact, size);
	read_cache(exact, size);
	read_retry(text);
	return 0;
}
