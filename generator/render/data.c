#include "render/data.h"

#include <float.h>
#include <glib.h>
#include <math.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"

enum {
	FEWEST = 8, /* room for items or entries, which doubles */
	MANY = 32,  /* entries, from which on they are found by slots */
};

/* ---- making ---- */

/* No more than its kind needs. */
static struct data *
data_new(struct pool *pool, enum data_kind kind)
{
	static const size_t sizes[] = {
		[DATA_INTEGER] = offsetof(struct data, of) + sizeof(int64_t),
		[DATA_REAL] = offsetof(struct data, of) + sizeof(double),
		[DATA_TEXT] = offsetof(struct data, of) + sizeof(((struct data *)0)->of.text),
		[DATA_LIST] = offsetof(struct data, of) + sizeof(((struct data *)0)->of.list),
		[DATA_OBJECT] = sizeof(struct data),
	};
	struct data *data = pool_alloc(pool, sizes[kind]);

	data->kind = kind;
	return data;
}

struct data *
data_object(struct pool *pool)
{
	struct data *object = data_new(pool, DATA_OBJECT);

	object->of.object.pool = pool;
	return object;
}

struct data *
data_list(struct pool *pool)
{
	struct data *list = data_new(pool, DATA_LIST);

	list->of.list.pool = pool;
	return list;
}

const struct data *
data_integer(struct pool *pool, int64_t integer)
{
	struct data *data = data_new(pool, DATA_INTEGER);

	data->of.integer = integer;
	return data;
}

const struct data *
data_real(struct pool *pool, double real)
{
	struct data *data = data_new(pool, DATA_REAL);

	data->of.real = real;
	return data;
}

const struct data *
data_flag(bool flag)
{
	static const struct data flags[] = { { .kind = DATA_FALSE }, { .kind = DATA_TRUE } };

	return &flags[flag];
}

const struct data *
data_text_n(struct pool *pool, const char *text, size_t length)
{
	struct data *data;

	if (!text)
		return NULL;
	data = data_new(pool, DATA_TEXT);
	if (!text_is_ascii(text, length) && !g_utf8_validate_len(text, length, NULL)) {
		g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);

		length = strlen(valid);
		text = pool_strndup(pool, valid, length);
	}
	data->of.text.bytes = text;
	data->of.text.length = length;
	return data;
}

const struct data *
data_text(struct pool *pool, const char *text)
{
	return text ? data_text_n(pool, text, strlen(text)) : NULL;
}

const struct data *
data_text_copy(struct pool *pool, const char *text, size_t length)
{
	return text ? data_text_n(pool, pool_strndup(pool, text, length), length) : NULL;
}

/* Whether what holds count things must grow for one more: room is a power of two. */
static bool
is_full(uint32_t count)
{
	return count == 0 || (count >= FEWEST && (count & (count - 1)) == 0);
}

static void *
grown(struct pool *pool, const void *things, uint32_t count, size_t size)
{
	void *room = pool_calloc(pool, count ? (size_t)count * 2 : FEWEST, size);

	return count ? memcpy(room, things, count * size) : room;
}

void
data_append(struct data *list, const struct data *value)
{
	if (is_full(list->count))
		list->of.list.items = grown(list->of.list.pool, list->of.list.items, list->count, sizeof(*list->of.list.items));
	list->of.list.items[list->count++] = value;
}

/* Where a hash belongs among the slots of so many entries: twice as many as there is room for them. */
static uint32_t
slot_of(uint32_t hash, uint32_t count)
{
	return hash >> (__builtin_clz(count - 1) - 1);
}

static uint32_t
next_slot(uint32_t slot, uint32_t count)
{
	return (slot + 1) & ((UINT32_C(2) << (32 - __builtin_clz(count - 1))) - 1);
}

static struct data_entry *
search_slots(const struct data *object, const char *key, size_t length, uint32_t hash)
{
	const uint32_t *slots = object->of.object.slots;

	for (uint32_t slot = slot_of(hash, object->count); slots[slot]; slot = next_slot(slot, object->count)) {
		struct data_entry *entry = &object->of.object.entries[slots[slot] - 1];

		if (entry->hash == hash && entry->length == length && memcmp(entry->key, key, length) == 0)
			return entry;
	}
	return NULL;
}

struct data_entry *
data_search(const struct data *object, const char *key, size_t length, uint32_t hash)
{
	struct data_entry *entry = object->of.object.entries, *end = entry + object->count;

	if (object->of.object.slots)
		return search_slots(object, key, length, hash);
	for (; entry < end; entry++)
		if (entry->hash == hash && entry->length == length && memcmp(entry->key, key, length) == 0)
			return entry;
	return NULL;
}

/* Gives the last entries, from one on, their slots. */
static void
fill_slots(struct data *object, uint32_t from)
{
	uint32_t *slots = object->of.object.slots;

	for (uint32_t i = from; i < object->count; i++) {
		uint32_t slot = slot_of(object->of.object.entries[i].hash, object->count);

		while (slots[slot])
			slot = next_slot(slot, object->count);
		slots[slot] = i + 1;
	}
}

void
data_put_hashed(struct data *object, const char *key, size_t length, uint32_t hash, const struct data *value)
{
	const bool full = is_full(object->count);
	struct data_entry *entry = NULL;

	if (object->of.object.filter & data_filter(hash))
		entry = data_search(object, key, length, hash);
	if (entry) {
		entry->value = value;
		return;
	}
	if (full)
		object->of.object.entries = grown(object->of.object.pool, object->of.object.entries, object->count, sizeof(*entry));
	object->of.object.entries[object->count++] = (struct data_entry){ hash, (uint32_t)length, key, value };
	object->of.object.filter |= data_filter(hash);
	if (object->count <= MANY)
		return;
	if (full)
		object->of.object.slots = pool_array(object->of.object.pool, uint32_t, (size_t)(object->count - 1) * 4);
	fill_slots(object, full ? 0 : object->count - 1);
}

void
data_put_all(struct data *object, const struct data *other)
{
	for (uint32_t i = 0; data_is(other, DATA_OBJECT) && i < other->count; i++) {
		const struct data_entry *entry = &other->of.object.entries[i];

		data_put_hashed(object, entry->key, entry->length, entry->hash, entry->value);
	}
}

struct data *
data_put_object(struct data *object, const char *key)
{
	const struct data *there = data_get(object, key);
	struct data *new;

	if (data_is(there, DATA_OBJECT))
		return (struct data *)there;
	new = data_object(object->of.object.pool);
	data_put(object, key, new);
	return new;
}

void
data_put_flags(struct data *object)
{
	const uint32_t count = object->count;

	for (uint32_t i = 0; i < count; i++) {
		const struct data_entry entry = object->of.object.entries[i];
		char *flag;

		if (!data_is(entry.value, DATA_LIST))
			continue;
		flag = pool_alloc(object->of.object.pool, entry.length + sizeof("has_"));
		memcpy(flag, "has_", sizeof("has_"));
		memcpy(flag + strlen("has_"), entry.key, entry.length);
		if (!data_has(object, flag))
			data_put_flag(object, flag, entry.value->count);
	}
}

/* ---- digests ---- */

/* Most keys and texts are a few words of eight bytes, for which this is faster than hash_bytes. */
static uint64_t
digest_bytes(uint64_t digest, const char *bytes, size_t length)
{
	uint64_t word = 0;

	if (length > 64)
		return hash_mix(hash_mix(digest, length), hash_bytes(bytes, length));
	digest = hash_mix(digest, length);
	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, bytes, sizeof(word));
		digest = hash_mix(digest, word);
	}
	word = 0;
	memcpy(&word, bytes, length);
	return length ? hash_mix(digest, word) : digest;
}

static uint64_t
digest_object(const struct data *object)
{
	uint64_t *known = (uint64_t *)&object->of.object.digest;
	uint64_t digest = __atomic_load_n(known, __ATOMIC_RELAXED);

	if (digest)
		return digest;
	digest = hash_mix(DATA_OBJECT, object->count);
	for (uint32_t i = 0; i < object->count; i++) {
		const struct data_entry *entry = &object->of.object.entries[i];

		digest = digest_bytes(digest, entry->key, entry->length);
		digest = hash_mix(digest, data_digest(entry->value));
	}
	digest = digest ? digest : 1;
	__atomic_store_n(known, digest, __ATOMIC_RELAXED);
	return digest;
}

static uint64_t
digest_list(const struct data *list)
{
	uint64_t digest = hash_mix(DATA_LIST, list->count);

	for (uint32_t i = 0; i < list->count; i++)
		digest = hash_mix(digest, data_digest(list->of.list.items[i]));
	return digest;
}

uint64_t
data_digest(const struct data *value)
{
	if (!value)
		return 0;
	switch (value->kind) {
	case DATA_OBJECT:
		return digest_object(value);
	case DATA_LIST:
		return digest_list(value);
	case DATA_TEXT:
		return digest_bytes(DATA_TEXT, value->of.text.bytes, value->of.text.length);
	case DATA_INTEGER:
	case DATA_REAL:
		return hash_mix(hash_mix(value->kind, 1), hash_bytes(&value->of, sizeof(value->of.integer)));
	default:
		return hash_mix(value->kind, 2);
	}
}

/* ---- numbers as text ---- */

static void
append_integer(GString *out, int64_t value)
{
	char digits[20], *end = digits + sizeof digits, *at = end;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	do
		*--at = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		*--at = '-';
	g_string_append_len(out, at, end - at);
}

/* The fewest digits that read back as the same value; 17 always do. */
static void
append_real(GString *out, double value)
{
	char digits[G_ASCII_DTOSTR_BUF_SIZE];
	int precision = fabs(value) < DBL_MIN ? 1 : 15;

	do {
		char format[] = { '%', '.', '0' + precision / 10, '0' + precision % 10, 'g', '\0' };

		g_ascii_formatd(digits, sizeof digits, format, value);
	} while (precision++ < 17 && g_ascii_strtod(digits, NULL) != value);
	g_string_append(out, digits);
}

void
data_append_number(GString *out, const struct data *number)
{
	if (data_is(number, DATA_INTEGER))
		append_integer(out, number->of.integer);
	else if (data_is(number, DATA_REAL))
		append_real(out, number->of.real);
}
