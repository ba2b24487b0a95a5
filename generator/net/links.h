/*
 * links: the site's addresses that lead outside of it, asked for.
 *
 * Of documents, and of the registers and site.yaml as far as pages show them.  An address is asked once, by HEAD, then
 * by GET where HEAD is not understood, or the page is needed for fragments.  What a host answers decides:
 *
 *   fine       2xx; with a fragment, a page that has it
 *   moved      fine, by redirects that hold for good (301, 308): link/moved with the new address
 *   dead       404, 410 and their like, a certificate that is not trusted, a name that nobody knows: link/external
 *   login      401, 403: link/external, unless links.login of site.yaml names host or address
 *   unclear    429, 5xx, no answer, a name of which nobody could say whether there is one: may pass by itself.  No finding, until it has been so for a week
 *   inside     an address that lies inside the network, or is named by links.inside: not asked, unless --inside says
 *              that this is inside
 *   ignored    named by links.ignore
 *
 * Patterns with a "/" are of whole addresses, others of hosts.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "model/site.h"

struct pool;

struct links_options {
	bool inside;  /* this is inside the network */
	bool fresh;   /* earlier answers don't count */
	bool offline;
	const char *cache; /* the file in which answers are kept, or NULL */
	void (*progress)(void *data, size_t done, size_t total); /* or NULL */
	void *progress_data;
	bool (*is_stopped)(void *data); /* asked about ten times a second; or NULL */
	void *stop_data;
};

/* An address that gave no clear answer, why, and where it stands first. */
struct link_doubt {
	const char *address, *why;
	struct span span;
};

struct links_summary {
	size_t addresses, asked, cached, ignored, inside;
	struct list doubts; /* struct link_doubt, by address */
	bool forgotten;     /* the answers could not be kept for the next run */
	bool stopped;       /* before all were asked: the answers that came are kept, and there are no findings */
};

/* False: *problem says why nothing can be said (no network, offline). */
bool links_ask(struct pool *pool, const struct site *site, struct findings *findings, const struct links_options *options, struct links_summary *summary, const char **problem);
