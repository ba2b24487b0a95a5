/* notify: tells webhooks and mailboxes of what is new. */
#pragma once

#include "command/options.h"

extern const struct command command_notify;
