/*
 * draft: a new document from its kind's template: front matter, sections, prompts as comments.
 *
 * What is known of it is filled in; the rest is left for its author: required fields are empty, optional ones
 * are comments, sections hold their prompt.
 */
#pragma once

#include <glib.h>

#include "model/site.h"

struct pool;

/* What is known of a field. */
struct draft_field {
	const char *name;
	const char *const *values; /* NULL-terminated, more than one for a list; NULL: not known */
	const char *remark;        /* a comment behind it, or NULL */
};

/* What a section begins with, in the place of its prompt. */
struct draft_section {
	const char *id;
	const char *heading; /* NULL: the kind's */
	const char *text;
};

struct draft {
	struct pool *pool;
	const struct site *site;
	const struct kind *kind;
	const struct draft_field *fields;
	size_t field_count;
	const struct draft_section *sections;
	size_t section_count;
};

/* "db-pool" → "Db pool": a title to begin with. */
const char *draft_title(struct pool *pool, const char *slug);

/* What the file is called, without ".md": a kind that is named after its file keeps the name as it is written.  Empty where that gives none. */
const char *draft_slug(struct pool *pool, const struct kind *kind, const char *name);

/* "content/postmortems/SLUG.md" */
const char *draft_path(struct pool *pool, const struct kind *kind, const char *slug);

void draft_front_matter(const struct draft *draft, GString *text);
void draft_sections(const struct draft *draft, GString *text);
