/* What "Affects:" names: components and their states. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/pool.h"

static bool
read_state(const struct reader *reader, const struct block_row *block, struct range range, struct affect *affect)
{
	const struct text words = incident_range_text(reader, block, incident_trimmed(markdown_text(&reader->document->body, block->text), range));

	affect->state_span = words.span;
	affect->state_known = state_find(words.s, &affect->state);
	return affect->state_known;
}

/* "payments (partial outage)", "payments: partial outage", "payments — partial outage", "payments". */
static struct affect
read_affect(const struct reader *reader, const struct block_row *block, struct range range)
{
	static const char *const marks[] = { ": ", " — ", " – ", " - " };
	const char *text = markdown_text(&reader->document->body, block->text);
	struct affect affect = { .name = incident_range_text(reader, block, range), .state = STATE_OPERATIONAL };
	const char *open;

	affect.service = component_find(reader->registers, affect.name.s);
	if (affect.service)
		return affect;
	open = g_strrstr_len(text + range.start, (gssize)(range.end - range.start), "(");
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
	affect.service = component_find(reader->registers, affect.name.s);
	return affect;
}

static size_t
part_end(const char *text, size_t at, size_t end)
{
	int depth = 0;

	for (; at < end; at++) {
		depth += (text[at] == '(') - (text[at] == ')');
		if (depth <= 0 && (text[at] == ',' || text[at] == ';'))
			return at;
	}
	return end;
}

/* A name and a full stop: sentences end so. */
static struct range
without_stop(const char *text, struct range range)
{
	range = incident_trimmed(text, range);
	if (range.end > range.start && text[range.end - 1] == '.')
		range.end--;
	return range;
}

static void
read_affects(const struct reader *reader, const struct block_row *block, struct range line, GArray *affects)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	for (size_t at = line.start; at < line.end;) {
		const size_t end = part_end(text, at, line.end);
		const struct range range = without_stop(text, (struct range){ at, end });

		if (range.start < range.end) {
			const struct affect affect = read_affect(reader, block, range);

			g_array_append_val(affects, affect);
		}
		at = end + 1;
	}
}

/* Where what "Affects:" names begins in a line, or 0. */
static size_t
affects_start(const char *line, size_t length)
{
	const char *text = line + strspn(line, " \t");
	const size_t before = (size_t)(text - line);

	if (before + strlen("Affects:") > length || g_ascii_strncasecmp(text, "Affects:", strlen("Affects:")) != 0)
		return 0;
	return before + strlen("Affects:");
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

/* Lines of a paragraph from the one that says "Affects:" on, as long as they go on with a comma. */
static bool
read_affects_paragraph(const struct reader *reader, uint32_t row, GArray *affects)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];
	const char *text = markdown_text(body, block->text);
	bool found = false, goes_on = false;

	for (size_t at = 0; at < block->text.length;) {
		const char *newline = memchr(text + at, '\n', block->text.length - at);
		const size_t end = newline ? (size_t)(newline - text) : block->text.length;
		const size_t start = goes_on ? 0 : affects_start(text + at, end - at);

		if (start || goes_on) {
			const struct range line = incident_trimmed(text, (struct range){ at + start, end });

			found = true;
			read_affects(reader, block, line, affects);
			goes_on = line.start < line.end && text[line.end - 1] == ',';
		}
		at = end + 1;
	}
	return found;
}

void
incident_find_affects(const struct reader *reader, struct update *update)
{
	const struct markdown *body = &reader->document->body;
	g_autoptr(GArray) affects = g_array_new(false, true, sizeof(struct affect));

	update->affects_row = ROW_NONE;
	for (uint32_t row = update->first_row; row < update->end_row; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind != BLOCK_PARAGRAPH || !read_affects_paragraph(reader, row, affects))
			continue;
		if (update->affects_row == ROW_NONE)
			update->affects_row = row;
		update->has_affects = true;
		if (!affects->len && block->end_row < update->end_row && body->blocks[block->end_row].kind == BLOCK_LIST)
			read_affects_list(reader, block->end_row, affects);
	}
	update->affects = pool_memdup(reader->pool, affects->data, affects->len * sizeof(struct affect));
	update->affect_count = affects->len;
}
