/*
 * notices: const site → what each target of notify: is to be told, and was not.
 *
 *   updates   of incidents and maintenance windows, as the status page shows them, and windows that are to come: a message each.
 *             One older than max_age is not told, unless it is queued.
 *   overdue   action items that are open and past their date: one message that lists all that are new
 *   reviews   documents whose review is overdue: the same
 *   handoff   of schedules whose next shift is others' and begins within "ahead": the same
 *
 * What is queued, and not known to have arrived, is told with the key that it has.  A key is made from the site,
 * the target and what is told, so that it is the same wherever and whenever that is done.
 *
 * Templates (layouts/notify/EVENT, or what a target names) make the text: the first line is the subject, the rest
 * the text.  A template of updates sees what status_notice_data says; others {"headline", "items": [{"line",
 * "address"}], "words"}; all of them "event".  {{x}} is escaped for the receiver.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/site.h"
#include "net/ledger.h"
#include "net/message.h"

struct findings;
struct pool;
struct template_set;

enum outcome { OUTCOME_NOT_TRIED, OUTCOME_SENT, OUTCOME_FAILED };

/* One message to one target. */
struct notice {
	const struct notify_target *target;
	enum notify_event event;
	struct ledger_message entry;  /* for the ledger */
	bool again;                   /* the ledger has it already, as queued */
	struct message message;
	const char *body;             /* what is sent: JSON, or an e-mail */
	const struct incident *incident; /* of an update */
	enum outcome outcome;
	const char *problem;          /* of one that failed, or was not tried; names no address */
};

struct notices_options {
	int64_t since; /* instead of max_age and overdue_age; TIME_NONE: not given */
};

/* Of each target in the order of site.yaml; of updates, oldest first.  What is wrong with a template is a finding. */
struct notice *notices_collect(struct pool *pool, const struct site *site, const struct template_set *templates, const struct ledger *ledger,
    const struct notices_options *options, struct findings *findings, size_t *count);
