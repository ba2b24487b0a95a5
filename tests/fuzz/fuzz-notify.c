/*
 * fuzz-notify: any bytes as a ledger, as a mailbox, and as what a message says.  What a ledger knows is written so that it is
 * read as the same; no text gets out of the JSON, the field or the line that it is put into.
 */
#include <glib.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "base/mailbox.h"
#include "base/pool.h"
#include "net/ledger.h"
#include "net/mail.h"
#include "net/message.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define AT INT64_C(1795262400)

static void
read_ledger(struct pool *pool, const char *bytes, size_t size)
{
	const struct ledger *ledger = ledger_read(pool, bytes, size);
	const struct ledger_message *message;
	const enum ledger_state state = ledger_find(ledger, "a", "b", &message);
	size_t first;

	require((ledger_unread(ledger, &first) == 0) == (first == 0));
	require((state == LEDGER_UNKNOWN) == !message);
	if (!message || !message->event)
		return;

	const char *sending = ledger_line_queued(pool, message, AT);

	require(strchr(sending, '\n') == sending + strlen(sending) - 1);
	require(ledger_find(ledger_read(pool, sending, strlen(sending)), "a", "b", NULL) == LEDGER_QUEUED);
}

static void
read_mailbox(struct pool *pool, const char *text)
{
	struct mailbox mailbox;

	if (!mailbox_read(pool, text, &mailbox))
		return;
	require(g_str_is_ascii(mailbox.address) && !strpbrk(mailbox.address, "<>\r\n ,\""));
	require(!mailbox.name || !strpbrk(mailbox.name, "<>\r\n\""));
}

static void
write_mail(struct pool *pool, const char *text)
{
	static const struct mailbox to = { "A", "a@example.com", "example.com" };
	const struct mail mail = { .from = to, .to = &to, .to_count = 1, .subject = text, .text = text, .list = "ops", .key = "k", .at = AT };
	g_auto(GStrv) lines = g_strsplit(mail_render(pool, &mail), "\r\n", -1);

	bool in_text = false;

	for (char **line = lines; *line; line++) {
		in_text = in_text || !**line;
		require(strlen(*line) <= 76 && !strpbrk(*line, "\r\n") && g_str_is_ascii(*line));
		require(in_text || !g_str_has_prefix(*line, "Bcc"));
	}
}

static void
write_payload(struct pool *pool, enum notify_kind kind, const char *text)
{
	g_autoptr(GString) marked = g_string_new(text);
	json_t *root;

	if (message_escape(kind)) {
		g_string_truncate(marked, 0);
		message_escape(kind)(marked, text, strlen(text));
	}

	const struct message message = { .key = "k", .event = "updates", .at = AT, .when = AT, .subject = text, .text = text, .marked_subject = message_cut(pool, marked->str, 30),
		.marked_text = pool_strdup(pool, marked->str), .address = "https://example.com/", .link = text, .sender = text, .subject_key = "update" };

	root = json_loads(message_payload(pool, kind, &message), JSON_REJECT_DUPLICATES, NULL);
	require(root != NULL);
	json_decref(root);
	if (kind == NOTIFY_SLACK) /* the only '<' are those of links */
		for (const char *p = marked->str; (p = strchr(p, '<')); p++)
			require(g_ascii_strncasecmp(p, "<http", 5) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct pool *pool = pool_new();
	char *text = pool_strndup(pool, (const char *)bytes, size);

	read_ledger(pool, (const char *)bytes, size);
	read_mailbox(pool, text);
	if (g_utf8_validate(text, -1, NULL)) {
		write_mail(pool, text);
		for (int kind = NOTIFY_SLACK; kind <= NOTIFY_JSON; kind++)
			write_payload(pool, (enum notify_kind)kind, text);
	}
	pool_free(pool);
	return 0;
}
