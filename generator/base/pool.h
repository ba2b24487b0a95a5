/*
 * pool: everything one build owns, released in one stroke, last first.
 *
 * A function that allocates what it returns takes the pool as its first
 * argument; the result lives until pool_free and nobody frees it alone.  An
 * object of a library is handed to the pool at birth with pool_adopt.  Memory
 * is zeroed.  There is no "out of memory" to handle: the program aborts, as
 * GLib does.
 *
 * A pool belongs to one thread at a time.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct pool;

/* An empty pool; the caller ends it with pool_free. */
struct pool *pool_new(void);

/* The same for little: it begins with a kilobyte, where the others begin with 64, so that thousands may be there at once. */
struct pool *pool_new_small(void);

/* Releases all of it as pool_free does, and keeps the pool, with room for about as much again. */
void pool_reset(struct pool *pool);

/* A pool that is released with another: for a thread, or for what is done before the rest. */
struct pool *pool_branch(struct pool *pool);

/* Releases what was adopted, last first, then all memory.  NULL is allowed. */
void pool_free(struct pool *pool);

/* size zeroed bytes, aligned for any type.  size 0 gives a valid pointer. */
void *pool_alloc(struct pool *pool, size_t size);

/* count * size zeroed bytes; aborts where the product overflows. */
void *pool_calloc(struct pool *pool, size_t count, size_t size);

/* One zeroed object, or count of them, of a type. */
#define pool_new0(pool, type) ((type *)pool_alloc((pool), sizeof(type)))
#define pool_array(pool, type, count) ((type *)pool_calloc((pool), (count), sizeof(type)))

/* Copies; NULL stays NULL. */
char *pool_strdup(struct pool *pool, const char *text);
char *pool_strndup(struct pool *pool, const char *text, size_t length);
void *pool_memdup(struct pool *pool, const void *bytes, size_t size);

/* A formatted string. */
char *pool_printf(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *pool_vprintf(struct pool *pool, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* release(object) is called by pool_free.  Returns object, for chaining. */
void *pool_adopt(struct pool *pool, void *object, void (*release)(void *object));

/* The same for what GLib makes: GHashTable, GPtrArray, GArray. */
struct _GHashTable *pool_adopt_table(struct pool *pool, struct _GHashTable *table);
struct _GPtrArray *pool_adopt_pointers(struct pool *pool, struct _GPtrArray *pointers);
struct _GArray *pool_adopt_array(struct pool *pool, struct _GArray *array);

/* The bytes handed out so far, for budgets and statistics. */
size_t pool_size(const struct pool *pool);
