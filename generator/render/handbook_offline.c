/*
 * What a browser needs to keep the handbook on a device: offline.json, the list of all files by the hash of their bytes, and
 * worker.js, the service worker, which names that list's own hash, so that a browser takes a new worker with each change.
 *
 * offline.json: {"version", "bytes": of all files, "files": {path: the first eight digits of its XXH64}}
 */
#include "render/handbook_parts.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"

#define FOLDER "handbook/"
#define LIST FOLDER "offline.json"
#define WORKER FOLDER "worker.js"
#define PLACE "{version}" /* in the worker, for the list's hash */

static void
collect(void *data, const struct output *output)
{
	if (g_str_has_prefix(output->path, FOLDER))
		g_ptr_array_add(data, (void *)output);
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp((*(const struct output *const *)a)->path, (*(const struct output *const *)b)->path);
}

/* The list without its version, which is the hash of it. */
static json_t *
files_of(const struct outputs *outputs, json_int_t *bytes)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	json_t *files = json_object();

	outputs_each(outputs, collect, list);
	g_ptr_array_sort(list, compare_paths);
	for (guint i = 0; i < list->len; i++) {
		const struct output *output = list->pdata[i];
		char hash[9];

		g_snprintf(hash, sizeof(hash), "%08x", (unsigned)(output->content >> 32));
		json_object_set_new(files, output->path + strlen(FOLDER), json_string(hash));
		*bytes += (json_int_t)output->size;
	}
	return files;
}

static const char *
dump(struct pool *pool, const json_t *value)
{
	return pool_adopt(pool, json_dumps(value, JSON_COMPACT), g_free);
}

static void
add_worker(const struct handbook *handbook, struct outputs *outputs, const char *version)
{
	const char *place = strstr(handbook->worker->bytes, PLACE);
	const char *bytes = handbook->worker->bytes;

	if (place)
		bytes = pool_printf(handbook->pool, "%.*s%s%s", (int)(place - bytes), bytes, version, place + strlen(PLACE));
	outputs_add(outputs, WORKER, bytes, strlen(bytes), span_file(handbook->worker));
}

void
add_offline_files(const struct handbook *handbook, struct outputs *outputs)
{
	json_int_t bytes = 0;
	json_t *files = files_of(outputs, &bytes);
	const char *text = dump(handbook->pool, files);
	const char *version = pool_printf(handbook->pool, "%016" G_GINT64_MODIFIER "x", hash_bytes(text, strlen(text)));
	json_t *list = json_pack("{s:s, s:I, s:o}", "version", version, "bytes", bytes, "files", files);
	const char *listed = dump(handbook->pool, list);

	json_decref(list);
	outputs_add(outputs, LIST, listed, strlen(listed), SPAN_NONE);
	if (handbook->worker)
		add_worker(handbook, outputs, version);
}

void
claim_offline_files(struct outputs *outputs)
{
	outputs_add(outputs, LIST, "", 0, SPAN_NONE);
	outputs_add(outputs, WORKER, "", 0, SPAN_NONE);
}
