/*
 * site_replace: one document of a site in another version, without reading the others again.
 *
 * For who shows a page while it is being written, and has a moment to read the whole site after that: what the document
 * itself says is new, with its fields and links; what others say because of it (lists, links back, counts, order) is as it
 * was.  It must stay of its kind, at its address, and a draft or none, since all else depends on that.
 *
 * The document stays the same object, so that whoever points at it sees the new version; nobody may be reading the site
 * meanwhile.
 */
#pragma once

#include <stdbool.h>

#include "model/site.h"

struct pool;
struct source;

/* What stood in the place of a document. */
struct replaced {
	struct document *place, document;
	struct incident *incident_place;     /* or NULL, as the next */
	struct incident *incident;
	struct postmortem *postmortem_place;
	struct postmortem *postmortem;
};

/*
 * Puts a document of the same path, whose bytes are source, into the site.  False: that takes more than this, or the document
 * has something wrong with it that is an error, and the site is as it was.  The pool must live as long as the site.
 */
bool site_replace(struct pool *pool, struct site *site, const struct source *source, struct replaced *replaced);

/* Takes it back; only the last one can be. */
void site_restore(const struct replaced *replaced);
