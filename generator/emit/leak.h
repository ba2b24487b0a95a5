/*
 * leak: proves that nothing internal is in what would be published.
 *
 * First what is published of each public document is read at its source: links to internal pages and mentions of
 * people are public/leak where they stand.  Then every output below status/ is searched, its name, its bytes and what
 * a reader sees of them, for
 *
 *   people     handles ("@dana"), names of two words or more, e-mail addresses, phone numbers
 *   handbook   its address, and the paths of its pages ("runbooks/db-pool")
 *   hosts      those of internal_hosts; names with endings that only networks inside know (.internal, .local,
 *              .corp, .lan, .home.arpa, .test ...), and the machine's own
 *   addresses  private, shared (100.64/10) and link-local ones of IPv4 and IPv6 and the machine's own; those that
 *              are kept for documentation pass, and what is called a version ("version 10.2.3.4")
 *   elsewhere  links into chats, shared documents, trackers and the like
 *   comments   of HTML, which only a template can have written
 *
 * JSON and calendars are read as their readers do: escapes, folded lines.  In the sources, a heading "Internal notes"
 * and its like are public/leak as well, since nothing in an update stays inside.
 *
 * The words of public_allow in site.yaml pass, and so do the hosts of status.url and support_url.  A hit
 * is public/leak wherever the published sources say it (documents, components, status: of site.yaml), else at
 * the output, which a layout or a file of words must have put there: once for each place, not for each page.
 */
#pragma once

#include "base/findings.h"
#include "model/site.h"
#include "render/outputs.h"

struct pool;

struct leak;

struct leak *leak_new(struct pool *pool, const struct site *site);

/* Searches an output while its bytes are there; by several threads at once, in any order.  Whether there is nothing in it.  Its
 * path must live until the end. */
bool leak_search(struct leak *leak, const struct output *output);

/* A number for all that is looked for: where it is that of another run, what had nothing in it then has nothing now. */
uint64_t leak_digest(const struct leak *leak);

/* What was found, as findings, once; and what the sources say. */
void leak_tell(struct leak *leak, bool has_outputs, struct findings *findings);

/* All of that for outputs that are there; NULL: for the sources alone, for a check without rendering. */
void leak_check(struct pool *pool, const struct site *site, struct outputs *outputs, struct findings *findings);
