#include "net/fetch_parts.h"

#include <dlfcn.h>

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

/* It is never closed: TLS libraries leave handlers for the program's end. */
bool
library_open(struct library *library, const char **problem)
{
	void *handle = open_any();

	if (!handle) {
		*problem = "there is no libcurl.so.4 (Debian's package is libcurl4), which all that needs the network needs";
		return false;
	}
#define LIBRARY_FIND(name) \
	library->name = (typeof(library->name))dlsym(handle, "curl_" #name); \
	if (!library->name) { \
		*problem = "libcurl is too old: it lacks curl_" #name; \
		return false; \
	}
	LIBRARY_FUNCTIONS(LIBRARY_FIND)
#undef LIBRARY_FIND
	if (library->global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
		return true;
	*problem = "libcurl can't be started";
	return false;
}
