/*
 * findings: what is wrong with a site, collected, then settled, then reported.
 *
 * Every stage adds findings and goes on.  When all are in, findings_settle gives
 * each its level, drops what is switched off or excused, and sorts by file,
 * line, column and rule; only then are they counted and printed.  The
 * catalogue is rules.def.  Findings and their strings live in the pool given to
 * findings_new.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct pool;

enum level {
	LEVEL_OFF,
	LEVEL_ADVICE,
	LEVEL_WARNING,
	LEVEL_ERROR,
};

enum rule {
#define RULE(symbol, ...) RULE_##symbol,
#include "base/rules.def"
#undef RULE
	RULE_COUNT,
};

/* One row of the catalogue. */
struct rule_text {
	const char *id;          /* "section/missing" */
	enum level level;        /* unless site.yaml says otherwise */
	bool due;                /* depends on "now": an error with --due */
	const char *summary;     /* one line, no full stop */
	const char *explanation; /* some sentences: why it matters, how to mend it */
	const char *bad, *good;  /* an example that is complained of, one that is not */
};

extern const struct rule_text rule_texts[RULE_COUNT];

/* The rule of an id, or RULE_COUNT. */
enum rule rule_find(const char *id);

/* "error", "warning", "advice", "off". */
const char *level_name(enum level level);

/* A second place that a finding speaks of. */
struct note {
	struct span span;
	const char *message;
};

struct finding {
	enum rule rule;
	enum level level; /* set by findings_settle, or LEVEL_OFF before */
	struct span span;
	const char *file; /* shown where span has no source: a path, or NULL */
	const char *message;
	const char *help; /* or NULL */
	const struct note *notes;
	size_t note_count;
	struct findings *owner;
};

struct findings;

struct findings *findings_new(struct pool *pool);

/* Adds those of another, which were collected apart and not settled: by a thread, say, with a pool of its
 * own that lives as long.  Nothing may be added to the other any more. */
void findings_take(struct findings *findings, const struct findings *others);

/* Adds a finding; the message is one line, without a full stop or the rule's id. */
struct finding *finding_add(struct findings *findings, enum rule rule, struct span span, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same for a file that has no bytes to point at (a folder, an unreadable file). */
struct finding *finding_add_file(struct findings *findings, enum rule rule, const char *path, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Says what to do.  Returns the finding, for chaining. */
struct finding *finding_help(struct finding *finding, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds a second place. */
struct finding *finding_note(struct finding *finding, struct span span, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Overrides the catalogue's default level for this finding alone (a draft's missing
 * section is a warning); settings of site.yaml still come after. */
struct finding *finding_level(struct finding *finding, enum level level);

/*
 * An excuse as written in a document:
 *   <!-- sitrep: allow runbook/too-long until 2026-12-01 because … -->
 * It holds for findings of its rule that begin in bytes covers_start..covers_end of
 * its source, and while now < until.
 */
struct excuse {
	struct span span;      /* the whole comment */
	struct span rule_span; /* the id in it */
	const char *rule;      /* as written; may be no known id */
	const char *reason;    /* NULL: none given, which is a finding and excuses nothing */
	int64_t until;         /* TIME_NONE: for ever */
	size_t covers_start, covers_end; /* bytes of the source */
};

void findings_excuse(struct findings *findings, const struct excuse *excuse);

/* rules: in site.yaml, in the order written; a later row wins.  pattern NULL: everywhere. */
struct level_setting {
	enum rule rule;
	enum level level;
	const char *pattern; /* shell pattern on the path; '**' crosses folders */
};

struct settlement {
	int64_t now;
	bool due; /* --due */
	const struct level_setting *settings;
	size_t setting_count;
};

/* Applies levels and excuses, adds excuse/unused and excuse/no-reason, sorts. Once. */
void findings_settle(struct findings *findings, const struct settlement *settlement);

/* After settling: in order.  The array lives as long as the pool. */
const struct finding *const *findings_list(const struct findings *findings, size_t *count);

/* After settling: how many of this level. */
size_t findings_count(const struct findings *findings, enum level level);

/* Before or after settling: whether any finding of at least this default level stands. */
bool findings_has_rule(const struct findings *findings, enum rule rule);

/* Whether a finding of a rule begins where the span does. */
bool findings_has_at(const struct findings *findings, enum rule rule, struct span span);

/* Keeps only those for which keep says so (PATH arguments, a baseline). After settling. */
void findings_filter(struct findings *findings, bool (*keep)(const struct finding *finding, void *data), void *data);
