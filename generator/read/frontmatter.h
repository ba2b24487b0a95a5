/*
 * frontmatter: the block between "---" lines at the start of a document.
 *
 * A byte order mark before it is skipped; line ends may be CRLF.  Without an
 * opening "---" on the first line there is no front matter.  A block that is
 * never closed is front/unclosed, at the opening line, and the whole rest is
 * taken as the body, so that nothing is lost.
 */
#pragma once

#include <stdbool.h>

#include "base/findings.h"
#include "base/source.h"

struct frontmatter {
	bool present;
	size_t start, end; /* the YAML between the lines */
	size_t body;       /* where the body begins */
};

struct frontmatter frontmatter_find(struct findings *findings, const struct source *source);
