/*
 * What the parts of notices share; nobody else includes this.
 */
#pragma once

#include <glib.h>

#include "net/notices.h"
#include "render/data.h"
#include "render/status.h"
#include "render/view.h"

/* One thing that is told. */
struct item {
	const char *id;
	bool fresh;                /* told though it is not queued */
	enum tone tone;
	int64_t when;
	const char *address;       /* of updates */
	const struct incident *incident;
	struct data *view, *json;  /* for the template, and for receivers of JSON */
};

/* While the messages of one target are made. */
struct desk {
	struct pool *pool;
	const struct site *site;
	const struct template_set *templates;
	const struct ledger *ledger;
	const struct notify_target *target;
	const struct status *status; /* in the target's language */
	const struct view *view;     /* the same */
	struct findings *findings;
	int64_t updates_since, overdue_since;
	GArray *notices;             /* struct notice */
};

/* All there are of one event, in order. */
void list_updates(const struct desk *desk, GArray *items);
void list_overdue(const struct desk *desk, GArray *items);
void list_reviews(const struct desk *desk, GArray *items);
void list_handoffs(const struct desk *desk, GArray *items);
