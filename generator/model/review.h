/*
 * review: when a document must be read again.
 *
 * Days are those of the site's zone: what was reviewed on one day and is read again every 180d is due on the 180th day after
 * it, and overdue when that day is over.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/site.h"

/* The midnight at which its day begins; TIME_NONE: nobody has reviewed it, or nobody needs to again. */
int64_t review_due(const struct site *site, const struct document *document);

bool review_is_overdue(const struct site *site, const struct document *document);
