#include "check/gamedays.h"

#include "base/time.h"
#include "check/places.h"

static void
check_findings(const struct check *check, const struct document *document)
{
	const struct zone *zone = check->site->config->zone;
	const struct moment date = document_moment(document, "date");
	const int64_t day = date.stamp.at != TIME_NONE ? date.stamp.at : document_file_day(document, zone);

	if (day == TIME_NONE || document->draft || filled_section(document, "findings"))
		return;
	if (check->site->now < time_add_days(zone, day, 1))
		return;
	finding_help(finding_add(check->findings, RULE_GAMEDAY_NO_FINDING, place_field(document, "date"), "the game day is over, and nothing was found"),
	    "write under \"Findings\" what surprised you, also where all went well");
}

void
check_gamedays(const struct check *check)
{
	for (size_t i = 0; i < check->site->document_count; i++)
		if (check->site->documents[i]->kind->role == ROLE_GAMEDAY)
			check_findings(check, check->site->documents[i]);
}
