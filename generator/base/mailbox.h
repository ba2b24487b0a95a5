/*
 * mailbox: "status@example.com" and "Example Status <status@example.com>".
 *
 * As RFC 5322 (3.4) has a mailbox, without comments, routes, quoted local parts and literal addresses, which hardly
 * anybody has and much software takes for something else.  Letters other than ASCII may stand in the name alone.
 */
#pragma once

#include <stdbool.h>

struct pool;

struct mailbox {
	const char *name;    /* without quotes; NULL: none */
	const char *address;
	const char *domain;  /* of it */
};

/* False: it is none. */
bool mailbox_read(struct pool *pool, const char *text, struct mailbox *mailbox);
