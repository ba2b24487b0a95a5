/*
 * cache_store: the files of the module cache; no other includes it.
 *
 * A pack holds documents and their records, each document's bytes directly before its
 * record, and an index sorted by the hash of the bytes.  "seen" says how each path looked and which row of which
 * pack it was.  A save adds a pack of what is new, and takes over what is in use of packs that are smaller
 * than it, so that there are few.  All numbers are as this machine writes them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pool;
struct record;
struct store;

/* How a file looks from outside; an inode of 0: not known. */
struct stamp {
	uint64_t device, inode, size;
	int64_t modified, changed; /* nanoseconds since 1970 */
};

/* One document of this run. */
struct item {
	uint64_t path, hash; /* of the path, of the bytes */
	struct stamp stamp;
	const struct pack *pack; /* where it is, or NULL */
	uint32_t row;
	bool recalled; /* by its stamp: "seen" knows it as it is */
	const char *source; /* what is to be kept, or NULL */
	size_t source_size;
	const struct record *record;
};

struct blob {
	const char *source; /* a NUL behind it */
	size_t source_size;
	const struct record *record;
};

/* The cache of a site, in the pool; NULL where there is none to be had. */
struct store *store_open(struct pool *pool, const char *site);

/* By path and stamp of the item.  True: the item's hash, pack and row are then set.  Threads may ask at once. */
bool store_find_seen(const struct store *store, struct item *item, struct blob *blob);

/* By the bytes, whose hash the item has.  True: the item's pack and row are then set. */
bool store_find(const struct store *store, struct item *item, const char *bytes, size_t size, struct blob *blob);

/* Writes what of the items is not there yet. */
void store_save(struct store *store, struct item *items, size_t count);
