/*
 * fix: check --fix: repairs what report/repair.h can, and says so.
 */
#pragma once

#include <stdbool.h>

#include "command/options.h"

/*
 * Loads and checks the site by itself, repairs what the options select, and says on standard error how
 * much that was.  False: nothing was looked at, the reason was printed.  *complete: no file had to be left.
 */
bool fix_site(const struct options *options, bool *complete);
