#include "check/severities.h"

#include <glib.h>
#include <stddef.h>

#include "base/pool.h"
#include "base/time.h"

static const struct {
	const char *name;
	size_t offset;
} limits[] = {
	{ "acknowledge_within", offsetof(struct severity, acknowledge_within) },
	{ "update_every", offsetof(struct severity, update_every) },
	{ "resolve_within", offsetof(struct severity, resolve_within) },
	{ "postmortem_within", offsetof(struct severity, postmortem_within) },
};

static const struct length *
limit_of(const struct severity *severity, size_t limit)
{
	return (const struct length *)((const char *)severity + limits[limit].offset);
}

static void
check_limit(const struct check *check, size_t limit)
{
	struct list list = check->site->registers->severities;
	const struct severity *worse = NULL;

	for (size_t i = 0; i < list.count; i++) {
		const struct severity *severity = &REGISTER_ITEMS(list, struct severity)[i];
		const struct length *length = limit_of(severity, limit);

		if (length->seconds == DURATION_NONE)
			continue;
		if (worse && length->seconds < limit_of(worse, limit)->seconds)
			finding_note(finding_help(finding_add(check->findings, RULE_SEVERITY_ORDER, length->span,
			                              "%s of %s, %s, is shorter than that of %s, which is worse", limits[limit].name, severity->id.s,
			                              duration_format(check->pool, length->seconds), worse->id.s),
			                 "the register begins with the worst severity, and times grow from there"),
			    limit_of(worse, limit)->span, "%s of %s is %s", limits[limit].name, worse->id.s,
			    duration_format(check->pool, limit_of(worse, limit)->seconds));
		worse = severity;
	}
}

void
check_severities(const struct check *check)
{
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
		check_limit(check, i);
}
