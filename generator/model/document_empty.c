#include "model/document_parts.h"

#include <glib.h>
#include <string.h>

/* Some of a text. */
struct stretch {
	const char *at, *end;
};

static const char *const placeholders[] = {
	"todo", "to do", "tbd", "tba", "tbc", "fixme", "xxx", "n/a", "na", "to be done", "to be decided", "to be determined",
};

/* Before what is to be written. */
static const char *const placeholder_prefixes[] = { "TODO:", "TBD:", "FIXME:" };

static struct stretch
stretch_of(const char *text)
{
	return (struct stretch){ text, text + strlen(text) };
}

/* The next line of a text, and the text without it; false behind the last. */
static bool
take_line(struct stretch *text, struct stretch *line)
{
	const char *newline;

	if (!text->at)
		return false;
	newline = memchr(text->at, '\n', (size_t)(text->end - text->at));
	*line = (struct stretch){ text->at, newline ? newline : text->end };
	text->at = newline ? newline + 1 : NULL;
	return true;
}

/* The next letter or digit, lower case, and the text behind it; 0 at its end. */
static gunichar
take_letter(struct stretch *text)
{
	while (text->at < text->end) {
		const unsigned char byte = (unsigned char)*text->at;
		gunichar c;

		if (byte < 0x80) {
			text->at++;
			if (g_ascii_isalnum(text->at[-1]))
				return (gunichar)g_ascii_tolower(text->at[-1]);
			continue;
		}
		c = g_utf8_get_char(text->at);
		text->at = g_utf8_next_char(text->at);
		if (g_unichar_isalnum(c))
			return g_unichar_tolower(c);
	}
	return 0;
}

static bool
has_words(struct stretch text)
{
	return take_letter(&text) != 0;
}

static bool
is_same_words(struct stretch a, struct stretch b)
{
	gunichar c;

	do {
		c = take_letter(&a);
		if (c != take_letter(&b))
			return false;
	} while (c);
	return true;
}

static bool
is_placeholder(struct stretch line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
		if (is_same_words(line, stretch_of(placeholders[i])))
			return true;
	return false;
}

bool
text_is_placeholder(const char *text)
{
	const struct stretch all = stretch_of(text);

	return text[0] && (!has_words(all) || is_placeholder(all));
}

static bool
is_to_be_written(struct stretch line)
{
	for (size_t i = 0; i < G_N_ELEMENTS(placeholder_prefixes); i++) {
		const size_t length = strlen(placeholder_prefixes[i]);

		if ((size_t)(line.end - line.at) >= length && memcmp(line.at, placeholder_prefixes[i], length) == 0)
			return true;
	}
	return false;
}

/* Past "- ", "1. ", "- [ ] " and "<!--" of a line of the template. */
static struct stretch
without_markers(struct stretch line)
{
	const char *at = line.at;

	at += strspn(at, " \t");
	if (g_str_has_prefix(at, "<!--"))
		at += strlen("<!--");
	else if (g_ascii_isdigit(at[0]))
		at += strspn(at, "0123456789") + (at[strspn(at, "0123456789")] == '.');
	else
		at += strspn(at, "-*+>#");
	at += strspn(at, " \t");
	if (g_str_has_prefix(at, "[ ]"))
		at += strlen("[ ]");
	return (struct stretch){ MIN(at, line.end), line.end };
}

/* Whether a text is all of the template's words, or one of its lines. */
static bool
is_prompt(struct stretch text, const char *prompt)
{
	struct stretch rest = stretch_of(prompt), line;

	if (!has_words(text))
		return false;
	if (is_same_words(text, rest))
		return true;
	while (take_line(&rest, &line))
		if (is_same_words(text, without_markers(line)))
			return true;
	return false;
}

static bool
is_line_content(struct stretch line, const struct kind_section *kind)
{
	/* "TODO: add an index" is an action item as good as any */
	const bool to_be_written = strcmp(kind->id, "action_items") != 0 && is_to_be_written(line);

	return has_words(line) && !is_placeholder(line) && !to_be_written && !(kind->prompt && is_prompt(line, kind->prompt));
}

static bool
has_image(const struct markdown *body, const struct block_row *block)
{
	for (uint32_t i = 0; i < block->inline_count; i++)
		if (body->inlines[block->inline_row + i].kind == INLINE_IMAGE)
			return true;
	return false;
}

static bool
has_head_parent(const struct markdown *body, const struct block_row *block)
{
	return block->parent != ROW_NONE && body->blocks[block->parent].flags & BLOCK_HEAD;
}

/* Whether a block has text of its own that may be content. */
static bool
is_leaf(const struct markdown *body, const struct block_row *block)
{
	switch (block->kind) {
	case BLOCK_PARAGRAPH:
	case BLOCK_CODE:
	case BLOCK_HTML:
		return true;
	case BLOCK_CELL:
		return !has_head_parent(body, block);
	default:
		return false;
	}
}

static bool
is_block_content(const struct markdown *body, const struct block_row *block, const struct kind_section *kind)
{
	struct stretch text, line;

	if (!is_leaf(body, block))
		return false;
	if (has_image(body, block))
		return true;
	text = stretch_of(markdown_text(body, block->text));
	if (kind->prompt && is_prompt(text, kind->prompt))
		return false;
	while (take_line(&text, &line))
		if (is_line_content(line, kind))
			return true;
	return false;
}

bool
section_is_empty(const struct markdown *body, const struct kind_section *kind, uint32_t first_row, uint32_t end_row)
{
	for (uint32_t row = first_row; row < end_row; row++)
		if (is_block_content(body, &body->blocks[row], kind))
			return false;
	return true;
}
