/* The updates: which blocks they are, and their order. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"

/* ---- Ranges of words ---- */

struct range
incident_trimmed(const char *text, struct range range)
{
	while (range.start < range.end && g_ascii_isspace(text[range.start]))
		range.start++;
	while (range.end > range.start && g_ascii_isspace(text[range.end - 1]))
		range.end--;
	return range;
}

struct text
incident_range_text(const struct reader *reader, const struct block_row *block, struct range range)
{
	const struct markdown *body = &reader->document->body;

	return (struct text){
		.s = pool_strndup(reader->pool, markdown_text(body, block->text) + range.start, range.end - range.start),
		.span = markdown_text_span(body, block, range.start, range.end),
	};
}

/* The length of a ":shortcode:" at the beginning of a range, or 0. */
static size_t
shortcode_length(const char *text, struct range range)
{
	size_t at = range.start + 1;

	while (at < range.end && (g_ascii_isalnum(text[at]) || strchr("_+-", text[at])))
		at++;
	return at > range.start + 1 && at < range.end && text[at] == ':' ? at + 1 - range.start : 0;
}

/* The same for the end of a range. */
static size_t
shortcode_length_before(const char *text, struct range range)
{
	size_t at = range.end - 1;

	while (at > range.start && (g_ascii_isalnum(text[at - 1]) || strchr("_+-", text[at - 1])))
		at--;
	return at < range.end - 1 && at > range.start && text[at - 1] == ':' ? range.end - at + 1 : 0;
}

struct range
incident_without_signs(const char *text, struct range range)
{
	while (range.start < range.end && !g_unichar_isalnum(g_utf8_get_char(text + range.start))) {
		const size_t shortcode = text[range.start] == ':' ? shortcode_length(text, range) : 0;

		range.start = shortcode ? range.start + shortcode : (size_t)(g_utf8_next_char(text + range.start) - text);
	}
	while (range.end > range.start) {
		const char *last = g_utf8_prev_char(text + range.end);
		const size_t shortcode = *last == ':' ? shortcode_length_before(text, range) : 0;

		if (g_unichar_isalnum(g_utf8_get_char(last)))
			break;
		range.end = shortcode ? range.end - shortcode : (size_t)(last - text);
	}
	return range;
}

/* ---- Updates ---- */

static bool
is_update_block(const struct document *document, uint32_t row, bool bold)
{
	const struct block_row *block = &document->body.blocks[row];

	if (block->parent != ROW_NONE || row == document->title_row)
		return false;
	return bold ? block->kind == BLOCK_PARAGRAPH && block->flags & BLOCK_BOLD : block->kind == BLOCK_HEADING;
}

/* The level of headings that are updates: 2, else the smallest there is; 0: bold paragraphs are. */
static uint8_t
update_level(const struct document *document)
{
	uint8_t smallest = 0;

	for (uint32_t row = 0; row < document->body.block_count; row++) {
		const uint8_t level = document->body.blocks[row].level;

		if (!is_update_block(document, row, false))
			continue;
		if (level == 2)
			return 2;
		if (!smallest || level < smallest)
			smallest = level;
	}
	return smallest;
}

static bool
begins_update(const struct document *document, uint32_t row, uint8_t level)
{
	if (!is_update_block(document, row, level == 0))
		return false;
	return level == 0 || document->body.blocks[row].level == level;
}

static bool
ends_update(const struct document *document, uint32_t row, uint8_t level)
{
	if (begins_update(document, row, level))
		return true;
	return is_update_block(document, row, false) && document->body.blocks[row].level < level;
}

static struct update
find_update(const struct reader *reader, uint32_t row, uint8_t level)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];
	struct update update = {
		.span = markdown_block_span(body, block),
		.heading = row,
		.first_row = block->end_row,
		.end_row = block->end_row,
	};

	while (update.end_row < body->block_count && !ends_update(reader->document, update.end_row, level))
		update.end_row++;
	return update;
}

static GArray *
find_updates(const struct reader *reader)
{
	const uint8_t level = update_level(reader->document);
	GArray *updates = g_array_new(false, true, sizeof(struct update));
	g_autoptr(GArray) headings = g_array_new(false, true, sizeof(struct heading));

	for (uint32_t row = 0; row < reader->document->body.block_count; row++) {
		struct heading heading = { 0 };
		struct update update;

		if (!begins_update(reader->document, row, level))
			continue;
		update = find_update(reader, row, level);
		heading.update = &update;
		incident_read_heading(reader, &heading, &reader->document->body.blocks[row]);
		/* a bold line that names no status is a bold line */
		if (level == 0 && update.status == STATUS_NONE)
			continue;
		g_array_append_val(updates, update);
		g_array_append_val(headings, heading);
	}
	for (guint i = 0; i < updates->len; i++)
		g_array_index(headings, struct heading, i).update = &g_array_index(updates, struct update, i);
	incident_find_times(reader, (struct heading *)headings->data, headings->len);
	return updates;
}

static bool
is_newest_first(const GArray *updates)
{
	int64_t first = TIME_NONE, last = TIME_NONE;

	for (guint i = 0; i < updates->len; i++) {
		const int64_t at = g_array_index(updates, struct update, i).at;

		if (at == TIME_NONE)
			continue;
		if (first == TIME_NONE)
			first = at;
		last = at;
	}
	return first > last;
}

/* Oldest first; those without a time last; the order of the text decides between equals. */
static int
compare_updates(const void *one, const void *other)
{
	const struct update *a = one, *b = other;

	if ((a->at == TIME_NONE) != (b->at == TIME_NONE))
		return a->at == TIME_NONE ? 1 : -1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->heading < b->heading ? -1 : a->heading > b->heading;
}

static int
compare_updates_newest_first(const void *one, const void *other)
{
	const struct update *a = one, *b = other;

	return a->at == b->at ? compare_updates(other, one) : compare_updates(one, other);
}

static struct update
find_announcement(const struct reader *reader, const GArray *updates)
{
	const struct update *first = updates->len ? &g_array_index(updates, struct update, 0) : NULL;
	struct update announcement = {
		.end_row = first ? first->heading : reader->document->body.block_count,
		.at = TIME_NONE,
		.promised = TIME_NONE,
	};

	incident_find_affects(reader, &announcement);
	return announcement;
}

void
incident_read_updates(struct reader *reader)
{
	struct incident *incident = reader->incident;
	g_autoptr(GArray) updates = find_updates(reader);

	for (guint i = 0; i < updates->len; i++) {
		incident_find_affects(reader, &g_array_index(updates, struct update, i));
		incident_find_promise(reader, &g_array_index(updates, struct update, i));
	}
	if (incident->maintenance)
		incident->announcement = find_announcement(reader, updates);
	incident->newest_first = is_newest_first(updates);
	g_array_sort(updates, incident->newest_first ? compare_updates_newest_first : compare_updates);
	for (guint i = 0; i < updates->len; i++)
		g_array_index(updates, struct update, i).anchor = pool_printf(reader->pool, "update-%u", i + 1);
	incident->updates = pool_memdup(reader->pool, updates->data, updates->len * sizeof(struct update));
	incident->update_count = updates->len;
}
