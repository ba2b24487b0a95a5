/*
 * What the parts of fetch share; nobody else includes this.
 */
#pragma once

#include "net/fetch.h"

#include <curl/curl.h>
#include <glib.h>
#include <stdio.h>

/* libcurl's functions, by the prototypes of its header: opened, not linked (fetch.h says why).  Names
 * without their prefix, since curl.h makes macros of some. */
struct library {
#define LIBRARY_FUNCTIONS(X) \
	X(global_init) X(global_cleanup) X(easy_init) X(easy_setopt) X(easy_getinfo) X(easy_cleanup) X(easy_strerror) X(easy_header) \
	X(slist_append) X(slist_free_all) X(url) X(url_set) X(url_get) X(url_cleanup) X(free) \
	X(multi_init) X(multi_setopt) X(multi_add_handle) X(multi_remove_handle) X(multi_perform) X(multi_poll) X(multi_info_read) X(multi_cleanup)
#define LIBRARY_MEMBER(name) typeof(curl_##name) *name;
	LIBRARY_FUNCTIONS(LIBRARY_MEMBER)
#undef LIBRARY_MEMBER
};

/* False: *problem says why. */
bool library_open(struct library *library, const char **problem);

/* Where a request goes. */
struct target {
	const char *url;    /* as it is asked for: host in ASCII, no fragment */
	const char *scheme, *host;
	unsigned port;
	const char *origin; /* "https://host:port" */
	const char *name, *place; /* in messages: the host, and it with its port */
	const char *proxy;  /* "" : none */
	bool inside;        /* refused, because the address lies inside */
	bool allowed;       /* the site names the host: its addresses may lie inside */
};

/* One host and port, and what waits for it. */
struct host {
	GQueue waiting; /* struct job *, in the order of their turns */
	unsigned active;
	unsigned silent;    /* requests in a row without an answer */
	enum fetch_error silence;
	int64_t not_before; /* microseconds on the monotonic clock: it asked to be left alone */
	int64_t pause;      /* seconds that it asked for, where that is more than anybody waits; 0: none */
};

/* One request on its way to its result. */
struct job {
	struct fetch *fetch;
	struct pool *pool;
	struct fetch_request request;
	struct target target, first; /* of this hop; of the request */
	struct host *host;
	CURL *easy; /* while it runs */
	struct curl_slist *list, *recipients;
	struct curl_slist *cookies; /* of the hops before */
	size_t given;       /* bytes of an e-mail that were sent */
	FILE *file;
	GByteArray *body;
	size_t head;        /* bytes of headers that have come */
	char message[CURL_ERROR_SIZE];
	bool over;          /* the answer was longer than the limit */
	size_t skipped;     /* bytes of a redirect's own text, which nobody reads */
	const char *inside; /* why an address was refused */
	bool unmet;         /* TLS ended before there was a certificate to be trusted or not */
	const char *location; /* where the answer redirects to, as a whole address */
	GArray *hops;       /* struct fetch_hop */
	int64_t spent;      /* microseconds of this attempt, hops before this one */
	int64_t not_before; /* another attempt */
	unsigned attempts;
	struct fetch_result result;
};

struct fetch {
	struct pool *pool;
	struct library library;
	struct fetch_options options;
	const struct network_config *network; /* NULL: none */
	const char *user_agent, *authorities;
	CURLM *multi;
	GHashTable *hosts; /* "host:port" → struct host */
	GPtrArray *running;
	GRand *random;
	size_t pending;    /* jobs without a result */
	bool stopped;
	bool moved;        /* a queue or a slot has changed: some job may start at once */
	bool silent;       /* the set ends: nobody hears of results */
	bool (*tick)(void *data);
	void *tick_data;
	int64_t ticked;
};

/* What a URL that a request is, or is led to, leads to, by the rules.  FETCH_DONE, or an error with *message. */
enum fetch_error target_read(const struct fetch *fetch, struct pool *pool, const struct fetch_request *request, const char *url, struct target *target, const char **message);

/* Why an address may not be connected to for a target, or NULL. */
const char *target_refuses(const struct fetch *fetch, const struct target *target, const struct sockaddr *address);

/* The file of authorities that the environment names, or NULL: the system's. */
const char *environment_authorities(void);

/* One hop: makes job->easy ready.  False: the job's result has its error. */
bool hop_prepare(struct job *job);

/* Takes what came of it into the job's result, and lets go of job->easy. */
void hop_finish(struct job *job, CURLcode code);

/* Forgets what redirects have set. */
void hop_forget(struct job *job);

/* Lets go of job->easy without a result. */
void hop_release(struct job *job);

/* An error with its words. */
void job_fail(struct job *job, enum fetch_error error, const char *format, ...) __attribute__((format(printf, 3, 4)));
