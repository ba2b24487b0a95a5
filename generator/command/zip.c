#include "command/zip.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/pool.h"
#include "check/areas.h"
#include "command/stages.h"
#include "emit/zip.h"
#include "render/handbook.h"
#include "render/layouts.h"
#include "render/outputs.h"

#define NAME "handbook.zip"

/* Files as they come, from several threads. */
struct packing {
	GMutex lock;
	GArray *files; /* struct zip_file */
};

static void
release_file(void *file)
{
	g_free(((struct zip_file *)file)->bytes);
}

static void
release_packing(void *data)
{
	struct packing *packing = data;

	g_array_unref(packing->files);
	g_mutex_clear(&packing->lock);
}

static bool
has_nothing(void *data, struct output *output)
{
	(void)data;
	(void)output;
	return false;
}

static void
pack(void *data, struct output *output)
{
	struct packing *packing = data;
	const struct zip_file file = zip_pack(output->path, output->bytes, output->size);

	g_mutex_lock(&packing->lock);
	g_array_append_val(packing->files, file);
	g_mutex_unlock(&packing->lock);
}

static struct packing *
render(const struct stages *stages)
{
	struct packing *packing = pool_new0(stages->pool, struct packing);
	const struct outputs_drain drain = { packing, has_nothing, pack };
	struct outputs *outputs = outputs_new(stages->pool, stages->findings);
	const struct template_set *templates = layouts_templates(stages->pool, stages->findings, stages->site->directory);
	size_t count;

	g_mutex_init(&packing->lock);
	packing->files = g_array_new(false, false, sizeof(struct zip_file));
	g_array_set_clear_func(packing->files, release_file);
	pool_adopt(stages->pool, packing, release_packing);
	outputs_set_drain(outputs, &drain);
	handbook_render(stages->pool, stages->site, templates, stages->findings, outputs);
	outputs_list(outputs, &count);
	return packing;
}

/* No document, layout or picture is replaced by an archive, nor does one come to lie among them. */
static bool
may_write(struct pool *pool, const struct site *site, const char *path)
{
	static const char *const sources[] = { "content/", "layouts/", "static/" };
	const char *real = file_real_path(pool, path);

	if (!g_str_has_suffix(path, ".zip")) {
		stages_fail("%s: the name of an archive ends in .zip", path);
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
		if (!g_str_has_prefix(real, pool_printf(pool, "%s/%s", site->directory, sources[i])))
			continue;
		stages_fail("%s lies in the site's %s, and would be part of the next one", path, sources[i]);
		return false;
	}
	return true;
}

static int
run(struct pool *pool, const struct options *options)
{
	const char *path = options->output ? options->output : NAME, *problem = NULL;
	struct packing *packing;
	struct stages stages;
	int status;

	if (!stages_load(&stages, pool, options) || !may_write(pool, stages.site, path))
		return EXIT_FAILED;
	check_site(pool, stages.site, stages.findings);
	layouts_check_languages(pool, stages.findings, stages.site->directory, stages.site->config);
	packing = render(&stages);
	status = stages_report(&stages);
	if (status == EXIT_FINDINGS)
		stages_say(&stages, pool_printf(pool, "%s was not written\n", path));
	if (status != EXIT_DONE)
		return status;
	if (!zip_write(pool, path, (struct zip_file *)(void *)packing->files->data, packing->files->len, &problem))
		return stages_fail("%s", problem);
	stages_say(&stages, pool_printf(pool, "%s: %u files\n", path, packing->files->len));
	return EXIT_DONE;
}

static const char *const taken[] = { "output", "drafts", "strict", "due", "baseline", NULL };

const struct command command_zip = {
	.name = "zip",
	.summary = "check, then write the handbook as one archive",
	.description = "The handbook works from disk, search and all: who has unpacked the archive needs no\n"
	               "network and no server. The same content and the same --at make the same bytes; with a\n"
	               "finding at error level nothing is written.",
	.options = taken,
	.formats = FINDING_FORMATS,
	.history = NEEDS_HISTORY_OF_FILES,
	.probelog = true,
	.run = run,
};
