/*
 * addition: what the server adds to a page that it sends, and to its policy.
 *
 * What is built stays as it is; only what is sent has the script that reloads it.  The page's policy goes on to hold: it
 * is widened by the addresses of what was added and by nothing else.
 */
#pragma once

#include <glib.h>

/* What may be loaded in addition, each an address without blanks, ';', ',' and quotes. */
struct addition {
	const char *markup;  /* goes to the end of the head */
	const char *script, *style, *connect;
};

/* Appends the page.  One that has no head or no policy gets what can be added. */
void addition_write(const struct addition *addition, const char *page, size_t size, GString *out);

/*
 * Appends a policy in which a directive allows one more source.  One that is missing is added with what default-src allows,
 * which it stands in for from then on; where that is missing as well nothing is forbidden, and the policy stays as it is.
 */
void addition_allow(const char *policy, const char *directive, const char *source, GString *out);
