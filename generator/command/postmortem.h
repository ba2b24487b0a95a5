/* postmortem: begins one with what its incident knows: times, severity, services, timeline. */
#pragma once

#include "command/options.h"

extern const struct command command_postmortem;
