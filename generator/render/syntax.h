/*
 * syntax: the pieces of a code block in a language that runbooks are written with, so that a page can
 * tell comments and strings from the rest.
 *
 * Not a parser: what is no such language comes out in pieces as well, and all of them together are the
 * text.  A quote that is never closed opens nothing.  Known are shells, PowerShell, SQL, PromQL, YAML and
 * JSON; in any other language all is plain.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "render/data.h"

struct pool;
struct syntax_language;

enum syntax_kind {
	SYNTAX_PLAIN,
	SYNTAX_COMMENT,
	SYNTAX_STRING, /* here-documents, too */
	SYNTAX_NUMBER,
	SYNTAX_KEYWORD,  /* of SQL and PromQL; true, false, null */
	SYNTAX_FUNCTION, /* of PromQL */
	SYNTAX_NAME,     /* a key of YAML or JSON, a variable of a shell */
	SYNTAX_OPTION,   /* of a shell's command: a line does not end within */
};

struct syntax_piece {
	enum syntax_kind kind;
	size_t length;
};

/* A text that is read from its start to its end, in stretches: what one leaves open goes on in the next. */
struct syntax {
	const struct syntax_language *language;
	const char *start;     /* of the text */
	char open;             /* a quote, '#': a comment to the end of its line, '*': one to its mark; 0: nothing */
	enum syntax_kind kind; /* of what is open */
	const char *here_last; /* the line that ends the here-document that was named; NULL: none was */
	bool here_begun;       /* it begins behind the line that names it */
	char hopeless[8];      /* what is not closed by the text's end, and so is not looked for again */
};

/* text is one NUL-terminated text; language is the code block's, in any case of letters. */
struct syntax syntax_begin(const char *language, const char *text);

/* The piece at "at", which is in the text and before end; at most to end. */
struct syntax_piece syntax_next(struct syntax *syntax, const char *at, const char *end);

/* Forgets what is open: another command begins. */
void syntax_reset(struct syntax *syntax);

/* "comment", "string" …; NULL for what is plain. */
const char *syntax_kind_name(enum syntax_kind kind);

/* All of a text: [{kind, text}], kind null for what is plain; NULL where the language is not known. */
struct data *syntax_data(struct pool *pool, const char *language, const char *text);
