/* The updates: which blocks they are, what their headings say, and their order. */
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

/* ---- The heading of an update ---- */

/* The bytes of a separator at a place, or 0.  A hyphen counts between blanks only. */
static size_t
separator_length(const char *text, size_t at, size_t length)
{
	static const char *const separators[] = { "—", "–", "−", "·", "•", "|", " - ", ", " };

	for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
		const size_t size = strlen(separators[i]);

		if (at + size <= length && strncmp(text + at, separators[i], size) == 0)
			return size;
	}
	return 0;
}

/* The part of a heading from at to the next separator; *next is what follows it. */
static struct range
part_at(const char *text, size_t at, size_t length, size_t *next)
{
	for (size_t end = at; end < length; end++) {
		const size_t separator = separator_length(text, end, length);

		if (!separator)
			continue;
		*next = end + separator;
		return incident_trimmed(text, (struct range){ at, end });
	}
	*next = length + 1;
	return incident_trimmed(text, (struct range){ at, length });
}

/* Past an emoji or another sign before the words. */
static struct range
without_signs(const char *text, struct range range)
{
	while (range.start < range.end && !g_unichar_isalnum(g_utf8_get_char(text + range.start)))
		range.start = (size_t)(g_utf8_next_char(text + range.start) - text);
	while (range.end > range.start && strchr(":.!", text[range.end - 1]))
		range.end--;
	return incident_trimmed(text, range);
}

static enum update_status
status_of(const char *text, struct range range)
{
	g_autofree char *words = g_strndup(text + range.start, range.end - range.start);
	enum update_status status;

	update_status_find(words, &status);
	return status;
}

/* Longer parts are a sentence. */
#define MAX_PART 100

/* "Investigating 2026-03-21 02:31" and "2026-03-21 02:31: Investigating": where the words end and the digits begin. */
static bool
split_without_separator(const char *text, struct range part, struct range *status, struct range *time)
{
	if (part.end - part.start > MAX_PART)
		return false;
	for (size_t at = part.start + 1; at + 1 < part.end; at++) {
		const struct range front = without_signs(text, (struct range){ part.start, at });
		const struct range back = without_signs(text, (struct range){ at, part.end });

		if (text[at] != ' ' && text[at] != ':' && text[at] != '(')
			continue;
		if (status_of(text, front) != STATUS_NONE && g_ascii_isdigit(text[back.start])) {
			*status = front;
			*time = (struct range){ back.start, back.end - (text[back.end - 1] == ')') };
			return true;
		}
		if (g_ascii_isdigit(text[front.start]) && status_of(text, back) != STATUS_NONE) {
			*status = back;
			*time = front;
			return true;
		}
	}
	return false;
}

static void
set_status(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	if (update->status != STATUS_NONE || (update->status_text.s && status_of(text, range) == STATUS_NONE))
		return;
	update->status = status_of(text, range);
	update->status_text = incident_range_text(reader, block, range);
}

static void
set_time(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text) + range.start;
	const char *problem = NULL;
	struct stamp stamp;

	if (update->time_text.s)
		return;
	update->time_text = incident_range_text(reader, block, range);
	if (!stamp_read(text, range.end - range.start, reader->config->zone, &stamp, &problem))
		update->time_problem = problem ? problem : "it is no date and time";
	else if (stamp.day_only)
		update->time_problem = "it has no time of day";
	else
		update->at = stamp.at, update->time_problem = NULL;
}

static void
read_heading(const struct reader *reader, struct update *update, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	update->at = update->promised = TIME_NONE;
	update->time_problem = "there is none";
	for (size_t at = 0; at <= block->text.length;) {
		struct range part = part_at(text, at, block->text.length, &at), status, time;

		if (part.start == part.end)
			continue;
		if (split_without_separator(text, part, &status, &time)) {
			set_status(reader, update, block, status);
			set_time(reader, update, block, time);
		} else if (g_ascii_isdigit(text[part.start])) {
			set_time(reader, update, block, part);
		} else {
			part = without_signs(text, part);
			if (part.start < part.end)
				set_status(reader, update, block, part);
		}
	}
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
read_update(const struct reader *reader, uint32_t row, uint8_t level)
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
	read_heading(reader, &update, block);
	incident_find_affects(reader, &update);
	incident_find_promise(reader, &update);
	return update;
}

static GArray *
find_updates(const struct reader *reader)
{
	const uint8_t level = update_level(reader->document);
	GArray *updates = g_array_new(false, true, sizeof(struct update));

	for (uint32_t row = 0; row < reader->document->body.block_count; row++) {
		struct update update;

		if (!begins_update(reader->document, row, level))
			continue;
		update = read_update(reader, row, level);
		/* a bold line that names no status is a bold line */
		if (level == 0 && update.status == STATUS_NONE)
			continue;
		g_array_append_val(updates, update);
	}
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

void
incident_read_updates(struct reader *reader)
{
	struct incident *incident = reader->incident;
	g_autoptr(GArray) updates = find_updates(reader);

	incident->newest_first = is_newest_first(updates);
	g_array_sort(updates, incident->newest_first ? compare_updates_newest_first : compare_updates);
	for (guint i = 0; i < updates->len; i++)
		g_array_index(updates, struct update, i).anchor = pool_printf(reader->pool, "update-%u", i + 1);
	incident->updates = pool_memdup(reader->pool, updates->data, updates->len * sizeof(struct update));
	incident->update_count = updates->len;
}
