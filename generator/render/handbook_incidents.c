/* Incidents and maintenance as those inside see them: every update, and what it did to components. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static struct data *
affect_object(struct pool *pool, const struct handbook *handbook, const struct affect *affect)
{
	struct data *object = data_object(pool);

	data_put(object, "service", shared(handbook, affect->service));
	data_put_text(object, "name", affect->service && affect->service->component.name.s ? affect->service->component.name.s : affect->name.s);
	data_put(object, "state", affect->state_known ? view_state(pool, handbook->view, affect->state) : NULL);
	return object;
}

/* An update's rows without those that say what is affected: that is shown as such. */
static const struct data *
update_body(struct page *page, const struct document *document, const struct update *update)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct block_row *blocks = document->body.blocks;

	for (uint32_t row = update->first_row; row < update->end_row && !page->failed; row = blocks[row].end_row)
		if (!body_render_update(page->pool, &page->handbook->body, document, update, row, page->root, out, page->failure))
			page->failed = true;
	return data_text_copy(page->pool, out->str, out->len);
}

static struct data *
update_object(struct page *page, const struct document *document, const struct update *update)
{
	const struct handbook *handbook = page->handbook;
	const struct block_row *heading = &document->body.blocks[update->heading];
	struct data *object = data_object(page->pool), *affects = data_list(page->pool);

	for (size_t i = 0; i < update->affect_count; i++)
		data_append(affects, affect_object(page->pool, handbook, &update->affects[i]));
	data_put_text(object, "id", update->anchor);
	data_put_text(object, "anchor", markdown_text(&document->body, heading->info));
	data_put_text(object, "heading", markdown_text(&document->body, heading->text));
	data_put(object, "status", view_status(page->pool, handbook->view, update->status));
	data_put(object, "at", view_time(page->pool, handbook->view, update->at));
	data_put(object, "affects", affects);
	data_put(object, "body", update_body(page, document, update));
	data_put_flags(object);
	return object;
}

/* Newest first: what holds now is what is asked for. */
static struct data *
updates_of(struct page *page, const struct incident *incident)
{
	struct data *updates = data_list(page->pool);

	for (size_t i = incident->update_count; i-- > 0;)
		data_append(updates, update_object(page, incident->document, &incident->updates[i]));
	return updates;
}

/* What stands above the first update as written. */
static const struct data *
lead_of(struct page *page, const struct incident *incident)
{
	g_autoptr(GString) out = g_string_new(NULL);
	uint32_t end = ROW_NONE;

	for (size_t i = 0; i < incident->update_count; i++)
		end = MIN(end, incident->updates[i].heading);
	if (!body_render(page->pool, &page->handbook->body, incident->document, 0, end, page->root, out, page->failure))
		page->failed = true;
	return data_text_copy(page->pool, out->str, out->len);
}

static struct data *
components_of(const struct page *page, const struct incident *incident)
{
	const struct handbook *handbook = page->handbook;
	struct data *components = data_list(page->pool);

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct service *service = incident->components[i];
		struct data *object = data_object(page->pool);

		data_put(object, "service", shared(handbook, service));
		data_put_text(object, "name", service->component.name.s ? service->component.name.s : service->name.s);
		data_put(object, "state", view_state(page->pool, handbook->view, incident_state(incident, service, handbook->site->now)));
		data_append(components, object);
	}
	return components;
}

static void
put_length(struct page *page, const struct incident *incident)
{
	const struct handbook *handbook = page->handbook;
	const int64_t now = handbook->site->now;
	const bool open = incident_is_open(incident, now);
	const int64_t ended = incident_ended(incident, now), until = open && !incident->maintenance ? now : ended;
	int64_t length = DURATION_NONE;

	if (until != TIME_NONE && incident->started <= until)
		length = until - incident->started;
	data_put(page->view, "duration", view_duration(page->pool, handbook->view, length));
	data_put_flag(page->view, "is_open", open);
	data_put(page->view, "ended", view_time(page->pool, handbook->view, ended));
}

/* What the severity asks for while it is open: the first update, then the next one, and the end. */
static void
put_dues(struct page *page, const struct incident *incident)
{
	const struct view *view = page->handbook->view;
	const int64_t now = page->handbook->site->now;
	const struct severity *severity = incident_is_open(incident, now) && !incident->maintenance ? incident->severity : NULL;
	const bool is_silent = !incident->update_count || incident->updates[0].at == TIME_NONE || incident->updates[0].at > now;
	const int64_t first = severity ? severity->acknowledge_within.seconds : DURATION_NONE, end = severity ? severity->resolve_within.seconds : DURATION_NONE;

	data_put(page->view, "first_update_due", view_time(page->pool, view, is_silent && first != DURATION_NONE ? incident->started + first : TIME_NONE));
	data_put(page->view, "next_update_due", view_time(page->pool, view, is_silent ? TIME_NONE : incident_next_update(incident, now)));
	data_put(page->view, "resolve_due", view_time(page->pool, view, end != DURATION_NONE ? incident->started + end : TIME_NONE));
}

/* Contents of the updates as they are shown. */
static struct data *
contents_of(struct pool *pool, const struct data *updates)
{
	struct data *contents = data_list(pool);

	for (size_t i = 0; i < data_count(updates); i++) {
		const struct data *update = data_item(updates, i), *status = data_get(update, "status");
		struct data *entry = data_object(pool);

		data_put(entry, "anchor", data_get(update, "id"));
		data_put(entry, "text", data_is(status, DATA_OBJECT) ? data_get(status, "text") : data_get(update, "heading"));
		data_put(entry, "time", data_get(update, "at"));
		data_put(entry, "time_box", NULL);
		data_put(entry, "has_below", data_flag(false));
		data_put(entry, "below", data_list(pool));
		data_append(contents, entry);
	}
	return contents;
}

void
put_incident(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const struct incident *incident = incident_of(handbook->site, document);
	const struct postmortem *postmortem = incident ? postmortem_of_incident(handbook->site, incident) : NULL;
	struct data *updates;

	if (!incident)
		return;
	updates = updates_of(page, incident);
	data_put_flag(page->view, "maintenance", incident->maintenance);
	data_put_flag(page->view, "public", incident->is_public);
	data_put(page->view, "impact", view_impact(page->pool, handbook->view, incident->impact));
	data_put(page->view, "status", view_status(page->pool, handbook->view, incident_status(incident, handbook->site->now)));
	data_put(page->view, "started", view_time(page->pool, handbook->view, incident->started));
	data_put(page->view, "ends", view_time(page->pool, handbook->view, incident->ends));
	put_length(page, incident);
	put_dues(page, incident);
	data_put(page->view, "components", components_of(page, incident));
	data_put(page->view, "runbooks", named_documents(page->pool, handbook, document_texts(document, "runbooks"), ROLE_RUNBOOK));
	data_put(page->view, "postmortem", shared(handbook, postmortem ? postmortem->document : NULL));
	data_put(page->view, "body", lead_of(page, incident));
	data_put(page->view, "contents", contents_of(page->pool, updates));
	data_put(page->view, "updates", updates);
}
