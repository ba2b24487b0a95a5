#include "check/sections.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

/* What to put there, for the sections that matter most. */
static const char *
section_advice(const struct kind_section *section)
{
	static const struct {
		const char *id, *advice;
	} table[] = {
		{ "escalation", "say whom to page, and after how many minutes" },
		{ "symptoms", "say what the engineer sees: the alert, the error message, the graph" },
		{ "diagnosis", "say what to look at, in which order, with the commands" },
		{ "resolution", "say what to do, with the commands" },
		{ "impact", "say who is affected, and how much, in figures" },
		{ "timeline", "list what happened, each line with its time" },
		{ "root_cause", "say what in the system made it possible" },
		{ "action_items", "list what will be done, each with an owner and a date" },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
		if (strcmp(table[i].id, section->id) == 0)
			return table[i].advice;
	return section->prompt ? section->prompt : "write it, or change the kind in site.yaml";
}

/* The escalation policy that stands in for the section, where the kind allows that. */
static bool
is_inherited(const struct site *site, const struct document *document, const struct kind_section *section)
{
	const char *service = document_text(document, "service").s;

	return section->inherit && escalation_of_document(site, document, service ? service_find(site->registers, service) : NULL);
}

/*
 * A postmortem that is still a draft may lack sections until its severity's
 * time for writing it is over.
 */
static bool
is_growing_draft(const struct site *site, const struct document *document)
{
	const struct postmortem *postmortem = postmortem_of(site, document);
	int64_t resolved, limit;

	if (!postmortem || g_strcmp0(postmortem->status, "draft") != 0)
		return false;
	resolved = postmortem->marks[MARK_RESOLVED].stamp.at;
	limit = postmortem->severity ? postmortem->severity->postmortem_within.seconds : DURATION_NONE;
	if (resolved == TIME_NONE && postmortem->incident)
		resolved = postmortem->incident->resolved;
	return resolved == TIME_NONE || limit == DURATION_NONE || site->now <= resolved + limit;
}

static void
soften(const struct check *check, const struct document *document, struct finding *finding)
{
	if (is_growing_draft(check->site, document))
		finding_level(finding, LEVEL_WARNING);
}

/*
 * A heading that begins no section and is nearly one of those that would begin this one, or
 * NULL.  A slip seldom changes the first letter: "Healing" is no "Meaning".
 */
static const struct block_row *
find_misspelt(const struct check *check, const struct document *document, const struct kind_section *wanted, const char **meant)
{
	const struct markdown *body = &document->body;
	const size_t count = g_strv_length((char **)wanted->headings);

	for (uint32_t row = 0; row < body->block_count; row++) {
		const struct block_row *block = &body->blocks[row];
		const char *normal;

		if (!block_is_heading(block) || row == document->title_row)
			continue;
		normal = kind_normal_heading(check->pool, markdown_text(body, block->text));
		*meant = kind_section_match(document->kind, normal) ? NULL : text_nearest(normal, wanted->headings, count);
		if (*meant && **meant == *normal)
			return block;
	}
	return NULL;
}

static void
help_missing(const struct check *check, const struct document *document, const struct kind_section *wanted, struct finding *finding)
{
	const char *meant;
	const struct block_row *block = find_misspelt(check, document, wanted, &meant);

	if (block)
		finding_note(finding_help(finding, "did you mean \"%c%s\"?", g_ascii_toupper(*meant), meant + 1),
		    markdown_block_span(&document->body, block), "by this heading, which is no name of it");
	else
		finding_help(finding, "%s: see 'sitrep rules section/missing'", section_advice(wanted));
}

static void
check_required(const struct check *check, const struct document *document, const struct kind_section *wanted)
{
	const struct section *found = document_section(document, wanted->id);
	struct finding *finding;

	if (!found && !is_inherited(check->site, document, wanted)) {
		finding = finding_add(check->findings, RULE_SECTION_MISSING, document_missing_span(document, wanted),
		    "section \"%s\" is missing", wanted->title);
		help_missing(check, document, wanted, finding);
		soften(check, document, finding);
	}
	if (found && found->empty) {
		finding = finding_add(check->findings, RULE_SECTION_EMPTY, found->span, "section \"%s\" is empty", wanted->title);
		finding_help(finding, "%s", section_advice(wanted));
		soften(check, document, finding);
	}
}

/* Several headings may begin one section ("Meaning" and "Impact" are both symptoms); the same one twice is a slip. */
static const struct section *
find_twin(const struct document *document, const struct section *repeated)
{
	for (const struct section *s = document->sections; s < repeated; s++)
		if (s->kind == repeated->kind && !s->nested)
			return s;
	return NULL;
}

static void
check_duplicates(const struct check *check, const struct document *document)
{
	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i], *twin;

		if (!section->repeated || section->nested)
			continue;
		twin = find_twin(document, section);
		if (twin)
			finding_note(finding_add(check->findings, RULE_SECTION_DUPLICATE, section->span,
			                 "section \"%s\" is there twice", section->kind->title),
			    twin->span, "the first one");
	}
}

static void
check_order(const struct check *check, const struct document *document)
{
	const struct section *highest = NULL;

	for (size_t i = 0; i < document->section_count; i++) {
		const struct section *section = &document->sections[i];

		if (section->nested || section->duplicate || section->kind->anywhere)
			continue;
		if (highest && section->kind < highest->kind)
			finding_note(finding_add(check->findings, RULE_SECTION_ORDER, section->span,
			                 "section \"%s\" comes after \"%s\"", section->kind->title, highest->kind->title),
			    highest->span, "it should stand before this one");
		else
			highest = section;
	}
}

void
check_sections(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++) {
		const struct document *document = check->site->documents[i];

		for (size_t k = 0; k < document->kind->section_count; k++)
			if (document->kind->sections[k].required)
				check_required(check, document, &document->kind->sections[k]);
		check_duplicates(check, document);
		check_order(check, document);
	}
}
