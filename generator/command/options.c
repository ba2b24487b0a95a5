#include "command/options.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/pool.h"
#include "base/text.h"

#define AT(member) offsetof(struct options, member)

static const struct option all_options[] = {
	{ "output", 'o', OPTION_TEXT, AT(output), "DIR", VALUES_FOLDERS, "the folder to build into (default: public)" },
	{ "drafts", 0, OPTION_FLAG, AT(drafts), NULL, NULL, "build drafts as well" },
	{ "dump", 0, OPTION_TEXT, AT(dump), "PAGE", NULL, "print the data that a page's template sees, as JSON, and write nothing" },
	{ "strict", 0, OPTION_FLAG, AT(strict), NULL, NULL, "exit with status 1 for warnings too" },
	{ "due", 0, OPTION_FLAG, AT(due), NULL, NULL, "findings that depend on the date are errors: for a scheduled job" },
	{ "fix", 0, OPTION_FLAG, AT(fix), NULL, NULL, "repair what can be repaired without a decision" },
	{ "changed-since", 0, OPTION_TEXT, AT(changed_since), "REV", NULL, "show findings only in files that differ from this revision of git" },
	{ "baseline", 0, OPTION_TEXT, AT(baseline), "FILE", VALUES_FILES, "fail on findings alone that this file does not know" },
	{ "write-baseline", 0, OPTION_TEXT, AT(write_baseline), "FILE", VALUES_FILES, "record today's findings in this file" },
	{ "title", 0, OPTION_TEXT, AT(title), "TITLE", NULL, "the document's title (default: made of its name)" },
	{ "service", 0, OPTION_TEXT, AT(service), "ID", NULL, "the service that it is about" },
	{ "severity", 0, OPTION_TEXT, AT(severity), "ID", NULL, "its severity" },
	{ "incident", 0, OPTION_TEXT, AT(incident), "ID", NULL, "the incident that it is about" },
	{ "owner", 0, OPTION_TEXT, AT(owner), "NAME", NULL, "a person or a team" },
	{ "schedule", 0, OPTION_TEXT, AT(schedule), "ID", NULL, "the schedule that is asked for" },
	{ "person", 0, OPTION_TEXT, AT(person), "ID", NULL, "the person who is asked for" },
	{ "status", 0, OPTION_TEXT, AT(status), "WORD", "investigating identified monitoring resolved postmortem scheduled in_progress verifying completed cancelled", "the update's status" },
	{ "affects", 0, OPTION_LIST, AT(affects), "ID=STATE", NULL, "a component and its state from now on: web=partial_outage; again, or with commas, for more" },
	{ "message", 'm', OPTION_TEXT, AT(message), "TEXT", NULL, "what customers read; - reads standard input (default: from templates in site.yaml)" },
	{ "dry-run", 0, OPTION_FLAG, AT(dry_run), NULL, NULL, "print everything and write nothing" },
	{ "open", 0, OPTION_FLAG, AT(open), NULL, NULL, "only what is not done" },
	{ "overdue", 0, OPTION_FLAG, AT(overdue), NULL, NULL, "only what is open and past its date" },
	{ "from", 0, OPTION_TEXT, AT(from), "TIME", NULL, "the beginning of the period" },
	{ "until", 0, OPTION_TEXT, AT(until), "TIME", NULL, "the end of the period" },
	{ "since", 0, OPTION_TEXT, AT(since), "TIME", NULL, "tell of what is newer than this, however old it is" },
	{ "maturity", 0, OPTION_FLAG, AT(maturity), NULL, NULL, "print which parts of an incident response are in place" },
	{ "port", 0, OPTION_TEXT, AT(port), "N", NULL, "the port to listen on, 0 for any that is free (default: 8000)" },
	{ "poll", 0, OPTION_FLAG, AT(poll), NULL, NULL, "look at the files twice a second: for file systems that don't tell of changes" },
	{ "inside", 0, OPTION_FLAG, AT(inside), NULL, NULL, "ask hosts inside the network too: from there" },
	{ "fresh", 0, OPTION_FLAG, AT(fresh), NULL, NULL, "ask everything again, whatever earlier runs were told" },
	{ "upstreams", 0, OPTION_TEXT, AT(upstreams), "HOW", "cache ask require", "cache, ask or require: whether status pages of others are asked, and must answer (default: cache)" },
	{ "offline", 0, OPTION_FLAG, AT(offline), NULL, NULL, "refuse whatever needs the network" },
	{ "keep", 0, OPTION_FLAG, AT(keep), NULL, NULL, "delete nothing" },
	{ "adopt", 0, OPTION_FLAG, AT(adopt), NULL, NULL, "replace what others put where files of the build belong" },
	{ "every", 0, OPTION_TEXT, AT(every), "D", NULL, "go on for ever, so long from one time to the next: 1m" },
	{ "location", 0, OPTION_TEXT, AT(location), "NAME", NULL, "where this is asked from (default: SITREP_LOCATION)" },
	{ "open-incident", 0, OPTION_FLAG, AT(open_incident), NULL, NULL, "draft an incident for a component that has been down for long enough" },
	/* From here on: for every command. */
	{ "directory", 'C', OPTION_TEXT, AT(directory), "DIR", VALUES_FOLDERS, "the site's folder (default: the nearest one above that has a site.yaml)" },
	{ "at", 0, OPTION_TEXT, AT(at), "TIME", NULL, "what \"now\" is (default: SOURCE_DATE_EPOCH, else the clock)" },
	{ "format", 0, OPTION_TEXT, AT(format), "F", VALUES_FORMATS, "how results are printed" },
	{ "color", 0, OPTION_TEXT, AT(color), "WHEN", "auto always never", "auto, always or never; NO_COLOR is honoured" },
	{ "jobs", 0, OPTION_NUMBER, AT(jobs), "N", NULL, "how many things to do at once (default: the number of processors)" },
	{ "quiet", 'q', OPTION_FLAG, AT(quiet), NULL, NULL, "print results alone: no summary and no progress" },
	{ "help", 'h', OPTION_FLAG, AT(help), NULL, NULL, "print this" },
	{ "version", 0, OPTION_FLAG, AT(version), NULL, NULL, "print the version" },
};

#define FIRST_COMMON "directory"

/* What an option of the table above means to one command; name, letter, kind and member are the same. */
static const struct own_option {
	const char *command;
	struct option option;
} own_options[] = {
	{ "zip", { "output", 'o', OPTION_TEXT, AT(output), "FILE", VALUES_FILES, "the archive to write (default: handbook.zip)" } },
	{ "publish", { "output", 'o', OPTION_TEXT, AT(output), "DIR", VALUES_FOLDERS, "the build to send (default: public)" } },
	{ "publish", { "dry-run", 0, OPTION_FLAG, AT(dry_run), NULL, NULL, "print what would be sent and deleted, and do neither" } },
	{ "notify", { "dry-run", 0, OPTION_FLAG, AT(dry_run), NULL, NULL, "print what would be sent; send nothing and write nothing" } },
	{ "probe", { "dry-run", 0, OPTION_FLAG, AT(dry_run), NULL, NULL, "ask and print, and keep nothing" } },
	{ "probe", { "service", 0, OPTION_TEXT, AT(service), "ID", NULL, "ask this service alone" } },
	{ "oncall", { "service", 0, OPTION_TEXT, AT(service), "ID", NULL, "the service that a page is about" } },
	{ "serve", { "open", 0, OPTION_FLAG, AT(open), NULL, NULL, "show the site in the browser" } },
	{ "postmortem", { "from", 0, OPTION_TEXT, AT(from), "INCIDENT", NULL, "the incident that it is about" } },
	{ "postmortem", { "title", 0, OPTION_TEXT, AT(title), "TITLE", NULL, "the document's title (default: the incident's)" } },
};

/* Whether every command takes the option of a row. */
static bool
is_common(size_t row)
{
	for (size_t i = 0; i <= row; i++)
		if (strcmp(all_options[i].name, FIRST_COMMON) == 0)
			return true;
	return false;
}

/* Whether a command takes a row's option; NULL takes all of them. */
static bool
is_taken(const struct command *command, size_t row)
{
	if (!command || is_common(row))
		return true;
	for (const char *const *name = command->options; name && *name; name++)
		if (strcmp(*name, all_options[row].name) == 0)
			return true;
	return false;
}

static const struct option *
own_option(const struct command *command, const struct option *option)
{
	for (size_t i = 0; command && i < G_N_ELEMENTS(own_options); i++)
		if (strcmp(own_options[i].command, command->name) == 0 && strcmp(own_options[i].option.name, option->name) == 0)
			return &own_options[i].option;
	return option;
}

static size_t
row_of(const struct option *option)
{
	size_t row = 0;

	while (strcmp(all_options[row].name, option->name) != 0)
		row++;
	return row;
}

const struct option *
options_next(const struct command *command, const struct option *before)
{
	for (size_t i = before ? row_of(before) + 1 : 0; i < G_N_ELEMENTS(all_options); i++)
		if (is_taken(command, i))
			return own_option(command, &all_options[i]);
	return NULL;
}

static const struct option *
find_long(const struct command *command, const char *name, size_t length)
{
	const struct option *option = NULL;

	while ((option = options_next(command, option)))
		if (strlen(option->name) == length && strncmp(option->name, name, length) == 0)
			return option;
	return NULL;
}

static const struct option *
find_letter(const struct command *command, char letter)
{
	const struct option *option = NULL;

	while ((option = options_next(command, option)))
		if (option->letter == letter)
			return option;
	return NULL;
}

static bool
set_value(struct pool *pool, struct options *options, const struct option *option, const char *value, const char **problem)
{
	char *member = (char *)options + option->offset;
	char *end;
	long number;

	if (option->kind == OPTION_TEXT) {
		*(const char **)(void *)member = value;
		return true;
	}
	if (option->kind == OPTION_LIST) {
		const char **list = (const char **)(void *)member;

		*list = *list ? pool_printf(pool, "%s,%s", *list, value) : value;
		return true;
	}
	number = strtol(value, &end, 10);
	if (end == value || *end || number < 1 || number > 1024) {
		*problem = pool_printf(pool, "--%s takes a whole number from 1 to 1024, not \"%s\"", option->name, value);
		return false;
	}
	*(int *)(void *)member = (int)number;
	return true;
}

/* The option that an argument names, however its value is given, or NULL. */
static const struct option *
find_option(const struct command *command, const char *argument)
{
	if (argument[0] != '-' || !argument[1])
		return NULL;
	if (argument[1] == '-')
		return find_long(command, argument + 2, strcspn(argument + 2, "="));
	return find_letter(command, argument[1]);
}

/* Whether an argument that names an option holds its value too. */
static bool
has_value(const char *argument)
{
	return argument[1] == '-' ? strchr(argument, '=') != NULL : argument[2] != '\0';
}

size_t
options_before_command(int count, char **arguments)
{
	size_t before = 0;

	while (before < (size_t)count && arguments[before][0] == '-') {
		const struct option *option = find_option(NULL, arguments[before]);

		if (!option)
			return (size_t)count;
		before += option->kind != OPTION_FLAG && !has_value(arguments[before]) ? 2 : 1;
	}
	return MIN(before, (size_t)count);
}

/* "there is no option --srtict", and the nearest that the command has. */
static const char *
unknown_option(struct pool *pool, const struct command *command, const char *argument)
{
	const char *names[G_N_ELEMENTS(all_options)], *nearest = NULL;
	const struct option *option = NULL;
	size_t count = 0;

	while ((option = options_next(command, option)))
		names[count++] = option->name;
	if (argument[1] == '-')
		nearest = text_nearest(pool_strndup(pool, argument + 2, strcspn(argument + 2, "=")), names, count);
	if (nearest)
		return pool_printf(pool, "there is no option %s; did you mean --%s?", argument, nearest);
	return pool_printf(pool, "there is no option %s", argument);
}

/* What is left to read. */
struct cursor {
	struct pool *pool;
	char **next;
	int left;
	const char **problem;
};

/* An option's value: what is glued to it, or the next argument. */
static bool
take_value(struct cursor *cursor, struct options *options, const struct option *option, const char *glued)
{
	if (option->kind == OPTION_FLAG) {
		if (glued) {
			*cursor->problem = pool_printf(cursor->pool, "--%s takes no value", option->name);
			return false;
		}
		*(bool *)((char *)options + option->offset) = true;
		return true;
	}
	if (!glued && cursor->left == 0) {
		*cursor->problem = pool_printf(cursor->pool, "--%s needs a value: %s", option->name, option->argument);
		return false;
	}
	if (!glued) {
		glued = *cursor->next++;
		cursor->left--;
	}
	return set_value(cursor->pool, options, option, glued, cursor->problem);
}

static bool
read_option(struct cursor *cursor, const struct command *command, struct options *options, const char *argument)
{
	const struct option *option = find_option(command, argument);
	const char *glued = NULL;

	if (!option) {
		*cursor->problem = unknown_option(cursor->pool, command, argument);
		return false;
	}
	if (has_value(argument))
		glued = argument[1] == '-' ? strchr(argument, '=') + 1 : argument + 2;
	return take_value(cursor, options, option, glued);
}

static bool
count_fits(struct pool *pool, const struct command *command, const struct options *options, const char **problem)
{
	if (options->help || options->version)
		return true;
	if (options->argument_count < command->least)
		*problem = pool_printf(pool, "it needs %s", command->arguments);
	else if (options->argument_count > command->most)
		*problem = pool_printf(pool, "\"%s\" is one argument too many", options->arguments[command->most]);
	return !*problem;
}

static bool
is_color_word(const char *word)
{
	return strcmp(word, "auto") == 0 || strcmp(word, "always") == 0 || strcmp(word, "never") == 0;
}

/* Said before anything is read: the words are the command's own. */
static bool
format_fits(struct pool *pool, const struct command *command, const struct options *options, const char **problem)
{
	g_auto(GStrv) words = g_strsplit(command->formats ? command->formats : "text", " ", -1);
	g_autofree char *all = g_strjoinv(", ", words);

	if (!options->format || g_strv_contains((const char *const *)words, options->format))
		return true;
	*problem = pool_printf(pool, "--format takes %s, not \"%s\"", all, options->format);
	return false;
}

bool
options_read(struct pool *pool, const struct command *command, int count, char **arguments, struct options *options, const char **problem)
{
	struct cursor cursor = { pool, arguments, count, problem };
	bool only_arguments = false;

	*options = (struct options){ .command = command, .color = "auto", .given = arguments };
	*problem = NULL;
	options->arguments = pool_array(pool, const char *, (size_t)count + 1);
	while (cursor.left) {
		const char *argument = *cursor.next++;

		cursor.left--;
		if (only_arguments || argument[0] != '-' || !argument[1])
			options->arguments[options->argument_count++] = argument;
		else if (strcmp(argument, "--") == 0)
			only_arguments = true;
		else if (!read_option(&cursor, command, options, argument))
			return false;
	}
	if (!is_color_word(options->color)) {
		*problem = pool_printf(pool, "--color is auto, always or never, not \"%s\"", options->color);
		return false;
	}
	return format_fits(pool, command, options, problem) && count_fits(pool, command, options, problem);
}

/* "text, json or csv" */
static char *
format_words(const struct command *command)
{
	g_auto(GStrv) words = g_strsplit(command->formats ? command->formats : "text", " ", -1);
	const size_t count = g_strv_length(words);
	GString *text = g_string_new(words[0]);

	for (size_t i = 1; i < count; i++)
		g_string_append_printf(text, "%s%s", i + 1 < count ? ", " : " or ", words[i]);
	return g_string_free(text, FALSE);
}

static void
append_option(GString *text, const struct command *command, const struct option *option)
{
	g_autofree char *left = g_strdup_printf("%c%c%s --%s%s%s", option->letter ? '-' : ' ', option->letter ? option->letter : ' ',
	    option->letter ? "," : " ", option->name, option->argument ? " " : "", option->argument ? option->argument : "");

	g_string_append_printf(text, "  %-28s %s", left, option->help);
	if (option->values && strcmp(option->values, VALUES_FORMATS) == 0) {
		g_autofree char *words = format_words(command);

		g_string_append_printf(text, ": %s", words);
	}
	g_string_append_c(text, '\n');
}

const char *
options_help(struct pool *pool, const struct command *command)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const struct option *option = NULL;

	g_string_append_printf(text, "usage: sitrep %s [options]%s%s\n\n%c%s.\n", command->name, command->arguments ? " " : "",
	    command->arguments ? command->arguments : "", g_ascii_toupper(command->summary[0]), command->summary + 1);
	if (command->description)
		g_string_append_printf(text, "\n%s\n", command->description);
	g_string_append(text, "\nOptions:\n");
	while ((option = options_next(command, option)))
		append_option(text, command, option);
	g_string_append(text, "\nExit status: 0 done; 1 findings at error level; 2 the job could not be done.\n");
	return pool_strdup(pool, text->str);
}

bool
options_color(const struct options *options, int descriptor)
{
	const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if (strcmp(options->color, "auto") != 0)
		return strcmp(options->color, "always") == 0;
	return !(none && *none) && !(terminal && strcmp(terminal, "dumb") == 0) && isatty(descriptor);
}

size_t
options_width(int descriptor)
{
	struct winsize size;

	return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
