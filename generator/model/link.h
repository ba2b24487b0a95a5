/*
 * link: ties every link in the site to what it points at.
 *
 * Runs once, after all documents are loaded; nothing changes the site afterwards.
 * A link that leads nowhere is left LINK_BROKEN: saying so is a check's job.
 */
#pragma once

struct document;
struct pool;
struct site;

void link_site(struct pool *pool, struct site *site);

/* Ties the links of one document's text again, after it was replaced (site_replace.h); links back stay as they are. */
void link_document(struct pool *pool, const struct site *site, struct document *document);
