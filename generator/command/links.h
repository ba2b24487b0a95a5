/* links: asks for the addresses that lead outside of the site. */
#pragma once

#include "command/options.h"

extern const struct command command_links;
