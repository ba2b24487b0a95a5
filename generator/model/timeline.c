/* Sections of a timeline, and the entries in lists, headings and lines. */
#include "model/timeline_parts.h"

#include <string.h>

#include "base/pool.h"
#include "base/text.h"
#include "base/walltime.h"

#define MINUTE 60
#define DAY 86400
#define HALF_DAY 43200

/* ---- The section's zone ---- */

static void
take_section_zone(struct reader *reader, const struct block_row *block, size_t from, size_t length)
{
	const struct markdown *body = &reader->document->body;
	const char *text = markdown_text(body, block->text);
	struct wall_zone zone;
	size_t start, end;

	if (reader->timeline.zone.s || !wall_zone_find(reader->pool, text + from, length, &zone, &start, &end))
		return;
	reader->zone = zone;
	reader->timeline.has_zone = true;
	reader->timeline.zone = (struct text){
		.s = pool_strndup(reader->pool, text + from + start, end - start),
		.span = markdown_text_span(body, block, from + start, from + end),
	};
	reader->zone_text = reader->timeline.zone;
}

/* The zone of the first time of the front matter that has one. */
static bool
find_document_zone(struct reader *reader, struct wall_zone *zone)
{
	const struct document *document = reader->document;

	for (size_t i = 0; i < document->value_count; i++) {
		const struct moment *moment = &document->values[i].moment;
		const struct source *source = moment->span.source;
		size_t start = moment->span.start;
		struct wall_time wall;

		if (!source || !moment->stamp.zoned)
			continue;
		start += start < moment->span.end && strchr("\"'", source->bytes[start]);
		if (!wall_time_read(reader->pool, source->bytes + start, moment->span.end - start, &wall) || !wall.zoned)
			continue;
		*zone = wall.zone;
		return true;
	}
	return false;
}

/* Where neither the section nor an entry has one: the site's, if it says one, else the document's. */
static struct wall_zone
find_zone(struct reader *reader)
{
	struct wall_zone zone;

	if (!reader->config->timezone.s && find_document_zone(reader, &zone))
		return zone;
	return (struct wall_zone){ .zone = reader->config->zone };
}

/* "All times in CET", "Timezone: Europe/London". */
static bool
speaks_of_zone(const char *line, size_t length)
{
	static const char *const phrases[] = {
		"all times", "times in ", "times are ", "times is ", "timestamps", "timezone", "time zone", "times:", NULL
	};

	for (size_t i = 0; phrases[i]; i++)
		if (text_find_nocase(line, length, phrases[i]))
			return true;
	return false;
}

static bool
is_outside(const struct block_row *block)
{
	return block->kind == BLOCK_QUOTE || block->kind == BLOCK_ALERT || block->kind == BLOCK_FOOTNOTE || block->kind == BLOCK_CODE;
}

static void
find_zone_lines(struct reader *reader, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	size_t at = 0;

	while (at < block->text.length) {
		const char *newline = memchr(text + at, '\n', block->text.length - at);
		const size_t end = newline ? (size_t)(newline - text) : block->text.length;

		if (speaks_of_zone(text + at, end - at))
			take_section_zone(reader, block, at, end - at);
		at = end + 1;
	}
}

static void
find_section_zone(struct reader *reader, const struct section *section, uint32_t end_row)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *heading = &body->blocks[section->heading];

	take_section_zone(reader, heading, 0, heading->text.length);
	for (uint32_t row = section->first_row; row < end_row && !reader->timeline.zone.s; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_PARAGRAPH)
			find_zone_lines(reader, block);
		else if (block->kind == BLOCK_CELL && body->blocks[block->parent].flags & BLOCK_HEAD)
			take_section_zone(reader, block, 0, block->text.length);
	}
}

/* ---- Entries ---- */

static void
set_base(struct reader *reader, int64_t base)
{
	reader->base = base;
	reader->base_is_day = base != TIME_NONE && time_day_start(reader->config->zone, base) == base;
}

/* Noon of the base's day in the zone in force: a day is the same day everywhere. */
static int64_t
day_in_zone(const struct reader *reader, struct wall_zone zone)
{
	struct civil civil = time_to_civil(reader->config->zone, reader->base);

	civil.hour = 12;
	return wall_zone_instant(zone, &civil);
}

static int64_t
reference_of(struct reader *reader, const struct wall_time *wall)
{
	const struct wall_zone zone = wall->zoned ? wall->zone : reader->zone;

	if (wall->relative && reader->first != TIME_NONE)
		return reader->first;
	if (!wall->relative && reader->last != TIME_NONE)
		return reader->last;
	if (reader->base == TIME_NONE)
		return wall->relative ? 0 : HALF_DAY;
	return reader->base_is_day && !wall->relative ? day_in_zone(reader, zone) : reader->base;
}

/* What a time with no day is compared with to see a midnight pass. */
static int64_t
before_of(const struct reader *reader)
{
	if (reader->last != TIME_NONE)
		return reader->last;
	return reader->base_is_day ? TIME_NONE : reader->base;
}

/* An hour that the clocks go back has each of its times twice: the later one. */
static int64_t
second_time(struct wall_zone zone, int64_t at)
{
	struct civil civil;

	if (!zone.zone)
		return at;
	civil = time_to_civil(zone.zone, at);
	return time_from_civil_last(zone.zone, &civil);
}

static int64_t
place_in_time(struct reader *reader, const struct wall_time *wall)
{
	const struct wall_zone zone = wall->zoned ? wall->zone : reader->zone;
	const int64_t before = before_of(reader);
	const int64_t step = reader->any_midnight && !reader->at_end ? 0 : HALF_DAY;
	int64_t at = wall_time_at(wall, reader->zone, reference_of(reader, wall));

	if (at == TIME_NONE || wall->relative)
		return at;
	if (before != TIME_NONE && at < before)
		at = second_time(zone, at);
	if (wall->has_day)
		return at;
	if (before != TIME_NONE && before - at > step)
		return wall_zone_add_days(zone, at, 1);
	reader->has_stepped_back |= before != TIME_NONE && before > at;
	return at;
}

static void
note_day(struct reader *reader, const struct wall_time *wall, int64_t at)
{
	const bool has_day = wall->has_day && wall->has_year;

	if (has_day && reader->first_day == TIME_NONE)
		reader->first_day = at;
	if (!has_day && reader->base == TIME_NONE && reader->last == TIME_NONE)
		reader->dayless = true;
	if (reader->first == TIME_NONE)
		reader->first = at;
	reader->last = at;
}

/* A time of day that can't be has a day all the same: that of those below it. */
static void
keep_day(struct reader *reader, const struct wall_time *wall)
{
	struct wall_time day = *wall;
	int64_t at;

	if (!wall->has_day || wall->bad_day)
		return;
	day.has_clock = false;
	day.hour = day.minute = day.second = 0;
	day.why = NULL;
	at = place_in_time(reader, &day);
	if (at == TIME_NONE || (reader->last != TIME_NONE && at <= reader->last))
		return;
	if (day.has_year && reader->first_day == TIME_NONE)
		reader->first_day = at;
	reader->last = at;
}

static struct text
zone_text(const struct reader *reader, const struct block_row *block, size_t from, const struct wall_time *wall)
{
	const struct markdown *body = &reader->document->body;
	const char *text = markdown_text(body, block->text) + from;

	if (!wall->zoned)
		return reader->zone_text;
	return (struct text){
		.s = pool_strndup(reader->pool, text + wall->zone_start, wall->zone_end - wall->zone_start),
		.span = markdown_text_span(body, block, from + wall->zone_start, from + wall->zone_end),
	};
}

/* Where the section has no zone, an entry's holds until another has one. */
static void
note_zone(struct reader *reader, const struct timeline_entry *entry, const struct wall_time *wall)
{
	reader->timeline.has_zone = true;
	if (reader->timeline.zone.s)
		return;
	reader->zone = wall->zone;
	reader->zone_text = entry->zone;
}

/* A day above entries of its own is no event: it only tells their day. */
static void
drop_day_heading(struct reader *reader, const struct block_row *block)
{
	const struct markdown *body = &reader->document->body;
	const uint32_t day = reader->day_heading;

	reader->day_heading = ROW_NONE;
	if (day == ROW_NONE || !reader->entries->len)
		return;
	if (block->kind == BLOCK_HEADING && block->level <= body->blocks[day].level)
		return;
	g_array_set_size(reader->entries, reader->entries->len - 1);
}

struct timeline_entry *
timeline_add(struct reader *reader, const struct block_row *block, size_t from, size_t line_end, const struct wall_time *wall)
{
	const struct markdown *body = &reader->document->body;
	const int64_t before = reader->last;
	struct timeline_entry entry = {
		.span = markdown_text_span(body, block, from, line_end),
		.time_span = markdown_text_span(body, block, from + wall->start, from + wall->end),
		.at = place_in_time(reader, wall),
		.day_only = wall->has_day && !wall->has_clock,
		.zoned = wall->zoned,
		.zone = zone_text(reader, block, from, wall),
		.row = (uint32_t)(block - body->blocks),
		.why = wall->why,
		.text = "",
	};

	drop_day_heading(reader, block);
	if (entry.at == TIME_NONE) {
		entry.problem = TIMELINE_BAD_TIME;
		entry.why = entry.why ? entry.why : "there is no such day";
		keep_day(reader, wall);
	} else {
		if (before != TIME_NONE && entry.at + (entry.day_only ? DAY - 1 : 0) < before)
			entry.problem = TIMELINE_BACKWARDS;
		note_day(reader, wall, entry.at);
		reader->at_end |= reader->end != TIME_NONE && !entry.day_only && entry.at / MINUTE == reader->end / MINUTE;
	}
	if (entry.zoned)
		note_zone(reader, &entry, wall);
	g_array_append_val(reader->entries, entry);
	return &g_array_index(reader->entries, struct timeline_entry, reader->entries->len - 1);
}

static size_t
line_end_of(const char *text, size_t from, size_t length)
{
	const char *newline = memchr(text + from, '\n', length - from);

	return newline ? (size_t)(newline - text) : length;
}

/* A block that is one entry, or none: its first line begins with a time. */
static struct timeline_entry *
read_block(struct reader *reader, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	const size_t end = line_end_of(text, 0, block->text.length);
	struct timeline_entry *entry;
	struct wall_time wall;

	if (!wall_time_read(reader->pool, text, end, &wall))
		return NULL;
	entry = timeline_add(reader, block, 0, end, &wall);
	entry->text = text_squeeze(reader->pool, text + wall.rest, block->text.length - wall.rest);
	return entry;
}

/* The first words below a heading that is only a time. */
static const char *
words_below(struct reader *reader, uint32_t row)
{
	const struct markdown *body = &reader->document->body;

	for (row++; row < body->block_count && body->blocks[row].kind != BLOCK_HEADING; row++) {
		const struct block_row *block = &body->blocks[row];

		if (block->kind == BLOCK_PARAGRAPH && block->text.length)
			return text_squeeze(reader->pool, markdown_text(body, block->text), block->text.length);
	}
	return "";
}

static void
read_heading(struct reader *reader, uint32_t row)
{
	const struct block_row *block = &reader->document->body.blocks[row];
	struct timeline_entry *entry = read_block(reader, block);

	if (entry && entry->day_only && !entry->text[0])
		reader->day_heading = row;
	if (entry && !entry->text[0])
		entry->text = words_below(reader, row);
	reader->below_time = entry && !entry->day_only;
}

/* How a line's time is written: lines of one paragraph that are entries look alike. */
static char
shape_of(const char *line, size_t length, const struct wall_time *wall)
{
	static const char *const dashes[] = { "—", "–", "−", "-" };
	const char *first = line + strspn(line, " \t");
	size_t at = wall->end;

	if (*first == '[' || *first == '(')
		return *first;
	while (at < length && line[at] == ' ')
		at++;
	for (size_t i = 0; i < G_N_ELEMENTS(dashes); i++)
		if (length - at >= strlen(dashes[i]) && strncmp(line + at, dashes[i], strlen(dashes[i])) == 0)
			return '-';
	return at < length && strchr(":|,", line[at]) ? line[at] : ' ';
}

/* Where the entry that begins at from ends: before the next line that is one. */
static size_t
entry_end_of(struct reader *reader, const char *text, size_t from, size_t length, char shape)
{
	for (size_t at = line_end_of(text, from, length); at < length; at = line_end_of(text, at + 1, length)) {
		const size_t end = line_end_of(text, at + 1, length);
		struct wall_time wall;

		if (wall_time_read(reader->pool, text + at + 1, end - at - 1, &wall) && shape_of(text + at + 1, end - at - 1, &wall) == shape)
			return at;
	}
	return length;
}

/* A paragraph or code whose first line begins with a time: lines written like it are entries. */
static void
read_lines(struct reader *reader, const struct block_row *block)
{
	const char *text = markdown_text(&reader->document->body, block->text);
	const size_t length = block->text.length;
	size_t from = 0;

	while (from < length) {
		const size_t end = line_end_of(text, from, length);
		struct timeline_entry *entry;
		struct wall_time wall;
		size_t entry_end;

		if (!wall_time_read(reader->pool, text + from, end - from, &wall))
			return;
		entry_end = entry_end_of(reader, text, from, length, shape_of(text + from, end - from, &wall));
		entry = timeline_add(reader, block, from, end, &wall);
		entry->text = text_squeeze(reader->pool, text + from + wall.rest, entry_end - from - wall.rest);
		from = entry_end + 1;
	}
}

static void
read_item(struct reader *reader, uint32_t row)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *first = &body->blocks[row + 1];
	struct timeline_entry *entry;

	if (row + 1 >= body->blocks[row].end_row || first->kind != BLOCK_PARAGRAPH)
		return;
	entry = read_block(reader, first);
	if (entry)
		entry->row = row;
}

/* ---- Sections ---- */

static bool
is_bold_line(const struct markdown *body, const struct block_row *block)
{
	return block->kind == BLOCK_PARAGRAPH && block->flags & BLOCK_BOLD && !strchr(markdown_text(body, block->text), '\n');
}

/* Reads what begins at a row; returns the row to go on with. */
static uint32_t
read_row_of_section(struct reader *reader, uint32_t row)
{
	const struct markdown *body = &reader->document->body;
	const struct block_row *block = &body->blocks[row];

	if (is_outside(block))
		return block->end_row;
	if (block->kind == BLOCK_TABLE) {
		timeline_read_table(reader, row);
		return block->end_row;
	}
	if (block->kind == BLOCK_ITEM)
		read_item(reader, row);
	else if (block->parent != ROW_NONE)
		return row + 1;
	else if (block->kind == BLOCK_HEADING || is_bold_line(body, block))
		read_heading(reader, row);
	else if (block->kind == BLOCK_PARAGRAPH && !reader->below_time)
		read_lines(reader, block);
	return row + 1;
}

static bool
begins_with_time(struct reader *reader, const struct block_row *block)
{
	struct wall_time wall;

	return wall_time_read(reader->pool, markdown_text(&reader->document->body, block->text), block->text.length, &wall) && !wall.why;
}

/* Past headings of the section's own level that go on with the timeline. */
static uint32_t
end_of_section(struct reader *reader, const struct section *section)
{
	const struct markdown *body = &reader->document->body;
	const uint8_t level = body->blocks[section->heading].level;
	uint32_t end = section->end_row;

	if (body->blocks[section->heading].kind != BLOCK_HEADING)
		return end;
	while (end < body->block_count && body->blocks[end].level == level && begins_with_time(reader, &body->blocks[end])) {
		for (end++; end < body->block_count; end++)
			if (body->blocks[end].kind == BLOCK_HEADING && body->blocks[end].parent == ROW_NONE && body->blocks[end].level <= level)
				break;
	}
	return end;
}

static void
read_code(struct reader *reader, uint32_t first_row, uint32_t end_row)
{
	const struct markdown *body = &reader->document->body;

	for (uint32_t row = first_row; row < end_row; row++)
		if (body->blocks[row].kind == BLOCK_CODE)
			read_lines(reader, &body->blocks[row]);
}

static void
read_section(struct reader *reader, const struct section *section)
{
	const uint32_t end = end_of_section(reader, section);
	const guint before = reader->entries->len;

	reader->below_time = false;
	reader->day_heading = ROW_NONE;
	find_section_zone(reader, section, end);
	for (uint32_t row = section->first_row; row < end;)
		row = read_row_of_section(reader, row);
	if (reader->entries->len == before)
		read_code(reader, section->first_row, end);
}

static void
read_sections(struct reader *reader)
{
	const struct document *document = reader->document;
	const struct section *first = document_section(document, "timeline");

	g_array_set_size(reader->entries, 0);
	reader->timeline = (struct timeline){ .section = first };
	reader->zone = find_zone(reader);
	reader->zone_text = (struct text){ 0 };
	reader->day_heading = ROW_NONE;
	reader->last = reader->first = reader->first_day = TIME_NONE;
	reader->dayless = reader->at_end = false;
	for (size_t i = 0; first && i < document->section_count; i++)
		if (document->sections[i].kind == first->kind && document->sections[i].nested == first->nested)
			read_section(reader, &document->sections[i]);
}

/* Small steps back are midnights where only that leads to the end. */
static void
try_midnights(struct reader *reader)
{
	if (reader->end == TIME_NONE || reader->at_end || !reader->has_stepped_back)
		return;
	reader->any_midnight = true;
	read_sections(reader);
	if (reader->at_end)
		return;
	reader->any_midnight = false;
	read_sections(reader);
}

struct timeline
timeline_read(struct pool *pool, const struct config *config, const struct document *document, int64_t base, int64_t end)
{
	g_autoptr(GArray) entries = g_array_new(false, true, sizeof(struct timeline_entry));
	struct reader reader = { .pool = pool, .config = config, .document = document, .end = end, .entries = entries };

	set_base(&reader, base != TIME_NONE ? base : document_file_day(document, config->zone));
	read_sections(&reader);
	if (reader.dayless && reader.first_day != TIME_NONE) {
		/* a later entry has told the day */
		set_base(&reader, time_day_start(config->zone, reader.first_day));
		read_sections(&reader);
	}
	try_midnights(&reader);
	reader.timeline.has_day = !reader.dayless;
	reader.timeline.entries = pool_memdup(pool, entries->data, entries->len * sizeof(struct timeline_entry));
	reader.timeline.count = entries->len;
	return reader.timeline;
}
