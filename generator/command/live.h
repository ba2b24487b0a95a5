/*
 * live: what a server answers while a site is written, and what it tells the pages that are open.
 *
 * There are up to two editions (command/edition): the last good one, and a newer one that is still being looked through.  A
 * page comes from the newer one unless that has errors; then the good one stays up, and the pages show the findings.  The
 * requests that are answered are those that serve/guard lets through.
 */
#pragma once

#include <stdbool.h>

#include "command/options.h"
#include "serve/http.h"

struct live;
struct pool;
struct watch_files;

/* directory: of the site.  The site is not read yet. */
struct live *live_new(struct pool *pool, const struct options *options, const char *directory);

/* A handler of serve/http; data: the live. */
void live_answer(void *data, struct pool *pool, const struct http_request *request, struct http_answer *answer);

/* Where its pages listen; from then on they are told what changes. */
void live_attach(struct live *live, struct http *http);

/* Reads the whole site again.  False: that can't be done, and the pages are told why, as they are told of findings. */
bool live_reload(struct live *live);

/* Shows one saved document (its path in the site).  False: it takes a reload. */
bool live_replace(struct live *live, const char *path);

/* Files were saved that pages show but don't name by their bytes: all pages are loaded anew. */
void live_touch(struct live *live);

/* Does some of the work that nobody waits for.  False: there is none. */
bool live_work(struct live *live);

/* Notes all files outside the site that it depends on. */
void live_watch_others(const struct live *live, struct watch_files *watch);

/* Lets connections that are gone be noticed. */
void live_beat(struct live *live);
