/*
 * press: a list of pages, rendered on several threads and put among the outputs in their own order.
 *
 * Each half of the site has one.  A job says where its page stands, by which template it is made and of which document it is; the half
 * makes the page's data.  What that is made from must not change meanwhile.  A page is a function of its data, its layout and
 * the templates: where none of them changed since the page was made, it is not made again.  A half that can tell from less than the data
 * whether that changed spares making it.  The output is the same however many threads there are.
 *
 * A press lives in its pool, and so do the outputs.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"
#include "render/outputs.h"
#include "render/template.h"

struct data;
struct findings;
struct pool;

struct press_job {
	const char *path;   /* below the folder: "runbooks/db-pool.html" */
	const char *layout; /* or NULL: written by the half itself */
	struct span owner;  /* of the document, or SPAN_NONE */
	const void *page;   /* for make */
};

struct press_options {
	unsigned jobs;      /* threads; 0: as many as there are processors */
	const char *folder; /* "handbook/" */
	const struct template_set *templates;
	const void *half;   /* for make */

	/* The data of a page, by a pool that is for what is thrown away with it.  Where *failed is set, *failure says
	 * why, and nothing is rendered of it. */
	struct data *(*make)(struct pool *pool, const void *half, const void *page, struct template_failure *failure, bool *failed);

	/* A number for all that a page's data is made from; 0: the data itself must tell.  May be NULL. */
	uint64_t (*digest)(struct pool *pool, const void *half, const void *page);

	/* Appends what no layout makes to out; may be NULL where each job has one. */
	void (*write)(struct pool *pool, const void *half, const void *page, GString *out);
};

struct press;

struct press *press_new(struct pool *pool, const struct press_options *options);

/* A job more; what it points to must live as long as the press. */
void press_add(struct press *press, struct press_job job);

/* All jobs, in the order in which they were added; until another is. */
const struct press_job *press_jobs(const struct press *press, size_t *count);

/* Prints all pages but those that the outputs' drain has.  Each failure is a finding, and its page among the outputs as far
 * as it came. */
void press_run(const struct press *press, struct findings *findings, struct outputs *outputs);

/* The same without rendering: only who has which path. */
void press_claim(const struct press *press, struct outputs *outputs);

/* The number of the job that makes a path, with the folder before it; PRESS_NONE: there is none. */
#define PRESS_NONE SIZE_MAX
size_t press_find(const struct press *press, const char *path);

/* Appends one page to out.  False: *failure says why, and it goes as far as it came.  The pool is for what is thrown away. */
bool press_print(struct pool *pool, const struct press *press, size_t number, GString *out, struct template_failure *failure);

/* The data of one page by its path, with or without the folder before it; NULL: there is no such page. */
struct data *press_data(struct pool *pool, const struct press *press, const char *path);

/* The way from a path to the root that it counts from: "", "../", "../../". */
const char *press_root(struct pool *pool, const char *path);
