/*
 * document: one Markdown file: its kind, fields, sections and links.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "base/source.h"
#include "model/config.h"
#include "model/kind.h"
#include "read/record.h"
#include "read/schema.h"

struct pool;

/* A field of the front matter; which member is set follows from field->type. */
struct value {
	const struct kind_field *field;
	struct span key;
	struct text text;
	struct texts texts;
	struct number number;
	struct flag flag;
	struct moment moment;
	struct length length;
};

/*
 * A heading and what is below it, up to the next heading of its level or
 * above.  Sections of the kind, in the order of the text; a section inside
 * another (nested) counts only for saying that it is there.
 * Where the first alone has a heading of the highest level, those one level below are its neighbours.
 */
struct section {
	const struct kind_section *kind;
	uint32_t heading;            /* row of the heading */
	uint32_t first_row, end_row; /* rows below the heading */
	struct span span;            /* of the heading */
	int64_t time_box;            /* seconds, or DURATION_NONE */
	bool nested;
	bool duplicate;              /* an earlier section has the same kind, maybe by another of its names */
	bool repeated;               /* an earlier section has the same heading */
	bool empty;                  /* nothing, TODO and the like, or the template's words */
};

enum link_kind {
	LINK_NONE,      /* no link at all: a mention of nobody, code that is no alert */
	LINK_EXTERNAL,  /* href */
	LINK_ANCHOR,    /* a heading of the same document */
	LINK_DOCUMENT,  /* document, with or without a fragment */
	LINK_ASSET,     /* a file beside the documents or in static/ */
	LINK_FOLDER,    /* a folder of documents: the index of kind */
	LINK_PERSON, LINK_TEAM, LINK_SERVICE, /* entity */
	LINK_BROKEN,    /* no such file or page */
	LINK_UNSAFE,    /* a scheme that is not http, https, mailto or tel: shown as text */
};

/* Where an inline row leads; set by link. */
struct link {
	enum link_kind kind;
	const struct document *document;
	const struct kind *folder; /* LINK_FOLDER */
	const void *entity;        /* struct person, team, service */
	const char *path;          /* LINK_ASSET: from the site's folder; LINK_BROKEN: what was looked for */
	const char *fragment;      /* without "#", or NULL */
	bool fragment_found;
	bool case_differs;         /* found only by ignoring case */
};

struct document {
	const struct source *source;
	const struct record *record;
	struct frontmatter frontmatter;
	bool front_lost;    /* the front matter can't be read: nothing can be said of what it lacks */
	struct yaml yaml;
	struct markdown body;
	const struct kind *kind;
	const char *path;   /* "content/runbooks/db-pool.md" */
	const char *id;     /* "db-pool": the file's name without .md */
	const char *output; /* "runbooks/db-pool.html" below handbook/ */
	struct text title;  /* of the front matter, the first heading, or the file's name; span.source NULL: the last */
	const char *title_key; /* titles are in the order of these */
	bool title_is_heading; /* the first heading says the title: not shown twice */
	uint32_t title_row; /* that heading's row, or ROW_NONE */
	struct text description, owner;
	struct texts tags, aliases;
	bool draft;
	struct moment reviewed;
	int64_t review_every; /* seconds; the site's default where not given */
	double order;
	struct texts alerts;        /* of a runbook: those that it answers; what "alerts" says, else, where the kind asks for that, its file's name */
	const struct value *values; /* one for each field given, in the order of the text */
	size_t value_count;
	const struct section *sections;
	size_t section_count;
	struct link *links; /* one for each of body.inlines; set by link */
	const struct document **backlinks; /* set by link; sorted by path, each once */
	size_t backlink_count;
	const struct document *previous, *next; /* of its kind, set by site */
};

/* Makes a document of its record: fields, sections. Findings of the area front, and the record's own. */
struct document *document_make(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct kinds *kinds, const struct source *source, const struct record *record);

/* A field that was given and could be read, or NULL. */
const struct value *document_value(const struct document *document, const char *name);
/* Shorthands: NULL text, no texts, TIME_NONE, where absent. */
struct text document_text(const struct document *document, const char *name);
struct texts document_texts(const struct document *document, const char *name);
struct moment document_moment(const struct document *document, const char *name);

/* The first section of an id that is not nested, else a nested one, else NULL. */
const struct section *document_section(const struct document *document, const char *id);

/* Whether a text is nothing but TODO, TBD, N/A, "…" or the like, which stands for what is not written. */
bool text_is_placeholder(const char *text);

/* The heading with an anchor, or NULL. */
const struct block_row *document_heading(const struct document *document, const char *anchor);

/* Where to point when something is missing: the last line with words before a row, the document's
 * last one for a row behind the last (ROW_NONE). */
struct span document_end_span(const struct document *document, uint32_t row);

/* The same for a section that the document lacks: the last line of the section before it in
 * the kind's order; without one, the last line before the first that comes after it. */
struct span document_missing_span(const struct document *document, const struct kind_section *missing);

/*
 * The page that an alias stands for, below handbook/: "old-name", "old-name.md" and "../old-name" count
 * from the document's own page, "runbooks/old-name" and "/runbooks/old-name.html" count from the root.
 */
const char *document_alias_output(struct pool *pool, const struct document *document, const char *alias);

/* The day at the head of a file's name, "2026-03-21-slug.md", as midnight in zone; TIME_NONE. */
int64_t document_file_day(const struct document *document, const struct zone *zone);
