/* timelines: times that can't be, that go backwards, or that nobody can place for want of a zone. */
#pragma once

#include "check/check.h"

void check_timelines(const struct check *check);
