/* What is said to those who are told at once: updates, and windows that are announced. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* ---- the page that is spoken for ---- */

const struct status *
status_speak(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *language)
{
	size_t count;
	const struct edition *editions = status_editions(pool, site, findings, &count);
	struct edition *own;

	for (size_t i = 0; i < count; i++)
		if (!language || text_equal_nocase(editions[i].language, language))
			return status_open(pool, site, templates, findings, editions, count, i);
	/* a language without a page: its words, and the first page's addresses */
	own = pool_memdup(pool, &editions[0], sizeof(*own));
	own->view = view_new(pool, findings, site, language);
	own->language = own->view->language;
	return status_open(pool, site, templates, findings, own, 1, 0);
}

/* ---- what there is ---- */

static const char *
name_of(struct pool *pool, const struct incident *incident)
{
	return pool_printf(pool, "%s/%s", incident->maintenance ? "maintenance" : "incident", incident->document->id);
}

static bool
is_notice_of(const struct status_notice *notice, const struct update *update)
{
	return notice->update && notice->update->at == update->at && notice->update->status == update->status;
}

/* An update is known by when it was and which status it gave: what else it says may be corrected, and others may be put
 * before it.  Of two in one minute the later is numbered. */
static const char *
id_of_update(struct pool *pool, const struct incident *incident, const struct update *update, const struct status_notice *before, size_t count)
{
	const char *id = pool_printf(pool, "%s@%s/%s", name_of(pool, incident), time_format_iso(pool, update->at), update_status_id(update->status));
	int number = 1;

	for (size_t i = 0; i < count; i++)
		number += is_notice_of(&before[i], update);
	return number > 1 ? pool_printf(pool, "%s-%d", id, number) : id;
}

/* A window that is moved is announced again. */
static const char *
id_of_announcement(struct pool *pool, const struct incident *incident)
{
	return pool_printf(pool, "%s@%s/%s/announced", name_of(pool, incident), time_format_iso(pool, incident->started),
	    incident->ends == TIME_NONE ? "" : time_format_iso(pool, incident->ends));
}

static size_t
published_updates(const struct status *status, const struct incident *incident)
{
	size_t count = 0;

	for (size_t i = 0; i < incident->update_count; i++)
		count += status_publishes_update(status->site, &incident->updates[i]);
	return count;
}

static bool
is_announced(const struct status *status, const struct incident *incident)
{
	if (!incident->maintenance || incident->started <= status->now || incident_status(incident, status->now) == STATUS_CANCELLED)
		return false;
	return status_lead_end(incident) > 0 || published_updates(status, incident) == 0;
}

static void
add_notices(struct pool *pool, const struct status *status, const struct incident *incident, GArray *notices)
{
	const guint first = notices->len;

	if (is_announced(status, incident)) {
		const struct status_notice notice = { incident, NULL, status->now, id_of_announcement(pool, incident) };

		g_array_append_val(notices, notice);
	}
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];
		const struct status_notice *before = &g_array_index(notices, struct status_notice, first);
		struct status_notice notice = { incident, update, update->at, NULL };

		if (!status_publishes_update(status->site, update))
			continue;
		notice.id = id_of_update(pool, incident, update, before, notices->len - first);
		g_array_append_val(notices, notice);
	}
}

static int
compare_notices(const void *one, const void *other)
{
	const struct status_notice *a = one, *b = other;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->incident != b->incident)
		return strcmp(a->incident->document->path, b->incident->document->path);
	return a->update < b->update ? -1 : a->update > b->update;
}

const struct status_notice *
status_notices(struct pool *pool, const struct status *status, size_t *count)
{
	g_autoptr(GArray) notices = g_array_new(false, true, sizeof(struct status_notice));

	for (size_t i = 0; i < status->published_count; i++)
		add_notices(pool, status, status->published[i], notices);
	g_array_sort(notices, compare_notices);
	*count = notices->len;
	return pool_memdup(pool, notices->len ? notices->data : "", notices->len * sizeof(struct status_notice));
}

/* ---- what templates see ---- */

static const char *
address_of(struct pool *pool, const struct status *status, const struct status_notice *notice)
{
	const char *path = text_escape_path(pool, status_path(pool, notice->incident));

	if (!status->url)
		return NULL;
	return pool_printf(pool, "%s%s%s%s", status->url, path, notice->update ? "#" : "", notice->update ? notice->update->anchor : "");
}

static struct data *
page_object(struct pool *pool, const struct status *status)
{
	struct data *page = data_object(pool);

	data_put_text(page, "title", status->title);
	data_put_text(page, "url", status->url);
	return page;
}

/* "21 March 2026, 02:00 UTC until 21 March 2026, 04:00 UTC", where that is news. */
static const char *
window_of(struct pool *pool, const struct status *status, const struct status_notice *notice)
{
	const struct incident *incident = notice->incident;
	const char *starts = data_string(data_get(view_time(pool, status->view, incident->started), "text"));
	const char *ends = data_string(data_get(view_time(pool, status->view, incident->ends), "text"));

	if (!incident->maintenance || (notice->update && notice->update->status != STATUS_SCHEDULED))
		return NULL;
	return ends ? words_fill(pool, view_word(status->view, "notify.window"), "from", starts, "until", ends, NULL) : starts;
}

struct data *
status_notice_data(struct pool *pool, const struct status *status, const struct status_notice *notice)
{
	const struct incident *incident = notice->incident;
	const struct update *update = notice->update;
	const struct view *view = status->view;
	const enum update_status said = update ? update->status : STATUS_SCHEDULED;
	struct data *object = data_object(pool);

	data_put_text(object, "headline", words_fill(pool, view_word(view, "status_page.update_title"), "title", incident->document->title.s,
	    "status", view_word(view, pool_printf(pool, "statuses.%s", update_status_id(said))), NULL));
	data_put_text(object, "title", incident->document->title.s);
	data_put(object, "status", view_status(pool, view, said));
	data_put(object, "impact", incident->maintenance ? NULL : view_impact(pool, view, incident_impact(incident, notice->at)));
	data_put_flag(object, "maintenance", incident->maintenance);
	data_put(object, "at", view_time(pool, view, notice->at));
	data_put(object, "starts", incident->maintenance ? view_time(pool, view, incident->started) : NULL);
	data_put(object, "ends", incident->maintenance ? view_time(pool, view, incident->ends) : NULL);
	data_put_text(object, "window", window_of(pool, status, notice));
	data_put(object, "affects", update ? status_affects(pool, status, incident, update) : data_list(pool));
	data_put(object, "component_names", component_names(pool, status, incident));
	data_put_text(object, "text", update_text(pool, status, incident, update));
	data_put_text(object, "address", address_of(pool, status, notice));
	data_put(object, "page", page_object(pool, status));
	data_put(object, "words", view->words);
	data_put_flags(object);
	return object;
}
