/*
 * areas: every check there is, in the catalogue's order.
 */
#pragma once

#include "base/findings.h"
#include "model/site.h"

struct pool;

/* Runs all checks that need nothing but the site. */
void check_site(struct pool *pool, const struct site *site, struct findings *findings);
