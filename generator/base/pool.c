#include "base/pool.h"

#include <glib.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* With AddressSanitizer each piece is a block of its own, so that it sees a read or
 * write past either end. */
#if defined(__SANITIZE_ADDRESS__)
#define PIECES_APART 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PIECES_APART 1
#endif
#endif
#ifndef PIECES_APART
#define PIECES_APART 0
#endif

enum {
	CHUNK_SMALL = 1024,
	CHUNK_FIRST = 64 * 1024,
	CHUNK_LAST = 1024 * 1024,
	ALIGNMENT = alignof(max_align_t),
};

struct adoption {
	struct adoption *previous;
	void *object;
	void (*release)(void *object);
};

struct pool {
	GPtrArray *blocks; /* all memory, chunks and large pieces alike */
	char *chunk;       /* the newest */
	char *free;        /* its unused rest */
	size_t left;
	char *dirty_end;   /* before it, the rest was in use before, and is zeroed when it is again */
	size_t next_chunk; /* bytes of the chunk to come; they grow, so that few are needed */
	size_t size;
	struct adoption *adopted; /* the last one */
};

struct pool *
pool_new(void)
{
	struct pool *pool = g_new0(struct pool, 1);

	pool->blocks = g_ptr_array_new_with_free_func(g_free);
	pool->next_chunk = CHUNK_FIRST;
	return pool;
}

struct pool *
pool_new_small(void)
{
	struct pool *pool = pool_new();

	pool->next_chunk = CHUNK_SMALL;
	return pool;
}

static void
release_adopted(struct pool *pool)
{
	/* A release may itself adopt: what it adopts goes next. */
	while (pool->adopted) {
		const struct adoption *last = pool->adopted;

		pool->adopted = last->previous;
		last->release(last->object);
	}
}

void
pool_free(struct pool *pool)
{
	if (!pool)
		return;
	release_adopted(pool);
	g_ptr_array_free(pool->blocks, TRUE);
	g_free(pool);
}

void
pool_reset(struct pool *pool)
{
	guint kept;

	release_adopted(pool);
	pool->size = 0;
	if (!pool->chunk || !g_ptr_array_find(pool->blocks, pool->chunk, &kept)) {
		g_ptr_array_set_size(pool->blocks, 0);
		return;
	}
	g_ptr_array_steal_index_fast(pool->blocks, kept);
	g_ptr_array_set_size(pool->blocks, 0);
	g_ptr_array_add(pool->blocks, pool->chunk);
	pool->dirty_end = MAX(pool->dirty_end, pool->free);
	pool->left += (size_t)(pool->free - pool->chunk);
	pool->free = pool->chunk;
}

static void *
add_block(struct pool *pool, size_t size)
{
	void *block = g_malloc0(size);

	g_ptr_array_add(pool->blocks, block);
	return block;
}

static void *
take(struct pool *pool, size_t size)
{
	size_t padding = -size % ALIGNMENT;

	/* A large piece would waste the rest of a chunk. */
	if (PIECES_APART || size > pool->next_chunk / 4)
		return add_block(pool, MAX(size, 1));
	size = MAX(size + padding, ALIGNMENT);
	if (size > pool->left) {
		pool->chunk = pool->free = pool->dirty_end = add_block(pool, pool->next_chunk);
		pool->left = pool->next_chunk;
		pool->next_chunk = MIN(pool->next_chunk * 2, CHUNK_LAST);
	}
	pool->free += size;
	pool->left -= size;
	if (pool->free - size < pool->dirty_end)
		memset(pool->free - size, 0, (size_t)(MIN(pool->free, pool->dirty_end) - (pool->free - size)));
	return pool->free - size;
}

void *
pool_alloc(struct pool *pool, size_t size)
{
	void *piece = take(pool, size);

	pool->size += size;
	return piece;
}

void *
pool_calloc(struct pool *pool, size_t count, size_t size)
{
	size_t product;

	if (__builtin_mul_overflow(count, size, &product))
		g_error("pool_calloc: %zu pieces of %zu bytes are too many", count, size);
	return pool_alloc(pool, product);
}

void *
pool_memdup(struct pool *pool, const void *bytes, size_t size)
{
	if (!bytes)
		return NULL;

	void *copy = pool_alloc(pool, size);

	memcpy(copy, bytes, size);
	return copy;
}

char *
pool_strdup(struct pool *pool, const char *text)
{
	return text ? pool_memdup(pool, text, strlen(text) + 1) : NULL;
}

char *
pool_strndup(struct pool *pool, const char *text, size_t length)
{
	if (!text)
		return NULL;

	size_t size = strnlen(text, length);
	char *copy = pool_alloc(pool, size + 1);

	memcpy(copy, text, size);
	return copy;
}

char *
pool_printf(struct pool *pool, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	char *text = pool_vprintf(pool, format, arguments);
	va_end(arguments);
	return text;
}

char *
pool_vprintf(struct pool *pool, const char *format, va_list arguments)
{
	char first[256]; /* most strings fit, and are then formatted once */
	va_list again;

	va_copy(again, arguments);
	int length = vsnprintf(first, sizeof first, format, arguments);

	if (length < 0)
		g_error("pool_vprintf: can't format \"%s\"", format);

	char *text = pool_alloc(pool, (size_t)length + 1);

	if ((size_t)length < sizeof first)
		memcpy(text, first, (size_t)length);
	else
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	return text;
}

void *
pool_adopt(struct pool *pool, void *object, void (*release)(void *object))
{
	struct adoption *adoption = take(pool, sizeof *adoption);

	*adoption = (struct adoption){ pool->adopted, object, release };
	pool->adopted = adoption;
	return object;
}

static void
release_table(void *table)
{
	g_hash_table_unref(table);
}

GHashTable *
pool_adopt_table(struct pool *pool, GHashTable *table)
{
	return pool_adopt(pool, table, release_table);
}

static void
release_pointers(void *pointers)
{
	g_ptr_array_unref(pointers);
}

GPtrArray *
pool_adopt_pointers(struct pool *pool, GPtrArray *pointers)
{
	return pool_adopt(pool, pointers, release_pointers);
}

static void
release_array(void *array)
{
	g_array_unref(array);
}

GArray *
pool_adopt_array(struct pool *pool, GArray *array)
{
	return pool_adopt(pool, array, release_array);
}

size_t
pool_size(const struct pool *pool)
{
	return pool->size;
}

static void
release_branch(void *branch)
{
	pool_free(branch);
}

struct pool *
pool_branch(struct pool *pool)
{
	return pool_adopt(pool, pool_new(), release_branch);
}
