/*
 * data: what templates see: a tree of values like JSON's, cheap to make and to ask.
 *
 * All of it lives in a pool: no value is freed alone or counted, one value may
 * stand in many objects, and what is no longer changed may be read by many
 * threads at once.  A value must not be put into one that outlives its pool.
 *
 * Texts and keys are not copied, so they must live as long as the tree: in its
 * pool, in the site's, or as literals.  Bytes that are no UTF-8 are replaced
 * (by a copy), so that every text of a tree is UTF-8.
 *
 * NULL is the value null.  Where a value is asked for what it is not (an item
 * of a text, a key of null), the answer is that of an empty one: NULL, 0, "".
 *
 * An object keeps its keys in the order in which they were first put.  Putting
 * one again replaces its value in its place.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct pool;

enum data_kind {
	DATA_FALSE,
	DATA_TRUE,
	DATA_INTEGER,
	DATA_REAL,
	DATA_TEXT,
	DATA_LIST,
	DATA_OBJECT,
};

struct data {
	enum data_kind kind;
	uint32_t count; /* items, entries */
	union {
		int64_t integer;
		double real;
		struct {
			const char *bytes;
			size_t length;
		} text;
		struct {
			const struct data **items;
			struct pool *pool; /* for more of them */
		} list;
		struct {
			struct data_entry *entries;
			uint32_t *slots; /* of many entries: their numbers + 1 by hash, half of them free; NULL: there are few */
			struct pool *pool;
			uint64_t filter; /* a bit for each key's hash: what has none is not there */
			uint64_t digest; /* 0: not asked for yet */
		} object;
	} of;
};

struct data_entry {
	uint32_t hash, length;
	const char *key;
	const struct data *value; /* NULL: null */
};

/* ---- making ---- */

struct data *data_object(struct pool *pool);
struct data *data_list(struct pool *pool);
const struct data *data_integer(struct pool *pool, int64_t integer);
const struct data *data_real(struct pool *pool, double real);
const struct data *data_flag(bool flag);

/* NULL gives null. */
const struct data *data_text(struct pool *pool, const char *text);
const struct data *data_text_copy(struct pool *pool, const char *text, size_t length);

/* For templates alone: what has no NUL behind it is nothing for data_string. */
const struct data *data_text_n(struct pool *pool, const char *text, size_t length);

void data_append(struct data *list, const struct data *value);

/* Of a key: of its length and five of its bytes, so that a literal's is known to the compiler. */
static inline uint32_t
data_hash(const char *key, size_t length)
{
	const unsigned char *bytes = (const unsigned char *)key;
	uint32_t hash = (uint32_t)length;

	if (length == 0)
		return 0;
	hash = hash * 31 + bytes[0];
	hash = hash * 31 + bytes[length / 4];
	hash = hash * 31 + bytes[length / 2];
	hash = hash * 31 + bytes[length - 1 - length / 4];
	hash = hash * 31 + bytes[length - 1];
	return hash * UINT32_C(2654435761);
}

void data_put_hashed(struct data *object, const char *key, size_t length, uint32_t hash, const struct data *value);

static inline void
data_put(struct data *object, const char *key, const struct data *value)
{
	data_put_hashed(object, key, strlen(key), data_hash(key, strlen(key)), value);
}

static inline void
data_put_text(struct data *object, const char *key, const char *text)
{
	data_put(object, key, data_text(object->of.object.pool, text));
}

static inline void
data_put_integer(struct data *object, const char *key, int64_t integer)
{
	data_put(object, key, data_integer(object->of.object.pool, integer));
}

static inline void
data_put_flag(struct data *object, const char *key, bool flag)
{
	data_put(object, key, data_flag(flag));
}

/* Puts all that another object holds. */
void data_put_all(struct data *object, const struct data *other);

/* "has_runbooks" beside each list "runbooks", where that is not there: a template can't ask
 * whether a list is empty without going through it. */
void data_put_flags(struct data *object);

/* The object of a key, for more to be put into it: the one that is there, or a new one. */
struct data *data_put_object(struct data *object, const char *key);

/* ---- reading ---- */

static inline bool
data_is(const struct data *value, enum data_kind kind)
{
	return value && value->kind == kind;
}

struct data_entry *data_search(const struct data *object, const char *key, size_t length, uint32_t hash);

static inline uint64_t
data_filter(uint32_t hash)
{
	return UINT64_C(1) << (hash >> 26);
}

/* The entry of a key, or NULL. */
static inline const struct data_entry *
data_find(const struct data *object, const char *key, size_t length, uint32_t hash)
{
	if (!object || object->kind != DATA_OBJECT || !(object->of.object.filter & data_filter(hash)))
		return NULL;
	return data_search(object, key, length, hash);
}

static inline bool
data_has(const struct data *object, const char *key)
{
	return data_find(object, key, strlen(key), data_hash(key, strlen(key)));
}

/* The value of a key, or NULL: there is none, or it is null. */
static inline const struct data *
data_get(const struct data *object, const char *key)
{
	const struct data_entry *entry = data_find(object, key, strlen(key), data_hash(key, strlen(key)));

	return entry ? entry->value : NULL;
}

/* The items of a list. */
static inline size_t
data_count(const struct data *list)
{
	return data_is(list, DATA_LIST) ? list->count : 0;
}

static inline const struct data *
data_item(const struct data *list, size_t i)
{
	return data_is(list, DATA_LIST) && i < list->count ? list->of.list.items[i] : NULL;
}

/* The bytes of a text; NULL of what is none. */
static inline const char *
data_string(const struct data *value)
{
	return data_is(value, DATA_TEXT) ? value->of.text.bytes : NULL;
}

/* A number for a tree as a whole: where two differ, so do, as good as certainly, their numbers.  It is the same in every run of a program on machines
 * of one kind.  An object remembers its own, so it must not change any more; many threads may ask at once. */
uint64_t data_digest(const struct data *value);

/* Integers in decimal; reals in the fewest digits that read back as the same value. */
void data_append_number(GString *out, const struct data *number);
