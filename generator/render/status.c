#include "render/status_parts.h"

#include <string.h>

#include "base/hash.h"
#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/press.h"

#define FOLDER "status/"

/* ---- one page ---- */

/* Of the edition at hand. */
static const char *
canonical_of(struct pool *pool, const struct status *status, const struct status_job *job)
{
	const char *shown = strcmp(job->path, "index.html") == 0 ? "" : job->path;

	return status->url && !job->root ? pool_printf(pool, "%s%s", status->url, text_escape_path(pool, shown)) : NULL;
}

static struct data *
frame_data(struct pool *pool, const struct status *status, const struct status_job *job, const char *root)
{
	struct data *data = data_object(pool);

	data_put_text(data, "root", root);
	data_put_text(data, "top", status_top(pool, status, job, root));
	data_put_text(data, "path", job->path);
	data_put_text(data, "title", job->title);
	data_put_text(data, "description", job->description);
	data_put_text(data, "canonical", canonical_of(pool, status, job));
	data_put(data, "words", status->view->words);
	data_put(data, "written", status->written);
	data_put(data, "languages", status_languages(pool, status, job, root));
	data_put(data, "site", status->site_object);
	data_put(data, "style", status->style);
	data_put(data, "script", status->script);
	return data;
}

static struct data *
make_data(struct pool *pool, const void *half, const void *row, struct template_failure *failure, bool *failed)
{
	const struct status *status = half;
	const struct status_job *job = row;
	const char *root = job->root ? job->root : press_root(pool, job->path);
	struct data *data = frame_data(pool, status, job, root);
	struct status_page page = {
		.pool = pool,
		.status = status,
		.job = job,
		.root = root,
		.data = data,
		.view = data_object(pool),
		.failure = failure,
	};

	data_put(data, "page", page.view);
	if (job->make)
		job->make(&page, job->subject);
	data_put_flags(page.view);
	*failed = page.failed;
	return data;
}

/* What no layout makes. */
static void
write_file(struct pool *pool, const void *half, const void *data, GString *out)
{
	const struct status_job *job = data;
	struct status_page page = {
		.pool = pool,
		.status = half,
		.job = job,
		.root = job->root ? job->root : press_root(pool, job->path),
	};

	job->write(&page, job->subject, out);
}

static uint64_t
page_digest(struct pool *pool, const void *half, const void *row)
{
	const struct status_job *job = row;

	return job->digest ? job->digest(pool, half, job->subject) : 0;
}

void
add_status_job(struct status *status, struct status_job job)
{
	press_add(status->press, (struct press_job){ job.path, job.layout, job.owner, pool_memdup(status->pool, &job, sizeof(job)) });
}

/* ---- the whole ---- */

/* Style and script stand in every page, so that one request paints it; its hash lets the policy pass each. */
static struct data *
inline_object(struct pool *pool, const struct status *status, const char *layout, struct findings *findings)
{
	g_autoptr(GString) code = g_string_new(NULL);
	struct template_failure failure = { 0 };
	struct data *object = data_object(pool);

	if (!template_render(status->templates, layout, status->site_object, NULL, code, &failure))
		template_failure_report(findings, &failure);
	data_put(object, "code", data_text_copy(pool, code->str, code->len));
	data_put_text(object, "integrity", hash_integrity(status->pool, code->str, code->len));
	return object;
}

static struct data *
site_object(struct pool *pool, const struct status *status)
{
	const struct status_config *config = &status->site->config->status;
	struct data *site = data_object(pool);

	data_put_text(site, "title", status->title);
	data_put_text(site, "description", config->description.s);
	data_put_text(site, "language", status->view->language);
	data_put_text(site, "direction", view_word(status->view, "direction"));
	data_put_text(site, "url", status->url);
	data_put_text(site, "support_url", config->support_url.s);
	data_put_text(site, "zone", zone_name(status->site->config->zone));
	data_put_text(site, "show_site_zone", words_fill(status->pool, view_word(status->view, "status_page.show_site_zone"),
	    "zone", zone_name(status->site->config->zone), NULL));
	data_put_text(site, "zone_note", words_fill(status->pool, view_word(status->view, "status_page.site_time"),
	    "zone", zone_name(status->site->config->zone), NULL));
	return site;
}

/* When the page should be made again: the clock will have changed it. */
static void
put_next(struct status *status)
{
	const int64_t next = status->ahead_count ? status->ahead[0]->now : TIME_NONE;

	data_put(status->site_object, "next", view_time(status->pool, status->view, next));
}

static const char *
title_of(const struct status *status)
{
	const struct config *config = status->site->config;

	if (config->status.title.s)
		return config->status.title.s;
	return config->title.s ? config->title.s : view_word(status->view, "status");
}

static const char *
folder_url(struct pool *pool, const char *url)
{
	if (!url || !*url)
		return NULL;
	return g_str_has_suffix(url, "/") ? url : pool_printf(pool, "%s/", url);
}

static struct press *
press_of(const struct status *status)
{
	const struct press_options options = {
		.jobs = status->site->jobs,
		.folder = pool_printf(status->pool, FOLDER "%s", status->edition->folder),
		.templates = status->templates,
		.half = status,
		.make = make_data,
		.write = write_file,
		.digest = page_digest,
	};

	return press_new(status->pool, &options);
}

static const char *
url_of_edition(const struct status *status)
{
	if (!status->top_url || !*status->edition->folder)
		return status->top_url;
	return pool_printf(status->pool, "%s%s", status->top_url, text_escape_path(status->pool, status->edition->folder));
}

struct status *
status_open(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings,
    const struct edition *editions, size_t count, size_t i)
{
	struct status *status = pool_new0(pool, struct status);

	status->pool = pool;
	status->site = site;
	status->templates = templates;
	status->editions = editions;
	status->edition_count = count;
	status->edition = &editions[i];
	status->view = editions[i].view;
	status->written = status_written(pool, site, status->view, findings);
	status->body = body_new(pool, status->view, templates, "status/body");
	status->body.link = status_link;
	status->body.data = status;
	status->top_url = folder_url(pool, site->config->status.url.s);
	status->url = url_of_edition(status);
	status->title = title_of(status);
	status->now = site->now;
	select_published(status);
	select_components(status);
	return status;
}

static struct status *
status_new(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings,
    const struct edition *editions, size_t count, size_t i)
{
	struct status *status = status_open(pool, site, templates, findings, editions, count, i);

	status->press = press_of(status);
	status->site_object = site_object(pool, status);
	status->style = inline_object(pool, status, "status/style", findings);
	status->script = inline_object(pool, status, "status/script", findings);
	make_calendar(status);
	look_ahead(status);
	put_next(status);
	make_status_digest(status);
	add_status_pages(status);
	add_component_pages(status);
	add_history_pages(status);
	add_feeds(status);
	add_sitemap(status);
	if (!*status->edition->folder) { /* what programs read has no language */
		name_all(status);
		list_components(status);
		add_api_files(status);
		add_calendar(status);
		add_badges(status);
		add_host_files(status);
	}
	return status;
}

void
status_render(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, struct outputs *outputs)
{
	size_t count;
	const struct edition *editions = status_editions(pool, site, findings, &count);

	for (size_t i = 0; i < count; i++)
		press_run(status_new(pool, site, templates, findings, editions, count, i)->press, findings, outputs);
}

/* The edition in whose folder a path is; the first has all that is in no other's. */
static size_t
edition_of_path(const struct edition *editions, size_t count, const char *path)
{
	for (size_t i = 1; i < count; i++)
		if (g_str_has_prefix(path, editions[i].folder))
			return i;
	return 0;
}

struct data *
status_data(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *path)
{
	const char *below = g_str_has_prefix(path, FOLDER) ? path + strlen(FOLDER) : path;
	size_t count;
	const struct edition *editions = status_editions(pool, site, findings, &count);
	const size_t i = edition_of_path(editions, count, below);
	const struct status *status = status_new(pool, site, templates, findings, editions, count, i);

	return press_data(pool, status->press, below + strlen(status->edition->folder));
}
