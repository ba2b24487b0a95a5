/*
 * status: const site → the pages of the public half, below "status/".
 *
 * Only what is published is shown: incidents and maintenance windows that are public,
 * no draft and begun (a window: announced), their updates up to now, and services with a
 * `component`.  Everything else stays inside, and a link to it is plain text.
 *
 * Page data (what --dump prints and templates see):
 *   root        the way to the status page's root: "", "../"; 404.html, which is shown at any
 *               address, has status.url
 *   top         the way to where the languages lie side by side, and what has none (api/, maintenance.ics)
 *   path, title, description, canonical (null without status.url)
 *   site, words, style, script: the same for all pages of a language; style and script: {code, integrity};
 *               site.next (or null): when a window's begin or end will have changed the page.  When it was made is
 *               told on the front page alone (page.made), so that a build later writes only what has changed
 *   written     language and direction of what authors wrote, where they are not the page's; else null
 *   languages   {items}: the same page in each of status.languages; null where there is one language
 *   page        what this page shows; page.ahead: what the clock will change of it, [{at, …}]
 * Paths in it count from the status page's root: a template writes {{root}}{{path}}.
 *
 * status.languages of site.yaml makes one status page in each: the first at the root, each other in a folder of its own
 * name ("de/"), which is root for its pages.  What authors wrote is in the site's language in all of them.
 */
#pragma once


#include "model/site.h"
#include "render/outputs.h"
#include "render/template.h"

struct pool;

/*
 * Renders all pages, and what programs read:
 *
 *   api/v2/...                                 the read API (render/api); paths in it count from the file where there
 *                                              is no status.url
 *   history.atom, history.rss, updates.atom    feeds (render/feed)
 *   maintenance.ics                            a calendar (render/calendar)
 *   badge.svg, badges/ID.svg                   by the ids of components in the API
 *   sitemap.xml (with status.url), robots.txt, _headers
 *
 * A template that fails is a finding.
 */
void status_render(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, struct outputs *outputs);

/* The data of one page by its path ("status/index.html", with or without "status/" before
 * it), a new reference; NULL: there is no such page, or no template makes it (the API, the calendar). */
struct data *status_data(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *path);

/* ---- What is said to those who are told at once; of the same that is published ---- */

struct status;

/* An update, or the announcement of a window that is to come. */
struct status_notice {
	const struct incident *incident;
	const struct update *update; /* NULL: the announcement */
	int64_t at;                  /* of the announcement, which has no time: now */
	const char *id;              /* "incident/ID@2026-03-21T02:31:00Z/investigating": the same whatever its text */
};

/* The status page in a language (NULL: its first one), for these: in the pool. */
const struct status *status_speak(struct pool *pool, const struct site *site, const struct template_set *templates, struct findings *findings, const char *language);

/* All of them, oldest first. */
const struct status_notice *status_notices(struct pool *pool, const struct status *status, size_t *count);

/* What a template sees of one:
 *   headline    "Slow payments: Investigating"
 *   title, status {"id", "text", …}, impact (null of a window), maintenance, at; times as view_time makes them
 *   starts, ends of a window; else null.  window: both in words, where they are news
 *   affects     [{"name", "state"}] of what the update says; component_names: of all until now, as text, or null
 *   text        without markup
 *   address     of the update on the page, null where status.url is not known
 *   page        {"title", "url"}; words */
struct data *status_notice_data(struct pool *pool, const struct status *status, const struct status_notice *notice);

/* ---- What is published; the leak check asks, too ---- */

bool status_publishes(const struct site *site, const struct incident *incident);

/* An update of a published incident: one with a status and a time that is not in the future. */
bool status_publishes_update(const struct site *site, const struct update *update);

/* The end of the rows, from the first one, that announce a maintenance window; of an
 * incident, whose body is updates alone, 0. */
uint32_t status_lead_end(const struct incident *incident);

/* The postmortem of an incident that customers may read: public, no draft in any way, of a published incident
 * that is over; or NULL. */
const struct postmortem *status_postmortem(const struct site *site, const struct incident *incident);

/* What they read of it: STATUS_SECTIONS, summary, impact, root cause, what could improve.  The rows at the top level that
 * show one of them, in the pool: without those below a heading inside of it that begins another section (action items,
 * say); none where the section is empty. */
#define STATUS_SECTIONS 4
const uint32_t *status_section_rows(struct pool *pool, const struct document *document, size_t number, size_t *count);

/* Where it is shown: "incidents/2026-03-21-slow-payments/summary.html". In the pool. */
const char *status_postmortem_path(struct pool *pool, const struct incident *incident);

/* Where an incident is shown: "incidents/2026-03-21-slow-payments.html". In the pool. */
const char *status_path(struct pool *pool, const struct incident *incident);
