/* fuzz-plural: any bytes as a rule for plurals.  It is read or refused, and where refused it holds for no number. */
#include "render/plural.h"

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autofree char *rule = g_strndup((const char *)bytes, size);

	for (long n = 0; n < 4; n++)
		if (plural_holds(rule, n) && !plural_is_rule(rule))
			__builtin_trap();
	return 0;
}
