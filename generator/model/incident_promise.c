/* When an update promises the next one. */
#include "model/incident_parts.h"

#include <string.h>

#include "base/text.h"
#include "base/walltime.h"

/* Words that come before the time in which an update is promised. */
static const char *const promise_joints[] = {
	" within ", " in ", " every ", " at ", " by ", " before ", " no later than ", " around ", " until ", NULL
};

/* Words that promise an update. */
static const char *const signs[] = {
	"next update", "another update", "further update", "more updates", "update you", "updates every", "update every",
	"update again", "will update", "expect an update", "be an update", "have an update", "send an update", "post an update",
	"share an update", "give an update", "provide an update", "post again", "write again", "report again", "report back",
	"back with more", "tell you more", NULL
};

/* Words that do where "update" follows. */
static const char *const verbs[] = { "will provide", "will share", "will post", "will give", NULL };

/* Each of the above has one of these: most paragraphs have none. */
static const char *const hints[] = { "update", "again", "report back", "more", NULL };

/* What begins with the first of some words that a sentence has, or NULL. */
static const char *
find_any(const char *sentence, size_t length, const char *const *words)
{
	const char *found = NULL;

	for (size_t i = 0; words[i] && !found; i++)
		found = text_find_nocase(sentence, length, words[i]);
	return found;
}

/* The part of a sentence that promises an update, or NULL. */
static const char *
find_promise(const char *sentence, size_t length)
{
	const char *found = find_any(sentence, length, signs);

	if (found)
		return found;
	found = find_any(sentence, length, verbs);
	return found ? text_find_nocase(found, length - (size_t)(found - sentence), "update") : NULL;
}

/* "15 to 30 minutes", "15-30 minutes": the last counts. */
static size_t
lower_bound_length(const char *text, size_t length)
{
	static const char *const joints[] = { " to ", "-", "–", " or ", " - ", " – " };
	size_t digits = 0;

	while (digits < length && g_ascii_isdigit(text[digits]))
		digits++;
	for (size_t i = 0; digits && i < G_N_ELEMENTS(joints); i++) {
		const size_t size = strlen(joints[i]);

		if (digits + size < length && strncmp(text + digits, joints[i], size) == 0 && g_ascii_isdigit(text[digits + size]))
			return digits + size;
	}
	return 0;
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
	used = lower_bound_length(text, length);
	return duration_read_prose(text + used, length - used, &seconds, &used) ? seconds : DURATION_NONE;
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
read_promise(const struct reader *reader, struct update *update, const struct block_row *block, const char *text, struct range sentence)
{
	const size_t length = sentence.end - sentence.start;
	const char *promise = find_promise(text + sentence.start, length);
	const char *direct = after_next_update(text + sentence.start, length);
	const char *end = text + sentence.end;

	if (!promise)
		return false;
	if (direct)
		update->promised = promised_at(reader, update, direct, (size_t)(end - direct));
	for (size_t i = 0; promise_joints[i] && update->promised == TIME_NONE; i++) {
		const char *joint = text_find_nocase(promise, (size_t)(end - promise), promise_joints[i]);

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
	g_autofree char *flat = NULL;

	if (!find_any(text, block->text.length, hints))
		return false;
	flat = g_strdelimit(g_strndup(text, block->text.length), "\n", ' ');
	for (size_t at = 0; at < block->text.length;) {
		const size_t end = sentence_end(flat, at, block->text.length);
		const struct range sentence = incident_trimmed(flat, (struct range){ at, end });

		if (read_promise(reader, update, block, flat, sentence))
			return true;
		at = end + 1;
	}
	return false;
}

void
incident_find_promise(const struct reader *reader, struct update *update)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = update->first_row; row < update->end_row && update->at != TIME_NONE; row++)
		if (body->blocks[row].kind == BLOCK_PARAGRAPH && read_promises(reader, update, &body->blocks[row]))
			return;
}
