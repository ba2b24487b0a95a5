/* zip: the command of that name. */
#pragma once

#include "command/options.h"

extern const struct command command_zip;
