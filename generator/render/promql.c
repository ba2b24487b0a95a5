#include "render/promql.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "base/pool.h"

#define BLANKS " \t\r\n"

static size_t
string_length(const char *text)
{
	const char quote = *text;
	size_t length = 1;

	while (text[length] && text[length] != quote) {
		if (text[length] == '\\' && quote != '`' && text[length + 1])
			length++;
		length++;
	}
	return length + (text[length] == quote);
}

static bool
is_name(char c, bool first)
{
	return g_ascii_isalpha(c) || c == '_' || c == ':' || (!first && g_ascii_isdigit(c));
}

static size_t
name_length(const char *text)
{
	size_t length = 1;

	while (is_name(text[length], false))
		length++;
	return length;
}

/* "0.95", "1e9", "5m", "1h30m", "0x1F". */
static size_t
number_length(const char *text)
{
	size_t length = 1;

	while (g_ascii_isalnum(text[length]) || text[length] == '.' || (strchr("+-", text[length]) && text[length] && strchr("eE", text[length - 1])))
		length++;
	return length;
}

/* "(", or what stands between an aggregation's name and it. */
static bool
calls(const char *text)
{
	static const char *const groupings[] = { "by", "without" };

	for (size_t i = 0; i < G_N_ELEMENTS(groupings); i++) {
		const size_t length = strlen(groupings[i]);

		if (g_ascii_strncasecmp(text, groupings[i], length) == 0 && !is_name(text[length], false))
			return true;
	}
	return *text == '(';
}

static enum promql_kind
kind_of_name(const char *text, size_t length)
{
	static const char *const keywords[] = {
		"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "bool", "offset", "atan2", NULL,
	};
	g_autofree char *name = g_strndup(text, length);
	g_autofree char *lower = g_ascii_strdown(name, -1);

	if (g_strv_contains(keywords, lower))
		return PROMQL_KEYWORD;
	return calls(text + length + strspn(text + length, BLANKS)) ? PROMQL_FUNCTION : PROMQL_PLAIN;
}

struct promql_piece
promql_next(const char *text)
{
	if (strchr("\"'`", *text))
		return (struct promql_piece){ PROMQL_STRING, string_length(text) };
	if (*text == '#')
		return (struct promql_piece){ PROMQL_COMMENT, strcspn(text, "\r\n") };
	if (g_ascii_isdigit(*text) || (*text == '.' && g_ascii_isdigit(text[1])))
		return (struct promql_piece){ PROMQL_NUMBER, number_length(text) };
	if (is_name(*text, true)) {
		const size_t length = name_length(text);

		return (struct promql_piece){ kind_of_name(text, length), length };
	}
	return (struct promql_piece){ PROMQL_PLAIN, (size_t)(g_utf8_next_char(text) - text) };
}

static void
append_piece(struct pool *pool, struct data *list, enum promql_kind kind, const char *text, size_t length)
{
	static const char *const names[] = {
		[PROMQL_PLAIN] = NULL,
		[PROMQL_STRING] = "string",
		[PROMQL_NUMBER] = "number",
		[PROMQL_COMMENT] = "comment",
		[PROMQL_FUNCTION] = "function",
		[PROMQL_KEYWORD] = "keyword",
	};
	struct data *piece = data_object(pool);

	if (!length)
		return;
	data_put_text(piece, "kind", names[kind]);
	data_put(piece, "text", data_text_copy(pool, text, length));
	data_append(list, piece);
}

struct data *
promql_data(struct pool *pool, const char *text)
{
	struct data *list = data_list(pool);
	const char *plain = text;

	/* What is no UTF-8 has no characters to go on by. */
	if (!g_utf8_validate(text, -1, NULL)) {
		append_piece(pool, list, PROMQL_PLAIN, text, strlen(text));
		return list;
	}
	while (*text) {
		const struct promql_piece piece = promql_next(text);

		if (piece.kind != PROMQL_PLAIN) {
			append_piece(pool, list, PROMQL_PLAIN, plain, (size_t)(text - plain));
			append_piece(pool, list, piece.kind, text, piece.length);
			plain = text + piece.length;
		}
		text += piece.length;
	}
	append_piece(pool, list, PROMQL_PLAIN, plain, (size_t)(text - plain));
	return list;
}
