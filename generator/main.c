/*
 * sitrep: runbooks, postmortems and incidents in Markdown, checked, and
 * rendered as an internal handbook and a public status page.
 *
 * main is the table of commands.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/text.h"
#include "command/actions.h"
#include "command/build.h"
#include "command/check.h"
#include "command/completion.h"
#include "command/incident.h"
#include "command/init.h"
#include "command/links.h"
#include "command/metrics.h"
#include "command/new.h"
#include "command/notify.h"
#include "command/oncall.h"
#include "command/options.h"
#include "command/postmortem.h"
#include "command/probe.h"
#include "command/publish.h"
#include "command/rules.h"
#include "command/serve.h"
#include "command/stages.h"
#include "command/zip.h"

static const struct command *const commands[] = {
	&command_init,
	&command_new,
	&command_check,
	&command_build,
	&command_serve,
	&command_zip,
	&command_incident,
	&command_postmortem,
	&command_oncall,
	&command_actions,
	&command_metrics,
	&command_links,
	&command_publish,
	&command_notify,
	&command_probe,
	&command_rules,
};

static const char *
usage(struct pool *pool)
{
	g_autoptr(GString) text = g_string_new("usage: sitrep COMMAND [options]\n\n"
	                                       "Checks the documents that keep a service alive, and renders them as an internal\n"
	                                       "handbook and a public status page.\n\nCommands:\n");

	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
		g_string_append_printf(text, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
	g_string_append(text, "\n'sitrep COMMAND --help' tells more of a command, 'man sitrep' of everything.\n");
	return pool_strdup(pool, text->str);
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
print_completion(struct pool *pool, const char *shell)
{
	const char *text = completion_render(pool, shell, commands, G_N_ELEMENTS(commands));

	if (text)
		return stages_print(text) ? EXIT_DONE : EXIT_FAILED;
	return stages_fail("--completion: there are bash, zsh and fish, not \"%s\"", shell);
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

/* No command: only --help and --version say what to do. */
static int
run_nothing(struct pool *pool, int count, char **arguments)
{
	static const struct command nothing = { .name = "sitrep" };
	struct options options;
	const char *problem;

	if (!options_read(pool, &nothing, count, arguments, &options, &problem))
		return stages_fail("%s", problem);
	if (options.version)
		return stages_print("sitrep " SITREP_VERSION "\n") ? EXIT_DONE : EXIT_FAILED;
	if (options.help)
		return stages_print(usage(pool)) ? EXIT_DONE : EXIT_FAILED;
	fputs(usage(pool), stderr);
	return EXIT_FAILED;
}

/* The words behind the program's name. */
static int
run(struct pool *pool, int count, char **words)
{
	static char help[] = "--help";
	size_t before = options_before_command(count, words);
	const struct command *command;

	if (count == 2 && strcmp(words[0], "--completion") == 0)
		return print_completion(pool, words[1]);
	if (count > 0 && strcmp(words[0], "help") == 0) {
		words[0] = help;
		return run(pool, count, words);
	}
	if (before == (size_t)count)
		return run_nothing(pool, count, words);
	command = find_command(words[before]);
	if (!command)
		return unknown_command(words[before]);
	memmove(words + 1, words, before * sizeof(*words));
	return run_command(pool, command, count - 1, words + 1);
}

/* A standard stream that is closed would be the next file that is opened, and messages would go there.
 * What stands in its place can't be used the way the stream would be, so that nothing is lost silently. */
static void
fill_standard_streams(void)
{
	for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
		if (fcntl(stream, F_GETFD) < 0 && errno == EBADF)
			(void)!open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
main(int count, char **arguments)
{
	struct pool *pool = pool_new();
	int status;

	fill_standard_streams();
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a failed write, with a message */
	json_set_alloc_funcs(g_malloc, g_free); /* without memory it would leave out what it can't hold */
	status = run(pool, count > 0 ? count - 1 : 0, arguments + 1);
	pool_free(pool);
	return status;
}
