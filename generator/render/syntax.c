#include "render/syntax.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "render/promql.h"

#define BLANKS " \t\r\n"

/* What a language is made of; begin takes a piece where nothing is open. */
struct syntax_language {
	struct syntax_piece (*begin)(struct syntax *syntax, const char *at, const char *end);
	const char *const *names;
	bool escapes; /* "\"" goes on, though never between single quotes */
};

static struct syntax_piece
piece(enum syntax_kind kind, const char *at, const char *stop)
{
	return (struct syntax_piece){ kind, (size_t)(stop - at) };
}

/* ---- what goes on until it is closed ---- */

static bool
is_name(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* What stands before it, or the end of a line at the text's start. */
static char
before(const struct syntax *syntax, const char *at)
{
	return at > syntax->start ? at[-1] : '\n';
}

static bool
is_after(const struct syntax *syntax, const char *at, const char *characters)
{
	const char c = before(syntax, at);

	return strchr(BLANKS, c) || strchr(characters, c);
}

/* Behind what closes it, or NULL: end comes first, which NULL moves to the text's end. */
static const char *
find_close(const struct syntax *syntax, const char *at, const char *end)
{
	const bool escapes = syntax->language->escapes && syntax->open != '\'';

	for (; end ? at < end : *at; at++) {
		if (syntax->open == '*' && at[0] == '*' && at[1] == '/')
			return at + 2;
		if (syntax->open == '*')
			continue;
		if (*at == '\\' && escapes && at[1])
			at++;
		else if (*at == syntax->open)
			return at + 1;
	}
	return NULL;
}

static bool
is_hopeless(const struct syntax *syntax, char open)
{
	return strchr(syntax->hopeless, open) != NULL;
}

static void
give_up(struct syntax *syntax, char open)
{
	const size_t count = strlen(syntax->hopeless);

	if (count + 1 < sizeof syntax->hopeless)
		syntax->hopeless[count] = open;
}

static struct syntax_piece
comment_line(struct syntax *syntax, const char *at, const char *end)
{
	const char *stop = memchr(at, '\n', (size_t)(end - at));

	syntax->open = stop ? 0 : '#';
	syntax->kind = SYNTAX_COMMENT;
	return piece(SYNTAX_COMMENT, at, stop ? stop : end);
}

static struct syntax_piece
go_on(struct syntax *syntax, const char *at, const char *from, const char *end)
{
	const char *stop = find_close(syntax, from, end);

	if (stop && stop <= end)
		syntax->open = 0;
	else
		stop = end;
	return piece(syntax->kind, at, stop);
}

/* A quote, or the two characters that begin a comment: with all that is between it and its end, if it has one. */
static struct syntax_piece
open_up(struct syntax *syntax, enum syntax_kind kind, char open, const char *at, const char *end)
{
	const char *from = at + (open == '*' ? 2 : 1);

	if (is_hopeless(syntax, open))
		return piece(SYNTAX_PLAIN, at, at + 1);
	syntax->open = open;
	syntax->kind = kind;
	if (find_close(syntax, from, NULL))
		return go_on(syntax, at, MIN(from, end), end);
	syntax->open = 0;
	give_up(syntax, open);
	return piece(SYNTAX_PLAIN, at, at + 1);
}

/* The lines of a here-document, with the one that ends it. */
static struct syntax_piece
here_document(struct syntax *syntax, const char *at, const char *end)
{
	const char *last = syntax->here_last;

	if (last >= end)
		return piece(SYNTAX_STRING, at, end);
	syntax_reset(syntax);
	return piece(SYNTAX_STRING, at, MIN(end, last + strcspn(last, "\n")));
}

/* ---- shells ---- */

/* The line that says only the word, or NULL. */
static const char *
find_line(const char *line, const char *word, size_t word_length)
{
	while (*line) {
		const size_t indent = strspn(line, "\t "), length = strcspn(line, "\n");

		if (length == indent + word_length && strncmp(line + indent, word, word_length) == 0)
			return line;
		line += length + (line[length] == '\n');
	}
	return NULL;
}

/* <<WORD, <<-WORD, <<'WORD', where a line WORD follows. */
static void
name_here_document(struct syntax *syntax, const char *at)
{
	const char *word = at + strspn(at, "-~ "), *rest;
	size_t length = 0;

	word += *word == '\'' || *word == '"';
	while (is_name(word[length]))
		length++;
	rest = word + length + strcspn(word + length, "\n");
	if (!length || is_hopeless(syntax, '<'))
		return;
	syntax->here_begun = false;
	syntax->here_last = *rest ? find_line(rest + 1, word, length) : NULL;
	if (!syntax->here_last)
		give_up(syntax, '<');
}

#define VARIABLE_REACH 256 /* how far behind "${" its "}" is looked for */

/* $NAME, ${NAME…}, $1, $?; "$(" is none: 0. */
static size_t
variable_length(const char *at, const char *end)
{
	const char *stop = at + 1, *reach = MIN(end, at + VARIABLE_REACH);

	if (stop < end && *stop == '{') {
		while (stop < reach && !strchr("}\n", *stop))
			stop++;
		return stop < reach && *stop == '}' ? (size_t)(stop + 1 - at) : 0;
	}
	if (stop < end && strchr("?!#@*$", *stop))
		return 2;
	while (stop < end && is_name(*stop))
		stop++;
	return stop > at + 1 ? (size_t)(stop - at) : 0;
}

#define OPTION_LONGEST 24 /* what is longer does not fit a line of a phone whole */

/* -n, --dry-run; 0: none, or one that is too long to be kept in one piece. */
static size_t
option_length(const char *at, const char *end)
{
	const char *stop = at;

	while (stop < end && *stop == '-')
		stop++;
	if (stop == end || !g_ascii_isalpha(*stop))
		return 0;
	while (stop < end && (is_name(*stop) || *stop == '-'))
		stop++;
	return stop - at <= OPTION_LONGEST ? (size_t)(stop - at) : 0;
}

static struct syntax_piece
shell_begin(struct syntax *syntax, const char *at, const char *end)
{
	size_t length;

	if (*at == '#' && is_after(syntax, at, ";("))
		return comment_line(syntax, at, end);
	if (*at == '\'' || *at == '"')
		return open_up(syntax, SYNTAX_STRING, *at, at, end);
	if (*at == '\\' && syntax->language->escapes && at + 1 < end)
		return piece(SYNTAX_PLAIN, at, at + 2);
	if (*at == '$' && (length = variable_length(at, end)))
		return (struct syntax_piece){ SYNTAX_NAME, length };
	if (*at == '-' && is_after(syntax, at, "[(") && (length = option_length(at, end)))
		return (struct syntax_piece){ SYNTAX_OPTION, length };
	if (*at == '<' && at[1] == '<' && at[2] != '<' && before(syntax, at) != '<' && !syntax->here_last)
		name_here_document(syntax, at + 2);
	if (*at == '\n' && syntax->here_last) {
		syntax->here_begun = syntax->here_last > at;
		if (!syntax->here_begun) /* a string went beyond it */
			syntax->here_last = NULL;
	}
	return piece(SYNTAX_PLAIN, at, at + 1);
}

/* ---- SQL ---- */

static bool
is_sql_keyword(const char *word, size_t length)
{
	static const char *const keywords[] = {
		"add", "all", "alter", "analyze", "and", "any", "as", "asc", "begin", "between", "by", "case", "cast", "column", "commit",
		"constraint", "create", "cross", "database", "default", "delete", "desc", "distinct", "drop", "else", "end", "except",
		"exists", "explain", "false", "from", "full", "grant", "group", "having", "if", "ilike", "in", "index", "inner", "insert",
		"intersect", "interval", "into", "is", "join", "key", "left", "like", "limit", "lock", "not", "null", "offset", "on", "or",
		"order", "outer", "over", "partition", "primary", "reindex", "returning", "revoke", "right", "rollback", "select", "set",
		"show", "table", "then", "to", "true", "truncate", "union", "unique", "update", "using", "vacuum", "values", "view", "when",
		"where", "with"
	};
	size_t low = 0, high = G_N_ELEMENTS(keywords);

	while (low < high) {
		const size_t middle = (low + high) / 2;
		const int order = g_ascii_strncasecmp(word, keywords[middle], length);

		if (order == 0 && !keywords[middle][length])
			return true;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static const char *
word_end(const char *at, const char *end)
{
	while (at < end && is_name(*at))
		at++;
	return at;
}

static struct syntax_piece
sql_begin(struct syntax *syntax, const char *at, const char *end)
{
	const char *stop;

	if (at[0] == '-' && at[1] == '-')
		return comment_line(syntax, at, end);
	if (at[0] == '/' && at[1] == '*')
		return open_up(syntax, SYNTAX_COMMENT, '*', at, end);
	if (*at == '\'')
		return open_up(syntax, SYNTAX_STRING, *at, at, end);
	if (*at == '"')
		return open_up(syntax, SYNTAX_NAME, *at, at, end);
	if (!is_name(*at))
		return piece(SYNTAX_PLAIN, at, at + 1);
	stop = word_end(at, end);
	if (g_ascii_isdigit(*at))
		return piece(SYNTAX_NUMBER, at, stop);
	return piece(is_sql_keyword(at, (size_t)(stop - at)) ? SYNTAX_KEYWORD : SYNTAX_PLAIN, at, stop);
}

/* ---- YAML and JSON ---- */

static const char *
value_end(const char *at, const char *end)
{
	while (at < end && !strchr(BLANKS ",:[]{}\"'#", *at))
		at++;
	return at;
}

static bool
is_number(const char *word, const char *stop)
{
	word += *word == '-';
	if (word == stop || !g_ascii_isdigit(*word))
		return false;
	while (word < stop && (g_ascii_isdigit(*word) || strchr(".eE+-_", *word)))
		word++;
	return word == stop;
}

static bool
is_constant(const char *word, const char *stop)
{
	static const char *const constants[] = { "true", "false", "null" };

	for (size_t i = 0; i < G_N_ELEMENTS(constants); i++)
		if ((size_t)(stop - word) == strlen(constants[i]) && strncmp(word, constants[i], strlen(constants[i])) == 0)
			return true;
	return false;
}

/* Whether what begins at "at" begins its line, or an entry between braces: what is before it is no word. */
static bool
begins_entry(const struct syntax *syntax, const char *at)
{
	while (at > syntax->start && strchr(" -\t", at[-1]))
		at--;
	return strchr("\n{,", before(syntax, at)) != NULL;
}

static struct syntax_piece
value_word(const struct syntax *syntax, const char *at, const char *end)
{
	const char *stop = value_end(at, end);
	const bool whole = stop == end || strchr(BLANKS ",]}#", *stop);

	if (stop == at)
		return piece(SYNTAX_PLAIN, at, at + 1);
	if (stop < end && *stop == ':' && strchr(BLANKS, stop[1]) && begins_entry(syntax, at))
		return piece(SYNTAX_NAME, at, stop);
	if (whole && is_number(at, stop))
		return piece(SYNTAX_NUMBER, at, stop);
	return piece(whole && is_constant(at, stop) ? SYNTAX_KEYWORD : SYNTAX_PLAIN, at, stop);
}

static struct syntax_piece
yaml_begin(struct syntax *syntax, const char *at, const char *end)
{
	if (*at == '#' && is_after(syntax, at, ""))
		return comment_line(syntax, at, end);
	if ((*at == '\'' || *at == '"') && is_after(syntax, at, "[{,:("))
		return open_up(syntax, SYNTAX_STRING, *at, at, end);
	return value_word(syntax, at, end);
}

static struct syntax_piece
json_begin(struct syntax *syntax, const char *at, const char *end)
{
	const char *stop;

	if (at[0] == '/' && at[1] == '/')
		return comment_line(syntax, at, end);
	if (*at != '"')
		return value_word(syntax, at, end);
	if (is_hopeless(syntax, *at))
		return piece(SYNTAX_PLAIN, at, at + 1);
	syntax->open = *at;
	stop = find_close(syntax, at + 1, end);
	syntax->open = 0;
	if (stop && stop[strspn(stop, BLANKS)] == ':')
		return piece(SYNTAX_NAME, at, stop);
	return open_up(syntax, SYNTAX_STRING, *at, at, end);
}

/* ---- PromQL ---- */

static struct syntax_piece
promql_begin(struct syntax *syntax, const char *at, const char *end)
{
	static const enum syntax_kind kinds[] = {
		[PROMQL_PLAIN] = SYNTAX_PLAIN,
		[PROMQL_STRING] = SYNTAX_STRING,
		[PROMQL_NUMBER] = SYNTAX_NUMBER,
		[PROMQL_COMMENT] = SYNTAX_COMMENT,
		[PROMQL_FUNCTION] = SYNTAX_FUNCTION,
		[PROMQL_KEYWORD] = SYNTAX_KEYWORD,
	};
	struct promql_piece found;

	if (*at == '#')
		return comment_line(syntax, at, end);
	if (strchr("\"'`", *at))
		return open_up(syntax, SYNTAX_STRING, *at, at, end);
	if (!is_name(*at) && *at != '.')
		return piece(SYNTAX_PLAIN, at, at + 1);
	found = promql_next(at);
	return piece(kinds[found.kind], at, MIN(end, at + found.length));
}

/* ---- all of them ---- */

static const struct syntax_language languages[] = {
	{ shell_begin, (const char *const[]){ "sh", "bash", "shell", "zsh", "console", "shell-session", NULL }, true },
	{ shell_begin, (const char *const[]){ "powershell", NULL }, false },
	{ sql_begin, (const char *const[]){ "sql", NULL }, false },
	{ promql_begin, (const char *const[]){ "promql", NULL }, true },
	{ yaml_begin, (const char *const[]){ "yaml", "yml", NULL }, true },
	{ json_begin, (const char *const[]){ "json", "jsonc", "json5", NULL }, true },
};

static const struct syntax_language *
find_language(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		for (const char *const *known = languages[i].names; *known; known++)
			if (g_ascii_strcasecmp(*known, name) == 0)
				return &languages[i];
	return NULL;
}

struct syntax
syntax_begin(const char *language, const char *text)
{
	return (struct syntax){ .language = find_language(language), .start = text };
}

void
syntax_reset(struct syntax *syntax)
{
	syntax->open = 0;
	syntax->here_last = NULL;
	syntax->here_begun = false;
}

struct syntax_piece
syntax_next(struct syntax *syntax, const char *at, const char *end)
{
	if (!syntax->language)
		return piece(SYNTAX_PLAIN, at, end);
	if (syntax->open == '#' && *at == '\n')
		syntax->open = 0;
	if (syntax->open == '#')
		return comment_line(syntax, at, end);
	if (syntax->open)
		return go_on(syntax, at, at, end);
	if (syntax->here_begun)
		return here_document(syntax, at, end);
	return syntax->language->begin(syntax, at, end);
}

const char *
syntax_kind_name(enum syntax_kind kind)
{
	static const char *const names[] = {
		[SYNTAX_PLAIN] = NULL,
		[SYNTAX_COMMENT] = "comment",
		[SYNTAX_STRING] = "string",
		[SYNTAX_NUMBER] = "number",
		[SYNTAX_KEYWORD] = "keyword",
		[SYNTAX_FUNCTION] = "function",
		[SYNTAX_NAME] = "name",
		[SYNTAX_OPTION] = "option",
	};

	return names[kind];
}

static void
append_piece(struct pool *pool, struct data *list, enum syntax_kind kind, const char *text, const char *end)
{
	struct data *data = data_object(pool);

	if (text == end)
		return;
	data_put_text(data, "kind", syntax_kind_name(kind));
	data_put(data, "text", data_text_n(pool, text, (size_t)(end - text)));
	data_append(list, data);
}

struct data *
syntax_data(struct pool *pool, const char *language, const char *text)
{
	struct syntax syntax = syntax_begin(language, text);
	struct data *list = data_list(pool);
	const char *plain = text, *end = text + strlen(text);

	if (!syntax.language)
		return NULL;
	while (text < end) {
		const struct syntax_piece next = syntax_next(&syntax, text, end);

		if (next.kind != SYNTAX_PLAIN) {
			append_piece(pool, list, SYNTAX_PLAIN, plain, text);
			append_piece(pool, list, next.kind, text, text + next.length);
			plain = text + next.length;
		}
		text += next.length;
	}
	append_piece(pool, list, SYNTAX_PLAIN, plain, end);
	return list;
}
