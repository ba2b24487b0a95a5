/*
 * search_parts: what the files of search share; nobody else includes it.
 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "render/search.h"

struct pool;

/* ---- search_terms.c: the terms of many numbered things ---- */

/* A term and the numbers of the things in which it occurs, as they are written. */
struct search_term {
	const char *term, *postings; /* no NUL behind the term */
	size_t length, size;
};

/* What is being read: terms are taken from its texts. */
struct term_reader;
void read_terms(struct term_reader *reader, const char *text, size_t length, unsigned field);
/* The same of terms that are known (read/terms); often stands for input.often times. */
void take_terms(struct term_reader *reader, const char *packed, size_t size, unsigned field);

/* Things 0 to count, each read by a function that threads call at once. */
struct term_input {
	unsigned jobs;
	size_t count;
	const void *data;
	void (*read)(struct term_reader *reader, const void *data, size_t number);
	unsigned marks;    /* a posting is marks × (numbers passed over) + mark */
	unsigned often;    /* 0: the mark is the smallest field of the term in the thing; else whether it occurs so many times */
	size_t everywhere; /* a term in more things has no postings */
};

/* All terms in the order of their bytes; in the pool. */
const struct search_term *search_terms(struct pool *pool, const struct term_input *input, size_t *count);

/* ---- search_index.c ---- */

/* The call with the first tier; pieces: a line for each. */
void write_index(struct pool *pool, const struct search_input *input, const char *pieces, GString *out);

/* ---- search.c ---- */

/* Terms from the first one on as "terms" and "postings", up to about limit bytes; gives how many. */
size_t write_terms(const struct search_term *terms, size_t count, size_t limit, GString *written, GString *postings);
