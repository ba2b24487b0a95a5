/*
 * commands: what a reader runs of a code block, told from what only shows it.
 *
 * A block in which a line begins with a prompt is a session: lines with a prompt are commands, the lines that such a
 * command goes on with too, and all else is what was answered.  A block without a prompt is commands alone.
 *
 * Prompts are "$ ", those that name a user and host ("root@db1:~# ", "[ada@web ~]$ ") and PowerShell's ("PS C:\> ");
 * "# " alone is none, as comments begin like that.  A command goes on after a backslash, a pipe, "&&", "||", an open
 * quote, an opening word or bracket, until the end of a here-document (one on a line), and on lines that begin with
 * "> " where it is not complete.
 */
#pragma once

#include <stdbool.h>

#include "render/data.h"

struct pool;

/*
 * A code block's text in parts: [{ "text": "kubectl -n " }, { "text": "<NAMESPACE>", "parameter": "NAMESPACE" }].
 * <NAME> and {{NAME}} are parameters.  "prompt" and "output" are true of what is not to be run; "kind" says
 * what else can be told of a command's text (render/syntax.h), or is null.
 */
struct data *code_parts(struct pool *pool, const char *language, const char *text);

/* Whether the language of a code block is one of commands: sh, bash, console, sql, promql. */
bool is_command_language(const char *language);
