/*
 * rawhtml: what the raw HTML in a Markdown document consists of.
 *
 * Cut into comments, tags of HTML, and words.  What only looks like a tag
 * ("<pod-name>") or is left open is words.  Offsets are bytes of the text that was given
 * to rawhtml_begin; nothing is allocated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum rawhtml_kind {
	RAWHTML_END,
	RAWHTML_WORDS,
	RAWHTML_COMMENT, /* inner: between "<!--" and "-->" */
	RAWHTML_SPACE,   /* a tag that stands inside of a line: nothing */
	RAWHTML_BLOCK,   /* a tag that begins or ends a block: a new line */
	RAWHTML_BREAK,   /* <br> */
	RAWHTML_IMAGE,   /* inner: the alternative text */
	RAWHTML_HIDDEN,  /* <script> and <style> with what they hold, <!DOCTYPE …> */
};

struct rawhtml_token {
	enum rawhtml_kind kind;
	size_t start, end;
	size_t inner_start, inner_end;
};

struct rawhtml {
	const char *bytes;
	size_t size, at;
	bool no_comment_end; /* no "-->" from here on: not searched for again */
	bool no_hidden_end, no_doctype_end;
};

struct rawhtml rawhtml_begin(const char *bytes, size_t size);

/* The next piece; RAWHTML_END, again and again, at the end. */
struct rawhtml_token rawhtml_next(struct rawhtml *html);

/* What one complete tag or comment, bytes[size], is. */
struct rawhtml_token rawhtml_tag(const char *bytes, size_t size);
