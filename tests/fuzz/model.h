/* What the targets of the model share: one document of a folder, made of bytes. */
#pragma once

#include <stdint.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "base/source.h"
#include "base/time.h"
#include "model/config.h"
#include "model/document.h"
#include "model/kind.h"
#include "model/register.h"
#include "read/record.h"
#include "read/schema.h"

static const char fuzz_registers[] =
    "people: {dana: {name: Dana Reyes}, lee: {name: Lee Park}}\n"
    "teams: {payments: {name: Payments}}\n"
    "services: {payments-api: {name: API, component: {name: Payments}}, checkout: {name: Checkout, component: {name: Shop}}}\n";

/* What is the same for every input, made once. */
struct fuzz_site {
	struct pool *pool;
	const struct config *config;
	const struct kinds *kinds;
	const struct registers *registers;
};

struct fuzz {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
};

static const struct fuzz_site *
fuzz_site(void)
{
	static struct fuzz_site site;
	struct findings *findings;
	struct references *references;
	const struct source *names;
	const char *problem;

	if (site.pool)
		return &site;
	site.pool = pool_new();
	findings = findings_new(site.pool);
	references = references_new(site.pool);
	names = source_new(site.pool, "content/names.yaml", fuzz_registers, strlen(fuzz_registers));
	site.config = config_read(site.pool, findings, references, "/nowhere", &problem);
	site.kinds = kinds_read(site.pool, findings, site.config);
	site.registers = registers_read(site.pool, findings, references, site.config, &names, 1);
	return &site;
}

static struct fuzz
fuzz_document(const char *path, const uint8_t *bytes, size_t size)
{
	const struct fuzz_site *site = fuzz_site();
	struct fuzz fuzz = { .pool = pool_new(), .config = site->config, .registers = site->registers };
	struct findings *findings = findings_new(fuzz.pool);
	struct references *references = references_new(fuzz.pool);
	char *copy = pool_alloc(fuzz.pool, size + 1);
	const struct source *source;

	if (size)
		memcpy(copy, bytes, size);
	source = source_new(fuzz.pool, path, copy, size);
	fuzz.document = document_make(fuzz.pool, findings, references, site->config, site->kinds, source, record_make(fuzz.pool, fuzz.pool, source));
	return fuzz;
}

/* A span that leaves its source is a bug. */
static void
fuzz_span(struct span span)
{
	if (span.source && (span.start > span.end || span.end > span.source->size))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
