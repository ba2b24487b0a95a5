/*
 * places: where to point, and what is written there; shared by the areas.
 */
#pragma once

#include <stdbool.h>

#include "base/source.h"
#include "model/document.h"

struct pool;

/* The title where it is written, else the start of the file. */
struct span place_title(const struct document *document);

/* The value of a field of the front matter, else the title. */
struct span place_field(const struct document *document, const char *name);

/* Whether the front matter has a key, with whatever value. */
bool has_key(const struct document *document, const char *name);

/* The first line of a span. */
struct span place_first_line(struct span span);

/* Bytes start..end of a piece of inline code; all of it where they can't be told. */
struct span place_in_code(const struct document *document, const struct inline_row *code, size_t start, size_t end);

/* All words of a section, code included. */
const char *section_words(struct pool *pool, const struct document *document, const struct section *section);

/* A section that is there and not empty, or NULL. */
const struct section *filled_section(const struct document *document, const char *id);

/* Whether code of this language is typed or pasted: sh, bash, console, sql, promql and the like. */
bool language_is_command(const char *language);
