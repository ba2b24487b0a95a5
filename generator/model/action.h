/*
 * action: action items, read from sections of id action_items.
 *
 * Forms: list items with "(owner: @dana, due: 2026-03-20, …)", "[Dana] …",
 * "[owner: @dana] [due: …]", "@dana …", "Dana: …", "@dana 2026-03-20 …", "… — @dana — 2026-03-20",
 * "… @dana 2026-03-20", "… by 2026-03-20", "Owner: @dana." anywhere in them, and tables whose
 * head names Action, Owner, Due, Status, Ticket in any order.  An item is the whole list item,
 * wrapped lines and nested text included; its own sub-lists are part of it.  Paragraphs of the
 * section are no items, and neither is one that says "None".
 *
 * A list item is no item but a heading of those below it, where it has neither a check box
 * nor an owner and one below it has: a check box, or words and an owner ("- Process" above
 * "- [ ] …").  All items of its list count then.  One owner below is none where an item beside
 * says nothing but "due …" or the like: both are details of what is above them.
 *
 * A group in parentheses or brackets is taken from the text where all its parts are marks; of another
 * only parts with a key ("owner:") are.  Beside another mark a name of the registers is an owner, and
 * beside an owner "next sprint" is a date.  Done: a checked box, all words struck, a check mark, "(done)", a status
 * word.  A ticket is what a key or column says, else the first link to a tracker of site.yaml
 * or, where it names none, the first link that looks like an issue or a pull request, or an id
 * behind other marks ("… @dana — 2026-03-20 OPS-3").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/document.h"
#include "model/register.h"

struct pool;

struct action {
	const struct document *document;
	struct span span;             /* the item's first line, or the table's row */
	const char *text;             /* what is to be done, without owner, date and marks */
	struct text owner;            /* as written, without "@" and brackets; s NULL: none */
	const struct person *person;  /* whom it names, or NULL */
	const struct team *team;
	struct text due_text;         /* as written ("by Friday"); s NULL: none */
	int64_t due;                  /* midnight that begins the day, in the site's zone; TIME_NONE */
	int64_t due_guess;            /* for "by Friday": the date it would be, or TIME_NONE */
	bool done;
	bool placeholder;             /* only "TODO" or the like, and nobody's and without a date */
	struct text ticket;           /* an id or a URL */
	const char *ticket_url;       /* or NULL */
	struct text type, priority;   /* s NULL: not said */
	int64_t closed;               /* "done: 2026-04-02", or TIME_NONE */
};

/*
 * The items of a document, in order.  Dates in words are guessed from base
 * (the incident's day, TIME_NONE where unknown).
 */
const struct action *actions_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document, int64_t base, size_t *count);

/* Whether an open item's day is over at now, and by how many whole days. */
bool action_is_overdue(const struct action *action, const struct config *config, int64_t now, int *days);
