/* The feed of incidents: one entry each. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/feed.h"

/* Readers keep what they have seen, so a feed need not hold everything. */
#define ENTRY_LIMIT 50

/* An entry's text is a template's, too: updates with their times and states. */
static const char *
entry_html(struct status_page *page, struct data *incident)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct data *data = data_object(page->pool);

	data_put(data, "words", page->status->view->words);
	data_put(data, "written", page->status->written);
	data_put_text(data, "root", page->root);
	data_put(data, "incident", incident);
	if (!page->failed && !template_render(page->status->templates, "status/parts/entry", data, NULL, out, page->failure))
		page->failed = true;
	return pool_strndup(page->pool, out->str, out->len);
}

static struct feed_entry
entry_of(struct status_page *page, const struct incident *incident)
{
	const struct status *status = page->status;
	const char *path = status_path(page->pool, incident);
	const char *address = pool_printf(page->pool, "%s%s", page->root, text_escape_path(page->pool, path));
	struct data *object = incident_object(page, incident, DETAIL_FULL);
	const struct feed_entry entry = {
		.id = status->url ? address : feed_tag(page->pool, status->title, pool_printf(page->pool, "%s%s", status->edition->folder, path)),
		.address = address,
		.title = incident->document->title.s,
		.summary = pool_strdup(page->pool, data_string(data_get(object, "outcome"))),
		.html = entry_html(page, object),
		.published = incident_announced(status, incident),
		.updated = incident_changed(status, incident),
	};

	return entry;
}

void
make_feed(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	const size_t count = MIN(status->published_count, ENTRY_LIMIT);
	struct feed_entry *entries = pool_array(page->pool, struct feed_entry, count);
	struct feed feed = {
		.title = status->title,
		.subtitle = status->site->config->status.description.s,
		.address = pool_printf(page->pool, "%sindex.html", page->root),
		.self = pool_printf(page->pool, "%s%s", page->root, page->job->path),
		.now = status->site->now,
		.entries = entries,
		.count = count,
	};
	struct data *object;

	(void)subject;
	for (size_t i = 0; i < count; i++)
		entries[i] = entry_of(page, status->published[i]);
	feed.id = status->url ? feed.self : feed_tag(page->pool, status->title, pool_printf(page->pool, "%s%s", status->edition->folder, page->job->path));
	object = feed_data(page->pool, &feed);
	data_put_all(page->view, object);
}
