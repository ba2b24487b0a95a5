#include "model/action.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/walltime.h"

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

/* ---- Ranges of words ---- */

static struct range
trimmed(const struct item *item, struct range range)
{
	const char *text = item->text->str;

	while (range.start < range.end && g_ascii_isspace(text[range.start]))
		range.start++;
	while (range.end > range.start && g_ascii_isspace(text[range.end - 1]))
		range.end--;
	return range;
}

static bool
is_in_piece(const struct piece *piece, size_t at)
{
	return at >= piece->at && at < piece->at + piece->length;
}

static struct span
range_span(const struct item *item, struct range range)
{
	const struct markdown *body = &item->document->body;

	for (guint i = 0; i < item->pieces->len; i++) {
		const struct piece *piece = &g_array_index(item->pieces, struct piece, i);

		if (is_in_piece(piece, range.start))
			return markdown_text_span(body, &body->blocks[piece->row], range.start - piece->at,
			    MIN(range.end - piece->at, piece->length));
	}
	return SPAN_NONE;
}

static struct text
range_text(const struct item *item, struct range range)
{
	return (struct text){
		.s = text_squeeze(item->pool, item->text->str + range.start, range.end - range.start),
		.span = range_span(item, range),
	};
}

static void
take_away(struct item *item, struct range range)
{
	for (size_t i = range.start; i < range.end; i++)
		item->gone[i] = true;
}

static bool
has_gone(const struct item *item, struct range range)
{
	for (size_t i = range.start; i < range.end; i++)
		if (item->gone[i])
			return true;
	return false;
}

/* Bytes that belong to a word: a letter, a digit, or a part of one beyond ASCII. */
static bool
is_word_byte(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 || c == '_';
}

static bool
equals(const struct item *item, struct range range, const char *words)
{
	return range.end - range.start == strlen(words) &&
	    g_ascii_strncasecmp(item->text->str + range.start, words, strlen(words)) == 0;
}

static bool
is_any_of(const struct item *item, struct range range, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (equals(item, range, words[i]))
			return true;
	return false;
}

/* ---- Who ---- */

static const struct person *
find_person_by_name(const struct registers *registers, const char *name)
{
	const struct person *people = REGISTER_ITEMS(registers->people, struct person);
	const size_t length = strlen(name);
	const struct person *found = NULL;

	for (size_t i = 0; i < registers->people.count; i++) {
		const char *full = people[i].name.s;

		if (!full)
			continue;
		if (text_equal_nocase(full, name))
			return &people[i];
		if (strncmp(full, name, length) != 0 || full[length] != ' ')
			continue;
		if (found)
			return NULL;
		found = &people[i];
	}
	return found;
}

static const struct person *
find_person_by_handle(const struct registers *registers, const char *handle)
{
	const struct person *people = REGISTER_ITEMS(registers->people, struct person);

	for (size_t i = 0; i < registers->people.count; i++) {
		const char *slack = people[i].slack.s;

		if (slack && strcmp(slack + (slack[0] == '@'), handle) == 0)
			return &people[i];
	}
	return NULL;
}

static const struct team *
find_team_by_name(const struct registers *registers, const char *name)
{
	const struct team *teams = REGISTER_ITEMS(registers->teams, struct team);

	for (size_t i = 0; i < registers->teams.count; i++)
		if (teams[i].name.s && text_equal_nocase(teams[i].name.s, name))
			return &teams[i];
	return NULL;
}

/* Ids before names; "@" means a person. Ids are lower case, names at the beginning of an item are not. */
static void
resolve_owner(struct item *item, const char *name, bool handle)
{
	const struct registers *registers = item->registers;
	g_autofree char *lower = g_ascii_strdown(name, -1);
	struct action *action = item->action;

	if (!handle)
		action->team = team_find(registers, name);
	if (!action->team)
		action->person = person_find(registers, name);
	if (!action->team && !action->person)
		action->person = find_person_by_name(registers, name);
	if (!action->team && !action->person && handle)
		action->person = find_person_by_handle(registers, name);
	if (!action->team && !action->person)
		action->person = person_find(registers, lower);
	if (!action->team && !action->person)
		action->team = team_find(registers, lower);
	if (!action->team && !action->person)
		action->team = find_team_by_name(registers, name);
}

static bool
is_nobody(const struct item *item, struct range range)
{
	static const char *const words[] = {
		"tbd", "tba", "todo", "none", "nobody", "unassigned", "n/a", "na", "-", "–", "—", "?", "??", "???", "unknown", NULL
	};

	return range.start == range.end || is_any_of(item, range, words);
}

static struct range
without_brackets(const struct item *item, struct range range)
{
	const char *text = item->text->str;

	while (range.start < range.end && strchr("[(`*\"'", text[range.start]) && text[range.start])
		range.start++;
	while (range.end > range.start && strchr("])`*\"'.,:", text[range.end - 1]) && text[range.end - 1])
		range.end--;
	return trimmed(item, range);
}

static size_t
handle_end(const struct item *item, size_t at, size_t limit)
{
	const char *text = item->text->str;

	for (at++; at < limit && (g_ascii_isalnum(text[at]) || strchr("_-./", text[at])); at++)
		if (!text[at])
			break;
	while (at > 0 && strchr("-./", text[at - 1]))
		at--;
	return at;
}

/* Of several people, the first: an action has one owner. */
static struct range
first_of_several(const struct item *item, struct range range)
{
	static const char *const joints[] = { " and ", " & ", " + ", ",", "/", ";" };
	const char *text = item->text->str;

	if (text[range.start] == '@') {
		range.end = handle_end(item, range.start, range.end);
		return range;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(joints); i++) {
		const char *joint = text_find_nocase(text + range.start, range.end - range.start, joints[i]);

		if (joint)
			range.end = (size_t)(joint - text);
	}
	return trimmed(item, range);
}

static void
set_owner(struct item *item, struct range range)
{
	struct action *action = item->action;
	bool handle;

	range = without_brackets(item, range);
	if (action->owner.s || is_nobody(item, range))
		return;
	handle = item->text->str[range.start] == '@';
	action->owner = range_text(item, range);
	if (handle)
		action->owner.s++;
	resolve_owner(item, action->owner.s, handle);
	if (action->person || action->team)
		return;
	range = first_of_several(item, range);
	action->owner = range_text(item, range);
	if (handle)
		action->owner.s++;
	resolve_owner(item, action->owner.s, handle);
}

/* ---- When ---- */

struct due {
	int64_t at, guess;
	bool is_like; /* a date, or words for one */
};

static int
weekday_of(const char *word)
{
	static const char *const names[] = {
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
	};
	const size_t length = strlen(word);

	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (length >= 3 && length <= strlen(names[i]) && strncmp(word, names[i], length) == 0)
			return (int)i + 1;
	return 0;
}

static int64_t
day_of(const struct zone *zone, int year, int month, int day)
{
	const struct civil civil = { .year = year + (month - 1) / 12, .month = (month - 1) % 12 + 1, .day = day };

	return time_from_civil(zone, &civil);
}

/* The last day of a month; the day before the next one's first. */
static int64_t
month_end(const struct zone *zone, int year, int month)
{
	return time_add_days(zone, day_of(zone, year, month + 1, 1), -1);
}

/* Words for a day, with what is left of them after "by", "the end of" and so on. */
enum term {
	TERM_TODAY,
	TERM_TOMORROW,
	TERM_WEEK_END,
	TERM_NEXT_WEEK,
	TERM_MONTH_END,
	TERM_NEXT_MONTH,
	TERM_QUARTER_END,
	TERM_YEAR_END,
	TERM_UNKNOWN, /* words for a time that no calendar knows */
};

static const struct {
	const char *words;
	enum term term;
} terms[] = {
	{ "today", TERM_TODAY },
	{ "tonight", TERM_TODAY },
	{ "eod", TERM_TODAY },
	{ "end of day", TERM_TODAY },
	{ "tomorrow", TERM_TOMORROW },
	{ "this week", TERM_WEEK_END },
	{ "eow", TERM_WEEK_END },
	{ "end of week", TERM_WEEK_END },
	{ "end of this week", TERM_WEEK_END },
	{ "next week", TERM_NEXT_WEEK },
	{ "this month", TERM_MONTH_END },
	{ "eom", TERM_MONTH_END },
	{ "end of month", TERM_MONTH_END },
	{ "end of this month", TERM_MONTH_END },
	{ "next month", TERM_NEXT_MONTH },
	{ "this quarter", TERM_QUARTER_END },
	{ "eoq", TERM_QUARTER_END },
	{ "end of quarter", TERM_QUARTER_END },
	{ "this year", TERM_YEAR_END },
	{ "eoy", TERM_YEAR_END },
	{ "end of year", TERM_YEAR_END },
	{ "next quarter", TERM_UNKNOWN },
	{ "next sprint", TERM_UNKNOWN },
	{ "this sprint", TERM_UNKNOWN },
	{ "sprint end", TERM_UNKNOWN },
	{ "end of sprint", TERM_UNKNOWN },
	{ "end of this sprint", TERM_UNKNOWN },
	{ "end of next sprint", TERM_UNKNOWN },
	{ "next release", TERM_UNKNOWN },
	{ "next iteration", TERM_UNKNOWN },
	{ "sprint", TERM_UNKNOWN },
	{ "asap", TERM_UNKNOWN },
	{ "soon", TERM_UNKNOWN },
	{ "later", TERM_UNKNOWN },
	{ "ongoing", TERM_UNKNOWN },
};

static int64_t
term_day(const struct zone *zone, int64_t base, enum term term)
{
	const struct civil civil = time_to_civil(zone, base);

	switch (term) {
	case TERM_TODAY:
		return base;
	case TERM_TOMORROW:
		return time_add_days(zone, base, 1);
	case TERM_WEEK_END: /* Friday, or Sunday where Friday is over */
		return time_add_days(zone, base, (civil.weekday <= 5 ? 5 : 7) - civil.weekday);
	case TERM_NEXT_WEEK:
		return time_add_days(zone, base, 8 - civil.weekday);
	case TERM_MONTH_END:
		return month_end(zone, civil.year, civil.month);
	case TERM_NEXT_MONTH:
		return day_of(zone, civil.year, civil.month + 1, 1);
	case TERM_QUARTER_END:
		return month_end(zone, civil.year, (civil.month + 2) / 3 * 3);
	case TERM_YEAR_END:
		return month_end(zone, civil.year, 12);
	default:
		return TIME_NONE;
	}
}

/* "Friday", "next friday": the next such day after base. */
static bool
guess_weekday(const struct item *item, const char *words, struct due *due)
{
	const char *word = words;
	const struct zone *zone = item->config->zone;
	int weekday, days;

	if (g_str_has_prefix(word, "next ") || g_str_has_prefix(word, "this "))
		word += strlen("next ");
	weekday = weekday_of(word);
	if (!weekday)
		return false;
	due->is_like = true;
	if (item->base == TIME_NONE)
		return true;
	days = (weekday - time_to_civil(zone, item->base).weekday + 7) % 7;
	due->guess = time_add_days(zone, item->base, days ? days : 7);
	return true;
}

/* "q2", "end of q2", "q2 2026". */
static bool
guess_quarter(const struct item *item, const char *words, struct due *due)
{
	const struct zone *zone = item->config->zone;
	int year = 0;

	if (g_str_has_prefix(words, "end of "))
		words += strlen("end of ");
	if (words[0] != 'q' || words[1] < '1' || words[1] > '4')
		return false;
	if (words[2] == ' ' && strlen(words) == strlen("q2 2026"))
		year = (int)g_ascii_strtoll(words + 3, NULL, 10);
	else if (words[2])
		return false;
	due->is_like = true;
	if (item->base != TIME_NONE && !year)
		year = time_to_civil(zone, item->base).year;
	if (year >= 1970 && year <= 9999)
		due->guess = month_end(zone, year, (words[1] - '0') * 3);
	return true;
}

/* "in 2 weeks", "within 10 days", "in one month". */
static bool
guess_distance(const struct item *item, const char *words, struct due *due)
{
	const char *rest = g_str_has_prefix(words, "within ") ? words + 7 : g_str_has_prefix(words, "in ") ? words + 3 : NULL;
	int64_t seconds;
	size_t used;

	if (!rest || !duration_read_prose(rest, strlen(rest), &seconds, &used) || rest[used])
		return false;
	due->is_like = true;
	if (item->base != TIME_NONE && seconds < INT64_C(86400) * 3660)
		due->guess = time_add_days(item->config->zone, item->base, (int)(seconds / 86400));
	return true;
}

static bool
guess_term(const struct item *item, const char *words, struct due *due)
{
	for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
		if (strcmp(terms[i].words, words) != 0)
			continue;
		due->is_like = true;
		if (item->base != TIME_NONE)
			due->guess = term_day(item->config->zone, item->base, terms[i].term);
		return true;
	}
	return false;
}

/* "28 March", "Mar 28, 2026", "28.03.2026". */
static bool
guess_day(const struct item *item, const char *words, struct due *due)
{
	const struct wall_zone zone = { .zone = item->config->zone };
	struct wall_time wall;

	if (!wall_time_read(item->pool, words, strlen(words), &wall) || !wall.has_day || words[wall.end])
		return false;
	due->is_like = true;
	if (!wall.why && (wall.has_year || item->base != TIME_NONE))
		due->guess = wall_time_at(&wall, zone, item->base == TIME_NONE ? 0 : item->base);
	if (due->guess != TIME_NONE)
		due->guess = time_day_start(item->config->zone, due->guess);
	return true;
}

static char *
plain_due_words(const struct item *item, struct range range)
{
	static const char *const noise[] = { "by ", "before ", "until ", "on ", "due ", "the " };
	g_autofree char *lower = g_ascii_strdown(item->text->str + range.start, (gssize)(range.end - range.start));
	g_auto(GStrv) parts = NULL;
	const char *rest = lower;

	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
		if (g_str_has_prefix(rest, noise[i]))
			rest += strlen(noise[i]);
	parts = g_strsplit(rest, " the ", -1);
	return g_strjoinv(" ", parts);
}

static struct due
read_due(const struct item *item, struct range range)
{
	static bool (*const guesses[])(const struct item *, const char *, struct due *) = {
		guess_term, guess_weekday, guess_quarter, guess_distance, guess_day,
	};
	struct due due = { .at = TIME_NONE, .guess = TIME_NONE };
	g_autofree char *words = NULL;
	struct stamp stamp;

	if (range.start == range.end)
		return due;
	if (stamp_read(item->text->str + range.start, range.end - range.start, item->config->zone, &stamp, NULL)) {
		due.at = time_day_start(item->config->zone, stamp.at);
		due.is_like = true;
		return due;
	}
	words = plain_due_words(item, range);
	for (size_t i = 0; i < G_N_ELEMENTS(guesses); i++)
		if (guesses[i](item, words, &due))
			break;
	return due;
}

/* The words behind "by ", where they are a date; else all. */
static struct range
without_by(const struct item *item, struct range range)
{
	struct range rest = range;

	if (range.end - range.start > 3 && g_ascii_strncasecmp(item->text->str + range.start, "by ", 3) == 0)
		rest.start += 3;
	rest = trimmed(item, rest);
	return read_due(item, rest).at == TIME_NONE ? range : rest;
}

static void
set_due(struct item *item, struct range range)
{
	struct action *action = item->action;
	struct due due;

	range = trimmed(item, range);
	if (action->due_text.s || is_nobody(item, range))
		return;
	range = without_by(item, range);
	due = read_due(item, range);
	action->due_text = range_text(item, range);
	action->due = due.at;
	action->due_guess = due.guess;
}

/* ---- Whether ---- */

static const char *const done_words[] = {
	"done", "closed", "complete", "completed", "fixed", "resolved", "finished", "shipped", "merged", "✅", "☑", "✔", "[x]", NULL
};

static const char *const open_words[] = {
	"open", "todo", "to do", "in progress", "in-progress", "planned", "wip", "started", "blocked", "pending", "new", "not started", "[ ]", NULL
};

static bool
is_status(const struct item *item, struct range range)
{
	return is_any_of(item, range, done_words) || is_any_of(item, range, open_words);
}

static void
set_status(struct item *item, struct range range)
{
	static const char *const yes[] = { "yes", "y", "x", ":white_check_mark:", "✅ done", "✔️", "☑️", NULL };

	range = trimmed(item, range);
	if (is_any_of(item, range, done_words) || is_any_of(item, range, yes))
		item->action->done = true;
}

static void
set_closed(struct item *item, struct range range)
{
	const struct due due = read_due(item, range);

	item->action->done = true;
	item->action->closed = due.at != TIME_NONE ? due.at : due.guess;
}

/* ---- Tickets ---- */

/* Whether a word is an id such as OPS-12 or #12. */
static bool
is_id_word(const char *word, size_t length)
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

static bool
is_tracker_id(const struct config *config, const char *word, size_t length)
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
		return last && is_tracker_id(config, last + 1, strlen(last + 1));
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
	    is_tracker_id(item->config, text + link->text_start, link->text_end - link->text_start);
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

static void
set_ticket(struct item *item, struct range range)
{
	struct action *action = item->action;
	const struct inline_row *link;

	range = without_brackets(item, range);
	if (action->ticket.s || is_nobody(item, range))
		return;
	link = link_at(item, range);
	action->ticket = range_text(item, range);
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

	return is_any_of(item, range, labels) || is_id_word(item->text->str + range.start, range.end - range.start) ||
	    g_str_has_prefix(item->text->str + range.start, "http");
}

/* The ticket's link goes where it is no part of the sentence: in parentheses, or a label at the end. */
static void
take_link_away(struct item *item, struct range range)
{
	const char *text = item->text->str;
	const struct range before = trimmed(item, (struct range){ 0, range.start });
	const struct range after = trimmed(item, (struct range){ range.end, item->text->len });

	if (before.end && text[before.end - 1] == '(' && after.start < after.end && text[after.start] == ')')
		take_away(item, (struct range){ before.end - 1, after.start + 1 });
	else if (is_link_label(item, range) && (after.start == after.end || strspn(text + after.start, ".") == after.end - after.start))
		take_away(item, range);
}

static void
set_ticket_of_link(struct item *item, const struct piece *piece, const struct inline_row *link)
{
	const struct range range = { piece->at + link->text_start, piece->at + link->text_end };
	struct action *action = item->action;

	action->ticket_url = markdown_text(&item->document->body, link->target);
	action->ticket = range_text(item, range);
	if (!is_id_word(action->ticket.s, strlen(action->ticket.s)) &&
	    !is_tracker_id(item->config, action->ticket.s, strlen(action->ticket.s)))
		action->ticket.s = action->ticket_url;
	if (!has_gone(item, range))
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

		if (length && is_tracker_id(item->config, text + at, length)) {
			set_ticket(item, (struct range){ at, at + length });
			return;
		}
		at += length ? length : 1;
	}
}

static void
find_ticket(struct item *item)
{
	if (item->action->ticket.s)
		return;
	if (!find_ticket_in_links(item) && item->config->trackers.count)
		find_ticket_in_words(item);
}

/* ---- Words that say more than what is to be done ---- */

static const struct key {
	const char *word;
	enum meta meta;
	bool anywhere; /* also outside of parentheses and lines of their own */
} keys[] = {
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
static const struct key *
key_at(const struct item *item, size_t at, size_t end, size_t *value)
{
	const char *text = item->text->str;

	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		const size_t length = strlen(keys[i].word);
		size_t behind = at + length;

		if (behind > end || g_ascii_strncasecmp(text + at, keys[i].word, length) != 0)
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

		if (rest.start >= range.end || text[rest.start - 1] != ' ' ||
		    g_ascii_strncasecmp(text + range.start, keys[i].word, length) != 0)
			continue;
		*value = trimmed(item, rest);
		if (meta == META_OWNER && text[value->start] == '@')
			return META_OWNER;
		if ((meta == META_DUE || meta == META_BY || meta == META_CLOSED) && read_due(item, *value).is_like)
			return meta;
	}
	return META_NONE;
}

static bool
is_handle(const struct item *item, struct range range)
{
	return range.end > range.start + 1 && item->text->str[range.start] == '@' && handle_end(item, range.start, range.end) == range.end;
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
	return g_ascii_isdigit(item->text->str[range.start]) && read_due(item, range).at != TIME_NONE;
}

/* What words mean that stand alone: a handle, a date, a status, a priority, a ticket. */
static enum meta
meta_of_bare(const struct item *item, struct range range)
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
	if (is_id_word(text, range.end - range.start) || is_tracker_id(item->config, text, range.end - range.start))
		return META_TICKET;
	return META_NONE;
}

/* What a part between commas means; *value are the words that say it. */
static enum meta
meta_of_part(const struct item *item, struct range range, struct range *value, bool *keyed)
{
	const struct key *key;
	enum meta meta;
	size_t start;

	range = trimmed(item, range);
	key = key_at(item, range.start, range.end, &start);
	*keyed = key != NULL;
	if (key) {
		*value = trimmed(item, (struct range){ start, range.end });
		return key->meta;
	}
	meta = key_without_colon(item, range, value);
	if (meta != META_NONE) {
		if (meta == META_BY)
			*value = range;
		return meta;
	}
	*value = range;
	return meta_of_bare(item, range);
}

static void
set_meta(struct item *item, enum meta meta, struct range value)
{
	struct text *text = meta == META_TYPE ? &item->action->type : &item->action->priority;

	switch (meta) {
	case META_OWNER:
		set_owner(item, value);
		break;
	case META_DUE:
	case META_BY:
		set_due(item, value);
		break;
	case META_TICKET:
		set_ticket(item, value);
		break;
	case META_STATUS:
		set_status(item, value);
		break;
	case META_CLOSED:
		set_closed(item, value);
		break;
	case META_TYPE:
	case META_PRIORITY:
		if (!text->s && value.start < value.end)
			*text = range_text(item, value);
		break;
	case META_NONE:
		break;
	}
}

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
		verdict.known += meta_of_part(item, (struct range){ at, end }, &value, &keyed) != META_NONE;
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
		const enum meta meta = meta_of_part(item, (struct range){ at, end }, &value, &keyed);

		if (keyed || (meta != META_NONE && !only_keyed)) {
			set_meta(item, meta, value);
			take_away(item, (struct range){ at, MIN(end + 1, inside.end) });
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
			take_away(item, (struct range){ open, close + 1 });
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
	return *text == ' ' && key_at(item, at + 1, item->text->len, &value);
}

static void
read_key(struct item *item, size_t at, const struct key *key, size_t start)
{
	size_t end = start;

	while (end < item->text->len && item->text->str[end] == ' ')
		end++;
	while (end < item->text->len && !is_value_end(item, end))
		end++;
	set_meta(item, key->meta, trimmed(item, (struct range){ start, end }));
	take_away(item, (struct range){ at, end });
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
		key = key_at(item, at, item->text->len, &start);
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
	inside = trimmed(item, (struct range){ at + 1, (size_t)(close - text) });
	if (memchr(text + at + 1, '[', (size_t)(close - text) - at - 1) || inside.end - inside.start > 60)
		return false;
	meta = meta_of_bare(item, inside);
	if (inside.start == inside.end || equals(item, inside, "x"))
		item->action->done |= inside.start != inside.end;
	else if (meta == META_NONE && item->action->owner.s)
		return false;
	else
		set_meta(item, meta == META_NONE ? META_OWNER : meta, inside);
	take_away(item, (struct range){ at, (size_t)(close - text) + 1 });
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
	end = handle_end(item, at, item->text->len);
	if (end == at + 1)
		return false;
	set_owner(item, (struct range){ at, end });
	take_away(item, (struct range){ at, end });
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
	if (!person_find(item->registers, name) && !find_person_by_name(item->registers, name))
		return false;
	set_owner(item, (struct range){ at, at + length });
	take_away(item, (struct range){ at, at + length });
	return true;
}

/* "DONE: …" and "Done - …". */
static bool
read_leading_done(struct item *item, size_t at)
{
	const char *text = item->text->str;
	const size_t length = strcspn(text + at, " :");
	const char *rest = text + at + length;

	if (!is_any_of(item, (struct range){ at, at + length }, done_words))
		return false;
	if (*rest != ':' && !g_str_has_prefix(rest, " - ") && !g_str_has_prefix(rest, " — ") && !g_str_has_prefix(rest, " – "))
		return false;
	item->action->done = true;
	take_away(item, (struct range){ at, at + length });
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
	if (separator.end == 0 || has_gone(item, (struct range){ separator.end, end }))
		return false;
	meta = meta_of_part(item, (struct range){ separator.end, end }, &value, &keyed);
	if (meta == META_NONE || (weak && (meta == META_STATUS || meta == META_TICKET)))
		return false;
	set_meta(item, meta, value);
	take_away(item, (struct range){ separator.start, end });
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
			take_away(item, (struct range){ start, end });
			if (g_str_has_prefix(text + end, "\ufe0f"))
				take_away(item, (struct range){ end, end + strlen("\ufe0f") });
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

/* ---- What is left ---- */

static void
append_left(const struct item *item, GString *left)
{
	for (size_t i = 0; i < item->text->len; i++) {
		const char c = item->text->str[i];

		if (item->gone[i])
			continue;
		if (c != '\n')
			g_string_append_c(left, c);
		else if (left->len && strchr(".:;,!?", left->str[left->len - 1]))
			g_string_append_c(left, ' ');
		else
			g_string_append(left, "; ");
	}
}

/* Separators that stood before what was taken away. */
static void
strip_separators(GString *left)
{
	static const char *const marks[] = { " ", "—", "–", "-", "|", "·", ",", ";", ":", "()", "\u00a0" };
	bool again = true;

	if (g_str_has_suffix(left->str, ":.") || (g_str_has_suffix(left->str, "..") && !g_str_has_suffix(left->str, "...")))
		g_string_truncate(left, left->len - 1);
	while (again) {
		again = false;
		for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
			if (g_str_has_suffix(left->str, marks[i]))
				g_string_truncate(left, left->len - strlen(marks[i])), again = true;
			if (left->len && g_str_has_prefix(left->str, marks[i]) && marks[i][0] != '(')
				g_string_erase(left, 0, (gssize)strlen(marks[i])), again = true;
		}
	}
}

static const char *
words_left(const struct item *item)
{
	static const struct {
		const char *from, *to;
	} repairs[] = {
		{ " .", "." }, { " ,", "," }, { " ;", ";" }, { "()", "" }, { "( ", "(" }, { " )", ")" }, { ",)", ")" }, { "; ;", ";" }, { ". .", "." }, { ",.", "." },
	};
	g_autoptr(GString) left = g_string_new(NULL);
	char *squeezed;

	append_left(item, left);
	squeezed = text_squeeze(item->pool, left->str, left->len);
	g_string_assign(left, squeezed);
	for (size_t i = 0; i < G_N_ELEMENTS(repairs); i++)
		g_string_replace(left, repairs[i].from, repairs[i].to, 0);
	strip_separators(left);
	return text_squeeze(item->pool, left->str, left->len);
}

/* ---- Items ---- */

static void
add_piece(struct item *item, uint32_t row)
{
	const struct markdown *body = &item->document->body;
	const struct block_row *block = &body->blocks[row];
	struct piece piece = { .row = row, .length = block->text.length };

	if (item->text->len)
		g_string_append_c(item->text, '\n');
	piece.at = item->text->len;
	g_string_append_len(item->text, markdown_text(body, block->text), block->text.length);
	for (size_t i = piece.at; i < item->text->len; i++)
		if (item->text->str[i] == '\n' || item->text->str[i] == '\0')
			item->text->str[i] = ' ';
	g_array_append_val(item->pieces, piece);
}

static void
gather_item(struct item *item, uint32_t first_row, uint32_t end_row)
{
	for (uint32_t row = first_row; row < end_row; row++) {
		const uint8_t kind = item->document->body.blocks[row].kind;

		if (kind == BLOCK_PARAGRAPH || kind == BLOCK_HEADING || kind == BLOCK_HTML || kind == BLOCK_CELL)
			add_piece(item, row);
	}
	item->gone = g_new0(bool, item->text->len + 1);
}

static void
clear_item(struct item *item)
{
	g_string_free(item->text, true);
	g_array_free(item->pieces, true);
	g_free(item->gone);
}

static struct action
action_new(const struct document *document, uint32_t row)
{
	const struct block_row *block = &document->body.blocks[row];
	struct span line = source_line(document->source, block->start);

	line.start = block->start;
	line.end = MAX(MIN(line.end, block->end), line.start);
	return (struct action){
		.document = document,
		.span = line,
		.text = "",
		.due = TIME_NONE,
		.due_guess = TIME_NONE,
		.closed = TIME_NONE,
	};
}

/* More marks than there are kinds of them stand at no item's end. */
#define MAX_TAILS 16

static void
read_marks(struct item *item)
{
	read_groups(item);
	read_keys(item);
	read_check_marks(item);
	read_beginning(item);
	for (size_t i = 0; i < MAX_TAILS && read_tail(item); i++)
		;
	find_ticket(item);
	item->action->done |= is_all_struck(item);
}

struct reader {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
	int64_t base;
	GArray *actions;
};

static struct item
item_new(const struct reader *reader, struct action *action)
{
	return (struct item){
		.pool = reader->pool,
		.config = reader->config,
		.registers = reader->registers,
		.document = reader->document,
		.base = reader->base,
		.text = g_string_new(NULL),
		.pieces = g_array_new(false, true, sizeof(struct piece)),
		.action = action,
	};
}

static void
read_item(struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	struct action action = action_new(reader->document, row);
	struct item item = item_new(reader, &action);

	gather_item(&item, row + 1, block->end_row);
	action.done = (block->flags & BLOCK_CHECKED) != 0;
	read_marks(&item);
	action.text = words_left(&item);
	if (action.text[0] || item.text->len)
		g_array_append_val(reader->actions, action);
	clear_item(&item);
}

/* ---- Tables ---- */

enum column {
	COLUMN_OTHER,
	COLUMN_ACTION,
	COLUMN_OWNER,
	COLUMN_DUE,
	COLUMN_STATUS,
	COLUMN_TICKET,
	COLUMN_TYPE,
	COLUMN_PRIORITY,
	COLUMN_CLOSED,
};

static const struct {
	const char *name;
	enum column column;
} column_names[] = {
	{ "action", COLUMN_ACTION },
	{ "actions", COLUMN_ACTION },
	{ "action item", COLUMN_ACTION },
	{ "item", COLUMN_ACTION },
	{ "task", COLUMN_ACTION },
	{ "what", COLUMN_ACTION },
	{ "todo", COLUMN_ACTION },
	{ "description", COLUMN_ACTION },
	{ "owner", COLUMN_OWNER },
	{ "owners", COLUMN_OWNER },
	{ "who", COLUMN_OWNER },
	{ "assignee", COLUMN_OWNER },
	{ "assigned to", COLUMN_OWNER },
	{ "responsible", COLUMN_OWNER },
	{ "dri", COLUMN_OWNER },
	{ "due", COLUMN_DUE },
	{ "due date", COLUMN_DUE },
	{ "due by", COLUMN_DUE },
	{ "by", COLUMN_DUE },
	{ "when", COLUMN_DUE },
	{ "date", COLUMN_DUE },
	{ "deadline", COLUMN_DUE },
	{ "target date", COLUMN_DUE },
	{ "eta", COLUMN_DUE },
	{ "status", COLUMN_STATUS },
	{ "state", COLUMN_STATUS },
	{ "done", COLUMN_STATUS },
	{ "done?", COLUMN_STATUS },
	{ "ticket", COLUMN_TICKET },
	{ "tickets", COLUMN_TICKET },
	{ "issue", COLUMN_TICKET },
	{ "tracker", COLUMN_TICKET },
	{ "tracking", COLUMN_TICKET },
	{ "jira", COLUMN_TICKET },
	{ "link", COLUMN_TICKET },
	{ "bug", COLUMN_TICKET },
	{ "type", COLUMN_TYPE },
	{ "kind", COLUMN_TYPE },
	{ "category", COLUMN_TYPE },
	{ "priority", COLUMN_PRIORITY },
	{ "prio", COLUMN_PRIORITY },
	{ "closed", COLUMN_CLOSED },
	{ "completed", COLUMN_CLOSED },
};

static enum column
column_of(struct pool *pool, const char *name)
{
	const char *normal = kind_normal_heading(pool, name);

	for (size_t i = 0; i < G_N_ELEMENTS(column_names); i++)
		if (strcmp(column_names[i].name, normal) == 0)
			return column_names[i].column;
	return COLUMN_OTHER;
}

#define MAX_COLUMNS 32

struct columns {
	enum column of[MAX_COLUMNS];
	size_t count;
};

static bool
has_column(const struct columns *columns, enum column column)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->of[i] == column)
			return true;
	return false;
}

/* Without a column for the action, the first that means nothing else and is no number holds it. */
static void
choose_action_column(const struct markdown *body, uint32_t head, struct columns *columns)
{
	for (size_t i = 0; i < columns->count; i++) {
		const char *name = markdown_text(body, body->blocks[head + 1 + i].text);

		if (columns->of[i] != COLUMN_OTHER || strcmp(name, "#") == 0 || text_equal_nocase(name, "id") || text_equal_nocase(name, "no."))
			continue;
		columns->of[i] = COLUMN_ACTION;
		return;
	}
}

/* No columns where the table is none of actions. */
static struct columns
read_head(struct reader *reader, uint32_t head)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .count = 0 };

	for (uint32_t cell = head + 1; cell < body->blocks[head].end_row && columns.count < MAX_COLUMNS; cell++)
		columns.of[columns.count++] = column_of(reader->pool, markdown_text(body, body->blocks[cell].text));
	if (!has_column(&columns, COLUMN_ACTION) && (has_column(&columns, COLUMN_OWNER) || has_column(&columns, COLUMN_DUE)))
		choose_action_column(body, head, &columns);
	if (!has_column(&columns, COLUMN_ACTION))
		columns.count = 0;
	return columns;
}

static enum meta
meta_of_column(enum column column)
{
	static const enum meta metas[] = {
		[COLUMN_OWNER] = META_OWNER,
		[COLUMN_DUE] = META_DUE,
		[COLUMN_STATUS] = META_STATUS,
		[COLUMN_TICKET] = META_TICKET,
		[COLUMN_TYPE] = META_TYPE,
		[COLUMN_PRIORITY] = META_PRIORITY,
		[COLUMN_CLOSED] = META_CLOSED,
	};

	return column < G_N_ELEMENTS(metas) ? metas[column] : META_NONE;
}

static void
read_cell(struct reader *reader, struct action *action, uint32_t cell, enum column column)
{
	struct item item = item_new(reader, action);
	struct range all;

	gather_item(&item, cell, cell + 1);
	all = trimmed(&item, (struct range){ 0, item.text->len });
	if (column == COLUMN_ACTION) {
		read_marks(&item);
		action->text = words_left(&item);
	} else if (column == COLUMN_CLOSED) {
		if (!is_nobody(&item, all))
			set_closed(&item, all);
	} else {
		set_meta(&item, meta_of_column(column), all);
	}
	clear_item(&item);
}

/* Columns of their own come first: what the action's words say is read last and changes nothing. */
static void
read_table_row(struct reader *reader, uint32_t row, const struct columns *columns)
{
	const struct markdown *body = &reader->document->body;
	struct action action = action_new(reader->document, row);

	for (int of_action = 0; of_action <= 1; of_action++) {
		for (uint32_t i = 0; i < columns->count && row + 1 + i < body->blocks[row].end_row; i++)
			if ((columns->of[i] == COLUMN_ACTION) == of_action)
				read_cell(reader, &action, row + 1 + i, columns->of[i]);
	}
	if (action.text[0])
		g_array_append_val(reader->actions, action);
}

static void
read_table(struct reader *reader, uint32_t table)
{
	const struct markdown *body = &reader->document->body;
	struct columns columns = { .count = 0 };

	for (uint32_t row = table + 1; row < body->blocks[table].end_row; row = MAX(body->blocks[row].end_row, row + 1)) {
		if (body->blocks[row].kind != BLOCK_ROW)
			continue;
		if (body->blocks[row].flags & BLOCK_HEAD)
			columns = read_head(reader, row);
		else
			read_table_row(reader, row, &columns);
	}
}

/* ---- Sections ---- */

static void
read_section(struct reader *reader, const struct section *section)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = section->first_row; row < section->end_row;) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_ITEM)
			read_item(reader, row);
		else if (block->kind == BLOCK_TABLE)
			read_table(reader, row);
		if (block->kind == BLOCK_ITEM || block->kind == BLOCK_TABLE || block->kind == BLOCK_FOOTNOTE)
			row = MAX(block->end_row, row + 1);
		else
			row++;
	}
}

const struct action *
actions_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document, int64_t base, size_t *count)
{
	const struct section *first = document_section(document, "action_items");
	g_autoptr(GArray) actions = g_array_new(false, true, sizeof(struct action));
	struct reader reader = {
		.pool = pool,
		.config = config,
		.registers = registers,
		.document = document,
		.base = base != TIME_NONE ? base : document_file_day(document, config->zone),
		.actions = actions,
	};

	if (reader.base != TIME_NONE)
		reader.base = time_day_start(config->zone, reader.base);
	for (size_t i = 0; first && i < document->section_count; i++)
		if (document->sections[i].kind == first->kind && document->sections[i].nested == first->nested)
			read_section(&reader, &document->sections[i]);
	*count = actions->len;
	return pool_memdup(pool, actions->data, actions->len * sizeof(struct action));
}

/* ---- Overdue ---- */

bool
action_is_overdue(const struct action *action, const struct config *config, int64_t now, int *days)
{
	int64_t today;

	*days = 0;
	if (action->done || action->due == TIME_NONE)
		return false;
	today = time_day_start(config->zone, now);
	if (today <= action->due)
		return false;
	/* days are 23 to 25 hours long */
	*days = (int)((today - action->due + 43200) / 86400);
	return true;
}
