/*
 * fix: check --fix: writes the files that report/repair.h has made right.
 *
 * A file is replaced in one stroke or left as it was, with a message: where it is not what was
 * read (somebody saved it meanwhile, a link stands in its place) and where it may not be written.
 */
#pragma once

#include <stdbool.h>

#include "command/options.h"

/*
 * Loads and checks the site by itself, repairs what the options select, and says on standard error how
 * much that was.  False: nothing was looked at, the reason was printed.  *complete: no file had to be left.
 */
bool fix_site(const struct options *options, bool *complete);
