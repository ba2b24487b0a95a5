/*
 * upstream: what the status pages of others say of the services that name one (`upstream` of the register).
 *
 * Two doors in: the answer of such a page (its api/v2/summary.json: the API that render/api writes, too), and the file in
 * which answers are kept from one run to the next.  Nothing here asks anybody: net/upstream does.
 *
 * The file holds, in JSON, for each page by its address what of the last answer is of use, and what went wrong since:
 *   {"version": 1, "pages": {"https://status.example": {"answered": SECONDS, "answer": {"status": {"indicator": "none"},
 *    "components": [{"id": "x1", "name": "API", "status": "operational", "group_id": "g1", "group": false}]},
 *    "failed": SECONDS, "problem": "the answer is 500", "lasting": false}}}
 * Bytes may be anything: what can't be read is not known, and asked again.  Of an answer the first 5,000 components count,
 * and those with a name; texts of more than 500 bytes are none.
 *
 * An answer holds for upstreams.cache of site.yaml.  What is older, or from later than now, says nothing: the state is
 * STATE_UNKNOWN, as it is where a page has no such component, or a word that is none of the API's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config.h"
#include "model/incident.h"
#include "model/register.h"

struct pool;
struct upstreams;

struct upstream_component {
	const char *id, *name;
	const char *status;   /* as written; NULL: none */
	const char *group_id; /* NULL: in none */
	bool group;
};

/* A page, and what is known of it. */
struct upstream_page {
	const char *address;   /* as upstream_address gives it */
	int64_t answered;      /* TIME_NONE: never.  Then nothing of the answer is set */
	const char *indicator; /* as written; NULL: none */
	const struct upstream_component *components;
	size_t component_count;
	int64_t failed;        /* when it was asked in vain; TIME_NONE: the last time it answered */
	const char *problem;   /* why, in words that can follow a colon */
	bool lasting;          /* it will not pass by itself */
};

/* ---- addresses ---- */

/* The address of a page without what may stand behind it, and without a password: "https://ops:x@status.example/?x" and
 * "https://status.example/api/v2/summary.json" are "https://status.example".  In the pool. */
const char *upstream_address(struct pool *pool, const char *statuspage);

/* Where its state is asked for, and its host (with port), to be shown. */
const char *upstream_api(struct pool *pool, const char *address);
const char *upstream_host(struct pool *pool, const char *address);

/* Whether customers may be shown the address: its host is not one of internal_hosts, and not of a network inside. */
bool upstream_is_public(struct pool *pool, const struct config *config, const char *address);

/* Why nobody will ask there, as far as the address alone tells, or NULL: it lies inside and network.allow does not name it, or
 * has a password in it. */
const char *upstream_refusal(struct pool *pool, const struct config *config, const char *statuspage);

/* ---- answers ---- */

/* Fills what an answer says of a page.  False: it is none, and *problem says why. */
bool upstream_answer_read(struct pool *pool, const char *bytes, size_t size, struct upstream_page *page, const char **problem);

/* bytes: the file's, or NULL. */
struct upstreams *upstreams_read(struct pool *pool, const char *bytes, size_t size);

/* Whether some service names one. */
bool upstreams_are_named(const struct registers *registers);

/* That of a site, in its cache folder (read/cache_folder); NULL: there is no folder. */
const char *upstreams_file(struct pool *pool, const char *site);
struct upstreams *upstreams_load(struct pool *pool, const char *site);

/* The file's bytes, the same for the same facts; in the pool. */
const char *upstreams_render(struct pool *pool, const struct upstreams *upstreams);

/* By address; NULL: nothing is known. */
const struct upstream_page *upstreams_find(const struct upstreams *upstreams, const char *address);

/* Replaces what was known of a page. */
void upstreams_set(struct upstreams *upstreams, const struct upstream_page *page);

/* ---- states ---- */

struct upstream_state {
	enum state state;
	int64_t at;            /* of the answer that it is from, or of the last one that there was; TIME_NONE: never */
	const char *address;   /* of the page */
	const struct upstream_page *page; /* NULL: never asked */
	bool fresh;            /* there is an answer, and it holds */
	bool missing;          /* and it has no such component */
	const char *nearest;   /* missing: one that it has, of a name near it, or NULL */
};

/*
 * What a service's upstream says of it.  False: it names none.
 *
 * `component` is looked for by its id, then by its name (case ignored; "Group - Name" tells apart those of one name, else
 * the worst of them counts).  A group that says no known word is as its worst component.  Without `component`
 * the page's indicator counts: none, minor (degraded), major (partial), critical (major), maintenance.
 */
bool upstream_state(struct pool *pool, const struct upstreams *upstreams, const struct config *config, const struct service *service, int64_t now, struct upstream_state *state);

/* The state that is shown: the worse of what our own incidents say and what the upstream says.  Where that is unknown, our own
 * count if they say anything. */
enum state upstream_join(enum state own, enum state theirs);
