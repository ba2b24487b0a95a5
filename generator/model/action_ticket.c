/* The ticket that an item is tracked in: what it says, else a link or an id among its words. */
#include "model/action_parts.h"

#include <string.h>

#include "base/pool.h"
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

/* A ticket is a page: a path beside the document would lead elsewhere from other pages, and other schemes run scripts. */
static bool
is_web_url(const char *url)
{
	return g_ascii_strncasecmp(url, "https://", 8) == 0 || g_ascii_strncasecmp(url, "http://", 7) == 0;
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

/* ---- The links of an item ---- */

/* A link among an item's words; all zeros: before the first. */
struct item_link {
	guint piece;
	uint32_t next; /* of the piece's inlines, the one to look at next */
	const struct inline_row *row;
	struct range range; /* of the item's words */
};

static const char *
link_url(const struct item *item, const struct item_link *link)
{
	return markdown_text(&item->document->body, link->row->target);
}

/* The next one that leads to the web. */
static bool
next_link(const struct item *item, struct item_link *link)
{
	const struct markdown *body = &item->document->body;

	for (; link->piece < item->pieces->len; link->piece++, link->next = 0) {
		const struct piece *piece = &g_array_index(item->pieces, struct piece, link->piece);
		const struct block_row *block = &body->blocks[piece->row];

		while (link->next < block->inline_count) {
			link->row = &body->inlines[block->inline_row + link->next++];
			link->range = (struct range){ piece->at + link->row->text_start, piece->at + link->row->text_end };
			if (link->row->kind == INLINE_LINK && is_web_url(link_url(item, link)))
				return true;
		}
	}
	return false;
}

static bool
is_tracker_link(const struct item *item, const struct item_link *link)
{
	const struct range range = link->range;

	return is_tracker_url(item->config, link_url(item, link)) ||
	    action_is_tracker_id(item->config, item->text->str + range.start, range.end - range.start);
}

/* The URL of the link over a range of the item's words, or NULL. */
static const char *
url_over(const struct item *item, struct range range)
{
	struct item_link link = { 0 };

	while (next_link(item, &link))
		if (link.range.start < range.end && link.range.end > range.start)
			return link_url(item, &link);
	return NULL;
}

/* ---- A ticket that is named ---- */

/* Where an id leads, by the tracker whose pattern and URL stand together in site.yaml; or NULL. "#12" is 12 there. */
static const char *
url_of_id(const struct item *item, const char *id)
{
	const struct tracker *trackers = item->config->tracker_list.items;
	g_autofree char *escaped = g_uri_escape_string(id + (id[0] == '#'), NULL, true);

	for (size_t i = 0; i < item->config->tracker_list.count; i++)
		if (trackers[i].pattern.s && trackers[i].url.s && g_pattern_match_simple(trackers[i].pattern.s, id))
			return pool_printf(item->pool, "%s%s", trackers[i].url.s, escaped);
	return NULL;
}

void
action_set_ticket(struct item *item, struct range range)
{
	struct action *action = item->action;

	range = action_without_brackets(item, range);
	if (action->ticket.s || action_is_nobody(item, range))
		return;
	action->ticket = action_range_text(item, range);
	action->ticket_url = url_over(item, range);
	if (!action->ticket_url)
		action->ticket_url = is_web_url(action->ticket.s) ? action->ticket.s : url_of_id(item, action->ticket.s);
}

/* ---- A ticket among the words ---- */

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
set_ticket_of_link(struct item *item, const struct item_link *link)
{
	struct action *action = item->action;

	action->ticket_url = link_url(item, link);
	action->ticket = action_range_text(item, link->range);
	if (!action_is_id_word(action->ticket.s, strlen(action->ticket.s)) &&
	    !action_is_tracker_id(item->config, action->ticket.s, strlen(action->ticket.s)))
		action->ticket.s = action->ticket_url;
	if (!action_has_gone(item, link->range))
		take_link_away(item, link->range);
}

static bool
find_ticket_in_links(struct item *item)
{
	struct item_link link = { 0 };

	while (next_link(item, &link)) {
		if (!is_tracker_link(item, &link))
			continue;
		set_ticket_of_link(item, &link);
		return true;
	}
	return false;
}

void
action_find_ticket_at_end(struct item *item, size_t end)
{
	struct item_link link = { 0 };

	while (!item->action->ticket.s && next_link(item, &link)) {
		const struct range before = action_trimmed(item, (struct range){ 0, link.range.start });

		if (!is_tracker_link(item, &link))
			continue;
		/* behind a dash or the like it is a part as others */
		if (link.range.end == end && before.end && before.end < link.range.start && g_ascii_isalnum(item->text->str[before.end - 1]))
			set_ticket_of_link(item, &link);
		return;
	}
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
