#include "check/reviews.h"

#include <glib.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/places.h"
#include "model/review.h"

#define DAY 86400

static const char *
days_ago(struct pool *pool, int64_t days)
{
	return days == 1 ? "1 day ago" : pool_printf(pool, "%" G_GINT64_FORMAT " days ago", days);
}

static void
check_overdue(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;
	int64_t today = time_day_start(zone, check->site->now), due = review_due(check->site, document);

	if (!review_is_overdue(check->site, document))
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

/* Whether something changed after a document's review: not on the same day, and what lies behind "now" is not there yet. */
static bool
is_newer(const struct check *check, const struct document *document, int64_t changed)
{
	const struct zone *zone = check->site->config->zone;

	if (changed == TIME_NONE || changed > check->site->now)
		return false;
	return changed >= time_add_days(zone, time_day_start(zone, document->reviewed.stamp.at), 1);
}

static void
complain_stale(const struct check *check, const struct document *document, const char *what, int64_t changed, struct span place, const char *note)
{
	finding_help(finding_note(finding_add(check->findings, RULE_REVIEW_STALE_DEPENDENCY, document->reviewed.span,
	                              "%s changed on %s, after this review", what, time_format_date(check->pool, check->site->config->zone, changed)),
	                 place, "%s", note),
	    "read the runbook against what changed, and set \"reviewed\" to that day");
}

static void
check_service(const struct check *check, const struct document *document)
{
	const char *id = document_text(document, "service").s;
	const struct service *service = id ? service_find(check->site->registers, id) : NULL;
	const int64_t changed = service ? history_of_lines(check->site->history, entry_of(service)) : TIME_NONE;

	if (is_newer(check, document, changed))
		complain_stale(check, document, pool_printf(check->pool, "the service %s", service->id.s), changed, service->id.span, "the service");
}

static const struct alert *
alert_of(const struct check *check, struct text name)
{
	return name.s ? alert_find(check->site->alerts, name.s) : NULL;
}

/* Of a runbook's alerts, the rule that changed last after the review. */
static const struct alert_rule *
newest_rule(const struct check *check, const struct document *document, int64_t *changed)
{
	const struct alert_rule *newest = NULL;

	for (size_t i = 0; i < document->alerts.count; i++) {
		const struct alert *alert = alert_of(check, document->alerts.items[i]);

		for (size_t k = 0; alert && k < alert->definition_count; k++) {
			const int64_t at = history_of_lines(check->site->history, alert->definitions[k].rule->span);

			if (!is_newer(check, document, at) || (newest && at <= *changed))
				continue;
			newest = alert->definitions[k].rule;
			*changed = at;
		}
	}
	return newest;
}

static void
check_alert_rules(const struct check *check, const struct document *document)
{
	int64_t changed = TIME_NONE;
	const struct alert_rule *rule = newest_rule(check, document, &changed);

	if (rule)
		complain_stale(check, document, pool_printf(check->pool, "the rule of the alert %s", rule->name.s), changed, rule->name.span, "the rule");
}

static void
check_stale(const struct check *check, const struct document *document)
{
	if (document->reviewed.stamp.at == TIME_NONE || document->kind->role != ROLE_RUNBOOK || document->draft)
		return;
	check_service(check, document);
	check_alert_rules(check, document);
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
