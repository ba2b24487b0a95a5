#include "report/baseline.h"

#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "report/excerpt.h"

#include <glib.h>
#include <jansson.h>
#include <string.h>

#define VERSION 1

struct entry {
	struct identity identity;
	size_t count; /* while applying: how many are still to come */
};

struct baseline {
	struct pool *pool;
	GPtrArray *entries;       /* struct entry, in the pool */
	GHashTable *entry_by_key; /* identity_key → entry */
	const struct secrets *secrets;
};

static struct baseline *
empty(struct pool *pool)
{
	struct baseline *baseline = pool_new0(pool, struct baseline);

	*baseline = (struct baseline){
		.pool = pool,
		.entries = pool_adopt_pointers(pool, g_ptr_array_new()),
		.entry_by_key = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal)),
	};
	return baseline;
}

/* Two entries of one identity, as after a merge, count together. */
static void
add(struct baseline *baseline, const struct identity *identity, size_t count)
{
	const char *key = identity_key(baseline->pool, identity);
	struct entry *entry = g_hash_table_lookup(baseline->entry_by_key, key);

	if (!entry) {
		entry = pool_new0(baseline->pool, struct entry);
		entry->identity = *identity;
		g_hash_table_insert(baseline->entry_by_key, (void *)key, entry);
		g_ptr_array_add(baseline->entries, entry);
	}
	entry->count += count;
}

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *const *e = a, *const *f = b;

	return identity_compare(&(*e)->identity, &(*f)->identity);
}

/* Writing */

static int
append_bytes(const char *bytes, size_t size, void *out)
{
	g_string_append_len(out, bytes, (gssize)size);
	return 0;
}

static json_t *
entry_object(const struct entry *entry)
{
	const struct identity *identity = &entry->identity;

	return json_pack("{s:s, s:s, s:s, s:s, s:I}",
	    "document", identity->document,
	    "rule", identity->rule,
	    "message", identity->message,
	    "source", identity->source,
	    "count", (json_int_t)entry->count);
}

static json_t *
entry_list(const struct baseline *baseline)
{
	json_t *list = json_array();

	g_ptr_array_sort(baseline->entries, compare_entries);
	for (size_t i = 0; i < baseline->entries->len; i++)
		json_array_append_new(list, entry_object(baseline->entries->pdata[i]));
	return list;
}

const char *
baseline_render(struct pool *pool, const struct findings *findings)
{
	struct baseline *baseline = empty(pool);
	const struct secrets *secrets = secrets_find(pool, findings);
	g_autoptr(GString) out = g_string_new(NULL);
	size_t count = 0;
	const struct finding *const *list = findings_list(findings, &count);

	for (size_t i = 0; i < count; i++) {
		struct identity identity = identity_of(pool, list[i], secrets);

		add(baseline, &identity, 1);
	}

	json_t *root = json_pack("{s:i, s:o}", "version", VERSION, "findings", entry_list(baseline));

	json_dump_callback(root, append_bytes, out, JSON_INDENT(2));
	json_decref(root);
	return pool_printf(pool, "%s\n", out->str);
}

/* Reading */

static bool
fail(struct pool *pool, const char **problem, size_t index, const char *what)
{
	*problem = pool_printf(pool, "entry %zu of \"findings\" %s", index + 1, what);
	return false;
}

/* A text is printed when its entry is gone, so it may not drive the terminal. */
static bool
read_text(json_t *object, const char *key, struct pool *pool, const char **text)
{
	*text = pool_strdup(pool, json_string_value(json_object_get(object, key)));
	for (const char *at = *text; at && *at; at++)
		if (g_ascii_iscntrl(*at))
			return false;
	return *text != NULL;
}

static bool
read_entry(struct baseline *baseline, json_t *object, size_t index, const char **problem)
{
	static const struct {
		const char *key;
		size_t offset;
	} fields[] = {
		{ "document", offsetof(struct identity, document) },
		{ "rule", offsetof(struct identity, rule) },
		{ "message", offsetof(struct identity, message) },
		{ "source", offsetof(struct identity, source) },
	};
	struct identity identity = { 0 };
	json_int_t count = json_integer_value(json_object_get(object, "count"));

	if (!json_is_object(object))
		return fail(baseline->pool, problem, index, "is no object");
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (!read_text(object, fields[i].key, baseline->pool, (const char **)((char *)&identity + fields[i].offset)))
			return fail(baseline->pool, problem, index, pool_printf(baseline->pool, "has no \"%s\" of one line of text", fields[i].key));
	if (count < 1 || count > INT32_MAX)
		return fail(baseline->pool, problem, index, "has no \"count\" of at least 1");
	add(baseline, &identity, (size_t)count);
	return true;
}

static bool
read_entries(struct baseline *baseline, json_t *root, const char **problem)
{
	json_t *version = json_object_get(root, "version");
	json_t *list = json_object_get(root, "findings");

	if (!json_is_integer(version) || json_integer_value(version) != VERSION)
		return *problem = "it is no baseline of this version: \"version\" must be 1", false;
	if (!json_is_array(list))
		return *problem = "\"findings\" is no list", false;
	for (size_t i = 0; i < json_array_size(list); i++)
		if (!read_entry(baseline, json_array_get(list, i), i, problem))
			return false;
	return true;
}

struct baseline *
baseline_read(struct pool *pool, const struct source *source, const char **problem)
{
	struct baseline *baseline = empty(pool);
	json_error_t error;
	json_t *root = json_loadb(source->bytes, source->size, JSON_REJECT_DUPLICATES, &error);

	if (!root) {
		*problem = pool_printf(pool, "line %d: %s", error.line, error.text);
		return NULL;
	}

	bool read = read_entries(baseline, root, problem);

	json_decref(root);
	return read ? baseline : NULL;
}

/* Applying */

static bool
is_new(const struct finding *finding, void *data)
{
	struct baseline *baseline = data;
	struct identity identity = identity_of(baseline->pool, finding, baseline->secrets);
	struct entry *entry = g_hash_table_lookup(baseline->entry_by_key, identity_key(baseline->pool, &identity));

	if (!entry || entry->count == 0)
		return true;
	entry->count--;
	return false;
}

void
baseline_apply(struct baseline *baseline, struct findings *findings)
{
	baseline->secrets = secrets_find(baseline->pool, findings);
	findings_filter(findings, is_new, baseline);
	g_ptr_array_sort(baseline->entries, compare_entries);
}

const struct gone *
baseline_gone(const struct baseline *baseline, size_t *count)
{
	struct gone *gone = pool_array(baseline->pool, struct gone, baseline->entries->len);

	*count = 0;
	for (size_t i = 0; i < baseline->entries->len; i++) {
		const struct entry *entry = baseline->entries->pdata[i];

		if (entry->count)
			gone[(*count)++] = (struct gone){ entry->identity, entry->count };
	}
	return gone;
}

static void
append_gone(GString *text, const struct gone *gone)
{
	const struct identity *identity = &gone->identity;

	g_string_append_printf(text, "%s: no longer occurs", *identity->document ? identity->document : "site");
	if (gone->count > 1)
		g_string_append_printf(text, " (%zu times)", gone->count);
	if (*identity->message)
		g_string_append_printf(text, ": %s", identity->message);
	g_string_append_printf(text, " [%s]\n", identity->rule);
}

const char *
baseline_gone_text(const struct baseline *baseline)
{
	g_autoptr(GString) text = g_string_new(NULL);
	size_t count = 0;
	const struct gone *gone = baseline_gone(baseline, &count);

	for (size_t i = 0; i < count; i++)
		append_gone(text, &gone[i]);
	return pool_strdup(baseline->pool, text->str);
}
