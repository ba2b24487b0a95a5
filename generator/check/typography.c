#include "check/typography.h"

#include <glib.h>
#include <string.h>

static const struct {
	const char *bytes, *name, *plain;
} characters[] = {
	{ "“", "a typographic quote", "\"" },
	{ "”", "a typographic quote", "\"" },
	{ "„", "a typographic quote", "\"" },
	{ "‟", "a typographic quote", "\"" },
	{ "«", "a typographic quote", "\"" },
	{ "»", "a typographic quote", "\"" },
	{ "‘", "a typographic quote", "'" },
	{ "’", "a typographic quote", "'" },
	{ "‚", "a typographic quote", "'" },
	{ "′", "a prime", "'" },
	{ "″", "a double prime", "\"" },
	{ "—", "a dash", "--" },
	{ "–", "a dash", "-" },
	{ "−", "a minus sign", "-" },
	{ "‑", "a no-break hyphen", "-" },
	{ "‐", "a typographic hyphen", "-" },
	{ "\u00a0", "a no-break space", " " },
	{ "\u202f", "a no-break space", " " },
	{ "\u2007", "a no-break space", " " },
	{ "\u200b", "a space of no width", "" },
	{ "\ufeff", "a space of no width", "" },
	{ "…", "an ellipsis", "..." },
};

/* Where in a line we are. */
struct lexer {
	char quote;   /* the straight quote that is open, or NUL */
	bool comment; /* up to the end of the line */
};

static bool
begins_comment(const char *code, size_t length, size_t at)
{
	bool after_blank = at == 0 || g_ascii_isspace(code[at - 1]);

	if (code[at] == '#')
		return after_blank;
	return after_blank && length - at > 2 && strncmp(code + at, "-- ", 3) == 0;
}

/* Takes one byte of ASCII. */
static void
step(struct lexer *lexer, const char *code, size_t length, size_t at)
{
	if (code[at] == '\n')
		*lexer = (struct lexer){ 0 };
	else if (lexer->comment)
		return;
	else if (lexer->quote)
		lexer->quote = code[at] == lexer->quote ? '\0' : lexer->quote;
	else if (code[at] == '"' || code[at] == '\'')
		lexer->quote = code[at];
	else if (begins_comment(code, length, at))
		lexer->comment = true;
}

static bool
is_character(const char *code, size_t length, size_t at, struct typographic *found)
{
	for (size_t i = 0; i < G_N_ELEMENTS(characters); i++) {
		size_t size = strlen(characters[i].bytes);

		if (length - at < size || memcmp(code + at, characters[i].bytes, size) != 0)
			continue;
		*found = (struct typographic){ at, at + size, characters[i].name, characters[i].plain };
		return true;
	}
	return false;
}

/* An en dash before an option stands for two hyphens where letters follow: "–force". */
static const char *
meant(const char *code, size_t length, const struct typographic *found)
{
	bool is_en_dash = strncmp(code + found->start, "–", strlen("–")) == 0;

	if (is_en_dash && length - found->end > 1 && g_ascii_isalpha(code[found->end]) && g_ascii_isalpha(code[found->end + 1]))
		return "--";
	return found->plain;
}

bool
direction_find(const char *text, size_t length, size_t from, struct typographic *found)
{
	const char *at = text + from, *end = text + length;

	for (; (at = memchr(at, 0xe2, (size_t)(end - at))) != NULL && end - at >= 3; at++) {
		const unsigned char second = (unsigned char)at[1], third = (unsigned char)at[2];

		if (!(second == 0x80 && third >= 0xaa && third <= 0xae) && !(second == 0x81 && third >= 0xa6 && third <= 0xa9))
			continue;
		*found = (struct typographic){ (size_t)(at - text), (size_t)(at - text) + 3, "a character that turns the direction of text", "" };
		return true;
	}
	return false;
}

bool
typographic_find(const char *code, size_t length, size_t from, struct typographic *found)
{
	struct lexer lexer = { 0 };
	size_t start = MIN(from, length);

	/* Quotes and comments end with their line. */
	while (start > 0 && code[start - 1] != '\n')
		start--;
	for (size_t at = start; at < length; at++) {
		step(&lexer, code, length, at);
		if (at < from || lexer.quote || lexer.comment || g_ascii_isprint(code[at]) || !is_character(code, length, at, found))
			continue;
		found->plain = meant(code, length, found);
		return true;
	}
	return false;
}
