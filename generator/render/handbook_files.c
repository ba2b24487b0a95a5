/* What is no page: the style sheet and script under their hashes, static files, pictures, old addresses. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "render/actions.h"
#include "render/layouts.h"
#include "render/minify.h"

#define ASSET_LIMIT ((size_t)64 << 20)
#define HASH_LETTERS 10 /* of a file's hash in its name */

static const char STYLE[] = "handbook.css", SCRIPT[] = "handbook.js", BOOT[] = "handbook-boot.js", SEARCH[] = "handbook-search.js", RUN[] = "handbook-run.js",
                  OFFLINE[] = "handbook-offline.js", WORKER[] = "handbook-worker.js";

/* What is sent, and so what is hashed: of the style sheet no comment. */
struct asset {
	const struct source *source; /* NULL: there is no such file */
	const char *bytes;
	size_t size;
};

static struct asset
asset_of(const struct handbook *handbook, struct findings *findings, const char *name)
{
	struct asset asset = { .source = layouts_static(handbook->pool, findings, handbook->site->directory, name) };

	if (!asset.source)
		return asset;
	asset.bytes = asset.source->bytes;
	asset.size = asset.source->size;
	if (strcmp(name, STYLE) == 0)
		asset.bytes = minify_css(handbook->pool, asset.source->bytes, asset.source->size, &asset.size);
	return asset;
}

/* "handbook.css" → "handbook.3f2a….css". */
static const char *
hashed_name(struct pool *pool, const char *name, const struct asset *asset)
{
	g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)asset->bytes, asset->size);
	const char *dot = strrchr(name, '.');

	return pool_printf(pool, "%.*s.%.*s%s", (int)(dot - name), name, HASH_LETTERS, hash, dot);
}

/* { "path", "integrity", "code" }, null where there is no such file. */
static struct data *
asset_object(struct handbook *handbook, struct findings *findings, const char *name, bool with_code)
{
	const struct asset asset = asset_of(handbook, findings, name);
	struct data *object;

	if (!asset.source)
		return NULL;
	object = data_object(handbook->pool);
	data_put_text(object, "path", hashed_name(handbook->pool, name, &asset));
	data_put_text(object, "integrity", hash_integrity(handbook->pool, asset.bytes, asset.size));
	if (with_code)
		data_put(object, "code", data_text_copy(handbook->pool, asset.bytes, asset.size));
	return object;
}

static void
add_output(const struct handbook *handbook, struct outputs *outputs, const char *path, const struct source *source)
{
	outputs_add(outputs, pool_printf(handbook->pool, "handbook/%s", path), source->bytes, source->size, span_file(source));
}

static void
add_asset(const struct handbook *handbook, struct findings *findings, struct outputs *outputs, const char *name)
{
	const struct asset asset = asset_of(handbook, findings, name);

	if (asset.source)
		outputs_add(outputs, pool_printf(handbook->pool, "handbook/%s", hashed_name(handbook->pool, name, &asset)), asset.bytes, asset.size, span_file(asset.source));
}

/* Files that shadow a built-in one are not copied under their own name. */
static bool
is_own_file(const char *name)
{
	static const char *const names[] = { STYLE, SCRIPT, BOOT, SEARCH, RUN, OFFLINE, WORKER };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return g_str_has_prefix(name, "status.") || g_str_has_prefix(name, "status-") || g_str_has_prefix(name, "live.");
}

static void
read_asset(struct handbook *handbook, struct findings *findings, const char *path)
{
	const char *problem;
	const struct source *source = source_read(handbook->pool, handbook->site->directory, path, ASSET_LIMIT, &problem);

	if (source)
		g_hash_table_insert(handbook->assets, (void *)path, (void *)source);
	else
		finding_add_file(findings, RULE_DOCUMENT_UNREADABLE, path, "%s %s", path, problem);
}

static void
read_assets(struct handbook *handbook, struct findings *findings)
{
	const struct files *files = handbook->site->files;

	handbook->assets = pool_adopt_table(handbook->pool, g_hash_table_new(g_str_hash, g_str_equal));
	for (size_t i = 0; i < files->asset_count; i++)
		read_asset(handbook, findings, files->assets[i]);
	for (size_t i = 0; i < files->static_count; i++)
		if (!is_own_file(files->statics[i] + strlen("static/")))
			read_asset(handbook, findings, files->statics[i]);
}

static void
copy_file(const struct handbook *handbook, struct outputs *outputs, const char *path)
{
	const struct source *source = g_hash_table_lookup(handbook->assets, path);

	if (source)
		add_output(handbook, outputs, strchr(path, '/') ? strchr(path, '/') + 1 : path, source);
}

void
make_assets(struct handbook *handbook, struct findings *findings)
{
	handbook->style = asset_object(handbook, findings, STYLE, false);
	handbook->script = asset_object(handbook, findings, SCRIPT, false);
	handbook->boot = asset_object(handbook, findings, BOOT, true);
	handbook->search = asset_object(handbook, findings, SEARCH, false);
	handbook->run = asset_object(handbook, findings, RUN, false);
	handbook->offline = asset_object(handbook, findings, OFFLINE, false);
	handbook->worker = layouts_static(handbook->pool, findings, handbook->site->directory, WORKER);
	read_assets(handbook, findings);
}

/* ---- old addresses ---- */

static const char *
render_redirect(struct pool *pool, const struct handbook *handbook, struct findings *findings, const struct document *document, const char *path, size_t *size)
{
	GString *out = g_string_new(NULL);
	struct data *data = data_object(pool);
	struct template_failure failure;

	data_put(data, "site", handbook->site_object);
	data_put(data, "words", handbook->view->words);
	data_put(data, "document", shared(handbook, document));
	data_put_text(data, "title", document->title.s);
	data_put_text(data, "target", text_escape_path(handbook->pool, path_relative(handbook->pool, path, document->output)));
	if (!template_render(handbook->templates, "handbook/redirect", data, NULL, out, &failure))
		template_failure_report(findings, &failure);
	*size = out->len;
	return pool_adopt(handbook->pool, g_string_free(out, false), g_free);
}

static void
add_redirects(struct pool *pool, const struct handbook *handbook, struct findings *findings, struct outputs *outputs, const struct document *document)
{
	for (size_t i = 0; i < document->aliases.count; i++) {
		const struct text alias = document->aliases.items[i];
		const char *path = alias.s && *alias.s ? document_alias_output(handbook->pool, document, alias.s) : NULL;
		const char *bytes;
		size_t size;

		if (!path)
			continue;
		bytes = render_redirect(pool, handbook, findings, document, path, &size);
		outputs_add(outputs, pool_printf(handbook->pool, "handbook/%s", path), bytes, size, alias.span);
	}
}

/* actions.csv and actions.json, beside actions.html. */
void
add_action_data(const struct handbook *handbook, struct outputs *outputs)
{
	const struct site *site = handbook->site;
	const struct action **actions = pool_array(handbook->pool, const struct action *, site->action_count + 1);
	const char *csv, *json;
	size_t count = 0;

	for (size_t i = 0; i < site->action_count; i++)
		if (document_is_built(site, site->actions[i].document))
			actions[count++] = &site->actions[i];
	csv = actions_csv(handbook->pool, site, actions, count);
	json = actions_json(handbook->pool, site, actions, count);
	outputs_add(outputs, "handbook/actions.csv", csv, strlen(csv), SPAN_NONE);
	outputs_add(outputs, "handbook/actions.json", json, strlen(json), SPAN_NONE);
}

void
add_files(struct handbook *handbook, struct findings *findings, struct outputs *outputs)
{
	const struct site *site = handbook->site;

	add_asset(handbook, findings, outputs, STYLE);
	add_asset(handbook, findings, outputs, SCRIPT);
	add_asset(handbook, findings, outputs, SEARCH);
	add_asset(handbook, findings, outputs, RUN);
	add_asset(handbook, findings, outputs, OFFLINE);
	for (size_t i = 0; i < site->document_count; i++)
		if (document_is_built(site, site->documents[i]))
			add_redirects(handbook->pool, handbook, findings, outputs, site->documents[i]);
	for (size_t i = 0; i < site->files->asset_count; i++)
		copy_file(handbook, outputs, site->files->assets[i]);
	for (size_t i = 0; i < site->files->static_count; i++)
		copy_file(handbook, outputs, site->files->statics[i]);
}
