/* The words of an item: gathered from its blocks, looked at, and what is left without the marks. */
#include "model/action_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* ---- Gathering ---- */

struct item
action_item_new(const struct reader *reader, struct action *action)
{
	return (struct item){
		.pool = reader->pool,
		.config = reader->config,
		.registers = reader->registers,
		.document = reader->document,
		.base = reader->base,
		.text = g_string_new(NULL),
		.pieces = g_array_new(false, true, sizeof(struct piece)),
		.action = action,
	};
}

static void
add_piece(struct item *item, uint32_t row)
{
	const struct markdown *body = &item->document->body;
	const struct block_row *block = &body->blocks[row];
	struct piece piece = { .row = row, .length = block->text.length };

	if (item->text->len)
		g_string_append_c(item->text, '\n');
	piece.at = item->text->len;
	g_string_append_len(item->text, markdown_text(body, block->text), block->text.length);
	for (size_t i = piece.at; i < item->text->len; i++)
		if (item->text->str[i] == '\n' || item->text->str[i] == '\0')
			item->text->str[i] = ' ';
	g_array_append_val(item->pieces, piece);
}

void
action_gather_item(struct item *item, uint32_t first_row, uint32_t end_row)
{
	for (uint32_t row = first_row; row < end_row; row++) {
		const uint8_t kind = item->document->body.blocks[row].kind;

		if (kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING || kind == BLOCK_HTML || kind == BLOCK_CELL)
			add_piece(item, row);
	}
	item->gone = g_new0(bool, item->text->len + 1);
}

void
action_clear_item(struct item *item)
{
	g_string_free(item->text, true);
	g_array_free(item->pieces, true);
	g_free(item->gone);
}

/* ---- Ranges of words ---- */

struct range
action_trimmed(const struct item *item, struct range range)
{
	const char *text = item->text->str;

	while (range.start < range.end && g_ascii_isspace(text[range.start]))
		range.start++;
	while (range.end > range.start && g_ascii_isspace(text[range.end - 1]))
		range.end--;
	return range;
}

static bool
is_in_piece(const struct piece *piece, size_t at)
{
	return at >= piece->at && at < piece->at + piece->length;
}

static struct span
range_span(const struct item *item, struct range range)
{
	const struct markdown *body = &item->document->body;

	for (guint i = 0; i < item->pieces->len; i++) {
		const struct piece *piece = &g_array_index(item->pieces, struct piece, i);

		if (is_in_piece(piece, range.start))
			return markdown_text_span(body, &body->blocks[piece->row], range.start - piece->at,
			    MIN(range.end - piece->at, piece->length));
	}
	return SPAN_NONE;
}

struct text
action_range_text(const struct item *item, struct range range)
{
	return (struct text){
		.s = text_squeeze(item->pool, item->text->str + range.start, range.end - range.start),
		.span = range_span(item, range),
	};
}

void
action_take_away(struct item *item, struct range range)
{
	for (size_t i = range.start; i < range.end; i++)
		item->gone[i] = true;
}

bool
action_has_gone(const struct item *item, struct range range)
{
	for (size_t i = range.start; i < range.end; i++)
		if (item->gone[i])
			return true;
	return false;
}

bool
action_words_equal(const struct item *item, struct range range, const char *words)
{
	return range.end - range.start == strlen(words) &&
	    g_ascii_strncasecmp(item->text->str + range.start, words, strlen(words)) == 0;
}

bool
action_is_any_of(const struct item *item, struct range range, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (action_words_equal(item, range, words[i]))
			return true;
	return false;
}

bool
action_is_nobody(const struct item *item, struct range range)
{
	static const char *const words[] = {
		"tbd", "tba", "todo", "none", "nobody", "unassigned", "n/a", "na", "-", "–", "—", "?", "??", "???", "unknown", NULL
	};

	return range.start == range.end || action_is_any_of(item, range, words);
}

struct range
action_without_brackets(const struct item *item, struct range range)
{
	const char *text = item->text->str;

	while (range.start < range.end && strchr("[(`*\"'", text[range.start]) && text[range.start])
		range.start++;
	while (range.end > range.start && strchr("])`*\"'.,:", text[range.end - 1]) && text[range.end - 1])
		range.end--;
	return action_trimmed(item, range);
}

size_t
action_handle_end(const struct item *item, size_t at, size_t limit)
{
	const char *text = item->text->str;

	for (at++; at < limit && (g_ascii_isalnum(text[at]) || strchr("_-./", text[at])); at++)
		if (!text[at])
			break;
	while (at > 0 && strchr("-./", text[at - 1]))
		at--;
	return at;
}

/* ---- What is left ---- */

static void
append_left(const struct item *item, GString *left)
{
	for (size_t i = 0; i < item->text->len; i++) {
		const char c = item->text->str[i];

		if (item->gone[i])
			continue;
		if (c != '\n')
			g_string_append_c(left, c);
		else if (left->len && strchr(".:;,!?", left->str[left->len - 1]))
			g_string_append_c(left, ' ');
		else
			g_string_append(left, "; ");
	}
}

/* Separators that stood before what was taken away. */
static void
strip_separators(GString *left)
{
	static const char *const marks[] = { " ", "—", "–", "-", "|", "·", ",", ";", ":", "()", "\u00a0" };
	bool again = true;

	if (g_str_has_suffix(left->str, ":.") || (g_str_has_suffix(left->str, "..") && !g_str_has_suffix(left->str, "...")))
		g_string_truncate(left, left->len - 1);
	while (again) {
		again = false;
		for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
			if (g_str_has_suffix(left->str, marks[i]))
				g_string_truncate(left, left->len - strlen(marks[i])), again = true;
			if (left->len && g_str_has_prefix(left->str, marks[i]) && marks[i][0] != '(')
				g_string_erase(left, 0, (gssize)strlen(marks[i])), again = true;
		}
	}
}

const char *
action_words_left(const struct item *item)
{
	static const struct {
		const char *from, *to;
	} repairs[] = {
		{ " .", "." }, { " ,", "," }, { " ;", ";" }, { "()", "" }, { "( ", "(" }, { " )", ")" }, { ",)", ")" }, { ",,,", "," }, { ",,", "," }, { "; ;", ";" }, { ";;", ";" }, { ". .", "." }, { ",.", "." },
	};
	g_autoptr(GString) left = g_string_new(NULL);
	char *squeezed;

	append_left(item, left);
	squeezed = text_squeeze(item->pool, left->str, left->len);
	g_string_assign(left, squeezed);
	for (size_t i = 0; i < G_N_ELEMENTS(repairs); i++)
		g_string_replace(left, repairs[i].from, repairs[i].to, 0);
	strip_separators(left);
	return text_squeeze(item->pool, left->str, left->len);
}
