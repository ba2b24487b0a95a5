/*
 * hash: sums of bytes.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct pool;

/* XXH64 with seed 0, as the specification of xxHash describes it: fast, and no protection
 * against whoever wants two texts to have the same. */
uint64_t hash_bytes(const void *bytes, size_t size);

/* A sum of hash and one more number: cheap, and the order counts. */
static inline uint64_t
hash_mix(uint64_t hash, uint64_t number)
{
	hash = (hash ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/* Sums that grow, from 0: of numbers, of bytes, and of texts, of which NULL is one of its own. */
static inline void
hash_add(uint64_t *sum, uint64_t number)
{
	*sum = hash_mix(*sum, number);
}

void hash_add_bytes(uint64_t *sum, const void *bytes, size_t size);
void hash_add_text(uint64_t *sum, const char *text);

/* "sha256-…", as integrity attributes and policies take it (Subresource Integrity). */
const char *hash_integrity(struct pool *pool, const void *bytes, size_t size);
