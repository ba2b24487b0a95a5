#include "net/manifest.h"

#include <glib.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

enum { VERSION = 1 };

struct manifest {
	struct pool *pool;
	const char *run;
	GHashTable *files; /* path → struct manifest_entry, both in the pool */
};

static void
release(void *object)
{
	g_hash_table_unref(((struct manifest *)object)->files);
}

struct manifest *
manifest_new(struct pool *pool)
{
	struct manifest *manifest = pool_new0(pool, struct manifest);

	manifest->pool = pool;
	manifest->run = "";
	manifest->files = g_hash_table_new(g_str_hash, g_str_equal);
	return pool_adopt(pool, manifest, release);
}

/* ---- reading ---- */

/* On the way to a storage "a/../b" is "b". */
bool
manifest_path_is_valid(const char *path)
{
	if (!text_is_clean(path, strlen(path), NULL) || strpbrk(path, "\t\r\n"))
		return false;
	for (size_t length; (length = strcspn(path, "/")) > 0; path += length + 1) {
		if (length <= 2 && strncmp(path, "..", length) == 0)
			return false;
		if (!path[length])
			return true;
	}
	return false;
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static bool
take_file(struct manifest *manifest, const char *path, const json_t *value)
{
	const struct manifest_entry entry = {
		.md5 = text_of(value, "md5"),
		.etag = text_of(value, "etag"),
		.type = text_of(value, "type"),
		.cache = text_of(value, "cache"),
		.pending = json_is_true(json_object_get(value, "pending")),
	};

	if (!json_is_object(value) || !manifest_path_is_valid(path) || !*entry.md5)
		return false;
	manifest_set(manifest, path, &entry);
	return true;
}

static bool
take(struct manifest *manifest, const json_t *root, const char **problem)
{
	const json_t *version = json_object_get(root, "version"), *files = json_object_get(root, "files");
	const char *path;
	json_t *value;

	*problem = "it is no list of sitrep's";
	if (!json_is_integer(version) || !json_is_object(files))
		return false;
	if (json_integer_value(version) != VERSION) {
		*problem = "it was written by another version of sitrep";
		return false;
	}
	manifest_set_run(manifest, text_of(root, "run"));
	*problem = "what it says of some file is nothing that sitrep writes";
	json_object_foreach((json_t *)files, path, value)
		if (!take_file(manifest, path, value))
			return false;
	*problem = NULL;
	return true;
}

struct manifest *
manifest_read(struct pool *pool, const char *bytes, size_t size, const char **problem)
{
	struct manifest *manifest = manifest_new(pool);
	json_t *root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, NULL);
	bool good;

	*problem = "it is cut off, or no JSON";
	good = root && take(manifest, root, problem);
	json_decref(root);
	return good ? manifest : NULL;
}

/* ---- use ---- */

const char *
manifest_run(const struct manifest *manifest)
{
	return manifest->run;
}

void
manifest_set_run(struct manifest *manifest, const char *run)
{
	manifest->run = pool_strdup(manifest->pool, run);
}

const struct manifest_entry *
manifest_find(const struct manifest *manifest, const char *path)
{
	return g_hash_table_lookup(manifest->files, path);
}

void
manifest_set(struct manifest *manifest, const char *path, const struct manifest_entry *entry)
{
	struct pool *pool = manifest->pool;
	struct manifest_entry *copy = pool_memdup(pool, entry, sizeof *entry);

	copy->md5 = pool_strdup(pool, entry->md5);
	copy->etag = pool_strdup(pool, entry->etag ? entry->etag : "");
	copy->type = pool_strdup(pool, entry->type);
	copy->cache = pool_strdup(pool, entry->cache);
	g_hash_table_replace(manifest->files, pool_strdup(pool, path), copy);
}

void
manifest_remove(struct manifest *manifest, const char *path)
{
	g_hash_table_remove(manifest->files, path);
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *
manifest_paths(struct pool *pool, const struct manifest *manifest)
{
	guint count;
	g_autofree void **keys = g_hash_table_get_keys_as_array(manifest->files, &count);
	const char **paths = pool_array(pool, const char *, (size_t)count + 1);

	for (guint i = 0; i < count; i++)
		paths[i] = keys[i];
	qsort(paths, count, sizeof *paths, compare_paths);
	return paths;
}

static json_t *
entry_json(const struct manifest_entry *entry)
{
	json_t *object = json_pack("{ss ss ss ss}", "md5", entry->md5, "etag", entry->etag, "type", entry->type, "cache", entry->cache);

	if (object && entry->pending)
		json_object_set_new(object, "pending", json_true());
	return object;
}

const char *
manifest_render(struct pool *pool, const struct manifest *manifest)
{
	json_t *root = json_object(), *files = json_object();
	char *text;
	const char *copy;

	for (const char *const *path = manifest_paths(pool, manifest); *path; path++)
		json_object_set_new(files, *path, entry_json(manifest_find(manifest, *path)));
	json_object_set_new(root, "version", json_integer(VERSION));
	json_object_set_new(root, "run", json_string(manifest->run));
	json_object_set_new(root, "files", files);
	text = json_dumps(root, JSON_INDENT(1));
	copy = pool_strdup(pool, text);
	g_free(text);
	json_decref(root);
	return copy;
}
