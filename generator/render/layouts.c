#include "render/layouts.h"

#include <dirent.h>
#include <errno.h>
#include <glib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/file.h"
#include "base/findings.h"
#include "base/pool.h"
#include "base/text.h"
#include "render/layouts_parts.h"
#include "render/template.h"

#define SUFFIX ".mustache"
#define FILE_LIMIT ((size_t)4 << 20)
#define DEPTH_LIMIT 8 /* folders in folders */

struct loader {
	struct pool *pool;
	struct findings *findings;
	const char *directory;
};

bool
layouts_stays_inside(struct pool *pool, const char *name)
{
	const char *normal = path_normal(pool, name);

	return normal && strcmp(normal, name) == 0;
}

static bool
is_link(const char *directory, const char *path)
{
	g_autofree char *full = g_build_filename(directory, path, NULL);

	return g_file_test(full, G_FILE_TEST_IS_SYMLINK);
}

bool
layouts_leads_through_link(const char *directory, const char *path)
{
	g_autofree char *part = g_strdup(path);

	for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (is_link(directory, part))
			return true;
		*slash = '/';
	}
	return is_link(directory, path);
}

static bool
is_clean(struct findings *findings, const struct source *source)
{
	size_t offset;

	if (!g_str_has_prefix(source->path, "layouts/") || text_is_clean(source->bytes, source->size, &offset))
		return true;
	finding_help(finding_add(findings, RULE_DOCUMENT_ENCODING, span_of(source, offset, offset + 1),
	    "byte 0x%02X is not UTF-8, or begins a control character", (unsigned char)source->bytes[offset]),
	    "save the file as UTF-8; until then the built-in one holds");
	return false;
}

/* Links are told where folders are listed, once. */
const struct source *
layouts_read_own(struct pool *pool, struct findings *findings, const char *directory, const char *path)
{
	g_autofree char *full = g_build_filename(directory, path, NULL);
	const struct source *source;
	const char *problem;

	if (file_is_absent(full) || layouts_leads_through_link(directory, path))
		return NULL;
	source = source_read(pool, directory, path, FILE_LIMIT, &problem);
	if (!source)
		finding_add_file(findings, RULE_DOCUMENT_UNREADABLE, path, "%s %s", path, problem);
	return source && is_clean(findings, source) ? source : NULL;
}

const struct source *
layouts_read_embedded(struct pool *pool, const char *path)
{
	const struct embedded *file = embedded_find(path);

	return file ? source_new(pool, path, file->bytes, file->size) : NULL;
}

static const struct source *
read_either(struct pool *pool, struct findings *findings, const char *directory, const char *path)
{
	const struct source *own = layouts_stays_inside(pool, path) ? layouts_read_own(pool, findings, directory, path) : NULL;

	return own ? own : layouts_read_embedded(pool, path);
}

static const struct source *
load_template(const char *name, void *data)
{
	const struct loader *loader = data;
	const char *path = pool_printf(loader->pool, "layouts/%s" SUFFIX, name);

	return read_either(loader->pool, loader->findings, loader->directory, path);
}

/* "layouts/a/b.mustache" → "a/b". */
static void
add_path(struct pool *pool, struct template_set *set, const char *path)
{
	const size_t folder = strlen("layouts/");

	if (g_str_has_suffix(path, SUFFIX))
		template_set_add(set, pool_strndup(pool, path + folder, strlen(path) - folder - strlen(SUFFIX)));
}

static void
add_embedded(struct pool *pool, struct template_set *set)
{
	size_t count;
	const struct embedded *files = embedded_below("layouts/", &count);

	for (size_t i = 0; i < count; i++)
		add_path(pool, set, files[i].name);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, in order; *why says what is missing from them, NULL: nothing. */
static GPtrArray *
folder_names(const char *folder, const char **why)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	DIR *stream = opendir(folder);
	const struct dirent *entry;

	*why = stream || errno == ENOENT ? NULL : g_strerror(errno);
	while (stream && (errno = 0, entry = readdir(stream)))
		if (*entry->d_name != '.' && *entry->d_name != '_')
			g_ptr_array_add(names, g_strdup(entry->d_name));
	if (stream && errno)
		*why = g_strerror(errno);
	if (stream)
		closedir(stream);
	g_ptr_array_sort(names, compare_names);
	return names;
}

static bool
refuse_link(const struct loader *loader, const char *path)
{
	if (!is_link(loader->directory, path))
		return false;
	finding_add_file(loader->findings, RULE_DOCUMENT_UNREADABLE, path, "this is a symbolic link, and links are not followed");
	return true;
}

static void add_own(const struct loader *loader, struct template_set *set, const char *path, int depth);

static void
add_entry(const struct loader *loader, struct template_set *set, const char *path, int depth)
{
	g_autofree char *full = g_build_filename(loader->directory, path, NULL);

	if (refuse_link(loader, path))
		return;
	if (g_file_test(full, G_FILE_TEST_IS_REGULAR))
		add_path(loader->pool, set, path);
	else if (!g_file_test(full, G_FILE_TEST_IS_DIR))
		finding_add_file(loader->findings, RULE_DOCUMENT_UNREADABLE, path, "this is neither a file nor a folder");
	else if (depth < DEPTH_LIMIT)
		add_own(loader, set, path, depth + 1);
}

/* The site's own templates, those that shadow nothing included. */
static void
add_own(const struct loader *loader, struct template_set *set, const char *path, int depth)
{
	g_autofree char *folder = g_build_filename(loader->directory, path, NULL);
	const char *why;
	g_autoptr(GPtrArray) names = folder_names(folder, &why);

	if (why)
		finding_add_file(loader->findings, RULE_DOCUMENT_UNREADABLE, path, "%s", why);
	for (guint i = 0; i < names->len; i++)
		add_entry(loader, set, pool_printf(loader->pool, "%s/%s", path, (const char *)names->pdata[i]), depth);
}

const struct template_set *
layouts_templates(struct pool *pool, struct findings *findings, const char *directory)
{
	struct loader *loader = pool_new0(pool, struct loader);
	const struct template_options options = { .load = load_template, .data = loader };
	struct template_set *set = template_set_new(pool, findings, &options);

	*loader = (struct loader){ pool, findings, directory };
	add_embedded(pool, set);
	if (!refuse_link(loader, "layouts"))
		add_own(loader, set, "layouts", 0);
	return set;
}

const struct source *
layouts_static(struct pool *pool, struct findings *findings, const char *directory, const char *name)
{
	return read_either(pool, findings, directory, pool_printf(pool, "static/%s", name));
}

void
layouts_check(struct pool *pool, struct findings *findings, const char *directory, const struct config *config)
{
	g_autofree char *own = g_build_filename(directory, "layouts", NULL);
	const struct texts *languages = &config->status.languages;

	layouts_check_languages(pool, findings, directory, config);
	/* What is built in needs no check. */
	if (file_is_absent(own))
		return;
	layouts_templates(pool, findings, directory);
	layouts_words(pool, findings, directory, config->language.s);
	for (size_t i = 0; i < languages->count; i++)
		layouts_words(pool, findings, directory, languages->items[i].s);
}
