#include "net/message.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/time.h"
#include "render/data.h"
#include "render/data_json.h"

#define ELLIPSIS "…"

enum { /* characters */
	SLACK_TEXT = 3000,
	SLACK_SUBJECT = 500,
	TEAMS_LINE = 2000,
	TEAMS_LINES = 60, /* 28 KB in all */
	TEAMS_TEXT = 6000,
	DISCORD_CONTENT = 2000,
	DISCORD_DESCRIPTION = 4096,
	DISCORD_TITLE = 256,
	DISCORD_FOOTER = 500,
	MATTERMOST_TEXT = 8000,
	ENTITY = 6,
};

/* ---- lengths ---- */

/* Characters of UTF-16 for one of UTF-8. */
static size_t
width_of(const char *p)
{
	return (unsigned char)*p >= 0xF0 ? 2 : 1;
}

/* Where "&am" or an escape's backslash begins that a cut has left alone; else the end. */
static const char *
behind_whole(const char *text, const char *end)
{
	const char *p = end;
	size_t marks = 0;

	while (p > text && p[-1] == '\\' && ++marks)
		p--;
	if (marks % 2)
		return end - 1;
	for (p = end; p > text && end - p < ENTITY && p[-1] != ';'; p--)
		if (p[-1] == '&')
			return p - 1;
	return end;
}

const char *
message_cut(struct pool *pool, const char *text, size_t limit)
{
	size_t length = 0;
	const char *end = text, *fits = text;

	for (; *end; end = g_utf8_next_char(end)) {
		length += width_of(end);
		if (length <= limit - 1)
			fits = g_utf8_next_char(end);
		if (length > limit)
			return pool_printf(pool, "%.*s" ELLIPSIS, (int)(behind_whole(text, fits) - text), text);
	}
	return text;
}

/* ---- escapes ---- */

/* Whether an address ends with what is not its own: the end of a sentence, or of a parenthesis that was open before it. */
static bool
ends_foreign(const char *address, size_t length)
{
	int open = 0;

	if (address[length - 1] != ')')
		return strchr(".,;:!?]}'*_~", address[length - 1]);
	for (size_t i = 0; i < length; i++)
		open += (address[i] == '(') - (address[i] == ')');
	return open < 0;
}

/* The length of an address at p, without what is not its own; 0: there is none. */
static size_t
address_length(const char *p, const char *end)
{
	static const char *const schemes[] = { "https://", "http://" };
	size_t length = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(schemes) && length == 0; i++)
		length = text_prefix_nocase(p, (size_t)(end - p), schemes[i]);
	if (length == 0)
		return 0;

	const size_t scheme = length;

	while (p + length < end && (unsigned char)p[length] > ' ' && !strchr("<>\"|`\\", p[length]))
		length++;
	while (length > scheme && ends_foreign(p, length))
		length--;
	return length > scheme ? length : 0;
}

static void
append_entities(GString *out, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		switch (bytes[i]) {
		case '&':
			g_string_append(out, "&amp;");
			break;
		case '<':
			g_string_append(out, "&lt;");
			break;
		case '>':
			g_string_append(out, "&gt;");
			break;
		default:
			g_string_append_c(out, bytes[i]);
		}
}

/* An address is written as a link, since no other is made of it (verbatim, below). */
static void
escape_slack(GString *out, const char *bytes, size_t length)
{
	const char *end = bytes + length;

	while (bytes < end) {
		const size_t address = address_length(bytes, end);

		if (address)
			g_string_append_c(out, '<');
		append_entities(out, bytes, address ? address : 1);
		if (address)
			g_string_append_c(out, '>');
		bytes += address ? address : 1;
	}
}

/* Marks of Markdown, but not in addresses; and a line that begins with "#" is no heading. */
static void
append_markdown(GString *out, const char *bytes, size_t length, const char *marks)
{
	const char *begin = bytes, *end = bytes + length;

	while (bytes < end) {
		const size_t address = address_length(bytes, end);
		const bool begins = bytes == begin || bytes[-1] == '\n';

		if (address) {
			g_string_append_len(out, bytes, (gssize)address);
			bytes += address;
			continue;
		}
		if ((*bytes && strchr(marks, *bytes)) || (begins && *bytes == '#'))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *bytes++);
	}
}

static void
escape_discord(GString *out, const char *bytes, size_t length)
{
	append_markdown(out, bytes, length, "\\`*_~|[]<>");
}

/* A '<' has no meaning, and its escape none either.  "@all" is nobody, with something between that has no width. */
static void
escape_mattermost(GString *out, const char *bytes, size_t length)
{
	g_autoptr(GString) marked = g_string_new(NULL);

	append_markdown(marked, bytes, length, "\\`*_~|[]>");
	for (const char *p = marked->str; *p; p++) {
		g_string_append_c(out, *p);
		if (*p == '@')
			g_string_append(out, "\xE2\x80\x8B");
	}
}

template_escape *
message_escape(enum notify_kind kind)
{
	static template_escape *const escapes[] = {
		[NOTIFY_SLACK] = escape_slack,
		[NOTIFY_TEAMS] = NULL, /* its texts are shown as they are */
		[NOTIFY_DISCORD] = escape_discord,
		[NOTIFY_MATTERMOST] = escape_mattermost,
		[NOTIFY_JSON] = NULL,
		[NOTIFY_EMAIL] = NULL,
	};

	return escapes[kind];
}

/* ---- colours ---- */

static const unsigned colours[] = {
	[TONE_NONE] = 0x6B7280,
	[TONE_GOOD] = 0x1A7F4B,
	[TONE_MINOR] = 0xB7791F,
	[TONE_MAJOR] = 0xC2570C,
	[TONE_CRITICAL] = 0xB42318,
	[TONE_MAINTENANCE] = 0x2563A8,
};

/* ---- shortly ---- */

static struct data *
object_of_type(struct pool *pool, const char *type)
{
	struct data *object = data_object(pool);

	data_put_text(object, "type", type);
	return object;
}

static struct data *
list_of(struct pool *pool, const struct data *item)
{
	struct data *list = data_list(pool);

	data_append(list, item);
	return list;
}

/* ---- slack ---- */

static struct data *
mrkdwn(struct pool *pool, const char *text)
{
	struct data *object = object_of_type(pool, "mrkdwn");

	data_put_text(object, "text", text);
	data_put_flag(object, "verbatim", true);
	return object;
}

static struct data *
slack_section(struct pool *pool, const char *text)
{
	struct data *section = object_of_type(pool, "section");

	data_put(section, "text", mrkdwn(pool, text));
	return section;
}

static const char *
escaped(struct pool *pool, template_escape *escape, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);

	escape(out, text, strlen(text));
	return pool_strndup(pool, out->str, out->len);
}

static struct data *
slack_context(struct pool *pool, const struct message *message)
{
	struct data *context = object_of_type(pool, "context");
	const char *sender = escaped(pool, append_entities, message->sender);

	if (message->address)
		sender = pool_printf(pool, "<%s|%s> · %s", escaped(pool, append_entities, message->address), escaped(pool, append_entities, message->link), sender);
	data_put(context, "elements", list_of(pool, mrkdwn(pool, message_cut(pool, sender, SLACK_TEXT))));
	return context;
}

static struct data *
slack(struct pool *pool, const struct message *message)
{
	struct data *payload = data_object(pool), *blocks = data_list(pool);
	const char *subject = message_cut(pool, message->marked_subject, SLACK_SUBJECT);

	data_append(blocks, slack_section(pool, pool_printf(pool, "*%s*", subject)));
	if (*message->marked_text)
		data_append(blocks, slack_section(pool, message_cut(pool, message->marked_text, SLACK_TEXT)));
	data_append(blocks, slack_context(pool, message));
	data_put_text(payload, "text", subject);
	data_put(payload, "blocks", blocks);
	data_put_flag(payload, "unfurl_links", false);
	return payload;
}

/* ---- teams ---- */

/* Unlike a TextBlock it reads no Markdown. */
static struct data *
teams_line(struct pool *pool, const char *text, bool bold)
{
	struct data *block = object_of_type(pool, "RichTextBlock"), *run = object_of_type(pool, "TextRun");

	data_put_text(run, "text", message_cut(pool, text, TEAMS_LINE));
	if (bold) {
		data_put_text(run, "weight", "Bolder");
		data_put_text(run, "size", "Medium");
	}
	data_put(block, "inlines", list_of(pool, run));
	return block;
}

/* A block for each line, since lines within one are joined; an empty line is room above the next. */
static struct data *
teams_body(struct pool *pool, const struct message *message)
{
	struct data *body = list_of(pool, teams_line(pool, message->marked_subject, true));
	g_auto(GStrv) lines = g_strsplit(message_cut(pool, message->marked_text, TEAMS_TEXT), "\n", TEAMS_LINES);
	bool apart = true;

	for (char **line = lines; *line; line++) {
		struct data *block;

		if (**line) {
			block = teams_line(pool, pool_strdup(pool, *line), false);
			data_put_text(block, "spacing", apart ? "Medium" : "None");
			data_append(body, block);
		}
		apart = !**line;
	}
	return body;
}

static struct data *
teams_card(struct pool *pool, const struct message *message)
{
	struct data *card = data_object(pool), *actions = data_list(pool), *open;

	data_put_text(card, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
	data_put_text(card, "type", "AdaptiveCard");
	data_put_text(card, "version", "1.4");
	data_put_text(card, "fallbackText", message_cut(pool, message->subject, TEAMS_LINE));
	data_put(card, "body", teams_body(pool, message));
	if (!message->address)
		return card;
	open = object_of_type(pool, "Action.OpenUrl");
	data_put_text(open, "title", message->link);
	data_put_text(open, "url", message->address);
	data_append(actions, open);
	data_put(card, "actions", actions);
	return card;
}

static struct data *
teams(struct pool *pool, const struct message *message)
{
	struct data *payload = object_of_type(pool, "message"), *attachment = data_object(pool);

	data_put_text(attachment, "contentType", "application/vnd.microsoft.card.adaptive");
	data_put(attachment, "contentUrl", NULL);
	data_put(attachment, "content", teams_card(pool, message));
	data_put(payload, "attachments", list_of(pool, attachment));
	return payload;
}

/* ---- discord ---- */

static struct data *
discord_embed(struct pool *pool, const struct message *message)
{
	struct data *embed = data_object(pool), *footer = data_object(pool);

	if (message->address) {
		data_put_text(embed, "title", message_cut(pool, message->link, DISCORD_TITLE));
		data_put_text(embed, "url", message->address);
	}
	if (*message->marked_text)
		data_put_text(embed, "description", message_cut(pool, message->marked_text, DISCORD_DESCRIPTION));
	data_put_integer(embed, "color", colours[message->tone]);
	data_put_text(embed, "timestamp", time_format_iso(pool, message->when));
	data_put_text(footer, "text", message_cut(pool, message->sender, DISCORD_FOOTER));
	data_put(embed, "footer", footer);
	return embed;
}

static struct data *
discord(struct pool *pool, const struct message *message)
{
	struct data *payload = data_object(pool), *mentions = data_object(pool);

	data_put_text(payload, "content", message_cut(pool, message->marked_subject, DISCORD_CONTENT));
	data_put(payload, "embeds", list_of(pool, discord_embed(pool, message)));
	data_put(mentions, "parse", data_list(pool));
	data_put(payload, "allowed_mentions", mentions);
	return payload;
}

/* ---- mattermost ---- */

static struct data *
mattermost(struct pool *pool, const struct message *message)
{
	struct data *payload = data_object(pool), *attachment = data_object(pool);
	const char *text = message_cut(pool, message->marked_text, MATTERMOST_TEXT);

	if (message->address)
		text = pool_printf(pool, "%s%s[%s](%s)", text, *text ? "\n\n" : "", escaped(pool, escape_mattermost, message->link), message->address);
	data_put_text(attachment, "fallback", message_cut(pool, message->subject, SLACK_SUBJECT));
	data_put_text(attachment, "color", pool_printf(pool, "#%06X", colours[message->tone]));
	data_put_text(attachment, "text", text);
	data_put_text(attachment, "footer", message->sender);
	data_put_text(payload, "text", pool_printf(pool, "**%s**", message_cut(pool, message->marked_subject, SLACK_SUBJECT)));
	data_put(payload, "attachments", list_of(pool, attachment));
	return payload;
}

/* ---- json ---- */

static struct data *
plain_json(struct pool *pool, const struct message *message)
{
	struct data *payload = data_object(pool), *site = data_object(pool);

	data_put_text(site, "title", message->sender);
	data_put_text(site, "url", message->sender_url);
	data_put_integer(payload, "version", 1);
	data_put_text(payload, "key", message->key);
	data_put_text(payload, "event", message->event);
	data_put_text(payload, "at", time_format_iso(pool, message->at));
	data_put(payload, "site", site);
	data_put_text(payload, "subject", message->subject);
	data_put_text(payload, "text", message->text);
	data_put_text(payload, "url", message->address);
	data_put(payload, message->subject_key, message->subject_data);
	return payload;
}

/* ---- all of them ---- */

const char *
message_payload(struct pool *pool, enum notify_kind kind, const struct message *message)
{
	static struct data *(*const makers[])(struct pool *pool, const struct message *message) = {
		[NOTIFY_SLACK] = slack,
		[NOTIFY_TEAMS] = teams,
		[NOTIFY_DISCORD] = discord,
		[NOTIFY_MATTERMOST] = mattermost,
		[NOTIFY_JSON] = plain_json,
	};
	g_autoptr(GString) out = g_string_new(NULL);

	data_write_json(makers[kind](pool, message), out);
	g_string_append_c(out, '\n');
	return pool_strndup(pool, out->str, out->len);
}

const char *
message_signature(struct pool *pool, const char *secret, int64_t at, const char *body)
{
	g_autofree char *signed_text = g_strdup_printf("%" PRId64 ".%s", at, body);
	g_autofree char *sum = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret), signed_text, -1);

	return pool_printf(pool, "t=%" PRId64 ",v1=%s", at, sum);
}
