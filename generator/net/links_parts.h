/*
 * What the parts of links share; nobody else includes this.
 */
#pragma once

#include "net/links.h"

#include <glib.h>

#include "net/fetch.h"
#include "net/linkcache.h"

/* One place that names an address. */
struct use {
	struct span span;
	const char *fragment; /* as written, or NULL */
	bool missing;         /* the page has no such place */
};

enum verdict {
	VERDICT_NONE,    /* not asked yet */
	VERDICT_FINE,
	VERDICT_DEAD,
	VERDICT_LOGIN,
	VERDICT_UNCLEAR,
	VERDICT_INSIDE,
	VERDICT_IGNORED,
};

struct address_asked {
	struct asking *asking;
	const char *url;   /* without fragment */
	const char *shown; /* and without the name and password that may stand in it: for messages */
	const char *host;  /* as hosts are compared */
	GArray *uses;      /* struct use */
	bool has_fragment; /* some use has one */
	bool login;        /* answers only to readers with a login */
	bool inside;       /* named by links.inside */
	bool asked;        /* of the network */
	bool silent;       /* nobody answered at all */
	bool refused;      /* it is none that is asked for, whoever would answer */
	const char *lost;  /* the host whose name could not be looked up, or NULL */
	enum verdict verdict;
	const char *why;   /* what is wrong, for a message; NULL: nothing */
	const char *moved; /* where to, for good; NULL: nowhere */
};

/* Addresses in the order of their first use. */
struct asking {
	struct pool *pool;
	const struct site *site;
	const struct links_options *options;
	struct fetch *fetch;
	struct linkcache *cache;
	GPtrArray *addresses; /* struct address_asked */
	GHashTable *by_url;
	size_t done, asked;
	bool stopped;
};

/* links_collect: fills asking->addresses. */
void links_collect(struct asking *asking);

/* links_judge: what an answer means; false: ask again by GET. */
bool links_judge(struct address_asked *address, const struct fetch_result *result, bool by_head);

/* An address that was judged dead, though that may pass by itself. */
void links_doubt(struct address_asked *address);

/* links_names: doubts addresses whose names nobody knew, where somebody does, or nobody could say. */
void links_doubt_names(struct asking *asking);

/* An address without the name and password in it. */
const char *links_shown(struct pool *pool, const char *url);

/* The host of an address, as hosts are compared, without a port; "" where there is none. */
const char *links_host(struct pool *pool, const char *url);
