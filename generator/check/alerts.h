/*
 * alerts: those that nobody answers, that nobody defines, whose link leads astray, that two claim.
 *
 * What a rule file that can't be read might define is not missed.
 */
#pragma once

#include "check/check.h"

void check_alerts(const struct check *check);
