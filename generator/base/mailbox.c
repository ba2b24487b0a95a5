#include "base/mailbox.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"

/* RFC 5321, 4.5.3.1. */
#define LOCAL_LIMIT 64
#define ADDRESS_LIMIT 254
#define NAME_LIMIT 200

#define ALNUM "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Runs of some characters with one dot between each two. */
static bool
is_dotted(const char *text, size_t length, const char *characters)
{
	size_t run = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '.' && run == 0)
			return false;
		if (text[i] != '.' && !strchr(characters, text[i]))
			return false;
		run = text[i] == '.' ? 0 : run + 1;
	}
	return run > 0;
}

static bool
is_address(const char *text)
{
	const char *at = strrchr(text, '@');

	if (!at || strlen(text) > ADDRESS_LIMIT || at - text > LOCAL_LIMIT)
		return false;
	return is_dotted(text, (size_t)(at - text), ALNUM "!#$%&'*+-/=?^_`{|}~") && is_dotted(at + 1, strlen(at + 1), ALNUM "-");
}

/* What stands before the address, without its quotes; NULL: nothing. */
static const char *
read_name(struct pool *pool, const char *text, size_t length)
{
	char *name = pool_strndup(pool, text, length);
	size_t size;

	g_strstrip(name);
	size = strlen(name);
	if (size >= 2 && name[0] == '"' && name[size - 1] == '"')
		name = g_strstrip(pool_strndup(pool, name + 1, size - 2));
	return *name ? name : NULL;
}

bool
mailbox_read(struct pool *pool, const char *text, struct mailbox *mailbox)
{
	const char *open = strrchr(text, '<');
	const size_t size = strlen(text);

	*mailbox = (struct mailbox){ 0 };
	if (!text_is_clean(text, size, NULL) || strpbrk(text, "\r\n\t"))
		return false;
	if (!open) {
		mailbox->address = g_strstrip(pool_strdup(pool, text));
	} else {
		char *end = g_strchomp(pool_strdup(pool, open + 1));
		const size_t length = strlen(end);

		if (length == 0 || end[length - 1] != '>')
			return false;
		end[length - 1] = '\0';
		mailbox->address = end;
		mailbox->name = read_name(pool, text, (size_t)(open - text));
	}
	if (!is_address(mailbox->address) || (mailbox->name && (strpbrk(mailbox->name, "<>\"\\") || strlen(mailbox->name) > NAME_LIMIT)))
		return false;
	mailbox->domain = strrchr(mailbox->address, '@') + 1;
	return true;
}
