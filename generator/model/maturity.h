/*
 * maturity: which parts of an incident response a site has, worked out from what it holds.
 *
 * Two lists in one table: what a team sets up in its first four weeks, and what it needs as it grows to ten, twenty and
 * fifty engineers.  Each item is a test, a pure function over the finished site; what a site can't tell (whether a
 * test page was ever sent) has none, and stays unknown.  Items and groups are ids; their words come from
 * layouts/words (maturity.items, maturity.groups).
 *
 * have and want are counts of the same thing: the words of an item's evidence say of what.  An item is in
 * place where have reaches want; of "all of them", where there is one at least.  Drafts don't count, unless drafts are
 * built.  "Within a year" and the like count back from site->now.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/site.h"

#define MATURITY_EXAMPLES 3

struct maturity_result {
	bool known, done;
	size_t have, want;
	const struct document *examples[MATURITY_EXAMPLES]; /* of what there is */
	size_t example_count;
};

/* A part of a guide, with the items that it asks for. */
struct maturity_group {
	const char *id;             /* "week_1" */
	const char *guide, *anchor; /* the document's id, and its heading */
};

/* Where the handbook shows more of an item's evidence. */
enum maturity_place {
	PLACE_NONE,
	PLACE_SEVERITIES,
	PLACE_PEOPLE,
	PLACE_TEAMS,
	PLACE_SERVICES,
	PLACE_ONCALL,
	PLACE_ALERTS,
	PLACE_METRICS,
	PLACE_RUNBOOKS, /* from here on: an index of documents */
	PLACE_POSTMORTEMS,
	PLACE_GAMEDAYS,
	PLACE_HANDOFFS,
	PLACE_COUNT,
};

struct maturity_item {
	const char *id;
	const struct maturity_group *group;
	enum maturity_place place;
	struct maturity_result (*test)(const struct site *site); /* NULL: a site can't tell */
};

/* The table: items of a group stand together. */
const struct maturity_item *maturity_items(size_t *count);

struct maturity_result maturity_test(const struct maturity_item *item, const struct site *site);

/* The document and, if it has it, the heading of a group's part; NULL where the site has no such guide. */
const struct document *maturity_guide(const struct site *site, const struct maturity_group *group, const struct block_row **heading);
