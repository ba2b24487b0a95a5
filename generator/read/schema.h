/*
 * schema: tables that say what a YAML mapping may hold → typed structs.
 *
 * A struct describes itself by a table of fields; schema_read fills it from a
 * mapping and adds findings: front/bad-value at the value, front/unknown-key
 * at the key with the nearest known one, front/missing-field at the
 * mapping's key or first line, front/comment-value.  What is wrong stays unset.  A value that came from a
 * file keeps its span beside it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"
#include "base/time.h"
#include "read/yaml.h"

struct pool;

/* Values with their places. */
struct text {
	const char *s; /* NULL: absent */
	struct span span;
};
struct texts {
	const struct text *items;
	size_t count;
	bool given;
	struct span span;
};
struct number {
	double n;
	bool given;
	struct span span;
};
struct flag {
	bool on, given;
	struct span span;
};
struct moment {
	struct stamp stamp; /* stamp.at TIME_NONE: absent or wrong */
	struct span span;
};
struct length {
	int64_t seconds; /* DURATION_NONE: absent or wrong */
	struct span span;
};
struct short_length {
	int64_t milliseconds; /* DURATION_NONE: absent or wrong */
	struct span span;
};

enum field_type {
	FIELD_TEXT,     /* struct text */
	FIELD_TEXTS,    /* struct texts; a lone scalar is a list of one */
	FIELD_NUMBER,   /* struct number */
	FIELD_FLAG,     /* struct flag */
	FIELD_TIME,     /* struct moment */
	FIELD_DATE,     /* struct moment, without a time of day */
	FIELD_DURATION, /* struct length */
	FIELD_SHORT_DURATION, /* struct short_length: "800ms" as well */
	FIELD_URL,      /* struct text: http or https */
	FIELD_ZONE,     /* struct text: an IANA zone, else schedule/bad-zone */
	FIELD_CHOICE,   /* struct text: one of choices */
	FIELD_NODE,     /* const struct yaml_node *: as it is */
	FIELD_STRUCT,   /* a struct described by of, in place; with a bool or span of its own to tell it is there */
	FIELD_STRUCTS,  /* struct list { void *items; size_t count; } of structs described by of */
};

enum field_flag {
	FIELD_REQUIRED = 1,
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	unsigned flags;
	const char *const *choices;  /* NULL-terminated */
	const struct schema *of;
	int refers;                  /* what the text names: an enum of the model; 0: nothing */
};

struct schema {
	const char *what;           /* "a person", for messages */
	const struct field *fields; /* ends with a NULL name */
	size_t size;                /* of the struct */
	size_t span_offset;         /* of a struct span that takes the mapping's place, or SCHEMA_NO_SPAN */
	bool open;                  /* unknown keys are no finding */
};
#define SCHEMA_NO_SPAN SIZE_MAX

struct list {
	void *items;
	size_t count;
};

/* A text that names something elsewhere, collected while reading and resolved when all is read. */
struct reference {
	int refers;
	struct text text;
};

struct references; /* a growing list */
struct references *references_new(struct pool *pool);
void references_add(struct references *references, int refers, struct text text);
void references_take(struct references *references, const struct references *others);
const struct reference *references_list(const struct references *references, size_t *count);

struct schema_context {
	struct pool *pool;
	struct findings *findings;
	struct references *references; /* or NULL */
	const struct zone *zone;       /* for times without one */
};

/* Fills out (cleared by it) from node, which must be a mapping or empty; false, with a finding, where it is
 * neither.  what_span: where a missing field is complained of (the key that leads here). */
bool schema_read(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, struct span what_span, const struct schema *schema, void *out);

/*
 * One value of a type into out, with findings; field->name is its key in messages, and
 * field->flags and offset don't matter.  True when a value was set: an empty node sets none
 * and is no finding by itself, unless a comment stands in its place.
 */
bool schema_read_value(const struct schema_context *context, const struct yaml *yaml, const struct yaml_node *node, const struct field *field, void *out);

/* front/unknown-key for a key that a table outside of a schema does not know; what: "a service";
 * known ends with NULL. */
void schema_unknown_key(const struct schema_context *context, struct span span, const char *name, const char *what, const char *const *known);
