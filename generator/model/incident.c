#include "model/incident.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/walltime.h"

/* ---- Words ---- */

static const struct {
	const char *id, *words;
} states[STATE_COUNT] = {
	[STATE_OPERATIONAL] = { "operational", "operational" },
	[STATE_MAINTENANCE] = { "under_maintenance", "under maintenance" },
	[STATE_DEGRADED] = { "degraded_performance", "degraded performance" },
	[STATE_PARTIAL] = { "partial_outage", "partial outage" },
	[STATE_MAJOR] = { "major_outage", "major outage" },
};

static const struct {
	const char *id, *words;
} statuses[STATUS_COUNT] = {
	[STATUS_NONE] = { "none", "None" },
	[STATUS_INVESTIGATING] = { "investigating", "Investigating" },
	[STATUS_IDENTIFIED] = { "identified", "Identified" },
	[STATUS_MONITORING] = { "monitoring", "Monitoring" },
	[STATUS_RESOLVED] = { "resolved", "Resolved" },
	[STATUS_POSTMORTEM] = { "postmortem", "Postmortem" },
	[STATUS_SCHEDULED] = { "scheduled", "Scheduled" },
	[STATUS_IN_PROGRESS] = { "in_progress", "In progress" },
	[STATUS_VERIFYING] = { "verifying", "Verifying" },
	[STATUS_COMPLETED] = { "completed", "Completed" },
	[STATUS_CANCELLED] = { "cancelled", "Cancelled" },
};

static const char *const impacts[] = {
	[IMPACT_NONE] = "none",
	[IMPACT_MINOR] = "minor",
	[IMPACT_MAJOR] = "major",
	[IMPACT_CRITICAL] = "critical",
	[IMPACT_MAINTENANCE] = "maintenance",
};

/* Blanks, "_" and "-" between words are the same. */
static bool
words_match(const char *text, size_t length, const char *words)
{
	if (strlen(words) != length)
		return false;
	for (size_t i = 0; i < length; i++) {
		const char a = text[i] == '_' || text[i] == '-' ? ' ' : g_ascii_tolower(text[i]);
		const char b = words[i] == '_' ? ' ' : g_ascii_tolower(words[i]);

		if (a != b)
			return false;
	}
	return true;
}

const char *
state_id(enum state state)
{
	return states[state].id;
}

const char *
state_words(enum state state)
{
	return states[state].words;
}

bool
state_find(const char *text, enum state *state)
{
	static const struct {
		const char *words;
		enum state state;
	} others[] = {
		{ "degraded", STATE_DEGRADED },
		{ "maintenance", STATE_MAINTENANCE },
	};

	for (size_t i = 0; i < STATE_COUNT; i++) {
		*state = (enum state)i;
		if (words_match(text, strlen(text), states[i].words))
			return true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
		*state = others[i].state;
		if (words_match(text, strlen(text), others[i].words))
			return true;
	}
	*state = STATE_OPERATIONAL;
	return false;
}

const char *
update_status_id(enum update_status status)
{
	return statuses[status].id;
}

const char *
update_status_words(enum update_status status)
{
	return statuses[status].words;
}

bool
update_status_find(const char *text, enum update_status *status)
{
	for (size_t i = STATUS_NONE + 1; i < STATUS_COUNT; i++) {
		*status = (enum update_status)i;
		if (words_match(text, strlen(text), statuses[i].words))
			return true;
	}
	*status = words_match(text, strlen(text), "canceled") ? STATUS_CANCELLED : STATUS_NONE;
	return *status != STATUS_NONE;
}

const char *
impact_id(enum impact impact)
{
	return impacts[impact];
}

/* ---- The heading of an update ---- */

struct reader {
	struct pool *pool;
	const struct config *config;
	const struct registers *registers;
	const struct document *document;
	struct incident *incident;
};

struct range {
	size_t start, end;
};

static struct range
trimmed(const char *text, struct range range)
{
	while (range.start < range.end && g_ascii_isspace(text[range.start]))
		range.start++;
	while (range.end > range.start && g_ascii_isspace(text[range.end - 1]))
		range.end--;
	return range;
}

static struct text
range_text(const struct reader *reader, const struct block_row *block, struct range range)
{
	const struct markdown *body = &reader->document->body;

	return (struct text){
		.s = pool_strndup(reader->pool, markdown_text(body, block->text) + range.start, range.end - range.start),
		.span = markdown_text_span(body, block, range.start, range.end),
	};
}

/* The bytes of a separator at a place, or 0.  A hyphen counts between blanks only. */
static size_t
separator_length(const char *text, size_t at, size_t length)
{
	static const char *const separators[] = { "—", "–", "−", "·", "•", "|", " - ", ", " };

	for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
		const size_t size = strlen(separators[i]);

		if (at + size <= length && strncmp(text + at, separators[i], size) == 0)
			return size;
	}
	return 0;
}

/* The part of a heading from at to the next separator; *next is what follows it. */
static struct range
part_at(const char *text, size_t at, size_t length, size_t *next)
{
	for (size_t end = at; end < length; end++) {
		const size_t separator = separator_length(text, end, length);

		if (!separator)
			continue;
		*next = end + separator;
		return trimmed(text, (struct range){ at, end });
	}
	*next = length + 1;
	return trimmed(text, (struct range){ at, length });
}

/* Past an emoji or another sign before the words. */
static struct range
without_signs(const char *text, struct range range)
{
	while (range.start < range.end && !g_unichar_isalnum(g_utf8_get_char(text + range.start)))
		range.start = (size_t)(g_utf8_next_char(text + range.start) - text);
	while (range.end > range.start && strchr(":.!", text[range.end - 1]))
		range.end--;
	return trimmed(text, range);
}

static enum update_status
status_of(const char *text, struct range range)
{
	g_autofree char *words = g_strndup(text + range.start, range.end - range.start);
	enum update_status status;

	update_status_find(words, &status);
	return status;
}

/* Longer parts are a sentence. */
#define MAX_PART 100

/* "Investigating 2026-03-21 02:31" and "2026-03-21 02:31: Investigating": where the words end and the digits begin. */
static bool
split_without_separator(const char *text, struct range part, struct range *status, struct range *time)
{
	if (part.end - part.start > MAX_PART)
		return false;
	for (size_t at = part.start + 1; at + 1 < part.end; at++) {
		const struct range front = without_signs(text, (struct range){ part.start, at });
		const struct range back = without_signs(text, (struct range){ at, part.end });

		if (text[at] != ' ' && text[at] != ':' && text[at] != '(')
			continue;
		if (status_of(text, front) != STATUS_NONE && g_ascii_isdigit(text[back.start])) {
			*status = front;
			*time = (struct range){ back.start, back.end - (text[back.end - 1] == ')') };
			return true;
		}
		if (g_ascii_isdigit(text[front.start]) && status_of(text, back) != STATUS_NONE) {
			*status = back;
			*time = front;
			return true;
		}
	}
	return false;
}

static void
set_status(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	if (update->status != STATUS_NONE || (update->status_text.s && status_of(text, range) == STATUS_NONE))
		return;
	update->status = status_of(text, range);
	update->status_text = range_text(reader, block, range);
}

static void
set_time(const struct reader *reader, struct update *update, const struct block_row *block, struct range range)
{
	const char *text = markdown_text(&reader->document->body, block->text) + range.start;
	const char *problem = NULL;
	struct stamp stamp;

	if (update->time_text.s)
		return;
	update->time_text = range_text(reader, block, range);
	if (!stamp_read(text, range.end - range.start, reader->config->zone, &stamp, &problem))
		update->time_problem = problem ? problem : "it is no date and time";
	else if (stamp.day_only)
		update->time_problem = "it has no time of day";
	else
		update->at = stamp.at, update->time_problem = NULL;
}

static void
read_heading(const struct reader *reader, struct update *update, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	update->at = update->promised = TIME_NONE;
	update->time_problem = "there is none";
	for (size_t at = 0; at <= block->text.length;) {
		struct range part = part_at(text, at, block->text.length, &at), status, time;

		if (part.start == part.end)
			continue;
		if (split_without_separator(text, part, &status, &time)) {
			set_status(reader, update, block, status);
			set_time(reader, update, block, time);
		} else if (g_ascii_isdigit(text[part.start])) {
			set_time(reader, update, block, part);
		} else {
			part = without_signs(text, part);
			if (part.start < part.end)
				set_status(reader, update, block, part);
		}
	}
}

/* ---- Affects ---- */

static bool
read_state(const struct reader *reader, const struct block_row *block, struct range range, struct affect *affect)
{
	const struct text words = range_text(reader, block, trimmed(markdown_text(&reader->document->body, block->text), range));

	affect->state_span = words.span;
	affect->state_known = state_find(words.s, &affect->state);
	return affect->state_known;
}

/* "payments (partial outage)", "payments: partial outage", "payments — partial outage", "payments". */
static struct affect
read_affect(const struct reader *reader, const struct block_row *block, struct range range)
{
	static const char *const marks[] = { ": ", " — ", " – ", " - " };
	const char *text = markdown_text(&reader->document->body, block->text);
	struct affect affect = { .name = range_text(reader, block, range), .state = STATE_OPERATIONAL };
	const char *open;

	affect.service = component_find(reader->registers, affect.name.s);
	if (affect.service)
		return affect;
	open = g_strrstr_len(text + range.start, (gssize)(range.end - range.start), "(");
	if (open && text[range.end - 1] == ')') {
		read_state(reader, block, (struct range){ (size_t)(open - text) + 1, range.end - 1 }, &affect);
		range.end = (size_t)(open - text);
	}
	for (size_t i = 0; !open && i < G_N_ELEMENTS(marks); i++) {
		const char *mark = g_strstr_len(text + range.start, (gssize)(range.end - range.start), marks[i]);

		if (!mark)
			continue;
		read_state(reader, block, (struct range){ (size_t)(mark - text) + strlen(marks[i]), range.end }, &affect);
		range.end = (size_t)(mark - text);
		break;
	}
	affect.name = range_text(reader, block, trimmed(text, range));
	affect.service = component_find(reader->registers, affect.name.s);
	return affect;
}

static size_t
part_end(const char *text, size_t at, size_t end)
{
	int depth = 0;

	for (; at < end; at++) {
		depth += (text[at] == '(') - (text[at] == ')');
		if (depth <= 0 && (text[at] == ',' || text[at] == ';'))
			return at;
	}
	return end;
}

/* A name and a full stop: sentences end so. */
static struct range
without_stop(const char *text, struct range range)
{
	range = trimmed(text, range);
	if (range.end > range.start && text[range.end - 1] == '.')
		range.end--;
	return range;
}

static void
read_affects(const struct reader *reader, const struct block_row *block, struct range line, GArray *affects)
{
	const char *text = markdown_text(&reader->document->body, block->text);

	for (size_t at = line.start; at < line.end;) {
		const size_t end = part_end(text, at, line.end);
		const struct range range = without_stop(text, (struct range){ at, end });

		if (range.start < range.end) {
			const struct affect affect = read_affect(reader, block, range);

			g_array_append_val(affects, affect);
		}
		at = end + 1;
	}
}

/* Where what "Affects:" names begins in a line, or 0. */
static size_t
affects_start(const char *line, size_t length)
{
	const char *text = line + strspn(line, " \t");
	const size_t before = (size_t)(text - line);

	if (before + strlen("Affects:") > length || g_ascii_strncasecmp(text, "Affects:", strlen("Affects:")) != 0)
		return 0;
	return before + strlen("Affects:");
}

/* The list below a paragraph that is only "Affects:". */
static void
read_affects_list(const struct reader *reader, uint32_t list, GArray *affects)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = list + 1; row < body->blocks[list].end_row; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_PARAGRAPH)
			read_affects(reader, block, (struct range){ 0, block->text.length }, affects);
	}
}

/* Lines of a paragraph from the one that says "Affects:" on, as long as they go on with a comma. */
static bool
read_affects_paragraph(const struct reader *reader, uint32_t row, GArray *affects)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];
	const char *text = markdown_text(body, block->text);
	bool found = false, goes_on = false;

	for (size_t at = 0; at < block->text.length;) {
		const char *newline = memchr(text + at, '\n', block->text.length - at);
		const size_t end = newline ? (size_t)(newline - text) : block->text.length;
		const size_t start = goes_on ? 0 : affects_start(text + at, end - at);

		if (start || goes_on) {
			const struct range line = trimmed(text, (struct range){ at + start, end });

			found = true;
			read_affects(reader, block, line, affects);
			goes_on = line.start < line.end && text[line.end - 1] == ',';
		}
		at = end + 1;
	}
	return found;
}

static void
find_affects(const struct reader *reader, struct update *update)
{
	const struct markdown *body = &reader->document->body;
	g_autoptr(GArray) affects = g_array_new(false, true, sizeof(struct affect));

	update->affects_row = ROW_NONE;
	for (uint32_t row = update->first_row; row < update->end_row; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind != BLOCK_PARAGRAPH || !read_affects_paragraph(reader, row, affects))
			continue;
		if (update->affects_row == ROW_NONE)
			update->affects_row = row;
		update->has_affects = true;
		if (!affects->len && block->end_row < update->end_row && body->blocks[block->end_row].kind == BLOCK_LIST)
			read_affects_list(reader, block->end_row, affects);
	}
	update->affects = pool_memdup(reader->pool, affects->data, affects->len * sizeof(struct affect));
	update->affect_count = affects->len;
}

/* ---- Promises ---- */

/* Words that come before the time in which an update is promised. */
static const char *const promise_joints[] = { " within ", " in ", " every ", " at ", " by ", " no later than ", " around ", NULL };

static bool
is_promise(const char *sentence, size_t length)
{
	static const char *const signs[] = {
		"next update", "another update", "further update", "more updates", "will update", "will provide", "will share",
		"will post", "will give", "update you", "updates every", "update every", "update again", NULL
	};

	if (!text_find_nocase(sentence, length, "update"))
		return false;
	for (size_t i = 0; signs[i]; i++)
		if (text_find_nocase(sentence, length, signs[i]))
			return true;
	return false;
}

/* "30 minutes", "the hour", "the next 30 minutes", "half an hour"; DURATION_NONE. */
static int64_t
promised_duration(const char *text, size_t length)
{
	static const char *const noise[] = { "the ", "next ", "about ", "around ", "approximately ", "another ", "roughly " };
	static const struct {
		const char *words;
		int64_t seconds;
	} wholes[] = {
		{ "half an hour", 1800 }, { "half hour", 1800 }, { "hour", 3600 }, { "an hour", 3600 }, { "day", 86400 },
	};
	int64_t seconds;
	size_t used;

	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++) {
		const size_t size = strlen(noise[i]);

		if (length > size && g_ascii_strncasecmp(text, noise[i], size) == 0)
			text += size, length -= size;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(wholes); i++) {
		const size_t size = strlen(wholes[i].words);

		if (length >= size && g_ascii_strncasecmp(text, wholes[i].words, size) == 0 && (length == size || !g_ascii_isalnum(text[size])))
			return wholes[i].seconds;
	}
	return duration_read_prose(text, length, &seconds, &used) ? seconds : DURATION_NONE;
}

/* "14:30 UTC" on the update's day, or the day after where that is past. */
static int64_t
promised_clock(const struct reader *reader, const struct update *update, const char *text, size_t length)
{
	const struct wall_zone zone = { .zone = reader->config->zone };
	struct wall_time wall;
	int64_t at;

	if (!wall_time_read(reader->pool, text, length, &wall) || !wall.has_clock || wall.why)
		return TIME_NONE;
	at = wall_time_at(&wall, zone, update->at);
	if (at != TIME_NONE && !wall.has_day && at < update->at)
		at = time_add_days(reader->config->zone, at, 1);
	return at;
}

static int64_t
promised_at(const struct reader *reader, const struct update *update, const char *text, size_t length)
{
	const int64_t seconds = promised_duration(text, length);

	if (seconds != DURATION_NONE)
		return update->at + seconds;
	return promised_clock(reader, update, text, length);
}

/* "Next update: 14:30 UTC." and "Next update 30 minutes." have no such word between. */
static const char *
after_next_update(const char *text, size_t length)
{
	const char *found = text_find_nocase(text, length, "next update");
	const char *end = text + length;

	if (!found)
		return NULL;
	found += strlen("next update");
	while (found < end && strchr(": ", *found))
		found++;
	return found < end ? found : NULL;
}

static bool
read_promise(const struct reader *reader, struct update *update, const struct block_row *block, struct range sentence)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	const size_t length = sentence.end - sentence.start;
	const char *update_word = text_find_nocase(text + sentence.start, length, "update");
	const char *direct = after_next_update(text + sentence.start, length);
	const char *end = text + sentence.end;

	if (direct)
		update->promised = promised_at(reader, update, direct, (size_t)(end - direct));
	for (size_t i = 0; promise_joints[i] && update->promised == TIME_NONE; i++) {
		const char *joint = text_find_nocase(update_word, (size_t)(end - update_word), promise_joints[i]);

		if (joint) {
			joint += strlen(promise_joints[i]);
			update->promised = promised_at(reader, update, joint, (size_t)(end - joint));
		}
	}
	if (update->promised != TIME_NONE)
		update->promise_span = markdown_text_span(&reader->document->body, block, sentence.start, sentence.end);
	return update->promised != TIME_NONE;
}

static size_t
sentence_end(const char *text, size_t at, size_t length)
{
	for (; at < length; at++)
		if (strchr(".!?", text[at]) && (at + 1 == length || g_ascii_isspace(text[at + 1])))
			return at;
	return length;
}

static bool
read_promises(const struct reader *reader, struct update *update, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	g_autofree char *flat = g_strdelimit(g_strndup(text, block->text.length), "\n", ' ');

	for (size_t at = 0; at < block->text.length;) {
		const size_t end = sentence_end(flat, at, block->text.length);
		const struct range sentence = trimmed(flat, (struct range){ at, end });

		if (is_promise(flat + sentence.start, sentence.end - sentence.start) && read_promise(reader, update, block, sentence))
			return true;
		at = end + 1;
	}
	return false;
}

static void
find_promise(const struct reader *reader, struct update *update)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = update->first_row; row < update->end_row && update->at != TIME_NONE; row++)
		if (body->blocks[row].kind == BLOCK_PARAGRAPH && read_promises(reader, update, &body->blocks[row]))
			return;
}

/* ---- Updates ---- */

static bool
is_update_block(const struct document *document, uint32_t row, bool bold)
{
	const struct block_row *block = &document->body.blocks[row];

	if (block->parent != ROW_NONE || row == document->title_row)
		return false;
	return bold ? block->kind == BLOCK_PARAGRAPH && block->flags & BLOCK_BOLD : block->kind == BLOCK_HEADING;
}

/* The level of headings that are updates: 2, else the smallest there is; 0: bold paragraphs are. */
static uint8_t
update_level(const struct document *document)
{
	uint8_t smallest = 0;

	for (uint32_t row = 0; row < document->body.block_count; row++) {
		const uint8_t level = document->body.blocks[row].level;

		if (!is_update_block(document, row, false))
			continue;
		if (level == 2)
			return 2;
		if (!smallest || level < smallest)
			smallest = level;
	}
	return smallest;
}

static bool
begins_update(const struct document *document, uint32_t row, uint8_t level)
{
	if (!is_update_block(document, row, level == 0))
		return false;
	return level == 0 || document->body.blocks[row].level == level;
}

static bool
ends_update(const struct document *document, uint32_t row, uint8_t level)
{
	if (begins_update(document, row, level))
		return true;
	return is_update_block(document, row, false) && document->body.blocks[row].level < level;
}

static struct update
read_update(const struct reader *reader, uint32_t row, uint8_t level)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];
	struct update update = {
		.span = markdown_block_span(body, block),
		.heading = row,
		.first_row = block->end_row,
		.end_row = block->end_row,
	};

	while (update.end_row < body->block_count && !ends_update(reader->document, update.end_row, level))
		update.end_row++;
	read_heading(reader, &update, block);
	find_affects(reader, &update);
	find_promise(reader, &update);
	return update;
}

static GArray *
find_updates(const struct reader *reader)
{
	const uint8_t level = update_level(reader->document);
	GArray *updates = g_array_new(false, true, sizeof(struct update));

	for (uint32_t row = 0; row < reader->document->body.block_count; row++) {
		struct update update;

		if (!begins_update(reader->document, row, level))
			continue;
		update = read_update(reader, row, level);
		/* a bold line that names no status is a bold line */
		if (level == 0 && update.status == STATUS_NONE)
			continue;
		g_array_append_val(updates, update);
	}
	return updates;
}

static bool
is_newest_first(const GArray *updates)
{
	int64_t first = TIME_NONE, last = TIME_NONE;

	for (guint i = 0; i < updates->len; i++) {
		const int64_t at = g_array_index(updates, struct update, i).at;

		if (at == TIME_NONE)
			continue;
		if (first == TIME_NONE)
			first = at;
		last = at;
	}
	return first > last;
}

/* Oldest first; those without a time last; the order of the text decides between equals. */
static int
compare_updates(const void *one, const void *other)
{
	const struct update *a = one, *b = other;

	if ((a->at == TIME_NONE) != (b->at == TIME_NONE))
		return a->at == TIME_NONE ? 1 : -1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->heading < b->heading ? -1 : a->heading > b->heading;
}

static int
compare_updates_newest_first(const void *one, const void *other)
{
	const struct update *a = one, *b = other;

	return a->at == b->at ? compare_updates(other, one) : compare_updates(one, other);
}

static void
read_updates(struct reader *reader)
{
	struct incident *incident = reader->incident;
	g_autoptr(GArray) updates = find_updates(reader);

	incident->newest_first = is_newest_first(updates);
	g_array_sort(updates, incident->newest_first ? compare_updates_newest_first : compare_updates);
	for (guint i = 0; i < updates->len; i++)
		g_array_index(updates, struct update, i).anchor = pool_printf(reader->pool, "update-%u", i + 1);
	incident->updates = pool_memdup(reader->pool, updates->data, updates->len * sizeof(struct update));
	incident->update_count = updates->len;
}

/* ---- Status over time ---- */

static bool
is_end(enum update_status status)
{
	return status == STATUS_RESOLVED || status == STATUS_COMPLETED || status == STATUS_CANCELLED || status == STATUS_POSTMORTEM;
}

/* When it ended, from the updates up to an instant; TIME_NONE: it has not. */
static int64_t
ended_by(const struct incident *incident, int64_t at)
{
	int64_t ended = TIME_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > at)
			break;
		if (update->status == STATUS_NONE)
			continue;
		if (!is_end(update->status))
			ended = TIME_NONE;
		else if (ended == TIME_NONE || update->status != STATUS_POSTMORTEM)
			ended = update->at;
	}
	return ended;
}

static void
find_status(struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].status != STATUS_NONE && incident->updates[i].at != TIME_NONE)
			incident->status = incident->updates[i].status;
	incident->resolved = ended_by(incident, INT64_MAX);
	if (incident->started == TIME_NONE && incident->update_count)
		incident->started = incident->updates[0].at;
}

/* When a window begins to matter: never before its start. */
static int64_t
window_begin(const struct incident *incident)
{
	int64_t first = TIME_NONE;

	for (size_t i = 0; i < incident->update_count && first == TIME_NONE; i++)
		if (incident->updates[i].status == STATUS_IN_PROGRESS)
			first = incident->updates[i].at;
	return incident->started != TIME_NONE ? incident->started : first;
}

/* Whether an update says after the planned end that work goes on. */
static bool
is_prolonged(const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if ((update->status == STATUS_IN_PROGRESS || update->status == STATUS_VERIFYING) && update->at != TIME_NONE && update->at >= incident->ends)
			return true;
	}
	return false;
}

/* TIME_NONE: no end is known. */
static int64_t
window_end(const struct incident *incident)
{
	if (incident->resolved != TIME_NONE)
		return incident->resolved;
	return is_prolonged(incident) ? TIME_NONE : incident->ends;
}

/* ---- Components over time ---- */

/* The states of all components while the updates are gone through. */
struct states {
	struct reader *reader;
	enum state *of; /* one for each of incident->components */
	GArray *changes;
};

static enum state
state_of_impact(const struct document *document)
{
	const struct text impact = document_text(document, "impact");

	if (!impact.s)
		return STATE_DEGRADED;
	if (strcmp(impact.s, "critical") == 0)
		return STATE_MAJOR;
	if (strcmp(impact.s, "major") == 0)
		return STATE_PARTIAL;
	return strcmp(impact.s, "none") == 0 ? STATE_OPERATIONAL : STATE_DEGRADED;
}

static size_t
component_index(const struct incident *incident, const struct service *service)
{
	for (size_t i = 0; i < incident->component_count; i++)
		if (incident->components[i] == service)
			return i;
	return SIZE_MAX;
}

static void
change_state(struct states *all, size_t index, enum state state, int64_t at, const struct update *update)
{
	const struct change change = {
		.at = at,
		.service = all->reader->incident->components[index],
		.state = state,
		.update = update,
	};

	if (all->of[index] == state || at == TIME_NONE)
		return;
	all->of[index] = state;
	g_array_append_val(all->changes, change);
}

static void
change_all(struct states *all, enum state state, int64_t at, const struct update *update)
{
	for (size_t i = 0; i < all->reader->incident->component_count; i++)
		change_state(all, i, state, at, update);
}

/* The state that an affect gives: what it says, else what the impact or the window means; false: none that can be told. */
static bool
affected_state(const struct reader *reader, const struct affect *affect, enum state *state)
{
	if (!affect->service || (affect->state_span.source && !affect->state_known))
		return false;
	*state = affect->state;
	if (!affect->state_known)
		*state = reader->incident->maintenance ? STATE_MAINTENANCE : state_of_impact(reader->document);
	return true;
}

/* What an update says holds last; the others return to operational where it ends the incident. */
static void
apply_update(struct states *all, const struct update *update, int64_t at)
{
	const struct incident *incident = all->reader->incident;
	g_autofree bool *named = g_new0(bool, incident->component_count + 1);

	for (size_t i = 0; i < update->affect_count; i++) {
		const size_t index = component_index(incident, update->affects[i].service);
		enum state state;

		if (index == SIZE_MAX || !affected_state(all->reader, &update->affects[i], &state))
			continue;
		if (is_end(update->status) && !update->affects[i].state_known)
			continue;
		named[index] = true;
		change_state(all, index, state, at, update);
	}
	for (size_t i = 0; is_end(update->status) && i < incident->component_count; i++)
		if (!named[i])
			change_state(all, i, STATE_OPERATIONAL, at, update);
}

static bool
has_any_affects(const struct incident *incident)
{
	for (size_t i = 0; i < incident->update_count; i++)
		if (incident->updates[i].has_affects)
			return true;
	return false;
}

static const struct update *
first_dated(const struct incident *incident)
{
	return incident->update_count && incident->updates[0].at != TIME_NONE ? &incident->updates[0] : NULL;
}

/* Without any "Affects:" the named components are in the impact's state while it is open. */
static void
change_by_impact(struct states *all)
{
	const struct incident *incident = all->reader->incident;
	const enum state state = state_of_impact(all->reader->document);
	const struct update *first = first_dated(incident);
	bool open = true;

	change_all(all, state, first ? first->at : incident->started, first);
	for (size_t i = 0; i < incident->update_count && incident->updates[i].at != TIME_NONE; i++) {
		const struct update *update = &incident->updates[i];

		if (update->status == STATUS_NONE || is_end(update->status) != open)
			continue;
		open = !open;
		change_all(all, open ? state : STATE_OPERATIONAL, update->at, update);
	}
}

static void
change_in_incident(struct states *all)
{
	const struct incident *incident = all->reader->incident;

	if (!has_any_affects(incident)) {
		change_by_impact(all);
		return;
	}
	for (size_t i = 0; i < incident->update_count && incident->updates[i].at != TIME_NONE; i++)
		apply_update(all, &incident->updates[i], incident->updates[i].at);
}

/* What updates before the window say of states holds from its begin. */
static void
begin_window(struct states *all, int64_t begin)
{
	const struct incident *incident = all->reader->incident;
	g_autofree enum state *planned = g_new(enum state, incident->component_count + 1);
	const struct update *in_force = NULL;

	for (size_t i = 0; i < incident->component_count; i++)
		planned[i] = STATE_MAINTENANCE;
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > begin)
			break;
		in_force = update;
		for (size_t j = 0; j < update->affect_count; j++) {
			const size_t index = component_index(incident, update->affects[j].service);

			if (index != SIZE_MAX)
				affected_state(all->reader, &update->affects[j], &planned[index]);
		}
	}
	for (size_t i = 0; i < incident->component_count; i++)
		change_state(all, i, planned[i], begin, in_force);
}

static void
change_in_window(struct states *all)
{
	const struct incident *incident = all->reader->incident;
	const int64_t begin = window_begin(incident), end = window_end(incident);

	if (begin == TIME_NONE || (end != TIME_NONE && end <= begin))
		return;
	begin_window(all, begin);
	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at != TIME_NONE && update->at > begin && (end == TIME_NONE || update->at <= end))
			apply_update(all, update, update->at);
	}
	if (incident->resolved == TIME_NONE)
		change_all(all, STATE_OPERATIONAL, end, NULL);
}

static void
find_changes(struct reader *reader)
{
	struct incident *incident = reader->incident;
	g_autoptr(GArray) changes = g_array_new(false, true, sizeof(struct change));
	g_autofree enum state *of = g_new0(enum state, incident->component_count + 1);
	struct states all = { .reader = reader, .of = of, .changes = changes };

	if (incident->maintenance)
		change_in_window(&all);
	else
		change_in_incident(&all);
	incident->changes = pool_memdup(reader->pool, changes->data, changes->len * sizeof(struct change));
	incident->change_count = changes->len;
}

static bool
is_named(const struct reader *reader, const struct service *service)
{
	const struct incident *incident = reader->incident;
	const struct texts names = document_texts(reader->document, "components");

	for (size_t i = 0; i < names.count; i++)
		if (component_find(reader->registers, names.items[i].s) == service)
			return true;
	for (size_t i = 0; i < incident->update_count; i++)
		for (size_t j = 0; j < incident->updates[i].affect_count; j++)
			if (incident->updates[i].affects[j].service == service)
				return true;
	return false;
}

static void
find_components(struct reader *reader)
{
	const struct list *list = &reader->registers->services;
	const struct service *services = REGISTER_ITEMS(*list, struct service);
	const struct service **components = pool_array(reader->pool, const struct service *, list->count);
	struct incident *incident = reader->incident;

	for (size_t i = 0; i < list->count; i++)
		if (is_named(reader, &services[i]))
			components[incident->component_count++] = &services[i];
	incident->components = components;
}

/* ---- The whole ---- */

static enum impact
find_impact(const struct incident *incident)
{
	static const enum impact of[STATE_COUNT] = {
		[STATE_OPERATIONAL] = IMPACT_NONE,
		[STATE_MAINTENANCE] = IMPACT_NONE,
		[STATE_DEGRADED] = IMPACT_MINOR,
		[STATE_PARTIAL] = IMPACT_MAJOR,
		[STATE_MAJOR] = IMPACT_CRITICAL,
	};
	const struct text given = document_text(incident->document, "impact");
	enum state worst = STATE_OPERATIONAL;

	if (incident->maintenance)
		return IMPACT_MAINTENANCE;
	for (size_t i = 0; given.s && i < IMPACT_MAINTENANCE; i++)
		if (strcmp(given.s, impacts[i]) == 0)
			return (enum impact)i;
	for (size_t i = 0; i < incident->change_count; i++)
		worst = MAX(worst, incident->changes[i].state);
	return of[worst];
}

static void
read_fields(struct reader *reader)
{
	const struct document *document = reader->document;
	struct incident *incident = reader->incident;
	const struct text severity = document_text(document, "severity");
	const struct text visibility = document_text(document, "visibility");

	incident->document = document;
	incident->maintenance = document->kind->role == ROLE_MAINTENANCE;
	incident->is_public = !visibility.s || strcmp(visibility.s, "internal") != 0;
	incident->severity = severity.s ? severity_find(reader->registers, severity.s) : NULL;
	incident->started = document_moment(document, incident->maintenance ? "starts" : "started").stamp.at;
	incident->ends = incident->maintenance ? document_moment(document, "ends").stamp.at : TIME_NONE;
}

struct incident *
incident_read(struct pool *pool, const struct config *config, const struct registers *registers, const struct document *document)
{
	struct reader reader = {
		.pool = pool,
		.config = config,
		.registers = registers,
		.document = document,
		.incident = pool_new0(pool, struct incident),
	};

	read_fields(&reader);
	read_updates(&reader);
	find_components(&reader);
	find_status(reader.incident);
	find_changes(&reader);
	reader.incident->impact = find_impact(reader.incident);
	return reader.incident;
}

/* ---- At an instant ---- */

enum state
incident_state(const struct incident *incident, const struct service *service, int64_t at)
{
	enum state state = STATE_OPERATIONAL;

	for (size_t i = 0; i < incident->change_count && incident->changes[i].at <= at; i++)
		if (incident->changes[i].service == service)
			state = incident->changes[i].state;
	return state;
}

static bool
is_window_open(const struct incident *incident, int64_t at)
{
	const int64_t begin = window_begin(incident), end = window_end(incident);

	return begin != TIME_NONE && begin <= at && (end == TIME_NONE || at < end);
}

bool
incident_is_open(const struct incident *incident, int64_t at)
{
	if (incident->maintenance)
		return is_window_open(incident, at);
	if (incident->started == TIME_NONE || incident->started > at)
		return false;
	return ended_by(incident, at) == TIME_NONE;
}

static enum update_status
window_status(const struct incident *incident, int64_t at, enum update_status said)
{
	if (is_end(said))
		return said;
	if (!is_window_open(incident, at)) {
		const int64_t begin = window_begin(incident);

		return begin != TIME_NONE && at >= begin ? STATUS_COMPLETED : STATUS_SCHEDULED;
	}
	return said == STATUS_VERIFYING ? said : STATUS_IN_PROGRESS;
}

enum update_status
incident_status(const struct incident *incident, int64_t at)
{
	enum update_status said = STATUS_NONE;

	for (size_t i = 0; i < incident->update_count; i++) {
		const struct update *update = &incident->updates[i];

		if (update->at == TIME_NONE || update->at > at)
			break;
		if (update->status != STATUS_NONE)
			said = update->status;
	}
	if (incident->maintenance)
		return window_status(incident, at, said);
	if (said == STATUS_NONE && incident->started != TIME_NONE && incident->started <= at)
		return STATUS_INVESTIGATING;
	return said;
}
