/*
 * yaml: libyaml's events → a flat tree in which every node knows its bytes.
 *
 * The tree is rows that refer to each other by index and to text by offset, so
 * that it can be copied, sent and cached as it is.  Node 0 is the root.  A
 * mapping's children alternate: key, value, key, value.  An alias is a row of
 * its own (with its own place) that shares its target's children.
 *
 * Refused, with a finding at the place: syntax errors (front/syntax, in plain
 * words), a key twice in a mapping (front/duplicate-key, with the first place
 * as a note), more than 64 levels, 200,000 nodes, or 100,000 nodes after aliases are
 * followed, and an alias inside its own anchor (all document/too-expensive), several
 * documents in one stream unless asked for.  The merge key "<<" is not special.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"

struct pool;

#define YAML_NONE UINT32_MAX

enum yaml_kind {
	YAML_EMPTY,    /* nothing, "~" or "null", plain */
	YAML_SCALAR,
	YAML_SEQUENCE,
	YAML_MAPPING,
};

struct yaml_node {
	uint32_t start, end;   /* bytes of the source; a scalar's quotes are inside */
	uint32_t text, length; /* a scalar: offset in strings (NUL behind it), bytes */
	uint32_t first;        /* first child or YAML_NONE */
	uint32_t next;         /* next sibling or YAML_NONE */
	uint8_t kind;          /* enum yaml_kind */
	uint8_t quoted;        /* a scalar in quotes or a block scalar */
	uint8_t commented;     /* empty because "#" began a comment on its line */
	uint8_t reserved;
};

struct yaml {
	const struct yaml_node *nodes;
	uint32_t count; /* 0: the text was empty or could not be read */
	const char *strings;
	uint32_t strings_size;
	const struct source *source;
};

/* Reads bytes start..end of source.  After a syntax error the tree is empty. */
struct yaml yaml_read(struct pool *pool, struct findings *findings, const struct source *source, size_t start, size_t end);

/* The documents of a stream ("---" between them). */
const struct yaml *yaml_read_stream(struct pool *pool, struct findings *findings, const struct source *source, size_t *count);

/* The root, or NULL where there is none. */
const struct yaml_node *yaml_root(const struct yaml *yaml);

/* A mapping's value, NULL when absent; and its key's node. */
const struct yaml_node *yaml_get(const struct yaml *yaml, const struct yaml_node *mapping, const char *key);
const struct yaml_node *yaml_get_key(const struct yaml *yaml, const struct yaml_node *mapping, const char *key);

/* Walk: for (n = yaml_first(y, seq); n; n = yaml_next(y, n)).  In a mapping every other one is a value. */
const struct yaml_node *yaml_first(const struct yaml *yaml, const struct yaml_node *node);
const struct yaml_node *yaml_next(const struct yaml *yaml, const struct yaml_node *node);

/* The same from key to key of a mapping; yaml_next of a key is its value. */
const struct yaml_node *yaml_next_key(const struct yaml *yaml, const struct yaml_node *key);

/* A scalar's text; "" for an empty node; NULL for a sequence or mapping. */
const char *yaml_text(const struct yaml *yaml, const struct yaml_node *node);

struct span yaml_span(const struct yaml *yaml, const struct yaml_node *node);

/* "a list", "a mapping", "text", "nothing". */
const char *yaml_kind_name(const struct yaml_node *node);

/* A scalar that reads back as this text, between double quotes; and without them where that is safe. */
const char *yaml_quoted(struct pool *pool, const char *text);
const char *yaml_scalar(struct pool *pool, const char *text);
