/*
 * check: what every check is given.
 *
 * A check looks through the const site and adds findings; it changes nothing
 * and prints nothing.  One file an area of the catalogue; areas.c lists them
 * all.  Whether a finding counts, and how much, is settled later.
 */
#pragma once

#include "base/findings.h"
#include "model/site.h"

struct pool;

struct check {
	struct pool *pool;
	const struct site *site;
	struct findings *findings;
};
