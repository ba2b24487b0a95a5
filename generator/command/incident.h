/* incident: opens, updates and resolves incidents from the command line: one command, one commit. */
#pragma once

#include "command/options.h"

extern const struct command command_incident;
