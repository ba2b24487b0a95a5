#include "model/alert.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "read/glob.h"

#define FILE_LIMIT ((size_t)4 << 20)
#define FILES_MAX 10000

/* ---- files ---- */

static void
complain_of_pattern(struct findings *findings, const struct text *pattern, const struct glob *glob)
{
	if (!findings)
		return;
	if (glob->truncated)
		finding_add(findings, RULE_DOCUMENT_TOO_EXPENSIVE, pattern->span, "\"%s\" leads through more than 200,000 files or folders", pattern->s);
	else if (!glob->count)
		finding_help(finding_level(finding_add(findings, RULE_REF_UNKNOWN, pattern->span, "no file matches \"%s\"", pattern->s), LEVEL_WARNING),
		    "a pattern counts from the site's folder; \"**\" stands for any number of folders");
}

static int
compare_paths(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char **
alert_files(struct pool *pool, struct findings *findings, const struct config *config, const char *directory, size_t *count, bool *complete)
{
	g_autoptr(GPtrArray) paths = g_ptr_array_new();
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	*complete = true;
	for (size_t i = 0; i < config->alerts.rules.count; i++) {
		const struct glob glob = glob_find(pool, directory, config->alerts.rules.items[i].s);

		complain_of_pattern(findings, &config->alerts.rules.items[i], &glob);
		*complete = *complete && glob.count && !glob.truncated;
		for (size_t k = 0; k < glob.count && paths->len < FILES_MAX; k++)
			if (g_hash_table_add(seen, (void *)glob.paths[k]))
				g_ptr_array_add(paths, (void *)glob.paths[k]);
	}
	g_ptr_array_sort(paths, compare_paths);
	*count = paths->len;
	return pool_memdup(pool, paths->pdata ? (void *)paths->pdata : "", paths->len * sizeof(char *));
}

/* ---- names ---- */

/* An alert while it is put together. */
struct gathering {
	const char *name;
	GArray *definitions; /* struct alert_definition */
	GArray *claims;      /* struct alert_claim */
};

struct loader {
	struct pool *pool;
	const struct config *config;
	const char *directory;
	GHashTable *names;     /* name → struct gathering */
	GHashTable *addresses; /* page or file, without its ending → document */
	GHashTable *ids;       /* of runbooks → document */
};

static struct gathering *
gathering_of(const struct loader *loader, const char *name)
{
	struct gathering *gathering = g_hash_table_lookup(loader->names, name);

	if (gathering)
		return gathering;
	gathering = pool_new0(loader->pool, struct gathering);
	gathering->name = name;
	gathering->definitions = g_array_new(false, false, sizeof(struct alert_definition));
	gathering->claims = g_array_new(false, false, sizeof(struct alert_claim));
	g_hash_table_insert(loader->names, (void *)name, gathering);
	return gathering;
}

static void
take_claims(const struct loader *loader, const struct document *document)
{
	for (size_t i = 0; i < document->alerts.count; i++) {
		const struct text *name = &document->alerts.items[i];
		const struct alert_claim claim = { document, name->span };

		if (name->s && *name->s)
			g_array_append_val(gathering_of(loader, name->s)->claims, claim);
	}
}

/* ---- where a link leads ---- */

/* Without what follows the path, slashes at its ends, and the ending of a page or file. */
static char *
bare_address(const char *path)
{
	static const char *const endings[] = { ".html", ".md" };
	g_autofree char *encoded = g_strndup(path, strcspn(path, "?#"));
	g_autofree char *decoded = g_uri_unescape_string(encoded, NULL);
	char *bare = g_strdup(decoded && g_utf8_validate(decoded, -1, NULL) ? decoded : encoded);
	size_t length;

	memmove(bare, bare + strspn(bare, "/"), strlen(bare + strspn(bare, "/")) + 1);
	for (length = strlen(bare); length && bare[length - 1] == '/'; length--)
		bare[length - 1] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(endings); i++)
		if (g_str_has_suffix(bare, endings[i])) {
			bare[strlen(bare) - strlen(endings[i])] = '\0';
			break;
		}
	return bare;
}

static void
claim_address(const struct loader *loader, const char *path, const struct document *document)
{
	g_autofree char *bare = bare_address(path);

	if (!g_hash_table_contains(loader->addresses, bare))
		g_hash_table_insert(loader->addresses, g_steal_pointer(&bare), (void *)document);
}

static void
claim_paths(const struct loader *loader, const struct document *document)
{
	claim_address(loader, document->path, document);
	if (g_str_has_prefix(document->path, "content/"))
		claim_address(loader, document->path + strlen("content/"), document);
	for (size_t i = 0; i < document->aliases.count; i++)
		if (document->aliases.items[i].s)
			claim_address(loader, document_alias_output(loader->pool, document, document->aliases.items[i].s), document);
	if (document->kind->role == ROLE_RUNBOOK && !g_hash_table_contains(loader->ids, document->id))
		g_hash_table_insert(loader->ids, (void *)document->id, (void *)document);
}

/* The way to the site in its repository is the end of the way to its folder: of "docs/content/a" in …/docs, "content/a" is left. */
static const struct document *
find_from_repository(const struct loader *loader, const char *address)
{
	for (const char *slash = strchr(address, '/'); slash; slash = strchr(slash + 1, '/')) {
		g_autofree char *way = g_strdup_printf("/%.*s", (int)(slash - address), address);
		const struct document *found = g_str_has_suffix(loader->directory, way) ? g_hash_table_lookup(loader->addresses, slash + 1) : NULL;

		if (found)
			return found;
	}
	return NULL;
}

/* before: what stands before the address in its prefix, whose last names may belong to it. */
static const struct document *
find_address(const struct loader *loader, const char *before, const char *path)
{
	g_autofree char *bare = bare_address(path), *joined = NULL;
	const struct document *found = g_hash_table_lookup(loader->addresses, bare);

	if (!found)
		found = find_from_repository(loader, bare);
	joined = g_strdup_printf("%s%s%s", before, g_str_has_suffix(before, "/") ? "" : "/", bare);
	for (const char *slash = strrchr(before, '/'); !found && slash; slash = g_strrstr_len(before, slash - before, "/"))
		found = g_hash_table_lookup(loader->addresses, joined + (slash + 1 - before));
	return found ? found : g_hash_table_lookup(loader->ids, bare);
}

/* What follows a prefix, "https://h.example.com/a" being none of "https://h.example.com/abc"; or NULL. */
static const char *
behind_prefix(const char *address, const char *prefix)
{
	size_t length = strlen(prefix);

	while (length && prefix[length - 1] == '/')
		length--;
	if (!length || g_ascii_strncasecmp(address, prefix, length) != 0)
		return NULL;
	return address[length] == '\0' || strchr("/?#", address[length]) ? address + length : NULL;
}

static bool
is_web_address(const char *value)
{
	return g_str_has_prefix(value, "//") || strstr(value, "://") || g_str_has_prefix(value, "mailto:");
}

static void
set_target(const struct loader *loader, struct alert_definition *definition, const char *before, const char *path)
{
	const char *hash = strchr(path, '#');
	g_autofree char *fragment = hash ? g_uri_unescape_string(hash + 1, NULL) : NULL;
	const struct document *document = find_address(loader, before, path);

	definition->link = document ? RUNBOOK_LINK_DOCUMENT : RUNBOOK_LINK_BROKEN;
	definition->document = document;
	if (!hash || !hash[1])
		return;
	definition->fragment = pool_strdup(loader->pool, fragment ? fragment : hash + 1);
	definition->fragment_found = document && document_heading(document, definition->fragment);
}

/* Of several prefixes that fit, the longest counts. */
static const char *
longest_prefix(const struct config *config, const char *address)
{
	const char *best = config->base_url.s && behind_prefix(address, config->base_url.s) ? config->base_url.s : NULL;

	for (size_t i = 0; i < config->alerts.url_prefixes.count; i++) {
		const char *prefix = config->alerts.url_prefixes.items[i].s;

		if (prefix && behind_prefix(address, prefix) && (!best || strlen(prefix) > strlen(best)))
			best = prefix;
	}
	return best;
}

static void
resolve(const struct loader *loader, struct alert_definition *definition)
{
	const char *value = definition->rule->runbook.s, *prefix;

	if (!value)
		return;
	if (alert_is_template(value)) {
		definition->link = RUNBOOK_LINK_TEMPLATE;
		return;
	}
	if (!is_web_address(value)) {
		set_target(loader, definition, "", value);
		return;
	}
	prefix = longest_prefix(loader->config, value);
	if (prefix)
		set_target(loader, definition, prefix, behind_prefix(value, prefix));
	else
		definition->link = RUNBOOK_LINK_OUTSIDE;
}

/* ---- all of it ---- */

static const struct source *
read_file(struct pool *pool, struct findings *findings, const char *directory, const char *path)
{
	const char *problem = NULL;
	const struct source *source = source_read(pool, directory, path, FILE_LIMIT, &problem);

	if (!source)
		finding_add_file(findings, g_str_has_prefix(problem, "is larger") ? RULE_DOCUMENT_TOO_EXPENSIVE : RULE_DOCUMENT_UNREADABLE,
		    path, "%s %s", path, problem);
	return source;
}

static void
take_definitions(const struct loader *loader, const struct alert_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		struct alert_definition definition = { .rule = &rules->items[i] };

		resolve(loader, &definition);
		g_array_append_val(gathering_of(loader, rules->items[i].name.s)->definitions, definition);
	}
}

static void
read_files(const struct loader *loader, struct findings *findings, struct alerts *alerts)
{
	size_t count;
	const char **paths = alert_files(loader->pool, findings, loader->config, loader->directory, &count, &alerts->complete);
	const struct source **sources = pool_array(loader->pool, const struct source *, count + 1);

	for (size_t i = 0; i < count; i++) {
		const struct source *source = read_file(loader->pool, findings, loader->directory, paths[i]);
		struct alert_rules rules = { 0 };

		if (source) {
			sources[alerts->source_count++] = source;
			rules = alerts_read(loader->pool, findings, source);
			take_definitions(loader, &rules);
		}
		alerts->complete = alerts->complete && rules.complete;
	}
	alerts->sources = sources;
	alerts->given = alerts->source_count > 0;
}

static void *
take_array(struct pool *pool, GArray *array, size_t *count)
{
	void *items = pool_memdup(pool, array->data ? array->data : "", (size_t)array->len * g_array_get_element_size(array));

	*count = array->len;
	g_array_free(array, true);
	return items;
}

static int
compare_alerts(const void *a, const void *b)
{
	return strcmp(((const struct alert *)a)->name, ((const struct alert *)b)->name);
}

static void
take_names(struct pool *pool, GHashTable *names, struct alerts *alerts)
{
	struct alert *items = pool_array(pool, struct alert, g_hash_table_size(names) + 1);
	GHashTableIter iter;
	void *value;

	g_hash_table_iter_init(&iter, names);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		const struct gathering *gathering = value;
		struct alert *alert = &items[alerts->count++];

		alert->name = gathering->name;
		alert->definitions = take_array(pool, gathering->definitions, &alert->definition_count);
		alert->claims = take_array(pool, gathering->claims, &alert->claim_count);
	}
	qsort(items, alerts->count, sizeof(*items), compare_alerts);
	for (size_t i = 0; i < alerts->count; i++)
		g_hash_table_insert(alerts->by_name, (void *)items[i].name, &items[i]);
	alerts->items = items;
}

const struct alerts *
alerts_load(struct pool *pool, struct findings *findings, const struct config *config, const char *directory, struct document *const *documents, size_t count)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	const struct loader loader = { pool, config, directory, names, addresses, ids };
	struct alerts *alerts = pool_new0(pool, struct alerts);

	/* A page's own address wins over what else could be meant. */
	for (size_t i = 0; config->alerts.rules.count && i < count; i++)
		claim_address(&loader, documents[i]->output, documents[i]);
	for (size_t i = 0; config->alerts.rules.count && i < count; i++)
		claim_paths(&loader, documents[i]);
	for (size_t i = 0; i < count; i++)
		take_claims(&loader, documents[i]);
	read_files(&loader, findings, alerts);
	alerts->by_name = pool_adopt_table(pool, g_hash_table_new(g_str_hash, g_str_equal));
	take_names(pool, names, alerts);
	return alerts;
}

const struct alert *
alert_find(const struct alerts *alerts, const char *name)
{
	return g_hash_table_lookup(alerts->by_name, name);
}

static bool
has_value(const struct texts *values, const char *value)
{
	for (size_t i = 0; i < values->count; i++)
		if (values->items[i].s && path_matches(values->items[i].s, value))
			return true;
	return false;
}

bool
alert_must_have_runbook(const struct config *config, const struct alert_rule *rule)
{
	const struct label_choice *choices = config->alerts.must_have_runbook.items;

	for (size_t i = 0; i < config->alerts.must_have_runbook.count; i++)
		if (!has_value(&choices[i].values, alert_label(rule, choices[i].name.s)))
			return false;
	return config->alerts.must_have_runbook.count > 0;
}
