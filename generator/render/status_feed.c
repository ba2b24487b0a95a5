/* The feeds: of incidents, one entry each, and of what was said of them, one entry an update. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/feed.h"

/* Readers keep what they have seen, so a feed need not hold everything. */
#define ENTRY_LIMIT 50
#define UPDATE_LIMIT 100

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

/* Fills in the page's view.  title: of the feed. */
static void
put_feed(struct status_page *page, const char *title, const struct feed_entry *entries, size_t count)
{
	const struct status *status = page->status;
	struct feed feed = {
		.title = title,
		.subtitle = status->site->config->status.description.s,
		.address = pool_printf(page->pool, "%sindex.html", page->root),
		.self = pool_printf(page->pool, "%s%s", page->root, page->job->path),
		.now = status->site->now,
		.entries = entries,
		.count = count,
	};

	feed.id = status->url ? feed.self : feed_tag(page->pool, status->title, pool_printf(page->pool, "%s%s", status->edition->folder, page->job->path));
	data_put_all(page->view, feed_data(page->pool, &feed));
	data_put(page->view, "author", feed_text(page->pool, status->title));
	data_put_flag(page->view, "absolute", status->url != NULL);
}

void
make_feed(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	const size_t count = MIN(status->published_count, ENTRY_LIMIT);
	struct feed_entry *entries = pool_array(page->pool, struct feed_entry, count);

	(void)subject;
	for (size_t i = 0; i < count; i++)
		entries[i] = entry_of(page, status->published[i]);
	put_feed(page, status->title, entries, count);
}

/* ---- every update ---- */

struct saying {
	const struct incident *incident;
	const struct update *update; /* NULL: the announcement of a window */
	int64_t at;
};

/* Newest first; of one moment, what was written last. */
static int
compare_sayings(const void *one, const void *other)
{
	const struct saying *a = one, *b = other;

	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	if (a->incident != b->incident)
		return strcmp(a->incident->document->path, b->incident->document->path);
	return a->update > b->update ? -1 : a->update < b->update;
}

static void
add_sayings(const struct status *status, const struct incident *incident, GArray *sayings)
{
	const struct saying announced = { incident, NULL, incident_announced(status, incident) };

	if (status_lead_end(incident) > 0)
		g_array_append_val(sayings, announced);
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct saying saying = { incident, &incident->updates[i], incident->updates[i].at };

		if (status_publishes_update(status->site, saying.update))
			g_array_append_val(sayings, saying);
	}
}

/* What the entry's template is to show of an incident: one update alone, or its announcement. */
static struct data *
saying_object(struct status_page *page, const struct saying *saying)
{
	struct data *updates = data_list(page->pool), *object;

	if (!saying->update) {
		object = incident_object(page, saying->incident, DETAIL_FULL);
	} else {
		object = data_object(page->pool);
		data_append(updates, update_object(page, saying->incident, saying->update));
	}
	data_put(object, "updates", updates);
	return object;
}

static const char *
saying_title(struct status_page *page, const struct saying *saying)
{
	const struct view *view = page->status->view;
	const enum update_status said = saying->update ? saying->update->status : STATUS_SCHEDULED;

	return words_fill(page->pool, view_word(view, "status_page.update_title"),
	    "title", saying->incident->document->title.s,
	    "status", view_word(view, pool_printf(page->pool, "statuses.%s", update_status_id(said))), NULL);
}

static struct feed_entry
entry_of_saying(struct status_page *page, const struct saying *saying)
{
	const struct status *status = page->status;
	const char *path = text_escape_path(page->pool, status_path(page->pool, saying->incident));
	const char *place = saying->update ? pool_printf(page->pool, "%s#%s", path, saying->update->anchor) : path;
	const char *address = pool_printf(page->pool, "%s%s", page->root, place);
	const char *tag = feed_tag(page->pool, status->title, status_path(page->pool, saying->incident));

	return (struct feed_entry){
		.id = status->url ? address : saying->update ? pool_printf(page->pool, "%s#%s", tag, saying->update->anchor) : tag,
		.address = address,
		.title = saying_title(page, saying),
		.html = entry_html(page, saying_object(page, saying)),
		.published = saying->at,
		.updated = saying->at,
	};
}

static void
make_updates(struct status_page *page, const void *subject)
{
	const struct status *status = page->status;
	g_autoptr(GArray) sayings = g_array_new(false, true, sizeof(struct saying));
	struct feed_entry *entries;
	size_t count;

	(void)subject;
	for (size_t i = 0; i < status->published_count; i++)
		add_sayings(status, status->published[i], sayings);
	g_array_sort(sayings, compare_sayings);
	count = MIN(sayings->len, UPDATE_LIMIT);
	entries = pool_array(page->pool, struct feed_entry, count);
	for (size_t i = 0; i < count; i++)
		entries[i] = entry_of_saying(page, &g_array_index(sayings, struct saying, i));
	put_feed(page, pool_printf(page->pool, "%s: %s", status->title, view_word(status->view, "updates")), entries, count);
}

void
add_feeds(struct status *status)
{
	add_status_job(status, (struct status_job){
		.path = "history.rss",
		.layout = "status/history.rss",
		.title = status->title,
		.root = status->url ? status->url : "",
		.make = make_feed,
	});
	add_status_job(status, (struct status_job){
		.path = "updates.atom",
		.layout = "status/history.atom",
		.title = status->title,
		.root = status->url ? status->url : "",
		.make = make_updates,
	});
}
