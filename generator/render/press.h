/*
 * press: pages rendered on several threads, put among the outputs in their own order.
 *
 * What a page is made from must not change meanwhile.  The output is the same however many threads
 * there are.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"
#include "render/outputs.h"
#include "render/template.h"

struct findings;
struct pool;

struct press {
	unsigned jobs; /* threads; 0: as many as there are processors */
	size_t count;  /* pages */
	const void *data;

	/* Appends a page to out, by a pool that is for what is thrown away with it.  False: *failure says why. */
	bool (*print)(struct pool *pool, const void *data, size_t page, GString *out, struct template_failure *failure);

	/* A page's path below the output folder, in the pool, and the document it is of. */
	const char *(*place)(struct pool *pool, const void *data, size_t page, struct span *owner);
};

/* Prints all pages.  The outputs live in the pool; each failure is a finding, and its page among the outputs as far as it came. */
void press_run(struct pool *pool, const struct press *press, struct findings *findings, struct outputs *outputs);
