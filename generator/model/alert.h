/*
 * alert: what monitoring defines and runbooks answer, by the alert's name.
 *
 * Rule files are those that "rules" under "alerts" in site.yaml names; several rules of one name (one for
 * each severity, as is usual) are one alert.  A runbook claims the alerts of its "alerts" (document.h).
 *
 * A rule's link leads to a document where it is an address below base_url or one of alerts.url_prefixes, or
 * a path from the repository's root: the document's page, with or without ".html", an old address of
 * it, its file, or its name alone behind a prefix.  Where else it leads is left to the checks to judge.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "model/config.h"
#include "model/document.h"
#include "read/alerts.h"

struct pool;

enum runbook_link {
	RUNBOOK_LINK_NONE,     /* the rule has none */
	RUNBOOK_LINK_TEMPLATE, /* "{{ }}" in it: not to be known */
	RUNBOOK_LINK_OUTSIDE,  /* an address that is not the handbook's */
	RUNBOOK_LINK_DOCUMENT,
	RUNBOOK_LINK_BROKEN,   /* the handbook's, and no document has it */
};

struct alert_definition {
	const struct alert_rule *rule;
	enum runbook_link link;
	const struct document *document; /* RUNBOOK_LINK_DOCUMENT */
	const char *fragment;            /* without "#", or NULL */
	bool fragment_found;
};

struct alert_claim {
	const struct document *document;
	struct span span; /* where the runbook names it; the file's start where its name does */
};

struct alert {
	const char *name;
	const struct alert_definition *definitions; /* in the order of files and lines; none: no rule defines it */
	size_t definition_count;
	const struct alert_claim *claims;           /* in the order of documents */
	size_t claim_count;
};

struct alerts {
	const struct alert *items; /* by name */
	size_t count;
	const struct source *const *sources; /* rule files */
	size_t source_count;
	bool given;    /* there are rule files */
	bool complete; /* all of them could be read: what is not defined in them is not defined */
	GHashTable *by_name;
};

/* Reads the rule files of a site's folder, and ties them to the documents. */
const struct alerts *alerts_load(struct pool *pool, struct findings *findings, const struct config *config, const char *directory, struct document *const *documents, size_t count);

/* NULL where neither a rule nor a runbook has the name. */
const struct alert *alert_find(const struct alerts *alerts, const char *name);

/* Whether a rule is one of those that must_have_runbook asks a runbook for. */
bool alert_must_have_runbook(const struct config *config, const struct alert_rule *rule);

/* The paths of all rule files, from the site's folder; *complete: whether each pattern was gone through and found some.
 * Findings may be NULL. */
const char **alert_files(struct pool *pool, struct findings *findings, const struct config *config, const char *directory, size_t *count, bool *complete);
