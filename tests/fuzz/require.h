/* require: what a target holds to be true of whatever it is given; else the input is kept. */
#pragma once

#include <stdbool.h>

static inline void
require(bool holds)
{
	if (!holds)
		__builtin_trap();
}
