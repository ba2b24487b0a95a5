/* Paths into JSON. */
#include "model/probe.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#define INDEX_MAX 1000000

static bool
is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* Behind the ".". */
static bool
read_name(const char *text, struct path_step *step, const char **end)
{
	size_t length = 0;

	while (is_name_byte(text[length]))
		length++;
	*step = (struct path_step){ .name = text, .length = length };
	*end = text + length;
	return length > 0;
}

/* Behind "[" and the quote. */
static bool
read_quoted(const char *text, char quote, struct path_step *step, const char **end)
{
	const char *close = strchr(text, quote);

	if (!close || close[1] != ']')
		return false;
	*step = (struct path_step){ .name = text, .length = (size_t)(close - text) };
	*end = close + 2;
	return true;
}

static bool
read_index(const char *text, struct path_step *step, const char **end)
{
	char *behind;
	const long index = strtol(text, &behind, 10);

	if (!(g_ascii_isdigit(*text) || (*text == '-' && g_ascii_isdigit(text[1]))) || *behind != ']' || labs(index) > INDEX_MAX)
		return false;
	*step = (struct path_step){ .index = index };
	*end = behind + 1;
	return true;
}

bool
probe_path_step(const char **rest, struct path_step *step, bool *wrong)
{
	const char *text = *rest;
	bool read = false;

	*wrong = false;
	if (!*text)
		return false;
	if (*text == '.')
		read = read_name(text + 1, step, rest);
	else if (*text == '[' && (text[1] == '\'' || text[1] == '"'))
		read = read_quoted(text + 2, text[1], step, rest);
	else if (*text == '[')
		read = read_index(text + 1, step, rest);
	*wrong = !read;
	return read;
}

bool
probe_path_is_valid(const char *path)
{
	struct path_step step;
	bool wrong = false;

	if (*path++ != '$')
		return false;
	while (probe_path_step(&path, &step, &wrong))
		continue;
	return !wrong;
}
