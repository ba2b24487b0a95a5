/* Marks in parentheses and square brackets: "(owner: @dana, due: 2026-03-20)", "[@dana] [2026-03-20]". */
#include "model/action_parts.h"

#include <string.h>

/* ---- Groups and their parts ---- */

/* Longer words in parentheses are no marks. */
#define MAX_GROUP 500

/* What closes the parenthesis or bracket at open, or the end of the words. */
static size_t
closing(const struct item *item, size_t open)
{
	const char *text = item->text->str;
	const char left = text[open], right = left == '(' ? ')' : ']';
	const size_t end = MIN(item->text->len, open + MAX_GROUP);
	int depth = 0;

	for (size_t at = open; at < end; at++) {
		depth += (text[at] == left) - (text[at] == right);
		if (depth == 0)
			return at;
	}
	return item->text->len;
}

bool
action_is_comma_of_date(const char *text, size_t start, size_t comma)
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
		if (depth == 0 && text[at] && strchr(",;|\n", text[at]) && !action_is_comma_of_date(text, start, at))
			return at;
	}
	return end;
}

/* ---- What the parts mean ---- */

/* Words that are a mark only beside others: "(Dana, next sprint)". */
enum hint {
	HINT_NONE,
	HINT_OWNER, /* somebody's name */
	HINT_DUE,   /* words for a date */
};

struct part {
	struct range range, value;
	enum meta meta;
	enum hint hint;
	bool keyed;
};

static struct part
read_part(const struct item *item, size_t start, size_t end)
{
	struct part part = { .range = { start, end } };

	part.meta = action_meta_of_part(item, part.range, &part.value, &part.keyed);
	if (part.meta != META_NONE)
		return part;
	if (action_names_owner(item, part.value))
		part.hint = HINT_OWNER;
	else if (action_read_due(item, part.value).is_like)
		part.hint = HINT_DUE;
	return part;
}

/* Whether parts of a group are marks: all of them, or those that a key begins. */
struct verdict {
	size_t parts, known, keyed;
	size_t owners, names, dates; /* the last two are hints */
};

static struct verdict
judge_group(const struct item *item, struct range inside)
{
	struct verdict verdict = { 0 };

	for (size_t at = inside.start; at <= inside.end;) {
		const struct part part = read_part(item, at, part_end(item, at, inside.end));

		verdict.parts++;
		verdict.known += part.meta != META_NONE;
		verdict.keyed += part.keyed;
		verdict.owners += part.meta == META_OWNER;
		verdict.names += part.hint == HINT_OWNER;
		verdict.dates += part.hint == HINT_DUE;
		at = part.range.end + 1;
	}
	return verdict;
}

/* A name counts beside anything else that does, and words for a date beside an owner. */
static bool
are_hints_marks(const struct verdict *verdict)
{
	return verdict->dates ? verdict->owners + verdict->names > 0 : verdict->known > 0;
}

static void
take_part(struct item *item, struct range inside, const struct part *part)
{
	const enum meta meta = part->hint == HINT_OWNER ? META_OWNER : part->hint == HINT_DUE ? META_DUE : part->meta;

	action_set_meta(item, meta, part->value);
	action_take_away(item, (struct range){ part->range.start, MIN(part->range.end + 1, inside.end) });
}

static void
take_group(struct item *item, struct range inside, bool only_keyed, bool hints)
{
	for (size_t at = inside.start; at <= inside.end;) {
		const struct part part = read_part(item, at, part_end(item, at, inside.end));

		if (part.keyed || (!only_keyed && part.meta != META_NONE) || (hints && part.hint != HINT_NONE))
			take_part(item, inside, &part);
		at = part.range.end + 1;
	}
}

/* Takes what a group says; false: it is text. */
static bool
read_group(struct item *item, size_t open, size_t close)
{
	const struct range inside = { open + 1, close };
	const struct verdict verdict = judge_group(item, inside);
	const bool hints = are_hints_marks(&verdict);
	const bool all = verdict.known + (hints ? verdict.names + verdict.dates : 0) == verdict.parts;

	if (!all && !verdict.keyed)
		return false;
	take_group(item, inside, !all, hints);
	if (all)
		action_take_away(item, (struct range){ open, close + 1 });
	return true;
}

/* "P1, flaky": what no part of a group explains stays text. */
void
action_read_groups(struct item *item)
{
	const char *text = item->text->str;

	for (size_t open = 0; open < item->text->len; open++) {
		size_t close;

		if (text[open] != '(' && text[open] != '[')
			continue;
		close = closing(item, open);
		if (close < item->text->len && read_group(item, open, close))
			open = close;
	}
}
