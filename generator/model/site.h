/*
 * site: all of it, with its indexes.
 *
 * site_load discovers, parses and models; link_site (link.h) then ties the
 * links.  After that nothing changes it: every check, renderer and writer
 * takes const struct site *.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/findings.h"
#include "model/action.h"
#include "model/alert.h"
#include "model/config.h"
#include "model/document.h"
#include "model/escalation.h"
#include "model/history.h"
#include "model/incident.h"
#include "model/kind.h"
#include "model/postmortem.h"
#include "model/probelog.h"
#include "model/register.h"
#include "model/schedule.h"
#include "model/upstream.h"
#include "model/wording.h"
#include "read/discover.h"

struct pool;

struct site {
	unsigned jobs; /* threads to work with; 0: as many as there are processors */
	struct pool *pool;
	const char *directory;      /* absolute */
	int64_t now;
	bool drafts;                /* build drafts too */
	const struct config *config;
	const struct files *files;
	const struct kinds *kinds;
	const struct registers *registers;
	const struct wording *wording; /* templates: */
	struct list schedules;      /* struct schedule */
	struct list escalations;    /* struct escalation */
	struct document **documents; /* by path */
	size_t document_count;
	const struct alerts *alerts; /* what monitoring defines and runbooks answer */
	const struct incident *const *incidents; /* maintenance included; by start, newest first */
	size_t incident_count;
	const struct postmortem *const *postmortems; /* by start, newest first */
	size_t postmortem_count;
	const struct action *actions; /* by document, then place */
	size_t action_count;
	const struct reference *references;
	size_t reference_count;
	const struct upstreams *upstreams; /* what status pages of others last answered; a command that asks them puts in what they say */
	const struct history *history; /* as much as was asked for; NULL: nothing */
	const struct probelog *probelog; /* what probes answered; NULL: nothing, or it was not asked for */
	struct site_index *index;
};

/* What is looked up in git; each needs what is above it. */
enum history_need {
	NEEDS_NO_HISTORY,
	NEEDS_HISTORY_OF_SERVICES, /* when their entries changed, and the rules of alerts, if some runbook's review can be older */
	NEEDS_HISTORY_OF_FILES,    /* when each document changed */
};

struct site_options {
	const char *directory;
	const char *at;     /* the --at option, or NULL */
	const char *output; /* to be passed over by discover where it is inside content/ */
	bool drafts;
	enum history_need history;
	bool probelog;      /* read what probes answered */
	unsigned jobs; /* 0: as many as there are processors */
	const struct source *const *unsaved; /* documents to be taken for what is on disk at their paths */
	size_t unsaved_count;
	void (*progress)(void *data, const char *what, size_t done, size_t total); /* or NULL */
	void *progress_data;
};

/* NULL, with *problem, when the job can't be done (unreadable site.yaml, no content/). */
struct site *site_load(struct pool *pool, struct findings *findings, const struct site_options *options, const char **problem);

/* Lookups; NULL when absent. */
const struct document *document_find(const struct site *site, const char *path);
const struct document *document_find_id(const struct site *site, enum kind_role role, const char *id);
/* By slug, in any kind; the runbook wins, then by path. Title and aliases count too. */
const struct document *document_find_slug(const struct site *site, const char *slug);
/* The runbook that claims an alert; else the one that its rule leads to. */
const struct document *document_find_alert(const struct site *site, const char *alert);
const struct incident *incident_find(const struct site *site, const char *id);
const struct incident *incident_of(const struct site *site, const struct document *document);
const struct postmortem *postmortem_of(const struct site *site, const struct document *document);
const struct postmortem *postmortem_of_incident(const struct site *site, const struct incident *incident);
const struct schedule *schedule_find(const struct site *site, const char *id);
const struct escalation *escalation_find(const struct site *site, const char *id);
/* The policy that answers for a service: its own, its team's, the site's; or NULL. */
const struct escalation *escalation_of_service(const struct site *site, const struct service *service);

/* The policy of a document: its service's, else its owner's team's, else the site's; or NULL. */
const struct escalation *escalation_of_document(const struct site *site, const struct document *document, const struct service *service);

/* Whether a reference names something; *nearest (may be NULL): a name near it, or NULL. */
bool reference_resolves(const struct site *site, const struct reference *reference, const char **nearest);

/* Whether a document has a page (no draft, or drafts wanted). */
bool document_is_built(const struct site *site, const struct document *document);

/* The action items of a document, in the order of its text. */
const struct action *actions_of(const struct site *site, const struct document *document, size_t *count);

/* What is referred to, in words: "person or team". */
const char *reference_name(enum refers refers);

/* All names of that sort with separator between them, where there are at most as many; else NULL. */
const char *reference_names(const struct site *site, enum refers refers, size_t most, const char *separator);
