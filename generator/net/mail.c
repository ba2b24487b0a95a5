#include "net/mail.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

enum {
	LINE = 76,        /* characters, of RFC 2045 and RFC 2047 */
	WORD_BYTES = 39,  /* of text in one encoded word: 52 characters of base64, and room for the field's name */
	PLAIN = 60,       /* a subject that stands in one line as it is */
};

/* ---- fields ---- */

static bool
is_plain(const char *text, const char *without)
{
	for (const char *p = text; *p; p++)
		if ((unsigned char)*p < ' ' || (unsigned char)*p > '~' || strchr(without, *p))
			return false;
	return true;
}

/* As one line; what is no text is a blank. */
static char *
one_line(const char *text)
{
	char *line = g_strdup(text);

	for (char *p = line; *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7F)
			*p = ' ';
	return g_strstrip(line);
}

/* Encoded words, each of whole characters, on lines of their own. */
static void
append_encoded(GString *out, const char *text)
{
	for (const char *p = text; *p;) {
		const char *end = p;
		g_autofree char *base64 = NULL;

		while (*end && g_utf8_next_char(end) - p <= WORD_BYTES)
			end = g_utf8_next_char(end);
		base64 = g_base64_encode((const guchar *)p, (gsize)(end - p));
		g_string_append_printf(out, "%s=?UTF-8?B?%s?=", p == text ? "" : "\r\n ", base64);
		p = end;
	}
}

/* "=?" would be read as the beginning of an encoded word. */
static void
append_subject(GString *out, const char *text)
{
	g_autofree char *line = one_line(text);

	g_string_append(out, "Subject: ");
	if (is_plain(line, "") && strlen(line) <= PLAIN && !strstr(line, "=?"))
		g_string_append(out, line);
	else
		append_encoded(out, line);
	g_string_append(out, "\r\n");
}

static void
append_mailbox(GString *out, const struct mailbox *mailbox)
{
	g_autofree char *name = mailbox->name ? one_line(mailbox->name) : NULL;

	if (!name || !*name) {
		g_string_append(out, mailbox->address);
		return;
	}
	if (is_plain(name, "\"\\") && strlen(name) <= PLAIN && !strstr(name, "=?")) {
		g_string_append_printf(out, "\"%s\" <%s>", name, mailbox->address);
	} else {
		append_encoded(out, name);
		g_string_append_printf(out, "\r\n <%s>", mailbox->address);
	}
}

static void
append_mailboxes(GString *out, const char *field, const struct mailbox *mailboxes, size_t count)
{
	g_string_append_printf(out, "%s: ", field);
	for (size_t i = 0; i < count; i++) {
		g_string_append(out, i ? ",\r\n " : "");
		append_mailbox(out, &mailboxes[i]);
	}
	g_string_append(out, "\r\n");
}

static void
append_thread(GString *out, const struct mail *mail)
{
	if (!mail->thread)
		return;
	g_string_append_printf(out, "In-Reply-To: <%s@%s>\r\nReferences: <%s@%s>\r\n", mail->thread, mail->from.domain, mail->thread, mail->from.domain);
}

static void
append_fields(struct pool *pool, GString *out, const struct mail *mail)
{
	append_mailboxes(out, "From", &mail->from, 1);
	append_mailboxes(out, "To", mail->to, mail->to_count);
	if (mail->reply_to)
		append_mailboxes(out, "Reply-To", mail->reply_to, 1);
	append_subject(out, mail->subject);
	g_string_append_printf(out, "Date: %s\r\n", time_format_rfc822(pool, mail->at));
	g_string_append_printf(out, "Message-ID: <%s@%s>\r\n", mail->key, mail->from.domain);
	append_thread(out, mail);
	g_string_append_printf(out, "List-Id: <%s.%s>\r\n", mail->list, mail->from.domain);
	if (mail->unsubscribe)
		g_string_append_printf(out, "List-Unsubscribe: <%s>\r\n", mail->unsubscribe);
	g_string_append(out, "Auto-Submitted: auto-generated\r\n" /* nobody's absence is answered (RFC 3834) */
	                     "MIME-Version: 1.0\r\n"
	                     "Content-Type: text/plain; charset=UTF-8\r\n"
	                     "Content-Transfer-Encoding: quoted-printable\r\n");
}

/* ---- the text ---- */

/* One byte; "=" and the break of a line that is too long come to three characters more. */
static void
append_byte(GString *out, unsigned char byte, bool ends, size_t *column)
{
	const bool plain = (byte > ' ' && byte <= '~' && byte != '=') || ((byte == ' ' || byte == '\t') && !ends);
	const size_t width = plain ? 1 : 3;

	if (*column + width > LINE - 1) {
		g_string_append(out, "=\r\n");
		*column = 0;
	}
	if (plain)
		g_string_append_c(out, (char)byte);
	else
		g_string_append_printf(out, "=%02X", byte);
	*column += width;
}

static void
append_text(GString *out, const char *text)
{
	size_t column = 0;

	for (const char *p = text; *p; p++) {
		if (*p == '\r' && p[1] == '\n')
			continue;
		if (*p == '\n') {
			g_string_append(out, "\r\n");
			column = 0;
			continue;
		}
		append_byte(out, (unsigned char)*p, p[1] == '\n' || p[1] == '\r' || !p[1], &column);
	}
	if (column > 0)
		g_string_append(out, "\r\n");
}

const char *
mail_render(struct pool *pool, const struct mail *mail)
{
	g_autoptr(GString) out = g_string_new(NULL);

	append_fields(pool, out, mail);
	g_string_append(out, "\r\n");
	append_text(out, mail->text);
	return pool_strndup(pool, out->str, out->len);
}
