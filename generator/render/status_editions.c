/* The languages of the status page: an edition each, and the ways between them. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

static const struct edition *
only_edition(struct pool *pool, const struct site *site, struct findings *findings)
{
	struct edition *edition = pool_new0(pool, struct edition);

	edition->view = view_new(pool, findings, site, site->config->language.s);
	edition->language = edition->view->language;
	edition->folder = "";
	return edition;
}

const struct edition *
status_editions(struct pool *pool, const struct site *site, struct findings *findings, size_t *count)
{
	const struct texts *languages = &site->config->status.languages;
	struct edition *editions = pool_array(pool, struct edition, languages->count);

	*count = MAX(languages->count, 1);
	if (!languages->count)
		return only_edition(pool, site, findings);
	for (size_t i = 0; i < languages->count; i++) {
		editions[i].language = languages->items[i].s;
		editions[i].folder = i ? pool_printf(pool, "%s/", editions[i].language) : "";
		editions[i].view = view_new(pool, findings, site, editions[i].language);
	}
	return editions;
}

const struct data *
status_written(struct pool *pool, const struct site *site, const struct view *view, struct findings *findings)
{
	const struct view *own = view_new(pool, findings, site, site->config->language.s);
	struct data *written;

	if (text_equal_nocase(own->language, view->language))
		return NULL;
	written = data_object(pool);
	data_put_text(written, "language", own->language);
	data_put_text(written, "direction", view_word(own, "direction"));
	return written;
}

/* What is shown elsewhere has no counterpart: from there the front page is. */
static const char *
path_of(const struct status_job *job)
{
	return job->root ? "index.html" : job->path;
}

const char *
status_top(struct pool *pool, const struct status *status, const struct status_job *job, const char *root)
{
	if (job->root && status->top_url)
		return status->top_url;
	return *status->edition->folder ? pool_printf(pool, "%s../", root) : root;
}

/* For machines: NULL of what has no address of its own. */
static const char *
address_of(struct pool *pool, const struct status *status, const struct status_job *job, const struct edition *edition, const char *href)
{
	if (job->root)
		return NULL;
	if (!status->top_url)
		return href;
	return pool_printf(pool, "%s%s%s", status->top_url, edition->folder, strcmp(job->path, "index.html") == 0 ? "" : text_escape_path(pool, job->path));
}

static struct data *
language_object(struct pool *pool, const struct status *status, const struct status_job *job, const struct edition *edition, const char *top)
{
	const char *href = pool_printf(pool, "%s%s%s", top, edition->folder, text_escape_path(pool, path_of(job)));
	struct data *object = data_object(pool);

	data_put_text(object, "language", edition->language);
	data_put_text(object, "direction", view_word(edition->view, "direction"));
	data_put_text(object, "name", view_word(edition->view, "language_name"));
	data_put_text(object, "href", href);
	data_put_text(object, "address", address_of(pool, status, job, edition, href));
	data_put_flag(object, "first", edition == status->editions);
	data_put_flag(object, "current", edition == status->edition);
	return object;
}

struct data *
status_languages(struct pool *pool, const struct status *status, const struct status_job *job, const char *root)
{
	const char *top = status_top(pool, status, job, root);
	struct data *languages, *items;

	if (status->edition_count < 2)
		return NULL;
	languages = data_object(pool);
	items = data_list(pool);
	for (size_t i = 0; i < status->edition_count; i++)
		data_append(items, language_object(pool, status, job, &status->editions[i], top));
	data_put(languages, "items", items);
	return languages;
}
