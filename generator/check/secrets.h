/*
 * secrets: what looks like a password, a token or a key.
 *
 * Two sorts: those that their form gives away (AKIA…, ghp_…, a private key), and values
 * given to a name such as "password".  The second must look random enough; placeholders
 * ("<PASSWORD>", "$TOKEN", "****", "changeme") are no secrets.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct pool;
struct secret_patterns;

struct secret {
	size_t start, end; /* bytes of the secret itself */
	const char *what;  /* "an access key of AWS" */
};

const struct secret_patterns *secret_patterns_new(struct pool *pool);

/* Goes through a text: the next one whose form begins at or after from, which never gets smaller. */
void secrets_begin(const struct secret_patterns *patterns, const char *text, size_t length);
bool secrets_next(const struct secret_patterns *patterns, const char *text, size_t from, struct secret *secret);

/* What may be printed of one: its first four characters at most, never more than half of it, and "…". */
const char *secret_hint(struct pool *pool, const char *secret, size_t length);
