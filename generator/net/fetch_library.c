#include "net/fetch_parts.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static void *
open_any(void)
{
	/* Debian's three; the same functions, with another TLS each. */
	static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl-nss.so.4" };

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		void *library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);

		if (library)
			return library;
	}
	return NULL;
}

static const struct {
	const char *name, *missing;
	size_t offset;
} functions[] = {
#define LIBRARY_ROW(name) { "curl_" #name, "libcurl is too old: it lacks curl_" #name, offsetof(struct library, name) },
	LIBRARY_FUNCTIONS(LIBRARY_ROW)
#undef LIBRARY_ROW
};

/* It is never closed: TLS libraries leave handlers for the program's end. */
bool
library_open(struct library *library, const char **problem)
{
	void *handle = open_any();

	if (!handle) {
		*problem = "there is no libcurl.so.4 (Debian's package is libcurl4), which all that needs the network needs";
		return false;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(functions); i++) {
		void *function = dlsym(handle, functions[i].name);

		if (!function) {
			*problem = functions[i].missing;
			return false;
		}
		memcpy((char *)library + functions[i].offset, &function, sizeof function);
	}
	if (library->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		return true;
	*problem = "libcurl can't be started";
	return false;
}
