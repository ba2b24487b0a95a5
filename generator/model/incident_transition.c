/* Which statuses there are of incidents and of maintenance, and which may follow which. */
#include "model/incident.h"

#include <glib.h>

#include "base/pool.h"

#define BIT(status) (1u << STATUS_##status)
#define OF_INCIDENTS (BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(RESOLVED) | BIT(POSTMORTEM))
#define OF_MAINTENANCE (BIT(SCHEDULED) | BIT(IN_PROGRESS) | BIT(VERIFYING) | BIT(COMPLETED) | BIT(CANCELLED))

/* What may follow; the row of STATUS_NONE is what may come first. */
static const unsigned may_follow[STATUS_COUNT] = {
	[STATUS_NONE] = BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(RESOLVED) |
	    BIT(SCHEDULED) | BIT(IN_PROGRESS) | BIT(COMPLETED) | BIT(CANCELLED),
	[STATUS_INVESTIGATING] = BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(RESOLVED),
	[STATUS_IDENTIFIED] = BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(RESOLVED),
	[STATUS_MONITORING] = BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(RESOLVED),
	/* It may come back. */
	[STATUS_RESOLVED] = BIT(INVESTIGATING) | BIT(IDENTIFIED) | BIT(MONITORING) | BIT(POSTMORTEM),
	[STATUS_POSTMORTEM] = BIT(POSTMORTEM) | BIT(INVESTIGATING),
	[STATUS_SCHEDULED] = BIT(SCHEDULED) | BIT(IN_PROGRESS) | BIT(COMPLETED) | BIT(CANCELLED),
	[STATUS_IN_PROGRESS] = BIT(IN_PROGRESS) | BIT(VERIFYING) | BIT(COMPLETED) | BIT(CANCELLED),
	[STATUS_VERIFYING] = BIT(IN_PROGRESS) | BIT(VERIFYING) | BIT(COMPLETED) | BIT(CANCELLED),
	[STATUS_COMPLETED] = 0,
	[STATUS_CANCELLED] = BIT(SCHEDULED),
};

unsigned
update_statuses_of(bool maintenance)
{
	return maintenance ? OF_MAINTENANCE : OF_INCIDENTS;
}

unsigned
update_statuses_after(enum update_status before, bool maintenance)
{
	return may_follow[before] & update_statuses_of(maintenance);
}

const char *
update_statuses_words(struct pool *pool, unsigned set)
{
	const char *list = "";

	for (unsigned status = 0; status < STATUS_COUNT; status++) {
		g_autofree char *word = NULL;

		if (!(set & 1u << status))
			continue;
		set &= ~(1u << status);
		word = g_ascii_strdown(update_status_words((enum update_status)status), -1);
		list = pool_printf(pool, "%s%s%s", list, !*list ? "" : set ? ", " : " or ", word);
	}
	return list;
}
