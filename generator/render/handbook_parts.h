/*
 * handbook_parts: what the files of handbook share; nobody else includes it.
 *
 * struct handbook is made by handbook.c in this order: shared objects
 * (handbook_shared.c), relations (handbook_relations.c), navigation
 * (handbook_nav.c), the list of pages, digests.  From then on it is const.
 *
 * Shared objects are made once and used by every page that shows the thing; a page takes
 * a reference with shared().
 */
#pragma once

#include <glib.h>

#include "model/exercise.h"
#include "render/body.h"
#include "render/handbook.h"
#include "render/view.h"

struct handbook;
struct press;

/* What a page's data is made with.  The pool is for what is thrown away with the page. */
struct page {
	struct pool *pool;
	const struct handbook *handbook;
	const struct page_job *job;
	const char *root;
	struct data *data; /* of the whole page */
	struct data *breadcrumbs;
	struct data *view; /* data.page: for make to fill */
	struct template_failure *failure; /* of a partial in a body */
	bool failed;
};

struct page_job {
	const char *path;   /* "runbooks/db-pool.html" */
	const char *layout; /* "handbook/runbook" */
	const char *title, *description;
	const void *section; /* of the navigation: a kind, or one of the SECTION_ names below */
	void (*make)(struct page *page, const void *subject);
	const void *subject;
	uint64_t (*digest)(struct pool *pool, const struct handbook *handbook, const void *subject); /* as press_options has it; or NULL */
	struct span owner;
	bool anywhere; /* may be shown at any address */
};

/* A list by key; values in the order in which they were added. */
struct relation {
	GHashTable *table; /* key → GPtrArray */
};

struct handbook {
	struct pool *pool;
	const struct site *site;
	const struct template_set *templates;
	const struct view *view;
	struct body body;
	GHashTable *objects;  /* anything of the model → its shared struct data */
	GHashTable *tags;     /* slug → struct tag_page */
	GPtrArray *tag_list;  /* by name */
	GHashTable *assets;   /* path → struct source: what is copied as it is */
	const struct data *site_object, *style, *script, *boot, *search, *run, *offline;
	const struct source *worker; /* static/handbook-worker.js */
	struct {
		struct relation documents;  /* kind → built documents, in the order of the index */
		struct relation of_service; /* service → documents about it */
		struct relation of_owner;   /* person or team → documents */
		struct relation of_runbook; /* runbook → documents that name it */
		struct relation actions_of; /* document, person or team → actions */
		struct relation members;    /* team → people */
		struct relation services;   /* team → services */
		struct relation needed_by;  /* service → services */
		struct relation schedules;  /* person → schedules */
		struct relation roles;      /* schedule → roles */
		struct relation policy_users; /* escalation → services */
		struct relation alerts_of;  /* document or service → alerts */
		struct relation handoffs;   /* schedule → handoffs up to now, by day */
		struct relation answers;    /* alert → documents: who claims it, else where its rules lead */
	} by;
	const struct exercises *exercises;
	GHashTable *intros;   /* kind → the document that is its index's text */
	GHashTable *branches; /* document → struct branch */
	const struct data *nav; /* groups, nothing current */
	GHashTable *nav_current; /* section → struct data: groups with it current */
	const struct digests *digests; /* NULL: nobody asks what pages are made from */
	struct press *press;
	const struct metrics *metrics; /* NULL: pages are only claimed */
};

struct tag_page {
	const char *slug, *name, *path;
	struct span span; /* where it is named first */
	GPtrArray *documents;
	struct data *object;
};

/* Sections of the navigation that are no kind; compared by address. */
extern const char SECTION_FRONT[], SECTION_SERVICES[], SECTION_PEOPLE[], SECTION_TEAMS[], SECTION_ONCALL[],
    SECTION_SEVERITIES[], SECTION_ALERTS[], SECTION_ACTIONS[], SECTION_TAGS[], SECTION_EVERYTHING[], SECTION_METRICS[], SECTION_MATURITY[];

/* ---- handbook_shared.c ---- */

void make_shared(struct handbook *handbook);

/* Makes that of a document again. */
void share_again(struct handbook *handbook, const struct document *document);

/* The shared object of a thing of the model; NULL for NULL. */
const struct data *shared(const struct handbook *handbook, const void *thing);

/* The owner of a document or action: a person's or team's object, or {"name"} as it is written. */
const struct data *owner_object(struct pool *pool, const struct handbook *handbook, const char *owner);
/* "schedule/x", "person/x", "team/x": {"type", "name", "path"}. */
const struct data *target_object(struct pool *pool, const struct handbook *handbook, const char *target);
struct data *policy_object(struct pool *pool, const struct handbook *handbook, const struct escalation *escalation);
struct data *action_object(struct pool *pool, const struct handbook *handbook, const struct action *action);

/* Objects in one array; limit 0: all of them. */
struct data *shared_list(struct pool *pool, const struct handbook *handbook, const GPtrArray *things, size_t limit);

const struct service *service_of(const struct site *site, const struct document *document);
const struct severity *severity_of(const struct site *site, const struct document *document);
/* When a document happened (started, date, or the day in its name), else TIME_NONE. */
int64_t day_of(const struct site *site, const struct document *document);
/* Of what is asked to be reviewed: runbooks, and what has a review date. */
bool is_review_missing(const struct site *site, const struct document *document);

/* A name for a file of an id of the registers. */
const char *file_name_of(struct pool *pool, const char *id);

/* ---- handbook_relations.c ---- */

void make_relations(struct handbook *handbook);
struct relation relation_new(struct pool *pool);
void relation_add(struct relation *relation, const void *key, const void *value);
/* NULL where there is none. */
const GPtrArray *relation_get(const struct relation *relation, const void *key);
size_t relation_count(const struct relation *relation, const void *key);

/* ---- handbook_nav.c ---- */

void make_nav(struct handbook *handbook);
/* The groups with a section current. */
const struct data *nav_of(const struct handbook *handbook, const void *section);
/* {"title", "items": [{"title", "path", "current"}], "more"}, or null. */
struct data *branch_of(struct pool *pool, const struct handbook *handbook, const struct document *document);
/* Makes what the next one needs. */
void make_branch_digests(const struct handbook *handbook);
/* A number for what that shows. */
uint64_t branch_digest(const struct handbook *handbook, const struct document *document);

/* ---- handbook_digest.c ---- */

/* Makes what the next one needs. */
void make_digests(struct handbook *handbook);
/* A number for all that a document's page is made from but for its layout. */
uint64_t document_digest(struct pool *pool, const struct handbook *handbook, const void *document);

/* ---- handbook_links.c: the functions of body ---- */

const struct data *link_object(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root);

/* ---- handbook_images.c ---- */

struct image_size {
	unsigned width, height;
};

/* Of a PNG, GIF or JPEG; false for what is none. */
bool image_size_read(const void *bytes, size_t size, struct image_size *image);

/* ---- pages ---- */

void add_job(struct handbook *handbook, struct page_job job);
void add_breadcrumb(struct page *page, const char *title, const char *path);

void add_document_jobs(struct handbook *handbook);  /* handbook_pages.c */
const struct data *page_body(struct page *page, const struct document *document);
struct data *texts_list(struct pool *pool, struct texts texts);
struct data *people_list(struct pool *pool, const struct handbook *handbook, struct texts people);
/* Documents that a field names by id; one that is not there is left to the checks. */
struct data *named_documents(struct pool *pool, const struct handbook *handbook, struct texts names, enum kind_role role);
/* Those of a list that have a role, but for one; at most a page's worth. */
struct data *of_role(struct pool *pool, const struct handbook *handbook, const GPtrArray *documents, enum kind_role role, const struct document *except);
void add_section_data(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, struct data *data);
void put_incident(struct page *page, const struct document *document);   /* handbook_incidents.c */
void put_postmortem(struct page *page, const struct document *document); /* handbook_postmortems.c */
void add_index_jobs(struct handbook *handbook);     /* handbook_indexes.c */

/* What a card may hold that an index shows as a column. */
struct column {
	const char *key;     /* of the card */
	const char *word;
	const char *name;    /* inside its object: what a filter shows; NULL: no filter */
	const char *value;   /* inside its object: what a filter compares */
	const char *filter;  /* its name; NULL: the key */
};

/* A filter for each column in which rows differ. */
struct data *filters_list(struct pool *pool, const struct view *view, const struct data *rows, const struct column *table, size_t count);

void relate_handoffs(struct handbook *handbook);    /* handbook_handoffs.c, as the next two */
/* What each schedule's latest handoff left, and what its shifts cost. */
void put_handoffs(struct page *page);
/* That a shift had more pages than its team can bear; NULL where it had not. */
const char *over_budget_text(struct pool *pool, const struct handbook *handbook, const struct document *handoff);

void relate_alerts(struct handbook *handbook);      /* handbook_alerts.c, as the next two */
void make_alerts(struct page *page, const void *subject);
/* The alerts of a document or service: [{alert, summary, document, definitions, undefined}]. */
struct data *alerts_list(struct pool *pool, const struct handbook *handbook, const void *thing);
void add_front_job(struct handbook *handbook);      /* handbook_front.c */
void add_register_jobs(struct handbook *handbook);  /* handbook_registers.c */
void add_action_data(const struct handbook *handbook, struct outputs *outputs); /* handbook_files.c, as the next */
void add_metrics_job(struct handbook *handbook);   /* handbook_metrics.c, as the next */
void add_metrics_data(const struct handbook *handbook, struct outputs *outputs);
/* What a service lost and what is left of its error budget; NULL: it has neither a component nor an objective. */
struct data *service_uptime(const struct page *page, const struct service *service);

/* ---- handbook_probes.c: [{"name" or null, "target", "results": [{"state", "why", "status", "location", "took", "at"}]}] ---- */

struct data *service_probes(const struct page *page, const struct service *service);
void add_maturity_job(struct handbook *handbook);  /* handbook_maturity.c */
void add_files(struct handbook *handbook, struct findings *findings, struct outputs *outputs); /* handbook_files.c */
void add_search_files(const struct handbook *handbook, struct outputs *outputs); /* handbook_search.c */
void make_assets(struct handbook *handbook, struct findings *findings);
/* handbook_offline.c: what a browser needs to keep the handbook, made of all other outputs; their paths alone. */
void add_offline_files(const struct handbook *handbook, struct outputs *outputs);
void claim_offline_files(struct outputs *outputs);
void add_calendars(const struct handbook *handbook, struct outputs *outputs); /* handbook_calendars.c, as the next */
/* Their paths alone. */
void claim_calendars(const struct handbook *handbook, struct outputs *outputs);
/* "Dana Lee and Sam Ode". */
const char *shift_names(struct pool *pool, const struct handbook *handbook, const struct shift *shift);

/* ---- handbook_oncall.c: shifts on pages ---- */

/* A schedule's shifts of the coming weeks as JSON, for static/handbook.js, which works out who is on call when the page is
 * read: {"until", "people": [["name", "path" or null, resting]], "shifts": [[from, until or null, index of people…]]};
 * resting is what the person's shared object has: quiet hours as ["zone", from, to] in minutes of the day; left out where there are none. */
const char *shifts_json(struct pool *pool, const struct handbook *handbook, const struct schedule *schedule);
/* Puts weeks, shifts, gaps and load of a schedule. */
void put_roster(const struct page *page, const struct schedule *schedule, struct data *object);
/*
 * {"schedules": [{"schedule", "now", "then"}]}, or NULL where there is no schedule.  Nothing in it is of the minute in which it
 * is made, so that a page is the same until a shift ends.
 */
struct data *now_object(struct pool *pool, const struct handbook *handbook, const GPtrArray *schedules);
GPtrArray *first_schedules(const struct handbook *handbook, size_t most);
/* Of those who are named by a policy, once each. */
GPtrArray *policy_schedules(const struct escalation *policy);
GPtrArray *team_schedules(const struct handbook *handbook, const struct team *team);
/* What some people are on call for in the coming weeks, by begin, of schedules that may be none. */
struct data *coming_shifts(struct pool *pool, const struct handbook *handbook, const GPtrArray *schedules, const GPtrArray *people);
