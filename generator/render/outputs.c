#include "render/outputs.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"

struct outputs {
	struct pool *pool;
	struct findings *findings;
	GArray *list;        /* struct output */
	GHashTable *by_path; /* lower-case path → index + 1 */
	const struct outputs_drain *drain; /* or NULL */
	bool sorted;
};

static void
release_list(void *data)
{
	GArray *list = data;

	for (guint i = 0; i < list->len; i++)
		if (g_array_index(list, struct output, i).own)
			g_free((char *)g_array_index(list, struct output, i).bytes);
	g_array_free(list, true);
}

struct outputs *
outputs_new(struct pool *pool, struct findings *findings)
{
	struct outputs *outputs = pool_new0(pool, struct outputs);

	outputs->pool = pool;
	outputs->findings = findings;
	outputs->list = pool_adopt(pool, g_array_new(false, false, sizeof(struct output)), release_list);
	outputs->by_path = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	return outputs;
}

static struct output *
item(const struct outputs *outputs, size_t i)
{
	return &g_array_index(outputs->list, struct output, i);
}

static void
complain(const struct outputs *outputs, const struct output *first, const struct output *second)
{
	struct finding *finding;

	/* Of two documents, or an alias and a document, the checks have said so. */
	if (second->owner.source && findings_has_at(outputs->findings, RULE_SITE_DUPLICATE_ID, second->owner))
		return;
	if (second->owner.source)
		finding = finding_add(outputs->findings, RULE_SITE_DUPLICATE_ID, second->owner,
		    "the page %s has an owner already", second->path);
	else
		finding = finding_add_file(outputs->findings, RULE_SITE_DUPLICATE_ID, second->path,
		    "the page %s has an owner already", second->path);
	if (first->owner.source)
		finding_note(finding, first->owner, "it is made from this");
	else
		finding_help(finding, "sitrep itself makes %s: choose another name", first->path);
}

/* File systems take no longer one. */
static bool
has_long_name(const char *path)
{
	for (const char *name = path; *name; name += strcspn(name, "/"), name += *name == '/')
		if (strcspn(name, "/") > OUTPUT_NAME_LIMIT)
			return true;
	return false;
}

static void
complain_of_length(const struct outputs *outputs, const struct output *output)
{
	struct finding *finding;

	if (output->owner.source)
		finding = finding_add(outputs->findings, RULE_FRONT_BAD_VALUE, output->owner, "the name of the page that is made of this is too long for a file");
	else
		finding = finding_add_file(outputs->findings, RULE_FRONT_BAD_VALUE, output->path, "the name of this page is too long for a file");
	finding_help(finding, "shorten it: with its ending it may have %d bytes", OUTPUT_NAME_LIMIT);
}

void
outputs_set_drain(struct outputs *outputs, const struct outputs_drain *drain)
{
	outputs->drain = drain;
}

bool
outputs_has_drain(const struct outputs *outputs)
{
	return outputs->drain != NULL;
}

size_t
outputs_claim(struct outputs *outputs, const char *path, struct span owner)
{
	struct output output = { .path = pool_strdup(outputs->pool, path), .owner = owner };
	char *lower = text_fold_key(outputs->pool, path);
	size_t taken = GPOINTER_TO_SIZE(g_hash_table_lookup(outputs->by_path, lower));

	if (has_long_name(path)) {
		complain_of_length(outputs, &output);
		return OUTPUTS_TAKEN;
	}
	if (taken) {
		complain(outputs, item(outputs, taken - 1), &output);
		return OUTPUTS_TAKEN;
	}
	g_array_append_val(outputs->list, output);
	g_hash_table_insert(outputs->by_path, lower, GSIZE_TO_POINTER((size_t)outputs->list->len));
	outputs->sorted = false;
	return outputs->list->len - 1;
}

static void
drain(const struct outputs *outputs, struct output *output)
{
	outputs->drain->take(outputs->drain->data, output);
	output->bytes = NULL;
	output->drained = true;
}

void
outputs_add(struct outputs *outputs, const char *path, const char *bytes, size_t size, struct span owner)
{
	const size_t number = outputs_claim(outputs, path, owner);
	struct output *output;

	if (number == OUTPUTS_TAKEN)
		return;
	output = item(outputs, number);
	output->bytes = bytes;
	output->size = size;
	output->content = hash_bytes(bytes, size);
	if (outputs->drain)
		drain(outputs, output);
}

void
outputs_fill(struct outputs *outputs, size_t number, const char *bytes, size_t size, uint64_t digest)
{
	struct output *output = item(outputs, number);

	output->size = size;
	output->content = hash_bytes(bytes, size);
	output->digest = digest;
	output->bytes = bytes;
	if (outputs->drain) {
		drain(outputs, output);
		return;
	}
	output->bytes = g_memdup2(bytes, size + 1);
	output->own = true;
}

bool
outputs_keep(struct outputs *outputs, size_t number, uint64_t digest)
{
	struct output *output = item(outputs, number);

	output->digest = digest;
	output->drained = outputs->drain && outputs->drain->has(outputs->drain->data, output);
	return output->drained;
}

void
outputs_each(const struct outputs *outputs, void (*each)(void *data, const struct output *output), void *data)
{
	for (guint i = 0; i < outputs->list->len; i++)
		each(data, item(outputs, i));
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(((const struct output *)a)->path, ((const struct output *)b)->path);
}

/* A file whose path is another's folder, which only shows when all are in. */
static void
find_file_as_folder(const struct outputs *outputs, const struct output *output)
{
	g_autofree char *lower = text_casefold(output->path);
	char *slash = strrchr(lower, '/');

	for (; slash; slash = strrchr(lower, '/')) {
		size_t taken;

		*slash = '\0';
		taken = GPOINTER_TO_SIZE(g_hash_table_lookup(outputs->by_path, lower));
		if (taken)
			complain(outputs, item(outputs, taken - 1), output);
	}
}

struct output *
outputs_list(struct outputs *outputs, size_t *count)
{
	if (!outputs->sorted) {
		for (size_t i = 0; i < outputs->list->len; i++)
			find_file_as_folder(outputs, item(outputs, i));
		g_array_sort(outputs->list, compare_paths);
		for (size_t i = 0; i < outputs->list->len; i++)
			g_hash_table_insert(outputs->by_path, text_fold_key(outputs->pool, item(outputs, i)->path), GSIZE_TO_POINTER(i + 1));
		outputs->sorted = true;
	}
	*count = outputs->list->len;
	return (struct output *)(void *)outputs->list->data;
}

const struct output *
outputs_find(const struct outputs *outputs, const char *path)
{
	g_autofree char *lower = text_casefold(path);
	size_t row = GPOINTER_TO_SIZE(g_hash_table_lookup(outputs->by_path, lower));

	if (!row || strcmp(item(outputs, row - 1)->path, path) != 0)
		return NULL;
	return item(outputs, row - 1);
}
