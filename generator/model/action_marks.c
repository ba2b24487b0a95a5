/* Where marks stand in an item: in parentheses, behind keys, at its beginning and its end. */
#include "model/action_parts.h"

#include <string.h>

/* ---- Parentheses ---- */

/* Longer words in parentheses are no marks. */
#define MAX_GROUP 500

/* The parenthesis that closes the one at open, or the end of the words. */
static size_t
closing(const struct item *item, size_t open)
{
	const char *text = item->text->str;
	const size_t end = MIN(item->text->len, open + MAX_GROUP);
	int depth = 0;

	for (size_t at = open; at < end; at++) {
		depth += (text[at] == '(') - (text[at] == ')');
		if (depth == 0)
			return at;
	}
	return item->text->len;
}

/* The comma of "Apr 2, 2026". */
static bool
is_comma_of_date(const char *text, size_t start, size_t comma)
{
	const char *year = text + comma + 1 + strspn(text + comma + 1, " ");
	size_t before = comma;

	if (strspn(year, "0123456789") != 4 || !strchr(",;|)\n", year[4]))
		return false;
	while (before > start && g_ascii_isdigit(text[before - 1]))
		before--;
	return before < comma && before > start + 1 && text[before - 1] == ' ' && g_ascii_isalpha(text[before - 2]);
}

static size_t
part_end(const struct item *item, size_t start, size_t end)
{
	const char *text = item->text->str;
	int depth = 0;

	for (size_t at = start; at < end; at++) {
		depth += (text[at] == '(') - (text[at] == ')');
		if (depth == 0 && text[at] && strchr(",;|\n", text[at]) && !is_comma_of_date(text, start, at))
			return at;
	}
	return end;
}

/* Whether parts of a group are marks: all of them, or those that a key begins. */
struct verdict {
	size_t parts, known, keyed;
};

static struct verdict
judge_group(const struct item *item, struct range inside)
{
	struct verdict verdict = { 0 };

	for (size_t at = inside.start; at <= inside.end;) {
		const size_t end = part_end(item, at, inside.end);
		struct range value;
		bool keyed;

		verdict.parts++;
		verdict.known += action_meta_of_part(item, (struct range){ at, end }, &value, &keyed) != META_NONE;
		verdict.keyed += keyed;
		at = end + 1;
	}
	return verdict;
}

static void
take_group(struct item *item, struct range inside, bool only_keyed)
{
	for (size_t at = inside.start; at <= inside.end;) {
		const size_t end = part_end(item, at, inside.end);
		struct range value;
		bool keyed;
		const enum meta meta = action_meta_of_part(item, (struct range){ at, end }, &value, &keyed);

		if (keyed || (meta != META_NONE && !only_keyed)) {
			action_set_meta(item, meta, value);
			action_take_away(item, (struct range){ at, MIN(end + 1, inside.end) });
		}
		at = end + 1;
	}
}

/* "P1, flaky": what no part of a group explains stays text. */
static void
read_groups(struct item *item)
{
	const char *text = item->text->str;

	for (size_t open = 0; open < item->text->len; open++) {
		const size_t close = text[open] == '(' ? closing(item, open) : item->text->len;
		const struct range inside = { open + 1, close };
		struct verdict verdict;

		if (close == item->text->len)
			continue;
		verdict = judge_group(item, inside);
		if (verdict.known == verdict.parts) {
			take_group(item, inside, false);
			action_take_away(item, (struct range){ open, close + 1 });
		} else if (verdict.keyed) {
			take_group(item, inside, true);
		}
		if (verdict.keyed || verdict.known == verdict.parts)
			open = close;
	}
}

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
	for (size_t back = 0; back < MAX_GROUP && at > 0 && (item->gone[at - 1] || item->text->str[at - 1] == ' '); back++)
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
	if (read_leading_handle(item, first_left(item)) || read_leading_name(item, first_left(item)))
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
		for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
			const size_t length = strlen(marks[i].mark);

			if (item->gone[at] || at + length > end || strncmp(text + at, marks[i].mark, length) != 0)
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

/* "… — @dana — 2026-03-20", "…, due 2026-03-20". */
static bool
read_tail(struct item *item)
{
	const size_t end = last_left(item);
	struct range separator, value;
	enum meta meta;
	bool weak = false, keyed;

	separator = last_separator(item, end, &weak);
	if (separator.end == 0 || action_has_gone(item, (struct range){ separator.end, end }))
		return false;
	meta = action_meta_of_part(item, (struct range){ separator.end, end }, &value, &keyed);
	if (meta == META_NONE || (weak && (meta == META_STATUS || meta == META_TICKET)))
		return false;
	action_set_meta(item, meta, value);
	action_take_away(item, (struct range){ separator.start, end });
	return true;
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
	bool any = false;

	if (!item->pieces->len)
		return false;
	piece = &g_array_index(item->pieces, struct piece, 0);
	struck = find_struck(item, piece);
	for (size_t i = 0; i < piece->length; i++) {
		if (item->gone[piece->at + i] || !is_word_byte(item->text->str[piece->at + i]))
			continue;
		if (!struck[i])
			return false;
		any = true;
	}
	return any;
}

/* ---- All of them ---- */

/* More marks than there are kinds of them stand at no item's end. */
#define MAX_TAILS 16

void
action_read_marks(struct item *item)
{
	read_groups(item);
	read_keys(item);
	read_check_marks(item);
	read_beginning(item);
	for (size_t i = 0; i < MAX_TAILS && read_tail(item); i++)
		;
	action_find_ticket(item);
	item->action->done |= is_all_struck(item);
}
