/*
 * sitrep: runbooks, postmortems and incidents in Markdown, checked, and
 * rendered as an internal handbook and a public status page.
 *
 * main is the table of commands.
 */
#include <glib.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "command/actions.h"
#include "command/build.h"
#include "command/check.h"
#include "command/completion.h"
#include "command/init.h"
#include "command/new.h"
#include "command/options.h"
#include "command/rules.h"
#include "command/stages.h"

static const struct command *const commands[] = {
	&command_init,
	&command_new,
	&command_check,
	&command_build,
	&command_actions,
	&command_rules,
};

static void
print_usage(FILE *stream)
{
	fputs("usage: sitrep COMMAND [options]\n\n"
	      "Checks the documents that keep a service alive, and renders them as an internal\n"
	      "handbook and a public status page.\n\nCommands:\n",
	    stream);
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		fprintf(stream, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
	fputs("\n'sitrep COMMAND --help' tells more of a command, 'man sitrep' of everything.\n", stream);
}

static const struct command *
find_command(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

static int
unknown_command(const char *name)
{
	const char *names[G_N_ELEMENTS(commands)];

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		names[i] = commands[i]->name;
	return stages_unknown("command", name, text_nearest(name, names, G_N_ELEMENTS(names)), "'sitrep --help' lists them");
}

/* For the Makefile. */
static int
print_completion(const char *shell)
{
	struct pool *pool = pool_new();
	const char *text = completion_render(pool, shell, commands, G_N_ELEMENTS(commands));
	int status;

	if (text)
		status = stages_print(text) ? EXIT_DONE : EXIT_FAILED;
	else
		status = stages_fail("--completion: there are bash, zsh and fish, not \"%s\"", shell);
	pool_free(pool);
	return status;
}

static int
run_command(struct pool *pool, const struct command *command, int count, char **arguments)
{
	struct options options;
	const char *problem;

	if (!options_read(pool, command, count, arguments, &options, &problem)) {
		stages_fail("%s: %s", command->name, problem);
		fprintf(stderr, "'sitrep %s --help' lists what it takes\n", command->name);
		return EXIT_FAILED;
	}
	if (options.version)
		return stages_print("sitrep " SITREP_VERSION "\n") ? EXIT_DONE : EXIT_FAILED;
	if (options.help)
		return stages_print(options_help(pool, command)) ? EXIT_DONE : EXIT_FAILED;
	return command->run(pool, &options);
}

int
main(int count, char **arguments)
{
	const struct command *command;
	struct pool *pool;
	int status;

	if (count < 2) {
		print_usage(stderr);
		return EXIT_FAILED;
	}
	if (strcmp(arguments[1], "--version") == 0)
		return stages_print("sitrep " SITREP_VERSION "\n") ? EXIT_DONE : EXIT_FAILED;
	if (strcmp(arguments[1], "--help") == 0 || strcmp(arguments[1], "-h") == 0 || strcmp(arguments[1], "help") == 0) {
		print_usage(stdout);
		return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
	}
	if (strcmp(arguments[1], "--completion") == 0 && count == 3)
		return print_completion(arguments[2]);
	command = find_command(arguments[1]);
	if (!command)
		return unknown_command(arguments[1]);
	json_set_alloc_funcs(g_malloc, g_free); /* without memory it would leave out what it can't hold */
	pool = pool_new();
	status = run_command(pool, command, count - 2, arguments + 2);
	pool_free(pool);
	return status;
}
