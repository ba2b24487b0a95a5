#include "check/handoffs.h"

#include <glib.h>
#include <math.h>

#include "check/places.h"

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
check_handoff(const struct check *check, const struct document *document)
{
	const struct number *pages = count_of(check, document, "pages");

	check_part(check, pages, count_of(check, document, "night_pages"), "at night");
	check_part(check, pages, count_of(check, document, "false_positives"), "for nothing");
}

void
check_handoffs(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++)
		if (check->site->documents[i]->kind->role == ROLE_HANDOFF)
			check_handoff(check, check->site->documents[i]);
}
