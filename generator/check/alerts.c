#include "check/alerts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "check/places.h"
#include "model/alert.h"

#define GUESSES 50 /* names near another are looked for: of more findings, one rename is not the cause */

struct run {
	const struct check *check;
	const struct alerts *alerts;
	GPtrArray *unclaimed; /* names that rules define and no runbook claims */
	GPtrArray *undefined; /* the other way round */
	GPtrArray *defined;
	GHashTable *headings; /* a link's fragment, where there is such a heading → the first alert whose it is */
	size_t guesses;
};

static const char *
nearest(struct run *run, const char *name, const GPtrArray *names)
{
	if (run->guesses >= GUESSES)
		return NULL;
	run->guesses++;
	return text_nearest(name, (const char *const *)names->pdata, names->len);
}

static bool
is_built(const struct run *run, const struct document *document)
{
	return document_is_built(run->check->site, document);
}

/* ---- alerts without a runbook ---- */

static bool
is_answered(const struct run *run, const struct alert *alert)
{
	for (size_t i = 0; i < alert->claim_count; i++)
		if (is_built(run, alert->claims[i].document))
			return true;
	for (size_t i = 0; i < alert->definition_count; i++)
		if (alert->definitions[i].document && is_built(run, alert->definitions[i].document))
			return true;
	return false;
}

/* The first rule of an alert that must have a runbook, or NULL. */
static const struct alert_definition *
first_required(const struct run *run, const struct alert *alert)
{
	for (size_t i = 0; i < alert->definition_count; i++)
		if (alert_must_have_runbook(run->check->site->config, alert->definitions[i].rule))
			return &alert->definitions[i];
	return NULL;
}

/* "severity: page", of the labels that ask for a runbook. */
static const char *
reason_of(const struct run *run, const struct alert_rule *rule)
{
	const struct list choices = run->check->site->config->alerts.must_have_runbook;
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < choices.count; i++) {
		const char *name = REGISTER_ITEMS(choices, struct label_choice)[i].name.s;

		g_string_append_printf(words, "%s%s: %s", i ? ", " : "", name, alert_label(rule, name));
	}
	return pool_strndup(run->check->pool, words->str, words->len);
}

/* The name that a runbook has for an alert of another name: each is the nearest of the other. */
static const char *
renamed_from(struct run *run, const char *name)
{
	const char *near = nearest(run, name, run->undefined);
	const char *back = near ? nearest(run, near, run->unclaimed) : NULL;

	return back && strcmp(back, name) == 0 ? near : NULL;
}

static void
help_no_runbook(struct run *run, struct finding *finding, const struct alert *alert, const struct alert_definition *definition)
{
	const char *near = renamed_from(run, alert->name);

	if (alert->claim_count) {
		finding_note(finding, alert->claims[0].span, "this runbook does, and is a draft");
		finding_help(finding, "take \"draft\" out of it as soon as it helps");
	} else if (near) {
		finding_note(finding, alert_find(run->alerts, near)->claims[0].span, "this runbook claims \"%s\", which no rule defines", near);
		finding_help(finding, "was it renamed? Then write %s there", alert->name);
	} else if (definition->link == RUNBOOK_LINK_OUTSIDE) {
		finding_help(finding, "its link leads out of the handbook; if it is the handbook's, add its beginning to \"url_prefixes\" under \"alerts\" in site.yaml");
	} else {
		finding_help(finding, "write a runbook with \"alerts: [%s]\", or add it to one that answers it", alert->name);
	}
}

static void
check_no_runbook(struct run *run, const struct alert *alert)
{
	const struct alert_definition *definition = first_required(run, alert);
	const struct list choices = run->check->site->config->alerts.must_have_runbook;
	struct finding *finding;

	if (!definition || is_answered(run, alert))
		return;
	finding = finding_add(run->check->findings, RULE_ALERT_NO_RUNBOOK, definition->rule->name.span, "no runbook answers the alert %s (%s)",
	    alert->name, reason_of(run, definition->rule));
	help_no_runbook(run, finding, alert, definition);
	finding_note(finding, REGISTER_ITEMS(choices, struct label_choice)[0].name.span, "alerts of this kind must have one");
}

/* ---- alerts that no rule defines ---- */

/* Of two as near, one that no runbook claims yet. */
static const char *
nearest_defined(struct run *run, const char *name)
{
	const char *const near[] = { nearest(run, name, run->unclaimed), nearest(run, name, run->defined) };

	if (near[0] && near[1])
		return text_nearest(name, near, G_N_ELEMENTS(near));
	return near[0] ? near[0] : near[1];
}

static void
complain_unknown(const struct run *run, const char *name, struct span span, const char *near)
{
	struct finding *finding = finding_add(run->check->findings, RULE_ALERT_UNKNOWN, span, "no rule defines an alert %s", name);

	if (near) {
		finding_help(finding, "did you mean %s?", near);
		finding_note(finding, alert_find(run->alerts, near)->definitions[0].rule->name.span, "%s is defined here", near);
	} else {
		finding_help(finding, "take it out, or write its rule; rule files are those that \"rules\" under \"alerts\" in site.yaml names");
	}
}

static void
check_unknown(struct run *run, const struct alert *alert)
{
	const char *near;

	if (!run->alerts->given || !run->alerts->complete || alert->definition_count)
		return;
	near = nearest_defined(run, alert->name);
	for (size_t i = 0; i < alert->claim_count; i++)
		complain_unknown(run, alert->name, alert->claims[i].span, near);
}

/* ---- alerts that two claim ---- */

static void
check_claimed_twice(struct run *run, const struct alert *alert)
{
	const struct alert_claim *first = alert->claims;

	for (size_t i = 1; i < alert->claim_count; i++) {
		const struct alert_claim *claim = &alert->claims[i];
		const bool same = claim->document == first->document;

		finding_help(finding_note(finding_add(run->check->findings, RULE_ALERT_CLAIMED_TWICE, claim->span,
		                              same ? "the alert %s a second time" : "another runbook answers the alert %s, too", alert->name),
		                 first->span, same ? "the first time" : "the other one"),
		    same ? "once is enough" : "leave it to the one that comes first in hand, and link to the other from there");
	}
}

/* ---- links that lead astray ---- */

/* The address that a rule should have. */
static const char *
address_of(const struct run *run, const struct document *document)
{
	const char *base = run->check->site->config->base_url.s;

	if (!base)
		return document->path;
	return pool_printf(run->check->pool, "%s%s%s", base, g_str_has_suffix(base, "/") ? "" : "/", text_escape_path(run->check->pool, document->output));
}

static struct finding *
wrong_link(const struct run *run, const struct alert_definition *definition, const char *what)
{
	return finding_add(run->check->findings, RULE_ALERT_WRONG_LINK, definition->rule->runbook.span, "%s", what);
}

/* Who should be linked to, if somebody is known to answer. */
static void
point_to_claim(const struct run *run, struct finding *finding, const struct alert *alert)
{
	if (alert->claim_count)
		finding_help(finding_note(finding, alert->claims[0].span, "this runbook answers it"), "write %s", address_of(run, alert->claims[0].document));
}

static void
check_broken(const struct run *run, const struct alert *alert, const struct alert_definition *definition)
{
	struct finding *finding = wrong_link(run, definition, "this link leads to no document of the handbook");

	if (alert->claim_count)
		point_to_claim(run, finding, alert);
	else
		finding_help(finding, "write the runbook's address below base_url, or its path from the repository's root");
}

static bool
is_claimant(const struct alert *alert, const struct document *document)
{
	for (size_t i = 0; i < alert->claim_count; i++)
		if (alert->claims[i].document == document)
			return true;
	return false;
}

static void
check_elsewhere(const struct run *run, const struct alert *alert, const struct alert_definition *definition)
{
	const char *title = definition->document->title.s;

	point_to_claim(run, wrong_link(run, definition, pool_printf(run->check->pool, "this link leads to \"%s\", and another runbook answers the alert %s",
	    title ? title : definition->document->id, alert->name)), alert);
}

/* The policy that stands in for a section has a heading of its own. */
static bool
is_fragment_there(const struct alert_definition *definition)
{
	return !definition->fragment || definition->fragment_found || strcmp(definition->fragment, "escalation-path") == 0;
}

/* The heading that was meant; one that another alert's link leads to is that one's. */
static const char *
nearest_heading(struct run *run, const struct alert *alert, const struct alert_definition *definition)
{
	const struct markdown *body = &definition->document->body;
	g_autoptr(GPtrArray) anchors = g_ptr_array_new();
	const struct alert *owner;
	const char *near;

	for (uint32_t i = 0; i < body->block_count; i++)
		if (body->blocks[i].kind == BLOCK_HEADING)
			g_ptr_array_add(anchors, (void *)markdown_text(body, body->blocks[i].info));
	near = nearest(run, definition->fragment, anchors);
	owner = near ? g_hash_table_lookup(run->headings, near) : NULL;
	return owner && owner != alert ? NULL : near;
}

static void
check_fragment(struct run *run, const struct alert *alert, const struct alert_definition *definition)
{
	struct finding *finding;
	const char *near;

	finding = wrong_link(run, definition, pool_printf(run->check->pool, "\"%s\" has no heading #%s",
	    definition->document->title.s ? definition->document->title.s : definition->document->id, definition->fragment));
	finding_note(finding, place_title(definition->document), "the document");
	near = nearest_heading(run, alert, definition);
	if (near)
		finding_help(finding, "did you mean #%s?", near);
	else
		finding_help(finding, "write a heading that is there, or none");
}

static void
check_link(struct run *run, const struct alert *alert, const struct alert_definition *definition)
{
	if (definition->link == RUNBOOK_LINK_BROKEN)
		check_broken(run, alert, definition);
	else if (!definition->document)
		return;
	else if (!is_built(run, definition->document))
		finding_note(wrong_link(run, definition, "this link leads to a draft, which has no page"), place_title(definition->document), "the draft");
	else if (alert->claim_count && !is_claimant(alert, definition->document))
		check_elsewhere(run, alert, definition);
	else if (!is_fragment_there(definition))
		check_fragment(run, alert, definition);
}

/* ---- all of them ---- */

static void
note_name(struct run *run, const struct alert *alert)
{
	if (alert->definition_count)
		g_ptr_array_add(run->defined, (void *)alert->name);
	if (alert->definition_count && !alert->claim_count)
		g_ptr_array_add(run->unclaimed, (void *)alert->name);
	if (!alert->definition_count)
		g_ptr_array_add(run->undefined, (void *)alert->name);
	for (size_t i = 0; i < alert->definition_count; i++)
		if (alert->definitions[i].fragment_found && !g_hash_table_contains(run->headings, alert->definitions[i].fragment))
			g_hash_table_insert(run->headings, (void *)alert->definitions[i].fragment, (void *)alert);
}

void
check_alerts(const struct check *check)
{
	g_autoptr(GPtrArray) unclaimed = g_ptr_array_new(), undefined = g_ptr_array_new(), defined = g_ptr_array_new();
	g_autoptr(GHashTable) headings = g_hash_table_new(g_str_hash, g_str_equal);
	const struct alerts *alerts = check->site->alerts;
	struct run run = { check, alerts, unclaimed, undefined, defined, headings, 0 };

	for (size_t i = 0; i < alerts->count; i++)
		note_name(&run, &alerts->items[i]);
	for (size_t i = 0; i < alerts->count; i++) {
		const struct alert *alert = &alerts->items[i];

		check_no_runbook(&run, alert);
		check_unknown(&run, alert);
		check_claimed_twice(&run, alert);
		for (size_t k = 0; k < alert->definition_count; k++)
			check_link(&run, alert, &alert->definitions[k]);
	}
}
