#include "base/pool.h"
#include "read/record.h"

#include <glib.h>
#include <string.h>

static const char document[] =
    "---\ntitle: A\ntags: [b, c]\n---\n# Head\n\nText @dana `code` [d](e.md)\n\n- [ ] f\n\n"
    "> [!NOTE]\n> g\n\n| h |\n|---|\n| i |\n\n```sh\nj\n```\n";

struct sample {
	struct pool *pool;
	const struct source *source;
	const struct record *record;
};

static struct sample
make(const char *text, size_t size)
{
	struct sample sample = { .pool = pool_new() };

	sample.source = source_new(sample.pool, "content/a.md", text, size);
	sample.record = record_make(sample.pool, sample.pool, sample.source);
	return sample;
}

static void
test_views(void)
{
	struct sample sample = make(document, sizeof document - 1);
	struct frontmatter front = record_frontmatter(sample.record);
	struct yaml yaml = record_yaml(sample.record, sample.source);
	struct markdown body = record_markdown(sample.record, sample.source);

	g_assert_true(front.present);
	g_assert_cmpuint(front.start, ==, 4);
	g_assert_cmpuint(front.end, ==, 26);
	g_assert_cmpuint(front.body, ==, 30);
	g_assert_cmpstr(yaml_text(&yaml, yaml_get(&yaml, yaml_root(&yaml), "title")), ==, "A");
	g_assert_cmpuint(yaml_span(&yaml, yaml_get(&yaml, yaml_root(&yaml), "title")).start, ==, 11);
	g_assert_cmpint(body.blocks[0].kind, ==, BLOCK_HEADING);
	g_assert_cmpstr(markdown_text(&body, body.blocks[0].text), ==, "Head");
	g_assert_cmpuint(body.blocks[0].start, ==, 30);
	g_assert_cmpstr(markdown_text(&body, body.inlines[0].target), ==, "dana");
	g_assert_true(body.source == sample.source);
	g_assert_cmpuint(body.word_count, ==, 9); /* Head Text @dana code d f g h i */
	g_assert_true(record_check(sample.record, record_size(sample.record), sample.source->size));
	pool_free(sample.pool);
}

/* A record that was copied elsewhere says the same. */
static void
test_copy(void)
{
	struct sample sample = make(document, sizeof document - 1);
	struct sample again = make(document, sizeof document - 1);
	size_t size = record_size(sample.record);

	g_assert_cmpmem(sample.record, size, again.record, record_size(again.record));

	const struct record *copy = pool_memdup(again.pool, sample.record, size);

	pool_free(sample.pool);
	g_assert_true(record_check(copy, size, sizeof document - 1));

	struct markdown body = record_markdown(copy, again.source);

	g_assert_cmpstr(markdown_gather(again.pool, &body, 0, 2), ==, "Head\nText @dana code d\n");
	pool_free(again.pool);
}

static void
test_empty(void)
{
	struct sample sample = make("", 0);
	struct yaml yaml = record_yaml(sample.record, sample.source);
	struct markdown body = record_markdown(sample.record, sample.source);

	g_assert_false(record_frontmatter(sample.record).present);
	g_assert_null(yaml_root(&yaml));
	g_assert_cmpuint(body.block_count, ==, 0);
	g_assert_cmpstr(body.html, ==, "");
	g_assert_true(record_check(sample.record, record_size(sample.record), 0));
	pool_free(sample.pool);
}

/* Complaints come back with rule, place, help and notes. */
static void
test_complaints(void)
{
	const char text[] = "---\na: 1\na: 2\n---\nb\xFF\n";
	struct sample sample = make(text, sizeof text - 1);
	struct findings *findings = findings_new(sample.pool);
	size_t count;

	record_complain(sample.record, sample.source, findings);
	findings_settle(findings, &(struct settlement){ 0 });

	const struct finding *const *list = findings_list(findings, &count);

	g_assert_cmpuint(count, ==, 2);
	g_assert_cmpint(list[0]->rule, ==, RULE_FRONT_DUPLICATE_KEY);
	g_assert_cmpuint(list[0]->span.start, ==, 9);
	g_assert_cmpuint(list[0]->note_count, ==, 1);
	g_assert_cmpuint(list[0]->notes[0].span.start, ==, 4);
	g_assert_true(list[0]->notes[0].span.source == sample.source);
	g_assert_cmpint(list[1]->rule, ==, RULE_DOCUMENT_ENCODING);
	g_assert_cmpuint(list[1]->span.start, ==, 19);
	g_assert_cmpstr(list[1]->message, ==, "byte 0xFF is not UTF-8");
	g_assert_cmpstr(list[1]->help, ==, "save the file as UTF-8");
	pool_free(sample.pool);
}

static void
test_refused(void)
{
	struct sample sample = make(document, sizeof document - 1);
	size_t size = record_size(sample.record);
	char *copy = pool_memdup(sample.pool, sample.record, size);

	g_assert_false(record_check(copy, size, sizeof document));
	g_assert_false(record_check(copy, size - 8, sizeof document - 1));
	g_assert_false(record_check(copy, 0, sizeof document - 1));
	g_assert_false(record_check(copy + 4, size - 4, sizeof document - 1));
	copy[0] ^= 1;
	g_assert_false(record_check(copy, size, sizeof document - 1));
	copy[0] ^= 1;
	g_assert_true(record_check(copy, size, sizeof document - 1));
	pool_free(sample.pool);
}

/* Whether a record is refused once a row of its body is changed. */
static bool
is_refused(const struct sample *sample, const void *field, size_t field_size, uint32_t value)
{
	size_t size = record_size(sample->record), at = (size_t)((const char *)field - (const char *)sample->record);
	char *copy = pool_memdup(sample->pool, sample->record, size);

	memcpy(copy + at, &value, field_size);
	return !record_check(copy, size, sample->source->size);
}

static void
test_hostile_rows(void)
{
	struct sample sample = make(document, sizeof document - 1);
	struct yaml yaml = record_yaml(sample.record, sample.source);
	struct markdown body = record_markdown(sample.record, sample.source);
	const struct block_row *block = &body.blocks[1];
	const struct inline_row *row = &body.inlines[0];
	const struct {
		const void *field;
		size_t size;
		uint32_t value;
	} changes[] = {
		{ &block->kind, 1, BLOCK_FOOTNOTE + 1 },
		{ &block->level, 1, 1 },
		{ &block->parent, 4, 7 },
		{ &block->parent, 4, 0 },
		{ &block->end_row, 4, body.block_count + 1 },
		{ &block->end_row, 4, 1 },
		{ &block->end_row, 4, 3 },
		{ &block->end, 4, sizeof document },
		{ &block->text.at, 4, UINT32_MAX },
		{ &block->text.length, 4, UINT32_MAX },
		{ &block->text.length, 4, 1 },
		{ &block->info.at, 4, body.strings_size + 1 },
		{ &block->inline_row, 4, 1 },
		{ &block->inline_count, 4, UINT32_MAX },
		{ &block->run_count, 4, UINT32_MAX },
		{ &block->piece_end, 4, body.piece_count + 1 },
		{ &row->kind, 1, INLINE_FOOTNOTE + 1 },
		{ &row->block, 4, body.block_count },
		{ &row->block, 4, 0 },
		{ &row->start, 4, UINT32_MAX },
		{ &row->text_end, 4, 1000 },
		{ &row->target_end, 4, sizeof document },
		{ &row->target.at, 4, UINT32_MAX },
		{ &body.runs[0].length, 4, 1000 },
		{ &body.runs[0].source, 4, sizeof document },
		{ &body.pieces[0].kind, 1, PIECE_CHECK + 1 },
		{ &body.pieces[0].kind, 1, PIECE_CODE },
		{ &body.pieces[0].kind, 1, PIECE_CLOSE_HEADING },
		{ &body.pieces[0].row, 4, 1 },
		{ &body.pieces[1].length, 4, body.html_size + 1 },
		{ &body.strings[body.strings_size], 1, 'x' },
		{ &body.html[body.html_size], 1, 'x' },
		{ &body.html[0], 1, 0xFF },
		{ &yaml.nodes[0].first, 4, 0 },
		{ &yaml.nodes[0].first, 4, yaml.count },
		{ &yaml.nodes[0].kind, 1, YAML_MAPPING + 1 },
		{ &yaml.nodes[1].next, 4, 1 },
		{ &yaml.nodes[1].next, 4, YAML_NONE }, /* a key without a value */
		{ &yaml.nodes[1].text, 4, UINT32_MAX },
		{ &yaml.nodes[1].end, 4, sizeof document },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
		g_test_message("change %zu", i);
		g_assert_true(is_refused(&sample, changes[i].field, changes[i].size, changes[i].value));
	}
	g_assert_false(is_refused(&sample, &block->start, 4, block->start));
	pool_free(sample.pool);
}

/* No byte of a record, changed, may lead an accessor outside: the sanitizer tells. */
static void
test_every_byte(void)
{
	struct sample sample = make(document, sizeof document - 1);
	size_t size = record_size(sample.record), let_through = 0;

	for (size_t at = 0; at < size; at++) {
		struct pool *pool = pool_new();
		char *copy = pool_memdup(pool, sample.record, size);

		copy[at] = (char)~copy[at];
		if (record_check(copy, size, sample.source->size)) {
			const struct record *record = (const struct record *)copy;
			struct markdown body = record_markdown(record, sample.source);

			markdown_gather(pool, &body, 0, body.block_count);
			record_complain(record, sample.source, findings_new(pool));
			let_through++;
		}
		pool_free(pool);
	}
	g_assert_cmpuint(let_through, <, size / 2);
	pool_free(sample.pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record/views", test_views);
	g_test_add_func("/record/copy", test_copy);
	g_test_add_func("/record/empty", test_empty);
	g_test_add_func("/record/complaints", test_complaints);
	g_test_add_func("/record/refused", test_refused);
	g_test_add_func("/record/hostile-rows", test_hostile_rows);
	g_test_add_func("/record/every-byte", test_every_byte);
	return g_test_run();
}
