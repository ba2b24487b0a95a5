#include "read/frontmatter.h"

#include <string.h>

/* The byte behind the line that begins at at, its end of line included. */
static size_t
next_line(const struct source *source, size_t at)
{
	while (at < source->size && source->bytes[at] != '\n' && source->bytes[at] != '\r')
		at++;
	if (at + 1 < source->size && source->bytes[at] == '\r' && source->bytes[at + 1] == '\n')
		return at + 2;
	return at < source->size ? at + 1 : at;
}

/* Three hyphens and nothing else but blanks behind them. */
static bool
is_fence(const struct source *source, size_t start, size_t end)
{
	if (end - start < 3 || memcmp(source->bytes + start, "---", 3) != 0)
		return false;
	for (size_t at = start + 3; at < end; at++)
		if (!strchr(" \t\r\n", source->bytes[at]) || source->bytes[at] == '\0')
			return false;
	return true;
}

static struct frontmatter
complain_unclosed(struct findings *findings, const struct source *source, size_t start, size_t body)
{
	struct finding *finding = finding_add(findings, RULE_FRONT_UNCLOSED, span_of(source, start, start + 3),
	    "the front matter that begins here is never closed");

	finding_help(finding, "end it with a line '---'");
	return (struct frontmatter){ .start = body, .end = body, .body = body };
}

struct frontmatter
frontmatter_find(struct findings *findings, const struct source *source)
{
	size_t start = source->size >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	size_t first = next_line(source, start);

	if (!is_fence(source, start, first))
		return (struct frontmatter){ .start = start, .end = start, .body = start };
	for (size_t at = first; at < source->size;) {
		size_t next = next_line(source, at);

		if (is_fence(source, at, next))
			return (struct frontmatter){ .present = true, .start = first, .end = at, .body = next };
		at = next;
	}
	return complain_unclosed(findings, source, start, first);
}
