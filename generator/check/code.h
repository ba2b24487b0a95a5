/* code: commands that can't be pasted as they stand, and secrets anywhere. */
#pragma once

#include "check/check.h"

void check_code(const struct check *check);
