/*
 * Any bytes as the body of a document: what comes out must be a sound record, its runs
 * must be the source's bytes, and no control character may reach the page.
 */
#include "base/pool.h"
#include "base/text.h"
#include "read/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool condition)
{
	if (!condition)
		abort();
}

static void
check_runs(const struct markdown *body, const struct block_row *block)
{
	const char *text = markdown_text(body, block->text);

	for (uint32_t i = 0; i < block->run_count; i++) {
		const struct run_row *run = &body->runs[block->run_row + i];

		require(memcmp(text + run->text, body->source->bytes + run->source, run->length) == 0);
	}
	for (size_t i = 0; i < block->text.length && i < 64; i++) {
		struct span span = markdown_text_span(body, block, i, i + 1 + i % 7);

		require(span.start <= span.end && span.end <= body->source->size);
	}
}

static void
check_inlines(const struct markdown *body)
{
	for (uint32_t i = 0; i < body->inline_count; i++) {
		const struct inline_row *row = &body->inlines[i];

		require(row->start <= row->end);
		require(row->target_start == row->target_end || (row->target_start >= row->start && row->target_end <= row->end));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pool *pool = pool_new();
	char *bytes = pool_alloc(pool, size + 1);

	if (size)
		memcpy(bytes, data, size);

	const struct source *source = source_new(pool, "content/fuzz.md", bytes, size);
	const struct record *record = record_make(pool, pool, source);
	const struct markdown body = record_markdown(record, source);
	bool clean = text_is_clean(bytes, size, NULL);

	require(record_check(record, record_size(record), size));
	require(text_is_clean(body.html, body.html_size, NULL));
	for (uint32_t i = 0; clean && i < body.block_count; i++)
		check_runs(&body, &body.blocks[i]);
	check_inlines(&body);
	markdown_gather(pool, &body, 0, body.block_count);
	record_complain(record, source, findings_new(pool));
	pool_free(pool);
	return 0;
}
