/*
 * kind: what kinds of documents there are and what each must have.
 *
 * The built-in kinds are kinds.yaml in this folder, in the form that kinds: in
 * site.yaml takes.  A kind in site.yaml with a built-in's name changes what it
 * names and keeps the rest; a new one may say "like: runbook" to begin as a
 * copy.  A key set to null is taken away.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "model/config.h"
#include "read/schema.h"

struct pool;

/* What a kind is to the model; from the built-in it is or is like. */
enum kind_role {
	ROLE_PAGE,
	ROLE_RUNBOOK,    /* runbook, alert, procedure */
	ROLE_POSTMORTEM,
	ROLE_INCIDENT,
	ROLE_MAINTENANCE,
	ROLE_GAMEDAY,
	ROLE_HANDOFF,
};

struct kind_field {
	const char *name;
	enum field_type type; /* FIELD_TEXT, TEXTS, NUMBER, FLAG, TIME, DATE, DURATION, URL, CHOICE */
	enum refers refers;
	const char *type_name; /* as written: "service" */
	bool required;
	bool common;           /* every document has it */
	const char *const *choices;
};

struct kind_section {
	const char *id;       /* "action_items" */
	const char *title;    /* the first heading: "Action items" */
	const char *const *headings; /* normalised by kind_normal_heading, NULL-terminated; the title's first, its id's words last */
	bool required;
	bool inherit;         /* may be taken from the service's escalation policy */
	bool anywhere;        /* its place among the others is free */
	const char *prompt;   /* what the template of `new` says there */
};

struct kind {
	const char *id, *title, *plural; /* "runbook", "Runbook", "Runbooks" */
	bool own_title, own_plural;      /* the site's; else words of its language stand for them */
	const char *folder;              /* below content/; "" is all the rest */
	const char *output;              /* folder of its pages: "runbooks" */
	enum kind_role role;
	const struct kind_field *fields; /* the common ones included */
	size_t field_count;
	const struct kind_section *sections; /* in their order */
	size_t section_count;
	size_t max_words;                /* 0: no limit */
	bool title_from_file;            /* alert: named after its file */
	struct span span;                /* its key in site.yaml; SPAN_NONE: built in */
	const struct kind_index *index;  /* heading → section, for kind_section_match */
};

struct kinds {
	const struct kind *const *items; /* in the order of definition; page is last */
	size_t count;
};

const struct kinds *kinds_read(struct pool *pool, struct findings *findings, const struct config *config);

/* The kind of a document by its path below content/: the longest folder wins. */
const struct kind *kind_of_path(const struct kinds *kinds, const char *path);
const struct kind *kind_find(const struct kinds *kinds, const char *id);
const struct kind_field *kind_field_find(const struct kind *kind, const char *name);
const struct kind_section *kind_section_find(const struct kind *kind, const char *id);

/*
 * A heading without what doesn't count: case, numbering ("1.", "Step 6:",
 * "Option 1:"), emoji and ":shortcodes:", trailing punctuation, a time box or
 * other text in parentheses at the end, a leading "Runbook:"; blanks squeezed,
 * a hyphen inside of a word a blank, "&" "and".  Never empty where heading isn't.
 */
const char *kind_normal_heading(struct pool *pool, const char *heading);

/* The section that a heading begins, or NULL.  Several of its names may be joined ("Symptoms / Impact"), and what
 * follows a colon doesn't count where the whole is no name ("Scenario: the database is gone"). */
const struct kind_section *kind_section_match(const struct kind *kind, const char *normal_heading);

/* The time box of a heading: "Diagnosis (< 2 min)", "(5 minutes)": seconds, or DURATION_NONE. */
int64_t heading_time_box(const char *heading);
