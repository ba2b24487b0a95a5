/*
 * reviews: when a document was last read by somebody who knows.
 *
 * Of review/stale-dependency only what a service's entry in the register tells: alerts' rules are not
 * looked at.  It needs the site's history; without one it finds nothing.
 */
#pragma once

#include "check/check.h"

void check_reviews(const struct check *check);
