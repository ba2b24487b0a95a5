/*
 * fuzz-frontmatter: any bytes as a document whose front matter is read, of the kind that the first
 * byte picks.  What a field says must stand where it says so.
 */
#include "model.h"
#include "read/frontmatter.h"

static const char *const paths[] = {
	"content/runbooks/a.md", "content/incidents/2026-03-21-a.md", "content/maintenance/a.md", "content/postmortems/a.md",
	"content/gamedays/a.md", "content/handoffs/a.md", "content/guides/a.md", "content/index.md",
};

static void
check_place(const struct document *document)
{
	const struct frontmatter *front = &document->frontmatter;

	if (front->present && (front->start > front->end || front->end > front->body || front->body > document->source->size))
		__builtin_trap();
}

static void
check_values(const struct document *document)
{
	for (size_t i = 0; i < document->value_count; i++) {
		const struct value *value = &document->values[i];

		fuzz_span(value->key);
		fuzz_span(value->text.span);
		fuzz_span(value->number.span);
		fuzz_span(value->flag.span);
		fuzz_span(value->moment.span);
		fuzz_span(value->length.span);
		for (size_t j = 0; j < value->texts.count; j++)
			fuzz_span(value->texts.items[j].span);
		if (value->length.seconds < DURATION_NONE || value->length.seconds > DURATION_MAX)
			__builtin_trap();
		if (!value->field || !document_value(document, value->field->name))
			__builtin_trap();
	}
}

/* An alias names a page below the root, or none. */
static void
check_aliases(struct pool *pool, const struct document *document)
{
	for (size_t i = 0; i < document->aliases.count; i++) {
		const char *output = document_alias_output(pool, document, document->aliases.items[i].s);

		if (output && (*output == '/' || strcmp(output, "..") == 0 || strncmp(output, "../", 3) == 0 || strstr(output, "/../")))
			__builtin_trap();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *path = paths[size ? bytes[0] % (sizeof paths / sizeof *paths) : 0];
	struct fuzz fuzz = fuzz_document(path, size ? bytes + 1 : bytes, size ? size - 1 : 0);

	check_place(fuzz.document);
	check_values(fuzz.document);
	check_aliases(fuzz.pool, fuzz.document);
	for (size_t i = 0; i < fuzz.document->section_count; i++)
		fuzz_span(fuzz.document->sections[i].span);
	fuzz_span(fuzz.document->title.span);
	fuzz_span(document_end_span(fuzz.document, ROW_NONE));
	document_file_day(fuzz.document, zone_utc());
	pool_free(fuzz.pool);
	return 0;
}
