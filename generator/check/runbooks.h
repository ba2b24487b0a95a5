/* runbooks: what makes one useless or dangerous at three in the morning. */
#pragma once

#include "check/check.h"

void check_runbooks(const struct check *check);
