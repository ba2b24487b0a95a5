/* maintenance.ics: the windows as events of a calendar to subscribe to. */
#include "render/status_parts.h"

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/calendar.h"
#include "render/feed.h"

#define WINDOW_LIMIT 100 /* the newest */
#define REFRESH 3600

/* ---- an event ---- */

static const char *
host_of(struct pool *pool, const char *url)
{
	g_autoptr(GUri) uri = url ? g_uri_parse(url, G_URI_FLAGS_NONE, NULL) : NULL;

	return uri ? pool_strdup(pool, g_uri_get_host(uri)) : NULL;
}

/* Calendars know an event by it for ever, so it is nobody else's. */
static const char *
uid_of(struct pool *pool, const struct status *status, const struct incident *window)
{
	const char *host = host_of(pool, status->url);

	if (!host)
		return feed_tag(pool, status->title, status_path(pool, window));
	return pool_printf(pool, "%s@%s", incident_id(pool, status, window), host);
}

/* When it was over, or shall be: as planned, or later where an update says so. */
static int64_t
end_of(const struct status *status, const struct incident *window)
{
	const int64_t ended = incident_ended(window, status->now);

	if (ended != TIME_NONE && ended > window->started)
		return ended;
	return incident_is_open(window, status->site->now) ? MAX(window->ends, incident_changed(status, window)) : window->ends;
}

static unsigned
update_count(const struct status *status, const struct incident *window)
{
	unsigned count = 0;

	for (size_t i = 0; i < window->update_count; i++)
		count += status_publishes_update(status->site, &window->updates[i]);
	return count;
}

/* ---- its description ---- */

static void
append_paragraph(GString *out, const char *text)
{
	if (*text)
		g_string_append_printf(out, "%s%s", out->len ? "\n\n" : "", text);
}

static const char *
affected_of(struct pool *pool, const struct status *status, const struct incident *window)
{
	const char *names = data_string(component_names(pool, status, window));

	return names ? pool_printf(pool, "%s: %s", view_word(status->view, "status_page.affected"), names) : "";
}

static const char *
saying_of(struct pool *pool, const struct status *status, const struct incident *window, const struct update *update)
{
	const char *word = view_word(status->view, pool_printf(pool, "statuses.%s", update_status_id(update->status)));
	const char *time = data_string(data_get(view_time(pool, status->view, update->at), "text"));

	return pool_printf(pool, "%s \302\267 %s\n%s", word, time, update_text(pool, status, window, update));
}

static const char *
description_of(struct pool *pool, const struct status *status, const struct incident *window)
{
	g_autoptr(GString) out = g_string_new(NULL);

	append_paragraph(out, update_text(pool, status, window, NULL));
	append_paragraph(out, affected_of(pool, status, window));
	for (size_t i = window->update_count; i-- > 0;)
		if (status_publishes_update(status->site, &window->updates[i]))
			append_paragraph(out, saying_of(pool, status, window, &window->updates[i]));
	return pool_strndup(pool, out->str, out->len);
}

/* ---- the file ---- */

static void
add_window(struct status_page *page, const struct incident *window, GString *out)
{
	const struct status *status = page->status;
	const bool is_cancelled = incident_status(window, status->site->now) == STATUS_CANCELLED;
	const struct calendar_event event = {
		.uid = uid_of(page->pool, status, window),
		.summary = window->document->title.s,
		.description = description_of(page->pool, status, window),
		.url = status->url ? pool_printf(page->pool, "%s%s", status->url, text_escape_path(page->pool, status_path(page->pool, window))) : NULL,
		.start = window->started,
		.end = is_cancelled ? window->ends : end_of(status, window),
		.changed = incident_changed(status, window),
		.sequence = update_count(status, window),
		.status = is_cancelled ? CALENDAR_CANCELLED : CALENDAR_CONFIRMED,
	};

	calendar_add(page->pool, out, &event);
}

static void
write_calendar(struct status_page *page, const void *subject, GString *out)
{
	const struct status *status = page->status;
	const struct calendar calendar = {
		.name = pool_printf(page->pool, "%s: %s", status->title, view_word(status->view, "status_page.maintenance")),
		.description = status->site->config->status.description.s,
		.url = status->url,
		.refresh = REFRESH,
	};
	size_t shown = 0;

	(void)subject;
	calendar_begin(page->pool, out, &calendar);
	for (size_t i = 0; i < status->published_count && shown < WINDOW_LIMIT; i++) {
		if (!status->published[i]->maintenance)
			continue;
		add_window(page, status->published[i], out);
		shown++;
	}
	calendar_end(out);
}

void
add_calendar(struct status *status)
{
	add_status_job(status, (struct status_job){
		.path = "maintenance.ics",
		.write = write_calendar,
	});
}
