/*
 * record: all that is known of one document, as one flat block.
 *
 * Parsing is a pure function from bytes to a record.  A record has no pointers:
 * it can come from another process or from a file.  It holds the front matter's tree, the
 * body's rows, and the complaints that reading gave rise to.  record_check
 * must hold before a record from elsewhere is read: every index and offset is
 * then known to be inside.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"
#include "read/frontmatter.h"
#include "read/markdown.h"
#include "read/yaml.h"

struct pool;
struct record;

/* Reads a document.  Never NULL: what can't be read is a complaint in the record.  What is needed only
 * meanwhile comes from scratch, which may be the same pool, and is left there. */
const struct record *record_make(struct pool *pool, struct pool *scratch, const struct source *source);

/* The record of a document that was not read to its end: nothing but document/too-expensive,
 * with this message, at its first line. */
const struct record *record_refuse(struct pool *pool, const struct source *source, const char *message);

size_t record_size(const struct record *record);

/* Whether bytes[size], aligned as malloc aligns, are a record of this version for a source of
 * source_size bytes: then no accessor reads outside or without end, and all text is UTF-8. */
bool record_check(const void *bytes, size_t size, size_t source_size);

/* What it holds, as views that live as long as the record. source is the document's. */
struct frontmatter record_frontmatter(const struct record *record);
struct yaml record_yaml(const struct record *record, const struct source *source);
struct markdown record_markdown(const struct record *record, const struct source *source);

/* Whether reading gave rise to a complaint of a rule. */
bool record_complains_of(const struct record *record, enum rule rule);

/* Adds the record's complaints to findings. */
void record_complain(const struct record *record, const struct source *source, struct findings *findings);
