#include "check/timelines.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "base/zones.h"
#include "check/places.h"

/* One run over all timelines. */
struct timelines {
	const struct check *check;
	const struct zone **zones; /* those that the site and its people live in */
	size_t zone_count;
};

static const char *
as_written(struct pool *pool, struct span span)
{
	return span.source ? text_squeeze(pool, span.source->bytes + span.start, span.end - span.start) : "";
}

static void
check_readable(const struct check *check, const struct timeline_entry *entry)
{
	if (entry->problem == TIMELINE_BAD_TIME)
		finding_help(finding_add(check->findings, RULE_TIMELINE_BAD_TIME, entry->time_span,
		                 "\"%s\" can't be a time: %s", as_written(check->pool, entry->time_span),
		                 entry->why ? entry->why : "it can't be read"),
		    "write it like 14:23, or with its day like 2026-03-21 14:23");
}

/* The nearest entry above that has a time. */
static const struct timeline_entry *
entry_before(const struct timeline *timeline, size_t index)
{
	while (index-- > 0)
		if (timeline->entries[index].at != TIME_NONE)
			return &timeline->entries[index];
	return NULL;
}

static void
check_order(const struct check *check, const struct timeline *timeline, size_t index)
{
	const struct timeline_entry *entry = &timeline->entries[index], *before = entry_before(timeline, index);
	struct finding *finding;

	if (entry->problem != TIMELINE_BACKWARDS)
		return;
	finding = finding_add(check->findings, RULE_TIMELINE_ORDER, entry->time_span,
	    "%s goes back in time", as_written(check->pool, entry->time_span));
	finding_help(finding, "put the entries in order; where a day has passed, write the date");
	if (before)
		finding_note(finding, before->time_span, "the entry before is at %s", as_written(check->pool, before->time_span));
}

/* Whether any time of the front matter names a zone. */
static bool
is_document_zoned(const struct document *document)
{
	for (size_t i = 0; i < document->value_count; i++)
		if (document->values[i].moment.span.source && document->values[i].moment.stamp.zoned)
			return true;
	return false;
}

static void
check_zone(const struct check *check, const struct document *document, const struct timeline *timeline)
{
	struct finding *finding;
	const char *near;

	if (!timeline->count || !timeline->section || timeline->has_zone)
		return;
	if (check->site->config->timezone.s || is_document_zoned(document))
		return;
	finding = finding_add(check->findings, RULE_TIMELINE_NO_ZONE, timeline->section->span, "nothing says in which zone these times are");
	near = zone_nearest_in(check->pool, markdown_text(&document->body, document->body.blocks[timeline->section->heading].text));
	if (near)
		finding_help(finding, "did you mean the zone \"%s\"?", near);
	else
		finding_help(finding, "write it into the heading, \"Timeline (UTC)\", or set \"timezone\" in site.yaml");
}

/* Whether somebody here lives by that abbreviation on that day: MST is right all year in Phoenix. */
static bool
is_used_here(const struct timelines *run, const char *abbreviation, int64_t at)
{
	for (size_t i = 0; i < run->zone_count; i++)
		if (text_equal_nocase(zone_abbreviation(run->check->pool, run->zones[i], at), abbreviation))
			return true;
	return false;
}

/* Whether an entry's abbreviation is none of its day's: then it has been complained of. */
static bool
check_season(const struct timelines *run, const struct timeline_entry *entry)
{
	struct abbreviation abbreviation;
	const struct zone *zone;
	const char *right;

	if (entry->at == TIME_NONE || !entry->zone.s)
		return false;
	if (!abbreviation_find(entry->zone.s, strlen(entry->zone.s), &abbreviation) || !abbreviation.region)
		return false;
	zone = zone_find(run->check->pool, abbreviation.region);
	if (!zone || time_to_civil(zone, entry->at).offset == abbreviation.offset || is_used_here(run, entry->zone.s, entry->at))
		return false;
	right = zone_abbreviation(run->check->pool, zone, entry->at);
	finding_help(finding_add(run->check->findings, RULE_TIMELINE_WRONG_ZONE, entry->zone.span,
	                 "%s is not in force on %s: %s has %s then", entry->zone.s, time_format_date(run->check->pool, zone, entry->at),
	                 abbreviation.region, right),
	    "write %s, or better give the times in UTC", right);
	return true;
}

/* One finding for a place that is the zone of many entries: the heading, or an entry above. */
static void
check_seasons(const struct timelines *run, const struct timeline *timeline)
{
	g_autoptr(GHashTable) wrong = g_hash_table_new(g_direct_hash, g_direct_equal);

	for (size_t i = 0; i < timeline->count && timeline->has_day; i++) {
		const struct timeline_entry *entry = &timeline->entries[i];
		gpointer place = GSIZE_TO_POINTER(entry->zone.span.start);

		if (!g_hash_table_contains(wrong, place) && check_season(run, entry))
			g_hash_table_add(wrong, place);
	}
}

static bool
has_zone(const struct timelines *run, const char *name)
{
	for (size_t i = 0; i < run->zone_count; i++)
		if (strcmp(zone_name(run->zones[i]), name) == 0)
			return true;
	return false;
}

static struct timelines
prepare(const struct check *check)
{
	struct list people = check->site->registers->people;
	struct timelines run = { check, pool_array(check->pool, const struct zone *, people.count + 1), 0 };

	run.zones[run.zone_count++] = check->site->config->zone;
	for (size_t i = 0; i < people.count; i++) {
		const char *name = REGISTER_ITEMS(people, struct person)[i].timezone.s;
		const struct zone *zone = name && !has_zone(&run, name) ? zone_find(check->pool, name) : NULL;

		if (zone)
			run.zones[run.zone_count++] = zone;
	}
	return run;
}

void
check_timelines(const struct check *check)
{
	const struct timelines run = prepare(check);

	for (size_t i = 0; i < check->site->postmortem_count; i++) {
		const struct timeline *timeline = &check->site->postmortems[i]->timeline;

		for (size_t k = 0; k < timeline->count; k++) {
			check_readable(check, &timeline->entries[k]);
			check_order(check, timeline, k);
		}
		check_zone(check, check->site->postmortems[i]->document, timeline);
		check_seasons(&run, timeline);
	}
}
