/*
 * text: slugs, anchors, escapes, likeness; all of it UTF-8.
 *
 * Functions that return strings take the pool first.  Lengths are bytes; a text without a
 * length ends with its NUL.  Nothing here looks at the locale.  Bytes that are no UTF-8 do
 * no harm: anchors, slugs and word counts pass over them, the others keep them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;

/*
 * The anchor that the code host gives a heading: lower case, everything dropped
 * but letters, marks, numbers, connector punctuation, '-' and blanks, each blank
 * one '-' ("a -- b" becomes "a----b").  Source: the GitHub Flavored Markdown
 * site's own filter (html-pipeline, TableOfContentsFilter): /[^\p{Word}\- ]/u,
 * where Word is Alphabetic, Mark, Decimal_Number and Connector_Punctuation: Roman
 * numerals and letters in circles and squares stay, other emoji go, but the variation
 * selector behind one (a mark) stays.  A blank is U+0020 alone; tabs and line ends go.
 * Telling duplicates apart ("-1", "-2") is the caller's; so are blanks at the ends.
 */
char *text_anchor(struct pool *pool, const char *heading);

/* A name for a file or address: letters, marks and numbers in lower case, runs of others
 * one '-', none at the ends.  Empty where there is no letter or number. */
char *text_slug(struct pool *pool, const char *text);

/* As g_utf8_casefold: two texts of which only case differs have the same one.  g_free frees it.  Paths and names are nearly always
 * ASCII, for which this is fast. */
char *text_casefold(const char *text);

/* The same in the pool: names and paths are found by it without regard to case, in no language's way. */
char *text_fold_key(struct pool *pool, const char *text);

/* Lower case by Unicode's rules that hold in every language and place in a word. */
char *text_lower(struct pool *pool, const char *text);

/* Blanks at both ends removed and runs of blanks, tabs and line ends made one blank. */
char *text_squeeze(struct pool *pool, const char *text, size_t length);

/*
 * Escapes: for text and attributes of HTML and XML, where control characters other than
 * tab, LF and CR become U+FFFD; for a CSV cell, quoted when needed, where a leading =, +,
 * -, @, tab or CR gets a "'" lest a spreadsheet reads a formula; for text in iCalendar, where
 * an end of line becomes "\n" and other control characters but tabs go.
 */
char *text_escape_html(struct pool *pool, const char *text);
char *text_escape_csv(struct pool *pool, const char *text);
char *text_escape_ical(struct pool *pool, const char *text);

/* Percent-encodes all but what may stand anywhere in the path of an address; '/' stays. */
char *text_escape_path(struct pool *pool, const char *path);

/* The path of target as seen from the page from ("runbooks/a.html", "index.html" →
 * "../index.html"), both relative to one root and normal.  Never empty: a page's own folder
 * is "./". */
char *path_relative(struct pool *pool, const char *from, const char *target);

/* "a/b/../c" → "a/c"; NULL where it leaves the root.  A leading '/' means the root, a
 * trailing one is dropped; the root itself is "". */
char *path_normal(struct pool *pool, const char *path);

/* path beside the file base: ("runbooks/a.md", "../x.md") → "x.md"; NULL outside; normal as
 * above, so that "/x.md" counts from the root. */
char *path_beside(struct pool *pool, const char *base, const char *path);

/*
 * Whether all of path matches a shell pattern; "**" crosses '/', "*", "?", "[a-z]" and
 * "[!a-z]" don't.  Where "**" is a whole name it may also stand for no name, so that the
 * names a, **, b joined by '/' match "a/b".  A backslash takes away the next one's meaning.
 */
bool path_matches(const char *pattern, const char *path);

/*
 * "Did you mean": the candidate nearest to word by edit distance with
 * transpositions, ignoring case, or NULL where none is near enough (distance at
 * most a third of the longer one's characters).  names[count]; NULLs in it are passed
 * over; of equals, the first.
 */
const char *text_nearest(const char *word, const char *const *names, size_t count);

/* The number of words, as a reader counts them: runs between blanks with a letter or number
 * in them; of Han, kana and Bopomofo, every character. */
size_t text_count_words(const char *text, size_t length);

/* Whether bytes are UTF-8 without NUL and without control characters other than tab, LF, CR;
 * else *offset (where not NULL) is the first bad byte. */
bool text_is_clean(const char *bytes, size_t length, size_t *offset);

bool text_is_ascii(const char *text, size_t length);

/* Behind the printable ASCII, tabs and ends of lines that text begins with: fast. */
const char *text_skip_plain(const char *text, const char *end);

/* g_ascii_tolower is a call for every byte. */
static inline char
text_lower_ascii(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

/* The length of a word if a text of so many bytes begins with it, ASCII case ignored, else 0.  Here, because tables of
 * words are tried at every word of every document, and nearly all differ in the first byte. */
static inline size_t
text_prefix_nocase(const char *text, size_t left, const char *word)
{
	size_t at = 0;

	while (at < left && word[at] && text_lower_ascii(text[at]) == text_lower_ascii(word[at]))
		at++;
	return word[at] ? 0 : at;
}

/* Position of needle, ASCII case ignored, or NULL; an empty one is at the start. */
const char *text_find_nocase(const char *haystack, size_t length, const char *needle);
/* NULL is equal to nothing. */
bool text_equal_nocase(const char *a, const char *b);
