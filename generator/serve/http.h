/*
 * http: requests from this machine, answers, and streams of events.
 *
 * libmicrohttpd does the protocol.  It is loaded when the first server is made, because what it needs in turn takes ten
 * times as long to load as all else that a command does.  There are no threads: who serves waits for http_descriptor or
 * http_timeout and calls http_run, which calls the handler for each request.  A server listens on 127.0.0.1 and
 * nowhere else.  It is released with its pool, and its streams end then.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct http;
struct pool;

struct http_request {
	const char *method;
	const char *path;  /* as it was sent, without the query */
	const char *host, *origin, *site, *token; /* the fields Host, Origin, Sec-Fetch-Site, Sitrep-Token; NULL: not sent */
	const char *page, *version; /* of the query, decoded; NULL: not given */
	const char *body;  /* at most HTTP_BODY_LIMIT bytes, and a NUL behind them */
	size_t body_size;
};

#define HTTP_BODY_LIMIT 8192

struct http_answer {
	unsigned status;
	const char *type;     /* Content-Type, or NULL */
	const char *bytes;    /* are copied */
	size_t size;
	const char *location; /* or NULL */
	bool stream;          /* a stream of events about the request's page, which begins with bytes */
};

/* Fills an answer, by a pool that lives until it is sent. */
typedef void http_handler(void *data, struct pool *pool, const struct http_request *request, struct http_answer *answer);

/* port 0: any that is free.  NULL: *problem says why. */
struct http *http_new(struct pool *pool, unsigned port, http_handler *handler, void *data, const char **problem);

unsigned http_port(const struct http *http);

/* What to wait on for reading, and for how many milliseconds at most (-1: for any time). */
int http_descriptor(const struct http *http);
int http_timeout(const struct http *http);

/* Does what can be done without waiting. */
void http_run(struct http *http);

/* A page that listens. */
struct http_stream;

const char *http_stream_page(const struct http_stream *stream);    /* as its request says; "" for none */
const char *http_stream_version(const struct http_stream *stream); /* what it has been told last */
void http_stream_set_version(struct http_stream *stream, const char *version);
void http_stream_send(struct http_stream *stream, const char *text, size_t size);

/* Each stream, the oldest first; no stream comes or goes meanwhile. */
void http_each_stream(struct http *http, void (*each)(void *data, struct http_stream *stream), void *data);
