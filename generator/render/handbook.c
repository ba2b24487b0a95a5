#include "render/handbook_parts.h"

#include "base/pool.h"
#include "base/text.h"
#include "render/metrics.h"
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
	data_put(data, "search", handbook->search);
	data_put(data, "run", handbook->run);
	data_put(data, "offline", handbook->offline);
	data_put(data, "nav", nav_of(handbook, job->section));
	data_put(data, "branch", NULL);
	return data;
}

static struct data *
make_data(struct pool *pool, const void *half, const void *row, struct template_failure *failure, bool *failed)
{
	const struct handbook *handbook = half;
	const struct page_job *job = row;
	const char *root = job->anywhere ? root_of_missing(pool, handbook->site->config) : press_root(pool, job->path);
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

static uint64_t
page_digest(struct pool *pool, const void *half, const void *row)
{
	const struct handbook *handbook = half;
	const struct page_job *job = row;

	return job->digest && handbook->digests ? job->digest(pool, handbook, job->subject) : 0;
}

/* ---- all pages ---- */

void
add_job(struct handbook *handbook, struct page_job job)
{
	press_add(handbook->press, (struct press_job){ job.path, job.layout, job.owner, pool_memdup(handbook->pool, &job, sizeof(job)) });
}

/* ---- the whole ---- */

/* The day alone: with the time of day, each build would change every page. */
static struct data *
made_object(struct pool *pool, const struct handbook *handbook)
{
	const struct data *now = view_time(pool, handbook->view, handbook->site->now);
	struct data *made = data_object(pool);

	data_put(made, "day", data_get(now, "day"));
	data_put(made, "date", data_get(now, "date"));
	return made;
}

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
	data_put(site, "made", made_object(pool, handbook));
	data_put_flag(site, "drafts", handbook->site->drafts);
	data_put_integer(site, "documents", handbook->site->document_count);
	return site;
}

static struct press *
press_of(const struct handbook *handbook)
{
	const struct press_options options = {
		.jobs = handbook->site->jobs,
		.folder = FOLDER,
		.templates = handbook->templates,
		.half = handbook,
		.make = make_data,
		.digest = page_digest,
	};

	return press_new(handbook->pool, &options);
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
	handbook->press = press_of(handbook);
	handbook->site_object = site_object(pool, handbook);
	make_assets(handbook, findings);
	make_shared(handbook);
	make_relations(handbook);
	make_nav(handbook);
	add_front_job(handbook);
	add_document_jobs(handbook);
	add_index_jobs(handbook);
	add_register_jobs(handbook);
	add_metrics_job(handbook);
	add_maturity_job(handbook);
	return handbook;
}

/* The same with what only the pages need. */
static struct handbook *
handbook_ready(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings)
{
	struct handbook *handbook = handbook_new(pool, site, templates, findings);

	handbook->metrics = metrics_of_site(pool, site, metrics_default_period(site));
	return handbook;
}

static void
add_rest(struct handbook *handbook, struct findings *findings, struct outputs *outputs)
{
	add_action_data(handbook, outputs);
	add_search_files(handbook, outputs);
	add_metrics_data(handbook, outputs);
	add_calendars(handbook, outputs);
	add_files(handbook, findings, outputs);
}

void
handbook_render(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, struct outputs *outputs)
{
	struct handbook *handbook = handbook_ready(pool, site, templates, findings);

	make_digests(handbook);
	press_run(handbook->press, findings, outputs);
	add_rest(handbook, findings, outputs);
	add_offline_files(handbook, outputs);
}

void
handbook_claim(struct pool *pool, const struct site *site, const struct template_set *templates, struct outputs *outputs)
{
	struct findings *unsaid = findings_new(pool);
	struct handbook *handbook = handbook_new(pool, site, templates, unsaid);

	press_claim(handbook->press, outputs);
	outputs_add(outputs, FOLDER "actions.csv", "", 0, SPAN_NONE);
	outputs_add(outputs, FOLDER "actions.json", "", 0, SPAN_NONE);
	outputs_add(outputs, FOLDER "search/index.js", "", 0, SPAN_NONE);
	outputs_add(outputs, FOLDER "metrics.csv", "", 0, SPAN_NONE);
	outputs_add(outputs, FOLDER "metrics.json", "", 0, SPAN_NONE);
	claim_calendars(handbook, outputs);
	claim_offline_files(outputs);
	add_files(handbook, unsaid, outputs);
}

struct data *
handbook_data(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *path)
{
	return press_data(pool, handbook_ready(pool, site, templates, findings)->press, path);
}

struct handbook *
handbook_open(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings)
{
	return handbook_ready(pool, site, templates, findings);
}

size_t
handbook_page_count(const struct handbook *handbook)
{
	size_t count;

	press_jobs(handbook->press, &count);
	return count;
}

size_t
handbook_page_find(const struct handbook *handbook, const char *path)
{
	return press_find(handbook->press, path);
}

bool
handbook_page(struct pool *pool, const struct handbook *handbook, size_t number, GString *out, struct template_failure *failure)
{
	return press_print(pool, handbook->press, number, out, failure);
}

void
handbook_refresh(struct handbook *handbook, const struct document *document)
{
	size_t count;
	const struct press_job *jobs = press_jobs(handbook->press, &count);

	share_again(handbook, document);
	for (size_t i = 0; i < count; i++) {
		struct page_job *job = (struct page_job *)jobs[i].page; /* add_job made it */

		if (job->subject != document)
			continue;
		job->title = document->title.s;
		job->description = document->description.s;
	}
}

void
handbook_rest(struct handbook *handbook, struct findings *findings, struct outputs *outputs)
{
	press_claim(handbook->press, outputs);
	add_rest(handbook, findings, outputs);
	claim_offline_files(outputs);
}
