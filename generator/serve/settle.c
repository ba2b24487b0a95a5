#include "serve/settle.h"

#include <glib.h>

void
settle_note(struct settle *settle, int64_t now)
{
	if (!settle->pending)
		settle->first = now;
	settle->pending = true;
	settle->last = now;
}

int64_t
settle_left(const struct settle *settle, int64_t now)
{
	if (!settle->pending)
		return -1;
	return MAX(0, MIN(settle->last + settle->quiet, settle->first + settle->most) - now);
}

void
settle_done(struct settle *settle)
{
	settle->pending = false;
}
