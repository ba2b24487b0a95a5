/* refs: names of people, teams, services, documents that nobody knows; who has left; ids twice. */
#pragma once

#include "check/check.h"

void check_refs(const struct check *check);
