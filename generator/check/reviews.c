#include "check/reviews.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/places.h"

#define DAY 86400

static const char *
days_ago(struct pool *pool, int64_t days)
{
	return days == 1 ? "1 day ago" : pool_printf(pool, "%" G_GINT64_FORMAT " days ago", days);
}

/* The day on which the next review is due. */
static int64_t
due_day(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;
	int64_t due = time_add_days(zone, document->reviewed.stamp.at, (int)(document->review_every / DAY));

	return time_day_start(zone, due + document->review_every % DAY);
}

static void
check_overdue(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;
	int64_t today = time_day_start(zone, check->site->now), due;

	if (document->reviewed.stamp.at == TIME_NONE || document->review_every <= 0)
		return;
	due = due_day(check, document);
	if (today <= due)
		return;
	finding_help(finding_add(check->findings, RULE_REVIEW_OVERDUE, document->reviewed.span,
	                 "the review was due on %s, %s", time_format_date(check->pool, zone, due),
	                 days_ago(check->pool, (today - due + DAY / 2) / DAY)),
	    "read it, mend what is no longer true, and set \"reviewed\" to that day");
}

static void
check_never(const struct check *check, const struct document *document)
{
	if (document->kind->role != ROLE_RUNBOOK || document->draft || document->front_lost || has_key(document, "reviewed"))
		return;
	finding_help(finding_add(check->findings, RULE_REVIEW_NEVER, place_title(document), "nobody has reviewed this yet"),
	    "let somebody follow it step by step, then add \"reviewed\" with that day");
}

static void
check_future(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;

	if (document->reviewed.stamp.at == TIME_NONE || document->reviewed.stamp.at <= check->site->now)
		return;
	finding_help(finding_add(check->findings, RULE_REVIEW_FUTURE, document->reviewed.span,
	                 "a review on %s can't have happened yet", time_format_date(check->pool, zone, document->reviewed.stamp.at)),
	    "write the day of the last review; when the next one is due follows from \"review_every\"");
}

/* From its id to the end of its last value. */
static struct span
entry_of(const struct service *service)
{
	return span_of(service->id.span.source, service->id.span.start, MAX(service->span.end, service->id.span.end));
}

static void
check_stale(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;
	const int64_t reviewed = document->reviewed.stamp.at;
	const char *id = document_text(document, "service").s;
	const struct service *service = id ? service_find(check->site->registers, id) : NULL;
	int64_t changed;

	if (!service || reviewed == TIME_NONE || document->kind->role != ROLE_RUNBOOK || document->draft)
		return;
	changed = history_of_lines(check->site->history, entry_of(service));
	/* The review may have come after a change of the same day; what lies behind "now" is not there yet. */
	if (changed == TIME_NONE || changed > check->site->now || changed < time_add_days(zone, time_day_start(zone, reviewed), 1))
		return;
	finding_help(finding_note(finding_add(check->findings, RULE_REVIEW_STALE_DEPENDENCY, document->reviewed.span,
	                              "the service %s changed on %s, after this review", service->id.s,
	                              time_format_date(check->pool, zone, changed)),
	                 service->id.span, "the service"),
	    "read the runbook against what changed, and set \"reviewed\" to that day");
}

static void (*const rules[])(const struct check *check, const struct document *document) = {
	check_overdue,
	check_never,
	check_future,
	check_stale,
};

void
check_reviews(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(rules); k++)
			rules[k](check, check->site->documents[i]);
}
