/* incidents: updates that can't be read or can't be, and promises to those who wait; maintenance as well. */
#pragma once

#include "check/check.h"

void check_incidents(const struct check *check);
