#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/press.h"

#define FOLDER "handbook/"

/* ---- one page ---- */

void
add_breadcrumb(struct page *page, const char *title, const char *path)
{
	struct data *crumb = data_object(page->pool);

	data_put_text(crumb, "title", title);
	data_put_text(crumb, "path", path);
	data_append(page->breadcrumbs, crumb);
}

static const char *
root_of(struct pool *pool, const char *path)
{
	g_autoptr(GString) root = g_string_new(NULL);

	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/'))
		g_string_append(root, "../");
	return pool_strndup(pool, root->str, root->len);
}

/*
 * The page for what is not there is shown at any depth, so it alone can't use the way from
 * where it stands; the path of base_url is right everywhere, where it is known.
 */
static const char *
root_of_missing(struct pool *pool, const struct config *config)
{
	g_autoptr(GUri) address = config->base_url.s ? g_uri_parse(config->base_url.s, G_URI_FLAGS_ENCODED, NULL) : NULL;
	const char *path = address ? g_uri_get_path(address) : NULL;

	if (!path)
		return "";
	return g_str_has_suffix(path, "/") ? pool_strdup(pool, path) : pool_printf(pool, "%s/", path);
}

static struct data *
frame_data(struct pool *pool, const struct handbook *handbook, const struct page_job *job, const char *root)
{
	struct data *data = data_object(pool);

	data_put_text(data, "root", root);
	data_put_text(data, "path", job->path);
	data_put_text(data, "title", job->title);
	data_put_text(data, "description", job->description);
	data_put(data, "words", handbook->view->words);
	data_put(data, "site", handbook->site_object);
	data_put(data, "style", handbook->style);
	data_put(data, "script", handbook->script);
	data_put(data, "boot", handbook->boot);
	data_put(data, "nav", nav_of(handbook, job->section));
	data_put(data, "branch", NULL);
	return data;
}

static struct data *
make_data(struct pool *pool, const struct handbook *handbook, const struct page_job *job, struct template_failure *failure, bool *failed)
{
	const char *root = job->anywhere ? root_of_missing(pool, handbook->site->config) : root_of(pool, job->path);
	struct data *data = frame_data(pool, handbook, job, root);
	struct page page = {
		.pool = pool,
		.handbook = handbook,
		.job = job,
		.root = root,
		.data = data,
		.breadcrumbs = data_list(pool),
		.view = data_object(pool),
		.failure = failure,
	};

	data_put(data, "breadcrumbs", page.breadcrumbs);
	data_put(data, "page", page.view);
	if (*job->path && job->section != SECTION_FRONT)
		add_breadcrumb(&page, view_word(handbook->view, "home"), "index.html");
	if (job->make)
		job->make(&page, job->subject);
	data_put_flags(page.view);
	*failed = page.failed;
	return data;
}

/* ---- all pages ---- */

static const struct page_job *
job_at(const struct handbook *handbook, size_t page)
{
	return &g_array_index(handbook->jobs, struct page_job, page);
}

static bool
print_page(struct pool *pool, const void *data, size_t page, GString *out, struct template_failure *failure)
{
	const struct handbook *handbook = data;
	const struct page_job *job = job_at(handbook, page);
	bool failed;
	const struct data *page_data = make_data(pool, handbook, job, failure, &failed);

	return !failed && template_render(handbook->templates, job->layout, page_data, NULL, out, failure);
}

static const char *
place_page(struct pool *pool, const void *data, size_t page, struct span *owner)
{
	const struct page_job *job = job_at(data, page);

	*owner = job->owner;
	return pool_printf(pool, FOLDER "%s", job->path);
}

void
add_job(struct handbook *handbook, struct page_job job)
{
	g_array_append_val(handbook->jobs, job);
}

/* ---- the whole ---- */

static struct data *
site_object(struct pool *pool, const struct handbook *handbook)
{
	const struct config *config = handbook->site->config;
	struct data *site = data_object(pool);

	data_put_text(site, "title", config->title.s && *config->title.s ? config->title.s : view_word(handbook->view, "handbook"));
	data_put_text(site, "description", config->description.s);
	data_put_text(site, "language", handbook->view->language);
	data_put_text(site, "direction", view_word(handbook->view, "direction"));
	data_put_text(site, "url", config->base_url.s);
	data_put(site, "made", view_time(handbook->pool, handbook->view, handbook->site->now));
	data_put_flag(site, "drafts", handbook->site->drafts);
	data_put_integer(site, "documents", handbook->site->document_count);
	return site;
}

static void
release_jobs(void *jobs)
{
	g_array_free(jobs, true);
}

static struct handbook *
handbook_new(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings)
{
	struct handbook *handbook = pool_new0(pool, struct handbook);

	handbook->pool = pool;
	handbook->site = site;
	handbook->templates = templates;
	handbook->view = view_new(pool, findings, site, site->config->language.s);
	handbook->body = body_new(pool, handbook->view, templates, "handbook/body");
	handbook->body.link = link_object;
	handbook->body.section = add_section_data;
	handbook->body.data = handbook;
	handbook->jobs = pool_adopt(pool, g_array_new(false, true, sizeof(struct page_job)), release_jobs);
	handbook->site_object = site_object(pool, handbook);
	make_assets(handbook, findings);
	make_shared(handbook);
	make_relations(handbook);
	make_nav(handbook);
	add_front_job(handbook);
	add_document_jobs(handbook);
	add_index_jobs(handbook);
	add_register_jobs(handbook);
	return handbook;
}

void
handbook_render(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, struct outputs *outputs)
{
	struct handbook *handbook = handbook_new(pool, site, templates, findings);

	const struct press press = {
		.jobs = site->jobs,
		.count = handbook->jobs->len,
		.data = handbook,
		.print = print_page,
		.place = place_page,
	};

	press_run(pool, &press, findings, outputs);
	add_action_data(handbook, outputs);
	add_files(handbook, findings, outputs);
}

void
handbook_claim(struct pool *pool, const struct site *site, const struct template_set *templates, struct outputs *outputs)
{
	struct findings *unsaid = findings_new(pool);
	struct handbook *handbook = handbook_new(pool, site, templates, unsaid);

	for (guint i = 0; i < handbook->jobs->len; i++) {
		const struct page_job *job = job_at(handbook, i);

		outputs_add(outputs, pool_printf(pool, FOLDER "%s", job->path), "", 0, job->owner);
	}
	outputs_add(outputs, FOLDER "actions.csv", "", 0, SPAN_NONE);
	outputs_add(outputs, FOLDER "actions.json", "", 0, SPAN_NONE);
	add_files(handbook, unsaid, outputs);
}

struct data *
handbook_data(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *path)
{
	struct handbook *handbook = handbook_new(pool, site, templates, findings);
	const char *below = g_str_has_prefix(path, FOLDER) ? path + strlen(FOLDER) : path;

	for (guint i = 0; i < handbook->jobs->len; i++) {
		struct template_failure failure;
		bool failed;

		if (strcmp(job_at(handbook, i)->path, below) == 0)
			return make_data(pool, handbook, job_at(handbook, i), &failure, &failed);
	}
	return NULL;
}
