#include "base/hash.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

static const uint64_t prime[] = { 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5 };

static uint64_t
rotate(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

static uint64_t
load(const unsigned char *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return GUINT64_FROM_LE(value);
}

static uint64_t
round_of(uint64_t lane, uint64_t input)
{
	return rotate(lane + input * prime[1], 31) * prime[0];
}

static uint64_t
mix_lanes(const uint64_t lanes[4])
{
	uint64_t hash = rotate(lanes[0], 1) + rotate(lanes[1], 7) + rotate(lanes[2], 12) + rotate(lanes[3], 18);

	for (size_t i = 0; i < 4; i++)
		hash = (hash ^ round_of(0, lanes[i])) * prime[0] + prime[3];
	return hash;
}

/* The bytes behind the last whole stripe of 32. */
static uint64_t
mix_rest(uint64_t hash, const unsigned char *at, const unsigned char *end)
{
	for (; end - at >= 8; at += 8)
		hash = rotate(hash ^ round_of(0, load(at)), 27) * prime[0] + prime[3];
	if (end - at >= 4) {
		uint64_t word = (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;

		hash = rotate(hash ^ word * prime[0], 23) * prime[1] + prime[2];
		at += 4;
	}
	for (; at < end; at++)
		hash = rotate(hash ^ *at * prime[4], 11) * prime[0];
	return hash;
}

uint64_t
hash_bytes(const void *bytes, size_t size)
{
	const unsigned char *at = bytes, *end = at + size;
	uint64_t lanes[4] = { prime[0] + prime[1], prime[1], 0, -prime[0] };
	uint64_t hash = prime[4];

	for (; end - at >= 32; at += 32)
		for (size_t i = 0; i < 4; i++)
			lanes[i] = round_of(lanes[i], load(at + 8 * i));
	if (size >= 32)
		hash = mix_lanes(lanes);
	hash = mix_rest(hash + size, at, end);
	hash = (hash ^ hash >> 33) * prime[1];
	hash = (hash ^ hash >> 29) * prime[2];
	return hash ^ hash >> 32;
}

void
hash_add_bytes(uint64_t *sum, const void *bytes, size_t size)
{
	hash_add(sum, size);
	hash_add(sum, hash_bytes(bytes, size));
}

void
hash_add_text(uint64_t *sum, const char *text)
{
	hash_add(sum, text != NULL);
	if (text)
		hash_add_bytes(sum, text, strlen(text));
}

const char *
hash_integrity(struct pool *pool, const void *bytes, size_t size)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize length = sizeof(digest);
	g_autofree char *base64 = NULL;

	g_checksum_update(checksum, bytes, (gssize)size);
	g_checksum_get_digest(checksum, digest, &length);
	base64 = g_base64_encode(digest, length);
	return pool_printf(pool, "sha256-%s", base64);
}
