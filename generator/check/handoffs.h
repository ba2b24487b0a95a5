/* handoffs: figures that can't be (no counts, or more pages at night, or for nothing, than there were), and people who are
 * not on call. */
#pragma once

#include "check/check.h"

void check_handoffs(const struct check *check);
