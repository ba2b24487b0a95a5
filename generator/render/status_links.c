/* Where the links of an update lead on the status page: out, to another incident, or nowhere. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

static struct data *
link_new(struct pool *pool, const char *href, bool external)
{
	struct data *link = data_object(pool);

	data_put_text(link, "href", href);
	data_put_flag(link, "external", external);
	return link;
}

/* The update that a heading's anchor stands for, as the page names it. */
static const char *
update_anchor(const struct site *site, const struct incident *incident, const char *fragment)
{
	const struct document *document = incident->document;
	const struct block_row *heading = fragment && *fragment ? document_heading(document, fragment) : NULL;

	for (size_t i = 0; heading && i < incident->update_count; i++)
		if (&document->body.blocks[incident->updates[i].heading] == heading && status_publishes_update(site, &incident->updates[i]))
			return incident->updates[i].anchor;
	return NULL;
}

static struct data *
link_to_incident(struct pool *pool, const struct site *site, const struct document *document, const char *fragment, const char *root)
{
	const struct incident *incident = incident_of(site, document);
	const char *anchor;

	if (!incident || !status_publishes(site, incident))
		return NULL;
	anchor = update_anchor(site, incident, fragment);
	return link_new(pool, pool_printf(pool, "%s%s%s%s", root, text_escape_path(pool, status_path(pool, incident)),
	    anchor ? "#" : "", anchor ? anchor : ""), false);
}

/* To a postmortem that customers may read. */
static struct data *
link_to_postmortem(struct pool *pool, const struct site *site, const struct document *document, const char *root)
{
	const struct postmortem *postmortem = postmortem_of(site, document);

	if (!postmortem || !postmortem->incident || status_postmortem(site, postmortem->incident) != postmortem)
		return NULL;
	return link_new(pool, pool_printf(pool, "%s%s", root, text_escape_path(pool, status_postmortem_path(pool, postmortem->incident))), false);
}

const struct data *
status_link(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root)
{
	const struct status *status = body->data;
	const struct link *link = &document->links[row];
	const struct inline_row *inline_row = &document->body.inlines[row];

	if (inline_row->kind == INLINE_IMAGE)
		return NULL;
	switch (link->kind) {
	case LINK_EXTERNAL:
		return link_new(pool, markdown_text(&document->body, inline_row->target), true);
	case LINK_ANCHOR:
		return link_to_incident(pool, status->site, document, link->fragment, root);
	case LINK_DOCUMENT:
		if (link->document->kind->role == ROLE_POSTMORTEM)
			return link_to_postmortem(pool, status->site, link->document, root);
		return link_to_incident(pool, status->site, link->document, link->fragment, root);
	default:
		return NULL;
	}
}
