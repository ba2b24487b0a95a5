/* incident: opens, updates and resolves incidents from the command line: one command, one commit. */
#pragma once

#include "command/options.h"

struct pool;

extern const struct command command_incident;

/* Opens one as "open" of the command does, by title, affects and arguments[1] of options; with draft it is a draft, and the outcome is not
 * printed.  Gives the exit status and the new document's path. */
int incident_draft(struct pool *pool, const struct options *options, const char **path);
