/* The form of an update's heading: that of those which are there. */
#include "model/amend_parts.h"

#include <glib.h>
#include <string.h>

#include "base/pool.h"
#include "base/time.h"

/* ---- marks ---- */

static bool
is_made_of(const char *bytes, size_t length, const char *const *marks)
{
	for (size_t at = 0, i = 0; at < length; i = 0) {
		while (marks[i] && strncmp(bytes + at, marks[i], MIN(strlen(marks[i]), length - at)) != 0)
			i++;
		if (!marks[i] || strlen(marks[i]) > length - at)
			return false;
		at += strlen(marks[i]);
	}
	return true;
}

/* What may stand around a status and a time, and says nothing. */
static const char *const marks_before[] = { "#", " ", "\t", "*", "_", "[", "(", NULL };
static const char *const marks_between[] = { " ", "\t", "—", "–", "-", "·", "|", ":", ",", "(", "[", "]", "*", "_", "@", "at ", NULL };
static const char *const marks_after[] = { " ", "\t", "#", "*", "_", ")", "]", ":", NULL };

static const char *
piece(struct pool *pool, const struct source *source, size_t start, size_t end, const char *const *marks)
{
	if (start > end || !is_made_of(source->bytes + start, end - start, marks))
		return NULL;
	return pool_strndup(pool, source->bytes + start, end - start);
}

/* The marks around the status and the time of an update; false: there is more than marks. */
static bool
take_marks(struct pool *pool, const struct document *document, const struct update *update, struct form *form)
{
	const struct block_row *block = &document->body.blocks[update->heading];
	const struct span status = update->status_text.span, time = update->time_text.span;
	const struct span first = status.start < time.start ? status : time, last = status.start < time.start ? time : status;
	struct form taken = *form;

	if (!status.source || !time.source || first.start < block->start || last.end > block->end)
		return false;
	taken.before = piece(pool, document->source, block->start, first.start, marks_before);
	taken.between = piece(pool, document->source, first.end, last.start, marks_between);
	taken.after = piece(pool, document->source, last.end, block->end, marks_after);
	taken.time_first = time.start < status.start;
	if (!taken.before || !taken.between || !*taken.between || !taken.after)
		return false;
	*form = taken;
	return true;
}

/* ---- ends of lines ---- */

const char *
form_eol(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == '\n')
			return "\n";
		if (bytes[i] == '\r')
			return i + 1 < size && bytes[i + 1] == '\n' ? "\r\n" : "\r";
	}
	return "\n";
}

/* ---- the form ---- */

const struct update *
amend_last(const struct incident *incident)
{
	const struct update *last = NULL;

	for (size_t i = 0; incident && i < incident->update_count; i++)
		if (incident->updates[i].at != TIME_NONE && incident->updates[i].status != STATUS_NONE)
			last = &incident->updates[i];
	return last;
}

struct form
form_find(struct pool *pool, const struct incident *incident)
{
	const struct update *last = amend_last(incident);
	struct form form = {
		.before = "## ",
		.between = " — ",
		.after = "",
		.time_at = TIME_NONE,
		.eol = "\n",
	};
	uint8_t level;

	if (!incident)
		return form;
	form.eol = form_eol(incident->document->source->bytes, incident->document->source->size);
	if (!last)
		return form;
	form.time = last->time_text.s;
	form.time_at = last->at;
	level = incident->document->body.blocks[last->heading].level;
	form.before = level ? pool_printf(pool, "%.*s ", level, "######") : "**";
	form.after = level ? "" : "**";
	take_marks(pool, incident->document, last, &form);
	return form;
}

/* ---- the time ---- */

/* Behind the clock in a time as written, "14:05:30", or NULL where there is none. */
static const char *
behind_clock(const char *time)
{
	const char *p = strchr(time, ':');

	if (!p || !g_ascii_isdigit(p[1]))
		return NULL;
	for (p++; g_ascii_isdigit(*p) || ((*p == ':' || *p == '.') && g_ascii_isdigit(p[1])); p++)
		;
	return p;
}

static bool
reads_as(const char *text, const struct config *config, int64_t at)
{
	struct stamp stamp;

	return stamp_read(text, strlen(text), config->zone, &stamp, NULL) && stamp.at == at;
}

/* The zone in which an abbreviation was right at an instant: the site's, else the one that it is known from. */
static const struct zone *
zone_of_abbreviation(struct pool *pool, const struct config *config, const char *word, int64_t at)
{
	struct abbreviation abbreviation;
	const struct zone *zone = config->zone;

	if (strcmp(zone_abbreviation(pool, zone, at), word) == 0)
		return zone;
	if (!abbreviation_find(word, strlen(word), &abbreviation) || !abbreviation.region)
		return NULL;
	zone = zone_find(pool, abbreviation.region);
	return zone && strcmp(zone_abbreviation(pool, zone, at), word) == 0 ? zone : NULL;
}

static const char *
clock_text(struct pool *pool, struct civil civil, char joint)
{
	return pool_printf(pool, "%04d-%02d-%02d%c%02d:%02d", civil.year, civil.month, civil.day, joint, civil.hour, civil.minute);
}

/* "Z", "+01:00", "UTC+2": what is added to UTC by words that say so. */
static bool
offset_of(struct pool *pool, const char *tail, int64_t *offset)
{
	const char *text = pool_printf(pool, "2000-01-01 00:00%s", tail);
	struct stamp stamp, utc;

	if (!stamp_read(text, strlen(text), zone_utc(), &stamp, NULL) || !stamp_read("2000-01-01 00:00Z", 17, zone_utc(), &utc, NULL))
		return false;
	*offset = utc.at - stamp.at;
	return true;
}

/* The time in the zone that the document writes behind its clocks, or NULL. */
static const char *
time_like(struct pool *pool, const struct config *config, const struct form *form, int64_t at)
{
	const char *tail = form->time ? behind_clock(form->time) : NULL, *word;
	const char joint = form->time && strlen(form->time) > 10 && form->time[10] == 'T' ? 'T' : ' ';
	const struct zone *zone;
	int64_t offset;

	if (!tail)
		return NULL;
	if (!*tail)
		return clock_text(pool, time_to_civil(config->zone, at), joint);
	word = tail + strspn(tail, " ");
	zone = zone_of_abbreviation(pool, config, word, form->time_at);
	if (zone)
		return pool_printf(pool, "%s %s", clock_text(pool, time_to_civil(zone, at), joint), zone_abbreviation(pool, zone, at));
	zone = zone_find(pool, word);
	if (zone)
		return pool_printf(pool, "%s%s", clock_text(pool, time_to_civil(zone, at), joint), tail);
	if (!offset_of(pool, tail, &offset))
		return NULL;
	return pool_printf(pool, "%s%s", clock_text(pool, time_to_civil(zone_utc(), at + offset), joint), tail);
}

/* As the document writes times, else as the site does; where neither can be read back (an hour that comes twice), in UTC. */
static const char *
time_text(struct pool *pool, const struct config *config, const struct form *form, int64_t at)
{
	const char *text = time_like(pool, config, form, at);

	if (text && reads_as(text, config, at))
		return text;
	text = time_format(pool, config->zone, at);
	return reads_as(text, config, at) ? text : time_format(pool, zone_utc(), at);
}

const char *
form_heading(struct pool *pool, const struct config *config, const struct form *form, enum update_status status, int64_t at)
{
	const char *words = update_status_words(status), *time = time_text(pool, config, form, at);

	return pool_printf(pool, "%s%s%s%s%s", form->before, form->time_first ? time : words, form->between,
	    form->time_first ? words : time, form->after);
}
