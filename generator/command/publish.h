/* publish: sends what a build wrote to S3-compatible storage. */
#pragma once

#include "command/options.h"

extern const struct command command_publish;
