#include "base/pool.h"
#include "read/markdown.h"

#include <glib.h>
#include <string.h>

/* A document that a test reads, from its byte start. */
struct sample {
	struct pool *pool;
	struct findings *findings;
	const char *bytes;
	struct markdown body;
};

static struct sample
read_bytes(const char *bytes, size_t size, size_t start)
{
	struct sample sample = { .pool = pool_new(), .bytes = bytes };

	sample.findings = findings_new(sample.pool);
	sample.body = markdown_parse(sample.pool, sample.findings, source_new(sample.pool, "content/a.md", bytes, size), start);
	return sample;
}

static struct sample
read_text(const char *text)
{
	return read_bytes(text, strlen(text), 0);
}

static void
done(struct sample *sample)
{
	pool_free(sample->pool);
}

/* The pieces as one line: HTML as it is, others as "{open-link 0}". */
static char *
show(const struct sample *sample, uint32_t first, uint32_t end)
{
	static const char *const names[] = { "", "open-link", "close-link", "image", "open-heading", "close-heading", "code", "open-alert", "close-alert", "open-table", "close-table", "check" };
	GString *text = g_string_new(NULL);

	for (uint32_t i = first; i < end; i++) {
		const struct piece_row *piece = &sample->body.pieces[i];

		if (piece->kind == PIECE_HTML)
			g_string_append_len(text, sample->body.html + piece->at, piece->length);
		else
			g_string_append_printf(text, "{%s %u}", names[piece->kind], piece->row);
	}
	return g_string_free(text, FALSE);
}

static void
expect_pieces(const char *text, const char *pieces)
{
	struct sample sample = read_text(text);
	g_autofree char *shown = show(&sample, 0, sample.body.piece_count);

	g_assert_cmpstr(shown, ==, pieces);
	done(&sample);
}

/* The source between two bytes must be this text, and begin there. */
static void
expect_source(const struct sample *sample, size_t start, size_t end, size_t at, const char *text)
{
	g_autofree char *found = g_strndup(sample->bytes + start, end - start);

	g_assert_cmpstr(found, ==, text);
	g_assert_cmpuint(start, ==, at);
}

static const struct block_row *
block_at(const struct sample *sample, uint32_t row, enum block_kind kind)
{
	g_assert_cmpuint(row, <, sample->body.block_count);
	g_assert_cmpint(sample->body.blocks[row].kind, ==, kind);
	return &sample->body.blocks[row];
}

static void
expect_block(const struct sample *sample, uint32_t row, enum block_kind kind, size_t at, const char *source, const char *text)
{
	const struct block_row *block = block_at(sample, row, kind);

	expect_source(sample, block->start, block->end, at, source);
	g_assert_cmpstr(markdown_text(&sample->body, block->text), ==, text);
}

static void
expect_inline(const struct sample *sample, uint32_t number, enum inline_kind kind, size_t at, const char *source, const char *text, const char *target)
{
	g_assert_cmpuint(number, <, sample->body.inline_count);

	const struct inline_row *row = &sample->body.inlines[number];
	const char *whole = markdown_text(&sample->body, sample->body.blocks[row->block].text);
	g_autofree char *found = g_strndup(whole + row->text_start, row->text_end - row->text_start);

	g_assert_cmpint(row->kind, ==, kind);
	expect_source(sample, row->start, row->end, at, source);
	g_assert_cmpstr(found, ==, text);
	g_assert_cmpstr(markdown_text(&sample->body, row->target), ==, target);
}

/* Where a word of a block's text stands. */
static void
expect_word(const struct sample *sample, uint32_t row, const char *word, size_t at, const char *source)
{
	const struct block_row *block = &sample->body.blocks[row];
	const char *text = markdown_text(&sample->body, block->text), *found = strstr(text, word);

	g_assert_nonnull(found);

	struct span span = markdown_text_span(&sample->body, block, (size_t)(found - text), (size_t)(found - text) + strlen(word));

	expect_source(sample, span.start, span.end, at, source);
}

/* Places */

static void
test_empty(void)
{
	struct sample sample = read_text("");

	g_assert_cmpuint(sample.body.block_count, ==, 0);
	g_assert_cmpuint(sample.body.piece_count, ==, 0);
	g_assert_cmpstr(sample.body.html, ==, "");
	done(&sample);
}

static void
test_body_offset(void)
{
	const char text[] = "---\na: 1\n---\n\nOne\n\n# Two #\n";
	struct sample sample = read_bytes(text, sizeof text - 1, 13);

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 14, "One", "One");
	expect_block(&sample, 1, BLOCK_HEADING, 19, "# Two #", "Two");
	expect_word(&sample, 1, "Two", 21, "Two");
	done(&sample);
}

static void
test_utf8(void)
{
	struct sample sample = read_text("Grüße *ähnlich* → `é`\nzwei **öde**\n");

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 0, "Grüße *ähnlich* → `é`\nzwei **öde**", "Grüße ähnlich → é\nzwei öde");
	expect_word(&sample, 0, "ähnlich", 9, "ähnlich");
	expect_inline(&sample, 0, INLINE_CODE, 23, "`é`", "é", "é");
	expect_inline(&sample, 1, INLINE_STRONG, 33, "**öde**", "öde", "");
	done(&sample);
}

static void
test_continuation(void)
{
	const char *text = "> - one *two*\n>   three `four`\n> lazy five\n";
	struct sample sample = read_text(text);

	expect_block(&sample, 0, BLOCK_QUOTE, 0, "> - one *two*\n>   three `four`\n> lazy five", "");
	expect_block(&sample, 1, BLOCK_LIST, 2, "- one *two*\n>   three `four`\n> lazy five", "");
	expect_block(&sample, 3, BLOCK_PARAGRAPH, 4, "one *two*\n>   three `four`\n> lazy five", "one two\nthree four\nlazy five");
	expect_word(&sample, 3, "two", 9, "two");
	expect_word(&sample, 3, "three", 18, "three");
	expect_inline(&sample, 0, INLINE_CODE, 24, "`four`", "four", "four");
	expect_word(&sample, 3, "five", 38, "five");
	expect_word(&sample, 3, "two\nthree", 9, "two*\n>   three");
	done(&sample);
}

static void
test_items(void)
{
	struct sample sample = read_text("1. a\n\n   b\n2. [ ] c\n   - [x] d\n");

	expect_block(&sample, 0, BLOCK_LIST, 0, "1. a\n\n   b\n2. [ ] c\n   - [x] d", "");
	g_assert_cmpint(sample.body.blocks[0].flags, ==, BLOCK_ORDERED);
	expect_block(&sample, 1, BLOCK_ITEM, 0, "1. a\n\n   b", "");
	expect_block(&sample, 2, BLOCK_PARAGRAPH, 3, "a", "a");
	expect_block(&sample, 3, BLOCK_PARAGRAPH, 9, "b", "b");
	expect_block(&sample, 4, BLOCK_ITEM, 11, "2. [ ] c\n   - [x] d", "");
	g_assert_cmpint(sample.body.blocks[4].flags, ==, BLOCK_TASK);
	expect_block(&sample, 5, BLOCK_PARAGRAPH, 18, "c", "c");
	expect_block(&sample, 7, BLOCK_ITEM, 23, "- [x] d", "");
	g_assert_cmpint(sample.body.blocks[7].flags, ==, BLOCK_TASK | BLOCK_CHECKED);
	g_assert_cmpuint(sample.body.blocks[1].end_row, ==, 4);
	g_assert_cmpuint(sample.body.blocks[7].parent, ==, 6);
	g_assert_cmpuint(sample.body.blocks[0].parent, ==, ROW_NONE);
	done(&sample);
}

static void
test_crlf(void)
{
	struct sample sample = read_text("One `a\r\nb`\r\nthree\r\n\r\n```sh\r\nx\r\ny\r\n```\r\nEnd\r\n");

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 0, "One `a\r\nb`\r\nthree", "One a b\nthree");
	expect_inline(&sample, 0, INLINE_CODE, 4, "`a\r\nb`", "a b", "a b");
	expect_word(&sample, 0, "three", 12, "three");
	expect_block(&sample, 1, BLOCK_CODE, 21, "```sh\r\nx\r\ny\r\n```", "x\ny\n");
	expect_word(&sample, 1, "y", 31, "y");
	expect_block(&sample, 2, BLOCK_PARAGRAPH, 39, "End", "End");
	done(&sample);
}

static void
test_mark(void)
{
	const char text[] = "\xEF\xBB\xBF# A\n\nb\n";
	struct sample sample = read_bytes(text, sizeof text - 1, 3);

	expect_block(&sample, 0, BLOCK_HEADING, 3, "# A", "A");
	expect_block(&sample, 1, BLOCK_PARAGRAPH, 8, "b", "b");
	done(&sample);
}

static void
test_tabs(void)
{
	struct sample sample = read_text("-\tone\n\n\ttwo\n\n\t\tcode\n");

	expect_block(&sample, 2, BLOCK_PARAGRAPH, 2, "one", "one");
	expect_block(&sample, 3, BLOCK_PARAGRAPH, 8, "two", "two");
	expect_block(&sample, 4, BLOCK_CODE, 15, "code", "code\n");
	expect_word(&sample, 4, "code", 15, "code");
	done(&sample);
}

static void
test_escapes(void)
{
	struct sample sample = read_text("a \\* b &amp; c &copy; d\\\ne &#64;f \\@g\n");

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 0, "a \\* b &amp; c &copy; d\\\ne &#64;f \\@g", "a * b & c © d\ne @f @g");
	expect_word(&sample, 0, "* b", 3, "* b");
	expect_word(&sample, 0, "c", 13, "c");
	expect_word(&sample, 0, "d", 22, "d");
	expect_word(&sample, 0, "©", 15, "&copy;");
	expect_word(&sample, 0, "g", 36, "g");
	g_assert_cmpuint(sample.body.inline_count, ==, 0); /* no mentions */
	done(&sample);
}

static void
test_links(void)
{
	struct sample sample = read_text("[a *b*](<x y> 'T') [c](d(e)f) [g][h] [h] [k][]\n\n[h]: u\n[k]: v\n");

	expect_inline(&sample, 0, INLINE_LINK, 0, "[a *b*](<x y> 'T')", "a b", "x y");
	expect_source(&sample, sample.body.inlines[0].target_start, sample.body.inlines[0].target_end, 9, "x y");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.inlines[0].title), ==, "T");
	expect_inline(&sample, 1, INLINE_LINK, 19, "[c](d(e)f)", "c", "d(e)f");
	expect_source(&sample, sample.body.inlines[1].target_start, sample.body.inlines[1].target_end, 23, "d(e)f");
	expect_inline(&sample, 2, INLINE_LINK, 30, "[g][h]", "g", "u");
	g_assert_cmpuint(sample.body.inlines[2].target_start, ==, sample.body.inlines[2].target_end);
	expect_inline(&sample, 3, INLINE_LINK, 37, "[h]", "h", "u");
	expect_inline(&sample, 4, INLINE_LINK, 41, "[k][]", "k", "v");
	g_assert_cmpuint(sample.body.block_count, ==, 1);
	done(&sample);
}

static void
test_definitions_before(void)
{
	struct sample sample = read_text("[r]: http://x\nfoo [r] bar\n\n[s]: y\nHead\n===\nafter\n");

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 14, "foo [r] bar", "foo r bar");
	expect_inline(&sample, 0, INLINE_LINK, 18, "[r]", "r", "http://x");
	expect_word(&sample, 0, "bar", 22, "bar");
	expect_block(&sample, 1, BLOCK_HEADING, 34, "Head\n===", "Head");
	expect_block(&sample, 2, BLOCK_PARAGRAPH, 43, "after", "after");
	done(&sample);
	sample = read_text("> [r]: a\n> a\n> ---\n");
	expect_block(&sample, 1, BLOCK_HEADING, 11, "a\n> ---", "a");
	done(&sample);
}

static void
test_link_over_lines(void)
{
	struct sample sample = read_text("> a [b\n> c](d\n> \"t\") e\n> f\n");

	expect_inline(&sample, 0, INLINE_LINK, 4, "[b\n> c](d\n> \"t\")", "b\nc", "d");
	expect_word(&sample, 0 + 1, "e", 21, "e");
	expect_word(&sample, 1, "f", 25, "f");
	done(&sample);
}

static void
test_autolinks(void)
{
	struct sample sample = read_text("see http://a.b/c. or www.d.e, <http://f.g> x@y.zz\n");

	expect_inline(&sample, 0, INLINE_LINK, 4, "http://a.b/c", "http://a.b/c", "http://a.b/c");
	expect_inline(&sample, 1, INLINE_LINK, 21, "www.d.e", "www.d.e", "http://www.d.e");
	expect_inline(&sample, 2, INLINE_LINK, 30, "<http://f.g>", "http://f.g", "http://f.g");
	expect_source(&sample, sample.body.inlines[2].target_start, sample.body.inlines[2].target_end, 31, "http://f.g");
	expect_inline(&sample, 3, INLINE_LINK, 43, "x@y.zz", "x@y.zz", "mailto:x@y.zz");
	for (uint32_t i = 0; i < 4; i++)
		g_assert_true(sample.body.inlines[i].bare);
	done(&sample);
}

static void
test_code_span(void)
{
	struct sample sample = read_text("a ``` b `` c`d `` e\n");

	expect_inline(&sample, 0, INLINE_CODE, 8, "`` c`d ``", "c`d", "c`d");
	expect_word(&sample, 0, "c`d", 11, "c`d");
	expect_word(&sample, 0, "e", 18, "e");
	done(&sample);
}

static void
test_emphasis(void)
{
	struct sample sample = read_text("***a** b* **c*d** ~~e~~ ~f~\n");

	expect_inline(&sample, 0, INLINE_STRONG, 1, "**a**", "a", "");
	expect_inline(&sample, 1, INLINE_STRONG, 10, "**c*d**", "c*d", "");
	expect_inline(&sample, 2, INLINE_STRIKE, 18, "~~e~~", "e", "");
	expect_inline(&sample, 3, INLINE_STRIKE, 24, "~f~", "f", "");
	done(&sample);
}

/* Blocks */

static void
test_table(void)
{
	struct sample sample = read_text("para\n| a | `b\\|c` |\n|:--|---|\n| d\n  e | f | g\n\nend\n");

	expect_block(&sample, 0, BLOCK_PARAGRAPH, 0, "para", "para");
	expect_block(&sample, 1, BLOCK_TABLE, 5, "| a | `b\\|c` |\n|:--|---|\n| d\n  e | f | g", "");
	expect_block(&sample, 2, BLOCK_ROW, 5, "| a | `b\\|c` |", "");
	g_assert_cmpint(sample.body.blocks[2].flags, ==, BLOCK_HEAD);
	expect_block(&sample, 3, BLOCK_CELL, 7, "a", "a");
	expect_block(&sample, 4, BLOCK_CELL, 11, "`b\\|c`", "b|c");
	expect_inline(&sample, 0, INLINE_CODE, 11, "`b\\|c`", "b|c", "b|c");
	expect_word(&sample, 4, "|c", 14, "|c");
	expect_block(&sample, 5, BLOCK_ROW, 30, "| d", "");
	expect_block(&sample, 6, BLOCK_CELL, 32, "d", "d");
	expect_block(&sample, 7, BLOCK_CELL, 33, "", "");
	expect_block(&sample, 8, BLOCK_ROW, 36, "e | f | g", "");
	expect_block(&sample, 9, BLOCK_CELL, 36, "e", "e");
	expect_block(&sample, 10, BLOCK_CELL, 40, "f", "f");
	expect_block(&sample, 11, BLOCK_PARAGRAPH, 47, "end", "end");
	done(&sample);
}

static void
test_table_in_list(void)
{
	struct sample sample = read_text("- | a | b |\n  |---|---|\n  | c | **d** |\n");

	expect_block(&sample, 3, BLOCK_ROW, 2, "| a | b |", "");
	expect_block(&sample, 4, BLOCK_CELL, 4, "a", "a");
	expect_block(&sample, 8, BLOCK_CELL, 32, "**d**", "d");
	expect_inline(&sample, 0, INLINE_STRONG, 32, "**d**", "d", "");
	done(&sample);
}

static void
test_code_blocks(void)
{
	struct sample sample = read_text("- a\n\n  ```bash extra\n  x\n\n    y\n  ```\n\n> ~~~\n> z\nend\n\n    i\n\n      j\n\n");

	expect_block(&sample, 3, BLOCK_CODE, 7, "```bash extra\n  x\n\n    y\n  ```", "x\n\n  y\n");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[3].info), ==, "bash");
	g_assert_cmpint(sample.body.blocks[3].flags, ==, BLOCK_FENCED);
	expect_word(&sample, 3, "x", 23, "x");
	expect_word(&sample, 3, "  y", 28, "  y");
	expect_word(&sample, 3, "x\n\n  y", 23, "x\n\n    y");
	expect_block(&sample, 5, BLOCK_CODE, 41, "~~~\n> z", "z\n");
	expect_block(&sample, 6, BLOCK_PARAGRAPH, 49, "end", "end");
	expect_block(&sample, 7, BLOCK_CODE, 58, "i\n\n      j", "i\n\n  j\n");
	g_assert_cmpint(sample.body.blocks[7].flags, ==, 0);
	done(&sample);
}

static void
test_bold(void)
{
	static const struct {
		const char *text;
		bool bold;
	} rows[] = {
		{ "**A b**", true },
		{ "**A b**:", true },
		{ "\xF0\x9F\x9A\xA8 **A** ", true },
		{ ":rotating_light: **A**", true },
		{ "***A***", true },
		{ "__A__", true },
		{ "**A** b", false },
		{ "**A:** **b**", false },
		{ "**A**\n**b**", false },
		{ "*A*", false },
		{ "A", false },
		{ "**A** `b`", false },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct sample sample = read_text(rows[i].text);

		g_test_message("%s", rows[i].text);
		g_assert_cmpint(block_is_heading(block_at(&sample, 0, BLOCK_PARAGRAPH)), ==, rows[i].bold);
		done(&sample);
	}
}

static void
test_anchors(void)
{
	static const char *const anchors[] = { "a----b", "foo-bar", "a----b-1", "a----b-1-1", "c-d", "-e", "x-" };
	struct sample sample = read_text("# a -- b\n## Foo *Bar*\n# A -- B\n# a -- b-1\n# c `d`!\n# ![p](q) e\n# x <NAME>\n");

	for (uint32_t i = 0; i < G_N_ELEMENTS(anchors); i++)
		g_assert_cmpstr(markdown_text(&sample.body, block_at(&sample, i, BLOCK_HEADING)->info), ==, anchors[i]);
	g_assert_cmpint(sample.body.blocks[1].level, ==, 2);
	done(&sample);
}

static void
test_alert(void)
{
	struct sample sample = read_text("> [!WARNING]\n> Mind @dana\n\n> [!Nope]\n\n> [!TIP]\n");

	expect_block(&sample, 0, BLOCK_ALERT, 0, "> [!WARNING]\n> Mind @dana", "");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[0].info), ==, "warning");
	expect_block(&sample, 1, BLOCK_PARAGRAPH, 15, "Mind @dana", "Mind @dana");
	expect_inline(&sample, 0, INLINE_MENTION, 20, "@dana", "@dana", "dana");
	expect_block(&sample, 2, BLOCK_QUOTE, 27, "> [!Nope]", "");
	expect_block(&sample, 4, BLOCK_ALERT, 38, "> [!TIP]", "");
	done(&sample);
}

static void
test_footnote(void)
{
	struct sample sample = read_text("a[^n] b\n\n[^n]: note *c*\n\nlast\n");

	expect_inline(&sample, 0, INLINE_FOOTNOTE, 1, "[^n]", "", "n");
	expect_word(&sample, 0, "b", 6, "b");
	expect_block(&sample, 1, BLOCK_PARAGRAPH, 25, "last", "last");
	expect_block(&sample, 2, BLOCK_FOOTNOTE, 9, "[^n]: note *c*", "");
	expect_block(&sample, 3, BLOCK_PARAGRAPH, 15, "note *c*", "note c");
	done(&sample);
}

/* cmark would lose "b c" and cut the "é" in two. */
static void
test_false_footnotes(void)
{
	struct sample sample = read_text("[^a é\nb\nc] `[^ ]` [^d] [x](y[^z \"[^ \")\n\n    [^ e\n");

	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[0].text), ==, "[^a é\nb\nc] [^ ] [^d] x");
	expect_inline(&sample, 1, INLINE_LINK, 24, "[x](y[^z \"[^ \")", "x", "y[^z");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.inlines[1].title), ==, "[^ ");
	expect_inline(&sample, 0, INLINE_CODE, 12, "`[^ ]`", "[^ ]", "[^ ]");
	expect_word(&sample, 0, "[^a é\nb", 0, "[^a é\nb");
	expect_word(&sample, 0, "[^d]", 19, "[^d]");
	expect_block(&sample, 1, BLOCK_CODE, 45, "[^ e", "[^ e\n");
	done(&sample);
	expect_pieces("a [^ *b*] <X [^ >\n", "<p>a [^ <em>b</em>] &lt;X [^ &gt;</p>\n");
}

/* What is in a line */

static void
test_mentions(void)
{
	struct sample sample = read_text("@a (@b.c-d.) x@y @ @e@f @g_ `@h` **i**@j [@k](l) —@m ü@n\n");
	static const char *const handles[] = { "a", "b.c-d", "g", "m" };
	uint32_t found = 0;

	for (uint32_t i = 0; i < sample.body.inline_count; i++)
		if (sample.body.inlines[i].kind == INLINE_MENTION) {
			g_assert_cmpuint(found, <, G_N_ELEMENTS(handles));
			g_assert_cmpstr(markdown_text(&sample.body, sample.body.inlines[i].target), ==, handles[found++]);
		}
	g_assert_cmpuint(found, ==, G_N_ELEMENTS(handles));
	expect_inline(&sample, 0, INLINE_MENTION, 0, "@a", "@a", "a");
	expect_inline(&sample, 1, INLINE_MENTION, 4, "@b.c-d", "@b.c-d", "b.c-d");
	done(&sample);
}

static void
test_wiki(void)
{
	struct sample sample = read_text("[[a-b]] [[c#d|e f]] \\[[g]] [[]] [[|h]] [[i|]] [[j\nk]]\n");

	expect_inline(&sample, 0, INLINE_WIKI, 0, "[[a-b]]", "a-b", "a-b");
	expect_inline(&sample, 1, INLINE_WIKI, 8, "[[c#d|e f]]", "e f", "c#d");
	expect_source(&sample, sample.body.inlines[1].target_start, sample.body.inlines[1].target_end, 10, "c#d");
	expect_inline(&sample, 2, INLINE_WIKI, 39, "[[i|]]", "i", "i");
	g_assert_cmpuint(sample.body.inline_count, ==, 3);
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[0].text), ==, "a-b e f [[g]] [[]] [[|h]] i [[j\nk]]");
	done(&sample);
}

static void
test_image(void)
{
	struct sample sample = read_text("a ![b *c*](d.png \"t\") e\n");
	g_autofree char *shown = show(&sample, 0, sample.body.piece_count);

	expect_inline(&sample, 0, INLINE_IMAGE, 2, "![b *c*](d.png \"t\")", "b c", "d.png");
	expect_source(&sample, sample.body.inlines[0].target_start, sample.body.inlines[0].target_end, 11, "d.png");
	g_assert_cmpstr(shown, ==, "<p>a {image 0} e</p>\n");
	done(&sample);
}

/* Raw HTML */

static void
test_comments(void)
{
	struct sample sample = read_text("a <!-- b --> c\n\n<!-- d\ne --> f <!-- g -->\n\nh\n");
	g_autofree char *shown = show(&sample, 0, sample.body.piece_count);

	expect_inline(&sample, 0, INLINE_COMMENT, 2, "<!-- b -->", "", " b ");
	expect_source(&sample, sample.body.inlines[0].target_start, sample.body.inlines[0].target_end, 6, " b ");
	expect_block(&sample, 1, BLOCK_HTML, 16, "<!-- d\ne --> f <!-- g -->", "f");
	expect_inline(&sample, 1, INLINE_COMMENT, 16, "<!-- d\ne -->", "", " d\ne ");
	expect_inline(&sample, 2, INLINE_COMMENT, 31, "<!-- g -->", "", " g ");
	expect_word(&sample, 1, "f", 29, "f");
	g_assert_cmpstr(shown, ==, "<p>a  c</p>\n<p>f</p>\n<p>h</p>\n");
	done(&sample);
}

static void
test_raw_html(void)
{
	expect_pieces("a <b>c</b> <pod-name> <NAME x=\"1\"></NAME>\n", "<p>a c &lt;pod-name&gt; &lt;NAME x=&quot;1&quot;&gt;&lt;/NAME&gt;</p>\n");
	expect_pieces("a<br>b<BR/>c <img src=x alt=\"d &amp; <e>\"> f\n", "<p>a<br />\nb<br />\nc d &amp; &lt;e&gt; f</p>\n");
	expect_pieces("<div>\n<p>one <b>two</b></p>\n<script>alert(1)</script>three &lt;\n</div>\n", "<p>one two\nthree &lt;</p>\n");
	expect_pieces("<pod-name>\n", "<p>&lt;pod-name&gt;</p>\n");
	expect_pieces("<div></div>\n\n<!-- a -->\n", "");
	expect_pieces("<!-- open *a*\n\nb\n", "<p>&lt;!-- open *a*\nb</p>\n");
	expect_pieces("<script>\nx\n</script>\n\ny\n", "<p>y</p>\n");
	expect_pieces("<a onclick=alert(1)>b</a> <javascript:x>\n", "<p>b {open-link 0}javascript:x{close-link 0}</p>\n");
	expect_pieces("{{< note >}} <%= x %> ::: y\n", "<p>{{&lt; note &gt;}} &lt;%= x %&gt; ::: y</p>\n");
}

/* Pieces */

static void
test_pieces(void)
{
	expect_pieces("# A `b`\n\n[c](d) @e [[f|g]] `h`\n\n```\ni\n```\n",
	    "{open-heading 0}A {open-link 0}<code>b</code>{close-link 0}{close-heading 0}\n"
	    "<p>{open-link 1}c{close-link 1} {open-link 2}@e{close-link 2} {open-link 3}g{close-link 3} {open-link 4}<code>h</code>{close-link 4}</p>\n"
	    "{code 2}");
	expect_pieces("[`a` @b](c)\n", "<p>{open-link 0}<code>a</code> @b{close-link 0}</p>\n");
	expect_pieces("- [ ] a\n- [x] b\n", "<ul>\n<li>{check 1}a</li>\n<li>{check 3}b</li>\n</ul>\n");
	expect_pieces("- [ ] a\n\n- b\n", "<ul>\n<li>{check 1}\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n");
	expect_pieces("> [!NOTE]\n> a\n", "{open-alert 0}<p>a</p>\n{close-alert 0}");
	expect_pieces("| a |\n|---|\n| b |\n", "{open-table 0}<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n</tr>\n</tbody>\n</table>\n{close-table 0}");
	expect_pieces("a ~~b~~\n", "<p>a <del>b</del></p>\n");
}

/* The pieces of a block show it and nothing else. */
static void
test_block_pieces(void)
{
	static const struct {
		uint32_t row;
		const char *pieces;
	} rows[] = {
		{ 0, "{open-heading 0}A{close-heading 0}" },
		{ 1, "\n<p>b</p>\n" },
		{ 2, "<ul>\n<li>c\n<ul>\n<li>d</li>\n</ul>\n</li>\n</ul>\n" },
		{ 3, "c\n<ul>\n<li>d</li>\n</ul>\n" },
		{ 4, "c" },
		{ 6, "d" },
		{ 8, "{open-table 8}<table>\n<thead>\n<tr>\n<th>e</th>\n</tr>\n</thead>\n</table>\n{close-table 8}" },
		{ 11, "<blockquote>\n<p>f</p>\n</blockquote>\n" },
		{ 12, "<p>f</p>\n" },
		{ 13, "<hr />\n" },
	};
	struct sample sample = read_text("# A\n\nb\n\n- c\n  - d\n\n| e |\n|---|\n\n> f\n\n---\n");

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const struct block_row *block = &sample.body.blocks[rows[i].row];
		g_autofree char *shown = show(&sample, block->piece_row, block->piece_end);

		g_assert_cmpstr(shown, ==, rows[i].pieces);
	}
	done(&sample);
}

static void
test_gather(void)
{
	struct sample sample = read_text("# A b\n\nc\nd *e*\n\n- f\n\n```\ng\nh\n```\n\n| i | j |\n|---|---|\n");

	g_assert_cmpstr(markdown_gather(sample.pool, &sample.body, 0, sample.body.block_count), ==, "A b\nc d e\nf\ng\nh\ni\nj\n");
	g_assert_cmpstr(markdown_gather(sample.pool, &sample.body, 1, 2), ==, "c d e\n");
	g_assert_cmpuint(sample.body.word_count, ==, 8); /* code is not counted */
	done(&sample);
}

/* Trouble */

static void
expect_rule(const struct sample *sample, enum rule rule, size_t start, size_t end)
{
	size_t count;

	findings_settle(sample->findings, &(struct settlement){ 0 });

	const struct finding *const *list = findings_list(sample->findings, &count);

	g_assert_cmpuint(count, ==, 1);
	g_assert_cmpint(list[0]->rule, ==, rule);
	g_assert_cmpuint(list[0]->span.start, ==, start);
	g_assert_cmpuint(list[0]->span.end, ==, end);
}

static void
test_unclean(void)
{
	const char text[] = "# a\n\nb\xFFz \x01 \0 @c \xE2\x82\n";
	struct sample sample = read_bytes(text, sizeof text - 1, 0);

	expect_rule(&sample, RULE_DOCUMENT_ENCODING, 6, 7);
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[1].text), ==, "b?z ? ? @c ??");
	expect_inline(&sample, 0, INLINE_MENTION, 13, "@c", "@c", "c");
	done(&sample);
}

static void
test_control_character(void)
{
	const char text[] = "a\xC2\x85z\n";
	struct sample sample = read_bytes(text, sizeof text - 1, 0);
	size_t count;

	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[0].text), ==, "a??z");
	g_assert_cmpstr(findings_list(sample.findings, &count)[0]->message, ==, "a control character, U+0085");
	expect_rule(&sample, RULE_DOCUMENT_ENCODING, 1, 2);
	done(&sample);
}

static void
test_control_entities(void)
{
	struct sample sample = read_text("a &#1; [b](&#2; \"&#3;\") `&#4;` &#x9b;\n\n```&#5;\nx\n```\n");

	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[0].text), ==, "a ? b &#4; ??");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.inlines[0].title), ==, "?");
	g_assert_cmpstr(markdown_text(&sample.body, sample.body.blocks[1].info), ==, "?");
	for (uint32_t i = 0; i < sample.body.html_size; i++)
		g_assert_true((unsigned char)sample.body.html[i] >= ' ' || sample.body.html[i] == '\n');
	done(&sample);
}

static void
test_wide_table(void)
{
	GString *text = g_string_new("First\n\n");

	for (int line = 0; line < 2; line++) {
		for (int i = 0; i < 1000; i++)
			g_string_append(text, line ? "|-" : "|a");
		g_string_append(text, "|\n");
	}
	for (int i = 0; i < 3000; i++)
		g_string_append(text, "b\n");

	struct sample sample = read_bytes(text->str, text->len, 0);

	expect_rule(&sample, RULE_DOCUMENT_TOO_EXPENSIVE, 0, 5);
	g_assert_cmpuint(sample.body.block_count, ==, 0);
	g_assert_cmpuint(sample.body.html_size, ==, 0);
	done(&sample);
	g_string_free(text, TRUE);
}

static void
test_deep(void)
{
	GString *text = g_string_new(NULL);

	for (int i = 0; i < 5000; i++)
		g_string_append(text, "> ");
	g_string_append(text, "deep\n");

	struct sample sample = read_bytes(text->str, text->len, 0);

	g_assert_cmpuint(sample.body.block_count, ==, 5001);
	expect_block(&sample, 5000, BLOCK_PARAGRAPH, 10000, "deep", "deep");
	done(&sample);
	g_string_free(text, TRUE);
}

static const struct {
	const char *name;
	void (*test)(void);
} tests[] = {
	{ "/markdown/empty", test_empty },
	{ "/markdown/place/body-offset", test_body_offset },
	{ "/markdown/place/utf8", test_utf8 },
	{ "/markdown/place/continuation", test_continuation },
	{ "/markdown/place/items", test_items },
	{ "/markdown/place/crlf", test_crlf },
	{ "/markdown/place/byte-order-mark", test_mark },
	{ "/markdown/place/tabs", test_tabs },
	{ "/markdown/place/escapes", test_escapes },
	{ "/markdown/place/links", test_links },
	{ "/markdown/place/definitions-before", test_definitions_before },
	{ "/markdown/place/link-over-lines", test_link_over_lines },
	{ "/markdown/place/autolinks", test_autolinks },
	{ "/markdown/place/code-span", test_code_span },
	{ "/markdown/place/emphasis", test_emphasis },
	{ "/markdown/block/table", test_table },
	{ "/markdown/block/table-in-list", test_table_in_list },
	{ "/markdown/block/code", test_code_blocks },
	{ "/markdown/block/bold", test_bold },
	{ "/markdown/block/anchors", test_anchors },
	{ "/markdown/block/alert", test_alert },
	{ "/markdown/block/footnote", test_footnote },
	{ "/markdown/block/false-footnotes", test_false_footnotes },
	{ "/markdown/inline/mentions", test_mentions },
	{ "/markdown/inline/wiki", test_wiki },
	{ "/markdown/inline/image", test_image },
	{ "/markdown/html/comments", test_comments },
	{ "/markdown/html/raw", test_raw_html },
	{ "/markdown/pieces/document", test_pieces },
	{ "/markdown/pieces/block", test_block_pieces },
	{ "/markdown/gather", test_gather },
	{ "/markdown/trouble/unclean", test_unclean },
	{ "/markdown/trouble/control-character", test_control_character },
	{ "/markdown/trouble/control-entities", test_control_entities },
	{ "/markdown/trouble/wide-table", test_wide_table },
	{ "/markdown/trouble/deep", test_deep },
};

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].name, tests[i].test);
	return g_test_run();
}
