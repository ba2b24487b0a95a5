/*
 * escalation: policies: whom a page reaches after how many minutes.
 */
#pragma once

#include "base/findings.h"
#include "model/register.h"
#include "read/schema.h"

struct escalation_level {
	struct length after;
	struct texts notify; /* schedule/x, person/x, team/x */
	struct texts by;
	struct span span;
};

struct escalation {
	struct text id, name;
	struct list levels; /* struct escalation_level */
	struct number repeat;
	struct span span;
};

/* All policies, in the registers' order: a list of struct escalation. */
struct list escalations_read(struct pool *pool, struct findings *findings, struct references *references, const struct config *config, const struct registers *registers);
