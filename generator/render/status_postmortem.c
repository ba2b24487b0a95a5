/* The summary behind an incident: what customers may read of its postmortem. */
#include "render/status_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

static const char *const shown[STATUS_SECTIONS] = { "summary", "impact", "root_cause", "could_improve" };

/* ---- what is published ---- */

const struct postmortem *
status_postmortem(const struct site *site, const struct incident *incident)
{
	const struct postmortem *postmortem = postmortem_of_incident(site, incident);

	if (!postmortem || !postmortem->is_public || postmortem->document->draft || g_strcmp0(postmortem->status, "draft") == 0)
		return NULL;
	if (incident->maintenance || !status_publishes(site, incident) || incident_is_open(incident, site->now))
		return NULL;
	return postmortem;
}

const char *
status_postmortem_path(struct pool *pool, const struct incident *incident)
{
	return pool_printf(pool, "incidents/%s/summary.html", incident->document->id);
}

static bool
is_shown(const struct kind_section *section)
{
	for (size_t i = 0; i < STATUS_SECTIONS; i++)
		if (strcmp(section->id, shown[i]) == 0)
			return true;
	return false;
}

/* The level of a heading; a bold line is below all others. */
static uint8_t
depth_of(const struct block_row *block)
{
	return block->kind == BLOCK_HEADING ? block->level : UINT8_MAX;
}

/* Whether a heading begins a section that stays inside. */
static bool
begins_other(struct pool *pool, const struct document *document, const struct block_row *block)
{
	const char *normal = kind_normal_heading(pool, markdown_text(&document->body, block->text));
	const struct kind_section *section = kind_section_match(document->kind, normal);

	return section && !is_shown(section);
}

const uint32_t *
status_section_rows(struct pool *pool, const struct document *document, size_t number, size_t *count)
{
	const struct section *section = document_section(document, shown[number]);
	const struct block_row *blocks = document->body.blocks, *skipped = NULL;
	uint32_t *rows;

	*count = 0;
	if (!section || section->nested || section->empty)
		return NULL;
	rows = pool_array(pool, uint32_t, section->end_row - section->first_row + 1);
	for (uint32_t row = section->first_row; row < section->end_row; row = blocks[row].end_row) {
		if (block_is_heading(&blocks[row]) && (!skipped || depth_of(&blocks[row]) <= depth_of(skipped)))
			skipped = begins_other(pool, document, &blocks[row]) ? &blocks[row] : NULL;
		if (!skipped && blocks[row].kind != BLOCK_FOOTNOTE)
			rows[(*count)++] = row;
	}
	return rows;
}

/* ---- the page ---- */

static const struct data *
section_html(struct status_page *page, const struct document *document, size_t number, const uint32_t *rows, size_t count)
{
	const struct body *body = &page->status->body;
	const char *prefix = pool_printf(page->pool, "%s.", shown[number]);
	g_autoptr(GString) out = g_string_new(NULL);

	for (size_t i = 0; i < count && !page->failed; i++)
		if (!body_render(page->pool, body, document, rows[i], document->body.blocks[rows[i]].end_row, page->root, out, page->failure))
			page->failed = true;
	if (!page->failed && !body_add_footnotes(page->pool, body, document, page->root, prefix, out, page->failure))
		page->failed = true;
	return data_text_copy(page->pool, out->str, out->len);
}

static struct data *
sections_of(struct status_page *page, const struct document *document)
{
	struct data *sections = data_list(page->pool);

	for (size_t i = 0; i < STATUS_SECTIONS; i++) {
		size_t count;
		const uint32_t *rows = status_section_rows(page->pool, document, i, &count);
		struct data *object;

		if (!count)
			continue;
		object = data_object(page->pool);
		data_put_text(object, "id", shown[i]);
		data_put_text(object, "title", view_word(page->status->view, pool_printf(page->pool, "status_page.summary_sections.%s", shown[i])));
		data_put(object, "body", section_html(page, document, i, rows, count));
		data_append(sections, object);
	}
	return sections;
}

/* From the start to a mark, in words; null where it is not known. */
static struct data *
length_to(struct status_page *page, const struct postmortem *postmortem, enum mark mark)
{
	const int64_t seconds = postmortem_duration(postmortem, MARK_STARTED, mark);
	struct data *length;

	if (seconds == DURATION_NONE || seconds < 0)
		return NULL;
	length = view_duration(page->pool, page->status->view, seconds);
	data_put_text(length, "text", status_length(page->pool, page->status, seconds));
	return length;
}

static void
make_postmortem(struct status_page *page, const void *subject)
{
	const struct incident *incident = subject;
	const struct postmortem *postmortem = status_postmortem(page->status->site, incident);

	data_put(page->view, "incident", incident_object(page, incident, DETAIL_LINE));
	data_put(page->view, "noticed", length_to(page, postmortem, MARK_DETECTED));
	data_put(page->view, "mitigated", length_to(page, postmortem, MARK_MITIGATED));
	data_put(page->view, "lasted", length_to(page, postmortem, MARK_RESOLVED));
	data_put(page->view, "sections", sections_of(page, postmortem->document));
}

void
add_postmortem_page(struct status *status, const struct incident *incident)
{
	const struct postmortem *postmortem = status_postmortem(status->site, incident);
	const char *word = view_word(status->view, "status_page.summary");

	if (!postmortem)
		return;
	add_status_job(status, (struct status_job){
		.path = status_postmortem_path(status->pool, incident),
		.layout = "status/summary",
		.title = pool_printf(status->pool, "%s: %s", incident->document->title.s, word),
		.description = pool_printf(status->pool, "%s: %s", status->title, incident->document->title.s),
		.make = make_postmortem,
		.subject = incident,
		.owner = span_file(postmortem->document->source),
	});
}
