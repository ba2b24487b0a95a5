/* What "Affects:" names: components and their states. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* ---- Names of components ---- */

/* Whether a name at a place ends there: "payments-db" does not begin with "payments". */
static bool
ends_name(const char *text, size_t at, size_t end)
{
	if (at >= end)
		return true;
	if (g_unichar_isalnum(g_utf8_get_char(text + at)) || text[at] == '_' || text[at] == '/')
		return false;
	return at + 1 >= end || !strchr("-.", text[at]) || !g_ascii_isalnum(text[at + 1]);
}

static size_t
name_length(const char *text, struct range range, const char *name)
{
	const size_t length = name ? text_prefix_nocase(text + range.start, range.end - range.start, name) : 0;

	return length && ends_name(text, range.start + length, range.end) ? length : 0;
}

/* The longest name or id of a component at the beginning of a range; its length, or 0. */
static size_t
component_at(const struct reader *reader, const char *text, struct range range, const struct service **found)
{
	const struct list *list = &reader->registers->services;
	size_t longest = 0;

	*found = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct service *service = &REGISTER_ITEMS(*list, struct service)[i];
		size_t length = name_length(text, range, service->component.name.s);

		if (!service->component.span.source)
			continue;
		length = MAX(length, name_length(text, range, service->id.s));
		if (length > longest) {
			longest = length;
			*found = service;
		}
	}
	return longest;
}

/* ---- One component and its state ---- */

/* What stands for a state, without brackets, dashes and emoji; false: nothing does. */
static bool
read_state(const struct reader *reader, const struct block_row *block, struct range range, struct affect *affect)
{
	const struct range words = incident_without_signs(markdown_text(&reader->document->body, block->text), range);
	const struct text text = incident_range_text(reader, block, words);

	if (words.start == words.end)
		return false;
	affect->state_span = text.span;
	affect->state_known = state_find(text.s, &affect->state);
	return true;
}

/* A name that no component has: its end is where a bracket or a dash is. */
static struct affect
read_unknown(const struct reader *reader, const struct block_row *block, struct range range)
{
	static const char *const marks[] = { ": ", " — ", " – ", " - ", " = ", " → " };
	const char *text = markdown_text(&reader->document->body, block->text);
	struct affect affect = { .state = STATE_OPERATIONAL };
	const char *open = g_strrstr_len(text + range.start, (gssize)(range.end - range.start), "(");

	if (open && text[range.end - 1] == ')') {
		read_state(reader, block, (struct range){ (size_t)(open - text) + 1, range.end - 1 }, &affect);
		range.end = (size_t)(open - text);
	}
	for (size_t i = 0; !open && i < G_N_ELEMENTS(marks); i++) {
		const char *mark = g_strstr_len(text + range.start, (gssize)(range.end - range.start), marks[i]);

		if (!mark)
			continue;
		read_state(reader, block, (struct range){ (size_t)(mark - text) + strlen(marks[i]), range.end }, &affect);
		range.end = (size_t)(mark - text);
		break;
	}
	affect.name = incident_range_text(reader, block, incident_trimmed(text, range));
	return affect;
}

/* What is behind a component's name is a state, where it is set off from the name or is known; else the name goes on. */
static bool
goes_on(const char *text, struct range rest)
{
	const struct range trimmed = incident_trimmed(text, rest);

	return trimmed.start < trimmed.end && g_unichar_isalnum(g_utf8_get_char(text + trimmed.start));
}

/* "payments (partial outage)", "payments: partial outage", "payments — partial outage", "payments partial outage", "payments". */
static struct affect
read_affect(const struct reader *reader, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	struct affect affect = { .state = STATE_OPERATIONAL };
	const size_t length = component_at(reader, text, range, &affect.service);
	const struct range rest = { range.start + length, range.end };

	if (length)
		read_state(reader, block, rest, &affect);
	if (!length || (goes_on(text, rest) && !affect.state_known))
		return read_unknown(reader, block, range);
	affect.name = incident_range_text(reader, block, (struct range){ range.start, range.start + length });
	return affect;
}

/* ---- Lines ---- */

/* "payments (partial outage) and checkout": "and" divides where a component follows. */
static size_t
and_length(const struct reader *reader, const char *text, size_t at, size_t end)
{
	static const char *const words[] = { " and ", " & ", "\nand " };
	const struct service *service;

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		const size_t length = strlen(words[i]);

		if (at + length < end && g_ascii_strncasecmp(text + at, words[i], length) == 0 &&
		    component_at(reader, text, (struct range){ at + length, end }, &service))
			return length;
	}
	return 0;
}

/* The end of what is said of one component; *next is where the next one begins. */
static size_t
part_end(const struct reader *reader, const char *text, size_t at, size_t end, size_t *next)
{
	int depth = 0;

	for (; at < end; at++) {
		const size_t mark = text[at] == ',' || text[at] == ';' ? 1 : and_length(reader, text, at, end);

		depth += (text[at] == '(') - (text[at] == ')');
		if (depth > 0 || !mark)
			continue;
		*next = at + mark;
		return at;
	}
	*next = end;
	return end;
}

/* A name begins behind blanks, quotes and emoji, where it does not begin with them itself; sentences end with a full stop. */
static struct range
name_start(const struct reader *reader, const char *text, struct range range)
{
	const struct service *service;

	range = incident_trimmed(text, range);
	if (component_at(reader, text, range, &service))
		return range;
	return (struct range){ incident_without_signs(text, range).start, range.end };
}

static void
read_affects(const struct reader *reader, const struct block_row *block, struct range line, GArray *affects)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	while (line.start < line.end) {
		const struct service *service;
		struct range range = name_start(reader, text, line);
		const size_t length = component_at(reader, text, range, &service);

		range.end = part_end(reader, text, range.start + length, line.end, &line.start);
		range = incident_trimmed(text, range);
		if (range.end > range.start && text[range.end - 1] == '.')
			range.end--;
		if (range.start < range.end) {
			const struct affect affect = read_affect(reader, block, range);

			g_array_append_val(affects, affect);
		}
	}
}

/* Where what "Affects:" names begins in a line, or 0. */
static size_t
affects_start(const char *line, size_t length)
{
	static const char *const words[] = { "Affects", "Affected components", "Affected services", "Affected" };
	static const char *const marks[] = { ":", "—", "–", "- " };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t at = strspn(line, " \t");

		if (at + strlen(words[i]) >= length || g_ascii_strncasecmp(line + at, words[i], strlen(words[i])) != 0)
			continue;
		at += strlen(words[i]);
		at += strspn(line + at, " \t");
		for (size_t k = 0; k < G_N_ELEMENTS(marks); k++)
			if (at + strlen(marks[k]) <= length && strncmp(line + at, marks[k], strlen(marks[k])) == 0)
				return at + strlen(marks[k]);
	}
	return 0;
}

/* Whether a line below "Affects: …" tells the state of another component, or of what is meant for one. */
static bool
tells_more(const struct reader *reader, const struct block_row *block, struct range line)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	struct range range = name_start(reader, text, line);
	const struct service *service;
	const size_t length = component_at(reader, text, range, &service);
	size_t next;

	range.end = part_end(reader, text, range.start + length, range.end, &next);
	range = incident_trimmed(text, range);
	return range.start < range.end && read_affect(reader, block, range).state_known;
}

/* The list below a paragraph that is only "Affects:". */
static void
read_affects_list(const struct reader *reader, uint32_t list, GArray *affects)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = list + 1; row < body->blocks[list].end_row; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_PARAGRAPH)
			read_affects(reader, block, (struct range){ 0, block->text.length }, affects);
	}
}

/* ---- Tables ---- */

/* The columns of a table of components; -1: there is none. */
struct columns {
	int name, state;
};

static struct columns
columns_of_head(const struct reader *reader, uint32_t head)
{
	static const char *const names[] = { "component", "components", "service", "services", "affects", "affected", "name", "system", NULL };
	static const char *const states[] = { "state", "status", "condition", "impact", NULL };
	const struct markdown *body = &reader->document->body;
	struct columns columns = { -1, -1 };
	int column = 0;

	for (uint32_t row = head + 1; row < body->blocks[head].end_row; row++, column++) {
		const char *words = kind_normal_heading(reader->pool, markdown_text(body, body->blocks[row].text));

		if (columns.name < 0 && g_strv_contains(names, words))
			columns.name = column;
		else if (columns.state < 0 && g_strv_contains(states, words))
			columns.state = column;
	}
	if (columns.name < 0)
		columns.name = columns.state == 0 ? 1 : 0;
	if (columns.state < 0)
		columns.state = columns.name + 1;
	return columns;
}

static const struct block_row *
cell_of_row(const struct markdown *body, uint32_t row, int column)
{
	const uint32_t cell = row + 1 + (uint32_t)column;

	return cell < body->blocks[row].end_row ? &body->blocks[cell] : NULL;
}

/* A state in a cell of its own is that of all that the row names without one. */
static void
read_affects_row(const struct reader *reader, uint32_t row, const struct columns *columns, GArray *affects)
{
	const struct block_row *name = cell_of_row(&reader->document->body, row, columns->name);
	const struct block_row *state = cell_of_row(&reader->document->body, row, columns->state);
	guint at = affects->len;

	if (name)
		read_affects(reader, name, (struct range){ 0, name->text.length }, affects);
	for (; state && at < affects->len; at++) {
		struct affect *affect = &g_array_index(affects, struct affect, at);

		if (!affect->state_span.source)
			read_state(reader, state, (struct range){ 0, state->text.length }, affect);
	}
}

static void
read_affects_table(const struct reader *reader, uint32_t table, GArray *affects)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { 0, 1 };

	for (uint32_t row = table + 1; row < body->blocks[table].end_row; row = MAX(body->blocks[row].end_row, row + 1)) {
		if (body->blocks[row].kind != BLOCK_ROW)
			continue;
		if (body->blocks[row].flags & BLOCK_HEAD)
			columns = columns_of_head(reader, row);
		else
			read_affects_row(reader, row, &columns, affects);
	}
}

/* ---- Paragraphs ---- */

/* What a paragraph's lines say. */
struct lines {
	bool any;     /* one of them tells of components */
	size_t first; /* so many at the beginning do */
	size_t count;
};

/* From the line that says "Affects:" on, as long as they tell of components. */
static struct lines
read_affects_paragraph(const struct reader *reader, uint32_t row, GArray *affects)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];
	const char *text = markdown_text(body, block->text);
	struct lines lines = { 0 };
	bool more = false, told = false;

	for (size_t at = 0; at < block->text.length; lines.count++) {
		const char *newline = memchr(text + at, '\n', block->text.length - at);
		const size_t end = newline ? (size_t)(newline - text) : block->text.length;
		const size_t start = more ? 0 : affects_start(text + at, end - at);
		const struct range line = incident_trimmed(text, (struct range){ at + start, end });

		told = start || more || (told && tells_more(reader, block, line));
		if (told)
			read_affects(reader, block, line, affects);
		lines.any |= told;
		lines.first += told && lines.first == lines.count;
		more = told && line.start < line.end && text[line.end - 1] == ',';
		at = end + 1;
	}
	return lines;
}

/* What is below a paragraph that is only "Affects:"; false: neither a list nor a table is. */
static bool
read_affects_below(const struct reader *reader, const struct update *update, const struct block_row *block, GArray *affects)
{
	const uint32_t below = block->end_row;

	if (below >= update->end_row)
		return false;
	if (reader->document->body.blocks[below].kind == BLOCK_LIST)
		read_affects_list(reader, below, affects);
	else if (reader->document->body.blocks[below].kind == BLOCK_TABLE)
		read_affects_table(reader, below, affects);
	else
		return false;
	return true;
}

static void
add_row(GArray *rows, uint32_t row, size_t lines)
{
	const struct affects_row added = { row, lines };

	g_array_append_val(rows, added);
}

/* What a window's work is done on is under maintenance, where nothing says more. */
static void
set_maintenance(GArray *affects)
{
	for (guint i = 0; i < affects->len; i++) {
		struct affect *affect = &g_array_index(affects, struct affect, i);

		if (!affect->service || affect->state_span.source)
			continue;
		affect->state = STATE_MAINTENANCE;
		affect->state_known = true;
	}
}

void
incident_find_affects(const struct reader *reader, struct update *update)
{
	const struct markdown *body = &reader->document->body;
	g_autoptr(GArray) affects = g_array_new(false, true, sizeof(struct affect));
	g_autoptr(GArray) rows = g_array_new(false, true, sizeof(struct affects_row));

	update->affects_row = ROW_NONE;
	for (uint32_t row = update->first_row; row < update->end_row; row++) {
		const struct block_row *block = &body->blocks[row];
		const guint before = affects->len;
		struct lines lines;

		if (block->kind != BLOCK_PARAGRAPH)
			continue;
		lines = read_affects_paragraph(reader, row, affects);
		if (!lines.any)
			continue;
		if (!update->has_affects)
			update->affects_row = row;
		update->has_affects = true;
		if (lines.first)
			add_row(rows, row, lines.first < lines.count ? lines.first : 0);
		if (affects->len > before || !read_affects_below(reader, update, block, affects))
			continue;
		if (lines.first == lines.count)
			add_row(rows, block->end_row, 0);
	}
	if (reader->incident->maintenance && !incident_is_end(update->status))
		set_maintenance(affects);
	update->affects = pool_memdup(reader->pool, affects->data, affects->len * sizeof(struct affect));
	update->affect_count = affects->len;
	update->affects_rows = pool_memdup(reader->pool, rows->data, rows->len * sizeof(struct affects_row));
	update->affects_row_count = rows->len;
}

static const struct affects_row *
find_row(const struct update *update, uint32_t row)
{
	for (size_t i = 0; i < update->affects_row_count; i++)
		if (update->affects_rows[i].row == row)
			return &update->affects_rows[i];
	return NULL;
}

bool
update_is_of_affects(const struct update *update, uint32_t row)
{
	const struct affects_row *found = find_row(update, row);

	return found && !found->lines;
}

size_t
update_affects_lines(const struct update *update, uint32_t row)
{
	const struct affects_row *found = find_row(update, row);

	return found ? found->lines : 0;
}
