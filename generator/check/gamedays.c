#include "check/gamedays.h"

#include "base/time.h"
#include "check/places.h"

static void
check_findings(const struct check *check, const struct document *document)
{
	struct moment date = document_moment(document, "date");

	if (date.stamp.at == TIME_NONE || document->draft || filled_section(document, "findings"))
		return;
	if (check->site->now < time_add_days(check->site->config->zone, date.stamp.at, 1))
		return;
	finding_help(finding_add(check->findings, RULE_GAMEDAY_NO_FINDING, date.span, "the game day is over, and nothing was found"),
	    "write under \"Findings\" what surprised you, also where all went well");
}

void
check_gamedays(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++)
		if (check->site->documents[i]->kind->role == ROLE_GAMEDAY)
			check_findings(check, check->site->documents[i]);
}
