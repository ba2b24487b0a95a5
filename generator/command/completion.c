#include "command/completion.h"

#include <glib.h>
#include <string.h>

#include "base/findings.h"
#include "base/pool.h"
#include "command/options.h"
#include "model/config.h"
#include "model/kind.h"

/* What is written, of which commands. */
struct script {
	struct pool *pool;
	GString *out;
	const struct command *const *commands;
	size_t count;
};

/* ---- words that all shells share ---- */

static const char *
rule_words(struct pool *pool)
{
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < RULE_COUNT; i++)
		g_string_append_printf(words, "%s%s", i ? " " : "", rule_texts[i].id);
	return pool_strdup(pool, words->str);
}

static const char *
kind_words(struct pool *pool)
{
	const struct kinds *kinds = kinds_read(pool, findings_new(pool), &(struct config){ 0 });
	g_autoptr(GString) words = g_string_new(NULL);

	for (size_t i = 0; i < kinds->count; i++)
		g_string_append_printf(words, "%s%s", i ? " " : "", kinds->items[i]->id);
	return pool_strdup(pool, words->str);
}

static bool
is_values(const char *values, const char *which)
{
	return values && strcmp(values, which) == 0;
}

/* The words that may stand somewhere, or NULL where any may, or files. */
static const char *
words_of(struct pool *pool, const struct command *command, const char *values)
{
	if (!values || is_values(values, VALUES_FILES) || is_values(values, VALUES_FOLDERS))
		return NULL;
	if (is_values(values, VALUES_FORMATS))
		return command->formats ? command->formats : "text";
	if (is_values(values, VALUES_KINDS))
		return kind_words(pool);
	if (is_values(values, VALUES_RULES))
		return rule_words(pool);
	return values;
}

/* Text between single quotes, with a backslash before each of some characters. */
static const char *
quoted(struct pool *pool, const char *text, const char *special)
{
	g_autoptr(GString) out = g_string_new("'");

	for (; *text; text++) {
		if (*text == '\'')
			g_string_append(out, "'\\'");
		else if (strchr(special, *text))
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '\'');
	return pool_strdup(pool, out->str);
}

/* ---- bash ---- */

static const char bash_head[] =
    "# bash completion for sitrep\n"
    "_sitrep_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$current\")); }\n"
    "_sitrep_files() { compopt -o default; COMPREPLY=(); }\n"
    "_sitrep_folders() { compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); }\n"
    "_sitrep()\n"
    "{\n"
    "\tlocal current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}\n"
    "\n"
    "\tCOMPREPLY=()\n"
    "\tif [[ $current == = ]]; then\n"
    "\t\tcurrent=\n"
    "\telif [[ $before == = ]]; then\n"
    "\t\tbefore=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "\tfi\n";

static void
bash_action(const struct script *script, const struct command *command, const char *values)
{
	const char *words = words_of(script->pool, command, values);

	if (words)
		g_string_append_printf(script->out, "_sitrep_words '%s'", words);
	else if (is_values(values, VALUES_FOLDERS))
		g_string_append(script->out, "_sitrep_folders");
	else if (is_values(values, VALUES_FILES))
		g_string_append(script->out, "_sitrep_files");
	else
		g_string_append_c(script->out, ':');
}

/* "--output|-o" */
static void
bash_pattern(const struct script *script, const struct option *option)
{
	g_string_append_printf(script->out, "--%s", option->name);
	if (option->letter)
		g_string_append_printf(script->out, "|-%c", option->letter);
}

static void
bash_value(const struct script *script, const struct command *command, const struct option *option)
{
	g_string_append(script->out, "\t\t");
	bash_pattern(script, option);
	g_string_append(script->out, ") ");
	bash_action(script, command, option->values);
	g_string_append(script->out, "; return ;;\n");
}

static void
bash_command(const struct script *script, const struct command *command)
{
	GString *out = script->out;
	const struct option *option = NULL;

	g_string_append_printf(out, "\t%s)\n\t\tcase $before in\n", command->name);
	while ((option = options_next(command, option)))
		if (option->kind != OPTION_FLAG)
			bash_value(script, command, option);
	g_string_append(out, "\t\tesac\n\t\tif [[ $current == -* ]]; then\n\t\t\t_sitrep_words '");
	while ((option = options_next(command, option)))
		g_string_append_printf(out, "%s--%s", option == options_next(command, NULL) ? "" : " ", option->name);
	g_string_append(out, "'\n");
	if (command->most) {
		g_string_append_printf(out, "\t\t%s\n\t\t\t", command->most > 2 ? "else" : "elif ((COMP_CWORD == 2)); then");
		bash_action(script, command, command->values);
		g_string_append_c(out, '\n');
	}
	g_string_append(out, "\t\tfi ;;\n");
}

static void
write_bash(const struct script *script)
{
	g_string_append(script->out, bash_head);
	g_string_append(script->out, "\tif ((COMP_CWORD == 1)); then\n\t\t_sitrep_words '");
	for (size_t i = 0; i < script->count; i++)
		g_string_append_printf(script->out, "%s ", script->commands[i]->name);
	g_string_append(script->out, "--help --version'\n\t\treturn\n\tfi\n\tcase $command in\n");
	for (size_t i = 0; i < script->count; i++)
		bash_command(script, script->commands[i]);
	g_string_append(script->out, "\tesac\n}\ncomplete -F _sitrep sitrep\n");
}

/* ---- zsh ---- */

/* ":DIR:_files -/": what a value is called and how it is completed. */
static const char *
zsh_action(const struct script *script, const struct command *command, const char *name, const char *values)
{
	const char *words = words_of(script->pool, command, values);

	if (words)
		return pool_printf(script->pool, ":%s:(%s)", name, words);
	if (is_values(values, VALUES_FOLDERS))
		return pool_printf(script->pool, ":%s:_files -/", name);
	return pool_printf(script->pool, ":%s:%s", name, is_values(values, VALUES_FILES) ? "_files" : " ");
}

static void
zsh_option(const struct script *script, const struct command *command, const struct option *option)
{
	const char *help = quoted(script->pool, option->help, "[]");
	const char *value = option->argument ? zsh_action(script, command, option->argument, option->values) : "";

	help = pool_strndup(script->pool, help + 1, strlen(help) - 2);
	if (option->letter)
		g_string_append_printf(script->out, " \\\n\t\t\t'(-%c --%s)-%c%s[%s]%s'", option->letter, option->name, option->letter,
		    option->argument ? "+" : "", help, value);
	g_string_append_printf(script->out, " \\\n\t\t\t'%s--%s%s[%s]%s'",
	    option->letter ? pool_printf(script->pool, "(-%c --%s)", option->letter, option->name) : "", option->name,
	    option->argument ? "=" : "", help, value);
}

static void
zsh_command(const struct script *script, const struct command *command)
{
	const struct option *option = NULL;

	g_string_append_printf(script->out, "\t%s)\n\t\t_arguments -s", command->name);
	while ((option = options_next(command, option)))
		zsh_option(script, command, option);
	if (command->most)
		g_string_append_printf(script->out, " \\\n\t\t\t'%s%s'", command->most > 2 ? "*" : "1",
		    zsh_action(script, command, command->most > 2 ? "PATH" : "argument", command->values));
	g_string_append(script->out, " ;;\n");
}

static void
write_zsh(const struct script *script)
{
	g_string_append(script->out, "#compdef sitrep\n_sitrep() {\n\tlocal -a commands=(\n");
	for (size_t i = 0; i < script->count; i++)
		g_string_append_printf(script->out, "\t\t%s\n",
		    quoted(script->pool, pool_printf(script->pool, "%s:%s", script->commands[i]->name, script->commands[i]->summary), ""));
	g_string_append(script->out,
	    "\t)\n"
	    "\tif ((CURRENT == 2)); then\n"
	    "\t\t_describe command commands\n"
	    "\t\t_arguments '--help[list the commands]' '--version[print the version]'\n"
	    "\t\treturn\n"
	    "\tfi\n"
	    "\tlocal command=$words[2]\n"
	    "\tshift words\n"
	    "\t((CURRENT--))\n"
	    "\tcase $command in\n");
	for (size_t i = 0; i < script->count; i++)
		zsh_command(script, script->commands[i]);
	g_string_append(script->out, "\tesac\n}\n_sitrep \"$@\"\n");
}

/* ---- fish ---- */

static void
fish_values(const struct script *script, const struct command *command, const char *values)
{
	const char *words = words_of(script->pool, command, values);

	if (words)
		g_string_append_printf(script->out, " -f -a '%s'", words);
	else if (is_values(values, VALUES_FOLDERS))
		g_string_append(script->out, " -f -a '(__fish_complete_directories)'");
	else
		g_string_append(script->out, is_values(values, VALUES_FILES) ? " -F" : " -f");
}

static void
fish_option(const struct script *script, const struct command *command, const struct option *option)
{
	g_string_append_printf(script->out, "complete -c sitrep -n '__fish_seen_subcommand_from %s' -l %s", command->name, option->name);
	if (option->letter)
		g_string_append_printf(script->out, " -s %c", option->letter);
	if (option->argument) {
		g_string_append(script->out, " -r");
		fish_values(script, command, option->values);
	}
	g_string_append_printf(script->out, " -d %s\n", quoted(script->pool, option->help, ""));
}

static void
fish_command(const struct script *script, const struct command *command)
{
	const struct option *option = NULL;

	g_string_append_printf(script->out, "complete -c sitrep -n __fish_use_subcommand -f -a %s -d %s\n", command->name,
	    quoted(script->pool, command->summary, ""));
	g_string_append_printf(script->out, "complete -c sitrep -n '__fish_seen_subcommand_from %s'", command->name);
	fish_values(script, command, command->values);
	g_string_append_c(script->out, '\n');
	while ((option = options_next(command, option)))
		fish_option(script, command, option);
}

static void
write_fish(const struct script *script)
{
	g_string_append(script->out, "# fish completion for sitrep\n");
	for (size_t i = 0; i < script->count; i++)
		fish_command(script, script->commands[i]);
	g_string_append(script->out,
	    "complete -c sitrep -n __fish_use_subcommand -f -l help -d 'list the commands'\n"
	    "complete -c sitrep -n __fish_use_subcommand -f -l version -d 'print the version'\n");
}

static const struct {
	const char *name;
	void (*write)(const struct script *script);
} shells[] = {
	{ "bash", write_bash },
	{ "zsh", write_zsh },
	{ "fish", write_fish },
};

const char *
completion_render(struct pool *pool, const char *shell, const struct command *const *commands, size_t count)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct script script = { pool, out, commands, count };

	for (size_t i = 0; i < G_N_ELEMENTS(shells); i++) {
		if (strcmp(shells[i].name, shell) != 0)
			continue;
		shells[i].write(&script);
		return pool_strdup(pool, out->str);
	}
	return NULL;
}
