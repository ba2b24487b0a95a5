/* Tables of a timeline: a row is an entry. */
#include "model/timeline_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

struct columns {
	int time;  /* the column of times; 0 where no head says */
	int day;   /* of days apart from it, or -1 */
	bool sure; /* the head says that it holds times */
};

static struct columns
columns_of_head(struct reader *reader, uint32_t head)
{
	static const char *const times[] = { "time", "when", "at", "timestamp", "utc", NULL };
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .time = -1, .day = -1 };
	int column = 0;

	for (uint32_t row = head + 1; row < body->blocks[head].end_row; row++, column++) {
		const char *name = kind_normal_heading(reader->pool, markdown_text(body, body->blocks[row].text));

		if (columns.time < 0 && g_strv_contains(times, name))
			columns.time = column;
		else if (columns.day < 0 && (strcmp(name, "date") == 0 || strcmp(name, "day") == 0))
			columns.day = column;
	}
	columns.sure = columns.time >= 0;
	if (!columns.sure) {
		columns.time = columns.day >= 0 ? columns.day : 0;
		columns.day = -1;
	}
	return columns;
}

static const struct block_row *
cell_of_row(const struct markdown *body, uint32_t row, int column)
{
	const uint32_t cell = row + 1 + (uint32_t)column;

	return column >= 0 && cell < body->blocks[row].end_row ? &body->blocks[cell] : NULL;
}

static const char *
words_of_row(struct reader *reader, uint32_t row, const struct columns *columns, const char *first)
{
	const struct markdown *body = &reader->document->body;
	g_autoptr(GString) words = g_string_new(first);
	int column = 0;

	for (uint32_t cell = row + 1; cell < body->blocks[row].end_row; cell++, column++) {
		const char *text = markdown_text(body, body->blocks[cell].text);

		if (column == columns->time || column == columns->day || !text[0])
			continue;
		if (words->len)
			g_string_append(words, " — ");
		g_string_append(words, text);
	}
	return text_squeeze(reader->pool, words->str, words->len);
}

/* A day in a column of its own holds for the time beside it. */
static void
add_day_of_row(struct reader *reader, uint32_t row, const struct columns *columns, struct wall_time *wall)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *cell = cell_of_row(body, row, columns->day);
	struct wall_time day;

	if (!cell || wall->has_day || wall->relative)
		return;
	if (!wall_time_read(reader->pool, markdown_text(body, cell->text), cell->text.length, &day) || !day.has_day)
		return;
	wall->has_day = true;
	wall->has_year = day.has_year;
	wall->year = day.year;
	wall->month = day.month;
	wall->day = day.day;
	wall->bad_day = day.bad_day;
	wall->why = wall->why ? wall->why : day.why;
}

static void
read_row(struct reader *reader, uint32_t row, const struct columns *columns)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *cell = cell_of_row(body, row, columns->time);
	struct timeline_entry *entry;
	struct wall_time wall;
	const char *text;

	if (!cell || !cell->text.length)
		return;
	text = markdown_text(body, cell->text);
	if (!wall_time_read(reader->pool, text, cell->text.length, &wall)) {
		if (!columns->sure || text[0] == '{' || !g_ascii_isdigit(text[0]))
			return;
		wall = (struct wall_time){ .end = cell->text.length, .rest = cell->text.length, .why = "it is no time of day" };
	}
	add_day_of_row(reader, row, columns, &wall);
	entry = timeline_add(reader, cell, 0, cell->text.length, &wall);
	entry->text = words_of_row(reader, row, columns, text + wall.rest);
	entry->row = row;
}

void
timeline_read_table(struct reader *reader, uint32_t table)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .time = 0, .day = -1 };

	for (uint32_t row = table + 1; row < body->blocks[table].end_row; row = body->blocks[row].end_row) {
		if (body->blocks[row].kind != BLOCK_ROW)
			continue;
		if (body->blocks[row].flags & BLOCK_HEAD)
			columns = columns_of_head(reader, row);
		else
			read_row(reader, row, &columns);
	}
}
