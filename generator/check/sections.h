/* sections: what a kind requires: missing, empty, twice, out of order. */
#pragma once

#include "check/check.h"

void check_sections(const struct check *check);
