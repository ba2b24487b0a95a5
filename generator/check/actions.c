#include "check/actions.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "check/pattern.h"
#include "check/places.h"

/* One run over all items. */
struct actions {
	const struct check *check;
	const struct pattern *vague, *measurable;
};

static const char *
show_date(const struct actions *run, int64_t at)
{
	return time_format_date(run->check->pool, run->check->site->config->zone, at);
}

static struct span
place_of_owner(const struct action *action)
{
	return action->owner.span.source ? action->owner.span : action->span;
}

static struct span
place_of_due(const struct action *action)
{
	return action->due_text.span.source ? action->due_text.span : action->span;
}

/* The words that begin the item, where they stand in the source. */
static struct span
place_of_words(const struct action *action, const char *words, size_t length)
{
	const struct source *source = action->span.source;
	g_autofree char *needle = g_strndup(words, length);
	const char *found;

	if (!source)
		return action->span;
	found = text_find_nocase(source->bytes + action->span.start, action->span.end - action->span.start, needle);
	if (!found)
		return action->span;
	return span_of(source, (size_t)(found - source->bytes), (size_t)(found - source->bytes) + length);
}

/* ---- Anything at all ---- */

/* One finding says all that such an item lacks. */
static void
check_placeholder(const struct actions *run, const struct action *action)
{
	finding_help(finding_add(run->check->findings, RULE_ACTION_NO_OWNER, place_of_words(action, action->text, strlen(action->text)),
	                 "\"%s\" is no action item yet: nobody owns it, and it has no date", action->text),
	    "say what changes, who sees to it and by when; or remove it");
}

/* ---- Who ---- */

static const char *
nearest_owner(const struct actions *run, const char *name)
{
	const struct registers *registers = run->check->site->registers;
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (size_t i = 0; i < registers->people.count; i++)
		g_ptr_array_add(names, (char *)REGISTER_ITEMS(registers->people, struct person)[i].id.s);
	for (size_t i = 0; i < registers->teams.count; i++)
		g_ptr_array_add(names, (char *)REGISTER_ITEMS(registers->teams, struct team)[i].id.s);
	return text_nearest(name, (const char *const *)names->pdata, names->len);
}

static void
check_known(const struct actions *run, const struct action *action)
{
	const struct registers *registers = run->check->site->registers;
	const char *near;
	struct finding *finding;

	if (registers->people.count + registers->teams.count == 0)
		return;
	near = nearest_owner(run, action->owner.s);
	finding = finding_add(run->check->findings, RULE_ACTION_NO_OWNER, place_of_owner(action),
	    "there is no person or team \"%s\" to own this", action->owner.s);
	if (near)
		finding_help(finding, "did you mean \"%s\"?", near);
	else
		finding_help(finding, "name a person or a team of the registers");
}

static void
check_owner(const struct actions *run, const struct action *action)
{
	if (!action->owner.s)
		finding_help(finding_add(run->check->findings, RULE_ACTION_NO_OWNER, action->span, "nobody owns this action item"),
		    "name one person, or a team: \"(owner: @handle, due: 2026-01-31)\"");
	else if (!action->person && !action->team)
		check_known(run, action);
}

static void
check_owner_left(const struct actions *run, const struct action *action)
{
	const struct person *person = action->person;
	struct finding *finding;

	if (action->done || !person || !person_has_left(person, run->check->site->now))
		return;
	finding = finding_add(run->check->findings, RULE_REF_LEFT, place_of_owner(action),
	    "%s, who owns this, has left", person->name.s ? person->name.s : person->id.s);
	finding_help(finding, "give it to somebody who is there");
	finding_note(finding, person->left.span.source ? person->left.span : person->gone.span, "says the register");
}

/* ---- When ---- */

static void
check_due(const struct actions *run, const struct action *action)
{
	if (!action->due_text.s)
		finding_help(finding_add(run->check->findings, RULE_ACTION_NO_DUE, action->span, "this action item has no date"),
		    "say by when: \"(owner: @handle, due: 2026-01-31)\"");
}

/* What the item follows from. */
static const char *
name_of_cause(const struct site *site, const struct action *action)
{
	return postmortem_of(site, action->document) ? "incident" : "game day";
}

static void
check_bad_due(const struct actions *run, const struct action *action)
{
	struct finding *finding;

	if (!action->due_text.s || action->due != TIME_NONE)
		return;
	finding = finding_add(run->check->findings, RULE_ACTION_BAD_DUE, place_of_due(action), "\"%s\" is no date", action->due_text.s);
	if (action->due_guess != TIME_NONE)
		finding_help(finding, "write the date; counted from the %s it would be %s",
		    name_of_cause(run->check->site, action), show_date(run, action->due_guess));
	else
		finding_help(finding, "write the date, like 2026-01-31");
}

/* When what the items follow from happened, and where that is written; TIME_NONE. */
static int64_t
day_of_cause(const struct site *site, const struct document *document, struct span *place)
{
	const struct postmortem *postmortem = postmortem_of(site, document);
	struct moment moment = postmortem ? postmortem->marks[MARK_STARTED] : document_moment(document, "date");

	*place = moment.span;
	if (moment.stamp.at != TIME_NONE || !postmortem || !postmortem->incident)
		return moment.stamp.at;
	*place = place_field(postmortem->incident->document, "started");
	return postmortem->incident->started;
}

static void
check_due_after(const struct actions *run, const struct action *action)
{
	const struct site *site = run->check->site;
	struct span place;
	int64_t cause = day_of_cause(site, action->document, &place);

	if (action->due == TIME_NONE || cause == TIME_NONE || action->due >= time_day_start(site->config->zone, cause))
		return;
	finding_note(finding_help(finding_add(run->check->findings, RULE_ACTION_DUE_BEFORE_INCIDENT, place_of_due(action),
	                              "%s is before the %s, which was on %s", show_date(run, action->due),
	                              name_of_cause(site, action), show_date(run, cause)),
	                 "look at the year and the month"),
	    place, "it began here");
}

static void
check_overdue(const struct actions *run, const struct action *action)
{
	int days;

	if (action->done || !action_is_overdue(action, run->check->site->config, run->check->site->now, &days))
		return;
	finding_help(finding_add(run->check->findings, RULE_ACTION_OVERDUE, place_of_due(action),
	                 days == 1 ? "the action item was due on %s, %d day ago" : "the action item was due on %s, %d days ago",
	                 show_date(run, action->due), days),
	    "tick it if it is done, or agree on a new date with its owner");
}

/* ---- What ---- */

static void
check_vague(const struct actions *run, const struct action *action)
{
	const char *text = action->text ? action->text : "", *verb;
	struct match match;
	int length;

	if (action->done || !pattern_find(run->vague, text, strlen(text), 0, &match) || pattern_is_in(run->measurable, text))
		return;
	verb = text + match.inner_start;
	length = (int)(match.inner_end - match.inner_start);
	finding_help(finding_add(run->check->findings, RULE_ACTION_VAGUE, place_of_words(action, verb, (size_t)length),
	                 "\"%.*s\" has no end: nobody can say when this is done", length, verb),
	    "say what will be there that isn't now, or a figure to reach");
}

static void
check_tracked(const struct actions *run, const struct action *action)
{
	if (action->done || action->ticket.s || !run->check->site->config->trackers.count)
		return;
	finding_help(finding_add(run->check->findings, RULE_ACTION_UNTRACKED, action->span, "this action item has no ticket"),
	    "open one in the tracker and name it here, where its owner's other work is");
}

/* ---- All of them ---- */

static void (*const rules[])(const struct actions *run, const struct action *action) = {
	check_owner,
	check_owner_left,
	check_due,
	check_bad_due,
	check_due_after,
	check_overdue,
	check_vague,
	check_tracked,
};

static void
check_action(const struct actions *run, const struct action *action)
{
	if (action->placeholder) {
		check_placeholder(run, action);
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		rules[i](run, action);
}

void
check_actions(const struct check *check)
{
	const struct actions run = {
		.check = check,
		.vague = pattern_new(check->pool, NULL,
		    "(?i)\\A\\W*(?:we (?:should|need to|must) |should |need to |please )?"
		    "(improve|consider|look into|look at|investigate|think about|explore|revisit|review|discuss|evaluate|assess|examine|"
		    "try to|better|be (?:more )?careful|pay (?:more )?attention|raise awareness|"
		    "remind|encourage|optimi[sz]e|enhance|strengthen)\\b"),
		.measurable = pattern_new(check->pool, NULL,
		    "(?i)\\d|\\b(?:so that|such that|until|at least|at most|no more than|and (?:decide|write|add|publish|document|report|remove|close|fix|replace|implement))\\b"),
	};

	for (size_t i = 0; i < check->site->action_count; i++)
		check_action(&run, &check->site->actions[i]);
}
