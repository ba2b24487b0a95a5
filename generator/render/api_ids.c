/* Ids made of names. */
#include "render/api.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define LENGTH 12

struct ids {
	GHashTable *by_name;
};

static const char *
spell(struct pool *pool, uint64_t number)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char id[LENGTH + 1] = "";

	for (size_t i = LENGTH; i-- > 0; number /= 36)
		id[i] = digits[number % 36];
	return pool_strdup(pool, id);
}

/* One that nothing has yet. */
static const char *
free_id(struct pool *pool, const char *name, uint64_t space, GHashTable *taken)
{
	g_autoptr(GString) text = g_string_new(name);

	for (;;) {
		const char *id = spell(pool, hash_bytes(text->str, text->len) % space);

		if (g_hash_table_add(taken, (char *)id))
			return id;
		g_string_append_c(text, '+');
	}
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const struct ids *
ids_new(struct pool *pool, const char *const *names, size_t count, uint64_t space)
{
	struct ids *ids = pool_new0(pool, struct ids);
	g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
	const char **sorted = pool_array(pool, const char *, count + 1);

	ids->by_name = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	for (size_t i = 0; i < count; i++)
		sorted[i] = names[i];
	qsort(sorted, count, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < count; i++)
		g_hash_table_insert(ids->by_name, (char *)sorted[i], (char *)free_id(pool, sorted[i], space, taken));
	return ids;
}

const char *
ids_find(const struct ids *ids, const char *name)
{
	return g_hash_table_lookup(ids->by_name, name);
}
