/*
 * template_ops: a template as it is rendered: one flat array of operations.
 * Internal to template: made by template.c, run by template_render.c.
 *
 * Operations lie in the order of the source; what opens knows where its end
 * is, so that skipping is one assignment.
 *
 *   OP_SECTION … OP_NEXT       jump: behind the OP_NEXT; of OP_NEXT: its section's content
 *   OP_INVERTED …              jump: behind the content
 *   OP_BLOCK … (default)       jump: behind the content
 *   OP_PARENT (OP_ARGUMENT …)* jump: behind the last argument; of an argument: the next
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "render/data.h"
#include "render/template.h"

enum op_kind {
	OP_TEXT,     /* text */
	OP_VARIABLE, /* name, escaped */
	OP_RAW,      /* name */
	OP_SECTION,
	OP_NEXT,
	OP_INVERTED,
	OP_PARTIAL, /* target, or name of a dynamic one; text: its indentation */
	OP_PARENT,  /* the same */
	OP_BLOCK,   /* block; text: the indentation of what overrides it */
	OP_ARGUMENT,
};

/* One part of a dotted name. */
struct name_part {
	const char *bytes;
	uint32_t length, hash; /* data_hash */
};

struct template;

struct op {
	uint8_t kind;
	bool line_start; /* text: begins a line; argument: its content does */
	bool alone;      /* partial, parent, block: on a line of its own */
	bool dynamic;    /* partial, parent: of.name says which */
	uint16_t parts;  /* of the name; 0: the implicit iterator "." */
	uint32_t jump;
	uint32_t start, end; /* in the source: what findings point at */
	uint32_t text_length;
	const char *text;
	union {
		const struct name_part *name;
		const struct template *target; /* never NULL where not dynamic */
		const char *block;             /* one pointer for one name in a set */
	} of;
};

struct template
{
	const char *name;
	const struct source *source; /* NULL: does not exist */
	const struct op *ops;
	uint32_t count;
};

struct template_set {
	struct pool *pool;
	struct findings *findings;
	struct template_options options;
	GHashTable *templates; /* name → struct template */
	GHashTable *names;     /* of blocks, each once */
	GPtrArray *unread;     /* templates that were named and not yet parsed */
};
