#include "read/markdown_reader.h"

#include "base/pool.h"
#include "base/text.h"
#include "read/terms.h"

#include <cmark-gfm-core-extensions.h>
#include <stdlib.h>
#include <string.h>

enum {
	SOURCE_MAX = 64 << 20, /* cmark counts with int, and aborts */
	HTML_MAX = 8 << 20,
	HTML_GROWTH = 64,
	HTML_ALLOWANCE = 1 << 20,
	CELLS_MAX = 500000,
	COLUMNS_MAX = 1000, /* cmark's time grows with the square of a row's cells */
};

/* Budgets */

static bool
is_delimiter_row(const char *bytes, struct line line, size_t *columns)
{
	*columns = 1;
	for (size_t at = line.start; at < line.end; at++) {
		if (!strchr("|-: \t>", bytes[at]) || bytes[at] == '\0')
			return false;
		*columns += bytes[at] == '|';
	}
	return *columns > 2;
}

static bool
is_blank_line(const char *bytes, struct line line)
{
	while (line.start < line.end && strchr(" \t>", bytes[line.start]))
		line.start++;
	return line.start == line.end;
}

/* cmark fills every short row of a table with empty cells, while it parses: a few
 * kilobytes become millions of cells.  Counted before it gets to see them. */
static bool
has_endless_table(const struct lines *lines)
{
	size_t cells = 0, columns = 0, found;

	for (long number = 1; number <= (long)lines->starts->len; number++) {
		struct line line = lines_get_trimmed(lines, number);

		if (is_delimiter_row(lines->bytes, line, &found))
			columns = MAX(columns, found);
		else if (is_blank_line(lines->bytes, line))
			columns = 0;
		cells += columns;
		if (cells > CELLS_MAX || columns > COLUMNS_MAX)
			return true;
	}
	return false;
}

static struct markdown
too_expensive(struct findings *findings, const struct source *source, const char *message)
{
	finding_add(findings, RULE_DOCUMENT_TOO_EXPENSIVE, source_line(source, 0), "%s", message);
	return (struct markdown){ .source = source, .strings = "", .html = "", .terms = "" };
}

/* Cleaning */

static void
mask_invalid(char *bytes, size_t size)
{
	const char *end;

	while (!g_utf8_validate_len(bytes, size, &end)) {
		size_t good = (size_t)(end - bytes);

		bytes[good] = '?';
		bytes += good;
		size -= good;
	}
}

static void
complain_unclean(struct findings *findings, const struct source *source, size_t offset)
{
	unsigned char byte = (unsigned char)source->bytes[offset];
	bool control = byte < ' ' || byte == 0x7F || (byte == 0xC2 && offset + 1 < source->size && (unsigned char)source->bytes[offset + 1] < 0xA0);
	struct span span = span_of(source, offset, offset + 1);

	if (!control)
		finding_help(finding_add(findings, RULE_DOCUMENT_ENCODING, span, "byte 0x%02X is not UTF-8", byte), "save the file as UTF-8");
	else
		finding_help(finding_add(findings, RULE_DOCUMENT_ENCODING, span, "a control character, U+%04X", byte == 0xC2 ? (unsigned char)source->bytes[offset + 1] : byte), "remove it");
}

static const char *
clean_bytes(struct pool *pool, struct findings *findings, const struct source *source, size_t start)
{
	size_t offset;
	char *copy;

	if (text_is_clean(source->bytes + start, source->size - start, &offset))
		return source->bytes;
	complain_unclean(findings, source, start + offset);
	copy = pool_memdup(pool, source->bytes, source->size + 1);
	reader_mask_controls(copy + start, source->size - start);
	mask_invalid(copy + start, source->size - start);
	return copy;
}

/* Whether "[^" is followed by what can be a footnote's label, and "]". */
static bool
is_label(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && *at != '\0' && !strchr("[] \t\r\n", *at))
		at++;
	return at > start && at < end && *at == ']';
}

/*
 * cmark takes "[^" with any "]" behind it for a footnote and reckons its length from columns:
 * where it goes over lines, words are lost and characters cut in two.  So it
 * gets to see only those that can be footnotes.
 */
static const char *
hide_false_footnotes(struct pool *pool, const struct lines *lines)
{
	const char *bytes = lines->bytes + lines->start, *end = lines->bytes + lines->end;
	char *copy = NULL;

	for (const char *at = bytes; (at = memmem(at, (size_t)(end - at), "[^", 2)); at += 2) {
		if (is_label(at + 2, end))
			continue;
		if (!copy)
			copy = pool_memdup(pool, bytes, (size_t)(end - bytes));
		copy[at + 1 - bytes] = HIDDEN_CARET;
	}
	return copy ? copy : bytes;
}

/* All of it */

static cmark_node *
parse(cmark_mem *memory, const char *bytes, size_t size)
{
	static const char *const extensions[] = { "table", "strikethrough", "autolink", "tasklist" };
	cmark_parser *parser = cmark_parser_new_with_mem(READER_OPTIONS, memory);
	cmark_node *root;

	for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++)
		cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(parser, bytes, size);
	root = cmark_parser_finish(parser);
	cmark_parser_free(parser);
	return root;
}

static GArray *
new_array(struct reader *reader, size_t size, unsigned room)
{
	return pool_adopt_array(reader->pool, g_array_sized_new(FALSE, FALSE, (guint)size, room));
}

static struct reader
new_reader(struct pool *pool, cmark_mem *memory, const struct source *source, struct lines lines)
{
	struct reader reader = { .pool = pool, .memory = memory, .source = source, .lines = lines, .block = ROW_NONE };
	guint size = (guint)(lines.end - lines.start);

	reader.extension = cmark_syntax_extension_new("sitrep");
	reader.blocks = new_array(&reader, sizeof(struct block_row), size / 48 + 8);
	reader.inlines = new_array(&reader, sizeof(struct inline_row), size / 64 + 8);
	reader.runs = new_array(&reader, sizeof(struct run_row), size / 32 + 8);
	reader.pieces = new_array(&reader, sizeof(struct piece_row), size / 32 + 8);
	reader.strings = g_string_sized_new(size + size / 2);
	g_string_append_c(reader.strings, '\0'); /* so that a row_text of zeros is "" */
	reader.text = g_string_sized_new(1024);
	reader.segments = g_array_new(FALSE, FALSE, sizeof(struct segment));
	reader.stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch));
	reader.open = g_array_new(FALSE, FALSE, sizeof(struct open_inline));
	reader.omitted = g_array_new(FALSE, FALSE, sizeof(struct range));
	reader.cells = g_array_new(FALSE, FALSE, sizeof(struct range));
	reader.marks = g_array_new(FALSE, FALSE, sizeof(struct mark));
	reader.stops = g_array_new(FALSE, FALSE, sizeof(struct stop));
	reader.anchors = g_hash_table_new(g_str_hash, g_str_equal);
	cmark_strbuf_init(memory, &reader.entity, 64);
	return reader;
}

/* All but what the result is made of. */
static void
free_reader(struct reader *reader)
{
	GArray *scratch[] = { reader->segments, reader->stretches, reader->open, reader->omitted, reader->cells, reader->marks, reader->stops };

	for (size_t i = 0; i < G_N_ELEMENTS(scratch); i++)
		g_array_unref(scratch[i]);
	g_string_free(reader->text, TRUE);
	g_hash_table_unref(reader->anchors);
	cmark_syntax_extension_free(cmark_get_default_mem_allocator(), reader->extension);
}

static struct markdown
result_of(struct reader *reader, char *html)
{
	uint32_t size = (uint32_t)reader->strings->len;

	return (struct markdown){
		.source = reader->source,
		.blocks = (const struct block_row *)reader->blocks->data,
		.inlines = (const struct inline_row *)reader->inlines->data,
		.runs = (const struct run_row *)reader->runs->data,
		.pieces = (const struct piece_row *)reader->pieces->data,
		.strings = pool_adopt(reader->pool, g_string_free(reader->strings, FALSE), g_free),
		.html = html,
		.block_count = reader->blocks->len,
		.inline_count = reader->inlines->len,
		.run_count = reader->runs->len,
		.piece_count = reader->pieces->len,
		.strings_size = size,
		.html_size = (uint32_t)reader->html_done,
		.word_count = reader->words,
	};
}

/* What the search finds of the text; headings are found by themselves. */
static void
take_terms(struct pool *pool, struct markdown *markdown)
{
	struct terms *terms = terms_new(pool);
	size_t size;

	for (uint32_t i = 0; i < markdown->block_count; i++) {
		const struct block_row *block = &markdown->blocks[i];

		if (block->kind != BLOCK_HEADING && block->text.length)
			terms_add(terms, markdown_text(markdown, block->text), block->text.length);
	}
	markdown->terms = terms_pack(terms, &size);
	markdown->terms_size = (uint32_t)size;
}

static struct markdown
read_lines(struct pool *pool, const struct source *source, struct lines lines)
{
	struct region region;
	cmark_mem *memory = reader_begin_memory(&region, pool);
	struct reader reader = new_reader(pool, memory, source, lines);
	cmark_node *root = parse(memory, hide_false_footnotes(pool, &lines), lines.end - lines.start);
	struct markdown markdown;

	reader_walk(&reader, root);
	markdown = result_of(&reader, reader_render(&reader, root));
	reader_end_memory(); /* the tree's, too */
	free_reader(&reader);
	take_terms(pool, &markdown);
	return markdown;
}

struct markdown
markdown_parse(struct pool *pool, struct findings *findings, const struct source *source, size_t start)
{
	size_t size = source->size - start;
	struct markdown markdown;
	struct lines lines;

	if (source->size > SOURCE_MAX)
		return too_expensive(findings, source, "the document is larger than 64 MiB");
	cmark_gfm_core_extensions_ensure_registered();
	lines = lines_new(clean_bytes(pool, findings, source, start), start, source->size);
	if (has_endless_table(&lines))
		markdown = too_expensive(findings, source, "a table has more than 1,000 columns, or the tables have more than 500,000 cells");
	else
		markdown = read_lines(pool, source, lines);
	lines_free(&lines);
	if (markdown.html_size > HTML_MAX || markdown.html_size > HTML_GROWTH * size + HTML_ALLOWANCE)
		return too_expensive(findings, source, "the document's page would be larger than 8 MiB, or far larger than the document");
	return markdown;
}

/* Reading rows */

const char *
markdown_text(const struct markdown *markdown, struct row_text text)
{
	return markdown->strings + text.at;
}

struct span
markdown_block_span(const struct markdown *markdown, const struct block_row *block)
{
	return span_of(markdown->source, block->start, block->end);
}

struct span
markdown_inline_span(const struct markdown *markdown, const struct inline_row *row)
{
	return span_of(markdown->source, row->start, row->end);
}

/* The first of a block's runs that ends behind a byte of its text, or the row behind them. */
static uint32_t
find_run(const struct markdown *markdown, const struct block_row *block, size_t text)
{
	uint32_t low = block->run_row, high = block->run_row + block->run_count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct run_row *run = &markdown->runs[middle];

		if ((size_t)run->text + run->length <= text)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The source between a run and the one before it: of text that is not written as it is read. */
static struct span
span_between(const struct markdown *markdown, const struct block_row *block, uint32_t next)
{
	if (next <= block->run_row || next >= block->run_row + block->run_count)
		return markdown_block_span(markdown, block);

	const struct run_row *before = &markdown->runs[next - 1], *behind = &markdown->runs[next];

	if ((size_t)before->source + before->length >= behind->source)
		return markdown_block_span(markdown, block);
	return span_of(markdown->source, (size_t)before->source + before->length, behind->source);
}

struct span
markdown_text_span(const struct markdown *markdown, const struct block_row *block, size_t start, size_t end)
{
	uint32_t stop = block->run_row + block->run_count;
	uint32_t first = find_run(markdown, block, start), behind = find_run(markdown, block, MAX(end, start + 1) - 1);

	if (behind < stop && markdown->runs[behind].text < MAX(end, start + 1))
		behind++;
	if (first >= behind)
		return span_between(markdown, block, first);

	const struct run_row *a = &markdown->runs[first], *b = &markdown->runs[behind - 1];
	size_t from = a->source + (start > a->text ? start - a->text : 0);
	size_t to = b->source + MIN((size_t)b->length, end > b->text ? end - b->text : 0);

	return span_of(markdown->source, from, MAX(from, to));
}

bool
block_is_heading(const struct block_row *block)
{
	return block->kind == BLOCK_HEADING || (block->flags & BLOCK_BOLD);
}

static void
gather_leaf(GString *text, const struct markdown *markdown, const struct block_row *block)
{
	size_t start = text->len;

	if (block->text.length == 0)
		return;
	g_string_append_len(text, markdown_text(markdown, block->text), block->text.length);
	for (size_t i = start; block->kind != BLOCK_CODE && i < text->len; i++)
		if (text->str[i] == '\n')
			text->str[i] = ' ';
	if (text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
}

const char *
markdown_gather(struct pool *pool, const struct markdown *markdown, uint32_t first_row, uint32_t end_row)
{
	GString *text = g_string_new(NULL);

	for (uint32_t row = first_row; row < end_row && row < markdown->block_count; row++)
		gather_leaf(text, markdown, &markdown->blocks[row]);
	return pool_adopt(pool, g_string_free(text, FALSE), g_free);
}
