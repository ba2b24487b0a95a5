#include "check/handoffs.h"

#include <glib.h>
#include <math.h>

#include "base/time.h"
#include "check/places.h"
#include "model/schedule_pattern.h"

/* ---- figures ---- */

/* A figure that was given and is a count, else NULL. */
static const struct number *
count_of(const struct check *check, const struct document *document, const char *name)
{
	const struct value *value = document_value(document, name);

	if (!value || !value->number.given)
		return NULL;
	if (value->number.n >= 0 && value->number.n == floor(value->number.n))
		return &value->number;
	finding_help(finding_add(check->findings, RULE_FRONT_BAD_VALUE, value->number.span, "\"%s\" is a count: a whole number from 0", name),
	    "count what the pager shows for the shift");
	return NULL;
}

/* Figures that are a part of all pages. */
static void
check_part(const struct check *check, const struct number *pages, const struct number *part, const char *what)
{
	if (!pages || !part || part->n <= pages->n)
		return;
	finding_help(finding_note(finding_add(check->findings, RULE_FRONT_BAD_VALUE, part->span, "%g pages %s, and %g in all", part->n, what, pages->n),
	                 pages->span, "all pages of the shift"),
	    "\"pages\" counts every page of the shift, those at night and the false ones included");
}

static void
check_figures(const struct check *check, const struct document *document)
{
	const struct number *pages = count_of(check, document, "pages");

	check_part(check, pages, count_of(check, document, "night_pages"), "at night");
	check_part(check, pages, count_of(check, document, "false_positives"), "for nothing");
}

/* ---- who hands over to whom ---- */

static int64_t
day_of(const struct check *check, const struct document *document)
{
	const struct moment date = document_moment(document, "date");

	return date.stamp.at != TIME_NONE ? date.stamp.at : document_file_day(document, check->site->config->zone);
}

/* Midnight of that day where the schedule is. */
static int64_t
day_in(const struct check *check, const struct document *document, const struct schedule *schedule)
{
	struct civil civil = time_to_civil(check->site->config->zone, day_of(check, document));

	civil.hour = civil.minute = civil.second = 0;
	return time_from_civil(schedule->zone, &civil);
}

/* Whether a shift of somebody begins, or ends, in a period of two days, or goes on for all of it. */
static bool
is_changing(const struct check *check, const struct schedule *schedule, const char *person, int64_t from, bool begins)
{
	const int64_t until = time_add_days(schedule->zone, from, 2);
	const struct shifts shifts = schedule_shifts(check->pool, schedule, from - 1, until + 1);

	for (size_t i = 0; i < shifts.count; i++) {
		const struct shift *shift = &shifts.items[i];
		const int64_t at = begins ? shift->from : shift->until;

		if (shift_has(shift, person) && ((at >= from && at <= until) || (shift->from < from && shift->until > until)))
			return true;
	}
	return false;
}

static void
check_person(const struct check *check, const struct document *document, const struct schedule *schedule, bool takes_over)
{
	const struct text name = document_text(document, takes_over ? "to" : "from");
	const struct person *person = name.s ? person_find(check->site->registers, name.s) : NULL;
	const int64_t day = time_add_days(schedule->zone, day_in(check, document, schedule), takes_over ? 0 : -1);

	if (!person || is_changing(check, schedule, person->id.s, day, takes_over))
		return;
	finding_help(finding_note(finding_add(check->findings, RULE_HANDOFF_MISMATCH, name.span,
	                              takes_over ? "%s takes over, and no turn of theirs in %s begins on that day or the day after" : "%s hands over, and no turn of theirs in %s ends on that day or the day before",
	                              person->id.s, schedule->id.s),
	                 schedule->id.span, "the schedule"),
	    "correct the name or the day, or write the swap into the schedule, as an override");
}

/* Of a schedule that was changed since, no more is known. */
static bool
has_begun(const struct schedule *schedule, int64_t day)
{
	for (size_t i = 0; i < schedule->layers.count; i++)
		if (REGISTER_ITEMS(schedule->layers, struct layer)[i].begins > day)
			return false;
	return schedule_is_usable(schedule);
}

/* The last handoff of each schedule: for older ones the schedule may have been another, and overrides that are over are removed. */
static void
check_latest(const struct check *check, GHashTable *latest)
{
	GHashTableIter iter;
	void *schedule, *document;

	g_hash_table_iter_init(&iter, latest);
	while (g_hash_table_iter_next(&iter, &schedule, &document)) {
		if (!has_begun(schedule, day_of(check, document)))
			continue;
		check_person(check, document, schedule, false);
		check_person(check, document, schedule, true);
	}
}

static void
note_latest(const struct check *check, GHashTable *latest, const struct document *document)
{
	const struct text name = document_text(document, "schedule");
	const struct schedule *schedule = name.s ? schedule_find(check->site, name.s) : NULL;
	const struct document *other = schedule ? g_hash_table_lookup(latest, schedule) : NULL;

	if (schedule && !document->draft && day_of(check, document) != TIME_NONE && (!other || day_of(check, other) < day_of(check, document)))
		g_hash_table_insert(latest, (void *)schedule, (void *)document);
}

/* ---- all of them ---- */

void
check_handoffs(const struct check *check)
{
	g_autoptr(GHashTable) latest = g_hash_table_new(NULL, NULL);

	for (size_t i = 0; i < check->site->document_count; i++) {
		const struct document *document = check->site->documents[i];

		if (document->kind->role != ROLE_HANDOFF)
			continue;
		check_figures(check, document);
		note_latest(check, latest, document);
	}
	check_latest(check, latest);
}
