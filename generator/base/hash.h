/*
 * hash: XXH64 with seed 0, as the specification of xxHash describes it: fast, and no protection
 * against whoever wants two texts to have the same.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

uint64_t hash_bytes(const void *bytes, size_t size);
