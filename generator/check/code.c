#include "check/code.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "check/places.h"
#include "check/secrets.h"
#include "check/typography.h"

/* One block of code under examination. */
struct block {
	const struct check *check;
	const struct document *document;
	const struct block_row *row;
	const char *language, *code;
	size_t length;
};

static struct span
span_in(const struct block *block, size_t start, size_t end)
{
	return markdown_text_span(&block->document->body, block->row, start, end);
}

static size_t
line_end(const struct block *block, size_t start)
{
	const char *end = memchr(block->code + start, '\n', block->length - start);

	return end ? (size_t)(end - block->code) : block->length;
}

static void
check_language(const struct block *block)
{
	if (!(block->row->flags & BLOCK_FENCED) || *block->language)
		return;
	finding_help(finding_add(block->check->findings, RULE_CODE_NO_LANGUAGE,
	                 place_first_line(markdown_block_span(&block->document->body, block->row)),
	                 "the code block names no language"),
	    "write it behind the fence: ```sh for commands to copy, ```text for output");
}

/* Where the first prompt is, or NULL. */
static const char *
find_prompt(const struct block *block)
{
	const char *prompt = strstr(block->code, "\n$ ");

	if (strncmp(block->code, "$ ", 2) == 0)
		return block->code;
	return prompt ? prompt + 1 : NULL;
}

/* Whether a line of a session is no command but output. */
static bool
is_output(const struct block *block, size_t start)
{
	return strncmp(block->code + start, "$ ", 2) != 0 && strncmp(block->code + start, "> ", 2) != 0;
}

/* The first such character of each line. */
static void
check_typography(const struct block *block)
{
	bool is_session = find_prompt(block) != NULL;
	struct typographic found;

	if (!language_is_command(block->language))
		return;
	for (size_t from = 0; typographic_find(block->code, block->length, from, &found); from = line_end(block, found.end)) {
		size_t start = found.start;

		while (start > 0 && block->code[start - 1] != '\n')
			start--;
		if (is_session && is_output(block, start))
			continue;
		finding_help(finding_add(block->check->findings, RULE_CODE_TYPOGRAPHY, span_in(block, found.start, found.end),
		                 "%s in a command: no shell understands it", found.name),
		    *found.plain ? "write '%s'" : "take it out%s", found.plain);
	}
}

static void
complain_of_direction(const struct check *check, struct span span, const char *text, const struct typographic *found)
{
	finding_help(finding_add(check->findings, RULE_CODE_TYPOGRAPHY, span, "%s in code (U+%04X): what is read is not what runs", found->name,
	                 g_utf8_get_char(text + found->start)),
	    "take it out");
}

/* In strings and comments as well: they are where such characters hide. */
static void
check_direction(const struct block *block)
{
	struct typographic found;

	for (size_t from = 0; direction_find(block->code, block->length, from, &found); from = line_end(block, found.end))
		complain_of_direction(block->check, span_in(block, found.start, found.end), block->code, &found);
}

/* Whether every line is a command, the rest of one, a comment or blank. */
static bool
is_commands_only(const struct block *block)
{
	bool continued = false;

	for (size_t start = 0; start < block->length; start = line_end(block, start) + 1) {
		size_t end = line_end(block, start);
		const char *line = block->code + start;

		if (end > start && !continued && *line != '#' && is_output(block, start))
			return false;
		continued = end > start && block->code[end - 1] == '\\';
	}
	return true;
}

static void
check_prompt(const struct block *block)
{
	const char *prompt = find_prompt(block);
	size_t at;

	if (!prompt || (*block->language && !language_is_command(block->language)) || !is_commands_only(block))
		return;
	at = (size_t)(prompt - block->code);
	finding_help(finding_add(block->check->findings, RULE_CODE_PROMPT, span_in(block, at, at + 2),
	                 "a prompt before a command in a block that shows no output"),
	    "leave the \"$ \" out, so that the command can be copied");
}

static void (*const rules[])(const struct block *block) = {
	check_language,
	check_typography,
	check_direction,
	check_prompt,
};

static void
check_blocks(const struct check *check, const struct document *document)
{
	const struct markdown *body = &document->body;

	for (uint32_t i = 0; i < body->block_count; i++) {
		const struct block_row *row = &body->blocks[i];
		struct block block = { check, document, row, markdown_text(body, row->info), markdown_text(body, row->text), row->text.length };

		for (size_t k = 0; k < G_N_ELEMENTS(rules) && row->kind == BLOCK_CODE; k++)
			rules[k](&block);
	}
}

/* Code between words. */
static void
check_inlines(const struct check *check, const struct document *document)
{
	const struct markdown *body = &document->body;

	for (uint32_t i = 0; i < body->inline_count; i++) {
		const struct inline_row *row = &body->inlines[i];
		const char *code = row->kind == INLINE_CODE ? markdown_text(body, row->target) : "";
		struct typographic found;

		if (direction_find(code, strlen(code), 0, &found))
			complain_of_direction(check, markdown_inline_span(body, row), code, &found);
	}
}

static void
check_secrets(const struct check *check, const struct secret_patterns *patterns, const struct source *source)
{
	struct secret secret;

	if (!source)
		return;
	secrets_begin(patterns, source->bytes, source->size);
	for (size_t from = 0; secrets_next(patterns, source->bytes, from, &secret); from = secret.end) {
		const char *hint = secret_hint(check->pool, source->bytes + secret.start, secret.end - secret.start);

		finding_help(finding_add(check->findings, RULE_CODE_SECRET, span_of(source, secret.start, secret.end),
		                 "this looks like %s: \"%s\"", secret.what, hint),
		    "replace it where it is in use, since the history keeps it; write here where it is kept, or <PASSWORD>");
	}
}

void
check_code(const struct check *check)
{
	const struct site *site = check->site;
	const struct secret_patterns *patterns = secret_patterns_new(check->pool);

	for (size_t i = 0; i < site->document_count; i++) {
		check_blocks(check, site->documents[i]);
		check_inlines(check, site->documents[i]);
		check_secrets(check, patterns, site->documents[i]->source);
	}
	for (size_t i = 0; i < site->registers->source_count; i++)
		check_secrets(check, patterns, site->registers->sources[i]);
	check_secrets(check, patterns, site->config->source);
}
