/*
 * excuses: reads what documents and registers excuse, and hands it to the findings.
 *
 *   <!-- sitrep: allow RULE [until DATE] because REASON -->
 *   # sitrep: allow RULE [until DATE] because REASON        (front matter, registers, rule files, site.yaml)
 *
 * What it covers: before all other words of the body, the whole document; inside of a
 * paragraph, list item or table row, that; behind a heading's words, its section; by
 * itself, the block below it, which for a heading is its section.  In YAML, at the end of
 * a line, that line; by itself, the entry below it with all that is indented further.
 */
#pragma once

#include "check/check.h"

void check_excuses(const struct check *check);

/* The parts of an excuse, as bytes of the text between the comment's marks. */
struct excuse_words {
	size_t rule_start, rule_end;
	size_t until_start, until_end;   /* equal: none */
	size_t reason_start, reason_end; /* equal: none */
};

/* Whether a comment is an excuse at all, and its parts. */
bool excuse_read(const char *comment, size_t length, struct excuse_words *words);
