/*
 * maturity: the items of model/maturity in words, for the command and the handbook alike.
 *
 * The JSON's shape is one that others rely on:
 *   {"at", "items": [{"id", "group", "text", "done", "have", "want", "evidence", "guide", "documents"}]}
 * done, have, want and evidence are null where a site can't tell; guide is the path of a guide and its heading
 * ("content/guides/four-weeks.md#week-1-…"), null where the site has none; documents are paths of some of what there is.
 */
#pragma once

#include "model/maturity.h"
#include "render/view.h"

struct pool;

const char *maturity_json(struct pool *pool, const struct view *view);

/* Lines that fit into 80 columns, "[x]" before what is in place, "[?]" before what a site can't tell. */
const char *maturity_text(struct pool *pool, const struct view *view);

/* The words of an item and of its evidence, which is NULL where nothing is known. */
const char *maturity_item_text(struct pool *pool, const struct view *view, const struct maturity_item *item);
const char *maturity_evidence(struct pool *pool, const struct view *view, const struct maturity_item *item, const struct maturity_result *result);
const char *maturity_group_text(struct pool *pool, const struct view *view, const struct maturity_group *group);

/* "done", "open", "unsure": what a site can't tell. */
const char *maturity_state(const struct maturity_result *result);
