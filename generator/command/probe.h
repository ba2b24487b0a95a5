/* probe: asks what the services' probes ask, once or again and again, and keeps what they answer in history/. */
#pragma once

#include "command/options.h"

extern const struct command command_probe;
