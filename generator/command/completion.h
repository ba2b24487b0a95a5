/*
 * completion: the table of commands → what bash, zsh and fish know of it.
 *
 * The Makefile runs `sitrep --completion SHELL` and installs what is printed; nothing in
 * it asks sitrep again, so that a tab costs nothing.
 */
#pragma once

#include <stddef.h>

struct command;
struct pool;

/* The completions for a shell, in the pool; NULL where it is not bash, zsh or fish. */
const char *completion_render(struct pool *pool, const char *shell, const struct command *const *commands, size_t count);
