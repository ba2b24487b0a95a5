/*
 * event: messages to a page, as text/event-stream frames them.
 *
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
#pragma once

#include <glib.h>

/* Appends an event; each line of data is one of its own, whichever way it ends.  The name is one line. */
void event_write(GString *out, const char *name, const char *data);

/* Appends what a page does not see, so that a connection that is gone is noticed. */
void event_write_nothing(GString *out);
