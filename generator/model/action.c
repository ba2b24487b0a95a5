/* The sections and lists that hold action items. */
#include "model/action_parts.h"

#include "base/pool.h"

/* ---- Lists ---- */

struct action
action_new(const struct document *document, uint32_t row)
{
	const struct block_row *block = &document->body.blocks[row];
	struct span line = source_line(document->source, block->start);

	line.start = block->start;
	line.end = MAX(MIN(line.end, block->end), line.start);
	return (struct action){
		.document = document,
		.span = line,
		.text = "",
		.due = TIME_NONE,
		.due_guess = TIME_NONE,
		.closed = TIME_NONE,
	};
}

static void
read_item(struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	struct action action = action_new(reader->document, row);
	struct item item = action_item_new(reader, &action);

	action_gather_item(&item, row + 1, block->end_row);
	action.done = (block->flags & BLOCK_CHECKED) != 0;
	action_read_marks(&item);
	action.text = action_words_left(&item);
	if (action.text[0] || item.text->len)
		g_array_append_val(reader->actions, action);
	action_clear_item(&item);
}

/* ---- Sections ---- */

static void
read_section(struct reader *reader, const struct section *section)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = section->first_row; row < section->end_row;) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_ITEM)
			read_item(reader, row);
		else if (block->kind == BLOCK_TABLE)
			action_read_table(reader, row);
		if (block->kind == BLOCK_ITEM || block->kind == BLOCK_TABLE || block->kind == BLOCK_FOOTNOTE)
			row = MAX(block->end_row, row + 1);
		else
			row++;
	}
}

const struct action *
actions_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document, int64_t base, size_t *count)
{
	const struct section *first = document_section(document, "action_items");
	g_autoptr(GArray) actions = g_array_new(false, true, sizeof(struct action));
	struct reader reader = {
		.pool = pool,
		.config = config,
		.registers = registers,
		.document = document,
		.base = base != TIME_NONE ? base : document_file_day(document, config->zone),
		.actions = actions,
	};

	if (reader.base != TIME_NONE)
		reader.base = time_day_start(config->zone, reader.base);
	for (size_t i = 0; first && i < document->section_count; i++)
		if (document->sections[i].kind == first->kind && document->sections[i].nested == first->nested)
			read_section(&reader, &document->sections[i]);
	*count = actions->len;
	return pool_memdup(pool, actions->data, actions->len * sizeof(struct action));
}

/* ---- Overdue ---- */

bool
action_is_overdue(const struct action *action, const struct config *config, int64_t now, int *days)
{
	int64_t today;

	*days = 0;
	if (action->done || action->due == TIME_NONE)
		return false;
	today = time_day_start(config->zone, now);
	if (today <= action->due)
		return false;
	/* days are 23 to 25 hours long */
	*days = (int)((today - action->due + 43200) / 86400);
	return true;
}
