/*
 * message: what is told → the bytes that each receiver takes.
 *
 * Pure.  Formats, as their receivers document them:
 *   slack       incoming webhooks: "text" for notifications, "blocks" of mrkdwn, in which & < > are escaped and nothing else
 *               is read as a mention (docs.slack.dev, "Sending messages using incoming webhooks", "Formatting message text")
 *   teams       what the workflow "Post to a channel when a webhook request is received" takes: a message with an Adaptive
 *               Card 1.4 attached; the connectors of Office 365 that took MessageCards are retired (learn.microsoft.com,
 *               "Create incoming webhooks with Workflows for Microsoft Teams")
 *   discord     "Execute Webhook": content up to 2,000 characters, an embed with a description up to 4,096; nobody is
 *               mentioned (discord.com/developers/docs, "Webhook", "Message", "Allowed Mentions")
 *   mattermost  incoming webhooks with "attachments" (developers.mattermost.com, "Incoming webhooks", "Message attachments")
 *   json        our own: see message_payload
 * What is too long for a receiver is cut, and ends with "…".
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/config.h"
#include "render/template.h"

struct data;
struct pool;

/* How it stands: the colour beside it. */
enum tone { TONE_NONE, TONE_GOOD, TONE_MINOR, TONE_MAJOR, TONE_CRITICAL, TONE_MAINTENANCE };

struct message {
	const char *key, *event;
	int64_t at;                               /* now: when it is told */
	int64_t when;                             /* when what is told was said */
	enum tone tone;
	const char *subject, *text;               /* as they are; text may have lines */
	const char *marked_subject, *marked_text; /* the same with the receiver's marks and escapes */
	const char *address, *link;               /* where more is to be read, or NULL, and the words for it */
	const char *sender, *sender_url;          /* the title of the site, and its address or NULL */
	const char *subject_key;                  /* "update" or "items" */
	const struct data *subject_data;          /* what is told, for json */
};

/* How {{x}} of a template is escaped for a receiver; NULL: not at all. */
template_escape *message_escape(enum notify_kind kind);

/*
 * The body of a request, JSON, with a NUL behind; of all kinds but email.  json:
 *   {"version": 1, "key", "event", "at", "site": {"title", "url"}, "subject", "text", "url",
 *    "update": {"incident", "title", "maintenance", "status", "impact", "at", "starts", "ends", "components": [{"name", "state"}], "text"}}
 * or, of other events, "items": a list of objects.
 */
const char *message_payload(struct pool *pool, enum notify_kind kind, const struct message *message);

/* "t=1774060200,v1=HEX": the HMAC-SHA256 of "1774060200.BODY" by a secret. */
const char *message_signature(struct pool *pool, const char *secret, int64_t at, const char *body);

/* The longest beginning of a text that has at most limit characters (of UTF-16, as receivers count), with "…" behind where it is
 * not all, and without half of an entity or escape at its end. */
const char *message_cut(struct pool *pool, const char *text, size_t limit);
