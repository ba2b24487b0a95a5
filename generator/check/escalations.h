/* escalations: a worse one may not be given more time than a milder one. */
#pragma once

#include "check/check.h"

void check_escalations(const struct check *check);
