/* Incidents and maintenance as those inside see them: every update, and what it did to components. */
#include "render/handbook_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/time.h"

static json_t *
affect_object(const struct handbook *handbook, const struct affect *affect)
{
	json_t *object = json_object();

	json_put(object, "service", shared(handbook, affect->service));
	json_put_text(object, "name", affect->service && affect->service->component.name.s ? affect->service->component.name.s : affect->name.s);
	json_put(object, "state", affect->state_known ? view_state(handbook->view, affect->state) : json_null());
	return object;
}

/* An update's rows without those that say what is affected: that is shown as such. */
static json_t *
update_body(struct page *page, const struct document *document, const struct update *update)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const struct block_row *blocks = document->body.blocks;

	for (uint32_t row = update->first_row; row < update->end_row && !page->failed; row = blocks[row].end_row)
		if (!body_render_update(page->pool, &page->handbook->body, document, update, row, page->root, out, page->failure))
			page->failed = true;
	return json_text_n(out->str, out->len);
}

static json_t *
update_object(struct page *page, const struct document *document, const struct update *update)
{
	const struct handbook *handbook = page->handbook;
	const struct block_row *heading = &document->body.blocks[update->heading];
	json_t *object = json_object(), *affects = json_array();

	for (size_t i = 0; i < update->affect_count; i++)
		json_array_append_new(affects, affect_object(handbook, &update->affects[i]));
	json_put_text(object, "id", update->anchor);
	json_put_text(object, "anchor", markdown_text(&document->body, heading->info));
	json_put_text(object, "heading", markdown_text(&document->body, heading->text));
	json_put(object, "status", view_status(handbook->view, update->status));
	json_put(object, "at", view_time(page->pool, handbook->view, update->at));
	json_put(object, "affects", affects);
	json_put(object, "body", update_body(page, document, update));
	put_flags(page->pool, object);
	return object;
}

/* Newest first: what holds now is what is asked for. */
static json_t *
updates_of(struct page *page, const struct incident *incident)
{
	json_t *updates = json_array();

	for (size_t i = incident->update_count; i-- > 0;)
		json_array_append_new(updates, update_object(page, incident->document, &incident->updates[i]));
	return updates;
}

/* What stands above the first update as written. */
static json_t *
lead_of(struct page *page, const struct incident *incident)
{
	g_autoptr(GString) out = g_string_new(NULL);
	uint32_t end = ROW_NONE;

	for (size_t i = 0; i < incident->update_count; i++)
		end = MIN(end, incident->updates[i].heading);
	if (!body_render(page->pool, &page->handbook->body, incident->document, 0, end, page->root, out, page->failure))
		page->failed = true;
	return json_text_n(out->str, out->len);
}

static json_t *
components_of(const struct page *page, const struct incident *incident)
{
	const struct handbook *handbook = page->handbook;
	json_t *components = json_array();

	for (size_t i = 0; i < incident->component_count; i++) {
		const struct service *service = incident->components[i];
		json_t *object = json_object();

		json_put(object, "service", shared(handbook, service));
		json_put_text(object, "name", service->component.name.s ? service->component.name.s : service->name.s);
		json_put(object, "state", view_state(handbook->view, incident_state(incident, service, handbook->site->now)));
		json_array_append_new(components, object);
	}
	return components;
}

static void
put_length(struct page *page, const struct incident *incident)
{
	const struct handbook *handbook = page->handbook;
	const int64_t now = handbook->site->now;
	const bool ended = incident->resolved != TIME_NONE;
	int64_t length = DURATION_NONE;

	if (incident->started != TIME_NONE && incident->started <= (ended ? incident->resolved : now))
		length = (ended ? incident->resolved : now) - incident->started;
	json_put(page->view, "duration", view_duration(page->pool, handbook->view, incident->maintenance && !ended ? DURATION_NONE : length));
	json_put(page->view, "is_open", json_boolean(incident_is_open(incident, now)));
	json_put(page->view, "ended", view_time(page->pool, handbook->view, incident->resolved));
}

/* Contents of the updates as they are shown. */
static json_t *
contents_of(json_t *updates)
{
	json_t *contents = json_array(), *update;
	size_t i;

	json_array_foreach(updates, i, update) {
		json_t *entry = json_object(), *status = json_object_get(update, "status");

		json_object_set(entry, "anchor", json_object_get(update, "id"));
		json_object_set(entry, "text", json_is_object(status) ? json_object_get(status, "text") : json_object_get(update, "heading"));
		json_object_set(entry, "time", json_object_get(update, "at"));
		json_put(entry, "time_box", NULL);
		json_put(entry, "has_below", json_false());
		json_put(entry, "below", json_array());
		json_array_append_new(contents, entry);
	}
	return contents;
}

void
put_incident(struct page *page, const struct document *document)
{
	const struct handbook *handbook = page->handbook;
	const struct incident *incident = incident_of(handbook->site, document);
	const struct postmortem *postmortem = incident ? postmortem_of_incident(handbook->site, incident) : NULL;
	json_t *updates;

	if (!incident)
		return;
	updates = updates_of(page, incident);
	json_put(page->view, "maintenance", json_boolean(incident->maintenance));
	json_put(page->view, "public", json_boolean(incident->is_public));
	json_put(page->view, "impact", view_impact(handbook->view, incident->impact));
	json_put(page->view, "status", view_status(handbook->view, incident_status(incident, handbook->site->now)));
	json_put(page->view, "started", view_time(page->pool, handbook->view, incident->started));
	json_put(page->view, "ends", view_time(page->pool, handbook->view, incident->ends));
	put_length(page, incident);
	json_put(page->view, "components", components_of(page, incident));
	json_put(page->view, "runbooks", named_documents(handbook, document_texts(document, "runbooks"), ROLE_RUNBOOK));
	json_put(page->view, "postmortem", shared(handbook, postmortem ? postmortem->document : NULL));
	json_put(page->view, "body", lead_of(page, incident));
	json_put(page->view, "contents", contents_of(updates));
	json_put(page->view, "updates", updates);
}
