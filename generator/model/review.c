#include "model/review.h"

#include "base/time.h"

#define DAY INT64_C(86400)

int64_t
review_due(const struct site *site, const struct document *document)
{
	const struct zone *zone = site->config->zone;
	int64_t due;

	if (document->reviewed.stamp.at == TIME_NONE || document->review_every <= 0)
		return TIME_NONE;
	due = time_add_days(zone, document->reviewed.stamp.at, (int)(document->review_every / DAY));
	return time_day_start(zone, due + document->review_every % DAY);
}

bool
review_is_overdue(const struct site *site, const struct document *document)
{
	const int64_t due = review_due(site, document);

	return due != TIME_NONE && time_day_start(site->config->zone, site->now) > due;
}
