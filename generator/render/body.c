#include "render/body.h"

#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "render/commands.h"
#include "render/syntax.h"

/* One rendering. */
struct writer {
	struct pool *pool;
	const struct body *body;
	const struct document *document;
	const char *root;
	unsigned shift; /* of heading levels */
	const struct block_row *heading; /* the last one */
	bool failed;
	struct template_failure *failure;
};

static const char *const part_names[PART_COUNT] = {
	[PART_LINK] = "link",
	[PART_IMAGE] = "image",
	[PART_HEADING] = "heading",
	[PART_CODE] = "code",
	[PART_ALERT] = "alert",
	[PART_TABLE] = "table",
	[PART_CHECK] = "check",
	[PART_SECTION] = "section",
};

struct body
body_new(struct pool *pool, const struct view *view, const struct template_set *templates, const char *folder)
{
	struct body body = { .view = view, .templates = templates };

	for (size_t i = 0; i < PART_COUNT; i++)
		body.partials[i] = pool_printf(pool, "%s/%s", folder, part_names[i]);
	return body;
}

/* ---- partials ---- */

static struct data *
part_data(const struct writer *writer)
{
	struct data *data = data_object(writer->pool);

	data_put(data, "words", writer->body->view->words);
	data_put_text(data, "root", writer->root);
	return data;
}

/* What stands inside a line must not end it: the end of line that a layout's file ends with is not its own. */
static bool
is_inline(enum body_part part)
{
	return part == PART_LINK || part == PART_IMAGE || part == PART_CHECK;
}

/* Renders a partial at once: its data may hold what is gone when this returns. */
static void
write_part(struct writer *writer, enum body_part part, struct data *data, GString *out)
{
	if (!writer->failed && !template_render(writer->body->templates, writer->body->partials[part], data, NULL, out, writer->failure))
		writer->failed = true;
	if (is_inline(part) && out->len && out->str[out->len - 1] == '\n')
		g_string_truncate(out, out->len - 1);
}

static void
put_html(const struct writer *writer, struct data *data, const GString *html)
{
	data_put(data, "content", data_text_n(writer->pool, html->str, html->len));
}

static const char *
text_of(const struct writer *writer, struct row_text text)
{
	return markdown_text(&writer->document->body, text);
}

/* ---- code ---- */

static void
write_code(struct writer *writer, const struct block_row *block, GString *out)
{
	const char *language = text_of(writer, block->info), *text = text_of(writer, block->text);
	const bool command = is_command_language(language);
	struct data *data = part_data(writer);

	data_put_text(data, "language", *language ? language : NULL);
	data_put_text(data, "text", text);
	data_put_flag(data, "command", command);
	data_put(data, "parts", command ? code_parts(writer->pool, language, text) : NULL);
	data_put(data, "pieces", command ? NULL : syntax_data(writer->pool, language, text));
	write_part(writer, PART_CODE, data, out);
}

/* ---- headings ---- */

unsigned
body_heading_shift(const struct document *document)
{
	const struct markdown *body = &document->body;

	for (uint32_t row = 0; row < body->block_count; row++)
		if (body->blocks[row].kind == BLOCK_HEADING && body->blocks[row].level == 1 && row != document->title_row)
			return 1;
	return 0;
}

static unsigned
shifted_level(const struct block_row *block, unsigned shift)
{
	return MIN(block->level + shift, 6u);
}

/* The length of a heading, as text or HTML, without the time box in parentheses at its end. */
static size_t
length_without_time_box(const char *heading, size_t length)
{
	size_t open = length;

	while (length && g_ascii_isspace(heading[length - 1]))
		length--;
	if (!length || heading[length - 1] != ')')
		return length;
	for (open = length; open > 0 && heading[open - 1] != '('; open--)
		if (heading[open - 1] == '>')
			return length;
	while (open > 1 && g_ascii_isspace(heading[open - 2]))
		open--;
	return open > 1 ? open - 1 : length;
}

/* The text, and the time box apart from it. */
static void
put_heading_text(struct pool *pool, const struct view *view, const char *text, struct data *data)
{
	const int64_t box = heading_time_box(text);
	const size_t length = strlen(text);

	data_put(data, "text", data_text_copy(pool, text, box == DURATION_NONE ? length : length_without_time_box(text, length)));
	data_put(data, "time_box", view_duration(pool, view, box));
}

static void
write_heading(struct writer *writer, const struct block_row *block, GString *content, GString *out)
{
	struct data *data;

	if ((uint32_t)(block - writer->document->body.blocks) == writer->document->title_row)
		return;
	writer->heading = block;
	data = part_data(writer);
	put_heading_text(writer->pool, writer->body->view, text_of(writer, block->text), data);
	if (data_is(data_get(data, "time_box"), DATA_OBJECT))
		g_string_truncate(content, length_without_time_box(content->str, content->len));
	put_html(writer, data, content);
	data_put_integer(data, "level", shifted_level(block, writer->shift));
	data_put_text(data, "anchor", text_of(writer, block->info));
	write_part(writer, PART_HEADING, data, out);
}

/* ---- the other parts ---- */

static void
write_link(struct writer *writer, uint32_t row, const GString *content, GString *out)
{
	const struct data *link = writer->body->link(writer->pool, writer->body, writer->document, row, writer->root);
	struct data *data;

	if (!link) {
		g_string_append_len(out, content->str, (gssize)content->len);
		return;
	}
	data = part_data(writer);
	put_html(writer, data, content);
	data_put_all(data, link);
	write_part(writer, PART_LINK, data, out);
}

/* What an object may hold, under another name; null where it doesn't, or where there is none. */
static void
put_from(struct data *data, const char *key, const struct data *object, const char *name)
{
	data_put(data, key, data_get(object, name));
}

static void
write_image(struct writer *writer, uint32_t row, GString *out)
{
	const struct inline_row *image = &writer->document->body.inlines[row];
	const struct block_row *block = &writer->document->body.blocks[image->block];
	const char *text = text_of(writer, block->text);
	const struct data *link = writer->body->link(writer->pool, writer->body, writer->document, row, writer->root);
	struct data *data = part_data(writer);

	put_from(data, "src", link, "href");
	put_from(data, "width", link, "width");
	put_from(data, "height", link, "height");
	data_put(data, "alt", data_text_copy(writer->pool, text + image->text_start, image->text_end - image->text_start));
	data_put_text(data, "title", image->title.length ? text_of(writer, image->title) : NULL);
	write_part(writer, PART_IMAGE, data, out);
}

static void
write_alert(struct writer *writer, const struct block_row *block, const GString *content, GString *out)
{
	const char *type = text_of(writer, block->info);
	struct data *data = part_data(writer);

	data_put_text(data, "type", type);
	data_put_text(data, "title", view_word(writer->body->view, pool_printf(writer->pool, "alerts_of_text.%s", type)));
	put_html(writer, data, content);
	write_part(writer, PART_ALERT, data, out);
}

/* The heading last written is a table's name. */
static const char *
table_label(const struct writer *writer)
{
	return writer->heading ? text_of(writer, writer->heading->text) : writer->document->title.s;
}

/* The parser says a column's side by an attribute that is no longer one; style sheets want a class. */
static void
write_table(struct writer *writer, GString *content, GString *out)
{
	struct data *data = part_data(writer);

	/* Text has its quotes escaped, so this can only be the parser's. */
	g_string_replace(content, " align=\"", " class=\"align-", 0);
	data_put_text(data, "label", table_label(writer));
	put_html(writer, data, content);
	write_part(writer, PART_TABLE, data, out);
}

static void
write_check(struct writer *writer, const struct block_row *item, GString *out)
{
	struct data *data = part_data(writer);

	data_put_flag(data, "done", item->flags & BLOCK_CHECKED);
	write_part(writer, PART_CHECK, data, out);
}

/* ---- pieces ---- */

static bool
is_opening(enum piece_kind kind)
{
	return kind == PIECE_OPEN_LINK || kind == PIECE_OPEN_HEADING || kind == PIECE_OPEN_ALERT || kind == PIECE_OPEN_TABLE;
}

static bool
is_closing(enum piece_kind kind)
{
	return kind == PIECE_CLOSE_LINK || kind == PIECE_CLOSE_HEADING || kind == PIECE_CLOSE_ALERT || kind == PIECE_CLOSE_TABLE;
}

static void
write_whole(struct writer *writer, const struct piece_row *piece, GString *out)
{
	const struct markdown *body = &writer->document->body;

	switch (piece->kind) {
	case PIECE_HTML:
		g_string_append_len(out, body->html + piece->at, piece->length);
		break;
	case PIECE_IMAGE:
		write_image(writer, piece->row, out);
		break;
	case PIECE_CODE:
		write_code(writer, &body->blocks[piece->row], out);
		break;
	case PIECE_CHECK:
		write_check(writer, &body->blocks[piece->row], out);
		break;
	}
}

static void
write_around(struct writer *writer, const struct piece_row *piece, GString *content, GString *out)
{
	const struct markdown *body = &writer->document->body;

	switch (piece->kind) {
	case PIECE_OPEN_LINK:
		write_link(writer, piece->row, content, out);
		break;
	case PIECE_OPEN_HEADING:
		write_heading(writer, &body->blocks[piece->row], content, out);
		break;
	case PIECE_OPEN_ALERT:
		write_alert(writer, &body->blocks[piece->row], content, out);
		break;
	case PIECE_OPEN_TABLE:
		write_table(writer, content, out);
		break;
	}
}

/* Pieces from *at up to end or the one that closes what is open; *at is then behind it. */
static void
write_pieces(struct writer *writer, uint32_t *at, uint32_t end, GString *out)
{
	while (*at < end && !writer->failed) {
		const struct piece_row *piece = &writer->document->body.pieces[(*at)++];

		if (is_closing(piece->kind))
			return;
		if (is_opening(piece->kind)) {
			g_autoptr(GString) content = g_string_new(NULL);

			write_pieces(writer, at, end, content);
			write_around(writer, piece, content, out);
		} else {
			write_whole(writer, piece, out);
		}
	}
}

static void
write_block(struct writer *writer, const struct block_row *block, GString *out)
{
	uint32_t at = block->piece_row;

	if (at != ROW_NONE)
		while (at < block->piece_end && !writer->failed)
			write_pieces(writer, &at, block->piece_end, out);
}

/* ---- sections ---- */

static int
compare_section(const void *row, const void *section)
{
	const uint32_t a = *(const uint32_t *)row, b = ((const struct section *)section)->heading;

	return a < b ? -1 : a > b;
}

/* The section that a heading at the top level begins and that ends between blocks of the top level. */
static const struct section *
section_at(const struct document *document, uint32_t row)
{
	const struct markdown *body = &document->body;
	const struct section *section = document->section_count
	                                    ? bsearch(&row, document->sections, document->section_count, sizeof(*section), compare_section)
	                                    : NULL;

	if (!section || section->nested)
		return NULL;
	if (section->end_row < body->block_count && body->blocks[section->end_row].parent != ROW_NONE)
		return NULL;
	return section;
}

/* Where a section ends: footnotes belong to the document. */
static uint32_t
section_end(const struct document *document, const struct section *section)
{
	const struct markdown *body = &document->body;
	uint32_t row = body->blocks[section->heading].end_row;

	while (row < section->end_row && body->blocks[row].kind != BLOCK_FOOTNOTE)
		row = body->blocks[row].end_row;
	return row;
}

static void
write_rows(struct writer *writer, uint32_t row, uint32_t end_row, const struct section *inside, GString *out)
{
	const struct markdown *body = &writer->document->body;

	while (row < end_row && !writer->failed) {
		const struct section *section = section_at(writer->document, row);

		if (section && section != inside && section->end_row <= end_row) {
			g_autoptr(GString) content = g_string_new(NULL);
			struct data *data = part_data(writer);

			write_rows(writer, row, section_end(writer->document, section), section, content);
			put_html(writer, data, content);
			data_put_text(data, "id", section->kind->id);
			data_put_text(data, "title", section->kind->title);
			data_put_text(data, "anchor", text_of(writer, body->blocks[row].info));
			data_put(data, "time_box", view_duration(writer->pool, writer->body->view, section->time_box));
			if (writer->body->section)
				writer->body->section(writer->pool, writer->body, writer->document, section, data);
			write_part(writer, PART_SECTION, data, out);
			row = section_end(writer->document, section);
		} else {
			write_block(writer, &body->blocks[row], out);
			row = body->blocks[row].end_row;
		}
	}
}

/* What closes the document behind its last block: the list of footnotes. */
static void
write_rest(struct writer *writer, GString *out)
{
	const struct markdown *body = &writer->document->body;
	uint32_t at = 0;

	for (uint32_t row = 0; row < body->block_count; row = body->blocks[row].end_row)
		if (body->blocks[row].piece_row != ROW_NONE)
			at = MAX(at, body->blocks[row].piece_end);
	while (at < body->piece_count && !writer->failed)
		write_pieces(writer, &at, body->piece_count, out);
}

bool
body_render(struct pool *pool, const struct body *body, const struct document *document, uint32_t first_row, uint32_t end_row, const char *root, GString *out, struct template_failure *failure)
{
	struct writer writer = {
		.pool = pool,
		.body = body,
		.document = document,
		.root = root,
		.shift = body_heading_shift(document),
		.failure = failure,
	};

	write_rows(&writer, first_row, MIN(end_row, document->body.block_count), NULL, out);
	if (end_row >= document->body.block_count)
		write_rest(&writer, out);
	return !writer.failed;
}

/* Cuts the first lines out of a paragraph's HTML, where no tag is within them. */
static void
cut_lines(GString *out, size_t start, size_t lines)
{
	const char *open = memchr(out->str + start, '>', out->len - start);
	const char *end = open;

	for (size_t i = 0; end && i < lines; i++)
		end = memchr(end + 1, '\n', out->len - (size_t)(end + 1 - out->str));
	if (end && !memchr(open, '<', (size_t)(end - open)))
		g_string_erase(out, open + 1 - out->str, end - open);
}

bool
body_render_update(struct pool *pool, const struct body *body, const struct document *document, const struct update *update, uint32_t row, const char *root, GString *out, struct template_failure *failure)
{
	const size_t start = out->len, lines = update_affects_lines(update, row);

	if (update_is_of_affects(update, row))
		return true;
	if (!body_render(pool, body, document, row, document->body.blocks[row].end_row, root, out, failure))
		return false;
	if (lines)
		cut_lines(out, start, lines);
	return true;
}

const struct data *
body_html(struct pool *pool, const struct body *body, const struct document *document, const char *root, struct template_failure *failure)
{
	g_autoptr(GString) out = g_string_new(NULL);

	body_render(pool, body, document, 0, ROW_NONE, root, out, failure);
	return data_text_copy(pool, out->str, out->len);
}

/* ---- contents ---- */

static struct data *
contents_entry(struct pool *pool, const struct view *view, const struct document *document, const struct block_row *block, struct data *below)
{
	struct data *entry = data_object(pool);

	put_heading_text(pool, view, markdown_text(&document->body, block->text), entry);
	data_put_text(entry, "anchor", markdown_text(&document->body, block->info));
	data_put(entry, "below", below);
	data_put_flag(entry, "has_below", false);
	return entry;
}

static bool
is_for_contents(const struct document *document, uint32_t row)
{
	return document->body.blocks[row].kind == BLOCK_HEADING && row != document->title_row && document->body.blocks[row].parent == ROW_NONE;
}

/* The level at which contents begin: the highest, or where that has one heading only the next that there is. */
static unsigned
contents_level(const struct document *document)
{
	const struct markdown *body = &document->body;
	unsigned counts[7] = { 0 }, level = 1;

	for (uint32_t row = 0; row < body->block_count; row++)
		if (is_for_contents(document, row))
			counts[body->blocks[row].level]++;
	while (level < 6 && !counts[level])
		level++;
	for (unsigned next = level + 1; next <= 6 && counts[level] == 1; next++)
		if (counts[next])
			return next;
	return level;
}

struct data *
body_contents(struct pool *pool, const struct view *view, const struct document *document)
{
	const struct markdown *body = &document->body;
	const unsigned top = contents_level(document);
	struct data *contents = data_list(pool), *last = NULL, *below_last = NULL;

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];
		struct data *entry, *below;

		if (!is_for_contents(document, row) || block->level > top + 1)
			continue;
		below = data_list(pool);
		entry = contents_entry(pool, view, document, block, below);
		data_append(block->level <= top || !last ? contents : below_last, entry);
		if (block->level <= top) {
			last = entry;
			below_last = below;
		} else if (last) {
			data_put_flag(last, "has_below", true);
		}
	}
	return contents;
}
