/*
 * actions: action items as JSON and CSV, for the command and the handbook alike.
 *
 * The JSON's shape is one that others rely on:
 *   {"actions": [{"document", "line", "text", "owner", "due", "done",
 *    "overdue_days", "ticket", "type", "priority"}]}
 * owner is a person's or team's id, else what is written; due is YYYY-MM-DD;
 * overdue_days is null unless the item is open and past its date.
 */
#pragma once

#include <stddef.h>

#include "model/site.h"

struct pool;

const char *actions_json(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count);
const char *actions_csv(struct pool *pool, const struct site *site, const struct action *const *actions, size_t count);
