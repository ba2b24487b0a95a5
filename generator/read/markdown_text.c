#include "read/markdown_reader.h"

#include "base/text.h"

#include <cmark-gfm/houdini.h>
#include <string.h>

enum {
	SEARCH_MAX = 256, /* bytes of markup between two literals, at most */
};

/* Strings */

/* Control characters, and the first byte of those that have two. */
static const bool is_suspect[256] = {
	[0 ... '\t' - 1] = true,
	['\v' ... '\f'] = true,
	['\r' + 1 ... ' ' - 1] = true,
	[0x7F] = true,
	[0xC2] = true,
};

void
reader_mask_controls(char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char byte;

		i = (size_t)(text_skip_plain(bytes + i, bytes + size) - bytes);
		byte = (unsigned char)bytes[i];
		if (i == size || !is_suspect[byte])
			continue;
		if (byte == HIDDEN_CARET)
			bytes[i] = '^';
		else if (byte != 0xC2)
			bytes[i] = '?';
		else if (i + 1 < size && (unsigned char)bytes[i + 1] >= 0x80 && (unsigned char)bytes[i + 1] < 0xA0)
			bytes[i] = bytes[i + 1] = '?';
	}
}

struct row_text
reader_add_string(struct reader *reader, const char *bytes, size_t size)
{
	struct row_text text = { (uint32_t)reader->strings->len, (uint32_t)size };

	if (size)
		g_string_append_len(reader->strings, bytes, (gssize)size);
	g_string_append_c(reader->strings, '\0');
	reader_mask_controls(reader->strings->str + text.at, size);
	return text;
}

struct row_text
reader_add_chunk(struct reader *reader, const cmark_chunk *chunk)
{
	return reader_add_string(reader, (const char *)chunk->data, (size_t)chunk->len);
}

/* Blocks */

struct block_row *
reader_open_block(struct reader *reader, enum block_kind kind, size_t start, size_t end)
{
	struct block_row block = {
		.kind = kind,
		.parent = reader->block,
		.start = (uint32_t)start,
		.end = (uint32_t)MAX(start, end),
		.inline_row = reader->inlines->len,
		.run_row = reader->runs->len,
		.piece_row = ROW_NONE,
		.piece_end = ROW_NONE,
	};

	reader->block = reader->blocks->len;
	g_array_append_val(reader->blocks, block);
	return BLOCK(reader, reader->block);
}

void
reader_close_block(struct reader *reader)
{
	struct block_row *block = BLOCK(reader, reader->block);

	block->end_row = reader->blocks->len;
	reader->block = block->parent;
	if (block->parent != ROW_NONE)
		BLOCK(reader, block->parent)->end = MAX(BLOCK(reader, block->parent)->end, block->end);
}

/* Text and its places */

/* Text at text of the leaf is content's at content. */
void
reader_add_run(struct reader *reader, size_t text, size_t content, size_t length)
{
	size_t stop = content + length, first = BLOCK(reader, reader->block)->run_row;

	for (size_t i = segments_find(reader->segments, content); i < reader->segments->len; i++) {
		const struct segment *segment = &g_array_index(reader->segments, struct segment, i);
		size_t from = MAX(content, segment->content), to = MIN(stop, (size_t)segment->content + segment->length);

		if (from >= to)
			break;

		struct run_row run = { (uint32_t)(text + from - content), (uint32_t)(segment->source + from - segment->content), (uint32_t)(to - from) };
		struct run_row *last = reader->runs->len > first ? &g_array_index(reader->runs, struct run_row, reader->runs->len - 1) : NULL;

		if (last && last->text + last->length == run.text && last->source + last->length == run.source)
			last->length += run.length;
		else
			g_array_append_val(reader->runs, run);
	}
}

/* The first stretch that ends behind a byte of the literal, or their number. */
static guint
find_stretch(const struct reader *reader, size_t literal)
{
	guint low = 0, high = reader->stretches->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct stretch *s = &g_array_index(reader->stretches, struct stretch, middle);

		if ((size_t)s->literal + s->length <= literal)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Literal bytes from..to become text of the leaf. */
void
reader_append_literal(struct reader *reader, const char *literal, size_t from, size_t to)
{
	size_t at = reader->text->len;

	g_string_append_len(reader->text, literal + from, (gssize)(to - from));
	for (guint i = find_stretch(reader, from); i < reader->stretches->len; i++) {
		const struct stretch *s = &g_array_index(reader->stretches, struct stretch, i);
		size_t a = MAX(from, s->literal), b = MIN(to, (size_t)s->literal + s->length);

		if (a >= b)
			break;
		reader_add_run(reader, at + a - from, s->content + a - s->literal, b - a);
	}
}

void
reader_add_stretch(struct reader *reader, size_t literal, size_t content, size_t length)
{
	GArray *stretches = reader->stretches;
	struct stretch *last = stretches->len ? &g_array_index(stretches, struct stretch, stretches->len - 1) : NULL;
	struct stretch stretch = { (uint32_t)literal, (uint32_t)content, (uint32_t)length };

	if (last && last->literal + last->length == literal && last->content + last->length == content)
		last->length += (uint32_t)length;
	else
		g_array_append_val(stretches, stretch);
}

/* The bytes of an entity at "&", decoded to reader->entity; 0 where there is none. */
size_t
reader_read_entity(struct reader *reader, const char *at, size_t left)
{
	bufsize_t length;

	cmark_strbuf_clear(&reader->entity);
	length = houdini_unescape_ent(&reader->entity, (const uint8_t *)at + 1, (bufsize_t)left - 1);
	return length ? (size_t)length + 1 : 0;
}

/* How many bytes of both are the same and stand for nothing else. */
static size_t
count_plain(const char *literal, const char *content, size_t most)
{
	size_t count = 0;

	while (count < most && content[count] == literal[count] && content[count] != '&' && content[count] != '\\')
		count++;
	return count;
}

/* How many bytes the entity at "&" has that stands for what comes next in the literal, and for how much of it; 0: none does. */
static size_t
match_entity(struct reader *reader, const char *literal, size_t length, const char *at, size_t left, size_t *decoded)
{
	const size_t entity = reader_read_entity(reader, at, left);

	*decoded = (size_t)reader->entity.size;
	if (!entity || *decoded > length)
		return 0;
	/* mask_controls has been over the literal */
	reader_mask_controls((char *)reader->entity.ptr, *decoded);
	return memcmp(reader->entity.ptr, literal, *decoded) == 0 ? entity : 0;
}

/* Reads content from at as cmark reads text, as far as it gives the literal; the byte
 * behind it, or SIZE_MAX where it gives something else. */
static size_t
match_text(struct reader *reader, const char *literal, size_t length, size_t at)
{
	const char *content = reader->leaf.content;
	size_t size = reader->leaf.size, done = 0;

	g_array_set_size(reader->stretches, 0);
	while (done < length) {
		if (at >= size)
			return SIZE_MAX;

		size_t plain = count_plain(literal + done, content + at, MIN(length - done, size - at));

		if (plain) {
			reader_add_stretch(reader, done, at, plain);
			done += plain;
			at += plain;
			continue;
		}

		size_t decoded, entity = content[at] == '&' ? match_entity(reader, literal + done, length - done, content + at, size - at, &decoded) : 0;

		if (entity) {
			done += decoded;
			at += entity;
			continue;
		}
		if (content[at] == '\\' && at + 1 < size && g_ascii_ispunct(content[at + 1]) && content[at + 1] == literal[done])
			at++;
		if (content[at] != literal[done])
			return SIZE_MAX;
		reader_add_stretch(reader, done++, at++, 1);
	}
	return at;
}

static bool
is_in_content(const struct leaf *leaf, const cmark_chunk *chunk)
{
	uintptr_t data = (uintptr_t)chunk->data, content = (uintptr_t)leaf->content;

	return !chunk->alloc && data >= content && data + (size_t)chunk->len <= content + leaf->size;
}

/* Finds where a literal stands, and moves the cursor behind it. */
void
reader_locate(struct reader *reader, const cmark_chunk *chunk)
{
	struct leaf *leaf = &reader->leaf;
	size_t length = (size_t)chunk->len;

	g_array_set_size(reader->stretches, 0);
	if (is_in_content(leaf, chunk)) {
		size_t at = (size_t)((const char *)chunk->data - leaf->content);

		reader_add_stretch(reader, 0, at, length);
		leaf->cursor = at + length;
		return;
	}
	for (size_t at = leaf->cursor; at < MIN(leaf->size, leaf->cursor + SEARCH_MAX); at++) {
		size_t end = match_text(reader, (const char *)chunk->data, length, at);

		if (end != SIZE_MAX) {
			leaf->cursor = end;
			return;
		}
	}
	g_array_set_size(reader->stretches, 0);
}

/* Where a byte of the literal stands in content; SIZE_MAX where unknown. */
size_t
reader_content_of(const struct reader *reader, size_t literal)
{
	guint i = find_stretch(reader, literal);

	if (i == reader->stretches->len)
		return SIZE_MAX;

	const struct stretch *s = &g_array_index(reader->stretches, struct stretch, i);

	return literal >= s->literal ? s->content + literal - s->literal : SIZE_MAX;
}

/* Whether length bytes of the literal stand so in content, with no backslash before them. */
bool
reader_is_verbatim(const struct reader *reader, size_t literal, size_t length)
{
	size_t at = reader_content_of(reader, literal);

	if (at == SIZE_MAX || reader_content_of(reader, literal + length - 1) != at + length - 1)
		return false;
	return at == 0 || reader->leaf.content[at - 1] != '\\' || (literal > 0 && reader_content_of(reader, literal - 1) == at - 1);
}

/* Leaves */

void
reader_begin_leaf(struct reader *reader, const char *content, size_t size)
{
	reader->leaf = (struct leaf){ .content = content, .size = size };
	g_string_truncate(reader->text, 0);
	g_array_set_size(reader->segments, 0);
	g_array_set_size(reader->open, 0);
	g_array_set_size(reader->omitted, 0);
	reader->link_depth = 0;
}

/* Puts the leaf's place at where its content begins and ends, if that is known. */
void
reader_place_leaf(struct reader *reader, size_t from)
{
	struct block_row *block = BLOCK(reader, reader->block);
	size_t start = segments_start(reader->segments, from);
	size_t end = segments_end(reader->segments, reader->leaf.size);

	if (start == SIZE_MAX || end == SIZE_MAX || end < start)
		return;
	block->start = (uint32_t)start;
	block->end = (uint32_t)end;
}

void
reader_end_leaf(struct reader *reader)
{
	struct block_row *block = BLOCK(reader, reader->block);

	block->text = reader_add_string(reader, reader->text->str, reader->text->len);
	block->inline_count = reader->inlines->len - block->inline_row;
	block->run_count = reader->runs->len - block->run_row;
	if (block->kind != BLOCK_CODE)
		reader->words += (uint32_t)text_count_words(reader->text->str, reader->text->len);
}
