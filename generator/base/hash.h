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

/* Sums that grow, from 0: of numbers, of bytes, and of texts, of which NULL is one of its own. */
void hash_add(uint64_t *sum, uint64_t number);
void hash_add_bytes(uint64_t *sum, const void *bytes, size_t size);
void hash_add_text(uint64_t *sum, const char *text);

/* "sha256-…", as integrity attributes and policies take it (Subresource Integrity). */
const char *hash_integrity(struct pool *pool, const void *bytes, size_t size);
