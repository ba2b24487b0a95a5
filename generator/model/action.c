/* The sections and lists that hold action items. */
#include "model/action_parts.h"

#include <string.h>

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

#define MAX_PLACEHOLDER 80

/* Nothing but words that stand for an item which is not written yet; templating is none of ours. */
static bool
is_placeholder(const char *text)
{
	return strlen(text) < MAX_PLACEHOLDER && (text_is_placeholder(text) || g_str_has_prefix(text, "{{"));
}

/* Says that there is none. */
static bool
is_nothing(const char *text)
{
	static const char *const words[] = {
		"", "none", "none yet", "nothing", "nothing yet", "nothing to do", "n/a", "na", "not applicable", "no action", "no actions",
		"no action items", "no action needed", "no action required", "no follow-up", "no follow-ups", NULL
	};
	g_autofree char *lower = g_ascii_strdown(text, (gssize)strcspn(text, ".!"));

	return g_strv_contains(words, lower);
}

void
action_add(const struct reader *reader, struct action *action)
{
	const bool bare = !action->owner.s && !action->due_text.s;

	if (bare && is_nothing(action->text))
		return;
	action->placeholder = bare && is_placeholder(action->text);
	/* of a section that holds nothing else section/empty tells */
	if (action->placeholder && reader->section->empty)
		return;
	g_array_append_val(reader->actions, *action);
}

static void
read_item(const struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	struct action action = action_new(reader->document, row);
	struct item item = action_item_new(reader, &action);

	action_gather_item(&item, row + 1, block->end_row);
	action.done = (block->flags & BLOCK_CHECKED) != 0;
	action_read_marks(&item);
	action.text = action_words_left(&item);
	action_clear_item(&item);
	action_add(reader, &action);
}

/* ---- Lists of lists ---- */

/* The row behind an item's own words: before the lists in it. */
static uint32_t
end_of_own_words(const struct markdown *body, uint32_t row)
{
	uint32_t own = row + 1;

	while (own < body->blocks[row].end_row && body->blocks[own].kind != BLOCK_LIST)
		own = MAX(body->blocks[own].end_row, own + 1);
	return own;
}

static bool
says_something(const char *words)
{
	for (; *words; words = g_utf8_next_char(words))
		if (g_unichar_isalnum(g_utf8_get_char(words)))
			return true;
	return false;
}

static bool
is_one_mark(const struct item *item)
{
	const struct range words = action_without_brackets(item, (struct range){ 0, item->text->len });
	struct range value;
	bool keyed;

	return action_meta_of_part(item, words, &value, &keyed) != META_NONE;
}

enum own_words {
	WORDS_ONLY,
	WORDS_AND_OWNER, /* what is to be done and, without a key such as "Owner:" in front, by whom */
	WORDS_OF_MARKS,  /* "(owner: @dana)", "due 2026-03-20" */
};

static enum own_words
look_at_own_words(const struct reader *reader, uint32_t row)
{
	struct action action = action_new(reader->document, row);
	struct item item = action_item_new(reader, &action);
	enum own_words look = WORDS_ONLY;
	size_t value;

	action_gather_item(&item, row + 1, end_of_own_words(&reader->document->body, row));
	if (is_one_mark(&item)) {
		look = WORDS_OF_MARKS;
	} else if (!action_key_at(&item, 0, item.text->len, &value)) {
		action_read_marks(&item);
		if (!says_something(action_words_left(&item)))
			look = WORDS_OF_MARKS;
		else if (action.owner.s)
			look = WORDS_AND_OWNER;
	}
	action_clear_item(&item);
	return look;
}

/* Of a list without lists no item is in question. */
static bool
is_of_nested_lists(const struct markdown *body, uint32_t row)
{
	const uint32_t list = body->blocks[row].parent;

	return (list != ROW_NONE && body->blocks[list].parent != ROW_NONE) || end_of_own_words(body, row) < body->blocks[row].end_row;
}

/* Check boxes and words with an owner stand for themselves; the latter may yet be details of the item above. */
static void
look_at_item(struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	enum own_words look;

	if (block->kind != BLOCK_ITEM || !is_of_nested_lists(&reader->document->body, row))
		return;
	reader->own[row] = block->flags & BLOCK_TASK;
	if (reader->own[row] || block->parent == ROW_NONE)
		return;
	look = look_at_own_words(reader, row);
	reader->own[row] = look == WORDS_AND_OWNER;
	reader->listed[block->parent].owned += look == WORDS_AND_OWNER;
	reader->listed[block->parent].marks += look == WORDS_OF_MARKS;
}

/* "Written by Dana (owner: @dana)" beside "due 2026-03-20": both say more of what is above them. */
static bool
is_detail(const struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	const struct listed *listed = block->parent == ROW_NONE ? NULL : &reader->listed[block->parent];

	return listed && !(block->flags & BLOCK_TASK) && listed->owned == 1 && listed->marks > 0 &&
	    reader->document->body.blocks[block->parent].parent != ROW_NONE;
}

/* Items that stand for themselves wherever they are, and what is above such. */
static void
find_own_items(struct reader *reader)
{
	const struct block_row *blocks = reader->document->body.blocks;

	for (uint32_t row = reader->section->first_row; row < reader->section->end_row; row++)
		look_at_item(reader, row);
	for (uint32_t row = reader->section->first_row; row < reader->section->end_row; row++) {
		reader->own[row] &= !is_detail(reader, row);
		if (!reader->own[row])
			continue;
		for (uint32_t up = blocks[row].parent; up != ROW_NONE && !reader->above_own[up]; up = blocks[up].parent)
			reader->above_own[up] = true;
	}
}

static bool
is_item(const struct reader *reader, uint32_t row)
{
	return reader->document->body.blocks[row].kind == BLOCK_ITEM && (reader->own[row] || !reader->above_own[row]);
}

/* ---- Sections ---- */

static void
read_section(struct reader *reader)
{
	const struct markdown *body = &reader->document->body;

	find_own_items(reader);
	for (uint32_t row = reader->section->first_row; row < reader->section->end_row;) {
		const struct block_row *block = &body->blocks[row];

		if (is_item(reader, row))
			read_item(reader, row);
		else if (block->kind == BLOCK_TABLE)
			action_read_table(reader, row);
		if (is_item(reader, row) || block->kind == BLOCK_TABLE || block->kind == BLOCK_FOOTNOTE)
			row = MAX(block->end_row, row + 1);
		else
			row++;
	}
}

const struct action *
actions_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document, int64_t base, size_t *count)
{
	const struct section *first = document_section(document, "action_items");
	g_autofree bool *own = g_new0(bool, document->body.block_count + 1);
	g_autofree bool *above_own = g_new0(bool, document->body.block_count + 1);
	g_autofree struct listed *listed = g_new0(struct listed, document->body.block_count + 1);
	g_autoptr(GArray) actions = g_array_new(false, true, sizeof(struct action));
	struct reader reader = {
		.pool = pool,
		.config = config,
		.registers = registers,
		.document = document,
		.base = base != TIME_NONE ? base : document_file_day(document, config->zone),
		.actions = actions,
		.own = own,
		.above_own = above_own,
		.listed = listed,
	};

	if (reader.base != TIME_NONE)
		reader.base = time_day_start(config->zone, reader.base);
	for (size_t i = 0; first && i < document->section_count; i++) {
		reader.section = &document->sections[i];
		if (reader.section->kind == first->kind && reader.section->nested == first->nested)
			read_section(&reader);
	}
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
