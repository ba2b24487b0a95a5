/*
 * search: entries → the index files that the search in the browser reads.
 *
 * Two tiers.  index.js holds what people search by first: titles, names (alerts, old addresses), labels
 * (tags, services, owners), headings and descriptions of all entries; it is read when the search is
 * opened.  The terms of all texts (terms.h) with the entries in which they occur are cut by their
 * order into pieces of some kilobytes, and a piece is fetched when a query needs it.
 *
 * The files are scripts, since they must load from file:, too; each is one call with JSON in it:
 *
 *   sitrepSearch.index({
 *     "words":        {…},               what the dialog says
 *     "groups":       [["Runbooks", 16]…], and how many entries each has: they follow each other
 *     "titles":       "…\n…",            a line an entry, as the next five
 *     "paths":        "…",               from the handbook's root
 *     "names":        "a\tb\n…",
 *     "labels":       "a\tb\n…",
 *     "descriptions": "…",
 *     "headings":     "0 3 7\n…",        numbers of lines in sections
 *     "sections":     "Diagnosis\n…",    and "\tanchor" where it does not follow from the words
 *     "entry_terms":   {"terms", "postings"}: of titles, names and labels
 *     "section_terms": {"terms", "postings"}: of sections
 *     "pieces":       "abort 3f2a…\n…"   the first term of each, and its file: words-3f2a….js
 *   });
 *   sitrepSearch.piece("3f2a…", {
 *     "terms":    "0abort 4ed 1cc",      in the order of their bytes; a digit of base 36 says how many
 *                                        letters (ASCII) of the one before begin it
 *     "postings": "…"                    of each term, with blanks between; "" where it occurs in more
 *                                        than half of at least EVERYWHERE_LEAST entries
 *   });
 *
 * Postings are numbers that say how many entries (sections) were passed over since the one before, and in what
 * a term occurs: 3 × that + 0 for a title, 1 for a name, 2 for a label; that alone for a section; in pieces 2 × that
 * + 1 where the term occurs three times or more.  Numbers are written with the 92 letters from "!" to "~" without quotation mark and
 * backslash: the first 62 end a number and are its last digit, of base 62; the others before it are digits of base 30.
 *
 * The same entries give the same bytes, however many threads there are.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "read/markdown.h"

struct data;
struct pool;

#define EVERYWHERE_LEAST 64

struct search_heading {
	const char *text, *anchor;
};

struct search_entry {
	const char *title, *path;
	const char *description; /* or NULL */
	const char *const *names, *const *labels;
	size_t name_count, label_count;
	const struct search_heading *headings;
	size_t heading_count;
	const struct markdown *body; /* whose terms are found, but for those of its headings; or NULL */
};

struct search_group {
	const char *name;
	size_t count; /* of the entries that follow those of the group before */
};

struct search_input {
	unsigned jobs; /* threads; 0: as many as there are processors */
	const struct data *words;
	const struct search_group *groups;
	size_t group_count;
	const struct search_entry *entries;
	size_t entry_count;
};

struct search_file {
	const char *name; /* "index.js", "words-3f2a….js" */
	const char *bytes;
	size_t size;
};

/* All files, in the pool. */
const struct search_file *search_files(struct pool *pool, const struct search_input *input, size_t *count);
