/*
 * leak: proves that nothing internal is in what would be published.
 *
 * First what is published of each public document is read at its source: links to internal pages and mentions of
 * people are public/leak where they stand.  Then every output below status/ is searched, its name, its bytes and what
 * a reader sees of them, for
 *
 *   people     handles ("@dana"), names of two words or more, e-mail addresses, phone numbers
 *   handbook   its address, and the paths of its pages ("runbooks/db-pool")
 *   hosts      those of internal_hosts; names that end in .internal, .local, .corp, .lan
 *   addresses  private and link-local ones of IPv4 and IPv6 and the machine's own; those that
 *              are kept for documentation pass
 *   elsewhere  links into chats and shared documents
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

/* outputs NULL: the sources alone, for a check without rendering. */
void leak_check(struct pool *pool, const struct site *site, struct outputs *outputs, struct findings *findings);
