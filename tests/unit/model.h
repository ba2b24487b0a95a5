/*
 * What tests of the model share: documents and registers made of texts.
 */
#pragma once

#include <glib.h>
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

/* Everything a test's documents need; config may be changed before documents are made. */
struct bench {
	struct pool *pool;
	struct findings *findings;
	struct references *references;
	struct config config;
	const struct kinds *kinds;
	const struct registers *registers;
	bool settled;
};

static G_GNUC_UNUSED struct bench
bench_new(void)
{
	struct bench bench = { .pool = pool_new() };
	const char *problem = NULL;
	const struct config *config;

	bench.findings = findings_new(bench.pool);
	bench.references = references_new(bench.pool);
	config = config_read(bench.pool, bench.findings, bench.references, "/nowhere", &problem);
	g_assert_nonnull(config);
	bench.config = *config;
	bench.kinds = kinds_read(bench.pool, bench.findings, &bench.config);
	return bench;
}

static G_GNUC_UNUSED void
bench_free(struct bench *bench)
{
	pool_free(bench->pool);
}

static G_GNUC_UNUSED const struct document *
bench_document(struct bench *bench, const char *path, const char *text)
{
	const struct source *source = source_new(bench->pool, path, text, strlen(text));
	const struct record *record = record_make(bench->pool, bench->pool, source);

	return document_make(bench->pool, bench->findings, bench->references, &bench->config, bench->kinds, source, record);
}

/* Reads the registers that all later documents know. */
G_GNUC_UNUSED static void
bench_registers(struct bench *bench, const char *text)
{
	const struct source *source = source_new(bench->pool, "content/registers.yaml", text, strlen(text));

	bench->registers = registers_read(bench->pool, bench->findings, bench->references, &bench->config, &source, 1);
}

/* The bytes of a span, for comparing. */
G_GNUC_UNUSED static const char *
bench_words(const struct bench *bench, struct span span)
{
	return span.source ? pool_strndup(bench->pool, span.source->bytes + span.start, span.end - span.start) : NULL;
}

/* The instant of a strict text, in UTC. */
G_GNUC_UNUSED static int64_t
bench_at(const char *text)
{
	struct stamp stamp;

	g_assert_true(stamp_read(text, strlen(text), zone_utc(), &stamp, NULL));
	return stamp.at;
}

/* How often a rule was broken, and where first. */
G_GNUC_UNUSED static size_t
bench_count(struct bench *bench, enum rule rule, struct span *first)
{
	const struct settlement settlement = { 0 };
	const struct finding *const *list;
	size_t count, found = 0;

	if (!bench->settled)
		findings_settle(bench->findings, &settlement);
	bench->settled = true;
	list = findings_list(bench->findings, &count);
	for (size_t i = 0; i < count; i++) {
		if (list[i]->rule != rule)
			continue;
		if (found++ == 0 && first)
			*first = list[i]->span;
	}
	return found;
}
