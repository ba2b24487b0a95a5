#include "check/postmortems.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"
#include "check/blame.h"
#include "check/pattern.h"
#include "check/places.h"

#define MINUTE 60
#define HOUR 3600
#define DAY 86400

/* Between an incident and "resolved", in a pattern. */
#define BEING "(?:(?:is|was|has|had|been|now|fully|finally|completely|declared|marked|as|confirmed|officially)\\s+)"

/* One run over all postmortems. */
struct postmortems {
	const struct check *check;
	const struct blame *blame;
	const struct pattern *figure;   /* a digit or a number word */
	const struct pattern *all_over; /* an entry that says: resolved */
	const struct pattern *is_end;   /* one that says so of the incident, as a fact */
	const struct pattern *doubt;    /* one that does not quite say so */
	const struct pattern *recurs;  /* one that says that it came back */
	const struct pattern *seconds, *minutes, *hours; /* units of a stated duration */
};

static const char *
show_time(const struct postmortems *run, int64_t at)
{
	return time_format(run->check->pool, run->check->site->config->zone, at);
}

/* ---- Late ---- */

static bool
is_draft(const struct postmortem *postmortem)
{
	return postmortem->document->draft || strcmp(postmortem->status, "draft") == 0;
}

static struct span
place_of_status(const struct postmortem *postmortem)
{
	const struct document *document = postmortem->document;

	return place_field(document, has_key(document, "status") || !document->draft ? "status" : "draft");
}

/* Whether a postmortem of a severity had to be there by now. */
static bool
is_over_time(const struct check *check, const struct severity *severity, int64_t resolved)
{
	if (!severity || severity->postmortem_within.seconds == DURATION_NONE || resolved == TIME_NONE)
		return false;
	return check->site->now > resolved + severity->postmortem_within.seconds;
}

static struct finding *
complain_of_draft(const struct check *check, const struct postmortem *postmortem, const struct severity *severity, int64_t resolved)
{
	struct finding *finding = finding_add(check->findings, RULE_POSTMORTEM_LATE, place_of_status(postmortem),
	    "the postmortem is still a draft %s after the incident's end; %s has it written within %s",
	    duration_format(check->pool, check->site->now - resolved), severity->id.s,
	    duration_format(check->pool, severity->postmortem_within.seconds));

	return finding_help(finding, "finish it, and set \"status\" to review or final");
}

static void
complain_of_none(const struct check *check, const struct incident *incident)
{
	const struct severity *severity = incident->severity;

	finding_help(finding_add(check->findings, RULE_POSTMORTEM_LATE, place_title(incident->document),
	                 "there is no postmortem %s after the end; %s has one written within %s",
	                 duration_format(check->pool, check->site->now - incident->resolved), severity->id.s,
	                 duration_format(check->pool, severity->postmortem_within.seconds)),
	    "write it, with \"incident: %s\" in its front matter", incident->document->id);
}

static void
check_late(const struct check *check, const struct incident *incident)
{
	const struct postmortem *postmortem = postmortem_of_incident(check->site, incident);

	if (incident->maintenance || incident->document->draft || !is_over_time(check, incident->severity, incident->resolved))
		return;
	if (!postmortem)
		complain_of_none(check, incident);
	else if (is_draft(postmortem))
		finding_note(complain_of_draft(check, postmortem, incident->severity, incident->resolved),
		    place_title(incident->document), "the incident");
}

/* The draft of an incident that has no document of its own. */
static void
check_late_alone(const struct postmortems *run, const struct postmortem *postmortem)
{
	const int64_t resolved = postmortem->marks[MARK_RESOLVED].stamp.at;

	if (!postmortem->incident && is_draft(postmortem) && is_over_time(run->check, postmortem->severity, resolved))
		complain_of_draft(run->check, postmortem, postmortem->severity, resolved);
}

/* ---- At odds with the incident ---- */

static bool
same_minute(const struct stamp *stamp, int64_t other, const struct zone *zone)
{
	if (stamp->day_only)
		return time_day_start(zone, other) == stamp->at;
	return stamp->at - stamp->at % MINUTE == other - other % MINUTE;
}

/* Where the incident says when it was over. */
static struct span
place_of_resolved(const struct incident *incident)
{
	for (size_t i = incident->update_count; i-- > 0;) {
		const struct update *update = &incident->updates[i];

		if (update->at == incident->resolved && update->status == STATUS_RESOLVED)
			return update->time_text.span.source ? update->time_text.span : update->span;
	}
	return place_title(incident->document);
}

static void
complain_of_time(const struct postmortems *run, struct span span, int64_t ours, enum mark mark, int64_t theirs, struct span their_span)
{
	finding_note(finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_MISMATCH, span,
	                              "%s %s here, and %s in the incident", mark_name(mark), show_time(run, ours), show_time(run, theirs)),
	                 "find out which is right, and correct the other"),
	    their_span, "the incident says %s", show_time(run, theirs));
}

static void
check_mark(const struct postmortems *run, const struct postmortem *postmortem, enum mark mark, int64_t theirs, struct span their_span)
{
	const struct moment *ours = &postmortem->marks[mark];

	if (ours->stamp.at != TIME_NONE && theirs != TIME_NONE && !same_minute(&ours->stamp, theirs, run->check->site->config->zone))
		complain_of_time(run, ours->span, ours->stamp.at, mark, theirs, their_span);
}

/* Whether an update of the incident says at an entry's minute that it was over, for good or not. */
static bool
is_end_of_incident(const struct incident *incident, int64_t at)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].status == STATUS_RESOLVED && incident->updates[i].at / MINUTE == at / MINUTE)
			return true;
	return false;
}

/*
 * The last entry of the timeline that says that it was over, where none does at the incident's time.
 * "We thought it was resolved", and what something came back after, contradicts nothing.
 */
static const struct timeline_entry *
wrong_end(const struct postmortems *run, const struct timeline *timeline, const struct incident *incident)
{
	const struct timeline_entry *wrong = NULL;

	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_entry *entry = &timeline->entries[i];
		const char *text = entry->text;

		if (entry->at == TIME_NONE || entry->day_only)
			continue;
		if (entry->at / MINUTE == incident->resolved / MINUTE && pattern_is_in(run->all_over, text))
			return NULL;
		if (pattern_is_in(run->recurs, text))
			wrong = NULL;
		else if (pattern_is_in(run->is_end, text) && !pattern_is_in(run->doubt, text) && !is_end_of_incident(incident, entry->at))
			wrong = entry;
	}
	return wrong;
}

static void
check_timeline_end(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct incident *incident = postmortem->incident;
	const struct timeline_entry *entry;

	if (incident->resolved == TIME_NONE || !postmortem->timeline.has_day)
		return;
	entry = wrong_end(run, &postmortem->timeline, incident);
	if (entry)
		complain_of_time(run, entry->time_span, entry->at, MARK_RESOLVED, incident->resolved, place_of_resolved(incident));
}

static void
check_severities(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct incident *incident = postmortem->incident;
	struct finding *finding;

	if (!postmortem->severity || !incident->severity || postmortem->severity == incident->severity)
		return;
	finding = finding_add(run->check->findings, RULE_POSTMORTEM_MISMATCH, place_field(postmortem->document, "severity"),
	    "the severity is %s here, and %s in the incident", postmortem->severity->id.s, incident->severity->id.s);
	finding_help(finding, "find out which is right, and correct the other");
	finding_note(finding, place_field(incident->document, "severity"), "the incident says %s", incident->severity->id.s);
}

static void
check_mismatch(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct incident *incident = postmortem->incident;

	if (!incident)
		return;
	/* Where the incident does not say when it began, its first update is all that is known, and no contradiction. */
	check_mark(run, postmortem, MARK_STARTED, document_moment(incident->document, "started").stamp.at,
	    place_field(incident->document, "started"));
	check_mark(run, postmortem, MARK_RESOLVED, incident->resolved, place_of_resolved(incident));
	check_timeline_end(run, postmortem);
	check_severities(run, postmortem);
}

/* ---- At odds with itself ---- */

/* What the postmortem leaves open, its incident may say. */
static int64_t
time_of(const struct postmortem *postmortem, enum mark mark)
{
	const struct stamp *stamp = &postmortem->marks[mark].stamp;

	if (stamp->at != TIME_NONE)
		return stamp->day_only ? TIME_NONE : stamp->at;
	if (postmortem->incident && mark == MARK_STARTED)
		return postmortem->incident->started;
	if (postmortem->incident && mark == MARK_RESOLVED)
		return postmortem->incident->resolved;
	return TIME_NONE;
}

/* By how much a stated duration may be off: what is rounded to a unit is right to half of it, and minutes to one. */
static int64_t
tolerance(const struct postmortems *run, const struct stated_duration *stated)
{
	const struct span span = stated->span;
	const char *words = span.source ? span.source->bytes + span.start : "";
	size_t length = span.source ? span.end - span.start : 0;
	struct match match;
	int64_t unit = DAY;

	if (pattern_find(run->seconds, words, length, 0, &match))
		return 0;
	if (pattern_find(run->minutes, words, length, 0, &match))
		return MINUTE - 1;
	if (pattern_find(run->hours, words, length, 0, &match))
		unit = HOUR;
	return memchr(words, '.', length) ? unit / 4 : unit / 2;
}

static void
complain_of_duration(const struct postmortems *run, const struct stated_duration *stated, const char *truth)
{
	finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_DURATION, stated->span, "\"%s\" is said to be %s, and %s",
	                 stated->label, duration_format(run->check->pool, stated->seconds), truth),
	    "correct the one that is wrong, or leave the duration out: the page shows what the times say");
}

static void
check_by_marks(const struct postmortems *run, const struct stated_duration *stated, int64_t from, int64_t to)
{
	if (to < from || llabs(to - from - stated->seconds) <= tolerance(run, stated))
		return;
	complain_of_duration(run, stated,
	    pool_printf(run->check->pool, "from %s (%s) to %s (%s) it is %s", mark_name(stated->from), show_time(run, from),
	        mark_name(stated->to), show_time(run, to), duration_format(run->check->pool, to - from)));
}

/* The last entry that says that it was over. */
static const struct timeline_entry *
last_end(const struct postmortems *run, const struct timeline *timeline)
{
	for (size_t i = timeline->count; i-- > 0;) {
		const struct timeline_entry *entry = &timeline->entries[i];

		if (entry->at != TIME_NONE && !entry->day_only && pattern_is_in(run->all_over, entry->text))
			return entry;
	}
	return NULL;
}

/*
 * Where nothing but the timeline has times.  Which entry is the beginning nobody says, so
 * any that gives the duration will do.
 */
static void
check_by_timeline(const struct postmortems *run, const struct stated_duration *stated, const struct timeline *timeline,
    const struct timeline_entry *end)
{
	int64_t first = TIME_NONE;

	if (!end || stated->from != MARK_STARTED || stated->to != MARK_RESOLVED)
		return;
	for (size_t i = 0; i < timeline->count; i++) {
		const struct timeline_entry *entry = &timeline->entries[i];

		if (entry->at == TIME_NONE || entry->day_only || entry->at >= end->at)
			continue;
		if (llabs(end->at - entry->at - stated->seconds) <= tolerance(run, stated))
			return;
		first = first == TIME_NONE ? entry->at : MIN(first, entry->at);
	}
	if (first != TIME_NONE)
		complain_of_duration(run, stated,
		    pool_printf(run->check->pool, "the timeline takes %s from its first entry to the end",
		        duration_format(run->check->pool, end->at - first)));
}

static void
check_durations(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct timeline_entry *end = postmortem->stated_count ? last_end(run, &postmortem->timeline) : NULL;

	for (size_t i = 0; i < postmortem->stated_count; i++) {
		const struct stated_duration *stated = &postmortem->stated[i];
		int64_t from = time_of(postmortem, stated->from), to = time_of(postmortem, stated->to);

		if (from != TIME_NONE && to != TIME_NONE)
			check_by_marks(run, stated, from, to);
		else if (from == TIME_NONE && to == TIME_NONE)
			check_by_timeline(run, stated, &postmortem->timeline, end);
	}
}

static bool
is_before(const struct stamp *later, const struct stamp *earlier)
{
	/* A day without a time lasts until its end. */
	return later->at + (later->day_only ? DAY - 1 : 0) < earlier->at;
}

static void
check_order(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct moment *before = NULL;
	enum mark mark_before = MARK_STARTED;

	for (enum mark mark = MARK_STARTED; mark < MARK_COUNT; mark++) {
		const struct moment *moment = &postmortem->marks[mark];

		if (moment->stamp.at == TIME_NONE)
			continue;
		if (before && is_before(&moment->stamp, &before->stamp))
			finding_note(finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_ORDER, moment->span,
			                              "%s is before %s", mark_name(mark), mark_name(mark_before)),
			                 "the order is started, detected, acknowledged, mitigated, resolved"),
			    before->span, "%s", mark_name(mark_before));
		before = moment;
		mark_before = mark;
	}
}

/* ---- What it fails to say ---- */

static void
check_number(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct section *impact = filled_section(postmortem->document, "impact");

	if (!impact || pattern_is_in(run->figure, section_words(run->check->pool, postmortem->document, impact)))
		return;
	finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_NO_NUMBER, impact->span, "the impact has no figure"),
	    "say how many customers, requests or orders, and for how long");
}

static size_t
count_lessons(const struct document *document, const struct section *section)
{
	size_t count = 0;

	for (uint32_t row = section->first_row; row < section->end_row; row++) {
		const struct block_row *block = &document->body.blocks[row];
		uint32_t list = block->kind == BLOCK_ITEM ? document->body.blocks[row].parent : ROW_NONE;

		/* A list within an item goes on with that item. */
		if (list != ROW_NONE && document->body.blocks[list].parent == ROW_NONE)
			count++;
	}
	return count;
}

static bool
has_action(const struct site *site, const struct document *document)
{
	size_t count;

	actions_of(site, document, &count);
	return count > 0;
}

static void
check_lessons(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct section *lessons = filled_section(postmortem->document, "could_improve");
	size_t count = lessons ? count_lessons(postmortem->document, lessons) : 0;

	if (!count || has_action(run->check->site, postmortem->document))
		return;
	finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_LESSON_WITHOUT_ACTION, lessons->span,
	                 count == 1 ? "a lesson, and no action item" : "%zu lessons, and no action item", count),
	    "a lesson changes nothing until somebody does something by a day: add action items, or say why none is needed");
}

/* Which rows are in sections of an id, as one byte a row. */
static bool *
rows_of_sections(const struct document *document, const char *id)
{
	bool *rows = g_new0(bool, document->body.block_count + 1);

	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i];

		if (strcmp(section->kind->id, id) == 0)
			memset(rows + section->first_row, true, section->end_row - section->first_row);
	}
	return rows;
}

static bool
is_prose(const struct block_row *block)
{
	return block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_CELL || block->kind == BLOCK_HEADING;
}

static void
complain_of_blame(const struct postmortems *run, const struct document *document, const struct block_row *block,
    const struct match *match, bool is_name)
{
	const char *words = markdown_text(&document->body, block->text) + match->start;

	finding_help(finding_add(run->check->findings, RULE_POSTMORTEM_BLAME,
	                 markdown_text_span(&document->body, block, match->start, match->end),
	                 is_name ? "the root cause names a person, %.*s" : "\"%.*s\" makes a person the cause",
	                 (int)(match->end - match->start), words),
	    "say what in the system let it happen: what was missing, misleading or too easy to do");
}

/* Whether a match overlaps one of the list; *from is where the last search ended, as both go upwards. */
static bool
is_among(const GArray *matches, const struct match *match, guint *from)
{
	while (*from < matches->len && g_array_index(matches, struct match, *from).end <= match->start)
		++*from;
	return *from < matches->len && g_array_index(matches, struct match, *from).start < match->end;
}

static void
check_block_blame(const struct postmortems *run, const struct document *document, const struct block_row *block, bool is_cause)
{
	const char *text = markdown_text(&document->body, block->text);
	g_autoptr(GArray) blamed = g_array_new(false, true, sizeof(struct match));
	struct match match = { 0 };
	guint from = 0;

	blame_begin(run->blame, text, block->text.length);
	while (blame_next(run->blame, match.end, &match)) {
		complain_of_blame(run, document, block, &match, false);
		g_array_append_val(blamed, match);
	}
	match = (struct match){ 0 };
	person_names_begin(run->blame, text, block->text.length);
	/* what has been complained of names somebody, too */
	while (is_cause && person_names_next(run->blame, match.end, &match))
		if (!is_among(blamed, &match, &from))
			complain_of_blame(run, document, block, &match, true);
}

static void
check_blame(const struct postmortems *run, const struct postmortem *postmortem)
{
	const struct document *document = postmortem->document;
	g_autofree bool *is_cause = rows_of_sections(document, "root_cause"), *is_action = rows_of_sections(document, "action_items");

	for (uint32_t row = 0; row < document->body.block_count; row++)
		if (is_prose(&document->body.blocks[row]) && !is_action[row])
			check_block_blame(run, document, &document->body.blocks[row], is_cause[row]);
}

/* ---- All of them ---- */

static void (*const rules[])(const struct postmortems *run, const struct postmortem *postmortem) = {
	check_late_alone,
	check_mismatch,
	check_durations,
	check_order,
	check_number,
	check_lessons,
	check_blame,
};

static struct postmortems
prepare(const struct check *check)
{
	return (struct postmortems){
		.check = check,
		.blame = blame_new(check->pool, check->site->registers),
		/* "SEV1" and "p99" are names and no figures. */
		.figure = pattern_new(check->pool, NULL,
		    "(?i)(?<![a-z\\d])\\d|\\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|"
		    "hundreds?|thousands?|millions?|dozens?|half|third|quarter|tenth|twice|nobody|none|"
		    "no (?:one|customers?|users?|orders?|data|requests?))\\b"),
		.all_over = pattern_new(check->pool, NULL,
		    "(?i)(?<!not )(?<!un)(?<!partially )(?<!be )\\b(?:(?:incident|outage|issue)\\b[^.,;]{0,20} (?:resolved|over|closed)"
		    "|resolved|all clear|all systems (?:are )?(?:stable|operational|normal))\\b"),
		/* a clause that begins with "resolved", or with the incident and its being over */
		.is_end = pattern_new(check->pool, NULL,
		    "(?i)(?:^\\W*|[.,;:!(|]\\s*|\\x{e2}\\x{80}[\\x{93}\\x{94}]\\s*|\\s-+\\s+|\\band )"
		    "(?:(?:(?:the |this )?(?:whole )?(?:(?:incident|outage|issue)\\W+)?" BEING "*resolved"
		    "|(?:the |this )?(?:whole )?(?:incident|outage)\\W+" BEING "*(?:over|closed)"
		    "|[\\w@ ]{0,40}\\b(?:declare[sd]?|mark(?:s|ed)?) (?:the |this )?(?:incident|outage) (?:as |to be )?(?:resolved|over|closed))"
		    "(?=\\W*$|\\s*[.,;:!()]|\\s+\\x{e2}\\x{80}|\\s-|\\sat \\d|\\s(?:by|after|and|once|when|as|with)\\b)"
		    "|(?:all clear|all systems (?:are )?(?:back to )?(?:stable|operational|normal))(?=\\W*$|[.,;!]))"),
		.doubt = pattern_new(check->pool, NULL,
		    "(?i)\\b(?:not|never|no longer|[a-z]+n't|thought|thinks?|believe[sd]?|assum\\w+|seem\\w*|appear\\w*|apparently|suppos\\w+|"
		    "probably|partial\\w*|partly|mostly|temporar\\w+|premature\\w*|wrong\\w*|too early|too soon|hop(?:e|es|ed|ing)|expect\\w*|if|"
		    "whether|asks?|asked|until|before|will|would|should|could|may|might|to be)\\b|\\?"),
		.recurs = pattern_new(check->pool, NULL,
		    "(?i)\\b(?:re-?open\\w*|(?:came|comes|come|is|are|was|were) back(?! (?:to normal|up|online))|recur\\w*|again|returns?|returned|relapse\\w*)\\b"),
		.seconds = pattern_new(check->pool, NULL, "(?i)(?<![a-z])s(?:ecs?|econds?)?\\b"),
		.minutes = pattern_new(check->pool, NULL, "(?i)(?<![a-z])m(?:ins?|inutes?)?\\b"),
		.hours = pattern_new(check->pool, NULL, "(?i)(?<![a-z])h(?:rs?|ours?)?\\b"),
	};
}

void
check_postmortems(const struct check *check)
{
	const struct site *site = check->site;
	struct postmortems run = prepare(check);

	for (size_t i = 0; i < site->incident_count; i++)
		check_late(check, site->incidents[i]);
	for (size_t i = 0; i < site->postmortem_count; i++)
		for (size_t k = 0; k < G_N_ELEMENTS(rules); k++)
			rules[k](&run, site->postmortems[i]);
}
