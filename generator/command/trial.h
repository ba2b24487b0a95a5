/*
 * trial: documents that are about to be written, in the site as it would then be.
 *
 * Its one rule: only what is new counts.  What was wrong with the site before keeps nobody from writing an update in the middle of an incident;
 * what would be wrong because of it, or would leak, is found before it is written.
 */
#pragma once

#include <stdbool.h>

#include "command/stages.h"

struct trial {
	struct stages site;  /* with the documents */
	size_t errors;       /* that were not there before, by the levels of site.yaml */
	const char *text;    /* those and new warnings, as check prints them; "" where there are none */
};

/* site: as it is on disk; its findings are settled by this.  False: the reason was printed. */
bool trial_make(struct trial *trial, struct stages *site, const struct source *const *documents, size_t count);

/*
 * Waits until nobody else writes in a site, and keeps others waiting until it is released, or the process ends.  A file system that
 * has no locks has none: then only what base/rewrite sees is seen.
 */
int trial_lock(const char *site);
void trial_release(int lock);
