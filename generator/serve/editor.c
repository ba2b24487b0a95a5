#include "serve/editor.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"

/* How editors take a place, by their names. */
static const struct {
	const char *name;
	const char *words; /* behind the command's own */
} known[] = {
	{ "code", "--goto {file}:{line}:{column}" },
	{ "code-insiders", "--goto {file}:{line}:{column}" },
	{ "codium", "--goto {file}:{line}:{column}" },
	{ "cursor", "--goto {file}:{line}:{column}" },
	{ "zed", "{file}:{line}:{column}" },
	{ "subl", "{file}:{line}:{column}" },
	{ "mate", "--line {line}:{column} {file}" },
	{ "emacsclient", "--no-wait +{line}:{column} {file}" },
	{ "emacs", "+{line}:{column} {file}" },
	{ "gvim", "+{line} {file}" },
	{ "mvim", "+{line} {file}" },
	{ "neovide", "{file} -- +{line}" },
	{ "gedit", "{file} +{line}:{column}" },
	{ "gnome-text-editor", "{file} +{line}:{column}" },
	{ "kate", "--line {line} --column {column} {file}" },
	{ "kwrite", "--line {line} --column {column} {file}" },
	{ "mousepad", "--line {line} --column {column} {file}" },
	{ "geany", "--line {line} --column {column} {file}" },
	{ "idea", "--line {line} --column {column} {file}" },
	{ "pycharm", "--line {line} --column {column} {file}" },
};

/* They read from the terminal that the server's messages go to. */
static const char *const in_terminal[] = { "vi", "vim", "nvim", "nano", "pico", "ed", "ex", "joe", "mcedit", "micro", "hx", "helix", "ne", "kak", "jed", "less", "cat", "sensible-editor", "editor" };

static char *
name_of(const char *command)
{
	g_auto(GStrv) words = NULL;

	if (!command || !g_shell_parse_argv(command, NULL, &words, NULL))
		return NULL;
	return g_path_get_basename(words[0]);
}

static bool
needs_terminal(const char *command)
{
	g_autofree char *name = name_of(command);

	for (size_t i = 0; name && i < G_N_ELEMENTS(in_terminal); i++)
		if (strcmp(name, in_terminal[i]) == 0)
			return true;
	return !name || (strcmp(name, "emacs") == 0 && strstr(command, " -nw")) || (strcmp(name, "emacsclient") == 0 && (strstr(command, " -t") || strstr(command, " -nw")));
}

const char *
editor_choose(const char *visual, const char *editor)
{
	if (visual && *visual)
		return needs_terminal(visual) ? NULL : visual;
	return editor && *editor && !needs_terminal(editor) ? editor : NULL;
}

static char *
filled(struct pool *pool, const char *word, const char *file, size_t line, size_t column)
{
	g_autoptr(GString) text = g_string_new(NULL);

	while (*word) {
		if (g_str_has_prefix(word, "{file}"))
			g_string_append(text, file);
		else if (g_str_has_prefix(word, "{line}"))
			g_string_append_printf(text, "%zu", line);
		else if (g_str_has_prefix(word, "{column}"))
			g_string_append_printf(text, "%zu", column);
		else {
			g_string_append_c(text, *word++);
			continue;
		}
		word = strchr(word, '}') + 1;
	}
	return pool_strdup(pool, text->str);
}

/* What is to be put behind the words of a command. */
static const char *
words_behind(char *const *words, const char *command)
{
	g_autofree char *name = g_path_get_basename(words[0]);

	if (strstr(command, "{file}"))
		return "";
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].words;
	return "{file}";
}

char **
editor_words(struct pool *pool, const char *editor, const char *file, size_t line, size_t column)
{
	g_auto(GStrv) own = NULL, behind = NULL;
	char **words;
	size_t count = 0;

	if (!g_shell_parse_argv(editor, NULL, &own, NULL))
		return NULL;
	behind = g_strsplit(words_behind(own, editor), " ", -1);
	words = pool_array(pool, char *, (size_t)g_strv_length(own) + g_strv_length(behind) + 1);
	for (size_t i = 0; own[i]; i++)
		words[count++] = filled(pool, own[i], file, line, column);
	for (size_t i = 0; behind[i] && *behind[i]; i++)
		words[count++] = filled(pool, behind[i], file, line, column);
	return words;
}

bool
editor_open(struct pool *pool, const char *editor, const char *file, size_t line, size_t column, const char **problem)
{
	char **words = editor_words(pool, editor, file, line, column);
	g_autoptr(GError) error = NULL;

	if (words && g_spawn_async(NULL, words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, &error))
		return true;
	*problem = words ? pool_strdup(pool, error->message) : "its command can't be read";
	return false;
}
