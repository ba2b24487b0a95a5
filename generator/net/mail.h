/*
 * mail: a message of e-mail, as RFC 5322 has it, to be handed to a server.
 *
 * Text in UTF-8, quoted-printable (RFC 2045), names and subjects as encoded words (RFC 2047) where they are no plain ASCII.  No
 * line is longer than 76 characters, but for addresses; lines end with CR LF.  Nothing that a field is given can begin
 * another: what controls is a blank there.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/mailbox.h"

struct pool;

struct mail {
	struct mailbox from;
	const struct mailbox *reply_to;  /* or NULL */
	const struct mailbox *to;
	size_t to_count;
	const char *subject, *text;
	const char *list;                /* ASCII; the name of the list: List-Id is "list.DOMAIN", of from's */
	const char *unsubscribe;         /* an address for List-Unsubscribe, or NULL */
	const char *key;                 /* Message-ID is "key@DOMAIN" */
	const char *thread;              /* another, of what this is about, or NULL: mails of one are shown together */
	int64_t at;                      /* Date */
};

const char *mail_render(struct pool *pool, const struct mail *mail);
