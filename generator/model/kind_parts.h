/*
 * kind_parts: what the files of kind share; nobody else includes it.
 *
 * struct maker is made by kind.c, which has it read the built-in kinds and then those of
 * site.yaml; the drafts become kinds when both have been read.
 */
#pragma once

#include <glib.h>

#include "model/kind.h"
#include "read/yaml.h"

/* A kind while it is put together. */
struct draft {
	struct kind kind;
	GArray *fields;   /* struct kind_field */
	GArray *sections; /* struct kind_section */
	struct span folder; /* in site.yaml; SPAN_NONE: built in */
};

struct maker {
	struct schema_context context;
	struct pool *pool;
	const struct yaml *yaml;
	bool builtin;
	GPtrArray *drafts;
	GArray *common; /* struct kind_field */
};

/* ---- kind_read.c: a kind, and what the readers of its parts need ---- */

/* Adds, changes and takes away kinds as the mapping says; NULL is none. */
void kind_apply_kinds(const struct maker *maker, const struct yaml_node *mapping);

struct span kind_span_of_node(const struct maker *maker, const struct yaml_node *node);
struct finding *kind_bad_value(const struct maker *maker, struct span span, const char *message, const char *what);
bool kind_check_id(const struct maker *maker, const struct yaml_node *key);
const char *kind_title_of_id(struct pool *pool, const char *id);
bool kind_is_mapping(const struct maker *maker, const struct yaml_node *node, const char *what);
void kind_nothing_to_take(const struct maker *maker, const struct yaml_node *key, const char *what, const char *near);

/* ---- kind_fields.c: the same for fields and sections ---- */

void kind_apply_fields(const struct maker *maker, GArray *fields, const struct yaml_node *mapping, bool common);
void kind_apply_sections(const struct maker *maker, GArray *sections, const struct yaml_node *mapping);

/* ---- kind_heading.c ---- */

/* Heading → section, for kind_section_match; lives as long as the pool. */
const struct kind_index *kind_make_index(struct pool *pool, const struct kind *kind);
