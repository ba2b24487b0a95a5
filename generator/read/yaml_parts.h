/*
 * yaml_parts: what the parts of yaml share; nobody else includes this.
 */
#pragma once

#include "read/yaml.h"

#include <glib.h>
#include <yaml.h>

enum { LEVELS_MAX = 64 };

/* A collection that is still being read. */
struct frame {
	uint32_t node;
	uint32_t last;   /* its last child so far, or YAML_NONE */
	uint32_t count;  /* children */
	uint32_t total;  /* nodes below, with aliases followed */
	uint32_t height; /* levels below, likewise */
	bool flow;
	struct anchor *anchor;
};

struct anchor {
	uint32_t node;
	uint32_t total, height;
	bool open; /* its collection has not ended */
};

struct reader {
	struct pool *pool;
	struct findings *findings;
	const struct source *source;
	size_t start, end;
	bool ascii;
	size_t cursor_index, cursor_byte; /* a character and the byte where it begins */
	yaml_parser_t parser;
	GArray *nodes;       /* struct yaml_node */
	GString *strings;
	GArray *keys;        /* uint32_t, scratch of find_duplicates */
	GHashTable *anchors; /* name → struct anchor, made when first needed */
	struct frame frames[LEVELS_MAX];
	size_t depth;
	uint32_t alias_nodes; /* that following aliases would add */
	size_t quote_start, quote_end; /* the last scalar in quotes */
	size_t scalar_end;             /* of the last one */
	bool failed;
};

/* ---- yaml_place.c ---- */

/* The byte of a character, by which libyaml counts. */
size_t yaml_byte(struct reader *reader, size_t index);

bool yaml_is_blank(char byte);
bool yaml_is_break(char byte);

/* The byte behind the last that is no blank, at least start. */
size_t yaml_trim_end(const struct reader *reader, size_t start, size_t end);
size_t yaml_line_start(const struct reader *reader, size_t at);
size_t yaml_line_end(const struct reader *reader, size_t at);
size_t yaml_skip_blanks(const struct reader *reader, size_t at);

/* The word at at, for a span: at least one character where the line has one. */
size_t yaml_word_end(const struct reader *reader, size_t at);

/* The rest of the line from at, shortened, for a message.  Free with g_free. */
char *yaml_show_rest(const struct reader *reader, size_t at);

/* A complaint: what is read then is of no use. */
struct finding *yaml_refuse(struct reader *reader, enum rule rule, size_t start, size_t end, const char *message);

/* ---- yaml_explain.c ---- */

/* Complains of what libyaml's parser has just failed at. */
void yaml_explain(struct reader *reader);
