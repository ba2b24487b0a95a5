/*
 * destructive: commands that can't be taken back, and words that warn of them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "check/pattern.h"

struct pool;
struct destructive;

const struct destructive *destructive_new(struct pool *pool);

/* Goes through a piece of code: the next such command at or after from, which never gets smaller;
 * match->inner is what to point at.  Comments are passed over. */
void destructive_begin(const struct destructive *destructive, const char *code, size_t length);
bool destructive_next(const struct destructive *destructive, size_t from, struct match *match);

/* Where the command ends that a byte is in: the line, unless a backslash carries it on, ";", "|" or "&". */
size_t command_end(const char *code, size_t length, size_t at);

/* Whether a text speaks of the way back: roll back, undo, restore, backup, snapshot… */
bool speaks_of_way_back(const struct destructive *destructive, const char *text);

/* Whether a text, or words in bold, begin as a warning does. */
bool begins_as_warning(const struct destructive *destructive, const char *text);
