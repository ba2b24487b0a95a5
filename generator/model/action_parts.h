/*
 * action_parts: what the files of action share; nobody else includes it.
 *
 * struct item is made by action_item.c for a list item or a cell of a table; the others say
 * what ranges of its words mean, and take them away from what is to be done.
 */
#pragma once

#include <glib.h>

#include "model/action.h"

/* Bytes of an item's words. */
struct range {
	size_t start, end;
};

/* A block's text among the words of an item. */
struct piece {
	size_t at, length;
	uint32_t row;
};

/* One item while it is read: its words, and which of them are marks and not what is to be done. */
struct item {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
	int64_t base;
	GString *text;  /* of all blocks, "\n" between them, blanks for line ends inside */
	GArray *pieces;
	bool *gone;     /* one for each byte of text */
	struct action *action;
};

/* What plain items of a list, without the lists in them, are. */
struct listed {
	uint32_t owned; /* words and an owner */
	uint32_t marks; /* marks and nothing else */
};

/* A document while its items are read. */
struct reader {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
	const struct section *section; /* that is being read */
	bool *own;             /* one for each row: an item that stands for itself */
	bool *above_own;       /* and what such an item is in */
	struct listed *listed; /* and what a list holds */
	int64_t base;
	GArray *actions;
};

/* ---- action.c: sections and lists ---- */

struct action action_new(const struct document *document, uint32_t row);
void action_add(const struct reader *reader, struct action *action); /* unless it says that there is none */

/* ---- action_item.c: the words of an item ---- */

/* Its words are those of the blocks in the rows first_row..end_row. */
struct item action_item_new(const struct reader *reader, struct action *action);
void action_gather_item(struct item *item, uint32_t first_row, uint32_t end_row);
void action_clear_item(struct item *item);

struct range action_trimmed(const struct item *item, struct range range);
struct text action_range_text(const struct item *item, struct range range);
void action_take_away(struct item *item, struct range range);
bool action_has_gone(const struct item *item, struct range range); /* any of it */

/* Case ignored; words end with NULL. */
bool action_words_equal(const struct item *item, struct range range, const char *words);
bool action_is_any_of(const struct item *item, struct range range, const char *const *words);

bool action_is_nobody(const struct item *item, struct range range); /* nor anything: "TBD", "—" */
struct range action_without_brackets(const struct item *item, struct range range);
size_t action_handle_end(const struct item *item, size_t at, size_t limit); /* of the "@dana" at at */

/* What is to be done. */
const char *action_words_left(const struct item *item);

/* ---- action_owner.c: who ---- */

/* By the full name, or by a first name that only one has; NULL. */
const struct person *action_find_person(const struct registers *registers, const char *name);

/* Whether words are nothing but a person's or team's name or id. */
bool action_names_owner(const struct item *item, struct range range);

/* The setters keep what was set before. */
void action_set_owner(struct item *item, struct range range);

/* ---- action_due.c: when ---- */

struct due {
	int64_t at, guess;
	bool is_like; /* a date, or words for one */
};
struct due action_read_due(const struct item *item, struct range range);
void action_set_due(struct item *item, struct range range);
void action_set_closed(struct item *item, struct range range); /* the last one counts */

/* ---- action_ticket.c: where it is tracked ---- */

/* Whether a word is an id such as OPS-12 or #12, and one of a configured tracker. */
bool action_is_id_word(const char *word, size_t length);
bool action_is_tracker_id(const struct config *config, const char *word, size_t length);
void action_set_ticket(struct item *item, struct range range);

/* In a link at the end behind other words: "— 2026-03-20 [OPS-3](…)". */
void action_find_ticket_at_end(struct item *item, size_t end);

/* In links and words, where nothing has set it. */
void action_find_ticket(struct item *item);

/* ---- action_meta.c: what words mean ---- */

enum meta {
	META_NONE,
	META_OWNER,
	META_DUE,
	META_BY,       /* a due date, if it looks like one */
	META_TICKET,
	META_TYPE,
	META_PRIORITY,
	META_STATUS,
	META_CLOSED,
};

struct key {
	const char *word;
	enum meta meta;
	bool anywhere; /* also outside of parentheses and lines of their own */
};

extern const char *const action_done_words[];

const struct key *action_key_at(const struct item *item, size_t at, size_t end, size_t *value);
enum meta action_meta_of_bare(const struct item *item, struct range range);
enum meta action_meta_of_part(const struct item *item, struct range range, struct range *value, bool *keyed);
void action_set_meta(struct item *item, enum meta meta, struct range value);

/* ---- action_groups.c: marks in parentheses and brackets ---- */

void action_read_groups(struct item *item);
bool action_is_comma_of_date(const char *text, size_t start, size_t comma); /* that of "Apr 2, 2026" */

/* ---- action_marks.c: where marks stand ---- */

void action_read_marks(struct item *item);

/* ---- action_table.c ---- */

void action_read_table(struct reader *reader, uint32_t table);
