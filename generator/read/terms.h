/*
 * terms: text → the terms by which a search finds it.
 *
 * A word is a run of letters, marks and digits, in which '_', '-' and '.' may join such runs
 * ("db-pool", "up.time").  Its term is the word in lower case, without accents: what NFKD
 * takes apart is compared without its marks.  Of a joined word and one in CamelCase each part
 * is a term, too, so that "HighErrorRate" and "db-pool" are found whole and by "error" and
 * "pool".  Parts of one letter, and of one or two digits, say nothing and are none.
 *
 * Where words have no blanks between them (Han, kana) each two neighbours are a term, and one that
 * stands alone is one.
 *
 * No term: what is longer than TERM_LIMIT bytes, and 16 and more hexadecimal digits in a row,
 * which are keys and sums that nobody types.
 *
 * The browser's half, static/handbook-search.js, folds what is typed in the same way.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

#define TERM_LIMIT 40 /* bytes */

typedef void terms_take(void *data, const char *term, size_t length);

/* Calls take for each term of text[length], as often as it occurs; a term is gone after the call. */
void terms_each(const char *text, size_t length, terms_take *take, void *data);

/* ---- the terms of several texts, each once ---- */

#define TERMS_OFTEN 3 /* times: then a text is about that */

struct terms;

struct terms *terms_new(struct pool *pool);
void terms_add(struct terms *terms, const char *text, size_t length);

/*
 * All of them as bytes: for each a byte of its length, with TERMS_MARK where it occurs TERMS_OFTEN times or more, and the term.
 * *size bytes, none of them 0; a NUL follows.  In the pool.
 */
#define TERMS_MARK 0x80
const char *terms_pack(const struct terms *terms, size_t *size);

/* One of them, and where the next one begins. */
struct packed_term {
	const char *term; /* no NUL behind it */
	size_t length;
	bool often;
};
const char *terms_next(const char *packed, struct packed_term *term);

/* Whether bytes[size] from elsewhere are what terms_pack could have made, of UTF-8 that terms_each could give. */
bool terms_check(const char *bytes, size_t size);
