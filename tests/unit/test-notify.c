/* notify: the ledger, what receivers are sent, mailboxes and mail. */
#include <glib.h>
#include <jansson.h>
#include <string.h>

#include "base/mailbox.h"
#include "base/pool.h"
#include "net/ledger.h"
#include "net/mail.h"
#include "net/message.h"

#define AT INT64_C(1795262400) /* 2026-11-21T12:00:00Z */

/* ---- the ledger ---- */

static struct ledger *
ledger_of(struct pool *pool, const char *const *lines)
{
	g_autofree char *text = g_strjoinv("", (char **)lines);

	return ledger_read(pool, pool_strdup(pool, text), strlen(text));
}

static void
test_ledger(void)
{
	struct pool *pool = pool_new();
	const char *const items[] = { "incident/a@1", "incident/a \"2\"\n" };
	const struct ledger_message message = { .key = "k1", .target = "ops", .event = "updates", .items = items, .item_count = 2 };
	const char *sending = ledger_line_queued(pool, &message, AT), *sent = ledger_line_sent(pool, &message, AT);
	const struct ledger_message *found;
	size_t first;

	g_assert_cmpint(strchr(sending, '\n') - sending, ==, (long)strlen(sending) - 1);
	struct ledger *begun = ledger_of(pool, (const char *const[]){ sending, NULL });

	g_assert_cmpint(ledger_find(begun, "ops", items[1], &found), ==, LEDGER_QUEUED);
	g_assert_cmpstr(found->key, ==, "k1");
	g_assert_cmpstr(found->event, ==, "updates");
	g_assert_cmpuint(found->item_count, ==, 2);
	g_assert_cmpint(ledger_find(begun, "others", items[0], &found), ==, LEDGER_UNKNOWN);
	g_assert_null(found);
	g_assert_cmpint(ledger_find(ledger_of(pool, (const char *const[]){ sending, sent, NULL }), "ops", items[0], NULL), ==, LEDGER_SENT);
	g_assert_cmpint(ledger_find(ledger_of(pool, (const char *const[]){ sent, sending, sending, NULL }), "ops", items[0], &found), ==, LEDGER_SENT);
	g_assert_cmpint(found->queued, ==, AT);

	const char *dropped = ledger_line_dropped(pool, &message, AT + 60), *later = ledger_line_queued(pool, &message, AT + 30);
	struct ledger *given_up = ledger_of(pool, (const char *const[]){ dropped, later, sending, NULL });

	g_assert_cmpint(ledger_find(given_up, "ops", items[1], &found), ==, LEDGER_DROPPED);
	g_assert_cmpint(found->queued, ==, AT);
	g_assert_cmpint(ledger_find(ledger_of(pool, (const char *const[]){ sent, sending, dropped, NULL }), "ops", items[0], NULL), ==, LEDGER_SENT);
	g_assert_cmpuint(ledger_unread(given_up, &first), ==, 0);
	g_assert_cmpuint(ledger_unread(begun, &first), ==, 0);
	pool_free(pool);
}

/* An item of two messages is sent where one of them is. */
static void
test_ledger_of_two(void)
{
	struct pool *pool = pool_new();
	const char *const items[] = { "a" };
	const struct ledger_message one = { .key = "k1", .target = "ops", .event = "overdue", .items = items, .item_count = 1 };
	const struct ledger_message other = { .key = "k2", .target = "ops", .event = "overdue", .items = items, .item_count = 1 };
	const char *lines[] = { ledger_line_queued(pool, &one, AT), ledger_line_queued(pool, &other, AT), ledger_line_sent(pool, &other, AT), NULL };
	const struct ledger_message *found;

	g_assert_cmpint(ledger_find(ledger_of(pool, lines), "ops", "a", &found), ==, LEDGER_SENT);
	g_assert_cmpstr(found->key, ==, "k2");
	pool_free(pool);
}

static void
test_ledger_torn(void)
{
	static const char *const bad[] = { "{\"state\": \"sen", "[]", "<<<<<<< HEAD", "{\"state\": \"sent\"}", "{\"state\": \"queued\", \"key\": \"k\", \"target\": \"ops\"}",
		"{\"state\": \"queued\", \"key\": \"k\", \"target\": \"ops\", \"event\": \"updates\", \"items\": []}",
		"{\"state\": \"queued\", \"key\": \"k\", \"target\": \"ops\", \"event\": \"updates\", \"items\": [1]}",
		"{\"state\": \"sent\", \"key\": \"k\\r\\nX: y\", \"target\": \"ops\"}", "{\"state\": \"sent\", \"key\": \"\\u001b[2J\", \"target\": \"ops\"}",
		"{\"state\": \"gone\", \"key\": \"k\", \"target\": \"ops\"}", "{\"state\": \"sent\", \"state\": \"sent\", \"key\": \"k\", \"target\": \"ops\"}" };
	struct pool *pool = pool_new();
	const char *const items[] = { "a" };
	const struct ledger_message message = { .key = "k1", .target = "ops", .event = "updates", .items = items, .item_count = 1 };
	size_t first;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
		struct ledger *ledger = ledger_of(pool, (const char *const[]){ "\n", ledger_line_queued(pool, &message, AT), bad[i], "\n", NULL });

		g_assert_cmpuint(ledger_unread(ledger, &first), ==, 1);
		g_assert_cmpuint(first, ==, 3);
		g_assert_cmpint(ledger_find(ledger, "ops", "a", NULL), ==, LEDGER_QUEUED);
	}
	pool_free(pool);
}

/* ---- receivers ---- */

static const char *
escaped(struct pool *pool, enum notify_kind kind, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	message_escape(kind)(out, text, strlen(text));
	return pool_strdup(pool, out->str);
}

static void
test_escapes(void)
{
	static const struct {
		enum notify_kind kind;
		const char *text, *wanted;
	} rows[] = {
		{ NOTIFY_SLACK, "a < b & c > d *e*", "a &lt; b &amp; c &gt; d *e*" },
		{ NOTIFY_SLACK, "<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;" },
		{ NOTIFY_SLACK, "see (https://example.com/a?b=1&c=2).", "see (<https://example.com/a?b=1&amp;c=2>)." },
		{ NOTIFY_SLACK, "(https://example.com/Pool_(database)).", "(<https://example.com/Pool_(database)>)." },
		{ NOTIFY_SLACK, "https://example.com/a)b) c", "<https://example.com/a)b>) c" },
		{ NOTIFY_SLACK, "https://", "https://" },
		{ NOTIFY_SLACK, "http://a|b>c", "<http://a>|b&gt;c" },
		{ NOTIFY_DISCORD, "*a* _b_ ~c~ `d` |e| [f](g) <@1> > \\", "\\*a\\* \\_b\\_ \\~c\\~ \\`d\\` \\|e\\| \\[f\\](g) \\<@1\\> \\> \\\\" },
		{ NOTIFY_DISCORD, "# a\n# b #c", "\\# a\n\\# b #c" },
		{ NOTIFY_DISCORD, "https://example.com/a_b_c and a_b", "https://example.com/a_b_c and a\\_b" },
		{ NOTIFY_MATTERMOST, "@all a@b.c <d>", "@\xE2\x80\x8B" "all a@\xE2\x80\x8B" "b.c <d\\>" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(escaped(pool, rows[i].kind, rows[i].text), ==, rows[i].wanted);
	g_assert_null(message_escape(NOTIFY_EMAIL));
	pool_free(pool);
}

static void
test_cut(void)
{
	static const struct {
		const char *text;
		size_t limit;
		const char *wanted;
	} rows[] = {
		{ "abc", 3, "abc" },
		{ "abcd", 3, "ab…" },
		{ "äöüß", 3, "äö…" },
		{ "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5", 4, "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5" }, /* two flames: four of UTF-16 */
		{ "\xF0\x9F\x94\xA5\xF0\x9F\x94\xA5", 3, "\xF0\x9F\x94\xA5…" },
		{ "ab&amp;cd", 6, "ab…" },
		{ "ab&amp;cd", 8, "ab&amp;…" },
		{ "ab\\*cd", 4, "ab…" },
		{ "ab\\\\cd", 5, "ab\\\\…" },
		{ "", 3, "" },
	};
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		g_assert_cmpstr(message_cut(pool, rows[i].text, rows[i].limit), ==, rows[i].wanted);
	pool_free(pool);
}

/* A text of 10,000 lines that need escapes. */
static struct message
long_message(struct pool *pool, enum notify_kind kind)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (int i = 0; i < 10000; i++)
		g_string_append(text, "<&>*\n");
	return (struct message){
		.key = "k1", .event = "updates", .at = AT, .when = AT - 60, .tone = TONE_MAJOR,
		.subject = pool_strdup(pool, text->str), .text = pool_strdup(pool, text->str),
		.marked_subject = pool_strndup(pool, text->str, 5), .marked_text = message_escape(kind) ? escaped(pool, kind, text->str) : pool_strdup(pool, text->str),
		.address = "https://status.example.com/incidents/a.html?b&c", .link = "Read <it>", .sender = "Larkfield", .sender_url = NULL,
		.subject_key = "update", .subject_data = NULL,
	};
}

static size_t
characters(const json_t *text)
{
	glong count;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(json_string_value(text), -1, NULL, &count, NULL);

	g_assert_nonnull(wide);
	return (size_t)count;
}

/* What Slack and Discord document as their limits; Teams takes 28 KB in all. */
static void
test_limits(void)
{
	struct pool *pool = pool_new();

	for (int kind = NOTIFY_SLACK; kind <= NOTIFY_JSON; kind++) {
		const struct message message = long_message(pool, (enum notify_kind)kind);
		const char *payload = message_payload(pool, (enum notify_kind)kind, &message);
		json_t *root = json_loads(payload, JSON_REJECT_DUPLICATES, NULL);

		g_assert_nonnull(root);
		if (kind == NOTIFY_SLACK) {
			const json_t *section = json_array_get(json_object_get(root, "blocks"), 1);

			g_assert_cmpuint(characters(json_object_get(json_object_get(section, "text"), "text")), <=, 3000);
		}
		if (kind == NOTIFY_DISCORD) {
			const json_t *embed = json_array_get(json_object_get(root, "embeds"), 0);

			g_assert_cmpuint(characters(json_object_get(root, "content")), <=, 2000);
			g_assert_cmpuint(characters(json_object_get(embed, "description")), <=, 4096);
			g_assert_cmpstr(json_string_value(json_object_get(embed, "timestamp")), ==, "2026-11-21T11:59:00Z");
			g_assert_cmpuint(json_array_size(json_object_get(json_object_get(root, "allowed_mentions"), "parse")), ==, 0);
		}
		if (kind == NOTIFY_TEAMS)
			g_assert_cmpuint(strlen(payload), <=, 28 * 1024);
		json_decref(root);
	}
	pool_free(pool);
}

/* The sum is of: printf '1.what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe */
static void
test_signature(void)
{
	struct pool *pool = pool_new();

	g_assert_cmpstr(message_signature(pool, "Jefe", 1, "what do ya want for nothing?"), ==,
	    "t=1,v1=a9049465ce89cfb8e9aac62333abda66f80e3403f51f57f6bae3c3a4485eca38");
	pool_free(pool);
}

/* ---- mailboxes and mail ---- */

static void
test_mailbox(void)
{
	static const char *const bad[] = { "", "nobody", "@example.com", "a@", "a@b..c", "a b@example.com", "a@example.com\nBcc: b@example.com", "a@exam_ple.com",
		"A <a@example.com", "A a@example.com>", "<a@example.com> b", "A \"x\" <a@example.com>", "ä@example.com", ".a@example.com", "a@[127.0.0.1]", "a@example.com, b@example.com",
		"a\r\nb <a@example.com>" };
	static const struct {
		const char *text, *name, *address, *domain;
	} good[] = {
		{ "status@example.com", NULL, "status@example.com", "example.com" },
		{ " a.b+c@mail.example.com ", NULL, "a.b+c@mail.example.com", "mail.example.com" },
		{ "Example Status <status@example.com>", "Example Status", "status@example.com", "example.com" },
		{ "\"Status, Example\" <status@example.com>", "Status, Example", "status@example.com", "example.com" },
		{ "Störungen<a@b>", "Störungen", "a@b", "b" },
		{ "<a@b>", NULL, "a@b", "b" },
	};
	struct pool *pool = pool_new();
	struct mailbox mailbox;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		if (mailbox_read(pool, bad[i], &mailbox))
			g_error("\"%s\" is no mailbox", bad[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(good); i++) {
		g_assert_true(mailbox_read(pool, good[i].text, &mailbox));
		g_assert_cmpstr(mailbox.name, ==, good[i].name);
		g_assert_cmpstr(mailbox.address, ==, good[i].address);
		g_assert_cmpstr(mailbox.domain, ==, good[i].domain);
	}
	pool_free(pool);
}

static const char *
mail_of(struct pool *pool, const char *subject, const char *text)
{
	struct mailbox from, to;

	g_assert_true(mailbox_read(pool, "Störungen bei Larkfield und allen, die dazugehören <status@example.com>", &from));
	g_assert_true(mailbox_read(pool, "a@example.com", &to));
	return mail_render(pool, &(struct mail){ .from = from, .to = &to, .to_count = 1, .subject = subject, .text = text, .list = "mail", .key = "k1", .at = AT });
}

/* No field begins in another, and no line is longer than RFC 2045 and RFC 2047 let it be. */
static void
test_mail(void)
{
	static const char *const subjects[] = { "Slow", "Slow\r\nBcc: b@example.com", "Slow\n\nBcc: b@example.com", "=?UTF-8?Q?x?=",
		"Langsame Zahlungen: ein Teil der Kundinnen und Kunden sieht Störungen, und zwar seit heute früh um halb acht",
		"支払いが遅くなっています。調査しています。支払いが遅くなっています。調査しています。支払いが遅くなっています。" };
	struct pool *pool = pool_new();

	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		const char *mail = mail_of(pool, subjects[i], "a =b \t\n.\n\nvery long line without an end, which goes on and on and on and on and on: ä€ \n");
		g_auto(GStrv) lines = g_strsplit(mail, "\r\n", -1);

		g_assert_null(strstr(mail, "\nBcc"));
		for (char **line = lines; *line; line++) {
			g_assert_cmpuint(strlen(*line), <=, 76);
			g_assert_null(strpbrk(*line, "\r\n"));
			g_assert_true(g_str_is_ascii(*line));
		}
		g_assert_true(g_str_has_suffix(mail, "\r\n\r\na =3Db =09\r\n.\r\n\r\nvery long line without an end, which goes on and on and on and on and on: =\r\n=C3=A4=E2=82=AC=20\r\n"));
	}
	g_assert_nonnull(strstr(mail_of(pool, "Slow payments", "x"), "\r\nSubject: Slow payments\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <k1@example.com>\r\n"));
	g_assert_nonnull(strstr(mail_of(pool, "Störung", "x"), "\r\nSubject: =?UTF-8?B?U3TDtnJ1bmc=?=\r\n"));
	pool_free(pool);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/notify/ledger", test_ledger);
	g_test_add_func("/notify/ledger/two", test_ledger_of_two);
	g_test_add_func("/notify/ledger/torn", test_ledger_torn);
	g_test_add_func("/notify/escapes", test_escapes);
	g_test_add_func("/notify/cut", test_cut);
	g_test_add_func("/notify/limits", test_limits);
	g_test_add_func("/notify/signature", test_signature);
	g_test_add_func("/notify/mailbox", test_mailbox);
	g_test_add_func("/notify/mail", test_mail);
	return g_test_run();
}
