/* upstreams: the status pages of others: whether they can be asked, what they last answered, and whether they have the component. */
#pragma once

#include "check/check.h"

void check_upstreams(const struct check *check);
