/* links: within the site: files, headings, pictures, drafts, and what nothing leads to. */
#pragma once

#include "check/check.h"

void check_links(const struct check *check);
