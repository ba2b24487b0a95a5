/*
 * template: Mustache, parsed once, rendered often.
 *
 * The language is the published Mustache specification with its optional
 * modules for inheritance ({{<parent}}, {{$block}}) and dynamic names
 * ({{>*name}}), and without lambdas.  What the specification leaves open:
 *
 *   - Data is a tree as of JSON (render/data).  false, null, what is missing, [] and "" are false for a
 *     section; all else is true, 0 and {} too.
 *   - Integers print without a fraction, reals in the fewest digits that read
 *     back as the same value, booleans as words; null, arrays and objects
 *     print nothing.
 *   - {{x}} escapes & < > " ' for HTML text and attributes; {{{x}}} and {{&x}}
 *     do not.
 *   - A block's argument sees the arguments that the template it is written in
 *     was given, so a page may pass "content" to a card inside its own
 *     "content".  Where several pass the same block on, the outermost wins.
 *   - A byte order mark at the start of a template is dropped.
 *   - At most 1000 sections, parents and blocks of a template may be open at once.
 *
 * A set knows templates by name ("runbook", "partials/nav").  template_set_add
 * parses one and everything that it names; what a dynamic name may choose is
 * added by name as well.  What can't be read becomes a finding of
 * RULE_LAYOUT_SYNTAX with its place, and what could be read stays usable.
 *
 * After the last template_set_add a set never changes: threads may render
 * from it at once, without a lock, each into its own string.  Rendering only
 * reads its data; data that several threads share must not change meanwhile.
 *
 * The set, its templates and the findings live in the pool.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct data;
struct findings;
struct pool;
struct template_set;

struct template_options {
	/* The source of a template, or NULL where there is none of that name.  Called at
	 * most once a name, only by template_set_add.  The name is whatever a tag says:
	 * what it may reach is load's to decide.  The source must outlive the set. */
	const struct source *(*load)(const char *name, void *data);
	void *data;

	/* A tag that names a template which does not exist renders nothing, as the
	 * specification says; otherwise it is a finding.  (A dynamic name that leads
	 * nowhere always renders nothing.) */
	bool missing_is_empty;
};

/* An empty set. */
struct template_set *template_set_new(struct pool *pool, struct findings *findings, const struct template_options *options);

/* A number for all templates in a set: where it is that of another run, so are their bytes. */
uint64_t template_set_digest(const struct template_set *set);

/* Loads and parses a template and all that it reaches.  False: there is none of that
 * name, which is for the caller to report. */
bool template_set_add(struct template_set *set, const char *name);

/* Whether a template of that name was added or reached, and exists. */
bool template_set_has(const struct template_set *set, const char *name);

/* What one rendering may cost.  0 means the default. */
struct template_limits {
	size_t depth;  /* partials, parents and blocks inside one another: 100 */
	size_t output; /* bytes: 64 MiB */
	size_t steps;  /* turns of sections, and inclusions: 50 million */
};

/* Why a rendering ended early, and the tag at which it did. */
struct template_failure {
	struct span span;
	const char *message; /* constant; fit for a finding */
};

/*
 * Appends a template, filled with data, to out.  False: *failure says why, and out
 * holds what was rendered until then.  limits may be NULL.
 */
bool template_render(const struct template_set *set, const char *name, const struct data *data, const struct template_limits *limits, GString *out, struct template_failure *failure);

/* The same for what is no HTML: {{x}} is appended by escape, which may be NULL for a text as it is. */
typedef void template_escape(GString *out, const char *bytes, size_t length);
bool template_render_text(const struct template_set *set, const char *name, const struct data *data, template_escape *escape, GString *out, struct template_failure *failure);

/* Makes a failure a finding; not from several threads at once. */
void template_failure_report(struct findings *findings, const struct template_failure *failure);
