/*
 * status_parts: what the files of status share; nobody else includes it.
 *
 * struct status is made by status.c and then const.  The list of pages comes from
 * status_pages.c, status_components.c and status_history.c, what they show from
 * status_objects.c and status_bars.c.
 *
 * What the clock alone changes, windows that begin and end, is known in advance: status->ahead
 * (status_ahead.c).  Pages carry it as templates, and a script puts them in their place in time.
 */
#pragma once

#include <glib.h>

#include "model/upstream.h"
#include "model/uptime.h"
#include "render/api.h"
#include "render/body.h"
#include "render/status.h"
#include "render/view.h"

struct press;
struct status;

/* One page while its data is made; the pool ends with it. */
struct status_page {
	struct pool *pool;
	const struct status *status;
	const struct status_job *job;
	const char *root;
	struct data *data;                     /* of the whole page */
	struct data *view;                     /* data.page: for make to fill */
	struct template_failure *failure; /* of a partial in a body */
	bool failed;
};

struct status_job {
	const char *path;   /* "incidents/2026-03-21-slow-payments.html" */
	const char *layout; /* "status/incident" */
	const char *title, *description;
	const char *root;   /* NULL: worked out from the path; else the page is shown elsewhere */
	void (*make)(struct status_page *page, const void *subject);
	void (*write)(struct status_page *page, const void *subject, GString *out); /* NULL: the layout does */
	const void *subject;
	uint64_t (*digest)(struct pool *pool, const struct status *status, const void *subject); /* as press_options has it; or NULL */
	struct span owner;
};

/* The status page in one language: the first stands at the root, each other in a folder of its own. */
struct edition {
	const char *language; /* "de" */
	const char *folder;   /* below status/: "", "de/" */
	const struct view *view;
};

/* The days and months of the bars, from the first of a month to today. */
struct status_calendar {
	const int64_t *days;       /* day_count + 1 midnights */
	size_t day_count;
	const size_t *month_days;  /* month_count + 1: where each month begins among the days */
	size_t month_count;
};

/* The days of the front page's bars, and what a component's page tells of. */
#define STATUS_DAYS 90
#define STATUS_LONG_DAYS 365

struct status {
	struct pool *pool;
	const struct site *site;
	const struct template_set *templates;
	const struct edition *editions; /* all there are */
	size_t edition_count;
	const struct edition *edition;  /* this one */
	const struct view *view;        /* of its language */
	const struct data *written;     /* {"language", "direction"} of what authors wrote, where that is not the page's; or NULL */
	struct body body;
	const char *top_url;    /* status.url with a '/' at its end, or NULL */
	const char *url;        /* the same of this edition */
	const char *title;
	const struct incident *const *published; /* newest first */
	size_t published_count;
	const struct service *const *components; /* of the status page, by group and order */
	size_t component_count;
	const char *const *component_paths; /* "components/card-payments.html" */
	GHashTable *component_places; /* service → its place, counted from 1 */
	int64_t now;            /* that the pages show: the site's, or one ahead */
	const enum state *states;     /* one for each component, now; some may be unknown */
	const struct upstream_state *upstreams; /* one for each component; address NULL: it has none */
	const struct uptime *uptimes; /* one for each component */
	struct uptime_weights weights;
	struct status_calendar calendar;
	const struct status *const *ahead; /* the same at each instant at which the clock changes something, soonest first */
	size_t ahead_count;
	struct data *site_object, *style, *script;
	uint64_t digest;        /* of what is the same for all pages */
	const struct ids *ids;  /* of what the API names, by the names of status_ids.c */
	const struct catalogue *catalogue;
	struct press *press;
};

/* What is known before any page is made: what is published, and the address. */
struct status *status_open(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings,
    const struct edition *editions, size_t count, size_t i);

/* ---- status_select.c: what is shown ---- */

void select_published(struct status *status);
void select_components(struct status *status);
const char *component_group(const struct service *service); /* or NULL */

/* The page of a component; NULL: it is none. */
size_t component_place(const struct status *status, const struct service *service); /* among components, from 1; 0: it has none */
const char *component_path(const struct status *status, const struct service *service);

/* ---- status_ahead.c ---- */

void look_ahead(struct status *status);

/* ---- status_bars.c: bars and figures ---- */

void make_calendar(struct status *status);

/* From when on a component has something to show: since, else its first bad day, else now. */
int64_t uptime_beginning(const struct uptime *uptime);

/*
 * The bars of count days from a day of the calendar on: {"quiet", "none": [{"x", "width"}], "bad": [{"x", "shape",
 * "text"}], "label"}.  Three units a day, the third a gap.  label says it all in words: what title names, the figure
 * and each bad day.
 */
struct data *bars_object(struct pool *pool, const struct status *status, size_t component, size_t first, size_t count, const char *title);

/* "99.95 %", or NULL: no data. */
const char *uptime_figure(struct pool *pool, const struct status *status, size_t component, size_t first, size_t count);
/* "99.95 % uptime" or "No data". */
const char *uptime_words(struct pool *pool, const struct status *status, const char *figure);

/* ---- status_responses.c: times of answers ---- */

/* For a component's page, of its last 24 hours and 90 days: chart_data (render/chart) with "span", "figure", the median of all, and
 * "parts", times; a row has its "time".  None where nothing was measured. */
struct data *response_charts(struct pool *pool, const struct status *status, size_t component);

/* For the front page: {"hours_title", "days_title", "rows": [{"name", "path", "hours": {"figure", "path", "width"} or null, "days"}]}, or NULL. */
struct data *response_table(struct pool *pool, const struct status *status);

/* ---- status_objects.c: what templates see of it ---- */

/* {"id": "major_outage", "text", "rank", "shape"} */
struct data *status_state_object(struct pool *pool, const struct status *status, enum state state);

/* Where a component's state is from: {"href", "text" (both null where customers may not know), "as_of", "said": whether there is any of them}; NULL: from here. */
struct data *status_upstream(struct pool *pool, const struct status *status, size_t component);

/* {"before", "time", "after"}: a word of status_page with its {time} in place; null for TIME_NONE. */
struct data *status_phrase(struct pool *pool, const struct status *status, const char *word, struct data *time);

/* A time of which the day is known already: its clock alone, and "short": true. */
struct data *status_time_on_day(struct pool *pool, const struct status *status, int64_t at, int64_t day);

/* "1 hour 30 minutes": at most two units. */
const char *status_length(struct pool *pool, const struct status *status, int64_t seconds);

enum detail {
	DETAIL_LINE, /* as in a list */
	DETAIL_FULL, /* with its announcement and updates */
};
struct data *incident_object(struct status_page *page, const struct incident *incident, enum detail detail);

/* Its updates as one text, for feeds: rendered for a page elsewhere, with absolute addresses where there are any. */
struct data *incident_updates(struct status_page *page, const struct incident *incident);

/* One of them. */
struct data *update_object(struct status_page *page, const struct incident *incident, const struct update *update);

/* What it says it affects: [{"name", "state"}]. */
struct data *status_affects(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update);

/* "Payments, Checkout and Search": those that are named until now; null where none is. */
const struct data *component_names(struct pool *pool, const struct status *status, const struct incident *incident);

/* When something was last said of it, and first; its start where nothing was. */
int64_t incident_changed(const struct status *status, const struct incident *incident);
int64_t incident_announced(const struct status *status, const struct incident *incident);


/* ---- status_editions.c: languages ---- */

/* The editions that site.yaml asks for: one in the site's language where it asks for none. */
const struct edition *status_editions(struct pool *pool, const struct site *site, struct findings *findings, size_t *count);

/* The language and direction of what authors wrote, where they are not the view's; else NULL. */
const struct data *status_written(struct pool *pool, const struct site *site, const struct view *view, struct findings *findings);

/* The same page in all languages, for a page whose own edition is at root: {"items": [{"language", "direction",
 * "name", "href", "address" (absolute where there is status.url; null of what is shown at any address), "first", "current"}]}; NULL where there is one edition. */
/* The way to where the editions lie side by side. */
const char *status_top(struct pool *pool, const struct status *status, const struct status_job *job, const char *root);
struct data *status_languages(struct pool *pool, const struct status *status, const struct status_job *job, const char *root);

/* ---- status_links.c: the function of body ---- */

const struct data *status_link(struct pool *pool, const struct body *body, const struct document *document, uint32_t row, const char *root);

/* ---- status_digest.c: numbers for what a page is made from, with what is the same for all pages ---- */

void make_status_digest(struct status *status);
/* Of an incident's own page; subject: the incident. */
uint64_t incident_digest(struct pool *pool, const struct status *status, const void *subject);
/* Of incidents in lists. */
uint64_t incidents_digest(const struct status *status, const struct incident *const *incidents, size_t count);
/* Of a component's bars and figures alone. */
uint64_t component_digest(struct pool *pool, const struct status *status, size_t component);

/* ---- pages ---- */

void add_status_job(struct status *status, struct status_job job);
void add_status_pages(struct status *status);   /* status_pages.c */
void add_component_pages(struct status *status); /* status_components.c */
void add_postmortem_page(struct status *status, const struct incident *incident); /* status_postmortem.c */
void add_history_pages(struct status *status);  /* status_history.c */
void make_feed(struct status_page *page, const void *subject); /* status_feed.c */
void add_feeds(struct status *status);          /* status_feed.c: those beside history.atom */
void add_api_files(struct status *status);      /* status_api.c */
void add_calendar(struct status *status);       /* status_calendar.c */
void add_badges(struct status *status);         /* status_badges.c */
void add_sitemap(struct status *status);        /* status_host.c: after all pages */
void add_host_files(struct status *status);     /* status_host.c: after all others */

/* ---- status_catalogue.c: the components as machines see them ---- */

struct catalogue {
	struct api_component *leaves; /* one for each of status->components */
	struct api_component *groups; /* in the order of their first components */
	size_t group_count;
};

void list_components(struct status *status); /* sets catalogue */
const struct api_component *catalogue_find(const struct status *status, const struct service *service); /* or NULL */

/* ---- status_ids.c: the ids of what machines read ---- */

void name_all(struct status *status); /* sets ids */
const char *page_id(struct pool *pool, const struct status *status);
const char *component_id(struct pool *pool, const struct status *status, const struct service *service);
const char *group_id(struct pool *pool, const struct status *status, const char *group);
const char *incident_id(struct pool *pool, const struct status *status, const struct incident *incident);
const char *update_id(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update); /* update NULL: its announcement */

/* What an update says, or the announcement of a window, as text; "" where it says nothing. */
const char *update_text(struct pool *pool, const struct status *status, const struct incident *incident, const struct update *update);
