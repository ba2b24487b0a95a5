#include "check/excuses.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"

/* ---- The words ---- */

struct cursor {
	const char *text;
	size_t at, length;
};

static void
skip_blanks(struct cursor *cursor)
{
	while (cursor->at < cursor->length && g_ascii_isspace(cursor->text[cursor->at]))
		cursor->at++;
}

static size_t
word_end(const struct cursor *cursor)
{
	size_t end = cursor->at;

	while (end < cursor->length && !g_ascii_isspace(cursor->text[end]))
		end++;
	return end;
}

/* Takes a whole word, ASCII case ignored. */
static bool
take_word(struct cursor *cursor, const char *word)
{
	skip_blanks(cursor);
	if (word_end(cursor) - cursor->at != strlen(word) || g_ascii_strncasecmp(cursor->text + cursor->at, word, strlen(word)) != 0)
		return false;
	cursor->at += strlen(word);
	return true;
}

bool
excuse_read(const char *comment, size_t length, struct excuse_words *words)
{
	struct cursor cursor = { comment, 0, length };

	*words = (struct excuse_words){ 0 };
	if (!take_word(&cursor, "sitrep:") || !take_word(&cursor, "allow"))
		return false;
	skip_blanks(&cursor);
	words->rule_start = cursor.at;
	words->rule_end = cursor.at = word_end(&cursor);
	if (take_word(&cursor, "until")) {
		skip_blanks(&cursor);
		words->until_start = cursor.at;
		words->until_end = cursor.at = word_end(&cursor);
	}
	if (!take_word(&cursor, "because"))
		return true;
	skip_blanks(&cursor);
	words->reason_start = words->reason_end = cursor.at;
	while (length > cursor.at && g_ascii_isspace(comment[length - 1]))
		length--;
	words->reason_end = MAX(length, cursor.at);
	/* An ellipsis copied from the manual is no reason. */
	if (words->reason_end - words->reason_start == strlen("…") && memcmp(comment + words->reason_start, "…", strlen("…")) == 0)
		words->reason_end = words->reason_start;
	return true;
}

static int64_t
read_until(const struct check *check, struct span span)
{
	const char *problem = NULL;
	struct stamp stamp;

	if (span.start == span.end)
		return TIME_NONE;
	if (stamp_read(span.source->bytes + span.start, span.end - span.start, check->site->config->zone, &stamp, &problem))
		return stamp.at;
	finding_help(finding_add(check->findings, RULE_FRONT_BAD_VALUE, span, "the excuse's end can't be read: %s", problem),
	    "write a date, like 2026-12-01; until then the excuse holds");
	return TIME_NONE;
}

/* Adds the excuse that stands in bytes text..text_end of a source, if one does. */
static void
add_excuse(const struct check *check, struct span comment, size_t text, size_t text_end, struct span covers)
{
	const char *bytes = comment.source->bytes + text;
	struct excuse excuse = { .span = comment, .covers_start = covers.start, .covers_end = covers.end };
	struct excuse_words words;

	if (!excuse_read(bytes, text_end - text, &words))
		return;
	excuse.rule_span = span_of(comment.source, text + words.rule_start, text + words.rule_end);
	excuse.rule = pool_strndup(check->pool, bytes + words.rule_start, words.rule_end - words.rule_start);
	excuse.until = read_until(check, span_of(comment.source, text + words.until_start, text + words.until_end));
	if (words.reason_end > words.reason_start)
		excuse.reason = pool_strndup(check->pool, bytes + words.reason_start, words.reason_end - words.reason_start);
	findings_excuse(check->findings, &excuse);
}

/* ---- In a document's body ---- */

static bool
is_heading_of(const struct block_row *block, uint8_t level)
{
	return block->kind == BLOCK_HEADING && block->level <= level;
}

static bool
has_words(const struct markdown *body, const struct block_row *block)
{
	const char *text = markdown_text(body, block->text);

	return block->text.length && text[strspn(text, " \t\n")];
}

/* The first block with words of its own; a heading that is the title doesn't count. */
static uint32_t
first_with_words(const struct document *document)
{
	const struct markdown *body = &document->body;

	for (uint32_t row = 0; row < body->block_count; row++)
		if (row != document->title_row && (has_words(body, &body->blocks[row]) || body->blocks[row].kind == BLOCK_CODE))
			return row;
	return body->block_count;
}

static struct span
whole_lines(const struct source *source, size_t start, size_t end)
{
	return span_of(source, source_line(source, start).start, source_line(source, end).end);
}

/* A heading and all below it, up to the next of its level or above. */
static struct span
section_below(const struct document *document, uint32_t row)
{
	const struct markdown *body = &document->body;
	uint32_t end = row + 1;

	while (end < body->block_count && !is_heading_of(&body->blocks[end], body->blocks[row].level))
		end++;
	return whole_lines(document->source, body->blocks[row].start,
	    end < body->block_count ? MAX(body->blocks[end].start, 1) - 1 : document->source->size);
}

/* The list item or table row that holds a block, the outermost where they are nested; else the block. */
static uint32_t
holder_of(const struct markdown *body, uint32_t row)
{
	uint32_t holder = row;

	for (uint32_t up = row; up != ROW_NONE; up = body->blocks[up].parent)
		if (body->blocks[up].kind == BLOCK_ITEM || body->blocks[up].kind == BLOCK_ROW)
			holder = up;
	return holder;
}

static struct span
covered_by_block(const struct document *document, uint32_t row)
{
	const struct block_row *block = &document->body.blocks[row];

	if (block->kind == BLOCK_HEADING)
		return section_below(document, row);
	return whole_lines(document->source, block->start, MAX(block->end, block->start));
}

static bool
is_comment_block(const struct markdown *body, const struct block_row *block)
{
	return block->kind == BLOCK_HTML && !has_words(body, block);
}

/* Where reading comments has come to in a document. */
struct progress {
	uint32_t first; /* with words */
	uint32_t next;  /* behind a run of comments */
};

/* The block below a comment that stands by itself; several excuses may stand above one another. */
static uint32_t
block_below(const struct markdown *body, const struct block_row *block, struct progress *progress)
{
	if (progress->next < block->end_row)
		progress->next = block->end_row;
	while (progress->next < body->block_count && is_comment_block(body, &body->blocks[progress->next]))
		progress->next = body->blocks[progress->next].end_row;
	return progress->next;
}

static struct span
covered(const struct document *document, const struct inline_row *comment, struct progress *progress)
{
	const struct markdown *body = &document->body;
	const struct block_row *block = &body->blocks[comment->block];
	uint32_t next;

	if (comment->block < progress->first && comment->block != document->title_row)
		return span_of(document->source, 0, document->source->size);
	if (has_words(body, block) || block->parent != ROW_NONE)
		return covered_by_block(document, holder_of(body, comment->block));
	next = block_below(body, block, progress);
	if (next < body->block_count)
		return covered_by_block(document, next);
	return whole_lines(document->source, comment->start, document->source->size);
}

static void
read_comments(const struct check *check, const struct document *document)
{
	struct progress progress = { .first = first_with_words(document) };

	for (uint32_t i = 0; i < document->body.inline_count; i++) {
		const struct inline_row *row = &document->body.inlines[i];

		if (row->kind != INLINE_COMMENT || row->target_end <= row->target_start)
			continue;
		add_excuse(check, markdown_inline_span(&document->body, row), row->target_start, row->target_end,
		    covered(document, row, &progress));
	}
}

/* ---- In YAML ---- */

static size_t
indentation(struct span line)
{
	return strspn(line.source->bytes + line.start, " ");
}

static bool
is_blank(struct span line)
{
	return line.start + indentation(line) >= line.end;
}

/* The line below, or one that begins at the end. */
static struct span
next_line(struct span line, size_t end)
{
	size_t at = line.end;

	while (at < end && (line.source->bytes[at] == '\r' || line.source->bytes[at] == '\n')) {
		bool is_end = line.source->bytes[at] == '\n' || line.source->bytes[at + 1] != '\n';

		at++;
		if (is_end)
			break;
	}
	return at < end ? source_line(line.source, at) : span_of(line.source, end, end);
}

/* The entry below a comment that stands by itself: its line, and what is indented further. */
static struct span
entry_below(struct span comment, size_t end)
{
	struct span first = next_line(comment, end), last;

	while (first.start < end && (is_blank(first) || first.source->bytes[first.start + indentation(first)] == '#'))
		first = next_line(first, end);
	last = first;
	for (struct span line = next_line(first, end); line.start < end; line = next_line(line, end)) {
		if (!is_blank(line) && indentation(line) <= indentation(first))
			break;
		last = line;
	}
	return span_of(comment.source, first.start, last.end);
}

/* Comments of YAML in bytes start..end; a "# sitrep:" in quotes would be taken for one, and nobody writes that. */
static void
read_yaml_comments(const struct check *check, const struct source *source, size_t start, size_t end)
{
	for (size_t at = start; at < end;) {
		const char *mark = text_find_nocase(source->bytes + at, end - at, "# sitrep:");
		size_t hash;
		struct span line;

		if (!mark)
			return;
		hash = (size_t)(mark - source->bytes);
		line = source_line(source, hash);
		line.end = MIN(line.end, end);
		if (hash == line.start || g_ascii_isspace(mark[-1])) {
			bool alone = line.start + indentation(line) == hash;

			add_excuse(check, span_of(source, hash, line.end), hash + 1, line.end, alone ? entry_below(line, end) : line);
		}
		at = MAX(line.end, hash + 1);
	}
}

void
check_excuses(const struct check *check)
{
	const struct site *site = check->site;

	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		if (document->frontmatter.present)
			read_yaml_comments(check, document->source, document->frontmatter.start, document->frontmatter.end);
		read_comments(check, document);
	}
	for (size_t i = 0; i < site->registers->source_count; i++)
		read_yaml_comments(check, site->registers->sources[i], 0, site->registers->sources[i]->size);
	for (size_t i = 0; i < site->alerts->source_count; i++)
		read_yaml_comments(check, site->alerts->sources[i], 0, site->alerts->sources[i]->size);
	if (site->config->source)
		read_yaml_comments(check, site->config->source, 0, site->config->source->size);
}
