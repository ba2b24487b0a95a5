/*
 * link: ties every link in the site to what it points at.
 *
 * Runs once, after all documents are loaded; nothing changes the site afterwards.
 * A link that leads nowhere is left LINK_BROKEN: saying so is a check's job.
 */
#pragma once

struct pool;
struct site;

void link_site(struct pool *pool, struct site *site);
