/*
 * linkcache: what earlier runs were told of addresses outside of the site.
 *
 * A JSON object, addresses (without fragments) to what is known of them:
 *   {"version": 1, "addresses": {"https://…": {"checked": SECONDS, "good": true, "moved": "https://…",
 *    "fragments": {"part": true}, "failing_since": SECONDS}}}
 * What can't be read is forgotten: it is asked again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct linkcache;

enum link_fragment { LINK_FRAGMENT_UNKNOWN, LINK_FRAGMENT_THERE, LINK_FRAGMENT_MISSING };

struct link_memory {
	bool good;             /* the last answer was fine */
	int64_t checked;       /* TIME_NONE: never */
	const char *moved;     /* where it has moved to for good, or NULL */
	int64_t failing_since; /* the first of the failures in a row that may pass; TIME_NONE: it does not fail */
};

/* bytes: the file's, or NULL. */
struct linkcache *linkcache_read(struct pool *pool, const char *bytes, size_t size);

/* False: nothing is known. */
bool linkcache_find(const struct linkcache *cache, const char *address, struct link_memory *memory);
enum link_fragment linkcache_fragment(const struct linkcache *cache, const char *address, const char *fragment);

/* Replaces what was known; fragments are said afterwards. */
void linkcache_set(struct linkcache *cache, const char *address, const struct link_memory *memory);
void linkcache_set_fragment(struct linkcache *cache, const char *address, const char *fragment, bool there);

/* Forgets addresses for which keep says so. */
void linkcache_prune(struct linkcache *cache, bool (*keep)(void *data, const char *address), void *data);

/* The file's bytes, the same for the same facts; in the pool. */
const char *linkcache_render(struct pool *pool, const struct linkcache *cache);
