/* Where marks stand in an item: behind keys, at its beginning and its end. */
#include "model/action_parts.h"

#include <string.h>

/* ---- Keys in the midst of words ---- */

static bool
is_value_end(const struct item *item, size_t at)
{
	const char *text = item->text->str + at;
	size_t value;

	if (strchr(",;|()\n", *text) || g_str_has_prefix(text, " — ") || g_str_has_prefix(text, " – ") || g_str_has_prefix(text, " - "))
		return true;
	if (*text == '.' && (g_ascii_isspace(text[1]) || !text[1]))
		return true;
	return *text == ' ' && action_key_at(item, at + 1, item->text->len, &value);
}

/* Bytes that belong to a word: a letter, a digit, or a part of one beyond ASCII. */
static bool
is_word_byte(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 || c == '_';
}

/* As far back as a full stop is looked for. */
#define MAX_SENTENCE 500

static void
read_key(struct item *item, size_t at, const struct key *key, size_t start)
{
	size_t end = start;

	while (end < item->text->len && item->text->str[end] == ' ')
		end++;
	while (end < item->text->len && !is_value_end(item, end))
		end++;
	action_set_meta(item, key->meta, action_trimmed(item, (struct range){ start, end }));
	action_take_away(item, (struct range){ at, end });
	/* a sentence of its own goes with its full stop */
	for (size_t back = 0; back < MAX_SENTENCE && at > 0 && (item->gone[at - 1] || item->text->str[at - 1] == ' '); back++)
		at--;
	if (item->text->str[end] == '.' && (at == 0 || strchr(".!?\n", item->text->str[at - 1])))
		item->gone[end] = true;
}

/* A key that begins a line of the item, or one that means nothing else wherever it stands. */
static void
read_keys(struct item *item)
{
	const char *text = item->text->str;

	for (size_t at = 0; at < item->text->len; at++) {
		const bool line_start = at > 0 && text[at - 1] == '\n';
		const struct key *key;
		size_t start;

		if (item->gone[at] || (at > 0 && is_word_byte(text[at - 1])))
			continue;
		key = action_key_at(item, at, item->text->len, &start);
		if (key && (key->anywhere || line_start))
			read_key(item, at, key, start);
	}
}

/* No words for a date are longer. */
#define MAX_DATE 60

/* "Fix it by 2026-04-01", "…, due next sprint. …": words for a date, and a sentence or the item ends behind them. */
static bool
read_due_at(struct item *item, size_t at, const char *word)
{
	const char *text = item->text->str;
	struct range value = { at + strlen(word), at + strlen(word) };

	if (g_ascii_strncasecmp(text + at, word, strlen(word)) != 0)
		return false;
	while (value.end < MIN(item->text->len, at + MAX_DATE) && !item->gone[value.end] &&
	    (!is_value_end(item, value.end) || action_is_comma_of_date(text, value.start, value.end)))
		value.end++;
	value = action_trimmed(item, value);
	if (!action_read_due(item, value).is_like)
		return false;
	/* "by" belongs to words that are no date and are quoted */
	action_set_due(item, g_ascii_isdigit(text[value.start]) ? value : (struct range){ at, value.end });
	action_take_away(item, (struct range){ at, value.end });
	return true;
}

static bool
read_due_of_word(struct item *item, size_t at)
{
	static const char *const words[] = { "due on ", "due by ", "due ", "by " };

	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (read_due_at(item, at, words[i]))
			return true;
	return false;
}

static void
read_due_words(struct item *item)
{
	for (size_t at = 1; at < item->text->len && !item->action->due_text.s; at++)
		if (!item->gone[at] && g_ascii_isspace(item->text->str[at - 1]))
			read_due_of_word(item, at);
}

/* ---- The beginning and the end ---- */

static size_t
first_left(const struct item *item)
{
	size_t at = 0;

	while (at < item->text->len && (item->gone[at] || g_ascii_isspace(item->text->str[at])))
		at++;
	return at;
}

/* "[Dana] …", "[P1] …", "[OPS-12] …", "[DONE] …". */
static bool
read_bracket(struct item *item, size_t at)
{
	const char *text = item->text->str;
	const char *close = strchr(text + at, ']');
	struct range inside;
	enum meta meta;

	if (text[at] != '[' || !close)
		return false;
	inside = action_trimmed(item, (struct range){ at + 1, (size_t)(close - text) });
	if (memchr(text + at + 1, '[', (size_t)(close - text) - at - 1) || inside.end - inside.start > 60)
		return false;
	meta = action_meta_of_bare(item, inside);
	if (inside.start == inside.end || action_words_equal(item, inside, "x"))
		item->action->done |= inside.start != inside.end;
	else if (meta == META_NONE && item->action->owner.s)
		return false;
	else
		action_set_meta(item, meta == META_NONE ? META_OWNER : meta, inside);
	action_take_away(item, (struct range){ at, (size_t)(close - text) + 1 });
	return true;
}

/* "@dana …", "@dana: …". */
static bool
read_leading_handle(struct item *item, size_t at)
{
	const char *text = item->text->str;
	size_t end;

	if (text[at] != '@' || item->action->owner.s)
		return false;
	end = action_handle_end(item, at, item->text->len);
	if (end == at + 1)
		return false;
	action_set_owner(item, (struct range){ at, end });
	action_take_away(item, (struct range){ at, end });
	return true;
}

/* "@dana 2026-04-02 …" and "2026-04-02 @dana …". */
static bool
read_leading_date(struct item *item, size_t at, bool behind_owner)
{
	const char *text = item->text->str;
	const struct range date = { at, at + strcspn(text + at, " :,\n") };

	if (item->action->due_text.s || action_meta_of_bare(item, date) != META_DUE)
		return false;
	if (!behind_owner && text[date.end + strspn(text + date.end, " :,")] != '@')
		return false;
	action_set_due(item, date);
	action_take_away(item, date);
	return true;
}

/* "Dana: …" where Dana is somebody. */
static bool
read_leading_name(struct item *item, size_t at)
{
	const char *text = item->text->str;
	const size_t length = strcspn(text + at, ":.,;()\n");
	g_autofree char *name = g_strndup(text + at, length);

	if (text[at + length] != ':' || text[at + length + 1] != ' ' || length > 60 || item->action->owner.s)
		return false;
	if (!person_find(item->registers, name) && !action_find_person(item->registers, name))
		return false;
	action_set_owner(item, (struct range){ at, at + length });
	action_take_away(item, (struct range){ at, at + length });
	return true;
}

/* "DONE: …" and "Done - …". */
static bool
read_leading_done(struct item *item, size_t at)
{
	const char *text = item->text->str;
	const size_t length = strcspn(text + at, " :");
	const char *rest = text + at + length;

	if (!action_is_any_of(item, (struct range){ at, at + length }, action_done_words))
		return false;
	if (*rest != ':' && !g_str_has_prefix(rest, " - ") && !g_str_has_prefix(rest, " — ") && !g_str_has_prefix(rest, " – "))
		return false;
	item->action->done = true;
	action_take_away(item, (struct range){ at, at + length });
	return true;
}

static void
skip_leading_marks(struct item *item)
{
	const size_t at = first_left(item);

	if (at < item->text->len && strchr(":-–—,", item->text->str[at]) && item->text->str[at])
		item->gone[at] = true;
}

static void
read_beginning(struct item *item)
{
	while (read_bracket(item, first_left(item)))
		skip_leading_marks(item);
	if (read_leading_done(item, first_left(item)))
		skip_leading_marks(item);
	if (read_leading_date(item, first_left(item), false))
		skip_leading_marks(item);
	if (!read_leading_handle(item, first_left(item)) && !read_leading_name(item, first_left(item)))
		return;
	skip_leading_marks(item);
	if (read_leading_date(item, first_left(item), true))
		skip_leading_marks(item);
}

/* The last separator before end; *weak for a comma, which also stands between words. */
static struct range
last_separator(const struct item *item, size_t end, bool *weak)
{
	static const struct {
		const char *mark;
		bool weak;
	} marks[] = {
		{ "—", false },
		{ "–", false },
		{ " - ", false },
		{ "|", false },
		{ "·", false },
		{ "\n", false },
		{ ",", true },
		{ ";", true },
	};
	const char *text = item->text->str;

	for (size_t at = end; at-- > 0;) {
		for (size_t i = 0; i < G_N_ELEMENTS(marks) && !g_ascii_isalnum(text[at]); i++) {
			const size_t length = strlen(marks[i].mark);

			if (item->gone[at] || at + length > end || strncmp(text + at, marks[i].mark, length) != 0)
				continue;
			if (marks[i].weak && action_is_comma_of_date(text, 0, at))
				continue;
			*weak = marks[i].weak;
			return (struct range){ at, at + length };
		}
	}
	return (struct range){ 0, 0 };
}

static size_t
last_left(const struct item *item)
{
	size_t end = item->text->len;

	while (end > 0 && (item->gone[end - 1] || g_ascii_isspace(item->text->str[end - 1]) || strchr(".,;", item->text->str[end - 1])))
		end--;
	return end;
}

static struct range
last_word(const struct item *item, size_t end)
{
	size_t start;

	while (end > 0 && strchr(" ,", item->text->str[end - 1]))
		end--;
	for (start = end; start > 0 && !item->gone[start - 1] && !g_ascii_isspace(item->text->str[start - 1]);)
		start--;
	return (struct range){ start, end };
}

/* Whether what stands before a place is an owner, a date, or marks that were read. */
static bool
is_behind_mark(const struct item *item, size_t at)
{
	enum meta meta;

	while (at > 0 && !item->gone[at - 1] && item->text->str[at - 1] == ' ')
		at--;
	if (at == 0 || item->gone[at - 1])
		return at > 0;
	meta = action_meta_of_bare(item, last_word(item, at));
	return meta == META_OWNER || meta == META_DUE;
}

/* Behind a dash somebody's name is an owner, and behind an owner "Friday" is a date. */
static enum meta
meta_of_words_at_end(const struct item *item, struct range separator, struct range words)
{
	bool weak = false, keyed;
	struct range before, value;

	if (action_names_owner(item, words))
		return META_OWNER;
	if (!action_read_due(item, words).is_like)
		return META_NONE;
	before = last_separator(item, separator.start, &weak);
	if (before.end == 0 || weak || action_has_gone(item, (struct range){ before.end, separator.start }))
		return META_NONE;
	value = action_trimmed(item, (struct range){ before.end, separator.start });
	if (action_names_owner(item, value) || action_meta_of_part(item, value, &value, &keyed) == META_OWNER)
		return META_DUE;
	return META_NONE;
}

/* "… — @dana — 2026-03-20", "…, due 2026-03-20". */
static bool
read_tail(struct item *item)
{
	const char *text = item->text->str;
	const size_t end = last_left(item);
	struct range separator, value;
	enum meta meta;
	bool weak = false, keyed;
	size_t start;

	separator = last_separator(item, end, &weak);
	if (separator.end == 0)
		return false;
	for (start = separator.end; start < end && (item->gone[start] || text[start] == ' ');)
		start++;
	if (action_has_gone(item, (struct range){ start, end }))
		return false;
	meta = action_meta_of_part(item, (struct range){ start, end }, &value, &keyed);
	if (meta == META_NONE && !weak)
		meta = meta_of_words_at_end(item, separator, value);
	if (meta == META_NONE)
		return false;
	/* "…, done" may be words of the sentence */
	if (weak && (meta == META_STATUS || meta == META_TICKET) && !is_behind_mark(item, separator.start))
		return false;
	action_set_meta(item, meta, value);
	action_take_away(item, (struct range){ separator.start, end });
	return true;
}

/* "… 2026-03-20 OPS-3": behind another mark a ticket needs no separator. */
static bool
read_last_ticket(struct item *item)
{
	const struct range last = last_word(item, last_left(item));

	if (item->action->ticket.s || first_left(item) >= last.start || !is_behind_mark(item, last.start))
		return false;
	if (action_meta_of_bare(item, last) != META_TICKET)
		return false;
	action_set_ticket(item, last);
	action_take_away(item, last);
	return true;
}

/* "… @dana 2026-03-20" and "… 2026-03-20 @dana". */
static void
read_last_words(struct item *item)
{
	const struct range last = last_word(item, last_left(item)), before = last_word(item, last.start);
	const enum meta meta = action_meta_of_bare(item, last), meta_before = action_meta_of_bare(item, before);

	if ((meta != META_OWNER || meta_before != META_DUE) && (meta != META_DUE || meta_before != META_OWNER))
		return;
	action_set_meta(item, meta, last);
	action_set_meta(item, meta_before, before);
	action_take_away(item, (struct range){ before.start, last.end });
}

static void
read_check_marks(struct item *item)
{
	static const char *const marks[] = {
		"✅", "☑", "✔", ":white_check_mark:", ":heavy_check_mark:", ":ballot_box_with_check:", NULL
	};
	const char *text = item->text->str;

	for (size_t i = 0; marks[i]; i++) {
		for (const char *at = strstr(text, marks[i]); at; at = strstr(at + 1, marks[i])) {
			const size_t start = (size_t)(at - text);
			const size_t end = start + strlen(marks[i]);

			item->action->done = true;
			action_take_away(item, (struct range){ start, end });
			if (g_str_has_prefix(text + end, "\ufe0f"))
				action_take_away(item, (struct range){ end, end + strlen("\ufe0f") });
		}
	}
}

/* ---- Strikethrough ---- */

/* One for each byte of a piece. */
static bool *
find_struck(const struct item *item, const struct piece *piece)
{
	const struct markdown *body = &item->document->body;
	const struct block_row *block = &body->blocks[piece->row];
	bool *struck = g_new0(bool, piece->length + 1);

	for (uint32_t i = 0; i < block->inline_count; i++) {
		const struct inline_row *strike = &body->inlines[block->inline_row + i];

		if (strike->kind == INLINE_STRIKE)
			for (size_t at = strike->text_start; at < MIN(strike->text_end, piece->length); at++)
				struck[at] = true;
	}
	return struck;
}

/* Whether all words that are left of the item's first paragraph are struck. */
static bool
is_all_struck(const struct item *item)
{
	g_autofree bool *struck = NULL;
	const struct piece *piece;
	const char *text;
	bool any = false;

	if (!item->pieces->len)
		return false;
	piece = &g_array_index(item->pieces, struct piece, 0);
	text = item->text->str + piece->at;
	struck = find_struck(item, piece);
	for (size_t i = 0; i < piece->length; i = (size_t)(g_utf8_next_char(text + i) - text)) {
		if (item->gone[piece->at + i] || !g_unichar_isalnum(g_utf8_get_char(text + i)))
			continue;
		if (!struck[i])
			return false;
		any = true;
	}
	return any;
}

/* "~~2026-03-20~~ 2026-03-27": a mark that is struck, where the item is not, holds no more. */
static void
drop_struck_marks(struct item *item)
{
	const struct markdown *body = &item->document->body;
	const struct piece *piece = item->pieces->len ? &g_array_index(item->pieces, struct piece, 0) : NULL;
	const struct block_row *block = piece ? &body->blocks[piece->row] : NULL;

	for (uint32_t i = 0; block && i < block->inline_count; i++) {
		const struct inline_row *strike = &body->inlines[block->inline_row + i];
		const struct range range = { piece->at + strike->text_start, piece->at + MIN(strike->text_end, piece->length) };

		if (strike->kind == INLINE_STRIKE && range.start < range.end && action_meta_of_bare(item, range) != META_NONE)
			action_take_away(item, range);
	}
}

/* ---- All of them ---- */

/* More marks than there are kinds of them stand at no item's end. */
#define MAX_TAILS 16

void
action_read_marks(struct item *item)
{
	if (!is_all_struck(item))
		drop_struck_marks(item);
	action_read_groups(item);
	read_keys(item);
	read_check_marks(item);
	read_beginning(item);
	action_find_ticket_at_end(item, last_left(item));
	for (size_t i = 0; i < MAX_TAILS && (read_tail(item) || read_last_ticket(item)); i++)
		;
	read_last_words(item);
	read_due_words(item);
	action_find_ticket(item);
	item->action->done |= is_all_struck(item);
}
