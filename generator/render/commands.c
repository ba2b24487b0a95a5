#include "render/commands.h"

#include <string.h>

#include <glib.h>

#include "base/pool.h"
#include "render/syntax.h"

bool
is_command_language(const char *language)
{
	static const char *const languages[] = {
		"sh", "bash", "shell", "zsh", "console", "shell-session", "powershell", "sql", "promql",
	};

	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		if (g_ascii_strcasecmp(language, languages[i]) == 0)
			return true;
	return false;
}

static bool
is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '.';
}

/* The length of a name at p, which begins with a letter; 0: none. */
static size_t
name_length(const char *p)
{
	size_t length = 0;

	if (!g_ascii_isalpha(*p))
		return 0;
	while (is_name_byte(p[length]))
		length++;
	return length;
}

#define TAG_REACH 512 /* how far behind <b> its </b> is looked for */

/* Whether </NAME> follows: then <NAME> is a tag of some markup. */
static bool
is_tag(const char *p, const char *name, size_t length)
{
	for (size_t i = 0; i < TAG_REACH && p[i]; i++)
		if (p[i] == '<' && p[i + 1] == '/' && strncmp(p + i + 2, name, length) == 0 && p[i + 2 + length] == '>')
			return true;
	return false;
}

/* <NAME> or {{NAME}} at p: its length as a whole, and where its name is; 0: none. */
static size_t
parameter_at(const char *p, const char **name, size_t *length)
{
	const bool braces = p[0] == '{' && p[1] == '{';
	const char *start = p + (braces ? 2 : 1), *end;

	if (!braces && *p != '<')
		return 0;
	if (braces)
		start += strspn(start, " ");
	*name = start;
	*length = name_length(start);
	end = start + *length;
	if (braces)
		end += strspn(end, " ");
	if (!*length || (braces ? strncmp(end, "}}", 2) != 0 : *end != '>'))
		return 0;
	if (!braces && is_tag(end, *name, *length))
		return 0;
	return (size_t)(end - p) + (braces ? 2 : 1);
}

/* ---- sessions ---- */

/* A command that was begun, and what it waits for. */
struct command {
	char quote;        /* ' or ": it is open; 0: none */
	bool unfinished;   /* its last line asks for another */
	bool marked;       /* its lines behind the first begin with "> " */
	const char *end;   /* the word that ends its here-document; NULL: none is open */
	size_t end_length;
};

static size_t
line_length(const char *line)
{
	return strcspn(line, "\n");
}

/* "root@db1:~# ", "[ada@web ~]$ ": the length; 0: none. */
static size_t
host_prompt_length(const char *line, size_t length)
{
	const bool bracket = *line == '[';
	const size_t user = bracket + strspn(line + bracket, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	if (user == bracket || line[user] != '@')
		return 0;
	for (size_t i = user; i + 1 < length; i++) {
		if ((line[i] == '$' || line[i] == '#') && line[i + 1] == ' ')
			return i + 2;
		if (line[i] == ' ' && !bracket)
			return 0;
	}
	return 0;
}

static size_t
prompt_length(const char *line)
{
	const size_t length = line_length(line);

	if (strncmp(line, "$ ", 2) == 0)
		return 2;
	if (strncmp(line, "PS ", 3) == 0) {
		const char *end = g_strstr_len(line, (gssize)length, "> ");

		return end ? (size_t)(end + 2 - line) : 0;
	}
	return host_prompt_length(line, length);
}

static bool
is_session(const char *text)
{
	for (const char *line = text; *line; line += line_length(line) + (line[line_length(line)] == '\n'))
		if (prompt_length(line))
			return true;
	return false;
}

/* <<WORD, <<-WORD, <<'WORD' at p, which is behind the first <<. */
static void
open_here_document(struct command *command, const char *p)
{
	p += strspn(p, "-~ ");
	p += *p == '\'' || *p == '"';
	command->end_length = name_length(p);
	command->end = command->end_length ? p : NULL;
}

static bool
is_opening_end(const char *line, size_t length)
{
	static const char *const ends[] = { "\\", "|", "&&", "||", " do", " then", "else", "{", "(", "`" };

	while (length && g_ascii_isspace(line[length - 1]))
		length--;
	for (size_t i = 0; i < G_N_ELEMENTS(ends); i++) {
		const size_t size = strlen(ends[i]);

		if (length >= size && strncmp(line + length - size, ends[i], size) == 0)
			return true;
	}
	return false;
}

/* Takes a line of the command in: which quotes and here-documents it leaves open. */
static void
read_command_line(struct command *command, const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (line[i] == '\\' && command->quote != '\'')
			i++;
		else if (command->quote)
			command->quote = line[i] == command->quote ? 0 : command->quote;
		else if (line[i] == '\'' || line[i] == '"')
			command->quote = line[i];
		else if (line[i] == '#' && (i == 0 || line[i - 1] == ' '))
			break;
		else if (strncmp(line + i, "<<", 2) == 0 && line[i + 2] != '<' && (i == 0 || line[i - 1] != '<'))
			open_here_document(command, line + i + 2);
	}
	command->unfinished = is_opening_end(line, length);
}

static bool
ends_here_document(const struct command *command, const char *line, size_t length)
{
	const size_t indent = strspn(line, "\t ");

	return length == indent + command->end_length && strncmp(line + indent, command->end, command->end_length) == 0;
}

/* How much of a line is a prompt, and whether it is of a command at all. */
static bool
take_line(struct command *command, const char *line, size_t *prompt)
{
	const size_t length = line_length(line);
	const bool inside = command->quote || command->end, marked = strncmp(line, "> ", 2) == 0;

	*prompt = inside ? 0 : prompt_length(line);
	if (*prompt) {
		*command = (struct command){ 0 };
	} else if (marked && (inside || command->unfinished || command->marked)) {
		*prompt = 2;
		command->marked = true;
	} else if (!inside && !command->unfinished) {
		command->marked = false;
		return false;
	}
	if (!command->end)
		read_command_line(command, line + *prompt, length - *prompt);
	else if (ends_here_document(command, line + *prompt, length - *prompt))
		command->end = NULL;
	return true;
}

/* ---- parts ---- */

enum stretch_kind {
	STRETCH_COMMAND,
	STRETCH_PROMPT,
	STRETCH_OUTPUT,
};

struct parts {
	struct pool *pool;
	struct data *list;
	struct syntax syntax;
};

static struct data *
append_part(const struct parts *parts, enum stretch_kind kind, const char *text, const char *end)
{
	struct data *part = data_object(parts->pool);

	data_put(part, "text", data_text_n(parts->pool, text, (size_t)(end - text)));
	data_put_text(part, "parameter", NULL);
	data_put_text(part, "kind", NULL);
	data_put_flag(part, "prompt", kind == STRETCH_PROMPT);
	data_put_flag(part, "output", kind == STRETCH_OUTPUT);
	if (text < end)
		data_append(parts->list, part);
	return part;
}

/* A stretch without parameters; of a command, cut into what its language tells apart. */
static void
append_text(struct parts *parts, enum stretch_kind kind, const char *text, const char *end)
{
	const char *plain = text;

	while (kind == STRETCH_COMMAND && text < end) {
		const struct syntax_piece piece = syntax_next(&parts->syntax, text, end);

		if (piece.kind != SYNTAX_PLAIN) {
			append_part(parts, kind, plain, text);
			data_put_text(append_part(parts, kind, text, text + piece.length), "kind", syntax_kind_name(piece.kind));
			plain = text + piece.length;
		}
		text += piece.length;
	}
	append_part(parts, kind, plain, end);
}

/* A stretch of one kind, cut where its parameters are. */
static void
append_stretch(struct parts *parts, enum stretch_kind kind, const char *text, const char *end)
{
	const char *from = text, *p = text;

	while (p < end) {
		const char *name;
		size_t name_size, size = parameter_at(p, &name, &name_size);

		if (!size) {
			p++;
			continue;
		}
		append_text(parts, kind, from, p);
		data_put(append_part(parts, kind, p, p + size), "parameter", data_text_copy(parts->pool, name, name_size));
		from = p += size;
	}
	append_text(parts, kind, from, end);
}

/* Lines of one kind stay together. */
static void
append_session(struct parts *parts, const char *text)
{
	struct command command = { 0 };
	enum stretch_kind kind = STRETCH_COMMAND;
	const char *from = text, *line = text;

	while (*line) {
		size_t prompt;
		const enum stretch_kind next = take_line(&command, line, &prompt) ? STRETCH_COMMAND : STRETCH_OUTPUT;

		if (next != kind || prompt) {
			append_stretch(parts, kind, from, line);
			append_part(parts, STRETCH_PROMPT, line, line + prompt);
			if (!command.marked)
				syntax_reset(&parts->syntax);
			from = line + prompt;
			kind = next;
		}
		line += line_length(line);
		line += *line == '\n';
	}
	append_stretch(parts, kind, from, line);
}

struct data *
code_parts(struct pool *pool, const char *language, const char *text)
{
	struct parts parts = { .pool = pool, .list = data_list(pool), .syntax = syntax_begin(language, text) };

	if (is_session(text))
		append_session(&parts, text);
	else
		append_stretch(&parts, STRETCH_COMMAND, text, text + strlen(text));
	return parts.list;
}
