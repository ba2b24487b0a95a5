/* postmortems: late, at odds with their incident or with themselves, and what they fail to say. */
#pragma once

#include "check/check.h"

void check_postmortems(const struct check *check);
