/*
 * blame: sentences that make a person the cause.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "check/pattern.h"
#include "model/register.h"

struct pool;
struct blame;

const struct blame *blame_new(struct pool *pool, const struct registers *registers);

/* Goes through a text: the next words such as "human error", "Dana forgot", "@dana accidentally ran",
 * "caused by Dana", "the engineer forgot" at or after from, which never gets smaller. */
void blame_begin(const struct blame *blame, const char *text, size_t length);
bool blame_next(const struct blame *blame, size_t from, struct match *match);

/* The same for a person's full name, first name or handle. */
void person_names_begin(const struct blame *blame, const char *text, size_t length);
bool person_names_next(const struct blame *blame, size_t from, struct match *match);
