/*
 * fuzz-check: a small site (tests/fuzz/site) in which any bytes stand in for one document: it is linked
 * and checked.  The first byte picks the document.
 */
#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "check/areas.h"
#include "model/link.h"
#include "model/site.h"
#include "read/cache.h"
#include "read/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct {
	size_t document;
	const char *bytes;
	size_t size;
} given;

/* In the place of read/cache.c's: no worker and no file stands between the bytes and their record. */
void
cache_read(struct pool *pool, const char *directory, const char *const *paths, size_t count, size_t limit,
    const struct workers_options *options, struct reading *readings)
{
	(void)options;
	for (size_t i = 0; i < count; i++) {
		readings[i] = (struct reading){ 0 };
		if (i == given.document % count)
			readings[i].source = source_new(pool, paths[i], given.bytes, given.size);
		else
			readings[i].source = source_read(pool, directory, paths[i], limit, &readings[i].problem);
		if (!readings[i].source)
			abort();
		readings[i].record = record_make(pool, pool, readings[i].source);
	}
}

static void
check_findings(const struct findings *findings)
{
	size_t count;
	const struct finding *const *list = findings_list(findings, &count);

	for (size_t i = 0; i < count; i++) {
		struct span span = list[i]->span;

		if (span.source && (span.start > span.end || span.end > span.source->size))
			__builtin_trap();
		if (!list[i]->message[0] || strchr(list[i]->message, '\n'))
			__builtin_trap();
		source_place(span.source, span.start);
	}
}

static void
check_links(const struct site *site)
{
	for (size_t i = 0; i < site->document_count; i++) {
		const struct document *document = site->documents[i];

		for (uint32_t j = 0; j < document->body.inline_count; j++) {
			const struct link *link = &document->links[j];

			if ((link->kind == LINK_DOCUMENT) && !link->document)
				__builtin_trap();
			if (link->path && (link->kind == LINK_ASSET) && (*link->path == '/' || strncmp(link->path, "../", 3) == 0))
				__builtin_trap();
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct site_options options = { .directory = "tests/fuzz/site", .at = "2026-03-21T12:00:00Z", .drafts = true, .jobs = 1 };
	struct pool *pool = pool_new();
	struct findings *findings = findings_new(pool);
	char *copy = pool_alloc(pool, size + 1);
	const char *problem = NULL;
	struct site *site;

	if (size)
		memcpy(copy, bytes + 1, size - 1);
	given.document = size ? bytes[0] : 0;
	given.bytes = copy;
	given.size = size ? size - 1 : 0;
	site = site_load(pool, findings, &options, &problem);
	if (!site)
		abort();
	link_site(pool, site);
	check_site(pool, site, findings);
	findings_settle(findings, &(struct settlement){ .now = site->now });
	check_findings(findings);
	check_links(site);
	pool_free(pool);
	return 0;
}
