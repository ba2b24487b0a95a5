/* actions: items that nobody owns, that have no day, or whose day is over. */
#pragma once

#include "check/check.h"

void check_actions(const struct check *check);
