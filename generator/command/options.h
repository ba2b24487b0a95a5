/*
 * options: the command line → one struct, by one table.
 *
 * Every option that any command knows is a row here; a command lists the names
 * of those that it takes; where one means something of its own to a command, a
 * second table says so.  --help, the man page's table and the completions come
 * from the same rows.  Nothing is read from anywhere but the arguments
 * and, for colour, NO_COLOR and TERM.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "model/site.h"

struct pool;

struct options {
	const struct command *command;
	const char *directory;      /* -C: where the site is looked for */
	const char *at;             /* --at */
	const char *format;         /* --format */
	const char *color;          /* --color: auto, always, never */
	const char *output;         /* -o */
	const char *dump;           /* --dump PAGE */
	const char *baseline, *write_baseline;
	const char *changed_since;
	const char *title, *service, *severity, *owner; /* new, actions */
	const char *incident;
	const char *schedule, *person; /* oncall */
	const char *status, *affects, *message; /* incident */
	const char *from;           /* postmortem: an incident; metrics: a time */
	const char *until;          /* metrics, oncall */
	const char *since;          /* notify */
	const char *began;          /* of a drafted incident, which is told of later; NULL: it begins at now */
	const char *port;           /* serve */
	const char *upstreams;      /* build: cache, ask, require */
	const char *every, *location; /* probe */
	int jobs;
	bool quiet, strict, due, drafts, fix, open, overdue, maturity, dry_run, poll, offline, inside, fresh, keep, adopt, open_incident, draft, help, version;
	char *const *given;         /* all words behind the command, NULL-terminated */
	const char **arguments;     /* what is left, NULL-terminated */
	size_t argument_count;
};

/* One command.  run gives the exit status: 0 done, 1 findings, 2 the job could not be done. */
struct command {
	const char *name;
	const char *arguments;      /* "[PATH…]", for the usage line */
	const char *summary;        /* one line */
	const char *description;    /* some lines for --help and the man page */
	const char *const *options; /* names, NULL-terminated; the common ones come of themselves */
	const char *formats;        /* the words that --format takes; NULL: text alone */
	const char *values;         /* what the first argument may be, as in struct option; with most > 1 the others are files */
	size_t least, most;         /* arguments */
	enum history_need history;  /* what it asks git about its site */
	bool probelog;              /* it reads what probes answered */
	int (*run)(struct pool *pool, const struct options *options);
};

enum option_kind {
	OPTION_FLAG,
	OPTION_TEXT,
	OPTION_LIST, /* a text; given again, one more behind a comma */
	OPTION_NUMBER,
};

/* A row of the table. */
struct option {
	const char *name;
	char letter;             /* 0: none */
	enum option_kind kind;
	size_t offset;           /* in struct options */
	const char *argument;    /* "DIR", NULL for a flag */
	const char *values;      /* what a shell offers for it: VALUES_…, or words between blanks; NULL: nothing */
	const char *help;
};

#define VALUES_FILES "FILES"
#define VALUES_FOLDERS "FOLDERS"
#define VALUES_FORMATS "FORMATS" /* the command's own */
#define VALUES_KINDS "KINDS"     /* the built-in kinds of documents */
#define VALUES_RULES "RULES"     /* the ids of all rules */

/* What --format takes where findings are printed. */
#define FINDING_FORMATS "text json sarif github gitlab junit"

/* The options of a command in their order: the one behind another, the first behind NULL; NULL at the end. */
const struct option *options_next(const struct command *command, const struct option *before);

/* How many arguments stand before a command: options and their values; all, where one is no option. */
size_t options_before_command(int count, char **arguments);

/*
 * Reads the arguments behind a command's name.  False: *problem says what is
 * wrong, in a line.
 */
bool options_read(struct pool *pool, const struct command *command, int count, char **arguments, struct options *options, const char **problem);

/* The text of --help for a command. */
const char *options_help(struct pool *pool, const struct command *command);

/* Whether a stream gets colours, by --color, NO_COLOR, TERM and whether it is a terminal. */
bool options_color(const struct options *options, int descriptor);

/* How many columns the terminal behind a stream has; 0 where there is none, or it doesn't say. */
size_t options_width(int descriptor);
