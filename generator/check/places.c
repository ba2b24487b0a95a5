#include "check/places.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

struct span
place_title(const struct document *document)
{
	return document->title.span.source ? document->title.span : span_file(document->source);
}

struct span
place_field(const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);
	const struct span none = SPAN_NONE;
	const struct span spans[] = {
		value ? value->text.span : none,
		value ? value->moment.span : none,
		value ? value->length.span : none,
		value ? value->texts.span : none,
		value ? value->key : none,
	};

	for (size_t i = 0; i < G_N_ELEMENTS(spans); i++)
		if (spans[i].source)
			return spans[i];
	return place_title(document);
}

bool
has_key(const struct document *document, const char *name)
{
	const struct yaml_node *root = yaml_root(&document->yaml);

	return root && root->kind == YAML_MAPPING && yaml_get_key(&document->yaml, root, name);
}

struct span
place_first_line(struct span span)
{
	struct span line;

	if (!span.source)
		return span;
	line = source_line(span.source, span.start);
	if (line.end < span.end && line.end >= span.start)
		span.end = line.end;
	return span;
}

struct span
place_in_code(const struct document *document, const struct inline_row *code, size_t start, size_t end)
{
	const char *text = markdown_text(&document->body, code->target);
	const char *bytes = document->source->bytes + code->target_start;

	/* Line ends and entities make the source differ from the code. */
	if (code->target_end - code->target_start != code->target.length || memcmp(bytes, text, code->target.length) != 0)
		return markdown_inline_span(&document->body, code);
	return span_of(document->source, code->target_start + start, code->target_start + end);
}

const char *
section_words(struct pool *pool, const struct document *document, const struct section *section)
{
	return markdown_gather(pool, &document->body, section->first_row, section->end_row);
}

const struct section *
filled_section(const struct document *document, const char *id)
{
	const struct section *section = document_section(document, id);

	return section && !section->empty ? section : NULL;
}

bool
language_is_command(const char *language)
{
	static const char *const languages[] = {
		"sh", "bash", "shell", "zsh", "fish", "ksh", "console", "terminal", "shell-session", "shellsession", "sh-session",
		"powershell", "ps1", "pwsh", "bat", "cmd", "sql", "psql", "pgsql", "postgresql", "mysql", "promql", "logql", "redis",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		if (text_equal_nocase(languages[i], language))
			return true;
	return false;
}
