/*
 * handbook_parts: what the files of handbook share; nobody else includes it.
 *
 * struct handbook is made by handbook.c in this order: shared objects
 * (handbook_shared.c), relations (handbook_relations.c), navigation
 * (handbook_nav.c), then the list of pages.  From then on it is const.
 *
 * Shared objects are made once and used by every page that shows the thing; a page takes
 * a reference with shared().
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "render/body.h"
#include "render/handbook.h"
#include "render/view.h"

struct handbook;

/* What a page's data is made with.  The pool is for what is thrown away with the page. */
struct page {
	struct pool *pool;
	const struct handbook *handbook;
	const struct page_job *job;
	const char *root;
	json_t *data;                     /* of the whole page */
	json_t *view;                     /* data.page: for make to fill */
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
	GHashTable *objects;  /* anything of the model → its shared json_t */
	GHashTable *tags;     /* slug → struct tag_page */
	GPtrArray *tag_list;  /* by name */
	GHashTable *assets;   /* path → struct source: what is copied as it is */
	json_t *site_object, *style, *script, *boot;
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
	} by;
	GHashTable *intros;   /* kind → the document that is its index's text */
	GHashTable *branches; /* document → struct branch */
	json_t *nav;          /* groups, nothing current */
	GHashTable *nav_current; /* section → json_t: groups with it current */
	GArray *jobs;         /* struct page_job */
};

struct tag_page {
	const char *slug, *name, *path;
	GPtrArray *documents;
	json_t *object;
};

/* Sections of the navigation that are no kind; compared by address. */
extern const char SECTION_FRONT[], SECTION_SERVICES[], SECTION_PEOPLE[], SECTION_TEAMS[], SECTION_ONCALL[],
    SECTION_SEVERITIES[], SECTION_ALERTS[], SECTION_ACTIONS[], SECTION_TAGS[], SECTION_EVERYTHING[];

/* ---- handbook_shared.c ---- */

void make_shared(struct handbook *handbook);

/* A new reference to the shared object of a thing of the model; null for NULL. */
json_t *shared(const struct handbook *handbook, const void *thing);

/* The owner of a document or action: a person's or team's object, or {"name"} as it is written. */
json_t *owner_object(const struct handbook *handbook, const char *owner);
/* "schedule/x", "person/x", "team/x": {"type", "name", "path"}. */
json_t *target_object(const struct handbook *handbook, const char *target);
json_t *policy_object(struct pool *pool, const struct handbook *handbook, const struct escalation *escalation);
json_t *action_object(struct pool *pool, const struct handbook *handbook, const struct action *action);

/* Objects in one array; limit 0: all of them. */
json_t *shared_list(const struct handbook *handbook, const GPtrArray *things, size_t limit);

const struct service *service_of(const struct site *site, const struct document *document);
const struct severity *severity_of(const struct site *site, const struct document *document);
/* When a document happened (started, date, or the day in its name), else TIME_NONE. */
int64_t day_of(const struct site *site, const struct document *document);
bool is_review_overdue(const struct site *site, const struct document *document);
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
/* The groups with a section current; a new reference. */
json_t *nav_of(const struct handbook *handbook, const void *section);
/* {"title", "items": [{"title", "path", "current"}], "more"}, or null. */
json_t *branch_of(const struct handbook *handbook, const struct document *document);

/* ---- handbook_links.c: the functions of body ---- */

json_t *link_object(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root);

/* ---- handbook_images.c ---- */

struct image_size {
	unsigned width, height;
};

/* Of a PNG, GIF or JPEG; false for what is none. */
bool image_size_read(const void *bytes, size_t size, struct image_size *image);

/* ---- pages ---- */

void add_job(struct handbook *handbook, struct page_job job);
/* For each list of an object that is the page's own, whether it has items: "has_<key>". */
void put_flags(struct pool *pool, json_t *object);
void add_breadcrumb(struct page *page, const char *title, const char *path);

void add_document_jobs(struct handbook *handbook);  /* handbook_pages.c */
json_t *page_body(struct page *page, const struct document *document);
json_t *texts_json(struct texts texts);
json_t *people_json(const struct handbook *handbook, struct texts people);
/* Documents that a field names by id; one that is not there is left to the checks. */
json_t *named_documents(const struct handbook *handbook, struct texts names, enum kind_role role);
/* Those of a list that have a role, but for one; at most a page's worth. */
json_t *of_role(const struct handbook *handbook, const GPtrArray *documents, enum kind_role role, const struct document *except);
void add_section_data(struct pool *pool, const struct body *body, const struct document *document, const struct section *section, json_t *data);
void put_incident(struct page *page, const struct document *document);   /* handbook_incidents.c */
void put_postmortem(struct page *page, const struct document *document); /* handbook_postmortems.c */
void add_index_jobs(struct handbook *handbook);     /* handbook_indexes.c */
void add_front_job(struct handbook *handbook);      /* handbook_front.c */
void add_register_jobs(struct handbook *handbook);  /* handbook_registers.c */
void add_files(struct handbook *handbook, struct findings *findings, struct outputs *outputs); /* handbook_files.c */
void make_assets(struct handbook *handbook, struct findings *findings);
