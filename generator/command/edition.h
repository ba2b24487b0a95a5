/*
 * edition: a site in memory as a browser is shown it, while somebody writes it.
 *
 * It is read, linked and checked at once; pages are rendered when they are asked for, and the rest (the status page with its
 * leak check, the search, each page once to see whether its template fails) piece by piece while there is time.  One saved
 * document is put into it without reading the others (model/site_replace): what other pages say of it is then as it was
 * until the next edition.
 *
 * An edition has a pool of its own.  Nothing is printed.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/findings.h"
#include "command/options.h"
#include "model/site.h"

struct data;
struct edition;
struct pool;

/* Reads the site in directory.  NULL: the job can't be done, *problem (of pool) says why. */
struct edition *edition_load(struct pool *pool, const struct options *options, const char *directory, const char **problem);
void edition_free(struct edition *edition);

const struct site *edition_site(const struct edition *edition);

/* What has been found until now, settled; in a pool that must not outlive the edition. */
struct findings *edition_findings(struct pool *pool, const struct edition *edition);

/* Whether any of that is an error. */
bool edition_has_errors(const struct edition *edition);

/* Whether it has a page of the handbook of that path. */
bool edition_has_page(const struct edition *edition, const char *path);

/* Appends the bytes of a path ("handbook/index.html").  False: there is no such file, or it could not be rendered, which is a finding. */
bool edition_page(struct edition *edition, const char *path, GString *out);

/* Does some milliseconds of what is left to find out.  False: there is nothing left. */
bool edition_work(struct edition *edition);

/* Whether that says all there is to say. */
bool edition_is_done(const struct edition *edition);

/* Takes a document as it is on disk now.  False: only a new edition can show it. */
bool edition_replace(struct edition *edition, const char *path);

/* Takes all documents back as they were when it was loaded. */
void edition_restore(struct edition *edition);

/* Renders a template that is part of no page ("live/head"). */
bool edition_render(const struct edition *edition, const char *layout, const struct data *data, GString *out);
