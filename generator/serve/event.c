#include "serve/event.h"

#include <string.h>

void
event_write(GString *out, const char *name, const char *data)
{
	g_string_append_printf(out, "event: %s\n", name);
	for (;;) {
		const size_t length = strcspn(data, "\r\n");

		g_string_append(out, "data: ");
		g_string_append_len(out, data, (gssize)length);
		g_string_append_c(out, '\n');
		data += length;
		if (!*data)
			break;
		data += data[0] == '\r' && data[1] == '\n' ? 2 : 1;
	}
	g_string_append_c(out, '\n');
}

void
event_write_nothing(GString *out)
{
	g_string_append(out, ":\n\n");
}
