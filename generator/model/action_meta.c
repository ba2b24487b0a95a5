/* What words mean that say more than what is to be done: keys, and words that explain themselves. */
#include "model/action_parts.h"

#include <string.h>

#include "base/text.h"

/* ---- Whether ---- */

const char *const action_done_words[] = {
	"done", "closed", "complete", "completed", "fixed", "resolved", "finished", "shipped", "merged", "✅", "☑", "✔", "[x]", NULL
};

static const char *const open_words[] = {
	"open", "todo", "to do", "in progress", "in-progress", "planned", "wip", "started", "blocked", "pending", "new", "not started", "[ ]", NULL
};

static bool
is_status(const struct item *item, struct range range)
{
	return action_is_any_of(item, range, action_done_words) || action_is_any_of(item, range, open_words);
}

static void
set_status(struct item *item, struct range range)
{
	static const char *const yes[] = { "yes", "y", "x", ":white_check_mark:", "✅ done", "✔️", "☑️", NULL };

	range = action_trimmed(item, range);
	if (action_is_any_of(item, range, action_done_words) || action_is_any_of(item, range, yes))
		item->action->done = true;
}

/* ---- Keys ---- */

static const struct key keys[] = {
	{ "owner", META_OWNER, true },
	{ "owners", META_OWNER, true },
	{ "owned by", META_OWNER, true },
	{ "assignee", META_OWNER, true },
	{ "assigned to", META_OWNER, true },
	{ "assigned", META_OWNER, false },
	{ "responsible", META_OWNER, true },
	{ "dri", META_OWNER, true },
	{ "lead", META_OWNER, false },
	{ "who", META_OWNER, false },
	{ "due", META_DUE, true },
	{ "due date", META_DUE, true },
	{ "due by", META_DUE, true },
	{ "deadline", META_DUE, true },
	{ "target date", META_DUE, true },
	{ "target", META_DUE, false },
	{ "eta", META_DUE, true },
	{ "when", META_DUE, false },
	{ "by", META_BY, false },
	{ "ticket", META_TICKET, true },
	{ "tracking", META_TICKET, false },
	{ "tracker", META_TICKET, false },
	{ "tracked in", META_TICKET, false },
	{ "issue", META_TICKET, false },
	{ "jira", META_TICKET, true },
	{ "type", META_TYPE, false },
	{ "kind", META_TYPE, false },
	{ "priority", META_PRIORITY, true },
	{ "prio", META_PRIORITY, true },
	{ "status", META_STATUS, false },
	{ "state", META_STATUS, false },
	{ "done", META_CLOSED, false },
	{ "closed", META_CLOSED, false },
	{ "completed", META_CLOSED, false },
	{ "finished", META_CLOSED, false },
};

/* The key at a place of the words that ":" or "=" follows; *value is where its value begins. */
const struct key *
action_key_at(const struct item *item, size_t at, size_t end, size_t *value)
{
	const char *text = item->text->str;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const size_t length = text_prefix_nocase(text + at, end - at, keys[i].word);
		size_t behind = at + length;

		if (!length)
			continue;
		while (behind < end && text[behind] == ' ')
			behind++;
		if (behind >= end || (text[behind] != ':' && text[behind] != '='))
			continue;
		*value = behind + 1;
		return &keys[i];
	}
	return NULL;
}

/* The same where no ":" stands between: "due Friday", "by 2026-03-28", "owner @dana", "done 2026-04-02". */
static enum meta
key_without_colon(const struct item *item, struct range range, struct range *value)
{
	const char *text = item->text->str;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const size_t length = strlen(keys[i].word);
		struct range rest = { range.start + length + 1, range.end };
		enum meta meta = keys[i].meta;

		if (rest.start >= range.end || text[rest.start - 1] != ' ' || !text_prefix_nocase(text + range.start, length, keys[i].word))
			continue;
		*value = action_trimmed(item, rest);
		if (meta == META_OWNER && text[value->start] == '@')
			return META_OWNER;
		if ((meta == META_DUE || meta == META_BY || meta == META_CLOSED) && action_read_due(item, *value).is_like)
			return meta;
	}
	return META_NONE;
}

/* ---- Words alone ---- */

static bool
is_handle(const struct item *item, struct range range)
{
	return range.end > range.start + 1 && item->text->str[range.start] == '@' && action_handle_end(item, range.start, range.end) == range.end;
}

static bool
is_priority(const struct item *item, struct range range)
{
	const char *text = item->text->str + range.start;

	return range.end - range.start == 2 && (text[0] == 'P' || text[0] == 'p') && g_ascii_isdigit(text[1]);
}

static bool
is_plain_date(const struct item *item, struct range range)
{
	return g_ascii_isdigit(item->text->str[range.start]) && action_read_due(item, range).at != TIME_NONE;
}

/* What words mean that stand alone: a handle, a date, a status, a priority, a ticket. */
enum meta
action_meta_of_bare(const struct item *item, struct range range)
{
	const char *text = item->text->str + range.start;

	if (range.start == range.end)
		return META_NONE;
	if (is_handle(item, range))
		return META_OWNER;
	if (is_plain_date(item, range))
		return META_DUE;
	if (is_status(item, range))
		return META_STATUS;
	if (is_priority(item, range))
		return META_PRIORITY;
	if (action_is_id_word(text, range.end - range.start) || action_is_tracker_id(item->config, text, range.end - range.start))
		return META_TICKET;
	return META_NONE;
}

/* What a part between commas means; *value are the words that say it. */
enum meta
action_meta_of_part(const struct item *item, struct range range, struct range *value, bool *keyed)
{
	const struct key *key;
	enum meta meta;
	size_t start;

	range = action_trimmed(item, range);
	key = action_key_at(item, range.start, range.end, &start);
	*keyed = key != NULL;
	if (key) {
		*value = action_trimmed(item, (struct range){ start, range.end });
		return key->meta;
	}
	meta = key_without_colon(item, range, value);
	if (meta != META_NONE) {
		if (meta == META_BY)
			*value = range;
		return meta;
	}
	*value = range;
	return action_meta_of_bare(item, range);
}

/* ---- Taking them ---- */

void
action_set_meta(struct item *item, enum meta meta, struct range value)
{
	struct text *text = meta == META_TYPE ? &item->action->type : &item->action->priority;

	/* "owner: ~~@lee~~ @dana" */
	while (value.start < value.end && (item->gone[value.start] || item->text->str[value.start] == ' '))
		value.start++;
	switch (meta) {
	case META_OWNER:
		action_set_owner(item, value);
		break;
	case META_DUE:
	case META_BY:
		action_set_due(item, value);
		break;
	case META_TICKET:
		action_set_ticket(item, value);
		break;
	case META_STATUS:
		set_status(item, value);
		break;
	case META_CLOSED:
		action_set_closed(item, value);
		break;
	case META_TYPE:
	case META_PRIORITY:
		if (!text->s && value.start < value.end)
			*text = action_range_text(item, value);
		break;
	case META_NONE:
		break;
	}
}
