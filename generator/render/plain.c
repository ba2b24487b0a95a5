#include "render/plain.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "render/data.h"

#define DEPTH_LIMIT 32 /* lists and quotes inside one another; below that, words alone */

struct printer {
	struct pool *pool;
	const struct plain *plain;
	const struct document *document;
	const struct update *update; /* or NULL */
	GPtrArray *notes;            /* labels of footnotes, in the order of their numbers */
	unsigned depth;
};

static char *print_rows(struct printer *printer, uint32_t row, uint32_t end_row, const char *gap);

static const struct block_row *
block_at(const struct printer *printer, uint32_t row)
{
	return &printer->document->body.blocks[row];
}

/* ---- the words of one block ---- */

/* What becomes of a text at a place: so many bytes go, and words come. */
struct edit {
	size_t at, cut;
	char *words; /* or NULL */
};

static void
clear_edit(void *edit)
{
	g_free(((struct edit *)edit)->words);
}

/* What is cut stands behind what is added at the same place. */
static int
compare_edits(const void *one, const void *other)
{
	const struct edit *a = one, *b = other;

	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return (a->cut > 0) - (b->cut > 0);
}

/* Labels are the same whatever their case and blanks. */
static const char *
normal_label(const struct printer *printer, const char *label, size_t length)
{
	return text_lower(printer->pool, text_squeeze(printer->pool, label, length));
}

/* The number of a footnote, from 1; a new one's is the next: "[1]" */
static char *
note_words(struct printer *printer, const char *written)
{
	const char *label = normal_label(printer, written, strlen(written));
	guint at;

	if (!g_ptr_array_find_with_equal_func(printer->notes, label, g_str_equal, &at)) {
		at = printer->notes->len;
		g_ptr_array_add(printer->notes, (char *)label);
	}
	return g_strdup_printf("[%u]", at + 1);
}

/* An address that the words say already is not said again. */
static char *
address_of(const struct printer *printer, const char *text, uint32_t row)
{
	const struct inline_row *link = &printer->document->body.inlines[row];
	const char *address = link->bare ? NULL : printer->plain->address(printer->pool, printer->plain, printer->document, row);
	const size_t length = link->text_end - link->text_start;

	if (!address)
		return NULL;
	if (g_str_has_prefix(address, "mailto:") || g_str_has_prefix(address, "tel:"))
		address = strchr(address, ':') + 1;
	if (strlen(address) == length && strncmp(address, text + link->text_start, length) == 0)
		return NULL;
	return g_strdup_printf(length ? " (%s)" : "%s", address);
}

/* What is said behind a piece, or NULL. */
static char *
words_behind(struct printer *printer, const char *text, uint32_t row)
{
	const struct inline_row *piece = &printer->document->body.inlines[row];

	if (piece->kind == INLINE_LINK || piece->kind == INLINE_WIKI)
		return address_of(printer, text, row);
	return piece->kind == INLINE_FOOTNOTE ? note_words(printer, markdown_text(&printer->document->body, piece->target)) : NULL;
}

static void
add_edit(struct printer *printer, const char *text, uint32_t row, GArray *edits)
{
	const struct inline_row *piece = &printer->document->body.inlines[row];
	const bool struck = piece->kind == INLINE_STRIKE;
	const struct edit edit = {
		.at = struck ? piece->text_start : piece->text_end,
		.cut = struck ? piece->text_end - piece->text_start : 0,
		.words = words_behind(printer, text, row),
	};

	if (edit.words || edit.cut)
		g_array_append_val(edits, edit);
}

/* Of what is struck out nothing is said. */
static GArray *
edits_of(struct printer *printer, const struct block_row *block, const char *text)
{
	GArray *edits = g_array_new(false, false, sizeof(struct edit));
	size_t struck = 0;

	g_array_set_clear_func(edits, clear_edit);
	for (uint32_t row = block->inline_row; row < block->inline_row + block->inline_count; row++) {
		const struct inline_row *piece = &printer->document->body.inlines[row];

		if (struck && piece->text_end <= struck)
			continue;
		add_edit(printer, text, row, edits);
		if (piece->kind == INLINE_STRIKE)
			struck = piece->text_end;
	}
	g_array_sort(edits, compare_edits);
	return edits;
}

/* Whether the author ended the line at that place, with two blanks, a backslash or a tag, and did not only wrap it. */
static bool
is_hard_end(const struct printer *printer, const struct block_row *block, size_t at)
{
	const struct markdown *body = &printer->document->body;
	const char *bytes = body->source->bytes;
	const size_t from = at ? markdown_text_span(body, block, at - 1, at).end : block->start;
	const size_t to = at + 1 < block->text.length ? markdown_text_span(body, block, at + 1, at + 2).start : block->end;

	for (size_t i = from; i < to; i++)
		if (bytes[i] == '<' || (bytes[i] == '\\' && i + 1 < to && strchr("\r\n", bytes[i + 1])))
			return true;
		else if (bytes[i] == '\n')
			return i >= from + 2 && bytes[i - 1] == ' ' && bytes[i - 2] == ' ';
	return false;
}

static void
append_text(const struct printer *printer, const struct block_row *block, const char *text, size_t from, size_t to, GString *out)
{
	for (size_t at = from; at < to; at++)
		g_string_append_c(out, text[at] == '\n' && !is_hard_end(printer, block, at) ? ' ' : text[at]);
}

/* Where the text begins behind so many lines. */
static size_t
behind_lines(const char *text, size_t lines)
{
	const char *at = text;

	for (; lines && *at; lines--)
		at += strcspn(at, "\n") + (strchr(at, '\n') != NULL);
	return (size_t)(at - text);
}

/* Blanks that a cut left beside others go. */
static void
squeeze(GString *text)
{
	gsize used = 0;

	for (gsize i = 0; i < text->len; i++) {
		const bool at_start = !used || text->str[used - 1] == '\n';
		const bool at_end = i + 1 == text->len || text->str[i + 1] == '\n' || text->str[i + 1] == ' ';

		if (text->str[i] != ' ' || (!at_start && !at_end))
			text->str[used++] = text->str[i];
	}
	g_string_truncate(text, used);
}

/* The words of a block without its descendants, from the line behind those left out. */
static char *
print_words(struct printer *printer, const struct block_row *block, size_t lines)
{
	const char *text = markdown_text(&printer->document->body, block->text);
	g_autoptr(GArray) edits = edits_of(printer, block, text);
	GString *out = g_string_new(NULL);
	size_t at = behind_lines(text, lines);
	bool cut = false;

	for (guint i = 0; i < edits->len; i++) {
		const struct edit *edit = &g_array_index(edits, struct edit, i);

		if (edit->at < at)
			continue;
		append_text(printer, block, text, at, edit->at, out);
		g_string_append(out, edit->words ? edit->words : "");
		at = edit->at + edit->cut;
		cut = cut || edit->cut;
	}
	append_text(printer, block, text, at, block->text.length, out);
	if (cut)
		squeeze(out);
	return g_string_free(out, false);
}

/* ---- containers ---- */

/* The first line behind first, all others behind rest. */
static char *
indent(const char *text, const char *first, const char *rest)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (size_t i = 0; lines[i]; i++) {
		char *line = g_strconcat(i ? rest : first, lines[i], NULL);

		g_free(lines[i]);
		lines[i] = g_strchomp(line);
	}
	return g_strjoinv("\n", lines);
}

/* The number that an item was given; 1 where none is read. */
static unsigned long
first_number(const struct printer *printer, uint32_t item)
{
	const char *bytes = printer->document->body.source->bytes + block_at(printer, item)->start;

	return g_ascii_isdigit(*bytes) ? strtoul(bytes, NULL, 10) : 1;
}

static char *
item_mark(const struct block_row *list, const struct block_row *item, unsigned long number)
{
	if (item->flags & BLOCK_TASK)
		return g_strdup(item->flags & BLOCK_CHECKED ? "\u2611 " : "\u2610 ");
	return list->flags & BLOCK_ORDERED ? g_strdup_printf("%lu. ", number) : g_strdup("- ");
}

static char *
print_list(struct printer *printer, uint32_t list)
{
	const uint32_t end = block_at(printer, list)->end_row;
	unsigned long number = list + 1 < end ? first_number(printer, list + 1) : 1;
	GString *out = g_string_new(NULL);

	for (uint32_t row = list + 1; row < end; row = block_at(printer, row)->end_row) {
		g_autofree char *text = print_rows(printer, row + 1, block_at(printer, row)->end_row, "\n");
		g_autofree char *mark = item_mark(block_at(printer, list), block_at(printer, row), number++);
		g_autofree char *blanks = g_strnfill((gsize)g_utf8_strlen(mark, -1), ' ');
		g_autofree char *item = indent(text, mark, blanks);

		g_string_append_printf(out, "%s%s", out->len ? "\n" : "", item);
	}
	return g_string_free(out, false);
}

static char *
print_alert(struct printer *printer, uint32_t row)
{
	const struct block_row *block = block_at(printer, row);
	const char *kind = markdown_text(&printer->document->body, block->info);
	const char *word = data_string(data_get(data_get(printer->plain->words, "alerts_of_text"), kind));
	g_autofree char *text = print_rows(printer, row + 1, block->end_row, "\n\n");

	return g_strdup_printf("%s: %s", word ? word : kind, text);
}

/* ---- tables ---- */

/* "Region: Europe; State: slow"; the names alone where the cell says nothing are not said. */
static char *
print_table_row(struct printer *printer, uint32_t head, uint32_t row)
{
	GString *out = g_string_new(NULL);
	uint32_t name = head + 1;

	for (uint32_t cell = row + 1; cell < block_at(printer, row)->end_row; cell++, name++) {
		g_autofree char *text = print_words(printer, block_at(printer, cell), 0);
		g_autofree char *title = head != row && name < block_at(printer, head)->end_row ? print_words(printer, block_at(printer, name), 0) : NULL;

		if (*text)
			g_string_append_printf(out, "%s%s%s%s", out->len ? "; " : "", title ? title : "", title && *title ? ": " : "", text);
	}
	return g_string_free(out, false);
}

static char *
print_table(struct printer *printer, uint32_t table)
{
	const uint32_t end = block_at(printer, table)->end_row, head = table + 1;
	GString *out = g_string_new(NULL);

	for (uint32_t row = head; row < end; row = block_at(printer, row)->end_row) {
		g_autofree char *line = NULL;

		/* the head's names are said with each row; alone they are all there is */
		if (row == head && block_at(printer, row)->end_row < end)
			continue;
		line = print_table_row(printer, head, row);
		if (*line)
			g_string_append_printf(out, "%s- %s", out->len ? "\n" : "", line);
	}
	return g_string_free(out, false);
}

/* ---- the whole ---- */

static char *
print_quote(struct printer *printer, uint32_t row)
{
	g_autofree char *text = print_rows(printer, row + 1, block_at(printer, row)->end_row, "\n\n");

	return *text ? indent(text, "> ", "> ") : g_strdup("");
}

/* Code is shown as it was written. */
static char *
print_code(const struct printer *printer, const struct block_row *block)
{
	return g_strchomp(g_strdup(markdown_text(&printer->document->body, block->text)));
}

static char *
print_deep(const struct printer *printer, uint32_t row)
{
	return g_strstrip(g_strdup(markdown_gather(printer->pool, &printer->document->body, row, block_at(printer, row)->end_row)));
}

static char *
print_block(struct printer *printer, uint32_t row)
{
	const struct block_row *block = block_at(printer, row);
	const size_t lines = printer->update ? update_affects_lines(printer->update, row) : 0;

	if (printer->update && update_is_of_affects(printer->update, row))
		return NULL;
	if (printer->depth > DEPTH_LIMIT)
		return print_deep(printer, row);
	switch (block->kind) {
	case BLOCK_LIST:
		return print_list(printer, row);
	case BLOCK_QUOTE:
		return print_quote(printer, row);
	case BLOCK_ALERT:
		return print_alert(printer, row);
	case BLOCK_TABLE:
		return print_table(printer, row);
	case BLOCK_CODE:
		return print_code(printer, block);
	case BLOCK_FOOTNOTE:
	case BLOCK_BREAK:
		return NULL;
	default:
		return print_words(printer, block, lines);
	}
}

static char *
print_rows(struct printer *printer, uint32_t row, uint32_t end_row, const char *gap)
{
	GString *out = g_string_new(NULL);

	printer->depth++;
	for (; row < end_row; row = block_at(printer, row)->end_row) {
		g_autofree char *text = print_block(printer, row);

		if (text && *text)
			g_string_append_printf(out, "%s%s", out->len ? gap : "", text);
	}
	printer->depth--;
	return g_string_free(out, false);
}

/* ---- footnotes ---- */

static bool
is_note(const struct printer *printer, const struct block_row *block, const char *label)
{
	const char *bytes = printer->document->body.source->bytes + block->start;
	const char *end = memchr(bytes, ']', block->end - block->start);

	if (block->kind != BLOCK_FOOTNOTE || !end || !g_str_has_prefix(bytes, "[^"))
		return false;
	return strcmp(normal_label(printer, bytes + 2, (size_t)(end - bytes - 2)), label) == 0;
}

static char *
print_note(struct printer *printer, const char *label)
{
	const struct markdown *body = &printer->document->body;

	for (uint32_t row = 0; row < body->block_count; row = body->blocks[row].end_row)
		if (is_note(printer, &body->blocks[row], label))
			return print_rows(printer, row + 1, body->blocks[row].end_row, "\n");
	return g_strdup("");
}

/* A footnote may refer to others: the list grows while it is gone through. */
static void
append_notes(struct printer *printer, GString *out)
{
	for (guint i = 0; i < printer->notes->len; i++) {
		g_autofree char *text = print_note(printer, printer->notes->pdata[i]);

		g_string_append_printf(out, "%s[%u] %s", i ? "\n" : "\n\n", i + 1, text);
	}
}

const char *
plain_text(struct pool *pool, const struct plain *plain, const struct document *document, const struct update *update, uint32_t first_row, uint32_t end_row)
{
	g_autoptr(GPtrArray) notes = g_ptr_array_new();
	struct printer printer = { .pool = pool, .plain = plain, .document = document, .update = update, .notes = notes };
	g_autofree char *text = print_rows(&printer, first_row, MIN(end_row, document->body.block_count), "\n\n");
	g_autoptr(GString) out = g_string_new(text);

	append_notes(&printer, out);
	return pool_strndup(pool, out->str, out->len);
}
