/*
 * promql: the pieces of a PromQL expression, so that a page can tell them apart.
 *
 * Not a parser: what is no PromQL comes out in pieces as well, and all of them together are the
 * text.  Lexical rules: https://prometheus.io/docs/prometheus/latest/querying/basics/
 */
#pragma once

#include <stddef.h>

#include "render/data.h"

struct pool;

enum promql_kind {
	PROMQL_PLAIN,
	PROMQL_STRING,
	PROMQL_NUMBER,   /* durations, too */
	PROMQL_COMMENT,
	PROMQL_FUNCTION, /* a name before "(" */
	PROMQL_KEYWORD,  /* by, without, on, and, or, unless, offset … */
};

struct promql_piece {
	enum promql_kind kind;
	size_t length;
};

/* The piece that text, which is not empty, begins with. */
struct promql_piece promql_next(const char *text);

/* [{kind, text}], kind null for what is plain; neighbours that are plain are one. */
struct data *promql_data(struct pool *pool, const char *text);
