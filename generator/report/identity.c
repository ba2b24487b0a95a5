#include "report/identity.h"

#include "base/findings.h"
#include "base/pool.h"
#include "base/text.h"
#include "report/excerpt.h"

#include <glib.h>
#include <string.h>

#define LONGEST_SOURCE 400 /* bytes of a line that are kept: enough to tell lines apart */
#define HASH_DIGITS 6

static const char *
without_numbers(struct pool *pool, const char *message)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (; *message; message++)
		if (!g_ascii_isdigit(*message))
			g_string_append_c(text, *message);
		else if (text->len == 0 || text->str[text->len - 1] != '#')
			g_string_append_c(text, '#');
	return pool_strdup(pool, text->str);
}

static const char *
hash_of(struct pool *pool, const char *bytes, size_t size)
{
	g_autofree char *hash = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const unsigned char *)bytes, size);

	return pool_printf(pool, "sha256:%.*s", HASH_DIGITS, hash);
}

/* UTF-8 without control characters, as a baseline takes it; length -1: to the NUL. */
static char *
clean(const char *bytes, gssize length)
{
	char *text = g_utf8_make_valid(bytes, length);

	for (char *at = text; *at; at++)
		if (g_ascii_iscntrl(*at))
			*at = ' ';
	return text;
}

static const char *
source_text(struct pool *pool, const struct span *span, const struct secrets *secrets)
{
	const struct span at = { span->source, span->start, span->start };

	if (!span->source)
		return "";

	struct span line = source_line(span->source, span->start);
	const char *bytes = span->source->bytes + line.start;

	if (secrets_touch(secrets, &at))
		return hash_of(pool, bytes, line.end - line.start);

	g_autofree char *text = clean(bytes, (gssize)MIN(line.end - line.start, LONGEST_SOURCE));

	return text_squeeze(pool, text, strlen(text));
}

static const char *
document_path(struct pool *pool, const struct finding *finding)
{
	const char *path = finding->span.source ? finding->span.source->path : finding->file;
	g_autofree char *text = clean(path ? path : "", -1);

	return pool_strdup(pool, text);
}

struct identity
identity_of(struct pool *pool, const struct finding *finding, const struct secrets *secrets)
{
	const struct rule_text *rule = &rule_texts[finding->rule];

	return (struct identity){
		.rule = rule->id,
		.document = document_path(pool, finding),
		.message = rule->due ? "" : without_numbers(pool, finding->message),
		.source = source_text(pool, &finding->span, secrets),
	};
}

const char *
identity_key(struct pool *pool, const struct identity *identity)
{
	return pool_printf(pool, "%s\n%s\n%s\n%s", identity->document, identity->rule, identity->source, identity->message);
}

int
identity_compare(const struct identity *a, const struct identity *b)
{
	int order = strcmp(a->document, b->document);

	if (order == 0)
		order = strcmp(a->rule, b->rule);
	if (order == 0)
		order = strcmp(a->source, b->source);
	return order ? order : strcmp(a->message, b->message);
}
