/* gamedays: what was rehearsed and taught nothing that is written down. */
#pragma once

#include "check/check.h"

void check_gamedays(const struct check *check);
