/*
 * reviews: when a document was last read by somebody who knows.
 *
 * review/stale-dependency needs the site's history, of the registers and of the files that define alerts;
 * without one it finds nothing.
 */
#pragma once

#include "check/check.h"

void check_reviews(const struct check *check);
