/*
 * A record from elsewhere: either the bytes themselves, or a true record with some of its
 * words changed.  Where record_check lets one through, every accessor must stay inside.
 */
#include "base/pool.h"
#include "read/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char document[] =
    "---\ntitle: &t A\nlist: [a, {b: c}, *t]\nmap: &m {x: [y]}\nagain: *m\n---\n"
    "# Head `code`\n\nText *em* **bold** @dana [[slug|text]] [link](a.md \"T\") ![p](p.png) <!-- c -->\n\n"
    "- [ ] one\n- [x] two\n  1. three\n\n> [!NOTE]\n> quoted[^1]\n\n| a | b |\n|---|---|\n| c \\| d |\n\n"
    "```sh\nrun it\n```\n\n<div>words</div>\n\n[^1]: note\n";

/* Reads every byte that a caller could, so that a sanitizer sees each. */
static size_t
touch(const char *text)
{
	return strlen(text);
}

static size_t
walk_yaml(const struct yaml *yaml, const struct yaml_node *node, int depth)
{
	size_t sum = 1;

	if (depth > 300)
		abort();
	if (yaml_text(yaml, node))
		sum += touch(yaml_text(yaml, node));
	if (node->kind == YAML_MAPPING && yaml_get(yaml, node, "list"))
		sum++;
	for (const struct yaml_node *child = yaml_first(yaml, node); child; child = yaml_next(yaml, child))
		sum += walk_yaml(yaml, child, depth + 1);
	return sum;
}

static size_t
walk_body(struct pool *pool, const struct markdown *body)
{
	size_t sum = touch(markdown_gather(pool, body, 0, body->block_count));

	for (uint32_t i = 0; i < body->block_count; i++) {
		const struct block_row *block = &body->blocks[i];

		sum += touch(markdown_text(body, block->text)) + touch(markdown_text(body, block->info));
		sum += markdown_block_span(body, block).end + markdown_text_span(body, block, 0, block->text.length).end;
		sum += block->parent == ROW_NONE ? 0 : body->blocks[block->parent].start;
		for (uint32_t k = 0; k < block->inline_count; k++)
			sum += body->inlines[block->inline_row + k].start;
		for (uint32_t k = block->piece_row; k < block->piece_end; k++)
			sum += body->pieces[k].kind;
	}
	for (uint32_t i = 0; i < body->inline_count; i++)
		sum += touch(markdown_text(body, body->inlines[i].target)) + touch(markdown_text(body, body->inlines[i].title)) + body->blocks[body->inlines[i].block].start;
	for (uint32_t i = 0; i < body->piece_count; i++)
		if (body->pieces[i].kind == PIECE_HTML)
			sum += body->pieces[i].length ? (unsigned char)body->html[body->pieces[i].at + body->pieces[i].length - 1] : 0;
	return sum;
}

static size_t
walk_record(struct pool *pool, const struct record *record, const struct source *source)
{
	struct yaml yaml = record_yaml(record, source);
	struct markdown body = record_markdown(record, source);
	size_t sum = record_frontmatter(record).body + walk_body(pool, &body);

	if (yaml_root(&yaml))
		sum += walk_yaml(&yaml, yaml_root(&yaml), 0);
	record_complain(record, source, findings_new(pool));
	return sum;
}

/* Five bytes a change: which word, and what to add to it or to set it to. */
static void
change(char *bytes, size_t size, const uint8_t *data, size_t left)
{
	for (; left >= 5; data += 5, left -= 5) {
		size_t at = (data[0] | (size_t)data[1] << 8) * 4 % size & ~(size_t)3;
		uint32_t value;

		if (at + 4 > size)
			continue;
		memcpy(&value, bytes + at, 4);
		value = data[2] & 1 ? value + (uint32_t)(int8_t)data[3] : data[3] | (uint32_t)data[4] << (data[2] & 24);
		memcpy(bytes + at, &value, 4);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	const struct source *source = source_new(pool, "content/fuzz.md", document, sizeof document - 1);
	char *bytes = NULL;
	size_t length = 0;

	if (size && data[0] & 1) {
		const struct record *record = record_make(pool, pool, source);

		length = record_size(record);
		bytes = pool_memdup(pool, record, length);
		change(bytes, length, data + 1, size - 1);
	} else if (size) {
		length = size - 1;
		bytes = pool_alloc(pool, length);
		memcpy(bytes, data + 1, length);
	}
	if (bytes && record_check(bytes, length, source->size))
		walk_record(pool, (const struct record *)bytes, source);
	pool_free(pool);
	return 0;
}
