/* The ticket that an item is tracked in: what it says, else a link or an id among its words. */
#include "model/action_parts.h"

#include <string.h>

#include "base/text.h"

/* Whether a word is an id such as OPS-12 or #12. */
bool
action_is_id_word(const char *word, size_t length)
{
	size_t at = 0;

	if (length > 1 && word[0] == '#')
		return strspn(word + 1, "0123456789") >= length - 1;
	while (at < length && (g_ascii_isupper(word[at]) || (at && g_ascii_isdigit(word[at]))))
		at++;
	if (at < 2 || at + 1 >= length || word[at] != '-')
		return false;
	for (at++; at < length; at++)
		if (!g_ascii_isdigit(word[at]))
			return false;
	return true;
}

bool
action_is_tracker_id(const struct config *config, const char *word, size_t length)
{
	g_autofree char *copy = g_strndup(word, length);

	for (size_t i = 0; i < config->trackers.count; i++) {
		const char *pattern = config->trackers.items[i].s;

		if (pattern && !strstr(pattern, "://") && length && g_pattern_match_simple(pattern, copy))
			return true;
	}
	return false;
}

static bool
is_tracker_url(const struct config *config, const char *url)
{
	static const char *const issues[] = {
		"/issues/", "/issue/", "/pull/", "/pulls/", "/merge_requests/", "/browse/", "/_workitems/", "/work_items/", NULL
	};
	const char *last = strrchr(url, '/');

	for (size_t i = 0; i < config->trackers.count; i++)
		if (config->trackers.items[i].s && strstr(config->trackers.items[i].s, "://") && g_str_has_prefix(url, config->trackers.items[i].s))
			return true;
	if (config->trackers.count)
		return last && action_is_tracker_id(config, last + 1, strlen(last + 1));
	for (size_t i = 0; issues[i]; i++)
		if (strstr(url, issues[i]))
			return true;
	return false;
}

static bool
is_tracker_link(const struct item *item, const struct inline_row *link, const char *text)
{
	const struct markdown *body = &item->document->body;

	if (link->kind != INLINE_LINK)
		return false;
	return is_tracker_url(item->config, markdown_text(body, link->target)) ||
	    action_is_tracker_id(item->config, text + link->text_start, link->text_end - link->text_start);
}

/* The link over a range of the item's words, or NULL. */
static const struct inline_row *
link_at(const struct item *item, struct range range)
{
	const struct markdown *body = &item->document->body;

	for (guint i = 0; i < item->pieces->len; i++) {
		const struct piece *piece = &g_array_index(item->pieces, struct piece, i);
		const struct block_row *block = &body->blocks[piece->row];

		for (uint32_t j = 0; j < block->inline_count; j++) {
			const struct inline_row *link = &body->inlines[block->inline_row + j];

			if (link->kind == INLINE_LINK && piece->at + link->text_start < range.end && piece->at + link->text_end > range.start)
				return link;
		}
	}
	return NULL;
}

void
action_set_ticket(struct item *item, struct range range)
{
	struct action *action = item->action;
	const struct inline_row *link;

	range = action_without_brackets(item, range);
	if (action->ticket.s || action_is_nobody(item, range))
		return;
	link = link_at(item, range);
	action->ticket = action_range_text(item, range);
	if (link)
		action->ticket_url = markdown_text(&item->document->body, link->target);
	else if (g_str_has_prefix(action->ticket.s, "http://") || g_str_has_prefix(action->ticket.s, "https://"))
		action->ticket_url = action->ticket.s;
}

/* Words that only say "here is the ticket". */
static bool
is_link_label(const struct item *item, struct range range)
{
	static const char *const labels[] = {
		"issue", "issues", "pr", "pull request", "ticket", "link", "link to issue", "see issue", "see issue here",
		"issue here", "github issue", "merge request", "tracker", NULL
	};

	return action_is_any_of(item, range, labels) || action_is_id_word(item->text->str + range.start, range.end - range.start) ||
	    g_str_has_prefix(item->text->str + range.start, "http");
}

/* The ticket's link goes where it is no part of the sentence: in parentheses, or a label at the end. */
static void
take_link_away(struct item *item, struct range range)
{
	const char *text = item->text->str;
	const struct range before = action_trimmed(item, (struct range){ 0, range.start });
	const struct range after = action_trimmed(item, (struct range){ range.end, item->text->len });

	if (before.end && text[before.end - 1] == '(' && after.start < after.end && text[after.start] == ')')
		action_take_away(item, (struct range){ before.end - 1, after.start + 1 });
	else if (is_link_label(item, range) && (after.start == after.end || strspn(text + after.start, ".") == after.end - after.start))
		action_take_away(item, range);
}

static void
set_ticket_of_link(struct item *item, const struct piece *piece, const struct inline_row *link)
{
	const struct range range = { piece->at + link->text_start, piece->at + link->text_end };
	struct action *action = item->action;

	action->ticket_url = markdown_text(&item->document->body, link->target);
	action->ticket = action_range_text(item, range);
	if (!action_is_id_word(action->ticket.s, strlen(action->ticket.s)) &&
	    !action_is_tracker_id(item->config, action->ticket.s, strlen(action->ticket.s)))
		action->ticket.s = action->ticket_url;
	if (!action_has_gone(item, range))
		take_link_away(item, range);
}

static bool
find_ticket_in_links(struct item *item)
{
	const struct markdown *body = &item->document->body;

	for (guint i = 0; i < item->pieces->len; i++) {
		const struct piece *piece = &g_array_index(item->pieces, struct piece, i);
		const struct block_row *block = &body->blocks[piece->row];

		for (uint32_t j = 0; j < block->inline_count; j++) {
			const struct inline_row *link = &body->inlines[block->inline_row + j];

			if (!is_tracker_link(item, link, markdown_text(body, block->text)))
				continue;
			set_ticket_of_link(item, piece, link);
			return true;
		}
	}
	return false;
}

/* An id of a configured tracker anywhere in the words. */
static void
find_ticket_in_words(struct item *item)
{
	const char *text = item->text->str;
	size_t at = 0;

	while (at < item->text->len) {
		const size_t length = strcspn(text + at, " \n\t()[],;.");

		if (length && action_is_tracker_id(item->config, text + at, length)) {
			action_set_ticket(item, (struct range){ at, at + length });
			return;
		}
		at += length ? length : 1;
	}
}

void
action_find_ticket(struct item *item)
{
	if (item->action->ticket.s)
		return;
	if (!find_ticket_in_links(item) && item->config->trackers.count)
		find_ticket_in_words(item);
}
