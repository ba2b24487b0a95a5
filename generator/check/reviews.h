/*
 * reviews: when a document was last read by somebody who knows.
 *
 * review/stale-dependency needs the site's history, of the registers and of the files that define alerts;
 * without one it finds nothing.
 */
#pragma once

#include "check/check.h"

/* The day on which the next review of a document is due (the instant at which it begins); TIME_NONE: none is.  It is
 * overdue on the day after. */
int64_t review_due(const struct site *site, const struct document *document);

void check_reviews(const struct check *check);
