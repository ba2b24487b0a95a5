#include "net/linkcache.h"

#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

enum { VERSION = 1 };

struct linkcache {
	struct pool *pool;
	json_t *root, *addresses; /* the second belongs to the first */
};

static void
release(void *json)
{
	json_decref(json);
}

struct linkcache *
linkcache_read(struct pool *pool, const char *bytes, size_t size)
{
	struct linkcache *cache = pool_new0(pool, struct linkcache);
	json_t *root = bytes ? json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL) : NULL;

	if (!json_is_object(json_object_get(root, "addresses")) || json_integer_value(json_object_get(root, "version")) != VERSION) {
		json_decref(root);
		root = json_pack("{s:i, s:{}}", "version", VERSION, "addresses");
	}
	cache->pool = pool;
	cache->root = pool_adopt(pool, root, release);
	cache->addresses = json_object_get(root, "addresses");
	return cache;
}

static int64_t
instant(const json_t *entry, const char *key)
{
	const json_t *value = json_object_get(entry, key);

	return json_is_integer(value) ? json_integer_value(value) : TIME_NONE;
}

bool
linkcache_find(const struct linkcache *cache, const char *address, struct link_memory *memory)
{
	const json_t *entry = json_object_get(cache->addresses, address);

	*memory = (struct link_memory){
		.good = json_is_true(json_object_get(entry, "good")),
		.checked = instant(entry, "checked"),
		.moved = pool_strdup(cache->pool, json_string_value(json_object_get(entry, "moved"))),
		.failing_since = instant(entry, "failing_since"),
	};
	return json_is_object(entry);
}

enum link_fragment
linkcache_fragment(const struct linkcache *cache, const char *address, const char *fragment)
{
	const json_t *there = json_object_get(json_object_get(json_object_get(cache->addresses, address), "fragments"), fragment);

	if (!json_is_boolean(there))
		return LINK_FRAGMENT_UNKNOWN;
	return json_is_true(there) ? LINK_FRAGMENT_THERE : LINK_FRAGMENT_MISSING;
}

/* What is no UTF-8 can't be kept, and need not be. */
void
linkcache_set(struct linkcache *cache, const char *address, const struct link_memory *memory)
{
	json_t *entry = json_pack("{s:b, s:I}", "good", memory->good, "checked", (json_int_t)memory->checked);

	if (memory->moved)
		json_object_set_new(entry, "moved", json_string(memory->moved));
	if (memory->failing_since != TIME_NONE)
		json_object_set_new(entry, "failing_since", json_integer(memory->failing_since));
	json_object_set_new(cache->addresses, address, entry);
}

void
linkcache_set_fragment(struct linkcache *cache, const char *address, const char *fragment, bool there)
{
	json_t *entry = json_object_get(cache->addresses, address);
	json_t *fragments = json_object_get(entry, "fragments");

	if (!json_is_object(fragments)) {
		json_object_set_new(entry, "fragments", json_object());
		fragments = json_object_get(entry, "fragments");
	}
	json_object_set_new(fragments, fragment, json_boolean(there));
}

void
linkcache_prune(struct linkcache *cache, bool (*keep)(void *data, const char *address), void *data)
{
	const char *address;
	json_t *entry;
	void *next;

	json_object_foreach_safe(cache->addresses, next, address, entry) {
		if (!keep(data, address))
			json_object_del(cache->addresses, address);
	}
}

const char *
linkcache_render(struct pool *pool, const struct linkcache *cache)
{
	char *text = json_dumps(cache->root, JSON_COMPACT | JSON_SORT_KEYS);
	const char *copy = pool_printf(pool, "%s\n", text);

	g_free(text);
	return copy;
}
