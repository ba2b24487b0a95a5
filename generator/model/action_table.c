/* Tables of action items: a row is an item, its columns are marks. */
#include "model/action_parts.h"

#include <string.h>

#include "base/text.h"

enum column {
	COLUMN_OTHER,
	COLUMN_ACTION,
	COLUMN_OWNER,
	COLUMN_DUE,
	COLUMN_STATUS,
	COLUMN_TICKET,
	COLUMN_TYPE,
	COLUMN_PRIORITY,
	COLUMN_CLOSED,
};

static const struct {
	const char *name;
	enum column column;
} column_names[] = {
	{ "action", COLUMN_ACTION },
	{ "actions", COLUMN_ACTION },
	{ "action item", COLUMN_ACTION },
	{ "action items", COLUMN_ACTION },
	{ "next step", COLUMN_ACTION },
	{ "follow-up", COLUMN_ACTION },
	{ "item", COLUMN_ACTION },
	{ "task", COLUMN_ACTION },
	{ "what", COLUMN_ACTION },
	{ "todo", COLUMN_ACTION },
	{ "description", COLUMN_ACTION },
	{ "owner", COLUMN_OWNER },
	{ "owners", COLUMN_OWNER },
	{ "who", COLUMN_OWNER },
	{ "assignee", COLUMN_OWNER },
	{ "assigned to", COLUMN_OWNER },
	{ "responsible", COLUMN_OWNER },
	{ "dri", COLUMN_OWNER },
	{ "assigned", COLUMN_OWNER },
	{ "lead", COLUMN_OWNER },
	{ "due", COLUMN_DUE },
	{ "due date", COLUMN_DUE },
	{ "due by", COLUMN_DUE },
	{ "due on", COLUMN_DUE },
	{ "by when", COLUMN_DUE },
	{ "target", COLUMN_DUE },
	{ "by", COLUMN_DUE },
	{ "when", COLUMN_DUE },
	{ "date", COLUMN_DUE },
	{ "deadline", COLUMN_DUE },
	{ "target date", COLUMN_DUE },
	{ "eta", COLUMN_DUE },
	{ "status", COLUMN_STATUS },
	{ "state", COLUMN_STATUS },
	{ "done", COLUMN_STATUS },
	{ "done?", COLUMN_STATUS },
	{ "ticket", COLUMN_TICKET },
	{ "tickets", COLUMN_TICKET },
	{ "issue", COLUMN_TICKET },
	{ "tracker", COLUMN_TICKET },
	{ "tracking", COLUMN_TICKET },
	{ "jira", COLUMN_TICKET },
	{ "link", COLUMN_TICKET },
	{ "bug", COLUMN_TICKET },
	{ "type", COLUMN_TYPE },
	{ "kind", COLUMN_TYPE },
	{ "category", COLUMN_TYPE },
	{ "priority", COLUMN_PRIORITY },
	{ "prio", COLUMN_PRIORITY },
	{ "closed", COLUMN_CLOSED },
	{ "completed", COLUMN_CLOSED },
};

static enum column
column_of(struct pool *pool, const char *name)
{
	const char *normal = kind_normal_heading(pool, name);

	for (size_t i = 0; i < G_N_ELEMENTS(column_names); i++)
		if (strcmp(column_names[i].name, normal) == 0)
			return column_names[i].column;
	return COLUMN_OTHER;
}

#define MAX_COLUMNS 32

struct columns {
	enum column of[MAX_COLUMNS];
	size_t count;
};

static bool
has_column(const struct columns *columns, enum column column)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->of[i] == column)
			return true;
	return false;
}

/* Without a column for the action, the first that means nothing else and is no number holds it. */
static void
choose_action_column(const struct markdown *body, uint32_t head, struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		const char *name = markdown_text(body, body->blocks[head + 1 + i].text);

		if (columns->of[i] != COLUMN_OTHER || strcmp(name, "#") == 0 || text_equal_nocase(name, "id") || text_equal_nocase(name, "no."))
			continue;
		columns->of[i] = COLUMN_ACTION;
		return;
	}
}

/* No columns where the table is none of actions. */
static struct columns
read_head(struct reader *reader, uint32_t head)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .count = 0 };

	for (uint32_t cell = head + 1; cell < body->blocks[head].end_row && columns.count < MAX_COLUMNS; cell++)
		columns.of[columns.count++] = column_of(reader->pool, markdown_text(body, body->blocks[cell].text));
	if (!has_column(&columns, COLUMN_ACTION) && (has_column(&columns, COLUMN_OWNER) || has_column(&columns, COLUMN_DUE)))
		choose_action_column(body, head, &columns);
	if (!has_column(&columns, COLUMN_ACTION))
		columns.count = 0;
	return columns;
}

static enum meta
meta_of_column(enum column column)
{
	static const enum meta metas[] = {
		[COLUMN_OWNER] = META_OWNER,
		[COLUMN_DUE] = META_DUE,
		[COLUMN_STATUS] = META_STATUS,
		[COLUMN_TICKET] = META_TICKET,
		[COLUMN_TYPE] = META_TYPE,
		[COLUMN_PRIORITY] = META_PRIORITY,
		[COLUMN_CLOSED] = META_CLOSED,
	};

	return column < G_N_ELEMENTS(metas) ? metas[column] : META_NONE;
}

static void
read_cell(struct reader *reader, struct action *action, uint32_t cell, enum column column)
{
	struct item item = action_item_new(reader, action);
	struct range all;

	action_gather_item(&item, cell, cell + 1);
	all = action_trimmed(&item, (struct range){ 0, item.text->len });
	if (column == COLUMN_ACTION) {
		action_read_marks(&item);
		action->text = action_words_left(&item);
	} else if (column == COLUMN_CLOSED) {
		if (!action_is_nobody(&item, all))
			action_set_closed(&item, all);
	} else {
		action_set_meta(&item, meta_of_column(column), all);
	}
	action_clear_item(&item);
}

/* Columns of their own come first: what the action's words say is read last and changes nothing. */
static void
read_table_row(struct reader *reader, uint32_t row, const struct columns *columns)
{
	const struct markdown *body = &reader->document->body;
	struct action action = action_new(reader->document, row);

	for (int of_action = 0; of_action <= 1; of_action++) {
		for (uint32_t i = 0; i < columns->count && row + 1 + i < body->blocks[row].end_row; i++)
			if ((columns->of[i] == COLUMN_ACTION) == of_action)
				read_cell(reader, &action, row + 1 + i, columns->of[i]);
	}
	if (action.text[0])
		action_add(reader, &action);
}

void
action_read_table(struct reader *reader, uint32_t table)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .count = 0 };

	for (uint32_t row = table + 1; row < body->blocks[table].end_row; row = MAX(body->blocks[row].end_row, row + 1)) {
		if (body->blocks[row].kind != BLOCK_ROW)
			continue;
		if (body->blocks[row].flags & BLOCK_HEAD)
			columns = read_head(reader, row);
		else
			read_table_row(reader, row, &columns);
	}
}
